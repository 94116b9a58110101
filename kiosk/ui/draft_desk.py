"""On with a draft from the officer's list; where its form has a newer version, every difference is shown first."""

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any

from forms.errors import KnownError
from forms.moving import Move
from kiosk.services import versions
from kiosk.services.desk import Desk
from kiosk.services.wording import say
from kiosk.ui.counter.version_screen import VersionScreen
from kiosk.ui.screens.base import Screen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.counter_flow import CounterFlow


class DraftDesk:
    """The drafts of one shift's counter."""

    def __init__(self, conductor: "Conductor", desk: Desk, counter: "CounterFlow") -> None:
        self._c = conductor
        self._desk = desk
        self._counter = counter

    def resume(self, dossier: str) -> None:
        """On with a draft; first, where its form has a newer version, what that would change."""
        move = versions.offer(self._desk, dossier)
        if move is None:
            self._c.resume_visit(dossier)
            return
        self._show(dossier, move)

    def _show(self, dossier: str, move: Move) -> None:
        """Every difference to the newer form, and the ways on."""
        lawful = versions.lawful(self._desk, dossier)
        old, new = (self._desk.catalogue.get(*one) for one in (move.old, move.new))

        def said(address: str, value: Any) -> str:
            for definition in (new, old):
                with contextlib.suppress(KeyError):
                    shown = say(definition, address, value)
                    return shown.text if shown.message is None else self._c.kit.show(shown.message).text
            return str(value)

        def build() -> Screen:
            screen = VersionScreen(self._c.kit, move, said, lawful=lawful)
            screen.moved.connect(self._c.guarded(lambda: self._move(screen, dossier)))
            screen.finished_old.connect(self._c.guarded(partial(self._c.resume_visit, dossier)))
            screen.went_back.connect(self._c.guarded(self._counter.back))
            return screen

        self._c.present(build, say=False, languages=False)

    def _move(self, screen: VersionScreen, dossier: str) -> None:
        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError) and screen is self._c.window.screen_shown:
                screen.tell("danger", error.message, **{k: str(v) for k, v in error.params.items()})
            else:
                self._c.tell(error)

        self._c.work(
            lambda: versions.move(self._desk, dossier), lambda _move: self._c.resume_visit(dossier), failed
        )
