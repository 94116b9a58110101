"""The authority's number of a part: kept beside the trial number it replaces, given once, told to the office.

Works within the caller's transaction. May not ask anybody for a number.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.errors import KnownError
from forms.states import CaseStatus
from forms.text import Message
from sync.gateway.faults import NoSuchDossier, NoSuchPart, OfficeWithoutMachine
from sync.gateway.models import DossierRow, PartRow
from sync.gateway.notices import notice_about, queue_notice
from sync.gateway.opener.numbers import DELEGATED, is_given
from sync.gateway.parts import handed_on
from sync.gateway.passing.mahoso import parse_ma_ho_so
from sync.gateway.passing.tables import RESTORED, GivenNumberRow, HeardRow, NumberSource, PassingRow
from sync.gateway.passing.waking import wake
from sync.notice import NoticeKind

PART_NUMBER = Message(
    "ui.gateway.part_number",
    "Mã hồ sơ của phần việc này: {number}.",
    "Told to the office beside one part of a linked dossier that has a number of its own.",
)


class NumberTaken(KnownError):
    """The number belongs to another dossier or part."""

    def __init__(self, number: str) -> None:
        super().__init__(
            Message(
                "error.gateway.passing.number_taken",
                "Mã {number} đã thuộc một hồ sơ khác. Xin xem lại có chép nhầm không.",
                "Shown to the back office that typed a number back.",
            ),
            number=number,
        )


class HasNumber(KnownError):
    """The part has another number of its authority already."""

    def __init__(self, number: str) -> None:
        super().__init__(
            Message(
                "error.gateway.passing.has_number",
                "Phần việc này đã có mã {number}. Xin xem lại có nhầm hồ sơ không.",
                "Shown to the back office that typed a number back.",
            ),
            number=number,
        )


@dataclass(frozen=True, slots=True)
class GivenNumber:
    """A part's present number. ``official``: its authority's own."""

    number: str
    source: NumberSource

    @property
    def official(self) -> bool:
        """Whether it is more than a number for trying out."""
        return self.source is not NumberSource.TRIAL


def number_of(session: Session, dossier: DossierRow, part: str) -> GivenNumber | None:
    """The number ``part`` has now: its own, or for the part that keeps the dossier together the dossier's."""
    row = _present(session, dossier.id, part)
    if row is not None:
        return GivenNumber(row.number, NumberSource(row.source))
    if dossier.official_number is None or part != leading_part(session, dossier.id):
        return None
    source = NumberSource.BLOCK if dossier.number_kind == DELEGATED else NumberSource.TRIAL
    return GivenNumber(dossier.official_number, source)


def leading_part(session: Session, dossier: str) -> str:
    """The part whose number is the dossier's: the first this gateway hands on."""
    rows = session.scalars(select(PartRow).where(PartRow.dossier == dossier).order_by(PartRow.position))
    return handed_on(list(rows))[0].part


def keep(session: Session, dossier: DossierRow, part: str, number: GivenNumber, now: datetime) -> None:
    """Note the number ``part`` is sent under, where it was given before it was passed on: their answers speak of it."""
    if _present(session, dossier.id, part) is None and not is_noted(session, number.number):
        session.add(
            GivenNumberRow(
                dossier=dossier.id, part=part, number=number.number, source=str(number.source), by="", at=now
            )
        )
        session.flush()


def is_noted(session: Session, number: str) -> bool:
    """Whether the number stands in the book of numbers."""
    return session.scalar(select(GivenNumberRow.id).where(GivenNumberRow.number == number)) is not None


def give(
    session: Session,
    dossier: str,
    part: str,
    text: str,
    source: NumberSource,
    by: str,
    now: datetime,
) -> GivenNumber:
    """Give ``part`` the number in ``text``; the same again changes nothing.

    A number out of our own block gives way to the one that was given before the gateway was put back from a copy.
    ``NoSuchDossier``, ``NoSuchPart``, ``NoMaHoSo``, ``NumberTaken``, or ``HasNumber`` when its authority gave another.
    """
    row = session.get(DossierRow, dossier, with_for_update=True)
    if row is None:
        raise NoSuchDossier
    if session.get(PartRow, (dossier, part)) is None:
        raise NoSuchPart(part)
    number = parse_ma_ho_so(text).text
    before = number_of(session, row, part)
    if before is not None and before.official:
        if before.number == number:
            return before
        if source is not NumberSource.HAND or not _may_give_way(session, row.id, part, before):
            raise HasNumber(before.number)
    if is_given(session, number):
        raise NumberTaken(number)
    put(session, row, part, number, source, by, now)
    wake(session, dossier, now)
    return GivenNumber(number, source)


