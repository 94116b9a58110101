"""``docs/faults.md`` names no test that is not there, and says of the long ones that they are long."""

import re
from pathlib import Path

from tests.faults.catalogue import (
    BEGIN,
    END,
    NAMED,
    PLACES,
    ROOT,
    TEXT,
    Tally,
    rows,
    table,
    tally,
    write_into,
)


def test_every_fault_names_a_test_that_is_there() -> None:
    assert len(rows()) > 40
    for row in rows():
        assert row.tests, row
        for one in row.tests:
            path, _, test = one.partition("::")
            assert re.search(rf"^def {test}\(", (ROOT / path).read_text(encoding="utf-8"), re.M), one


def test_a_run_is_counted_row_by_row() -> None:
    first = rows()[0]
    found = tally(
        [
            (f"{test}[{case}]", "passed", [("deaths", 7), ("other", 1)])
            for test in first.tests
            for case in "ab"
        ]
    )
    assert found[first.tests[0]].counted == {"deaths": 14}
    line = next(line for line in table(found).splitlines() if line.startswith(f"| {first.fault}"))
    many = len(first.tests)
    assert line.endswith(f"| {2 * many} passed | {14 * many} deaths | 0 | 0 |")
    found[first.tests[0]] = Tally()
    found[first.tests[0]].ended["failed"] = 1
    assert f"| {first.fault} |" in table(found)
    assert "1 failed" in table(found)
    assert "| 0 | 0 |" not in table(found)


def test_a_table_goes_between_its_marks(tmp_path: Path) -> None:
    results = tmp_path / "RESULTS.md"
    results.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    write_into(results, "new\n")
    write_into(results, "newer\n")
    assert results.read_text("utf-8") == f"before\n{BEGIN}\nnewer\n{END}\nafter\n"
    write_into(tmp_path / "other", "alone\n")
    assert (tmp_path / "other").read_text("utf-8") == "alone\n"


def test_every_test_of_the_catalogue_is_in_it() -> None:
    named = {(file, test) for place, file, test in NAMED.findall(TEXT) if place == "F"}
    there = {
        (path.name, test)
        for path in (ROOT / PLACES["F"]).glob("test_*.py")
        if path.name != Path(__file__).name
        for test in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.M)
    }
    assert named == there
