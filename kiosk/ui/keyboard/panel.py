"""The on-screen keyboard. It writes into the line that has the focus and takes the focus from nobody.

Each key fills its whole 16 mm cell; its visible face is a little smaller, so no dead space lies between
two keys. Built when first needed: the first page of the day has no text to type.
"""

from enum import Enum, auto

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.text import Message
from kiosk.ui.keyboard import layouts
from kiosk.ui.keyboard.composer import Method
from kiosk.ui.keyboard.key_button import KeyButton
from kiosk.ui.keyboard.layouts import KeyKind, Rows
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.keyboard.syllable import Tone
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.sizes import KEY_MM
from kiosk.ui.widgets.kit import Kit

_TONE_NAMES = {
    Tone.SAC: Message(
        "ui.keyboard.sac", "sắc", "Name of a tone key. Tones of Vietnamese: keep the Vietnamese word."
    ),
    Tone.HUYEN: Message("ui.keyboard.huyen", "huyền", "Name of a tone key. Keep the Vietnamese word."),
    Tone.HOI: Message("ui.keyboard.hoi", "hỏi", "Name of a tone key. Keep the Vietnamese word."),
    Tone.NGA: Message("ui.keyboard.nga", "ngã", "Name of a tone key. Keep the Vietnamese word."),
    Tone.NANG: Message("ui.keyboard.nang", "nặng", "Name of a tone key. Keep the Vietnamese word."),
}
_DONE = Message("ui.keyboard.done", "Xong", "Key that ends typing in a field. One short word.")
_SPACE = Message("ui.keyboard.space", "dấu cách", "Written on the space bar.")
_NAMES = {
    KeyKind.SHIFT: Message("ui.keyboard.shift", "Chữ hoa", "Accessible name of the key for capital letters."),
    KeyKind.BACKSPACE: Message(
        "ui.keyboard.backspace", "Xóa một chữ", "Accessible name of the backspace key."
    ),
    KeyKind.LEFT: Message(
        "ui.keyboard.left", "Sang trái", "Accessible name of the key moving the cursor left."
    ),
    KeyKind.RIGHT: Message("ui.keyboard.right", "Sang phải", "Accessible name: moves the cursor right."),
    KeyKind.HIDE: Message(
        "ui.keyboard.hide", "Cất bàn phím", "Accessible name of the key that hides the keyboard."
    ),
    KeyKind.CLEAR: Message(
        "ui.keyboard.clear", "Xóa hết", "Accessible name of the key that empties the field."
    ),
}

#: What the method key turns to, one after the other, and what it shows: the method that comes next.
_METHODS = (Method.TONE_KEYS, Method.TELEX, Method.VNI)
_METHOD_FACES = {Method.TONE_KEYS: "ă â đ", Method.TELEX: "Telex", Method.VNI: "VNI"}
_FACES = {"digits": "123", "letters": "abc", "extra": "ƀĕơ̆"}


class Shift(Enum):
    """Small letters, one capital, capitals until told otherwise."""

    OFF = auto()
    ONCE = auto()
    LOCKED = auto()


