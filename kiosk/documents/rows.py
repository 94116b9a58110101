"""The building pieces of a paper: paragraphs, sentence pairs, labelled values, frames and things side by
side.

Each gives rows for the flow of ``kiosk.documents.page``. May not know which paper it builds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from kiosk.documents.lines import Pair
from kiosk.documents.page import Pen, Row
from kiosk.documents.paper import LEAST_TYPE, MM, Sheet
from kiosk.documents.shaping import Shaper, clean, split_by_script
from kiosk.documents.wrapping import Line, Span, fill

OTHER_SIZE = 0.96  # the citizen's language under the Vietnamese: as legible, a little lighter
_BAR = 1.6 * MM  # the dashed bar of a draft stands this far left of its text


class Align(Enum):
    """Where a line stands between its edges."""

    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class Setting:
    """Where text is set: the sheet, the shaper of this document, and the width at hand."""

    shaper: Shaper
    sheet: Sheet
    width: float

    def narrowed(self, width: float) -> "Setting":
        """The same with another width."""
        return Setting(self.shaper, self.sheet, width)


def _text_row(
    setting: Setting, line: Line, size: float, align: Align, indent: float, *, keep: bool, draft: bool
) -> Row:
    families = [family for family, _ in split_by_script(line.text, setting.shaper.shelf)] or [
        setting.shaper.shelf[0]
    ]
    height = max(family.leading for family in families) * size
    # the room a taller script needs goes half above and half below the letters
    baseline = max(family.ascent for family in families) * size + (height - 1.32 * size) * 0.15

    def draw(pen: Pen, x: float, y: float) -> None:
        free = setting.width - indent - line.width
        shift = {Align.LEFT: 0.0, Align.CENTRE: free / 2, Align.RIGHT: free}[align]
        pen.line(line, x + indent + shift, y + baseline, size)
        if draft:
            bar = x + max(indent + shift - _BAR, -_BAR)
            pen.stroke(((bar, y + 0.5), (bar, y + height - 0.5)), width=0.7, dashed=True)

    return Row(height, draw, keep)


def paragraph(
    setting: Setting,
    spans: Iterable[Span] | str,
    size: float,
    *,
    bold: bool = False,
    align: Align = Align.LEFT,
    indent: float = 0.0,
    keep: bool = False,
    draft: bool = False,
) -> list[Row]:
    """Text in as many lines as it takes. Short paragraphs stay whole; ``keep`` holds the last line to what
    follows.
    """
    pieces = [Span(spans, bold)] if isinstance(spans, str) else list(spans)
    cleaned = [Span(clean(piece.text), piece.bold) for piece in pieces]
    lines = fill(cleaned, setting.width - indent, size, setting.shaper)
    last = len(lines) - 1
    return [
        _text_row(
            setting, line, size, align, indent, draft=draft, keep=keep if number == last else len(lines) <= 6
        )
        for number, line in enumerate(lines)
    ]


def sentence(
    setting: Setting,
    said: Pair,
    size: float,
    *,
    bold: bool = False,
    align: Align = Align.LEFT,
    indent: float = 0.0,
    keep: bool = False,
) -> list[Row]:
    """The Vietnamese and under it the citizen's language; a draft wears a dashed bar along its lines."""
    under = said.other is not None
    rows = paragraph(setting, said.vi, size, bold=bold, align=align, indent=indent, keep=keep or under)
    if said.other is not None:
        lead = indent + (_BAR if said.draft and align is Align.LEFT else 0.0)
        rows += paragraph(
            setting, said.other, _under(size), align=align, indent=lead, keep=keep, draft=said.draft
        )
    return rows


def _under(size: float) -> float:
    """The size of a translation: never so small that it could not be read when the Vietnamese over it can."""
    return max(size * OTHER_SIZE, min(size, LEAST_TYPE))


