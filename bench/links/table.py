"""The table of a campaign: medians over the seeds, the product's row with its bar."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench.links.ours import NAME
from bench.links.profiles import PROFILES, Profile
from bench.links.trip import Run

BEGIN, END = "<!-- links: written by bench.links -->", "<!-- links: end -->"
LAST_RECORD = 0.04
WIRE = 1.08
_HEAD = (
    "| Link | Carrier | Efficiency | Seconds | Complete | Half of them after | Last record after | Sent per useful byte | Memory |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
)


def efficiency(run: Run) -> float:
    """Useful bytes ÷ (seconds with a link × its rate)."""
    return run.efficiency_bytes / (PROFILES[run.profile].up_kbit * 125)


def last_record(run: Run) -> float | None:
    """When the last record was there, as a share of the whole; None when one never came."""
    return run.records[-1] / run.seconds if len(run.records) == run.dossiers else None


def wire(run: Run) -> float | None:
    """Bytes the kiosk's side sent for each useful byte that arrived in a complete dossier."""
    return run.wire_up / run.carried if run.carried else None


def table(runs: Sequence[Run], missing: Mapping[str, str]) -> str:
    """Markdown: a row for each link and carrier, then what is missing."""
    rows = []
    for profile in PROFILES.values():
        here = [run for run in runs if run.profile == profile.name]
        for carrier in dict.fromkeys(run.carrier for run in here):
            rows.append(_row(profile, carrier, [run for run in here if run.carrier == carrier]))
    absent = "".join(f"\nNot measured: {name} ({why}).\n" for name, why in missing.items())
    return _HEAD + "".join(rows) + absent


def short(runs: Sequence[Run]) -> list[str]:
    """The bars the product misses, in words; empty when it meets them all."""
    found = []
    for profile in PROFILES.values():
        ours = [run for run in runs if run.profile == profile.name and run.carrier == NAME]
        if not ours:
            continue
        if (seen := _median(map(efficiency, ours))) < profile.bar:
            found.append(f"{profile.name}: efficiency {seen:.1%}, bar {profile.bar:.0%}")
        if any(run.ended != "done" for run in ours):
            found.append(
                f"{profile.name}: not everything arrived in {[run.seed for run in ours if run.ended != 'done']}"
            )
        if (sent := _median(wire(run) or 99.0 for run in ours)) > WIRE:
            found.append(f"{profile.name}: {sent:.3f} sent per useful byte, bar {WIRE}")
        if (
            share := _median(1.0 if (one := last_record(run)) is None else one for run in ours)
        ) > LAST_RECORD:
            found.append(f"{profile.name}: last record after {share:.1%} of the drain, bar {LAST_RECORD:.0%}")
        if profile.congestion != "bbr" and any("bbr" in run.congestion for run in ours):
            found.append(f"{profile.name}: a flow was under BBR, so the row says nothing")
    return found


def write_into(results: Path, text: str) -> None:
    """Put the table between its markers. ``ValueError`` when the file has none."""
    before, _, rest = results.read_text("utf-8").partition(BEGIN)
    _, marker, after = rest.partition(END)
    if not marker:
        raise ValueError(f"{results} has no place for the table")
    results.write_text(f"{before}{BEGIN}\n{text.strip()}\n{END}{after}", "utf-8")


def _row(profile: Profile, carrier: str, runs: list[Run]) -> str:
    ours = carrier == NAME
    many = runs[0].dossiers
    complete = _median(len(run.complete) for run in runs)
    ended = all(run.ended == "done" for run in runs)
    half = [run.complete[(many - 1) // 2] for run in runs if len(run.complete) > (many - 1) // 2]
    shares = [share for run in runs if (share := last_record(run)) is not None]
    sent = [one for run in runs if (one := wire(run)) is not None]
    memory = [run.memory_mb for run in runs if ours and run.memory_mb is not None]
    cells = [
        f"{profile.name}: {profile.label}",
        f"**{carrier}**" if ours else carrier,
        f"{_median(map(efficiency, runs)):.1%}" + (f" (bar {profile.bar:.0%})" if ours else ""),
        f"{_median(run.seconds for run in runs):.0f}" + ("" if ended else ", " + _ends(runs)),
        f"{complete:g} of {many}",
        f"{_median(half):.0f} s" if half else "–",
        f"{_median(shares):.1%}" if shares else "–",
        f"{_median(sent):.3f}" if sent else "–",
        f"{max(memory):.0f} MB" if memory else "",
    ]
    return "| " + " | ".join(cells) + " |\n"


def _ends(runs: list[Run]) -> str:
    words = {"cap": "time up", "failed": "gave up", "done": "done"}
    return ", ".join(
        f"{sum(run.ended == end for run in runs)} {word}"
        for end, word in words.items()
        if any(run.ended == end for run in runs)
    )


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)
