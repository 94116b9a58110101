"""Looks at a drawn window as a picky reader would: are words whole, apart, in real glyphs; can fingers hit what is to be
hit; can tired eyes tell ink from ground. Returns what is wrong; draws and changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QTextLayout
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QWidget

from kiosk.gallery.drawn_words import Sign, Words, watched
from kiosk.gallery.views import Panel
from kiosk.ui.counter.card_canvas import Handle
from kiosk.ui.keyboard.key_button import KeyButton
from kiosk.ui.keyboard.panel import KeyboardPanel
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.screens.language import LanguageTile
from kiosk.ui.screens.procedure import EventTile, ProcedureTile
from kiosk.ui.sheet import Sheet
from kiosk.ui.theme.sizes import ANSWER_MM, KEY_MM, KEY_PORTRAIT_MM, LEAST_MM
from kiosk.ui.widgets.fields.pick_grid import PickButton
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.text_block import TextBlock
from kiosk.ui.widgets.tiles import ChoiceTile

#: Answers of citizens: what must be hit first.
ANSWERS = (ChoiceTile, PickButton, EventTile, ProcedureTile, LanguageTile)
#: Contrast of text and of signs, after WCAG 2.2.
TEXT_CONTRAST = 4.5
SIGN_CONTRAST = 3.0
#: Pixels two texts may share: italics and marks reach out of their boxes a little.
_TOUCH = 2.0
#: Words up to so many letters are never to be broken; longer ones (numbers of papers) may be where there is no room.
_WORD = 13


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong. ``kind``: cut, overlap, covered, glyph, small, faint; role, name, keyboard, order."""

    kind: str
    what: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}" + (f" ({self.where})" if self.where else "")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A window as it stands, its picture, and the words and signs its widgets drew by themselves."""

    window: QWidget
    picture: QImage
    words: tuple[Words, ...]
    signs: tuple[Sign, ...]


def draw(window: QWidget) -> Drawn:
    """Draws a window once, watching."""
    with watched() as (words, signs):
        pixmap = window.grab()
    picture = pixmap.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return Drawn(window, picture, tuple(words), tuple(signs))


def inspect(drawn: Drawn, panel: Panel) -> tuple[Fault, ...]:
    """Everything that is wrong with a drawn window on this panel."""
    top = on_top(drawn.window)
    texts = [one for one in top.findChildren(TextBlock) if one.text().strip() and _seen(one)]
    found = [
        *_cut_blocks(texts, top),
        *_cut_lines(top),
        *_cut_words(drawn, top),
        *_overlaps(texts, drawn, top),
        *_missing_glyphs(texts, drawn, top),
        *_faint(texts, drawn, top),
        *_covered_line(top),
    ]
    if drawn.window.width() != panel.width or drawn.window.height() != panel.height:
        size = f"{drawn.window.width()}x{drawn.window.height()}"
        found.append(Fault("cut", f"the window is {size} on {panel.name}"))
    if panel.touch:
        found += _small(top, panel)
    return tuple(dict.fromkeys(found))


def on_top(window: QWidget) -> QWidget:
    """What can be read and touched: an open sheet, else the window."""
    sheets = [one for one in window.findChildren(Sheet) if one.isVisible()]
    return sheets[-1] if sheets else window


