"""The end of a day: what was taken must be delivered, recorded, waiting or refused, envelope by envelope and đồng by đồng.

Figures are counted twice, from the dossiers and from their parcels, so that they can disagree; a closed day keeps the
figures it was closed with, and closing it again is a new revision above them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forms.errors import KnownError
from forms.states import Carriage, ParcelKind
from forms.text import Message
from kiosk.domain.counter_book import Closing, FeeTaken, Paid
from kiosk.domain.papers import HolderKind
from kiosk.domain.queueing import Section
from kiosk.domain.roles import Act, demand, may
from kiosk.services.desk import Desk
from kiosk.services.fees import MOST
from kiosk.services.heading import span
from kiosk.store.figures import EnvelopeStory, ParcelCount

_WAITING = (Carriage.SEALED, Carriage.WAITING, Carriage.SENDING)

_BAD_COUNT = Message(
    "error.closing.counted", "Số tiền đếm được chưa đúng. Xin gõ lại.", "A negative or impossible amount"
)
_FUTURE = Message("error.closing.future", "Ngày này chưa đến nên chưa chốt được.", "A day to come is closed")


@dataclass(frozen=True, slots=True)
class KindCount:
    """Parcels of one kind sealed on the day, and where they stand now."""

    kind: ParcelKind
    taken: int
    delivered: int
    recorded: int
    waiting: int
    refused: int

    @property
    def adds_up(self) -> bool:
        """taken = delivered + recorded + waiting + refused."""
        return self.taken == self.delivered + self.recorded + self.waiting + self.refused


@dataclass(frozen=True, slots=True)
class EnvelopeCount:
    """Envelopes of originals this counter answers for, from the day's begin to its end."""

    before: int
    closed: int
    returned: int
    given: int
    held: int
    numbers_held: tuple[str, ...]

    @property
    def adds_up(self) -> bool:
        """before + closed = returned + given + held. ``given`` less what came back from elsewhere may be negative."""
        return self.before + self.closed == self.returned + self.given + self.held


@dataclass(frozen=True, slots=True)
class OfficerCount:
    """What one officer did on the day. ``cash`` in đồng."""

    code: str
    name: str
    taken: int
    cash: int


@dataclass(frozen=True, slots=True)
class DayBook:
    """The counter's day. ``taken`` is counted among dossiers, the rest of ``filed`` among their parcels."""

    day: date
    counter: str
    taken: int
    filed: KindCount
    others: tuple[KindCount, ...]
    drafts: int
    envelopes: EnvelopeCount
    fees: tuple[FeeTaken, ...]
    officers: tuple[OfficerCount, ...]
    handed_out: int
    faces: Mapping[int, int]
    closed: Closing | None = None

    @property
    def cash(self) -> int:
        """Cash by receipt, in đồng."""
        return sum(fee.amount for fee in self.fees if fee.paid is Paid.CASH)

    @property
    def not_cash(self) -> int:
        """Money that came by transfer or card, in đồng."""
        return sum(fee.amount for fee in self.fees if fee.paid is not Paid.CASH)

    @property
    def adds_up(self) -> bool:
        """Whether every figure agrees with the others."""
        return (
            self.taken == self.filed.taken
            and self.filed.adds_up
            and all(one.adds_up for one in self.others)
            and self.envelopes.adds_up
        )


def day(desk: Desk, on: date | None = None) -> DayBook:
    """A day's figures as they stand now; today's without ``on``."""
    _demand_sight(desk)
    when = on or desk.today()
    since, until = span(when, when)
    parcels = desk.store.figures.parcels(since, until)
    fees = desk.store.counter_book.fees(since=since, until=until)
    return DayBook(
        when,
        desk.office.counter,
        desk.store.figures.taken(since, until),
        _kind(ParcelKind.FILING, parcels),
        tuple(
            _kind(kind, parcels)
            for kind in ParcelKind
            if kind is not ParcelKind.FILING and any(one.kind is kind for one in parcels)
        ),
        desk.store.work_queue.counts(until)[Section.DRAFTS],
        _envelopes(desk.store.figures.envelopes(since), desk.store.figures.envelopes(until), since),
        fees,
        _officers(desk, parcels, fees),
        len(desk.store.counter_book.hand_outs(since=since, until=until)),
        desk.store.counter_book.faces(since, until),
        desk.store.counter_book.closing(when),
    )


