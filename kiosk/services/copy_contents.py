"""What a second copy says, and its JSON: list and drafts. Sealed and opened by ``sealed_copy`` alone."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from forms.definition import PaperHandling
from forms.states import Channel
from kiosk.domain.dossier import Answer, Origin
from kiosk.domain.office import Place
from kiosk.domain.papers import CustodyEvent, CustodyStep, DigitisedHow, Envelope, Holder, HolderKind
from sync.parcel import read_time, write_time


@dataclass(frozen=True, slots=True)
class CopiedParcel:
    """A parcel as it stood when the copy was made."""

    parcel: str
    kind: str
    carriage: str


@dataclass(frozen=True, slots=True)
class CopiedDossier:
    """A filed dossier that was on the laptop. ``envelopes`` are those it then held."""

    dossier: str
    slip: str
    official_number: str
    procedure: str
    citizen: str
    sealed_at: datetime
    parcels: tuple[CopiedParcel, ...]
    envelopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CopiedDraft:
    """A draft that was on the laptop. ``sha256`` (hex) is of its sealed file."""

    dossier: str
    procedure: str
    citizen: str
    updated_at: datetime
    sha256: str
    envelopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CopyContents:
    """Everything a copy says of the machine it was made on."""

    id: str
    unit: str
    office: str
    counter: str
    at: datetime
    by: str
    trip: str
    dossiers: tuple[CopiedDossier, ...]
    drafts: tuple[CopiedDraft, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftPaper:
    """A digitised paper of a copied draft: who took it and when, whether its owner has the original back, and the envelope
    it lies in otherwise.
    """

    paper: str
    handling: PaperHandling
    name: str
    media: str
    pages: int
    how: DigitisedHow
    data: bytes = field(repr=False)
    at: datetime | None = None
    by: str = ""
    despite: tuple[str, ...] = ()
    returned_at: datetime | None = None
    returned_by: str | None = None
    envelope: str | None = None


@dataclass(frozen=True, slots=True)
class WholeDraft:
    """A draft with everything needed to go on with it elsewhere. ``envelopes`` come with their signed chains."""

    dossier: str
    procedure: str
    version: str
    channel: Channel
    assisted: bool
    place: Place
    language: str
    page: str | None
    answers: tuple[Answer, ...]
    papers: tuple[DraftPaper, ...]
    envelopes: tuple[Envelope, ...] = ()


def write_list(contents: CopyContents) -> bytes:
    """Canonical JSON of a copy's list."""
    return _json(
        {
            "v": 1,
            "id": contents.id,
            "office": {"unit": contents.unit, "name": contents.office, "counter": contents.counter},
            "at": write_time(contents.at),
            "by": contents.by,
            "trip": contents.trip,
            "dossiers": [
                {
                    "dossier": one.dossier,
                    "slip": one.slip,
                    "official_number": one.official_number,
                    "procedure": one.procedure,
                    "citizen": one.citizen,
                    "sealed_at": write_time(one.sealed_at),
                    "parcels": [
                        {"parcel": p.parcel, "kind": p.kind, "carriage": p.carriage} for p in one.parcels
                    ],
                    "envelopes": list(one.envelopes),
                }
                for one in contents.dossiers
            ],
            "drafts": [
                {
                    "dossier": one.dossier,
                    "procedure": one.procedure,
                    "citizen": one.citizen,
                    "updated_at": write_time(one.updated_at),
                    "sha256": one.sha256,
                    "envelopes": list(one.envelopes),
                }
                for one in contents.drafts
            ],
            "missing": list(contents.missing),
        }
    )


