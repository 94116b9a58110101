"""Building a parcel: the record as the officer signs it, the sealed blobs, the manifest as the device signs it.

Shared by filing and supplementing. Writes nothing: what it returns is put down in the order its caller promises.
Format: ``docs/formats/parcel.md``.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forms.definition import Definition, PaperHandling
from forms.errors import BugError
from forms.path import FieldState, FormState
from forms.states import ParcelKind
from kiosk.domain.dossier import Answer, Confirmation, Dossier, Origin, PartAtFiling, PartState, Value
from kiosk.domain.papers import PaperFile
from kiosk.domain.trips import TripState
from kiosk.services.authority import authority_of
from kiosk.services.desk import Desk, new_id
from kiosk.services.routing import route_of
from kiosk.services.secrets import DeviceIdentity
from sync.inbox import HISTORY
from sync.parcel import (
    SLOT_RECORD,
    BlobRef,
    Manifest,
    SealedBlob,
    build_record,
    paper_slot,
    seal_blob,
    shrink,
    sign_record,
    write_time,
)

TOLD_KEYS = ("fee", "handed_out", "rating", "number_taken")
"""What a record of that kind alone carries (``docs/formats/parcel.md``)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the citizen said and the form worked out, as it goes into a record.

    ``answers`` are nested: a repeated group is a list of rows. ``unsure`` and ``origins`` speak of a row's fields as
    ``members/r1/member_name``, r1 being the first row of the list.
    """

    answers: Mapping[str, object]
    unsure: tuple[str, ...]
    origins: Mapping[str, str]
    computed: tuple[Answer, ...]
    waiting: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A parcel ready to be put down: its id, the signed manifest, the signed record and the blobs."""

    parcel: str
    manifest: bytes
    record: bytes
    blobs: tuple[SealedBlob, ...]


def said_by(state: FormState, answers: Mapping[str, Answer], papers: Sequence[PaperFile]) -> Said:
    """The visible answers only: what a page no longer shows never reaches a record."""
    here = {paper.paper for paper in papers}
    return Said(
        answers=state.record(),
        unsure=state.unsure(),
        origins={
            _in_record(shown): str(Origin.COMPUTED if shown.locked else answers[shown.address].origin)
            for shown in state.fields()
            if shown.value is not None and (shown.locked or shown.address in answers)
        },
        computed=tuple(Answer(key, value, Origin.COMPUTED) for key, value in sorted(state.computed.items())),
        waiting=tuple(
            {"paper": paper.paper.id, "answers": list(paper.lookup_fields)}
            for paper in state.papers
            if paper.waits_for_lookup and paper.paper.id not in here
        ),
    )


def _in_record(shown: FieldState) -> str:
    return shown.row.renumbered(shown.field.id) if shown.row else shown.address


def parts_of(desk: Desk, state: FormState) -> tuple[PartAtFiling, ...]:
    """The chosen parts of the dossier, each with the authority that decides it and the road there today."""
    values: dict[str, Value] = dict(state.payload())
    found = []
    for one in state.parts:
        if one.chosen:
            authority = one.part.authority
            unit, name = authority_of(desk.office, authority, values)
            found.append(
                PartAtFiling(one.part.id, authority.kind, unit, name, route_of(desk, authority.kind))
            )
    return tuple(found)


def parts_filed(desk: Desk, dossier_id: str) -> tuple[PartAtFiling, ...]:
    """The parts as they were fixed at sealing: what follows a filing speaks of the very same ones."""
    dossier = desk.store.dossiers.get(dossier_id)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    return tuple(
        PartAtFiling(one.part, one.authority_kind, one.authority_unit, one.authority_name, one.route)
        for one in in_order(definition, desk.store.dossiers.parts(dossier_id))
    )


def in_order(definition: Definition, parts: Sequence[PartState]) -> tuple[PartState, ...]:
    """The parts of a dossier as its form orders them."""
    order = {part.id: place for place, part in enumerate(definition.parts)}
    return tuple(sorted(parts, key=lambda one: order.get(one.part, len(order))))


