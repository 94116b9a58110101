"""Recorded dossiers in the words of other systems: opened, filled into an export table, handed out and forgotten.

On the opener's side: needs the province's keys, writes nothing, and keeps nothing it has opened. What a table holds and
what is missing is decided by ``forms.exporting``.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import select

from forms.answers import flatten
from forms.catalogue import Catalogue
from forms.clock import Clock
from forms.definition import Definition
from forms.export_facts import (
    DossierFacts,
    ExportFacts,
    FeeFact,
    PaperFact,
    ResultFact,
    StepFact,
    SupplementFact,
    file_name_of,
)
from forms.export_shelf import Exports
from forms.export_table import TableKind
from forms.exporting import Exported, export_each
from forms.path import Context, evaluate
from forms.rules.dates import VIETNAM
from forms.states import CaseStatus, Channel, ParcelKind
from forms.transferring import TransferBlock, transfer_view
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.faults import NoSuchDossier, NoSuchPart
from sync.gateway.keywatch import OpeningKeys
from sync.gateway.models import DossierRow, NoticeRow, PartRow
from sync.gateway.office.reading import DossierReader, parcels_of
from sync.gateway.parts import handed_on
from sync.gateway.words import status_name
from sync.notice import NoticeKind

_TOLD = tuple(map(str, (ParcelKind.FILING, ParcelKind.SUPPLEMENT, ParcelKind.AMENDMENT)))
"""The kinds of parcels that say what other systems are told."""


class Into(StrEnum):
    """What a dossier is turned into."""

    HOTICH = "hotich"
    LINKED = "linked"
    EFORM = "eform"
    DONGBO = "dongbo"
    PROGRESS = "progress"
    NOIHOSO = "noihoso"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: ``exports`` of a table (one, or one for each entry), or ``blocks`` of the transfer view."""

    dossier: str
    procedure: str
    version: str
    part: str | None
    into: Into
    exports: tuple[Exported, ...]
    blocks: tuple[TransferBlock, ...]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A dossier as its records tell it, later parcels laid over the filing."""

    row: DossierRow
    parts: Sequence[PartRow]
    notices: Sequence[NoticeRow]
    answered_at: datetime | None
    office: str
    slip: str | None
    note: str | None
    answers: Mapping[str, Any]
    unsure: frozenset[str]
    papers: tuple[tuple[Mapping[str, Any], bytes | None], ...]


class Exporter:
    """Opens recorded dossiers and fills export tables. Reads the database, the blobs and the opener's keys."""

    def __init__(
        self, database: Database, shelf: BlobShelf, keys: OpeningKeys, packs: Path, clock: Clock
    ) -> None:
        self._database = database
        self._reader = DossierReader(shelf, keys)
        self._packs = packs
        self._clock = clock

    def export(
        self,
        dossier: str,
        into: Into,
        *,
        part: str | None = None,
        dialect: str | None = None,
        with_papers: bool = False,
    ) -> Answer:
        """One dossier (for one of its parts when ``part`` names it) turned into another system's words.

        ``with_papers`` opens the papers too. ``NoSuchDossier``, ``NoSuchPart``, ``RecordUnreadable``, or a
        ``KnownError`` when the form version or a fitting table is not here.
        """
        row, facts = self._facts(dossier, part, with_papers)
        definition = facts.definition
        day = row.sealed_at.astimezone(VIETNAM).date()
        answer = (row.id, row.procedure, row.version, part, into)
        if into is Into.TRANSFER:
            blocks = transfer_view(
                definition,
                facts.answers,
                unsure=facts.unsure,
                dossier=facts.dossier,
                papers=facts.papers,
                table=Exports.shipped().transfer(row.procedure, day),
            )
            return Answer(*answer, (), blocks)
        table = Exports.shipped().of_kind(TableKind(into), row.procedure, day)
        return Answer(*answer, export_each(table, facts, dialect), ())

    def facts(self, dossier: str, part: str, *, with_papers: bool = False) -> ExportFacts:
        """What one part may be told of a dossier, before it is put into any table. Raises as ``export`` does."""
        return self._facts(dossier, part, with_papers)[1]

    def _facts(self, dossier: str, part: str | None, with_papers: bool) -> tuple[DossierRow, ExportFacts]:
        opened = self._open(dossier, with_papers)
        row = opened.row
        chosen = _chosen(opened.parts, part)
        packs = self._packs if self._packs.is_dir() else None
        definition = Catalogue.shipped(packs).get(row.procedure, row.version)
        return row, _facts(opened, definition, chosen, named=part is not None)

    def _open(self, dossier: str, with_papers: bool) -> _Opened:
        with self._database.read() as session:
            row = session.get(DossierRow, dossier)
            if row is None:
                raise NoSuchDossier
            parts = session.scalars(
                select(PartRow).where(PartRow.dossier == row.id).order_by(PartRow.position)
            ).all()
            notices = session.scalars(
                select(NoticeRow).where(NoticeRow.dossier == row.id).order_by(NoticeRow.position)
            ).all()
            told_of = [one for one in parcels_of(session, row) if one.kind in _TOLD]
        answers: dict[str, Any] = {}
        unsure: frozenset[str] = frozenset()
        papers: list[tuple[Mapping[str, Any], bytes | None]] = []
        parcels = [self._reader.opened(one) for one in told_of]
        for parcel in parcels:
            said = parcel.fields.get("answers") or {}
            unsure = (unsure - set(said)) | frozenset(parcel.fields.get("unsure") or ())
            answers |= said
            for paper in parcel.fields.get("papers") or ():
                data = self._reader.paper(parcel, paper["slot"]) if with_papers else None
                papers.append((paper, data))
        told = parcels[0].fields
        slip = told.get("slip") or {}
        return _Opened(
            row,
            parts,
            notices,
            max((one.arrived_at for one in told_of[1:]), default=None),
            told["office"]["name"],
            slip.get("number"),
            told.get("note"),
            answers,
            unsure,
            tuple(papers),
        )