def close(desk: Desk, counted: int | None, note: str = "", on: date | None = None) -> Closing:
    """Keeps the day's figures with the cash somebody counted. The same again is not a new revision."""
    demand(desk.officer.role, Act.CLOSE_DAY)
    when = on or desk.today()
    if when > desk.today():
        raise KnownError(_FUTURE)
    if counted is not None and not 0 <= counted <= MOST * 100:
        raise KnownError(_BAD_COUNT)
    book = day(desk, when)
    figures = _figures(book)
    last = book.closed
    if last is not None and (last.counted, last.note, dict(last.figures)) == (counted, note.strip(), figures):
        return last
    return desk.store.counter_book.close_day(
        when, by=desk.officer.code, counted=counted, expected=book.cash, note=note.strip(), figures=figures
    )


def day_as_json(book: DayBook) -> dict[str, object]:
    """For ``--json``."""
    return {
        "day": book.day.isoformat(),
        "counter": book.counter,
        "adds_up": book.adds_up,
        **_figures(book),
        "envelopes_held": list(book.envelopes.numbers_held),
        "fees": [
            {
                "receipt": fee.receipt,
                "amount": fee.amount,
                "paid": str(fee.paid),
                "by": fee.by,
                "corrects": fee.corrects or None,
            }
            for fee in book.fees
        ],
        "closed": None
        if book.closed is None
        else {
            "revision": book.closed.revision,
            "counted": book.closed.counted,
            "difference": book.closed.difference,
        },
    }


def _demand_sight(desk: Desk) -> None:
    # Whoever closes a day sees it; so does whoever reads reports.
    if not may(desk.officer.role, Act.CLOSE_DAY):
        demand(desk.officer.role, Act.SEE_REPORTS)


def _kind(kind: ParcelKind, parcels: Sequence[ParcelCount]) -> KindCount:
    counts: Counter[Carriage] = Counter()
    for one in parcels:
        if one.kind is kind:
            counts[one.carriage] += one.count
    return KindCount(
        kind,
        sum(counts.values()),
        counts[Carriage.DELIVERED],
        counts[Carriage.RECORDED],
        sum(counts[one] for one in _WAITING),
        counts[Carriage.REFUSED],
    )


def _envelopes(
    before: Sequence[EnvelopeStory], after: Sequence[EnvelopeStory], since: datetime
) -> EnvelopeCount:
    held_before = {one.number for one in before if one.holder is HolderKind.OFFICER}
    held = tuple(one.number for one in after if one.holder is HolderKind.OFFICER)
    away_before = {one.number for one in before if one.holder is not HolderKind.OFFICER}
    closed = sum(one.closed_at >= since for one in after)
    returned = given = 0
    for one in after:
        was_here = one.number not in away_before
        if one.holder is HolderKind.CITIZEN and was_here:
            returned += 1
        elif one.holder not in (HolderKind.OFFICER, HolderKind.CITIZEN) and was_here:
            given += 1
        elif one.holder is HolderKind.OFFICER and not was_here:
            given -= 1  # it came back from the post or an authority
    return EnvelopeCount(len(held_before), closed, returned, given, len(held), held)


def _officers(
    desk: Desk, parcels: Sequence[ParcelCount], fees: Sequence[FeeTaken]
) -> tuple[OfficerCount, ...]:
    taken: Counter[str] = Counter()
    cash: Counter[str] = Counter()
    for one in parcels:
        if one.kind is ParcelKind.FILING:
            taken[one.by] += one.count
    for fee in fees:
        if fee.paid is Paid.CASH:
            cash[fee.by] += fee.amount
    names = {one.code: one.name for one in desk.store.office.officers()}
    return tuple(
        OfficerCount(code, names.get(code, code), taken[code], cash[code]) for code in sorted({*taken, *cash})
    )


def _figures(book: DayBook) -> dict[str, int]:
    return {
        "taken": book.taken,
        "delivered": book.filed.delivered,
        "recorded": book.filed.recorded,
        "waiting": book.filed.waiting,
        "refused": book.filed.refused,
        "others": sum(one.taken for one in book.others),
        "others_delivered": sum(one.delivered for one in book.others),
        "drafts": book.drafts,
        "envelopes_before": book.envelopes.before,
        "envelopes_closed": book.envelopes.closed,
        "envelopes_returned": book.envelopes.returned,
        "envelopes_given": book.envelopes.given,
        "envelopes_held": book.envelopes.held,
        "receipts": sum(not fee.corrects for fee in book.fees),
        "fee_corrections": sum(bool(fee.corrects) for fee in book.fees),
        "cash": book.cash,
        "not_cash": book.not_cash,
        "handed_out": book.handed_out,
        "rated": sum(book.faces.values()),
    }
