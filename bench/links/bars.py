"""What the road must also keep to, apart from bad links: silence when idle, little memory, a quick drain on a good link.

    python -m bench.links.bars [idle] [memory] [drain] [--quick] [--json]

The real agent and the real gateway over an emulated link, as in a campaign. Exit codes: 0 all met, 1 one missed, 2 no links here.
"""

import argparse
import math
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.figures import Figure, Result, say
from bench.links.bridge import CannotEmulate, demand_means
from bench.links.cargo import SCANS, SMALL_SCANS, prepare
from bench.links.ours import OURS
from bench.links.profiles import PROFILES
from bench.links.trip import Run, go
from sync.agent import IDLE_CAP, IDLE_GROWTH, IDLE_SECONDS

DAY = 86_400.0
AFTERGLOW = 85.0
"""Seconds after a question within which the gateway closes the connection: until then the kernel asks whether it is alive."""
CARRYING_SECONDS = 120.0
DRAIN_SECONDS = 300.0


def questions(seconds: float) -> list[float]:
    """When an agent with nothing to send asks for news, in the first ``seconds`` after its start."""
    found, at, pause = [], 0.0, IDLE_SECONDS
    while at < seconds:
        found.append(at)
        at, pause = at + pause, min(IDLE_CAP, IDLE_GROWTH * pause)
    return found


def idle(quick: bool) -> Result:
    """Bytes a day, both ways, of an agent with nothing to send: its first minutes seen, its later questions reckoned.

    Two agents side by side: one is stopped before its last question and one after it, so that the difference is what one
    question by itself costs, with a new connection and all that follows it.
    """
    asked = questions(200.0 if quick else 600.0)
    last = asked[-1]
    with tempfile.TemporaryDirectory() as folder:
        cargo = prepare(Path(folder), {0})

        def bytes_after(seconds: float) -> int:
            run = go(OURS, PROFILES["LAN"], 1, cargo, 0, seconds, threading.Event())
            return run.wire_up + run.wire_down

        with ThreadPoolExecutor() as pool:
            before, after = pool.map(bytes_after, (last - IDLE_SECONDS / 2, last + AFTERGLOW))
    later = len(questions(DAY)) - len(asked)
    details: dict[str, object] = {
        "seen_seconds": last + AFTERGLOW,
        "seen_bytes": after,
        "question_bytes": after - before,
        "later_questions": later,
    }
    return Result(
        "idle", (Figure("kb_a_day", (after + later * (after - before)) / 1000, 50.0, "KB"),), details
    )


def memory(quick: bool) -> Result:
    """The agent's greatest resident memory while it carries, with 1,000 parcels of 1.5 MB waiting."""
    run = _carried(50 if quick else 1000, SCANS, "A", 30.0 if quick else CARRYING_SECONDS)
    if run.memory_mb is None:
        raise RuntimeError(f"the agent was gone: {run.detail}")
    details: dict[str, object] = {"parcels": run.dossiers, "records_there": len(run.records)}
    return Result("memory", (Figure("resident_mb", run.memory_mb, 80.0, "MB"),), details)


def drain(quick: bool) -> Result:
    """A thousand small parcels over a LAN, from the agent's start to the gateway's last signed word, a parcel."""
    run = _carried(50 if quick else 1000, SMALL_SCANS, "LAN", DRAIN_SECONDS)
    whole = run.ended == "done"
    each = run.seconds / run.dossiers * 1000 if whole else math.inf
    details: dict[str, object] = {
        "parcels": run.dossiers,
        "a_second": round(run.dossiers / run.seconds, 1) if whole else 0.0,
        "blobs_there_after_s": run.complete[-1] if run.complete else None,
        "first_packet_after_s": run.begun,
    }
    return Result("drain", (Figure("ms_a_parcel", each, 10.0, "ms"),), details)


def _carried(parcels: int, scans: tuple[tuple[str, int], ...], link: str, cap: float) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        cargo = prepare(Path(folder), {parcels}, scans, for_peers=False)
        return go(OURS, PROFILES[link], 1, cargo, parcels, cap, threading.Event())


MEASURES: dict[str, Callable[[bool], Result]] = {"idle": idle, "memory": memory, "drain": drain}


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m bench.links.bars")
    parser.add_argument("which", nargs="*", metavar="idle|memory|drain")
    parser.add_argument("--quick", action="store_true", help="shorter and smaller, to see that it works")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    which = options.which or list(MEASURES)
    if unknown := set(which) - MEASURES.keys():
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    met = True
    try:
        demand_means()
        for name in which:
            result = MEASURES[name](options.quick)
            met &= all(one.met for one in result.figures)
            say(result, options.json)
            if not options.json:
                print("        ", result.details, flush=True)
    except CannotEmulate as fault:
        print(f"bench.links: {fault}", file=sys.stderr)
        return 2
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
