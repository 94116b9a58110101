"""A double tap does nothing twice, and a tap meant for the last page never hits the next one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from forms.text import Message
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.frame import PageFrame
from kiosk.ui.widgets.kit import plain
from kiosk.ui.widgets.taps import PAUSE, TapGuard
from tests.unit.devices.clocks import HandClock
from tests.unit.ui.kits import make_kit

LEFT = Qt.MouseButton.LeftButton


def test_the_second_tap_is_not_taken() -> None:
    clock = HandClock()
    taps = TapGuard(clock)
    assert taps.accepts()
    clock.advance(PAUSE / 2)
    assert not taps.accepts()
    clock.advance(PAUSE)
    assert taps.accepts()


def test_nothing_is_taken_before_the_new_page_was_painted() -> None:
    clock = HandClock()
    taps = TapGuard(clock)
    taps.page_coming()
    clock.advance(60)
    assert not taps.accepts()
    assert taps.wait() is None
    taps.page_painted()
    assert not taps.accepts()
    assert taps.wait() == pytest.approx(PAUSE)
    clock.advance(PAUSE)
    assert taps.accepts()


def test_a_step_button_tapped_three_times_steps_once(qtbot: QtBot) -> None:
    clock = HandClock()
    kit = make_kit(clock=clock)
    button = BigButton(kit, plain("Tiếp"))
    qtbot.addWidget(button)
    steps: list[None] = []
    button.tapped.connect(lambda: steps.append(None))
    for _ in range(3):
        QTest.mouseClick(button, LEFT)
    assert len(steps) == 1


def test_a_tap_queued_for_the_last_page_does_not_press_the_next_pages_button(qtbot: QtBot) -> None:
    clock = HandClock()
    frame = PageFrame(make_kit(clock=clock))
    qtbot.addWidget(frame)
    frame.resize(1280, 800)
    acted: list[str] = []
    frame.acted.connect(acted.append)
    frame.show_page(QLabel("một"))
    frame.show()
    qtbot.waitUntil(lambda: frame.kit.taps.wait() is not None)
    clock.advance(PAUSE)
    QTest.mouseClick(frame.action("continue"), LEFT)
    assert acted == ["continue"]
    frame.show_page(QLabel("hai"))
    clock.advance(5)
    QTest.mouseClick(frame.action("continue"), LEFT)
    assert acted == ["continue"], "the page has not been painted yet"
    qtbot.waitUntil(lambda: frame.kit.taps.wait() is not None)
    clock.advance(PAUSE)
    QTest.mouseClick(frame.action("continue"), LEFT)
    assert acted == ["continue", "continue"]


def test_enter_presses_a_button_once_even_when_held(qtbot: QtBot) -> None:
    button = BigButton(make_kit(), plain("Tiếp"), step=False)
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.tapped):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_a_message_is_plain_text_even_when_it_looks_like_markup(qtbot: QtBot) -> None:
    kit = make_kit()
    button = BigButton(kit, kit.show(Message("test.markup", "<b>Mẫu</b> & Thử")))
    qtbot.addWidget(button)
    assert button.label.primary.text() == "<b>Mẫu</b> & Thử"
    assert button.label.primary.textFormat() == Qt.TextFormat.PlainText
