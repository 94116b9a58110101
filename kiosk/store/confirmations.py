"""The citizen's word on a dossier: answers read back, signature or mark, consents to extras.

Recorded while the dossier is a draft. The picture of a finger's signature is a paper of the dossier.
"""

from collections.abc import Callable

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from forms.clock import Clock
from forms.rules.names import nfc
from kiosk.domain.audit import Event
from kiosk.domain.dossier import CitizenSignature, Confirmation, Consent, ReadBack
from kiosk.store import audit, rows
from kiosk.store.engine import Doors
from kiosk.store.models import ConsentRow, ReadBackRow, SignatureRow, table

_B = table(ReadBackRow).c
_C = table(ConsentRow).c
_S = table(SignatureRow).c


class Confirmations:
    """Every method is one transaction; the last word stands."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def of(self, dossier: str) -> Confirmation:
        """What has been recorded so far."""
        with self._doors.read() as connection:
            row = rows.row_of(connection, dossier)
            back = connection.execute(select(table(ReadBackRow)).where(_B.dossier == row)).first()
            signed = connection.execute(select(table(SignatureRow)).where(_S.dossier == row)).first()
            consents = connection.execute(
                select(table(ConsentRow)).where(_C.dossier == row).order_by(_C.purpose)
            ).all()
        return Confirmation(
            ReadBack(back.reader, back.interpreter, back.language, back.at) if back else None,
            CitizenSignature(signed.how, signed.at, signed.paper, signed.witness) if signed else None,
            tuple(Consent(c.purpose, c.text_sha256, c.given, c.at, c.language) for c in consents),
        )

    def set_read_back(self, dossier: str, read_back: ReadBack, *, by: str) -> None:
        """Who read the answers back, in which language, through whom."""
        values = {
            "reader": nfc(read_back.reader),
            "interpreter": nfc(read_back.interpreter) if read_back.interpreter is not None else None,
            "language": read_back.language,
            "at": read_back.at,
        }

        def put(connection: Connection, row: int) -> None:
            connection.execute(
                upsert(table(ReadBackRow))
                .values(dossier=row, **values)
                .on_conflict_do_update(index_elements=["dossier"], set_=values)
            )

        self._record(dossier, Event.READ_BACK, by, put)

    def add_consent(self, dossier: str, consent: Consent, *, by: str) -> None:
        """A yes or a no to one purpose; both are kept."""
        values = {
            "text_sha256": consent.text_sha256,
            "given": consent.given,
            "at": consent.at,
            "language": consent.language,
        }

        def put(connection: Connection, row: int) -> None:
            connection.execute(
                upsert(table(ConsentRow))
                .values(dossier=row, purpose=consent.purpose, **values)
                .on_conflict_do_update(index_elements=["dossier", "purpose"], set_=values)
            )

        self._record(dossier, Event.CONSENT, by, put)

    def set_signature(self, dossier: str, signature: CitizenSignature, *, by: str) -> None:
        """How the citizen signed."""
        values = {
            "how": signature.how,
            "at": signature.at,
            "paper": signature.paper_id,
            "witness": nfc(signature.witness) if signature.witness is not None else None,
        }

        def put(connection: Connection, row: int) -> None:
            connection.execute(
                upsert(table(SignatureRow))
                .values(dossier=row, **values)
                .on_conflict_do_update(index_elements=["dossier"], set_=values)
            )

        self._record(dossier, Event.CITIZEN_SIGNED, by, put)

    def _record(self, dossier: str, event: Event, by: str, put: Callable[[Connection, int], None]) -> None:
        with self._doors.write() as connection:
            put(connection, rows.draft_row_of(connection, dossier))
            audit.append(connection, self._clock.now(), event, dossier, by)
