"""The parts of a form that is filled in: labels with their values or dotted lines, cells for numbers, ticked boxes.

A value that does not fit beside its label takes further lines; nothing is cut or made smaller. May not know which
form it is or where a value comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.documents.page import Pen, Row
from kiosk.documents.paper import MM
from kiosk.documents.rows import Setting, paragraph
from kiosk.documents.shaping import clean
from kiosk.documents.wrapping import Line, Span, fill

_GAP = 7.0  # between two pieces of a line, points
_LEADER = 45.0  # the least room worth writing in by hand
_CELL = 5.2 * MM
_BELOW = 1.6  # dots lie this far under the base line
_MARK_GAP = 4.0
UNSURE_MARK = "(?)"
"""Stands where the citizen did not know: explained once at the end of the form."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A label and what is written after it; blank gives a dotted line. ``share`` of the line in percent. ``cells`` are
    boxes of one character each. ``unsure`` puts the officer's mark on the empty line."""

    label: str
    value: str = ""
    share: int | None = None
    cells: int | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Hand:
    """How much room a line for handwriting gets. ``height`` in points."""

    height: float


ROOMY = Hand(8 * MM)
"""A form filled by hand from end to end."""
CLOSER = (Hand(7.5 * MM), Hand(7 * MM))
"""The same, where it saves a page."""
TIGHT = Hand(6.5 * MM)
"""A gap left in a printed form."""


def entry_line(
    setting: Setting, entries: Sequence[Entry], size: float, hand: Hand, *, blank_rows: int = 1
) -> list[Row]:
    """Entries on one line when they fit, else on as many as they take, never mixed up."""
    if len(entries) == 1:
        return _alone(setting, entries[0], size, hand, blank_rows)
    shares = _shares(entries, setting.width)
    if all(
        _natural(setting, entry, size) <= room - (_GAP if number + 1 < len(entries) else 0)
        for number, (entry, room) in enumerate(zip(entries, shares, strict=True))
    ):
        more = [_dotted(setting, hand) for _ in range(blank_rows - 1) if not entries[-1].value]
        return [_columns(setting, list(zip(entries, shares, strict=True)), size, hand), *more]
    rows: list[Row] = []
    waiting: list[Entry] = []
    for entry in entries:
        taken = sum(_natural(setting, held, size) + _GAP for held in waiting)
        if waiting and taken + _natural(setting, entry, size) > setting.width:
            rows += _packed(setting, waiting, size, hand)
            waiting = []
        waiting.append(entry)
    return [*rows, *_packed(setting, waiting, size, hand)]


def _packed(setting: Setting, entries: list[Entry], size: float, hand: Hand) -> list[Row]:
    """Entries known to fit side by side (or a single one), what is left of the line given to the open ones."""
    if len(entries) == 1:
        return _alone(setting, entries[0], size, hand, 1)
    rooms = [_natural(setting, entry, size) + _GAP for entry in entries]
    rooms[-1] -= _GAP
    free = setting.width - sum(rooms)
    takers = [n for n, entry in enumerate(entries) if not entry.value] or [len(entries) - 1]
    for number in takers:
        rooms[number] += free / len(takers)
    return [_columns(setting, list(zip(entries, rooms, strict=True)), size, hand)]


def _shares(entries: Sequence[Entry], width: float) -> list[float]:
    told = sum(entry.share or 0 for entry in entries)
    silent = sum(1 for entry in entries if entry.share is None)
    each = (100 - told) / silent if silent else 0.0
    shares = [float(each if entry.share is None else entry.share) for entry in entries]
    return [width * share / sum(shares) for share in shares]


def _label(entry: Entry) -> str:
    text = clean(entry.label)
    return text + " " if text else ""


def _value_width(setting: Setting, entry: Entry, size: float) -> float:
    if _in_cells(entry):
        return (entry.cells or 0) * _CELL
    if entry.value:
        return setting.shaper.width(clean(entry.value), size, bold=True)
    return _LEADER + (_mark_width(setting, size) if entry.unsure else 0.0)


def _mark_width(setting: Setting, size: float) -> float:
    return setting.shaper.width(UNSURE_MARK, size, bold=True) + _MARK_GAP


