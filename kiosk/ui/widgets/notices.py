"""Boxes that tell a person something: what is wrong and how to put it right, a warning, a word of help.

Each has its sign and its frame; none blames. The summary of faults repeats the very words shown at each
field.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.faults import Fault
from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton, ear_for
from kiosk.ui.widgets.error_pictures import error_picture
from kiosk.ui.widgets.heard import Heard
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel

PROBLEM = Message(
    "ui.problem.title",
    "Có chỗ cần xem lại",
    "Title over the list of answers that cannot be taken yet. Kind, blames nobody.",
)

#: Surface, frame, ink and sign. No two tones share a sign: without colours it is what tells them apart.
_TONES = {
    "danger": ("danger_wash", "danger", "danger_ink", "stop"),
    "warn": ("warn_wash", "warn", "warn_ink", "warning"),
    "good": ("good_wash", "good", "ink", "yes"),
    "info": ("accent_wash", "accent", "ink", "info"),
}


class NoticeBox(Heard):
    """A sign and a sentence in a frame, said at a tap. ``tone``: danger, warn, good or info."""

    def __init__(
        self,
        kit: Kit,
        tone: str,
        shown: Shown,
        *,
        role: Role = Role.BODY,
        icon: str | None = None,
        message: Message | None = None,
        parent: QWidget | None = None,
    ) -> None:
        ear = ear_for(kit, message) if message is not None else None
        super().__init__(
            kit, *((Spoken(message),) if ear is not None and message is not None else ()), parent=parent
        )
        self._look: Look = kit.look
        self._surface, self._edge, ink, sign = _TONES[tone]
        mm = kit.look.mm
        row = QHBoxLayout(self)
        row.setContentsMargins(mm(3), mm(1.5), mm(2), mm(1.5))
        row.setSpacing(mm(2.5))
        own = error_picture(message.id) if message is not None else None
        picture = PictogramLabel(kit.look, icon or own or sign, 12 if own and not icon else 9)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(BilingualLabel(kit.look, shown, role, Role.NOTE, ink=ink, under_ink=ink), 1)
        if ear is not None:
            row.addWidget(ear, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(shown.text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the frame with its thick left edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._look.mm(1.5)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(self._look.colour(self._surface))
        painter.setPen(QPen(self._look.colour(self._edge), max(1.5, self._look.mm(0.3))))
        painter.drawRoundedRect(body, radius, radius)
        painter.end()


class ErrorSummary(QWidget):
    """Every fault of a page or a dossier in the words that stand at the field; a tap goes there."""

    chosen = Signal(str)

    def __init__(
        self,
        kit: Kit,
        faults: Sequence[Fault],
        about: Mapping[str, Shown] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``about``: for answers about one of several people, by address, whom they are about."""
        super().__init__(parent)
        self.setObjectName("faults")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(1.5))
        box.addWidget(NoticeBox(kit, "danger", kit.show(PROBLEM), role=Role.ANSWER, message=PROBLEM))
        for fault in faults:
            label = _about(kit.show(fault.label), (about or {}).get(fault.field))
            said = kit.show(fault.message, **fault.params)
            line = Shown(
                f"{label.text}: {said.text}",
                f"{label.vi}: {said.vi}",
                label.is_draft or said.is_draft,
                said.tag,
            )
            icon = error_picture(fault.message.id) or "edit"
            button = BigButton(kit, line, icon=icon, step=False, least=14, role=Role.BODY, under=Role.NOTE)
            button.setObjectName(f"problem-{fault.field}")
            button.tapped.connect(lambda field=fault.field: self.chosen.emit(field))
            box.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


def _about(label: Shown, who: Shown | None) -> Shown:
    """The name of an answer with whom it is about."""
    if who is None:
        return label
    return Shown(f"{who.text} – {label.text}", f"{who.vi} – {label.vi}", label.is_draft, label.tag)
