"""A question, paper or rule that nobody can reach is a fault of its author; one that somebody can is none."""

from collections.abc import Callable
from typing import Any

import pytest

from forms.loader import UnsoundDefinition
from tests.unit.forms.household import bent_household, household_tree
from tests.unit.forms.small import built, tree

Bend = Callable[[dict[str, Any]], None]
STATED = {"source": "s", "verified": False}


def _show(page: int, field: int | None, show: str) -> Bend:
    def bend(bent: dict[str, Any]) -> None:
        here = bent["pages"][page]
        (here if field is None else here["fields"][field])["show"] = show

    return bend


def _add(key: str, value: dict[str, Any]) -> Bend:
    return lambda bent: bent.setdefault(key, []).append(value)


RULE = {"id": "r", "message": "Dừng", "page": "third", **STATED}
PAPER = {"id": "p", "name": "Giấy", "handling": "shown", **STATED}

NEVER: list[tuple[str, Bend, str]] = [
    ("contradiction", _show(1, None, 'colour == "red" && colour == "blue"'), "pages[1].show"),
    ("behind a hidden answer", _show(2, None, 'answered(shade) && colour == "blue"'), "pages[2].show"),
    ("field against its page", _show(1, 1, 'colour == "blue"'), "pages[1].fields[1].show"),
    ("constant", _show(2, 0, "false"), "pages[2].fields[0].show"),
    ("number out of bounds", _show(2, 1, "answered(number) && number > 3"), "pages[2].fields[1].show"),
    ("text longer than its field", _show(2, 0, "length(shade) > 10"), "pages[2].fields[0].show"),
    ("a day before the future", _show(2, 0, 'answered(born) && surely_before(today, born)'), "pages[2].fields[0].show"),
    ("value against what is computed", _add("to_officer", {**RULE, "when": "answered(copy) && answered(shade) && copy != shade"}),
     "to_officer[0].when"),
    ("rule", _add("stops", {**RULE, "when": 'channel == 4'}), "stops[0].when"),
    ("paper", _add("papers", {**PAPER, "needed": 'answered(shade) && colour != "red"'}), "papers[0].needed"),
    ("option", lambda bent: bent["pages"][1]["fields"].__setitem__(0, {
        "id": "shade", "type": "choice", "label": "Sắc", "ask": "Sắc gì?", **STATED,
        "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B", "show": 'colour == "blue"'}]}),
     "pages[1].fields[0].options[1].show"),
]  # fmt: skip


@pytest.mark.parametrize(("bend", "path"), [n[1:] for n in NEVER], ids=[n[0] for n in NEVER])
def test_what_nobody_can_reach_is_named(bend: Bend, path: str) -> None:
    bent = tree()
    bend(bent)
    with pytest.raises(UnsoundDefinition) as refused:
        built(bent)
    assert [(f.path, f.message.id) for f in refused.value.faults] == [(path, "error.form.definition.never")]


@pytest.mark.parametrize(
    "show",
    [
        "age_under(born, 6, today)",
        "age_at_least(born, 80, today)",
        "age_at_least(born, 14, today) && age_under(born, 16, today)",
        "days_since(born) == 60",
        "answered(born) && answered(days_since(born)) && days_since(born) > 15",
        "surely_before(born, '1975-05-01')",
        "year_of(born) == 1990",
        "length(shade) == 10",
        "shade == 'lục'",
        "answered(shade) && !answered(born)",
        "today >= '2027-03-01'",
        "today < '2026-01-02'",
        "office == '03127' && channel == 3 && !assisted",
    ],
)
def test_what_somebody_can_reach_is_sound(show: str) -> None:
    bent = tree()
    _show(2, 0, show)(bent)
    assert built(bent).field("number").show is not None


def _row_field(number: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda bent: bent["pages"][1]["rows"]["pages"][number]["fields"][0]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("show", "sound"),
    [
        ('member_kind == "child" && together == true', True),
        ("row == 2", True),
        ('member_kind == "other"', False),
        ("together == false", False),
    ],
)
def test_conditions_of_a_row_are_tried_with_those_of_their_group(show: str, sound: bool) -> None:
    bent = household_tree()
    _row_field(1)(bent)["show"] = show
    if sound:
        bent_household(bent)
    else:
        with pytest.raises(UnsoundDefinition, match="không bao giờ đúng"):
            bent_household(bent)


@pytest.mark.parametrize(
    ("when", "sound"),
    [
        ("count(members) == 3", True),
        ("count(members) == 4", False),
        ('count_where(members, "member_kind", "head") == 1', True),
        ("together == false && count(members) > 0", False),
        ('total(members, "member_pages") > 999', True),
    ],
)
def test_conditions_over_rows_are_tried_with_rows(when: str, sound: bool) -> None:
    bent = household_tree()
    bent["declarations"].append({"id": "more", "layout": "x", "when": when})
    if sound:
        bent_household(bent)
    else:
        with pytest.raises(UnsoundDefinition, match="không bao giờ đúng"):
            bent_household(bent)
