"""Outreach trips: planned, checked before leaving, worked through, told afterwards.

A trip under way is where everything taken on this machine was taken. Who is expected is a name and a telephone, not a
dossier; the rest of its list are things that are here: envelopes, results, calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.queueing import Section
from kiosk.domain.roles import Act, Role, demand
from kiosk.domain.trips import ItemKind, Trip, TripItem, TripState
from kiosk.i18n.sentence import Spoken
from kiosk.services.calls import call_list, contact_of
from kiosk.services.desk import Desk, new_id
from kiosk.services.envelopes import held_here
from kiosk.services.handing_out import results
from kiosk.services.secrets import is_enrolled

KIND_WORDS: dict[ItemKind, Message] = {
    ItemKind.PERSON: Message("ui.trip.person", "Người hẹn gặp", "Kind of a line on a trip's list"),
    ItemKind.ENVELOPE: Message("ui.trip.envelope", "Phong bì mang theo", "Kind of a line on a trip's list"),
    ItemKind.RESULT: Message("ui.trip.result", "Kết quả cần trả", "Kind of a line on a trip's list"),
    ItemKind.CALL: Message("ui.trip.call", "Cuộc gọi cần gọi", "Kind of a line on a trip's list"),
}
STATE_WORDS: dict[TripState, Message] = {
    TripState.PLANNED: Message("ui.trip.planned", "Đang chuẩn bị", "State of a trip"),
    TripState.UNDER_WAY: Message("ui.trip.under_way", "Đang đi", "State of a trip"),
    TripState.BACK: Message("ui.trip.back", "Đã về", "State of a trip"),
    TripState.CANCELLED: Message("ui.trip.cancelled", "Đã hủy", "State of a trip"),
}
_NO_PLACE = Message(
    "error.trip.no_place", "Xin ghi tên chuyến và ít nhất một nơi đến.", "A trip needs a name and a place"
)
_BACKWARDS = Message("error.trip.backwards", "Ngày về phải sau ngày đi.", "A trip that ends before it begins")
_NO_TEAM = Message(
    "error.trip.no_team", "Xin chọn cán bộ đi cùng, đang được dùng máy này.", "A trip without a known officer"
)
_OPEN_CHECKS = Message(
    "error.trip.open_checks",
    "Còn {count} việc phải xong trước khi đi. Xin xem danh sách kiểm tra.",
    "A trip cannot set out while a check that blocks is open",
)

_CHECK_ENROLLED = Message(
    "ui.trip.check.enrolled", "Máy đã ghi danh với tỉnh.", "Check before leaving: the machine is enrolled"
)
_CHECK_TEAM = Message(
    "ui.trip.check.team", "Cán bộ đi cùng: {count} người mở được máy.", "Check before leaving"
)
_CHECK_FORMS = Message(
    "ui.trip.check.forms", "Thủ tục dùng được đến hết chuyến: {count}.", "Check before leaving"
)
_CHECK_CLOCK = Message("ui.trip.check.clock", "Đồng hồ máy đúng.", "Check before leaving")
_CHECK_SENT = Message(
    "ui.trip.check.sent", "Kiện cũ chưa gửi xong: {count}. Nên gửi hết trước khi đi.", "Check before leaving"
)
_CHECK_REFUSED = Message("ui.trip.check.refused", "Kiện bị trả lại: {count}.", "Check before leaving")
_CHECK_ENVELOPES = Message(
    "ui.trip.check.envelopes", "Phong bì mang theo đang do quầy này giữ.", "Check before leaving"
)
_CHECK_RESULTS = Message(
    "ui.trip.check.results", "Kết quả mang theo đã có: {here} trên {count}.", "Check before leaving"
)
_CHECK_CALLS = Message(
    "ui.trip.check.calls", "Cuộc gọi trước chuyến: đã gọi {done} trên {count}.", "Check before leaving"
)
_CHECK_PEOPLE = Message("ui.trip.check.people", "Người hẹn gặp: {count}.", "Check before leaving")


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing to see to before leaving. Without ``ok`` a line that ``blocks`` keeps the trip at home."""

    id: str
    ok: bool
    blocks: bool
    said: Spoken


