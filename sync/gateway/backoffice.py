"""What the province's staff do with recorded dossiers until their own system does it: list them, answer them.

Works beside a running gateway, through the database alone; needs no secret key. May not open a parcel.
"""

import hashlib
import mimetypes
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from forms import data_packs
from forms.catalogue import Catalogue
from forms.clock import Clock
from forms.definition import Definition
from forms.errors import KnownError
from forms.states import CaseStatus
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.dossier_lines import DossierLine, dossier_lines
from sync.gateway.due_dates import due_at, part_rule, whole_rule
from sync.gateway.faults import (
    NoSuchDossier,
    NoSuchPart,
    OfficeWithoutMachine,
    PartIsTheirs,
    ResultUnreadable,
    SupplementEmpty,
)
from sync.gateway.layout import TABLES
from sync.gateway.models import DossierRow, PartRow
from sync.gateway.notices import notice_about, queue_notice, recipients, seal_for_office
from sync.gateway.parts import handed_on
from sync.gateway.passing.tables import told_by_their_system
from sync.notice import NoticeKind, NoticePlain, ResultRef

RESULT_LIMIT = 64 * 1024 * 1024
TEXT_LIMIT = 4000
BY = "Bộ phận một cửa cấp tỉnh"
"""Who speaks in a notice when nobody else is named."""

Also = Callable[[Session], None]
"""What stands or falls with a move: called in its transaction, the dossier locked, before anything is changed. What it
raises undoes the move."""


def nothing_else(_session: Session) -> None:
    """Nothing besides the move itself."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that has been queued."""

    notice: str
    dossier: str
    what: NoticeKind
    status: CaseStatus | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeardStatus:
    """What an authority's own system says of a part. ``text`` is for the office alone: sealed, and kept nowhere here."""

    dossier: str
    part: str
    status: CaseStatus
    at: datetime
    by: str
    text: str = ""

    @property
    def asks(self) -> bool:
        """Whether it asks the citizen for more and says what."""
        return self.status is CaseStatus.SUPPLEMENT_ASKED and bool(self.text)


