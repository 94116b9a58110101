"""Adding papers and a message to a filed dossier."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forms.errors import KnownError
from forms.text import Message
from kiosk.scans.opening import kind_of
from kiosk.ui.counter.answers_section import OTHER_PAPER
from kiosk.ui.counter.supplement_screen import NOTHING, TWICE, UNREADABLE, SupplementScreen
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Pressable
from tests.unit.devices.clocks import HandClock
from tests.unit.ui.counter import invented

pytestmark = pytest.mark.qt_log_ignore(invented.OFFSCREEN_SAYS)

JPEG = b"\xff\xd8\xff" + bytes(5000)


def read(path: Path) -> bytes:
    """As the window does it: what is no picture is refused at once."""
    data = path.read_bytes()
    kind_of(data)
    return data


class Bench:
    """The screen with a file that is picked next, and what it sent."""

    def __init__(self, kit: Kit, qtbot: QtBot, in_reply_to: int | None = 3) -> None:
        self.next: Path | None = None
        self.screen = SupplementScreen(kit, invented.busy_detail(), lambda: self.next, read, in_reply_to)
        qtbot.addWidget(self.screen)
        self.screen.resize(1227, 690)
        self.screen.show()
        self.sent: list[tuple[str, object, object]] = []
        self.screen.sent.connect(lambda note, files, reply: self.sent.append((note, files, reply)))

    def press(self, name: str) -> None:
        found = self.screen.findChild(Pressable, name)
        assert found is not None, name
        found.click()

    def told(self) -> str:
        QApplication.processEvents()
        boxes = [box for box in self.screen.findChildren(QWidget, "told") if not box.isHidden()]
        return " ".join(label.text() for box in boxes for label in box.findChildren(QLabel))


@pytest.fixture
def bench(kit: Kit, qtbot: QtBot) -> Bench:
    return Bench(kit, qtbot)


def file(folder: Path, name: str, data: bytes = JPEG) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_the_request_and_its_papers_stand_first(bench: Bench) -> None:
    screen = bench.screen
    assert screen.objectName() == "screen-supplement"
    texts = [label.text() for label in screen.findChildren(QLabel)]
    assert "UBND xã Mẫu yêu cầu: Xin nộp thêm bản án ly hôn đã có hiệu lực pháp luật." in texts
    adds = [b.objectName() for b in screen.findChildren(Pressable) if b.objectName().endswith("-add")]
    assert adds[0] == "supplement-divorce_ruling-add"
    assert adds[-1] == f"supplement-{OTHER_PAPER}-add"
    assert len(adds) == len(invented.definition().papers) + 1


def test_note_and_files_are_sent_once(bench: Bench, tmp_path: Path, clock: HandClock) -> None:
    bench.next = file(tmp_path, "ban-an.jpg")
    bench.press("supplement-divorce_ruling-add")
    bench.next.unlink()  # the stick is pulled
    bench.next = file(tmp_path, "khac.jpg", JPEG + b"2")
    bench.press(f"supplement-{OTHER_PAPER}-add")
    bench.screen.note.setText("  Bà con gửi thêm. ")
    bench.press("send")
    clock.advance(5)
    bench.press("send")
    assert bench.sent == [("Bà con gửi thêm.", (("divorce_ruling", JPEG), (OTHER_PAPER, JPEG + b"2")), 3)]


def test_after_a_fault_it_can_be_sent_again(bench: Bench, clock: HandClock) -> None:
    bench.screen.note.setText("Xin nhắn")
    bench.press("send")
    bench.screen.tell("danger", Message("error.test.full", "Ổ đĩa đầy.", ""))
    clock.advance(1)
    bench.press("send")
    assert [note for note, _, _ in bench.sent] == ["Xin nhắn", "Xin nhắn"]


def test_nothing_to_send_is_said(bench: Bench) -> None:
    bench.screen.note.setText("   ")
    bench.press("send")
    assert bench.sent == []
    assert NOTHING.vi in bench.told()


def test_a_file_is_taken_away_again(bench: Bench, tmp_path: Path) -> None:
    bench.next = file(tmp_path, "a.jpg")
    bench.press("supplement-divorce_ruling-add")
    assert [one.name for one in bench.screen.files()] == ["a.jpg"]
    bench.press("supplement-divorce_ruling-remove")
    assert bench.screen.files() == ()


def test_the_same_file_is_not_taken_twice(bench: Bench, tmp_path: Path) -> None:
    bench.next = file(tmp_path, "a.jpg")
    bench.press("supplement-divorce_ruling-add")
    bench.press("supplement-divorce_ruling-add")
    assert len(bench.screen.files()) == 1
    assert TWICE.in_vietnamese(name="a.jpg") in bench.told()


def test_a_wrong_or_vanished_file_is_told_and_not_taken(bench: Bench, tmp_path: Path) -> None:
    bench.next = file(tmp_path, "bang.xlsx", b"PK\x03\x04")
    bench.press("supplement-divorce_ruling-add")
    with pytest.raises(KnownError) as refusal:
        kind_of(b"PK\x03\x04")
    assert refusal.value.message.vi in bench.told()
    bench.next = tmp_path / "gone.jpg"
    bench.press("supplement-divorce_ruling-add")
    assert UNREADABLE.in_vietnamese(name="gone.jpg") in bench.told()
    assert bench.screen.files() == ()


def test_picking_nothing_changes_nothing(bench: Bench) -> None:
    bench.press(f"supplement-{OTHER_PAPER}-add")
    assert bench.screen.files() == ()
    assert bench.told() == ""


def test_escape_leaves_without_sending(bench: Bench) -> None:
    left: list[bool] = []
    bench.screen.went_back.connect(lambda: left.append(True))
    bench.screen.leave()
    bench.screen.leave()
    assert left == [True]
    assert bench.sent == []


def test_another_look_keeps_note_and_files(bench: Bench, kit: Kit, qtbot: QtBot, tmp_path: Path) -> None:
    bench.next = file(tmp_path, "a.jpg")
    bench.press("supplement-divorce_ruling-add")
    bench.screen.note.setText("Lời nhắn")
    again = Bench(kit, qtbot)
    again.screen.put_back(bench.screen.typed())
    assert again.screen.files() == bench.screen.files()
    assert again.screen.note.text() == "Lời nhắn"


def test_without_a_request_it_is_a_free_supplement(kit: Kit, qtbot: QtBot) -> None:
    free = Bench(kit, qtbot, None)
    free.screen.note.setText("Xin nhắn")
    free.press("send")
    assert free.sent == [("Xin nhắn", (), None)]


def test_the_keyboard_leaves_the_note(bench: Bench) -> None:
    bench.screen.resize(1227, 250)
    scrolled = bench.screen.findChild(QWidget, "scrolled")
    assert scrolled is not None
    assert not scrolled.isVisible()
    assert bench.screen.note.isVisible()


def test_the_keyboard_alone_does_it_all(bench: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    bench.next = file(tmp_path, "a.jpg")
    first = bench.screen.findChild(Pressable, "supplement-divorce_ruling-add")
    assert first is not None
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert len(bench.screen.files()) == 1
    send = bench.screen.findChild(Pressable, "send")
    assert send is not None
    qtbot.keyClick(send, Qt.Key.Key_Return)
    assert len(bench.sent) == 1
