"""Splitting a secret among n people so that any k of them bring it back and fewer learn nothing: Shamir over GF(256).

Written out because none of the libraries fits: those that are kept up speak word lists in English for wallets and call
themselves references that are not hardened; a province's people type letters and numbers or scan a code. What is here is
the textbook, on the field of AES (x^8 + x^4 + x^3 + x + 1), one polynomial a byte, coefficients from the system's random
source, no table whose place in memory could tell a byte. May not know what the secret is for.
"""

import base64
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import xor

from forms.errors import BugError, KnownError
from forms.text import Message

SCHEME = "HSK1"
MOST = 20
_CHECK = 4
_GROUP = 4


class ShareWrong(KnownError):
    """A share was mistyped or is no share."""

    def __init__(self, place: int) -> None:
        super().__init__(
            Message(
                "error.gateway.share_wrong",
                "Mảnh thứ {place} không đúng: có chữ gõ nhầm, hoặc không phải mảnh khóa khôi phục.",
                "Shown at the recovery ceremony; {place} counts the shares as they were given.",
            ),
            place=place,
        )


class SharesTooFew(KnownError):
    """Not enough shares of one set."""

    def __init__(self, needed: int) -> None:
        super().__init__(
            Message(
                "error.gateway.shares_few",
                "Chưa đủ: cần {needed} mảnh khác nhau của cùng một bộ.",
                "Shown at the recovery ceremony; {needed} is a number.",
            ),
            needed=needed,
        )


@dataclass(frozen=True, slots=True)
class Share:
    """One person's share: the ``x`` at which the polynomials were read, and what they were there.

    ``set`` (8 hex) tells one splitting from another, ``needed`` how many of its shares bring the secret back.
    """

    set: str
    needed: int
    x: int
    y: bytes = field(repr=False)

    def __str__(self) -> str:
        """The share as it is printed: base32 in groups of four, with a check that finds any mistyped letter."""
        body = bytes.fromhex(self.set) + bytes([self.needed, self.x]) + self.y
        text = base64.b32encode(body + _check(body)).decode().rstrip("=")
        return f"{SCHEME}-" + "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))

    @classmethod
    def read(cls, text: str, place: int = 1) -> "Share":
        """Read a typed or scanned share, forgiving about case, spaces and dashes; ``ShareWrong`` otherwise."""
        plain = "".join(text.replace("-", "").split()).upper()
        if not plain.startswith(SCHEME):
            raise ShareWrong(place)
        letters = plain.removeprefix(SCHEME)
        try:
            data = base64.b32decode(letters + "=" * (-len(letters) % 8))
        except ValueError as error:
            raise ShareWrong(place) from error
        body, check = data[:-_CHECK], data[-_CHECK:]
        # Of the last letter not every bit counts: it too must be the one that was printed.
        same = base64.b32encode(data).decode().rstrip("=") == letters
        if len(body) < 7 or _check(body) != check or not same:
            raise ShareWrong(place)
        needed, x = body[4], body[5]
        if not 2 <= needed <= MOST or not 1 <= x <= MOST:
            raise ShareWrong(place)
        return cls(body[:4].hex(), needed, x, body[6:])


def split(
    secret: bytes, needed: int, shares: int, random: Callable[[int], bytes] = os.urandom
) -> tuple[Share, ...]:
    """``shares`` shares of which any ``needed`` bring ``secret`` back."""
    if not 2 <= needed <= shares <= MOST or not secret:
        raise BugError("a secret is split among 2 to 20, any 2 to all of them")
    name = random(4).hex()
    rows = [bytes([byte]) + random(needed - 1) for byte in secret]
    return tuple(Share(name, needed, x, bytes(_at(row, x) for row in rows)) for x in range(1, shares + 1))


def join(shares: Sequence[Share]) -> bytes:
    """The secret; ``SharesTooFew`` unless enough different shares of one set are there."""
    needed = max((one.needed for one in shares), default=2)
    first = {one.x: one for one in shares if one.set == shares[0].set and len(one.y) == len(shares[0].y)}
    if len(first) < needed:
        raise SharesTooFew(needed)
    used = list(first.values())[:needed]
    weights = [_weight(one.x, [other.x for other in used if other is not one]) for one in used]
    return bytes(
        reduce(xor, (_times(weight, one.y[place]) for weight, one in zip(weights, used, strict=True)))
        for place in range(len(used[0].y))
    )


def _at(row: bytes, x: int) -> int:
    """The polynomial with these coefficients, the constant first, at ``x`` (Horner)."""
    value = 0
    for coefficient in reversed(row):
        value = _times(value, x) ^ coefficient
    return value


def _weight(x: int, others: Sequence[int]) -> int:
    """Lagrange's factor of the share at ``x`` for the value at 0."""
    above = below = 1
    for other in others:
        above, below = _times(above, other), _times(below, x ^ other)
    return _times(above, _inverse(below))


def _times(a: int, b: int) -> int:
    """Product in GF(256): eight steps whatever the values."""
    product = 0
    for _ in range(8):
        product ^= a & -(b & 1)
        a = (a << 1) ^ (0x11B & -(a >> 7))
        b >>= 1
    return product


def _inverse(a: int) -> int:
    """a to the 254th, which is its inverse."""
    result = 1
    for bit in f"{254:08b}":
        result = _times(result, result)
        if bit == "1":
            result = _times(result, a)
    return result


def _check(body: bytes) -> bytes:
    return hashlib.sha256(b"hsk-share/" + body).digest()[:_CHECK]
