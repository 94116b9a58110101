"""Parcels that follow a filed dossier: what is added to it later, and what is sealed anew because it was refused.

What was filed is never changed. Every step may be the last one before a power cut, as in ``filing``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from forms.definition import PaperHandling
from forms.errors import KnownError
from forms.states import Carriage, ParcelKind
from forms.text import Message
from kiosk.domain.dossier import CitizenSignature, Confirmation, DossierState, Parcel, SignedHow
from kiosk.domain.papers import DigitisedHow, NewPaper, PaperFile
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import Desk, new_id
from kiosk.services.digitising import Digitised, ready
from kiosk.services.filing import Filed, put_blobs, queue_or_later
from kiosk.services.sealing import TOLD_KEYS, Said, parts_filed, said_by, seal_parcel
from kiosk.services.secrets import device_identity
from kiosk.services.standing import state_of
from sync.parcel import open_record

_NOT_FILED = Message(
    "error.counter.not_filed",
    "Hồ sơ này còn là bản nháp; hãy nộp trước rồi mới bổ sung.",
    "Supplement for a draft",
)
_NOTHING = Message(
    "error.counter.nothing",
    "Chưa có gì để bổ sung: hãy ghi lời nhắn hoặc thêm giấy tờ.",
    "An empty supplement",
)


OTHER_PAPER = Message(
    "ui.paper.other", "Giấy tờ khác", "A paper that the procedure has no slot for, added later"
)


def supplement(
    desk: Desk,
    dossier_id: str,
    note: str,
    files: Sequence[tuple[str, bytes | Digitised]],
    *,
    in_reply_to: int | None = None,
    how: DigitisedHow = DigitisedHow.FILE,
    waiting: Sequence[str] = (),
) -> Filed:
    """Adds papers or a message to a filed dossier as a parcel of its own; what was filed is never changed.

    ``waiting`` are ids of papers that were taken after sealing and have not left yet (``papers_waiting``).
    """
    demand(desk.officer.role, Act.SUPPLEMENT)
    dossier = desk.store.dossiers.get(dossier_id)
    if dossier.state is not DossierState.SEALED:
        raise KnownError(_NOT_FILED)
    if not note.strip() and not files and not waiting:
        raise KnownError(_NOTHING)
    checked = ready(files, how)
    identity = device_identity(desk)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    known = {paper.id: paper for paper in definition.papers}
    fresh = [
        NewPaper(
            new_id(),
            slot,
            page.data,
            handling=known[slot].handling if slot in known else PaperHandling.COPY,
            media=page.media,
            how=page.how,
            name=known[slot].name.vi if slot in known else OTHER_PAPER.vi,
            pages=page.pages,
            despite=page.despite,
        )
        for slot, pages in checked.items()
        for page in pages
    ]
    held = [paper for paper in papers_waiting(desk, dossier_id) if paper.id in waiting]
    papers = [*held, *(new.taken(dossier_id, desk.now(), desk.officer.code) for new in fresh)]
    sealed = seal_parcel(
        desk,
        identity,
        ParcelKind.SUPPLEMENT,
        dossier,
        definition,
        Said({}, (), {}, (), ()),
        parts_filed(desk, dossier.id),
        papers,
        slip_number=dossier.slip_number or "",
        at=desk.now(),
        confirmation=Confirmation(),
        note=note.strip() or None,
        in_reply_to=in_reply_to,
        in_hand={new.id: new.data for new in fresh},
    )
    put_blobs(desk, sealed)
    desk.store.parcels.add(
        sealed.parcel,
        dossier_id,
        ParcelKind.SUPPLEMENT,
        sealed.manifest,
        by=desk.officer.code,
        record=sealed.record,
        papers=tuple(paper.id for paper in held),
        fresh=fresh,
        note=note.strip(),
        in_reply_to=in_reply_to,
        urgent=dossier.urgent,
    )
    carriage = queue_or_later(desk, sealed.parcel, sealed.manifest, urgent=dossier.urgent)
    return Filed(dossier_id, dossier.slip_number or "", sealed.parcel, carriage)


def keep_waiting(desk: Desk, dossier_id: str, slot: str, pages: Sequence[Digitised]) -> tuple[PaperFile, ...]:
    """Stores checked pages for a filed dossier; they wait here, also over a power cut, until a supplement takes them."""
    demand(desk.officer.role, Act.SUPPLEMENT)
    dossier = desk.store.dossiers.get(dossier_id)
    if dossier.state is not DossierState.SEALED:
        raise KnownError(_NOT_FILED)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    known = next((paper for paper in definition.papers if paper.id == slot), None)
    return tuple(
        desk.store.papers.add(
            dossier_id,
            slot,
            page.data,
            handling=known.handling if known is not None else PaperHandling.COPY,
            name=known.name.vi if known is not None else OTHER_PAPER.vi,
            media=page.media,
            pages=page.pages,
            how=page.how,
            despite=page.despite,
            by=desk.officer.code,
        )
        for page in pages
    )


def looked_up_later(desk: Desk, dossier_id: str) -> frozenset[str]:
    """Paper slots that were filed with a number alone, to be looked up, and of which no picture has left since."""
    filing = next(p for p in desk.store.parcels.by_dossier(dossier_id) if p.kind is ParcelKind.FILING)
    told = {one["paper"] for one in open_record(filing.record).fields["waiting_lookup"]}
    return frozenset(told - {paper.paper for paper in desk.store.papers.list(dossier_id) if paper.parcel})


def papers_waiting(desk: Desk, dossier_id: str) -> tuple[PaperFile, ...]:
    """Papers taken after sealing that have not left in any parcel."""
    return tuple(paper for paper in desk.store.papers.list(dossier_id) if paper.parcel is None)


def send_again(desk: Desk, parcel_id: str) -> str:
    """An officer sends a refused parcel once more, after what was wrong has been put right. Returns the parcel's id.

    The gateway answers the same parcel id the same for ever, and a damaged blob stays damaged: what was refused is sealed
    anew from ``kiosk.db``, under a new id for the same dossier and to the province's key of today.
    """
    demand(desk.officer.role, Act.DROP_REFUSED)
    parcel = next((one for one in desk.store.parcels.list(Carriage.REFUSED) if one.id == parcel_id), None)
    if parcel is None:
        return parcel_id  # a second tap: it is on its way already, under another id
    return _seal_anew(desk, parcel)


def _seal_anew(desk: Desk, refused: Parcel) -> str:
    dossier = desk.store.dossiers.get(refused.dossier)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    answers = {a.field: a for a in desk.store.dossiers.answers(dossier.id)}
    papers = [p for p in desk.store.papers.list(dossier.id) if p.parcel == refused.id]
    fields = open_record(refused.record).fields
    filing = refused.kind is ParcelKind.FILING
    if filing:
        said = said_by(state_of(desk, dossier, answers.values()), answers, papers)
    else:
        said = Said(fields["answers"], tuple(fields["unsure"]), fields["origins"], (), ())
    sealed = seal_parcel(
        desk,
        device_identity(desk),
        refused.kind,
        dossier,
        definition,
        said,
        parts_filed(desk, dossier.id),
        papers,
        slip_number=dossier.slip_number or "",
        at=desk.now(),
        confirmation=desk.store.confirmations.of(dossier.id)
        if filing
        else _signed_before(fields, papers, refused),
        note=refused.note or None,
        in_reply_to=refused.in_reply_to,
        told={key: fields[key] for key in TOLD_KEYS if key in fields},
    )
    put_blobs(desk, sealed)
    desk.store.parcels.add(
        sealed.parcel,
        dossier.id,
        refused.kind,
        sealed.manifest,
        by=desk.officer.code,
        record=sealed.record,
        papers=tuple(paper.id for paper in papers),
        answers=refused.answers,
        note=refused.note,
        in_reply_to=refused.in_reply_to,
        urgent=refused.urgent,
        instead_of=refused.id,
    )
    queue_or_later(desk, sealed.parcel, sealed.manifest, urgent=refused.urgent)
    desk.outbox.drop_refused(refused.id)
    return sealed.parcel


def _signed_before(fields: Mapping[str, Any], papers: Sequence[PaperFile], refused: Parcel) -> Confirmation:
    """The mark under a parcel that followed a filing, as its record told it."""
    told = fields["citizen_signature"]
    if told is None:
        return Confirmation()
    picture = None
    if told["paper_slot"] is not None:
        digest = fields["papers"][int(told["paper_slot"])]["sha256"]
        picture = next((paper.id for paper in papers if paper.sha256 == digest), None)
    how = SignedHow(told["how"])
    return Confirmation(signature=CitizenSignature(how, refused.created_at, picture, told["witness"]))
