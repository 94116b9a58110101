"""The on-screen keyboard writes what its keys say into the line that has the focus, by either method."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.i18n.translator import Shown
from kiosk.ui.keyboard.composer import Method
from kiosk.ui.keyboard.key_button import KeyButton
from kiosk.ui.keyboard.layouts import Key, KeyKind
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.keyboard.panel import KeyboardPanel
from kiosk.ui.keyboard.syllable import Tone
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.widgets.frame import PageFrame
from tests.unit.ui.kits import make_kit, on_stage

LEFT = Qt.MouseButton.LeftButton


def tap(panel: KeyboardPanel, *values: str) -> None:
    for value in values:
        QTest.mouseClick(panel.key_for(value), LEFT)


def special(panel: KeyboardPanel, kind: KeyKind, tone: Tone | None = None) -> KeyButton:
    return next(key for key in panel.shown_keys() if key.key.kind is kind and key.key.tone is tone)


def at_hand(
    qtbot: QtBot, line: TypedLine, *, letters: tuple[str, ...] = (), method: Method | None = None
) -> KeyboardPanel:
    panel = KeyboardPanel(make_kit(), letters=letters)
    on_stage(qtbot, panel)
    on_stage(qtbot, line)
    panel.write_into(line, method)
    return panel


def test_a_name_is_written_with_tone_keys_and_capitals_by_themselves(qtbot: QtBot) -> None:
    line = TypedLine(make_kit(), capitals=True)
    panel = at_hand(qtbot, line)
    tap(panel, "g", "i", "a", "n", "g")
    QTest.mouseClick(special(panel, KeyKind.TONE, Tone.HUYEN), LEFT)
    tap(panel, " ", "a", " ", "t", "h", "ư")
    QTest.mouseClick(special(panel, KeyKind.TONE, Tone.HOI), LEFT)
    assert line.text() == "Giàng A Thử"


def test_telex_on_the_screen(qtbot: QtBot) -> None:
    line = TypedLine(make_kit(), capitals=True)
    panel = at_hand(qtbot, line, method=Method.TELEX)
    tap(panel, *"nguyeenx thij maaux")
    assert line.text() == "Nguyễn Thị Mẫu"


def test_the_method_key_turns_tone_keys_into_telex_into_vni_and_back(qtbot: QtBot) -> None:
    line = TypedLine(make_kit())
    panel = at_hand(qtbot, line)
    told: list[Method] = []
    panel.method_chosen.connect(told.append)
    shown = []
    for keys in ("vieetj", " viet65", " dd"):
        shown.append(special(panel, KeyKind.METHOD).text())
        QTest.mouseClick(special(panel, KeyKind.METHOD), LEFT)
        tap(panel, *keys)
    assert line.text() == "việt việt dd"
    assert shown == ["Telex", "VNI", "ă â đ"], "the way that comes next"
    assert told == [Method.TELEX, Method.VNI, Method.TONE_KEYS]


_NAMES = "Đắk Krông Mnông Hmông Xtiêng Raglai"


@pytest.mark.parametrize(
    ("method", "keys"),
    [
        (Method.TONE_KEYS, "đă´k krông mnông hmông xtiêng raglai"),  # ´ is the key of the tone
        (Method.TELEX, "ddawsk kroong mnoong hmoong xtieeng raglai"),
        (Method.VNI, "d9a81k kro6ng mno6ng hmo6ng xtie6ng raglai"),
    ],
)
def test_names_of_peoples_are_tapped_by_each_method(qtbot: QtBot, method: Method, keys: str) -> None:
    line = TypedLine(make_kit(), capitals=True)
    panel = at_hand(qtbot, line, method=method)
    for key in keys:
        if key == "´":
            QTest.mouseClick(special(panel, KeyKind.TONE, Tone.SAC), LEFT)
        else:
            tap(panel, key)
    assert line.text() == _NAMES


def test_backspace_takes_a_letter_with_its_marks(qtbot: QtBot) -> None:
    line = TypedLine(make_kit())
    panel = at_hand(qtbot, line)
    line.setText("người")
    QTest.mouseClick(special(panel, KeyKind.BACKSPACE), LEFT)
    assert line.text() == "ngườ"


def test_typing_in_the_middle_leaves_the_rest_alone(qtbot: QtBot) -> None:
    line = TypedLine(make_kit())
    panel = at_hand(qtbot, line, method=Method.TELEX)
    line.setText("Nguyn Thị")
    line.setCursorPosition(4)
    tap(panel, "e", "e")
    assert line.text() == "Nguyên Thị"
    assert line.cursorPosition() == 5


def test_a_selection_is_replaced(qtbot: QtBot) -> None:
    line = TypedLine(make_kit())
    panel = at_hand(qtbot, line)
    line.setText("Mẫu cũ")
    line.setSelection(4, 2)
    tap(panel, "x")
    assert line.text() == "Mẫu x"


def test_shift_once_then_locked_then_off(qtbot: QtBot) -> None:
    line = TypedLine(make_kit())
    panel = at_hand(qtbot, line)
    shift = special(panel, KeyKind.SHIFT)
    QTest.mouseClick(shift, LEFT)
    tap(panel, "a", "b")
    QTest.mouseClick(shift, LEFT)
    QTest.mouseClick(shift, LEFT)
    tap(panel, "c", "đ")
    QTest.mouseClick(shift, LEFT)
    tap(panel, "e")
    assert line.text() == "AbCĐe"


def test_numbers_get_a_number_pad_and_nothing_else(qtbot: QtBot) -> None:
    line = TypedLine(make_kit(), pad=Pad.NUMBER, most=12)
    panel = at_hand(qtbot, line)
    tap(panel, *"0111900000019")
    assert line.text() == "011190000001"
    with pytest.raises(KeyError):
        panel.key_for("a")
    QTest.mouseClick(special(panel, KeyKind.CLEAR), LEFT)
    assert line.text() == ""


def test_letters_of_the_pack_have_a_layer(qtbot: QtBot) -> None:
    line = TypedLine(make_kit())
    panel = at_hand(qtbot, line, letters=("ƀ", "ĕ", "ŏ", "ơ\u0306", "č", "ñ"))
    extra = next(
        key for key in panel.shown_keys() if key.key.kind is KeyKind.LAYER and key.key.value == "extra"
    )
    QTest.mouseClick(extra, LEFT)
    tap(panel, "ƀ", "ơ\u0306")
    assert line.text() == "ƀơ\u0306"


def test_done_reports_and_the_focus_is_never_taken(qtbot: QtBot) -> None:
    line = TypedLine(make_kit())
    panel = at_hand(qtbot, line)
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    tap(panel, "a")
    assert line.hasFocus()
    with qtbot.waitSignals([line.done, panel.done]):
        QTest.mouseClick(special(panel, KeyKind.DONE), LEFT)


def test_a_hardware_keyboard_writes_telex_when_asked_to(qtbot: QtBot) -> None:
    line = TypedLine(make_kit())
    on_stage(qtbot, line)
    line.hardware = Method.TELEX
    QTest.keyClicks(line, "Hmoong Krooong")
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert line.text() == "Hmông Kroon"
    line.hardware = None
    QTest.keyClicks(line, "aa")
    assert line.text() == "Hmông Kroonaa"


def test_what_comes_in_decomposed_is_composed(qtbot: QtBot) -> None:
    line = TypedLine(make_kit())
    on_stage(qtbot, line)
    line.insert("Thu\u031b\u0309")
    assert line.text() == "Thử"


def test_a_passphrase_is_written_letter_by_letter(qtbot: QtBot) -> None:
    line = TypedLine(make_kit(), secret=True)
    panel = at_hand(qtbot, line, method=Method.TELEX)
    tap(panel, *"vieetj")
    assert line.text() == "vieetj"
    assert line.displayText() != "vieetj"


def test_the_frame_brings_the_keyboard_and_puts_it_away(qtbot: QtBot) -> None:
    frame = PageFrame(make_kit())
    frame.resize(1280, 800)
    qtbot.addWidget(frame)
    line = TypedLine(frame.kit)
    frame.show_page(line)
    frame.show()
    frame.activateWindow()
    assert frame.keyboard is None, "built before anything is typed"
    line.setFocus()
    qtbot.waitUntil(lambda: frame.keyboard is not None and frame.keyboard.isVisible())
    panel = frame.keyboard
    assert panel is not None
    assert not frame.action("continue").isVisible()
    QTest.mouseClick(special(panel, KeyKind.DONE), LEFT)
    assert not panel.isVisible()
    assert frame.action("continue").isVisible()


def test_a_keyboard_put_away_stays_away_until_it_is_called(qtbot: QtBot) -> None:
    frame = PageFrame(make_kit())
    frame.resize(1280, 800)
    qtbot.addWidget(frame)
    line = TypedLine(frame.kit)
    frame.show_page(line)
    frame.show()
    frame.activateWindow()
    line.setFocus()
    qtbot.waitUntil(lambda: frame.keyboard is not None and frame.keyboard.isVisible())
    panel = frame.keyboard
    assert panel is not None
    QTest.mouseClick(special(panel, KeyKind.HIDE), LEFT)
    assert not panel.isVisible()
    assert frame.header.keyboard_button.isVisible()
    line.clearFocus()
    line.setFocus()
    assert not panel.isVisible()
    frame.header.keyboard_button.click()
    qtbot.waitUntil(panel.isVisible)


def test_words_on_a_key_that_nobody_reviewed_wear_the_mark_or_are_not_there(qtbot: QtBot) -> None:
    look = make_kit().look
    stage = QWidget()
    qtbot.addWidget(stage)

    def face(key: Key, shown: Shown, wide: float) -> QImage:
        button = KeyButton(look, key, stage)
        button.resize(look.mm(wide), look.mm(16))
        button.show_words(shown)
        return button.grab().toImage()

    done, space = Key(KeyKind.DONE, units=3, icon="check"), Key(KeyKind.SPACE, " ", 2)
    draft, other, reviewed = (
        Shown(text, "Xong", is_draft, "km-Khmr-VN")
        for text, is_draft in (("បញ្ចប់", True), ("ទទួល", True), ("បញ្ចប់", False))
    )
    assert face(done, draft, 48) != face(done, reviewed, 48), "the mark"
    assert face(done, draft, 48) != face(done, other, 48), "and the words"
    assert face(done, draft, 20) == face(done, other, 20), "no room for the mark: the sign alone"
    assert face(space, draft, 20) == face(space, other, 20), "or the Vietnamese alone"
