"""Which keys lie where. Pure data: rows of keys, each so many units wide; a row of letters is twelve units, on an upright
screen ten.

The novice's layout writes every letter as it is and has the five tones by name; the officer's is plain for
Telex or VNI with digits on top. Letters of the citizen's language pack get a layer of their own. Knows no Qt.
"""

from dataclasses import dataclass
from enum import Enum, auto

from kiosk.ui.keyboard.syllable import Tone


class KeyKind(Enum):
    """What a key does."""

    CHAR = auto()
    TONE = auto()
    SHIFT = auto()
    BACKSPACE = auto()
    SPACE = auto()
    LEFT = auto()
    RIGHT = auto()
    DONE = auto()
    HIDE = auto()
    CLEAR = auto()
    LAYER = auto()  # shows another layer; ``value`` names it
    METHOD = auto()  # tone keys, Telex, VNI
    GAP = auto()  # no key, only room


@dataclass(frozen=True, slots=True)
class Key:
    """One key. ``value`` is what it writes or names; ``icon`` a pictogram instead of the label."""

    kind: KeyKind
    value: str = ""
    units: float = 1.0
    icon: str = ""
    tone: Tone | None = None


Rows = tuple[tuple[Key, ...], ...]

_BACKSPACE = Key(KeyKind.BACKSPACE, units=2, icon="clear")
_DONE = Key(KeyKind.DONE, units=3, icon="check")
_TONES = tuple(Key(KeyKind.TONE, tone=tone) for tone in (Tone.SAC, Tone.HUYEN, Tone.HOI, Tone.NGA, Tone.NANG))


def _chars(letters: str) -> tuple[Key, ...]:
    return tuple(Key(KeyKind.CHAR, letter) for letter in letters)


def _foot(extra: bool, *, letters: bool) -> tuple[Key, ...]:
    """The last row: other layers, the cursor, the space bar, away with the keyboard."""
    switch = Key(KeyKind.LAYER, "digits" if letters else "letters", 1.5)
    second = Key(KeyKind.LAYER, "extra", 1.5) if extra and letters else Key(KeyKind.METHOD, units=1.5)
    return (
        switch,
        second,
        Key(KeyKind.LEFT, icon="back"),
        Key(KeyKind.SPACE, " ", 5),
        Key(KeyKind.RIGHT, icon="next"),
        Key(KeyKind.HIDE, units=2, icon="keyboard-hide"),
    )


def _letter_rows() -> Rows:
    return (
        (*_chars("qwertyuiop"), _BACKSPACE),
        (*_chars("asdfghjkl"), _DONE),
        (
            Key(KeyKind.SHIFT, units=2, icon="shift"),
            *_chars("zxcvbnm'-."),
        ),
    )


def novice(*, extra: bool = False) -> Rows:
    """Letters of Vietnamese as they are, tones by name."""
    return ((*_chars("ăâđêôơư"), *_TONES), *_letter_rows(), _foot(extra, letters=True))


def typist() -> Rows:
    """Digits and plain letters, for those who write Telex or VNI."""
    return ((*_chars("1234567890"), *_chars("/,")), *_letter_rows(), _foot(False, letters=True))


def digits() -> Rows:
    """Digits and signs of addresses and numbers of papers."""
    return (
        (*_chars("1234567890"), _BACKSPACE),
        (*_chars("/-.,:()+&"), _DONE),
        _foot(False, letters=False),
    )


def pack_letters(letters: tuple[str, ...]) -> Rows:
    """What the pack's spelling has beyond Vietnamese, the tones with it."""
    keys = tuple(Key(KeyKind.CHAR, letter) for letter in letters)
    rows = [keys[at : at + 10] for at in range(0, len(keys), 10)] or [()]
    first = (*_padded(rows[0], 10), _BACKSPACE)
    others = tuple(_padded(row, 12) for row in rows[1:])
    tones = (Key(KeyKind.GAP, units=2), *_TONES, Key(KeyKind.GAP, units=2), _DONE)
    shift = (Key(KeyKind.SHIFT, units=2, icon="shift"), *_foot(False, letters=False)[0:1])
    rest = (
        *shift,
        Key(KeyKind.LEFT, icon="back"),
        Key(KeyKind.SPACE, " ", 4.5),
        Key(KeyKind.RIGHT, icon="next"),
        Key(KeyKind.HIDE, units=2, icon="keyboard-hide"),
    )
    return (first, *others, tones, rest)


