"""Jobs for the printers and how far each got. Knows neither a printer nor what stands on a paper.

A job is printed once. Whether something may already lie on paper decides what happens to it next: a job of which nothing
was printed goes back to waiting by itself; one that was at the printer when the power went is asked about, never repeated.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PaperSize(StrEnum):
    """What a printer is chosen for."""

    A4 = "a4"
    A5 = "a5"
    ROLL = "80mm"


class PrintKind(StrEnum):
    """What is printed; the audit chain and the list of jobs speak of it."""

    SLIP = "slip"
    RECEIPT = "receipt"
    DECLARATION = "declaration"
    COUNTER_FORM = "counter-form"
    BRING_LIST = "bring-list"
    LEAFLET = "leaflet"
    REPORT = "report"
    WAITING_NUMBER = "waiting-number"
    TEST_PAGE = "test-page"
    OTHER = "other"


class PrintState(StrEnum):
    """How far a job got."""

    WAITING = "waiting"  # nothing of it is on paper
    PRINTING = "printing"  # the printer has it; or had it when the machine stopped
    PRINTED = "printed"  # on paper; its bytes are gone
    FAILED = "failed"  # something of it may be on paper; somebody has to say what came out
    CANCELLED = "cancelled"  # nobody wants it any more; its bytes are gone


PRINT_MOVES: dict[PrintState, frozenset[PrintState]] = {
    PrintState.WAITING: frozenset({PrintState.PRINTING, PrintState.CANCELLED}),
    PrintState.PRINTING: frozenset({PrintState.PRINTED, PrintState.FAILED, PrintState.WAITING}),
    PrintState.FAILED: frozenset({PrintState.WAITING, PrintState.PRINTED, PrintState.CANCELLED}),
    PrintState.PRINTED: frozenset(),
    PrintState.CANCELLED: frozenset(),
}

ENDED = frozenset({PrintState.PRINTED, PrintState.CANCELLED})
"""States in which the bytes of a job are gone."""


class Trouble(StrEnum):
    """Why a printer does not print, as far as it says."""

    NONE = ""
    NO_PRINTER = "no-printer"  # none is chosen, or the one chosen is not there any more
    OFFLINE = "offline"  # no answer: switched off, cable, network
    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    JAM = "jam"  # paper stuck, or the knife
    NO_INK = "no-ink"
    PAUSED = "paused"  # stopped by somebody: the feed button, or in the system's list of printers
    OVERHEATED = "overheated"  # goes on by itself
    FAULT = "fault"  # something else that the printer calls an error
    REFUSED = "refused"  # the system did not take the job
    INTERRUPTED = "interrupted"  # the machine stopped while the printer had the job
    LEFT = "left"  # whoever wanted it has gone: nothing is printed in front of the next person by itself


class Came(StrEnum):
    """What is on paper after a printing."""

    ALL = "all"
    NOTHING = "nothing"
    UNSURE = "unsure"  # some, all or nothing: only a person beside the printer can tell


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One job. ``document`` tells papers of one kind apart (a declaration's id); ``dossier`` is the id as text, empty for
    what belongs to none; ``again`` marks a copy of what was printed before; ``copies`` and ``page_count`` are at least 1;
    ``printer`` is the address it went to last. ``held`` jobs are printed only on an officer's order.
    """

    id: str
    kind: PrintKind
    document: str
    dossier: str
    size: PaperSize
    state: PrintState
    trouble: Trouble
    copies: int
    page_count: int
    again: bool
    held: bool
    printer: str
    created_at: datetime
    printed_at: datetime | None
    by: str
