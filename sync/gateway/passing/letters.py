"""What one part has to tell its authority: opened, put into the other system's words, and forgotten with the object.

On the opener's side: needs the province's keys. Fills through the export tables; what they leave open is filled from the
road's own data, and what is then still missing is named. May not send or write anything.
"""

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import or_, select

from forms.clock import Clock
from forms.export_facts import ExportFacts, PaperFact, StepFact
from forms.export_shelf import Exports
from forms.export_table import TableKind
from forms.exporting import Exported, export, export_each
from forms.rules.dates import VIETNAM
from forms.states import CaseStatus
from forms.text import Message
from sync.gateway.database import Database
from sync.gateway.exporting import Exporter, step_of
from sync.gateway.models import DossierRow, NoticeRow, PartRow
from sync.gateway.passing.codes import Codes
from sync.gateway.passing.config import RoadPlan
from sync.gateway.passing.needs import answers_for
from sync.gateway.passing.tables import HeardRow, told_by_their_system
from sync.notice import NoticeKind

NO_CODE = Message(
    "error.gateway.passing.no_code",
    "Bảng mã “{adapter}” chưa có mã cho {key}.",
    "Beside a key of a message that cannot be sent yet; {adapter} names a table of codes.",
)
ROWS_AT_ONCE = 10
"""Progress rows of one call (domain facts, section 12)."""
_STATES = frozenset(
    {"TrangThaiHoSo", "NgayTiepNhan", "NgayHenTra", "NgayTra", "NgayKetThucXuLy", "NgayTuChoi"}
)
"""Keys that move with the state: told by steps, not a change of the dossier by themselves."""
_PLACES = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class File:
    """What a paper is called in their system."""

    their_id: str
    their_hash: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A message ready to go: its values, and what they insist on and nobody here knows (key → why)."""

    values: dict[str, Any]
    lacking: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """One part as it is told now. ``steps`` are ours, each with the position of its notice; ``opened`` opens its papers,
    once and only when they are sent."""

    plan: RoadPlan
    codes: Codes
    facts: ExportFacts
    day: date
    steps: tuple[tuple[int, StepFact], ...]
    opened: Callable[[], tuple[PaperFact, ...]]

    @property
    def part(self) -> str:
        """The part it is about."""
        return self.facts.dossier.part or ""

    @property
    def papers(self) -> tuple[PaperFact, ...]:
        """The papers that go with it, unopened."""
        return self.facts.papers

    @property
    def status(self) -> CaseStatus:
        """The last state that is ours to tell."""
        return CaseStatus(self.steps[-1][1].status) if self.steps else CaseStatus.REGISTERED

    def answers(self) -> dict[str, Any]:
        """The answers this authority needs."""
        return answers_for(self.facts.definition, self.part, self.facts.answers)

    def whole(self, kind: TableKind, number: str | None, files: Mapping[str, File]) -> Sheet:
        """The message about the dossier, by the table of ``kind``."""
        facts = self._under(number)
        table = Exports.shipped().of_kind(kind, facts.definition.code, self.day)
        made = export(table, facts, None)
        values, lacking = made.values, _lacking(made)
        self._name_files(values, lacking, files)
        return self._finish(values, lacking)

    def rows(self, number: str | None, after: int) -> tuple[tuple[int, Sheet], ...]:
        """The steps behind position ``after``, at most ten, each as a message of its own."""
        due = [step for step in self.steps if step[0] > after][:ROWS_AT_ONCE]
        facts = dataclasses.replace(self._under(number), steps=tuple(step for _, step in due))
        table = Exports.shipped().of_kind(TableKind.PROGRESS, facts.definition.code, self.day)
        made = export_each(table, facts, None)
        finished = (self._finish(one.values, _lacking(one)) for one in made)
        return tuple((position, one) for (position, _), one in zip(due, finished, strict=True))

    def fingerprint(self, sheet: Sheet, *, with_state: bool = True) -> str:
        """Changes when what they were told is no longer all: any key but those the steps tell, or our last state."""
        kept = {key: value for key, value in sheet.values.items() if key not in _STATES}
        state = int(self.status) if with_state else None
        told = json.dumps([kept, state], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    def _under(self, number: str | None) -> ExportFacts:
        # A note is about the dossier as a whole: it goes to nobody who decides one part of several.
        alone = len(self.facts.definition.parts) < 2
        note = self.facts.dossier.note if alone else None
        dossier = dataclasses.replace(self.facts.dossier, official_number=number, note=note)
        return dataclasses.replace(self.facts, dossier=dossier)

    def _name_files(self, values: dict[str, Any], lacking: dict[str, str], files: Mapping[str, File]) -> None:
        for index, paper in enumerate(self.papers):
            file = files.get(paper.sha256)
            if file is None:
                continue
            for key, value in (
                (f"TaiLieuNop[{index}].TepDinhKemId", file.their_id),
                (f"ThanhPhanHoSo[{index}].GiayToDinhKem[0].IdGiayTo", file.their_id),
                (f"ThanhPhanHoSo[{index}].GiayToDinhKem[0].HashTepTin", file.their_hash),
            ):
                if key.split("[")[0] in values:
                    _put(values, key, value)
                    lacking.pop(key, None)

    def _finish(self, values: dict[str, Any], lacking: dict[str, str]) -> Sheet:
        procedure = self.facts.definition.code
        for fill in self.plan.fills:
            if not fill.serves(procedure, self.part):
                continue
            for key in [one for one in lacking if _same(one, fill.key)] or [fill.key]:
                if "[" in key or key in lacking or key in values:
                    _put(values, key, fill.value)
                    lacking.pop(key, None)
        self._code(values, lacking, "LoaiDoiTuong", self.facts.dossier.kind_of_person)
        for key in [key for key in lacking if any(_same(key, lack) for lack in self.plan.may_lack)]:
            _put(values, key, "")
            del lacking[key]
        return Sheet(values, lacking)

    def _code(self, values: dict[str, Any], lacking: dict[str, str], key: str, word: str) -> None:
        """A code in which systems contradict one another: by the adapter's own table, or missing."""
        if key not in values and key not in lacking:
            return
        code = self.codes.of(key, self.plan.adapter, word, self.day)
        inner = values.get("ThongTinNguoiNop")
        if code is None:
            values.pop(key, None)
            lacking[key] = NO_CODE.in_vietnamese(key=key, adapter=self.plan.adapter)
            return
        values[key] = code
        lacking.pop(key, None)
        if isinstance(inner, dict):
            inner[key] = code
            lacking.pop(f"ThongTinNguoiNop.{key}", None)


