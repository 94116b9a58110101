"""Buttons of the citizen's and the officer's screens. Everything a finger is to hit is at least 12 mm
each way.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.i18n.values import Value
from kiosk.ui.theme.sizes import ANSWER_MM, LEAST_MM, Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind, Pressable

LISTEN = Message("ui.listen", "Nghe", "Accessible name of the ear button that says a sentence aloud.")


class IconButton(Pressable):
    """A picture alone, named for those who cannot see it. ``side`` in millimetres, never under 12; the picture fills
    ``share`` of it.
    """

    def __init__(
        self,
        kit: Kit,
        icon: str,
        name: Shown,
        *,
        kind: Kind = Kind.QUIET,
        side: float = 14,
        share: float = 0.58,
        step: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kit.look, kind, taps=kit.taps if step else None, parent=parent)
        side = max(side, LEAST_MM)
        self.shown = name
        self._side = kit.look.mm(side)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.picture = PictogramLabel(kit.look, icon, side * share, on_accent=kind is Kind.PRIMARY)
        box.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(name.text)
        self.setMinimumSize(self._side, self._side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side, self._side)


class EarButton(IconButton):
    """Says something aloud. A tap on it is never a tap on the tile it sits on."""

    def __init__(
        self, kit: Kit, *spoken: Spoken, side: float = LEAST_MM, parent: QWidget | None = None
    ) -> None:
        super().__init__(kit, "ear", kit.show(LISTEN), side=side, share=0.72, parent=parent)
        self.tapped.connect(lambda: kit.say(*spoken))


def ear_for(kit: Kit, message: Message, **params: Value) -> EarButton | None:
    """An ear for this message, or None when no pack has a clip for it: a mute ear would only mislead."""
    spoken = Spoken(message, tuple(params.items()))
    return EarButton(kit, spoken) if kit.can_say(spoken) else None


class BigButton(Pressable):
    """Picture, words, Vietnamese under them; at least 20 mm high. ``step`` for what leaves the page."""

    def __init__(
        self,
        kit: Kit,
        shown: Shown,
        *,
        kind: Kind = Kind.PLAIN,
        icon: str = "",
        icon_after: bool = False,
        step: bool = True,
        least: float = ANSWER_MM,
        role: Role = Role.BUTTON,
        under: Role = Role.BUTTON_UNDER,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kit.look, kind, taps=kit.taps if step else None, parent=parent)
        look = kit.look
        box = QHBoxLayout(self)
        box.setContentsMargins(look.mm(3), look.mm(1), look.mm(3), look.mm(1))
        box.setSpacing(look.mm(2.5))
        centred = (not icon or icon_after) and kind is not Kind.CHOICE
        self.label = BilingualLabel(
            look,
            shown,
            role,
            under,
            ink=self.ink,
            under_ink=self.ink if kind in (Kind.PRIMARY, Kind.GRAVE) else "muted",
            align=Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft,
        )
        picture = (
            PictogramLabel(look, icon, min(11.0, least * 0.55), on_accent=kind is Kind.PRIMARY)
            if icon
            else None
        )
        if picture is not None and not icon_after:
            box.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        box.addWidget(self.label, 1)
        if picture is not None and icon_after:
            box.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(shown.text)
        self._least_width = look.mm(ANSWER_MM)
        self.setMinimumHeight(look.mm(max(least, LEAST_MM)))

    def widen(self, width: int) -> None:
        """At least as wide as that (pixels). Qt's own minimum would let words be squeezed as soon as it is met."""
        self._least_width = width
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """What the words ask for."""
        return super().sizeHint().expandedTo(QSize(self._least_width, 0))

    def minimumSizeHint(self) -> QSize:
        """Never narrower than the longest word."""
        return super().minimumSizeHint().expandedTo(QSize(self._least_width, 0))
