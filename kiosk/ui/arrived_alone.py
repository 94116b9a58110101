"""A dossier that a citizen entered alone, opened by an officer: nobody has seen yet who entered it."""

from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.i18n.packs import VIETNAMESE
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.pressable import Kind

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

ENTERED_ALONE = Message(
    "ui.counter.entered_alone",
    "Số chờ {number}: bà con tự khai. Xem thẻ và nhìn người, đối chiếu họ tên, số định danh; xem từng giấy tờ rồi mới đọc lại và ký.",
    "To the officer who opens what a citizen entered alone. Must not lose: check the person, the number and each paper.",
)
PRINT_NUMBER = Action(
    "print-number",
    Message("ui.counter.print_number", "In lại số chờ", "Button: prints the waiting number again."),
    Kind.PLAIN,
    "print",
)


def remind_of_identity(conductor: "Conductor", dossier: str) -> None:
    """Nobody has seen yet whoever entered a dossier alone: said to the officer before anything else."""
    from kiosk.services.checking import arrivals
    from kiosk.ui.sheet import OK

    assert conductor.shift is not None
    number = arrivals(conductor.shift.desk, (dossier,)).get(dossier)
    if number is not None:
        shown = conductor.translator(VIETNAMESE).show(ENTERED_ALONE, number=f"{number.number:03d}")
        sheet = conductor.sheet((shown,), icon="id-card", name="entered-alone", actions=(PRINT_NUMBER, OK))
        sheet.chosen.connect(
            conductor.guarded(
                lambda chosen: _print_number(conductor, dossier) if chosen == PRINT_NUMBER.id else None
            )
        )


def _print_number(conductor: "Conductor", dossier: str) -> None:
    """The waiting number again, for a citizen who has lost it; how it went is said on a sheet."""
    from kiosk.services import print_queue, waiting_number

    assert conductor.shift is not None
    desk = conductor.shift.desk

    def tell(tone: str, message: Message) -> None:
        if tone != "info":
            conductor.sheet((conductor.kit.show(message),), icon="print")

    paper = waiting_number.of_draft(desk, dossier)
    conductor.prints.submit(lambda: print_queue.ask(desk, paper), tell)
