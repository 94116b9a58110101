"""What the counter's own forms are told: frozen facts, already in words. Light: loads no PDF writer.

Each form has a class of its own. A field left empty becomes a dotted line to be written on by hand; ``blank`` leaves all of
them empty. Numbers and days are the authority's: none is made up here. May not know how a form looks.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kiosk.documents.lines import Pair
from kiosk.documents.receipt_wording import TRIAL_MARK

NOTHING = Pair("")


@dataclass(frozen=True, slots=True)
class OfficeHead:
    """Who issues the form. ``parent`` is the body above it, ``number`` the paper's own number in the office's books, and
    ``made_on`` None where the day is to be written by hand."""

    office: str
    parent: str = ""
    place: str = ""
    made_on: date | None = None
    number: str = ""
    phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class CaseHead:
    """Whose dossier it is and what it asks for. ``official_number`` is the province's word, ``slip_number`` ours; ``trial``
    says that the former is a "số thử nghiệm"."""

    citizen: str = ""
    request: Pair = NOTHING
    request_code: str = ""
    official_number: str = ""
    slip_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    identity_number: str = ""
    trial: bool = False

    @property
    def written_number(self) -> str:
        """The official number as a paper bears it: nobody may take one of a trial series for a mã hồ sơ."""
        trial = self.trial and self.official_number
        return f"{self.official_number} ({TRIAL_MARK.vi.lower()})" if trial else self.official_number


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A paper still to be brought or mended, and what is to be done about it."""

    name: Pair
    what: Pair = NOTHING


@dataclass(frozen=True, slots=True)
class SupplementData:
    """02, *Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ*."""

    head: OfficeHead
    case: CaseHead
    papers: tuple[WantedPaper, ...] = ()
    reason: str = ""
    guided_by: str = ""
    guide_phone: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True)
class RefusalData:
    """03, *Phiếu từ chối tiếp nhận, giải quyết hồ sơ*. ``online`` adds what the form for online dossiers asks: when it was
    filed and the number of the filer's paper."""

    head: OfficeHead
    case: CaseHead
    reason: str = ""
    guided_by: str = ""
    guide_phone: str = ""
    online: bool = False
    filed_at: datetime | None = None
    blank: bool = False


@dataclass(frozen=True, slots=True)
class ApologyData:
    """04, *Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết*. ``new_due_at`` is the day the authority names."""

    head: OfficeHead
    case: CaseHead
    received_at: datetime | None = None
    due_at: datetime | None = None
    late_unit: str = ""
    reason: str = ""
    new_due_at: datetime | None = None
    recipients: tuple[str, ...] = ()
    signer_title: str = ""
    signed_by: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True)
class StopData:
    """05, *Thông báo dừng giải quyết hồ sơ*. ``ground`` is the legal text the authority names."""

    head: OfficeHead
    case: CaseHead
    received_at: datetime | None = None
    reason: str = ""
    ground: str = ""
    guided_by: str = ""
    guide_phone: str = ""
    recipients: tuple[str, ...] = ()
    signer_title: str = ""
    signed_by: str = ""
    blank: bool = False


class StepResult(StrEnum):
    """How a step ended against its time."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class ControlStep:
    """One handing over: who gave, who took, when, how it stood, a remark."""

    given_by: str = ""
    taken_by: str = ""
    at: datetime | None = None
    result: StepResult | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ControlData:
    """06, *Phiếu kiểm soát quá trình giải quyết hồ sơ*."""

    head: OfficeHead
    case: CaseHead
    book: str = ""
    order: str = ""
    received_at: datetime | None = None
    due_at: datetime | None = None
    authority: str = ""
    partners: str = ""
    steps: tuple[ControlStep, ...] = ()
    blank: bool = False


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A line of the register."""

    case: CaseHead
    sets: int = 1
    authority: str = ""
    received_at: datetime | None = None
    due_at: datetime | None = None
    returned_at: datetime | None = None
    how_returned: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RegisterData:
    """07, *Sổ theo dõi hồ sơ*, for the days ``first`` to ``last``."""

    head: OfficeHead
    book: str = ""
    first: date | None = None
    last: date | None = None
    entries: tuple[RegisterEntry, ...] = ()
    blank: bool = False


class PaperForm(StrEnum):
    """In what form a paper is handed on."""

    ORIGINAL = "original"
    CERTIFIED = "certified"
    COPY = "copy"
    PRINTED = "printed"  # a declaration printed here and signed


@dataclass(frozen=True, slots=True)
class RoutedPaper:
    """A paper that goes along. ``envelope`` is the number on a kept original's envelope."""

    name: str
    form: PaperForm
    pages: int | None = None
    envelope: str = ""


@dataclass(frozen=True, slots=True)
class RoutingData:
    """*Phiếu chuyển*: one part of a dossier on its way to its authority on paper. ``code`` is the text of the slip's QR."""

    head: OfficeHead
    case: CaseHead
    part: str = ""
    authority: str = ""
    authority_address: str = ""
    papers: tuple[RoutedPaper, ...] = ()
    reason: str = ""
    handed_by: str = ""
    code: str = ""
    blank: bool = False
