"""What a leaflet tells of a procedure: what it is for, who comes, which papers, what it costs, where, how long. Light.

Sentences are already translated. What nobody has compared with the official text says so; nothing unknown is told as nothing.
"""

from dataclasses import dataclass
from datetime import date

from kiosk.documents.bring_facts import Exemption
from kiosk.documents.facts import SlipOffice
from kiosk.documents.lines import Pair


@dataclass(frozen=True, slots=True)
class Told:
    """One thing beside its picture. ``small`` stands under it: what becomes of a paper, when somebody comes."""

    text: Pair
    picture: str = ""
    small: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Everything under one heading. ``sure``: all of it was compared with the official text."""

    told: tuple[Told, ...]
    sure: bool

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.told)


@dataclass(frozen=True, slots=True)
class LeafletData:
    """A leaflet. ``sent_from_here`` is false for what the kiosk only explains or fills in. ``made_on`` is None below the
    clock floor; ``time`` is empty where nothing is promised."""

    office: SlipOffice
    procedure: Pair
    procedure_code: str
    picture: str
    purpose: Pair
    result: Part
    people: Part
    papers: Part
    maybe: Part  # papers only some people need
    fee: Part
    exemptions: tuple[Exemption, ...]
    time: Part
    deadlines: Part
    where: Part
    steps: Part
    sent_from_here: bool
    made_on: date | None
