"""What the province holds about one person: found, handed out, and told after a machine was lost.

Names people, so every call is a line in the back office's log. Opens records in memory and keeps none of them. May not
erase anything.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forms.rules.identity import tidy_number
from forms.rules.names import fold
from forms.rules.phone import parse_phone
from sync.errors import ParcelDamaged
from sync.gateway.devices import DeviceUnknown
from sync.gateway.erasing import ErasureRow
from sync.gateway.faults import RecordUnreadable
from sync.gateway.models import (
    DeviceRow,
    DossierRow,
    OfficerRow,
    ParcelRow,
    PartRow,
    StatementRow,
    StatementType,
)
from sync.gateway.office.audit import Event, note_act
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.reading import DossierReader
from sync.gateway.office.tables import AuditRow, FaceRow, PersonRow
from sync.manifest import Manifest
from sync.stick import Stick
from sync.times import write_time


@dataclass(frozen=True, slots=True)
class Held:
    """One dossier that speaks of somebody, and in which roles."""

    dossier: str
    procedure: str
    office: str
    official_number: str | None
    recorded_at: datetime
    roles: tuple[str, ...]
    people: tuple[str, ...]
    ended: bool
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What was taken out. ``lacking`` dossiers could not be opened, or are none of this gateway's."""

    zip: bytes
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnMachine:
    """A parcel a lost machine had. ``people`` are those its dossier speaks of; ``papers`` may still have been on it."""

    dossier: str
    parcel: str
    kind: str
    sealed_at: datetime
    carriage: str
    papers: int
    people: tuple[str, ...]
    numbers: tuple[str, ...]
    """The last digits of their identity numbers."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What is to be told within 72 hours. A parcel whose carriage is ``stick`` is known from there alone, its people not yet:
    ``courier-in`` lets the opener read it."""

    device: str
    office: str
    counter: str
    revoked_at: datetime | None
    officers: tuple[str, ...]
    people: int
    parcels: tuple[OnMachine, ...]


def find(
    session: Session,
    keys: OfficeKeys,
    now: datetime,
    by: str,
    *,
    number: str = "",
    name: str = "",
    birth: str = "",
) -> tuple[Held, ...]:
    """The dossiers that speak of whoever has this identity or telephone number, or this name (and birth date)."""
    people = select(PersonRow.face)
    if number:
        digits, phone = tidy_number(number), parse_phone(number)
        people = people.where(
            or_(
                PersonRow.number_hash == keys.hashed("number", digits),
                PersonRow.phone_hash == keys.hashed("phone", phone),
            )
        )
    else:
        people = people.where(PersonRow.folded == fold(name))
        people = people.where(PersonRow.birth == birth) if birth else people
    faces = session.scalars(select(FaceRow).where(FaceRow.id.in_(people)).order_by(FaceRow.recorded_at))
    found = tuple(_held(session, face) for face in faces)
    note_act(session, now, by, Event.SUBJECT_FOUND, detail=f"{len(found)}")
    return found


def export(
    session: Session, reader: DossierReader, dossiers: Sequence[str], now: datetime, by: str, purpose: str
) -> Exported:
    """A ZIP of all that is held: each record as it was signed, its papers, states, and who has looked at it.

    It speaks of other people too (a spouse, a child's parents): an officer looks through it before it is handed out.
    """
    out = io.BytesIO()
    lacking = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        for dossier in dossiers:
            row = session.get(DossierRow, dossier)
            if row is None:
                lacking.append(dossier)
                continue
            parcel.writestr(f"{dossier}/ho-so.json", _json(_facts(session, row)))
            try:
                opened = reader.open(session, row)
            except RecordUnreadable:
                parcel.writestr(f"{dossier}/khong-mo-duoc.txt", "")
                lacking.append(dossier)
                continue
            for at, one in enumerate(opened):
                parcel.writestr(f"{dossier}/{at:02d}-{one.row.kind}.json", _json(dict(one.fields)))
                for paper in one.fields.get("papers") or ():
                    data = reader.paper(one, paper["slot"])
                    if data is not None:
                        parcel.writestr(f"{dossier}/{at:02d}-{paper['slot']}-{_plain(paper['name'])}", data)
            note_act(session, now, by, Event.SUBJECT_EXPORTED, dossier, purpose)
    return Exported(out.getvalue(), tuple(lacking))


