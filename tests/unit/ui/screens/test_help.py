"""Help stands on every page, can be heard and taken along on paper; sound is as loud as a citizen likes, and only theirs."""

import importlib
import pkgutil
from collections.abc import Iterator

import kiosk.ui
from kiosk.devices.sound import LOUD, SOFT, USUAL_VOLUME
from kiosk.ui.screens.base import Screen
from tests.unit.documents.looking import said_in_reading_order, squeezed
from tests.unit.ui.screens.seat import Seat

#: Pages that stand for a moment while a process starts: nothing can be done on them.
MOMENTS = {"fresh", "restoring"}


def _kinds(kind: type[Screen]) -> Iterator[type[Screen]]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds(one)


def test_every_page_has_help() -> None:
    for module in pkgutil.walk_packages(kiosk.ui.__path__, "kiosk.ui."):
        importlib.import_module(module.name)
    pages = {
        one
        for one in _kinds(Screen)
        if one.name and one.name not in MOMENTS and one.__module__.startswith("kiosk.ui.")
    }
    assert len(pages) > 50
    assert sorted(one.__name__ for one in pages if one.help_text is Screen.help_text) == []


def test_help_is_said_and_printed_in_the_words_of_the_page(seat: Seat) -> None:
    seat.to_questions("km-Khmr-VN")
    screen = seat.window.screen_shown
    assert screen is not None
    [*_, general] = screen.help_text()
    seat.tap("help")
    assert general.vi in seat.texts()
    assert seat.player.is_playing()
    seat.tap("help-sheet-print")
    seat.bot.waitUntil(lambda: bool(seat.printed))
    assert seat.page == "question:purpose"
    printed = said_in_reading_order(seat.printed[0])
    assert "Trợgiúp" in printed
    assert squeezed(general.vi) in printed
    assert any("\u1780" <= char <= "\u17ff" for char in printed)


def test_each_citizen_chooses_how_loud_and_the_next_begins_as_usual(seat: Seat) -> None:
    seat.to_questions()
    heard = []
    for _ in range(3):
        before = len(seat.player.played)
        seat.tap("volume")
        assert len(seat.player.played) > before
        heard.append(seat.player.volume())
    assert heard == [LOUD, SOFT, USUAL_VOLUME]
    seat.tap("volume")
    seat.tap("text-size")
    assert seat.player.volume() == LOUD
    seat.conductor.new_visit()
    assert seat.player.volume() == USUAL_VOLUME
