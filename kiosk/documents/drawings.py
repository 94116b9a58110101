"""The product's pictograms on paper: the same pictures as on the screens, drawn as lines and not as dots.

Reads only what our own pictograms are made of (paths of straight lines and curves, circles, rectangles). A name without a
picture draws nothing, because a missing picture may never keep a paper from being printed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import atan2, ceil, cos, hypot, sin, sqrt, tan, tau
from pathlib import Path
from xml.etree import ElementTree

from kiosk.documents.page import Curve, Pen, Row

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "pictograms"
SIDE = 64.0  # every pictogram is drawn on a square of this side

_TOKEN = re.compile(r"[A-Za-z]|-?[0-9]*\.?[0-9]+")
_SHIFTED = re.compile(r"translate\(([-0-9.]+),([-0-9.]+)\) scale\(([-0-9.]+)\)")
_ROUND = 0.5523  # how far the handles of a quarter circle's curve lie from its ends
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "h": 1, "Q": 4, "C": 6, "A": 7, "Z": 0}


@dataclass(frozen=True, slots=True)
class Shape:
    """Curves with one fill and one stroke (``#rrggbb``, empty for none), in the pictogram's own units."""

    curves: tuple[Curve, ...]
    fill: str
    stroke: str
    width: float
    dash: tuple[float, ...] = ()
    at: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0


def has_drawing(name: str) -> bool:
    """Whether there is a picture of this name."""
    return bool(shapes(name))


def drawing(name: str, side: float) -> Row:
    """The pictogram of this name, ``side`` points square."""
    told = shapes(name)

    def draw(pen: Pen, x: float, y: float) -> None:
        unit = side / SIDE
        for shape in told:
            left, top = x + shape.at[0] * unit, y + shape.at[1] * unit
            pen.curves(
                shape.curves,
                left,
                top,
                unit * shape.scale,
                fill=shape.fill,
                stroke=shape.stroke,
                width=shape.width,
                dash=shape.dash,
            )

    return Row(side, draw)


@cache
def shapes(name: str) -> tuple[Shape, ...]:
    """What a picture is made of; nothing when there is none. Raises ``ValueError`` for a picture we cannot draw."""
    path = FOLDER / f"{name}.svg"
    if not name or not path.is_file():
        return ()
    drawn = ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - a file of our own
    return tuple(_shapes(drawn, (0.0, 0.0), 1.0, ()))


def _shapes(
    parent: ElementTree.Element, at: tuple[float, float], scale: float, dash: tuple[float, ...]
) -> Iterator[Shape]:
    for element in parent:
        kind = element.tag.rpartition("}")[2]
        own = tuple(float(part) for part in re.split(r"[ ,]+", element.get("stroke-dasharray", "")) if part)
        if kind == "g":
            moved = _SHIFTED.fullmatch(element.get("transform", ""))
            inner = (float(moved[1]), float(moved[2])) if moved else at
            yield from _shapes(element, inner, float(moved[3]) if moved else scale, own or dash)
            continue
        fill, stroke = (element.get(key, "none") for key in ("fill", "stroke"))
        yield Shape(
            tuple(_curves(element, kind)),
            "" if fill == "none" else fill,
            "" if stroke == "none" else stroke,
            float(element.get("stroke-width", "1")),
            own or dash,
            at,
            scale,
        )


def _curves(element: ElementTree.Element, kind: str) -> Iterator[Curve]:
    number = {key: float(value) for key, value in element.items() if re.fullmatch(r"-?[0-9.]+", value)}
    if kind == "path":
        yield from _path(element.get("d", ""))
    elif kind == "circle":
        yield from _oval(number["cx"], number["cy"], number["r"])
    elif kind == "rect":
        yield from _rectangle(number)
    else:
        raise ValueError(f"a pictogram has a <{kind}>")


def _path(text: str) -> Iterator[Curve]:
    tokens = _TOKEN.findall(text)
    x = y = left = top = 0.0
    index, word = 0, ""
    while index < len(tokens):
        if tokens[index].isalpha():
            word = tokens[index]
            index += 1
        count = _TAKES.get(word)
        if count is None:
            raise ValueError(f"a pictogram's path has {word!r}")
        given = [float(token) for token in tokens[index : index + count]]
        index += count
        match word:
            case "M" | "L":
                x, y = given
                yield (word, x, y)
                if word == "M":
                    left, top, word = x, y, "L"  # further pairs are lines
            case "H" | "V" | "h":
                x, y = (given[0], y) if word == "H" else (x + given[0], y) if word == "h" else (x, given[0])
                yield ("L", x, y)
            case "Q":
                x1, y1, x2, y2 = given
                yield (
                    "C",
                    x + (x1 - x) / 1.5,
                    y + (y1 - y) / 1.5,
                    x2 + (x1 - x2) / 1.5,
                    y2 + (y1 - y2) / 1.5,
                    x2,
                    y2,
                )
                x, y = x2, y2
            case "C":
                yield ("C", *given)
                x, y = given[4:]
            case "A":
                yield from _arc(x, y, given)
                x, y = given[5:]
            case _:
                yield ("Z",)
                x, y = left, top


def _arc(x: float, y: float, given: list[float]) -> Iterator[Curve]:
    """Part of a circle, in pieces of at most a quarter."""
    r, _, _, large, clockwise, x2, y2 = given
    half_x, half_y = (x2 - x) / 2, (y2 - y) / 2
    half = hypot(half_x, half_y)
    r = max(r, half)
    off = sqrt(r * r - half * half) / half * (-1 if large == clockwise else 1)
    centre_x, centre_y = x + half_x - off * half_y, y + half_y + off * half_x
    start, end = atan2(y - centre_y, x - centre_x), atan2(y2 - centre_y, x2 - centre_x)
    if clockwise and end < start:
        end += tau
    elif not clockwise and end > start:
        end -= tau
    pieces = max(1, ceil(abs(end - start) / (tau / 4) - 1e-9))
    turn = (end - start) / pieces
    k = r * 4 / 3 * tan(turn / 4)
    for piece in range(pieces):
        a, b = start + piece * turn, start + (piece + 1) * turn
        ax, ay = centre_x + r * cos(a), centre_y + r * sin(a)
        bx, by = centre_x + r * cos(b), centre_y + r * sin(b)
        yield ("C", ax - k * sin(a), ay + k * cos(a), bx + k * sin(b), by - k * cos(b), bx, by)


def _oval(x: float, y: float, r: float) -> Iterator[Curve]:
    k = r * _ROUND
    yield ("M", x + r, y)
    yield ("C", x + r, y + k, x + k, y + r, x, y + r)
    yield ("C", x - k, y + r, x - r, y + k, x - r, y)
    yield ("C", x - r, y - k, x - k, y - r, x, y - r)
    yield ("C", x + k, y - r, x + r, y - k, x + r, y)
    yield ("Z",)


def _rectangle(number: dict[str, float]) -> Iterator[Curve]:
    x, y, width, height = (number[key] for key in ("x", "y", "width", "height"))
    r = min(number.get("rx", 0.0), width / 2, height / 2)
    k = r * (1 - _ROUND)
    right, bottom = x + width, y + height
    yield ("M", x + r, y)
    yield ("L", right - r, y)
    yield ("C", right - k, y, right, y + k, right, y + r)
    yield ("L", right, bottom - r)
    yield ("C", right, bottom - k, right - k, bottom, right - r, bottom)
    yield ("L", x + r, bottom)
    yield ("C", x + k, bottom, x, bottom - k, x, bottom - r)
    yield ("L", x, y + r)
    yield ("C", x, y + k, x + k, y, x + r, y)
    yield ("Z",)
