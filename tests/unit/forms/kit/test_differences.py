"""Two versions side by side: nothing changes unseen, and the same version differs in nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forms.__main__ import main
from forms.catalogue import Catalogue
from forms.differences import AREA_NAMES, Area, Change, Difference, differences
from tests.unit.forms.household import bent_household, household, household_tree
from tests.unit.forms.kit.bundles import small as small_text
from tests.unit.forms.small import built, small, tree

FACT = {"source": "s", "verified": False}


def _differ(
    bend: Callable[[dict[str, Any]], object],
) -> list[tuple[Area, Change, str, str | None, str | None]]:
    found = tree()
    bend(found)
    return [_told(d) for d in differences(small(), built(found))]


def _told(d: Difference) -> tuple[Area, Change, str, str | None, str | None]:
    return d.area, d.change, d.path, d.before, d.after


def _field(t: dict[str, Any], page: int, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = t["pages"][page]["fields"][number]
    return found


def test_a_version_does_not_differ_from_itself() -> None:
    for d in (*Catalogue.shipped().definitions(), household()):
        assert differences(d, d) == ()


BENT: list[tuple[Callable[[dict[str, Any]], object], Difference]] = [
    (
        lambda t: t.update(version="2"),
        Difference(Area.GENERAL, Change.CHANGED, "version", "1", "2"),
    ),
    (
        lambda t: t.update(last_lawful_day=None),
        Difference(Area.DATES, Change.CHANGED, "last_lawful_day", "2027-02-28", None),
    ),
    (
        lambda t: t["due_rule"].update(working_days=3),
        Difference(Area.DATES, Change.CHANGED, "due_rule.working_days", "0", "3"),
    ),
    (
        lambda t: t["due_rule"].update(text="Ba ngày"),
        Difference(Area.TEXTS, Change.CHANGED, "due_rule.text", "Trong ngày", "Ba ngày"),
    ),
    (
        lambda t: t["parts"].append({**t["parts"][0], "id": "two", "name": "Phần hai"}),
        Difference(Area.PARTS, Change.ADDED, "parts.two", None, "Phần hai"),
    ),
    (
        lambda t: t["fees"]["entries"].append({"province": "11", "amount": 8000, **FACT}),
        Difference(Area.FEES, Change.ADDED, "fees.entries.11/*/*/*", None, "8000"),
    ),
    (
        lambda t: t["fees"]["entries"][0].update(amount=8000),
        Difference(Area.FEES, Change.CHANGED, "fees.entries.*/*/*/*.amount", None, "8000"),
    ),
    (
        lambda t: t.update(papers=[{"id": "card", "name": "Thẻ", "handling": "shown", **FACT}]),
        Difference(Area.PAPERS, Change.ADDED, "papers.card", None, "Thẻ"),
    ),
    (
        lambda t: t["sources"].update(s="Nguồn khác"),
        Difference(Area.SOURCES, Change.CHANGED, "sources.s", "Nguồn thử", "Nguồn khác"),
    ),
    (
        lambda t: t["legal_basis"].append({"title": "Nghị định Thử", **FACT}),
        Difference(Area.SOURCES, Change.ADDED, "legal_basis.Nghị định Thử", None, "Nghị định Thử"),
    ),
    (
        lambda t: t["legal_basis"][0].update(verified=True),
        Difference(Area.SOURCES, Change.CHANGED, "legal_basis.Luật Thử.fact.verified", "false", "true"),
    ),
    (
        lambda t: t["pages"][1].update(show='colour == "blue"'),
        Difference(Area.PAGES, Change.CHANGED, "pages.second.show", 'colour == "red"', 'colour == "blue"'),
    ),
    (
        lambda t: t["pages"][1].update(title="Trang hai"),
        Difference(Area.TEXTS, Change.CHANGED, "pages.second.title", "Hai", "Trang hai"),
    ),
    (
        lambda t: _field(t, 1).update(required=False),
        Difference(Area.FIELDS, Change.CHANGED, "fields.shade.required", "true", "false"),
    ),
    (
        lambda t: _field(t, 1).update(ask="Sắc độ nào?"),
        Difference(Area.TEXTS, Change.CHANGED, "fields.shade.ask", "Sắc gì?", "Sắc độ nào?"),
    ),
    (
        lambda t: _field(t, 1, 1).update(precisions=["day"]),
        Difference(Area.FIELDS, Change.CHANGED, "fields.born.precisions", "day, month, year", "day"),
    ),
    (
        lambda t: _field(t, 0)["options"].append({"id": "green", "label": "Lục"}),
        Difference(Area.OPTIONS, Change.ADDED, "fields.colour.options.green", None, "Lục"),
    ),
    (
        lambda t: _field(t, 0)["options"][1].update(label="Lam"),
        Difference(Area.TEXTS, Change.CHANGED, "fields.colour.options.blue.label", "Xanh", "Lam"),
    ),
    (
        lambda t: _field(t, 0)["options"].reverse(),
        Difference(Area.OPTIONS, Change.MOVED, "fields.colour.options"),
    ),
    (
        lambda t: _field(t, 2)["suggest"] and _field(t, 2).update(suggest="2"),
        Difference(Area.FIELDS, Change.CHANGED, "fields.number.suggest", "1", "2"),
    ),
    (
        lambda t: t.update(stops=[{"id": "red", "page": "first", "when": 'colour == "red"', "message": "Thôi", **FACT}]),
        Difference(Area.RULES, Change.ADDED, "stops.form.9.000001.stop.red", None, "Thôi"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("bend", "wanted"), BENT)
def test_one_change_is_one_difference(bend: Callable[[dict[str, Any]], object], wanted: Difference) -> None:
    assert _differ(bend) == [_told(wanted)]
    assert "{" not in wanted.line()


def test_a_difference_read_backwards_is_its_opposite() -> None:
    for bend, wanted in BENT:
        found = tree()
        bend(found)
        back = differences(built(found), small())
        assert [(d.area, d.path, d.before, d.after) for d in back] == [
            (wanted.area, wanted.path, wanted.after, wanted.before)
        ]


def test_a_question_that_goes_to_another_page_is_no_new_question() -> None:
    def bend(t: dict[str, Any]) -> None:
        t["pages"][2]["fields"].insert(0, t["pages"][1]["fields"].pop())

    assert _differ(bend) == [
        (Area.PAGES, Change.CHANGED, "pages.second.fields", "shade, born", "shade"),
        (Area.PAGES, Change.CHANGED, "pages.third.fields", "number, copy", "born, number, copy"),
    ]


def test_questions_of_rows_are_compared_too() -> None:
    def columns(t: dict[str, Any]) -> list[dict[str, Any]]:
        rows = next(p["rows"] for p in t["pages"] if "rows" in p)
        return [f for page in rows["pages"] for f in page["fields"]]

    bent = household_tree()
    columns(bent)[0]["ask"] = "Người ấy tên gì?"
    found = differences(household(), bent_household(bent))
    name = columns(bent)[0]["id"]
    assert [(d.area, d.path, d.after) for d in found] == [
        (Area.TEXTS, f"fields.{name}.ask", "Người ấy tên gì?")
    ]


def test_every_area_has_a_name() -> None:
    assert set(AREA_NAMES) == set(Area)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "1.yaml", tmp_path / "2.yaml"
    old.write_text(small_text(), encoding="utf-8")
    new.write_text(small_text("2").replace("Sắc gì?", "Sắc độ nào?"), encoding="utf-8")
    assert main(["diff", str(old), str(new)]) == 0
    told = capsys.readouterr().out
    assert "2 khác biệt" in told
    assert "Sắc gì? thành Sắc độ nào?" in told
    assert main(["diff", str(old), str(new), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["new"] == {"code": "9.000001", "version": "2"}
    assert {d["path"] for d in shown["differences"]} == {"version", "fields.shade.ask"}
    assert main(["diff", "1.004873@2026.1", "1.004873@2026.1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["differences"] == []
    for name in ("1.004873@9", "9.9@1", "none.yaml", "1.004873"):
        assert main(["diff", "1.004873@2026.1", name]) == 1
    assert capsys.readouterr().err
