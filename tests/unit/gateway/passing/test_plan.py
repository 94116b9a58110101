"""`passing.yaml`: read whole or not at all, every fault named by its path, no secret in any of them."""

from datetime import date
from pathlib import Path

import pytest

from forms.catalogue import Catalogue
from forms.source import UnsoundDefinition
from sync.gateway.passing.codes import shipped_codes
from sync.gateway.passing.config import HAND, RoadKind, load_plan, read_plan
from sync.gateway.passing.needs import answers_for, shipped_needs
from sync.gateway.passing.service import PlanWatch
from tests.unit.gateway.passing.plans import plan, plan_text
from tests.unit.gateway.passing.simulator import SECRET

DAY = date(2026, 11, 23)


def faults(text: str, folder: Path, **environment: str) -> list[str]:
    with pytest.raises(UnsoundDefinition) as found:
        read_plan(text, "passing.yaml", folder, {"PASSING_SECRET": SECRET} | environment)
    told = [fault.line() for fault in found.value.faults]
    assert SECRET not in "".join(told)
    return told


def test_a_sound_plan_says_who_goes_where(tmp_path: Path) -> None:
    found = plan(tmp_path)
    assert {name: road.kind for name, road in found.roads.items()} == {
        "tinh": RoadKind.DONGBO,
        "bo": RoadKind.NOIHOSO,
        "tep": RoadKind.BUNDLE,
    }
    assert found.road_of("ubnd_xa", "03127", "1.001193", "birth") == "tinh"
    assert found.road_of("so_y_te", "11", "1.001193", "birth") == HAND
    road = found.roads["tinh"]
    assert road.token is not None
    assert (road.token.secret, SECRET in repr(found)) == (SECRET, False)
    assert road.hears
    assert found.roads["tep"].folder == tmp_path / "drop"


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("format: 1", "format: 2", "format"),
        ("kind: bundle", "kind: pigeon", "kind"),
        ("granted: \"Biên bản thử nghiệm\"", "granted: \"\"", "roads[2]"),
        ("https://thu.invalid", "http://thu.invalid", "base"),
        ("numbers: given", "numbers: guess", "numbers"),
        ("adapter: ds", "adapter: dd", "adapter"),
        ("numbers: interface", "numbers: dossier", "numbers"),
        ("create: /DongBoHoSo, ", "", "paths"),
        ("update: /CapNhatHoSo", "amend: /CapNhatHoSo", "paths"),
        (", number: /GetNextValue, upload: /UploadFile, state", ", upload: /UploadFile, state", "paths"),
        ("secret_env: PASSING_SECRET}", "secret_env: NOBODY}", "secret_env"),
        ("secret_env: PASSING_SECRET}", "secret_env: PASSING_SECRET, secret_file: x}", "secret_file"),
        ("    folder: drop\n", "", "roads[2]"),
        ("road: bo}", "road: nowhere}", "road"),
        ("id: bo", "id: tinh", "roads"),
        ("source: thu, verified: false}]", "source: hearsay, verified: false}]", "source"),
        ("hear_seconds: 1", "hear_second: 1", "roads[0]"),
        ("adapter: th\n", "adapter: th\n    adapter: ds\n", "dòng"),
    ],
)  # fmt: skip
def test_every_fault_is_named_by_its_path(tmp_path: Path, old: str, new: str, where: str) -> None:
    text = plan_text()
    assert old in text
    assert any(where in line for line in faults(text.replace(old, new, 1), tmp_path))


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    text = plan_text().replace("secret_env: PASSING_SECRET", "secret_file: secret.txt")
    assert any("secret.txt" in line for line in faults(text, tmp_path))
    (tmp_path / "passing.yaml").write_text(text)
    assert load_plan(tmp_path / "passing.yaml", secrets=False).roads  # who only looks needs none
    (tmp_path / "secret.txt").write_text(SECRET + "\n")
    (tmp_path / "passing.yaml").write_text(text)
    road = load_plan(tmp_path / "passing.yaml").roads["tinh"]
    assert road.token is not None
    assert road.token.secret == SECRET


def test_a_plan_is_followed_when_it_changes_and_kept_when_it_goes_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSING_SECRET", SECRET)
    file = tmp_path / "passing.yaml"
    file.write_text(plan_text())
    watch = PlanWatch(file)
    assert watch.changed() is None
    file.write_text(plan_text() + "workers: 3\n")
    found = watch.changed()
    assert found is not None
    assert found.workers == 3
    file.write_text(plan_text() + "worker: 33\n")
    assert watch.changed() is None
    file.unlink()
    assert watch.changed() is None


def test_a_plan_that_is_not_there_or_no_yaml_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(UnsoundDefinition):
        load_plan(tmp_path / "passing.yaml")
    assert faults("roads: [", tmp_path)
    assert faults("- 1", tmp_path)


def test_codes_are_dated_and_the_plans_own_go_first(tmp_path: Path) -> None:
    codes = shipped_codes()
    assert codes.of("LoaiDoiTuong", "th", "citizen", DAY) == "1"
    assert codes.of("LoaiDoiTuong", "ds", "citizen", DAY) == "0"  # the two sources contradict each other
    assert codes.of("LoaiDoiTuong", "ds", "agency", DAY) is None
    assert codes.of("LoaiDoiTuong", "ds", "citizen", date(2026, 5, 31)) is None
    assert not any(table.evidence.verified for table in codes.tables)
    own = """
codes:
  - {code: LoaiDoiTuong, adapter: th, from: 2026-11-01, source: thu, verified: true, values: {citizen: "9"}}
"""
    found = read_plan(plan_text() + own, "passing.yaml", tmp_path, {"PASSING_SECRET": SECRET}).codes
    assert found.of("LoaiDoiTuong", "th", "citizen", DAY) == "9"
    assert found.of("LoaiDoiTuong", "th", "citizen", date(2026, 10, 31)) == "1"


def test_a_state_of_theirs_can_become_none_but_one_of_the_ten(tmp_path: Path) -> None:
    for ours in ("0", "11", "done"):
        own = f"""
codes:
  - {{code: TrangThai, adapter: th, from: 2026-11-01, source: thu, verified: true, values: {{xong: "9", lạ: "{ours}"}}}}
"""
        (told,) = faults(plan_text() + own, tmp_path)
        assert "values.lạ" in told


def test_every_linked_procedure_says_what_each_part_needs() -> None:
    for definition in Catalogue.shipped().definitions():
        if len(definition.parts) < 2:
            continue
        needs = shipped_needs()[definition.code]
        assert set(needs) == {part.id for part in definition.parts}
        pages = {page.id for page in definition.all_pages()}
        for need in needs.values():
            assert set(need.pages) <= pages
            # Nobody needs all of it.
            assert len(need.pages) < len(pages)
            assert answers_for(definition, "nobody", {"requester_name": "x"}) == {}
