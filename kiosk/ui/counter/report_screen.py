"""Figures of a period by day, month, procedure, channel, officer or trip: seen here, saved as PDF or spreadsheet."""

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forms.text import Message
from kiosk.i18n.values import KnownDate
from kiosk.services.reports import GROUP_WORDS, Grouping, Report
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.entries import Pick, PickGroup, entry_line, labelled
from kiosk.ui.counter.section import Section, small, stacked
from kiosk.ui.counter.sums_table import SumsTable
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.widgets.kit import Kit

TITLE = Message("ui.reports.title", "Báo cáo", "Title over the reports.")
_PERIOD = "A period of a report."
PERIODS: dict[str, Message] = {
    "today": Message("ui.reports.today", "Hôm nay", _PERIOD),
    "week": Message("ui.reports.week", "Tuần này", _PERIOD),
    "month": Message("ui.reports.month", "Tháng này", _PERIOD),
    "last-month": Message("ui.reports.last_month", "Tháng trước", _PERIOD),
    "quarter": Message("ui.reports.quarter", "Quý này", _PERIOD),
    "year": Message("ui.reports.year", "Năm nay", _PERIOD),
}
PERIOD = Message("ui.reports.period", "Thời gian", "Over the choices of a period.")
FROM = Message("ui.reports.from", "Từ ngày (ngày/tháng/năm)", "Over the line for the first day.")
UNTIL = Message("ui.reports.until", "Đến ngày (ngày/tháng/năm)", "Over the line for the last day.")
BY = Message("ui.reports.by", "Xem theo", "Over the choices of the grouping.")
SHOW = Message("ui.reports.show", "Xem", "Button: shows the figures of the days written.")
BAD_DAY = Message("ui.reports.bad_day", "Xin gõ ngày như 01/11/2026.", "A day cannot be read.")
FIGURES = Message("ui.reports.figures", "Từ {first} đến {last}", "Over the figures: first and last day.")
NOTHING = Message("ui.reports.nothing", "Không có hồ sơ nào trong thời gian này.", "An empty report.")
TOTAL = Message("ui.reports.total", "Cộng", "The last row.")
PDF = Message("ui.reports.pdf", "Lưu PDF", "Button: saves the report as PDF.")
XLSX = Message("ui.reports.xlsx", "Lưu bảng tính", "Button: saves the report as a spreadsheet.")
PRINT = Message("ui.reports.print", "In báo cáo", "Button: prints the report.")
REGISTER = Message(
    "ui.reports.register",
    "In sổ theo dõi",
    "Button: prints the register of dossiers (form 07) of these days.",
)
HELP_REPORTS = Message(
    "ui.reports.help",
    "Chọn thời gian và cách xem. Báo cáo không có tên hay số định danh của ai, lưu được vào USB. Sổ theo dõi hồ sơ (mẫu 07)"
    " có họ tên bà con nên chỉ in.",
    "Help on reports.",
)


def period(name: str, today: date) -> tuple[date, date]:
    """First and last day of a period, up to today where it is not over."""
    first = today.replace(day=1)
    match name:
        case "week":
            return today - timedelta(days=today.weekday()), today
        case "month":
            return first, today
        case "last-month":
            last = first - timedelta(days=1)
            return last.replace(day=1), last
        case "quarter":
            return today.replace(month=today.month - (today.month - 1) % 3, day=1), today
        case "year":
            return today.replace(month=1, day=1), today
        case _:
            return today, today


