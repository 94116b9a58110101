"""The gateway's card, its signed time, and the enrolment code that tells the right gateway from any other.

May not talk to the network or store anything.
"""

import base64
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sync import cbor, cose
from sync.errors import CardRefused, CodeMalformed, Damage, ParcelDamaged
from sync.keys import KemPublic, SigningKey
from sync.succession import leads, read_chain
from sync.times import read_time, write_time

SECRET_CHARS = 12
CODE_SCHEME = "hoso-enrol:"
FINGERPRINT_BYTES = 10  # 16 characters of base32
_GROUP = 4


@dataclass(frozen=True, slots=True)
class EarlierKey:
    """A key the gateway has had: the public key of a signing key, the kid of a sealing key, and until when it counts.

    Statements and notices of such a signing key are believed, parcels sealed to such a sealing key opened. ``until``
    is None for a key without an end.
    """

    key: bytes | str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class GatewayCard:
    """Who the gateway is. ``sign`` signs statements and notices, ``ingest`` the time, ``kem`` is what parcels
    are sealed to.

    ``number_kind`` is "delegated" or "trial"; ``ca_pem`` the authority its TLS certificate is pinned to, or
    None when it stands behind a publicly trusted one (or on loopback). ``connected`` are the kinds of authority whose
    systems take their part of a dossier through this gateway.

    ``chain`` are the successions (``sync.succession``) that lead from its first signing key to this one, ``earlier_signs`` and
    ``earlier_kems`` the keys that still count.
    """

    gateway: str
    sign: bytes
    ingest: bytes
    kem: KemPublic
    url: str
    number_kind: str
    issued_at: datetime
    ca_pem: str | None = None
    connected: tuple[str, ...] = ()
    chain: tuple[bytes, ...] = ()
    earlier_signs: tuple[EarlierKey, ...] = ()
    earlier_kems: tuple[EarlierKey, ...] = ()
    recovery: KemPublic | None = None
    """The province's recovery key, where it has one: counters seal to it besides, and keep their database key for it."""

    @property
    def recipients(self) -> tuple[KemPublic, ...]:
        """Whom a parcel is sealed to."""
        return (self.kem,) if self.recovery is None else (self.kem, self.recovery)

    @property
    def signs(self) -> tuple[bytes, ...]:
        """Every signing key whose statements and notices are believed, the present one first."""
        return (self.sign, *(one.key for one in self.earlier_signs if isinstance(one.key, bytes)))

    def encode(self, sign_key: SigningKey) -> bytes:
        """The card, signed by the key it names as ``sign``."""
        payload = cbor.dumps(
            {
                "v": 1,
                "type": "gateway",
                "gateway": self.gateway,
                "sign": self.sign,
                "ingest": self.ingest,
                "kem": self.kem.data,
                "kem_kid": self.kem.kid,
                "url": self.url,
                "number_kind": self.number_kind,
                "issued_at": write_time(self.issued_at),
                "ca_pem": self.ca_pem,
                **({"connected": sorted(self.connected)} if self.connected else {}),
                **({"chain": list(self.chain)} if self.chain else {}),
                **({"earlier_signs": _told(self.earlier_signs)} if self.earlier_signs else {}),
                **({"earlier_kems": _told(self.earlier_kems)} if self.earlier_kems else {}),
                **({"recovery": self.recovery.data} if self.recovery is not None else {}),
            }
        )
        return cose.sign1(payload, sign_key, self.gateway)

    @classmethod
    def decode(cls, data: bytes) -> "GatewayCard":
        """Read a card that is signed by its own ``sign`` key: sound, but trusted only by its fingerprint."""
        signed = cose.decode1(data)
        fields = cbor.loads_map(signed.payload)
        cbor.take_version(fields)
        card = cls(
            gateway=cbor.take(fields, "gateway", str),
            sign=cbor.take(fields, "sign", bytes),
            ingest=cbor.take(fields, "ingest", bytes),
            kem=KemPublic(cbor.take(fields, "kem", bytes)),
            url=cbor.take(fields, "url", str),
            number_kind=cbor.take(fields, "number_kind", str),
            issued_at=read_time(cbor.take(fields, "issued_at", str)),
            ca_pem=cbor.take_or_none(fields, "ca_pem", str),
            connected=_texts(fields.get("connected")),
            chain=_chain(fields.get("chain")),
            earlier_signs=_earlier(fields.get("earlier_signs"), bytes),
            earlier_kems=_earlier(fields.get("earlier_kems"), str),
            recovery=KemPublic(cbor.take(fields, "recovery", bytes)) if "recovery" in fields else None,
        )
        if not signed.signed_by(card.sign):
            raise ParcelDamaged(Damage.BAD_SIGNATURE)
        if (
            fields.get("type") != "gateway"
            or fields.get("kem_kid") != card.kem.kid
            or signed.kid != card.gateway
        ):
            raise ParcelDamaged(Damage.CONTRADICTION)
        links = read_chain(card.chain)
        if links and links[-1].new != card.sign:
            raise ParcelDamaged(Damage.CONTRADICTION)
        return card

    @classmethod
    def decode_following(cls, data: bytes, known: "GatewayCard") -> "GatewayCard":
        """Read the card that follows one already trusted: by the same key, or by one to which a chain of signatures leads.

        ``CardRefused`` for any other, and for an older one.
        """
        card = cls.decode(data)
        if card.issued_at < known.issued_at or not leads(read_chain(card.chain), known.sign, card.sign):
            raise CardRefused
        return card

    @classmethod
    def decode_trusted(cls, data: bytes, code: "EnrolmentCode") -> "GatewayCard":
        """Read the card the enrolment code speaks of; ``CardRefused`` for any other."""
        card = cls.decode(data)
        links = read_chain(card.chain)
        # A code printed before a change of keys speaks of the key before.
        named = (card.sign, *(one.old for one in links))
        if not any(fingerprint(key) == code.fingerprint and leads(links, key, card.sign) for key in named):
            raise CardRefused
        return card


