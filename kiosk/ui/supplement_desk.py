"""Papers or a message for a filed dossier: opens the page and hands on what the officer sends."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from forms.errors import KnownError
from forms.text import Message
from kiosk.services import counter, following, papers
from kiosk.services.filing import Filed
from kiosk.ui.capture_desk import CaptureDesk
from kiosk.ui.counter.detail_screen import DetailScreen
from kiosk.ui.counter.supplement_screen import SupplementScreen
from kiosk.ui.picking import pick
from kiosk.ui.screens.base import Screen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift

SUPPLEMENTED = Message(
    "ui.counter.supplemented",
    "Đã niêm phong phần bổ sung, máy tự gửi khi có mạng.",
    "A supplement was sealed.",
)


class SupplementDesk:
    """The supplements of one shift's counter."""

    def __init__(self, conductor: "Conductor", shift: "Shift") -> None:
        self._c = conductor
        self._desk = shift.desk
        self._again: Callable[[], None] = lambda: None
        self._capture = CaptureDesk(conductor, shift, lambda: self._again())

    def open(self, dossier: str, in_reply_to: int | None) -> None:
        """``in_reply_to``: the notice that is answered, if any."""

        def build() -> Screen:
            screen = SupplementScreen(
                self._c.kit,
                counter.detail(self._desk, dossier),
                self._pick_file,
                papers.read_file,
                in_reply_to,
                waiting=following.papers_waiting(self._desk, dossier),
                looked_up=following.looked_up_later(self._desk, dossier),
                # A machine with a camera or a scanner has a page for it, which takes files too.
                devices=self._c.attached.any_for_papers,
            )
            screen.capture_asked.connect(
                self._c.guarded(partial(self._take_in, screen, dossier, in_reply_to))
            )
            screen.taken_away.connect(self._c.guarded(partial(papers.remove, self._desk)))
            screen.returned.connect(
                self._c.guarded(lambda paper: self._owe_nothing(screen, dossier, in_reply_to, returned=paper))
            )
            screen.enveloped.connect(
                self._c.guarded(lambda slot: self._owe_nothing(screen, dossier, in_reply_to, slot=slot))
            )
            screen.sent.connect(self._c.guarded(partial(self._supplement, screen, dossier)))
            screen.went_back.connect(self._c.guarded(partial(self._c.open_detail, dossier)))
            return screen

        self._c.present(build, say=False, languages=False)

    def _take_in(
        self, screen: SupplementScreen, dossier: str, in_reply_to: int | None, slot: str, name: Message
    ) -> None:
        """The page with camera and scanner; then this page again with what was typed."""
        self._again = partial(self._open_again, screen.typed(), dossier, in_reply_to)
        self._capture.open(slot, name, dossier)

    def _open_again(self, typed: dict[str, object], dossier: str, in_reply_to: int | None) -> None:
        self.open(dossier, in_reply_to)
        shown = self._c.window.screen_shown
        if isinstance(shown, SupplementScreen):
            shown.put_back(typed)

    def _owe_nothing(
        self,
        screen: SupplementScreen,
        dossier: str,
        in_reply_to: int | None,
        *,
        returned: str = "",
        slot: str = "",
    ) -> None:
        """An original is back in its owner's hands, or in a numbered envelope."""
        if returned:
            papers.handed_back(self._desk, [self._desk.store.papers.get(returned)])
        else:
            papers.keep_in_envelope(self._desk, dossier, (slot,))
        self._open_again(screen.typed(), dossier, in_reply_to)

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
            lambda: following.supplement(
                self._desk,
                dossier,
                note,
                files,
                in_reply_to=in_reply_to,
                waiting=[paper.id for paper in following.papers_waiting(self._desk, dossier)],
            ),
            done,
            failed,
        )

    # -- picking

    def _pick_file(self) -> Path | None:
        return pick(self._c, folders=False)
