"""The citizen's own word on how they were served: five faces, spoken, touched once. The officer turns the screen away."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from forms.text import Message
from kiosk.services.ratings import FACES, QUESTION
from kiosk.ui.screens.base import Screen, headline
from kiosk.ui.theme.sizes import ANSWER_MM, Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import ear_for
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind, Pressable

HELP_RATING = Message(
    "ui.rating.help",
    "Bà con chạm vào một khuôn mặt. Không muốn trả lời thì chạm Quay lại; không ảnh hưởng gì tới hồ sơ.",
    "Help on the page with the five faces.",
)


class RatingScreen(Screen):
    """``rated(face)`` at the first touch; ``went_back`` without one."""

    name = "rating"
    rated = Signal(int)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.column.addWidget(headline(kit, QUESTION))
        self.column.addStretch(1)
        faces = EvenGrid(columns=len(FACES), gap=kit.look.mm(2))
        for face, word in FACES.items():
            tile = FaceTile(kit, face, word)
            tile.tapped.connect(lambda face=face: self.rated.emit(face))
            faces.add(tile)
        self.column.addWidget(faces)
        self.column.addStretch(2)

    def steps(self) -> tuple[Action, ...]:
        """None: a touch on a face is the answer."""
        return ()

    def spoken(self) -> tuple[Spoken, ...]:
        """The question, then each face."""
        return (Spoken(QUESTION), *(Spoken(word) for word in FACES.values()))

    def help_text(self) -> tuple[Message, ...]:
        """That it is free."""
        return (HELP_RATING,)


class FaceTile(Pressable):
    """A face, its words under it, an ear: the words of a face are heard without touching it."""

    def __init__(self, kit: Kit, face: int, word: Message) -> None:
        super().__init__(kit.look, Kind.PLAIN, taps=kit.taps)
        mm = kit.look.mm
        self.setObjectName(f"face-{face}")
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(1.5), mm(3), mm(1.5), mm(2))
        column.setSpacing(mm(2))
        column.addWidget(PictogramLabel(kit.look, f"face-{face}", 22), 0, Qt.AlignmentFlag.AlignHCenter)
        shown = kit.show(word)
        label = BilingualLabel(
            kit.look, shown, Role.ANSWER, Role.ANSWER_UNDER, align=Qt.AlignmentFlag.AlignHCenter
        )
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column.addWidget(label, 1)
        ear = ear_for(kit, word)
        if ear is not None:
            column.addWidget(ear, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(shown.text)
        self.setMinimumHeight(mm(ANSWER_MM))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