def one_line(
    setting: Setting, text: str, size: float, *, least: float, align: Align = Align.LEFT
) -> list[Row]:
    """A bold number on one line, set smaller until it fits; below ``least`` points it is wrapped instead."""
    shown = clean(text)
    width = setting.shaper.width(shown, size, bold=True)
    if width > setting.width:
        size = max(least, size * setting.width / width * 0.995)
    return paragraph(setting, shown, size, bold=True, align=align)


def together(rows: Sequence[Row], *, keep: bool = False) -> Row:
    """Rows as one, cut only where no page could hold it."""

    def draw(pen: Pen, x: float, y: float) -> None:
        for row in rows:
            row.draw(pen, x, y)
            y += row.height

    def split(room: float) -> tuple[Row, Row] | None:
        head: list[Row] = []
        for index, row in enumerate(rows):
            if row.height <= room:
                head.append(row)
                room -= row.height
                continue
            parts = row.split(room) if row.split is not None else None
            if parts is not None:
                return together([*head, parts[0]]), together([parts[1], *rows[index + 1 :]])
            return (together(head), together(rows[index:])) if head else None
        return None

    return Row(sum(row.height for row in rows), draw, keep, split)


def beside(columns: Sequence[tuple[float, Sequence[Row]]], *, keep: bool = False) -> Row:
    """Columns of (offset from the left edge, rows), tops level."""
    stacks = [(offset, together(rows)) for offset, rows in columns]

    def draw(pen: Pen, x: float, y: float) -> None:
        for offset, stack in stacks:
            stack.draw(pen, x + offset, y)

    def split(room: float) -> tuple[Row, Row] | None:
        heads: list[tuple[float, Sequence[Row]]] = []
        rests: list[tuple[float, Sequence[Row]]] = []
        for offset, stack in stacks:
            parts = stack.split(room) if stack.height > room and stack.split is not None else None
            fits = stack.height <= room
            heads.append((offset, [stack] if fits else [parts[0]] if parts is not None else []))
            rests.append((offset, [] if fits else [parts[1]] if parts is not None else [stack]))
        return (beside(heads), beside(rests)) if any(rows for _, rows in heads) else None

    return Row(max(stack.height for _, stack in stacks), draw, keep, split)


def framed(
    setting: Setting, rows: Sequence[Row], pad: float, *, line: float = 0.9, keep: bool = False
) -> Row:
    """Rows in a frame as wide as the setting; the rows must have been set ``2 * pad`` narrower."""
    inner = together(rows)

    def draw(pen: Pen, x: float, y: float) -> None:
        # the stroke stays inside: a thermal head has no dot beyond the edge
        pen.box(x + line / 2, y + line / 2, setting.width - line, inner.height + 2 * pad - line, line=line)
        inner.draw(pen, x + pad, y + pad)

    def split(room: float) -> tuple[Row, Row] | None:
        parts = inner.split(room - 2 * pad) if inner.split is not None else None
        if parts is None:
            return None
        head, rest = (framed(setting, [part], pad, line=line) for part in parts)
        return head, rest

    return Row(inner.height + 2 * pad, draw, keep, split)


def ruled(setting: Setting, above: float, below: float, *, dashed: bool = False, keep: bool = False) -> Row:
    """A line across, with room above and below it."""
    return Row(
        above + below, lambda pen, x, y: pen.rule(x, x + setting.width, y + above, dashed=dashed), keep
    )


def labelled(
    setting: Setting,
    label: Pair,
    values: Sequence[Pair],
    size: float,
    *,
    label_width: float,
    keep: bool = False,
) -> Row:
    """A label at the left and its values in bold at the right of it, each with its translation under it."""
    gap = 2.2 * MM
    left = sentence(setting.narrowed(label_width), label, max(size * 0.92, min(size, LEAST_TYPE)))
    room = setting.narrowed(setting.width - label_width - gap)
    right = [row for value in values for row in sentence(room, value, size, bold=True)]
    return beside(((0.0, left), (label_width + gap, [*right, Row(size * 0.22, _nothing)])), keep=keep)


def _nothing(_pen: Pen, _x: float, _y: float) -> None:
    return None
