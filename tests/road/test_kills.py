"""SIGKILL at random moments on the real processes: nothing lost, nothing doubled.

Victims are the counter (a process that files, and the ``kiosk file`` command itself), the agent, ingest and the opener.
A killed screen would be one more entry in ``_VICTIMS`` with a method of its own in ``Street``.
"""

import hashlib
import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from forms.clock import SystemClock
from forms.states import Carriage
from kiosk.domain.dossier import DossierState
from kiosk.services import counter, filing
from kiosk.services.desk import Desk
from kiosk.services.unlocking import shift_of, unlock
from sync.blob import open_blob, paper_slot
from sync.gateway.database import Database
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.keyring import OpenerKeys
from sync.gateway.layout import Layout
from sync.gateway.models import NoticeRow, ParcelRow, ParcelState, StatementRow
from sync.manifest import Manifest
from tests.office_factories import ANSWERS
from tests.road.processes import PASSPHRASE, Child, Province, agent, set_up

_VICTIMS = ("counter",) * 6 + ("agent",) * 5 + ("ingest",) * 3 + ("opener",) * 3 + ("command",) * 3
_OFFICERS = ("can-bo-1", "buu-chinh-1", "luu-dong-1")
STANDSTILL_SECONDS = 90.0
"""Without any parcel or number coming further; a slow machine that gets on is given its time."""


