"""The office, its officers, its secrets, its running numbers and the clock floor."""

from datetime import UTC, date, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from forms.clock import Clock
from forms.rules.names import nfc
from kiosk.domain.audit import Event
from kiosk.domain.office import Office, Officer
from kiosk.domain.roles import Role
from kiosk.store import audit
from kiosk.store.engine import Doors
from kiosk.store.errors import NotFound
from kiosk.store.models import (
    CounterRow,
    MarkRow,
    OfficeRow,
    OfficerRow,
    OfficerSettingRow,
    SecretRow,
    table,
)

_OFFICE = table(OfficeRow)
_OFFICERS = table(OfficerRow)
_SECRETS = table(SecretRow)
_O = table(OfficerRow).c
_S = table(SecretRow).c
_M = table(MarkRow).c
_W = table(OfficerSettingRow).c
_C = table(CounterRow).c

_SYSTEM = "system"
_FLOOR = "clock-floor"
FIRST_BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""No copy of this program is older, so no earlier time can be true: a machine whose battery is empty starts in 1970 or in
2000, where no procedure is in force. A release may raise it, never beyond the day it is built on.
"""


class Offices:
    """The one office of this machine and the officers who work here."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def get(self) -> Office:
        """The office. Raises ``NotFound`` before it was set up."""
        with self._doors.read() as connection:
            row = connection.execute(select(_OFFICE)).first()
        if row is None:
            raise NotFound
        return Office(row.unit, row.name, row.province, row.counter, row.authority_name, row.place, row.phone)

    def save(self, office: Office, *, by: str = _SYSTEM) -> None:
        """Set up or change the office."""
        values = {
            "unit": office.unit,
            "name": nfc(office.name),
            "province": office.province,
            "counter": office.counter,
            "authority_name": nfc(office.authority_name),
            "place": office.place,
            "phone": office.phone,
        }
        with self._doors.write() as connection:
            connection.execute(
                upsert(_OFFICE)
                .values(row=1, **values)
                .on_conflict_do_update(index_elements=["row"], set_=values)
            )
            audit.append(connection, self._clock.now(), Event.OFFICE_SAVED, office.unit, by)

    def officers(self, *, active_only: bool = False) -> tuple[Officer, ...]:
        """Officers by code."""
        query = select(_OFFICERS).order_by(_O.code)
        if active_only:
            query = query.where(_O.active)
        with self._doors.read() as connection:
            return tuple(
                Officer(row.code, row.name, row.role, row.public_key, row.active)
                for row in connection.execute(query)
            )

    def officer(self, code: str) -> Officer:
        """One officer. Raises ``NotFound``."""
        for officer in self.officers():
            if officer.code == code:
                return officer
        raise NotFound

    def add_officer(self, officer: Officer, *, by: str = _SYSTEM) -> None:
        """Add an officer, or change name, duty or key of one known."""
        values = {
            "name": nfc(officer.name),
            "role": Role(officer.role),
            "public_key": officer.public_key,
            "active": officer.active,
        }
        with self._doors.write() as connection:
            connection.execute(
                upsert(_OFFICERS)
                .values(code=officer.code, **values)
                .on_conflict_do_update(index_elements=["code"], set_=values)
            )
            audit.append(connection, self._clock.now(), Event.OFFICER_ADDED, officer.code, by)

    def set_active(self, code: str, active: bool, *, by: str) -> None:
        """Let an officer work here or not; nobody is ever removed."""
        with self._doors.write() as connection:
            changed = connection.execute(update(_OFFICERS).where(_O.code == code).values(active=active))
            if changed.rowcount == 0:
                raise NotFound
            audit.append(connection, self._clock.now(), Event.OFFICER_CHANGED, code, by)


class Secrets:
    """Seeds and cards by name. Their names are ours; their bytes never leave the process."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def get(self, name: str) -> bytes | None:
        """The secret, or ``None``."""
        with self._doors.read() as connection:
            found = connection.execute(select(_S.value).where(_S.name == name)).scalar()
        return None if found is None else bytes(found)

    def put(self, name: str, value: bytes, *, by: str = _SYSTEM) -> None:
        """Keep a secret; the one before it is overwritten."""
        with self._doors.write() as connection:
            connection.execute(
                upsert(_SECRETS)
                .values(name=name, value=value)
                .on_conflict_do_update(index_elements=["name"], set_={"value": value})
            )
            audit.append(connection, self._clock.now(), Event.SECRET_SAVED, name, by)


class OfficerSettings:
    """How officers like to work on this machine; words of ours alone. Not in the audit chain: it changes no dossier."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def get(self, officer: str, name: str) -> str | None:
        """The setting, where the officer ever chose one."""
        with self._doors.read() as connection:
            found: str | None = connection.execute(
                select(_W.value).where(_W.officer == officer, _W.name == name)
            ).scalar()
        return found

    def put(self, officer: str, name: str, value: str) -> None:
        """From now on this is the officer's."""
        with self._doors.write() as connection:
            connection.execute(
                upsert(table(OfficerSettingRow))
                .values(officer=officer, name=name, value=value)
                .on_conflict_do_update(index_elements=["officer", "name"], set_={"value": value})
            )


class Counters:
    """Running numbers. Each is given once; one given and not used leaves a gap, never a double."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def next_slip_number(self, day: date) -> int:
        """The next running number of this counter's slips on ``day`` (local date), from 1."""
        return self._next("slip", day.isoformat())

    def next_envelope(self, year: int) -> int:
        """The next running number of envelopes in ``year``, from 1."""
        return self._next("envelope", str(year))

    def next_handover(self, year: int) -> int:
        """The next running number of hand-over sheets in ``year``, from 1."""
        return self._next("handover", str(year))

    def _next(self, name: str, day: str) -> int:
        with self._doors.write() as connection:
            return int(
                connection.execute(
                    upsert(table(CounterRow))
                    .values(name=name, day=day, last=1)
                    .on_conflict_do_update(index_elements=["name", "day"], set_={"last": _C.last + 1})
                    .returning(_C.last)
                ).scalar_one()
            )


class ClockFloor:
    """The latest time known for sure; below it no date is printed. It only rises."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def get(self) -> datetime:
        """The floor: the latest signed time heard, or on a machine that has heard none the age of the program."""
        with self._doors.read() as connection:
            heard: datetime | None = connection.execute(select(_M.at).where(_M.name == _FLOOR)).scalar()
        return FIRST_BUILT if heard is None else max(heard, FIRST_BUILT)

    def raise_to(self, at: datetime) -> datetime:
        """Raise the floor to ``at`` if that is later; returns the floor."""
        with self._doors.write() as connection:
            known: datetime | None = connection.execute(select(_M.at).where(_M.name == _FLOOR)).scalar()
            if known is not None and known >= at:
                return known
            connection.execute(
                upsert(table(MarkRow))
                .values(name=_FLOOR, at=at)
                .on_conflict_do_update(index_elements=["name"], set_={"at": at})
            )
        return at
