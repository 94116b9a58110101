"""Three kiosks, two workers and two openers on one PostgreSQL: some killed, the server restarted, nothing lost or doubled."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.clock import SystemClock
from sync.gateway.codes import issue_code
from sync.gateway.database import Database
from sync.gateway.keyring import OpenerKeys
from sync.gateway.layout import Layout
from sync.gateway.models import DossierRow, NoticeRow, ParcelRow, StatementRow
from sync.inbox import Inbox
from tests.postgres import Postgres
from tests.road.counters import Counter
from tests.road.processes import Child
from tests.unit.gateway import form


def _wait(until: Callable[[], bool], seconds: float, what: str) -> None:
    ends = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < ends, what
        time.sleep(0.05)


@pytest.mark.parametrize("each", [3, pytest.param(60, marks=pytest.mark.soak)])
@pytest.mark.timeout(300)
def test_killed_workers_and_a_restarted_server_lose_and_double_nothing(
    tmp_path: Path, postgres: Postgres, gateway_template: str, each: int
) -> None:
    url = postgres.url(postgres.create(gateway_template))
    layout = Layout.of(tmp_path / "gateway")
    form.install(layout.packs, "1")
    serve = ["-m", "sync.gateway", "serve", "--data", str(layout.root), "--database-url", url]
    gateway = Child([*serve, "--workers", "2", "--openers", "2"], tmp_path / "gateway.err")
    agents: list[Child] = []
    counters = [Counter(tmp_path / f"office-{number}", f"0312{number}") for number in range(3)]
    try:
        ready = gateway.first_line()
        keys = OpenerKeys.ensure(layout.opener_keys)
        database = Database.open(url, layout.database)
        for counter in counters:
            counter.enrol(
                ready["url"], issue_code(database, SystemClock(), keys.sign.public, counter.machine.unit)
            )
            counter.file(keys, each)
        agents = [counter.start() for counter in counters]
        _wait(lambda: _any_recorded(database), 60, "nothing was recorded")
        os.kill(ready["ingest_2_pid"], signal.SIGKILL)
        os.kill(ready["opener_pid"], signal.SIGKILL)
        postgres.stop(crash=True)
        postgres.start()
        _wait(lambda: all(one.delivered() == each for one in counters), 150, "not all of it was delivered")
        _wait(lambda: all(Inbox(one.folder / "inbox").last() == each for one in counters), 60, "notices")
        _check(database, counters, each)
        database.close()
    finally:
        for child in (*agents, gateway):
            child.end()
        for counter in counters:
            counter.outbox.close()


def _any_recorded(database: Database) -> bool:
    with database.read() as session:
        return session.scalar(select(StatementRow.id).limit(1)) is not None


def _check(database: Database, counters: list[Counter], each: int) -> None:
    with database.read() as session:
        for counter in counters:
            unit = counter.machine.unit
            filed = session.scalars(select(DossierRow).where(DossierRow.office == unit)).all()
            assert {one.parcel for one in filed} == {one.parcel for one in counter.outbox.list()}
            numbers = sorted(int((one.official_number or "-0").rpartition("-")[2]) for one in filed)
            assert numbers == list(range(1, each + 1))
            seqs = session.scalars(
                select(NoticeRow.seq).where(NoticeRow.office == unit).order_by(NoticeRow.seq)
            )
            assert list(seqs) == list(range(1, each + 1))
            said = session.execute(
                select(StatementRow.parcel, StatementRow.type)
                .join(ParcelRow, ParcelRow.manifest_sha256 == StatementRow.manifest_sha256)
                .where(ParcelRow.office == unit)
            ).all()
            assert len(said) == len(set(said)) == 2 * each
            kept = {(one.parcel, data) for one in counter.outbox.list() for data in one.statements}
            assert len(kept) == 2 * each