def seal_parcel(
    desk: Desk,
    identity: DeviceIdentity,
    kind: ParcelKind,
    dossier: Dossier,
    definition: Definition,
    said: Said,
    parts: Sequence[PartAtFiling],
    papers: Sequence[PaperFile],
    *,
    slip_number: str,
    at: datetime,
    confirmation: Confirmation,
    note: str | None = None,
    in_reply_to: int | None = None,
    in_hand: Mapping[str, bytes] | None = None,
    told: Mapping[str, object] | None = None,
    parcel: str | None = None,
    deadline: datetime | None = None,
) -> Sealed:
    """Signs the record with the officer's key, seals record and papers to the province, signs the manifest.

    ``in_hand`` holds the bytes of papers that are not in the book yet, by their id. ``told`` are the keys a kind of its
    own adds to the record (``TOLD_KEYS``). ``parcel`` is its id where the caller needs it before. ``deadline`` orders the
    sending; the day the authority promised the result for, where it has promised one, unless told.
    """
    parcel = parcel or new_id()
    slots = {paper.id: index for index, paper in enumerate(papers)}
    record = build_record(
        {
            "v": 1,
            "parcel": parcel,
            "dossier": dossier.id,
            "kind": str(kind),
            "procedure": {"code": definition.code, "version": definition.version},
            "office": {"unit": desk.office.unit, "name": desk.office.name, "counter": desk.office.counter},
            "device": identity.device,
            "parts": [_part(part) for part in parts],
            "channel": {
                "code": int(dossier.channel),
                "assisted": dossier.assisted,
                "place": str(dossier.place),
                "trip": _trip(desk),
            },
            "answers": said.answers,
            "unsure": list(said.unsure),
            "origins": said.origins,
            "papers": [_paper(paper, slots[paper.id]) for paper in papers],
            "waiting_lookup": list(said.waiting),
            "read_back": _read_back(confirmation),
            "citizen_signature": _signature(confirmation, slots),
            "consents": [
                {
                    "purpose": one.purpose,
                    "text_sha256": one.text_sha256,
                    "given": one.given,
                    "at": write_time(one.at),
                    "language": one.language,
                }
                for one in confirmation.consents
            ],
            "slip": {"number": slip_number, "issued_at": write_time(at)},
            "officer": {"code": desk.officer.code, "role": str(desk.officer.role)},
            "times": {
                "device": write_time(desk.clock.now()),
                "monotonic_ms": int(time.monotonic() * 1000),
                "clock_floor": write_time(desk.store.clock_floor.get()),
            },
            "note": note,
            "in_reply_to": None if in_reply_to is None else in_reply_to % HISTORY,
            **(told or {}),
        }
    )
    signed = sign_record(record, desk.signing, desk.officer.code, desk.office.unit)
    province = identity.card.recipients
    blobs = [seal_blob(shrink(signed), parcel, SLOT_RECORD, province)]
    for index, paper in enumerate(papers):
        data = (in_hand or {}).get(paper.id) or _bytes_of(desk, paper)
        blobs.append(seal_blob(data, parcel, paper_slot(index), province))
    refs = [BlobRef(blob.name, len(blob.data)) for blob in blobs]
    manifest = Manifest(
        parcel=parcel,
        dossier=dossier.id,
        kind=kind,
        office=desk.office.unit,
        device=identity.device,
        sealed_at=at.replace(microsecond=0),
        record=refs[0],
        papers=tuple(refs[1:]),
        urgent=dossier.urgent,
        deadline=deadline or dossier.due_at,
        kem=identity.card.kem.kid,
    )
    return Sealed(parcel, manifest.encode(identity.signing), signed, tuple(blobs))


def _bytes_of(desk: Desk, paper: PaperFile) -> bytes:
    data = desk.store.papers.data(paper.id)
    if data is None:
        raise BugError("a paper was erased before it was sealed")
    return data


def _trip(desk: Desk) -> str | None:
    """The trip this machine is out on: the province counts by it."""
    return next((trip.name for trip in desk.store.trips.list(TripState.UNDER_WAY)), None)


def _part(part: PartAtFiling) -> dict[str, object]:
    authority = {"kind": part.authority_kind, "unit": part.authority_unit, "name": part.authority_name}
    return {"part": part.part, "authority": authority, "route": str(part.route)}


def _paper(paper: PaperFile, slot: int) -> dict[str, object]:
    return {
        "slot": slot,
        "paper": paper.paper,
        "handling": str(paper.handling or PaperHandling.COPY),
        "name": paper.name,
        "pages": paper.pages,
        "media": paper.media,
        "size": paper.size,
        "sha256": paper.sha256,
        "digitised": _digitised(paper),
        "returned": paper.returned,
        "envelope": paper.envelope,
    }


def _digitised(paper: PaperFile) -> dict[str, object]:
    told: dict[str, object] = {
        "at": write_time(paper.digitised_at),
        "by": paper.digitised_by,
        "how": str(paper.how),
    }
    return told | ({"despite": list(paper.despite)} if paper.despite else {})


def _read_back(confirmation: Confirmation) -> dict[str, object] | None:
    done = confirmation.read_back
    if done is None:
        return None
    return {
        "reader": done.reader,
        "interpreter": done.interpreter,
        "language": done.language,
        "at": write_time(done.at),
    }


def _signature(confirmation: Confirmation, slots: Mapping[str, int]) -> dict[str, object] | None:
    done = confirmation.signature
    if done is None:
        return None
    slot = slots.get(done.paper_id or "")
    return {"how": str(done.how), "paper_slot": None if slot is None else str(slot), "witness": done.witness}
