"""One-time enrolment codes as the gateway keeps them: by the hash of their secret, for 72 hours.

May not print them or answer the network.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from forms.clock import Clock
from sync.card import SECRET_CHARS, EnrolmentCode, fingerprint
from sync.errors import CodeMalformed
from sync.gateway.database import Database
from sync.gateway.models import EnrolCodeRow

LIFE = timedelta(hours=72)


def issue_code(database: Database, clock: Clock, sign: bytes, office: str | None = None) -> str:
    """A fresh code for the gateway whose signing key is ``sign``, durable before it is returned.

    With ``office`` the code serves that unit alone.
    """
    code = EnrolmentCode.new(sign)
    now = clock.now()
    with database.write() as session:
        session.add(
            EnrolCodeRow(
                secret_sha256=secret_hash(code.secret),
                office=office,
                issued_at=now,
                expires_at=now + LIFE,
                used_at=None,
                keys_sha256=None,
                answer=None,
            )
        )
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
