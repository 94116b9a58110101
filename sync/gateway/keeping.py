"""What an administrator does with the province's keys: seal them, change them, let old ones go.

Every act leaves either the keys as they were or the new ones, whole. Running processes notice and go on with them. May not
print or ask for anything but the secret.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from forms.errors import KnownError
from forms.text import Message
from sync.gateway.database import Database
from sync.gateway.keyring import EARLIER_KEM, KEM, SIGN, OpenerKeys
from sync.gateway.keysafe import (
    Safe,
    how_sealed,
    open_safe,
    plain_beside,
    seal_with_passphrase,
    seal_with_token,
    unseal,
)
from sync.gateway.models import ParcelRow, ParcelState
from sync.gateway.token import Token
from sync.gateway.unlocking import hold, present_secret
from sync.keys import KemPrivate, SigningKey, kid
from sync.manifest import Manifest
from sync.succession import Succession

SIGN_KEPT = timedelta(days=400)
"""How long statements of an earlier signing key are believed unless told: a machine that was away for a year still reads them."""
KEM_KEPT = timedelta(days=180)
"""How long parcels sealed to an earlier sealing key are taken in unless told: longer than any trip, and than most repairs."""


class KeysMissing(KnownError):
    """There are no keys yet to be sealed or changed."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.keys_missing",
                "Thư mục này chưa có khóa của tỉnh. Hãy chạy cổng tiếp nhận một lần trước.",
                "Shown to the administrator of the gateway.",
            )
        )


@dataclass(frozen=True, slots=True)
class KeysStanding:
    """How the keys stand. ``kems`` are the earlier sealing keys with their end and whether their private half is here.

    ``plain`` are the plain files beside the sealed one, which sealing again destroys.
    """

    kept: str
    sign: str
    kem: str
    changes: int
    signs: tuple[tuple[str, datetime | None], ...]
    kems: tuple[tuple[str, datetime | None, bool], ...]
    plain: tuple[str, ...]


def standing(folder: Path) -> KeysStanding:
    """How the keys of ``folder`` stand; asks for the secret when they are sealed."""
    keys = _keys(folder)
    past = keys.past
    return KeysStanding(
        how_sealed(folder),
        kid(keys.sign.public),
        keys.kem.kid,
        len(past.chain),
        tuple((kid(one.key), one.until) for one in past.signs if isinstance(one.key, bytes)),
        tuple((str(one.key), one.until, str(one.key) in keys.kems) for one in past.kems),
        plain_beside(folder),
    )


def seal(folder: Path, passphrase: str) -> None:
    """Seal the keys by ``passphrase``, whatever held them before."""
    _keys(folder)
    seal_with_passphrase(folder, _safe(folder).read(), passphrase)
    hold(passphrase)


def seal_by_token(folder: Path, token: Token, pin: str) -> None:
    """Seal the keys under what ``token`` gives back for its PIN."""
    _keys(folder)
    seal_with_token(folder, _safe(folder).read(), token, pin)
    hold(pin)


def lay_open(folder: Path) -> None:
    """Back to plain files."""
    _keys(folder)
    if how_sealed(folder) != "plain":
        unseal(folder, _safe(folder).read())


def rotate_sign(folder: Path, now: datetime, keep: timedelta = SIGN_KEPT) -> str:
    """A new signing key, vouched for by the old one, whose private half is destroyed; the new kid.

    The history is written first: cut between, the next start finds a chain that leads beyond its key and says so no more.
    """
    keys, safe = _keys(folder), _safe(folder)
    fresh = SigningKey.generate()
    succession = Succession(keys.sign.public, fresh.public, now).encode(keys.sign)
    held = safe.read() | {SIGN: fresh.seed}
    keys.past.signed_over(succession, now + keep).write(folder)
    safe.write(held)
    return kid(fresh.public)


def rotate_kem(folder: Path, now: datetime, keep: timedelta = KEM_KEPT) -> str:
    """A new sealing key; the old one still opens what was sealed to it. The new kid."""
    keys, safe = _keys(folder), _safe(folder)
    fresh = KemPrivate.generate()
    held = safe.read() | {f"{EARLIER_KEM}{keys.kem.kid}.key": keys.kem.data, KEM: fresh.data}
    keys.past.sealed_over(keys.kem.kid, now + keep).write(folder)
    safe.write(held)
    return fresh.kid


def retire(folder: Path, database: Database, now: datetime) -> tuple[tuple[str, int], ...]:
    """Destroy the earlier sealing keys past their end that nothing here needs; (kid, dossiers' parcels still needing it)."""
    keys, safe = _keys(folder), _safe(folder)
    over = [str(one.key) for one in keys.past.kems if one.until is not None and one.until <= now]
    needed = _needed(database, set(over))
    gone = [name for name in over if not needed.get(name)]
    held = {
        name: data
        for name, data in safe.read().items()
        if name not in {f"{EARLIER_KEM}{one}.key" for one in gone}
    }
    safe.write(held)
    return tuple((name, needed.get(name, 0)) for name in over)


def _needed(database: Database, kids: set[str]) -> dict[str, int]:
    count: dict[str, int] = {}
    if not kids:
        return count
    with database.read() as session:
        for (data,) in session.execute(
            select(ParcelRow.manifest).where(
                ParcelRow.claim.is_not(None), ParcelRow.state != ParcelState.REFUSED
            )
        ).yield_per(1000):
            name = Manifest.decode_unverified(data).kem
            if name in kids:
                count[name] = count.get(name, 0) + 1
    return count


def _keys(folder: Path) -> OpenerKeys:
    keys = OpenerKeys.present(folder)
    if keys is None:
        raise KeysMissing
    return keys


def _safe(folder: Path) -> Safe:
    return open_safe(folder, present_secret)
