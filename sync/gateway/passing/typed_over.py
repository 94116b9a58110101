"""Dossiers typed into the authority's own system at the counter: the number it gave, and what that forbids us.

What stands there already is not handed on a second time. Where it was handed on before the word came, or another number was
given, both are kept and a person decides: nothing here takes a number away that somebody may hold in his hands. The same
rows end the same whichever came first. Works within the caller's transaction; may not ask anybody.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Index, String, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from forms.errors import KnownError
from forms.states import CaseStatus
from forms.text import Message
from sync.gateway.erasing import ErasureRow
from sync.gateway.faults import OfficeWithoutMachine
from sync.gateway.models import Base, DossierRow, PartRow
from sync.gateway.notices import notice_about, queue_notice
from sync.gateway.office.audit import Event, note_act
from sync.gateway.passing.numbering import (
    GivenNumber,
    bearer,
    leading_part,
    number_of,
    put,
    tell_number,
)
from sync.gateway.passing.tables import HeardRow, NumberSource, PassingRow, Standing
from sync.gateway.passing.waking import wake
from sync.manifest import Manifest
from sync.notice import NoticeKind
from sync.times import read_time

DISMISSED = Message(
    "ui.gateway.typed_dismissed",
    "Tỉnh đã xem lại: không dùng mã {number} chép tay tại quầy.",
    "Told to the office whose typed number was found to be wrong.",
)


class NotOffered(KnownError):
    """The number is none of those that stand against each other."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.passing.not_offered",
                "Mã này không còn trong các mã phải chọn. Xin xem lại hồ sơ rồi làm tiếp.",
                "Shown to the back office that settles which of two numbers is right.",
            )
        )


class TypedNumberRow(Base):
    """One parcel's word that its dossier stands in the authority's system under ``number``.

    ``instead_of`` is what the same counter had typed before, by mistake. ``stands``: None while it is at odds with something
    (or its dossier has not come), True when nothing speaks against it or a person said so, False when a person put it aside.
    """

    __tablename__ = "typed_number"
    parcel: Mapped[str] = mapped_column(String(32), primary_key=True)
    dossier: Mapped[str] = mapped_column(String(32))
    office: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(64))
    instead_of: Mapped[str | None] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]  # by the counter's clock
    heard_at: Mapped[datetime]
    stands: Mapped[bool | None]
    settled_by: Mapped[str | None] = mapped_column(String(64))
    settled_at: Mapped[datetime | None]
    __table_args__ = (
        Index("typed_number_of", "dossier"),
        Index("typed_number_open", "stands", "office"),
    )


@dataclass(frozen=True, slots=True)
class AtOdds:
    """What a person has to decide: the dossier's own number (None: none of an authority's), and those typed at counters."""

    present: GivenNumber | None
    typed: tuple[TypedNumberRow, ...]
    handed_on: tuple[str, ...]
    """Parts our road has filed, or may have, under another number."""


def hear(session: Session, manifest: Manifest, record: Mapping[str, Any], now: datetime) -> None:
    """Keep what a recorded parcel says; the log has who said it."""
    told = record["number_taken"]
    officer = str(record["officer"]["code"])
    session.add(
        TypedNumberRow(
            parcel=manifest.parcel,
            dossier=manifest.dossier,
            office=manifest.office,
            number=told["number"],
            instead_of=told.get("instead_of"),
            by=officer[:64],
            at=read_time(told["at"]),
            heard_at=now,
        )
    )
    who = f"{officer}@{manifest.office}"
    note_act(session, now, who, Event.NUMBER_TYPED, manifest.dossier, told["number"])


def typed_for(session: Session, dossiers: Collection[str]) -> list[str]:
    """Those of ``dossiers`` of which a counter has said so."""
    rows = select(TypedNumberRow.dossier).where(TypedNumberRow.dossier.in_(dossiers)).distinct()
    return list(session.scalars(rows.order_by(TypedNumberRow.dossier))) if dossiers else []


def standing_words(session: Session, dossier: DossierRow) -> tuple[TypedNumberRow, ...]:
    """What counters of its office say now: neither corrected by themselves nor put aside by a person; the first word first."""
    rows = session.scalars(
        select(TypedNumberRow)
        .where(TypedNumberRow.dossier == dossier.id, TypedNumberRow.office == dossier.office)
        .order_by(TypedNumberRow.at, TypedNumberRow.number, TypedNumberRow.parcel)
    ).all()

    def corrected(one: TypedNumberRow) -> bool:
        return any(
            later.instead_of == one.number and later.at >= one.at for later in rows if later is not one
        )

    return tuple(one for one in rows if one.stands is not False and not corrected(one))


def is_typed_over(session: Session, dossier: DossierRow) -> bool:
    """Whether the dossier stands in its authority's system by somebody's hand: our roads do not file it."""
    return bool(standing_words(session, dossier))


def reckon(session: Session, dossier: DossierRow, now: datetime) -> bool:
    """Bring number, roads and words of ``dossier`` into step; whether its office has something to be told.

    Called whenever one of the three has changed. What was typed becomes the number where that takes nothing from anybody.
    """
    session.flush()
    words = standing_words(session, dossier)
    if not words:
        return False
    lead = leading_part(session, dossier.id)
    before = number_of(session, dossier, lead)
    free = [one for one in words if bearer(session, one.number) in (None, (dossier.id, lead))]
    if free and _may_become(session, dossier, lead, words):
        first = free[0]  # what was typed first stands until a person says otherwise, whichever came first
        put(session, dossier, lead, first.number, NumberSource.COUNTER, first.by, now)
    odds = at_odds(session, dossier)
    for word in words:
        if word.settled_by is None:
            word.stands = None if odds is not None and word in odds.typed else True
    for row in _roads(session, dossier):
        if row.accepted_at is None and row.standing != Standing.TYPED:
            row.standing, row.next_try_at, row.moved_at = str(Standing.TYPED), None, now
    session.flush()
    return number_of(session, dossier, lead) != before


