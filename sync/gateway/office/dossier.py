"""One dossier as its page shows it: opened, put into words, nothing of it kept. May not move anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.addresses import SEPARATOR
from forms.definition import Definition, Field, FieldType
from forms.states import CaseStatus
from forms.transferring import reading
from sync.gateway.models import DossierRow, NoticeRow, PartRow
from sync.gateway.notices import results_told
from sync.gateway.office import wording
from sync.gateway.office.card_check import contradictions
from sync.gateway.office.faces import scope_of
from sync.gateway.office.moves import PLAIN, may_give_result, offered
from sync.gateway.office.queues import Deadline, standing
from sync.gateway.office.reading import DossierReader, OpenedParcel, answers_of
from sync.gateway.office.roles import Staff
from sync.gateway.office.signatures import Signed, signatures
from sync.gateway.passing.needs import fields_for, is_described
from sync.gateway.passing.numbering import leading_part, number_of, numbers_of
from sync.gateway.passing.tables import PassingRow, told_by_their_system
from sync.gateway.passing.typed_over import at_odds

VIEWABLE = ("image/jpeg", "image/png", "application/pdf")
_MOST_PAGES = 50
"""Pages of one paper that are offered one by one; a longer one is taken as a file."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer in words. ``origin`` says where it came from, ``unsure`` that the citizen did not know."""

    label: str
    value: str
    origin: str
    unsure: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Answers that were asked together."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A digitised paper. ``mine`` is whether it belongs to the viewer's part; ``here`` whether it has arrived."""

    parcel: str
    slot: int
    name: str
    handling: str
    digitised: str
    media: str
    pages: int
    size: str
    here: bool
    mine: bool

    @property
    def is_pdf(self) -> bool:
        """Whether its pages are drawn as pictures."""
        return self.media == "application/pdf"


@dataclass(frozen=True, slots=True)
class PartCard:
    """A part and what the viewer may do with it. ``theirs``: its authority's own system tells the state.

    ``results``: how many have been sent.
    """

    part: str
    name: str
    authority: str
    route: str
    status: CaseStatus
    status_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    deadline: Deadline
    mine: bool
    theirs: bool
    moves: tuple[CaseStatus, ...]
    offered: tuple[CaseStatus, ...]
    gives_result: bool
    results: int


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a dossier."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A number a part has or had: who gave it, and whether it still holds."""

    number: str
    part: str
    source: str
    by: str
    at: datetime
    holds: bool


@dataclass(frozen=True, slots=True)
class NumberChoice:
    """One of the numbers that stand against each other. ``number`` is blank for "none of those typed"."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class NumbersOfDossier:
    """Every number, and what an officer has to choose from; ``mine``: the viewer may. ``lead`` is the part it is done on."""

    lines: tuple[NumberLine, ...]
    choices: tuple[NumberChoice, ...]
    handed_on: tuple[str, ...]
    lead: str
    mine: bool


@dataclass(frozen=True, slots=True)
class DossierPage:
    """All a dossier's page says. ``numberless`` are the viewer's parts that are typed over by hand and wait for their
    number. ``withholds``: answers and papers of other authorities' parts alone are left out."""

    row: DossierRow
    definition: Definition | None
    parcels: tuple[OpenedParcel, ...]
    answers: Mapping[str, Any]
    blocks: tuple[Block, ...]
    withholds: bool
    papers: tuple[PaperLine, ...]
    parts: tuple[PartCard, ...]
    signed: tuple[Signed, ...]
    flags: tuple[str, ...]
    steps: tuple[Step, ...]
    note: str
    slip: str
    numbers: NumbersOfDossier
    numberless: frozenset[str]


def dossier_page(
    session: Session,
    reader: DossierReader,
    words: wording.Wording,
    staff: Staff,
    row: DossierRow,
    now: datetime,
) -> DossierPage:
    """The page of a dossier for one viewer. ``RecordUnreadable`` when it cannot be opened."""
    parcels = reader.open(session, row)
    definition = words.definition(row.procedure, row.version)
    answers = answers_of(parcels)
    parts = session.scalars(select(PartRow).where(PartRow.dossier == row.id).order_by(PartRow.position)).all()
    theirs = told_by_their_system(session, row.id)
    cards = tuple(
        _card(definition, staff, part, part.part in theirs, results_told(session, row.id, part.part), now)
        for part in parts
    )
    mine = frozenset(card.part for card in cards if card.mine or not staff.scope)
    filing = parcels[0]
    told = _told(definition, mine) if staff.scope and definition is not None else None
    if told is not None:
        answers = {name: value for name, value in answers.items() if name in told}
    signed = tuple(one for parcel in parcels for one in signatures(session, parcel))
    flags = [wording.FLAGS.get(flag, flag) for parcel in parcels for flag in parcel.row.flags]
    doubts = contradictions(definition, answers) if definition is not None else ()
    return DossierPage(
        row=row,
        definition=definition,
        parcels=parcels,
        answers=answers,
        blocks=tuple(_blocks(definition, parcels, answers, told)),
        withholds=told is not None,
        papers=tuple(line for parcel in parcels for line in _papers(definition, parcel, mine)),
        parts=cards,
        signed=tuple(dict.fromkeys(signed)),
        flags=tuple(dict.fromkeys((*flags, *doubts))),
        steps=_steps(session, row, parcels, {part.part: part for part in parts}, definition),
        note=str(filing.fields.get("note") or ""),
        numbers=numbers_of_dossier(session, row, cards),
        numberless=_numberless(session, row, cards),
        slip=str((filing.fields.get("slip") or {}).get("number") or ""),
    )


