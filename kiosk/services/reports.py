"""Figures by day, month, procedure, channel, officer or trip, on paper or as a spreadsheet. Nobody's name comes into them.

Officers stand under their codes. A dossier counts on the day it was sealed; whether it was in time is told against the
authority's own day, and only where there was one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from forms.errors import KnownError
from forms.states import Carriage, CaseStatus, Channel
from forms.text import Message
from kiosk.documents.ledger_facts import SheetTable, TablesData
from kiosk.domain.audit import Event
from kiosk.domain.roles import Act, demand
from kiosk.domain.trips import Trip, TripState
from kiosk.services.desk import VIETNAM, Desk
from kiosk.services.heading import day_text, office_head, span
from kiosk.store.figures import CaseLine


class Grouping(StrEnum):
    """By what a report is grouped."""

    DAY = "day"
    MONTH = "month"
    PROCEDURE = "procedure"
    CHANNEL = "channel"
    OFFICER = "officer"
    TRIP = "trip"


GROUP_WORDS: dict[Grouping, Message] = {
    Grouping.DAY: Message("ui.report.by.day", "Ngày", "By what a report is grouped"),
    Grouping.MONTH: Message("ui.report.by.month", "Tháng", "By what a report is grouped"),
    Grouping.PROCEDURE: Message("ui.report.by.procedure", "Thủ tục", "By what a report is grouped"),
    Grouping.CHANNEL: Message("ui.report.by.channel", "Kênh nộp", "By what a report is grouped"),
    Grouping.OFFICER: Message("ui.report.by.officer", "Mã cán bộ", "By what a report is grouped"),
    Grouping.TRIP: Message("ui.report.by.trip", "Chuyến lưu động", "By what a report is grouped"),
}
CHANNEL_WORDS: dict[Channel, Message] = {
    Channel.IN_PERSON: Message("ui.channel.1", "Trực tiếp", "Channel, national wording"),
    Channel.ONLINE: Message("ui.channel.2", "Trực tuyến", "Channel, national wording"),
    Channel.POSTAL: Message("ui.channel.3", "Bưu chính công ích", "Channel, national wording"),
}
_ASSISTED = Message("ui.report.assisted", "có cán bộ giúp", "Beside a channel: somebody helped")
_NO_TRIP = Message("ui.report.no_trip", "Tại quầy", "Dossiers that were taken on no trip")
_TITLE = Message("doc.report.title", "Báo cáo hồ sơ", "Title of a report.")
_SPAN = Message("doc.report.span", "Từ ngày đến ngày", "Label: the period of a report.")
_UNIT = Message("doc.report.unit", "Đơn vị, quầy", "Label: the office's code and the counter's.")
_TABLE = Message("doc.report.table", "Số liệu", "Over the table.")
_TOTAL = Message("doc.report.total", "Cộng", "The last row.")
_NO_NAMES = Message(
    "doc.report.no_names", "Báo cáo không có tên hay số định danh của ai.", "Under the table."
)
_BACKWARDS = Message(
    "error.report.backwards",
    "Ngày cuối phải sau ngày đầu. Xin chọn lại.",
    "A period that ends before it begins",
)

COLUMNS: tuple[Message, ...] = (
    Message("doc.report.taken", "Đã nhận", "Column of a report"),
    Message("doc.report.delivered", "Tỉnh nhận đủ", "Column of a report"),
    Message("doc.report.on_the_way", "Đang gửi", "Column of a report"),
    Message("doc.report.refused", "Bị trả lại", "Column of a report"),
    Message("doc.report.open", "Đang giải quyết", "Column of a report"),
    Message("doc.report.decided", "Đã xong", "Column of a report"),
    Message("doc.report.returned", "Đã trả kết quả", "Column of a report"),
    Message("doc.report.withdrawn", "Rút", "Column of a report"),
    Message("doc.report.stopped", "Dừng, không nhận", "Column of a report"),
    Message("doc.report.in_time", "Đúng hẹn", "Column of a report"),
    Message("doc.report.late", "Quá hẹn", "Column of a report"),
    Message("doc.report.fees", "Phí (đồng)", "Column of a report"),
    Message("doc.report.rated", "Có đánh giá", "Column of a report"),
    Message("doc.report.pleased", "Hài lòng", "Column of a report: faces 4 and 5"),
)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One group. ``cells`` stand under ``COLUMNS``."""

    key: str
    label: str
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Both days are included; ``total`` is counted anew, not added up."""

    first: date
    last: date
    by: Grouping
    columns: tuple[Message, ...]
    rows: tuple[ReportRow, ...]
    total: tuple[int, ...]


def report(desk: Desk, first: date, last: date, by: Grouping) -> Report:
    """What was taken from ``first`` to ``last`` and what became of it, by group."""
    demand(desk.officer.role, Act.SEE_REPORTS)
    if last < first:
        raise KnownError(_BACKWARDS)
    since, until = span(first, last)
    cases = desk.store.figures.cases(since, until)
    key, label = _grouping(desk, by)
    now = desk.now()
    groups: dict[str, list[CaseLine]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    rows = tuple(
        ReportRow(name, label(name), _cells(groups[name], now)) for name in sorted(groups, key=label)
    )
    return Report(first, last, by, COLUMNS, rows, _cells(cases, now))


def report_pdf(desk: Desk, found: Report) -> bytes:
    """The report on A4 across."""
    from kiosk.documents.press import tables_pdf

    demand(desk.officer.role, Act.SEE_REPORTS)
    shares = (18, *([8] * len(found.columns)))
    table = SheetTable(
        _TABLE,
        tuple(zip((GROUP_WORDS[found.by], *found.columns), shares, strict=True)),
        (
            *((row.label, *map(_number, row.cells)) for row in found.rows),
            (_TOTAL.vi, *map(_number, found.total)),
        ),
        tuple(range(1, len(found.columns) + 1)),
    )
    data = tables_pdf(
        TablesData(
            office_head(desk),
            _TITLE,
            ((_SPAN, _days(found)), (_UNIT, _unit(desk))),
            (table,),
            _NO_NAMES,
            footer=f"{found.first.isoformat()} – {found.last.isoformat()}",
            wide=True,
        )
    )
    desk.store.audit.append(Event.REPORTED, f"{found.by}", desk.officer.code, "pdf")
    return data


def report_xlsx(desk: Desk, found: Report) -> bytes:
    """The same as a spreadsheet."""
    from kiosk.documents.workbook import workbook

    demand(desk.officer.role, Act.SEE_REPORTS)
    data = workbook(
        _TITLE.vi,
        [(_SPAN.vi, _days(found)), (_UNIT.vi, _unit(desk)), (_NO_NAMES.vi, "")],
        [GROUP_WORDS[found.by].vi, *(column.vi for column in found.columns)],
        [(row.label, *row.cells) for row in found.rows],
        (_TOTAL.vi, *found.total),
    )
    desk.store.audit.append(Event.REPORTED, f"{found.by}", desk.officer.code, "xlsx")
    return data


def report_as_json(found: Report) -> dict[str, object]:
    """For ``--json``: columns by the last word of their message's id."""
    names = [column.id.rpartition(".")[2] for column in found.columns]
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "by": str(found.by),
        "rows": [
            {"key": row.key, "label": row.label, **dict(zip(names, row.cells, strict=True))}
            for row in found.rows
        ],
        "total": dict(zip(names, found.total, strict=True)),
    }


