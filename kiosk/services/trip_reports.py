"""What came of an outreach trip: counted, and printed to be signed. Nobody's name is counted."""

from collections import Counter
from dataclasses import dataclass

from forms.errors import KnownError
from forms.text import Message
from kiosk.documents.ledger_facts import SheetSigner, SheetTable, TablesData
from kiosk.domain.audit import Event
from kiosk.domain.roles import Act, demand
from kiosk.domain.trips import ItemKind, SealedCopy, Trip
from kiosk.services.desk import Desk
from kiosk.services.heading import day_text, office_head
from kiosk.services.trips import KIND_WORDS
from kiosk.store.figures import CaseLine

_TITLE = Message("doc.trip.title", "Báo cáo chuyến lưu động", "Title of a trip's report.")
_NAME = Message("doc.trip.name", "Chuyến", "Label.")
_PLACES = Message("doc.trip.places", "Nơi đến", "Label.")
_DAYS = Message("doc.trip.days", "Thời gian", "Label.")
_TEAM = Message("doc.trip.team", "Tổ công tác", "Label: officers' codes.")
_COPIES = Message("doc.trip.copies", "Bản sao niêm phong gần nhất", "Label: when the second copy was made.")
_HANDED = Message(
    "doc.trip.handed_out", "Kết quả đã trả", "Label: how many results were handed out on the trip."
)
_ENVELOPES = Message(
    "doc.trip.envelopes", "Phong bì giấy tờ gốc đã nhận", "Label: how many envelopes were closed on the trip."
)
_FEES = Message("doc.trip.fees", "Phí, lệ phí đã thu (đồng)", "Label: money taken on the trip.")
_WORK = Message("doc.trip.work", "Việc đã làm", "Title of a table.")
_WHAT = Message("doc.trip.what", "Việc", "Column.")
_PLANNED = Message("doc.trip.planned", "Dự kiến", "Column: how many were planned.")
_DONE = Message("doc.trip.done", "Đã xong", "Column: how many were done.")
_TAKEN = Message("doc.trip.taken", "Hồ sơ nhận theo thủ tục", "Title of a table.")
_PROCEDURE = Message("doc.trip.procedure", "Thủ tục", "Column.")
_COUNT = Message("doc.trip.count", "Số hồ sơ", "Column.")
_HEAD = Message("doc.trip.head", "Trưởng đoàn", "Over a signature.")


@dataclass(frozen=True, slots=True)
class TripReport:
    """What came of a trip. ``items`` are (planned, done) by kind; ``taken`` dossiers by procedure."""

    trip: Trip
    items: tuple[tuple[ItemKind, int, int], ...]
    taken: tuple[tuple[str, int], ...]
    handed_out: int
    envelopes_closed: int
    fees: int
    last_copy: SealedCopy | None


def trip_report(desk: Desk, trip_id: str) -> TripReport:
    """What came of a trip, up to now where it is still out. Nobody's name is counted."""
    demand(desk.officer.role, Act.PLAN_TRIP)
    trip = desk.store.trips.get(trip_id)
    planned = Counter(one.kind for one in trip.items)
    finished = Counter(one.kind for one in trip.items if one.done_at is not None)
    cases: tuple[CaseLine, ...] = ()
    handed = closed = fees = 0
    if trip.left_at is not None:
        since, until = trip.left_at, trip.back_at or desk.now()
        cases = desk.store.figures.cases(since, until)
        handed = len(desk.store.counter_book.hand_outs(since=since, until=until))
        closed = sum(one.closed_at >= since for one in desk.store.figures.envelopes(until))
        fees = sum(one.amount for one in desk.store.counter_book.fees(since=since, until=until))
    taken = Counter(case.procedure for case in cases)
    return TripReport(
        trip,
        tuple((kind, planned[kind], finished[kind]) for kind in ItemKind),
        tuple(sorted(taken.items())),
        handed,
        closed,
        fees,
        desk.store.trips.last_copy(trip=trip_id),
    )


def trip_report_pdf(desk: Desk, trip_id: str) -> bytes:
    """The report on A4, to be signed by whoever led the team."""
    from kiosk.documents.press import tables_pdf

    found = trip_report(desk, trip_id)
    trip, copy = found.trip, found.last_copy
    data = tables_pdf(
        TablesData(
            office_head(desk),
            _TITLE,
            (
                (_NAME, trip.name),
                (_PLACES, ", ".join(trip.places)),
                (_DAYS, f"{day_text(trip.starts)} – {day_text(trip.ends)}"),
                (_TEAM, ", ".join(trip.team)),
                (_HANDED, str(found.handed_out)),
                (_ENVELOPES, str(found.envelopes_closed)),
                (_FEES, f"{found.fees:,}".replace(",", ".")),
                (_COPIES, "" if copy is None else copy.label),
            ),
            (
                SheetTable(
                    _WORK,
                    ((_WHAT, 50), (_PLANNED, 25), (_DONE, 25)),
                    tuple((KIND_WORDS[kind].vi, str(a), str(b)) for kind, a, b in found.items),
                    (1, 2),
                ),
                SheetTable(
                    _TAKEN,
                    ((_PROCEDURE, 75), (_COUNT, 25)),
                    tuple((_called(desk, code), str(count)) for code, count in found.taken),
                    (1,),
                ),
            ),
            signers=(SheetSigner(_HEAD, desk.officer.name),),
            footer=trip.starts.isoformat(),
        )
    )
    desk.store.audit.append(Event.REPORTED, trip_id, desk.officer.code, "trip")
    return data


def _called(desk: Desk, code: str) -> str:
    try:
        return f"{code} {desk.catalogue.newest(code, desk.today()).name.vi}"
    except KnownError:
        return code
