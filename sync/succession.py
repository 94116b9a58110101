"""One signing key of a gateway handing on to the next, so that a machine that believed the one believes the other.

A succession is signed by the outgoing key at the moment of the change; its private half is destroyed right after. May
not read a card or store anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sync import cbor, cose
from sync.errors import Damage, ParcelDamaged
from sync.keys import SigningKey, kid
from sync.times import read_time, write_time

CHAIN_LIMIT = 100
"""Successions a card may carry: a change a year for longer than any dossier is open."""


@dataclass(frozen=True, slots=True)
class Succession:
    """``old`` and ``new`` are public keys (32 bytes each); from ``at`` on the gateway signs with ``new``."""

    old: bytes
    new: bytes
    at: datetime

    def encode(self, old_key: SigningKey) -> bytes:
        """The succession, signed by the key that goes."""
        payload = cbor.dumps(
            {"v": 1, "type": "succession", "old": self.old, "new": self.new, "at": write_time(self.at)}
        )
        return cose.sign1(payload, old_key, kid(self.old))

    @classmethod
    def decode(cls, data: bytes) -> "Succession":
        """Read a succession that is signed by its own ``old`` key; ``ParcelDamaged`` otherwise."""
        signed = cose.decode1(data)
        fields = cbor.loads_map(signed.payload)
        cbor.take_version(fields)
        one = cls(
            cbor.take(fields, "old", bytes),
            cbor.take(fields, "new", bytes),
            read_time(cbor.take(fields, "at", str)),
        )
        if not signed.signed_by(one.old):
            raise ParcelDamaged(Damage.BAD_SIGNATURE)
        if fields.get("type") != "succession" or signed.kid != kid(one.old) or one.old == one.new:
            raise ParcelDamaged(Damage.CONTRADICTION)
        return one


def read_chain(chain: Sequence[bytes]) -> tuple[Succession, ...]:
    """The successions of a card, each signed by the key before; ``ParcelDamaged`` when one of them does not hold."""
    if len(chain) > CHAIN_LIMIT:
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    links = tuple(Succession.decode(data) for data in chain)
    if any(one.new != following.old for one, following in pairwise(links)):
        raise ParcelDamaged(Damage.CONTRADICTION)
    return links


def leads(links: Sequence[Succession], old: bytes, new: bytes) -> bool:
    """Whether whoever believes ``old`` may believe ``new``."""
    if old == new:
        return True
    return bool(links) and links[-1].new == new and any(one.old == old for one in links)
