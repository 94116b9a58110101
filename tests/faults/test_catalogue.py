"""``docs/faults.md`` names no test that is not there, and says of the long ones that they are long."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
PLACES = {
    "F": "tests/faults", "R": "tests/road", "S": "tests/unit/sync", "G": "tests/unit/gateway", "K": "tests/unit/store",
}  # fmt: skip
NAMED = re.compile(r"`([A-Z])/(test_\w+\.py)::(test_\w+)`")


def source(place: str, file: str) -> str:
    return (ROOT / PLACES[place] / file).read_text(encoding="utf-8")


def test_every_fault_names_a_test_that_is_there() -> None:
    rows = [
        line
        for line in TEXT.splitlines()
        if line.startswith("| ") and not line.startswith(("| Fault", "| ---"))
    ]
    assert len(rows) > 40
    for row in rows:
        named = NAMED.findall(row)
        assert named, row
        for place, file, test in named:
            assert re.search(rf"^def {test}\(", source(place, file), re.M), f"{file}::{test}"


def test_every_test_of_the_catalogue_is_in_it() -> None:
    named = {(file, test) for place, file, test in NAMED.findall(TEXT) if place == "F"}
    there = {
        (path.name, test)
        for path in (ROOT / PLACES["F"]).glob("test_*.py")
        if path.name != Path(__file__).name
        for test in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.M)
    }
    assert named == there
