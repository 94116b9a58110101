"""What citizens entered alone at a self-service screen, from handing in to the officer's look at it."""

from dataclasses import dataclass, field
from datetime import datetime

from forms.states import Channel
from kiosk.domain.dossier import Answer, Consent, Person
from kiosk.domain.office import Place

SELF = "tu-phuc-vu"
"""Stands where an officer's code stands elsewhere: nobody but the citizen gave these answers."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """One dossier as the self-service screen seals it for the officer's check. ``number`` is the day's waiting number."""

    id: str
    number: int
    day: str
    at: datetime
    office_unit: str
    procedure: str
    version: str
    language: str
    answers: tuple[Answer, ...] = field(repr=False)
    consents: tuple[Consent, ...] = ()


@dataclass(frozen=True, slots=True)
class NewArrival:
    """A bundle looked over by the machine, with what makes it a draft of this office."""

    bundle: Bundle
    channel: Channel
    place: Place
    authority_name: str
    people: tuple[Person, ...] = field(repr=False)
    citizen_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A waiting number and the draft it stands for. ``dossier`` is the id even when the draft was deleted since."""

    dossier: str
    number: int
    day: str
    handed_in_at: datetime
    taken_in_at: datetime
    taken_in_by: str