def _may_give_way(session: Session, dossier: str, part: str, before: GivenNumber) -> bool:
    row = session.get(PassingRow, (dossier, part))
    return row is not None and row.reason == RESTORED and before.source is NumberSource.BLOCK


def put(
    session: Session,
    dossier: DossierRow,
    part: str,
    number: str,
    source: NumberSource,
    by: str,
    now: datetime,
) -> None:
    """Make ``number`` that of ``part``, whatever it had before: that is kept. The office is told.

    ``NumberTaken`` when another dossier or part bears it, or ever bore it.
    """
    if bearer(session, number) not in (None, (dossier.id, part)):
        raise NumberTaken(number)
    before = number_of(session, dossier, part)
    if before is not None and before.number == number:
        return
    if before is not None:
        _replace(session, dossier, part, before, now)
    again = session.scalar(select(GivenNumberRow).where(GivenNumberRow.number == number))
    if again is not None:
        again.replaced_at = None
    else:
        session.add(
            GivenNumberRow(
                dossier=dossier.id,
                part=part,
                number=number,
                source=str(source),
                by=by[:64],
                at=now,
                replaced_at=None,
            )
        )
    leads = part == leading_part(session, dossier.id)
    if leads:
        dossier.official_number, dossier.number_kind = number, DELEGATED
    session.flush()
    known = session.get_one(PartRow, (dossier.id, part))
    tell_number(session, dossier, known, number, by, leads=leads, now=now)


def bearer(session: Session, number: str) -> tuple[str, str] | None:
    """The dossier and part that bear ``number``, or ever bore it."""
    row = session.scalar(select(GivenNumberRow).where(GivenNumberRow.number == number))
    if row is not None:
        return row.dossier, row.part
    whole = session.scalar(select(DossierRow.id).where(DossierRow.official_number == number))
    return None if whole is None else (whole, leading_part(session, whole))


def numbers_of(session: Session, dossier: str) -> tuple[GivenNumberRow, ...]:
    """Every number the dossier's parts ever had in this book, in the order in which they came."""
    rows = select(GivenNumberRow).where(GivenNumberRow.dossier == dossier).order_by(GivenNumberRow.id)
    return tuple(session.scalars(rows))


def _present(session: Session, dossier: str, part: str) -> GivenNumberRow | None:
    return session.scalar(
        select(GivenNumberRow).where(
            GivenNumberRow.dossier == dossier,
            GivenNumberRow.part == part,
            GivenNumberRow.replaced_at.is_(None),
        )
    )


def _replace(session: Session, dossier: DossierRow, part: str, before: GivenNumber, now: datetime) -> None:
    """Keep the number that is replaced: papers in people's hands bear it."""
    row = _present(session, dossier.id, part)
    if row is None:
        row = GivenNumberRow(
            dossier=dossier.id,
            part=part,
            number=before.number,
            source=str(before.source),
            by="",
            at=dossier.recorded_at,
        )
        session.add(row)
    row.replaced_at = now


def tell_number(
    session: Session, dossier: DossierRow, part: PartRow, number: str, by: str, *, leads: bool, now: datetime
) -> None:
    """The office learns of a number. A part's own number is told as a word about that part: the dossier keeps its one."""
    plain = (
        notice_about(dossier, NoticeKind.NUMBER, by)
        if leads
        else notice_about(
            dossier,
            NoticeKind.STATUS,
            by,
            part=part.part,
            status=CaseStatus(part.status),
            text=PART_NUMBER.in_vietnamese(number=number),
        )
    )
    try:
        queue_notice(session, plain, dossier.office, now)
    except OfficeWithoutMachine:
        return  # nobody is left to be told; the number holds all the same
    if not leads:
        session.add(HeardRow(notice=plain.id, dossier=dossier.id))  # says no state of ours
        session.flush()
