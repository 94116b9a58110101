"""Jobs for the printers: asked for, taken by whoever prints, ended by what came out, asked about when nobody can tell.

A paper is in ``kiosk.db`` before a printer hears of it and its bytes are gone when it has come out. Nothing is printed
twice silently: the same wish twice is one job, a second printing is a marked copy, and a job that was at the printer when
the machine stopped waits for somebody who looks at the tray. Knows no printer; the screen brings the two together.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forms.errors import KnownError
from forms.text import Message
from kiosk.documents.paper import SHEETS, Paper
from kiosk.domain.audit import Event
from kiosk.domain.dossier import DossierState
from kiosk.domain.print_jobs import Came, PaperSize, PrintJob, PrintKind, PrintState, Trouble
from kiosk.domain.roles import Act, NotAllowed, may
from kiosk.services import printing
from kiosk.services.desk import VIETNAM, Desk, new_id

_PAPERS = {PaperSize.A4: Paper.A4, PaperSize.A5: Paper.A5, PaperSize.ROLL: Paper.ROLL_80}
_MOST_COPIES = 20

MOVED_ON = Message(
    "error.print.moved_on",
    "Phiếu này đã được in hoặc đã bỏ rồi.",
    "A job was answered twice, or from two screens",
)
NOT_YOURS = Message(
    "error.print.not_yours",
    "Chọn máy in là việc của cán bộ tiếp nhận hoặc quản trị máy.",
    "Shown to an officer without that duty",
)


@dataclass(frozen=True, slots=True)
class ToPrint:
    """A paper somebody wants: what it is, whose, and what makes its PDF. ``document`` tells papers of a kind apart: under the
    same one the same paper is printed again, which a copy says.
    """

    kind: PrintKind
    make: Callable[[], bytes]
    dossier: str = ""
    document: str = ""
    copies: int = 1


# -- asking


def slip(desk: Desk, dossier: str, size: str | None = None) -> PrintJob:
    """The slip of a dossier as a job; the one that is already under way, if any. ``size`` is the office's own unless told."""
    return _one_at_a_time(desk, PrintKind.SLIP, dossier, PaperSize(size) if size else slip_size(desk))


def receipt(desk: Desk, dossier: str, size: str = "a5") -> PrintJob:
    """The receipt of a dossier as a job; as ``slip``."""
    return _one_at_a_time(desk, PrintKind.RECEIPT, dossier, PaperSize(size))


def ask(desk: Desk, wanted: ToPrint) -> PrintJob:
    """Any other paper as a job. The same paper under way is not asked for twice."""
    if wanted.kind in _MADE:
        return _one_at_a_time(desk, wanted.kind, wanted.dossier, size_of(wanted.make()))
    filed = bool(wanted.dossier) and desk.store.dossiers.get(wanted.dossier).state is DossierState.SEALED
    found = _under_way(desk, wanted.kind, wanted.dossier, wanted.document) if filed else None
    if found is not None and wanted.document:
        return found
    paper = wanted.make()
    # A filed dossier's paper is known by its name alone; any other changes from one hour to the next.
    known = filed or not wanted.document
    document = wanted.document if known else f"{wanted.document}#{hashlib.sha256(paper).hexdigest()[:16]}"
    again = wanted.kind in _SAY_AGAIN and bool(document) and _maybe_out(desk, wanted, document)
    pdf = _copied(_as_copy(desk, paper) if again else paper, wanted.copies)
    for job in desk.store.print_jobs.open():
        same = job.kind is wanted.kind and job.state is not PrintState.FAILED
        if same and desk.store.print_jobs.data(job.id) == pdf:
            return job  # the same paper, letter by letter, is still on its way
    return _book(desk, wanted.kind, pdf, wanted.dossier, document, copies=wanted.copies, again=again)


def _maybe_out(desk: Desk, wanted: ToPrint, document: str) -> bool:
    """Whether this paper may lie printed somewhere already."""
    return any(
        job.state in _ON_PAPER for job in desk.store.print_jobs.named(wanted.kind, wanted.dossier, document)
    )


def _as_copy(desk: Desk, pdf: bytes) -> bytes:
    from kiosk.documents.press import marked_again

    return marked_again(pdf, desk.now())


