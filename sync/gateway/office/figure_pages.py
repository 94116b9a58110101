"""Figures on a page, as CSV and as XLSX."""

from collections.abc import Callable, Sequence
from datetime import date

from starlette.responses import Response

from forms.rules.dates import VIETNAM
from sync.gateway.office import wording
from sync.gateway.office.audit import Event
from sync.gateway.office.charts import Bar, bars
from sync.gateway.office.figures import COLUMNS, By, Figures, figures
from sync.gateway.office.ports import Office
from sync.gateway.office.roles import Act
from sync.gateway.office.sheets import Cell, as_csv, as_xlsx
from sync.gateway.office.web import Asked, Denied, Page, integer, note

_BY = {
    By.COMMUNE: "Xã, phường nộp",
    By.PROCEDURE: "Thủ tục",
    By.CHANNEL: "Kênh nộp",
    By.TRIP: "Chuyến lưu động",
    By.MONTH: "Tháng",
}
_USUAL_DAYS = 30
_LATE = COLUMNS.index("Quá hạn")


def show(office: Office, asked: Asked) -> Response:
    """The table and its picture."""
    told, label = _figures(office, asked, Event.FIGURES_SEEN)
    rows = [(label(row.key), row.cells, _link(told.by, row.key)) for row in told.rows]
    title = f"{_BY[told.by]}: số hồ sơ nhận từ {_day(told.first)} đến {_day(told.last)}"
    query = f"theo={told.by}&tu={told.first}&den={told.last}"
    return office.render.page(
        "figures.html",
        asked.here,
        asked.request,
        title="Thống kê",
        told=told,
        rows=rows,
        columns=COLUMNS,
        heading=title,
        bys=_BY.items(),
        query=query,
        chart=bars(title, [Bar(name, cells[0], cells[_LATE]) for name, cells, _ in rows]),
    )


def sheet(office: Office, asked: Asked) -> Response:
    """The same as a file."""
    kind = asked.request.path_params["kind"]
    if kind not in ("csv", "xlsx"):
        raise Denied(404, "Không có dạng tệp này.")
    told, label = _figures(office, asked, Event.FIGURES_TAKEN)
    columns = (_BY[told.by], *COLUMNS)
    rows: list[Sequence[Cell]] = [(label(row.key), *row.cells) for row in told.rows]
    total: Sequence[Cell] = ("Cộng", *told.total)
    if kind == "csv":
        data, media = as_csv(columns, [*rows, total]), "text/csv; charset=utf-8"
    else:
        lead = (("Từ ngày", _day(told.first)), ("Đến ngày", _day(told.last)))
        data = as_xlsx("Thống kê hồ sơ", lead, columns, rows, total)
        media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = f"thong-ke-{told.first}-{told.last}.{kind}"
    return Response(data, headers={"Content-Disposition": f'attachment; filename="{name}"'}, media_type=media)


def _figures(office: Office, asked: Asked, event: Event) -> tuple[Figures, Callable[[str], str]]:
    query, now = asked.request.query_params, office.clock.now()
    today = now.astimezone(VIETNAM).date()
    last = _date(query.get("den", "")) or today
    first = _date(query.get("tu", "")) or date.fromordinal(max(1, last.toordinal() - _USUAL_DAYS))
    by = By(query["theo"]) if query.get("theo") in list(By) else By.COMMUNE
    if last < first:
        raise Denied(400, "Ngày cuối phải sau ngày đầu. Xin chọn lại.")
    with office.database.read() as session:
        told = figures(session, asked.here.staff, by, first, last, now)
    note(office, asked, event, f"{by} {first} {last}")
    return told, _labels(office, by)


def _labels(office: Office, by: By) -> Callable[[str], str]:
    if by is By.COMMUNE:
        return wording.commune
    if by is By.PROCEDURE:
        return office.words.procedure
    if by is By.CHANNEL:
        return lambda key: wording.CHANNELS.get(integer(key) or 0, key)
    return (lambda key: "/".join(reversed(key.split("-")))) if by is By.MONTH else str


def _link(by: By, key: str) -> dict[str, str]:
    """The filter of the queue that shows the open work of a row, whenever it came in; none for months."""
    names = {By.COMMUNE: "xa", By.PROCEDURE: "thu_tuc", By.CHANNEL: "kenh", By.TRIP: "chuyen"}
    return {names[by]: key} if by in names else {}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


PAGES = (
    Page("/thong-ke", "GET", "figures", Act.COUNT, show),
    Page("/thong-ke/tep/{kind}", "GET", "figures-file", Act.COUNT, sheet),
)