class Letters:
    """Writes letters from recorded dossiers."""

    def __init__(self, database: Database, exporter: Exporter, codes: Codes, clock: Clock) -> None:
        self._database = database
        self._exporter = exporter
        self._codes = codes
        self._clock = clock

    def write(self, dossier: str, part: str, plan: RoadPlan) -> Letter:
        """What ``part`` has to tell by the road of ``plan``. Raises as ``Exporter.facts`` does."""
        facts = self._exporter.facts(dossier, part)
        opened = cache(lambda: self._exporter.facts(dossier, part, with_papers=True).papers)
        with self._database.read() as session:
            row = session.get_one(DossierRow, dossier)
            own = session.get_one(PartRow, (dossier, part))
            theirs = part in told_by_their_system(session, dossier)
            notices = session.scalars(
                select(NoticeRow)
                .where(
                    NoticeRow.dossier == dossier,
                    NoticeRow.status.is_not(None),
                    or_(NoticeRow.part.is_(None), NoticeRow.part == part),
                )
                .order_by(NoticeRow.position)
            ).all()
            theirs_too = frozenset(
                session.scalars(select(HeardRow.notice).where(HeardRow.dossier == dossier))
            )
        heard = {one.position for one in notices if one.id in theirs_too}
        # Where they tell the state, a result laid beside it here is no step of ours.
        told = [
            one
            for one in notices
            if one.id not in theirs_too and not (theirs and one.what == NoticeKind.RESULT)
        ]
        unit = plan.units.get(row.office)
        dossier_facts = dataclasses.replace(
            facts.dossier, officer=None, authority_unit=unit or facts.dossier.authority_unit
        )
        steps = tuple((one.position, step_of(one, own)) for one in told)
        asked = tuple(
            one for one in facts.supplements if one.number not in heard
        )  # they know what they asked
        day = self._clock.now().astimezone(VIETNAM).date()
        facts = dataclasses.replace(facts, dossier=dossier_facts, supplements=asked)
        return Letter(plan, self._codes, facts, day, steps, opened)


def _lacking(made: Exported) -> dict[str, str]:
    return {missing.key: missing.told() for missing in made.missing if missing.required}


def _same(key: str, pattern: str) -> bool:
    """Whether ``key`` is meant by ``pattern``, in which lists have no places: ``TaiLieuNop[].TepDinhKemId``."""
    return _PLACES.sub("[]", key) == _PLACES.sub("[]", pattern)


def _put(values: dict[str, Any], key: str, value: str) -> None:
    """Set the key at a path (``DSKetNoiCSDL[0].MaCSDL``); a path that leads nowhere is left alone."""
    *way, last = key.split(".")
    spot: Any = values
    for name in way:
        plain, _, place = name.partition("[")
        spot = spot.get(plain) if isinstance(spot, dict) else None
        if place and isinstance(spot, list):
            number = place.rstrip("]") or "0"
            spot = spot[int(number)] if int(number) < len(spot) else None
    if isinstance(spot, dict):
        spot[last] = value