def _seen(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def _rect(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def name_of(widget: QWidget) -> str:
    node: QWidget | None = widget
    while node is not None:
        if node.objectName() and not node.objectName().startswith("qt_"):
            return node.objectName()
        node = node.parentWidget()
    return type(widget).__name__


# -- cut


def _cut_blocks(texts: Sequence[TextBlock], top: QWidget) -> Iterator[Fault]:
    for block in texts:
        text, where = block.text(), name_of(block)
        if block.height() + 1 < block.heightForWidth(block.width()):
            yield Fault(
                "cut", f"{text!r} needs {block.heightForWidth(block.width())} has {block.height()}", where
            )
        metrics = QFontMetricsF(block.text_font())
        for word in text.replace("\u200b", " ").split():
            if len(word) <= _WORD and _is_latin(word) and metrics.horizontalAdvance(word) > block.width() + 1:
                yield Fault("cut", f"{word!r} is broken", where)
        yield from _cut_by_parents(block, top, repr(text))


def _cut_by_parents(widget: QWidget, top: QWidget, what: str) -> Iterator[Fault]:
    """A widget that reaches out of one it stands in is cut there; what is scrolled may reach out below and above."""
    own = _rect(widget)
    node = widget.parentWidget()
    scrolled = False
    while node is not None:
        area = node.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is node:
            scrolled = True
            if area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
                return  # a table of figures, moved sideways
        room = _rect(node)
        if own.left() < room.left() - 1 or own.right() > room.right() + 1:
            yield Fault("cut", f"{what} at the side of {name_of(node)}", name_of(widget))
            return
        if not scrolled and (own.top() < room.top() - 1 or own.bottom() > room.bottom() + 1):
            yield Fault("cut", f"{what} above or below in {name_of(node)}", name_of(widget))
            return
        if node is top:
            return
        node = node.parentWidget()


def _cut_lines(top: QWidget) -> Iterator[Fault]:
    """Words in an empty line, and the line itself."""
    for line in top.findChildren(TypedLine):
        if not _seen(line):
            continue
        hint = line.placeholderText()
        margins = line.textMargins()
        room = line.width() - margins.left() - margins.right() - 4
        if hint and not line.text() and line.fontMetrics().horizontalAdvance(hint) > room:
            yield Fault(
                "cut", f"{hint!r} has {room} of {line.fontMetrics().horizontalAdvance(hint)}", name_of(line)
            )
        if line.height() < line.fontMetrics().height():
            yield Fault("cut", f"line of {line.height()}", name_of(line))
        yield from _cut_by_parents(line, top, "line")


def _cut_words(drawn: Drawn, top: QWidget) -> Iterator[Fault]:
    for words in _drawn_on(drawn, top):
        where = name_of(words.on) if words.on is not None else ""
        if words.text.endswith("\u2026") and words.text not in _MEANT:
            yield Fault("cut", repr(words.text), where)
        room = words.room
        if room is None:
            continue
        wide, high = words.taken.width() - room.width(), words.ink.height() - room.height()
        if wide > 1.5 or high > 1.5:
            yield Fault("cut", f"{words.text!r} by {max(wide, high):.0f} px", where)


#: Sentences that end in dots by themselves.
_MEANT = frozenset({"Đang làm, xin chờ…", "Đang mở lại…"})


def _drawn_on(drawn: Drawn, top: QWidget) -> Iterator[Words]:
    for words in drawn.words:
        if words.on is None or words.on is top or top.isAncestorOf(words.on):
            yield words


def _covered_line(top: QWidget) -> Iterator[Fault]:
    """The line in hand must be seen whole above the keyboard that writes into it."""
    for keyboard in top.findChildren(KeyboardPanel):
        line = keyboard.line
        if not keyboard.isVisible() or line is None or not line.isVisible():
            continue
        if line.visibleRegion().boundingRect() != line.rect() or _rect(line).intersects(_rect(keyboard)):
            yield Fault("covered", "the line in hand", name_of(line))


# -- over each other


def _overlaps(texts: Sequence[TextBlock], drawn: Drawn, top: QWidget) -> Iterator[Fault]:
    places: list[tuple[QRectF, str, QWidget | None]] = []
    for block in texts:
        places.append((QRectF(_visible(block)), block.text(), block))
    for button in top.findChildren(QAbstractButton):
        if _seen(button):
            places.append((QRectF(_visible(button)), f"button {name_of(button)}", button))
    for line in top.findChildren(TypedLine):
        if _seen(line):
            places.append((QRectF(_visible(line)), f"line {name_of(line)}", line))
    ordered = sorted(places, key=lambda one: one[0].top())
    for at, (rect, what, widget) in enumerate(ordered):
        for other, other_what, other_widget in ordered[at + 1 :]:
            if other.top() >= rect.bottom() - _TOUCH:
                break
            if _inside(widget, other_widget) or not _share(rect, other):
                continue
            yield Fault("overlap", f"{what!r} and {other_what!r}", name_of(widget) if widget else "")
    # A word covers another only if both are drawn on one widget: a widget above another hides it whole.
    drawn_here = [one for one in _drawn_on(drawn, top) if one.on is not None]
    by_widget: dict[int, list[Words]] = {}
    for one in drawn_here:
        by_widget.setdefault(id(one.on), []).append(one)
    for sign in drawn.signs:
        for one in by_widget.get(id(sign.on), []):
            if _share(sign.place, one.ink):
                yield Fault("overlap", f"a sign and {one.text!r}", name_of(sign.on) if sign.on else "")
    for group in by_widget.values():
        for at, one in enumerate(group):
            for two in group[at + 1 :]:
                if one.text != two.text and _share(one.ink, two.ink):
                    yield Fault(
                        "overlap",
                        f"{one.text!r} and {two.text!r}",
                        name_of(one.on) if one.on is not None else "",
                    )


def _visible(widget: QWidget) -> QRect:
    region = widget.visibleRegion().boundingRect()
    return region.translated(widget.mapTo(widget.window(), QPoint(0, 0)))


def _inside(one: QWidget | None, two: QWidget | None) -> bool:
    return one is not None and two is not None and (one.isAncestorOf(two) or two.isAncestorOf(one))


def _share(one: QRectF, two: QRectF) -> bool:
    both = one.intersected(two)
    return both.width() > _TOUCH and both.height() > _TOUCH


# -- glyphs


def _missing_glyphs(texts: Sequence[TextBlock], drawn: Drawn, top: QWidget) -> Iterator[Fault]:
    for text, font, where in (
        *((one.text(), one.text_font(), name_of(one)) for one in texts),
        *(
            (one.text, one.font, name_of(one.on) if one.on is not None else "")
            for one in _drawn_on(drawn, top)
        ),
        *(
            (one.text() or one.placeholderText(), one.font(), name_of(one))
            for one in top.findChildren(TypedLine)
            if _seen(one)
        ),
    ):
        if text and not _has_glyphs(text, font.key()):
            yield Fault("glyph", repr(text), where)


@lru_cache(maxsize=20_000)
def _has_glyphs(text: str, key: str) -> bool:
    font = QFont()
    font.fromString(key)
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return all(0 not in run.glyphIndexes() for run in layout.glyphRuns())


def _is_latin(word: str) -> bool:
    return all(ord(char) < 0x0E80 or 0x1E00 <= ord(char) < 0x2070 for char in word)


# -- fingers


def _small(top: QWidget, panel: Panel) -> Iterator[Fault]:
    portrait = panel.height > panel.width
    key = KEY_PORTRAIT_MM if portrait else KEY_MM
    for button in top.findChildren(QWidget):
        if isinstance(button, KeyButton):
            least = key
        elif isinstance(button, ANSWERS):
            least = ANSWER_MM
        elif isinstance(button, QAbstractButton | TypedLine | Handle):
            least = LEAST_MM
        else:
            continue
        if not _seen(button):
            continue
        has = min(button.width(), button.height()) / panel.px_per_mm
        # Keys share the width of the panel by fractions of a pixel.
        slack = (2 if isinstance(button, KeyButton) else 1) / panel.px_per_mm
        if has + slack < least:
            yield Fault("small", f"{name_of(button)} {has:.1f} of {least:.0f} mm")


# -- eyes


def _faint(texts: Sequence[TextBlock], drawn: Drawn, top: QWidget) -> Iterator[Fault]:
    pixels = _pixels(drawn.picture)
    for block in texts:
        if not block.isEnabled():
            continue
        seen = _visible(block)
        if seen.height() < block.height() * 0.7:
            continue  # half of it is scrolled away
        ratio = _contrast(pixels, seen)
        if ratio is not None and ratio < TEXT_CONTRAST:
            yield Fault("faint", f"{block.text()!r} {ratio:.1f}", name_of(block))
    for words in _drawn_on(drawn, top):
        place = words.taken.toAlignedRect()
        if words.on is not None:
            place = place.intersected(_visible(words.on))
        if place.height() < words.taken.height() * 0.8:
            continue
        ratio = _contrast(pixels, place)
        if ratio is not None and ratio < TEXT_CONTRAST:
            yield Fault(
                "faint", f"{words.text!r} {ratio:.1f}", name_of(words.on) if words.on is not None else ""
            )
    for sign in top.findChildren(PictogramLabel):
        if not _seen(sign) or not sign.isEnabled():
            continue
        place = _visible(sign)
        if place.size() != sign.size():
            continue
        ratio = _contrast(pixels, place)
        if ratio is not None and ratio < SIGN_CONTRAST:
            yield Fault("faint", f"sign {ratio:.1f}", name_of(sign))


def _pixels(image: QImage) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width(), 2::-1]


def _contrast(pixels: "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]", place: QRect) -> float | None:
    """The ground is the commonest colour of a place, the ink whatever stands out most from it; ``None`` for too small a
    place to tell."""
    x, y = max(0, place.left()), max(0, place.top())
    part = pixels[y : place.bottom() + 1, x : place.right() + 1]
    if part.shape[0] < 6 or part.shape[1] < 4:
        return None
    flat = part.reshape(-1, 3).astype(np.uint32)
    codes = (flat[:, 0] << 16) | (flat[:, 1] << 8) | flat[:, 2]
    colours, counts = np.unique(codes, return_counts=True)
    lights = _luminance(colours)
    ground = lights[int(np.argmax(counts))]
    ratios = (np.maximum(lights, ground) + 0.05) / (np.minimum(lights, ground) + 0.05)
    if len(colours) == 1:
        return None
    return float(ratios.max())


def _luminance(
    colours: "np.ndarray[tuple[int], np.dtype[np.uint32]]",
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    parts = np.stack([(colours >> shift) & 255 for shift in (16, 8, 0)]) / 255.0
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear[0] * 0.2126 + linear[1] * 0.7152 + linear[2] * 0.0722, np.float64)
