"""Judging answers by the very same form version the kiosk used.

Packs are read again when their folder changes, so that a held parcel moves on as soon as its version is installed.
May not open or store anything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from forms.addresses import split
from forms.answers import flatten
from forms.catalogue import Catalogue
from forms.definition import Definition
from forms.errors import KnownError
from forms.kinds import Kind
from forms.path import Context, evaluate
from forms.rules.dates import VIETNAM
from forms.standing import ChosenPart, FormState
from forms.states import ParcelKind
from forms.validation import faults_of
from sync.gateway.opener.judging import RecordFacts
from sync.gateway.opener.verdicts import Held, Refused
from sync.manifest import Manifest
from sync.parcel import PAPER_SIGNATURE
from sync.statement import RefusalReason

NAMED_FAULTS = 20
_ROW = re.compile(r"|r[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class PartDue:
    """A part the answers chose, and which case of its due rule holds for it (``None``: the rule itself)."""

    part: str
    case: str | None


class AnswerJudge:
    """Knows every form version that is shipped or installed under ``packs``."""

    def __init__(self, packs: Path) -> None:
        self._packs = packs
        self._seen = _state_of(packs)
        self._catalogue = self._load()
        self.generation = 0
        """Counts up whenever other versions may have become known."""

    def refresh(self) -> None:
        """Look whether packs were installed since."""
        seen = _state_of(self._packs)
        if seen != self._seen:
            self._seen = seen
            self._catalogue = self._load()
            self.generation += 1

    def find(self, procedure: str, version: str) -> Definition | None:
        """The definition of exactly this version, or None when it is not known here."""
        try:
            return self._catalogue.get(procedure, version)
        except KnownError:
            return None

    def judge(self, manifest: Manifest, facts: RecordFacts) -> tuple[PartDue, ...]:
        """``Held`` when the version is unknown, ``Refused`` when the answers are wrong under it.

        A filing must be whole; its parts are returned with the case of the due rule that holds for each. What comes
        after it holds only what is added or changed: its answers must belong to fields of the form and its papers to the
        form's (else nobody could tell which authority may see them), and the officer at the other end judges the rest.
        """
        filing = manifest.kind is ParcelKind.FILING
        papers = {one.paper for one in facts.papers} - {PAPER_SIGNATURE}
        if not filing and not facts.answers and not papers:
            return ()
        if facts.procedure is None or facts.version is None:
            if papers:
                raise Refused(RefusalReason.RECORD_MISMATCH, "papers")
            return ()
        definition = self.find(facts.procedure, facts.version)
        if definition is None:
            raise Held(facts.procedure, facts.version)
        known = {one.id for one in definition.papers}
        if strangers := sorted(papers - known):
            raise Refused(RefusalReason.ANSWERS_INVALID, _named(strangers, definition))
        if filing:
            return self._judge_filing(manifest, facts, definition)
        names = flatten(definition, facts.answers)
        if strangers := [name for name in names if not _is_known(definition, name)]:
            raise Refused(RefusalReason.ANSWERS_INVALID, _named(strangers, definition))
        return ()

    def _judge_filing(
        self, manifest: Manifest, facts: RecordFacts, definition: Definition
    ) -> tuple[PartDue, ...]:
        if definition.kind is not Kind.FILING:
            raise Refused(RefusalReason.RECORD_MISMATCH, "procedure-kind")
        context = Context(
            today=sealed_day(manifest.sealed_at),
            office_unit=manifest.office,
            channel=facts.channel,
            assisted=facts.assisted,
        )
        papers = tuple(paper.paper for paper in facts.papers)
        answers = flatten(definition, facts.answers)
        state = evaluate(definition, answers, facts.unsure, context)
        faults = faults_of(state, answers, facts.unsure, papers)
        if faults:
            raise Refused(
                RefusalReason.ANSWERS_INVALID, _named([fault.field for fault in faults], definition)
            )
        chosen = [one for one in state.parts if one.chosen]
        if {part.part for part in facts.parts} != {one.part.id for one in chosen}:
            raise Refused(RefusalReason.RECORD_MISMATCH, "parts")
        return tuple(PartDue(one.part.id, _case(definition, one, state)) for one in chosen)

    def _load(self) -> Catalogue:
        return Catalogue.shipped(self._packs if self._packs.is_dir() else None)


def sealed_day(sealed_at: datetime) -> date:
    """The day in Viet Nam on which a parcel was sealed: the day its answers are judged by, on both sides."""
    return sealed_at.astimezone(VIETNAM).date()


def _case(definition: Definition, chosen: ChosenPart, state: FormState) -> str | None:
    """The case of the part's due rule (or else of the whole procedure's) that holds; None when none does."""
    rule, held = chosen.part.due_rule or definition.due_rule, chosen.due or state.due
    # The rule in force is the case that held written into the rule: its own fact tells which it was.
    for case in rule.cases if held is not rule else ():
        if (case.working_days, case.fact, case.text or rule.text) == (
            held.working_days,
            held.fact,
            held.text,
        ):
            return case.id
    return None


def _named(fields: Sequence[str], definition: Definition) -> str:
    # A key the form does not know is the sender's own text and is not repeated.
    names = [name if _is_known(definition, name) else "unknown-field" for name in fields]
    return " ".join(dict.fromkeys(names[:NAMED_FAULTS]))


def _is_known(definition: Definition, name: str) -> bool:
    """Whether it is a paper's slot, a question, or the address of a question in a row this form has."""
    if any(paper.id == name for paper in definition.papers):
        return True
    address = split(name)
    if address is None or not any(field.id == address.name for field in definition.fields()):
        return False
    rows = definition.rows_of(address.name)
    return address.rows == (rows.id if rows else "") and bool(_ROW.fullmatch(address.row))


def _state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    if not folder.is_dir():
        return ()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
