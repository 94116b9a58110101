"""The officer's day on the real conductor: queue, results, fees, calls, corrections, withdrawal, transfer, closing, reports."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from forms.states import CaseStatus, ParcelKind
from kiosk.domain.notice import NoticeKind
from kiosk.services import assisted, closing, finding, post
from kiosk.ui.amend_desk import AMENDED
from kiosk.ui.counter.amend_page_screen import AmendPageScreen
from kiosk.ui.counter.amend_screen import NO_CHANGE, NO_REASON
from kiosk.ui.counter.clipboard_lease import ClipboardLease
from kiosk.ui.counter.deeds_section import CALM, Deed
from kiosk.ui.counter.deeds_section import FACES as DEED_FACES
from kiosk.ui.counter.fee_correct_screen import NO_REASON as WHY_CORRECT
from kiosk.ui.counter.fee_screen import NO_RECEIPT
from kiosk.ui.counter.hand_out_screen import HandOutScreen
from kiosk.ui.counter.queue_screen import QueueScreen
from kiosk.ui.counter.transfer_screen import TransferScreen
from kiosk.ui.counter.values import PAGE_ROWS
from kiosk.ui.day_desk import DAY_CLOSED
from kiosk.ui.dossier_desk import (
    CALLED,
    HANDED,
    NUMBERED,
    RATED,
    RATED_BEFORE,
    WITHDRAWN,
)
from kiosk.ui.fee_desk import FEE_CORRECTED, TAKEN
from kiosk.ui.screens.signature import EMPTY
from tests.office_factories import ANSWERS, PASSPHRASE, taken
from tests.store_factories import draft as make_draft
from tests.unit.documents.samples import text_of
from tests.unit.ui.counter import invented
from tests.unit.ui.screens.seat import Seat

pytestmark = pytest.mark.qt_log_ignore(invented.OFFSCREEN_SAYS)


@pytest.fixture
def filed(seat: Seat) -> str:
    """A dossier of today."""
    done = assisted.file_at_once(seat.shift.desk, "1.004873", ANSWERS, [("identity_card", taken())], "vi-VN")
    return done.dossier


@pytest.fixture
def decided(seat: Seat, filed: str) -> str:
    """The same with a result to hand out."""
    tell(seat, 1, filed, CaseStatus.DECIDED)
    return filed


def tell(seat: Seat, seq: int, dossier: str, status: CaseStatus, **more: object) -> None:
    """The province says something."""
    desk = seat.shift.desk
    notice = invented.notice(seq, NoticeKind.STATUS, dossier=dossier, at=desk.now(), status=status, **more)
    desk.store.notices.apply(notice)


def kinds(seat: Seat, dossier: str) -> list[ParcelKind]:
    return sorted(parcel.kind for parcel in seat.shift.desk.store.parcels.by_dossier(dossier))


def home(seat: Seat) -> QueueScreen:
    seat.conductor.open_home()
    seat.arrive("queue")
    screen = seat.window.screen_shown
    assert isinstance(screen, QueueScreen)
    return screen


def do(seat: Seat, dossier: str, deed: str, page: str) -> None:
    seat.conductor.open_detail(dossier)
    seat.arrive("detail")
    seat.tap(f"deed-{deed}")
    seat.arrive(page)


# -- the queue


def test_the_queue_turns_to_the_first_heap_with_work_and_opens_its_rows(seat: Seat, decided: str) -> None:
    screen = home(seat)
    assert screen.section is not None
    assert screen.section.value == "result"
    assert screen.table.model().rowCount() == 1
    assert screen.chips[screen.section].count == 1
    seat.bot.keyClick(screen.table, Qt.Key.Key_Return)
    seat.arrive("detail")
    seat.tap("back")
    assert seat.page == "queue"
    assert home(seat).table.model().rowCount() == 1
    seat.tap("waiting-number")
    seat.bot.waitUntil(lambda: "Số chờ 001. " in seat.texts() and len(seat.printed) == 1)


@pytest.mark.parametrize("text", ["nguyen thi mau", "0912345678", "011190000999"])
def test_anything_on_a_slip_finds_its_dossier(seat: Seat, filed: str, text: str) -> None:
    screen = home(seat)
    seat.line("search").setText(text)
    seat.bot.keyClick(seat.line("search"), Qt.Key.Key_Return)
    assert screen.table.current_id() == filed
    seat.line("search").setText("khong co ai")
    seat.bot.keyClick(seat.line("search"), Qt.Key.Key_Return)
    assert screen.table.model().rowCount() == 0
    assert "khong co ai" in seat.texts()


def test_a_scanned_slip_is_told_part_by_part_and_leads_to_its_dossier(seat: Seat, decided: str) -> None:
    home(seat)
    code = seat.shift.desk.store.dossiers.get(decided).slip_code
    assert code is not None
    seat.scan(code)
    seat.arrive("slip")
    assert finding.NEXT[CaseStatus.DECIDED].vi in seat.texts()
    seat.tap("open")
    seat.arrive("detail")


def test_a_slip_of_nobody_is_said_to_be_none(seat: Seat) -> None:
    home(seat)
    seat.scan("HSK1:" + "A" * 60)
    seat.arrive("slip")
    assert not seat.sees("open")
    seat.tap("back")
    assert seat.page == "queue"


def test_news_of_another_counter_is_told_and_opens_nothing(seat: Seat) -> None:
    tell(seat, 5, "e" * 32, CaseStatus.PROCESSING, text="Đang xác minh")
    home(seat)
    seat.tap("section-elsewhere")
    screen = seat.window.screen_shown
    assert isinstance(screen, QueueScreen)
    assert screen.table.model().rowCount() == 1
    screen.dossier_opened.emit("e" * 32)
    seat.still()
    assert seat.page == "queue"
    assert "Đang xác minh" in seat.texts()


def test_another_look_keeps_the_heap(seat: Seat, decided: str) -> None:
    home(seat)
    seat.tap("section-waiting")
    seat.tap("contrast")
    screen = seat.window.screen_shown
    assert isinstance(screen, QueueScreen)
    assert screen.section is not None
    assert screen.section.value == "waiting"
    assert screen.table.model().rowCount() == 1


@pytest.mark.parametrize("searched", [False, True])
def test_rows_beyond_the_first_page_of_a_heap_and_of_a_search_come_when_they_are_scrolled_to(
    seat: Seat, searched: bool
) -> None:
    dossiers, many = seat.shift.desk.store.dossiers, PAGE_ROWS + 5
    for _ in range(many):
        draft = make_draft(seat.shift.desk.store)
        dossiers.save_answers(draft.id, (), by=seat.shift.desk.officer.code, citizen_name="Vàng A Mẫu")
    screen = home(seat)
    seat.tap("section-drafts")
    if searched:
        seat.line("search").setText("vang a mau")
        seat.bot.keyClick(seat.line("search"), Qt.Key.Key_Return)
    assert screen.table.model().rowCount() == PAGE_ROWS
    bar = screen.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert screen.table.model().rowCount() == many
    assert bar.value() > 0
    seat.tap("contrast")
    again = seat.window.screen_shown
    assert isinstance(again, QueueScreen)
    assert again.table.model().rowCount() == many
    seat.tap("section-result")
    assert again.table.model().rowCount() == 0


# -- results and money


def test_a_result_is_handed_out_against_a_mark(seat: Seat, decided: str) -> None:
    do(seat, decided, "hand-out", "hand-out")
    seat.tap("hand-out")
    assert EMPTY.vi in seat.texts()
    assert ParcelKind.RESULT_HANDED_OUT not in kinds(seat, decided)
    seat.tap("relation-child")
    seat.write("recipient", "Nguyễn Văn Con Mẫu")
    seat.sign()
    seat.tap("hand-out")
    seat.arrive("detail")
    assert HANDED.vi in seat.texts()
    (out,) = seat.shift.desk.store.counter_book.hand_outs(decided)
    assert (out.recipient, out.relation) == ("Nguyễn Văn Con Mẫu", "Con")
    assert seat.shift.desk.store.dossiers.parts(decided)[0].status is CaseStatus.RETURNED
    do(seat, decided, "hand-out", "hand-out")
    assert "Nguyễn Văn Con Mẫu" in seat.texts()
    assert not seat.sees("signature-pad")


def test_a_witness_or_a_thumb_serves_as_well(seat: Seat, decided: str) -> None:
    do(seat, decided, "hand-out", "hand-out")
    seat.tap("sign-witness")
    seat.window.frame.put_keyboard_away()
    seat.tap("hand-out")
    assert seat.page == "hand-out"
    seat.write("witness", "Giàng A Chứng")
    seat.tap("hand-out")
    seat.arrive("detail")
    (out,) = seat.shift.desk.store.counter_book.hand_outs(decided)
    assert out.witness == "Giàng A Chứng"


def test_another_look_keeps_what_was_written_for_a_result(seat: Seat, decided: str) -> None:
    do(seat, decided, "hand-out", "hand-out")
    seat.tap("relation-other")
    seat.write("recipient", "Giàng A Thử")
    seat.tap("contrast")
    screen = seat.window.screen_shown
    assert isinstance(screen, HandOutScreen)
    assert screen.recipient.text() == "Giàng A Thử"
    assert screen.relation.value() == "other"


def test_a_fee_needs_the_authoritys_receipt_and_says_how_it_was_read(seat: Seat, filed: str) -> None:
    do(seat, filed, "fee", "fee")
    assert seat.sees("fee-mode")
    seat.write("fee-amount", "15000")
    seat.tap("fee-take")
    assert NO_RECEIPT.vi in seat.texts()
    seat.write("fee-receipt", "không có số")
    seat.tap("fee-take")
    assert seat.page == "fee"
    seat.scan("BL/26E-0000000000123456")
    assert seat.line("fee-receipt").text() == "BL/26E-0000000000123456"
    seat.tap("paid-transfer")
    seat.tap("fee-take")
    seat.arrive("detail")
    assert TAKEN.vi in seat.texts()
    (fee,) = seat.shift.desk.store.counter_book.fees(filed)
    assert (fee.amount, fee.entered.value, fee.paid.value) == (15_000, "scanned", "transfer")
    # It was the wrong amount: taken back with a reason, and booked rightly under the same receipt.
    do(seat, filed, "fee", "fee")
    seat.tap(f"fee-correct-{fee.receipt}")
    seat.arrive("fee-correct")
    seat.tap("fee-correct-do")
    assert WHY_CORRECT.vi in seat.texts()
    seat.tap("reason-amount")
    seat.tap("fee-correct-do")
    seat.arrive("fee")
    assert FEE_CORRECTED.vi in seat.texts()
    assert "Sai số tiền" in seat.texts()
    assert not seat.sees(f"fee-correct-{fee.receipt}")
    seat.write("fee-amount", "8000")
    seat.write("fee-receipt", fee.receipt)
    seat.tap("fee-take")
    seat.arrive("detail")
    book = seat.shift.desk.store.counter_book.fees(filed)
    assert [one.amount for one in book] == [15_000, -15_000, 8_000]


# -- calls, rating, the past


def test_a_call_is_noted_and_the_next_try_stands_first(seat: Seat, filed: str) -> None:
    tell(seat, 1, filed, CaseStatus.SUPPLEMENT_ASKED)
    home(seat)
    seat.tap("day")
    seat.tap("work-calls")
    assert "0912 345 678" in seat.texts()
    seat.tap("call-note-0")
    seat.tap("call-keep")
    assert seat.page == "call"
    seat.tap("outcome-no-answer")
    seat.tap("call-keep")
    seat.arrive("calls")
    (call,) = seat.shift.desk.store.counter_book.calls([filed])[filed]
    assert call.again_at is not None
    assert timedelta(hours=1) < call.again_at - seat.shift.desk.now() <= timedelta(hours=2)


def test_a_call_from_the_dossier_leads_back_to_it(seat: Seat, filed: str) -> None:
    do(seat, filed, "call", "call")
    seat.tap("outcome-reached")
    seat.tap("call-keep")
    seat.arrive("detail")
    assert CALLED.vi in seat.texts()
    seat.tap("deed-timeline")
    seat.arrive("timeline")
    assert seat.sees("moment-0")


def test_the_citizen_rates_once_in_their_own_language(seat: Seat) -> None:
    done = assisted.file_at_once(
        seat.shift.desk, "1.004873", ANSWERS, [("identity_card", taken())], "km-Khmr-VN"
    )
    do(seat, done.dossier, "rate", "rating")
    assert seat.conductor.kit.translator.tag == "km-Khmr-VN"
    seat.tap_twice("face-4")
    seat.arrive("detail")
    assert seat.conductor.kit.translator.tag == "vi-VN"
    assert RATED.vi in seat.texts()
    rated = seat.shift.desk.store.counter_book.rating(done.dossier)
    assert rated is not None
    assert (rated.face, rated.language) == (4, "km-Khmr-VN")
    seat.tap("deed-rate")
    assert RATED_BEFORE.vi in seat.texts()


def test_how_it_stands_is_told_to_the_citizen(seat: Seat, decided: str) -> None:
    do(seat, decided, "tell", "slip")
    assert finding.NEXT[CaseStatus.DECIDED].vi in seat.texts()
    seat.tap("back")
    assert seat.page == "detail"


# -- corrections and withdrawal


def test_an_answer_is_corrected_with_a_reason(seat: Seat, filed: str) -> None:
    do(seat, filed, "amend", "amend")
    seat.tap("amend-send")
    assert NO_CHANGE.vi in seat.texts()
    seat.tap("amend-requester_phone")
    seat.arrive("amend-page")
    screen = seat.window.screen_shown
    assert isinstance(screen, AmendPageScreen)
    screen.page.view("requester_phone").answer("0987654321")
    seat.tap("continue")
    seat.arrive("amend")
    assert "0987654321" in seat.texts()
    assert "Trước: 0912345678" in seat.texts()
    seat.tap("amend-send")
    assert NO_REASON.vi in seat.texts()
    seat.write("amend-reason", "Bà con đổi số")
    seat.tap("amend-send")
    seat.arrive("detail")
    assert AMENDED.vi in seat.texts()
    assert ParcelKind.AMENDMENT in kinds(seat, filed)


def test_what_is_changed_back_is_no_change(seat: Seat, filed: str) -> None:
    do(seat, filed, "amend", "amend")
    for number in ("0987654321", "0912345678"):
        seat.tap("amend-requester_phone")
        screen = seat.window.screen_shown
        assert isinstance(screen, AmendPageScreen)
        screen.page.view("requester_phone").answer(number)
        seat.tap("continue")
    assert not seat.sees("amend-undo")


def test_a_dossier_is_taken_back_after_one_more_question(seat: Seat, filed: str) -> None:
    do(seat, filed, "withdraw", "withdraw")
    seat.tap("reason-not-needed")
    seat.tap("sign-thumb-paper")
    seat.tap("withdraw-do")
    seat.tap("withdraw-sheet-keep")
    assert ParcelKind.WITHDRAWAL not in kinds(seat, filed)
    seat.tap("withdraw-do")
    seat.tap("withdraw-sheet-withdraw")
    seat.arrive("detail")
    assert WITHDRAWN.vi in seat.texts()
    assert ParcelKind.WITHDRAWAL in kinds(seat, filed)
    seat.tap("deed-withdraw")
    assert seat.page == "detail"


# -- the portal


def test_lines_are_copied_one_by_one_and_wiped(seat: Seat, filed: str) -> None:
    do(seat, filed, "transfer", "transfer")
    clipboard = QApplication.clipboard()
    seat.tap("copy-next")
    assert clipboard.text() == ANSWERS["requester_name"]
    seat.tap("copy-next")
    assert clipboard.text() == "03/05/1990"
    screen = seat.window.screen_shown
    assert isinstance(screen, TransferScreen)
    lease = screen.findChild(ClipboardLease)
    assert lease is not None
    assert lease.timer.interval() == 60_000
    lease.timer.timeout.emit()
    assert clipboard.text() == ""
    seat.tap("copy-0")
    seat.tap("back")
    assert seat.page == "detail"
    assert clipboard.text() == ""


def test_what_somebody_else_copied_is_left_alone(qapp: QObject) -> None:
    lease = ClipboardLease()
    lease.lend("một dòng")
    QApplication.clipboard().setText("của cổng")
    lease.end()
    assert QApplication.clipboard().text() == "của cổng"
    QApplication.clipboard().clear()


def test_the_portals_number_is_pasted_back(seat: Seat, filed: str) -> None:
    do(seat, filed, "transfer", "transfer")
    seat.write("transfer-number", "không phải mã")
    seat.tap("number-keep")
    assert seat.page == "transfer"
    QApplication.clipboard().setText(" H11.99.01-261123-0007 ")
    seat.tap("number-paste")
    seat.tap("number-keep")
    seat.arrive("detail")
    assert NUMBERED.vi in seat.texts()
    assert seat.shift.desk.store.dossiers.get(filed).official_number == "H11.99.01-261123-0007"
    QApplication.clipboard().clear()


# -- the day


def open_work(seat: Seat, work: str, page: str) -> None:
    home(seat)
    seat.tap("day")
    seat.tap(f"work-{work}")
    seat.arrive(page)


def test_the_day_is_closed_with_its_sums_and_printed(seat: Seat, filed: str) -> None:
    open_work(seat, "closing", "closing")
    for name in ("sum-dossiers", "sum-envelopes"):
        assert seat.find(name).property("fits") is True
    seat.write("cash-counted", "5000")
    seat.tap("day-close")
    assert seat.page == "closing"
    assert closing.day(seat.shift.desk).closed is None
    seat.write("closing-note", "Tiền lẻ của quầy")
    seat.tap("day-close")
    assert DAY_CLOSED.vi in seat.texts()
    closed = closing.day(seat.shift.desk).closed
    assert closed is not None
    assert (closed.counted, closed.difference) == (5000, 5000)
    seat.tap("day-save")
    assert [path.suffix for path in seat.saved.iterdir()] == [".pdf"]


def test_reports_are_seen_and_saved(seat: Seat, filed: str) -> None:
    open_work(seat, "reports", "reports")
    seat.still()
    assert seat.sees("report")
    seat.tap("period-last-month")
    assert not seat.sees("report")
    seat.tap("period-today")
    seat.tap("by-officer")
    assert "can-bo-1" in seat.texts()
    seat.tap("report-pdf")
    seat.tap("report-xlsx")
    assert sorted(path.suffix for path in seat.saved.iterdir()) == [".pdf", ".xlsx"]
    seat.tap("report-register")
    assert str(ANSWERS["requester_name"]).split()[-1] in text_of(seat.printed[-1])
    seat.write("report-first", "32/13/2026")
    seat.tap("report-show")
    assert "01/11/2026" in seat.texts()


def test_what_the_authority_asks_for_stands_on_the_form_that_asks_the_citizen(seat: Seat, filed: str) -> None:
    asked = "Ảnh giấy tờ bị mờ"
    desk = seat.shift.desk
    desk.store.notices.apply(
        invented.notice(1, NoticeKind.SUPPLEMENT, dossier=filed, at=desk.now(), text=asked)
    )
    seat.conductor.open_detail(filed)
    seat.arrive("detail")
    seat.tap("look-form:02")
    assert seat.sees("document-picture")
    seat.tap("paper-sheet-close")
    seat.tap("print-form:02")
    assert asked in text_of(seat.printed[-1])
    assert all(seat.sees(f"print-form:{form}") for form in ("03", "04", "05", "06"))


def test_results_go_to_the_post_against_a_sheet(seat: Seat, decided: str) -> None:
    open_work(seat, "post", "post")
    seat.tap("post-hand")
    assert seat.page == "post"
    assert post.handovers(seat.shift.desk) == ()
    seat.tap("post-all")
    seat.write("receiver", "Trần Thị Bưu Tá")
    seat.tap("post-hand")
    seat.still()
    (sheet,) = post.handovers(seat.shift.desk)
    assert sheet.receiver_name == "Trần Thị Bưu Tá"
    assert seat.sees(f"sheet-{sheet.number}")
    assert not seat.sees("post-all")


def test_the_next_officer_takes_over_without_closing_the_office(seat: Seat, filed: str) -> None:
    open_work(seat, "take-over", "take-over")
    store = seat.shift.desk.store
    seat.tap("officer-lanh-dao-1")
    seat.write("passphrase", "khong-phai-mat-khau")
    seat.tap("take-over")
    assert seat.page == "take-over"
    assert seat.shift.desk.officer.code == "can-bo-1"
    seat.write("passphrase", PASSPHRASE)
    seat.clock.pass_time(60)
    seat.tap("take-over")
    seat.arrive("queue")
    assert seat.shift.desk.officer.code == "lanh-dao-1"
    assert seat.shift.desk.store is store
    assert not seat.sees("new-visit")


def test_a_leader_sees_only_what_a_leader_may_do(seat: Seat, filed: str) -> None:
    test_the_next_officer_takes_over_without_closing_the_office(seat, filed)
    seat.conductor.open_detail(filed)
    seat.arrive("detail")
    assert seat.sees("deed-timeline")
    for deed in ("hand-out", "fee", "call", "amend", "withdraw", "rate"):
        assert not seat.sees(f"deed-{deed}")
    home(seat)
    seat.tap("day")
    assert seat.sees("work-reports")
    for work in ("calls", "post", "closing"):
        assert not seat.sees(f"work-{work}")


def test_a_dossier_is_marked_as_urgent_and_let_go_of(seat: Seat, filed: str) -> None:
    for urgent, word in ((True, CALM), (False, DEED_FACES[Deed.URGE].word)):
        do(seat, filed, "urge", "detail")
        assert seat.shift.desk.store.dossiers.get(filed).urgent is urgent
        assert word.vi in seat.texts()


@pytest.mark.parametrize(("keys", "page"), [(1, "hand-out"), (2, "fee"), (8, "timeline")])
def test_deeds_have_keys(seat: Seat, decided: str, keys: int, page: str) -> None:
    seat.conductor.open_detail(decided)
    seat.arrive("detail")
    screen = seat.window.screen_shown
    assert screen is not None
    seat.window.activateWindow()
    seat.bot.keyClick(screen, getattr(Qt.Key, f"Key_{keys}"), Qt.KeyboardModifier.ControlModifier)
    seat.arrive(page)
    seat.bot.keyClick(seat.window.screen_shown, Qt.Key.Key_Escape)
    seat.arrive("detail")
