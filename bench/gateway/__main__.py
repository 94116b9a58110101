"""What the province's gateway holds, each figure against its reference in the same run.

    python -m bench.gateway [tus] [disk] [storm] [workers] [--flush-ms MS] [--quick] [--json]

``tus`` and ``disk``: dossiers of four blobs, 1.5 MB, until the gateway's last signed word of each (accepted, flushed,
hashed, opened, validated, stored), against the Node tus server taking the same blobs (which neither flushes nor opens
them) and against a bare write and flush of the same bytes. ``storm``: kiosks that come back within a minute, three small
dossiers each, records first. ``workers``: processor time a dossier with four workers against one. ``storm`` and ``workers``
run on a PostgreSQL of their own. ``--flush-ms`` makes every flush of this machine's disk, ours and the bare one's, take so much
longer, as on a slower one. Exit codes: 0 all met, 1 one missed, 2 what is needed is not here.
"""

import argparse
import asyncio
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select

from bench.figures import Figure, Result, say
from bench.gateway import slow_flush
from bench.gateway.calling import Caller, Line, upload_to_gateway, upload_to_tus
from bench.gateway.sealed import Kiosk, Parcel, Press
from bench.gateway.serving import Served, gateway, tus_server
from bench.links.cargo import SCANS
from sync.gateway.database import Database
from sync.gateway.layout import Layout
from sync.gateway.models import DossierRow, NoticeRow, StatementRow
from sync.statement import StatementType
from tests.postgres import Postgres, running

T = TypeVar("T")
SMALL = (("identity_card", 10_000), ("residence_proof", 10_000))
LINES = 16
"""Connections to the gateway, and as many to the tus server."""
KIOSKS = 4
"""Machines whose dossiers the gateway is brought over them."""
DOSSIERS = 240
STORM_SECONDS = 60.0
STORM_WORKERS = 2
TURNS = 3


def _kiosks(count: int, press: Press, data: Path, url: str | None) -> list[Kiosk]:
    made = [Kiosk.make(number, press.notice) for number in range(count)]
    database = Database.open(url, Layout.of(data).database)
    with database.write() as session:
        for kiosk in made:
            kiosk.enrol(session)
    database.close()
    return made


def _fresh(press: Press, folder: Path, name: str) -> Path:
    """The folder of a gateway with the keys the dossiers were sealed to, and nothing else."""
    data = folder / name
    shutil.copytree(press.gateway / "keys", data / "keys")
    return data


def bare_disk(parcels: Sequence[Parcel], folder: Path) -> float:
    """Seconds to write the same blobs, each into a file of its own, and flush it."""
    folder.mkdir()
    began = time.monotonic()
    for parcel in parcels:
        for blob in parcel.blobs:
            with (folder / blob.name).open("wb") as file:
                file.write(blob.data)
                file.flush()
                os.fsync(file.fileno())
    return time.monotonic() - began


