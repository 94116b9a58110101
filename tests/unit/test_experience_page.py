"""``docs/experience.md`` answers forty rows and names nothing that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "experience.md").read_text(encoding="utf-8")
SHORT = {"S/": "tests/unit/ui/screens/", "U/": "tests/unit/ui/"}


def test_forty_rows_each_with_its_code_and_its_tests() -> None:
    rows = re.split(r"(?m)^\*\*(\d+) · ", TEXT)[1:]
    assert [int(number) for number in rows[::2]] == list(range(1, 41))
    for number, row in zip(rows[::2], rows[1::2], strict=True):
        assert "Code:" in row, number
        assert "Tests:" in row, number


def test_every_place_and_test_it_names_is_there() -> None:
    named = re.findall(r"`((?:S|U|tests|kiosk|forms|sync|bench)/[^` ]*)`", TEXT)
    places = [SHORT.get(one[:2], one[:2]) + one[2:] for one in named]
    assert len(places) > 80
    assert [one for one in places if not any(ROOT.glob(one.rstrip("/")))] == []
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def test_([a-z_0-9]+)", file.read_text(encoding="utf-8"))
    }
    told = {name.strip() for some in re.findall(r"\(([a-z_0-9,\s]+)\)", TEXT) for name in some.split(",")}
    assert {name for name in told if name.count("_") > 2} <= there
