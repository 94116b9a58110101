"""Confirmation: a checked draft becomes a signed, sealed parcel that nothing can lose and nothing can double.

The order is the promise: sealed blobs written and flushed, then one commit in ``kiosk.db``, then the outbox row that
alone permits sending. Whatever a crash leaves between two of these steps, ``requeue`` puts right at the next unlock.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from forms.definition import Definition, Kind
from forms.errors import BugError, KnownError
from forms.faults import Fault
from forms.path import FormState
from forms.standing import DeadlineState
from forms.states import Carriage, ParcelKind
from forms.text import Message
from forms.validation import validate
from kiosk.documents.slip_code import SlipClaims, encode_slip_code
from kiosk.documents.slip_number import slip_number
from kiosk.domain.dossier import Answer, Dossier, DossierState, SealedFacts
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import VIETNAM, Desk
from kiosk.services.people import people_of, subject_name
from kiosk.services.sealing import Sealed, parts_of, said_by, seal_parcel
from kiosk.services.secrets import device_identity
from kiosk.services.standing import state_of
from kiosk.services.versions import newer
from kiosk.store.errors import AlreadySealed
from sync.outbox import BlobMissing
from sync.remedies import LOCAL_BLOB_MISSING

_NOT_READY = Message(
    "error.filing.not_ready",
    "Hồ sơ chưa nộp được: còn {count} chỗ cần xem lại.",
    "Shown with the list of faulty fields under it",
)
_PAST = Message(
    "error.filing.past_last_day",
    "Mẫu thủ tục này đã hết ngày được dùng. Máy chỉ giữ bản nháp; cần cài gói thủ tục mới rồi mới nộp được.",
    "The definition's last lawful day has passed",
)


_MOVE_FIRST = Message(
    "error.filing.move_first",
    "Bản nháp này theo mẫu cũ, nay đã hết ngày được dùng. Xin chuyển bản nháp sang mẫu mới rồi mới nộp.",
    "The draft's form is past its last lawful day and a newer one is installed",
)
_NO_PART = Message(
    "error.filing.no_part",
    "Hồ sơ chưa chọn việc nào để làm. Xin chọn ít nhất một việc rồi nộp.",
    "A linked dossier of which the citizen wants no part",
)
_NOT_FILED_HERE = Message(
    "error.filing.not_filed_here",
    "Thủ tục này máy không nộp: máy chỉ hướng dẫn và in tờ tham khảo để bà con mang theo.",
    "Somebody tries to file a procedure for which the kiosk only gives guidance or a worksheet",
)

NEAR_DAYS = 3
"""So long before a citizen's last day a dossier goes before others: a link may be away for days."""
UNFINISHED = (Carriage.SEALED, Carriage.WAITING, Carriage.SENDING, Carriage.RECORDED)
"""Parcels of which the province's last word is still to come."""


class NotReady(KnownError):
    """The dossier has faults; ``faults`` names every one."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(_NOT_READY, count=len(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Filed:
    """What confirming gave: the citizen's provisional number and the parcel that now waits."""

    dossier: str
    slip: str
    parcel: str
    carriage: Carriage


def check(desk: Desk, dossier_id: str) -> tuple[Fault, ...]:
    """Everything that stands between this draft and confirmation; empty when nothing does."""
    dossier = desk.store.dossiers.get(dossier_id)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    answers = desk.store.dossiers.answers(dossier_id)
    return validate(
        definition,
        {a.field: a.value for a in answers if a.value is not None},
        frozenset(a.field for a in answers if a.unsure),
        frozenset(p.paper for p in desk.store.papers.list(dossier_id)),
        desk.context(dossier),
    )


def confirm(desk: Desk, dossier_id: str) -> Filed:
    """Files the draft: validates, signs, seals, commits, queues. A repeat answers what the first call answered.

    Raises ``NotReady`` with every fault (nothing stored as confirmed), or another ``KnownError`` (disk full, form past
    its last lawful day, machine without a province to seal to).
    """
    demand(desk.officer.role, Act.FILE)
    dossier = desk.store.dossiers.get(dossier_id)
    if dossier.state is DossierState.SEALED:
        return _filed_before(desk, dossier)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    demand_filing(definition)
    if not definition.lawful_on(desk.today()):
        raise KnownError(_MOVE_FIRST if newer(desk, dossier) else definition.after_last_day or _PAST)
    answers = {a.field: a for a in desk.store.dossiers.answers(dossier_id)}
    state = state_of(desk, dossier, answers.values())
    if state.stop is not None:
        raise KnownError(state.stop)
    faults = check(desk, dossier_id)
    if faults:
        raise NotReady(faults)
    return _seal(desk, dossier, definition, state, answers)


def demand_filing(definition: Definition) -> None:
    """Raises ``KnownError`` for a procedure that is only explained or prepared here."""
    if definition.kind is not Kind.FILING:
        raise KnownError(_NOT_FILED_HERE)


