"""Bearer tokens for one upload: a signed grant that needs no row and survives a restart.

May not grant anything but creating, asking after, continuing and ending the upload of one named blob.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sync import cbor
from sync.errors import ParcelDamaged

LIFE = timedelta(hours=2)
_MAC_BYTES = 32
_LIMIT = 1024


@dataclass(frozen=True, slots=True)
class Grant:
    """Permission to upload one blob. ``size`` in bytes."""

    parcel: str
    blob: str
    size: int
    device: str
    expires: datetime


def mint(grant: Grant, key: bytes) -> str:
    """The token for ``grant``."""
    payload = cbor.dumps([grant.parcel, grant.blob, grant.size, grant.device, int(grant.expires.timestamp())])
    return base64.urlsafe_b64encode(_mac(payload, key) + payload).decode().rstrip("=")


def read_token(token: str, key: bytes, now: datetime) -> Grant | None:
    """The grant a token stands for, or None when it is forged or past its time."""
    if not token.isascii() or len(token) > _LIMIT:
        return None
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, _mac(payload, key)):
            return None
        parcel, blob, size, device, expires = cbor.loads(payload)
    except (ValueError, ParcelDamaged):
        return None
    grant = Grant(parcel, blob, size, device, datetime.fromtimestamp(expires, UTC))
    return grant if now < grant.expires else None


def _mac(payload: bytes, key: bytes) -> bytes:
    return hmac.digest(key, payload, hashlib.sha256)
