"""No state is told by colour alone: drawn with black ink on white and nothing else, the states still differ.

Every token of the palette is made black or white, so that two tones of one shape give the same picture, pixel by pixel.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QWidget

from kiosk.services.wording import YES
from kiosk.ui.counter.figure_chip import FigureChip
from kiosk.ui.counter.marks import CARRIAGE_MARKS, STATUS_MARKS
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.studio.meter import LevelMeter
from kiosk.ui.theme.sizes import Role
from kiosk.ui.theme.tokens import CALM, PALETTES, Contrast, Palette
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pictogram import has_pictogram, pictogram
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.progress import ProgressBar
from kiosk.ui.widgets.text_block import TextBlock
from kiosk.ui.widgets.tiles import Choice, ChoiceTile
from tests.unit.ui.kits import make_kit

_WHITE = frozenset(
    {"ground", "surface", "sunken", "line", "accent_ink", "key", "key_special", "tint"}
    | {name for name, _colour in CALM.items() if name.endswith("_wash")}
)
#: Pixels that must differ: a sign a millimetre wide, not a seam of smoothing.
_LEAST = 30

Grey = npt.NDArray[np.int16]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, qapp: object) -> Iterator[Kit]:
    """A kit in black and white."""
    two = Palette(**{name: "#ffffff" if name in _WHITE else "#000000" for name, _colour in CALM.items()})
    monkeypatch.setitem(PALETTES, Contrast.CALM, two)
    pictogram.cache_clear()
    yield make_kit()
    pictogram.cache_clear()


def drawn(widget: QWidget, width: int = 420, height: int = 120) -> Grey:
    """The widget in grey, on white."""
    widget.resize(width, height)
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.white)
    widget.setPalette(palette)
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(bytes(picture.constBits()), np.uint8).reshape(picture.height(), -1)
    return rows[:, : picture.width()].astype(np.int16)


def differ(one: Grey, other: Grey) -> int:
    """How many pixels are clearly another grey."""
    return int((np.abs(one - other) > 100).sum())


def tile(kit: Kit) -> list[QWidget]:
    tiles = [ChoiceTile(kit, Choice("a", kit.show(YES), "yes")) for _ in range(2)]
    tiles[1].setChecked(True)
    return list(tiles)


def button(kit: Kit) -> list[QWidget]:
    buttons = [BigButton(kit, kit.show(YES), kind=Kind.CHOICE) for _ in range(2)]
    for one in buttons:
        one.setCheckable(True)
    buttons[1].setChecked(True)
    return list(buttons)


def line(kit: Kit) -> list[QWidget]:
    """Sound, faulty, locked."""
    lines = [TypedLine(kit) for _ in range(3)]
    for one in lines:
        one.setText("Giàng A Thử")
    lines[1].mark_faulty(True)
    lines[2].setReadOnly(True)
    return list(lines)


def short_line(kit: Kit) -> list[QWidget]:
    """A line in hand has a thick frame too: the fault must be more than that."""
    lines = [TypedLine(kit) for _ in range(2)]
    lines[1].mark_faulty(True)
    for one in lines:
        one.hasFocus = lambda: True  # type: ignore[method-assign]  # nothing is shown here that could be in hand
    return list(lines)


def chip(kit: Kit) -> list[QWidget]:
    chips = [FigureChip(kit, "chip", "Hồ sơ", "folder", alarm) for alarm in (None, "warn", "danger", None)]
    for one in chips:
        one.show_count(7)
    chips[3].setChecked(True)
    return list(chips)


def notice(kit: Kit) -> list[QWidget]:
    return [NoticeBox(kit, tone, kit.show(YES)) for tone in ("danger", "warn", "good", "info")]


def progress(kit: Kit) -> list[QWidget]:
    return [ProgressBar(kit, n, 9) for n in (1, 4, 9)]


def meter(kit: Kit) -> list[QWidget]:
    """Silent, right, too loud; and right while it is kept."""
    found = []
    for level, live in ((-60.0, False), (-12.0, False), (-1.0, False), (-12.0, True)):
        one = LevelMeter(kit)
        one.show_level(level)
        one.set_live(live)
        found.append(one)
    return list(found)


States = Callable[[Kit], list[QWidget]]


@pytest.mark.parametrize("states", [tile, button, line, short_line, chip, notice, progress, meter])
def test_states_differ_in_black_and_white(bare: Kit, states: States) -> None:
    pictures = [drawn(widget, 300) for widget in states(bare)]
    assert [differ(*two) >= _LEAST for two in combinations(pictures, 2)] == [True] * (
        len(pictures) * (len(pictures) - 1) // 2
    )


def test_what_is_told_by_colour_alone_is_found(bare: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    def words(kit: Kit) -> list[Grey]:
        return [drawn(TextBlock(kit.look, "Giấy", Role.BODY, ink)) for ink in ("good", "danger")]

    assert differ(*words(bare)) == 0
    monkeypatch.setitem(PALETTES, Contrast.CALM, CALM)
    look = bare.look
    assert look.colour("good") != look.colour("danger")


def test_every_state_of_a_row_has_a_sign_and_a_word_of_its_own() -> None:
    marks = [*CARRIAGE_MARKS.values(), *STATUS_MARKS.values()]
    assert all(has_pictogram(mark.icon) for mark in marks)
    assert len({mark.icon for mark in marks}) == len(marks)
    assert len({(mark.short or mark.word).vi for mark in marks}) == len(marks)
