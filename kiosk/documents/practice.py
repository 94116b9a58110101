"""The mark of practice on everything that is printed: no paper made while officers practise can be taken for a real one.

Set for the whole process when a practice desk is opened and taken off when an office is: a paper that somebody adds to the
program later is marked like all others, whether or not its author thought of it.
"""

from typing import TYPE_CHECKING

from forms.text import Message

if TYPE_CHECKING:
    from kiosk.documents.page import Pen
    from kiosk.documents.shaping import Shaper
    from kiosk.documents.wrapping import Line

MARK = Message(
    "doc.practice.mark",
    "TẬP LUYỆN – KHÔNG CÓ GIÁ TRỊ",
    "Across every page printed while officers practise with invented citizens. Must not lose: no legal value.",
)

SHORT = Message("doc.report.practice", "TẬP LUYỆN", "The same mark where there is room for two words only.")

_GREY = 0.8
_STEP = 190.0  # points from one mark across the page to the next
_EDGE = 7.5  # size of the line at the page's edge: it must fit the narrowest margin


class _State:
    practising = False


def mark_everything(practising: bool) -> None:
    """From now on every paper of this process carries the mark, or none does."""
    _State.practising = practising


def is_marked() -> bool:
    """Whether papers made now carry the mark."""
    return _State.practising


def across(pen: "Pen", shaper: "Shaper", width: float, height: float) -> None:
    """Under the text: large, grey, again and again down the page."""
    size = width / 17
    line = _line(shaper, size)
    at = min(_STEP, height) / 2
    while at < height:
        pen.slanted(line, width / 2, at, size, degrees=25, grey=_GREY)
        at += _STEP


def edges(pen: "Pen", shaper: "Shaper", width: float, height: float) -> None:
    """Over everything: black at the upper and the lower edge, where thermal paper, too, shows it."""
    line = _line(shaper, _EDGE)
    left = (width - line.width) / 2
    pen.line(line, left, _EDGE, _EDGE)
    pen.line(line, left, height - _EDGE * 0.35, _EDGE)


def _line(shaper: "Shaper", size: float) -> "Line":
    from kiosk.documents.wrapping import Span, fill

    (line,) = fill([Span(MARK.vi, bold=True)], 10_000, size, shaper)
    return line
