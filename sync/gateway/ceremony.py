"""The recovery key: made in a ceremony, split among people, and used to get back what its lost owner cannot open any more.

The private key exists in memory alone, at the ceremony and when enough shares are brought together; only its public half
is kept, in ``keys/recovery.public``. May not print or ask; what is asked of people is asked elsewhere.
"""

import codecs
import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.errors import KnownError
from forms.text import Message
from sync.blob import SUITE
from sync.files import write_durably
from sync.gateway.layout import Layout
from sync.gateway.models import ParcelRow
from sync.gateway.opener.carding import recovery_key
from sync.gateway.sharing import MOST, Share, join, split
from sync.keys import MLKEM_SEED_BYTES, X25519_BYTES, KemPrivate
from sync.manifest import Manifest

SEED_BYTES = 32
HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class RecoveryExists(KnownError):
    """There is a recovery key; another one would orphan what is sealed to the first."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.recovery_exists",
                "Đã có khóa khôi phục. Muốn thay, cất tệp {name} cũ đi trước; những gì niêm phong bằng khóa cũ vẫn cần "
                "các mảnh cũ.",
                "Command line; {name} is a file name.",
            ),
            name="keys/recovery.public",
        )


class SharesWrong(KnownError):
    """The shares are whole, but of another key."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.shares_wrong",
                "Các mảnh ghép lại được một khóa, nhưng không phải khóa khôi phục của nơi này.",
                "Command line, at the recovery ceremony.",
            )
        )


class SplitWrong(KnownError):
    """Such a splitting makes no sense."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.split_wrong",
                "Cần từ 2 đến {most} mảnh, và số mảnh đủ để mở từ 2 đến tất cả.",
                "Command line, at the recovery ceremony; {most} is a number.",
            ),
            most=MOST,
        )


@dataclass(frozen=True, slots=True)
class Made:
    """What a ceremony made: the public key's kid and the shares, each for one person's hands."""

    kid: str
    shares: tuple[Share, ...]


def key_of(seed: bytes) -> KemPrivate:
    """The recovery key that a 32-byte seed stands for: short enough to be typed."""
    size = MLKEM_SEED_BYTES + X25519_BYTES
    return KemPrivate(HKDF(SHA256(), size, None, b"hsk-recovery-seed/1").derive(seed))


def make(layout: Layout, needed: int, shares: int, random: Any = None) -> Made:
    """Make the recovery key, split it, and keep its public half. ``RecoveryExists``, ``SplitWrong``."""
    if not 2 <= needed <= shares <= MOST:
        raise SplitWrong
    path = layout.recovery
    if path.exists():
        raise RecoveryExists
    source = random or os.urandom
    seed = source(SEED_BYTES)
    made = split(seed, needed, shares, source)
    key = key_of(seed)
    if key_of(join(made[-needed:])) != key:
        raise SharesWrong  # never hand out what does not come back
    path.parent.mkdir(parents=True, exist_ok=True)
    write_durably(path, key.public.data, 0o644)
    return Made(key.public.kid, made)


def join_texts(texts: Iterable[str]) -> KemPrivate:
    """The recovery key out of typed or scanned shares; ``ShareWrong``, ``SharesTooFew``."""
    lines = [line for line in texts if line.strip()]
    return key_of(join([Share.read(line, place) for place, line in enumerate(lines, start=1)]))


def join_file(name: str) -> KemPrivate:
    """The same from a file with a share a line, or from standard input for ``-``."""
    return join_texts(lines_of(name))


def lines_of(name: str) -> list[str]:
    """The lines of such a file, in whatever coding an editor has saved it; what is no text is no share either."""
    if name == "-":
        return sys.stdin.read().splitlines()
    data = Path(name).read_bytes()
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return data.decode("utf-16" if data.startswith(marks) else "utf-8-sig", errors="replace").splitlines()


def check(layout: Layout, texts: Sequence[str]) -> str:
    """Whether these shares bring back this place's key: its kid, or ``SharesWrong`` and what ``join_texts`` raises."""
    key, public = join_texts(texts), recovery_key(layout)
    if public is None or key.public != public:
        raise SharesWrong
    return public.kid


def open_counter_slot(slot: Mapping[str, Any], key: KemPrivate) -> bytes:
    """The database key in a counter's recovery slot (``keys/recovery.json`` there); ``SharesWrong`` for another key's."""
    try:
        suite, kid, wrapped = str(slot["suite"]), str(slot["kid"]), bytes.fromhex(slot["wrapped"])
        if slot["v"] != 1 or suite != SUITE or kid != key.public.kid:
            raise ValueError("another slot")
        return HPKE.decrypt(wrapped, key.hpke(), f"hsk-recovery/1/{suite}/{kid}".encode())
    except (KeyError, TypeError, ValueError, InvalidTag) as error:
        raise SharesWrong from error


@dataclass(frozen=True, slots=True)
class RecoveredKeys:
    """The recovery key in the place of province keys that are lost: what opens their blobs (``OpeningKeys``)."""

    kems: Mapping[str, KemPrivate] = field(repr=False)

    @classmethod
    def of(cls, session: Session, dossiers: Collection[str], key: KemPrivate) -> "RecoveredKeys":
        """For whatever keys the parcels of these dossiers were sealed to; a blob without a recovery slot stays shut."""
        found = session.scalars(select(ParcelRow.manifest).where(ParcelRow.dossier.in_(dossiers)))
        return cls(dict.fromkeys((Manifest.decode_unverified(one).kem for one in found), key))
