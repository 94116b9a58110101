"""The gateway's card, its signed time, and the enrolment code that tells the right gateway from any other.

May not talk to the network or store anything.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from datetime import datetime

from sync import cbor, cose
from sync.errors import CardRefused, CodeMalformed, Damage, ParcelDamaged
from sync.keys import KemPublic, SigningKey
from sync.times import read_time, write_time

SECRET_CHARS = 12
FINGERPRINT_BYTES = 10  # 16 characters of base32
_GROUP = 4


@dataclass(frozen=True, slots=True)
class GatewayCard:
    """Who the gateway is. ``sign`` signs statements and notices, ``ingest`` the time, ``kem`` is what parcels
    are sealed to.

    ``number_kind`` is "delegated" or "trial"; ``ca_pem`` the authority its TLS certificate is pinned to, or
    None when it stands behind a publicly trusted one (or on loopback). ``connected`` are the kinds of authority whose
    systems take their part of a dossier through this gateway.
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
        )
        if not signed.signed_by(card.sign):
            raise ParcelDamaged(Damage.BAD_SIGNATURE)
        if (
            fields.get("type") != "gateway"
            or fields.get("kem_kid") != card.kem.kid
            or signed.kid != card.gateway
        ):
            raise ParcelDamaged(Damage.CONTRADICTION)
        return card

    @classmethod
    def decode_trusted(cls, data: bytes, code: "EnrolmentCode") -> "GatewayCard":
        """Read the card the enrolment code speaks of; ``CardRefused`` for any other."""
        card = cls.decode(data)
        if fingerprint(card.sign) != code.fingerprint:
            raise CardRefused
        return card


def fingerprint(sign: bytes) -> str:
    """What an enrolment code says of the gateway's ``sign`` key.

    Base32 of the first 10 bytes of its SHA-256.
    """
    return base64.b32encode(hashlib.sha256(sign).digest()[:FINGERPRINT_BYTES]).decode()


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
        plain = self.secret + self.fingerprint
        return "-".join(plain[i : i + _GROUP] for i in range(0, len(plain), _GROUP))


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


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    return tuple(value)
