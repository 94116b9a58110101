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
from kiosk.documents.ledger_facts import SheetSigner, SheetTable, TablesData
from kiosk.domain.audit import Event
from kiosk.domain.counter_book import Closing, FeeTaken, Paid
from kiosk.domain.papers import HolderKind
from kiosk.domain.queueing import Section
from kiosk.domain.roles import Act, demand, may
from kiosk.services.desk import VIETNAM, Desk
from kiosk.services.fees import MOST, PAID_WORDS
from kiosk.services.heading import day_text, office_head, span
from kiosk.services.timeline import PARCEL_WORDS
from kiosk.store.figures import EnvelopeStory, ParcelCount

_WAITING = (Carriage.SEALED, Carriage.WAITING, Carriage.SENDING)

_TITLE = Message("doc.day.title", "Sổ cuối ngày", "Title of the sheet that closes a day.")
_DAY = Message("doc.day.day", "Ngày", "Label: the day that is closed.")
_COUNTER = Message("doc.day.counter", "Quầy", "Label: the counter's code.")
_CLOSED = Message("doc.day.closed", "Chốt lúc", "Label: when the day was closed.")
_REVISION = Message(
    "doc.day.revision", "{when}, lần {number}", "When a day was closed, and the how manieth time."
)
_NOT_CLOSED = Message("doc.day.not_closed", "chưa chốt", "Instead of the time: the day is still open.")
_SENT = Message("doc.day.sent", "Hồ sơ và kiện gửi", "Title of a table: what was taken and where it stands.")
_KIND = Message("doc.day.kind", "Loại", "Column: what a parcel carries.")
_TAKEN = Message("doc.day.taken", "Đã nhận", "Column: how many were taken today.")
_DELIVERED = Message("doc.day.delivered", "Tỉnh nhận đủ", "Column: how many the province has wholly.")
_RECORDED = Message("doc.day.recorded", "Tỉnh đã ghi nhận", "Column: record there, papers on the way.")
_WAIT = Message("doc.day.waiting", "Chờ gửi", "Column: still on this machine.")
_REFUSED = Message("doc.day.refused", "Bị trả lại", "Column: refused, an officer must act.")
_ENVELOPES = Message("doc.day.envelopes", "Phong bì bản chính", "Title of a table.")
_ENV_BEFORE = Message("doc.day.env_before", "Đầu ngày đang giữ", "Column: held when the day began.")
_ENV_CLOSED = Message("doc.day.env_closed", "Niêm phong trong ngày", "Column: closed today.")
_ENV_BACK = Message("doc.day.env_back", "Trả lại bà con", "Column: given back today.")
_ENV_GONE = Message("doc.day.env_gone", "Đã bàn giao đi", "Column: handed on today.")
_ENV_HELD = Message("doc.day.env_held", "Cuối ngày còn giữ", "Column: held when the day ended.")
_MONEY = Message("doc.day.money", "Tiền thu theo biên lai", "Title of a table.")
_RECEIPT = Message("doc.day.receipt", "Số biên lai", "Column: the authority's receipt number.")
_AMOUNT = Message("doc.day.amount", "Số tiền (đồng)", "Column.")
_PAID = Message("doc.day.paid", "Cách trả", "Column: cash, transfer or card.")
_BY = Message("doc.day.by", "Cán bộ", "Column: officer's code.")
_CORRECTION = Message("doc.day.correction", "khoản sửa", "Beside a receipt: an entry that takes a fee back.")
_CASH = Message("doc.day.cash", "Tiền mặt theo sổ", "Label: cash expected, in đồng.")
_COUNTED = Message("doc.day.counted", "Tiền mặt đếm được", "Label: cash counted, in đồng.")
_DIFFERENCE = Message("doc.day.difference", "Chênh lệch", "Label: counted less expected, in đồng.")
_NOTE = Message("doc.day.note", "Ghi chú", "Label.")
_OFFICERS = Message("doc.day.officers", "Theo cán bộ", "Title of a table.")
_LEFT = Message("doc.day.left", "Còn dở: bản nháp", "Label: drafts left open.")
_ADDS_UP = Message("doc.day.adds_up", "Sổ khớp: nhận = đủ + ghi nhận + chờ + trả lại.", "The figures agree.")
_DOES_NOT = Message(
    "doc.day.does_not_add_up",
    "Sổ KHÔNG khớp. Giữ nguyên máy và báo người hỗ trợ trước khi về.",
    "The figures do not agree.",
)
_CLOSER = Message("doc.day.closer", "Người chốt sổ", "Over a signature.")
_CHECKER = Message("doc.day.checker", "Người kiểm", "Over a signature.")
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