def dossiers_at_odds(session: Session, most: int, scope: str = "") -> tuple[DossierRow, ...]:
    """Dossiers that wait for a person's word about their number, the one that has waited longest first.

    ``most`` of them, of everybody or of the authority ``scope`` (``kind:unit``) alone.
    """
    rows = (
        select(TypedNumberRow.dossier)
        .join(DossierRow, DossierRow.id == TypedNumberRow.dossier)
        .where(
            TypedNumberRow.stands.is_(None),
            TypedNumberRow.office == DossierRow.office,
            ~exists().where(ErasureRow.dossier == TypedNumberRow.dossier),
        )
        .group_by(TypedNumberRow.dossier)
        .order_by(func.min(TypedNumberRow.heard_at))
    )
    if scope:
        kind, _, unit = scope.partition(":")
        part = select(PartRow.dossier).where(
            PartRow.dossier == TypedNumberRow.dossier,
            PartRow.authority_kind == kind,
            PartRow.authority_unit == unit,
        )
        rows = rows.where(part.exists())
    waiting = (session.get_one(DossierRow, dossier) for dossier in session.scalars(rows).all())
    return tuple(islice((one for one in waiting if at_odds(session, one) is not None), most))


def at_odds(session: Session, dossier: DossierRow) -> AtOdds | None:
    """What contradicts itself about ``dossier`` and nobody has decided yet."""
    words = [one for one in standing_words(session, dossier) if one.settled_by is None]
    if not words:
        return None
    present = number_of(session, dossier, leading_part(session, dossier.id))
    official = present if present is not None and present.official else None
    filed = {
        row.part: number_of(session, dossier, row.part)
        for row in _roads(session, dossier)
        if _may_be_filed(session, dossier, row)
    }
    typed = []
    elsewhere: set[str] = set()
    for word in words:
        others = {part for part, one in filed.items() if one is None or one.number != word.number}
        elsewhere |= others
        if others or official is None or official.number != word.number:
            typed.append(word)
    return AtOdds(official, tuple(typed), tuple(sorted(elsewhere))) if typed else None


def settle(session: Session, dossier: DossierRow, number: str, by: str, now: datetime) -> None:
    """A person's decision: ``number`` is right, one of those typed or the present one; blank where there is no present one
    and nothing that was typed is right. ``NotOffered`` for any other, ``NumberTaken`` where it is another dossier's.

    The number that goes is kept. Where a typed one stands our roads are silent, else they go on.
    """
    odds = at_odds(session, dossier)
    kept = odds.present.number if odds is not None and odds.present is not None else ""
    typed = {one.number: one for one in odds.typed} if odds is not None else {}
    if odds is None or number not in (*typed, kept):
        raise NotOffered
    lead = leading_part(session, dossier.id)
    part = session.get_one(PartRow, (dossier.id, lead))
    if number != kept:
        put(session, dossier, lead, number, NumberSource.COUNTER, typed[number].by, now)
    elif number:
        tell_number(session, dossier, part, number, by, leads=True, now=now)
    for one in odds.typed:
        one.stands, one.settled_by, one.settled_at = one.number == number, by[:64], now
        if not one.stands:
            _tell_dismissed(session, dossier, part, one.number, by, now)
    for row in _roads(session, dossier):
        if number in typed or row.standing == Standing.TYPED:
            row.standing = str(Standing.TYPED if number in typed else Standing.WAITING)
            row.next_try_at, row.moved_at = None, now
    session.flush()
    wake(session, dossier.id, now)


def _may_become(session: Session, dossier: DossierRow, lead: str, words: Sequence[TypedNumberRow]) -> bool:
    """Whether a typed number may take the present one's place without a person: nobody was sent that one, or it was typed
    itself and is decided by nobody."""
    row = session.get(PassingRow, (dossier.id, lead))
    if row is not None and _may_be_filed(session, dossier, row):
        return False
    present = number_of(session, dossier, lead)
    if present is None or present.source in (NumberSource.TRIAL, NumberSource.BLOCK):
        return True
    decided = {one.number for one in words if one.settled_by is not None}
    return present.source is NumberSource.COUNTER and present.number not in decided


def _may_be_filed(session: Session, dossier: DossierRow, row: PassingRow) -> bool:
    """Whether their system has the part by our road, or may have it: sent under a number, and no answer noted."""
    if row.accepted_at is not None:
        return True
    tried = bool(row.attempts) or row.lease is not None
    known = number_of(session, dossier, row.part)
    return tried and known is not None and known.official and known.source is not NumberSource.COUNTER


def _roads(session: Session, dossier: DossierRow) -> Sequence[PassingRow]:
    return session.scalars(
        select(PassingRow).where(PassingRow.dossier == dossier.id).order_by(PassingRow.part)
    ).all()


def _tell_dismissed(
    session: Session, dossier: DossierRow, part: PartRow, number: str, by: str, now: datetime
) -> None:
    words = DISMISSED.in_vietnamese(number=number)
    plain = notice_about(
        dossier, NoticeKind.STATUS, by, part=part.part, status=CaseStatus(part.status), text=words
    )
    try:
        queue_notice(session, plain, dossier.office, now)
    except OfficeWithoutMachine:
        return  # nobody is left to be told; the decision holds all the same
    session.add(HeardRow(notice=plain.id, dossier=dossier.id))  # says no state of ours
    session.flush()
