"""What widgets write by themselves with ``drawText`` while a window is drawn: words, where, and whether they had room; and
the pictures they put beside them.

Tables, keys and the welcome page paint their own words; nothing but watching them do it says whether those are whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Words:
    """One text drawn. ``room`` and ``taken`` in pixels of the window; ``room`` is ``None`` where none was given. ``ink`` is
    what the letters themselves cover."""

    text: str
    font: QFont
    room: QRectF | None
    taken: QRectF
    ink: QRectF
    on: QWidget | None


@dataclass(frozen=True, slots=True)
class Sign:
    """One picture drawn by a widget, in pixels of the window."""

    place: QRectF
    on: QWidget | None


@contextmanager
def watched() -> Iterator[tuple[list[Words], list[Sign]]]:
    """Words and pictures drawn while this is open, in order."""
    words: list[Words] = []
    signs: list[Sign] = []
    write, put = QPainter.drawText, QPainter.drawPixmap

    def draw_text(painter: QPainter, *given: Any) -> Any:
        one = _words(painter, given)
        if one is not None:
            words.append(one)
        return write(painter, *given)

    def draw_pixmap(painter: QPainter, *given: Any) -> Any:
        one = _sign(painter, given)
        if one is not None:
            signs.append(one)
        return put(painter, *given)

    # Qt has no other place to hear what is drawn, and the stubs know no method put in place of another.
    QPainter.drawText = draw_text  # type: ignore[method-assign,assignment]
    QPainter.drawPixmap = draw_pixmap  # type: ignore[method-assign]
    try:
        yield words, signs
    finally:
        QPainter.drawText = write  # type: ignore[method-assign]
        QPainter.drawPixmap = put  # type: ignore[method-assign]


def _sign(painter: QPainter, given: tuple[Any, ...]) -> Sign | None:
    """Where a whole pixmap is put, however its place is told; pieces of one are not looked at."""
    pixmap = given[-1]
    if not isinstance(pixmap, QPixmap):
        return None
    first = given[0]
    if isinstance(first, QRect | QRectF):
        place = QRectF(first)
    else:
        at = QPointF(first) if isinstance(first, QPoint | QPointF) else QPointF(given[0], given[1])
        place = QRectF(at, pixmap.deviceIndependentSize())
    device = painter.device()
    on = device if isinstance(device, QWidget) else None
    return Sign(painter.deviceTransform().mapRect(place), on)


def _words(painter: QPainter, given: tuple[Any, ...]) -> Words | None:
    text = next((one for one in given if isinstance(one, str)), "")
    if not text.strip():
        return None
    metrics = QFontMetricsF(painter.font())
    to_window = painter.deviceTransform()
    first = given[0]
    device = painter.device()
    on = device if isinstance(device, QWidget) else None
    if isinstance(first, QRect | QRectF):
        room = QRectF(first)
        flags = given[1] if len(given) > 1 and not isinstance(given[1], str) else 0
        taken = metrics.boundingRect(room, int(flags), text)
        lines = max(1, round(taken.height() / metrics.height()))
        ink = taken if lines > 1 else _ink(metrics, text, taken)
        return Words(
            text,
            painter.font(),
            to_window.mapRect(room),
            to_window.mapRect(taken),
            to_window.mapRect(ink),
            on,
        )
    at = QPointF(first) if isinstance(first, QPoint | QPointF) else QPointF(float(given[0]), float(given[1]))
    taken = metrics.boundingRect(text).translated(at)
    ink = metrics.tightBoundingRect(text).translated(at)
    return Words(text, painter.font(), None, to_window.mapRect(taken), to_window.mapRect(ink), on)


def _ink(metrics: QFontMetricsF, text: str, line: QRectF) -> QRectF:
    """The letters of a text that stands on one line in that box."""
    return metrics.tightBoundingRect(text).translated(line.left(), line.top() + metrics.ascent())
