"""Faults on the province's side that concern the counters: a gateway put back as it was yesterday."""

import shutil
from functools import partial
from pathlib import Path

import pytest

from forms.states import Carriage, CaseStatus
from kiosk.domain.notice import NoticeKind
from kiosk.services import counter
from kiosk.services.filing import Filed
from sync.courier import export_parcels, import_answers, note_of
from sync.gateway.backoffice import BackOffice
from sync.gateway.courier import Courier
from sync.identity import load_identity
from sync.inbox import HISTORY
from sync.manifest import Manifest
from sync.stick import Stick
from tests.faults.conftest import LARGE, File
from tests.office_factories import PNG
from tests.road.world import AGENT, SERVICE, Gateway, World


def at_province(world: World) -> dict[str, str]:
    return {line.dossier: line.carriage for line in world.gateway.office.dossiers()}


def blobs_of(world: World, filed: Filed) -> list[Path]:
    """What of a dossier still lies at the counter."""
    (parcel,) = (one for one in world.desk.store.parcels.list() if one.dossier == filed.dossier)
    manifest = Manifest.decode_unverified(parcel.manifest)
    paths = [world.carrier.outbox.blob_path(ref.blob) for ref in manifest.blobs]
    return [path for path in paths if path.exists()]


def restore(world: World, backup: Path) -> None:
    """The province's machine is lost, and what was saved of it stands in its place."""
    world.gateway.close()
    shutil.rmtree(world.gateway.root)
    shutil.copytree(backup, world.gateway.root)
    world.gateway = Gateway(world.gateway.root, world.clock)


def save(world: World, to: Path) -> None:
    """A backup as an operator makes it, of a gateway at rest."""
    world.gateway.close()
    shutil.copytree(world.gateway.root, to)
    world.gateway = Gateway(world.gateway.root, world.clock)


def test_a_gateway_restored_from_an_older_backup_gets_everything_again(
    world: World, file: File, tmp_path: Path
) -> None:
    before = file(LARGE)
    world.settle()
    world.backed_up()
    told = file(LARGE)  # its delivery says how far the backup had come
    world.settle()
    save(world, tmp_path / "backup")
    since, half = file(LARGE), file(PNG)
    world.settle()
    # What the backup has passed is forgotten by the outbox, and its receipt kept; the rest stays whole.
    assert world.desk.outbox.state(before.parcel) is None
    assert world.desk.store.parcels.get(before.parcel).ack_delivered is not None
    assert blobs_of(world, before) == []
    assert blobs_of(world, told)
    restore(world, tmp_path / "backup")
    assert set(at_province(world)) == {before.dossier, told.dossier}
    later = file(PNG)
    world.settle()
    filed = [one.dossier for one in (before, told, since, half, later)]
    assert at_province(world) == dict.fromkeys(filed, "delivered")
    assert {p.carriage for p in world.desk.store.parcels.list()} == {Carriage.DELIVERED}
    assert len({line.official_number for line in world.gateway.office.dossiers()}) == 5


def tell(world: World, dossier: str, *statuses: CaseStatus) -> None:
    for status in statuses:
        world.notify(partial(BackOffice.tell_status, dossier=dossier, status=status))


def heard(world: World, dossier: str) -> list[CaseStatus | None]:
    """What the counter has been told of the case, in order, and what it shows now at the end."""
    notices = world.desk.store.notices.for_dossier(dossier)
    told = [one.status for one in notices if one.what is NoticeKind.STATUS]
    (part,) = world.desk.store.dossiers.parts(dossier)
    return [*told, part.status]


R, P, S = CaseStatus.RECEIVED, CaseStatus.PROCESSING, CaseStatus.SUPPLEMENT_ASKED


