"""Digitised papers (bytes inside the encrypted file) and the envelopes their originals lie in.

A paper may be taken away as long as it has not left in a parcel. Bytes are erased only after the gateway
holds them and its backup has passed them. The chain of an envelope is append-only.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from forms.clock import Clock
from forms.definition import PaperHandling
from forms.errors import BugError
from forms.rules.names import nfc
from forms.states import Carriage
from kiosk.domain.audit import Event
from kiosk.domain.papers import (
    CITIZEN,
    CustodyEvent,
    CustodyStep,
    DigitisedHow,
    Envelope,
    Holder,
    HolderKind,
    NewPaper,
    PaperFile,
    PaperStory,
    next_link,
)
from kiosk.store import audit, rows
from kiosk.store.engine import Doors
from kiosk.store.errors import AlreadySealed, NotFound, PaperTooLarge
from kiosk.store.models import AnyRow, DossierRow, ParcelRow, table
from kiosk.store.paper_models import CustodyRow, EnvelopeRow, PaperDataRow, PaperRow

MAX_BYTES = 32 * 1024 * 1024

_PAPERS = table(PaperRow)
_DATA = table(PaperDataRow)
_P = table(PaperRow).c
_B = table(PaperDataRow).c
_D = table(DossierRow).c
_C = table(CustodyRow).c
_E = table(EnvelopeRow).c
_K = table(ParcelRow).c

_WITH_DOSSIER = select(_PAPERS, _D.id.label("dossier_id")).join_from(_PAPERS, table(DossierRow))


def _found(connection: Connection, paper: str) -> AnyRow:
    row = connection.execute(_WITH_DOSSIER.where(_P.id == paper)).first()
    if row is None:
        raise NotFound
    return row


def _links(connection: Connection, number: str) -> tuple[CustodyEvent, ...]:
    found = connection.execute(select(table(CustodyRow)).where(_C.envelope == number).order_by(_C.seq))
    return tuple(
        CustodyEvent(
            row.envelope,
            row.seq,
            row.step,
            Holder(row.holder_kind, row.holder_code),
            row.by,
            row.at,
            row.signature,
        )
        for row in found
    )


def _envelope(connection: Connection, number: str) -> Envelope:
    row = connection.execute(select(table(EnvelopeRow)).where(_E.number == number)).first()
    if row is None:
        raise NotFound
    return Envelope(row.number, row.dossier, tuple(row.papers), _links(connection, number))


def put(
    connection: Connection,
    dossier: str,
    new: NewPaper,
    now: datetime,
    by: str,
    parcel: str | None = None,
    page: int | None = None,
) -> None:
    """Keep ``new`` within the caller's transaction, leaving in ``parcel`` at once where one is named; at ``page`` of its
    slot, or after the others.

    Raises ``PaperTooLarge`` beyond ``MAX_BYTES``.
    """
    if len(new.data) > MAX_BYTES:
        raise PaperTooLarge(-(-len(new.data) // (1024 * 1024)))
    row = rows.row_of(connection, dossier)
    if page is None:
        last = connection.execute(
            select(func.max(_P.page)).where(_P.dossier == row, _P.paper == new.paper)
        ).scalar()
        page = 0 if last is None else last + 1
    made = connection.execute(
        insert(_PAPERS)
        .values(
            id=new.id,
            dossier=row,
            paper=new.paper,
            page=page,
            handling=new.handling,
            name=nfc(new.name),
            media=new.media,
            pages=new.pages,
            sha256=hashlib.sha256(new.data).hexdigest(),
            size=len(new.data),
            digitised_at=now,
            digitised_by=by,
            how=new.how,
            parcel=parcel,
            despite=" ".join(new.despite),
        )
        .returning(_P.row)
    ).scalar_one()
    connection.execute(insert(_DATA).values(paper=made, data=new.data))
    audit.append(connection, now, Event.PAPER_ADDED, dossier, by, new.id)


class Papers:
    """Every method is one transaction. ``by`` is the officer's code."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def add(
        self,
        dossier: str,
        paper: str,
        data: bytes,
        *,
        handling: PaperHandling,
        media: str,
        how: DigitisedHow,
        by: str,
        name: str = "",
        pages: int = 1,
        despite: tuple[str, ...] = (),
    ) -> PaperFile:
        """Keep a digitised paper, after the files of the same slot. On a sealed dossier it waits for a
        supplement.

        Raises ``PaperTooLarge`` beyond ``MAX_BYTES``.
        """
        now = self._clock.now()
        new = NewPaper(uuid4().hex, paper, data, handling, media, how, name, pages, despite)
        with self._doors.write() as connection:
            put(connection, dossier, new, now, by)
            return rows.paper_of(_found(connection, new.id), dossier)

    def get(self, paper: str) -> PaperFile:
        """One paper without its bytes. Raises ``NotFound``."""
        with self._doors.read() as connection:
            row = _found(connection, paper)
        return rows.paper_of(row, row.dossier_id)

    def data(self, paper: str) -> bytes | None:
        """The bytes, or ``None`` once they were erased. Raises ``NotFound``."""
        with self._doors.read() as connection:
            row = _found(connection, paper)
            found = connection.execute(select(_B.data).where(_B.paper == row.row)).scalar()
        return None if found is None else bytes(found)

    def list(self, dossier: str) -> tuple[PaperFile, ...]:
        """The dossier's papers in the order they were taken."""
        with self._doors.read() as connection:
            row = rows.row_of(connection, dossier)
            found = connection.execute(select(_PAPERS).where(_P.dossier == row).order_by(_P.row))
            return tuple(rows.paper_of(paper, dossier) for paper in found)

    def remove(self, paper: str, *, by: str) -> None:
        """Take away a paper that has not left in a parcel. Raises ``AlreadySealed`` otherwise."""
        now = self._clock.now()
        with self._doors.write() as connection:
            row = _found(connection, paper)
            if row.parcel is not None:
                raise AlreadySealed
            connection.execute(delete(_PAPERS).where(_P.row == row.row))
            audit.append(connection, now, Event.PAPER_REMOVED, row.dossier_id, by, paper)

    def replace(
        self,
        paper: str,
        data: bytes,
        *,
        media: str,
        how: DigitisedHow,
        by: str,
        pages: int = 1,
        despite: tuple[str, ...] = (),
    ) -> PaperFile:
        """Put another picture in the place of a paper that has not left: the same slot, page, envelope and owner.

        Raises ``AlreadySealed`` once it left, ``PaperTooLarge`` beyond ``MAX_BYTES``.
        """
        now = self._clock.now()
        with self._doors.write() as connection:
            old = _found(connection, paper)
            if old.parcel is not None:
                raise AlreadySealed
            new = NewPaper(uuid4().hex, old.paper, data, old.handling, media, how, old.name, pages, despite)
            put(connection, old.dossier_id, new, now, by, page=old.page)
            connection.execute(
                update(_PAPERS)
                .where(_P.id == new.id)
                .values(envelope=old.envelope, returned_at=old.returned_at, returned_by=old.returned_by)
            )
            connection.execute(delete(_PAPERS).where(_P.row == old.row))
            audit.append(connection, now, Event.PAPER_REMOVED, old.dossier_id, by, paper)
            return rows.paper_of(_found(connection, new.id), old.dossier_id)

    def mark_returned(self, paper: str, *, by: str) -> PaperFile:
        """The original of this file is back in its owner's hands. Saying it twice changes nothing."""
        now = self._clock.now()
        with self._doors.write() as connection:
            row = _found(connection, paper)
            if row.returned_at is None:
                connection.execute(
                    update(_PAPERS).where(_P.row == row.row).values(returned_at=now, returned_by=by)
                )
                audit.append(connection, now, Event.PAPER_RETURNED, row.dossier_id, by, paper)
            return rows.paper_of(_found(connection, paper), row.dossier_id)

    def erase_delivered(self, watermark: datetime, *, by: str) -> int:
        """Erase the bytes of papers whose parcel the gateway delivered and backed up by ``watermark`` (its
        clock).

        What is known about each paper stays. Returns how many were erased.
        """
        now = self._clock.now()
        with self._doors.write() as connection:
            found = connection.execute(
                _WITH_DOSSIER.join(table(ParcelRow), _K.id == _P.parcel).where(
                    _K.carriage == Carriage.DELIVERED, _K.delivered_at <= watermark, _P.erased_at.is_(None)
                )
            ).all()
            for row in found:
                connection.execute(delete(_DATA).where(_B.paper == row.row))
                connection.execute(update(_PAPERS).where(_P.row == row.row).values(erased_at=now))
                audit.append(connection, now, Event.PAPER_ERASED, row.dossier_id, by, row.id)
        return len(found)

    def close_envelope(
        self,
        dossier: str,
        number: str,
        papers: Iterable[str],
        *,
        by: str,
        signature: bytes = b"",
        at: datetime | None = None,
    ) -> Envelope:
        """Put the originals of these paper slots into envelope ``number``, in front of their owner.

        ``number`` comes from ``counters.next_envelope``. The officer ``by`` holds it from now on. A signed
        first link is given with its ``at``, as in ``hand_on``.
        """
        slots, now = tuple(papers), at or self._clock.now()
        if not slots:
            raise BugError("an envelope without papers")
        with self._doors.write() as connection:
            row = rows.row_of(connection, dossier)
            connection.execute(
                insert(table(EnvelopeRow)).values(number=number, dossier=dossier, papers=list(slots))
            )
            link = next_link(number, (), CustodyStep.CLOSED, Holder(HolderKind.OFFICER, by), by, now)
            self._add_link(connection, link, signature)
            connection.execute(
                update(_PAPERS)
                .where(
                    _P.dossier == row, _P.paper.in_(slots), _P.envelope.is_(None), _P.returned_at.is_(None)
                )
                .values(envelope=number)
            )
            audit.append(connection, now, Event.CUSTODY, dossier, by, f"{number}:{link.step}")
            return _envelope(connection, number)

    def restore(
        self,
        dossier: str,
        papers: Iterable[tuple[NewPaper, PaperStory]],
        envelopes: Iterable[Envelope],
        *,
        by: str,
    ) -> None:
        """Papers and envelopes of a draft that comes from another machine, with all that was noted of them there: a chain
        is kept link by link, as its officers signed it. Raises ``CustodyRefused`` when it does not follow from itself.
        """
        now = self._clock.now()
        with self._doors.write() as connection:
            for envelope in envelopes:
                connection.execute(
                    insert(table(EnvelopeRow)).values(
                        number=envelope.number, dossier=dossier, papers=list(envelope.papers)
                    )
                )
                for place, link in enumerate(envelope.chain):
                    next_link(
                        envelope.number, envelope.chain[:place], link.step, link.holder, link.by, link.at
                    )
                    self._add_link(connection, link, link.signature)
                detail = f"{envelope.number}:{envelope.chain[-1].step}"
                audit.append(connection, now, Event.CUSTODY, dossier, by, detail)
            for new, story in papers:
                put(connection, dossier, new, now, by)
                connection.execute(
                    update(_PAPERS)
                    .where(_P.id == new.id)
                    .values(
                        digitised_at=story.at,
                        digitised_by=story.by,
                        returned_at=story.returned_at,
                        returned_by=story.returned_by,
                        envelope=story.envelope,
                    )
                )

    def hand_on(
        self,
        number: str,
        step: CustodyStep,
        *,
        by: str,
        holder: Holder = CITIZEN,
        signature: bytes = b"",
        at: datetime | None = None,
    ) -> Envelope:
        """Add a link to an envelope's chain. Raises ``CustodyRefused`` out of order.

        To sign a link, build it with ``kiosk.domain.papers.next_link``, sign its ``payload()`` and give its
        ``at`` with the signature. RETURNED also marks the papers as back with their owner.
        """
        now = at or self._clock.now()
        with self._doors.write() as connection:
            envelope = _envelope(connection, number)
            link = next_link(number, envelope.chain, step, holder, by, now)
            self._add_link(connection, link, signature)
            if step is CustodyStep.RETURNED:
                connection.execute(
                    update(_PAPERS)
                    .where(_P.envelope == number, _P.returned_at.is_(None))
                    .values(returned_at=now, returned_by=by)
                )
            audit.append(connection, now, Event.CUSTODY, envelope.dossier, by, f"{number}:{step}")
            return _envelope(connection, number)

    @staticmethod
    def _add_link(connection: Connection, link: CustodyEvent, signature: bytes) -> None:
        connection.execute(
            insert(table(CustodyRow)).values(
                envelope=link.envelope,
                seq=link.seq,
                step=link.step,
                holder_kind=link.holder.kind,
                holder_code=link.holder.code,
                by=link.by,
                at=link.at,
                signature=signature,
            )
        )

    def envelope(self, number: str) -> Envelope:
        """One envelope with its chain. Raises ``NotFound``."""
        with self._doors.read() as connection:
            return _envelope(connection, number)

    def envelopes(self, dossier: str | None = None, *, open_only: bool = False) -> tuple[Envelope, ...]:
        """Envelopes of one dossier, or of all; ``open_only`` leaves out those back with their owners."""
        query = select(_E.number).order_by(_E.number)
        if dossier is not None:
            query = query.where(_E.dossier == dossier)
        if open_only:
            returned = select(_C.envelope).where(_C.step == CustodyStep.RETURNED)
            query = query.where(_E.number.not_in(returned))
        with self._doors.read() as connection:
            return tuple(_envelope(connection, number) for number in connection.execute(query).scalars())
