"""An officer lays an identity card on the screen; every page after it is drawn in true millimetres."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.ui.calibrating import NOT_KEPT
from kiosk.ui.counter.calibrate_screen import SAVED, CalibrateScreen
from kiosk.ui.front import Front
from kiosk.ui.theme.calibration import FILE
from kiosk.ui.theme.sizes import CARD_MM, PLAUSIBLE
from tests.unit.ui.counter import invented
from tests.unit.ui.screens.seat import SIZE, Seat

pytestmark = pytest.mark.qt_log_ignore(invented.OFFSCREEN_SAYS)


@pytest.fixture
def screen(seat: Seat) -> CalibrateScreen:
    seat.conductor.open_home()
    seat.arrive("queue")
    seat.tap("day")
    seat.arrive("day")
    seat.tap("work-screen")
    seat.arrive("calibrate")
    shown = seat.window.screen_shown
    assert isinstance(shown, CalibrateScreen)
    return shown


def drag(handle: QWidget, by: int) -> None:
    at = QPointF(handle.rect().center())
    start = QPointF(handle.mapToGlobal(at))
    end = start + QPointF(by, 0)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, where, button, held in (
        (QEvent.Type.MouseButtonPress, start, left, left),
        (QEvent.Type.MouseMove, (start + end) / 2, none, left),
        (QEvent.Type.MouseMove, end, none, left),
        (QEvent.Type.MouseButtonRelease, end, left, none),
    ):
        event = QMouseEvent(kind, at, where, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(handle, event)


def test_a_card_is_matched_by_its_two_handles_and_kept_for_the_machine(
    seat: Seat, screen: CalibrateScreen
) -> None:
    before = screen.canvas.card
    drag(screen.canvas.right, 10)
    assert screen.canvas.card == before + 20, "both edges move, the card stays in the middle"
    drag(screen.canvas.left, 4)
    assert screen.canvas.card == before + 12
    screen.canvas.right.setFocus()
    seat.bot.keyClick(screen.canvas.right, Qt.Key.Key_Right)
    assert screen.canvas.card == before + 14
    seat.find("calibrate-narrower").click()  # type: ignore[attr-defined]
    assert screen.canvas.card == before + 13
    card = screen.canvas.card
    seat.tap("calibrate-save")
    assert SAVED.vi in seat.texts()
    assert seat.conductor.kit.look.scale.px_per_mm == pytest.approx(card / CARD_MM)
    now = seat.window.screen_shown
    assert isinstance(now, CalibrateScreen)
    assert now.canvas.card == card, "the page drawn anew shows the card as it was matched"
    assert (seat.conductor.folder.root / FILE).is_file()
    seat.conductor.new_visit()
    seat.arrive("language")
    assert seat.conductor.kit.look.scale.px_per_mm == pytest.approx(card / CARD_MM), "the next citizen's too"


def test_the_next_start_draws_by_what_was_measured(seat: Seat, screen: CalibrateScreen) -> None:
    screen.saved.emit(6.25)
    front = Front(seat.conductor.folder.packs, SIZE)
    seat.bot.addWidget(front.window, before_close_func=lambda window: setattr(window, "may_close", True))
    assert front.look().scale.px_per_mm == 6.25


def test_no_card_is_drawn_that_no_screen_could_show(screen: CalibrateScreen) -> None:
    low, high = PLAUSIBLE
    screen.canvas.set_card(1)
    assert screen.canvas.card >= round(low * CARD_MM)
    screen.canvas.set_card(100_000)
    assert screen.canvas.card <= round(high * CARD_MM)
    assert screen.canvas.card + 2 * screen.canvas.left.width() <= screen.canvas.width()


def test_a_disk_that_takes_nothing_is_told_and_the_measure_holds_until_the_end(
    seat: Seat, screen: CalibrateScreen
) -> None:
    (seat.conductor.folder.root / f"{FILE}.new").mkdir()
    screen.saved.emit(6.5)
    assert NOT_KEPT.vi in seat.texts()
    assert seat.conductor.kit.look.scale.px_per_mm == 6.5
