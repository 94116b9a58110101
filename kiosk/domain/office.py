"""The office a machine stands in and the officers who work on it."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.roles import Role


class Place(StrEnum):
    """Where a dossier is taken; travels in the record (``channel.place``)."""

    COUNTER = "counter"  # the commune's one-stop counter
    OUTREACH = "outreach"  # a mobile trip
    POST = "post"  # a post-office counter
    SELF_SERVICE = "self-service"  # an unattended screen


@dataclass(frozen=True, slots=True)
class Office:
    """The office as it signs its dossiers.

    ``unit`` is the five-digit commune code; ``province`` the two-digit province code; ``counter`` the
    counter's short code, unique in the office, part of every slip number; ``authority_name`` the deciding
    authority printed for this commune ("UBND xã …").
    """

    unit: str
    name: str
    province: str
    counter: str
    authority_name: str
    place: Place = Place.COUNTER
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer known to this machine. ``public_key`` is the 32-byte Ed25519 key of the officer's signing
    key.
    """

    code: str
    name: str
    role: Role
    public_key: bytes
    active: bool = True