def test_page(desk: Desk, size: PaperSize) -> PrintJob:
    """A page that tries the printer of a paper size."""
    from kiosk.documents.press import test_page_pdf

    _demand_printers(desk)
    pdf = test_page_pdf(_PAPERS[size], desk.now().astimezone(VIETNAM))
    return _book(desk, PrintKind.TEST_PAGE, pdf, size=size)


def slip_size(desk: Desk) -> PaperSize:
    """What this office prints its slips on: the roll where a roll printer is chosen, else A5."""
    return PaperSize.ROLL if PaperSize.ROLL in desk.store.print_jobs.printers() else PaperSize.A5


def size_of(pdf: bytes) -> PaperSize:
    """The paper a PDF was set for, by its first page."""
    from kiosk.documents.raster import page_size

    width, height = page_size(pdf)
    if abs(width - SHEETS[Paper.ROLL_80].width) < 6:
        return PaperSize.ROLL
    return PaperSize.A5 if max(width, height) < 700 else PaperSize.A4


def _one_at_a_time(
    desk: Desk, kind: PrintKind, dossier: str, size: PaperSize, *, again: bool = False
) -> PrintJob:
    if not again:
        found = _under_way(desk, kind, dossier, "")
        if found is not None and found.size is size:
            return found
    event, make = _MADE[kind]
    jobs = desk.store.print_jobs.of(dossier)
    maybe_out = any(job.kind is kind and job.state in _MAYBE_OUT for job in jobs)
    copy = again or maybe_out or desk.store.audit.printings(event, dossier) > 0
    pdf = make(desk, dossier, size.value, again=copy)
    return _book(desk, kind, pdf, dossier, size=size, again=copy)


_MAYBE_OUT = frozenset({PrintState.PRINTING, PrintState.FAILED})
_ON_PAPER = _MAYBE_OUT | {PrintState.PRINTED}
_SAY_AGAIN = frozenset({PrintKind.DECLARATION, PrintKind.COUNTER_FORM, PrintKind.REPORT})
"""Papers that somebody signs or that go into a file. A list of what to bring is handed to everybody; a result is the
authority's own paper, on which nobody writes.
"""
_MADE = {
    PrintKind.SLIP: (Event.SLIP_PRINTED, printing.slip_to_print),
    PrintKind.RECEIPT: (Event.RECEIPT_PRINTED, printing.receipt_to_print),
}


def _under_way(desk: Desk, kind: PrintKind, dossier: str, document: str) -> PrintJob | None:
    for job in desk.store.print_jobs.open():
        same = (job.kind, job.dossier, job.document) == (kind, dossier, document)
        if same and job.state is not PrintState.FAILED:
            return job
    return None


def _book(
    desk: Desk,
    kind: PrintKind,
    pdf: bytes,
    dossier: str = "",
    document: str = "",
    *,
    size: PaperSize | None = None,
    copies: int = 1,
    again: bool = False,
) -> PrintJob:
    from kiosk.documents.raster import page_count

    return desk.store.print_jobs.add(
        new_id(),
        kind,
        pdf,
        size=size or size_of(pdf),
        by=desk.officer.code,
        document=document,
        dossier=dossier,
        copies=copies,
        page_count=page_count(pdf),
        again=again,
    )


def _copied(pdf: bytes, copies: int) -> bytes:
    """As many copies in one PDF: not every printer counts."""
    if copies <= 1:
        return pdf
    from kiosk.documents.joining import joined

    return joined([pdf] * min(copies, _MOST_COPIES))


# -- printing


def printer_for(desk: Desk, size: PaperSize) -> str:
    """The address chosen for a paper; A5 goes to the printer of A4 when it has none of its own. Empty when there is none."""
    chosen = desk.store.print_jobs.printers()
    return chosen.get(size) or (chosen.get(PaperSize.A4, "") if size is PaperSize.A5 else "")


def take(desk: Desk, job: str, printer: str) -> bytes | None:
    """The PDF of a waiting job, which is at the printer from now on; ``None`` when it must not be printed (any more)."""
    return desk.store.print_jobs.take(job, printer, by=desk.officer.code)


