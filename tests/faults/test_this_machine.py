"""Faults of the kiosk's own machine that the road's tests do not make: rows, a disk that may only be read, clocks, twins."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from forms.clock import Clock
from forms.errors import KnownError
from forms.states import Carriage
from kiosk.folder import Folder
from kiosk.services import assisted, counter
from kiosk.services.filing import Filed
from kiosk.services.unlocking import reopen
from sync.__main__ import DONE, REFUSED, main
from sync.agent import LinkState
from sync.files import only_one
from sync.outbox import AGENT_LOCK
from tests.faults.conftest import LARGE, File
from tests.office_factories import ANSWERS, DAY, PNG, taken
from tests.road.world import Carrier, World
from tests.store_factories import SetClock


def at_province(world: World) -> dict[str, str]:
    return {line.dossier: line.carriage for line in world.gateway.office.dossiers()}


def numbers(world: World) -> list[str | None]:
    return [line.official_number for line in world.gateway.office.dossiers()]


# The outbox


SPOILT: list[tuple[str, str, object]] = [
    ("parcel", "manifest", b"\x00" * 40),
    ("parcel", "manifest", b""),
    ("parcel", "carriage", "somewhere"),
    ("parcel", "kind", "unheard-of"),
    ("parcel", "queued_at", "yesterday"),
    ("parcel", "next_attempt", "soon"),
    ("parcel", "deadline", "never"),
    ("parcel", "attempts", -7),
    ("blob", "parcel", None),
    ("blob", "sent", 1 << 40),
    ("blob", "done", 1),
]


def test_a_spoilt_row_of_the_outbox_holds_up_nobody_and_is_put_in_anew(world: World, file: File) -> None:
    spoilt, other = [file() for _ in SPOILT], file(LARGE)
    with world.desk.outbox.ledger.write() as db:
        for filed, (table, column, value) in zip(spoilt, SPOILT, strict=True):
            if value is None:
                db.execute("DELETE FROM blob WHERE parcel = ?", (filed.parcel,))
            else:
                where = "id" if table == "parcel" else "parcel"
                db.execute(f"UPDATE {table} SET {column} = ? WHERE {where} = ?", (value, filed.parcel))
    assert main(["status", "--data-dir", str(world.folder.root)]) == DONE
    world.restart("agent")
    for _ in range(2):
        world.carry()
        world.open()
    assert at_province(world)[other.dossier] == "delivered"
    world.serve(counter.refresh)
    with world.desk.outbox.ledger.write() as db:
        db.execute("UPDATE fact SET value = '?'")
    assert world.desk.outbox.link()[1] is None
    world.restart("agent")
    world.carry()
    world.serve(counter.refresh)
    refused = [p.id for p in world.desk.store.parcels.list(Carriage.REFUSED)]
    assert refused == [] or set(refused) <= {
        one.parcel for one in spoilt[:2]
    }  # no manifest, nothing to put in anew
    for parcel in refused:
        world.serve(partial(counter.send_again, parcel_id=parcel))
    world.settle()
    filed_all = {one.dossier for one in (*spoilt, other)}
    assert at_province(world) == dict.fromkeys(filed_all, "delivered")
    assert len(set(numbers(world))) == len(filed_all)
    assert {p.carriage for p in world.desk.store.parcels.list()} == {Carriage.DELIVERED}


# A disk that may only be read


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "tmpfs", str(place)], capture_output=True, check=False
    ).returncode:
        pytest.skip("this account may not mount a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_may_only_be_read_is_said_and_loses_nothing(
    world: World, file: File, small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filed = file(LARGE)
    world.desk.close()
    world.carrier.outbox.close()
    shutil.copytree(world.folder.root, small_disk / "office")
    folder = Folder(small_disk / "office")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        with pytest.raises(KnownError):
            reopen(folder, world.shift, world.clock)
        for command in ("status", "once", "run"):
            assert main([command, "--data-dir", str(folder.root)]) == REFUSED
            assert "chỉ" in capsys.readouterr().err, command
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    world.desk = reopen(folder, world.shift, world.clock)
    world.carrier = Carrier.start(folder, world.clock, world.cable)
    again = file()
    world.settle()
    assert at_province(world) == {filed.dossier: "delivered", again.dossier: "delivered"}


# The clock


@dataclass
class Wrong(Clock):
    """The kiosk's clock, some way from the true one."""

    true: SetClock
    off: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.true.now() + self.off

    def monotonic(self) -> float:
        return self.true.monotonic()

    def pass_time(self, seconds: float) -> None:
        self.true.pass_time(seconds)


