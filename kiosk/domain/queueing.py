"""What waits for an officer today, in sections. A dossier may stand in several."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.domain.dossier import DossierSummary


class Section(StrEnum):
    """One heap of the day's work, in the order an officer should look at them."""

    REFUSED = "refused"  # a parcel came back and needs a hand
    DEADLINE = "deadline"  # the authority's day is near or past
    SUPPLEMENT = "supplement"  # something is asked of the citizen
    PAYMENT = "payment"  # money is asked of the citizen
    RESULT = "result"  # a result to hand out
    TO_CHECK = "to-check"  # entered by citizens themselves
    WAITING = "waiting"  # not wholly at the province yet
    DRAFTS = "drafts"  # begun at the counter and not confirmed
    ELSEWHERE = "elsewhere"  # news of dossiers filed at another counter of the office


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One dossier in a section. ``since`` is when it came there; for DEADLINE it is the authority's day itself."""

    summary: DossierSummary
    since: datetime


@dataclass(frozen=True, slots=True)
class ElsewhereLine:
    """The last news about a dossier of another counter: its id is all this counter knows of it besides."""

    dossier: str
    official_number: str
    at: datetime
    count: int
