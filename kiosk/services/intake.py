"""Taking answers: beginning a draft, storing every answer at once, walking the pages, adding and removing rows.

The path itself is worked out by ``forms.path`` from plain answers; nothing here remembers where anybody is, except
the page written on the draft. Fields and pages are spoken of by their addresses: an id, or ``members/r1/member_name``
inside a repeated row.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from forms.addresses import new_row_id
from forms.definition import Definition, FieldType, Kind
from forms.errors import BugError, KnownError
from forms.faults import Fault
from forms.path import (
    Context,
    FieldState,
    FormState,
    PageState,
    evaluate,
    first_page,
    next_page,
    previous_page,
    progress,
)
from forms.rules.card_qr import Card
from forms.rules.health_card_qr import HealthCard, read_card
from forms.text import Message
from kiosk.domain.dossier import Answer, Dossier, DossierState, Origin, Value
from kiosk.domain.roles import Act, demand
from kiosk.services.asked import places
from kiosk.services.cards import PERMANENT, fact
from kiosk.services.desk import Desk, new_id
from kiosk.services.guidance import demand_offered
from kiosk.services.people import people_of, subject_name
from kiosk.store.answering import composed

_SEALED = Message(
    "error.intake.sealed",
    "Hồ sơ này đã nộp rồi. Muốn sửa hay thêm giấy tờ thì làm bổ sung hồ sơ.",
    "Somebody tries to change answers of a filed dossier",
)
_NOTHING_ASKED = Message(
    "error.intake.nothing_asked",
    "Thủ tục này máy chỉ hướng dẫn từng bước, không có câu hỏi.",
    "Somebody begins a procedure that is guidance only",
)
_ROWS_FULL = Message(
    "error.intake.rows_full",
    "Mẫu này chỉ ghi được tối đa {count} dòng.",
    "Somebody wants to add one more person or thing than the form takes",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as the screen draws it: the dossier, its answers, the state of its form and the page on screen."""

    dossier: Dossier
    definition: Definition
    answers: Mapping[str, Answer]
    state: FormState
    page: PageState
    number: int
    total: int
    context: Context

    @property
    def values(self) -> dict[str, Value]:
        """The plain answers."""
        return {key: answer.value for key, answer in self.answers.items() if answer.value is not None}

    @property
    def unsure(self) -> frozenset[str]:
        """The fields to which the citizen said "I don't know"."""
        return frozenset(key for key, answer in self.answers.items() if answer.unsure)