def _natural(setting: Setting, entry: Entry, size: float) -> float:
    return setting.shaper.width(_label(entry), size, bold=False) + _value_width(setting, entry, size) + 1.0


def _in_cells(entry: Entry) -> bool:
    """Whether the value goes into boxes: one that has more characters than there are boxes is written out instead."""
    return entry.cells is not None and len(clean(entry.value)) <= entry.cells


def _height(entries: Sequence[Entry], size: float, hand: Hand) -> float:
    printed = 1.32 * size + 0.2 * size
    if any(_in_cells(entry) for entry in entries):
        printed = max(printed, _CELL + 0.55 * size)
    return max(printed, hand.height) if any(not entry.value for entry in entries) else printed


def _columns(setting: Setting, placed: list[tuple[Entry, float]], size: float, hand: Hand) -> Row:
    """One line of entries, each in its own room."""
    height = _height([entry for entry, _ in placed], size, hand)
    baseline = height - 0.45 * size - (0.15 * size if any(_in_cells(entry) for entry, _ in placed) else 0.0)

    def draw(pen: Pen, x: float, y: float) -> None:
        for number, (entry, room) in enumerate(placed):
            last = number + 1 == len(placed)
            _draw_entry(pen, setting, entry, x, y + baseline, room - (0 if last else _GAP), size)
            x += room

    return Row(height, draw)


def _draw_entry(
    pen: Pen, setting: Setting, entry: Entry, x: float, baseline: float, room: float, size: float
) -> None:
    shaper = setting.shaper
    label = _label(entry)
    right = x + room
    if label:
        told = Line((Span(label),), shaper.width(label, size, bold=False))
        pen.line(told, x, baseline, size)
        x += told.width
    if _in_cells(entry):
        _draw_cells(pen, setting, entry, x, baseline, size)
    elif entry.value:
        value = clean(entry.value)
        pen.line(Line((Span(value, bold=True),), shaper.width(value, size, bold=True)), x, baseline, size)
    else:
        if entry.unsure:
            width = _mark_width(setting, size) - _MARK_GAP
            right -= width
            pen.line(Line((Span(UNSURE_MARK, bold=True),), width), right, baseline, size)
            right -= _MARK_GAP
        pen.dots(x + 1, right, baseline + _BELOW)


def _draw_cells(pen: Pen, setting: Setting, entry: Entry, x: float, baseline: float, size: float) -> None:
    value = clean(entry.value)
    top = baseline - 0.36 * size - _CELL / 2
    for number in range(entry.cells or 0):
        left = x + number * _CELL
        pen.box(left, top, _CELL, _CELL, line=0.5)
        if number < len(value):
            char = value[number]
            width = setting.shaper.width(char, size, bold=True)
            pen.line(Line((Span(char, bold=True),), width), left + (_CELL - width) / 2, baseline, size)
    if entry.unsure and not value:
        width = _mark_width(setting, size)
        pen.line(
            Line((Span(UNSURE_MARK, bold=True),), width),
            x + (entry.cells or 0) * _CELL + _MARK_GAP,
            baseline,
            size,
        )


def _alone(setting: Setting, entry: Entry, size: float, hand: Hand, blank_rows: int) -> list[Row]:
    """A single entry over as many lines as it takes."""
    if _in_cells(entry) and _natural(setting, entry, size) <= setting.width:
        return [_columns(setting, [(entry, setting.width)], size, hand)]
    if _in_cells(entry):
        return [
            *paragraph(setting, _label(entry), size, keep=True),
            _columns(
                setting,
                [(Entry("", entry.value, cells=entry.cells, unsure=entry.unsure), setting.width)],
                size,
                hand,
            ),
        ]
    if entry.value:
        rows = paragraph(setting, [Span(_label(entry)), Span(entry.value, bold=True)], size)
        return [*rows, Row(0.2 * size, _nothing)]
    return _open(setting, entry, size, hand, blank_rows)


