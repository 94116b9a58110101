"""Real files taken in for a paper: photographs, scans, PDFs good and hostile."""

import io
import os
import time
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from forms.errors import KnownError
from kiosk.domain.papers import DigitisedHow
from kiosk.scans.judging import ScanFault
from kiosk.services import digitising, filing, intake, papers
from kiosk.services.desk import Desk
from kiosk.services.digitising import JPEG, PDF, PageRefused, digitise
from sync.parcel import open_record
from tests.office_factories import ANSWERS, SHEET, legible
from tests.scans.photographs import jpeg
from tests.scans.sheets import GOOD, Shot

FILE, SCANNER = DigitisedHow.FILE, DigitisedHow.SCANNER


def pdf(*texts: str, noise: int = 0, say: str = "") -> bytes:
    """A PDF as an office's software makes it: a page a text, optionally with a picture no compression makes small."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for text in texts:
        canvas.setFont("Helvetica", 14)
        for line in range(20):
            canvas.drawString(72, 760 - 24 * line, f"{text} {line} GIAY MAU KHONG CUA AI")
        if noise:
            picture = Image.frombytes("RGB", (noise, noise), os.urandom(noise * noise * 3))
            canvas.drawImage(ImageReader(picture), 72, 80, 120, 120)
        canvas.showPage()
    canvas.save()
    data = out.getvalue()
    return data.replace(b"/Type /Catalog", b"/Type /Catalog " + say.encode(), 1) if say else data


@pytest.fixture
def dossier(desk: Desk) -> str:
    made = intake.begin(desk, "1.004873", "vi-VN")
    intake.save_answers(desk, made, ANSWERS, page=None)
    return made


def test_a_photograph_from_a_stick_becomes_a_small_flat_page(desk: Desk, dossier: str) -> None:
    data = jpeg(GOOD)
    (file,) = papers.attach(desk, dossier, "identity_card", data, FILE)
    assert (file.media, file.pages, file.how, file.page) == (JPEG, 1, FILE, 0)
    assert file.size < len(data)
    kept = desk.store.papers.data(file.id)
    assert kept is not None
    assert kept.startswith(b"\xff\xd8\xff")


def test_a_scan_that_fills_its_picture_is_not_searched_for_edges() -> None:
    (shot,) = digitising.shots_of(SHEET, FILE)
    assert shot.scanned
    (shot,) = digitising.shots_of(jpeg(GOOD), FILE)
    assert not shot.scanned


def test_a_sound_small_pdf_stays_as_it_is_with_its_pages_counted(desk: Desk, dossier: str) -> None:
    data = pdf("MOT", "HAI", "BA")
    (file,) = papers.attach(desk, dossier, "identity_card", data, SCANNER)
    assert (file.media, file.pages) == (PDF, 3)
    assert desk.store.papers.data(file.id) == data


def test_a_large_pdf_is_kept_as_its_pages() -> None:
    data = pdf("MOT", "HAI", noise=700)
    assert len(data) > digitising.PDF_MOST
    kept = digitise(data, SCANNER)
    assert [(one.media, one.pages) for one in kept] == [(JPEG, 1), (JPEG, 1)]


@pytest.mark.parametrize(
    "hidden",
    [
        "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        "/OpenAction << /S /J#61vaScript >>",
        "/Names << /EmbeddedFiles 9 0 R >> /AA << >>",
        "/AcroForm << /XFA 9 0 R >>",
    ],
)
def test_what_acts_or_hides_in_a_pdf_does_not_travel_on(hidden: str) -> None:
    data = pdf("MOT", say=hidden)
    assert not digitising.stays_a_pdf(data)
    (page,) = digitise(data, FILE)
    assert page.media == JPEG


def test_one_bad_page_of_a_file_refuses_them_all_and_is_named(desk: Desk, dossier: str) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for shot in (GOOD, Shot(blur=6)):
        canvas.drawImage(ImageReader(io.BytesIO(jpeg(shot))), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    with pytest.raises(PageRefused) as told:
        papers.attach(desk, dossier, "identity_card", out.getvalue(), SCANNER)
    assert (told.value.fault, told.value.page, told.value.pages) == (ScanFault.BLURRED, 2, 2)
    assert desk.store.papers.list(dossier) == ()


def test_the_same_page_twice_is_noticed_across_files_and_kept_only_knowingly(
    desk: Desk, dossier: str
) -> None:
    papers.attach(desk, dossier, "identity_card", jpeg(GOOD), FILE)
    again = jpeg(Shot(tilt=176))
    with pytest.raises(PageRefused) as told:
        papers.attach(desk, dossier, "identity_card", again, FILE)
    assert told.value.fault is ScanFault.SAME
    (file,) = papers.attach(desk, dossier, "identity_card", again, FILE, knowingly={"same"})
    assert (file.despite, file.page) == (("same",), 1)
    other = papers.attach(desk, dossier, "divorce_ruling", again, FILE)
    assert other[0].despite == ()


@pytest.mark.parametrize("shot", [Shot(light=0.1), Shot(blur=6)])
def test_what_nobody_can_read_is_never_kept_whatever_the_officer_says(
    desk: Desk, dossier: str, shot: Shot
) -> None:
    with pytest.raises(PageRefused):
        papers.attach(
            desk,
            dossier,
            "identity_card",
            jpeg(shot),
            FILE,
            knowingly={str(fault) for fault in ScanFault},
        )


#: Made only when it is their turn: the largest take a second.
TRAPS: dict[str, Callable[[], bytes]] = {
    "wrong extension": lambda: b"PK\x03\x04 a document renamed to .jpg",
    "damaged": lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 400,
    "no picture": lambda: b"\xff\xd8\xff" + b"\x00" * 5_000_000,
    "broken pdf": lambda: b"%PDF-1.4\n" + b"1 0 obj << /Type /Page >> endobj\n" * 20_000,
    "bomb": lambda: legible(39_000, 39_000),
    "too large": lambda: b"\xff\xd8\xff" + bytes(20_000_001),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_traps_are_refused_in_words_within_two_seconds(desk: Desk, dossier: str, trap: str) -> None:
    data = TRAPS[trap]()
    digitise(SHEET, FILE)  # the picture library is there
    start = time.perf_counter()
    with pytest.raises(KnownError) as told:
        papers.attach(desk, dossier, "identity_card", data, FILE)
    assert time.perf_counter() - start < 6  # two seconds of its own; the machine has other work during a test
    assert told.value.message.vi
    assert desk.store.papers.list(dossier) == ()


def test_the_record_says_when_how_by_whom_and_what_was_accepted(desk: Desk, dossier: str) -> None:
    cut = jpeg(Shot(shift=0.12))
    (file,) = papers.attach(desk, dossier, "identity_card", cut, DigitisedHow.CAMERA, knowingly={"cut"})
    papers.handed_back(desk, (file,))
    filing.confirm(desk, dossier)
    (parcel,) = desk.store.parcels.by_dossier(dossier)
    (told,) = open_record(parcel.record).fields["papers"]
    assert told["digitised"]["how"] == "camera"
    assert told["digitised"]["by"] == "can-bo-1"
    assert told["digitised"]["despite"] == ["cut"]
    assert told["digitised"]["at"]


def test_a_page_put_in_anothers_place_keeps_its_place_and_its_owner(desk: Desk, dossier: str) -> None:
    first, second = (papers.attach(desk, dossier, "identity_card", jpeg(GOOD, n), FILE)[0] for n in (1, 2))
    papers.handed_back(desk, (first,))
    (shot,) = digitising.shots_of(jpeg(GOOD), FILE)
    turned = digitising.as_kept(digitising.take(shot, quarter_turns=1), FILE)
    new = papers.keep_instead(desk, first.id, turned)
    assert [(f.id, f.page, f.returned) for f in papers.files_of(desk, dossier, "identity_card")] == [
        (new.id, 0, True),
        (second.id, 1, False),
    ]


def test_paper_slots_are_still_the_forms(desk: Desk, dossier: str) -> None:
    with pytest.raises(KnownError, match="không có loại giấy tờ"):
        papers.attach(desk, dossier, "khong_co", SHEET, FILE)
