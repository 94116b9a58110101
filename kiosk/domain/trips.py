"""An outreach trip: where a team goes, whom it expects, what it takes along, and the copies it keeps apart from the laptop.

A trip under way is the place of everything taken on its machine until it is back: there is one at a time.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from forms.errors import KnownError
from forms.text import Message


class TripState(StrEnum):
    """How far a trip is."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    BACK = "back"
    CANCELLED = "cancelled"


TRIP_MOVES: dict[TripState, frozenset[TripState]] = {
    TripState.PLANNED: frozenset({TripState.UNDER_WAY, TripState.CANCELLED}),
    TripState.UNDER_WAY: frozenset({TripState.BACK}),
    TripState.BACK: frozenset(),
    TripState.CANCELLED: frozenset(),
}

_WRONG_MOVE = Message(
    "error.trip.wrong_move",
    "Chuyến đi này không chuyển sang bước đó được. Xin xem lại chuyến đi đang ở bước nào.",
    "A trip that is over is begun again, or one under way is cancelled",
)


class TripRefused(KnownError):
    """The trip cannot go there from where it is."""


class ItemKind(StrEnum):
    """What a trip is to do or to take along."""

    PERSON = "person"  # somebody expected
    ENVELOPE = "envelope"  # an envelope of originals to give back
    RESULT = "result"  # a result to hand out
    CALL = "call"  # somebody to call before or on the way


@dataclass(frozen=True, slots=True)
class TripItem:
    """One thing on a trip's list. ``reference`` is an envelope's number or a dossier's id, empty for somebody new."""

    id: int
    trip: str
    kind: ItemKind
    reference: str
    text: str
    phone: str = ""
    place: str = ""
    part: str = ""
    done_at: datetime | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip. ``team`` are officers' codes; ``starts`` and ``ends`` are calendar days in Vietnam, both included."""

    id: str
    name: str
    places: tuple[str, ...]
    team: tuple[str, ...]
    starts: date
    ends: date
    state: TripState
    made_at: datetime
    made_by: str
    left_at: datetime | None = None
    back_at: datetime | None = None
    items: tuple[TripItem, ...] = ()

    def moved(self, to: TripState) -> TripState:
        """``to``, when the trip may go there. Raises ``TripRefused``."""
        if to not in TRIP_MOVES[self.state]:
            raise TripRefused(_WRONG_MOVE)
        return to


@dataclass(frozen=True, slots=True)
class SealedCopy:
    """A second sealed copy on a stick. ``confirmed_at`` is when an officer said that the stick lies apart from the laptop;
    ``sha256`` is of its sealed list. ``same_disk`` warns that it was written to the machine's own disk.
    """

    id: str
    at: datetime
    by: str
    trip: str
    label: str
    parcels: int
    drafts: int
    sha256: str
    same_disk: bool = False
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
