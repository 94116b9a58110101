"""What is public about the gateway's earlier keys: the chain of signing keys, and until when each earlier key counts.

Lies beside the keys in ``succession.json``; nothing in it is secret, and the chain proves itself. May not hold a private
key.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sync.card import EarlierKey
from sync.errors import ParcelDamaged
from sync.files import write_durably
from sync.gateway.faults import KeyDamaged
from sync.succession import Succession, read_chain
from sync.times import read_time, write_time

FILE = "succession.json"


@dataclass(frozen=True, slots=True)
class KeyHistory:
    """``chain`` leads from the first signing key to the present one; ``signs`` and ``kems`` are the earlier keys."""

    chain: tuple[bytes, ...] = ()
    signs: tuple[EarlierKey, ...] = ()
    kems: tuple[EarlierKey, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> "KeyHistory":
        """The history in ``folder``; an empty one where no key has ever changed. ``KeyDamaged``."""
        path = folder / FILE
        if not path.exists():
            return NO_PAST
        try:
            body = json.loads(path.read_bytes())
            history = cls(
                tuple(bytes.fromhex(one) for one in body["chain"]),
                tuple(EarlierKey(bytes.fromhex(one["key"]), _time(one["until"])) for one in body["signs"]),
                tuple(EarlierKey(str(one["kid"]), _time(one["until"])) for one in body["kems"]),
            )
            read_chain(history.chain)
        except (OSError, ValueError, KeyError, TypeError, ParcelDamaged) as error:
            raise KeyDamaged(str(path)) from error
        return history

    def write(self, folder: Path) -> None:
        """Keep it in ``folder``."""
        body = {
            "v": 1,
            "chain": [one.hex() for one in self.chain],
            "signs": [
                {"key": one.key.hex(), "until": _told(one)}
                for one in self.signs
                if isinstance(one.key, bytes)
            ],
            "kems": [{"kid": one.key, "until": _told(one)} for one in self.kems],
        }
        write_durably(folder / FILE, json.dumps(body, indent=1).encode())

    def ending_in(self, sign: bytes, kem: str) -> "KeyHistory":
        """Without a change that was written down and then cut off before the new key was kept."""
        links = read_chain(self.chain)
        whole = self
        if links and links[-1].new != sign:
            whole = replace(self, chain=self.chain[:-1], signs=self.signs[:-1])
        return replace(whole, kems=tuple(one for one in self.kems if one.key != kem))

    def signed_over(self, succession: bytes, until: datetime) -> "KeyHistory":
        """With one more change of the signing key."""
        old = Succession.decode(succession).old
        return replace(self, chain=(*self.chain, succession), signs=(*self.signs, EarlierKey(old, until)))

    def sealed_over(self, kid: str, until: datetime) -> "KeyHistory":
        """With one more sealing key that is no longer the present one."""
        return replace(self, kems=(*self.kems, EarlierKey(kid, until)))

    def counting(self, now: datetime) -> "KeyHistory":
        """With those earlier keys alone that still count: what a card says."""
        return replace(
            self,
            signs=tuple(one for one in self.signs if one.until is None or one.until > now),
            kems=tuple(one for one in self.kems if one.until is None or one.until > now),
        )

    def kem_until(self, kid: str) -> datetime | None:
        """Until when parcels sealed to ``kid`` are taken in; None for a key without an end."""
        return next((one.until for one in self.kems if one.key == kid), None)


NO_PAST = KeyHistory()


def _time(text: object) -> datetime | None:
    return None if text is None else read_time(str(text))


def _told(key: EarlierKey) -> str | None:
    return None if key.until is None else write_time(key.until)
