"""One sheet of texts as an XLSX file, written and read back: what Excel and LibreOffice make of it included.

Only texts: no formula is ever written or worked out. Reading keeps hard limits and touches nothing but the first sheet.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree import ElementTree

_SHEET = "xl/worksheets/sheet1.xml"
_SHARED = "xl/sharedStrings.xml"
_NAMES = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_MOST = 100_000_000  # bytes of a part, unpacked
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]+)")
_MOST_COLUMNS = 64


def write_sheet(out: Path, rows: Iterable[Sequence[str]], *, title: str) -> None:
    """The first row is the heading; every cell is a text, whatever it begins with."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(out), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(title[:31])
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(at, column, text, wrapped if at else bold)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 3, 48)
        sheet.set_column(4, 7, 24)


def read_sheet(path: Path) -> tuple[tuple[str, ...], ...]:
    """All rows of the first sheet, cells as texts. Raises ``ValueError``, ``KeyError`` or ``OSError`` when it is none."""
    try:
        with zipfile.ZipFile(path) as book:
            shared = _shared(book) if _SHARED in book.namelist() else ()
            sheet = _part(book, _SHEET)
    except (zipfile.BadZipFile, ElementTree.ParseError, NotImplementedError, RuntimeError) as error:
        raise ValueError("no sheet") from error
    rows = []
    for row in sheet.iterfind(".//s:row", _NAMES):
        cells: dict[int, str] = {}
        for cell in row.iterfind("s:c", _NAMES):
            cells[_column(cell.get("r", ""), len(cells))] = _value(cell, shared)
        rows.append(tuple(cells.get(at, "") for at in range(max(cells, default=-1) + 1)))
    return tuple(rows)


def _part(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if book.getinfo(name).file_size > _MOST:
        raise ValueError("too large")
    with book.open(name) as part:
        data = part.read(_MOST + 1)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("a sheet declares nothing")
    return ElementTree.fromstring(data)  # noqa: S314  nothing can be declared in it


def _shared(book: zipfile.ZipFile) -> tuple[str, ...]:
    return tuple(_text(one) for one in _part(book, _SHARED).iterfind("s:si", _NAMES))


def _text(item: ElementTree.Element) -> str:
    """Plain, or in runs of several looks; how it is read aloud (``rPh``) is no part of it."""
    runs = [item, *item.iterfind("s:r", _NAMES)]
    raw = "".join(one.text or "" for run in runs for one in run.iterfind("s:t", _NAMES))
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), raw).replace("\r\n", "\n")


def _value(cell: ElementTree.Element, shared: Sequence[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        inside = cell.find("s:is", _NAMES)
        return _text(inside) if inside is not None else ""
    value = cell.findtext("s:v", "", _NAMES)
    return shared[int(value)] if kind == "s" else value


def _column(place: str, following: int) -> int:
    found = _PLACE.fullmatch(place)
    if found is None:
        return following
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    if column > _MOST_COLUMNS:
        raise ValueError("too many columns")
    return column - 1
