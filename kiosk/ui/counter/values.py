"""What the officer's screens are given and what they ask for, frozen.

May not reach for a service: the window fetches what ``Wanted`` describes and hands a ``Page`` back.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from forms.states import Carriage, CaseStatus
from forms.text import Message
from kiosk.domain.carriage import is_on_the_way
from kiosk.domain.dossier import DossierFilter, DossierState, DossierSummary, Tally

#: Rows asked for at a time. A screenful is six to twenty; the next are fetched before the last is reached.
PAGE_ROWS = 100


class View(StrEnum):
    """Which dossiers the list shows. The first four add up: received = arrived + on the way + refused."""

    RECEIVED = "received"
    ARRIVED = "arrived"
    ON_THE_WAY = "on-the-way"
    REFUSED = "refused"
    SUPPLEMENT = "supplement"
    ATTENTION = "attention"
    DRAFTS = "drafts"

    def counted(self, tally: Tally) -> int:
        """How many dossiers stand in this view."""
        match self:
            case View.RECEIVED:
                return tally.sealed
            case View.ARRIVED:
                return tally.by_carriage.get(Carriage.DELIVERED, 0)
            case View.ON_THE_WAY:
                return sum(count for one, count in tally.by_carriage.items() if is_on_the_way(one))
            case View.REFUSED:
                return tally.by_carriage.get(Carriage.REFUSED, 0)
            case View.SUPPLEMENT:
                return tally.by_status.get(CaseStatus.SUPPLEMENT_ASKED, 0)
            case View.ATTENTION:
                return tally.attention
            case View.DRAFTS:
                return tally.drafts


_FILTERS: dict[View, DossierFilter] = {
    View.RECEIVED: DossierFilter(state=DossierState.SEALED),
    View.ARRIVED: DossierFilter(state=DossierState.SEALED, carriage=Carriage.DELIVERED),
    View.ON_THE_WAY: DossierFilter(state=DossierState.SEALED, on_the_way=True),
    View.REFUSED: DossierFilter(state=DossierState.SEALED, carriage=Carriage.REFUSED),
    View.SUPPLEMENT: DossierFilter(state=DossierState.SEALED, status=CaseStatus.SUPPLEMENT_ASKED),
    View.ATTENTION: DossierFilter(state=DossierState.SEALED, attention=True),
    View.DRAFTS: DossierFilter(state=DossierState.DRAFT),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rows a list wants. With ``text`` the whole office is searched and the view is left aside."""

    view: View = View.RECEIVED
    text: str = ""
    oldest_first: bool = False
    offset: int = 0
    limit: int = PAGE_ROWS

    def filter(self) -> DossierFilter:
        """The same as the services take it."""
        return replace(_FILTERS[self.view], oldest_first=self.oldest_first)

    def same_list(self, other: "Wanted") -> bool:
        """Whether both speak of the same list, whatever part of it."""
        return (self.view, self.text, self.oldest_first) == (other.view, other.text, other.oldest_first)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows that were found for ``wanted``. ``more`` unless these were the last."""

    wanted: Wanted
    rows: tuple[DossierSummary, ...]

    @property
    def more(self) -> bool:
        """Whether there may be further rows after these."""
        return len(self.rows) >= self.wanted.limit


@dataclass(frozen=True, slots=True)
class Road:
    """What is known of the link: ``sent`` of ``total`` bytes of the ``waiting`` dossiers under way, whether nobody answered
    last time, next attempt of the agent, why papers are held back.
    """

    enrolled: bool = True
    next_attempt: datetime | None = None
    sent: int = 0
    total: int = 0
    waiting: int = 0
    no_link: bool = False
    held_back: Message | None = None


class Document(StrEnum):
    """A paper that can be printed for a dossier."""

    SLIP = "slip"
    RECEIPT = "receipt"


#: Paper sizes on offer; names as the printing service takes them. The first is the usual one.
DOCUMENT_SIZES: dict[Document, tuple[str, ...]] = {
    Document.SLIP: ("a5", "80mm"),
    Document.RECEIPT: ("a5", "a4"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """A document ready to be printed or saved; ``pages`` are pictures (PNG) of it."""

    document: Document
    size: str
    pages: tuple[bytes, ...]
