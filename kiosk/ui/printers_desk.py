"""The page about printers: fetches papers and printers, asks the printers how they are, does what the officer tapped."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from forms.errors import KnownError
from kiosk.devices.printer import Address
from kiosk.devices.printers import FoundPrinter, default_for, found_printers, name_of, printer_at
from kiosk.domain.print_jobs import PaperSize, PrintJob
from kiosk.services import print_queue
from kiosk.services.desk import Desk
from kiosk.ui.counter.printers_screen import Answer, PrinterLine, PrintersScreen
from kiosk.ui.screens.base import Screen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor


class PrintersPage:
    """``back`` is where the page leads when it is left."""

    def __init__(self, conductor: "Conductor", desk: Desk, back: Callable[[], None]) -> None:
        self._c = conductor
        self._desk = desk
        self._back = back
        self._found: tuple[FoundPrinter, ...] = ()

    def open(self) -> None:
        """Shows the page; printers answer when they can."""
        self._c.work(found_printers, self._show)

    def _show(self, found: tuple[FoundPrinter, ...]) -> None:
        self._found = found
        self._c.present(self._build, say=False, languages=False)

    def _build(self) -> Screen:
        guarded = self._c.guarded
        screen = PrintersScreen(
            self._c.kit,
            print_queue.open_jobs(self._desk),
            tuple((one.address, one.name) for one in self._found),
            self._desk.now(),
            may_choose=print_queue.may_choose(self._desk),
        )
        screen.answered.connect(guarded(partial(self._answer, screen)))
        screen.chosen.connect(guarded(lambda size, address: self._choose(size, address or None)))
        screen.typed_address.connect(guarded(partial(self._typed, screen)))
        screen.tried.connect(guarded(partial(self._try, screen)))
        screen.went_back.connect(guarded(self._back))
        self._ask_how_they_are(screen)
        return screen

    # -- papers

    def _answer(self, screen: PrintersScreen, job: str, answer: Answer) -> None:
        desk = self._desk
        deeds: dict[Answer, Callable[[], PrintJob | None]] = {
            Answer.PRINT: lambda: desk.store.print_jobs.get(job),
            Answer.CAME_OUT: lambda: _done(print_queue.came_out(desk, job)),
            Answer.SPOILED: lambda: print_queue.spoiled(desk, job),
            Answer.NOTHING: lambda: print_queue.nothing_came_out(desk, job),
            Answer.CANCEL: lambda: _done(print_queue.cancel(desk, job)),
        }

        def done(to_print: PrintJob | None) -> None:
            if screen is not self._c.window.screen_shown:
                return
            if to_print is None:
                self._again()
            else:
                self._c.prints.start(to_print.id, self._told)

        def failed(error: BaseException) -> None:
            self._again()
            self._c.tell(error)

        self._c.work(deeds[answer], done, failed)

    def _told(self, tone: str, message: object) -> None:
        """The page as it is now, and what became of the paper above it."""
        if isinstance(self._c.window.screen_shown, PrintersScreen):
            screen = self._again()
            screen.tell(tone, message)  # type: ignore[arg-type]  # a Message, as the desk of prints says it

    def _again(self) -> PrintersScreen:
        screen = self._c.present(self._build, say=False, languages=False, scroll=self._c.scrolled())
        assert isinstance(screen, PrintersScreen)
        return screen

    # -- printers

    def _ask_how_they_are(self, screen: PrintersScreen) -> None:
        """First what is chosen, then how each of them is: a printer that is switched off takes seconds to say nothing."""
        desk = self._desk

        def chosen() -> tuple[PrinterLine, ...]:
            mine = print_queue.chosen(desk)
            lines = []
            for size in PaperSize:
                own = mine.get(size, "")
                address = own or print_queue.printer_for(desk, size) or default_for(size)
                lines.append(
                    PrinterLine(size, address, name_of(address), by_itself=bool(address) and not own)
                )
            return tuple(lines)

        def asked(lines: tuple[PrinterLine, ...]) -> tuple[PrinterLine, ...]:
            known = {
                address: printer_at(address).status()
                for address in {line.address for line in lines if line.address}
            }
            return tuple(
                PrinterLine(line.size, line.address, line.name, line.by_itself, known.get(line.address))
                for line in lines
            )

        def show(lines: tuple[PrinterLine, ...]) -> None:
            if screen is self._c.window.screen_shown:
                screen.show_printers(lines)

        def then_ask(lines: tuple[PrinterLine, ...]) -> None:
            show(lines)
            self._c.prints.aside(lambda: asked(lines), show)

        self._c.background.run(chosen, then_ask, self._c.tell)

    def _choose(self, size: PaperSize, address: str | None) -> None:
        def done(_none: object) -> None:
            self._again()

        self._c.work(lambda: print_queue.choose(self._desk, size, address), done)

    def _typed(self, screen: PrintersScreen, text: str) -> None:
        try:
            address = Address.typed(text)
        except KnownError as error:
            screen.tell_error(error)
            return
        if address.is_thermal:
            self._choose(PaperSize.ROLL, str(address))

    def _try(self, screen: PrintersScreen, size: PaperSize) -> None:
        self._c.prints.submit(lambda: print_queue.test_page(self._desk, size), screen.tell)


def used_printers(desk: Desk) -> dict[PaperSize, str]:
    """The address every paper goes to now, chosen or the system's own. Asks the system: off the screen's thread."""
    found = {size: print_queue.printer_for(desk, size) or default_for(size) for size in PaperSize}
    return {size: address for size, address in found.items() if address}


def _done(_job: PrintJob) -> None:
    """Nothing is left to print."""