@dataclass(frozen=True, slots=True)
class CardOffer:
    """What a card would fill on this page: address → value. ``differs`` names fields that already say otherwise."""

    values: Mapping[str, Value]
    differs: tuple[str, ...]
    card: Card | HealthCard


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row on its group's hub page. ``title`` is whoever the row is about, empty while unknown; ``first_page`` the
    address where it begins, ``None`` when nothing in it is asked."""

    rows: str
    row: str
    number: int
    title: str
    complete: bool
    first_page: str | None


def begin(desk: Desk, procedure: str, language: str) -> str:
    """Starts a draft under the newest version lawful today and returns its id."""
    demand(desk.officer.role, Act.ANSWER)
    definition = desk.catalogue.newest(procedure, desk.today())
    demand_offered(desk, definition)
    if definition.kind is Kind.GUIDE:
        raise KnownError(_NOTHING_ASKED)
    context = desk.context_of_new()
    return desk.store.dossiers.create(
        dossier=new_id(),
        procedure=definition.code,
        version=definition.version,
        channel=context.channel,
        assisted=context.assisted,
        place=desk.office.place,
        authority_unit=desk.office.unit,
        authority_name=desk.office.authority_name,
        language=language,
        by=desk.officer.code,
    ).id


def open_draft(desk: Desk, dossier_id: str, page: str | None = None) -> Draft:
    """The draft at ``page``, or at the page it was left on, or at the first one."""
    dossier = desk.store.dossiers.get(dossier_id)
    answers = {answer.field: answer for answer in desk.store.dossiers.answers(dossier_id)}
    return _stands(desk, dossier, answers, page)


def _stands(desk: Desk, dossier: Dossier, answers: Mapping[str, Answer], page: str | None) -> Draft:
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    context = desk.context(dossier)
    state = evaluate(
        definition,
        {key: answer.value for key, answer in answers.items() if answer.value is not None},
        frozenset(key for key, answer in answers.items() if answer.unsure),
        context,
    )
    current = state.page(page or dossier.page or "")
    if current is None:
        # The page vanished with an answer that no longer shows it: the first page that is not complete is where
        # the conversation really is.
        first = first_page(state)
        current = next((p for p in state.pages if not p.complete), None) or next(
            p for p in state.pages if p.address == first
        )
    number, total = progress(state, current.address)
    return Draft(dossier, definition, answers, state, current, number, total, context)


def save_answer(
    desk: Desk,
    dossier_id: str,
    field: str,
    value: Value,
    *,
    page: str,
    origin: Origin = Origin.TYPED,
    unsure: bool = False,
    reference: str = "",
) -> None:
    """Stores one answer durably, with the page it was given on. An empty answer removes the old one."""
    put(
        desk, open_to_answers(desk, dossier_id), (Answer(field, value, origin, unsure, reference),), page=page
    )


def save_answers(
    desk: Desk,
    dossier_id: str,
    values: Mapping[str, Value],
    *,
    page: str | None,
    origin: Origin = Origin.TYPED,
    unsure: Collection[str] = (),
    reference: str = "",
) -> None:
    """Stores several answers in one commit; a draft is found by the names and numbers among them."""
    answers = [Answer(key, value, origin, key in unsure, reference) for key, value in values.items()]
    answers += [Answer(key, None, origin, True, reference) for key in unsure if key not in values]
    put(desk, open_to_answers(desk, dossier_id), answers, page=page)


def open_to_answers(desk: Desk, dossier_id: str) -> Draft:
    """The draft, to be given answers. Raises ``KnownError`` for a dossier that is filed."""
    draft_of(desk, dossier_id)
    return open_draft(desk, dossier_id)


def put(
    desk: Desk,
    draft: Draft,
    answers: Iterable[Answer],
    *,
    removed: Iterable[str] = (),
    page: str | None,
) -> Draft:
    """Stores and removes answers in one commit and gives the draft as it stands then: nothing is read again for it.

    An empty answer removes the old one. Whom the draft speaks of is written anew only when that changed.
    """
    told = [composed(answer) for answer in answers]
    kept = [answer for answer in told if answer.unsure or not _is_empty(answer.value)]
    gone = ({*removed, *(answer.field for answer in told)} - {answer.field for answer in kept}) & {
        *draft.answers
    }
    left = {key: answer for key, answer in draft.answers.items() if key not in gone}
    dossier = replace(draft.dossier, page=page or draft.dossier.page)
    after = _stands(desk, dossier, left | {answer.field: answer for answer in kept}, page)
    people = people_of(after.state)
    name = subject_name(people)
    named = people != people_of(draft.state) or name != dossier.citizen_name
    desk.store.dossiers.save_answers(
        dossier.id,
        kept,
        removed=tuple(sorted(gone)),
        page=page,
        by=desk.officer.code,
        people=people if named else None,
        citizen_name=name if named else None,
    )
    return replace(after, dossier=replace(dossier, citizen_name=name))


def _is_empty(value: Value) -> bool:
    return value is None or value == "" or (isinstance(value, Mapping) and not any(value.values()))


def add_row(desk: Desk, dossier_id: str, rows: str, *, page: str | None = None) -> str:
    """Adds an empty row to a repeated group and returns its id. Raises ``KnownError`` when there may be no more."""
    draft = open_to_answers(desk, dossier_id)
    hub = draft.definition.field(rows)
    here = _row_ids(draft, rows)
    if hub.maximum is not None and len(here) >= hub.maximum:
        raise KnownError(_ROWS_FULL, count=hub.maximum)
    fresh = new_row_id(here)
    put(desk, draft, (Answer(rows, [*here, fresh]),), page=page)
    return fresh


def remove_row(desk: Desk, dossier_id: str, rows: str, row: str, *, page: str | None = None) -> None:
    """Takes a row out with every answer in it and whoever it named. A row that is gone already is no fault."""
    draft = open_to_answers(desk, dossier_id)
    left = [one for one in _row_ids(draft, rows) if one != row]
    inside = f"{rows}/{row}/"
    gone = [address for address in draft.answers if address.startswith(inside)]
    kept = (Answer(rows, left),) if left else ()
    put(desk, draft, kept, removed=gone if left else [*gone, rows], page=page)


def rows_shown(draft: Draft) -> tuple[RowLine, ...]:
    """The rows of the repeated group whose hub is the page on screen."""
    return tuple(
        RowLine(
            hub.address,
            row.id,
            row.number,
            row.title,
            row.complete,
            next((p.address for p in draft.state.pages if p.asked and _is_of(p, hub.address, row.id)), None),
        )
        for hub in draft.page.fields
        if hub.field.type is FieldType.ROWS
        for row in hub.rows
    )


def _is_of(page: PageState, rows: str, row: str) -> bool:
    return page.row is not None and (page.row.rows, page.row.id) == (rows, row)


def go_to(desk: Desk, draft: Draft, page: str) -> Draft:
    """The same draft at another page, by its address."""
    return _turn(desk, draft, page) or draft


def judge_page(draft: Draft) -> tuple[Fault, ...]:
    """What is wrong with the page on screen, field by field; empty when the citizen may go on."""
    return tuple(
        field.fault
        for field in draft.page.fields
        if field.fault is not None and field.field.type is not FieldType.PAPER
    )


def forward(desk: Desk, draft: Draft, passed: Collection[str] = ()) -> Draft | None:
    """The next page, or ``None`` after the last one. Only called when ``judge_page`` found nothing.

    ``passed``: pages that are stepped over, both here and in ``back``.
    """
    return _turn(desk, draft, next_page(draft.state, draft.page.address, passed))


def back(desk: Desk, draft: Draft, passed: Collection[str] = ()) -> Draft | None:
    """The page before, or ``None`` on the first one. No later answer is lost."""
    return _turn(desk, draft, previous_page(draft.state, draft.page.address, passed))


def _turn(desk: Desk, draft: Draft, page: str | None) -> Draft | None:
    """The same draft at another page. Turning a page changes no answer, so nothing is read or worked out again."""
    if page is None:
        return None
    desk.store.dossiers.set_page(draft.dossier.id, page)
    number, total = progress(draft.state, page)
    current = next(p for p in draft.state.pages if p.address == page)
    dossier = replace(draft.dossier, page=page)
    return replace(draft, dossier=dossier, page=current, number=number, total=total)


def offer_card(draft: Draft, text: str) -> CardOffer:
    """Reads a card's code and says what it would fill: on a row's page only that very row's fields.

    Raises ``CardUnreadable`` with what is wrong with the scan.
    """
    card = read_card(text)
    persons = draft.page.card_groups
    if not persons:
        raise BugError("a card was read on a page that takes none")
    values: dict[str, Value] = {}
    state = draft.state
    # What the card answers may bring up further questions it can answer: where somebody lives, after which kind of
    # residence it is.
    while fresh := {
        shown.address: value
        for shown in state.fields()
        if shown.address not in values
        and shown.row == draft.page.row
        and shown.field.person in persons
        and (value := _on_card(card, shown, state)) is not None
    }:
        values |= fresh
        state = evaluate(draft.definition, {**draft.values, **values}, draft.unsure, draft.context)
    differs = tuple(key for key, value in values.items() if draft.values.get(key) not in (None, value))
    return CardOffer(values, differs, card)


def _on_card(card: Card | HealthCard, shown: FieldState, state: FormState) -> Value:
    field = shown.field
    if field.known is None or shown.locked:
        return None
    value = fact(card, field.known, field.type)
    if field.known == "residence" and not _is_permanent(shown, state):
        return None
    if field.known == "residence_kind" and shown.value not in (None, value):
        return None
    if field.type is FieldType.CHOICE and value not in [option.id for option in shown.options]:
        return None
    return value


def _is_permanent(residence: FieldState, state: FormState) -> bool:
    """Whether the place asked for is where somebody is registered for good, which alone a card tells."""
    kinds = [
        f.value
        for f in state.fields()
        if (f.field.known, f.field.person, f.row) == ("residence_kind", residence.field.person, residence.row)
    ]
    return not kinds or kinds[0] == PERMANENT


def accept_card(desk: Desk, draft: Draft, offer: CardOffer) -> Draft:
    """Fills the answers from the card, marked with their origin."""
    read = [Answer(address, value, Origin.CARD) for address, value in offer.values.items()]
    return put(desk, draft, read, page=draft.page.address)


def draft_of(desk: Desk, dossier_id: str) -> Dossier:
    """A dossier whose answers may still change. Raises ``KnownError`` for one that is filed."""
    dossier = desk.store.dossiers.get(dossier_id)
    if dossier.state is DossierState.SEALED:
        raise KnownError(_SEALED)
    return dossier


def _row_ids(draft: Draft, rows: str) -> list[str]:
    found = draft.answers.get(rows)
    return [place.id for place in places(rows, found.value if found is not None else None)]
