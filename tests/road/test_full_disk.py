"""A disk that takes nothing more, at each write of each process: said, nothing half-written left, and the next try works."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy.exc import OperationalError

from forms.errors import KnownError
from forms.states import Carriage
from kiosk.domain.dossier import DossierState, Value
from kiosk.folder import Folder
from kiosk.services import assisted, counter, filing, intake, papers
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed
from kiosk.services.unlocking import reopen
from tests.office_factories import ANSWERS, DAY, PNG
from tests.office_factories import taken as page
from tests.road.plug import GATEWAY, KIOSK, Plug, installed
from tests.road.world import World
from tests.store_factories import SetClock
from tests.watched_disk import FULL, watched_disk

SLOTS = [("identity_card", page(PNG + bytes(3000))), ("identity_card", page(PNG + bytes(100_000)))]


@pytest.fixture
def plug() -> Iterator[Plug]:
    with installed(Plug()) as made:
        yield made


@pytest.fixture
def world(
    road_template: Path, tmp_path: Path, plug: Plug, quick_forms: None, one_stream: None
) -> Iterator[World]:
    made = World(road_template, tmp_path / "w", plug)
    yield made
    made.close()


def file(world: World) -> Filed:
    done: Filed = world.serve(lambda desk: assisted.file_at_once(desk, "1.004873", ANSWERS, SLOTS, "vi-VN"))
    return done


def _says_so(told: KnownError) -> None:
    assert "đầy" in str(told)


def half_written(root: Path) -> list[Path]:
    return [
        path
        for path in root.rglob("*")
        if path.name.endswith((".part", ".new")) or path.name.startswith("put-")
    ]


def sealed(desk: Desk) -> list[str]:
    return sorted(row.id for row in desk.store.dossiers.list(limit=500) if row.state is DossierState.SEALED)


def at_province(world: World) -> dict[str, str]:
    return {line.dossier: line.carriage for line in world.gateway.office.dossiers()}


def each_step(plug: Plug, machine: str, act: Callable[[int], None]) -> int:
    """``act`` with the disk full from the first, the second, … step on, until it gets through; how many steps that were."""
    for room in range(200):
        plug.full[machine] = room
        plug.refused = 0
        try:
            act(room)
        finally:
            del plug.full[machine]
        if plug.refused == 0:
            return room
    raise AssertionError("it never got through")


def test_filing_on_a_full_disk_is_refused_whole_or_done_whole(world: World, plug: Plug) -> None:
    slips: list[str] = []

    def act(_room: int) -> None:
        before = sealed(world.desk)
        try:
            slips.append(file(world).slip)
        except KnownError as told:
            _says_so(told)
            assert sealed(world.desk) == before, "the officer was told that it was not filed"
        assert half_written(world.folder.root) == []

    steps = each_step(plug, KIOSK, act)
    assert steps > 8
    assert sorted(slips) == sorted(
        world.desk.store.dossiers.get(one).slip_number or "" for one in sealed(world.desk)
    )
    for draft in world.desk.store.dossiers.drafts(limit=500):  # what could not be erased for lack of room
        counter.delete_draft(world.desk, draft.id)
    world.settle()
    assert at_province(world) == dict.fromkeys(sealed(world.desk), "delivered")


def test_an_answer_on_a_full_disk_is_in_hand_still_and_the_others_are_kept(world: World, plug: Plug) -> None:
    desk = world.desk
    dossier = intake.begin(desk, "1.004873", "vi-VN")
    intake.save_answer(desk, dossier, "requester_name", "NGUYỄN THỊ MẪU", page="p")
    for field, value in (("purpose", "other"), ("requester_name", "GIÀNG A THỬ")):
        plug.full[KIOSK] = 0
        with pytest.raises(KnownError) as told:
            intake.save_answer(desk, dossier, field, value, page="p")
        assert "trên màn hình" in str(told.value)
        with pytest.raises(KnownError):
            papers.keep(desk, dossier, SLOTS[0][0], [SLOTS[0][1]])
        del plug.full[KIOSK]
        assert {a.field: a.value for a in desk.store.dossiers.answers(dossier)} == {
            "requester_name": "NGUYỄN THỊ MẪU"
        }
        assert desk.store.papers.list(dossier) == ()
    intake.save_answer(desk, dossier, "purpose", "other", page="p")
    assert len(desk.store.dossiers.answers(dossier)) == 2


def test_a_supplement_on_a_full_disk_is_refused_whole_or_done_whole(world: World, plug: Plug) -> None:
    filed = file(world)
    done = 0

    def act(_room: int) -> None:
        nonlocal done
        before = len(world.desk.store.parcels.by_dossier(filed.dossier))
        kept = len(world.desk.store.papers.list(filed.dossier))
        try:
            world.serve(lambda desk: counter.supplement(desk, filed.dossier, "Bổ sung", SLOTS))
            done += 1
        except KnownError:
            assert len(world.desk.store.parcels.by_dossier(filed.dossier)) == before
            assert len(world.desk.store.papers.list(filed.dossier)) == kept, "half of a supplement stayed"
        assert half_written(world.folder.root) == []

    each_step(plug, KIOSK, act)
    world.settle()
    assert [p.carriage for p in world.desk.store.parcels.by_dossier(filed.dossier)] == [
        Carriage.DELIVERED
    ] * (1 + done)


@pytest.mark.parametrize("machine", [KIOSK, GATEWAY])
def test_carrying_over_a_full_disk_loses_nothing(world: World, plug: Plug, machine: str) -> None:
    file(world)

    def act(_room: int) -> None:
        world.carry()
        try:
            world.open()
        except OperationalError:
            assert machine == GATEWAY  # the opener's loop waits and comes again
        world.carry()
        plug.full[KIOSK] = 999
        assert half_written(world.folder.root) == []
        assert half_written(world.gateway.root) == []

    each_step(plug, machine, act)
    filed = file(world)
    world.settle()
    assert at_province(world) == dict.fromkeys(sealed(world.desk), "delivered")
    assert filed.dossier in at_province(world)
    assert world.desk.store.notices.missing(world.desk.inbox.numbers()) == ()
    assert all(world.desk.store.dossiers.get(one).official_number for one in sealed(world.desk))


def test_taking_in_on_a_full_disk_takes_it_in_the_next_time(world: World, plug: Plug) -> None:
    filed = file(world)
    world.carry()
    world.open()
    world.carry()

    def act(_room: int) -> None:
        try:
            world.serve(counter.refresh)
        except KnownError as told:
            _says_so(told)

    assert each_step(plug, KIOSK, act) > 0
    assert world.desk.store.dossiers.get(filed.dossier).official_number
    assert world.desk.store.audit.verify().whole


def test_every_single_write_of_the_database_may_be_the_one_without_room(
    road_template: Path, tmp_path: Path, quick_forms: None
) -> None:
    """Below SQLCipher itself: SQLite's own error at each page it wants to write while a dossier is confirmed."""
    root = tmp_path / "copy"
    shutil.copytree(road_template / "office", root)
    shift = json.loads((road_template / "shift.json").read_text())
    with watched_disk() as disk:
        desk = reopen(Folder(root), shift, SetClock(DAY))
        dossier = intake.begin(desk, "1.004873", "vi-VN")
        intake.save_answers(desk, dossier, cast("dict[str, Value]", ANSWERS), page="p")
        taken = papers.keep(desk, dossier, SLOTS[0][0], [SLOTS[0][1]])
        papers.handed_back(desk, taken)
        refusals = 0
        for room in range(500):
            left = room

            def refuse(operation: str, _file: str) -> int | None:
                nonlocal left
                left -= operation == "write"
                return FULL if operation == "write" and left < 0 else None

            disk.refuse = refuse
            try:
                filed = filing.confirm(desk, dossier)
                break
            except KnownError as told:
                refusals += 1
                _says_so(told)
                disk.refuse = None
                assert desk.store.dossiers.get(dossier).state is DossierState.DRAFT
                assert len(desk.store.dossiers.answers(dossier)) >= len(ANSWERS)
        disk.refuse = None
        assert refusals > 2
        assert filing.confirm(desk, dossier).slip == filed.slip
        assert desk.store.audit.verify().whole
        assert half_written(root) == []
        desk.close()