def _told(definition: Definition, mine: frozenset[str]) -> frozenset[str] | None:
    """The questions whose answers these parts' authority needs: the same as it is sent. None for all, also where nobody has
    said what it needs: nobody can decide what he cannot see."""
    if not all(is_described(definition, part) for part in mine):
        return None
    needed = [fields_for(definition, part) for part in mine]
    return None if None in needed else frozenset().union(*(one for one in needed if one is not None))


def numbers_of_dossier(session: Session, row: DossierRow, cards: Sequence[PartCard]) -> NumbersOfDossier:
    """The numbers of ``row`` and what contradicts itself about them."""
    names = {card.part: card.name for card in cards}
    lines = tuple(
        NumberLine(
            one.number,
            names.get(one.part, one.part) if len(cards) > 1 else "",
            wording.NUMBER_SOURCES.get(one.source, one.source),
            one.by,
            one.at,
            one.replaced_at is None,
        )
        for one in numbers_of(session, row.id)
    )
    lead = leading_part(session, row.id)
    odds = at_odds(session, row)
    if odds is None:
        return NumbersOfDossier(lines, (), (), lead, mine=False)
    kept = odds.present.number if odds.present is not None else ""
    choices = {
        one.number: NumberChoice(
            one.number, f"cán bộ {one.by} chép từ cổng tại quầy lúc {wording.moment(one.at)}"
        )
        for one in odds.typed
    }
    if kept not in choices:
        source = wording.NUMBER_SOURCES[str(odds.present.source)] if odds.present is not None else ""
        choices[kept] = NumberChoice(kept, source or "không dùng mã nào chép tại quầy")
    filed = tuple(names.get(part, part) for part in odds.handed_on)
    mine = any(card.part == lead and card.mine for card in cards)
    return NumbersOfDossier(lines, tuple(choices.values()), filed, lead, mine)


def _numberless(session: Session, row: DossierRow, cards: Sequence[PartCard]) -> frozenset[str]:
    """A part that takes a road of ours gets its number by that road."""
    handed_on = frozenset(session.scalars(select(PassingRow.part).where(PassingRow.dossier == row.id)))
    waiting = []
    for card in cards:
        number = number_of(session, row, card.part)
        if card.mine and card.part not in handed_on and (number is None or not number.official):
            waiting.append(card.part)
    return frozenset(waiting)


def _card(
    definition: Definition | None, staff: Staff, part: PartRow, theirs: bool, results: int, now: datetime
) -> PartCard:
    mine = staff.moves(scope_of(part.authority_kind, part.authority_unit))
    status = CaseStatus(part.status)
    received = part.received_at is not None
    can = offered(status, received=received) if mine and not theirs else ()
    # Where they tell the state, its file may be laid beside their decision.
    decided = status is CaseStatus.DECIDED if theirs else may_give_result(status, received=received)
    names = {one.id: one.name.vi for one in definition.parts} if definition is not None else {}
    return PartCard(
        part=part.part,
        name=names.get(part.part, part.part),
        authority=part.authority_name,
        route=wording.ROUTES.get(part.route, part.route),
        status=status,
        status_at=part.status_at,
        received_at=part.received_at,
        due_at=part.due_at,
        deadline=standing(part.status, part.due_at, now),
        mine=mine,
        theirs=theirs,
        moves=tuple(one for one in can if one in PLAIN),
        offered=can,
        gives_result=mine and decided,
        results=results,
    )


