"""One dossier on the officer's screen: what has to be done, numbers, custody, the road, documents."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from forms.catalogue import Catalogue
from forms.definition import PaperHandling
from forms.states import Carriage, CaseStatus, ParcelKind
from forms.text import Message
from kiosk.domain.dossier import DossierState, NumberKind
from kiosk.domain.notice import NoticeKind
from kiosk.domain.roles import Role
from kiosk.services.counter import Detail
from kiosk.services.printing import NO_NUMBER, SIZES
from kiosk.services.road import Standing
from kiosk.ui.counter.detail_screen import DetailScreen
from kiosk.ui.counter.marks import CARRIAGE_MARKS, STATUS_MARKS, StateMark
from kiosk.ui.counter.road_line import NO_LINK
from kiosk.ui.counter.road_screen import PORTAL
from kiosk.ui.counter.values import DOCUMENT_SIZES, Document, Preview
from kiosk.ui.theme.look import first_look
from kiosk.ui.theme.sizes import TextSize
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import has_pictogram
from kiosk.ui.widgets.pressable import Pressable
from sync.courtesy import Courtesy
from sync.remedies import remedy, why_held_back
from tests.unit.devices.clocks import HandClock
from tests.unit.ui.counter import invented

pytestmark = pytest.mark.qt_log_ignore(invented.OFFSCREEN_SAYS)

Make = Callable[..., DetailScreen]
W = TypeVar("W", bound=QWidget)


@pytest.fixture
def make(qtbot: QtBot, kit: Kit, clock: HandClock) -> Make:
    """Builds the screen of a dossier; the busy one unless another is given."""

    def build(
        detail: Detail | None = None,
        role: Role = Role.COMMUNE_OFFICER,
        here: tuple[str, ...] = (),
        own: Kit | None = None,
    ) -> DetailScreen:
        screen = DetailScreen(own or kit, role, clock, detail or invented.busy_detail(), here)
        qtbot.addWidget(screen)
        screen.resize(1227, 690)
        screen.show()
        return screen

    return build


def the(screen: QWidget, kind: type[W], name: str) -> W:
    found = screen.findChild(kind, name)
    assert found is not None, name
    return found


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def told(signal: Any) -> list[object]:
    heard: list[object] = []
    signal.connect(lambda *values: heard.append(values[0] if len(values) == 1 else values))
    return heard


def test_everything_drivers_look_for_has_its_name(make: Make) -> None:
    screen = make()
    assert screen.objectName() == "screen-detail"
    for name in ("slip-print", "receipt-print", "supplement", "notices-seen"):
        assert not the(screen, Pressable, name).isHidden()
    assert the(screen, QLabel, "official-number").text() == "THU-03127-261103-12"
    assert the(screen, StateMark, "carriage").state == "recorded"
    assert the(screen, StateMark, "case-status").state == str(int(CaseStatus.SUPPLEMENT_ASKED))


def test_a_trial_number_is_called_one_and_a_missing_one_too(make: Make) -> None:
    assert "Số thử nghiệm" in words_of(make())
    real = invented.busy_detail(dossier=invented.dossier(number_kind=NumberKind.DELEGATED), notices=())
    said = words_of(make(real))
    assert "Số thử nghiệm" not in said
    assert "Mã hồ sơ" in said
    none = make(invented.busy_detail(dossier=invented.dossier(official_number=None, number_kind=None)))
    number = the(none, QLabel, "official-number")
    assert (number.text(), number.property("number")) == ("Chưa có mã hồ sơ", "")


def test_the_neediest_part_stands_at_the_head_and_all_stand_below(make: Make) -> None:
    parts = (
        invented.part(CaseStatus.DECIDED, "certificate"),
        invented.part(CaseStatus.NOT_RECEIVED, "residence", "Công an xã Mẫu"),
    )
    screen = make(invented.busy_detail(parts=parts))
    assert the(screen, StateMark, "case-status").state == "3"
    assert the(screen, StateMark, "case-status-certificate").state == "9"
    assert "Công an xã Mẫu" in words_of(the(screen, QWidget, "section-parts"))


def test_a_refusal_stands_with_its_remedy_and_can_be_sent_again_once(make: Make) -> None:
    screen = make()
    again = told(screen.send_again_asked)
    box = the(screen, QWidget, f"refused-{invented.hexed(101)}")
    assert remedy("paper-mismatch").vi in words_of(box)
    assert "paper-mismatch" in words_of(box)
    button = the(screen, Pressable, f"send-again-{invented.hexed(101)}")
    button.click()
    button.click()
    assert again == [invented.hexed(101)]


def test_who_may_not_send_again_is_told_whom_to_ask(make: Make) -> None:
    screen = make(role=Role.POSTAL_CLERK)
    assert screen.findChild(Pressable, f"send-again-{invented.hexed(101)}") is None
    assert "Nhờ cán bộ xã gửi lại" in words_of(the(screen, QWidget, f"refused-{invented.hexed(101)}"))


def test_an_unknown_reason_still_has_a_way_out(make: Make) -> None:
    parcels = (invented.parcel(7, ParcelKind.FILING, Carriage.REFUSED, refused_reason="never-heard-of"),)
    box = the(make(invented.busy_detail(parcels=parcels)), QWidget, f"refused-{invented.hexed(7)}")
    assert "Gửi lại một lần" in words_of(box)
    assert "never-heard-of" in words_of(box)


def test_an_open_request_is_answered_by_either_button(make: Make, clock: HandClock) -> None:
    screen = make()
    asked = told(screen.supplement_asked)
    the(screen, Pressable, "answer-3").click()
    clock.advance(1)
    the(screen, Pressable, "supplement").click()
    assert asked == [3, 3]


def test_an_answered_request_is_no_alarm_any_more(make: Make) -> None:
    busy = invented.busy_detail()
    sent = invented.parcel(102, ParcelKind.SUPPLEMENT, Carriage.WAITING, in_reply_to=3)
    screen = make(invented.busy_detail(parcels=(*busy.parcels, sent)))
    assert screen.findChild(QWidget, "asked-3") is None
    asked = told(screen.supplement_asked)
    the(screen, Pressable, "supplement").click()
    assert asked == [None]


def test_a_leader_looks_and_adds_nothing(make: Make) -> None:
    screen = make(role=Role.LEADER)
    assert the(screen, Pressable, "supplement").isHidden()
    assert screen.findChild(Pressable, "answer-3") is None


def test_custody_of_every_paper_is_told(make: Make) -> None:
    said = words_of(the(make(), QWidget, "section-papers"))
    assert said.count("Bản chính đã trả lại bà con") == 1, "two sides of one card are one paper"
    assert "2 tệp" in said
    assert "phong bì Q1-2026-0042" in said
    assert "CHƯA vào phong bì" in said
    assert "Ảnh đã xóa khỏi máy" in said
    assert "Chữ ký của người dân" in said


def test_a_shown_paper_not_handed_back_is_an_alarm(make: Make) -> None:
    kept = invented.paper(9, "identity_card", PaperHandling.SHOWN, "Thẻ căn cước")
    said = words_of(the(make(invented.busy_detail(papers=(kept,))), QWidget, "section-papers"))
    assert "CHƯA trả lại" in said


def test_answers_stand_with_their_doubts_and_origins(make: Make) -> None:
    busy = invented.busy_detail()
    screen = make(busy)
    said = words_of(the(screen, QWidget, "section-answers"))
    for line in busy.lines:
        assert line.label.vi in said
        assert line.said.text in said
    assert "Chưa biết" in said
    assert {"đọc từ thẻ", "lấy từ lần trước", "máy tự điền"} <= set(said.split("\n"))


def test_the_road_is_told_in_bytes_and_time(make: Make) -> None:
    screen = make()
    bar = the(screen, QProgressBar, f"progress-{invented.hexed(100)}")
    assert (bar.value(), bar.maximum()) == (1240, 3420)
    said = words_of(the(screen, QWidget, "section-parcels"))
    assert "Đã gửi 1,2 MB / 3,4 MB." in said
    assert "sau 4 phút" in said
    assert screen.findChild(QProgressBar, f"progress-{invented.hexed(101)}") is None


@pytest.mark.parametrize(
    ("link", "held_back", "urgent", "why", "when"),
    [
        ("down", None, False, NO_LINK, "sau 12 phút"),
        ("portal", "budget", False, PORTAL, "sau 12 phút"),
        ("up", "budget", True, why_held_back("budget"), "sau 4 phút"),
        ("up", "hours", False, why_held_back("hours"), "sau 4 phút"),
        ("up", "hours", True, None, "sau 4 phút"),
        ("up", None, False, None, "sau 4 phút"),
    ],
)
def test_why_a_parcel_waits_and_until_when_is_told_beside_it(
    make: Make, link: str, held_back: str | None, urgent: bool, why: Message | None, when: str
) -> None:
    soon = invented.NOW + timedelta(minutes=12)
    standing = Standing(link, soon, 1, 5, 9000, held_back, Courtesy(), 0)
    waiting = invented.under_way(100, 5, 9000)
    parcels = (invented.parcel(100, ParcelKind.FILING, Carriage.SENDING, urgent=urgent),)
    screen = make(invented.busy_detail(road={waiting.parcel: waiting}, link=standing, parcels=parcels))
    said = words_of(the(screen, QWidget, "section-parcels"))
    assert when in said
    for message in {NO_LINK, PORTAL, why_held_back("budget"), why_held_back("hours")}:
        assert message is not None
        assert (message.vi in said) is (message is why)


def test_a_held_parcel_asks_for_nothing(make: Make) -> None:
    held = invented.under_way(100, 5, 5, reason="held")
    screen = make(invented.busy_detail(road={held.parcel: held}))
    assert "Không cần làm gì" in words_of(the(screen, QWidget, "section-parcels"))


def test_notices_are_newest_first_with_age_and_text(make: Make) -> None:
    screen = make()
    section = the(screen, QWidget, "section-notices")
    said = words_of(section)
    assert said.index("Có kết quả") < said.index("Xin nộp thêm") < said.index("Đang xử lý")
    assert said.count("MỚI") == 2
    assert "1 ngày trước" in said
    assert "Bản án hoặc quyết định ly hôn" in said, "asked papers go by their names"


def test_news_of_a_linked_dossier_says_which_part_it_is_about(make: Make) -> None:
    linked = Catalogue.shipped().newest("3.000722", invented.NOW.date())
    news = (
        invented.notice(1, NoticeKind.STATUS, status=CaseStatus.RECEIVED, part="residence"),
        invented.notice(2, NoticeKind.STATUS, status=CaseStatus.RECEIVED, part="health"),
    )
    screen = make(invented.busy_detail(definition=linked, notices=news, lines=()))
    told = words_of(the(screen, QWidget, "section-notices"))
    for part in ("Đăng ký thường trú", "Cấp thẻ bảo hiểm y tế"):
        assert told.count(part) == 1


def test_notices_are_marked_seen_by_a_button_that_then_goes(make: Make) -> None:
    screen = make()
    seen: list[bool] = []
    screen.notices_seen.connect(lambda: seen.append(True))
    the(screen, Pressable, "notices-seen").click()
    assert seen == [True]
    looked_at = tuple(
        invented.notice(n, NoticeKind.STATUS, status=CaseStatus.RECEIVED, seen_at=invented.NOW)
        for n in (1, 2)
    )
    screen.show_detail(invented.busy_detail(notices=looked_at))
    assert the(screen, Pressable, "notices-seen").isHidden()


def test_a_result_is_opened_when_it_is_here(make: Make) -> None:
    busy = invented.busy_detail()
    away = make(busy)
    assert away.findChild(Pressable, "result-4") is None
    assert "đang về máy" in words_of(the(away, QWidget, "section-notices"))
    here = make(busy, here=(busy.notices[3].id,))
    opened = told(here.result_asked)
    the(here, Pressable, "result-4").click()
    assert opened == [busy.notices[3].id]


def png() -> bytes:
    image = QImage(420, 594, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def test_a_document_is_seen_before_it_is_printed_or_saved(make: Make, qtbot: QtBot, clock: HandClock) -> None:
    screen = make()
    wanted, printed, saved = told(screen.document_asked), told(screen.print_asked), told(screen.save_asked)
    the(screen, Pressable, "slip-print").click()
    the(screen, Pressable, "receipt-print").click()
    assert wanted == [(Document.SLIP, "a5")], "two taps at once are one"
    screen.show_preview(Preview(Document.SLIP, "a5", (png(), png(), png())))
    panel = the(screen, QWidget, "document")
    assert not panel.isHidden()
    assert the(panel, Pressable, "document-size-a5").isChecked()
    for name in ("document-size-80mm", "document-print", "document-save"):
        clock.advance(1)
        the(panel, Pressable, name).click()
        the(panel, Pressable, name).click()
    assert wanted[1:] == [(Document.SLIP, "80mm")]
    assert printed == saved == [(Document.SLIP, "a5")]
    leaves = [the(panel, Pressable, f"page-{way}") for way in ("back", "next")]
    seen = []
    for way in (1, 1, 0):
        clock.advance(1)
        leaves[way].click()
        seen.append((the(panel, QLabel, "page-told").text(), [one.isEnabled() for one in leaves]))
    assert seen == [
        ("Trang 2/3", [True, True]), ("Trang 3/3", [True, False]), ("Trang 2/3", [True, True]),
    ]  # fmt: skip
    clock.advance(1)
    back = told(screen.went_back)
    screen.leave()
    assert panel.isHidden()
    assert back == []
    left: list[bool] = []
    screen.went_back.connect(lambda: left.append(True))
    screen.leave()
    assert left == [True]


def test_a_picture_that_cannot_be_read_leaves_the_buttons(make: Make) -> None:
    screen = make()
    screen.show_preview(Preview(Document.RECEIPT, "a4", (b"no picture",)))
    assert not the(screen, Pressable, "document-print").isHidden()
    screen.grab()


def test_sizes_on_offer_are_sizes_the_service_prints() -> None:
    assert {size for sizes in DOCUMENT_SIZES.values() for size in sizes} <= set(SIZES)


def test_a_fault_is_said_and_taken_away(make: Make) -> None:
    screen = make()
    screen.tell("warn", NO_NUMBER)
    assert NO_NUMBER.vi in words_of(the(screen, QWidget, "told"))
    screen.hush()
    screen.tell("good", NO_NUMBER)
    QApplication.processEvents()
    assert len([w for w in screen.findChildren(QWidget, "told") if not w.isHidden()]) == 1


def test_a_refresh_keeps_the_place(make: Make, qtbot: QtBot) -> None:
    screen = make()
    scroll = the(screen, QWidget, "scrolled").parentWidget().parentWidget()
    bar = scroll.verticalScrollBar()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bar.maximum() > 300)
    bar.setValue(300)
    screen.show_detail(invented.busy_detail(notices=()))
    again = screen._scroll
    assert again is not None
    qtbot.waitUntil(lambda: again.verticalScrollBar().value() == 300)
    assert "Chưa có tin nào" in words_of(again)


def test_a_draft_has_neither_slip_nor_supplement(make: Make) -> None:
    draft = invented.busy_detail(
        dossier=invented.dossier(
            state=DossierState.DRAFT,
            citizen_name="",
            slip_number=None,
            official_number=None,
            number_kind=None,
        ),
        parts=(),
        parcels=(),
        notices=(),
        papers=(),
        lines=(),
        road={},
    )
    screen = make(draft)
    assert the(screen, Pressable, "slip-print").isHidden()
    assert the(screen, Pressable, "supplement").isHidden()
    assert the(screen, StateMark, "case-status").state == "0"
    assert screen.findChild(StateMark, "carriage") is None


@pytest.mark.parametrize("size", list(TextSize))
def test_nothing_is_wider_than_the_screen(make: Make, clock: HandClock, size: TextSize) -> None:
    screen = make(own=invented.kit(first_look().with_text(size), clock))
    assert screen.minimumSizeHint().width() <= 1227
    screen.show_preview(Preview(Document.RECEIPT, "a5", (png(),)))
    assert screen.minimumSizeHint().width() <= 1227


def test_every_state_has_a_sign_of_its_own() -> None:
    for marks in (CARRIAGE_MARKS, STATUS_MARKS):
        signs = [mark.icon for mark in marks.values()]
        assert len(set(signs)) == len(signs)
        assert all(map(has_pictogram, signs))
    assert set(CARRIAGE_MARKS) == set(Carriage)
    assert set(STATUS_MARKS) == set(CaseStatus)
