"""Who is asking: RFC 9421 signatures of enrolled devices, their clock, and requests somebody copied.

May not know what is asked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from sqlalchemy import delete

from forms.clock import Clock
from sync.gateway.database import Database, insert_or_leave
from sync.gateway.devices import note_run
from sync.gateway.ingest.bodies import Denied
from sync.gateway.models import DeviceRow, NonceRow
from sync.times import write_time

SKEW = timedelta(seconds=300)
NONCE_CHARS = 128
LABEL = "sig1"
COVERED = ("@method", "@path", "@query")
_KEY_ID = re.compile(r';keyid="([0-9a-f]{32})"')


@dataclass(frozen=True, slots=True)
class Caller:
    """An enrolled device whose signature has been checked."""

    device: str
    office: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a signature is checked against: the request as it came, body included."""

    method: str
    url: str
    headers: Mapping[str, str]


class RequestGate:
    """Lets enrolled devices' fresh, signed requests pass."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def expect(self, headers: Mapping[str, str]) -> None:
        """``Denied`` 401 unless the signature that is to come names a machine that is trusted.

        Proves nothing: it keeps those who know no machine's id from having large bodies gathered in memory.
        """
        named = _KEY_ID.search(headers.get("signature-input", ""))
        if named is None:
            raise Denied(401, "signature")
        with self._database.read() as session:
            device = session.get(DeviceRow, named[1])
        if device is None:
            raise Denied(401, "device")
        if device.revoked_at is not None:
            raise Denied(401, "revoked")

    def admit(self, asked: Asked, body: bytes) -> Caller:
        """The device that signed this request; ``Denied`` 401 otherwise. Remembers the nonce before it returns."""
        keys = _DeviceKeys(self._database)
        verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=keys)
        try:
            (result,) = verifier.verify(asked, max_age=None, require_components=COVERED, body=body)
        except (HTTPMessageSignaturesException, ValueError, TypeError) as error:
            raise Denied(401, keys.fault or "signature") from error
        device = keys.found
        created, nonce = result.parameters.get("created"), result.nonce
        if device is None or result.label != LABEL or not isinstance(created, int):
            raise Denied(401, "signature")
        if not nonce or len(nonce) > NONCE_CHARS:
            raise Denied(401, "nonce")
        now = self._clock.now()
        if abs(now.timestamp() - created) > SKEW.total_seconds():
            raise Denied(401, "clock", now=write_time(now))
        if device.revoked_at is not None:
            raise Denied(401, "revoked")
        self._remember(device.id, nonce, datetime.fromtimestamp(created, UTC) + 2 * SKEW, now)
        return Caller(device.id, device.office)

    def _remember(self, device: str, nonce: str, forget_at: datetime, now: datetime) -> None:
        row = {"device": device, "nonce": nonce, "forget_at": forget_at}
        with self._database.write() as session:
            session.execute(delete(NonceRow).where(NonceRow.forget_at < now))
            if not insert_or_leave(session, NonceRow, row, "device", "nonce"):
                raise Denied(401, "replay")
            note_run(session, device, nonce, now)


class _DeviceKeys(HTTPSignatureKeyResolver):
    """Looks the signer up; keeps who it was, and why it was nobody."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.found: DeviceRow | None = None
        self.fault: str | None = None

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        with self._database.read() as session:
            self.found = session.get(DeviceRow, key_id) if len(key_id) <= 32 else None
        if self.found is None:
            self.fault = "device"
            return None
        return Ed25519PublicKey.from_public_bytes(self.found.transport_key)


class _Verifier(HTTPMessageVerifier):
    """The library's verifier without its own idea of time: ours is passed in, and the window is wider."""

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:  # noqa: ARG002 - the library's
        return
