"""Notices from the province, applied once each, and the results that came with them.

A notice is known by its id: the same one again changes nothing. A notice with a lower sequence number never
speaks over one with a higher. Notices about dossiers of another counter of the office are kept, so that the
sequence has no holes, and change nothing here.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from forms.clock import Clock
from forms.errors import KnownError
from forms.states import CaseStatus
from forms.text import Message
from kiosk.domain.audit import Event
from kiosk.domain.dossier import NumberKind, Route
from kiosk.domain.notice import Applied, Notice, NoticeKind, ResultFile
from kiosk.store import audit, search
from kiosk.store.engine import Doors
from kiosk.store.errors import NotFound
from kiosk.store.models import AnyRow, DossierRow, NoticeRow, PartRow, ResultDataRow, table

_NOTICES = table(NoticeRow)
_N = table(NoticeRow).c
_D = table(DossierRow).c
_P = table(PartRow).c
_R = table(ResultDataRow).c

_CONNECTED = select(_P.part).where(_P.dossier == bindparam("row_"), _P.route == Route.SYSTEM)

_RESULT_DAMAGED = Message(
    "error.notice.result_damaged",
    "Tệp kết quả nhận về không nguyên vẹn nên chưa lưu. Máy sẽ tải lại khi có mạng.",
    "Shown when a fetched result does not have the announced fingerprint",
)


class ResultDamaged(KnownError):
    """The bytes are not those the notice announced."""


def _notice(row: AnyRow) -> Notice:
    result = None
    if row.result_blob is not None:
        result = ResultFile(
            row.result_blob, row.result_size, row.result_sha256, row.result_name, row.result_media
        )
    return Notice(
        id=row.id,
        seq=row.seq,
        at=row.at,
        dossier=row.dossier,
        what=row.what,
        parcel=row.parcel,
        part=row.part,
        official_number=row.official_number,
        number_kind=row.number_kind,
        received_at=row.received_at,
        due_at=row.due_at,
        status=row.status,
        text=row.text,
        papers=tuple(row.papers),
        by=row.by,
        result=result,
        seen_at=row.seen_at,
    )


class Notices:
    """Every method is one transaction."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def apply(self, notice: Notice, by: str = "agent") -> Applied:
        """Keep an opened notice and let it change number, days and status of its dossier."""
        now = self._clock.now()
        with self._doors.write() as connection:
            row = connection.execute(
                select(_D.row, _D.number_seq, _D.number_kind).where(_D.id == notice.dossier)
            ).first()
            result = notice.result
            made = connection.execute(
                upsert(_NOTICES)
                .values(
                    id=notice.id,
                    seq=notice.seq,
                    at=notice.at,
                    dossier=notice.dossier,
                    dossier_row=row.row if row else None,
                    what=notice.what,
                    parcel=notice.parcel,
                    part=notice.part,
                    official_number=notice.official_number,
                    number_kind=notice.number_kind,
                    received_at=notice.received_at,
                    due_at=notice.due_at,
                    status=notice.status,
                    text=notice.text,
                    papers=list(notice.papers),
                    by=notice.by,
                    result_blob=result.blob if result else None,
                    result_size=result.size if result else None,
                    result_sha256=result.sha256 if result else None,
                    result_name=result.name if result else None,
                    result_media=result.media if result else None,
                )
                .on_conflict_do_nothing(index_elements=["id"])
                .returning(_N.row)
            ).scalar()
            if made is None:
                return Applied.ALREADY
            audit.append(connection, now, Event.NOTICE, notice.dossier, by, notice.id)
            if row is None:
                return Applied.ELSEWHERE
            self._days(connection, row, notice, now)
            self._status(connection, row.row, notice)
        return Applied.NEW

    @staticmethod
    def _days(connection: Connection, row: AnyRow, notice: Notice, now: datetime) -> None:
        told: dict[str, Any] = {
            "official_number": notice.official_number,
            "number_kind": notice.number_kind,
            "received_at": notice.received_at,
            "due_at": notice.due_at,
        }
        if row.number_kind is NumberKind.PORTAL and notice.number_kind is not NumberKind.DELEGATED:
            # A trial number never takes the place of one from the portal.
            told["official_number"] = told["number_kind"] = None
        values: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
        if values and notice.seq >= row.number_seq:
            connection.execute(
                update(table(DossierRow))
                .where(_D.row == row.row)
                .values(number_seq=notice.seq, updated_at=now, **values)
            )
            search.index(connection, row.row)

    @staticmethod
    def _status(connection: Connection, row: int, notice: Notice) -> None:
        status = notice.status
        if status is None and notice.what is NoticeKind.SUPPLEMENT:
            status = CaseStatus.SUPPLEMENT_ASKED
        if status is None:
            return
        change = (
            update(table(PartRow))
            .where(_P.dossier == row, _P.status_seq <= notice.seq)
            .values(
                status=status, status_at=notice.at, status_seq=notice.seq, text=notice.text, moved_by=None
            )
        )
        if notice.part is not None:
            connection.execute(change.where(_P.part == notice.part))
            return
        # A word about no part by name is about those whose system is connected. Where none is, the province speaks
        # of the dossier as a whole, but never over what an officer heard at the authority itself.
        connected = connection.execute(change.where(_P.route == Route.SYSTEM)).rowcount
        if not connected and not connection.execute(_CONNECTED, {"row_": row}).first():
            connection.execute(change.where(_P.moved_by.is_(None)))

    def last_seq(self) -> int:
        """The highest sequence number kept; 0 without any."""
        with self._doors.read() as connection:
            return int(connection.execute(select(func.coalesce(func.max(_N.seq), 0))).scalar_one())

    def missing(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Which of these sequence numbers are not kept here: they have just come, or could not be opened."""
        with self._doors.read() as connection:
            kept = set(connection.execute(select(_N.seq)).scalars())
        return tuple(number for number in numbers if number not in kept)

    def for_dossier(self, dossier: str) -> tuple[Notice, ...]:
        """A dossier's notices in the order of the province."""
        query = select(_NOTICES).where(_N.dossier == dossier).order_by(_N.seq, _N.row)
        with self._doors.read() as connection:
            return tuple(_notice(row) for row in connection.execute(query))

    def mark_seen(self, notice: str) -> None:
        """An officer has looked at it. Looking twice keeps the first time."""
        now = self._clock.now()
        with self._doors.write() as connection:
            connection.execute(
                update(_NOTICES).where(_N.id == notice, _N.seen_at.is_(None)).values(seen_at=now)
            )

    def results_to_fetch(self) -> tuple[Notice, ...]:
        """Notices of this counter's dossiers whose result has not come home yet."""
        have = select(_R.notice)
        query = (
            select(_NOTICES)
            .where(_N.result_blob.is_not(None), _N.dossier_row.is_not(None), _N.row.not_in(have))
            .order_by(_N.seq)
        )
        with self._doors.read() as connection:
            return tuple(_notice(row) for row in connection.execute(query))

    def save_result(self, notice: str, data: bytes, by: str = "agent") -> None:
        """Keep an opened result. Raises ``ResultDamaged`` when it is not what was announced, ``NotFound``."""
        now = self._clock.now()
        with self._doors.write() as connection:
            row = connection.execute(select(_NOTICES).where(_N.id == notice)).first()
            if row is None or row.result_blob is None:
                raise NotFound
            if hashlib.sha256(data).hexdigest() != row.result_sha256:
                raise ResultDamaged(_RESULT_DAMAGED)
            known = connection.execute(select(_R.notice).where(_R.notice == row.row)).first()
            if known is None:
                connection.execute(insert(table(ResultDataRow)).values(notice=row.row, data=data))
                audit.append(connection, now, Event.RESULT_SAVED, row.dossier, by, notice)

    def result(self, notice: str) -> bytes | None:
        """A result's bytes, or ``None`` when it is not here yet."""
        query = select(_R.data).join_from(table(ResultDataRow), _NOTICES).where(_N.id == notice)
        with self._doors.read() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else bytes(found)
