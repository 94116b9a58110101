"""What the test knows must be true: every citizen's answers and papers, and whether they were told "filed".

Compares with what the kiosk and the province hold; reads both as a person with all keys would.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from forms.states import Carriage, ParcelKind
from kiosk.domain.audit import Event
from kiosk.domain.dossier import DossierState, Value
from kiosk.services.desk import Desk
from sync.blob import open_blob, paper_slot
from sync.gateway.models import DossierRow, NoticeRow, OfficeRow, ParcelRow, ParcelState
from sync.manifest import Manifest
from sync.parcel import SLOT_RECORD, open_record
from sync.record import expand
from tests.road.world import World


@dataclass
class Told:
    """One dossier as the citizen remembers it."""

    script: dict[str, Value]
    papers: list[tuple[str, bytes]]
    saved: dict[str, Value] = field(default_factory=dict)
    attached: list[tuple[str, bytes]] = field(default_factory=list)
    slip: tuple[str, str] | None = None
    """Slip number and parcel, once the officer has seen them."""
    supplements: list[tuple[str, list[bytes]]] = field(default_factory=list)

    def left(self) -> list[str]:
        return [name for name in self.script if name not in self.saved]


def sealed_at_kiosk(desk: Desk) -> set[str]:
    return {row.id for row in desk.store.dossiers.list(limit=1000) if row.state is DossierState.SEALED}


def drafts_at_kiosk(desk: Desk) -> set[str]:
    return {row.id for row in desk.store.dossiers.drafts(limit=1000)}


def check_draft(desk: Desk, dossier: str, told: Told, in_hand: tuple[str, Value] | None = None) -> None:
    """A draft holds every answer and paper that was saved; the one in hand may be there or not."""
    found = {a.field: a.value for a in desk.store.dossiers.answers(dossier)}
    if in_hand is not None and in_hand[0] in found:
        assert found[in_hand[0]] == in_hand[1]
        told.saved[in_hand[0]] = in_hand[1]
    assert found == told.saved
    papers = desk.store.papers.list(dossier)
    assert sorted(_hash_of(p.paper, desk.store.papers.data(p.id) or b"") for p in papers) == sorted(
        _hash_of(slot, data) for slot, data in told.attached
    )


def _hash_of(slot: str, data: bytes) -> str:
    return f"{slot} {hashlib.sha256(data).hexdigest()}"


def check_all(world: World, told: Mapping[str, Told]) -> None:
    """Everything the road promises, with the link healed and everybody at rest."""
    desk, gateway = world.desk, world.gateway
    sealed = sealed_at_kiosk(desk)
    assert sealed | drafts_at_kiosk(desk) <= set(told)
    for dossier, one in told.items():
        if one.slip is not None:
            assert dossier in sealed, "a citizen holds a slip of a dossier that is no longer filed"
    with gateway.database.read() as session:
        dossiers = {row.id: row for row in session.scalars(select(DossierRow))}
        parcels = list(session.scalars(select(ParcelRow)))
        notices = list(session.scalars(select(NoticeRow).order_by(NoticeRow.seq)))
        last = session.scalar(select(OfficeRow.last_seq).where(OfficeRow.unit == desk.office.unit)) or 0
    # Exactly the filed dossiers, each once, each with one number of its own.
    assert set(dossiers) == sealed
    numbers = [row.official_number for row in dossiers.values()]
    assert None not in numbers
    assert len(set(numbers)) == len(numbers)
    slips = [desk.store.dossiers.get(dossier).slip_number for dossier in sealed]
    assert len(set(slips)) == len(slips)
    # Exactly the parcels the kiosk sealed, each once, all delivered.
    at_kiosk = {p.id: p for p in desk.store.parcels.list()}
    assert sorted(row.parcel for row in parcels) == sorted(at_kiosk)
    assert {row.state for row in parcels} <= {ParcelState.DELIVERED}
    for parcel in at_kiosk.values():
        assert parcel.carriage is Carriage.DELIVERED
        assert parcel.ack_recorded is not None
        assert parcel.ack_delivered is not None
    for dossier in sealed:
        filings = [p for p in desk.store.parcels.by_dossier(dossier) if p.kind is ParcelKind.FILING]
        assert len(filings) == 1
        if (slip := told[dossier].slip) is not None:
            assert slip == (desk.store.dossiers.get(dossier).slip_number, filings[0].id)
    for row in parcels:
        _check_contents(world, row, at_kiosk[row.parcel].record, told[row.dossier])
    _check_statements(world, at_kiosk)
    _check_notices(world, dossiers, notices, last)
    for dossier, one in told.items():
        if dossier in drafts_at_kiosk(desk):
            check_draft(desk, dossier, one)
    assert desk.store.audit.verify().whole
    left = {path.name for path in (world.folder.outbox / "blobs").glob("*.part")}
    assert not left or len(left) < 40  # what a cut left behind is never taken for a blob


def _check_contents(world: World, row: ParcelRow, record: bytes, told: Told) -> None:
    manifest = Manifest.decode_unverified(row.manifest)
    key, shelf = world.gateway.keys.kem, world.gateway.shelf

    def opened(blob: str, slot: str) -> bytes:
        data = shelf.read(blob)
        assert data is not None
        return open_blob(data, row.parcel, slot, key)

    plain = opened(manifest.record.blob, SLOT_RECORD)
    assert expand(plain) == record  # it travels shrunk
    fields = open_record(plain).fields
    papers = [opened(ref.blob, paper_slot(index)) for index, ref in enumerate(manifest.papers)]
    if manifest.kind is ParcelKind.FILING:
        given = {name: value for name, value in told.saved.items() if name in fields["answers"]}
        assert {name: fields["answers"][name] for name in given} == given
        assert sorted(
            _hash_of(one["paper"], data) for one, data in zip(fields["papers"], papers, strict=True)
        ) == (sorted(_hash_of(slot, data) for slot, data in told.attached))
    else:
        assert (fields["note"], papers) in told.supplements


def _check_statements(world: World, at_kiosk: Mapping[str, Any]) -> None:
    kept = world.gateway.statements()
    assert sorted((parcel, kind) for parcel, _, kind in kept) == sorted(
        (parcel, kind) for parcel in at_kiosk for kind in ("recorded", "delivered")
    )
    world.heard()
    for key, data in world.said.items():
        assert kept[key] == data
    for (parcel, _, kind), data in kept.items():
        mine = at_kiosk[parcel]
        assert (mine.ack_recorded if kind == "recorded" else mine.ack_delivered) == data


def _check_notices(
    world: World, dossiers: Mapping[str, DossierRow], notices: list[NoticeRow], last: int
) -> None:
    desk = world.desk
    assert [row.seq for row in notices] == list(range(1, last + 1))
    assert world.carrier.inbox.numbers() == list(range(1, last + 1))
    assert desk.store.notices.last_seq() == last
    assert desk.store.notices.missing(desk.inbox.numbers()) == ()
    entries, after = [], 0
    while batch := desk.store.audit.entries(after):
        entries += [entry for entry in batch if entry.event is Event.NOTICE]
        after = batch[-1].seq
    assert sorted(entry.detail for entry in entries) == sorted(row.id for row in notices)
    for dossier, row in dossiers.items():
        mine = desk.store.dossiers.get(dossier)
        assert mine.official_number == row.official_number
        theirs = [one for one in notices if one.dossier == dossier]
        assert [n.id for n in desk.store.notices.for_dossier(dossier)] == [one.id for one in theirs]
        said = [one.status for one in theirs if one.status is not None]
        assert [int(part.status) for part in desk.store.dossiers.parts(dossier)] == [said[-1]]
        results = [one for one in theirs if one.what == "result"]
        assert all(desk.store.notices.result(one.id) is not None for one in results)