def plan(
    desk: Desk,
    name: str,
    places: Sequence[str],
    team: Sequence[str],
    starts: date,
    ends: date,
    *,
    trip_id: str | None = None,
) -> Trip:
    """A new trip. ``trip_id`` (32 hex characters) makes a second tap the same trip."""
    demand(desk.officer.role, Act.PLAN_TRIP)
    where = _sound(desk, name, places, team, starts, ends)
    return desk.store.trips.add(
        trip_id or new_id(), name.strip(), where, team, starts, ends, by=desk.officer.code
    )


def change(
    desk: Desk,
    trip_id: str,
    *,
    name: str,
    places: Sequence[str],
    team: Sequence[str],
    starts: date,
    ends: date,
) -> Trip:
    """Other days, places or people for a trip."""
    demand(desk.officer.role, Act.PLAN_TRIP)
    where = _sound(desk, name, places, team, starts, ends)
    return desk.store.trips.change(
        trip_id, by=desk.officer.code, name=name.strip(), places=where, team=team, starts=starts, ends=ends
    )


def trips(desk: Desk, *states: TripState) -> tuple[Trip, ...]:
    """Trips, newest first; of these states where any is named."""
    return desk.store.trips.list(*states)


def current(desk: Desk) -> Trip | None:
    """The trip this machine is on."""
    return next(iter(desk.store.trips.list(TripState.UNDER_WAY)), None)


def expect(desk: Desk, trip_id: str, name: str, *, place: str = "", phone: str = "") -> TripItem:
    """Somebody who will come."""
    demand(desk.officer.role, Act.PLAN_TRIP)
    return desk.store.trips.add_item(
        trip_id, ItemKind.PERSON, by=desk.officer.code, text=name.strip(), phone=phone.strip(), place=place
    )


def suggestions(desk: Desk, trip_id: str) -> tuple[TripItem, ...]:
    """What lies here and could go along: originals to give back, results, calls; without what is on the list."""
    demand(desk.officer.role, Act.PLAN_TRIP)
    trip = desk.store.trips.get(trip_id)
    known = {(one.kind, one.reference, one.part) for one in trip.items}
    found = [
        TripItem(0, trip_id, ItemKind.ENVELOPE, one.number, _whose(desk, one.dossier))
        for one in held_here(desk)
    ]
    for row in desk.store.work_queue.lines(Section.RESULT, desk.now(), limit=500):
        phone = _phone(desk, row.summary.id)
        found += [
            TripItem(
                0, trip_id, ItemKind.RESULT, row.summary.id, row.summary.citizen_name, phone, part=one.part
            )
            for one in results(desk, row.summary.id)
            if one.ready
        ]
    found += [
        TripItem(0, trip_id, ItemKind.CALL, line.dossier, line.contact, line.phone, part=str(line.about))
        for line in call_list(desk)
    ]
    return tuple(one for one in found if (one.kind, one.reference, one.part) not in known)


def take_along(desk: Desk, trip_id: str, item: TripItem) -> TripItem:
    """Puts a suggestion on the trip's list; the same twice stands there once."""
    demand(desk.officer.role, Act.PLAN_TRIP)
    return desk.store.trips.add_item(
        trip_id,
        item.kind,
        by=desk.officer.code,
        reference=item.reference,
        part=item.part,
        text=item.text,
        phone=item.phone,
        place=item.place,
    )


def done(desk: Desk, item_id: int) -> None:
    """A line of the list is done."""
    demand(desk.officer.role, Act.GO_ON_TRIP)
    desk.store.trips.finish_item(item_id, by=desk.officer.code)


def drop(desk: Desk, item_id: int) -> None:
    """Takes a line off that was not done."""
    demand(desk.officer.role, Act.PLAN_TRIP)
    desk.store.trips.drop_item(item_id)


