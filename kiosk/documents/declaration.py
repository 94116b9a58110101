"""A declaration in the layout of its paper form: filled and ready to sign, or blank for handwriting.

Every value stands wholly on the paper, on as many lines and pages as it takes, in letters of at least 9 points. Promises
nothing: it says what the form says. May not know the store, the printer, or which procedure it is.
"""

from collections.abc import Sequence

from forms.answers import Value
from forms.definition import Field
from forms.layout import (
    ROW,
    Block,
    Choice,
    Column,
    Format,
    Grid,
    Heading,
    LayoutHeading,
    LayoutStatus,
    Line,
    NewPage,
    Note,
    Piece,
    PlaceDate,
    Signature,
    Signatures,
    Table,
    Text,
)
from kiosk.documents import declaration_wording as words
from kiosk.documents import slip_wording
from kiosk.documents.declaration_facts import DeclarationData
from kiosk.documents.page import Pen, Row, pages_of, space, write_pdf
from kiosk.documents.paper import LEAST_TYPE, MM, SHEETS, Paper
from kiosk.documents.receipt_wording import MOTTO, NATION
from kiosk.documents.rows import Align, Setting, beside, paragraph, together
from kiosk.documents.shaping import Shaper
from kiosk.documents.tables import PAD, Cell, table
from kiosk.documents.values import options_of, written
from kiosk.documents.wrapping import Span, fill
from kiosk.documents.writing import CLOSER, ROOMY, TIGHT, UNSURE_MARK, Entry, Hand, entry_line, tick_boxes

_SIZE = 10.5
_SIGNING_ROOM = 18 * MM


def render_declaration(data: DeclarationData) -> bytes:
    """The declaration as a PDF on A4. The same data give the same bytes."""
    shaper = Shaper()
    sheet = SHEETS[Paper.A4]
    setting = Setting(shaper, sheet, sheet.inner)
    hands = (TIGHT,) if data.filled else (ROOMY, *CLOSER)
    forms = [_Form(data, setting, hand) for hand in hands]
    form = min(
        forms, key=lambda one: len(pages_of(one.rows(), Paper.A4, one.footer))
    )  # the roomiest of those
    return write_pdf(
        form.rows(),
        Paper.A4,
        shaper,
        title=f"{data.layout.title} {data.slip_number if data.filled else ''}".strip(),
        language="vi-VN",
        footer=form.footer,
        under=form.watermark if data.draft else None,
    )


