"""Keys from a wedge scanner never reach the field that has the focus; keys from a hand do, a moment later."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from kiosk.devices.card_scanner_filter import CardScannerFilter
from tests.unit.devices.clocks import HandClock

CARD = "011190000001||Giàng A Thử|01011990|Nam|Bản Mẫu, Xã Mẫu, Điện Biên|15042021"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def scanner(qapp: QApplication, clock: HandClock) -> Iterator[CardScannerFilter]:
    scanner = CardScannerFilter(clock)
    qapp.installEventFilter(scanner)
    yield scanner
    qapp.removeEventFilter(scanner)


def press(target: QLineEdit, clock: HandClock, text: str, gap: float) -> None:
    for char in text:
        clock.advance(gap)
        key = Qt.Key.Key_Return if char == "\n" else Qt.Key.Key_A
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "\r" if char == "\n" else char)
            QApplication.sendEvent(target, event)


@pytest.fixture
def field(qtbot: QtBot) -> QLineEdit:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


def test_a_scan_is_reported_and_leaves_the_field_alone(
    qtbot: QtBot, scanner: CardScannerFilter, clock: HandClock, field: QLineEdit
) -> None:
    field.setText("Giàng")
    with qtbot.waitSignal(scanner.scanned) as found:
        press(field, clock, CARD + "\n", 0.004)
    assert found.args == [CARD, False]
    assert field.text() == "Giàng"


def test_what_a_hand_types_arrives(
    qtbot: QtBot, scanner: CardScannerFilter, clock: HandClock, field: QLineEdit
) -> None:
    press(field, clock, "Thử nghiệm", 0.15)
    qtbot.waitUntil(lambda: field.text() == "Thử nghiệm")


def test_a_key_held_down_is_no_scanner(
    scanner: CardScannerFilter, clock: HandClock, field: QLineEdit, qtbot: QtBot
) -> None:
    scans: list[str] = []
    scanner.scanned.connect(lambda text, _cut: scans.append(text))
    press(field, clock, "a", 0.3)
    qtbot.waitUntil(lambda: field.text() == "a")
    for _ in range(40):
        clock.advance(0.03)
        held = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, held, "a", True))
    assert (field.text(), scans) == ("a" * 41, [])


def test_commands_are_not_held_back(scanner: CardScannerFilter, clock: HandClock, field: QLineEdit) -> None:
    field.setText("mẫu")
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier, "\x01")
    QApplication.sendEvent(field, event)
    assert field.selectedText() == "mẫu"