class KeyboardPanel(QWidget):
    """Give it the line in hand with ``write_into``. ``done`` and ``hidden`` ask the frame to put it away; ``method_chosen``
    when the person turned to another way of typing.
    """

    done = Signal()
    hidden = Signal()
    method_chosen = Signal(Method)

    def __init__(
        self,
        kit: Kit,
        *,
        letters: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kit = kit
        self._letters = letters
        self.method = Method.TONE_KEYS
        self._line: TypedLine | None = None
        self._layer: tuple[str, bool, bool] | None = None
        self._shift = Shift.OFF
        self._keys: list[KeyButton] = []
        self._rows: Rows = ()
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(self.backgroundRole(), kit.look.colour("sunken"))
        self.setPalette(palette)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def line(self) -> TypedLine | None:
        """The line keys are written into."""
        return self._line

    def write_into(self, line: TypedLine, method: Method | None = None) -> None:
        """Turns to this line and shows the keys it needs; ``method`` is how the person types, tone keys where nobody said."""
        self._line = line
        self.method = method or Method.TONE_KEYS
        line.use_method(self.method)
        self._show_layer("number" if line.pad is Pad.NUMBER else "letters")
        self._write_faces()
        self._capitalise()

    def shown_keys(self) -> tuple[KeyButton, ...]:
        """Keys of the layer shown, for drivers and tests."""
        return tuple(self._keys)

    def key_for(self, value: str) -> KeyButton:
        """The key that writes this character, as shown now. KeyError when there is none."""
        for button in self._keys:
            if button.key.kind in (KeyKind.CHAR, KeyKind.SPACE) and button.key.value == value.lower():
                return button
        raise KeyError(value)

    def sizeHint(self) -> QSize:
        """Sixteen millimetres a row and a rim."""
        look = self._kit.look
        return QSize(
            look.mm(KEY_MM) * round(layouts.width(self._rows) if self._rows else 12),
            look.mm(KEY_MM) * max(1, len(self._rows)) + 2 * self._rim,
        )

    @property
    def _rim(self) -> int:
        return self._kit.look.mm(0.8)

    def resizeEvent(self, _event: object) -> None:
        """Lays the keys out anew; a turned screen has other keys."""
        if self._layer is not None and self._layer[2] is not self._upright:
            self._show_layer(self._layer[0])
        self._place()

    # -- layers

    @property
    def _upright(self) -> bool:
        """Whether twelve keys of full size do not stand beside each other."""
        return self.window().width() < self._kit.look.mm(KEY_MM * 12)

    @property
    def _types(self) -> bool:
        """Whether marks and tones are typed by letters or digits, and have no keys of their own."""
        return self.method is not Method.TONE_KEYS

    def _layers(self, name: str) -> Rows:
        narrow, extra = self._upright, bool(self._letters)
        if name == "number":
            return layouts.number()
        if name == "digits":
            return layouts.digits_upright() if narrow else layouts.digits()
        if name == "extra":
            return (layouts.pack_letters_upright if narrow else layouts.pack_letters)(self._letters)
        if self._types:
            return layouts.typist_upright() if narrow else layouts.typist()
        return (layouts.novice_upright if narrow else layouts.novice)(extra=extra)

    def _show_layer(self, name: str) -> None:
        mode = (name, self._types, self._upright)
        if mode == self._layer:
            return
        self._layer = mode
        for old in self._keys:
            old.hide()
            old.deleteLater()
        self._rows = self._layers(name)
        self._keys = []
        for row in self._rows:
            for key in row:
                if key.kind is KeyKind.GAP:
                    continue
                button = KeyButton(self._kit.look, key, self)
                button.pressed.connect(lambda button=button: self._pressed(button))
                self._keys.append(button)
                button.show()
        self._write_faces()
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        """Spreads the rows over the width; on a wide screen keys stop growing and stand in the middle."""
        if not self._rows:
            return
        look, rim = self._kit.look, self._rim
        units = layouts.width(self._rows)
        unit = min((self.width() - 2 * rim) / units, look.mm(KEY_MM * (1.9 if units < 6 else 1.35)))
        height = (self.height() - 2 * rim) / len(self._rows)
        start = (self.width() - unit * units) / 2
        waiting = iter(self._keys)
        for number, row in enumerate(self._rows):
            left, top = start, rim + number * height
            for key in row:
                wide = key.units * unit
                if key.kind is not KeyKind.GAP:
                    next(waiting).setGeometry(
                        round(left),
                        round(top),
                        round(left + wide) - round(left),
                        round(top + height) - round(top),
                    )
                left += wide

    def _write_faces(self) -> None:
        capital = self._shift is not Shift.OFF
        for button in self._keys:
            key = button.key
            match key.kind:
                case KeyKind.CHAR:
                    button.show_face(key.value.upper() if capital else key.value)
                case KeyKind.TONE if key.tone is not None:
                    button.show_face("\u25cc" + key.tone.value, caption=_TONE_NAMES[key.tone].vi)
                case KeyKind.SPACE:
                    button.show_words(self._kit.show(_SPACE))
                case KeyKind.DONE:
                    button.show_words(self._kit.show(_DONE))
                case KeyKind.LAYER:
                    button.show_face(_FACES[key.value])
                case KeyKind.METHOD:
                    button.show_face(_METHOD_FACES[_after(self.method)])
                case KeyKind.SHIFT:
                    button.show_face("", icon="shift-lock" if self._shift is Shift.LOCKED else "shift")
                    button.setDown(capital)
            if key.kind in _NAMES:
                button.setAccessibleName(self._kit.show(_NAMES[key.kind]).text)

    # -- what keys do

    def _pressed(self, button: KeyButton) -> None:
        key, line = button.key, self._line
        if line is None:
            return
        match key.kind:
            case KeyKind.CHAR | KeyKind.SPACE:
                capital = self._shift is not Shift.OFF
                line.press(key.value.upper() if capital else key.value)
                if self._shift is Shift.ONCE:
                    self._turn(Shift.OFF)
                self._capitalise()
            case KeyKind.TONE if key.tone is not None:
                line.press_tone(key.tone)
            case KeyKind.BACKSPACE:
                line.press_backspace()
                self._capitalise()
            case KeyKind.SHIFT:
                following = {Shift.OFF: Shift.ONCE, Shift.ONCE: Shift.LOCKED, Shift.LOCKED: Shift.OFF}
                self._turn(following[self._shift])
            case KeyKind.LEFT:
                line.cursorBackward(False)
            case KeyKind.RIGHT:
                line.cursorForward(False)
            case KeyKind.CLEAR:
                line.clear()
            case KeyKind.LAYER:
                self._show_layer(key.value)
            case KeyKind.METHOD:
                self._turn_to(_after(self.method))
            case KeyKind.DONE:
                line.done.emit()
                self.done.emit()
            case KeyKind.HIDE:
                self.hidden.emit()

    def _turn_to(self, method: Method) -> None:
        self.method = method
        if self._line is not None:
            self._line.use_method(method)
        self._show_layer("letters")
        self._write_faces()  # Telex and VNI have the same keys, and another way on
        self.method_chosen.emit(method)

    def _capitalise(self) -> None:
        """In a field of names the first letter of each word is a capital; a person's own shift is left
        alone.
        """
        if self._line is None or not self._line.capitals or self._shift is Shift.LOCKED:
            return
        before = self._line.before_cursor()
        self._turn(Shift.ONCE if not before or before[-1] in " -'" else Shift.OFF)

    def _turn(self, shift: Shift) -> None:
        if shift is not self._shift:
            self._shift = shift
            self._write_faces()


def _after(method: Method) -> Method:
    return _METHODS[(_METHODS.index(method) + 1) % len(_METHODS)]