class _Form:
    """One declaration being set."""

    def __init__(self, data: DeclarationData, setting: Setting, hand: Hand) -> None:
        self.data = data
        self.layout = data.layout
        self.setting = setting
        self.hand = hand
        self._marked = False

    def rows(self) -> list[Row]:
        """The whole form."""
        rows = [*self._head(), space(_SIZE * 0.6), *self._body()]
        if self._marked:
            told = paragraph(self.setting, words.UNSURE.vi, LEAST_TYPE)
            rows += [space(_SIZE * 0.6), together(told)]
        return rows

    def _head(self) -> list[Row]:
        layout, setting = self.layout, self.setting
        rows: list[Row] = []
        if layout.status is LayoutStatus.REFERENCE:
            rows += paragraph(setting, words.REFERENCE.vi.upper(), LEAST_TYPE, bold=True, align=Align.CENTRE)
        if layout.number:
            rows += paragraph(setting, layout.number, LEAST_TYPE, align=Align.RIGHT)
        if layout.heading is LayoutHeading.NATIONAL:
            rows += [space(_SIZE * 0.3), *_nation(setting)]
        rows.append(space(_SIZE * 0.9))
        narrow = setting.narrowed(setting.width * 0.82)
        told = paragraph(narrow, layout.title.upper(), _SIZE * 1.35, bold=True, align=Align.CENTRE)
        rows.append(beside((((setting.width - narrow.width) / 2, told),)))
        if layout.subtitle:
            told = paragraph(narrow, layout.subtitle, _SIZE, align=Align.CENTRE)
            rows.append(beside((((setting.width - narrow.width) / 2, told),)))
        if layout.to is not None:
            rows += [space(_SIZE * 0.6), *self._to()]
        return rows

    def _to(self) -> list[Row]:
        assert self.layout.to is not None
        told = self.data.to if self.data.filled else ""
        if self.layout.to.field and not told:
            told = self._value((self.layout.to.field,), Format.PLAIN)[0]
        label = words.TO.vi
        if self.layout.to.text and not told:
            label = f"{label} {self.layout.to.text}"
        inner = self.setting.narrowed(self.setting.width - 24 * MM)
        rows = entry_line(inner, [Entry(label, told)], _SIZE, self.hand)
        return [beside(((24 * MM, rows),))]

    def _body(self) -> list[Row]:
        rows: list[Row] = []
        printed = [
            held.block
            for held in self.layout.body
            if (not held.parts or self.data.parts is None or self.data.parts & set(held.parts))
            and (held.only_with is None or not self.data.filled or self._answer(held.only_with))
        ]
        for block, following in zip(printed, [*printed[1:], None], strict=True):
            told = self._block(block)
            if isinstance(block, Text) and isinstance(following, PlaceDate):
                # nobody signs a page that does not say what is pledged
                told = [Row(row.height, row.draw, keep=True) for row in told]
            rows += told
        return rows

    def _block(self, block: Block) -> list[Row]:
        match block:
            case Heading():
                told = paragraph(self.setting, block.text, _SIZE, bold=True, keep=True)
                return [
                    Row(_SIZE * 0.5, space(0).draw, keep=True),
                    *told,
                    Row(_SIZE * 0.15, space(0).draw, keep=True),
                ]
            case Line():
                entries = [self._entry(piece) for piece in block.pieces]
                if block.only_answered and not any(entry.value or entry.unsure for entry in entries):
                    return []
                return entry_line(
                    self.setting,
                    entries,
                    _SIZE,
                    self.hand,
                    blank_rows=1 if self.data.filled else block.rows,
                )
            case Choice():
                return self._choice(block)
            case Table():
                return self._table(block)
            case Grid():
                return self._grid(block)
            case Text():
                return [space(_SIZE * 0.3), *paragraph(self.setting, block.text, _SIZE), space(_SIZE * 0.2)]
            case Note():
                return [*paragraph(self.setting, block.text, LEAST_TYPE), space(_SIZE * 0.2)]
            case NewPage():
                return [Row(0.0, space(0).draw, keep=True, turn=True)]
            case PlaceDate():
                return self._place_date()
            case Signatures():
                return [self._signatures(block.columns)]

    def _entry(self, piece: Piece, row: str = "") -> Entry:
        value, unsure = self._value(piece.fields, piece.format, row)
        label = _lead(piece.label)
        return Entry(label, value, piece.width, piece.cells, unsure)

    def _value(self, fields: Sequence[str], form: Format, row: str = "") -> tuple[str, bool]:
        """The first answered field as written, and whether an open one was answered with "I don't know"."""
        unsure = False
        for name in fields:
            address = row + name
            field = self._field(name)
            if field is None or not self.data.filled:
                continue
            text = written(field, self._answer(address), form)
            if text:
                return text, False
            unsure = unsure or address in self.data.unsure
        self._marked = self._marked or unsure
        return "", unsure

    def _answer(self, address: str) -> Value | None:
        return None if address in self.data.unsure else self.data.answers.get(address)

    def _field(self, name: str) -> Field | None:
        """The question, when this procedure asks it: a layout serves several."""
        try:
            return self.data.definition.field(name)
        except KeyError:
            return None

    def _choice(self, block: Choice) -> list[Row]:
        asked = [(name, field) for name in block.fields if (field := self._field(name)) is not None]
        label = _lead(block.label)
        if not asked:
            options = [(text, False) for text in block.options]
            if not options:
                return entry_line(self.setting, [Entry(label)], _SIZE, self.hand)
            return tick_boxes(self.setting, label, options, _SIZE, self.hand)
        name, field = next(
            ((n, f) for n, f in asked if self._answer(n) is not None and self.data.filled), asked[0]
        )
        answer = self._answer(name) if self.data.filled else None
        unsure = self.data.filled and any(n in self.data.unsure for n, _ in asked) and answer is None
        self._marked = self._marked or unsure
        told = [(text, answer is not None and known == answer) for known, text in options_of(field)]
        return tick_boxes(self.setting, label, told, _SIZE, self.hand, unsure=unsure)

    def _table(self, block: Table) -> list[Row]:
        total = sum(column.width for column in block.columns)
        widths = [self.setting.width * column.width / total for column in block.columns]
        rows: list[Row] = []
        if block.label:
            rows.append(Row(_SIZE * 0.3, space(0).draw, keep=True))
            rows += paragraph(self.setting, block.label, _SIZE, keep=True)
            rows.append(Row(_SIZE * 0.3, space(0).draw, keep=True))
        head = [
            self._cell(width, column.label, bold=True, align=Align.CENTRE)
            for width, column in zip(widths, block.columns, strict=True)
        ]
        body = [
            [
                self._table_cell(width, column, block, row)
                for width, column in zip(widths, block.columns, strict=True)
            ]
            for row in self._row_ids(block)
        ]
        if not body:
            # room to add a few by hand; a form filled from end to end needs no more
            count = min(2, block.blank_rows) if self.data.filled else block.blank_rows
            body = [[[] for _ in widths] for _ in range(count)]
        return [*rows, *table(widths, head, body, least=self.hand.height), space(_SIZE * 0.4)]

    def _grid(self, block: Grid) -> list[Row]:
        first = self.setting.width * block.width / 100
        each = (self.setting.width - first) / (len(block.heads) - 1)
        widths = [first, *(each for _ in block.heads[1:])]
        head = [
            self._cell(width, text, bold=True, align=Align.CENTRE)
            for width, text in zip(widths, block.heads, strict=True)
        ]
        body = []
        for row in block.rows:
            cells = [self._cell(first, row.label)]
            for piece in row.cells:
                value, unsure = self._value(piece.fields, piece.format)
                cells.append(self._cell(each, UNSURE_MARK if unsure else value, bold=True))
            body.append(cells)
        return [*table(widths, head, body, least=self.hand.height), space(_SIZE * 0.4)]

    def _row_ids(self, block: Table) -> list[str]:
        if block.rows is None or not self.data.filled or self._field(block.rows) is None:
            return []
        ids = self._answer(block.rows)
        return [str(row) for row in ids] if isinstance(ids, (list, tuple)) else []

    def _table_cell(self, width: float, column: Column, block: Table, row: str) -> Cell:
        if column.fields == (ROW,):
            return self._cell(width, str(self._row_ids(block).index(row) + 1), align=Align.CENTRE)
        value, unsure = self._value(column.fields, column.format, f"{block.rows}/{row}/")
        return self._cell(width, UNSURE_MARK if unsure else value, bold=True)

    def _cell(self, width: float, text: str, *, bold: bool = False, align: Align = Align.LEFT) -> Cell:
        if not text:
            return []
        # a line of a cell may stand alone at a page's end: a long value runs on rather than leave half a page empty
        rows = paragraph(
            self.setting.narrowed(width - 2 * PAD), text, LEAST_TYPE + 0.5, bold=bold, align=align
        )
        return [Row(row.height, row.draw) for row in rows]

    def _place_date(self) -> list[Row]:
        day = self.data.made_on if self.data.filled else None
        place = self.data.place if self.data.filled else ""
        told = words.DATE.in_vietnamese(
            day=f"{day:%d}" if day else "……",
            month=f"{day:%m}" if day else "……",
            year=day.year if day else "………",
        )
        text = f"{place or words.PLACE_BY_HAND.vi}, {told}"
        rows = paragraph(self.setting, text, _SIZE, align=Align.RIGHT, keep=True)
        return [Row(_SIZE * 0.5, space(0).draw, keep=True), *rows, Row(_SIZE * 0.3, space(0).draw, keep=True)]

    def _signatures(self, columns: Sequence[Signature]) -> Row:
        width = self.setting.width / max(len(columns), 2)
        inner = self.setting.narrowed(width - 8.0)
        size = _SIZE if len(columns) < 3 else LEAST_TYPE + 0.5
        shift = self.setting.width - width * len(columns)  # a single signature stands at the right
        told = []
        for number, column in enumerate(columns):
            name, _ = self._value(column.names, Format.PLAIN)
            head = paragraph(inner, column.role, size, bold=True, align=Align.CENTRE)
            head += paragraph(inner, column.note, LEAST_TYPE, align=Align.CENTRE)
            for field in column.says:
                said, _ = self._value((field,), Format.PLAIN)
                head += paragraph(inner, said, LEAST_TYPE, align=Align.CENTRE) if said else []
            told.append((shift + number * width + 4.0, head, name))
        top = max(sum(row.height for row in head) for _, head, _ in told)
        stacks = []
        for x, head, name in told:
            free = top - sum(row.height for row in head) + _SIGNING_ROOM
            below = paragraph(inner, name, size, bold=True, align=Align.CENTRE) if name else []
            stacks.append((x, [*head, space(free), *below]))
        return beside(stacks)

    def footer(self, page: int, pages: int) -> Sequence[Row]:
        """Whose dossier's page it is, so that no page is taken for another's."""
        told = [self.layout.title]
        if self.layout.status is LayoutStatus.REFERENCE:
            told.append(words.REFERENCE_MARK.vi)
        if self.data.draft:
            told.append(words.DRAFT.vi.capitalize())
        if self.data.slip_number and self.data.filled:
            told.append(words.SLIP.in_vietnamese(number=self.data.slip_number))
        told.append(slip_wording.PAGE.in_vietnamese(page=page, pages=pages))
        return [together([space(_SIZE * 0.6), *paragraph(self.setting, " · ".join(told), LEAST_TYPE)])]

    def watermark(self, pen: Pen, width: float, height: float) -> None:
        """ "Bản nháp" across the page, under the text."""
        size = 92.0
        (line,) = fill([Span(words.DRAFT.vi, bold=True)], width * 2, size, self.setting.shaper)
        pen.slanted(line, width / 2, height / 2, size, degrees=50, grey=0.87)


def _lead(label: str) -> str:
    """A label with its colon; one that goes on from the piece before it ("số", "do", "cấp ngày") needs none."""
    if not label or label[-1] in ":;,)" or label[0].islower():
        return label
    return f"{label}:"


def _nation(setting: Setting) -> list[Row]:
    """Quốc hiệu and tiêu ngữ, the line under them."""
    rows = paragraph(setting, NATION.vi, _SIZE * 1.05, bold=True, align=Align.CENTRE)
    motto = paragraph(setting, MOTTO.vi, _SIZE * 1.05, bold=True, align=Align.CENTRE)
    length = setting.shaper.width(MOTTO.vi, _SIZE * 1.05, bold=True)
    left = (setting.width - length) / 2
    return [*rows, *motto, Row(4.0, lambda pen, x, y: pen.rule(x + left, x + left + length, y + 2.0))]