def test_a_real_file_system_without_room(road_template: Path, tmp_path: Path, quick_forms: None) -> None:
    """A small file system of its own, where this account may mount one."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this account may not mount a file system")
    try:
        shutil.copytree(road_template / "office", place / "office")
        shift = json.loads((road_template / "shift.json").read_text())
        desk = reopen(Folder(place / "office"), shift, SetClock(DAY))
        filed = []

        def fill_up() -> None:
            for _ in range(60):
                filed.append(assisted.file_at_once(desk, "1.004873", ANSWERS, SLOTS, "vi-VN"))

        with pytest.raises(KnownError) as told:
            fill_up()
        assert "đầy" in str(told.value)
        assert len(filed) > 1
        assert sealed(desk) == sorted(one.dossier for one in filed)
        assert half_written(place) == []
        for one in filed:
            assert desk.outbox.state(one.parcel) is not None or desk.store.parcels.get(one.parcel)
        subprocess.run(["mount", "-o", "remount,size=30m", str(place)], check=True)
        assert assisted.file_at_once(desk, "1.004873", ANSWERS, SLOTS, "vi-VN").carriage is Carriage.WAITING
        assert desk.store.audit.verify().whole
        desk.close()
    finally:
        subprocess.run(["umount", str(place)], check=True)
