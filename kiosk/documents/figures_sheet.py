"""Sheets of figures: the end of a day, reports, a trip. In Vietnamese alone: no citizen takes them home.

May not count anything, nor know the store or the printer.
"""

from kiosk.documents import counter_wording
from kiosk.documents.counter_sheet import CounterSheet, Signer
from kiosk.documents.ledger_facts import TablesData
from kiosk.documents.paper import Paper


def render_tables(data: TablesData) -> bytes:
    """The sheet as PDF, A4 upright or across."""
    sheet = CounterSheet(data.head, data.title, paper=Paper.A4_WIDE if data.wide else Paper.A4)
    for label, value in data.lead:
        sheet.entry(label, value)
    for table in data.tables:
        sheet.text(table.title, keep=True, bold=True)
        sheet.table(table.columns, table.rows, empty=1, centred=table.centred)
    if data.remark is not None:
        sheet.text(data.remark)
    if data.signers:
        sheet.signatures(*(Signer(one.role, counter_wording.SIGN_AND_NAME, one.name) for one in data.signers))
    return sheet.pdf(data.footer)
