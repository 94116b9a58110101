"""Jobs for the printers, and the printer chosen for each paper.

A job's bytes live here and nowhere else, and only until the job has ended. Every step of a job is one transaction with its
link in the audit chain, so that after a power cut the book says at worst "it was at the printer".
"""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from forms.clock import Clock
from forms.errors import BugError
from kiosk.domain.audit import Event
from kiosk.domain.print_jobs import (
    ENDED,
    PRINT_MOVES,
    PaperSize,
    PrintJob,
    PrintKind,
    PrintState,
    Trouble,
)
from kiosk.store import audit
from kiosk.store.engine import Doors
from kiosk.store.errors import NotFound
from kiosk.store.models import AnyRow, AnySelect, table
from kiosk.store.print_models import PrintDataRow, PrinterRow, PrintJobRow

_JOBS = table(PrintJobRow)
_DATA = table(PrintDataRow)
_PRINTERS = table(PrinterRow)
_J = _JOBS.c
_D = _DATA.c
_P = _PRINTERS.c

_SYSTEM = "system"
# What the chain says of a job that is on paper; the papers not named here were logged when they were made.
_PRINTED: dict[PrintKind, Event] = {
    PrintKind.SLIP: Event.SLIP_PRINTED,
    PrintKind.RECEIPT: Event.RECEIPT_PRINTED,
}


def _job(row: AnyRow) -> PrintJob:
    return PrintJob(
        id=row.id,
        kind=row.kind,
        document=row.document,
        dossier=row.dossier,
        size=row.size,
        state=row.state,
        trouble=row.trouble,
        copies=row.copies,
        page_count=row.page_count,
        again=row.again,
        held=row.held,
        printer=row.printer,
        created_at=row.created_at,
        printed_at=row.printed_at,
        by=row.by,
    )


