"""Tables whose heading comes again on every page and whose rows may run on over a page's end.

May not know what a table says.
"""

from collections.abc import Sequence

from kiosk.documents.page import Pen, Row
from kiosk.documents.rows import together

Cell = Sequence[Row]
"""The rows inside a cell, set ``2 * PAD`` narrower than its column."""

PAD = 3.0
_LINE = 0.6


def table(
    widths: Sequence[float],
    head: Sequence[Cell],
    body: Sequence[Sequence[Cell]],
    *,
    least: float = 0.0,
) -> list[Row]:
    """A heading and rows in columns of ``widths`` points. ``least`` is the height of an empty row, for the hand."""
    heading = _row(widths, head, 0.0, top=True)
    told = Row(heading.height, heading.draw, keep=True)
    return [told, *(_row(widths, cells, least, head=heading) for cells in body)]


def _row(
    widths: Sequence[float],
    cells: Sequence[Cell],
    least: float,
    *,
    top: bool = False,
    head: Row | None = None,
) -> Row:
    stacks = [together(cell) for cell in cells]
    height = max(least, max(stack.height for stack in stacks) + 2 * PAD)

    def draw(pen: Pen, x: float, y: float) -> None:
        right = x + sum(widths)
        if top:
            pen.rule(x, right, y, width=_LINE)
        pen.rule(x, right, y + height, width=_LINE)
        pen.stroke(((x, y), (x, y + height)), width=_LINE)
        for width, stack in zip(widths, stacks, strict=True):
            stack.draw(pen, x + PAD, y + PAD)
            x += width
            pen.stroke(((x, y), (x, y + height)), width=_LINE)

    def split(room: float) -> tuple[Row, Row] | None:
        heads: list[Cell] = []
        rests: list[Cell] = []
        for stack in stacks:
            fits = stack.height <= room - 2 * PAD
            parts = stack.split(room - 2 * PAD) if not fits and stack.split is not None else None
            heads.append([stack] if fits else [parts[0]] if parts is not None else [])
            rests.append([] if fits else [parts[1]] if parts is not None else [stack])
        if not any(rests) or not any(rows and rows[0].height for rows in heads):
            return None
        return _row(widths, heads, 0.0, top=top, head=head), _row(widths, rests, 0.0, head=head)

    return Row(height, draw, split=split, head=head)
