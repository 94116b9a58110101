"""Whether a parcel is what it claims: manifest, device, record, officer, papers.

Opens what it must and returns plain facts; writes nothing. Whether the answers are right is asked of ``AnswerJudge``.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.rules.official_number import parse_official_number
from forms.states import Channel, ParcelKind
from sync.blob import HEADER_LIMIT, open_blob
from sync.errors import Damage, ParcelDamaged
from sync.gateway.blobs import BlobShelf
from sync.gateway.devices import Suspicion
from sync.gateway.keyring import OpenerKeys
from sync.gateway.models import DeviceRow, OfficerRow, ParcelRow, Route
from sync.gateway.opener.verdicts import BlobMissing, Refused
from sync.keys import KemPrivate
from sync.manifest import LARGEST_BLOB, BlobRef, Manifest
from sync.parcel import SLOT_RECORD
from sync.record import LARGEST, OpenedRecord, open_record
from sync.statement import RefusalReason
from sync.times import time_if_any

OFFICER_UNKNOWN = "officer-key-unknown"
TEXT_LIMIT = 64
_OFFICERS = "officers"
NAME_LIMIT = 200
NOTE_LIMIT = 4000
SEALED_RECORD = LARGEST + 2 * HEADER_LIMIT
"""Bytes no sealed record has: it is refused by what its manifest says, before it is read into memory."""


@dataclass(frozen=True, slots=True)
class PaperFact:
    """A paper the record promises. ``sha256`` (hex) and ``size`` (bytes) are of the plaintext."""

    paper: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class PartFact:
    """A part of the dossier, who decides it and how it gets there."""

    part: str
    kind: str
    unit: str
    name: str
    route: Route = Route.SYSTEM


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What a sound record says, apart from the citizen's own words in ``answers``.

    ``procedure`` and ``version`` are None for the kinds that need no form; ``papers`` are in slot order. ``handed_part`` is the
    part whose result a "result-handed-out" says is in hand; ``record`` all that was said, for the face of the dossier, in ``size`` bytes.
    """

    procedure: str | None
    version: str | None
    parts: tuple[PartFact, ...]
    channel: Channel
    assisted: bool
    place: str
    papers: tuple[PaperFact, ...]
    answers: Mapping[str, Any]
    unsure: frozenset[str]
    flags: tuple[str, ...]
    handed_part: str | None = None
    record: Mapping[str, Any] = field(default_factory=dict, repr=False)
    size: int = 0


def judge_manifest(session: Session, row: ParcelRow) -> Manifest:
    """The manifest of ``row`` once its device's signature holds; ``Refused`` otherwise."""
    device = session.get(DeviceRow, row.device)
    if device is None:
        raise Refused(RefusalReason.DEVICE_UNKNOWN)
    try:
        manifest = Manifest.decode_verified(row.manifest, device.device_key)
    except ParcelDamaged as error:
        raise Refused(RefusalReason.MANIFEST_INVALID, str(error.damage)) from error
    if device.revoked_at is not None and manifest.sealed_at > device.revoked_at:
        raise Refused(RefusalReason.DEVICE_REVOKED)
    if manifest.office != device.office:
        raise Refused(RefusalReason.MANIFEST_INVALID, "office")
    if row.claim is None:
        raise Refused(RefusalReason.MANIFEST_INVALID, "parcel-id-used")
    if manifest.sealed_at.year == MAXYEAR:
        raise Refused(RefusalReason.MANIFEST_INVALID, "sealed-at")  # its last evening has no date in Viet Nam
    return manifest


def judge_record(session: Session, manifest: Manifest, shelf: BlobShelf, keys: OpenerKeys) -> RecordFacts:
    """The facts of a parcel's record once everything about it holds; ``Refused`` otherwise."""
    _check_not_over(session, manifest, keys)
    plain = _open(manifest, manifest.record, SLOT_RECORD, shelf, province_key(manifest, keys))
    try:
        record = open_record(plain)
    except ParcelDamaged as error:
        json_fault = error.damage in (Damage.NOT_JSON, Damage.NOT_DETERMINISTIC)
        reason = RefusalReason.RECORD_MISMATCH if json_fault else RefusalReason.RECORD_SIGNATURE
        raise Refused(reason, str(error.damage)) from error
    try:
        facts = _facts(manifest, record)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Refused(RefusalReason.RECORD_MISMATCH, "shape") from error
    flags = () if _is_known(session, record) else (OFFICER_UNKNOWN,)
    return replace(facts, flags=(*flags, *_clock_doubts(record)))


