"""What the back office works with, put together once a process."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import Clock
from sync.gateway.backoffice import BackOffice
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.keyring import OpenerKeys
from sync.gateway.models import OfficeRow, PartRow
from sync.gateway.office import wording
from sync.gateway.office.faces import scope_of
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.reading import DossierReader
from sync.gateway.office.rendering import Rendering
from sync.gateway.office.sessions import Door


class Office:
    """Database, keys, clock and words. ``secure`` is whether browsers come by TLS."""

    def __init__(
        self,
        database: Database,
        shelf: BlobShelf,
        opener_keys: OpenerKeys,
        keys: OfficeKeys,
        packs: Path,
        clock: Clock,
        *,
        secure: bool,
    ) -> None:
        self.database = database
        self.keys = keys
        self.clock = clock
        self.secure = secure
        self.words = wording.Wording(packs)
        self.reader = DossierReader(shelf, opener_keys)
        self.back = BackOffice(database, shelf, packs, clock)
        self.door = Door(database, keys, clock)
        self.render = Rendering(self.words, clock)

    def scope_of_part(self, session: Session, dossier: str, part: str) -> str:
        """The authority of a part; blank when there is none."""
        row = session.get(PartRow, (dossier, part))
        return scope_of(row.authority_kind, row.authority_unit) if row is not None else ""

    def offices(self, session: Session) -> list[tuple[str, str]]:
        """Code and name of every unit that sends, by name."""
        units = session.scalars(select(OfficeRow.unit))
        return sorted(((unit, wording.commune(unit)) for unit in units), key=lambda one: one[1])
