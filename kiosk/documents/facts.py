"""What the papers are told: frozen facts, already in words. Light: importing it loads no PDF writer.

May not know how a paper looks, nor where a fact comes from.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forms.errors import BugError
from kiosk.documents.lines import Pair


class Custody(StrEnum):
    """Who has the paper now."""

    HANDED_BACK = "handed_back"  # shown, photographed in front of its owner and handed back at once
    KEPT = "kept"  # an original the law makes one hand in; in a numbered envelope
    COPIED = "copied"  # a copy was taken or handed in; the original is its owner's
    WAITING_LOOKUP = "waiting_lookup"  # only its number is needed; the office looks it up


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """One paper on a slip. ``envelope`` is the number on the envelope of a kept original, and only of one."""

    name: Pair
    custody: Custody
    pages: int | None = None
    envelope: str | None = None

    def __post_init__(self) -> None:
        if (self.envelope is not None) != (self.custody is Custody.KEPT):
            raise BugError("a kept original has an envelope number, and nothing else has one")


@dataclass(frozen=True, slots=True)
class SlipOffice:
    """The office as the slip names it. ``parent`` is the body above it ("Ủy ban nhân dân tỉnh …")."""

    name: str
    counter: str
    parent: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SlipPart:
    """One part of a linked dossier and who decides it. ``on_paper``: it is printed and goes its own way."""

    name: Pair
    authority: str
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What a slip tells. ``code`` is the text of its QR (``slip_code.encode_slip_code``).

    ``issued_at`` is None below the clock floor: then no day is printed and the officer writes it by hand.
    ``reprinted_at`` makes it a marked copy. ``filed_by`` only when it is not the person it was filed for. ``parts`` are
    told when there are several or one goes on paper. ``undelivered`` holds until the province has the dossier;
    ``deadlines`` are the citizen's own.
    """

    number: str
    office: SlipOffice
    issued_at: datetime | None
    procedure: Pair
    procedure_code: str
    filed_for: str
    authority: str
    papers: tuple[SlipPaper, ...]
    guided_by: str
    code: str
    filed_by: str = ""
    interpreter: str = ""
    reprinted_at: datetime | None = None
    parts: tuple[SlipPart, ...] = ()
    undelivered: Pair | None = None
    deadlines: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """A line of the receipt's table: how many originals, certified copies and plain copies were handed in."""

    name: Pair
    originals: int = 0
    certified: int = 0
    copies: int = 0


class ReceiptCopy(StrEnum):
    """Whose copy of the receipt it is (liên)."""

    OFFICE = "office"
    CITIZEN = "citizen"


@dataclass(frozen=True, slots=True)
class SecondStage:
    """A second stage of the same dossier, where the procedure has one: when it is taken in and given back."""

    received_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CertificationFacts:
    """What a receipt for certified copies adds: pages, paper copies, and whether an electronic copy is signed."""

    pages: int | None = None
    copies: int | None = None
    electronic: bool | None = None


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What an official receipt tells.

    ``official_number`` and ``received_at`` are the province's words; without them there is no receipt.
    ``trial`` says that the number is a "số thử nghiệm". ``due_at`` is None when the authority named no day:
    none is then invented. ``made_at`` is None below the clock floor. ``code`` is the text of the QR. Fields
    left empty stay as dotted lines where the form has them, to be written by hand. ``owner`` is whose dossier it is when
    somebody else, the ``submitter``, brought it. ``blank`` gives the empty form; the province's words are then not asked.
    """

    official_number: str | None
    received_at: datetime | None
    trial: bool
    due_at: datetime | None
    parent: str
    office: str
    place: str
    made_at: datetime | None
    submitter: str
    request: Pair
    request_code: str
    papers: tuple[ReceiptPaper, ...]
    legal_time: Pair
    result_at: str
    received_by: str
    code: str
    address: str = ""
    phone: str = ""
    email: str = ""
    identity_number: str = ""
    sets: int = 1
    copy: ReceiptCopy = ReceiptCopy.CITIZEN
    reprinted_at: datetime | None = None
    owner: str = ""
    book: str = ""
    order: str = ""
    second_stage: SecondStage | None = None
    certification: CertificationFacts | None = None
    blank: bool = False
