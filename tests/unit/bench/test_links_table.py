"""What a campaign says of its runs: the table, the bars missed, and what is carried."""

from pathlib import Path
from typing import Any

import pytest

from bench.links import table
from bench.links.cargo import copy_office
from bench.links.ours import NAME
from bench.links.trip import Run


def run(**changed: Any) -> Run:
    """A run on link A that meets every bar: 20 dossiers of 1 MB in 84 s."""
    fields: dict[str, Any] = {
        "profile": "A", "carrier": NAME, "seed": 1, "dossiers": 20, "ended": "done", "seconds": 84.0, "seconds_up": 84.0,
        "useful": 20_000_000, "carried": 20_000_000, "wire_up": 21_000_000, "wire_down": 400_000, "begun": 0.5,
        "records": [1.0] * 19 + [2.0], "complete": [float(4 * n) for n in range(1, 21)], "memory_mb": 60.0,
        "congestion": ["bbr"], "link": {},
    }  # fmt: skip
    return Run(**(fields | changed))


def test_efficiency_is_useful_bytes_over_what_the_link_could_have_carried() -> None:
    assert table.efficiency(run()) == pytest.approx(20_000_000 / (84 * 250_000))
    flapping = run(profile="C", seconds=100.0, seconds_up=75.0, carried=7_500_000)
    assert table.efficiency(flapping) == pytest.approx(0.8)
    assert table.efficiency(run(seconds_up=0.0)) == 0.0
    assert table.last_record(run()) == pytest.approx(2 / 84)
    assert table.last_record(run(records=[1.0])) is None
    assert table.wire(run()) == pytest.approx(1.05)
    assert table.wire(run(carried=0)) is None


def test_a_row_takes_the_median_of_its_runs() -> None:
    runs = [run(seed=seed, seconds=seconds) for seed, seconds in ((1, 84.0), (2, 90.0), (3, 300.0))]
    text = table.table([*runs, run(carrier="rsync", memory_mb=None)], {"rclone": "not here"})
    ours, peer = [line for line in text.splitlines() if line.startswith("| A")]
    assert ours.startswith(
        f"| A: 3G, 2 Mbit/s, 100 ms, 0.5 % | **{NAME}** | 95.2% (bar 94%) | 90 | 20 of 20 | 40 s |"
    )
    assert ours.endswith("| 60 MB |")
    assert "| rsync | 95.2% | 84 |" in peer
    assert "Not measured: rclone (not here)." in text


def test_half_a_run_is_shown_as_such() -> None:
    text = table.table([run(ended="cap", complete=[1.0, 2.0], records=[1.0])], {})
    assert "| 84, 1 time up | 2 of 20 | – | – |" in text


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"seconds_up": 90.0}, "efficiency 88.9%, bar 94%"),
        ({"ended": "cap"}, "not everything arrived in [1]"),
        ({"wire_up": 22_000_000}, "1.100 sent per useful byte"),
        ({"records": [1.0] * 19 + [8.4]}, "last record after 10.0%"),
        ({"records": [1.0]}, "last record after 100.0%"),
        ({"profile": "D-cubic", "seconds_up": 60.0}, "a flow was under BBR"),
    ],
)
def test_a_bar_that_is_missed_is_named(changed: dict[str, Any], word: str) -> None:
    assert table.short([run(), run(), run()]) == []
    found = table.short([run(**changed)])
    assert len(found) == 1
    assert word in found[0]
    assert table.short([run(**changed, carrier="rsync")]) == []


def test_the_table_is_put_between_its_marks_and_nowhere_else(tmp_path: Path) -> None:
    results = tmp_path / "RESULTS.md"
    results.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n", "utf-8")
    table.write_into(results, "new\n")
    assert results.read_text("utf-8") == f"before\n{table.BEGIN}\nnew\n{table.END}\nafter\n"
    results.write_text("no place", "utf-8")
    with pytest.raises(ValueError, match="no place"):
        table.write_into(results, "new")


def test_an_office_is_copied_without_its_blobs_bytes(tmp_path: Path) -> None:
    blobs = tmp_path / "outbox" / "blobs"
    blobs.mkdir(parents=True)
    (blobs / "a").write_bytes(b"sealed")
    (tmp_path / "outbox" / "outbox.db").write_bytes(b"rows")
    copy_office(tmp_path / "outbox", tmp_path / "copy")
    assert (tmp_path / "copy" / "blobs" / "a").stat().st_ino == (blobs / "a").stat().st_ino
    (tmp_path / "copy" / "outbox.db").write_bytes(b"other rows")
    assert (tmp_path / "outbox" / "outbox.db").read_bytes() == b"rows"