def readiness(desk: Desk, trip_id: str) -> tuple[CheckLine, ...]:
    """Everything to see to before leaving."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    trip = desk.store.trips.get(trip_id)
    officers = {one.code for one in desk.store.office.officers(active_only=True)}
    team = sum(code in officers for code in trip.team)
    forms = sum(
        one.last_lawful_day is None or one.last_lawful_day >= trip.ends
        for one in desk.catalogue.offered(desk.today())
    )
    counts = desk.store.work_queue.counts(desk.now())
    here = {one.number for one in held_here(desk)}
    envelopes = [one for one in trip.items if one.kind is ItemKind.ENVELOPE and one.done_at is None]
    wanted = [one for one in trip.items if one.kind is ItemKind.RESULT and one.done_at is None]
    ready = sum(any(r.part == one.part and r.ready for r in results(desk, one.reference)) for one in wanted)
    calls = [one for one in trip.items if one.kind is ItemKind.CALL]
    called = sum(one.done_at is not None for one in calls)
    people = sum(one.kind is ItemKind.PERSON for one in trip.items)
    return (
        CheckLine("enrolled", is_enrolled(desk), True, Spoken(_CHECK_ENROLLED)),
        CheckLine("team", team > 0, True, Spoken(_CHECK_TEAM, {"count": team})),
        CheckLine("forms", forms > 0, True, Spoken(_CHECK_FORMS, {"count": forms})),
        CheckLine("clock", desk.clock.now() >= desk.store.clock_floor.get(), True, Spoken(_CHECK_CLOCK)),
        CheckLine(
            "envelopes", all(one.reference in here for one in envelopes), True, Spoken(_CHECK_ENVELOPES)
        ),
        CheckLine(
            "results",
            ready == len(wanted),
            False,
            Spoken(_CHECK_RESULTS, {"here": ready, "count": len(wanted)}),
        ),
        CheckLine(
            "sent",
            counts[Section.WAITING] == 0,
            False,
            Spoken(_CHECK_SENT, {"count": counts[Section.WAITING]}),
        ),
        CheckLine(
            "refused",
            counts[Section.REFUSED] == 0,
            False,
            Spoken(_CHECK_REFUSED, {"count": counts[Section.REFUSED]}),
        ),
        CheckLine(
            "calls", called == len(calls), False, Spoken(_CHECK_CALLS, {"done": called, "count": len(calls)})
        ),
        CheckLine("people", people > 0, False, Spoken(_CHECK_PEOPLE, {"count": people})),
    )


def leave(desk: Desk, trip_id: str) -> Trip:
    """Sets out. Raises ``KnownError`` while a check that blocks is open or another trip is out."""
    demand(desk.officer.role, Act.GO_ON_TRIP)
    open_ = [line for line in readiness(desk, trip_id) if line.blocks and not line.ok]
    if open_:
        raise KnownError(_OPEN_CHECKS, count=len(open_))
    return desk.store.trips.move(trip_id, TripState.UNDER_WAY, by=desk.officer.code)


def come_back(desk: Desk, trip_id: str) -> Trip:
    """The trip is over."""
    demand(desk.officer.role, Act.GO_ON_TRIP)
    return desk.store.trips.move(trip_id, TripState.BACK, by=desk.officer.code)


def cancel(desk: Desk, trip_id: str) -> Trip:
    """A planned trip will not take place."""
    demand(desk.officer.role, Act.PLAN_TRIP)
    return desk.store.trips.move(trip_id, TripState.CANCELLED, by=desk.officer.code)


def _sound(
    desk: Desk, name: str, places: Sequence[str], team: Sequence[str], starts: date, ends: date
) -> tuple[str, ...]:
    where = tuple(place.strip() for place in places if place.strip())
    if not name.strip() or not where:
        raise KnownError(_NO_PLACE)
    if ends < starts:
        raise KnownError(_BACKWARDS)
    known = {
        one.code
        for one in desk.store.office.officers(active_only=True)
        if one.role not in (Role.ADMINISTRATOR, Role.LEADER)
    }
    if not team or not set(team) <= known:
        raise KnownError(_NO_TEAM)
    return where


def _whose(desk: Desk, dossier_id: str) -> str:
    return desk.store.dossiers.get(dossier_id).citizen_name


def _phone(desk: Desk, dossier_id: str) -> str:
    contact = contact_of(desk.store.people.of(dossier_id))
    return contact.phone if contact is not None else ""
