"""Papers as jobs: one wish one job, marked copies, held when the citizen leaves, asked about when nobody can tell."""

import pytest

from forms.errors import KnownError
from kiosk.documents.raster import page_count
from kiosk.domain.audit import Event
from kiosk.domain.print_jobs import Came, PaperSize, PrintJob, PrintKind, PrintState, Trouble
from kiosk.domain.roles import NotAllowed
from kiosk.folder import Folder
from kiosk.services import bringing, day_sheet, declaring, print_queue, printing
from kiosk.services.desk import Desk
from tests.office_factories import file_invented, open_desk
from tests.store_factories import SetClock
from tests.unit.documents.samples import text_of

MARK = "Bản in lại"
PROCEDURE = "1.004873"


@pytest.fixture
def dossier(desk: Desk) -> str:
    return file_invented(desk, PROCEDURE).dossier


def comes_out(desk: Desk, job: PrintJob, came: Came = Came.ALL, trouble: Trouble = Trouble.NONE) -> bytes:
    pdf = print_queue.take(desk, job.id, "system:thu")
    assert pdf is not None
    print_queue.ended(desk, job.id, came, trouble)
    return pdf


def printings(desk: Desk, dossier: str) -> int:
    return desk.store.audit.printings(Event.SLIP_PRINTED, dossier)


def events(desk: Desk, dossier: str) -> list[Event]:
    return [entry.event for entry in desk.store.audit.entries(limit=5000) if entry.subject == dossier]


def test_the_same_wish_twice_is_one_job(desk: Desk, dossier: str) -> None:
    first = print_queue.slip(desk, dossier)
    assert print_queue.slip(desk, dossier) == first
    assert comes_out(desk, first)
    assert print_queue.take(desk, first.id, "system:thu") is None
    assert printings(desk, dossier) == 1


def test_the_second_printing_is_a_marked_copy_and_logged(desk: Desk, dossier: str) -> None:
    first, second = print_queue.slip(desk, dossier), None
    assert MARK not in text_of(comes_out(desk, first))
    second = print_queue.slip(desk, dossier)
    assert second.again
    assert MARK in text_of(comes_out(desk, second))
    assert events(desk, dossier).count(Event.PRINTED_AGAIN) == 1
    assert printings(desk, dossier) == 2


def test_a_slip_that_never_came_out_is_no_copy_when_it_does(desk: Desk, dossier: str) -> None:
    job = print_queue.slip(desk, dossier)
    comes_out(desk, job, Came.NOTHING, Trouble.PAPER_OUT)
    waits = desk.store.print_jobs.get(job.id)
    assert (waits.state, waits.trouble) == (PrintState.WAITING, Trouble.PAPER_OUT)
    assert print_queue.slip(desk, dossier).id == job.id
    assert print_queue.waiting(desk) == (waits,)
    assert MARK not in text_of(comes_out(desk, job))
    assert printings(desk, dossier) == 1


def test_another_paper_size_is_another_way_on(desk: Desk, dossier: str) -> None:
    roll = print_queue.slip(desk, dossier, "80mm")
    comes_out(desk, roll, Came.NOTHING, Trouble.PAPER_OUT)
    sheet = print_queue.slip(desk, dossier, "a5")
    assert sheet.id != roll.id
    assert MARK not in text_of(comes_out(desk, sheet))


def test_what_came_out_spoiled_is_printed_again_as_a_copy(desk: Desk, dossier: str) -> None:
    job = print_queue.slip(desk, dossier)
    comes_out(desk, job, Came.UNSURE, Trouble.JAM)
    fresh = print_queue.spoiled(desk, job.id)
    assert desk.store.print_jobs.get(job.id).state is PrintState.CANCELLED
    assert desk.store.print_jobs.data(job.id) is None
    assert MARK in text_of(comes_out(desk, fresh))
    with pytest.raises(KnownError):
        print_queue.spoiled(desk, job.id)


def test_the_machine_died_and_the_paper_lies_in_the_tray(
    desk: Desk, dossier: str, folder: Folder, clock: SetClock
) -> None:
    job, other = print_queue.slip(desk, dossier), print_queue.slip(desk, dossier, "80mm")
    assert print_queue.take(desk, job.id, "system:thu")
    desk.store.close()  # nothing more is written
    later = open_desk(folder, clock)
    try:
        (asked,) = print_queue.interrupted(later)
        assert (asked.id, asked.state, asked.trouble) == (job.id, PrintState.FAILED, Trouble.INTERRUPTED)
        assert print_queue.waiting(later) == ()  # what waited is printed only on an order
        assert [one.id for one in print_queue.open_jobs(later)] == [job.id, other.id]
        assert print_queue.slip(later, dossier).again  # it may lie there: a second one is a copy
        print_queue.came_out(later, job.id)
        assert printings(later, dossier) == 1
        with pytest.raises(KnownError):
            print_queue.nothing_came_out(later, job.id)
    finally:
        later.close()


def test_nothing_came_out_and_the_same_paper_is_printed(desk: Desk, dossier: str) -> None:
    job = print_queue.slip(desk, dossier)
    comes_out(desk, job, Came.UNSURE, Trouble.OFFLINE)
    assert print_queue.nothing_came_out(desk, job.id).state is PrintState.WAITING
    assert MARK not in text_of(comes_out(desk, job))