def card_hint(card: bytes) -> str:
    """What a gateway calls its present card among its news: the first 16 hex characters of its SHA-256."""
    return hashlib.sha256(card).hexdigest()[:16]


def fingerprint(sign: bytes) -> str:
    """What an enrolment code says of the gateway's ``sign`` key.

    Base32 of the first 10 bytes of its SHA-256.
    """
    return base64.b32encode(hashlib.sha256(sign).digest()[:FINGERPRINT_BYTES]).decode()


def read_out(sign: bytes) -> str:
    """The same as it is read out over the telephone, in groups of four."""
    return _grouped(fingerprint(sign))


def _grouped(plain: str) -> str:
    return "-".join(plain[i : i + _GROUP] for i in range(0, len(plain), _GROUP))


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A one-time code: a secret the gateway knows, and the fingerprint of the gateway that knows it."""

    secret: str
    fingerprint: str

    @classmethod
    def new(cls, sign: bytes) -> "EnrolmentCode":
        """A fresh code for the gateway whose signing key is ``sign``."""
        secret = base64.b32encode(os.urandom(8)).decode()[:SECRET_CHARS]
        return cls(secret, fingerprint(sign))

    @classmethod
    def parse(cls, text: str) -> "EnrolmentCode":
        """Read a typed code, forgiving about case, spaces and dashes; ``CodeMalformed`` otherwise."""
        plain = "".join(text.replace("-", "").split()).upper()
        try:
            base64.b32decode(plain + "=" * (-len(plain) % 8))
        except ValueError as error:
            raise CodeMalformed from error
        if len(plain) != SECRET_CHARS + 16:
            raise CodeMalformed
        return cls(plain[:SECRET_CHARS], plain[SECRET_CHARS:])

    def __str__(self) -> str:
        """The code in groups of four, as it is printed."""
        return _grouped(self.secret + self.fingerprint)


def code_text(code: str, url: str | None) -> str:
    """A code and the gateway's address as one text, as its QR says it."""
    return f"{CODE_SCHEME}{code}" + (f"@{url}" if url else "")


def read_code_text(text: str) -> tuple[str, str | None]:
    """The code and the address in such a text, or in a code alone; ``CodeMalformed`` when there is no code."""
    code, _, url = text.strip().removeprefix(CODE_SCHEME).partition("@")
    return str(EnrolmentCode.parse(code)), url or None


def sign_time(now: datetime, nonce: str, gateway: str, ingest_key: SigningKey) -> bytes:
    """The gateway's signed answer to "what time is it, and are you the gateway?"."""
    payload = cbor.dumps({"v": 1, "type": "time", "now": write_time(now), "nonce": nonce})
    return cose.sign1(payload, ingest_key, gateway)


def read_signed_time(data: bytes, nonce: str, ingest_public: bytes) -> datetime:
    """The time in an answer to our own ``nonce``.

    ``ParcelDamaged`` for anything a portal or an old copy may say.
    """
    fields = cbor.loads_map(cose.verify1(data, ingest_public).payload)
    cbor.take_version(fields)
    if fields.get("type") != "time" or fields.get("nonce") != nonce:
        raise ParcelDamaged(Damage.CONTRADICTION)
    return read_time(cbor.take(fields, "now", str))


def _told(keys: Sequence[EarlierKey]) -> list[dict[str, object]]:
    return [{"key": one.key, "until": None if one.until is None else write_time(one.until)} for one in keys]


def _earlier(value: object, kind: type[bytes] | type[str]) -> tuple[EarlierKey, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    found = []
    for item in value:
        fields = cbor.as_map(item)
        key: bytes | str = cbor.take(fields, "key", kind)
        until = cbor.take_or_none(fields, "until", str)
        found.append(EarlierKey(key, None if until is None else read_time(until)))
    return tuple(found)


def _chain(value: object) -> tuple[bytes, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, bytes) for one in value):
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    return tuple(value)


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    return tuple(value)