def _open(setting: Setting, entry: Entry, size: float, hand: Hand, blank_rows: int) -> list[Row]:
    """A label and dotted lines after it."""
    lines = fill([Span(clean(entry.label) or "")], setting.width, size, setting.shaper)
    least = _LEADER * 1.5 + (_mark_width(setting, size) if entry.unsure else 0.0)
    beside = not lines or lines[-1].width + least <= setting.width
    told = lines[:-1] if beside else lines
    rows: list[Row] = []
    for line in told:
        rows += _plain(line, size)
    last = Entry(lines[-1].text if beside and lines else "", unsure=entry.unsure)
    rows.append(_columns(setting, [(last, setting.width)], size, hand))
    return [*rows, *(_dotted(setting, hand) for _ in range(blank_rows - 1))]


def _plain(line: Line, size: float) -> list[Row]:
    height = 1.32 * size
    return [Row(height, lambda pen, x, y: pen.line(line, x, y + size, size), keep=True)]


def _dotted(setting: Setting, hand: Hand) -> Row:
    """A whole line to write on."""
    return Row(hand.height, lambda pen, x, y: pen.dots(x, x + setting.width, y + hand.height - 3.0))


def tick_boxes(
    setting: Setting,
    label: str,
    options: Sequence[tuple[str, bool]],
    size: float,
    hand: Hand,
    *,
    unsure: bool = False,
) -> list[Row]:
    """A label and every option behind a box, the chosen ones ticked; side by side while they fit."""
    room = (hand.height - TIGHT.height) / 2 + 0.1 * size
    side, gap = 0.85 * size, 0.45 * size
    between = 1.4 * size
    shaper = setting.shaper
    mark = f" {UNSURE_MARK}" if unsure else ""
    told = clean(label + mark)
    natural = [side + gap + shaper.width(clean(text), size, bold=chosen) + 1 for text, chosen in options]
    label_width = shaper.width(told + " ", size, bold=False) if told else 0.0
    whole = label_width + sum(natural) + between * len(options)
    rows: list[Row] = [Row(room, _nothing, keep=True)]
    indent = 0.0
    if told and whole > setting.width:
        rows += paragraph(setting, told, size, keep=True)
        indent = 0.5 * size
        label_width = 0.0
    lines: list[list[tuple[float, str, bool]]] = [[]]
    x = label_width + (between / 2 if label_width else indent)
    start = x
    for (text, chosen), width in zip(options, natural, strict=True):
        if x + width > setting.width and x > start:
            lines.append([])
            x = start
        lines[-1].append((x, text, chosen))
        x += width + between
    for number, line in enumerate(lines):
        first = told if number == 0 and label_width else ""
        rows.append(_option_row(setting, first, line, size, side, gap, keep=number + 1 < len(lines)))
    return [*rows, Row(0.1 * size + room, _nothing)]


def _option_row(
    setting: Setting,
    label: str,
    placed: list[tuple[float, str, bool]],
    size: float,
    side: float,
    gap: float,
    *,
    keep: bool,
) -> Row:
    """Options side by side; one alone on its line may take several lines of text."""
    stacks = []
    for x, text, chosen in placed:
        inner = setting.narrowed(setting.width - x - side - gap)
        stacks.append((x, chosen, paragraph(inner, text, size, bold=chosen)))
    label_rows = paragraph(setting, label, size) if label else []
    height = max(sum(row.height for row in rows) for rows in (*(s[2] for s in stacks), label_rows))

    def draw(pen: Pen, left: float, top: float) -> None:
        for row in label_rows:
            row.draw(pen, left, top)
        for x, chosen, rows in stacks:
            _draw_box(pen, left + x, top + size - side + 0.08 * size, side, chosen)
            y = top
            for row in rows:
                row.draw(pen, left + x + side + gap, y)
                y += row.height

    return Row(height, draw, keep)


def _draw_box(pen: Pen, x: float, y: float, side: float, ticked: bool) -> None:
    pen.box(x, y, side, side, line=0.7)
    if ticked:
        pen.stroke(
            (
                (x + 0.18 * side, y + 0.52 * side),
                (x + 0.42 * side, y + 0.78 * side),
                (x + 0.86 * side, y + 0.16 * side),
            ),
            width=1.6,
        )


def _nothing(_pen: Pen, _x: float, _y: float) -> None:
    return None
