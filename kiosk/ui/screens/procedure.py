"""Procedures by what happens in a life: one flat page of pictures, no menus inside menus."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from forms.text import Message
from kiosk.services.guidance import Offer
from kiosk.ui.screens.base import Screen, headline
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import EarButton
from kiosk.ui.widgets.frame import Action
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel, has_pictogram
from kiosk.ui.widgets.pressable import Kind, Pressable

WHAT = Message(
    "ui.procedure.what", "Bà con cần làm việc gì?", "Over the procedures, told by what happens in a life."
)
NONE_YET = Message(
    "ui.procedure.none",
    "Máy chưa có thủ tục nào dùng được hôm nay. Mời bà con hỏi cán bộ.",
    "No procedure is on offer; must not lose: ask the officer.",
)
HELP_PROCEDURE = Message(
    "ui.procedure.help",
    "Chạm vào việc bà con cần làm. Chưa biết chọn việc nào thì hỏi cán bộ, không sao cả.",
    "Help on the page of procedures.",
)

LIFE_EVENTS = {
    "birth": Message("ui.life_event.birth", "Sinh con", "A life event; heading over procedures."),
    "marriage": Message("ui.life_event.marriage", "Hôn nhân", "A life event; heading over procedures."),
    "death": Message("ui.life_event.death", "Có người qua đời", "A life event; keep it gentle."),
    "residence": Message("ui.life_event.residence", "Nơi ở", "A life event; heading over procedures."),
    "family": Message("ui.life_event.family", "Gia đình", "A life event; heading over procedures."),
    "driving": Message("ui.life_event.driving", "Lái xe", "A life event; heading over procedures."),
    "health": Message("ui.life_event.health", "Sức khỏe", "A life event; heading over procedures."),
    "certificate": Message("ui.life_event.certificate", "Giấy tờ, bản sao", "A life event; heading."),
}
OTHER_EVENT = Message("ui.life_event.other", "Việc khác", "Heading over procedures of no listed life event.")
_PICTURES = {"residence": "house", "other": "other"}


class ProcedureTile(Pressable):
    """A procedure: picture, name, one sentence, ear."""

    def __init__(self, kit: Kit, offer: Offer) -> None:
        super().__init__(kit.look, Kind.CHOICE, taps=kit.taps)
        mm = kit.look.mm
        row = QHBoxLayout(self)
        row.setContentsMargins(mm(3), mm(2), mm(2), mm(2))
        row.setSpacing(mm(3))
        picture = _PICTURES.get(offer.life_event, offer.life_event)
        if has_pictogram(picture):
            row.addWidget(PictogramLabel(kit.look, picture, 18), 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(mm(0.8))
        column.addWidget(BilingualLabel(kit.look, kit.show(offer.name), Role.ANSWER, Role.ANSWER_UNDER))
        column.addWidget(BilingualLabel(kit.look, kit.show(offer.summary), Role.BODY, Role.NOTE, ink="muted"))
        row.addLayout(column, 1)
        said = (Spoken(offer.name), Spoken(offer.summary))
        if kit.can_say(*said):
            row.addWidget(EarButton(kit, *said), 0, Qt.AlignmentFlag.AlignVCenter)
        self.setObjectName(f"procedure-{offer.code}")
        self.setAccessibleName(kit.show(offer.name).text)
        self.setMinimumHeight(mm(26))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)


class ProcedureScreen(Screen):
    """``chosen(code)``."""

    name = "procedure"
    has_officer = True
    protects = False
    chosen = Signal(str)

    def __init__(self, kit: Kit, offers: Sequence[Offer]) -> None:
        super().__init__(kit)
        self.column.addWidget(headline(kit, WHAT if offers else NONE_YET))
        events = list(dict.fromkeys(offer.life_event for offer in offers))
        for event in events:
            message = LIFE_EVENTS.get(event, OTHER_EVENT)
            self.column.addWidget(
                BilingualLabel(kit.look, kit.show(message), Role.BODY, Role.NOTE, ink="accent")
            )
            for offer in offers:
                if offer.life_event == event:
                    tile = ProcedureTile(kit, offer)
                    tile.tapped.connect(lambda code=offer.code: self.chosen.emit(code))
                    self.column.addWidget(tile)
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """A tap on a picture is the step."""
        return ()

    def spoken(self) -> tuple[Spoken, ...]:
        """The question."""
        return (Spoken(WHAT),)

    def help_text(self) -> tuple[Message, ...]:
        """What to do when unsure."""
        return (HELP_PROCEDURE,)