def give_clock(world: World, clock: Clock) -> None:
    world.desk.close()
    world.carrier.outbox.close()
    world.desk = reopen(world.folder, world.shift, clock)
    world.carrier = Carrier.start(world.folder, clock, world.cable)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "off",
    [
        timedelta(days=60),
        pytest.param(timedelta(days=-400), marks=pytest.mark.soak),
        datetime(1970, 1, 1, tzinfo=UTC) - DAY,
    ],
    ids=["forward", "back", "1970"],
)
def test_a_wrong_clock_holds_up_nothing_before_nor_after_it_is_put_right(
    world: World, file: File, off: timedelta
) -> None:
    clock = Wrong(world.clock)
    give_clock(world, clock)
    first = file(LARGE)
    world.settle()  # from now on the kiosk knows what time it is at least
    clock.off = off
    second = file(LARGE)
    world.cable.faults = [
        None,
        None,
        None,
        "after",
        None,
        700,
    ]  # something is put off while the clock is wrong
    world.carry()
    third = file()
    clock.off = timedelta(0)
    fourth = file()
    for _ in range(8):
        world.clock.pass_time(300)
        world.carry()
        world.open()
    world.serve(counter.refresh)
    filed = (first, second, third, fourth)
    assert at_province(world) == {one.dossier: "delivered" for one in filed}
    for one in filed:
        assert [p.carriage for p in world.desk.store.parcels.by_dossier(one.dossier)] == [Carriage.DELIVERED]
        assert world.desk.store.dossiers.get(one.dossier).official_number
    assert len({one.slip for one in filed}) == 4
    assert world.desk.store.audit.verify().whole


# Twins


def test_a_second_agent_is_refused_in_plain_words(
    world: World, file: File, capsys: pytest.CaptureFixture[str]
) -> None:
    file()
    with only_one(world.folder.outbox / AGENT_LOCK):
        for command in ("run", "once"):
            assert main([command, "--data-dir", str(world.folder.root)]) == REFUSED
            assert "đang chạy" in capsys.readouterr().err
    world.settle()
    assert list(at_province(world).values()) == ["delivered"]


def test_a_cloned_machine_doubles_nothing_and_chokes_on_nothing(
    world: World, file: File, tmp_path: Path
) -> None:
    """The whole disk copied while a dossier waits, and both machines at work afterwards."""
    before = file(LARGE)
    twin = Folder(tmp_path / "twin")
    shutil.copytree(world.folder.root, twin.root)
    here = file(PNG)
    desk = reopen(twin, world.shift, world.clock)
    carrier = Carrier.start(twin, world.clock, world.cable)
    there: Filed = assisted.file_at_once(
        desk, "1.004873", ANSWERS, [("identity_card", taken(LARGE))], "vi-VN"
    )
    try:
        for _ in range(6):
            world.clock.pass_time(3700)
            for agent in (world.carrier.agent, carrier.agent):
                assert agent.round(0) is LinkState.UP
            world.open()
        for agent in (world.carrier.agent, carrier.agent):
            agent.round(0)
        counter.refresh(world.desk)
        counter.refresh(desk)
        assert at_province(world) == {one.dossier: "delivered" for one in (before, here, there)}
        assert len(set(numbers(world))) == 3
        for at, mine in ((world.desk, (before, here)), (desk, (before, there))):
            for one in mine:
                assert [p.carriage for p in at.store.parcels.by_dossier(one.dossier)] == [Carriage.DELIVERED]
                assert at.store.dossiers.get(one.dossier).official_number in numbers(world)
            assert at.store.notices.missing(at.inbox.numbers()) == ()
            assert at.store.audit.verify().whole
    finally:
        carrier.outbox.close()
        desk.close()
