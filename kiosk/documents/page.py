"""The pen that draws on a page, and the flow of rows over pages.

A paper is a list of rows; a row knows its height and how to draw itself, and may ask to stay with the row
after it. Lengths are points, ``y`` runs down from the top of the page. May not know what a
paper says.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from kiosk.documents import practice
from kiosk.documents.paper import SHEETS, Paper
from kiosk.documents.shaping import Run, Shaper
from kiosk.documents.wrapping import Line

Curve = tuple[str, *tuple[float, ...]]
"""A step of an outline: ``M`` or ``L`` to a point, ``C`` over two handles to a point, ``Z`` back to where it began."""

_DOT_STEP = 2.4  # points from dot to dot of a line to write on
_LONGEST_ROLL = 14_000  # points, 4.9 m: the format ends at 14,400, a longer slip gets a second page


class Pen:
    """Draws on the current page with ``y`` counted down from the top."""

    def __init__(self, canvas: Canvas, shaper: Shaper, height: float) -> None:
        self.canvas = canvas
        self.shaper = shaper
        self._height = height

    def line(self, line: Line, x: float, baseline: float, size: float) -> None:
        """One line of shaped text. What it says goes into the PDF beside the glyphs, for copying and
        reading aloud.
        """
        said = line.text.encode("utf-16-be").hex().upper()
        out = [f"/Span <</ActualText <FEFF{said}>>> BDC BT"]
        for piece in line.pieces:
            for run in self.shaper.runs(piece.text, bold=piece.bold):
                out.append(f"1 0 0 1 {x:.3f} {self._height - baseline:.3f} Tm")
                out += self._glyphs(run, size)
                x += run.advance * size / 1000
        self.canvas.addLiteral(" ".join([*out, "ET EMC"]))

    def _glyphs(self, run: Run, size: float) -> list[str]:
        """Glyphs at HarfBuzz's places. The PDF writer's own loop forgets to come back to the base line when
        two raised or lowered marks follow each other (reportlab 5.1), so its fonts are used but not that
        loop.
        """
        document: Any = vars(self.canvas)["_doc"]  # fonts are cut to the document they are used in
        out: list[str] = []
        index = 0
        at = place = 0.0  # where the next glyph would fall by itself, and where it belongs
        rise = 0.0
        for subset, codes in run.face.pdf_font.splitString(str(run.glyphs), document):
            name = run.face.pdf_font.getSubsetInternalName(subset, document)
            out.append(f"{name} {size:g} Tf")
            shown: list[str] = []
            for code in codes:
                glyph = run.places[index]
                index += 1
                if glyph.y_offset != rise:
                    if shown:
                        out.append(f"[{''.join(shown)}] TJ")
                        shown = []
                    rise = glyph.y_offset
                    out.append(f"{rise * size / 1000:.3f} Ts")
                move = round(place + glyph.x_offset - at, 2)
                shown.append(f"{-move:g}<{code:02X}>" if move else f"<{code:02X}>")
                at = place + glyph.x_offset + glyph.width
                place += glyph.x_advance
            out.append(f"[{''.join(shown)}] TJ")
        if rise:
            out.append("0 Ts")
        return out

    def rule(self, x1: float, x2: float, y: float, *, width: float = 0.6, dashed: bool = False) -> None:
        """A horizontal line."""
        self.stroke(((x1, y), (x2, y)), width=width, dashed=dashed)

    def stroke(
        self,
        points: Sequence[tuple[float, float]],
        *,
        width: float = 0.8,
        dashed: bool = False,
        closed: bool = False,
    ) -> None:
        """A line through points."""
        path = self.canvas.beginPath()
        path.moveTo(points[0][0], self._height - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, self._height - y)
        if closed:
            path.close()
        self.canvas.setLineWidth(width)
        self.canvas.setLineCap(1)
        self.canvas.setLineJoin(1)
        self.canvas.setDash([1.2, 2.2] if dashed else [])
        self.canvas.drawPath(path, stroke=1, fill=0)
        self.canvas.setDash([])

    def curves(
        self,
        curves: Sequence[Curve],
        x: float,
        y: float,
        unit: float,
        *,
        fill: str,
        stroke: str,
        width: float,
        dash: Sequence[float] = (),
    ) -> None:
        """An outline given in units of ``unit`` points from (x, y). Colours are ``#rrggbb``, empty for none."""
        path = self.canvas.beginPath()
        for word, *given in curves:
            points = [
                value * unit + x if index % 2 == 0 else self._height - y - value * unit
                for index, value in enumerate(given)
            ]
            match word:
                case "M":
                    path.moveTo(*points)
                case "L":
                    path.lineTo(*points)
                case "C":
                    path.curveTo(*points)
                case _:
                    path.close()
        self.canvas.saveState()
        self.canvas.setLineCap(1)
        self.canvas.setLineJoin(1)
        if fill:
            self.canvas.setFillColor(fill)
        if stroke:
            self.canvas.setStrokeColor(stroke)
            self.canvas.setLineWidth(width * unit)
            self.canvas.setDash([length * unit for length in dash])
        self.canvas.drawPath(path, stroke=int(bool(stroke)), fill=int(bool(fill)))
        self.canvas.restoreState()

    def dots(self, x1: float, x2: float, y: float) -> None:
        """A dotted line to write on, dots level from line to line."""
        if x2 - x1 < _DOT_STEP:
            return
        first = -(-x1 // _DOT_STEP) * _DOT_STEP
        self.canvas.setLineWidth(0.75)
        self.canvas.setLineCap(1)
        self.canvas.setDash([0, _DOT_STEP])
        self.canvas.line(first, self._height - y, x2, self._height - y)
        self.canvas.setDash([])

    def slanted(self, line: Line, x: float, y: float, size: float, *, degrees: float, grey: float) -> None:
        """A line through the middle of (x, y), rising to the right, in grey: a watermark."""
        self.canvas.saveState()
        self.canvas.setFillGray(grey)
        self.canvas.translate(x, self._height - y)
        self.canvas.rotate(degrees)
        self.line(line, -line.width / 2, self._height + size * 0.35, size)
        self.canvas.restoreState()

    def circle(self, x: float, y: float, radius: float, *, width: float = 0.8) -> None:
        """A circle around a point."""
        self.canvas.setLineWidth(width)
        self.canvas.circle(x, self._height - y, radius, stroke=1, fill=0)

    def box(self, x: float, y: float, width: float, height: float, *, line: float = 0.8) -> None:
        """An empty rectangle whose upper left corner is at (x, y)."""
        self.canvas.setLineWidth(line)
        self.canvas.setLineJoin(0)
        self.canvas.rect(x, self._height - y - height, width, height, stroke=1, fill=0)

    def fill(self, boxes: Iterable[tuple[float, float, float, float]]) -> None:
        """Black rectangles (x, y, width, height) as one shape, so that no hair line shows between them."""
        path = self.canvas.beginPath()
        for x, y, width, height in boxes:
            path.rect(x, self._height - y - height, width, height)
        self.canvas.drawPath(path, stroke=0, fill=1)


Draw = Callable[[Pen, float, float], None]
"""Draws at (left edge, top edge)."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is cut in two only when no page could hold it. ``keep`` asks for the same page as the next row.

    ``split`` gives a part no higher than the room it is told, and the rest; None when there is no such part.
    ``head`` is drawn above the row when it is the first of its page: the repeated heading of a table. ``turn`` asks for
    a new page.
    """

    height: float
    draw: Draw
    keep: bool = False
    split: "Callable[[float], tuple[Row, Row] | None] | None" = None
    head: "Row | None" = None
    turn: bool = False


def space(height: float) -> Row:
    """Emptiness."""
    return Row(height, lambda _pen, _x, _y: None)


class _Flow:
    """Rows being laid on pages of equal room."""

    def __init__(self, room: float) -> None:
        self.pages: list[list[Row]] = [[]]
        self._room = room
        self._left = room
        self._fresh = True  # nothing on the page but a repeated heading

    def _turn(self, following: Row) -> None:
        self.pages.append([])
        self._left = self._room
        if following.head is not None:
            self._lay(following.head)
        self._fresh = True

    def _lay(self, row: Row) -> None:
        self.pages[-1].append(row)
        self._left -= row.height
        self._fresh = False

    def chain(self, rows: Sequence[Row]) -> None:
        """Rows that ask to stay together; a chain no page can hold is broken, never lost."""
        if not self._fresh and (rows[0].turn or sum(row.height for row in rows) > self._left):
            self._turn(rows[0])
        for row in rows:
            self._one(row)

    def _one(self, row: Row) -> None:
        while row.height > self._left:
            whole = self._room - (row.head.height if row.head is not None else 0.0)
            parts = row.split(self._left) if row.height > whole and row.split is not None else None
            if parts is not None:
                self._lay(parts[0])
                row = parts[1]
            elif self._fresh:
                break  # a single line higher than a page: shown as far as it goes
            self._turn(row)
        self._lay(row)


def _pages(rows: Sequence[Row], room: float) -> list[list[Row]]:
    """Rows over pages."""
    flow = _Flow(room)
    index = 0
    while index < len(rows):
        end = index
        while rows[end].keep and end + 1 < len(rows):
            end += 1
        flow.chain(rows[index : end + 1])
        index = end + 1
    return flow.pages


Footer = Callable[[int, int], Sequence[Row]]
"""The rows at the foot of page n of m."""

Under = Callable[[Pen, float, float], None]
"""Draws below everything on each page, told the page's width and height."""


def pages_of(rows: Sequence[Row], paper: Paper, footer: Footer | None = None) -> Sequence[Sequence[Row]]:
    """The rows, page by page: on a roll one page."""
    sheet = SHEETS[paper]
    room = (sheet.height or _LONGEST_ROLL) - sheet.top - sheet.bottom
    feet = footer if sheet.height is not None else None
    foot = sum(row.height for row in feet(999, 999)) if feet else 0.0
    return _pages(rows, room - foot)


def write_pdf(
    rows: Sequence[Row],
    paper: Paper,
    shaper: Shaper,
    *,
    title: str,
    language: str,
    footer: Footer | None = None,
    under: Under | None = None,
) -> bytes:
    """The rows as a PDF: on a roll one page as long as it takes, else as many as are needed.

    The same rows give the same bytes. ``title`` is shown by viewers and must name nobody.
    """
    sheet = SHEETS[paper]
    room = (sheet.height or _LONGEST_ROLL) - sheet.top - sheet.bottom
    feet = footer if sheet.height is not None else None
    pages = pages_of(rows, paper, footer)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(sheet.width, room), invariant=1, pageCompression=1, lang=language)
    canvas.setTitle(title)
    canvas.setCreator("")
    canvas.setProducer("")
    for number, page in enumerate(pages, start=1):
        height = sheet.height or sum(row.height for row in page) + sheet.top + sheet.bottom
        canvas.setPageSize((sheet.width, height))
        pen = Pen(canvas, shaper, height)
        if practice.is_marked():
            practice.across(pen, shaper, sheet.width, height)
        if under is not None:
            under(pen, sheet.width, height)
        _draw(pen, page, sheet.side, sheet.top)
        if feet:
            told = feet(number, len(pages))
            _draw(pen, told, sheet.side, height - sheet.bottom - sum(row.height for row in told))
        if practice.is_marked():
            practice.edges(pen, shaper, sheet.width, height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(pen: Pen, rows: Sequence[Row], x: float, y: float) -> None:
    for row in rows:
        row.draw(pen, x, y)
        y += row.height