def _chosen(parts: Sequence[PartRow], part: str | None) -> PartRow:
    """The named part, or the first, whose authority keeps the dossier together."""
    found = next((one for one in parts if part is None or one.part == part), None)
    if found is None:
        raise NoSuchPart(", ".join(one.part for one in parts))
    return found


def _facts(opened: _Opened, definition: Definition, part: PartRow, *, named: bool) -> ExportFacts:
    row = opened.row
    notices = [
        one for one in opened.notices if one.part in ((None, part.part) if named else (None, one.part))
    ]
    # The first word of a state counts: a result file or a number may be told again behind it.
    at = {one.status: one.queued_at for one in reversed(notices)}
    dossier = DossierFacts(
        office_unit=row.office,
        office_name=opened.office,
        channel=row.channel,
        assisted=row.assisted,
        dossier=row.id,
        slip_number=opened.slip,
        submitted_at=row.sealed_at,
        official_number=row.official_number,
        received_at=part.received_at if named else row.received_at,
        due_at=part.due_at if named else row.due_at,
        status=part.status if named else min(one.status for one in handed_on(opened.parts)),
        decided_at=at.get(CaseStatus.DECIDED),
        refused_at=at.get(CaseStatus.NOT_RECEIVED),
        returned_at=at.get(CaseStatus.RETURNED),
        part=part.part,
        authority_kind=part.authority_kind,
        authority_unit=part.authority_unit,
        authority_name=part.authority_name,
        note=opened.note,
    )
    return ExportFacts(
        definition,
        opened.answers,
        dossier,
        opened.unsure,
        papers=tuple(_papers(opened, definition, part.part if named else None)),
        fees=_fees(opened, definition),
        supplements=tuple(
            _supplement(one, opened.answered_at) for one in notices if _is(one, NoticeKind.SUPPLEMENT)
        ),
        results=tuple(_result(definition, one) for one in notices if _is(one, NoticeKind.RESULT)),
        steps=tuple(step_of(one, part, named=named) for one in notices if one.status is not None),
    )


def _is(notice: NoticeRow, kind: NoticeKind) -> bool:
    return notice.what == kind


def _papers(opened: _Opened, definition: Definition, part: str | None) -> list[PaperFact]:
    """The papers as the record tells them; of one part only those that go to it."""
    known = {paper.id: paper for paper in definition.papers}
    found = []
    seen: Counter[str] = Counter()
    for told, data in opened.papers:
        paper = known.get(told["paper"])
        seen[told["paper"]] += 1
        if part is not None and paper is not None and paper.part not in (None, part):
            continue
        found.append(
            PaperFact(
                slot=told["paper"],
                name=paper.name.vi if paper else told["name"],
                file_name=file_name_of(told["paper"], seen[told["paper"]], told["media"]),
                media=told["media"],
                size=told["size"],
                sha256=told["sha256"],
                handling=told["handling"],
                component=paper.component if paper else None,
                data=data,
            )
        )
    return found


def _fees(opened: _Opened, definition: Definition) -> tuple[FeeFact, ...]:
    """The fee as data say it; none when they say nothing."""
    row = opened.row
    day = row.sealed_at.astimezone(VIETNAM).date()
    context = Context(day, row.office, Channel(row.channel), row.assisted)
    fee = evaluate(definition, flatten(definition, opened.answers), opened.unsure, context).fee
    return (FeeFact(definition.name.vi, fee.amount),) if fee.known else ()


def _supplement(notice: NoticeRow, answered_at: datetime | None) -> SupplementFact:
    # What was asked is sealed to the office: the gateway kept no copy of it.
    answered = answered_at is not None and answered_at >= notice.queued_at
    return SupplementFact(
        notice.position, None, None, notice.queued_at, answered, answered_at if answered else None
    )


def _result(definition: Definition, notice: NoticeRow) -> ResultFact:
    part = next((one for one in definition.parts if one.id == notice.part), None)
    result = (part.result if part else None) or definition.result
    return ResultFact(result.name.vi if result else definition.name.vi)


def step_of(notice: NoticeRow, part: PartRow, *, named: bool = True) -> StepFact:
    """A notice that told a state, as a step on the way of ``part``."""
    status = CaseStatus(notice.status or 0)
    unit = part.authority_name if named or notice.part == part.part else None
    return StepFact(notice.queued_at.astimezone(UTC), int(status), status_name(status), unit=unit)
