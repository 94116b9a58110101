"""In which form a receipt for a fee is given on a day, from the dated table ``forms/data/fee_receipts.yaml``.

A receipt's number and its template are the authority's: nothing here makes, reserves or guesses one.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from forms.definition import Fact
from forms.errors import BugError
from forms.reading import Node
from forms.rules.dated_tables import DatedTable, dated_table
from forms.source import UnsoundDefinition
from forms.text import Message

TABLE = Path(__file__).resolve().parents[1] / "data" / "fee_receipts.yaml"


class ReceiptMode(StrEnum):
    """In which form a receipt may be given."""

    PAPER_OR_ELECTRONIC = "paper_or_electronic"
    ELECTRONIC = "electronic"
    UNKNOWN = "unknown"  # no data for that day


MODE_TEXTS: dict[ReceiptMode, Message] = {
    ReceiptMode.PAPER_OR_ELECTRONIC: Message(
        "ui.fee.receipt.paper_or_electronic",
        "Biên lai giấy hoặc biên lai điện tử, do cơ quan thu cấp số.",
        "In which form the fee receipt is given. Its number is the authority's, never the kiosk's.",
    ),
    ReceiptMode.ELECTRONIC: Message(
        "ui.fee.receipt.electronic",
        "Chỉ biên lai điện tử, do cơ quan thu cấp số.",
        "In which form the fee receipt is given. Its number is the authority's, never the kiosk's.",
    ),
    ReceiptMode.UNKNOWN: Message(
        "ui.fee.receipt.unknown",
        "Chưa có dữ liệu về loại biên lai của ngày này. Cán bộ hỏi cơ quan thu.",
        "No data for that day; never guess.",
    ),
}
OVERLAP = Message(
    "error.form.receipts.overlap", "Các khoảng ngày chồng lên nhau.", "For authors of the table of receipts."
)


@dataclass(frozen=True, slots=True)
class DatedMode:
    """One row of the table. ``valid_until`` ``None`` = until further notice."""

    mode: ReceiptMode
    valid_from: date
    valid_until: date | None
    fact: Fact | None

    @property
    def text(self) -> Message:
        """What to tell a person."""
        return MODE_TEXTS[self.mode]


@dataclass(frozen=True, slots=True)
class ReceiptRules:
    """The table: rows by day, and what its sources are."""

    rows: tuple[DatedMode, ...]
    sources: tuple[tuple[str, str], ...]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> "ReceiptRules":
        """The shipped table; read once."""
        try:
            return read_receipt_rules(TABLE)
        except UnsoundDefinition as error:
            raise BugError("the table of fee receipts is damaged") from error

    def on(self, day: date) -> DatedMode:
        """The row in force on that day of receipt of the money; ``UNKNOWN`` when there is none."""
        for row in self.rows:
            if row.valid_from <= day and (row.valid_until is None or day <= row.valid_until):
                return row
        return DatedMode(ReceiptMode.UNKNOWN, day, day, None)


def read_receipt_rules(file: Path) -> ReceiptRules:
    """The table of a ``fee_receipts.yaml``. Raises ``UnsoundDefinition`` naming every fault."""
    with dated_table(file) as table:
        rows = table.top.nodes("modes", lambda node: _row(node, table), needed=True)
        rows = tuple(sorted(rows, key=lambda row: row.valid_from))
        if any(a.valid_until is None or a.valid_until >= b.valid_from for a, b in pairwise(rows)):
            table.faults.add("modes", OVERLAP)
    return ReceiptRules(rows, tuple(table.sources.items()))


def _row(node: Node, table: DatedTable) -> DatedMode:
    return DatedMode(
        node.one_of("mode", ReceiptMode, ReceiptMode.UNKNOWN),
        node.day("from", needed=True) or date.max,
        node.day("until"),
        table.fact(node),
    )
