"""Pictures of every page of a procedure, so that people can look at them: ``python -m kiosk.ui.gallery
--out DIR``.

Draws the real widgets offscreen with invented answers, in any language, text size, contrast and screen. A
tool for those who build and translate; it opens no store and is no part of the running kiosk.
"""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false")

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from forms.catalogue import Catalogue
from forms.clock import SystemClock
from forms.path import Context, FormState, evaluate, progress
from forms.states import Channel
from kiosk.devices.sound import SilentPlayer
from kiosk.i18n.packs import VIETNAMESE, PackShelf
from kiosk.i18n.translator import Translator
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.look import Look, first_look
from kiosk.ui.theme.sizes import TextSize
from kiosk.ui.theme.style import apply
from kiosk.ui.theme.tokens import Contrast
from kiosk.ui.widgets.frame import PageFrame
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.page import PageWidget, page_widget
from kiosk.ui.widgets.taps import TapGuard


@dataclass(frozen=True, slots=True)
class Sitting:
    """One screen and one person in front of it."""

    look: Look
    language: str = VIETNAMESE
    width: int = 1280
    height: int = 800

    def kit(self, shelf: PackShelf) -> Kit:
        """What widgets are built with here."""
        return Kit(self.look, Translator(shelf, self.language), SilentPlayer(), TapGuard(SystemClock()))


def settle(app: QApplication) -> None:
    """Lets layouts, paints and deferred deletions come to rest."""
    for _ in range(4):
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def framed(kit: Kit, state: FormState, page_id: str, today: date) -> tuple[PageFrame, PageWidget]:
    """One page of a form in its frame, as the citizen meets it."""
    page_state = next(page for page in state.pages if page.page.id == page_id)
    frame = PageFrame(kit)
    page = page_widget(kit, page_state, today=today, home="11")
    frame.show_page(
        page, progress=progress(state, page_id), aside=page.aside(), spoken=page.spoken(), say=False
    )
    return frame, page


def typing_field(page: PageWidget) -> TypedLine | None:
    """The first line on a page that is typed in, if there is one."""
    return next((line for line in page.findChildren(TypedLine) if line.isVisibleTo(page)), None)


def pictures(
    app: QApplication,
    sitting: Sitting,
    state: FormState,
    today: date,
    keep: Callable[[str, QWidget], None],
    *,
    faults: bool = False,
) -> None:
    """Shows every asked page, and again with its keyboard where something is typed; ``keep`` takes each."""
    apply(app, sitting.look)
    kit = sitting.kit(PackShelf.shipped())
    for number, page_state in enumerate((page for page in state.pages if page.asked), start=1):
        frame, page = framed(kit, state, page_state.page.id, today)
        frame.resize(sitting.width, sitting.height)
        frame.show()
        frame.activateWindow()
        settle(app)
        name = f"{number:02d}-{page_state.page.id}"
        if faults:
            page.show_faults([field.fault for field in page_state.fields if field.fault is not None])
            settle(app)
        keep(name, frame)
        line = typing_field(page)
        if line is not None and not faults:
            line.setFocus()
            settle(app)
            keep(f"{name}-typing", frame)
        frame.hide()
        frame.deleteLater()
        settle(app)


def sample_state(code: str, today: date, answers: Mapping[str, object] | None) -> FormState:
    """A procedure as it stands with some answers; with none, as a citizen first meets it."""
    definition = Catalogue.shipped().newest(code, today)
    context = Context(today, "03127", Channel.IN_PERSON, assisted=True, province="11")
    return evaluate(definition, answers or {}, (), context)


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes one PNG a page into a folder."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.ui.gallery", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--procedure", default="1.004873")
    parser.add_argument("--seed", type=int, default=1, help="of the invented answers; 0 for none")
    parser.add_argument("--language", default=VIETNAMESE)
    parser.add_argument("--text", type=TextSize, default=TextSize.NORMAL, choices=list(TextSize))
    parser.add_argument("--contrast", type=Contrast, default=Contrast.CALM, choices=list(Contrast))
    parser.add_argument("--pixels", default="1280x800")
    parser.add_argument("--px-per-mm", type=float, default=5.88)
    parser.add_argument("--faults", action="store_true", help="show what is said of wrong answers")
    chosen = parser.parse_args(arguments)
    width, height = (int(part) for part in chosen.pixels.split("x"))
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    look = first_look(chosen.px_per_mm).with_text(chosen.text).with_contrast(chosen.contrast)
    today = date.today()  # noqa: DTZ011 a picture for people who look at it today
    answers: Mapping[str, object] | None = None
    if chosen.seed:
        from forms.sample import sample

        answers = sample(Catalogue.shipped().newest(chosen.procedure, today), chosen.seed)
    state = sample_state(chosen.procedure, today, answers)
    chosen.out.mkdir(parents=True, exist_ok=True)

    def keep(name: str, frame: QWidget) -> None:
        frame.grab().save(str(chosen.out / f"{name}-{chosen.language}-{chosen.text}-{chosen.contrast}.png"))

    pictures(app, Sitting(look, chosen.language, width, height), state, today, keep, faults=chosen.faults)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