def against(
    count: int, reference: Callable[[Path, Sequence[Parcel]], float]
) -> tuple[float, dict[str, object]]:
    """The gateway's rate over the reference's, in turns: the median of the turns."""
    ratios, ours, theirs = [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        press = Press(folder / "press", SCANS)
        for turn in range(TURNS):
            data = _fresh(press, folder, f"gateway-{turn}")
            loads = [
                (kiosk, [press.seal(kiosk, turn * count + number) for number in range(count // KIOSKS)])
                for kiosk in _kiosks(KIOSKS, press, data, None)
            ]
            theirs.append(reference(folder / f"reference-{turn}", [one for _, some in loads for one in some]))
            with gateway(data, None) as served:
                ours.append(asyncio.run(upload_to_gateway(served.port, press.keys.sign.public, loads, LINES)))
            ratios.append(theirs[-1] / ours[-1])
    details: dict[str, object] = {
        "dossiers": count,
        "ours_a_second": round(count / statistics.median(ours), 1),
        "reference_a_second": round(count / statistics.median(theirs), 1),
    }
    return statistics.median(ratios), details


def tus(quick: bool) -> Result:
    """Against `@tus/server`."""

    def reference(folder: Path, parcels: Sequence[Parcel]) -> float:
        with tus_server(folder) as served:
            return asyncio.run(upload_to_tus(served.port, parcels, LINES))

    ratio, details = against(12 if quick else DOSSIERS, reference)
    return Result(
        "tus", (Figure("tus_over_ours", 1 / ratio, 1.0, "x"),), details | {"ours_over_tus": round(ratio, 2)}
    )


def disk(quick: bool) -> Result:
    """Against a bare disk."""
    ratio, details = against(12 if quick else DOSSIERS, lambda folder, parcels: bare_disk(parcels, folder))
    return Result(
        "disk",
        (Figure("disk_over_ours", 1 / ratio, 1 / 0.35, "x"),),
        details | {"ours_over_disk": round(ratio, 2)},
    )


async def _storm(
    port: int, sign: bytes, loads: Sequence[tuple[Kiosk, Sequence[Parcel]]], seconds: float
) -> tuple[list[float], int]:
    """How long each record waited for its word, and how many words were said twice."""
    chance = random.Random(7)
    waits: list[float] = []
    doubled: list[int] = []

    async def come_back(kiosk: Kiosk, parcels: Sequence[Parcel], after: float) -> None:
        await asyncio.sleep(after)
        caller = Caller(kiosk, Line(port), sign)
        began = time.monotonic()
        await caller.offer(parcels, 0, 1)
        await caller.offer(parcels, 1, 4)
        await caller.hear(parcels, StatementType.RECORDED)
        waits.extend(caller.heard[(one.id, StatementType.RECORDED)] - began for one in parcels)
        await caller.hear(parcels, StatementType.DELIVERED)
        doubled.append(caller.doubled)
        caller.line.close()

    await asyncio.gather(*(come_back(kiosk, parcels, chance.uniform(0, seconds)) for kiosk, parcels in loads))
    return waits, sum(doubled)


def storm(quick: bool) -> Result:
    """A thousand kiosks that come back within a minute."""
    count, seconds = (50, 5.0) if quick else (1000, STORM_SECONDS)
    with tempfile.TemporaryDirectory() as name, running(durable=True) as server:
        folder = Path(name)
        press = Press(folder / "press", SMALL)
        data = _fresh(press, folder, "gateway")
        url = server.url(server.create())
        loads = [
            (kiosk, [press.seal(kiosk, number) for _ in range(3)])
            for number, kiosk in enumerate(_kiosks(count, press, data, url))
        ]
        with gateway(data, url, STORM_WORKERS, _pid(server)) as served:
            before = served.cpu()
            peak = _Peak(served)
            waits, said_twice = asyncio.run(
                peak.beside(_storm(served.port, press.keys.sign.public, loads, seconds))
            )
            spent = served.cpu() - before
        lost, doubled = _count(url, data, loads)
    ordered = sorted(waits)
    details: dict[str, object] = {
        "kiosks": count,
        "dossiers": 3 * count,
        "p50_s": round(statistics.median(ordered), 2),
        "longest_s": round(ordered[-1], 2),
        "cpu_ms_a_dossier": round(1000 * spent / (3 * count), 1),
        "engine": "PostgreSQL",
        "workers": STORM_WORKERS,
    }
    figures = (
        Figure("lost", lost, 0, ""),
        Figure("doubled", doubled + said_twice, 0, ""),
        Figure("record_p99_s", ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))], 5.0, "s"),
        Figure("memory_mb", peak.most, 1000.0, "MB"),
    )
    return Result("storm", figures, details)


class _Peak:
    """The most memory a server has had, looked at while something else goes on."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self.most = 0.0

    async def beside(self, work: Coroutine[None, None, T]) -> T:
        """Look once a second until ``work`` is done."""
        task = asyncio.ensure_future(work)
        while not task.done():
            self.most = max(self.most, await asyncio.to_thread(self._served.memory))
            await asyncio.wait({task}, timeout=1.0)
        return task.result()


def _pid(server: Postgres) -> tuple[int, ...]:
    return (server.process.pid,) if server.process is not None else ()


def _count(url: str, data: Path, loads: Sequence[tuple[Kiosk, Sequence[Parcel]]]) -> tuple[int, int]:
    """How many dossiers of ``loads`` are not there, delivered and numbered; how many stand there more than once."""
    wanted = {one.id for _, parcels in loads for one in parcels}
    database = Database.open(url, Layout.of(data).database)
    with database.read() as session:
        there = list(
            session.scalars(select(DossierRow.parcel).where(DossierRow.official_number.is_not(None)))
        )
        said = session.execute(
            select(StatementRow.parcel, func.count())
            .where(StatementRow.type == str(StatementType.DELIVERED))
            .group_by(StatementRow.parcel)
        ).all()
        notices = list(session.scalars(select(NoticeRow.dossier)))
    database.close()
    delivered = {parcel for parcel, _ in said}
    doubled = (len(there) - len(set(there))) + sum(count - 1 for _, count in said)
    return len(wanted - (set(there) & delivered)), doubled + len(notices) - len(set(notices))


def workers(quick: bool) -> Result:
    """Processor time a dossier, all processes and the database server together."""
    count = 10 if quick else 100
    spent: dict[int, list[float]] = {1: [], 4: []}
    with tempfile.TemporaryDirectory() as name, running(durable=True) as server:
        folder = Path(name)
        press = Press(folder / "press", SMALL)
        for turn in range(TURNS):
            for many, found in spent.items():
                data = _fresh(press, folder, f"gateway-{turn}-{many}")
                url = server.url(server.create())
                kiosks = _kiosks(count, press, data, url)
                loads = [(kiosk, [press.seal(kiosk, turn) for _ in range(3)]) for kiosk in kiosks]
                with gateway(data, url, many, _pid(server)) as served:
                    before = served.cpu()
                    asyncio.run(_storm(served.port, press.keys.sign.public, loads, count / 25))
                    found.append(1000 * (served.cpu() - before) / (3 * count))
    one, four = statistics.median(spent[1]), statistics.median(spent[4])
    details: dict[str, object] = {
        "ms_with_one": round(one, 2),
        "ms_with_four": round(four, 2),
        "dossiers": 3 * count,
        "engine": "PostgreSQL",
    }
    return Result("workers", (Figure("four_over_one", four / one, 1.1, "x"),), details)


MEASURES: dict[str, Callable[[bool], Result]] = {"tus": tus, "disk": disk, "storm": storm, "workers": workers}


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m bench.gateway")
    parser.add_argument("which", nargs="*", metavar="|".join(MEASURES))
    parser.add_argument("--quick", action="store_true", help="smaller, to see that it works")
    parser.add_argument("--flush-ms", type=float, metavar="MS", help="every flush takes so much longer")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.flush_ms and not slow_flush.is_slow():
        try:
            return slow_flush.run_anew("bench.gateway", options.flush_ms)
        except FileNotFoundError as fault:
            print(f"bench.gateway: no slower disk here: {fault}", file=sys.stderr)
            return 2
    which = options.which or list(MEASURES)
    if unknown := set(which) - MEASURES.keys():
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    met = True
    for name in which:
        try:
            result = MEASURES[name](options.quick)
        except FileNotFoundError as fault:
            print(f"bench.gateway: {name} cannot run here: {fault}", file=sys.stderr)
            return 2
        met &= all(one.met for one in result.figures)
        say(result, options.json)
        if not options.json:
            print("        ", result.details, flush=True)
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
