"""Damaged files on the real road: said in plain words, kept as they are or aside, and a way out that ends in a delivery."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.errors import KnownError
from forms.states import Carriage, CaseStatus, ParcelKind
from kiosk.folder import Folder
from kiosk.services import assisted, counter, filing, mending
from kiosk.services.doctor import examine
from kiosk.services.filing import Filed
from kiosk.services.unlocking import reopen, unlock
from kiosk.store.database import Store
from kiosk.store.errors import DatabaseUnreadable
from kiosk.store.keyslots import SlotDamaged
from sync.agent import LinkState
from sync.files import FolderBusy, only_one
from sync.gateway.models import ParcelRow
from sync.identity import IdentityDamaged, load_identity
from sync.ledger import LedgerDamaged
from sync.manifest import Manifest
from sync.outbox import Outbox
from sync.remedies import remedy
from tests.office_factories import ANSWERS, PASSPHRASE, PNG, taken
from tests.road.plug import Plug
from tests.road.world import SERVICE, World

LARGE = PNG + bytes(200_000)


@pytest.fixture
def world(road_template: Path, tmp_path: Path, quick_forms: None, one_stream: None) -> Iterator[World]:
    made = World(road_template, tmp_path / "w", Plug())
    yield made
    made.close()


@pytest.fixture
def machine(road_template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The secrets of the machine the office was set up on."""
    monkeypatch.setenv("HOSO_CONFIG_DIR", str(road_template / "machine"))


def file(world: World, *papers: bytes) -> Filed:
    slots = [("identity_card", taken(data)) for data in papers]
    done: Filed = world.serve(lambda desk: assisted.file_at_once(desk, "1.004873", ANSWERS, slots, "vi-VN"))
    return done


def blob_of(world: World, filed: Filed, place: int) -> Path:
    """The sealed blob at ``place`` of the filing: 0 is the record, then its papers."""
    raw = world.desk.outbox.manifest(filed.parcel)
    assert raw is not None
    return world.desk.outbox.blob_path(Manifest.decode_unverified(raw).blobs[place].blob)


