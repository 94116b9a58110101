"""What happens at a counter after a dossier is filed: calls, fees, results given out, ratings, hand-overs, closed days.

Frozen values as the store hands them out. Receipt numbers are the authority's: nothing here makes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from forms.rules.fee_receipts import ReceiptMode
from kiosk.domain.dossier import SignedHow
from kiosk.domain.papers import Holder


class CallAbout(StrEnum):
    """Why somebody is called."""

    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    RESULT = "result"
    OTHER = "other"


class Outcome(StrEnum):
    """How a call ended."""

    REACHED = "reached"
    NO_ANSWER = "no-answer"
    WRONG_NUMBER = "wrong-number"
    CALL_LATER = "call-later"
    MESSAGE_LEFT = "message-left"  # with a neighbour, the head of the hamlet


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was tried. ``again_at`` is when to call again, where somebody said so."""

    dossier: str
    about: CallAbout
    outcome: Outcome
    at: datetime
    by: str
    again_at: datetime | None = None
    note: str = ""


class Entered(StrEnum):
    """How the authority's receipt number came in; travels in the record (``fee.entered``)."""

    TYPED = "typed"
    SCANNED = "scanned"


class Paid(StrEnum):
    """With what a fee was paid; travels in the record (``fee.paid``)."""

    CASH = "cash"
    TRANSFER = "transfer"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class FeeTaken:
    """Money taken for a dossier, in đồng, against the authority's receipt number.

    A counter-entry names in ``corrects`` the parcel of the fee it takes back, has that fee's receipt, its amount below
    zero, and a ``reason``: sums over both are right, and nothing was erased.
    """

    parcel: str
    dossier: str
    amount: int
    receipt: str
    mode: ReceiptMode
    entered: Entered
    paid: Paid
    at: datetime
    by: str
    corrects: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandOut:
    """The result of one part reached somebody's hands. ``relation`` says who they are to the citizen, empty for the
    citizen; ``envelopes`` are the numbers of those given back with it.
    """

    parcel: str
    dossier: str
    part: str
    recipient: str
    relation: str
    how: SignedHow
    witness: str
    envelopes: tuple[str, ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Rated:
    """What a citizen thinks of how they were served: one of five faces, 5 the happiest."""

    parcel: str
    dossier: str
    face: int
    language: str
    at: datetime
    by: str


Beside = FeeTaken | HandOut | Rated
"""What is booked in the same commit as its parcel."""


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One thing on a hand-over sheet: an envelope of originals, or the result of a part."""

    dossier: str
    slip: str
    official_number: str
    citizen: str
    envelope: str = ""
    part: str = ""
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handover:
    """A *Phiếu bàn giao*: what went to whom, under this office's own running number of such sheets."""

    number: str
    at: datetime
    by: str
    receiver: Holder
    receiver_name: str
    lines: tuple[HandoverLine, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """A day that was closed. ``figures`` are the counts as they then stood; ``counted`` the cash an officer counted, in
    đồng, ``None`` where nobody counted. A later ``revision`` stands above an earlier.
    """

    day: date
    revision: int
    at: datetime
    by: str
    counted: int | None
    expected: int
    note: str = ""
    figures: Mapping[str, int] = field(default_factory=dict)

    @property
    def difference(self) -> int | None:
        """Counted less expected; ``None`` where nobody counted."""
        return None if self.counted is None else self.counted - self.expected
