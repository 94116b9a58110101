"""Handing envelopes of originals on and taking them back, one dossier at a time."""

from functools import partial
from typing import TYPE_CHECKING

from kiosk.domain.papers import Envelope, Holder
from kiosk.services import custody
from kiosk.services.desk import Desk
from kiosk.ui.counter import custody_words as say
from kiosk.ui.counter.custody_screen import CustodyScreen, ReceiverList
from kiosk.ui.files import CLOSE
from kiosk.ui.screens.base import Screen
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.pressable import Kind

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

YES = Action("return", say.RETURN, Kind.PRIMARY, "check")


class CustodyDesk:
    """The envelopes of one shift's dossiers."""

    def __init__(self, conductor: "Conductor", desk: Desk) -> None:
        self._c = conductor
        self._desk = desk

    def open(self, dossier: str) -> None:
        """The envelopes of a dossier."""

        def build() -> Screen:
            screen = CustodyScreen(self._c.kit, custody.stories(self._desk, dossier))
            screen.asked.connect(self._c.guarded(partial(self._asked, dossier)))
            screen.went_back.connect(self._c.guarded(partial(self._c.open_detail, dossier)))
            return screen

        self._c.present(build, say=False, languages=False)

    def _asked(self, dossier: str, deed: str, number: str) -> None:
        if deed == "give":
            self._ask_whom(dossier, number)
        elif deed == "return":
            self._ask_return(dossier, number)
        else:
            act = {"take": custody.take_over, "keep": custody.keep_after_all, "back": custody.came_back}[deed]
            self._done(dossier, act(self._desk, number))

    def _ask_whom(self, dossier: str, number: str) -> None:
        listing = ReceiverList(self._c.kit, custody.receivers(self._desk, dossier))
        sheet = self._c.sheet(
            (self._c.kit.show(say.TO_WHOM, number=number),),
            icon="hand-over",
            actions=(CLOSE,),
            content=listing,
            name="receivers",
        )

        def picked(holder: Holder) -> None:
            sheet.close_quietly()
            self._done(dossier, custody.hand_to(self._desk, number, holder))

        listing.picked.connect(self._c.guarded(picked))

    def _ask_return(self, dossier: str, number: str) -> None:
        sheet = self._c.sheet(
            (self._c.kit.show(say.ASK_RETURN, number=number),),
            icon="envelope",
            actions=(CLOSE, YES),
            name="return-sheet",
        )

        def chosen(action: str) -> None:
            if action == YES.id:
                self._done(dossier, custody.give_back(self._desk, number))

        sheet.chosen.connect(self._c.guarded(chosen))

    def _done(self, dossier: str, _envelope: Envelope) -> None:
        self.open(dossier)
        shown = self._c.window.screen_shown
        if isinstance(shown, CustodyScreen):
            shown.tell("good", say.NOTED)