def read_list(data: bytes) -> CopyContents:
    """The inverse of ``write_list``. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
    told = json.loads(data)
    if told["v"] != 1:
        raise ValueError("version")
    return CopyContents(
        told["id"],
        told["office"]["unit"],
        told["office"]["name"],
        told["office"]["counter"],
        read_time(told["at"]),
        told["by"],
        told["trip"],
        tuple(
            CopiedDossier(
                one["dossier"],
                one["slip"],
                one["official_number"],
                one["procedure"],
                one["citizen"],
                read_time(one["sealed_at"]),
                tuple(CopiedParcel(p["parcel"], p["kind"], p["carriage"]) for p in one["parcels"]),
                tuple(one["envelopes"]),
            )
            for one in told["dossiers"]
        ),
        tuple(
            CopiedDraft(
                one["dossier"],
                one["procedure"],
                one["citizen"],
                read_time(one["updated_at"]),
                one["sha256"],
                tuple(one["envelopes"]),
            )
            for one in told["drafts"]
        ),
        tuple(told["missing"]),
    )


def write_draft(draft: WholeDraft) -> bytes:
    """Canonical JSON of a draft, papers and all."""
    return _json(
        {
            "v": 1,
            "dossier": draft.dossier,
            "procedure": draft.procedure,
            "version": draft.version,
            "channel": int(draft.channel),
            "assisted": draft.assisted,
            "place": str(draft.place),
            "language": draft.language,
            "page": draft.page,
            "answers": [
                {"field": one.field, "value": one.value, "origin": str(one.origin), "unsure": one.unsure}
                for one in draft.answers
            ],
            "papers": [
                {
                    "paper": one.paper,
                    "handling": str(one.handling),
                    "name": one.name,
                    "media": one.media,
                    "pages": one.pages,
                    "how": str(one.how),
                    "data": base64.b64encode(one.data).decode(),
                    "at": _written(one.at),
                    "by": one.by,
                    "despite": list(one.despite),
                    "returned": None
                    if one.returned_at is None
                    else {"at": _written(one.returned_at), "by": one.returned_by},
                    "envelope": one.envelope,
                }
                for one in draft.papers
            ],
            "envelopes": [
                {
                    "number": one.number,
                    "papers": list(one.papers),
                    "chain": [
                        {
                            "step": str(link.step),
                            "holder": {"kind": str(link.holder.kind), "code": link.holder.code},
                            "by": link.by,
                            "at": _written(link.at),
                            "signature": link.signature.hex(),
                        }
                        for link in one.chain
                    ],
                }
                for one in draft.envelopes
            ],
        }
    )


def read_draft(data: bytes) -> WholeDraft:
    """The inverse of ``write_draft``. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
    told = json.loads(data)
    if told["v"] != 1:
        raise ValueError("version")
    return WholeDraft(
        told["dossier"],
        told["procedure"],
        told["version"],
        Channel(told["channel"]),
        bool(told["assisted"]),
        Place(told["place"]),
        told["language"],
        told["page"],
        _answers(told["answers"]),
        tuple(
            DraftPaper(
                one["paper"],
                PaperHandling(one["handling"]),
                one["name"],
                one["media"],
                int(one["pages"]),
                DigitisedHow(one["how"]),
                base64.b64decode(one["data"], validate=True),
                _read(one.get("at")),
                one.get("by", ""),
                tuple(one.get("despite", ())),
                _read((one.get("returned") or {}).get("at")),
                (one.get("returned") or {}).get("by"),
                one.get("envelope"),
            )
            for one in told["papers"]
        ),
        tuple(_envelope(one, told["dossier"]) for one in told.get("envelopes", ())),
    )


def _envelope(told: Mapping[str, Any], dossier: str) -> Envelope:
    number = told["number"]
    chain = tuple(
        CustodyEvent(
            number,
            seq,
            CustodyStep(link["step"]),
            Holder(HolderKind(link["holder"]["kind"]), link["holder"]["code"]),
            link["by"],
            datetime.fromisoformat(link["at"]),
            bytes.fromhex(link["signature"]),
        )
        for seq, link in enumerate(told["chain"], start=1)
    )
    if not chain:
        raise ValueError("chain")
    return Envelope(number, dossier, tuple(told["papers"]), chain)


def _written(at: datetime | None) -> str | None:
    # To the microsecond: links are signed over it.
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _answers(told: Sequence[Mapping[str, Any]]) -> tuple[Answer, ...]:
    return tuple(
        Answer(one["field"], one["value"], Origin(one["origin"]), bool(one["unsure"])) for one in told
    )


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
