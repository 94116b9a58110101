"""Papers and who holds them.

Fear of losing an original keeps people away, so two things are never mixed: a paper only to be *shown* is
pictured in front of its owner and handed back at once; a paper the law makes one *hand in* goes into a
numbered envelope, and from then on a chain says who holds it, link by link, until it is back with its owner.
A link counts when the one who takes the envelope says so: what was given but not taken over is still the
giver's burden.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from forms.definition import PaperHandling
from forms.errors import KnownError
from forms.text import Message


class DigitisedHow(StrEnum):
    """With what a paper was made into a picture; travels in the record (``digitised.how``)."""

    SCANNER = "scanner"
    CAMERA = "camera"
    FILE = "file"  # a file brought by the citizen or given on the command line
    SCREEN = "screen"  # drawn on the touch screen (a signature)


@dataclass(frozen=True, slots=True)
class PaperFile:
    """One digitised paper, without its bytes. ``sha256`` (hex) and ``size`` (bytes) are of the plaintext.

    ``paper`` is the form's paper slot, ``page`` its order among the files of that slot from 0, ``pages`` how
    many pages the file holds. ``parcel`` is the parcel it left in, ``None`` while it may still be taken away.
    ``despite`` names what an officer saw to be wrong with it and accepted (``cut``, ``same``).
    """

    id: str
    dossier: str
    paper: str
    page: int
    handling: PaperHandling
    name: str
    media: str
    pages: int
    sha256: str
    size: int
    digitised_at: datetime
    digitised_by: str
    how: DigitisedHow
    returned_at: datetime | None = None
    returned_by: str | None = None
    envelope: str | None = None
    parcel: str | None = None
    erased_at: datetime | None = None
    despite: tuple[str, ...] = ()

    @property
    def returned(self) -> bool:
        """Whether the original is back in its owner's hands."""
        return self.returned_at is not None


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A digitised paper that is not in the book yet. ``id`` is made by whoever took it."""

    id: str
    paper: str
    data: bytes = field(repr=False)
    handling: PaperHandling
    media: str
    how: DigitisedHow
    name: str = ""
    pages: int = 1
    despite: tuple[str, ...] = ()

    def taken(self, dossier: str, at: datetime, by: str) -> PaperFile:
        """As it will stand in the book, but for its order among the files of its slot."""
        return PaperFile(
            id=self.id,
            dossier=dossier,
            paper=self.paper,
            page=0,
            handling=self.handling,
            name=self.name,
            media=self.media,
            pages=self.pages,
            sha256=hashlib.sha256(self.data).hexdigest(),
            size=len(self.data),
            digitised_at=at,
            digitised_by=by,
            how=self.how,
            despite=self.despite,
        )


@dataclass(frozen=True, slots=True)
class PaperStory:
    """What became of a paper on the machine it was taken on, before its draft came to this one."""

    at: datetime
    by: str
    returned_at: datetime | None = None
    returned_by: str | None = None
    envelope: str | None = None


class DutyKind(StrEnum):
    """What an officer still owes the owner of a paper before the dossier may be confirmed."""

    HAND_BACK = "hand_back"
    PUT_IN_ENVELOPE = "put_in_envelope"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing still owed for one paper slot."""

    kind: DutyKind
    paper: str


def duties(papers: Iterable[PaperFile]) -> tuple[Duty, ...]:
    """What is still owed for these papers, in their order, once per paper slot."""
    owed: dict[Duty, None] = {}
    for paper in papers:
        if paper.handling is PaperHandling.SHOWN and not paper.returned:
            owed[Duty(DutyKind.HAND_BACK, paper.paper)] = None
        if paper.handling is PaperHandling.HANDED_IN and paper.envelope is None and not paper.returned:
            owed[Duty(DutyKind.PUT_IN_ENVELOPE, paper.paper)] = None
    return tuple(owed)


