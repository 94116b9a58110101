"""The end of a day: every sum that must add up with its sign, the cash counted against the receipts, and the sheet."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forms.text import Message
from kiosk.i18n.values import VIETNAM, KnownDate, Money
from kiosk.services.closing import DayBook, KindCount
from kiosk.services.fees import PAID_WORDS
from kiosk.services.ratings import FACES
from kiosk.services.timeline import PARCEL_WORDS
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.entries import entry_line, labelled
from kiosk.ui.counter.section import Section, signed, small, words
from kiosk.ui.counter.sums_table import SumsTable
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.closing.title", "Chốt cuối ngày {day}, quầy {counter}", "Title: the end of a day.")
DOSSIERS = Message("ui.closing.dossiers", "Hồ sơ", "Title over the sum of dossiers.")
SUM = Message(
    "ui.closing.sum",
    "{taken} đã nhận = {delivered} tỉnh nhận đủ + {recorded} đã ghi nhận + {waiting} chờ gửi + {refused} bị trả lại",
    "The sum that must add up.",
)
FITS = Message("ui.closing.fits", "Khớp", "A sum adds up.")
NOT_FIT = Message(
    "ui.closing.not_fit", "KHÔNG khớp – giữ nguyên máy, báo người hỗ trợ", "A sum does not add up."
)
OTHERS = Message("ui.closing.others", "Kiện gửi khác", "Title over what else was sent.")
KIND = Message("ui.closing.kind", "Loại", "Column: what a parcel carries.")
_COLUMN = "Column of the day's figures."
HEADS = (
    Message("ui.closing.taken", "Đã nhận", _COLUMN),
    Message("ui.closing.delivered", "Tỉnh đủ", _COLUMN),
    Message("ui.closing.recorded", "Ghi nhận", _COLUMN),
    Message("ui.closing.waiting", "Chờ gửi", _COLUMN),
    Message("ui.closing.refused", "Trả lại", _COLUMN),
)
ENVELOPES = Message("ui.closing.envelopes", "Phong bì bản chính", "Title over the envelopes.")
ENVELOPE_SUM = Message(
    "ui.closing.envelope_sum",
    "{before} đầu ngày + {closed} mới = {returned} đã trả + {given} bàn giao + {held} còn giữ",
    "The sum of envelopes that must add up.",
)
HELD = Message("ui.closing.held", "Đang giữ: {numbers}", "Numbers of the envelopes that lie here.")
MONEY = Message("ui.closing.money", "Tiền thu", "Title over the money.")
RECEIPT = Message("ui.closing.receipt", "{receipt} · {paid} · {amount}", "One fee that was taken.")
NO_MONEY = Message("ui.closing.no_money", "Hôm nay không thu tiền.", "No fee was taken.")
CASH = Message("ui.closing.cash", "Tiền mặt theo biên lai: {amount}", "Cash by receipt.")
NOT_CASH = Message("ui.closing.not_cash", "Chuyển khoản, thẻ: {amount}", "Money that is not cash.")
COUNTED = Message("ui.closing.counted", "Tiền mặt đếm được (đồng)", "Over the line for counted cash.")
DIFFERENCE = Message(
    "ui.closing.difference",
    "Chênh {amount} so với biên lai. Xin đếm lại hoặc ghi chú.",
    "Cash does not agree.",
)
EQUAL = Message("ui.closing.equal", "Tiền đếm được khớp với biên lai.", "Cash agrees with the receipts.")
NOTE = Message("ui.closing.note", "Ghi chú (không bắt buộc)", "Over the line for a note.")
REST = Message("ui.closing.rest", "Việc khác trong ngày", "Title over drafts, hand-outs, faces, officers.")
DRAFTS = Message("ui.closing.drafts", "Bản nháp còn dở: {n}", "Drafts left open.")
HANDED = Message("ui.closing.handed", "Kết quả đã trả: {n}", "Results handed out.")
RATED = Message("ui.closing.rated", "{face}: {n}", "How often a face was touched.")
OFFICER = Message("ui.closing.officer", "{name}: nhận {n} hồ sơ, tiền mặt {amount}", "What an officer did.")
CLOSED = Message("ui.closing.closed", "Đã chốt lúc {at}, lần {n}.", "The day was closed already.")
CLOSE = Message("ui.closing.close", "Chốt sổ", "Button: keeps the day's figures.")
PRINT = Message("ui.closing.print", "In sổ", "Button: prints the day's sheet.")
SAVE = Message("ui.closing.save", "Lưu PDF", "Button: saves the day's sheet.")
NOT_COUNTED = Message(
    "ui.closing.not_counted", "Xin gõ số tiền mặt đếm được (không có thì gõ 0).", "No cash was counted."
)
NEEDS_NOTE = Message(
    "ui.closing.needs_note",
    "Tiền chưa khớp: xin đếm lại, hoặc ghi chú vì sao.",
    "A difference without a note.",
)
HELP_CLOSING = Message(
    "ui.closing.help",
    "Mỗi tổng có chữ Khớp hoặc KHÔNG khớp. Đếm tiền mặt, gõ vào, chốt rồi in sổ để ký.",
    "Help on the end of a day.",
)


class ClosingScreen(DeskPage):
    """``closed(counted | None, note)``, ``print_asked``, ``save_asked``. ``may_close``: whether this officer closes days."""

    name = "closing"
    closed = Signal(object, str)
    print_asked = Signal()
    save_asked = Signal()

    def __init__(self, kit: Kit, book: DayBook, *, may_close: bool) -> None:
        title = kit.show(TITLE, day=KnownDate.of(book.day), counter=book.counter).text
        super().__init__(kit, title, "calendar")
        self._book = book
        show = kit.show
        if book.closed is not None:
            at = f"{book.closed.at.astimezone(VIETNAM):%H:%M}"
            done = signed(kit, "check", show(CLOSED, at=at, n=book.closed.revision).text, "good")
            done.setObjectName("closed-at")
            self.rows.addWidget(done)
        dossiers = Section(kit, "dossiers", show(DOSSIERS).text, "folder")
        filed = book.filed
        dossiers.add(
            words(
                kit,
                show(
                    SUM,
                    taken=book.taken,
                    delivered=filed.delivered,
                    recorded=filed.recorded,
                    waiting=filed.waiting,
                    refused=filed.refused,
                ).text,
                role=Role.OFFICER_STRONG,
            )
        )
        dossiers.add(self._fits("sum-dossiers", filed.adds_up and filed.taken == book.taken))
        self.rows.addWidget(dossiers)
        self.rows.addWidget(self._envelopes())
        self.rows.addWidget(self._money(may_close=may_close))
        if book.others:
            others = Section(kit, "others", show(OTHERS).text, "sending")
            heads = [show(KIND).text, *(show(head).text for head in HEADS)]
            others.add(SumsTable(kit, "other-parcels", heads, [self._kind(one) for one in book.others]))
            others.add(self._fits("sum-others", all(one.adds_up for one in book.others)))
            self.rows.addWidget(others)
        self.rows.addWidget(self._rest())
        self.deed("day-save", SAVE, "save").tapped.connect(self.save_asked)
        self.deed("day-print", PRINT, "print", keys="Ctrl+P").tapped.connect(self.print_asked)
        if may_close:
            self.deed("day-close", CLOSE, "check", kind=Kind.PRIMARY).tapped.connect(self._close)

    def typed(self) -> Mapping[str, object]:
        """What was counted and noted."""
        return {"counted": self.cash.text(), "note": self.note.text()}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.cash.setText(str(typed.get("counted", "")))
        self.note.setText(str(typed.get("note", "")))

    def help_text(self) -> tuple[Message, ...]:
        """What is to be done."""
        return (HELP_CLOSING,)

    def _fits(self, name: str, fits: bool) -> QWidget:
        word = self.kit.show(FITS if fits else NOT_FIT).text
        line = signed(
            self.kit,
            "yes" if fits else "warning",
            word,
            "good" if fits else "danger_ink",
            Role.OFFICER_STRONG,
        )
        line.setObjectName(name)
        line.setProperty("fits", fits)
        return line

    def _envelopes(self) -> Section:
        kit, count = self.kit, self._book.envelopes
        section = Section(kit, "envelopes", kit.show(ENVELOPES).text, "paper-hand-in")
        said = kit.show(
            ENVELOPE_SUM,
            before=count.before,
            closed=count.closed,
            returned=count.returned,
            given=count.given,
            held=count.held,
        ).text
        section.add(words(kit, said, role=Role.OFFICER_STRONG))
        section.add(self._fits("sum-envelopes", count.adds_up))
        if count.numbers_held:
            section.add(small(kit, kit.show(HELD, numbers=", ".join(count.numbers_held)).text))
        return section

    def _money(self, *, may_close: bool) -> Section:
        kit, book, show = self.kit, self._book, self.kit.show
        section = Section(kit, "money", show(MONEY).text, "money")
        for fee in book.fees:
            paid = show(PAID_WORDS[fee.paid]).text
            section.add(
                small(
                    kit, show(RECEIPT, receipt=fee.receipt, paid=paid, amount=Money(fee.amount)).text, "ink"
                )
            )
        if not book.fees:
            section.add(small(kit, show(NO_MONEY).text))
        section.add(words(kit, show(CASH, amount=Money(book.cash)).text, role=Role.OFFICER_STRONG))
        if book.not_cash:
            section.add(small(kit, show(NOT_CASH, amount=Money(book.not_cash)).text))
        self.cash = entry_line(kit, "cash-counted", COUNTED, pad=Pad.NUMBER, most=12)
        self.note = entry_line(kit, "closing-note", NOTE, most=300)
        self._agrees = small(kit, "")
        self._agrees.setObjectName("cash-agrees")
        self.cash.textChanged.connect(lambda _text: self._compare())
        if book.closed is not None and book.closed.counted is not None:
            self.cash.setText(str(book.closed.counted))
            self.note.setText(book.closed.note)
        if may_close:
            section.add(labelled(kit, COUNTED, self.cash))
            section.add(self._agrees)
            section.add(labelled(kit, NOTE, self.note))
        return section

    def _rest(self) -> Section:
        kit, book, show = self.kit, self._book, self.kit.show
        section = Section(kit, "rest", show(REST).text, "list")
        section.add(small(kit, show(HANDED, n=book.handed_out).text, "ink"))
        section.add(small(kit, show(DRAFTS, n=book.drafts).text, "ink"))
        faces = [
            show(RATED, face=show(FACES[face]).text, n=count).text
            for face, count in sorted(book.faces.items(), reverse=True)
            if count
        ]
        if faces:
            section.add(signed(kit, "face-5", " · ".join(faces)))
        for one in book.officers:
            said = show(OFFICER, name=one.name, n=one.taken, amount=Money(one.cash)).text
            section.add(signed(kit, "officer", said))
        return section

    def _kind(self, one: KindCount) -> list[str]:
        word = self.kit.show(PARCEL_WORDS[one.kind]).text
        figures = (one.taken, one.delivered, one.recorded, one.waiting, one.refused)
        return [word, *(str(figure) for figure in figures)]

    def _figure(self) -> int | None:
        digits = "".join(char for char in self.cash.text() if char.isdigit())
        return int(digits) if digits else None

    def _compare(self) -> None:
        counted = self._figure()
        if counted is None:
            self._agrees.setText("")
        elif counted == self._book.cash:
            self._agrees.setText(self.kit.show(EQUAL).text)
        else:
            self._agrees.setText(self.kit.show(DIFFERENCE, amount=Money(abs(counted - self._book.cash))).text)

    def _close(self) -> None:
        counted, note = self._figure(), self.note.text().strip()
        if counted is None and self._book.cash > 0:  # below zero: more was given back than taken
            self.tell("warn", NOT_COUNTED)
            self.cash.setFocus()
        elif counted is not None and counted != self._book.cash and not note:
            self.tell("warn", NEEDS_NOTE)
            self.note.setFocus()
        else:
            self.hush()
            self.closed.emit(counted, note)
