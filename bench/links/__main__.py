"""Carries dossiers over emulated bad links, the product and its peers in one campaign, and prints the table.

A run is counted from the start of the client's process, as it is for every peer.

Exit codes: 0 done, 1 the product misses a bar, 2 this machine or account cannot make the links (root is needed).
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path

from bench.links import peers as peers_
from bench.links import table
from bench.links.bridge import (
    ROOT,
    CannotEmulate,
    allow_congestion,
    demand_means,
    restore_congestion,
)
from bench.links.cargo import prepare
from bench.links.ours import OURS
from bench.links.profiles import CAMPAIGN, PROFILES, Profile
from bench.links.trip import Carrier, Run, go

DONE, MISSED, CANNOT, ENDED = 0, 1, 2, 130
QUICK_DOSSIERS = 2
TOOLS = Path.home() / ".cache" / "hoso-bench-peers"
RESULTS = ROOT / "bench" / "RESULTS.md"
APART_SECONDS = 6.0
"""Between the beginnings of two runs: all of them share this machine's cores, and a program that starts takes one for itself."""


def main() -> int:
    """See the module."""
    options = _parser().parse_args()
    chosen = [PROFILES[name] for name in options.profiles]
    before = None
    # Told to end, it ends as at Ctrl-C: links and processes go with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        demand_means()
        before = allow_congestion({profile.congestion for profile in chosen})
        peers = peers_.find(options.tools, options.peers)
        for name, why in peers.missing.items():
            print(f"missing: {name}: {why}", file=sys.stderr)
        runs = _campaign(options, chosen, [OURS, *peers.present.values()])
    except CannotEmulate as fault:
        print(f"bench.links: {fault}", file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        return ENDED
    finally:
        restore_congestion(before)
    text = f"{_machine()}\n\n{table.table(runs, peers.missing)}"
    print(text)
    if options.write:
        table.write_into(RESULTS, text)
    if options.quick:
        print("Bars are not judged: so few dossiers are mostly beginning and end.")
        arrived = all(_has_ours(runs, profile) for profile in chosen)
        return (
            DONE
            if arrived and all(run.ended == "done" for run in runs if run.carrier == OURS.name)
            else MISSED
        )
    short = table.short(runs) + [
        f"{profile.name}: not measured" for profile in chosen if not _has_ours(runs, profile)
    ]
    for line in short:
        print(f"short of its bar: {line}")
    return MISSED if short else DONE


def _campaign(options: argparse.Namespace, chosen: list[Profile], carriers: list[Carrier]) -> list[Run]:
    """Every carrier on every link with every seed, ``--jobs`` at a time, each on a link of its own."""
    planned = [
        (carrier, profile, seed, QUICK_DOSSIERS if options.quick else profile.dossiers)
        for profile in chosen
        for seed in range(1, 2 if options.quick else 1 + (options.seeds or profile.seeds))
        for carrier in carriers
        if carrier is OURS or options.peer_seeds is None or seed <= options.peer_seeds
    ]
    runs: list[Run] = []
    stop = threading.Event()
    beginnings = _Beginnings(stop)

    def run(carrier: Carrier, profile: Profile, seed: int, count: int) -> Run:
        beginnings.wait()
        return go(carrier, profile, seed, cargo, count, options.cap, stop)

    with tempfile.TemporaryDirectory(prefix="hoso-cargo-") as folder:
        cargo = prepare(Path(folder), {count for *_, count in planned})
        with ThreadPoolExecutor(options.jobs) as pool:
            waiting = [pool.submit(run, *one) for one in planned]
            try:
                for done, finished in enumerate(as_completed(waiting), 1):
                    try:
                        runs.append(finished.result())
                    except (
                        OSError,
                        RuntimeError,
                        CannotEmulate,
                    ) as fault:  # one run less, not one campaign less
                        print(f"{done}/{len(planned)} not measured: {fault}", file=sys.stderr, flush=True)
                        continue
                    _say(runs[-1], done, len(planned))
                    if options.out is not None:
                        options.out.write_text(json.dumps([asdict(run) for run in runs], indent=1))
            except BaseException:
                stop.set()
                pool.shutdown(cancel_futures=True)
                raise
    order = {carrier.name: place for place, carrier in enumerate(carriers)}
    return sorted(runs, key=lambda run: (run.profile, order[run.carrier], run.seed))


class _Beginnings:
    """Lets runs begin one after the other."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._turn = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Until the last beginning was long enough ago, or all is to stop."""
        with self._turn:
            self._stop.wait(self._next - time.monotonic())
            self._next = time.monotonic() + APART_SECONDS


def _has_ours(runs: list[Run], profile: Profile) -> bool:
    return any(run.profile == profile.name and run.carrier == OURS.name for run in runs)


def _say(run: Run, done: int, planned: int) -> None:
    print(
        f"{done}/{planned} {run.profile} {run.carrier} seed {run.seed}: {run.ended}, {run.seconds:.0f} s,"
        f" {table.efficiency(run):.1%}, {len(run.complete)} of {run.dossiers} complete",
        file=sys.stderr,
        flush=True,
    )


def _machine() -> str:
    load = os.getloadavg()[0]
    day = time.strftime("%Y-%m-%d")
    return f"{day}, Linux {os.uname().release}, {os.cpu_count()} cores, load {load:.1f} at the end, Python {sys.version.split()[0]}."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.links", description=__doc__)
    parser.add_argument("--profiles", type=_profiles, default=CAMPAIGN, help=f"of {', '.join(PROFILES)}")
    parser.add_argument("--seeds", type=int, help="runs of each row (default: 3, of the flapping links 5)")
    parser.add_argument("--peer-seeds", type=int, help="runs of each row of a peer, where the hours are few")
    parser.add_argument(
        "--peers", type=_peers, help=f"of {', '.join(peers_.names())}, or none (default: all)"
    )
    parser.add_argument("--quick", action="store_true", help="one run, 2 dossiers, to see that it works")
    parser.add_argument("--write", action="store_true", help="put the table into bench/RESULTS.md")
    parser.add_argument(
        "--jobs", type=int, default=8, help="runs at a time, each on its own link (default: 8)"
    )
    parser.add_argument(
        "--cap", type=float, default=300.0, help="seconds after which a run is over (default: 300)"
    )
    parser.add_argument("--out", type=Path, help="file for every run as JSON, written as they end")
    parser.add_argument("--tools", type=Path, default=TOOLS, help="folder for the peers' programs")
    return parser


def _profiles(text: str) -> tuple[str, ...]:
    chosen = tuple(text.split(","))
    if unknown := set(chosen) - set(PROFILES):
        raise argparse.ArgumentTypeError(f"no such link: {', '.join(sorted(unknown))}")
    return chosen


def _peers(text: str) -> tuple[str, ...]:
    chosen = () if text == "none" else tuple(text.split(","))
    if unknown := set(chosen) - set(peers_.names()):
        raise argparse.ArgumentTypeError(f"no such peer: {', '.join(sorted(unknown))}")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