def judge_paper(
    manifest: Manifest, ref: BlobRef, slot: str, expected: PaperFact, shelf: BlobShelf, key: KemPrivate
) -> None:
    """``Refused`` unless the paper opens and is the one the record promised."""
    plain = _open_paper(manifest, ref, slot, shelf, key)
    if len(plain) != expected.size or hashlib.sha256(plain).hexdigest() != expected.sha256:
        raise Refused(RefusalReason.PAPER_MISMATCH, slot)


def _open_paper(manifest: Manifest, ref: BlobRef, slot: str, shelf: BlobShelf, key: KemPrivate) -> bytes:
    # It was hashed when it came, and opens only if every byte of it is still the same: hashed again when it does not.
    for read in (shelf.unchecked, shelf.read):
        data = read(ref.blob)
        if data is None:
            raise BlobMissing(ref.blob)
        try:
            return open_blob(data, manifest.parcel, slot, key)
        except ParcelDamaged as error:
            damaged = error
    raise Refused(RefusalReason.PAPER_MISMATCH, f"{slot} {damaged.damage}") from damaged


def province_key(manifest: Manifest, keys: OpenerKeys) -> KemPrivate:
    """The key the parcel was sealed to; ``Refused`` when it is none of ours."""
    key = keys.kems.get(manifest.kem)
    if key is None:
        raise Refused(RefusalReason.RECORD_UNOPENABLE, str(Damage.KEY_MISSING))
    return key


def _check_not_over(session: Session, manifest: Manifest, keys: OpenerKeys) -> None:
    """``Refused`` when the parcel came after the end of the key it is sealed to: its office seals it anew."""
    until = keys.past.kem_until(manifest.kem)
    if until is None:
        return
    arrived = session.scalar(select(ParcelRow.arrived_at).where(ParcelRow.claim == manifest.parcel))
    if arrived is not None and arrived > until:
        raise Refused(RefusalReason.RECORD_UNOPENABLE, "key-over")


def _open(manifest: Manifest, ref: BlobRef, slot: str, shelf: BlobShelf, key: KemPrivate) -> bytes:
    data = shelf.read(ref.blob) if ref.size <= SEALED_RECORD else b""
    if data is None:
        raise BlobMissing(ref.blob)
    if len(data) != ref.size:
        raise Refused(RefusalReason.RECORD_MISMATCH, "size")
    try:
        return open_blob(data, manifest.parcel, slot, key)
    except ParcelDamaged as error:
        raise Refused(RefusalReason.RECORD_UNOPENABLE, str(error.damage)) from error


def _is_known(session: Session, record: OpenedRecord) -> bool:
    # The same few officers sign most of what is judged together.
    seen: dict[tuple[str, str, str], bool] = session.info.setdefault(_OFFICERS, {})
    key = (record.office, record.officer_code, record.officer_key.hex())
    if key not in seen:
        seen[key] = session.get(OfficerRow, key) is not None
    return seen[key]


def _clock_doubts(record: OpenedRecord) -> tuple[Suspicion, ...]:
    """Whether the kiosk itself knew, from earlier signed times, that its clock was behind when it sealed."""
    times = record.fields.get("times")
    told = times if isinstance(times, dict) else {}
    device, floor = (told.get(name) for name in ("device", "clock_floor"))
    device_at, floor_at = (time_if_any(one) if isinstance(one, str) else None for one in (device, floor))
    behind = device_at is not None and floor_at is not None and device_at < floor_at
    return (Suspicion.CLOCK_BEHIND,) if behind else ()


def _facts(manifest: Manifest, record: OpenedRecord) -> RecordFacts:
    """Read the record, comparing it with the manifest. Any wrong shape ends in one of the caught exceptions."""
    fields = record.fields
    if fields["v"] != 1:
        raise ValueError("version")
    if _has_zero(fields):
        raise ValueError("zero character")  # PostgreSQL keeps none: the parcel would wait here for ever
    told = (fields["parcel"], fields["dossier"], fields["kind"], fields["office"]["unit"], fields["device"])
    if told != (manifest.parcel, manifest.dossier, str(manifest.kind), manifest.office, manifest.device):
        raise Refused(RefusalReason.RECORD_MISMATCH, "manifest")
    if record.office != manifest.office or fields["officer"]["code"] != record.officer_code:
        raise Refused(RefusalReason.RECORD_MISMATCH, "officer")
    procedure = fields.get("procedure")
    filing = manifest.kind is ParcelKind.FILING
    parts = tuple(_part(part) for part in fields.get("parts") or ())
    if filing and (not parts or len({part.part for part in parts}) != len(parts)):
        raise Refused(RefusalReason.RECORD_MISMATCH, "parts")
    if filing and procedure is None:
        raise Refused(RefusalReason.RECORD_MISMATCH, "procedure")
    _check_shown(fields)
    answers, unsure = fields.get("answers") or {}, fields.get("unsure") or []
    if not isinstance(answers, dict) or not all(isinstance(name, str) for name in unsure):
        raise TypeError("answers")
    channel = fields.get("channel") or {"code": 1, "assisted": True, "place": "counter"}
    return RecordFacts(
        procedure=_text(procedure["code"]) if procedure else None,
        version=_text(procedure["version"]) if procedure else None,
        parts=parts,
        channel=Channel(channel["code"]),
        assisted=_flag(channel["assisted"]),
        place=_text(channel["place"], 24),
        papers=_papers(manifest, fields.get("papers") or []),
        answers=answers,
        unsure=frozenset(unsure),
        flags=(),
        handed_part=_told(manifest.kind, fields),
        record=fields,
        size=record.size,
    )


