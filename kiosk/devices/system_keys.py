"""Which keys belong to the system and not to the kiosk: they are swallowed while the kiosk has the whole screen.

What an application can do, it does here; Ctrl+Alt+Del, the power button and the magic key of Linux are the machine's own and
are dealt with in ``docs/operations.md``. Qt-free; ``system_keys_qt`` and ``system_keys_windows`` feed it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """Keys that mean something to a desktop."""

    F4 = "f4"
    F11 = "f11"
    TAB = "tab"
    ESCAPE = "escape"
    SPACE = "space"
    MENU = "menu"  # the key with the little menu on it
    META = "meta"  # Windows, Super, Command
    PRINT = "print"
    F1 = "f1"
    DELETE = "delete"
    LETTER_D = "d"
    LETTER_L = "l"
    LETTER_P = "p"
    LETTER_Q = "q"
    LETTER_W = "w"
    OTHER_FUNCTION = "fn"  # F2 to F12 but F4, F5 and F11
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Held:
    """The keys held together with it."""

    alt: bool = False
    ctrl: bool = False
    meta: bool = False
    shift: bool = False


_ALONE = frozenset({Key.META, Key.MENU, Key.PRINT, Key.F11, Key.F1})
_WITH_ALT = frozenset(
    {Key.F4, Key.TAB, Key.ESCAPE, Key.SPACE, Key.PRINT, Key.OTHER_FUNCTION, Key.F1, Key.F11}
)
_WITH_CTRL = frozenset({Key.ESCAPE, Key.LETTER_Q, Key.LETTER_W, Key.LETTER_P, Key.F4})


def is_the_systems(key: Key, held: Held) -> bool:
    """Whether this key would lead out of the kiosk, or to something of the system's over it."""
    if held.meta or key in _ALONE:
        return True
    if held.ctrl and held.alt:
        # On many keyboards Ctrl+Alt is how the right Alt key types a letter; those letters stay.
        return key in (
            Key.DELETE,
            Key.TAB,
            Key.ESCAPE,
            Key.LETTER_L,
            Key.LETTER_D,
            Key.F4,
            Key.OTHER_FUNCTION,
            Key.F1,
        )
    return (held.alt and key in _WITH_ALT) or (held.ctrl and key in _WITH_CTRL)
