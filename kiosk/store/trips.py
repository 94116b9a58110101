"""Trips, what is on their lists, and the sealed copies this machine remembers having made."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from forms.clock import Clock
from forms.errors import KnownError
from forms.rules.names import nfc
from forms.text import Message
from kiosk.domain.audit import Event
from kiosk.domain.trips import ItemKind, SealedCopy, Trip, TripItem, TripState
from kiosk.store import audit
from kiosk.store.counter_models import SealedCopyRow, TripItemRow, TripRow
from kiosk.store.engine import Doors
from kiosk.store.errors import NotFound
from kiosk.store.models import AnyRow, table

_TRIPS, _ITEMS, _COPIES = table(TripRow), table(TripItemRow), table(SealedCopyRow)
_T, _I, _C = _TRIPS.c, _ITEMS.c, _COPIES.c

_ONE_AT_A_TIME = Message(
    "error.trip.one_at_a_time",
    "Máy này đang đi chuyến “{name}”. Xin kết thúc chuyến đó trước.",
    "A second trip cannot be under way on one machine",
)


class TripUnderWay(KnownError):
    """Another trip is under way on this machine."""


class Trips:
    """Every method is one transaction. ``by`` is the officer's code."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def add(
        self,
        trip: str,
        name: str,
        places: Iterable[str],
        team: Iterable[str],
        starts: date,
        ends: date,
        *,
        by: str,
    ) -> Trip:
        """Plan a trip. The same id again changes nothing."""
        now = self._clock.now()
        with self._doors.write() as connection:
            if connection.execute(select(_T.row).where(_T.id == trip)).first() is None:
                connection.execute(
                    insert(_TRIPS).values(
                        id=trip,
                        name=nfc(name),
                        places=[nfc(place) for place in places],
                        team=list(team),
                        starts=starts.isoformat(),
                        ends=ends.isoformat(),
                        state=TripState.PLANNED,
                        made_at=now,
                        made_by=by,
                    )
                )
                audit.append(connection, now, Event.TRIP, trip, by, TripState.PLANNED.value)
            return _trip(connection, trip)

    def change(
        self,
        trip: str,
        *,
        by: str,
        name: str | None = None,
        places: Iterable[str] | None = None,
        team: Iterable[str] | None = None,
        starts: date | None = None,
        ends: date | None = None,
    ) -> Trip:
        """Change what a trip plans; what is left out stays."""
        values: dict[str, Any] = {}
        if name is not None:
            values["name"] = nfc(name)
        if places is not None:
            values["places"] = [nfc(place) for place in places]
        if team is not None:
            values["team"] = list(team)
        if starts is not None:
            values["starts"] = starts.isoformat()
        if ends is not None:
            values["ends"] = ends.isoformat()
        with self._doors.write() as connection:
            row = _row_of(connection, trip)
            if values:
                connection.execute(update(_TRIPS).where(_T.row == row).values(**values))
                audit.append(connection, self._clock.now(), Event.TRIP, trip, by, "changed")
            return _trip(connection, trip)

    def move(self, trip: str, to: TripState, *, by: str) -> Trip:
        """Set out, come back or cancel; saying it twice changes nothing.

        Raises ``TripRefused``, and ``TripUnderWay`` while another trip is out.
        """
        now = self._clock.now()
        with self._doors.write() as connection:
            found = _trip(connection, trip)
            if found.state is to:
                return found
            values: dict[str, Any] = {"state": found.moved(to)}
            if to is TripState.UNDER_WAY:
                other = connection.execute(select(_T.name).where(_T.state == TripState.UNDER_WAY)).scalar()
                if other is not None:
                    raise TripUnderWay(_ONE_AT_A_TIME, name=other)
                values["left_at"] = now
            elif to is TripState.BACK:
                values["back_at"] = now
            connection.execute(update(_TRIPS).where(_T.id == trip).values(**values))
            audit.append(connection, now, Event.TRIP, trip, by, to.value)
            return _trip(connection, trip)

    def get(self, trip: str) -> Trip:
        """One trip with its list. Raises ``NotFound``."""
        with self._doors.read() as connection:
            return _trip(connection, trip)

    def list(self, *states: TripState) -> tuple[Trip, ...]:
        """Trips in these states (all without any), newest first."""
        query = select(_T.id).order_by(_T.row.desc())
        if states:
            query = query.where(_T.state.in_(states))
        with self._doors.read() as connection:
            return tuple(_trip(connection, trip) for trip in connection.execute(query).scalars())

    def add_item(
        self,
        trip: str,
        kind: ItemKind,
        *,
        by: str,
        reference: str = "",
        part: str = "",
        text: str = "",
        phone: str = "",
        place: str = "",
    ) -> TripItem:
        """Put something on a trip's list. What refers to the same thing is on it once."""
        with self._doors.write() as connection:
            row = _row_of(connection, trip)
            known = None
            if reference:
                known = connection.execute(
                    select(_I.row).where(
                        _I.trip == row, _I.kind == kind, _I.reference == reference, _I.part == part
                    )
                ).scalar()
            if known is None:
                known = connection.execute(
                    insert(_ITEMS)
                    .values(
                        trip=row, kind=kind, reference=reference, part=part, text=nfc(text), phone=phone,
                        place=nfc(place), done_by="",
                    )
                    .returning(_I.row)
                ).scalar_one()  # fmt: skip
                audit.append(connection, self._clock.now(), Event.TRIP, trip, by, f"{kind.value}/{known}")
            return _item(connection.execute(select(_ITEMS).where(_I.row == known)).one(), trip)

    def finish_item(self, item: int, *, by: str) -> None:
        """It was done. Saying it twice keeps the first time."""
        now = self._clock.now()
        with self._doors.write() as connection:
            connection.execute(
                update(_ITEMS).where(_I.row == item, _I.done_at.is_(None)).values(done_at=now, done_by=by)
            )

    def drop_item(self, item: int) -> None:
        """Take something off the list that was not done."""
        with self._doors.write() as connection:
            connection.execute(delete(_ITEMS).where(_I.row == item, _I.done_at.is_(None)))

    # Copies

    def add_copy(self, copy: SealedCopy) -> None:
        """Remember a copy that was read back whole."""
        with self._doors.write() as connection:
            connection.execute(
                insert(_COPIES).values(
                    id=copy.id, at=copy.at, by=copy.by, trip=copy.trip, label=nfc(copy.label),
                    parcels=copy.parcels, drafts=copy.drafts, sha256=copy.sha256, same_disk=copy.same_disk,
                    confirmed_at=None, confirmed_by="",
                )
            )  # fmt: skip
            audit.append(connection, copy.at, Event.SEALED_COPY, copy.id, copy.by, "made")

    def confirm_copy(self, copy: str, *, by: str) -> SealedCopy:
        """An officer says the stick lies apart from the machine. Saying it twice keeps the first time."""
        now = self._clock.now()
        with self._doors.write() as connection:
            changed = connection.execute(
                update(_COPIES)
                .where(_C.id == copy, _C.confirmed_at.is_(None))
                .values(confirmed_at=now, confirmed_by=by)
            ).rowcount
            if changed:
                audit.append(connection, now, Event.SEALED_COPY, copy, by, "apart")
            row = connection.execute(select(_COPIES).where(_C.id == copy)).first()
        if row is None:
            raise NotFound
        return _copy(row)

    def last_copy(self, *, trip: str | None = None) -> SealedCopy | None:
        """The newest copy, of one trip where one is named."""
        query = select(_COPIES).order_by(_C.row.desc()).limit(1)
        if trip is not None:
            query = query.where(_C.trip == trip)
        with self._doors.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _copy(row)


