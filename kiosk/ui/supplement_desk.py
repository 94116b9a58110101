"""Papers or a message for a filed dossier: opens the page and hands on what the officer sends."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from forms.errors import KnownError
from forms.text import Message
from kiosk.services import counter, following, papers
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed
from kiosk.ui.counter.detail_screen import DetailScreen
from kiosk.ui.counter.supplement_screen import SupplementScreen
from kiosk.ui.picking import pick
from kiosk.ui.screens.base import Screen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

SUPPLEMENTED = Message(
    "ui.counter.supplemented",
    "Đã niêm phong phần bổ sung, máy tự gửi khi có mạng.",
    "A supplement was sealed.",
)


class SupplementDesk:
    """The supplements of one shift's counter."""

    def __init__(self, conductor: "Conductor", desk: Desk) -> None:
        self._c = conductor
        self._desk = desk

    def open(self, dossier: str, in_reply_to: int | None) -> None:
        """``in_reply_to``: the notice that is answered, if any."""

        def build() -> Screen:
            screen = SupplementScreen(
                self._c.kit,
                counter.detail(self._desk, dossier),
                self._pick_file,
                papers.read_file,
                in_reply_to,
            )
            screen.sent.connect(self._c.guarded(partial(self._supplement, screen, dossier)))
            screen.went_back.connect(self._c.guarded(partial(self._c.open_detail, dossier)))
            return screen

        self._c.present(build, say=False, languages=False)

    def _supplement(
        self,
        screen: SupplementScreen,
        dossier: str,
        note: str,
        files: tuple[tuple[str, bytes], ...],
        in_reply_to: int | None,
    ) -> None:
        def done(_filed: Filed) -> None:
            self._c.open_detail(dossier)
            shown = self._c.window.screen_shown
            if isinstance(shown, DetailScreen):
                shown.tell("good", SUPPLEMENTED)

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError):
                screen.tell("danger", error.message, **{k: str(v) for k, v in error.params.items()})
            else:
                self._c.tell(error)

        self._c.work(
            lambda: following.supplement(self._desk, dossier, note, files, in_reply_to=in_reply_to),
            done,
            failed,
        )

    # -- picking

    def _pick_file(self) -> Path | None:
        return pick(self._c, folders=False)
