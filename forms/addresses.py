"""Where an answer or a page stands: its id, or inside a repeated group ``<rows>/<row>/<id>``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

SEPARATOR = "/"


class Address(NamedTuple):
    """The three parts of an address; ``rows`` and ``row`` are blank outside repeated groups."""

    rows: str
    row: str
    name: str


@dataclass(frozen=True, slots=True)
class RowPlace:
    """One row of a repeated group: the group's id, the row's own id, and its number from 1."""

    rows: str
    id: str
    number: int

    def address(self, name: str) -> str:
        """The address of a question or a page of this row."""
        return f"{self.rows}/{self.id}/{name}"

    def renumbered(self, name: str) -> str:
        """The same as records carry it: the row called by its number."""
        return f"{self.rows}/r{self.number}/{name}"


def split(address: str) -> Address | None:
    """The parts of an address; ``None`` when it is none."""
    parts = address.split(SEPARATOR)
    if len(parts) == 1:
        return Address("", "", address)
    return Address(*parts) if len(parts) == 3 and all(parts) else None


def new_row_id(rows: Sequence[str]) -> str:
    """An id for one more row, different from every id that is in use."""
    taken = {int(row[1:]) for row in rows if row[1:].isdigit()}
    return f"r{max(taken, default=0) + 1}"