def test_when_the_citizen_leaves_nothing_is_printed_by_itself(desk: Desk, dossier: str) -> None:
    job = print_queue.slip(desk, dossier)
    assert print_queue.citizen_left(desk) == 1
    assert print_queue.waiting(desk) == ()
    (held,) = print_queue.open_jobs(desk)
    assert (held.held, held.trouble) == (True, Trouble.LEFT)
    assert comes_out(desk, job)  # on an officer's order


def test_a_job_can_be_let_go(desk: Desk, dossier: str) -> None:
    job = print_queue.slip(desk, dossier)
    assert print_queue.cancel(desk, job.id).state is PrintState.CANCELLED
    assert print_queue.take(desk, job.id, "system:thu") is None
    with pytest.raises(KnownError):
        print_queue.cancel(desk, job.id)
    assert printings(desk, dossier) == 0


def test_other_papers_are_jobs_too_in_as_many_copies_as_wanted(desk: Desk, dossier: str) -> None:
    wanted = print_queue.ToPrint(
        PrintKind.DECLARATION,
        lambda: declaring.declaration_pdf(desk, dossier),
        dossier=dossier,
        document="to-khai",
        copies=2,
    )
    job = print_queue.ask(desk, wanted)
    assert print_queue.ask(desk, wanted).id == job.id
    assert (job.size, job.copies, job.page_count) == (PaperSize.A4, 2, page_count(comes_out(desk, job)))
    assert job.page_count % 2 == 0
    again = print_queue.ask(desk, wanted)
    assert again.again
    pages = text_of(comes_out(desk, again)).count("BẢN IN LẠI – ")
    assert (pages, again.page_count) == (job.page_count, job.page_count)  # on every page
    assert events(desk, dossier).count(Event.PRINTED_AGAIN) == 1
    day = print_queue.ToPrint(PrintKind.REPORT, lambda: day_sheet.day_pdf(desk), document="day")
    assert "BẢN IN LẠI" not in text_of(comes_out(desk, print_queue.ask(desk, day)))
    file_invented(desk, PROCEDURE)  # other figures: another sheet
    assert "BẢN IN LẠI" not in text_of(comes_out(desk, print_queue.ask(desk, day)))
    copy = print_queue.ask(desk, day)
    comes_out(desk, copy, Came.UNSURE, Trouble.JAM)
    assert text_of(comes_out(desk, print_queue.spoiled(desk, copy.id))).count("BẢN IN LẠI") == 1
    free = print_queue.ToPrint(PrintKind.OTHER, lambda: declaring.blank_declaration_pdf(desk, PROCEDURE))
    assert print_queue.ask(desk, free).id == print_queue.ask(desk, free).id  # the same letters: one wish
    lists = [
        print_queue.ask(
            desk, print_queue.ToPrint(PrintKind.BRING_LIST, lambda: bringing.bring_pdf(desk, PROCEDURE))
        )
    ] * 2
    assert {one.size for one in lists} == {PaperSize.A5}


def test_slips_go_to_the_roll_where_there_is_one(desk: Desk, dossier: str) -> None:
    assert print_queue.slip_size(desk) is PaperSize.A5
    print_queue.choose(desk, PaperSize.ROLL, "tcp:10.0.0.9:9100")
    assert print_queue.slip(desk, dossier).size is PaperSize.ROLL
    assert print_queue.size_of(printing.slip_to_print(desk, dossier, "80mm")) is PaperSize.ROLL


def test_sheets_of_both_sizes_share_a_printer_unless_told_otherwise(desk: Desk) -> None:
    assert print_queue.printer_for(desk, PaperSize.A5) == ""
    print_queue.choose(desk, PaperSize.A4, "system:Laser")
    assert print_queue.printer_for(desk, PaperSize.A5) == "system:Laser"
    assert print_queue.printer_for(desk, PaperSize.ROLL) == ""
    print_queue.choose(desk, PaperSize.A5, "system:Small")
    assert print_queue.printer_for(desk, PaperSize.A5) == "system:Small"
    print_queue.choose(desk, PaperSize.A5, None)
    assert print_queue.chosen(desk) == {PaperSize.A4: "system:Laser"}


@pytest.mark.parametrize("size", list(PaperSize))
def test_a_test_page_is_set_for_its_paper(desk: Desk, size: PaperSize) -> None:
    job = print_queue.test_page(desk, size)
    pdf = comes_out(desk, job)
    assert print_queue.size_of(pdf) is size
    assert page_count(pdf) == 1
    assert "TRANG IN THỬ" in text_of(pdf)


@pytest.mark.parametrize(
    ("officer", "allowed"), [("quan-tri-1", True), ("buu-chinh-1", True), ("lanh-dao-1", False)]
)
def test_who_may_choose_printers(folder: Folder, clock: SetClock, officer: str, allowed: bool) -> None:
    desk = open_desk(folder, clock, officer)
    try:
        assert print_queue.may_choose(desk) is allowed
        if allowed:
            print_queue.choose(desk, PaperSize.A4, "system:Laser")
        else:
            with pytest.raises(NotAllowed):
                print_queue.choose(desk, PaperSize.A4, "system:Laser")
    finally:
        desk.close()
