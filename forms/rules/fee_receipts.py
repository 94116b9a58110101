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
from forms.reading import WRONG_TYPE, Faults, Node
from forms.source import UnsoundDefinition, parse, read
from forms.text import Message

TABLE = Path(__file__).resolve().parents[1] / "data" / "fee_receipts.yaml"
_FORMAT = 1


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
NO_SOURCE = Message(
    "error.form.receipts.no_source",
    "Nguồn “{name}” không có trong sources.",
    "For authors of the table of receipts.",
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
    faults = Faults(str(file))
    tree = parse(read(file, str(file)), faults)
    if faults.found:
        raise UnsoundDefinition(tuple(faults.found))
    top = Node(tree, "", faults)
    if top.number("format", needed=True) != _FORMAT:
        top.fault("format", WRONG_TYPE, wanted=str(_FORMAT))
    sources = top.child("sources")
    known = {key: sources.text(key) for key in sources.map} if sources else {}
    rows = sorted(top.nodes("modes", _row, needed=True), key=lambda row: row.valid_from)
    top.close()
    for row in rows:
        if row.fact and row.fact.source not in known:
            faults.add("modes", NO_SOURCE, name=row.fact.source)
    if any(a.valid_until is None or a.valid_until >= b.valid_from for a, b in pairwise(rows)):
        faults.add("modes", OVERLAP)
    if faults.found:
        raise UnsoundDefinition(tuple(faults.found))
    return ReceiptRules(tuple(rows), tuple(known.items()))


def _row(node: Node) -> DatedMode:
    return DatedMode(
        node.one_of("mode", ReceiptMode, ReceiptMode.UNKNOWN),
        node.day("from", needed=True) or date.max,
        node.day("until"),
        Fact(node.text("source"), node.flag("verified", needed=True)),
    )
