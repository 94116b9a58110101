"""Every state as a sign and a word, with a tone that only repeats what sign and word already say."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forms.states import Carriage, CaseStatus
from forms.text import Message
from kiosk.domain.dossier import PartState
from kiosk.services.counter import CARRIAGE_WORDS, STATUS_WORDS
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.text_block import TextBlock


class _Colours(NamedTuple):
    """Tokens of surface, frame and words."""

    surface: str | None
    edge: str | None
    ink: str


class Tone(Enum):
    """What a state asks of the officer: nothing, patience, a look, a deed."""

    QUIET = _Colours(None, None, "muted")
    PLAIN = _Colours(None, None, "ink")
    GOOD = _Colours(None, None, "good")
    WARN = _Colours("warn_wash", "warn", "warn_ink")
    BAD = _Colours("danger_wash", "danger", "danger_ink")

    @property
    def colours(self) -> _Colours:
        """What it is drawn in."""
        found: _Colours = self.value
        return found

    @property
    def surface(self) -> str | None:
        """Token of the surface behind the words, if any."""
        return self.colours.surface

    @property
    def edge(self) -> str | None:
        """Token of the frame, if any."""
        return self.colours.edge

    @property
    def ink(self) -> str:
        """Token of the words."""
        return self.colours.ink


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign (name of a pictogram), a word and a tone."""

    icon: str
    word: Message
    tone: Tone
    short: Message | None = None  # where a row of a list has no room for the whole


_SHORT_CARRIAGE = {
    Carriage.WAITING: Message("ui.counter.short.waiting", "Chờ mạng", "How far it was sent, in few words"),
    Carriage.RECORDED: Message(
        "ui.counter.short.recorded", "Tỉnh đã ghi nhận", "How far it was sent, in few words"
    ),
    Carriage.REFUSED: Message("ui.counter.short.refused", "Bị trả lại", "How far it was sent, in few words"),
}
_SHORT_STATUS = {
    CaseStatus.SUPPLEMENT_ASKED: Message("ui.counter.short.5", "Yêu cầu bổ sung", "Case status in few words"),
    CaseStatus.PAYMENT_ASKED: Message("ui.counter.short.6", "Yêu cầu nộp tiền", "Case status in few words"),
    CaseStatus.WITHDRAWN: Message("ui.counter.short.7", "Công dân rút hồ sơ", "Case status in few words"),
}

CARRIAGE_MARKS: dict[Carriage, Mark] = {
    one: Mark(icon, CARRIAGE_WORDS[one], tone, _SHORT_CARRIAGE.get(one))
    for one, icon, tone in (
        (Carriage.SEALED, "sealed", Tone.PLAIN),
        (Carriage.WAITING, "waiting", Tone.PLAIN),
        (Carriage.SENDING, "sending", Tone.PLAIN),
        (Carriage.RECORDED, "recorded", Tone.PLAIN),
        (Carriage.DELIVERED, "delivered", Tone.GOOD),
        (Carriage.REFUSED, "refused", Tone.BAD),
    )
}

STATUS_MARKS: dict[CaseStatus, Mark] = {
    one: Mark(icon, STATUS_WORDS[one], tone, _SHORT_STATUS.get(one))
    for one, icon, tone in (
        (CaseStatus.DRAFT, "edit", Tone.PLAIN),
        (CaseStatus.REGISTERED, "list", Tone.QUIET),
        (CaseStatus.RECEIVED, "stamp", Tone.PLAIN),
        (CaseStatus.NOT_RECEIVED, "no", Tone.BAD),
        (CaseStatus.PROCESSING, "clock", Tone.PLAIN),
        (CaseStatus.SUPPLEMENT_ASKED, "warning", Tone.WARN),
        (CaseStatus.PAYMENT_ASKED, "money", Tone.WARN),
        (CaseStatus.WITHDRAWN, "undo", Tone.QUIET),
        (CaseStatus.STOPPED, "stop", Tone.BAD),
        (CaseStatus.DECIDED, "yes", Tone.GOOD),
        (CaseStatus.RETURNED, "certificate", Tone.GOOD),
    )
}

_URGENCY = (Tone.BAD, Tone.WARN, Tone.PLAIN, Tone.QUIET, Tone.GOOD)


def neediest(parts: Iterable[PartState]) -> PartState | None:
    """The part an officer must look at first; the earliest of equals."""
    return min(parts, key=lambda part: _URGENCY.index(STATUS_MARKS[part.status].tone), default=None)


class StateMark(QWidget):
    """A state in the open: sign and word, framed when something has to be done. ``state`` is its code for drivers."""

    def __init__(
        self,
        kit: Kit,
        mark: Mark,
        state: str,
        *,
        role: Role = Role.OFFICER_STRONG,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = kit.look
        self._mark = mark
        self.state = state
        mm = kit.look.mm
        framed = mark.tone.surface is not None
        box = QHBoxLayout(self)
        side = mm(1.5) if framed else 0
        box.setContentsMargins(side, mm(0.6), side, mm(0.6))
        box.setSpacing(mm(1.2))
        box.addWidget(PictogramLabel(kit.look, mark.icon, 6), 0, Qt.AlignmentFlag.AlignVCenter)
        self._word = TextBlock(kit.look, kit.show(mark.word).text, role, mark.tone.ink)
        box.addWidget(self._word, 1)
        self.setAccessibleName(self._word.text())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def text(self) -> str:
        """The word shown."""
        return self._word.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the frame of a state that asks for something."""
        tone = self._mark.tone
        if tone.surface is None or tone.edge is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._look.colour(tone.surface))
        painter.setPen(QPen(self._look.colour(tone.edge), max(1.5, self._look.mm(0.25))))
        radius = self._look.mm(1.2)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()
