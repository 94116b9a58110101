"""The official receipt waits for the province's words, says no more than they do, and shows a trial number
as one.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import zxingcpp

from forms.errors import BugError
from kiosk.documents import press, receipt_wording
from kiosk.documents.facts import CertificationFacts, ReceiptCopy, ReceiptPaper, SecondStage
from kiosk.documents.lines import Pair, in_vietnamese
from kiosk.documents.paper import SHEETS as PAPERS
from kiosk.documents.paper import Paper
from kiosk.documents.raster import page_count
from kiosk.documents.receipt import ReceiptNotYetError

from .looking import faults
from .samples import KHMER_NAME, KHMER_SENTENCE, RECEIPT, khmer, picture, text_of

SHEETS = pytest.mark.parametrize("paper", [Paper.A5, Paper.A4])


@SHEETS
def test_the_fields_of_the_form_stand_in_their_order(paper: Paper) -> None:
    pdf = press.receipt_pdf(RECEIPT, paper)
    said = text_of(pdf)
    told = (
        "MẪU THAM KHẢO",
        "Bộ phận tiếp nhận và trả kết quả",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "H18.115.02-261122-0007",
        "Tiếp nhận hồ sơ của Giàng A Thử",
        "Địa chỉ Bản Mẫu, xã Mường Mẫu",
        "Số điện thoại 0912000000",
        "011088000123",
        "Nội dung yêu cầu giải quyết",
        "1. Thành phần hồ sơ",
        "Tờ khai",
        "2. Số lượng hồ sơ 1 bộ",
        "3. Thời gian giải quyết theo quy định",
        "3 ngày làm việc",
        "4. Thời gian nhận hồ sơ 10 giờ 05 phút, ngày 22/11/2026",
        "5. Thời gian trả kết quả 16 giờ 00 phút, ngày 25/11/2026",
        "Nhận kết quả tại",
        "Người nộp hồ sơ",
        "Liên giao người nộp",
    )
    position = 0
    for words in told:
        found = said.find(words, position)
        assert found >= 0, words
        position = found
    assert "Mường Mẫu, ngày 23 tháng 11 năm 2026" in said, "the day in Vietnam, not in UTC"
    assert "thử nghiệm" not in said.lower()
    assert page_count(pdf) == 1


@SHEETS
def test_a_trial_number_is_shown_as_one(paper: Paper) -> None:
    said = text_of(press.receipt_pdf(replace(RECEIPT, trial=True), paper))
    assert receipt_wording.TRIAL.vi.upper() in said
    assert receipt_wording.TRIAL_MARK.vi in said


@pytest.mark.parametrize("missing", ["official_number", "received_at"])
def test_no_receipt_before_the_provinces_answer(missing: str) -> None:
    with pytest.raises(ReceiptNotYetError):
        press.receipt_pdf(replace(RECEIPT, **{missing: None}))


def test_no_day_of_return_is_invented() -> None:
    said = text_of(press.receipt_pdf(replace(RECEIPT, due_at=None)))
    assert receipt_wording.NO_DUE.vi in said
    assert "25/11/2026" not in said


def test_below_the_clock_floor_the_day_is_left_to_the_hand() -> None:
    said = text_of(press.receipt_pdf(replace(RECEIPT, made_at=None)))
    assert "ngày …… tháng …… năm ………" in said


def test_it_is_no_paper_for_a_roll() -> None:
    with pytest.raises(BugError):
        press.receipt_pdf(RECEIPT, Paper.ROLL_80)


@SHEETS
def test_translated_crowded_and_reprinted_it_still_says_everything(paper: Paper) -> None:
    facts = replace(
        RECEIPT,
        papers=tuple(
            ReceiptPaper(Pair(f"Giấy tờ thứ {n}", KHMER_NAME, True), originals=n) for n in range(1, 31)
        ),
        copy=ReceiptCopy.OFFICE,
        reprinted_at=datetime(2026, 12, 1, 1, 0, tzinfo=UTC),
    )
    pdf = press.receipt_pdf(facts, paper, khmer)
    said = text_of(pdf)
    assert page_count(pdf) > 1
    assert all(f"Giấy tờ thứ {n} " in said for n in range(1, 31))
    assert "".join(KHMER_SENTENCE.split()) in "".join(said.split())
    assert "BẢN IN LẠI – 08:00 01/12/2026" in said
    assert said.count("Liên lưu · Bản in lại") == page_count(pdf)
    assert press.receipt_pdf(facts, paper, khmer) == pdf


@SHEETS
def test_its_code_is_read_back(paper: Paper) -> None:
    sheet = picture(press.preview_png(press.receipt_pdf(RECEIPT, paper)))
    assert [code.text for code in zxingcpp.read_barcodes(sheet)] == [RECEIPT.code]


@SHEETS
def test_every_letter_is_legible_and_inside_the_margins(paper: Paper) -> None:
    sheet = PAPERS[paper]
    crowded = replace(
        RECEIPT,
        owner="Nguyễn Hoàng Thị Phương Quỳnh Nguyệt Thượng Uyển Trường Nghiêng",
        address="Số nhà 123/45/6, ngõ 12, thôn Bản Mẫu, " * 5,
        book="02",
        order="117",
        certification=CertificationFacts(12, 3, True),
        second_stage=SecondStage(RECEIPT.received_at, RECEIPT.due_at),
        papers=tuple(ReceiptPaper(Pair("Giấy tờ có tên rất dài " * 6), certified=n) for n in range(1, 12)),
    )
    for facts in (RECEIPT, crowded, replace(crowded, blank=True)):
        for show in (in_vietnamese, khmer):
            assert faults(press.receipt_pdf(facts, paper, show), sheet.side, sheet.top, sheet.bottom) == []


def test_for_certified_copies_it_counts_pages_and_copies() -> None:
    said = text_of(press.receipt_pdf(replace(RECEIPT, certification=CertificationFacts(12, 3, False))))
    assert "Số trang 12" in said
    assert "Số bản giấy 3" in said
    assert "Ký bản điện tử Không" in said
    assert "Số bản giấy" not in text_of(press.receipt_pdf(RECEIPT))


def test_a_second_stage_has_its_own_times() -> None:
    stage = SecondStage(datetime(2026, 12, 1, 1, 30, tzinfo=UTC), None)
    said = text_of(press.receipt_pdf(replace(RECEIPT, second_stage=stage)))
    assert "6. Thời gian nhận hồ sơ giai đoạn 2 08 giờ 30 phút, ngày 01/12/2026" in said
    assert "7. Thời gian trả kết quả giai đoạn 2" in said


def test_who_brought_it_is_named_beside_whose_it_is() -> None:
    said = text_of(press.receipt_pdf(replace(RECEIPT, owner="Lò Thị Mẫu")))
    assert "Tiếp nhận hồ sơ của Lò Thị Mẫu" in said
    assert "Người nộp Giàng A Thử" in said
    assert "Người nộp Giàng" not in text_of(press.receipt_pdf(RECEIPT))


@SHEETS
def test_the_blank_receipt_tells_nothing_and_needs_no_answer_of_the_province(paper: Paper) -> None:
    blank = replace(RECEIPT, blank=True, official_number=None, received_at=None)
    said = text_of(press.receipt_pdf(blank, paper))
    for text in (RECEIPT.submitter, RECEIPT.address, RECEIPT.identity_number, "22/11/2026", "Nguyễn Thị Mẫu"):
        assert text not in said
    for label in ("Tiếp nhận hồ sơ của", "Email", "1. Thành phần hồ sơ", "5. Thời gian trả kết quả"):
        assert label in said
    assert picture(press.preview_png(press.receipt_pdf(blank, paper))).getextrema()[0] < 50
    assert zxingcpp.read_barcodes(picture(press.preview_png(press.receipt_pdf(blank, paper)))) == []
