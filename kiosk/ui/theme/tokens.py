"""Colours by purpose, in two palettes. No widget names a colour itself.

One accent: indigo, after the indigo-dyed cloth worn from Điện Biên to Ninh Thuận. A state is never told by
colour alone: whoever draws a state draws a mark, a border or a word with it. Contrast of each pair in use
is checked by test.
"""

from dataclasses import dataclass, fields
from enum import StrEnum


class Contrast(StrEnum):
    """Which palette is shown."""

    CALM = "calm"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as ``#rrggbb``. ``x_ink`` is what is written on ``x``."""

    ground: str  # page behind everything
    surface: str  # cards, inputs, tiles
    sunken: str  # keyboard tray, bars
    ink: str
    muted: str  # Vietnamese under a translation, notes
    line: str  # quiet separators
    edge: str  # borders of what can be touched, at least 3:1
    accent: str
    accent_ink: str
    accent_press: str
    accent_wash: str  # chosen tile
    key: str
    key_ink: str
    key_special: str
    danger: str
    danger_wash: str
    danger_ink: str
    warn: str
    warn_wash: str
    warn_ink: str
    good: str
    good_wash: str
    focus: str
    tint: str  # light filling inside pictograms

    def items(self) -> tuple[tuple[str, str], ...]:
        """Name and colour of every token."""
        return tuple((field.name, getattr(self, field.name)) for field in fields(self))


CALM = Palette(
    ground="#f7f4ee",
    surface="#ffffff",
    sunken="#e9e5dc",
    ink="#1b2230",
    muted="#4f5868",
    line="#ddd8cd",
    edge="#7c8392",
    accent="#2b3f8f",
    accent_ink="#ffffff",
    accent_press="#1d2c69",
    accent_wash="#e8ebf7",
    key="#ffffff",
    key_ink="#1b2230",
    key_special="#d6d2ea",
    danger="#a8201a",
    danger_wash="#fdecea",
    danger_ink="#7d1511",
    warn="#8a5a00",
    warn_wash="#fff3d6",
    warn_ink="#5e3d00",
    good="#1e6b3c",
    good_wash="#e5f3ea",
    focus="#c26a00",
    tint="#dfe3f4",
)

HIGH = Palette(
    ground="#000000",
    surface="#000000",
    sunken="#141414",
    ink="#ffffff",
    muted="#e6e6e6",
    line="#8c8c8c",
    edge="#ffffff",
    accent="#ffd83d",
    accent_ink="#000000",
    accent_press="#ffe98a",
    accent_wash="#333000",
    key="#000000",
    key_ink="#ffffff",
    key_special="#2b2b3d",
    danger="#ff9a94",
    danger_wash="#2b0000",
    danger_ink="#ffc9c5",
    warn="#ffb84d",
    warn_wash="#2b1a00",
    warn_ink="#ffdca8",
    good="#7fe3a2",
    good_wash="#00240f",
    focus="#00e5ff",
    tint="#3a3a3a",
)

PALETTES: dict[Contrast, Palette] = {Contrast.CALM: CALM, Contrast.HIGH: HIGH}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` as WCAG 2.2 defines it."""
    parts = []
    for at in (1, 3, 5):
        share = int(colour[at : at + 2], 16) / 255
        parts.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