def _check_shown(fields: Mapping[str, Any]) -> None:
    """What is later shown, listed and handed on has the shape it must have. A wrong one raises as any other."""
    _text(fields["office"]["name"], NAME_LIMIT)
    for name in ("slip", "origins", "channel", "citizen_signature"):
        if fields.get(name) is not None and not isinstance(fields[name], dict):
            raise TypeError(name)
    if (slip := fields.get("slip")) and slip.get("number") is not None:
        _text(slip["number"])
    if fields.get("note") is not None:
        _text(fields["note"], NOTE_LIMIT)
    for origin in (fields.get("origins") or {}).values():
        _text(origin)
    for paper in fields.get("papers") or []:
        for name, limit in (("name", NAME_LIMIT), ("handling", TEXT_LIMIT), ("media", TEXT_LIMIT)):
            _text(paper[name], limit)
        if (digitised := paper.get("digitised")) is not None:
            for name in ("how", "by"):
                _text(digitised[name])


def _has_zero(value: object) -> bool:
    """Whether any text in it, keys too, has a zero character."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Mapping):
        return any(_has_zero(key) or _has_zero(one) for key, one in value.items())
    return isinstance(value, list) and any(_has_zero(one) for one in value)


def _told(kind: ParcelKind, fields: Mapping[str, Any]) -> str | None:
    """Checks what a kind of its own must carry; the part of a hand-out. A wrong shape raises as any other."""
    if kind is ParcelKind.FEE_TAKEN:
        fee = fields["fee"]
        amount = fee["amount"]
        _text(fee["receipt"])
        corrects = fee.get("corrects")
        if corrects is not None:  # takes an earlier one back, with a reason
            _text(corrects)
            _text(fields["note"], NOTE_LIMIT)
        if type(amount) is not int or amount == 0 or (amount < 0) != (corrects is not None):
            raise ValueError("amount")
    if kind is ParcelKind.RATING:
        face = fields["rating"]["face"]
        if type(face) is not int or not 1 <= face <= 5:
            raise ValueError("face")
    if kind is ParcelKind.NUMBER_TAKEN:
        told = fields["number_taken"]
        if time_if_any(_text(told["at"])) is None:
            raise ValueError("at")
        for one in (told["number"], told.get("instead_of", told["number"])):
            number = parse_official_number(_text(one))
            if number is None or number.text != one:
                raise ValueError("number")
    if kind in (ParcelKind.WITHDRAWAL, ParcelKind.AMENDMENT):
        _text(fields["note"], NOTE_LIMIT)
    if kind is ParcelKind.AMENDMENT and not fields["answers"]:
        raise ValueError("answers")
    if kind is not ParcelKind.RESULT_HANDED_OUT:
        return None
    handed = fields["handed_out"]
    _text(handed["recipient"], NAME_LIMIT)
    return _text(handed["part"])


def _papers(manifest: Manifest, entries: list[Any]) -> tuple[PaperFact, ...]:
    by_slot: dict[int, PaperFact] = {}
    for entry in entries:
        slot, sha256, size = entry["slot"], _text(entry["sha256"]), entry["size"]
        if type(slot) is not int or slot in by_slot or type(size) is not int or not 0 <= size <= LARGEST_BLOB:
            raise Refused(RefusalReason.RECORD_MISMATCH, "papers")
        by_slot[slot] = PaperFact(_text(entry["paper"]), sha256, size)
    if sorted(by_slot) != list(range(len(manifest.papers))):
        raise Refused(RefusalReason.RECORD_MISMATCH, "papers")
    return tuple(by_slot[slot] for slot in sorted(by_slot))


def _part(entry: Mapping[str, Any]) -> PartFact:
    authority = entry["authority"]
    return PartFact(
        _text(entry["part"]),
        _text(authority["kind"]),
        _text(authority["unit"]),
        _text(authority["name"], NAME_LIMIT),
        Route(entry.get("route", Route.SYSTEM)),  # records from before parts had roads of their own name none
    )


def _text(value: object, limit: int = TEXT_LIMIT) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= limit:
        raise ValueError("text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("flag")
    return value