def ended(desk: Desk, job: str, came: Came, trouble: Trouble) -> PrintJob:
    """What a printing came to. A job of which nothing came out waits again."""
    state = {
        Came.ALL: PrintState.PRINTED,
        Came.NOTHING: PrintState.WAITING,
        Came.UNSURE: PrintState.FAILED,
    }[came]
    left = trouble is Trouble.LEFT and state is PrintState.WAITING
    return desk.store.print_jobs.move(job, state, by=desk.officer.code, trouble=trouble, held=left)


def waiting(desk: Desk) -> tuple[PrintJob, ...]:
    """Jobs that are printed as soon as their printer is well."""
    return tuple(
        job for job in desk.store.print_jobs.open() if job.state is PrintState.WAITING and not job.held
    )


def open_jobs(desk: Desk) -> tuple[PrintJob, ...]:
    """Jobs that have not ended."""
    return desk.store.print_jobs.open()


def interrupted(desk: Desk) -> tuple[PrintJob, ...]:
    """At the beginning of a shift: jobs that were at a printer when the machine stopped. What waited waits for an order."""
    found = desk.store.print_jobs.interrupted()
    desk.store.print_jobs.hold()
    return found


def citizen_left(desk: Desk) -> int:
    """Nothing of this visit is printed by itself any more. Returns how many jobs now wait for an officer."""
    return desk.store.print_jobs.hold()


# -- what an officer says


def came_out(desk: Desk, job: str) -> PrintJob:
    """Somebody looked: the whole paper is there."""
    return _answered(desk, job, PrintState.PRINTED)


def nothing_came_out(desk: Desk, job: str) -> PrintJob:
    """Somebody looked: there is nothing. The same job waits again and may be printed."""
    return _answered(desk, job, PrintState.WAITING)


def spoiled(desk: Desk, job: str) -> PrintJob:
    """Somebody looked: it came out spoiled. A new job is booked, as a marked copy where the paper knows such a mark."""
    found = _failed(desk, job)
    if found.kind in _MADE:
        fresh = _one_at_a_time(desk, found.kind, found.dossier, found.size, again=True)
    else:
        pdf = desk.store.print_jobs.data(job)
        if pdf is None:
            raise KnownError(MOVED_ON)
        if found.kind in _SAY_AGAIN and not found.again:
            pdf = _as_copy(desk, pdf)
        fresh = _book(desk, found.kind, pdf, found.dossier, found.document, size=found.size, again=True)
    desk.store.print_jobs.move(job, PrintState.CANCELLED, by=desk.officer.code)
    return fresh


def cancel(desk: Desk, job: str) -> PrintJob:
    """Nobody wants it any more."""
    found = desk.store.print_jobs.get(job)
    if found.state not in (PrintState.WAITING, PrintState.FAILED):
        raise KnownError(MOVED_ON)
    return desk.store.print_jobs.move(job, PrintState.CANCELLED, by=desk.officer.code)


def _failed(desk: Desk, job: str) -> PrintJob:
    found = desk.store.print_jobs.get(job)
    if found.state is not PrintState.FAILED:
        raise KnownError(MOVED_ON)
    return found


def _answered(desk: Desk, job: str, state: PrintState) -> PrintJob:
    _failed(desk, job)
    return desk.store.print_jobs.move(job, state, by=desk.officer.code)


# -- choosing


def may_choose(desk: Desk) -> bool:
    """Whether this officer may choose printers: who serves citizens, and who keeps the machine."""
    return may(desk.officer.role, Act.FILE) or may(desk.officer.role, Act.MANAGE_MACHINE)


def choose(desk: Desk, size: PaperSize, address: str | None) -> None:
    """The printer for a paper; ``None`` for none. The address was read by whoever knows printers."""
    _demand_printers(desk)
    desk.store.print_jobs.choose(size, address, by=desk.officer.code)


def told(desk: Desk, printers: Mapping[PaperSize, str]) -> None:
    """The printers of the office, told to a screen that citizens use alone: nobody chooses there."""
    for size, address in printers.items():
        desk.store.print_jobs.choose(size, address, by=desk.officer.code)


def chosen(desk: Desk) -> dict[PaperSize, str]:
    """The addresses chosen."""
    return desk.store.print_jobs.printers()


def _demand_printers(desk: Desk) -> None:
    if not may_choose(desk):
        raise NotAllowed(NOT_YOURS)