@pytest.mark.parametrize(
    "since", [(P,), (R, P, S, R, P)], ids=["fewer than were lost", "more than were lost"]
)
def test_what_a_restored_gateway_says_reaches_the_counter(
    world: World, file: File, tmp_path: Path, since: tuple[CaseStatus, ...]
) -> None:
    filed = file(PNG)
    world.settle()
    save(world, tmp_path / "backup")
    tell(world, filed.dossier, R, P, R)
    world.settle()
    restore(world, tmp_path / "backup")
    if len(since) == 1:
        world.settle()  # nothing has been said yet; what is common is looked for, and not at every question
        world.cable.answered.clear()
        world.carry()
        assert [path for path, _ in world.cable.answered] == ["/v1/news"]
    tell(world, filed.dossier, *since)
    world.settle()
    lost = [R, P, R]
    assert heard(world, filed.dossier) == [*lost, *since, since[-1]]
    inbox = world.carrier.inbox
    first = HISTORY + 2
    assert inbox.numbers() == [1, 2, 3, 4, *range(first, first + len(since))]
    assert inbox.gapless() == 1 + len(since)
    # And once more, with a counter whose agent and officer begin anew.
    restore(world, tmp_path / "backup")
    world.restart(AGENT)
    world.restart(SERVICE)
    tell(world, filed.dossier, S)
    world.settle()
    assert heard(world, filed.dossier) == [*lost, *since, S, S]
    tell(world, filed.dossier, P)
    world.settle()
    assert heard(world, filed.dossier) == [*lost, *since, S, P, P]
    assert inbox.numbers()[-2:] == [2 * HISTORY + 2, 2 * HISTORY + 3]


@pytest.mark.soak
def test_a_damaged_notice_of_before_is_fetched_anew_from_a_restored_gateway(
    world: World, file: File, tmp_path: Path
) -> None:
    filed = file(PNG)
    tell_first = partial(tell, world, filed.dossier)
    world.settle()
    tell_first(R, P)
    world.settle()
    save(world, tmp_path / "backup")
    tell_first(S)
    world.settle()
    restore(world, tmp_path / "backup")
    tell_first(R)
    world.settle()
    inbox = world.carrier.inbox
    assert inbox.numbers() == [1, 2, 3, 4, HISTORY + 4]
    inbox.set_notice_aside(2)
    world.settle()
    assert inbox.numbers() == [1, 2, 3, 4, HISTORY + 4]
    assert heard(world, filed.dossier) == [R, P, S, R, R]


def test_what_a_restored_gateway_says_reaches_the_counter_by_stick(
    world: World, file: File, tmp_path: Path
) -> None:
    filed = file(LARGE)
    world.settle()
    save(world, tmp_path / "backup")
    since = file(PNG)
    tell(world, filed.dossier, R, P)
    world.settle()
    restore(world, tmp_path / "backup")
    tell(world, filed.dossier, S)
    (tmp_path / "usb").mkdir()
    stick = Stick(tmp_path / "usb")
    courier = Courier(world.gateway.database, world.gateway.shelf, world.clock)
    outbox, inbox, identity = world.carrier.outbox, world.carrier.inbox, load_identity(world.folder.outbox)
    parted: list[int] = []
    for _ in range(2):  # the first trip brings word of the loss, the second what was lost
        export_parcels(outbox, stick, note_of(outbox, inbox, identity))
        courier.take_in(tmp_path / "usb")
        world.open()
        courier.hand_out(tmp_path / "usb")
        parted.append(import_answers(outbox, inbox, identity, stick).notices)
    world.serve(counter.refresh)
    assert parted == [1, 1]
    assert at_province(world) == dict.fromkeys((filed.dossier, since.dossier), "delivered")
    assert heard(world, filed.dossier) == [R, P, S, S]
    assert {p.carriage for p in outbox.list()} == {Carriage.DELIVERED}
    export_parcels(outbox, stick, note_of(outbox, inbox, identity))
    assert courier.hand_out(tmp_path / "usb").notices == 0
    assert stick.notices(identity.office) == []