def scribble(path: Path) -> bytes:
    """Bad sectors in the middle of a file; what it holds now."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 64] = os.urandom(64)
    path.write_bytes(data)
    return bytes(data)


def carriage(world: World, dossier: str) -> list[Carriage]:
    return [parcel.carriage for parcel in world.desk.store.parcels.by_dossier(dossier)]


def at_province(world: World) -> dict[str, str]:
    return {line.dossier: line.carriage for line in world.gateway.office.dossiers()}


def plain(error: KnownError) -> str:
    """What the officer reads: a sentence in Vietnamese, without a class name, a path or a trace."""
    text = str(error)
    assert len(text) > 20
    assert not any(word in text for word in ("Error", "Traceback", "sqlite", "/"))
    return text


# The kiosk's own files


def test_a_damaged_database_is_said_and_left_as_it_is(world: World, machine: None, tmp_path: Path) -> None:
    file(world)
    world.desk.store.tidy()
    folder = Folder(tmp_path / "copy")
    shutil.copytree(world.folder.root, folder.root)
    for ending in ("-wal", "-shm"):
        Path(f"{folder.database}{ending}").unlink(missing_ok=True)
    before = os.urandom(4096) + folder.database.read_bytes()[4096:]
    folder.database.write_bytes(before)
    with pytest.raises(DatabaseUnreadable) as told:
        unlock(folder, "can-bo-1", PASSPHRASE, world.clock)
    assert "giữ nguyên" in plain(told.value)
    assert folder.database.read_bytes() == before
    assert sorted(one.name for one in folder.root.glob("kiosk.db*")) == ["kiosk.db"]
    # The same on the command line: one sentence, exit code 1, no trace.
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "list", "--officer", "can-bo-1", "--data-dir", str(folder.root)],
        input=f"{PASSPHRASE}\n".encode(), capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.decode().strip() == str(told.value)
    assert folder.database.read_bytes() == before


def test_another_key_is_said_and_the_file_left(world: World) -> None:
    file(world)
    world.desk.store.tidy()
    with pytest.raises(DatabaseUnreadable) as told:
        Store.open(world.folder.database, os.urandom(32), world.clock)
    plain(told.value)
    assert world.desk.store.damaged_pages() == ()


def test_one_damaged_key_slot_leaves_the_others(world: World, machine: None) -> None:
    slot = world.folder.keys / "can-bo-1.slot"
    held = scribble(slot)
    with pytest.raises(SlotDamaged) as told:
        unlock(world.folder, "can-bo-1", PASSPHRASE, world.clock)
    assert "can-bo-1" in plain(told.value)
    assert slot.read_bytes() == held
    unlock(world.folder, "luu-dong-1", PASSPHRASE, world.clock).close()


# Sealed blobs on their way out


@pytest.mark.parametrize("place", [0, 1], ids=["record", "paper"])
@pytest.mark.parametrize("harm", ["damaged", "gone"])
def test_a_spoilt_blob_holds_up_nobody_and_its_dossier_is_packed_again(
    world: World, place: int, harm: str
) -> None:
    filed, other = file(world, LARGE), file(world, LARGE)
    blob = blob_of(world, filed, place)
    if harm == "gone":
        blob.unlink()
    else:
        scribble(blob)
    world.carry()
    world.open()
    world.carry()
    world.serve(counter.refresh)
    assert at_province(world)[other.dossier] == "delivered"
    found = counter.detail(world.desk, filed.dossier)
    assert [parcel.carriage for parcel in found.parcels] == [Carriage.REFUSED]
    assert remedy(found.parcels[0].refused_reason) != remedy("unheard-of")
    number = counter.detail(world.desk, filed.dossier).dossier.official_number
    world.serve(lambda desk: counter.send_again(desk, filed.parcel))
    world.serve(lambda desk: counter.send_again(desk, filed.parcel))  # a double tap
    world.settle()
    assert carriage(world, filed.dossier) == [Carriage.DELIVERED]
    assert at_province(world) == {filed.dossier: "delivered", other.dossier: "delivered"}
    after = counter.detail(world.desk, filed.dossier).dossier
    assert after.slip_number == filed.slip
    assert number in (None, after.official_number)
    assert [item.carriage for item in world.carrier.outbox.list()] == [Carriage.DELIVERED] * 2


def test_a_blob_lost_before_its_parcel_was_queued_holds_up_nobody(world: World) -> None:
    lost, other = file(world), file(world)
    # As a crash between the commit and the outbox row leaves it; then the disk loses the blob.
    blob = blob_of(world, lost, 0)
    with world.desk.outbox.ledger.write() as db:
        db.execute("DELETE FROM parcel WHERE id = ?", (lost.parcel,))
    blob.unlink()
    world.serve(counter.refresh)
    assert carriage(world, lost.dossier) == [Carriage.REFUSED]
    world.serve(lambda desk: counter.send_again(desk, lost.parcel))
    world.settle()
    assert at_province(world) == {lost.dossier: "delivered", other.dossier: "delivered"}


def test_a_supplement_is_packed_again_like_a_filing(world: World) -> None:
    filed = file(world)
    world.settle()
    more: Filed = world.serve(
        lambda desk: counter.supplement(desk, filed.dossier, "Xin bổ sung", [("identity_card", taken(LARGE))])
    )
    scribble(blob_of(world, more, 1))
    world.carry()
    world.serve(counter.refresh)
    world.serve(lambda desk: counter.send_again(desk, more.parcel))
    world.settle()
    assert carriage(world, filed.dossier) == [Carriage.DELIVERED] * 2
    with world.gateway.database.read() as session:
        kinds = [row.kind for row in session.query(ParcelRow).filter_by(state="delivered")]
    assert sorted(kinds) == [str(ParcelKind.FILING), str(ParcelKind.SUPPLEMENT)]


# The book of the road


def damage_outbox(world: World) -> bytes:
    """A book that cannot be read, as a torn sector leaves it; nobody has it open."""
    world.desk.close()
    world.carrier.outbox.close()
    path = world.folder.outbox / "outbox.db"
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    data = b"torn" * 8 + path.read_bytes()[32:]
    path.write_bytes(data)
    world.desk = reopen(world.folder, world.shift, world.clock)
    return data


def test_a_damaged_outbox_is_set_aside_on_order_and_everything_is_queued_again(
    world: World, machine: None
) -> None:
    first, second = file(world, LARGE), file(world)
    world.cable.faults = [None, None, None, "after"]
    world.carry()
    world.open()
    held = damage_outbox(world)
    path = world.folder.outbox / "outbox.db"
    for act in (counter.refresh, lambda desk: desk.outbox):
        with pytest.raises(LedgerDamaged) as told:
            act(world.desk)
        plain(told.value)
    assert path.read_bytes() == held
    assert any(
        finding.grade.blocks and finding.what == "outbox" for finding in examine(world.folder, world.clock)
    )
    assert counter.rows(world.desk)  # the list itself needs no outbox
    admin = unlock(world.folder, "quan-tri-1", PASSPHRASE, world.clock)
    with only_one(world.folder.outbox / "agent.lock"), pytest.raises(FolderBusy):
        mending.renew_outbox(admin)
    aside = mending.renew_outbox(admin)
    admin.close()
    assert aside.read_bytes() == held
    world.restart(SERVICE)
    world.carrier = type(world.carrier).start(world.folder, world.clock, world.cable)
    world.settle()
    assert carriage(world, first.dossier) == carriage(world, second.dossier) == [Carriage.DELIVERED]
    assert at_province(world) == {first.dossier: "delivered", second.dossier: "delivered"}


def test_a_sound_outbox_is_not_set_aside(world: World, machine: None) -> None:
    file(world)
    admin = unlock(world.folder, "quan-tri-1", PASSPHRASE, world.clock)
    with pytest.raises(KnownError) as told:
        mending.renew_outbox(admin)
    plain(told.value)
    admin.close()
    assert len(world.desk.outbox.list()) == 1
    with pytest.raises(KnownError):
        mending.renew_outbox(world.desk)  # not a clerk's duty


# What came home


def test_a_notice_damaged_on_disk_is_kept_aside_fetched_anew_and_taken_in(world: World) -> None:
    filed, other = file(world), file(world)
    world.carry()
    world.open()
    world.carry()
    inbox = world.carrier.inbox
    assert inbox.numbers() == [1, 2]
    held = scribble(inbox.folder / f"{1:012d}.notice")
    changes = world.serve(counter.refresh)
    assert (changes.notices, changes.damaged) == (1, 1)
    known = [counter.detail(world.desk, one.dossier).dossier.official_number for one in (filed, other)]
    assert known.count(None) == 1
    world.restart("agent")
    world.carry()  # finds it
    world.carry()  # asks for it
    assert world.carrier.inbox.numbers() == [1, 2]
    aside = [path for path in inbox.folder.iterdir() if "damaged" in path.name]
    assert [path.read_bytes() for path in aside] == [held]
    assert world.serve(counter.refresh).notices == 1
    assert world.serve(counter.refresh).notices == 0
    numbers = {counter.detail(world.desk, one.dossier).dossier.official_number for one in (filed, other)}
    assert None not in numbers
    assert len(numbers) == 2
    assert world.desk.store.notices.missing(world.desk.inbox.numbers()) == ()


def test_a_result_damaged_on_disk_is_kept_aside_and_fetched_anew(world: World, tmp_path: Path) -> None:
    filed = file(world)
    world.settle()
    paper = tmp_path / "ket-qua.pdf"
    paper.write_bytes(b"%PDF-1.4 an invented result")
    world.notify(lambda office: office.give_result(filed.dossier, paper))
    world.open()
    world.carry()
    (blob,) = [path for path in (world.folder.inbox / "results").iterdir() if len(path.name) == 64]
    held = scribble(blob)
    world.serve(counter.refresh)
    (told,) = [n for n in counter.detail(world.desk, filed.dossier).notices if n.status is CaseStatus.DECIDED]
    assert world.desk.store.notices.result(told.id) is None
    assert [p.read_bytes() for p in blob.parent.iterdir() if "damaged" in p.name] == [held]
    world.restart("agent")
    world.carry()
    world.serve(counter.refresh)
    assert world.desk.store.notices.result(told.id) == paper.read_bytes()


def test_a_damaged_identity_is_said_and_left(world: World) -> None:
    for name in ("agent.json", "transport.key"):
        path = world.folder.outbox / name
        good = path.read_bytes()
        path.write_bytes(good[: len(good) // 2])
        with pytest.raises(IdentityDamaged) as told:
            load_identity(world.folder.outbox)
        plain(told.value)
        assert path.read_bytes() == good[: len(good) // 2]
        path.write_bytes(good)


# The province's own disk


def test_a_blob_the_province_lost_before_it_had_opened_it_is_sent_again(world: World) -> None:
    filed = file(world, LARGE)
    world.carry()
    name = blob_of(world, filed, 1).name
    scribble(world.gateway.shelf.path(name))
    world.open()
    assert at_province(world) == {filed.dossier: "recorded"}
    world.settle()
    assert at_province(world) == {filed.dossier: "delivered"}
    assert carriage(world, filed.dossier) == [Carriage.DELIVERED]


def test_requeue_after_a_new_book_changes_nothing_that_is_done(world: World) -> None:
    filed = file(world)
    world.settle()
    assert world.serve(filing.requeue) == 0
    assert world.carry() is LinkState.UP
    assert carriage(world, filed.dossier) == [Carriage.DELIVERED]
    folder = Folder(world.folder.root)
    outbox = Outbox(folder.outbox, world.clock)
    assert [item.carriage for item in outbox.list()] == [Carriage.DELIVERED]
    outbox.close()
