"""Making a machine known: a one-time code against its public keys, and the roster of its officers.

May not issue codes; the back office does.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forms.clock import Clock
from sync import cbor
from sync.card import GatewayCard
from sync.errors import CodeMalformed, ParcelDamaged
from sync.gateway.codes import promised, read_code, secret_hash
from sync.gateway.database import Database
from sync.gateway.ingest.bodies import Denied, as_map, data, listing, text
from sync.gateway.ingest.signed import Caller
from sync.gateway.models import DeviceRow, EnrolCodeRow, OfficeRow, OfficerRow
from sync.gateway.settings import Setting, published
from sync.keys import KemPublic

OFFICERS_LIMIT = 200
SIGN_KEY_BYTES = 32
KEM_KEY_BYTES = 1216
WRONG_CODES = 30
"""Wrong codes answered within ``WRONG_WINDOW``; past them whoever types another wrong one is told to wait."""
WRONG_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Officer:
    code: str
    role: str
    key: str


class EnrolDesk:
    """Answers `/v1/enrol` and `/v1/roster`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._wrong: list[datetime] = []

    def enrol(self, fields: dict[str, Any]) -> bytes:
        """Spend a code on the keys in ``fields``: the CBOR answer, the very same for the same code and keys."""
        office = as_map(fields.get("office"))
        unit, counter = text(office, "unit"), text(office, "counter")
        keys = tuple(
            data(fields, name, limit)
            for name, limit in (
                ("transport_key", SIGN_KEY_BYTES),
                ("device_key", SIGN_KEY_BYTES),
                ("notice_key", KEM_KEY_BYTES),
            )
        )
        _check_keys(*keys)
        officers = _officers(fields)
        bound = hashlib.sha256(cbor.dumps([unit, *keys])).hexdigest()
        now = self._clock.now()
        secret = self._issued(text(fields, "code"), now)
        with self._database.write() as session:
            # Locked until it is spent: who comes with the same code at the same moment finds it used.
            code = session.get_one(EnrolCodeRow, secret, with_for_update=True)
            if code.used_at is not None:
                if code.keys_sha256 != bound or code.answer is None:
                    raise Denied(409, "code-used")
                return code.answer
            if code.expires_at < now:
                raise Denied(403, "code-expired")
            if code.office is not None and code.office != unit:
                raise Denied(403, "code-office")
            card = published(session, Setting.CARD)
            if card is None:
                raise Denied(503, "not-ready")
            if _is_revoked(session, *keys[:2]):
                raise Denied(409, "keys-revoked")  # whoever has the lost machine has these keys
            device = promised(session, code.secret_sha256) or secrets.token_hex(16)
            if session.get(OfficeRow, unit) is None:
                session.add(OfficeRow(unit=unit, last_seq=0))
                session.flush()
            session.add(
                DeviceRow(
                    id=device,
                    office=unit,
                    counter=counter,
                    transport_key=keys[0],
                    device_key=keys[1],
                    notice_key=keys[2],
                    enrolled_at=now,
                    revoked_at=None,
                )
            )
            _report(session, Caller(device, unit), officers, now)
            code.used_at, code.keys_sha256 = now, bound
            code.answer = cbor.dumps({"device": device, "card": card})
            return code.answer

    def roster(self, caller: Caller, fields: dict[str, Any]) -> None:
        """Note the officers' keys an enrolled device reports. Nothing is ever taken off by this."""
        officers = _officers(fields)
        with self._database.write() as session:
            _report(session, caller, officers, self._clock.now())

    def _issued(self, typed: str, now: datetime) -> str:
        """The hash of a code that was issued here; ``Denied`` for any other.

        Only reads: whoever guesses keeps nobody from writing. Nor from enrolling: 60 random bits need no lock that a
        stranger could close before everybody else.
        """
        with self._database.read() as session:
            card = published(session, Setting.CARD)
            try:
                # A code printed before a change of keys speaks of the key before.
                secret = read_code(typed, GatewayCard.decode(card).signs if card is not None else ())
            except CodeMalformed as error:
                raise Denied(403, "code") from error
            code = session.get(EnrolCodeRow, secret_hash(secret))
        if code is not None:
            return code.secret_sha256
        self._wrong = [at for at in self._wrong if now - at < WRONG_WINDOW]
        if len(self._wrong) >= WRONG_CODES:
            raise Denied(429, "too-many")
        self._wrong.append(now)
        raise Denied(403, "code")


def _is_revoked(session: Session, transport: bytes, device: bytes) -> bool:
    held = select(DeviceRow.id).where(
        DeviceRow.revoked_at.is_not(None),
        or_(DeviceRow.transport_key == transport, DeviceRow.device_key == device),
    )
    return session.scalar(held.limit(1)) is not None


def _check_keys(transport: bytes, device: bytes, notice: bytes) -> None:
    try:
        if len(transport) != SIGN_KEY_BYTES or len(device) != SIGN_KEY_BYTES:
            raise Denied(400, "keys")
        KemPublic(notice)
    except ParcelDamaged as error:
        raise Denied(400, "keys") from error


def _officers(fields: dict[str, Any]) -> tuple[_Officer, ...]:
    officers = []
    for entry in listing(fields, "officers", OFFICERS_LIMIT):
        one = as_map(entry)
        key = data(one, "key", SIGN_KEY_BYTES)
        if len(key) != SIGN_KEY_BYTES:
            raise Denied(400, "keys")
        officers.append(_Officer(text(one, "code"), text(one, "role", 32), key.hex()))
    return tuple(officers)


def _report(session: Session, caller: Caller, officers: tuple[_Officer, ...], now: datetime) -> None:
    for officer in officers:
        row = session.get(OfficerRow, (caller.office, officer.code, officer.key))
        if row is not None:
            row.role = officer.role
            continue
        session.add(
            OfficerRow(
                office=caller.office,
                code=officer.code,
                key=officer.key,
                role=officer.role,
                reported_by=caller.device,
                reported_at=now,
            )
        )
        session.flush()  # the same officer twice in one roster is found by the next look
