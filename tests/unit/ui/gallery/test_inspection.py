"""Each finder of the gallery finds what it is for: pages made wrong on purpose, and one that is right."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kiosk.gallery.inspection import draw, inspect
from kiosk.gallery.reading import read
from kiosk.gallery.views import Panel
from kiosk.ui.focus_order import reading_order
from kiosk.ui.keyboard.panel import KeyboardPanel
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.sizes import Role
from kiosk.ui.theme.tokens import Contrast
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.pictogram import PictogramLabel, pictogram
from kiosk.ui.widgets.text_block import TextBlock
from kiosk.ui.widgets.tiles import Choice, ChoiceTile
from tests.unit.ui.kits import make_kit

PANEL = Panel("trial", 800, 600, 5.88)
Wrong = Callable[[QWidget, Kit], None]


def page(qtbot: QtBot, build: Wrong) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    palette = window.palette()
    kit = make_kit()
    palette.setColor(window.backgroundRole(), kit.look.colour("ground"))
    window.setPalette(palette)
    window.resize(PANEL.width, PANEL.height)
    build(window, kit)
    window.show()
    QApplication.processEvents()
    return window


def text(window: QWidget, kit: Kit, words: str = "Giấy xác nhận", ink: str = "ink") -> TextBlock:
    block = TextBlock(kit.look, words, Role.BODY, ink, parent=window)
    block.setGeometry(20, 20, 500, 60)
    return block


class Painted(QWidget):
    """Words in a room, and a sign."""

    def __init__(self, parent: QWidget, kit: Kit, room: QRect, sign: QPoint) -> None:
        super().__init__(parent)
        self._kit, self._room, self._sign = kit, room, sign
        self.setGeometry(20, 20, 400, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._kit.look.font(Role.BODY))
        painter.drawText(self._room, Qt.AlignmentFlag.AlignLeft, "Nộp bản chính")
        painter.drawPixmap(self._sign, pictogram("yes", 24, Contrast.CALM))
        painter.end()


def low(window: QWidget, kit: Kit) -> None:
    text(window, kit, "Hai dòng chữ dài hơn chỗ dành cho nó, vì chỗ ấy chỉ đủ cho một dòng thôi").resize(
        300, 30
    )


def broken_word(window: QWidget, kit: Kit) -> None:
    text(window, kit, "nghiêng").setFixedSize(40, 120)


def out_of_parent(window: QWidget, kit: Kit) -> None:
    text(window, kit).move(600, 20)


def hint_too_long(window: QWidget, kit: Kit) -> None:
    line = TypedLine(kit, parent=window)
    line.setPlaceholderText("Tìm theo tên, số hồ sơ hoặc số phiếu tạm")
    line.setGeometry(20, 20, 200, 90)


def no_room(window: QWidget, kit: Kit) -> None:
    Painted(window, kit, QRect(0, 0, 60, 40), QPoint(300, 60))


def over_each_other(window: QWidget, kit: Kit) -> None:
    text(window, kit)
    text(window, kit, "Đăng ký khai sinh")


def sign_on_words(window: QWidget, kit: Kit) -> None:
    Painted(window, kit, QRect(0, 0, 390, 40), QPoint(10, 8))


def no_glyph(window: QWidget, kit: Kit) -> None:
    text(window, kit, "Nguyễn \ue0ff")


def small_button(window: QWidget, kit: Kit) -> None:
    button = BigButton(kit, plain("Có"), parent=window)
    button.setMinimumSize(1, 1)
    button.setGeometry(20, 20, 60, 200)


def small_answer(window: QWidget, kit: Kit) -> None:
    tile = ChoiceTile(kit, Choice("a", plain("Có")))
    tile.setParent(window)
    tile.setMinimumSize(1, 1)
    tile.setGeometry(20, 20, 500, round(PANEL.px_per_mm * 17))


def small_keys(window: QWidget, kit: Kit) -> None:
    keyboard = KeyboardPanel(kit, parent=window)
    keyboard.write_into(TypedLine(kit, parent=window))
    keyboard.setGeometry(0, 300, 800, 300)  # twelve keys of 11 mm


def faint_words(window: QWidget, kit: Kit) -> None:
    text(window, kit, ink="line")


def faint_sign(window: QWidget, kit: Kit) -> None:
    window.setStyleSheet("background: #ffffff")
    sign = PictogramLabel(kit.look.with_contrast(Contrast.HIGH), "check", 12, parent=window)
    sign.move(20, 20)


def covered(window: QWidget, kit: Kit) -> None:
    line = TypedLine(kit, parent=window)
    line.setGeometry(20, 250, 500, 90)
    line.setAccessibleName("Họ tên")
    keyboard = KeyboardPanel(kit, parent=window)
    keyboard.write_into(line)
    keyboard.setGeometry(0, 300, 800, 300)


def nameless(window: QWidget, kit: Kit) -> None:
    line = TypedLine(kit, parent=window)
    line.setGeometry(20, 20, 500, 90)


def roleless(window: QWidget, kit: Kit) -> None:
    thing = QWidget(window)
    thing.setAccessibleName("Khung ký")
    thing.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    thing.setGeometry(20, 20, 500, 90)


def mouse_only(window: QWidget, kit: Kit) -> None:
    button = BigButton(kit, plain("Có"), parent=window)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setGeometry(20, 20, 300, 150)


@pytest.mark.parametrize(
    ("build", "kind"),
    [
        (low, "cut"),
        (broken_word, "cut"),
        (out_of_parent, "cut"),
        (hint_too_long, "cut"),
        (no_room, "cut"),
        (over_each_other, "overlap"),
        (sign_on_words, "overlap"),
        (covered, "covered"),
        (no_glyph, "glyph"),
        (small_button, "small"),
        (small_answer, "small"),
        (small_keys, "small"),
        (faint_words, "faint"),
        (faint_sign, "faint"),
    ],
)
def test_a_page_made_wrong_is_found(qtbot: QtBot, build: Wrong, kind: str) -> None:
    window = page(qtbot, build)
    assert kind in {fault.kind for fault in inspect(draw(window), PANEL)}


@pytest.mark.parametrize(
    ("build", "kind"), [(nameless, "name"), (roleless, "role"), (mouse_only, "keyboard")]
)
def test_what_cannot_be_heard_or_reached_is_found(qtbot: QtBot, build: Wrong, kind: str) -> None:
    assert kind in {fault.kind for fault in read(page(qtbot, build))}


def right(window: QWidget, kit: Kit) -> None:
    holder = QWidget(window)
    holder.setGeometry(0, 0, PANEL.width, PANEL.height)
    column = QVBoxLayout(holder)
    column.addWidget(TextBlock(kit.look, "Ông bà xin giấy này để làm gì?", Role.QUESTION))
    line = TypedLine(kit)
    line.setAccessibleName("Họ tên")
    column.addWidget(line)
    column.addWidget(ChoiceTile(kit, Choice("a", plain("Có"), "yes")))
    column.addWidget(BigButton(kit, plain("Tiếp tục")))


def test_a_page_that_is_right_has_no_fault(qtbot: QtBot) -> None:
    window = page(qtbot, right)
    assert inspect(draw(window), PANEL) == ()
    assert read(window) == ()


def test_a_window_of_another_size_than_its_panel_is_found(qtbot: QtBot) -> None:
    window = page(qtbot, right)
    window.resize(PANEL.width + 40, PANEL.height)
    assert any("the window is 840x600" in fault.what for fault in inspect(draw(window), PANEL))


def two_columns(window: QWidget, _kit: Kit) -> None:
    """Two frames side by side, members made in the wrong order."""
    for name, x in (("right", 400), ("left", 0)):
        frame = QWidget(window)
        frame.setGeometry(x, 0, 390, 300)
        for at in (2, 1):
            button = QPushButton(name, frame)
            button.setObjectName(f"{name}-{at}")
            button.setGeometry(10, at * 100, 300, 80)


def test_frames_are_read_one_after_another(qtbot: QtBot) -> None:
    window = page(qtbot, two_columns)
    names = [widget.objectName() for widget in reading_order(window)]
    assert names == ["left-1", "left-2", "right-1", "right-2"]


def ragged(window: QWidget, _kit: Kit) -> None:
    """Frames that overlap a little: the lower holds something above what the upper ends with."""
    upper, lower = QWidget(window), QWidget(window)
    upper.setGeometry(0, 0, 390, 400)
    lower.setGeometry(0, 250, 390, 340)
    for name, frame, place in (
        ("first", upper, QRect(60, 320, 300, 70)),
        ("second", lower, QRect(0, 0, 300, 60)),
    ):
        button = QPushButton(name, frame)
        button.setObjectName(name)
        button.setGeometry(place)


def test_an_order_that_jumps_back_up_is_found(qtbot: QtBot) -> None:
    assert "order" in {fault.kind for fault in read(page(qtbot, ragged))}
