"""Where export tables lie and which of them serves a procedure on a day. Reads files when they are first asked for.

A damaged table is named with its fault and stepped around; the others stay usable.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

from forms.catalogue import Catalogue
from forms.errors import KnownError
from forms.export_check import check_table
from forms.export_table import Table, TableKind, load_table
from forms.reading import DefinitionFault, Faults
from forms.source import UnsoundDefinition
from forms.text import Message

SHIPPED = Path(__file__).resolve().parent / "exports"

NO_TABLE = Message(
    "error.export.no_table",
    "Chưa có bảng xuất “{kind}” cho thủ tục {code}.",
    "Said when a dossier is to be exported in a form nobody has written a table for.",
)
MISPLACED = Message(
    "error.form.export.misplaced",
    "Tệp phải nằm ở <bảng>/<phiên bản>.yaml đúng như tên bảng và phiên bản ghi trong tệp.",
    "For authors of export tables.",
)


class Exports:
    """Export tables by name and version. Get the shipped ones by ``Exports.shipped()``."""

    def __init__(self, folder: Path) -> None:
        self._tables: dict[tuple[str, str], Table] = {}
        self._faults: list[DefinitionFault] = []
        for file in sorted(folder.glob("*/*.yaml")):
            name = "/".join((file.parent.name, file.name))
            try:
                table = load_table(file, name)
            except UnsoundDefinition as error:
                self._faults.extend(error.faults)
                continue
            if (table.name, table.version) != (file.parent.name, file.stem):
                self._faults.append(DefinitionFault(name, "version", MISPLACED, {}))
                continue
            self._tables[table.name, table.version] = table

    @staticmethod
    @lru_cache(maxsize=1)
    def shipped() -> "Exports":
        """The tables the product ships; read once."""
        return Exports(SHIPPED)

    def tables(self) -> tuple[Table, ...]:
        """Every sound table, by name and version."""
        return tuple(table for _, table in sorted(self._tables.items()))

    def faults(self) -> tuple[DefinitionFault, ...]:
        """What is wrong with the files themselves."""
        return tuple(self._faults)

    def of_kind(self, kind: TableKind, procedure: str, on: date) -> Table:
        """The newest table of that kind for that procedure; ``KnownError`` when there is none."""
        found = self._newest(procedure, on, lambda table: table.kind is kind)
        if found is None:
            raise KnownError(NO_TABLE, kind=str(kind), code=procedure[:40])
        return found

    def transfer(self, procedure: str, on: date) -> Table | None:
        """The table whose order a dossier is typed over in; ``None`` where the questions' own order has to do."""
        return self._newest(procedure, on, lambda table: table.transfer)

    def _newest(self, procedure: str, on: date, wanted: Callable[[Table], bool]) -> Table | None:
        fit = [
            table
            for table in self._tables.values()
            if wanted(table)
            and table.serves(procedure)
            and (table.valid_from is None or table.valid_from <= on)
        ]
        # A table that names the procedure goes before one for every procedure.
        return max(
            fit, key=lambda t: (bool(t.procedures), t.valid_from or date.min, t.version, t.name), default=None
        )


def check_exports(catalogue: Catalogue, folder: Path = SHIPPED) -> tuple[int, tuple[DefinitionFault, ...]]:
    """(number of sound tables, every fault with file and path) of a folder of tables, against these definitions."""
    shelf = Exports(folder)
    faults = list(shelf.faults())
    sound = 0
    definitions = catalogue.definitions()
    for table in shelf.tables():
        found = Faults(f"{table.name}/{table.version}.yaml")
        check_table(table, definitions, found)
        faults.extend(found.found)
        sound += not found.found
    return sound, tuple(faults)
