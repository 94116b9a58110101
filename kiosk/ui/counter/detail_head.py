"""The head of a dossier: whose it is, its number in large letters, how far it was sent and what is said of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.states import CaseStatus, ParcelKind
from forms.text import Message
from kiosk.domain.dossier import OFFICIAL_NUMBERS
from kiosk.i18n.values import KnownDate
from kiosk.services.counter import Detail
from kiosk.ui.counter.marks import CARRIAGE_MARKS, STATUS_MARKS, StateMark, neediest
from kiosk.ui.counter.rows_model import NO_NAME
from kiosk.ui.counter.section import small, words
from kiosk.ui.theme.sizes import Role, TextSize
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.text_block import TextBlock

OFFICIAL = Message("ui.counter.detail.official", "Mã hồ sơ", "Over the official number.")
TRIAL_NUMBER = Message(
    "ui.counter.detail.trial", "Số thử nghiệm", "Over a trial number: it counts for nothing."
)
NONE_YET = Message("ui.counter.detail.none_yet", "Chưa có mã hồ sơ", "In place of the official number.")
SLIP = Message("ui.counter.detail.slip", "Số tạm: {number}", "The provisional number of a dossier.")
RECEIVED = Message("ui.counter.detail.received", "Tiếp nhận: {day}", "The legal day of receipt.")
DUE = Message("ui.counter.detail.due", "Hẹn trả: {day}", "The day the authority promised the result for.")
URGENT = Message("ui.counter.detail.urgent", "Hồ sơ gấp", "The dossier goes before others.")


#: Narrower, the states stand under the name: a number would be broken beside them.
_BESIDE_MM = 150


class DetailHead(QWidget):
    """Built anew for every picture of the dossier."""

    def __init__(self, kit: Kit, detail: Detail) -> None:
        super().__init__()
        dossier = detail.dossier
        mm = kit.look.mm
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(mm(0.4))
        row = FoldingRow(mm(4), mm(_BESIDE_MM))
        column.addWidget(row)
        column.addWidget(small(kit, _facts(kit, detail), "ink"))
        name = QWidget()
        left = QVBoxLayout(name)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(mm(0.3))
        left.addWidget(words(kit, dossier.citizen_name or kit.show(NO_NAME).text, role=Role.OFFICER_TITLE))
        left.addLayout(_number(kit, detail))
        row.add(name, 12)
        states = QWidget()
        right = QVBoxLayout(states)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(mm(1.2))
        filing = next((parcel for parcel in detail.parcels if parcel.kind is ParcelKind.FILING), None)
        if filing is not None:
            carriage = StateMark(kit, CARRIAGE_MARKS[filing.carriage], filing.carriage.value)
            carriage.setObjectName("carriage")
            right.addWidget(carriage)
        part = neediest(detail.parts)
        status = part.status if part is not None else CaseStatus.DRAFT
        case = StateMark(kit, STATUS_MARKS[status], str(int(status)))
        case.setObjectName("case-status")
        right.addWidget(case)
        right.addStretch(1)
        row.add(states, 8)


def _number(kit: Kit, detail: Detail) -> QHBoxLayout:
    """Caption and number. The number does not grow with the text size: it is the largest thing here already."""
    dossier = detail.dossier
    row = QHBoxLayout()
    row.setSpacing(kit.look.mm(2))
    if dossier.official_number is None:
        shown = TextBlock(kit.look, kit.show(NONE_YET).text, Role.OFFICER_TITLE, "muted")
    else:
        trial = dossier.number_kind not in OFFICIAL_NUMBERS
        caption = small(
            kit, kit.show(TRIAL_NUMBER if trial else OFFICIAL).text, "warn_ink" if trial else "muted"
        )
        row.addWidget(caption, 0, Qt.AlignmentFlag.AlignVCenter)
        large = kit.look.with_text(TextSize.NORMAL)
        shown = TextBlock(large, dossier.official_number, Role.ANSWER)
    shown.setObjectName("official-number")
    shown.setProperty("number", dossier.official_number or "")
    row.addWidget(shown, 1)
    return row


def _facts(kit: Kit, detail: Detail) -> str:
    dossier = detail.dossier
    facts = [kit.show(URGENT).text] if dossier.urgent else []
    if dossier.slip_number:
        facts.append(kit.show(SLIP, number=dossier.slip_number).text)
    if dossier.received_at is not None:
        facts.append(kit.show(RECEIVED, day=KnownDate.of(dossier.received_at)).text)
    if dossier.due_at is not None:
        facts.append(kit.show(DUE, day=KnownDate.of(dossier.due_at)).text)
    return " · ".join(facts)
