"""A printer of the system's print server: says what is wrong before and while it prints, leaves nothing in its queue.

A paper that cannot be finished is taken back from the server: a queue that wakes up an hour later must not print
somebody's receipt in front of somebody else.
"""

import time
from dataclasses import dataclass

from kiosk.devices.cups import STOPPED, Cups, CupsGone, JobState, Queue, conversation
from kiosk.devices.printer import Address, Came, Outcome, Printable, PrinterStatus, Road, Stopped, never
from kiosk.domain.print_jobs import PaperSize, Trouble

_MEDIA = {PaperSize.A4: "iso_a4_210x297mm", PaperSize.A5: "iso_a5_148x210mm"}

# Keywords of RFC 8011 and PWG 5100.9 by their beginning; the first that fits the most pressing of them is told.
_REASONS: tuple[tuple[str, Trouble], ...] = (
    ("media-jam", Trouble.JAM),
    ("cover-open", Trouble.COVER_OPEN),
    ("door-open", Trouble.COVER_OPEN),
    ("interlock-open", Trouble.COVER_OPEN),
    ("media-empty", Trouble.PAPER_OUT),
    ("media-needed", Trouble.PAPER_OUT),
    ("input-tray-missing", Trouble.PAPER_OUT),
    ("toner-empty", Trouble.NO_INK),
    ("marker-supply-empty", Trouble.NO_INK),
    ("offline", Trouble.OFFLINE),
    ("connecting-to-device", Trouble.OFFLINE),
    ("timed-out", Trouble.OFFLINE),
    ("shutdown", Trouble.OFFLINE),
    ("fuser-over-temp", Trouble.OVERHEATED),
    ("paused", Trouble.PAUSED),
    ("moving-to-paused", Trouble.PAUSED),
)
# A queue that takes nothing. Everything else a queue says while it rests is what its last job found: it may be put right.
_SHUT = frozenset({Trouble.NO_PRINTER, Trouble.PAUSED, Trouble.REFUSED})
_HARMLESS = ("-warning", "-report")
_ALWAYS_TOLD = ("offline",)


@dataclass(frozen=True, slots=True)
class CupsPatience:
    """Seconds: between two looks; how long a trouble may last; how long one that stood there before; how long a paper may
    take at all.
    """

    look: float = 0.3
    trouble: float = 8.0
    old_trouble: float = 30.0
    paper: float = 180.0


_LEFT_BEHIND: set[tuple[str, int]] = set()
"""Papers whose server went away in the middle: somebody is asked about them, so they must not come out by themselves, nor
stay in the spool, when it is back.
"""


def _take_back(cups: Cups) -> None:
    for name, job in tuple(_LEFT_BEHIND):
        cups.purge(name, job)
        _LEFT_BEHIND.discard((name, job))


class CupsPrinter:
    """One queue of the server."""

    def __init__(self, name: str, patience: CupsPatience | None = None) -> None:
        self._name = name
        self._patience = patience or CupsPatience()

    @property
    def address(self) -> str:
        """``system:<name>``."""
        return str(Address(Road.SYSTEM, self._name))

    def status(self) -> PrinterStatus:
        """What the server says of the printer."""
        try:
            with conversation() as cups:
                _take_back(cups)
                return self._status(cups)
        except CupsGone:
            return PrinterStatus(Trouble.OFFLINE)

    def print(self, paper: Printable, stopped: Stopped = never) -> Outcome:
        """Hands the paper over and stays until it is printed, or takes it back."""
        try:
            with conversation() as cups:
                _take_back(cups)
                before = self._status(cups)
                if before.trouble in _SHUT:
                    return Outcome(Came.NOTHING, before.trouble)
                options = {"job-sheets": "none", "print-scaling": "none"}
                if paper.size in _MEDIA:
                    options["media"] = _MEDIA[paper.size]
                job = cups.submit(self._name, paper.title, paper.pdf, options)
        except CupsGone:
            return Outcome(Came.NOTHING, Trouble.REFUSED)
        return self._follow(job, stopped, before.trouble)

    def _follow(self, job: int, stopped: Stopped, before: Trouble) -> Outcome:
        """Looks at the job until it has ended one way or the other."""
        begun = False
        last = Trouble.NONE
        well_at = started = time.monotonic()
        while True:
            now = time.monotonic()
            try:
                with conversation() as cups:
                    state, had_some = cups.state(self._name, job) or (None, True)
                    begun = begun or had_some
                    if state in (JobState.COMPLETED, JobState.CANCELED, JobState.ABORTED, None):
                        cups.purge(self._name, job)
                        if state is JobState.COMPLETED:
                            return Outcome(Came.ALL)
                        return Outcome(
                            Came.UNSURE, Trouble.FAULT if state is JobState.ABORTED else Trouble.REFUSED
                        )
                    last = self._status(cups).trouble
                    if last is Trouble.NONE and state is not JobState.STOPPED:
                        well_at = now
                    patience = self._patience.old_trouble if last is before else self._patience.trouble
                    late = now - well_at > patience or now - started > self._patience.paper
                    if late or stopped():
                        cups.purge(self._name, job)
                        told = (last or Trouble.OFFLINE) if late else Trouble.LEFT
                        return Outcome(Came.UNSURE if begun else Came.NOTHING, told)
            except CupsGone:
                if now - well_at > self._patience.trouble:
                    _LEFT_BEHIND.add((self._name, job))
                    return Outcome(Came.UNSURE, Trouble.OFFLINE)
            time.sleep(self._patience.look)

    def _status(self, cups: Cups) -> PrinterStatus:
        queue = next((one for one in cups.queues() if one.name == self._name), None)
        return status_of(queue) if queue is not None else PrinterStatus(Trouble.NO_PRINTER)


def status_of(queue: Queue) -> PrinterStatus:
    """What a queue's state and keywords mean to the person beside it."""
    low = any(reason.startswith("media-low") for reason in queue.reasons)
    pressing = [
        reason
        for reason in queue.reasons
        if not reason.endswith(_HARMLESS) or reason.startswith(_ALWAYS_TOLD)
    ]
    for beginning, trouble in _REASONS:
        if any(reason.startswith(beginning) for reason in pressing):
            return PrinterStatus(trouble, low)
    if queue.state == STOPPED:
        return PrinterStatus(Trouble.PAUSED, low)
    if any(reason.endswith("-error") for reason in pressing):
        return PrinterStatus(Trouble.FAULT, low)
    if not queue.accepting:
        return PrinterStatus(Trouble.REFUSED, low)
    return PrinterStatus(paper_low=low)


def queues() -> tuple[Queue, ...]:
    """The printers of this machine's server; none when there is no server."""
    try:
        with conversation() as cups:
            return cups.queues()
    except CupsGone:
        return ()
