"""By which road a part reaches its authority: by wire where that authority's system is connected, on paper otherwise.

Nothing is connected unless the dated table ``forms/data/connections.yaml`` or the card of the province's gateway says so.
The road of a filed part is fixed at sealing; nothing here changes it later.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import forms
from forms.errors import BugError
from forms.questions import Fact
from forms.reading import Node
from forms.rules.dated_tables import DatedTable, dated_table
from forms.source import UnsoundDefinition
from kiosk.domain.dossier import Route
from kiosk.services.desk import Desk
from kiosk.services.secrets import device_identity, is_enrolled

TABLE = Path(forms.__file__).resolve().parent / "data" / "connections.yaml"


class AuthorityKind(StrEnum):
    """The kinds of authority a definition may name."""

    COMMUNE = "ubnd_xa"
    COMMUNE_POLICE = "cong_an_xa"
    INSURANCE = "bhxh"
    PROVINCE_POLICE = "cong_an_tinh"
    NOTARY = "to_chuc_cong_chung"


@dataclass(frozen=True, slots=True)
class Connection:
    """One row: authorities of this kind take parts by wire, in this province (everywhere without one), on these days."""

    kind: AuthorityKind
    province: str
    valid_from: date
    valid_until: date | None
    fact: Fact

    def holds(self, kind: str, province: str, day: date) -> bool:
        """Whether this row connects an authority of that kind in that province on that day."""
        return (
            self.kind == kind
            and self.province in ("", province)
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
        )


@dataclass(frozen=True, slots=True)
class Connections:
    """The table: rows, and what its sources are."""

    rows: tuple[Connection, ...]
    sources: tuple[tuple[str, str], ...]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> "Connections":
        """The shipped table; read once."""
        try:
            return read_connections(TABLE)
        except UnsoundDefinition as error:
            raise BugError("the table of connections is damaged") from error

    def route(self, kind: str, province: str, day: date, told: Collection[str] = ()) -> Route:
        """The road of a part. ``told`` are the kinds the province's gateway says it is connected to."""
        if kind in told or any(row.holds(kind, province, day) for row in self.rows):
            return Route.SYSTEM
        return Route.PAPER


def read_connections(file: Path) -> Connections:
    """The table of a ``connections.yaml``. Raises ``UnsoundDefinition`` naming every fault."""
    with dated_table(file) as table:
        rows = table.top.nodes("connections", lambda node: _row(node, table))
    return Connections(rows, tuple(table.sources.items()))


def _row(node: Node, table: DatedTable) -> Connection:
    return Connection(
        node.one_of("kind", AuthorityKind, AuthorityKind.COMMUNE),
        node.text("province", needed=False),
        node.day("from", needed=True) or date.max,
        node.day("until"),
        table.fact(node),
    )


def route_of(desk: Desk, kind: str) -> Route:
    """The road of a part of that kind of authority, filed here today."""
    told = device_identity(desk).card.connected if is_enrolled(desk) else ()
    return Connections.load().route(kind, desk.office.province, desk.today(), told)