# -- upright screens: ten keys a row


def novice_upright(*, extra: bool = False) -> Rows:
    """``novice``, ten units wide."""
    return (
        _chars("ăâđêôơư'-."),
        tuple(Key(KeyKind.TONE, tone=key.tone, units=2) for key in _TONES),
        *_letters_upright("/"),
        _foot_upright(extra, letters=True),
    )


def typist_upright() -> Rows:
    """``typist``, ten units wide."""
    return (_chars("1234567890"), *_letters_upright("'"), _foot_upright(False, letters=True))


def digits_upright() -> Rows:
    """``digits``, ten units wide."""
    return (
        _chars("1234567890"),
        _chars("/-.,:()+&'"),
        (Key(KeyKind.GAP, units=7), Key(KeyKind.BACKSPACE, units=3, icon="clear")),
        _foot_upright(False, letters=False),
    )


def pack_letters_upright(letters: tuple[str, ...]) -> Rows:
    """``pack_letters``, ten units wide."""
    keys = tuple(Key(KeyKind.CHAR, letter) for letter in letters)
    rows = [_padded(keys[at : at + 10], 10) for at in range(0, len(keys), 10)] or [_padded((), 10)]
    tones = tuple(Key(KeyKind.TONE, tone=key.tone, units=2) for key in _TONES)
    deeds = (
        Key(KeyKind.SHIFT, units=3, icon="shift"),
        Key(KeyKind.GAP, units=4),
        Key(KeyKind.BACKSPACE, units=3, icon="clear"),
    )
    return (*rows, tones, deeds, _foot_upright(False, letters=False))


def _letters_upright(sign: str) -> Rows:
    return (
        _chars("qwertyuiop"),
        _chars("asdfghjkl" + sign),
        (
            Key(KeyKind.SHIFT, units=1.5, icon="shift"),
            *_chars("zxcvbnm"),
            Key(KeyKind.BACKSPACE, units=1.5, icon="clear"),
        ),
    )


def _foot_upright(extra: bool, *, letters: bool) -> tuple[Key, ...]:
    switch = Key(KeyKind.LAYER, "digits" if letters else "letters", 1.4)
    second = Key(KeyKind.LAYER, "extra", 1.4) if extra and letters else Key(KeyKind.METHOD, units=1.4)
    return (
        switch,
        second,
        Key(KeyKind.LEFT, icon="back"),
        Key(KeyKind.SPACE, " ", 2),
        Key(KeyKind.RIGHT, icon="next"),
        Key(KeyKind.HIDE, units=1.2, icon="keyboard-hide"),
        Key(KeyKind.DONE, units=2, icon="check"),
    )


def number(signs: str = "") -> Rows:
    """A number pad as on a telephone. ``signs`` are written by extra keys (at most two)."""
    left = Key(KeyKind.CHAR, signs[0]) if signs else Key(KeyKind.GAP)
    right = Key(KeyKind.CHAR, signs[1]) if len(signs) > 1 else Key(KeyKind.GAP)
    return (
        (*_chars("123"), Key(KeyKind.BACKSPACE, units=1.5, icon="clear")),
        (*_chars("456"), Key(KeyKind.CLEAR, units=1.5, icon="trash")),
        (*_chars("789"), Key(KeyKind.HIDE, units=1.5, icon="keyboard-hide")),
        (left, *_chars("0"), right, Key(KeyKind.DONE, units=1.5, icon="check")),
    )


def _padded(row: tuple[Key, ...], units: int) -> tuple[Key, ...]:
    missing = units - len(row)
    return (*row, Key(KeyKind.GAP, units=missing)) if missing > 0 else row


def width(rows: Rows) -> float:
    """Units of the widest row."""
    return max(sum(key.units for key in row) for row in rows)