class Street:
    """The office and the province, alive, and what citizens were told."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.source = random.Random(seed)
        self.province = Province(root / "province", root / "province.err")
        self.folder = set_up(root, self.province)
        self.desk: Desk = unlock(self.folder, _OFFICERS[0], PASSPHRASE, SystemClock())
        self.told: list[dict[str, Any]] = []
        self.killed: Counter[str] = Counter()
        self.answers = root / "answers.json"
        self.answers.write_text(json.dumps(ANSWERS))
        self.agent = agent(self.folder, root / "agent.err")
        self.counter = self._counter()

    def _counter(self) -> Child:
        seed = self.source.randrange(1 << 30)
        hello = json.dumps({"shift": shift_of(self.desk)}) + "\n"
        arguments = ["-m", "tests.road.counter_process", str(self.folder.root), str(seed)]
        return Child(arguments, self.root / "counter.err", stdin=hello.encode())

    def _hear(self, child: Child) -> None:
        """What a killed process had said before it died stands: a citizen walked away with that slip."""
        for line in child.lines:
            if line.endswith(b"}\n") and b'"slip"' in line:
                self.told.append(json.loads(line))

    def kill_counter(self) -> bool:
        self.counter.first_line()
        self.counter.ends_within(self.source.uniform(0.0, 0.5))
        self.counter.kill()
        self._hear(self.counter)
        self.counter = self._counter()
        return True

    def kill_agent(self) -> bool:
        self.agent.ends_within(self.source.uniform(0.1, 1.2))
        self.agent.kill()
        self.agent = agent(self.folder, self.root / "agent.err")
        return True

    def kill_ingest(self) -> bool:
        self.agent.ends_within(self.source.uniform(0.0, 0.5))
        self.province.kill("ingest")
        return True

    def kill_opener(self) -> bool:
        self.agent.ends_within(self.source.uniform(0.0, 0.5))
        self.province.kill("opener")
        return True

    def kill_command(self) -> bool:
        """``kiosk file``; False when it was over, or had to wait after an unlock broken off, before its time came."""
        officer = _OFFICERS[self.killed["command"] % len(_OFFICERS)]
        arguments = ["-m", "kiosk", "file", "1.004873", "--answers", str(self.answers), "--officer", officer]
        child = Child(
            [*arguments, "--data-dir", str(self.folder.root), "--json"],
            self.root / "command.err",
            stdin=f"{PASSPHRASE}\n".encode(),
        )
        over = child.ends_within(self.source.uniform(0.4, 2.4))
        child.kill()
        self._hear(child)
        return not over

    def run(self, kills: int) -> None:
        while self.killed.total() < kills:
            turn = self.killed.total() % len(_VICTIMS)
            if turn == 0:
                order = self.source.sample(_VICTIMS, len(_VICTIMS))
            victim = order[turn]
            if getattr(self, f"kill_{victim}")():
                self.killed[victim] += 1

    def settle(self) -> None:
        """The counter closes for the day; agent and province go on until everything is home."""
        while len(self.counter.lines) < 2 and not self.counter.ends_within(0.1):
            continue  # on a busy machine every counter may have died before its first citizen
        assert self.counter.finish() == 0, (self.root / "counter.err").read_text()
        self._hear(self.counter)
        filing.requeue(self.desk)
        ends = time.monotonic() + STANDSTILL_SECONDS
        before: object = None
        while time.monotonic() < ends:
            counter.refresh(self.desk)
            parcels = self.desk.store.parcels.list()
            sealed = [
                row
                for row in self.desk.store.dossiers.list(limit=100_000)
                if row.state is DossierState.SEALED
            ]
            numbered = sum(row.official_number is not None for row in sealed)
            if numbered == len(sealed) and all(parcel.carriage is Carriage.DELIVERED for parcel in parcels):
                return
            now = numbered, Counter(parcel.carriage for parcel in parcels)
            if now != before:
                ends, before = time.monotonic() + STANDSTILL_SECONDS, now
            threading.Event().wait(0.2)
        raise AssertionError(
            f"nothing moves any more: {Counter(p.carriage for p in parcels)}, agent says: "
            + (self.root / "agent.err").read_text()[-2000:]
        )

    def close(self) -> None:
        self.counter.kill()
        self.agent.end()
        self.province.serve.end()
        self.desk.close()


def check(street: Street) -> None:
    """0 lost, 0 doubled: kiosk.db, the province's book and the citizens' slips tell the same story."""
    desk = street.desk
    rows = desk.store.dossiers.list(limit=100_000)
    sealed = {row.id: row for row in rows if row.state is DossierState.SEALED}
    for told in street.told:
        assert sealed[str(told["dossier"])].slip_number == told["slip"], "a slip without its dossier"
    slips = [row.slip_number for row in sealed.values()]
    assert len(set(slips)) == len(slips)
    listed = street.province.dossiers()
    assert sorted(line["dossier"] for line in listed) == sorted(sealed)
    numbers = {line["dossier"]: line["official_number"] for line in listed}
    assert len(set(numbers.values())) == len(numbers)
    assert {row.id: row.official_number for row in sealed.values()} == numbers
    parcels = {p.id: p for p in desk.store.parcels.list()}
    assert len(parcels) == len(sealed)
    layout = Layout.of(street.province.folder)
    database, shelf = Database.open(None, layout.database), FolderShelf(layout.blobs)
    keys = OpenerKeys.ensure(layout.opener_keys)
    try:
        with database.read() as session:
            arrived = list(session.scalars(select(ParcelRow)))
            statements = Counter((row.parcel, row.type) for row in session.scalars(select(StatementRow)))
            notices = list(session.scalars(select(NoticeRow.seq).order_by(NoticeRow.seq)))
    finally:
        database.close()
    assert sorted(row.parcel for row in arrived) == sorted(parcels)
    assert {row.state for row in arrived} == {ParcelState.DELIVERED}
    assert statements == Counter((parcel, kind) for parcel in parcels for kind in ("recorded", "delivered"))
    assert notices == list(range(1, len(sealed) + 1))
    assert desk.store.notices.last_seq() == len(notices)
    assert desk.store.notices.missing(desk.inbox.numbers()) == ()
    told_papers = {str(told["parcel"]): told["papers"] for told in street.told if "papers" in told}
    for row in arrived:
        manifest = Manifest.decode_unverified(row.manifest)
        hashes = [
            hashlib.sha256(
                open_blob(shelf.read(ref.blob) or b"", row.parcel, paper_slot(index), keys.kem)
            ).hexdigest()
            for index, ref in enumerate(manifest.papers)
        ]
        kept = [p for p in desk.store.papers.list(row.dossier) if p.parcel == row.parcel]
        assert sorted(hashes) == sorted(p.sha256 for p in kept)
        assert sorted(hashes) == sorted(told_papers.get(row.parcel, hashes))
    assert desk.store.audit.verify().whole


def _kill_loop(root: Path, kills: int, seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    street = Street(root, seed)
    try:
        street.run(kills)
        street.settle()
        check(street)
        with capsys.disabled():
            if os.environ.get("HOSO_ROAD_TALLY"):
                told = f"{dict(street.killed)}, {len(street.told)} slips, {len(street.province.dossiers())} dossiers"
                Path(os.environ["HOSO_ROAD_TALLY"]).write_text(told)
    finally:
        street.close()


def test_twenty_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    record_property("kills", 20)
    _kill_loop(tmp_path, 20, 20, capsys)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_hundred_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    record_property("kills", 200)
    _kill_loop(tmp_path, 200, int(os.environ.get("HOSO_ROAD_SEED", "200")), capsys)
