"""What the back office works with, put together once a process."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request

from forms.clock import Clock
from sync.gateway.backoffice import BackOffice
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.keywatch import KeyWatch
from sync.gateway.models import OfficeRow, PartRow
from sync.gateway.office import wording
from sync.gateway.office.faces import scope_of
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.proving import Prover
from sync.gateway.office.reading import DossierReader
from sync.gateway.office.rendering import Rendering
from sync.gateway.office.sessions import Door
from sync.gateway.office.sources import Sources


class Office:
    """Database, keys, clock and words. ``secure`` is whether browsers come by TLS, ``sources`` tells whence they come."""

    def __init__(
        self,
        database: Database,
        shelf: BlobShelf,
        opener_keys: KeyWatch,
        keys: OfficeKeys,
        packs: Path,
        clock: Clock,
        *,
        secure: bool,
        sources: Sources | None = None,
    ) -> None:
        self.database = database
        self.keys = keys
        self.clock = clock
        self.secure = secure
        self.shelf = shelf
        self.opener_keys = opener_keys
        self.packs = packs
        self.words = wording.Wording(packs)
        self.reader = DossierReader(shelf, opener_keys)
        self.back = BackOffice(database, shelf, packs, clock)
        self.prover = Prover(database, keys, clock)
        self.door = Door(database, self.prover, clock)
        self.render = Rendering(self.words, clock)
        self._sources = sources or Sources()

    def source(self, request: Request) -> str:
        """The address a request comes from."""
        peer = request.client.host if request.client is not None else None
        return self._sources.of(peer, request.headers.getlist("x-forwarded-for"))

    def scope_of_part(self, session: Session, dossier: str, part: str) -> str:
        """The authority of a part; blank when there is none."""
        row = session.get(PartRow, (dossier, part))
        return scope_of(row.authority_kind, row.authority_unit) if row is not None else ""

    def offices(self, session: Session) -> list[tuple[str, str]]:
        """Code and name of every unit that sends, by name."""
        units = session.scalars(select(OfficeRow.unit))
        return sorted(((unit, wording.commune(unit)) for unit in units), key=lambda one: one[1])