def _blocks(
    definition: Definition | None,
    parcels: Sequence[OpenedParcel],
    answers: Mapping[str, Any],
    told: frozenset[str] | None,
) -> list[Block]:
    origins: dict[str, str] = {}
    unsure: set[str] = set()
    for parcel in parcels:
        said = parcel.fields.get("answers") or {}
        unsure = {one for one in unsure if one.partition(SEPARATOR)[0] not in said}
        origins |= parcel.fields.get("origins") or {}
        unsure |= set(parcel.fields.get("unsure") or ())
    unsure = {one for one in unsure if told is None or one.partition(SEPARATOR)[0] in told}
    if definition is None:
        facts = tuple(Fact(key, str(value), "", unsure=False) for key, value in sorted(answers.items()))
        return [Block("Câu trả lời (chưa có biểu mẫu của phiên bản này)", facts)]
    blocks: dict[str, tuple[Fact, ...]] = {}
    for page in definition.pages:
        if page.rows is None:
            person = next((one.person for one in page.fields if one.person), "")
            title = wording.PERSONS.get(person or "", page.title.vi if person else wording.NOBODY)
            _add(blocks, title, _facts(page.fields, answers, "", origins, unsure))
            continue
        for number, one in enumerate(answers.get(page.rows.id) or (), 1):
            prefix = f"{page.rows.id}{SEPARATOR}r{number}{SEPARATOR}"
            facts = _facts(page.rows.columns(), one, prefix, origins, unsure)
            _add(blocks, f"{page.rows.one.vi} {number}", facts)
    return [Block(title, facts) for title, facts in blocks.items()]


def _add(blocks: dict[str, tuple[Fact, ...]], title: str, facts: tuple[Fact, ...]) -> None:
    """What is one person's stands together, wherever it was asked."""
    if facts:
        blocks[title] = (*blocks.get(title, ()), *facts)


def _facts(
    fields: Sequence[Field],
    answers: Mapping[str, Any],
    prefix: str,
    origins: Mapping[str, str],
    unsure: set[str],
) -> tuple[Fact, ...]:
    found = []
    for asked in fields:
        value, address = answers.get(asked.id), prefix + asked.id
        if asked.type in (FieldType.PAPER, FieldType.ROWS) or (value is None and address not in unsure):
            continue
        words = reading(asked, value) if value is not None else ""
        origin = wording.ORIGINS.get(origins.get(address, ""), "")
        found.append(Fact(asked.label.vi, words or "", origin, address in unsure))
    return tuple(found)


def _papers(definition: Definition | None, parcel: OpenedParcel, mine: frozenset[str]) -> list[PaperLine]:
    known = {paper.id: paper for paper in definition.papers} if definition is not None else {}
    lines = []
    for told in parcel.fields.get("papers") or ():
        paper = known.get(told["paper"])
        digitised = told.get("digitised") or {}
        how = wording.HOW.get(digitised.get("how", ""), "")
        doubt = {"cut": ", thiếu mép – cán bộ vẫn giữ", "same": ", chụp hai lần – cán bộ vẫn giữ"}
        lines.append(
            PaperLine(
                parcel=parcel.row.parcel,
                slot=told["slot"],
                name=paper.name.vi if paper is not None else told["name"],
                handling=wording.HANDLINGS.get(told["handling"], told["handling"]),
                digitised=f"{how}, {digitised.get('by', '')}{doubt.get(str(digitised.get('despite')), '')}",
                media=told["media"],
                pages=min(told["pages"], _MOST_PAGES) if isinstance(told.get("pages"), int) else 1,
                size=wording.size(told["size"]),
                here=parcel.row.state == "delivered",
                mine=paper is None or paper.part is None or paper.part in mine,
            )
        )
    return lines


def _steps(
    session: Session,
    row: DossierRow,
    parcels: Sequence[OpenedParcel],
    parts: Mapping[str, PartRow],
    definition: Definition | None,
) -> tuple[Step, ...]:
    names = {one.id: one.name.vi for one in definition.parts} if definition is not None else {}
    steps = [Step(one.row.arrived_at, wording.KINDS.get(one.row.kind, one.row.kind)) for one in parcels]
    notices = session.scalars(
        select(NoticeRow).where(NoticeRow.dossier == row.id).order_by(NoticeRow.position)
    )
    told = {
        "number": "Báo mã hồ sơ",
        "status": "Báo trạng thái",
        "supplement": "Yêu cầu bổ sung",
        "result": "Gửi kết quả",
    }
    for notice in notices:
        words = told.get(notice.what, notice.what)
        if notice.status is not None and notice.what != "number":
            words += f": {wording.status(notice.status)}"
        if notice.part is not None and notice.part in parts and len(parts) > 1:
            words += f" ({names.get(notice.part, notice.part)})"
        if notice.seq is None:
            words += " – đang chờ ký gửi"
        steps.append(Step(notice.queued_at, words))
    return tuple(sorted(steps, key=lambda step: step.at))