def lost(
    session: Session,
    device: str,
    now: datetime,
    by: str,
    watermark: datetime | None,
    stick: Stick | None = None,
) -> Lost:
    """What was on ``device``, as far as the gateway and a stick with its second copies know.

    Records stay on a machine; papers only until the backup has passed their delivery. What was never sent and lies on no
    stick is known to nobody here: its office's paper book and its neighbours' lists are asked for that.
    """
    row = session.get(DeviceRow, device)
    if row is None:
        raise DeviceUnknown(device)
    seen: dict[str, OnMachine] = {}
    for parcel in session.scalars(
        select(ParcelRow)
        .where(ParcelRow.device == device, ParcelRow.claim.is_not(None))
        .order_by(ParcelRow.arrived_at)
    ):
        manifest = Manifest.decode_unverified(parcel.manifest)
        told = session.scalar(
            select(StatementRow.at).where(
                StatementRow.manifest_sha256 == parcel.manifest_sha256,
                StatementRow.type == str(StatementType.DELIVERED),
            )
        )
        safe = told is not None and watermark is not None and told <= watermark
        seen[parcel.parcel] = _on_machine(
            session, manifest, parcel.state, 0 if safe else len(manifest.papers)
        )
    for one in stick.parcels() if stick is not None else ():
        if one.parcel in seen:
            continue
        try:
            manifest = Manifest.decode_verified(one.manifest, row.device_key)
        except ParcelDamaged:
            continue
        seen[one.parcel] = _on_machine(session, manifest, "stick", len(manifest.papers))
    officers = session.scalars(
        select(OfficerRow.code).where(OfficerRow.office == row.office).order_by(OfficerRow.code)
    )
    note_act(session, now, by, Event.LOST_LISTED, detail=device)
    people = {person for one in seen.values() for person in one.people}
    return Lost(
        device,
        row.office,
        row.counter,
        row.revoked_at,
        tuple(dict.fromkeys(officers)),
        len(people),
        tuple(seen.values()),
    )


def _on_machine(session: Session, manifest: Manifest, carriage: str, papers: int) -> OnMachine:
    people = list(
        session.scalars(
            select(PersonRow)
            .join(FaceRow, FaceRow.id == PersonRow.face)
            .where(FaceRow.dossier == manifest.dossier)
            .order_by(PersonRow.position)
        )
    )
    return OnMachine(
        manifest.dossier,
        manifest.parcel,
        str(manifest.kind),
        manifest.sealed_at,
        str(carriage),
        papers,
        tuple(one.name for one in people),
        tuple(one.number_tail for one in people if one.number_tail),
    )


def _held(session: Session, face: FaceRow) -> Held:
    people = list(
        session.scalars(select(PersonRow).where(PersonRow.face == face.id).order_by(PersonRow.position))
    )
    return Held(
        face.dossier,
        face.procedure,
        face.office,
        face.official_number,
        face.recorded_at,
        tuple(one.role for one in people),
        tuple(one.name for one in people),
        face.ended_at is not None,
        session.get(ErasureRow, face.dossier) is not None,
    )


def _facts(session: Session, row: DossierRow) -> dict[str, Any]:
    parts = session.scalars(select(PartRow).where(PartRow.dossier == row.id).order_by(PartRow.position))
    looks = session.scalars(select(AuditRow).where(AuditRow.dossier == row.id).order_by(AuditRow.seq))
    return {
        "dossier": row.id,
        "procedure": row.procedure,
        "version": row.version,
        "office": row.office,
        "official_number": row.official_number,
        "sealed_at": row.sealed_at,
        "recorded_at": row.recorded_at,
        "parts": [
            {
                "part": one.part,
                "authority": one.authority_name,
                "status": one.status,
                "status_at": one.status_at,
            }
            for one in parts
        ],
        "looked_at": [{"at": one.at, "by": one.login, "act": one.act} for one in looks],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_told)


def _told(value: object) -> str:
    if isinstance(value, datetime):
        return write_time(value)
    raise TypeError(type(value).__name__)


def _plain(name: object) -> str:
    kept = "".join(one if one.isalnum() or one in "-_." else "-" for one in str(name))
    return kept.lstrip(".")[-80:] or "giay-to"
