"""What happens in the middle of a visit: another language or look, a scanned card, nobody there, a full disk, our own fault."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from kiosk.folder import Folder
from kiosk.ui.beats import SAID_AT
from kiosk.ui.helping import DRAFT_MEANS
from kiosk.ui.idle import QUIET, WARNING
from kiosk.ui.screens.question import CARD_OFFER
from kiosk.ui.widgets.bilingual import BilingualLabel, DraftMark
from kiosk.ui.widgets.text_block import TextBlock
from tests.office_factories import ANSWERS, PASSPHRASE
from tests.unit.ui.screens.seat import Seat, files_under
from tests.watched_disk import FULL, watched_disk

CARD = "011190000999|123456789|NGUYỄN THỊ MẪU|03051990|Nữ|Bản Mẫu, Xã Búng Lao, Điện Biên|15042021"


def _stored(seat: Seat) -> dict[str, object]:
    return {a.field: a.value for a in seat.shift.desk.store.dossiers.answers(seat.shift.visit.dossier or "")}


def _unmarked(seat: Seat) -> list[str]:
    """Texts in Khmer, which nobody has reviewed, without the mark or without their Vietnamese."""
    found = []
    for text in seat.window.findChildren(TextBlock):
        if not text.isVisible() or not any("\u1780" <= char <= "\u17ff" for char in text.text()):
            continue
        label = text.parentWidget()
        while label is not None and not isinstance(label, BilingualLabel):
            label = label.parentWidget()
        marks = label.findChildren(DraftMark) if label is not None else []
        if label is None or label.under is None or not any(mark.isVisible() for mark in marks):
            found.append(text.text())
    names = {seat.conductor.shelf.get(tag).name for tag in seat.conductor.shelf.tags()}
    return [text for text in found if text not in names]


def test_another_language_keeps_answers_and_place(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("question:requester_name")
    line = seat.view("requester_name").findChild(QLineEdit)
    assert line is not None
    line.setText("NGUYỄN THỊ")
    seat.window.frame.put_keyboard_away()
    seat.tap("language")
    assert seat.page == "language"
    seat.tap("language-km-Khmr-VN")
    assert seat.page == "question:requester_name"
    assert seat.view("requester_name").value() == "NGUYỄN THỊ"
    assert seat.shift.visit.language == "km-Khmr-VN"
    khmer, vietnamese = seat.texts(), seat.shift.visit.draft().definition.field("requester_name").ask.vi
    assert vietnamese in khmer
    assert any("\u1780" <= char <= "\u17ff" for char in khmer)
    assert _unmarked(seat) == [], "a draft wears its mark, and Vietnamese stands under it"
    seat.tap("help")
    assert DRAFT_MEANS.vi in seat.texts(), "and help says what the mark means"
    seat.tap("help-sheet-ok")
    seat.tap("language")
    seat.tap("back")
    assert seat.page == "question:requester_name"
    assert seat.view("requester_name").value() == "NGUYỄN THỊ"


@pytest.mark.parametrize("tool", ["text-size", "contrast"])
def test_another_look_keeps_what_is_typed(seat: Seat, tool: str) -> None:
    seat.to_questions()
    seat.answer_until("question:requester_phone")
    line = seat.view("requester_phone").findChild(QLineEdit)
    assert line is not None
    line.setText("0912")
    before = seat.conductor.kit.look
    seat.window.frame.put_keyboard_away()
    seat.tap(tool)
    assert seat.conductor.kit.look != before
    assert seat.page == "question:requester_phone"
    assert seat.view("requester_phone").value() == "0912"
    seat.conductor.new_visit()
    assert seat.conductor.kit.look == before


def test_help_tells_and_closes(seat: Seat) -> None:
    seat.to_questions()
    seat.tap("help")
    assert seat.sees("help-sheet")
    seat.tap("help-sheet-ok")
    assert not seat.sees("help-sheet")
    assert seat.page == "question:purpose"


def test_a_card_fills_the_person_only_when_somebody_says_so(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("question:requester_card")
    seat.still()
    seat.scan(CARD)
    seat.bot.waitUntil(lambda: CARD_OFFER.vi in seat.texts())
    assert "requester_name" not in _stored(seat)
    assert all(line.text() == "" for line in seat.window.findChildren(QLineEdit))
    seat.tap("card-decline")
    assert "requester_name" not in _stored(seat)
    seat.still()
    seat.scan(CARD)
    seat.bot.waitUntil(lambda: seat.sees("card-accept"))
    seat.tap("card-accept")
    stored = _stored(seat)
    assert stored["requester_name"] == "NGUYỄN THỊ MẪU"
    assert stored["requester_number"] == "011190000999"
    assert stored["requester_birth"] == "1990-05-03"


@pytest.mark.parametrize(
    "text",
    [
        "khong-phai-the-can-cuoc-nao-ca",
        "011190000999|123456789|NGUY?N TH? M?U|03051990|N?|B?n|15042021",
        "9" * 900,
    ],
    ids=["no card", "marks lost", "too long"],
)
def test_a_scan_that_is_no_card_is_told_and_leaks_nothing(seat: Seat, text: str) -> None:
    seat.to_questions()
    seat.answer_until("question:requester_card")
    before = seat.texts()
    seat.scan(text)
    seat.bot.waitUntil(lambda: seat.texts() != before)
    assert not seat.sees("card-accept")
    assert text not in seat.texts()
    assert all(line.text() == "" for line in seat.window.findChildren(QLineEdit))
    assert "requester_name" not in _stored(seat)


def _look_at_the_clock(seat: Seat) -> None:
    beats = seat.conductor._beats  # the beat itself is Qt's timer; here its moment is chosen by hand
    assert beats is not None
    beats.idle.look()


def test_nobody_there_warns_and_then_wipes(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("question:requester_phone")
    line = seat.view("requester_phone").findChild(QLineEdit)
    assert line is not None
    line.setText("0912345678")
    clipboard = QApplication.clipboard()
    clipboard.setText("NGUYỄN THỊ MẪU")
    dossier = seat.shift.visit.dossier
    seat.clock.pass_time(QUIET + 1)
    _look_at_the_clock(seat)
    assert seat.sees("idle-warning")
    said = len(seat.player.played)
    for _ in range(25):
        seat.clock.pass_time(1)
        _look_at_the_clock(seat)
    assert len(seat.player.played) == said + len(SAID_AT)
    assert seat.player.is_playing()
    seat.press("idle-warning-here")
    assert not seat.sees("idle-warning")
    assert not seat.player.is_playing()
    beats = seat.conductor._beats
    assert beats is not None
    beats.idle.start()
    assert seat.page == "question:requester_phone"
    seat.clock.pass_time(QUIET + 1)
    _look_at_the_clock(seat)
    assert seat.sees("idle-warning")
    seat.clock.pass_time(WARNING)
    _look_at_the_clock(seat)
    QApplication.processEvents()
    assert seat.page == "language"
    assert seat.shift.visit.dossier is None
    assert "0912345678" not in seat.texts()
    assert all(line.text() == "" for line in seat.window.findChildren(QLineEdit))
    assert clipboard.text() == ""
    draft = seat.shift.desk.store.dossiers.answers(dossier or "")
    assert {a.field for a in draft} >= {"purpose", "requester_name"}


def test_nobody_at_the_counter_locks_it(seat: Seat) -> None:
    seat.conductor.open_counter()
    seat.arrive("counter")
    seat.clock.pass_time(QUIET + 1)
    _look_at_the_clock(seat)
    seat.clock.pass_time(WARNING)
    _look_at_the_clock(seat)
    QApplication.processEvents()
    assert seat.page == "locked"


def test_a_full_disk_keeps_the_answer_on_the_screen(
    open_seat: Callable[..., Seat], folder: Folder, prepared: tuple[object, dict[str, object]]
) -> None:
    with watched_disk() as disk:
        seat = open_seat(folder, {"shift": prepared[1], "place": None, "pin": None, "mode": "visit"})
        seat.arrive("language")
        seat.to_questions()
        seat.answer_until("question:requester_phone")
        disk.refuse = lambda _what, _name: FULL
        seat.view("requester_phone").answer("0912345678")
        seat.still()
        assert "đầy" in seat.texts()
        assert seat.view("requester_phone").value() == "0912345678"
        seat.go_on()
        assert seat.page == "question:requester_phone"
        assert seat.view("requester_phone").value() == "0912345678"
        disk.refuse = None
        assert "requester_phone" not in _stored(seat)
        seat.go_on()
        assert seat.page != "question:requester_phone"
        assert _stored(seat)["requester_phone"] == "0912345678"
        seat.close()


def test_a_machine_no_province_knows_keeps_the_draft(
    open_seat: Callable[..., Seat], folder: Folder, prepared: tuple[object, dict[str, object]]
) -> None:
    from kiosk.services.secrets import GATEWAY_CARD

    seat = open_seat(folder, {"shift": prepared[1], "place": None, "pin": None, "mode": "visit"})
    seat.arrive("language")
    seat.shift.desk.store.secrets.put(GATEWAY_CARD, b"not a card")
    seat.to_questions()
    seat.to_officer()
    dossier = seat.shift.visit.dossier
    seat.write("secret", PASSPHRASE)
    seat.tap("confirm")
    seat.still()
    assert seat.page == "officer"
    assert seat.shift.desk.store.dossiers.get(dossier or "").sealed_at is None
    assert seat.line("secret").isEnabled()


def test_our_own_fault_is_an_apology_without_a_trace(seat: Seat, folder: Folder) -> None:
    seat.to_questions()
    seat.answer_until("papers")

    def broken() -> None:
        raise ValueError(f"a name: {ANSWERS['requester_name']}")

    seat.conductor.pick_file = broken
    seat.tap("paper-identity_card-add")
    assert "Xin lỗi" in seat.texts()
    seat.tap("sheet-ok")
    assert seat.page == "papers"
    journal = (folder.logs / "screen.log").read_text()
    assert "ValueError" in journal
    assert "MẪU" not in journal


def test_a_file_that_is_no_picture_is_told(seat: Seat) -> None:
    seat.paper.write_bytes(b"MZ not a picture at all")
    seat.to_questions()
    seat.answer_until("papers")
    seat.tap("paper-identity_card-add")
    assert "không phải ảnh" in seat.texts()
    seat.tap("sheet-ok")
    assert seat.page == "papers"


def test_nothing_typed_lies_in_any_file_outside_the_store(seat: Seat, folder: Folder) -> None:
    seat.to_questions()
    seat.answer_until("papers")
    names = [name for name in files_under(folder.root) if not name.startswith("kiosk.db")]
    assert names
    for name in names:
        data = (folder.root / name).read_bytes()
        for secret in ("NGUYỄN THỊ MẪU", "011190000999", "0912345678"):
            assert secret.encode() not in data, name
