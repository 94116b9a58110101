"""*Phiếu bàn giao*: what goes from this counter to the post, an authority or another officer, counted and signed for.

In Vietnamese alone: no citizen takes it home. May not know the store or the printer.
"""

from kiosk.documents import counter_wording
from kiosk.documents import ledger_wording as words
from kiosk.documents.counter_sheet import CounterSheet, Signer, moment_text
from kiosk.documents.ledger_facts import HandoverData, HandoverRow

_EMPTY_ROWS = 10


def render_handover(data: HandoverData) -> bytes:
    """The sheet as PDF, A4; ``blank`` leaves lines to write on by hand."""
    sheet = CounterSheet(data.head, words.HANDOVER_TITLE, blank=data.blank)
    sheet.entries((words.HANDOVER_NUMBER, data.number, 50), (words.HANDOVER_AT, moment_text(data.at), 50))
    sheet.entries((words.HANDOVER_TO, data.receiver, 62), (words.HANDOVER_KIND, data.receiver_kind, 38))
    sheet.gap(0.6)
    sheet.table(
        (
            (words.HANDOVER_ROW, 6),
            (words.HANDOVER_CASE, 24),
            (words.HANDOVER_CITIZEN, 22),
            (words.HANDOVER_WHAT, 24),
            (words.HANDOVER_ENVELOPE, 14),
            (words.HANDOVER_CHECKED, 10),
        ),
        [_row(number, row) for number, row in enumerate(data.rows, start=1)],
        empty=_EMPTY_ROWS,
        centred=(0, 5),
    )
    sheet.entry(words.HANDOVER_COUNT, str(len(data.rows)) if data.rows else "")
    sheet.text(words.HANDOVER_SAY)
    sheet.signatures(
        Signer(words.GIVER, counter_wording.SIGN_AND_NAME, data.handed_by),
        Signer(words.TAKER, counter_wording.SIGN_AND_NAME, data.receiver),
    )
    return sheet.pdf(data.number)


def _row(number: int, row: HandoverRow) -> tuple[str, ...]:
    what = f"{row.what}: {row.papers}" if row.papers else row.what
    return str(number), row.number, row.citizen, what, row.envelope, ""
