"""The counter's book: calls, fees, results given out, ratings, hand-over sheets and closed days.

What goes to the province is booked in the very commit that books its parcel (``put_beside``); the rest are acts of their
own. Nothing here is ever changed, but for the parcel's id when a refused parcel is sealed anew.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from forms.clock import Clock
from forms.errors import KnownError
from forms.rules.names import nfc
from forms.text import Message
from kiosk.domain.audit import Event
from kiosk.domain.counter_book import (
    Beside,
    Call,
    CallAbout,
    Closing,
    FeeTaken,
    HandOut,
    Handover,
    HandoverLine,
    Outcome,
    Rated,
)
from kiosk.domain.papers import Holder
from kiosk.store import audit, rows
from kiosk.store.counter_models import CallRow, ClosingRow, FeeRow, HandOutRow, HandoverRow, RatingRow
from kiosk.store.engine import Doors
from kiosk.store.errors import NotFound
from kiosk.store.models import AnyRow, AnySelect, DossierRow, table

_D = table(DossierRow).c
_CALLS, _FEES, _OUTS = table(CallRow), table(FeeRow), table(HandOutRow)
_RATINGS, _SHEETS, _CLOSINGS = table(RatingRow), table(HandoverRow), table(ClosingRow)
_C, _F, _O, _R, _S, _Z = _CALLS.c, _FEES.c, _OUTS.c, _RATINGS.c, _SHEETS.c, _CLOSINGS.c

_BOOKED = Message(
    "error.counter_book.booked",
    "Việc này đã ghi rồi: số biên lai đã dùng, hoặc kết quả đã trả.",
    "A receipt number, a hand-out or a rating that is in the book already",
)


class AlreadyBooked(KnownError):
    """The receipt is in the book for another dossier, or the act was booked before."""


def put_beside(connection: Connection, row: int, dossier: str, beside: Beside) -> None:
    """Book what goes with a parcel, in the caller's transaction. Raises ``AlreadyBooked``."""
    values: dict[str, Any]
    same: ColumnElement[bool]
    if isinstance(beside, FeeTaken):
        countered = _countered(connection, beside.corrects) if beside.corrects else None
        to, event = _FEES, Event.FEE_CORRECTED if beside.corrects else Event.FEE_TAKEN
        same = _stands(beside.receipt) if countered is None else _F.corrects == countered
        values = {
            "amount": beside.amount, "receipt": beside.receipt, "mode": beside.mode, "entered": beside.entered,
            "paid": beside.paid, "corrects": countered, "reason": nfc(beside.reason),
        }  # fmt: skip
    elif isinstance(beside, HandOut):
        to, event, same = _OUTS, Event.RESULT_HANDED_OUT, and_(_O.dossier == row, _O.part == beside.part)
        values = {
            "part": beside.part, "recipient": nfc(beside.recipient), "relation": nfc(beside.relation),
            "how": beside.how, "witness": nfc(beside.witness), "envelopes": list(beside.envelopes),
        }  # fmt: skip
    else:
        to, event, same = _RATINGS, Event.RATED, _R.dossier == row
        values = {"face": beside.face, "language": beside.language}
    if connection.execute(select(to.c.row).where(same)).first() is not None:
        raise AlreadyBooked(_BOOKED)
    connection.execute(
        insert(to).values(parcel=beside.parcel, dossier=row, at=beside.at, by=beside.by, **values)
    )
    audit.append(connection, beside.at, event, dossier, beside.by, beside.parcel)


def _countered(connection: Connection, parcel: str) -> int:
    """The row of the fee a counter-entry takes back."""
    found = connection.execute(select(_F.row).where(_F.parcel == parcel, _F.corrects.is_(None))).scalar()
    if found is None:
        raise NotFound
    return int(found)


def _stands(receipt: str) -> ColumnElement[bool]:
    """Rows in which this receipt took money that was not taken back since."""
    back = _FEES.alias("back")
    gone = select(back.c.row).where(back.c.corrects == _F.row).exists()
    return and_(_F.receipt == receipt, _F.corrects.is_(None), ~gone)


