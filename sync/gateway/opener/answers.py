"""Judging answers by the very same form version the kiosk used.

Packs are read again when their folder changes, so that a held parcel moves on as soon as its version is installed.
May not open or store anything.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from forms.catalogue import Catalogue
from forms.definition import Definition
from forms.errors import KnownError
from forms.path import Context
from forms.rules.dates import VIETNAM
from forms.states import ParcelKind
from forms.validation import validate
from sync.gateway.opener.judging import RecordFacts
from sync.gateway.opener.verdicts import Held, Refused
from sync.manifest import Manifest
from sync.statement import RefusalReason

NAMED_FAULTS = 20


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

    def judge(self, manifest: Manifest, facts: RecordFacts) -> None:
        """``Held`` when the version is unknown, ``Refused`` when the answers are wrong under it.

        A filing must be whole. What comes after it holds only what is added or changed: its answers must belong to
        fields of the form, and the officer at the other end judges the rest.
        """
        if facts.procedure is None or facts.version is None:
            return
        filing = manifest.kind is ParcelKind.FILING
        if not filing and not facts.answers:
            return
        definition = self.find(facts.procedure, facts.version)
        if definition is None:
            raise Held(facts.procedure, facts.version)
        own = tuple(field.id for page in definition.pages for field in page.fields)
        own += tuple(paper.id for paper in definition.papers)
        if filing:
            self._judge_filing(manifest, facts, definition, own)
        elif strangers := [name for name in facts.answers if name not in own]:
            raise Refused(RefusalReason.ANSWERS_INVALID, _named(strangers, own))
        if filing and {part.part for part in facts.parts} != {part.id for part in definition.parts}:
            raise Refused(RefusalReason.RECORD_MISMATCH, "parts")

    def _judge_filing(
        self, manifest: Manifest, facts: RecordFacts, definition: Definition, own: Sequence[str]
    ) -> None:
        context = Context(
            today=sealed_day(manifest.sealed_at),
            office_unit=manifest.office,
            channel=facts.channel,
            assisted=facts.assisted,
        )
        papers = tuple(paper.paper for paper in facts.papers)
        faults = validate(definition, facts.answers, facts.unsure, papers, context)
        if faults:
            raise Refused(RefusalReason.ANSWERS_INVALID, _named([fault.field for fault in faults], own))

    def _load(self) -> Catalogue:
        return Catalogue.shipped(self._packs if self._packs.is_dir() else None)


def sealed_day(sealed_at: datetime) -> date:
    """The day in Viet Nam on which a parcel was sealed: the day its answers are judged by, on both sides."""
    return sealed_at.astimezone(VIETNAM).date()


def _named(fields: Sequence[str], own: Sequence[str]) -> str:
    # A key the form does not know is the sender's own text and is not repeated.
    names = [name if name in own else "unknown-field" for name in fields]
    return " ".join(dict.fromkeys(names[:NAMED_FAULTS]))


def _state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    if not folder.is_dir():
        return ()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
