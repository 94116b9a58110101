"""What the counter's own sheets are told: hand-over, end of day, reports. Light: loads no PDF writer.

Texts are already in words; a table's cells are texts. May not know how a sheet looks.
"""

from dataclasses import dataclass
from datetime import datetime

from forms.text import Message
from kiosk.documents.counter_facts import OfficeHead


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One thing that changes hands. ``what`` says whether it is a result or originals, ``papers`` names them."""

    number: str
    citizen: str
    what: str
    papers: str = ""
    envelope: str = ""


@dataclass(frozen=True, slots=True)
class HandoverData:
    """*Phiếu bàn giao*: what went from this counter to the post or another office. ``number`` is this office's own."""

    head: OfficeHead
    number: str = ""
    at: datetime | None = None
    handed_by: str = ""
    receiver: str = ""
    receiver_kind: str = ""
    rows: tuple[HandoverRow, ...] = ()
    blank: bool = False


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table. Columns have a heading and a share of the width; ``centred`` are the places of those set in the middle."""

    title: Message
    columns: tuple[tuple[Message, int], ...]
    rows: tuple[tuple[str, ...], ...]
    centred: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSigner:
    """Who signs, by duty, and the name under it."""

    role: Message
    name: str = ""


@dataclass(frozen=True, slots=True)
class TablesData:
    """A sheet of figures: lines of label and value, then tables. ``footer`` stands at the foot of every page."""

    head: OfficeHead
    title: Message
    lead: tuple[tuple[Message, str], ...] = ()
    tables: tuple[SheetTable, ...] = ()
    remark: Message | None = None
    signers: tuple[SheetSigner, ...] = ()
    footer: str = ""
    wide: bool = False