class PrintJobs:
    """Every method is one transaction."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def add(
        self,
        job: str,
        kind: PrintKind,
        data: bytes,
        *,
        size: PaperSize,
        by: str,
        document: str = "",
        dossier: str = "",
        copies: int = 1,
        page_count: int = 1,
        again: bool = False,
    ) -> PrintJob:
        """Books a job that waits. The same id again changes nothing."""
        now = self._clock.now()
        with self._doors.write() as connection:
            found = connection.execute(select(_JOBS).where(_J.id == job)).first()
            if found is not None:
                return _job(found)
            row = connection.execute(
                insert(_JOBS)
                .values(
                    id=job,
                    kind=kind,
                    document=document,
                    dossier=dossier,
                    size=size,
                    state=PrintState.WAITING,
                    trouble=Trouble.NONE,
                    copies=copies,
                    page_count=page_count,
                    again=again,
                    held=False,
                    printer="",
                    created_at=now,
                    by=by,
                )
                .returning(_J.row)
            ).scalar_one()
            connection.execute(insert(_DATA).values(job=row, data=data))
            audit.append(connection, now, Event.PRINT_ASKED, dossier or job, by, job)
            return self._one(connection, job)

    def get(self, job: str) -> PrintJob:
        """One job. Raises ``NotFound``."""
        with self._doors.read() as connection:
            return self._one(connection, job)

    def open(self) -> tuple[PrintJob, ...]:
        """Jobs that have not ended, oldest first."""
        return self._many(select(_JOBS).where(_J.state.not_in(ENDED)).order_by(_J.row))

    def of(self, dossier: str) -> tuple[PrintJob, ...]:
        """Every job of a dossier, oldest first."""
        return self._many(select(_JOBS).where(_J.dossier == dossier).order_by(_J.row))

    def named(self, kind: PrintKind, dossier: str, document: str) -> tuple[PrintJob, ...]:
        """Every job for one paper, oldest first."""
        same = (_J.kind == kind, _J.dossier == dossier, _J.document == document)
        return self._many(select(_JOBS).where(*same).order_by(_J.row))

    def latest(self, limit: int = 50) -> tuple[PrintJob, ...]:
        """The newest jobs, whatever became of them, newest first."""
        return self._many(select(_JOBS).order_by(_J.row.desc()).limit(limit))

    def data(self, job: str) -> bytes | None:
        """The bytes of a job; ``None`` once it has ended."""
        query = select(_D.data).join_from(_DATA, _JOBS, _D.job == _J.row).where(_J.id == job)
        with self._doors.read() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else bytes(found)

    def take(self, job: str, printer: str, *, by: str) -> bytes | None:
        """The bytes of a waiting job, which is at the printer from now on.

        ``None`` when somebody else took it or it waits no more: it must then not be printed.
        """
        now = self._clock.now()
        with self._doors.write() as connection:
            taken = connection.execute(
                update(_JOBS)
                .where(_J.id == job, _J.state == PrintState.WAITING)
                .values(state=PrintState.PRINTING, printer=printer, trouble=Trouble.NONE, held=False)
                .returning(_J.row)
            ).scalar()
            if taken is None:
                return None
            data = connection.execute(select(_D.data).where(_D.job == taken)).scalar_one()
            found = self._one(connection, job)
            audit.append(connection, now, Event.PRINTING, found.dossier or job, by, job)
            return bytes(data)

    def move(
        self, job: str, state: PrintState, *, by: str, trouble: Trouble = Trouble.NONE, held: bool = False
    ) -> PrintJob:
        """Moves a job and returns it. The same state again changes nothing; a move that is not allowed is ours."""
        with self._doors.write() as connection:
            found = self._one(connection, job)
            if found.state is not state:
                self._move(connection, found, state, trouble, held, by)
            return self._one(connection, job)

    def interrupted(self) -> tuple[PrintJob, ...]:
        """Jobs that were at a printer when the machine stopped: from now on somebody has to say what came out."""
        with self._doors.write() as connection:
            rows = connection.execute(select(_JOBS).where(_J.state == PrintState.PRINTING).order_by(_J.row))
            found = [_job(row) for row in rows]
            for job in found:
                self._move(connection, job, PrintState.FAILED, Trouble.INTERRUPTED, False, _SYSTEM)
            return tuple(self._one(connection, job.id) for job in found)

    def hold(self) -> int:
        """Whoever wanted the waiting jobs has gone: none of them is printed by itself any more. Returns how many."""
        with self._doors.write() as connection:
            held = connection.execute(
                update(_JOBS)
                .where(_J.state == PrintState.WAITING, _J.held.is_(False))
                .values(held=True, trouble=Trouble.LEFT)
            )
            return held.rowcount

    def note(self, job: str, trouble: Trouble) -> None:
        """Why a waiting job waits."""
        with self._doors.write() as connection:
            connection.execute(
                update(_JOBS).where(_J.id == job, _J.state == PrintState.WAITING).values(trouble=trouble)
            )

    # -- printers

    def printers(self) -> dict[PaperSize, str]:
        """The address of the printer chosen for each paper."""
        with self._doors.read() as connection:
            return {row.size: row.address for row in connection.execute(select(_PRINTERS))}

    def choose(self, size: PaperSize, address: str | None, *, by: str) -> None:
        """Chooses the printer for a paper; ``None`` chooses none."""
        with self._doors.write() as connection:
            if address is None:
                connection.execute(delete(_PRINTERS).where(_P.size == size))
            else:
                connection.execute(
                    upsert(_PRINTERS)
                    .values(size=size, address=address)
                    .on_conflict_do_update(index_elements=["size"], set_={"address": address})
                )
            audit.append(connection, self._clock.now(), Event.PRINTER_CHOSEN, size.value, by)

    # -- inside

    def _move(
        self, connection: Connection, job: PrintJob, state: PrintState, trouble: Trouble, held: bool, by: str
    ) -> None:
        if state not in PRINT_MOVES[job.state]:
            raise BugError(f"a print job moved from {job.state} to {state}")
        now = self._clock.now()
        done = state is PrintState.PRINTED
        row = connection.execute(
            update(_JOBS)
            .where(_J.id == job.id)
            .values(state=state, trouble=trouble, held=held, printed_at=now if done else None)
            .returning(_J.row)
        ).scalar_one()
        if state in ENDED:
            connection.execute(delete(_DATA).where(_D.job == row))
        subject = job.dossier or job.id
        for event in _events(job, state):
            audit.append(connection, now, event, subject, by, job.id)

    @staticmethod
    def _one(connection: Connection, job: str) -> PrintJob:
        row = connection.execute(select(_JOBS).where(_J.id == job)).first()
        if row is None:
            raise NotFound
        return _job(row)

    def _many(self, query: AnySelect) -> tuple[PrintJob, ...]:
        with self._doors.read() as connection:
            return tuple(_job(row) for row in connection.execute(query))


def _events(job: PrintJob, state: PrintState) -> Iterable[Event]:
    """What the chain is told when a job moves to ``state``."""
    if state is PrintState.PRINTED:
        yield _PRINTED.get(job.kind, Event.PRINTED)
        if job.again:
            yield Event.PRINTED_AGAIN
    elif state is PrintState.FAILED:
        yield Event.PRINT_UNSURE
    elif state is PrintState.CANCELLED:
        yield Event.PRINT_CANCELLED
    elif state is PrintState.WAITING:
        yield Event.PRINT_WAITS
