"""The sheet that closes a day, on paper and in lines for a person. No citizen's name is on it."""

from datetime import date

from forms.text import Message
from kiosk.documents.ledger_facts import SheetSigner, SheetTable, TablesData
from kiosk.domain.audit import Event
from kiosk.domain.counter_book import Closing, FeeTaken
from kiosk.services.closing import DayBook, day
from kiosk.services.desk import VIETNAM, Desk
from kiosk.services.fees import PAID_WORDS
from kiosk.services.heading import day_text, office_head
from kiosk.services.timeline import PARCEL_WORDS

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


def day_pdf(desk: Desk, on: date | None = None) -> bytes:
    """The day's sheet, A4: no citizen's name is on it."""
    from kiosk.documents.press import tables_pdf

    book = day(desk, on)
    data = tables_pdf(_sheet(desk, book))
    desk.store.audit.append(Event.REPORTED, book.day.isoformat(), desk.officer.code, "day")
    return data


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
