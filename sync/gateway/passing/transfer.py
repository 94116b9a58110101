"""Handing on by hand: what an official types into the authority's system, in its own order, and the number coming back.

The way until an interface is granted, and for every part no road takes. Opens a dossier to show it and keeps nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import Clock
from forms.export_shelf import Exports
from forms.rules.dates import VIETNAM
from forms.transferring import transfer_view
from sync.gateway.database import Database
from sync.gateway.exporting import Exporter
from sync.gateway.faults import NoSuchDossier
from sync.gateway.models import DossierRow, PartRow
from sync.gateway.passing.needs import answers_for
from sync.gateway.passing.numbering import GivenNumber, give, leading_part, number_of
from sync.gateway.passing.tables import NumberSource
from sync.gateway.passing.typed_over import reckon


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One line to type over. ``copy`` goes into the clipboard; ``missing`` says why there is nothing."""

    block: str
    label: str
    key: str
    value: str | None
    copy: str | None
    missing: str | None


@dataclass(frozen=True, slots=True)
class TransferPart:
    """One part of the dossier: whom it goes to, how, and its number. ``official`` is False for a "số thử nghiệm"."""

    part: str
    name: str
    authority: str
    unit: str
    route: str
    status: int
    number: str | None
    official: bool


@dataclass(frozen=True, slots=True)
class TransferView:
    """A dossier for typing over. ``part`` is set when the rows hold no more than that part's authority needs."""

    dossier: str
    procedure: str
    name: str
    part: str | None
    recorded_at: datetime
    parts: tuple[TransferPart, ...]
    rows: tuple[TransferRow, ...]


class Transfers:
    """What the back office does with a dossier that goes by hand."""

    def __init__(self, database: Database, exporter: Exporter, clock: Clock) -> None:
        self._database = database
        self._exporter = exporter
        self._clock = clock

    def transfer_view(self, dossier: str, part: str | None = None) -> TransferView:
        """The rows in the order of the authority's form; with ``part`` only what that part needs.

        ``NoSuchDossier``, ``NoSuchPart``, ``RecordUnreadable``, or a ``KnownError`` when the form is not at hand.
        """
        with self._database.read() as session:
            row = session.get(DossierRow, dossier)
            if row is None:
                raise NoSuchDossier
            leading = leading_part(session, dossier)
        facts = self._exporter.facts(dossier, part or leading)
        definition = facts.definition
        with self._database.read() as session:
            parts = _parts(session, row, {one.id: one.name.vi for one in definition.parts})
        day = row.sealed_at.astimezone(VIETNAM).date()
        # The portal's one form of a linked declaration is typed whole; a part by itself follows its own questions.
        whole = part is None or len(definition.parts) < 2
        blocks = transfer_view(
            definition,
            facts.answers if whole else answers_for(definition, part or leading, facts.answers),
            unsure=facts.unsure,
            dossier=facts.dossier,
            papers=facts.papers,
            table=Exports.shipped().transfer(definition.code, day) if whole else None,
        )
        rows = tuple(
            TransferRow(
                block.title,
                line.label,
                line.key,
                line.value_text,
                line.copy_text,
                line.missing.told() if line.missing else None,
            )
            for block in blocks
            for line in block.lines
        )
        return TransferView(dossier, definition.code, definition.name.vi, part, row.recorded_at, parts, rows)

    def take_number(self, dossier: str, part: str | None, number: str, by: str) -> GivenNumber:
        """Take back the number an official read off the authority's system; the same again changes nothing.

        Without ``part`` it is the dossier's. Raises as ``numbering.give``.
        """
        now = self._clock.now()
        with self._database.write() as session:
            row = session.get(DossierRow, dossier)
            if row is None:
                raise NoSuchDossier
            own = part or leading_part(session, dossier)
            given = give(session, dossier, own, number, NumberSource.HAND, by, now)
            reckon(session, row, now)
            return given


def _parts(session: Session, row: DossierRow, names: Mapping[str, str]) -> tuple[TransferPart, ...]:
    found = []
    for part in session.scalars(select(PartRow).where(PartRow.dossier == row.id).order_by(PartRow.position)):
        number = number_of(session, row, part.part)
        found.append(
            TransferPart(
                part.part,
                names.get(part.part, part.part),
                part.authority_name,
                part.authority_unit,
                part.route,
                part.status,
                number.number if number else None,
                number is not None and number.official,
            )
        )
    return tuple(found)
