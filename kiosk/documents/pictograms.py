"""Small line drawings that tell without words what became of a paper. Drawn, not typed: no font is needed.

May not know which papers there are.
"""

from kiosk.documents.facts import Custody
from kiosk.documents.page import Pen, Row

_LINE = 1.1


def _sheet(pen: Pen, x: float, y: float, width: float, height: float) -> None:
    fold = width * 0.3
    pen.stroke(
        ((x, y), (x + width - fold, y), (x + width, y + fold), (x + width, y + height), (x, y + height)),
        width=_LINE,
        closed=True,
    )


def _writing(pen: Pen, x: float, y: float, width: float, height: float) -> None:
    for part in (0.45, 0.63, 0.81):
        pen.stroke(((x + width * 0.2, y + height * part), (x + width * 0.8, y + height * part)), width=0.7)


def _handed_back(pen: Pen, x: float, y: float, side: float) -> None:
    """A sheet with an arrow out of it: it went home with its owner."""
    _sheet(pen, x + side * 0.02, y + side * 0.08, side * 0.5, side * 0.84)
    middle = y + side * 0.55
    pen.stroke(((x + side * 0.27, middle), (x + side * 0.95, middle)), width=_LINE * 1.5)
    tip = x + side * 0.97
    pen.stroke(
        ((tip - side * 0.2, middle - side * 0.17), (tip, middle), (tip - side * 0.2, middle + side * 0.17)),
        width=_LINE * 1.5,
    )


def _kept(pen: Pen, x: float, y: float, side: float) -> None:
    """A closed envelope."""
    top, height = y + side * 0.2, side * 0.62
    pen.box(x + side * 0.03, top, side * 0.94, height, line=_LINE)
    pen.stroke(
        ((x + side * 0.03, top), (x + side * 0.5, top + height * 0.55), (x + side * 0.97, top)), width=_LINE
    )


def _copied(pen: Pen, x: float, y: float, side: float) -> None:
    """Two sheets, one behind the other."""
    pen.stroke(
        (
            (x + side * 0.58, y + side * 0.22),
            (x + side * 0.58, y + side * 0.04),
            (x + side * 0.08, y + side * 0.04),
            (x + side * 0.08, y + side * 0.72),
            (x + side * 0.36, y + side * 0.72),
        ),
        width=_LINE,
    )
    _sheet(pen, x + side * 0.36, y + side * 0.22, side * 0.54, side * 0.74)
    _writing(pen, x + side * 0.36, y + side * 0.22, side * 0.54, side * 0.74)


def _waiting_lookup(pen: Pen, x: float, y: float, side: float) -> None:
    """A magnifying glass."""
    pen.circle(x + side * 0.42, y + side * 0.42, side * 0.32, width=_LINE)
    pen.stroke(((x + side * 0.66, y + side * 0.66), (x + side * 0.95, y + side * 0.95)), width=_LINE * 2)


_DRAWINGS = {
    Custody.HANDED_BACK: _handed_back,
    Custody.KEPT: _kept,
    Custody.COPIED: _copied,
    Custody.WAITING_LOOKUP: _waiting_lookup,
}


def pictogram(custody: Custody, side: float) -> Row:
    """The drawing for what became of a paper, ``side`` points square."""
    drawing = _DRAWINGS[custody]
    return Row(side, lambda pen, x, y: drawing(pen, x, y, side))