def _seal(
    desk: Desk, dossier: Dossier, definition: Definition, state: FormState, answers: Mapping[str, Answer]
) -> Filed:
    identity = device_identity(desk)
    now = desk.now()
    day = now.astimezone(VIETNAM).date()
    papers = desk.store.papers.list(dossier.id)
    said = said_by(state, answers, papers)
    parts = parts_of(desk, state)
    if not parts:
        raise KnownError(_NO_PART)
    number = slip_number(
        desk.office.unit, desk.office.counter, day, desk.store.counters.next_slip_number(day)
    )
    sealed = seal_parcel(
        desk,
        identity,
        ParcelKind.FILING,
        dossier,
        definition,
        said,
        parts,
        papers,
        slip_number=number,
        at=now,
        confirmation=desk.store.confirmations.of(dossier.id),
        deadline=soonest(state.deadlines, now),
    )
    code = encode_slip_code(
        SlipClaims(
            device=identity.device,
            office=desk.office.unit,
            slip_number=number,
            dossier=dossier.id,
            procedure=definition.code,
            version=definition.version,
            issued_at=now,
            record_sha256=hashlib.sha256(sealed.record).digest(),
            envelopes=tuple(sorted({paper.envelope for paper in papers if paper.envelope})),
        ),
        identity.signing.seed,
    )
    # By the addresses of this kiosk's own answers: a record calls rows by their place instead.
    people = people_of(state)
    put_blobs(desk, sealed)
    try:
        desk.store.dossiers.seal(
            dossier.id,
            SealedFacts(
                parcel=sealed.parcel,
                manifest=sealed.manifest,
                record=sealed.record,
                slip_number=number,
                slip_code=code,
                officer=desk.officer.code,
                authority_unit=parts[0].authority_unit,
                authority_name=parts[0].authority_name,
                parts=parts,
                papers=tuple(paper.id for paper in papers),
                computed=said.computed,
                people=people,
                citizen_name=subject_name(people) or dossier.citizen_name,
                urgent=dossier.urgent,
                sealed_at=now,
            ),
        )
    except AlreadySealed:
        # Another window of this office was a moment faster; its filing is the filing.
        return _filed_before(desk, desk.store.dossiers.get(dossier.id))
    carriage = queue_or_later(desk, sealed.parcel, sealed.manifest, urgent=dossier.urgent)
    with suppress(KnownError):
        desk.store.tidy()
    return Filed(dossier.id, number, sealed.parcel, carriage)


def soonest(deadlines: Iterable[DeadlineState], now: datetime) -> datetime | None:
    """The end of today where a last day of the citizen's is near, else none.

    Not that day itself: it stands in clear on the road, and would tell the day of a birth or a death.
    """
    today = now.astimezone(VIETNAM).date()
    near = today + timedelta(days=NEAR_DAYS)
    if any(one.last_day is not None and today <= one.last_day <= near for one in deadlines):
        return datetime.combine(today + timedelta(days=1), time(), VIETNAM).astimezone(UTC)
    return None


def put_blobs(desk: Desk, sealed: Sealed) -> None:
    """Writes the sealed blobs durably. Without a commit that names them they belong to nobody and are swept.

    In practice there is nowhere to write them.
    """
    if desk.practice:
        return
    outbox = desk.outbox
    for blob in sealed.blobs:
        outbox.put_blob(blob.name, blob.data)


def queue(desk: Desk, parcel: str, manifest: bytes, *, urgent: bool) -> None:
    """Puts the outbox row that permits sending; doing it twice changes nothing."""
    desk.outbox.enqueue(manifest, urgent=urgent, deadline=None)
    desk.store.parcels.set_carriage(parcel, Carriage.WAITING)


def queue_or_later(desk: Desk, parcel: str, manifest: bytes, *, urgent: bool) -> Carriage:
    """The same for a parcel just committed: whatever stands in the way now, it is filed, and ``requeue`` tries again.

    To say "not filed" here would make an officer file it a second time.
    """
    try:
        queue(desk, parcel, manifest, urgent=urgent)
    except KnownError as fault:
        desk.journal.write("not-queued-yet", parcel=parcel, reason=fault.message.id)
        return Carriage.SEALED
    return Carriage.WAITING


def requeue(desk: Desk) -> int:
    """Queues every unfinished parcel of ``kiosk.db`` that the outbox does not hold. Returns how many.

    A crash between the commit and the outbox row leaves such a parcel, and so does a new outbox in the place of a
    damaged one. A parcel whose sealed bytes are gone holds up no other: it is shown as refused, to be packed again.
    """
    count = 0
    for parcel in desk.store.parcels.list(*UNFINISHED):
        there = desk.outbox.state(parcel.id)
        if there is not None and there.urgent != parcel.urgent:
            # A crash came between an officer's mark and its row there.
            desk.outbox.urge(parcel.id, parcel.urgent)
        if parcel.carriage is not Carriage.SEALED and there is not None:
            continue
        try:
            queue(desk, parcel.id, parcel.manifest, urgent=parcel.urgent)
            count += 1
        except BlobMissing:
            desk.journal.write("blob-missing", parcel=parcel.id)
            desk.store.parcels.set_carriage(parcel.id, Carriage.REFUSED, reason=LOCAL_BLOB_MISSING)
    return count


def _filed_before(desk: Desk, dossier: Dossier) -> Filed:
    with suppress(KnownError):
        requeue(desk)
    for parcel in desk.store.parcels.by_dossier(dossier.id):
        if parcel.kind is ParcelKind.FILING:
            return Filed(dossier.id, dossier.slip_number or "", parcel.id, parcel.carriage)
    raise BugError("a sealed dossier without a filing parcel")
