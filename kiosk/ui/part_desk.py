"""Noting by hand what an authority said of a part that was carried to it on paper."""

from functools import partial
from typing import TYPE_CHECKING

from forms.states import CaseStatus
from forms.text import Message
from kiosk.services import counter, parts
from kiosk.services.desk import Desk
from kiosk.ui.counter.detail_screen import DetailScreen
from kiosk.ui.counter.part_screen import PartScreen
from kiosk.ui.screens.base import Screen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.counter_flow import CounterFlow

PART_NOTED = Message(
    "ui.counter.part_noted", "Đã ghi trạng thái phần giấy.", "The state of a paper part was noted."
)


class PartDesk:
    """The paper parts of one shift's counter."""

    def __init__(self, conductor: "Conductor", desk: Desk, counter_flow: "CounterFlow") -> None:
        self._c = conductor
        self._desk = desk
        self._counter = counter_flow

    def open(self, dossier: str, part: str) -> None:
        """What an authority said of a part that was carried by hand."""
        found = counter.detail(self._desk, dossier)
        state = next(one for one in found.parts if one.part == part)

        def build() -> Screen:
            screen = PartScreen(self._c.kit, found.definition.part(part).name, state, parts.HAND_STATUSES)
            screen.noted.connect(self._c.guarded(partial(self._note_part, dossier, part)))
            screen.went_back.connect(self._c.guarded(partial(self._counter.open_detail, dossier)))
            return screen

        self._c.present(build, say=False, languages=False)

    def _note_part(self, dossier: str, part: str, status: CaseStatus, note: str) -> None:
        parts.move_by_hand(self._desk, dossier, part, status, note)
        self._counter.open_detail(dossier)
        shown = self._c.window.screen_shown
        if isinstance(shown, DetailScreen):
            shown.tell("good", PART_NOTED)
