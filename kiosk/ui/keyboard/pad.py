"""Which keyboard a field asks for. Apart from the layouts, because every line to type in needs it before any key is drawn."""

from enum import StrEnum


class Pad(StrEnum):
    """Letters, or a number pad as on a telephone."""

    TEXT = "text"
    NUMBER = "number"
