"""What a citizen takes home says everything it must, promises nothing it may not, and is never cut."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
import zxingcpp
from PIL import Image, ImageChops

from forms.errors import BugError
from kiosk.documents import press, slip_wording
from kiosk.documents.facts import Custody, SlipFacts, SlipPaper, SlipPart
from kiosk.documents.lines import Pair, in_vietnamese, pair
from kiosk.documents.page import write_pdf
from kiosk.documents.paper import SHEETS, Paper
from kiosk.documents.raster import dots_png, page_count, thermal_dots
from kiosk.documents.rows import Align, Setting, sentence
from kiosk.documents.shaping import Shaper
from kiosk.documents.slip_number import SlipNumberError

from .samples import (
    CODE,
    KHMER_NAME,
    KHMER_SENTENCE,
    NUMBER,
    PAPERS,
    SLIP,
    VIETNAMESE_SLIP,
    khmer,
    picture,
    text_of,
)

EVERY_PAPER = pytest.mark.parametrize("paper", list(Paper))
SHOWS = pytest.mark.parametrize("show", [in_vietnamese, khmer], ids=["vi", "km"])
LONG_NAME = "Công Tằng Tôn Nữ Huyền Trân Phương Thảo Nguyễn Thị Mẫu Hoàng Kim Ơ̆ng Y-Thử H’Mẫu Niê Kđăm " * 3


def pages(pdf: bytes, dots_per_inch: float = 150) -> list[Image.Image]:
    return [picture(press.preview_png(pdf, n, dots_per_inch=dots_per_inch)) for n in range(page_count(pdf))]


@EVERY_PAPER
@SHOWS
def test_the_slip_says_everything(paper: Paper, show: Callable[..., Pair]) -> None:
    said = text_of(press.slip_pdf(SLIP, paper, show))
    for words in (
        "PHIẾU GHI NHẬN TẠM THỜI",
        slip_wording.NOT_YET_RECEIVED.vi,
        NUMBER,
        "Quầy 1",
        "09:05 22/11/2026",
        "Cấp Giấy xác nhận tình trạng hôn nhân (1.004873)",
        "Giàng A Thử",
        "Giàng Thị Thử",
        "Nơi giải quyết",
        "Căn cước (2 trang)",
        slip_wording.HANDED_BACK.vi,
        slip_wording.KEPT.vi,
        "Phong bì số 03127-0012",
        slip_wording.COPIED.vi,
        slip_wording.WAITING_LOOKUP.vi,
        slip_wording.NEXT_SENT.vi,
        slip_wording.NEXT_RECEIPT.vi,
        slip_wording.NEXT_KEEP.vi,
        "Bản Mẫu, xã Mường Mẫu",
        "Nguyễn Thị Mẫu",
        "Lò Văn Mẫu",
    ):
        assert words in said.replace("\u00a0", " "), words
    assert "hẹn trả" not in said.lower(), "a slip promises no day of return"
    assert slip_wording.REPRINT_MARK.vi.lower() not in said.lower()


@EVERY_PAPER
def test_the_citizens_language_stands_under_every_sentence(paper: Paper) -> None:
    def unbroken(text: str) -> str:
        return "".join(text.split())

    said = unbroken(text_of(press.slip_pdf(SLIP, paper, khmer)))
    assert said.count(unbroken(KHMER_SENTENCE)) >= 20
    assert unbroken(KHMER_NAME) in said
    assert unbroken(slip_wording.DRAFT.vi) in said


def test_a_vietnamese_slip_has_no_draft_notice_and_a_draft_paper_name_alone_brings_it() -> None:
    assert slip_wording.DRAFT.vi not in text_of(press.slip_pdf(VIETNAMESE_SLIP))
    assert slip_wording.DRAFT.vi in text_of(press.slip_pdf(SLIP))
    reviewed = replace(SLIP, papers=(SlipPaper(Pair("Căn cước", KHMER_NAME), Custody.HANDED_BACK),))
    assert slip_wording.DRAFT.vi not in text_of(press.slip_pdf(reviewed))


def test_a_draft_wears_a_dashed_bar_left_of_its_text_and_a_reviewed_sentence_none() -> None:
    sheet = SHEETS[Paper.A5]

    def said(draft: bool) -> Image.Image:
        shaper = Shaper()
        setting = Setting(shaper, sheet, sheet.inner)
        rows = sentence(setting, Pair("Căn cước", KHMER_NAME, draft), 12, align=Align.CENTRE)
        return pages(write_pdf(rows, Paper.A5, shaper, title="t", language="vi-VN"))[0]

    marked, plain = said(True), said(False)
    bar = ImageChops.difference(marked, plain).getbbox()
    text = ImageChops.invert(plain).getbbox()
    assert bar is not None
    assert text is not None
    assert bar[2] <= text[0] + (text[2] - text[0]) // 3
    assert bar[2] - bar[0] < 8
    column = [marked.getpixel(((bar[0] + bar[2]) // 2, y)) for y in range(bar[1], bar[3])]
    inked = [isinstance(grey, int) and grey < 128 for grey in column]
    assert sum(now and not before for before, now in pairwise(inked)) >= 3, "it is dashed"


def test_a_fallback_to_vietnamese_is_printed_once() -> None:
    assert pair(Pair("Số tạm", "Số tạm", True)) == Pair("Số tạm")


@EVERY_PAPER
@SHOWS
def test_the_code_is_read_back_from_the_picture(paper: Paper, show: Callable[..., Pair]) -> None:
    pdf = press.slip_pdf(SLIP, paper, show)
    found = [code.text for page in pages(pdf) for code in zxingcpp.read_barcodes(page)]
    assert found == [CODE]


@SHOWS
def test_the_code_is_read_back_from_the_thermal_dots(show: Callable[..., Pair]) -> None:
    dots = thermal_dots(press.slip_pdf(SLIP, Paper.ROLL_80, show))
    assert [code.text for code in zxingcpp.read_barcodes(picture(dots_png(dots)))] == [CODE]


def crowded() -> SlipFacts:
    many = tuple(
        SlipPaper(
            Pair(f"Giấy tờ số {n} {LONG_NAME}", KHMER_NAME * 4, True),
            custody,
            n,
            f"03127-{n:04}" if custody is Custody.KEPT else None,
        )
        for n, custody in enumerate(list(Custody) * 4, start=1)
    )
    return replace(
        SLIP,
        filed_for=LONG_NAME,
        filed_by="W" * 120,
        authority=LONG_NAME,
        guided_by=LONG_NAME,
        procedure=Pair(LONG_NAME, KHMER_NAME * 6, True),
        papers=many,
        reprinted_at=datetime(2026, 12, 1, 1, 0, tzinfo=UTC),
    )


@EVERY_PAPER
def test_long_names_and_many_papers_are_never_cut(paper: Paper) -> None:
    facts = crowded()
    pdf = press.slip_pdf(facts, paper, khmer)
    said = "".join(text_of(pdf).split())
    told = (facts.filed_for, facts.authority, facts.guided_by, facts.procedure.vi)
    for word in ("Tằng", "Kđăm"):
        expected = sum(text.count(word) for text in (*told, *(listed.name.vi for listed in facts.papers)))
        assert said.count(word) == expected
    assert said.count("W") == 120
    assert all(f"({listed.pages}trang)" in said for listed in facts.papers)
    for sheet in pages(pdf, 100):
        margin = int(3.8 / 25.4 * 100)
        for left in (0, sheet.width - margin):
            strip = sheet.crop((left, 0, left + margin, sheet.height))
            assert ImageChops.invert(strip).getbbox() is None, "nothing is drawn beyond the margins"
        top = sheet.crop((0, 0, sheet.width, 5))
        bottom = sheet.crop((0, sheet.height - 5, sheet.width, sheet.height))
        assert ImageChops.invert(top).getbbox() is None
        assert ImageChops.invert(bottom).getbbox() is None
    if paper is Paper.ROLL_80:
        assert page_count(pdf) == 1
    else:
        assert page_count(pdf) > 1
        assert said.count(f"Trang1/{page_count(pdf)}") == 1
        assert said.count(NUMBER) == page_count(pdf) + 1, "the number stands on every page"


def test_a_linked_slip_in_two_languages_has_number_and_code_on_its_first_page() -> None:
    part = SlipPart(
        Pair("Cấp thẻ bảo hiểm y tế", KHMER_SENTENCE, True), "Bảo hiểm xã hội tỉnh Mẫu", on_paper=True
    )
    facts = replace(
        SLIP,
        procedure=Pair("Liên thông điện tử: " + LONG_NAME[:120], KHMER_SENTENCE, True),
        parts=(part,) * 4,
    )
    pdf = press.slip_pdf(facts, Paper.A5, khmer)
    first, *others = pages(pdf)
    assert [code.text for code in zxingcpp.read_barcodes(first)] == [CODE]
    assert len(others) == 2
    said = " ".join(text_of(pdf).split())
    assert said.count("Bảo hiểm xã hội tỉnh Mẫu " + slip_wording.ON_PAPER.vi) == len(facts.parts)


def test_a_reprint_is_marked_on_every_page() -> None:
    again = replace(SLIP, reprinted_at=datetime(2026, 11, 23, 2, 5, tzinfo=UTC))
    pdf = press.slip_pdf(again, Paper.A5, khmer)
    said = text_of(pdf)
    assert "BẢN IN LẠI – 09:05 23/11/2026" in said
    assert said.count("· Bản in lại ·") == page_count(pdf)


def test_below_the_clock_floor_no_day_is_printed() -> None:
    said = text_of(press.slip_pdf(replace(VIETNAMESE_SLIP, issued_at=None)))
    assert slip_wording.DAY_BY_HAND.vi in said
    assert "22/11/2026" not in said


def test_without_papers_it_says_so() -> None:
    assert slip_wording.NO_PAPERS.vi in text_of(press.slip_pdf(replace(VIETNAMESE_SLIP, papers=())))


@EVERY_PAPER
def test_the_same_facts_give_the_same_bytes(paper: Paper) -> None:
    first = press.slip_pdf(SLIP, paper, khmer)
    press.slip_pdf(crowded(), paper, khmer)
    assert press.slip_pdf(SLIP, paper, khmer) == first


def test_the_files_particulars_name_nobody() -> None:
    pdf = press.slip_pdf(SLIP)
    for name in ("Giàng", "Nguyễn", "Lò Văn"):
        for encoded in (name.encode(), name.encode("utf-16-be")):
            assert encoded not in pdf


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(SlipNumberError):
        press.slip_pdf(replace(SLIP, number=NUMBER[:-1] + "A"))


def test_only_a_kept_original_has_an_envelope() -> None:
    with pytest.raises(BugError):
        SlipPaper(Pair("Căn cước"), Custody.HANDED_BACK, envelope="1")
    with pytest.raises(BugError):
        SlipPaper(Pair("Căn cước"), Custody.KEPT)
    assert {p.custody for p in PAPERS} == set(Custody)


_FIRST_SLIP = """
import sys
from importlib import import_module
from kiosk.ui.preload import MODULES
for name in MODULES:
    import_module(name)
from kiosk.documents import press
from tests.unit.documents.samples import SLIP
before = set(sys.modules)
press.slip_pdf(SLIP)
print(*{name.partition(".")[0] for name in set(sys.modules) - before} - {"reportlab", "encodings"})
"""


def test_the_first_slip_of_a_shift_waits_for_no_module() -> None:
    done = subprocess.run([sys.executable, "-c", _FIRST_SLIP], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
