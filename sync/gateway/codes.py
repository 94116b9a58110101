"""One-time enrolment codes as the gateway keeps them: by the hash of their secret, for 72 hours.

May not print them or answer the network.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from forms.clock import Clock
from sync.card import SECRET_CHARS, EnrolmentCode, fingerprint
from sync.errors import CodeMalformed
from sync.gateway.database import Database
from sync.gateway.models import Base, EnrolCodeRow

LIFE = timedelta(hours=72)
TICKET_LIFE = timedelta(days=30)
"""A ticket on a stick travels both ways on somebody's errands."""


class TicketRow(Base):
    """The id promised to the machine that uses a code: it seals before the gateway has heard of it."""

    __tablename__ = "enrol_ticket"
    secret_sha256: Mapped[str] = mapped_column(ForeignKey("enrol_code.secret_sha256"), primary_key=True)
    device: Mapped[str] = mapped_column(String(32), unique=True)


def promised(session: Session, secret_sha256: str) -> str | None:
    """The id promised with a code, if any."""
    row = session.get(TicketRow, secret_sha256)
    return row.device if row else None


def issue_code(
    database: Database,
    clock: Clock,
    sign: bytes,
    office: str | None = None,
    *,
    life: timedelta = LIFE,
    device: str | None = None,
) -> str:
    """A fresh code for the gateway whose signing key is ``sign``, durable before it is returned.

    With ``office`` the code serves that unit alone; ``device`` is the id promised to whoever uses it.
    """
    code = EnrolmentCode.new(sign)
    now = clock.now()
    with database.write() as session:
        session.add(
            EnrolCodeRow(
                secret_sha256=secret_hash(code.secret),
                office=office,
                issued_at=now,
                expires_at=now + life,
                used_at=None,
                keys_sha256=None,
                answer=None,
            )
        )
        session.flush()
        if device is not None:
            session.add(TicketRow(secret_sha256=secret_hash(code.secret), device=device))
    return str(code)


def read_code(typed: str, signs: Sequence[bytes]) -> str:
    """The secret in a typed code; ``CodeMalformed`` when it is none or speaks of another gateway than that of ``signs``.

    A machine may send the secret half alone: the other half is for its own use.
    """
    plain = "".join(typed.replace("-", "").split()).upper()
    if len(plain) == SECRET_CHARS:
        return plain
    code = EnrolmentCode.parse(typed)
    if code.fingerprint not in {fingerprint(sign) for sign in signs}:
        raise CodeMalformed
    return code.secret


def secret_hash(secret: str) -> str:
    """What a secret is kept as: 60 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
