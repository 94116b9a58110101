"""The one commit in which a draft becomes a sealed dossier with a parcel. Only ``Dossiers.seal`` calls this."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from forms.errors import BugError
from forms.rules.names import fold, nfc
from forms.states import Carriage, CaseStatus, ParcelKind
from kiosk.domain.audit import Event
from kiosk.domain.dossier import DossierState, SealedFacts
from kiosk.store import audit, search
from kiosk.store.answering import put_answers
from kiosk.store.models import DossierRow, ParcelRow, PartRow, table
from kiosk.store.paper_models import PaperRow
from kiosk.store.people import replace as replace_people

_DOSSIERS = table(DossierRow)
_D = table(DossierRow).c


def put_seal(connection: Connection, row: int, dossier: str, facts: SealedFacts, now: datetime) -> None:
    """Everything that becomes true at sealing, inside the caller's transaction."""
    put_answers(connection, row, facts.computed, now, facts.officer)
    replace_people(connection, row, facts.people, now)
    if facts.parts:
        connection.execute(
            insert(table(PartRow)),
            [
                {
                    "dossier": row,
                    "part": part.part,
                    "authority_kind": part.authority_kind,
                    "authority_unit": part.authority_unit,
                    "authority_name": nfc(part.authority_name),
                    "status": CaseStatus.REGISTERED,
                    "status_at": now,
                    "status_seq": 0,
                    "text": "",
                    "route": part.route,
                }
                for part in facts.parts
            ],
        )
    connection.execute(
        insert(table(ParcelRow)).values(
            id=facts.parcel,
            dossier=row,
            kind=ParcelKind.FILING,
            manifest=facts.manifest,
            record=facts.record,
            carriage=Carriage.SEALED,
            created_at=now,
            created_by=facts.officer,
            urgent=facts.urgent,
            deadline=facts.deadline,
            answers=[],
            note="",
        )
    )
    if facts.papers:
        papers = table(PaperRow)
        named = connection.execute(
            update(papers)
            .where(papers.c.dossier == row, papers.c.id.in_(facts.papers), papers.c.parcel.is_(None))
            .values(parcel=facts.parcel)
        )
        if named.rowcount != len(set(facts.papers)):
            raise BugError("a sealed paper is not a paper of the draft")
    values: dict[str, Any] = {}
    if facts.citizen_name is not None:
        values = {
            "citizen_name": nfc(facts.citizen_name),
            "citizen_folded": fold(facts.citizen_name),
        }
    connection.execute(
        update(_DOSSIERS)
        .where(_D.row == row)
        .values(
            state=DossierState.SEALED,
            sealed_at=now,
            updated_at=now,
            slip_number=facts.slip_number,
            slip_code=facts.slip_code,
            authority_unit=facts.authority_unit,
            authority_name=nfc(facts.authority_name),
            urgent=facts.urgent,
            filed_by=facts.officer,
            page=None,
            **values,
        )
    )
    search.index(connection, row)
    audit.append(connection, now, Event.DOSSIER_SEALED, dossier, facts.officer, facts.parcel)
