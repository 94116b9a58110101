"""Reports as a spreadsheet (XLSX), in memory alone: nothing personal, and nothing written to any temporary file.

May not count anything.
"""

import io
from collections.abc import Sequence

from kiosk.documents import practice


def workbook(
    title: str,
    lead: Sequence[tuple[str, str]],
    columns: Sequence[str],
    rows: Sequence[Sequence[str | int | None]],
    total: Sequence[str | int | None] | None = None,
) -> bytes:
    """One sheet: the title, lines of label and value, a table with its heading frozen, a last line of totals.

    Texts are never taken for formulas or links, whatever they begin with. While officers practise the mark of practice
    stands above the title, in the sheet's name and in the header and footer of every printed page.
    """
    import xlsxwriter

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(
        sink,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"})
    cell = book.add_format({"border": 1})
    last = book.add_format({"border": 1, "bold": True})
    line = 0
    if practice.is_marked():
        sheet = book.add_worksheet(practice.SHORT.vi)
        sheet.write_string(0, 0, practice.MARK.vi, bold)
        sheet.set_header(f"&C&B{practice.MARK.vi}")
        sheet.set_footer(f"&C&B{practice.MARK.vi}")
        line = 1
    else:
        sheet = book.add_worksheet()
    sheet.write_string(line, 0, title, bold)
    line += 1
    for label, value in lead:
        sheet.write_string(line, 0, label)
        sheet.write_string(line, 1, value)
        line += 1
    line += 1
    for place, name in enumerate(columns):
        sheet.write_string(line, place, name, head)
    sheet.freeze_panes(line + 1, 1)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, max(1, len(columns) - 1), 14)
    body = [(row, cell) for row in rows] + ([(total, last)] if total is not None else [])
    for row, style in body:
        line += 1
        for place, told in enumerate(row):
            if told is None:
                sheet.write_blank(line, place, None, style)
            elif isinstance(told, int):
                sheet.write_number(line, place, told, style)
            else:
                sheet.write_string(line, place, told, style)
    book.close()
    return sink.getvalue()
