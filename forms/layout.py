"""What a printed declaration looks like: its lines, choices, tables and signatures in the order of the paper form.

A layout is a file of its own, dated by its version, because paper forms change on other days than procedures and several
procedures print the same one. Knows where a fact stands on the paper; may not know fonts, pages or any one dossier.
Layout texts are Vietnamese, the language of the document, and never translated. Format: ``docs/formats/layout.md``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from forms.definition import Fact

__all__ = [
    "Block", "Blocks", "Choice", "Column", "Format", "Grid", "GridRow", "Heading", "Layout", "LayoutHeading",
    "LayoutStatus", "Line", "NewPage", "Note", "Piece", "PlaceDate", "Signature", "Signatures", "Table", "Text", "To",
]  # fmt: skip


class LayoutStatus(StrEnum):
    """Whether the layout is the published form or our best knowledge of it. Who compared it: ``Layout.fact``."""

    OFFICIAL = "official"  # follows the published form in force, field by field
    REFERENCE = "reference"  # its text is not known; headed "Mẫu tham khảo"


class LayoutHeading(StrEnum):
    """What stands over the title."""

    NATIONAL = "national"  # quốc hiệu and tiêu ngữ
    NONE = "none"


class Format(StrEnum):
    """How a value is written. ``PLAIN`` is the common way of its type: dd/mm/yyyy, a place by its names."""

    PLAIN = "plain"
    UPPER = "upper"  # capitals, as names on civil-status forms
    WORDS = "words"  # a date, number or amount in words
    LONG_DATE = "long_date"  # ngày … tháng … năm …
    YEAR = "year"
    DETAIL = "detail"  # house, street or hamlet of a place
    COMMUNE = "commune"
    PROVINCE = "province"
    AMOUNT = "amount"  # a number with a dot at each thousand


@dataclass(frozen=True, slots=True)
class Piece:
    """A label and the value after it. ``fields`` are tried in order and the first answered one is written; none = always
    written by hand. ``width`` is the share of the line in percent; ``cells`` draws so many boxes, a character each."""

    label: str
    fields: tuple[str, ...] = ()
    format: Format = Format.PLAIN
    width: int | None = None
    cells: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the form."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces side by side. ``rows`` is how many dotted lines the last piece gets on a blank form. A line that is
    ``only_answered`` is left out where it has nothing to say: what the form itself has no line for."""

    pieces: tuple[Piece, ...]
    rows: int = 1
    only_answered: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Every option of a choice or yes/no question with a box before it; ``options`` are printed, and left to the hand,
    where no definition asks the question."""

    label: str
    fields: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``field`` ``row`` is the running number. ``width`` is a percentage; the widths of a table make 100."""

    label: str
    fields: tuple[str, ...]
    width: int
    format: Format = Format.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """A row for each of the repeated answers ``rows``; ``blank_rows`` empty ones on a blank form. Without ``rows`` the
    table is always written by hand."""

    label: str
    rows: str | None
    columns: tuple[Column, ...]
    blank_rows: int = 4


@dataclass(frozen=True, slots=True)
class GridRow:
    """A line of a grid: what it is about, and a piece without label for each of the people beside each other."""

    label: str
    cells: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The same questions for several people beside each other, as a marriage declaration has them. ``heads`` are the
    heads of all columns, that of the labels among them; the first column is ``width`` percent wide."""

    heads: tuple[str, ...]
    rows: tuple[GridRow, ...]
    width: int = 24


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of the form, such as the pledge."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """An explanation in small letters."""

    text: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins a page: an annex."""


@dataclass(frozen=True, slots=True)
class PlaceDate:
    """ "…, ngày … tháng … năm …", at the right."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Room for a signature. ``names`` are fields tried in order for the name printed under it; ``says`` are fields
    whose answers stand above it: a consent given by VNeID, the number of who gave it."""

    role: str
    names: tuple[str, ...] = ()
    note: str = "(Ký, ghi rõ họ, chữ đệm, tên)"
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signatures side by side, never torn apart."""

    columns: tuple[Signature, ...]


Block = Heading | Line | Choice | Table | Grid | Text | Note | NewPage | PlaceDate | Signatures
"""One piece of the form's body."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """A block, printed only for dossiers with one of ``parts`` when any is named, and on a filled form only when the
    question ``only_with`` was answered with more than "no". The blank form has them all."""

    block: Block
    parts: tuple[str, ...] = ()
    only_with: str | None = None


@dataclass(frozen=True, slots=True)
class To:
    """To whom the paper is addressed: an answered place or text, else the text, else a dotted line."""

    text: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One version of one printed form. ``number`` is the form's own mark ("Mẫu CT01 …"), at the head on the right."""

    layout: str
    version: str
    title: str
    subtitle: str
    number: str
    status: LayoutStatus
    sources: tuple[tuple[str, str], ...]
    fact: Fact
    heading: LayoutHeading
    to: To | None
    body: tuple[Blocks, ...]

    def fields(self) -> tuple[str, ...]:
        """Every field id the layout names, once, in the order of the paper."""
        return tuple(dict.fromkeys(name for name, _ in self.named()))

    def named(self) -> Iterator[tuple[str, str]]:
        """Every field id with the path where it is named."""
        if self.to is not None and self.to.field:
            yield self.to.field, "to.field"
        for number, held in enumerate(self.body):
            if held.only_with:
                yield held.only_with, f"body[{number}].only_with"
            yield from _named(held.block, f"body[{number}]")


def _named(block: Block, path: str) -> Iterator[tuple[str, str]]:
    match block:
        case Line():
            for number, piece in enumerate(block.pieces):
                yield from ((name, f"{path}.line[{number}].field") for name in piece.fields)
        case Choice():
            yield from ((name, f"{path}.choice.field") for name in block.fields)
        case Table():
            if block.rows:
                yield block.rows, f"{path}.table.rows"
            for number, column in enumerate(block.columns):
                yield from (
                    (name, f"{path}.table.columns[{number}].field") for name in column.fields if name != ROW
                )
        case Grid():
            for number, row in enumerate(block.rows):
                for cell in row.cells:
                    yield from ((name, f"{path}.grid.rows[{number}].cells") for name in cell.fields)
        case Signatures():
            for number, signature in enumerate(block.columns):
                yield from ((name, f"{path}.signatures[{number}].name") for name in signature.names)
                yield from ((name, f"{path}.signatures[{number}].says") for name in signature.says)
        case _:
            return


ROW = "row"
"""The name of the running number in a table's column."""