def report_lines(found: Report) -> list[str]:
    """For a person."""
    lines = [f"{_TITLE.vi} {_days(found)}"]
    for label, cells in (*((row.label, row.cells) for row in found.rows), (_TOTAL.vi, found.total)):
        told = "; ".join(
            f"{column.vi} {_number(cell)}" for column, cell in zip(found.columns, cells, strict=True) if cell
        )
        lines.append(f"{label}: {told}")
    return lines


def trip_of(at: datetime, trips: Iterable[Trip]) -> Trip | None:
    """The trip that was out on this machine at that time."""
    for trip in trips:
        if trip.left_at is not None and trip.left_at <= at and (trip.back_at is None or at <= trip.back_at):
            return trip
    return None


def _grouping(desk: Desk, by: Grouping) -> tuple[Callable[[CaseLine], str], Callable[[str], str]]:
    """How a case finds its group, and what the group is called."""
    if by is Grouping.DAY:
        return lambda case: case.sealed_at.astimezone(VIETNAM).date().isoformat(), lambda key: key
    if by is Grouping.MONTH:
        return lambda case: f"{case.sealed_at.astimezone(VIETNAM):%Y-%m}", lambda key: key
    if by is Grouping.PROCEDURE:
        return lambda case: case.procedure, lambda key: _procedure(desk, key)
    if by is Grouping.CHANNEL:
        return lambda case: f"{int(case.channel)}{'+' if case.assisted else ''}", _channel
    if by is Grouping.OFFICER:
        return lambda case: case.filed_by, lambda key: key
    trips = desk.store.trips.list(TripState.UNDER_WAY, TripState.BACK)
    names = {trip.id: f"{trip.name} ({day_text(trip.starts)})" for trip in trips}

    def key(case: CaseLine) -> str:
        found = trip_of(case.sealed_at, trips)
        return found.id if found is not None else ""

    return key, lambda name: names.get(name, _NO_TRIP.vi)


def _procedure(desk: Desk, code: str) -> str:
    try:
        return f"{code} {desk.catalogue.newest(code, desk.today()).name.vi}"
    except KnownError:
        return code


def _channel(key: str) -> str:
    name = CHANNEL_WORDS[Channel(int(key.rstrip("+")))].vi
    return f"{name}, {_ASSISTED.vi}" if key.endswith("+") else name


_STOPPED = frozenset({CaseStatus.STOPPED, CaseStatus.NOT_RECEIVED})
_DONE = frozenset({CaseStatus.DECIDED, CaseStatus.RETURNED})


def _cells(cases: Sequence[CaseLine], now: datetime) -> tuple[int, ...]:
    def count(holds: Callable[[CaseLine], bool]) -> int:
        return sum(1 for case in cases if holds(case))

    return (
        len(cases),
        count(lambda case: case.carriage is Carriage.DELIVERED),
        count(lambda case: case.carriage not in (Carriage.DELIVERED, Carriage.REFUSED)),
        count(lambda case: case.carriage is Carriage.REFUSED),
        count(lambda case: case.ended_at is None),
        count(lambda case: case.ended_at is not None and any(one in _DONE for one in case.statuses)),
        count(lambda case: case.handed_out > 0 or _all(case, CaseStatus.RETURNED)),
        count(lambda case: _all(case, CaseStatus.WITHDRAWN)),
        count(lambda case: bool(case.statuses) and all(one in _STOPPED for one in case.statuses)),
        count(
            lambda case: (
                case.due_at is not None and case.ended_at is not None and case.ended_at <= case.due_at
            )
        ),
        count(lambda case: case.due_at is not None and (case.ended_at or now) > case.due_at),
        sum(case.fees for case in cases),
        count(lambda case: case.face is not None),
        count(lambda case: case.face is not None and case.face >= 4),
    )


def _all(case: CaseLine, status: CaseStatus) -> bool:
    return bool(case.statuses) and all(one is status for one in case.statuses)


def _days(found: Report) -> str:
    return f"{day_text(found.first)} – {day_text(found.last)}"


def _unit(desk: Desk) -> str:
    return f"{desk.office.unit}, {desk.office.counter}"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
