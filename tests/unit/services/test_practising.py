"""Practice: the whole counter with invented citizens, marked everywhere, and no way out to anybody."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest

from forms.errors import KnownError
from forms.states import Carriage
from kiosk.documents.practice import MARK, SHORT, is_marked, mark_everything
from kiosk.domain.dossier import Answer
from kiosk.folder import Folder
from kiosk.services import counter, day_sheet, enrolment, filing, practising, printing, reports
from kiosk.services.bringing import bring_pdf
from kiosk.services.desk import NO_ROAD, Desk
from kiosk.services.returning import Changes, refresh
from kiosk.services.sealed_copy import make_copy
from kiosk.services.session_desk import Session
from tests.office_factories import open_desk
from tests.store_factories import SetClock


@pytest.fixture
def session(folder: Folder, clock: SetClock) -> Iterator[Session]:
    opened = practising.open_practice(folder, clock)
    yield opened
    opened.end()
    mark_everything(False)


@pytest.fixture
def desk(session: Session) -> Desk:
    return session.desk


def _pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_a_practised_dossier_is_filed_here_and_goes_nowhere(
    desk: Desk, session: Session, folder: Folder
) -> None:
    dossier = practising.filed(desk)
    found = counter.detail(desk, dossier)
    assert found.dossier.slip_number is not None
    assert found.dossier.slip_number.startswith("TAM-99900-TL-")
    assert [parcel.carriage for parcel in desk.store.parcels.by_dossier(dossier)] == [Carriage.SEALED]
    assert refresh(desk) == Changes()
    assert not session.folder.outbox.exists()
    assert not list(folder.outbox.glob("blobs/*"))
    names = {path.name for path in session.folder.root.rglob("*") if path.is_file()}
    assert names <= {"kiosk.db", "kiosk.db-wal", "kiosk.db-shm", "lock"}


def _ways_out() -> list[Callable[[Desk, Path], object]]:
    return [
        lambda desk, _stick: desk.outbox,
        lambda desk, _stick: filing.queue(desk, "a" * 32, b"", urgent=False),
        lambda desk, _stick: enrolment.enrol(desk, "HS1-AAAA", "http://127.0.0.1:1"),
        make_copy,
    ]


@pytest.mark.parametrize("way", _ways_out())
def test_every_way_out_is_closed(desk: Desk, tmp_path: Path, way: Callable[[Desk, Path], object]) -> None:
    with pytest.raises(KnownError) as refused:
        way(desk, tmp_path)
    assert refused.value.message is NO_ROAD
    assert not list(tmp_path.glob("*/*-TL-*"))


def test_every_page_of_every_paper_is_marked(desk: Desk) -> None:
    dossier = practising.filed(desk)
    figures = reports.report(desk, desk.today(), desk.today(), reports.Grouping.DAY)
    papers = [
        printing.slip_pdf(desk, dossier),
        printing.slip_pdf(desk, dossier, "80mm"),
        bring_pdf(desk, practising.PROCEDURE),
        day_sheet.day_pdf(desk),
        reports.report_pdf(desk, figures),
    ]
    for pdf in papers:
        pages = _pages(pdf)
        assert pages
        for text in pages:
            assert text.count(MARK.vi) >= 3, text[:200]  # across the page and at both edges
    with zipfile.ZipFile(io.BytesIO(reports.report_xlsx(desk, figures))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert sheet.count(MARK.vi) == 2  # header and footer of what is printed
        assert MARK.vi in parts.read("xl/sharedStrings.xml").decode()
        assert SHORT.vi in parts.read("xl/workbook.xml").decode()


def test_the_mark_is_seen_on_thermal_paper(desk: Desk) -> None:
    from kiosk.documents.raster import thermal_dots

    dossier = practising.filed(desk)
    marked = thermal_dots(printing.slip_pdf(desk, dossier, "80mm"), 0)
    mark_everything(False)
    plain = thermal_dots(printing.slip_pdf(desk, dossier, "80mm"), 0)
    assert marked != plain


def test_an_office_that_is_opened_prints_without_the_mark(
    session: Session, folder: Folder, clock: SetClock
) -> None:
    assert is_marked()
    office = open_desk(folder, clock)
    try:
        assert not is_marked()
        assert not office.practice
    finally:
        office.close()


def test_nothing_is_left_when_practice_ends(session: Session, folder: Folder) -> None:
    practising.filed(session.desk)
    session.end()
    assert list(folder.practice.iterdir()) == []


def test_a_practice_folder_is_no_office_to_anybody(session: Session) -> None:
    assert not session.folder.exists
    assert not list(session.folder.root.glob("keys/*"))


def test_lessons_begin_with_what_they_need(desk: Desk) -> None:
    without = practising.begun(desk, without=("requester",))
    assert not any(a.field == "requester_name" for a in desk.store.dossiers.answers(without))
    wrong = practising.begun(desk, wrong=Answer("requester_phone", "123"))
    assert [fault.field for fault in filing.check(desk, wrong)] == ["requester_phone"]
