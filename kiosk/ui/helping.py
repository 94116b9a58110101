"""Help for the page on show: its sentences on a sheet, said aloud, and on paper for whoever wants them in the hand."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.documents.paper import Paper
from kiosk.domain.print_jobs import PaperSize, PrintKind
from kiosk.i18n.translator import Shown, Translator
from kiosk.i18n.values import Value
from kiosk.services import print_queue
from kiosk.services.print_queue import ToPrint
from kiosk.ui.sheet import OK
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Spoken

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

PRINT = Action(
    "print", Message("ui.help.print", "In ra giấy", "Button beside help: prints it."), icon="print"
)
DRAFT_MEANS = Message(
    "ui.help.draft_means",
    "Chữ “bản nháp” cạnh một câu: chưa ai nói tiếng mẹ đẻ soát lại bản dịch đó. Câu tiếng Việt ở dưới mới là bản chính.",
    "Help, last paragraph, in a language whose texts nobody has reviewed. Must not lose: Vietnamese is authoritative.",
)


def show_help(conductor: "Conductor") -> None:
    """The sheet. Paper is offered while an office is open: before that nobody knows its printers."""
    screen = conductor.window.screen_shown
    said = screen.help_said() if screen is not None else ()
    if not said:
        return
    shown = tuple(conductor.kit.show(one.message, **dict(one.params)) for one in said)
    if any(one.is_draft for one in shown):
        said, shown = (*said, Spoken(DRAFT_MEANS)), (*shown, conductor.kit.show(DRAFT_MEANS))
    sheet = conductor.sheet(
        shown,
        icon="help",
        actions=(PRINT, OK) if conductor.shift is not None else (OK,),
        spoken=said,
        name="help-sheet",
    )
    sheet.chosen.connect(
        conductor.guarded(lambda chosen: _print(conductor, said) if chosen == PRINT.id else None)
    )


def _print(conductor: "Conductor", said: Sequence[Spoken]) -> None:
    shift = conductor.shift
    if shift is None:
        return
    roll = print_queue.slip_size(shift.desk) is PaperSize.ROLL
    make = partial(_paper, said, Paper.ROLL_80 if roll else Paper.A5, conductor.kit.translator)

    def tell(tone: str, message: Message) -> None:
        if tone != "info":
            conductor.sheet((conductor.kit.show(message),), icon="print", spoken=(Spoken(message),))

    conductor.prints.submit(lambda: print_queue.ask(shift.desk, ToPrint(PrintKind.OTHER, make)), tell)


def _paper(said: Sequence[Spoken], paper: Paper, translator: Translator) -> bytes:
    from kiosk.documents.press import help_pdf

    params = {one.message.id: dict(one.params) for one in said}

    def show(message: Message, **given: Value) -> Shown:
        return translator.show(message, **(params.get(message.id, {}) | given))

    return help_pdf([one.message for one in said], paper, show)
