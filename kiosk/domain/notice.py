"""What comes back from the province, opened: one notice about one dossier (``docs/formats/parcel.md``,
Notice).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forms.states import CaseStatus
from kiosk.domain.dossier import NumberKind


class NoticeKind(StrEnum):
    """What a notice tells; the wire calls it ``what``."""

    NUMBER = "number"  # the official number, and with it the legal day of receipt
    STATUS = "status"
    SUPPLEMENT = "supplement"  # something is asked of the citizen
    RESULT = "result"  # the result, or where to fetch it


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A result's sealed blob (``blob`` is its name) and its plaintext's ``sha256``."""

    blob: str
    size: int
    sha256: str
    name: str
    media: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. ``seq`` counts up per office; ``id`` is what makes it the same notice when it comes again.

    ``papers`` names the papers a supplement asks for. ``by`` is the authority's own name of itself.
    """

    id: str
    seq: int
    at: datetime
    dossier: str
    what: NoticeKind
    parcel: str | None = None
    part: str | None = None
    official_number: str | None = None
    number_kind: NumberKind | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    status: CaseStatus | None = None
    text: str = ""
    papers: tuple[str, ...] = ()
    by: str = ""
    result: ResultFile | None = None
    seen_at: datetime | None = None


class Applied(StrEnum):
    """What became of a notice."""

    NEW = "new"  # it changed this kiosk's picture of the dossier
    ALREADY = "already"  # it had come before
    ELSEWHERE = "elsewhere"  # the dossier belongs to another counter of the office