class HolderKind(StrEnum):
    """Who can hold an envelope."""

    OFFICER = "officer"  # ``code`` is the officer's code
    CARRIER = "carrier"  # the post or another courier
    AUTHORITY = "authority"  # ``code`` is the authority's unit code
    CITIZEN = "citizen"  # its owner; ``code`` stays empty, so that no name enters the chain


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds, or is to take, an envelope."""

    kind: HolderKind
    code: str = ""


CITIZEN = Holder(HolderKind.CITIZEN)


class CustodyStep(StrEnum):
    """One link in the life of an envelope."""

    CLOSED = "closed"  # filled and closed in front of the owner; the officer holds it
    GIVEN = "given"  # given to somebody who has not yet confirmed
    TAKEN = "taken"  # taken over; ``holder`` now holds it
    KEPT = "kept"  # what was given came back to the giver, or the receiver refused it
    RETURNED = "returned"  # back with its owner: the end


_NEXT: dict[CustodyStep | None, frozenset[CustodyStep]] = {
    None: frozenset({CustodyStep.CLOSED}),
    CustodyStep.CLOSED: frozenset({CustodyStep.GIVEN, CustodyStep.RETURNED}),
    CustodyStep.GIVEN: frozenset({CustodyStep.TAKEN, CustodyStep.KEPT}),
    CustodyStep.TAKEN: frozenset({CustodyStep.GIVEN, CustodyStep.RETURNED}),
    CustodyStep.KEPT: frozenset({CustodyStep.GIVEN, CustodyStep.RETURNED}),
    CustodyStep.RETURNED: frozenset(),
}

_WRONG_STEP = Message(
    "error.custody.wrong_step",
    "Phong bì số {envelope} không thể ghi bước này. Xin cán bộ kiểm tra lại phong bì đang do ai giữ.",
    "Shown to an officer who records a hand-over out of order; {envelope} is the envelope's number",
)


class CustodyRefused(KnownError):
    """The step does not follow from the envelope's chain."""


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One link: at ``at`` the officer ``by`` recorded ``step``; ``holder`` holds it, or is to take it
    (GIVEN).

    ``signature`` is the officer's Ed25519 signature of ``payload()``; empty when the officer has no key here.
    """

    envelope: str
    seq: int
    step: CustodyStep
    holder: Holder
    by: str
    at: datetime
    signature: bytes = b""

    def payload(self) -> bytes:
        """The bytes an officer signs: canonical JSON, keys sorted, no spaces."""
        return json.dumps(
            {
                "v": 1,
                "envelope": self.envelope,
                "seq": self.seq,
                "step": self.step.value,
                "holder": {"kind": self.holder.kind.value, "code": self.holder.code},
                "by": self.by,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        ).encode()


@dataclass(frozen=True, slots=True)
class Envelope:
    """A numbered envelope of one dossier, the paper slots inside, and its chain, oldest first."""

    number: str
    dossier: str
    papers: tuple[str, ...]
    chain: tuple[CustodyEvent, ...]

    @property
    def holder(self) -> Holder:
        """Who answers for the envelope now."""
        return [link.holder for link in self.chain if link.step is not CustodyStep.GIVEN][-1]

    @property
    def offered_to(self) -> Holder | None:
        """Whom it was given to without a word of having taken it; ``None`` when nothing is open."""
        last = self.chain[-1]
        return last.holder if last.step is CustodyStep.GIVEN else None

    @property
    def is_open(self) -> bool:
        """Whether somebody other than the owner still answers for it."""
        return self.chain[-1].step is not CustodyStep.RETURNED


def next_link(
    number: str,
    chain: tuple[CustodyEvent, ...],
    step: CustodyStep,
    holder: Holder,
    by: str,
    at: datetime,
) -> CustodyEvent:
    """The link that ``step`` adds to ``chain``, unsigned. Raises ``CustodyRefused`` when it cannot follow.

    Only the one it was given to can take it; KEPT brings it back to who held it before; RETURNED ends with
    the owner.
    """
    last = chain[-1] if chain else None
    if step not in _NEXT[last.step if last else None]:
        raise CustodyRefused(_WRONG_STEP, envelope=number)
    if step is CustodyStep.TAKEN and last is not None and holder != last.holder:
        raise CustodyRefused(_WRONG_STEP, envelope=number)
    if step is CustodyStep.KEPT:
        holder = Envelope(number, "", (), chain).holder
    if step is CustodyStep.RETURNED:
        holder = CITIZEN
    elif holder.kind is HolderKind.CITIZEN:
        raise CustodyRefused(_WRONG_STEP, envelope=number)
    return CustodyEvent(number, len(chain) + 1, step, holder, by, at)
