"""The second factor: a code of six digits from a telephone, good for half a minute and once (TOTP, RFC 6238)."""

from datetime import datetime

import pyotp

ISSUER = "Hồ sơ một cửa"
STEP_SECONDS = 30
_DRIFT = 1
"""Steps a telephone's clock may be off, either way."""


def new_secret() -> bytes:
    """A fresh secret, as an authenticator takes it: base32."""
    return pyotp.random_base32().encode()


def address_of(secret: bytes, login: str) -> str:
    """The ``otpauth:`` address an authenticator reads from a QR."""
    return pyotp.TOTP(secret.decode()).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(secret: bytes, code: str, now: datetime, last: int) -> int | None:
    """The step ``code`` belongs to, later than ``last``; None when it is wrong, stale or was used before."""
    typed = "".join(code.split())
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret.decode(), interval=STEP_SECONDS)
    for step in range(max(current - _DRIFT, last + 1), current + _DRIFT + 1):
        if pyotp.utils.strings_equal(typed, totp.at(step * STEP_SECONDS)):
            return step
    return None
