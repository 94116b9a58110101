"""The parts of a dossier: which there will be, and noting by hand what became of one that goes on paper.

A part by wire is moved by the province's notices alone. May not print anything.
"""

from forms.errors import KnownError
from forms.states import CaseStatus
from forms.text import Message
from kiosk.domain.dossier import PartAtFiling, PartState, Route
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import Desk
from kiosk.services.intake import Draft
from kiosk.services.sealing import parts_of

HAND_STATUSES = tuple(status for status in CaseStatus if status is not CaseStatus.DRAFT)
"""What an officer may note of a paper part."""

_LONGEST_NOTE = 500

_BY_WIRE = Message(
    "error.parts.by_wire",
    "Phần này gửi qua hệ thống của cơ quan giải quyết nên trạng thái chỉ đổi theo tin từ tỉnh.",
    "Said to an officer who would note by hand the state of a part that goes by wire",
)
_NO_PART = Message("error.parts.no_part", "Hồ sơ này không có phần như vậy.", "Said to an officer")
_NO_STATUS = Message(
    "error.parts.no_status", "Xin chọn một trạng thái có trong danh sách.", "Said to an officer"
)


def expected(desk: Desk, draft: Draft) -> tuple[PartAtFiling, ...]:
    """The parts this draft would be filed with now, each with its authority and road."""
    return parts_of(desk, draft.state)


def move_by_hand(desk: Desk, dossier_id: str, part: str, status: CaseStatus, note: str = "") -> PartState:
    """Notes what an authority said of its part on paper. Who and when stand beside it and in the audit chain."""
    demand(desk.officer.role, Act.NOTE_PAPER_PART)
    found = next((one for one in desk.store.dossiers.parts(dossier_id) if one.part == part), None)
    if found is None:
        raise KnownError(_NO_PART)
    if found.route is not Route.PAPER:
        raise KnownError(_BY_WIRE)
    if status not in HAND_STATUSES:
        raise KnownError(_NO_STATUS)
    return desk.store.dossiers.move_part(
        dossier_id, part, status, by=desk.officer.code, text=note.strip()[:_LONGEST_NOTE]
    )
