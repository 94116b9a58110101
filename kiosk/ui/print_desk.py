"""Printing from the screen: a wish becomes a job, the job goes to its printer on a thread of its own, the page hears how it went.

A printer that waits for paper never holds up anything else. What could not be printed is tried again by itself while the
same citizen is here, and never in front of the next one. No dialog of the system is shown to anybody.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer

from forms.errors import KnownError
from forms.text import Message
from kiosk.devices.printer import WORDS, Came, Outcome, Printable, Printer, PrinterStatus, Stopped, never
from kiosk.domain.print_jobs import PrintJob, PrintState, Trouble
from kiosk.services import print_queue
from kiosk.services.desk import Desk
from kiosk.ui.background import Background

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

T = TypeVar("T")

TRY_AGAIN_MS = 5_000

PRINTING = Message("ui.press.printing", "Đang in…", "While a paper is at the printer.")
PRINTED = Message("ui.press.printed", "Đã gửi tới máy in.", "A paper was handed to the printer.")
OUT = Message("ui.press.out", "Đã in xong. Xin nhận giấy.", "The printer itself said that the paper is out.")
MIDWAY = {
    Trouble.PAPER_OUT: Message(
        "ui.press.paper_out_midway",
        "Hết giấy khi đang in dở. Xin cán bộ bỏ tờ dở, thay giấy, rồi in lại ở trang Máy in.",
        "Paper ended in the middle of a paper.",
    ),
    Trouble.JAM: Message(
        "ui.press.jam_midway",
        "Kẹt giấy khi đang in dở. Xin cán bộ tắt máy in, gỡ tờ kẹt, bật lại, rồi in lại ở trang Máy in.",
        "Paper jammed in the middle of a paper.",
    ),
    Trouble.COVER_OPEN: Message(
        "ui.press.cover_open_midway",
        "Nắp máy in mở khi đang in dở. Xin cán bộ bỏ tờ dở, đóng nắp, rồi in lại ở trang Máy in.",
        "The cover was opened in the middle of a paper.",
    ),
    Trouble.OFFLINE: Message(
        "ui.press.offline_midway",
        "Máy in ngắt khi đang in dở. Xin cán bộ xem giấy đã ra đủ chưa, rồi trả lời ở trang Máy in.",
        "The connection broke in the middle of a paper.",
    ),
}
UNSURE = Message(
    "ui.press.unsure",
    "Giấy in dở. Xin cán bộ bỏ tờ hỏng, rồi vào trang Máy in để in lại.",
    "After the reason: some of the paper may have come out.",
)

Tell = Callable[[str, Message], None]
"""Says on the page what became of it: tone and words."""
Asking = Callable[[], PrintJob]


class GivenPrinter:
    """Whatever a test or the demo prints with, as a printer."""

    address = "given"

    def __init__(self, print_pdf: Callable[[bytes], None]) -> None:
        self._print = print_pdf

    def status(self) -> PrinterStatus:
        """Well."""
        return PrinterStatus()

    def print(self, paper: Printable, stopped: Stopped = never) -> Outcome:  # noqa: ARG002 - as every printer
        """Hands the PDF over."""
        try:
            self._print(paper.pdf)
        except KnownError:
            return Outcome(Came.NOTHING, Trouble.REFUSED)
        return Outcome(Came.ALL)


class PrintDesk(QObject):
    """The printing of one shift. Belongs to the screen's thread."""

    def __init__(
        self,
        conductor: "Conductor",
        desk: Desk,
        print_pdf: Callable[[bytes], None] | None = None,
        *,
        quiet: bool = True,
    ) -> None:
        """``quiet``: no printer has anything of the shift before, so a job that seems to be at one was interrupted."""
        super().__init__(conductor)
        self._c = conductor
        self._desk = desk
        self._given = GivenPrinter(print_pdf) if print_pdf is not None else None
        self._press = Background(self)
        self._closing = False
        self._listeners: dict[str, Tell] = {}
        self._again = QTimer(self)
        self._again.setInterval(TRY_AGAIN_MS)
        self._again.timeout.connect(self._try_waiting)
        if quiet:
            conductor.background.run(
                partial(print_queue.interrupted, desk), self._tell_interrupted, self._failed
            )

    @property
    def elsewhere(self) -> bool:
        """Whether papers go to whatever was handed in and not to the office's printers."""
        return self._given is not None

    @property
    def busy(self) -> bool:
        """Whether a printer has something."""
        return self._press.busy

    # -- wishes

    def submit(self, asking: Asking, tell: Tell) -> None:
        """Makes the paper, books it and prints it; ``tell`` hears of it while its page is shown."""
        heard = self._only_on_this_page(tell)

        def asked(job: PrintJob) -> None:
            self.start(job.id, heard)

        self._c.work(asking, asked)

    def start(self, job: str, tell: Tell) -> None:
        """Prints a waiting job now, held or not."""
        tell("info", PRINTING)
        self._listeners[job] = tell
        self._press.run(partial(self._print, job), partial(self._ended, tell), self._failed)

    def aside(self, function: Callable[[], T], done: Callable[[T], None]) -> None:
        """Something that asks printers, where it holds up nobody; behind what is being printed."""
        self._press.run(function, done, self._failed, soon=False)

    def citizen_left(self) -> None:
        """Nothing of this visit is printed by itself from now on; what is at the printer comes out."""
        self._again.stop()
        self._listeners.clear()
        self._c.background.run(
            partial(print_queue.citizen_left, self._desk), lambda _count: None, self._failed
        )

    def close(self, then: Callable[[], None]) -> None:
        """The shift ends: what is at the printer comes out first, then ``then`` closes the office."""
        self._again.stop()
        self._listeners.clear()
        self._press.run(then, lambda _none: self.deleteLater(), self._failed)

    def stop(self) -> None:
        """What is at the printer is stopped, and asked about at the next start."""
        self._closing = True

    def abandon(self) -> None:
        """The process ends."""
        self.stop()
        self._again.stop()
        self._press.close()

    # -- printing, on the press's thread

    def printer_for(self, job: PrintJob) -> Printer:
        """The printer a job goes to."""
        from kiosk.devices.printers import default_for, printer_at

        if self._given is not None:
            return self._given
        address = print_queue.printer_for(self._desk, job.size) or default_for(job.size)
        return printer_at(address)

    def _print(self, job_id: str, *, only_when_ready: bool = False) -> tuple[PrintJob, Outcome | None]:
        job = self._desk.store.print_jobs.get(job_id)
        printer = self.printer_for(job)
        if only_when_ready and not printer.status().ready:
            return job, None
        pdf = print_queue.take(self._desk, job_id, printer.address)
        if pdf is None:
            return self._desk.store.print_jobs.get(job_id), None
        try:
            outcome = printer.print(Printable(pdf, job_id, job.size), lambda: self._closing)
        except BaseException:
            print_queue.ended(self._desk, job_id, Came.UNSURE, Trouble.FAULT)
            raise
        return print_queue.ended(self._desk, job_id, outcome.came, outcome.trouble), outcome

    # -- what became of it, on the screen's thread

    def _ended(self, tell: Tell, result: tuple[PrintJob, Outcome | None]) -> None:
        job, outcome = result
        if outcome is None:
            return
        if job.state is PrintState.PRINTED:
            self._listeners.pop(job.id, None)
            tell("good", OUT if outcome.proven else PRINTED)
        elif job.state is PrintState.WAITING:
            tell("warn", WORDS.get(outcome.trouble, WORDS[Trouble.FAULT]))
            if job.id in self._listeners:
                self._again.start()
        else:
            tell("danger", MIDWAY.get(outcome.trouble, UNSURE))

    def _try_waiting(self) -> None:
        """Printers that were out of paper may have some now."""
        if self._press.busy:
            return
        waiting = list(self._listeners.items())
        if not waiting:
            self._again.stop()
        for job, tell in waiting:
            self._press.run(
                partial(self._print, job, only_when_ready=True),
                partial(self._tried, job, tell),
                self._failed,
                soon=False,
            )

    def _tried(self, job_id: str, tell: Tell, result: tuple[PrintJob, Outcome | None]) -> None:
        if result[0].state is not PrintState.WAITING:
            self._listeners.pop(job_id, None)
        self._ended(tell, result)

    def _only_on_this_page(self, tell: Tell) -> Tell:
        screen = self._c.window.screen_shown

        def heard(tone: str, message: Message) -> None:
            if screen is self._c.window.screen_shown:
                self._c.safely(tell, tone, message)

        return heard

    def _tell_interrupted(self, jobs: tuple[PrintJob, ...]) -> None:
        if jobs:
            self._c.sheet((self._c.kit.show(WORDS[Trouble.INTERRUPTED]),), icon="print", name="interrupted")

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, KnownError):
            self._c.tell(error)
        else:
            self._c.journal.exception("printing", error)