def read_day(text: str) -> date | None:
    """``1/11/2026`` or ``01112026``; ``None`` when it is no day."""
    parts = text.replace("-", "/").replace(".", "/").split("/")
    if len(parts) == 1 and len(text) == 8 and text.isdigit():
        parts = [text[:2], text[2:4], text[4:]]
    if len(parts) != 3 or not all(part.strip().isdigit() for part in parts):
        return None
    day, month, year = (int(part) for part in parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None


class ReportScreen(DeskPage):
    """``asked(first, last, Grouping)`` is answered with ``show_report``; ``pdf_asked``, ``xlsx_asked``, ``print_asked``; and
    ``register_asked`` for the register of the days shown.
    """

    name = "reports"
    asked = Signal(object, object, object)
    pdf_asked = Signal()
    xlsx_asked = Signal()
    print_asked = Signal()
    register_asked = Signal()

    def __init__(self, kit: Kit, today: date) -> None:
        super().__init__(kit, kit.show(TITLE).text, "list")
        self._today = today
        self.report: Report | None = None
        wanted = Section(kit, "wanted", kit.show(PERIOD).text, "calendar")
        picks = [Pick(id, kit.show(word).text) for id, word in PERIODS.items()]
        self.period = PickGroup(kit, "period", picks, columns=6, first="month")
        self.period.chosen.connect(self._period)
        wanted.add(self.period)
        days = QWidget()
        row = QHBoxLayout(days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.mm(1.6))
        self.first = entry_line(kit, "report-first", FROM, pad=Pad.NUMBER, most=10)
        self.last = entry_line(kit, "report-last", UNTIL, pad=Pad.NUMBER, most=10)
        row.addWidget(labelled(kit, FROM, self.first), 1)
        row.addWidget(labelled(kit, UNTIL, self.last), 1)
        show = deed_button(kit, "report-show", SHOW, "search")
        show.tapped.connect(self._ask)
        row.addWidget(stacked(kit, small(kit, " "), show))
        for line in (self.first, self.last):
            line.textEdited.connect(lambda _text: self.period.choose())
            line.done.connect(self._ask)
        wanted.add(days)
        groups = [Pick(one.value, kit.show(GROUP_WORDS[one]).text) for one in Grouping]
        self.by = PickGroup(kit, "by", groups, columns=6, first=Grouping.PROCEDURE.value)
        self.by.chosen.connect(lambda _id: self._ask())
        wanted.add(labelled(kit, BY, self.by))
        self.rows.addWidget(wanted)
        self._figures: Section | None = None
        self._pdf = self.deed("report-pdf", PDF, "save")
        self._xlsx = self.deed("report-xlsx", XLSX, "save")
        self._print = self.deed("report-print", PRINT, "print", keys="Ctrl+P")
        self._register = self.deed("report-register", REGISTER, "print")
        self._pdf.tapped.connect(self.pdf_asked)
        self._xlsx.tapped.connect(self.xlsx_asked)
        self._print.tapped.connect(self.print_asked)
        self._register.tapped.connect(self.register_asked)
        self._settle()
        self._write_days("month")

    def ask_first(self) -> None:
        """The figures of the period chosen, once the page stands."""
        self._ask()

    def show_report(self, found: Report) -> None:
        """The figures."""
        kit, show = self.kit, self.kit.show
        self.report = found
        self.hush()
        if self._figures is not None:
            self.rows.removeWidget(self._figures)
            self._figures.hide()
            self._figures.deleteLater()
        title = show(FIGURES, first=KnownDate.of(found.first), last=KnownDate.of(found.last)).text
        self._figures = Section(kit, "figures", title, "list")
        if found.rows:
            heads = [show(GROUP_WORDS[found.by]).text, *(show(column).text for column in found.columns)]
            rows = [[row.label, *(_figure(cell) for cell in row.cells)] for row in found.rows]
            total = [show(TOTAL).text, *(_figure(cell) for cell in found.total)]
            self._figures.add(SumsTable(kit, "report", heads, rows, total))
        else:
            self._figures.add(small(kit, show(NOTHING).text))
        self.rows.addWidget(self._figures)
        self._settle()

    def typed(self) -> Mapping[str, object]:
        """Days and grouping as they stand."""
        return {"first": self.first.text(), "last": self.last.text(), "by": self.by.value() or ""}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.first.setText(str(typed.get("first", "")))
        self.last.setText(str(typed.get("last", "")))
        self.period.choose()
        self.by.choose(str(typed.get("by", "")))
        self._ask()

    def help_text(self) -> tuple[Message, ...]:
        """What can be seen."""
        return (HELP_REPORTS,)

    def _settle(self) -> None:
        for button in (self._pdf, self._xlsx, self._print, self._register):
            self.show_deed(button, shown=self.report is not None)

    def _period(self, name: str) -> None:
        self._write_days(name)
        self._ask()

    def _write_days(self, name: str) -> None:
        first, last = period(name, self._today)
        self.first.setText(f"{first:%d/%m/%Y}")
        self.last.setText(f"{last:%d/%m/%Y}")

    def _ask(self) -> None:
        first, last = read_day(self.first.text().strip()), read_day(self.last.text().strip())
        if first is None or last is None:
            self.tell("warn", BAD_DAY)
            (self.first if first is None else self.last).setFocus()
            return
        self.asked.emit(first, last, Grouping(self.by.value() or Grouping.PROCEDURE.value))


def _figure(value: int | None) -> str:
    return "–" if value is None else f"{value:,}".replace(",", ".")
