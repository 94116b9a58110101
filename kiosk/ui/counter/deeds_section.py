"""What else can be done with a filed dossier: only what this officer may do stands here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forms.states import Carriage, CaseStatus
from forms.text import Message
from kiosk.domain.roles import Act, Role, may
from kiosk.services.counter import Detail
from kiosk.ui.counter.desk_page import deed_button
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

_NOTE = "Button on the page of one dossier."


class Deed(StrEnum):
    """One way on from the page of a dossier."""

    HAND_OUT = "hand-out"
    FEE = "fee"
    CALL = "call"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    TELL = "tell"
    TIMELINE = "timeline"
    ENVELOPES = "envelopes"
    RATE = "rate"
    URGE = "urge"


@dataclass(frozen=True, slots=True)
class _Face:
    word: Message
    icon: str
    act: Act


FACES: dict[Deed, _Face] = {
    Deed.HAND_OUT: _Face(
        Message("ui.deeds.hand_out", "Trả kết quả", _NOTE), "certificate", Act.HAND_OUT_RESULT
    ),
    Deed.FEE: _Face(Message("ui.deeds.fee", "Thu phí", _NOTE), "money", Act.TAKE_FEE),
    Deed.CALL: _Face(Message("ui.deeds.call", "Gọi điện", _NOTE), "phone", Act.CALL),
    Deed.AMEND: _Face(Message("ui.deeds.amend", "Sửa hồ sơ", _NOTE), "edit", Act.AMEND),
    Deed.WITHDRAW: _Face(Message("ui.deeds.withdraw", "Rút hồ sơ", _NOTE), "undo", Act.WITHDRAW),
    Deed.TRANSFER: _Face(Message("ui.deeds.transfer", "Chép ra cổng", _NOTE), "paper-copy", Act.SEE_DOSSIERS),
    Deed.TELL: _Face(Message("ui.deeds.tell", "Nói bà con nghe", _NOTE), "sound", Act.SEE_DOSSIERS),
    Deed.TIMELINE: _Face(Message("ui.deeds.timeline", "Quá trình", _NOTE), "clock", Act.SEE_DOSSIERS),
    Deed.ENVELOPES: _Face(Message("ui.deeds.envelopes", "Phong bì", _NOTE), "envelope", Act.KEEP_ORIGINALS),
    Deed.RATE: _Face(Message("ui.deeds.rate", "Đánh giá", _NOTE), "face-5", Act.RATE),
    Deed.URGE: _Face(Message("ui.deeds.urge", "Gửi gấp", _NOTE), "send-now", Act.URGE),
}
CALM = Message("ui.deeds.calm", "Thôi gấp", "Button on the page of a dossier that is marked as urgent.")


def deeds_for(role: Role) -> tuple[Deed, ...]:
    """What this officer may do, in the order of the buttons."""
    return tuple(deed for deed, face in FACES.items() if may(role, face.act))


def offered(role: Role, detail: Detail) -> tuple[Deed, ...]:
    """Those that make a difference to this dossier: what is home needs no hurry, and only a mark that stands is taken back."""
    home = all(parcel.carriage is Carriage.DELIVERED for parcel in detail.parcels)
    deeds = deeds_for(role)
    return deeds if not home or detail.dossier.urgent else tuple(one for one in deeds if one is not Deed.URGE)


def main_deed(detail: Detail, deeds: Sequence[Deed]) -> Deed | None:
    """What the dossier waits for at this counter."""
    states = {part.status for part in detail.parts}
    for status, deed in ((CaseStatus.DECIDED, Deed.HAND_OUT), (CaseStatus.PAYMENT_ASKED, Deed.FEE)):
        if status in states and deed in deeds:
            return deed
    return None


#: Five beside each other on the smallest lying screen, fewer on an upright one.
_LEAST_WIDE_MM = 36


def deeds_grid(
    kit: Kit, deeds: Sequence[Deed], main: Deed | None, asked: Callable[[Deed], None], urgent: bool = False
) -> EvenGrid:
    """A button each; ``main`` is what the dossier waits for. One that is ``urgent`` can be let go of."""
    grid = EvenGrid(columns=5, gap=kit.look.mm(1.4), balanced=True)
    grid.setObjectName("deeds")
    for number, deed in enumerate(deeds, 1):
        face = FACES[deed]
        kind = Kind.PRIMARY if deed is main else Kind.PLAIN
        word = CALM if deed is Deed.URGE and urgent else face.word
        button = deed_button(kit, f"deed-{deed.value}", word, face.icon, kind=kind)
        button.widen(kit.look.mm(_LEAST_WIDE_MM))
        if number <= 9:
            button.setToolTip(f"Ctrl+{number}")
        button.tapped.connect(lambda deed=deed: asked(deed))
        grid.add(button)
    return grid