def day_pdf(desk: Desk, on: date | None = None) -> bytes:
    """The day's sheet, A4: no citizen's name is on it."""
    from kiosk.documents.press import tables_pdf

    book = day(desk, on)
    data = tables_pdf(_sheet(desk, book))
    desk.store.audit.append(Event.REPORTED, book.day.isoformat(), desk.officer.code, "day")
    return data


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


def day_lines(book: DayBook) -> list[str]:
    """For a person."""
    filed = book.filed
    lines = [
        f"{_DAY.vi} {day_text(book.day)}, {_COUNTER.vi} {book.counter}",
        f"{_TAKEN.vi} {book.taken} = {_DELIVERED.vi} {filed.delivered} + {_RECORDED.vi} {filed.recorded}"
        f" + {_WAIT.vi} {filed.waiting} + {_REFUSED.vi} {filed.refused}",
        f"{_ENVELOPES.vi}: {_ENV_HELD.vi} {book.envelopes.held}",
        f"{_CASH.vi}: {book.cash:,}".replace(",", "."),
        (_ADDS_UP if book.adds_up else _DOES_NOT).vi,
    ]
    if book.closed is not None and book.closed.difference is not None:
        lines.append(f"{_DIFFERENCE.vi}: {book.closed.difference}")
    return lines


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


def _money(dong: int) -> str:
    return f"{dong:,}".replace(",", ".")


def _receipt(fee: FeeTaken) -> str:
    return f"{fee.receipt} – {_CORRECTION.vi}: {fee.reason}" if fee.corrects else fee.receipt


def _closed_at(closed: Closing) -> str:
    return _REVISION.in_vietnamese(
        when=f"{closed.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}", number=closed.revision
    )


def _sheet(desk: Desk, book: DayBook) -> TablesData:
    closed = book.closed
    lead: list[tuple[Message, str]] = [
        (_DAY, day_text(book.day)),
        (_COUNTER, book.counter),
        (_CLOSED, _NOT_CLOSED.vi if closed is None else _closed_at(closed)),
        (_LEFT, str(book.drafts)),
    ]
    rows = tuple(
        (
            PARCEL_WORDS[one.kind].vi,
            str(one.taken),
            str(one.delivered),
            str(one.recorded),
            str(one.waiting),
            str(one.refused),
        )
        for one in (book.filed, *book.others)
    )
    counts = book.envelopes
    tables = [
        SheetTable(
            _SENT,
            (
                (_KIND, 25), (_TAKEN, 15), (_DELIVERED, 15), (_RECORDED, 15), (_WAIT, 15), (_REFUSED, 15),
            ),
            rows,
            (1, 2, 3, 4, 5),
        ),
        SheetTable(
            _ENVELOPES,
            (
                (_ENV_BEFORE, 20), (_ENV_CLOSED, 20), (_ENV_BACK, 20), (_ENV_GONE, 20), (_ENV_HELD, 20),
            ),
            ((str(counts.before), str(counts.closed), str(counts.returned), str(counts.given), str(counts.held)),),
            (0, 1, 2, 3, 4),
        ),
        SheetTable(
            _MONEY,
            ((_RECEIPT, 40), (_AMOUNT, 20), (_PAID, 20), (_BY, 20)),
            tuple((_receipt(fee), _money(fee.amount), PAID_WORDS[fee.paid].vi, fee.by) for fee in book.fees),
            (1,),
        ),
        SheetTable(
            _OFFICERS,
            ((_BY, 50), (_TAKEN, 25), (_CASH, 25)),
            tuple((one.code, str(one.taken), _money(one.cash)) for one in book.officers),
            (1, 2),
        ),
    ]  # fmt: skip
    lead.append((_CASH, _money(book.cash)))
    if closed is not None and closed.counted is not None:
        lead += [(_COUNTED, _money(closed.counted)), (_DIFFERENCE, _money(closed.difference or 0))]
    if closed is not None and closed.note:
        lead.append((_NOTE, closed.note))
    return TablesData(
        office_head(desk),
        _TITLE,
        tuple(lead),
        tuple(tables),
        _ADDS_UP if book.adds_up else _DOES_NOT,
        (SheetSigner(_CLOSER, desk.officer.name), SheetSigner(_CHECKER)),
        book.day.isoformat(),
    )
