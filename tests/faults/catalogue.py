"""``docs/faults.md`` as a list of rows, and what a run of their tests has counted.

``python -m tests.faults.catalogue`` prints every test the rows name, for ``make soak-faults``. A test says how much it has
done by pytest's ``record_property``: a unit of ``UNITS`` and a number.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
PLACES = {
    "F": "tests/faults", "R": "tests/road", "S": "tests/unit/sync", "G": "tests/unit/gateway", "K": "tests/unit/store",
    "V": "tests/unit/services",
}  # fmt: skip
NAMED = re.compile(r"`([A-Z])/((?:\w+/)?test_\w+\.py)::(test_\w+)`")
UNITS = ("disks", "deaths", "cuts", "kills", "ways", "answers")
BEGIN, END = "<!-- faults: written by make soak-faults -->", "<!-- faults: end -->"
SEEDS = ("HOSO_FAULTS_SEED", "HOSO_FAULTS_STATES", "HOSO_ROAD_SEED")


@dataclass(frozen=True)
class Row:
    """One fault: its heading, what it is, and the tests that bring it about, as pytest names them."""

    heading: str
    fault: str
    tests: tuple[str, ...]


def rows() -> list[Row]:
    """The rows in order."""
    found, heading = [], ""
    for line in TEXT.splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif line.startswith("| ") and not line.startswith(("| Fault", "| ---")):
            tests = tuple(f"{PLACES[place]}/{file}::{test}" for place, file, test in NAMED.findall(line))
            found.append(Row(heading, line.split("|")[1].strip(), tests))
    return found


@dataclass
class Tally:
    """What became of one test in all its cases."""

    ended: Counter[str] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)


def tally(reports: Iterable[tuple[str, str, Sequence[tuple[str, object]]]]) -> dict[str, Tally]:
    """By test, from (node id, how it ended, properties)."""
    found: dict[str, Tally] = {}
    for node, ended, properties in reports:
        one = found.setdefault(node.partition("[")[0], Tally())
        one.ended[ended] += 1
        for unit, many in properties:
            if unit in UNITS and isinstance(many, int):
                one.counted[unit] += many
    return found


def table(found: dict[str, Tally], seconds: float = 0.0) -> str:
    """Each row with its test and its count. Of what passed nothing was lost and nothing doubled: its test would not have passed."""
    lines = ["| Fault | Tests | Cases | Counted | Lost | Doubled |", "| --- | --- | --- | --- | --- | --- |"]
    total: Counter[str] = Counter()
    seen: set[str] = set()
    for row in rows():
        ran = [found[test] for test in row.tests if test in found]
        cases, counted = Counter[str](), Counter[str]()
        for one in ran:
            cases.update(one.ended)
            counted.update(one.counted)
        for test in row.tests:
            if test in found and test not in seen:
                total.update(found[test].counted)
        seen.update(row.tests)
        whole = len(ran) == len(row.tests) and set(cases) == {"passed"}
        said = ", ".join(f"{many} {word}" for word, many in cases.items()) or "not run"
        many = ", ".join(f"{number} {unit}" for unit, number in counted.items()) or "–"
        names = ", ".join(test.partition("::")[2] for test in row.tests)
        verdict = "0 | 0" if whole else "? | ?"
        lines.append(f"| {row.fault} | {names} | {said} | {many} | {verdict} |")
    settings = ", ".join(f"{name}={os.environ[name]}" for name in SEEDS if name in os.environ) or "as shipped"
    lines += [
        "",
        f"Seeds: {settings}. In all: {', '.join(f'{many} {unit}' for unit, many in total.items())}.",
    ]
    return "\n".join(lines) + "\n"


def write_into(path: Path, text: str) -> None:
    """Put a table between its marks, or make it the whole file where there are none."""
    before, mark, rest = (path.read_text("utf-8") if path.exists() else "").partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n{text}{END}{after}" if mark else text, "utf-8")


if __name__ == "__main__":
    every = dict.fromkeys(test for row in rows() for test in row.tests)
    # The longest first: several processes then end together.
    sys.stdout.write("\n".join(sorted(every, key=lambda test: "power_cut" not in test)) + "\n")
