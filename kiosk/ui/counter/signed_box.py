"""How somebody signs for what they take home or take back: by finger, by thumb on the printed paper, through a witness.

The officer's small form of the citizen's signature page: the same pad, the same three ways.
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.domain.dossier import SignedHow
from kiosk.services.signing import Signed
from kiosk.ui.counter.desk_page import deed_button
from kiosk.ui.counter.entries import Pick, PickGroup, entry_line, labelled
from kiosk.ui.counter.section import signed as with_sign
from kiosk.ui.screens.signature import (
    BY_FINGER,
    BY_THUMB,
    BY_WITNESS,
    EMPTY,
    THUMB_HOW,
    UNDO,
    WITNESS_MISSING,
    WITNESS_NAME,
)
from kiosk.ui.screens.signature_pad import SignaturePad
from kiosk.ui.widgets.kit import Kit

_WAYS = (
    (SignedHow.FINGER, "finger", BY_FINGER),
    (SignedHow.THUMB_PAPER, "stamp", BY_THUMB),
    (SignedHow.WITNESS, "people", BY_WITNESS),
)


class SignedBox(QWidget):
    """``signed`` gives the mark, ``lacking`` what is missing in it. ``changed`` at every stroke or choice."""

    changed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        mm = kit.look.mm
        self._wide = mm(150)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(mm(1.4))
        picks = [Pick(how.value, kit.show(word).text, icon) for how, icon, word in _WAYS]
        self.ways = PickGroup(kit, "sign", picks, columns=3, first=SignedHow.FINGER.value)
        self.ways.chosen.connect(self._show_way)
        column.addWidget(self.ways)
        self._finger = QWidget()
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._finger)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(1.6))
        self.pad = SignaturePad(kit.look)
        self.pad.setFixedHeight(mm(38))
        self.pad.changed.connect(self.changed)
        row.addWidget(self.pad, 1)
        undo = deed_button(kit, "signature-undo", UNDO, "undo", step=False)
        undo.tapped.connect(self.pad.undo)
        row.addWidget(undo, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._finger)
        self._thumb = with_sign(kit, "stamp", kit.show(THUMB_HOW).text)
        column.addWidget(self._thumb)
        self.witness = entry_line(kit, "witness", WITNESS_NAME, capitals=True, most=120)
        self._witness = labelled(kit, WITNESS_NAME, self.witness)
        column.addWidget(self._witness)
        self._show_way()

    @property
    def how(self) -> SignedHow:
        """The way chosen."""
        return SignedHow(self.ways.value() or SignedHow.FINGER.value)

    def lacking(self) -> Message | None:
        """What is missing before anything can be signed."""
        if self.how is SignedHow.FINGER and self.pad.empty:
            return EMPTY
        if self.how is SignedHow.WITNESS and not self.witness.text().strip():
            return WITNESS_MISSING
        return None

    def signed(self) -> Signed:
        """The mark as it stands."""
        finger = self.how is SignedHow.FINGER
        witness = self.witness.text().strip() if self.how is SignedHow.WITNESS else ""
        return Signed(self.how, self.pad.png() if finger else b"", witness)

    def typed(self) -> Mapping[str, object]:
        """Strokes, way and witness."""
        return {"how": self.how.value, "strokes": self.pad.strokes(), "witness": self.witness.text()}

    def put_back(self, typed: object) -> None:
        """Shows them again."""
        if isinstance(typed, dict):
            self.ways.choose(str(typed.get("how", SignedHow.FINGER.value)))
            self.pad.put_back(typed.get("strokes", []))
            self.witness.setText(str(typed.get("witness", "")))
            self._show_way()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow page the undo stands under the pad, not beside it."""
        super().resizeEvent(event)
        wide = self.width() >= self._wide
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _show_way(self, _chosen: str = "") -> None:
        self._finger.setVisible(self.how is SignedHow.FINGER)
        self._thumb.setVisible(self.how is SignedHow.THUMB_PAPER)
        self._witness.setVisible(self.how is SignedHow.WITNESS)
        if self.how is SignedHow.WITNESS and self.isVisible():
            self.witness.setFocus()
        self.changed.emit()