def _row_of(connection: Connection, trip: str) -> int:
    found = connection.execute(select(_T.row).where(_T.id == trip)).scalar()
    if found is None:
        raise NotFound
    return int(found)


def _trip(connection: Connection, trip: str) -> Trip:
    row = connection.execute(select(_TRIPS).where(_T.id == trip)).first()
    if row is None:
        raise NotFound
    items = connection.execute(select(_ITEMS).where(_I.trip == row.row).order_by(_I.row))
    return Trip(
        row.id,
        row.name,
        tuple(row.places),
        tuple(row.team),
        date.fromisoformat(row.starts),
        date.fromisoformat(row.ends),
        row.state,
        row.made_at,
        row.made_by,
        row.left_at,
        row.back_at,
        tuple(_item(item, trip) for item in items),
    )


def _item(row: AnyRow, trip: str) -> TripItem:
    return TripItem(
        row.row,
        trip,
        row.kind,
        row.reference,
        row.text,
        row.phone,
        row.place,
        row.part,
        row.done_at,
        row.done_by,
    )


def _copy(row: AnyRow) -> SealedCopy:
    return SealedCopy(
        row.id, row.at, row.by, row.trip, row.label, row.parcels, row.drafts, row.sha256, row.same_disk,
        row.confirmed_at, row.confirmed_by,
    )  # fmt: skip
