"""Figures as files: CSV and XLSX, in memory alone. Nothing a citizen or an officer typed can become a formula.

May not count anything.
"""

import csv
import io
from collections.abc import Sequence

from kiosk.documents.workbook import workbook

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")

Cell = str | int


def as_csv(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with the mark spreadsheets look for. A text that begins like a formula gets an apostrophe in front."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow([_safe(column) for column in columns])
    writer.writerows([_safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return sink.getvalue().encode("utf-8-sig")


def as_xlsx(
    title: str,
    lead: Sequence[tuple[str, str]],
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    total: Sequence[Cell],
) -> bytes:
    """One sheet, every text written as text."""
    return workbook(title, lead, columns, rows, total)


def _safe(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