def follow_parcel(connection: Connection, before: str, parcel: str) -> None:
    """What was booked with parcel ``before`` now goes with ``parcel``, which takes its place."""
    for book in (_FEES, _OUTS, _RATINGS):
        connection.execute(update(book).where(book.c.parcel == before).values(parcel=parcel))


def _fee(row: AnyRow) -> FeeTaken:
    return FeeTaken(
        row.parcel, row.dossier_id, row.amount, row.receipt, row.mode, row.entered, row.paid, row.at, row.by,
        row.corrected or "", row.reason,
    )  # fmt: skip


def _fees() -> AnySelect:
    first = _FEES.alias("first")
    return (
        select(_FEES, _D.id.label("dossier_id"), first.c.parcel.label("corrected"))
        .join_from(_FEES, table(DossierRow))
        .join(first, first.c.row == _F.corrects, isouter=True)
    )


def _out(row: AnyRow) -> HandOut:
    return HandOut(
        row.parcel, row.dossier_id, row.part, row.recipient, row.relation, row.how, row.witness,
        tuple(row.envelopes), row.at, row.by,
    )  # fmt: skip


class CounterBook:
    """Every method is one transaction. ``by`` is the officer's code."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    # Calls

    def add_call(
        self,
        dossier: str,
        about: CallAbout,
        outcome: Outcome,
        *,
        by: str,
        again_at: datetime | None = None,
        note: str = "",
    ) -> Call:
        """Note a call that was tried."""
        now = self._clock.now()
        with self._doors.write() as connection:
            row = rows.row_of(connection, dossier)
            connection.execute(
                insert(_CALLS).values(
                    dossier=row,
                    about=about,
                    outcome=outcome,
                    at=now,
                    by=by,
                    again_at=again_at,
                    note=nfc(note),
                )
            )
            audit.append(connection, now, Event.CALLED, dossier, by, f"{about.value}/{outcome.value}")
        return Call(dossier, about, outcome, now, by, again_at, nfc(note))

    def calls(self, dossiers: Iterable[str]) -> dict[str, tuple[Call, ...]]:
        """The calls about these dossiers, each dossier's oldest first; dossiers without a call are left out."""
        query = (
            select(_CALLS, _D.id.label("dossier_id"))
            .join_from(_CALLS, table(DossierRow))
            .where(_D.id.in_(list(dossiers)))
            .order_by(_C.row)
        )
        found: dict[str, list[Call]] = {}
        with self._doors.read() as connection:
            for row in connection.execute(query):
                found.setdefault(row.dossier_id, []).append(
                    Call(row.dossier_id, row.about, row.outcome, row.at, row.by, row.again_at, row.note)
                )
        return {dossier: tuple(calls) for dossier, calls in found.items()}

    # What went with a parcel

    def fees(
        self, dossier: str | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[FeeTaken, ...]:
        """Fees of a dossier, or of a time (``until`` left out), oldest first."""
        query = _fees()
        if dossier is not None:
            query = query.where(_D.id == dossier)
        if since is not None:
            query = query.where(_F.at >= since)
        if until is not None:
            query = query.where(_F.at < until)
        with self._doors.read() as connection:
            return tuple(_fee(row) for row in connection.execute(query.order_by(_F.row)))

    def fee_of_receipt(self, receipt: str) -> FeeTaken | None:
        """The fee that stands under this receipt number."""
        with self._doors.read() as connection:
            row = connection.execute(_fees().where(_stands(receipt))).first()
        return None if row is None else _fee(row)

    def hand_outs(
        self, dossier: str | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[HandOut, ...]:
        """Results given out for a dossier, or in a time (``until`` left out), oldest first."""
        query = select(_OUTS, _D.id.label("dossier_id")).join_from(_OUTS, table(DossierRow))
        if dossier is not None:
            query = query.where(_D.id == dossier)
        if since is not None:
            query = query.where(_O.at >= since)
        if until is not None:
            query = query.where(_O.at < until)
        with self._doors.read() as connection:
            return tuple(_out(row) for row in connection.execute(query.order_by(_O.row)))

    def rating(self, dossier: str) -> Rated | None:
        """What the citizen of a dossier thought, if they said."""
        query = select(_RATINGS, _D.id.label("dossier_id")).join_from(_RATINGS, table(DossierRow))
        with self._doors.read() as connection:
            row = connection.execute(query.where(_D.id == dossier)).first()
        return (
            None if row is None else Rated(row.parcel, row.dossier_id, row.face, row.language, row.at, row.by)
        )

    def faces(self, since: datetime, until: datetime) -> Mapping[int, int]:
        """How often each face was chosen in a time (``until`` left out)."""
        query = select(_R.face, func.count()).where(_R.at >= since, _R.at < until).group_by(_R.face)
        with self._doors.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    # Hand-over sheets

    def add_handover(self, handover: Handover) -> None:
        """Keep a sheet as it was signed."""
        with self._doors.write() as connection:
            connection.execute(
                insert(_SHEETS).values(
                    number=handover.number,
                    at=handover.at,
                    by=handover.by,
                    receiver_kind=handover.receiver.kind,
                    receiver_code=handover.receiver.code,
                    receiver_name=nfc(handover.receiver_name),
                    lines=[_line_to_json(line) for line in handover.lines],
                )
            )
            audit.append(connection, handover.at, Event.HANDED_OVER, handover.number, handover.by)

    def handover(self, number: str) -> Handover:
        """One sheet. Raises ``NotFound``."""
        with self._doors.read() as connection:
            row = connection.execute(select(_SHEETS).where(_S.number == number)).first()
        if row is None:
            raise NotFound
        return _handover(row)

    def handovers(self, *, limit: int = 100) -> tuple[Handover, ...]:
        """The last sheets, newest first."""
        with self._doors.read() as connection:
            found = connection.execute(select(_SHEETS).order_by(_S.at.desc()).limit(limit))
            return tuple(_handover(row) for row in found)

    # Closed days

    def close_day(
        self,
        day: date,
        *,
        by: str,
        counted: int | None,
        expected: int,
        note: str,
        figures: Mapping[str, int],
    ) -> Closing:
        """Keep a day's figures as they stand now, above an earlier closing of the same day."""
        now = self._clock.now()
        with self._doors.write() as connection:
            last = connection.execute(
                select(func.coalesce(func.max(_Z.revision), 0)).where(_Z.day == day.isoformat())
            ).scalar_one()
            closing = Closing(day, int(last) + 1, now, by, counted, expected, nfc(note), dict(figures))
            connection.execute(
                insert(_CLOSINGS).values(
                    day=day.isoformat(),
                    revision=closing.revision,
                    at=now,
                    by=by,
                    counted=counted,
                    expected=expected,
                    note=closing.note,
                    figures=dict(figures),
                )
            )
            audit.append(connection, now, Event.DAY_CLOSED, day.isoformat(), by, str(closing.revision))
        return closing

    def closing(self, day: date) -> Closing | None:
        """The last closing of a day."""
        query = select(_CLOSINGS).where(_Z.day == day.isoformat()).order_by(_Z.revision.desc()).limit(1)
        with self._doors.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Closing(day, row.revision, row.at, row.by, row.counted, row.expected, row.note, row.figures)


def _line_to_json(line: HandoverLine) -> dict[str, object]:
    return {
        "dossier": line.dossier,
        "slip": line.slip,
        "official_number": line.official_number,
        "citizen": nfc(line.citizen),
        "envelope": line.envelope,
        "part": line.part,
        "papers": list(line.papers),
    }


def _handover(row: AnyRow) -> Handover:
    lines = tuple(HandoverLine(**(line | {"papers": tuple(line["papers"])})) for line in row.lines)
    receiver = Holder(row.receiver_kind, row.receiver_code)
    return Handover(row.number, row.at, row.by, receiver, row.receiver_name, lines)
