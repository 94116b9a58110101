"""Faces for dossiers that were recorded before there were any: opened one by one, beside a running gateway."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import exists, select

from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.erasing import ErasureRow
from sync.gateway.faults import RecordUnreadable
from sync.gateway.keywatch import OpeningKeys
from sync.gateway.models import DossierRow
from sync.gateway.office.faces import FaceWriter, face_rows
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.reading import DossierReader, answers_of
from sync.gateway.office.tables import FaceRow
from sync.gateway.office.wording import Wording

BATCH = 100


@dataclass(frozen=True, slots=True)
class Filled:
    """How many faces were written, and how many dossiers could not be opened or have no form version here."""

    written: int
    unreadable: int


def fill_faces(
    database: Database, shelf: BlobShelf, opener_keys: OpeningKeys, keys: OfficeKeys, packs: Path
) -> Filled:
    """Write every face that is missing; run again, it goes on where it stopped."""
    reader, words = DossierReader(shelf, opener_keys), Wording(packs)
    writer = FaceWriter(keys, words.definition, reader.answers)
    written = unreadable = 0
    after = ""
    while True:
        with database.read() as session:
            missing = session.scalars(
                select(DossierRow.id)
                .outerjoin(FaceRow, FaceRow.dossier == DossierRow.id)
                .where(
                    FaceRow.id.is_(None),
                    DossierRow.id > after,
                    ~exists().where(ErasureRow.dossier == DossierRow.id),  # these have none any more
                )
                .order_by(DossierRow.id)
                .limit(BATCH)
            ).all()
        for dossier in missing:
            after = dossier
            with database.write() as session:
                row = session.get_one(DossierRow, dossier, with_for_update=True)  # nobody moves it meanwhile
                definition = words.definition(row.procedure, row.version)
                try:
                    parcels = reader.open(session, row)
                except RecordUnreadable:
                    parcels = ()
                if definition is None or not parcels:
                    unreadable += 1
                    continue
                record = {**parcels[0].fields, "answers": answers_of(parcels)}
                writer.write(session, row, face_rows(record, definition))
                written += 1
        if not missing:
            return Filled(written, unreadable)