class BackOffice:
    """List and answer recorded dossiers."""

    def __init__(self, database: Database, shelf: BlobShelf, packs: Path, clock: Clock) -> None:
        self._database = database
        self._shelf = shelf
        self._packs = packs
        self._clock = clock

    def dossiers(self) -> tuple[DossierLine, ...]:
        """Every recorded dossier, the earliest first."""
        with self._database.read() as session:
            return dossier_lines(session)

    def tell_status(
        self,
        dossier: str,
        status: CaseStatus,
        part: str | None = None,
        by: str = BY,
        *,
        text: str | None = None,
        also: Also = nothing_else,
    ) -> Told:
        """Set the case status of one part, or of every part this gateway hands on, and tell the office.

        Status 2 (Được tiếp nhận) is the legal receipt: it sets the time of receipt of the part and of the dossier, each
        once, and the due dates by the rules of the very form version the dossier was filed under. A part that goes by
        paper is moved only when it is named: what became of it is heard at its authority. ``PartIsTheirs`` where a system
        of the authority tells the state (``passing``). ``text`` is the reason of a
        refusal or a stop, sealed to the office like everything a notice says.
        """
        words = _words(text) if text is not None else None
        now = self._clock.now()
        with self._database.write() as session:
            row = _dossier(session, dossier)
            also(session)
            moved = _set_status(session, row, part, status, now)
            if status is CaseStatus.RECEIVED:
                self._receive(session, row, moved, now)
            plain = notice_about(row, NoticeKind.STATUS, by, part=part, status=status, text=words)
            return self._queue(session, row, plain, now)

    def hear_status(self, session: Session, heard: HeardStatus, now: datetime) -> Told | None:
        """Move one part because its authority's system says so, within the caller's transaction.

        None when there is nothing new in it, or nobody is left to be told: the state holds all the same.
        """
        row = _dossier(session, heard.dossier)
        part = next((one for one in _parts(session, row) if one.part == heard.part), None)
        if part is None or part.status == int(heard.status):
            return None
        part.status, part.status_at = int(heard.status), heard.at
        if heard.status is CaseStatus.RECEIVED:
            self._receive(session, row, [part], heard.at)
        what = NoticeKind.SUPPLEMENT if heard.asks else NoticeKind.STATUS
        plain = notice_about(
            row, what, heard.by, part=part.part, status=heard.status, text=heard.text or None
        )
        try:
            return self._queue(session, row, plain, now)
        except OfficeWithoutMachine:
            return None

    def ask_supplement(
        self,
        dossier: str,
        text: str,
        part: str | None = None,
        by: str = BY,
        *,
        papers: Sequence[str] = (),
        also: Also = nothing_else,
    ) -> Told:
        """Ask for more papers or answers: status 5, and the text sealed to the office. ``papers`` are slots of the form."""
        words = _words(text)
        now = self._clock.now()
        with self._database.write() as session:
            row = _dossier(session, dossier)
            also(session)
            _set_status(session, row, part, CaseStatus.SUPPLEMENT_ASKED, now)
            plain = notice_about(
                row, NoticeKind.SUPPLEMENT, by, part=part, status=CaseStatus.SUPPLEMENT_ASKED, text=words
            )
            return self._queue(session, row, replace(plain, papers=tuple(papers) or None), now)

    def put_off(
        self,
        dossier: str,
        text: str,
        due_at: datetime,
        part: str | None = None,
        by: str = BY,
        *,
        also: Also = nothing_else,
    ) -> Told:
        """Apologise and name another day (form 04): the part keeps its state, the office is told words and day.

        Without ``part`` the day of every part this gateway hands on moves; the dossier's is never earlier than a part's.
        """
        words = _words(text)
        now = self._clock.now()
        with self._database.write() as session:
            row = _dossier(session, dossier)
            also(session)
            chosen = _chosen(_parts(session, row), part)
            for one in chosen:
                one.due_at = due_at
            row.due_at = max(day for day in (row.due_at, due_at) if day is not None)
            status = CaseStatus(min(one.status for one in chosen))
            plain = notice_about(row, NoticeKind.STATUS, by, part=part, status=status, text=words)
            return self._queue(session, row, replace(plain, due_at=due_at), now)

    def give_result(self, dossier: str, file: Path, part: str | None = None, by: str = BY) -> Told:
        """Send a result file: status 9 (Đã xử lý xong), and the file sealed to the office."""
        try:
            data = file.read_bytes()
        except OSError as error:
            raise ResultUnreadable from error
        return self.give_result_data(dossier, data, file.name, part, by)

    def give_result_data(
        self,
        dossier: str,
        data: bytes,
        name: str,
        part: str | None = None,
        by: str = BY,
        *,
        also: Also = nothing_else,
    ) -> Told:
        """The same from memory: nothing is ever laid down in clear."""
        if not 0 < len(data) <= RESULT_LIMIT:
            raise ResultUnreadable
        now = self._clock.now()
        notice = uuid.uuid4().hex
        with self._database.read() as session:
            row = session.get(DossierRow, dossier)
            if row is None:
                raise NoSuchDossier
            keys = recipients(session, row.office)
        if not keys:
            raise OfficeWithoutMachine
        sealed = seal_for_office(data, notice, keys)
        self._shelf.put(sealed.name, sealed.data)  # durable before any notice can name it
        result = ResultRef(
            blob=sealed.name,
            size=len(sealed.data),
            sha256=hashlib.sha256(data).hexdigest(),
            name=name,
            media=mimetypes.guess_type(name)[0] or "application/octet-stream",
        )
        try:
            with self._database.write() as session:
                row = _dossier(session, dossier)
                also(session)
                _set_status(session, row, part, CaseStatus.DECIDED, now)
                plain = notice_about(
                    row,
                    NoticeKind.RESULT,
                    by,
                    part=part,
                    status=CaseStatus.DECIDED,
                    result=result,
                    notice=notice,
                )
                return self._queue(session, row, plain, now)
        except SQLAlchemyError:
            raise  # the notice may stand all the same: its file is kept
        except Exception:
            self._shelf.destroy(sealed.name)  # turned away before anything was written: nothing names it
            raise

    def _queue(self, session: Session, row: DossierRow, plain: NoticePlain, now: datetime) -> Told:
        queue_notice(session, plain, row.office, now)
        return Told(plain.id, row.id, plain.what, plain.status, row.due_at)

    def _receive(self, session: Session, row: DossierRow, moved: Sequence[PartRow], now: datetime) -> None:
        definition = self._definition(row)
        self.follow_tables()
        for part in moved:
            if part.received_at is None:
                part.received_at = now
                part.due_at = due_at(part_rule(definition, part), now) if definition else None
        if row.received_at is None:
            row.received_at = now
            parts = _parts(session, row)
            row.due_at = due_at(whole_rule(definition, parts), now) if definition else None

    def follow_tables(self) -> None:
        """From now on by the days off and places a pack has brought, also since this process began."""
        data_packs.follow(self._packs.parent / TABLES)

    def _definition(self, row: DossierRow) -> Definition | None:
        """The dossier's own form version; None when it is not at hand."""
        try:
            packs = self._packs if self._packs.is_dir() else None
            return Catalogue.shipped(packs).get(row.procedure, row.version)
        except KnownError:
            return None


def _dossier(session: Session, dossier: str) -> DossierRow:
    row = session.get(DossierRow, dossier, with_for_update=True)
    if row is None:
        raise NoSuchDossier
    return row


def _parts(session: Session, row: DossierRow) -> list[PartRow]:
    return list(session.scalars(select(PartRow).where(PartRow.dossier == row.id).order_by(PartRow.position)))


def _set_status(
    session: Session, row: DossierRow, part: str | None, status: CaseStatus, now: datetime
) -> list[PartRow]:
    chosen = _chosen(_parts(session, row), part)
    theirs = told_by_their_system(session, row.id)
    moved = sorted(one.part for one in chosen if one.part in theirs and one.status != int(status))
    if moved:
        raise PartIsTheirs(", ".join(moved))
    for one in chosen:
        one.status, one.status_at = int(status), now
    return chosen


def _chosen(parts: Sequence[PartRow], part: str | None) -> list[PartRow]:
    chosen = handed_on(parts) if part is None else [one for one in parts if one.part == part]
    if not chosen:
        raise NoSuchPart(", ".join(one.part for one in parts))
    return chosen


def _words(text: str) -> str:
    words = text.strip()
    if not 0 < len(words) <= TEXT_LIMIT:
        raise SupplementEmpty
    return words
