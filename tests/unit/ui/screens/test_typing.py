"""The way of typing an officer turns to lasts, also over a crash of the screen; a citizen's is forgotten with them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.folder import Folder
from kiosk.ui.keyboard.composer import Method
from kiosk.ui.keyboard.layouts import KeyKind
from kiosk.ui.keyboard.panel import KeyboardPanel
from tests.unit.ui.screens.seat import Seat


def keyboard(seat: Seat, line: str) -> KeyboardPanel:
    """The cursor in a line, as before typing."""
    seat.window.activateWindow()
    seat.line(line).clearFocus()
    seat.line(line).setFocus()
    seat.bot.waitUntil(
        lambda: (panel := seat.window.frame.keyboard) is not None and panel.isVisible(), timeout=20_000
    )
    panel = seat.window.frame.keyboard
    assert panel is not None
    return panel


def turn(panel: KeyboardPanel) -> None:
    key = next(key for key in panel.shown_keys() if key.key.kind is KeyKind.METHOD)
    QTest.mouseClick(key, Qt.MouseButton.LeftButton)


def test_an_officers_way_of_typing_lasts_and_a_citizens_does_not(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    panel = keyboard(seat, "procedure-search")
    turn(panel)
    assert panel.method is Method.TELEX
    seat.tap("text-size")
    assert keyboard(seat, "procedure-search").method is Method.TELEX, "the same person, a larger page"

    seat.conductor.open_counter()
    seat.arrive("counter")
    panel = keyboard(seat, "search")
    assert panel.method is Method.TONE_KEYS, "the citizen's is not the officer's"
    turn(panel)
    turn(panel)
    QTest.mouseClick(panel.key_for("d"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.key_for("9"), Qt.MouseButton.LeftButton)
    assert seat.line("search").text() == "đ"

    seat.conductor.new_visit()
    seat.arrive("language")
    seat.tap("language-vi-VN")
    assert keyboard(seat, "procedure-search").method is Method.TONE_KEYS, "the next citizen starts anew"
    seat.conductor.open_counter()
    seat.arrive("counter")
    assert keyboard(seat, "search").method is Method.VNI, "still the same shift"


def test_a_crash_of_the_screen_does_not_forget_how_its_officer_types(
    seat: Seat, open_seat: Callable[..., Seat], prepared: tuple[Path, dict[str, object]], folder: Folder
) -> None:
    seat.conductor.open_counter()
    seat.arrive("counter")
    turn(keyboard(seat, "search"))
    store = seat.shift.desk.store
    assert store.officer_settings.get("can-bo-1", "typing") == str(Method.TELEX)
    seat.close()  # nothing was handed to anybody: the next screen has the file alone
    again = open_seat(folder, {"shift": prepared[1], "place": None, "pin": None, "mode": "visit"})
    again.arrive("language")
    again.conductor.open_counter()
    again.arrive("counter")
    assert keyboard(again, "search").method is Method.TELEX
    settings = again.shift.desk.store.officer_settings
    assert settings.get("lanh-dao-1", "typing") is None, "the next officer has a way of their own"
    settings.put("can-bo-1", "typing", "a way no program knows")
    assert again.shift.typing is None
