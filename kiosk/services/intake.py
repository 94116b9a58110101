"""Taking answers: beginning a draft, storing every answer at once, walking the pages, reading a card.

The path itself is worked out by ``forms.path`` from plain answers; nothing here remembers where anybody is, except
the page written on the draft.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from forms.definition import Definition, FieldType
from forms.errors import BugError, KnownError
from forms.faults import Fault
from forms.path import FormState, PageState, evaluate, first_page, next_page, previous_page, progress
from forms.rules.card_qr import Card, parse_card
from forms.rules.places import Places, bare_name
from forms.text import Message
from kiosk.domain.dossier import Answer, Dossier, DossierState, Origin, Value
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import Desk, new_id
from kiosk.services.people import people_of, subject_name

_SEALED = Message(
    "error.intake.sealed",
    "Hồ sơ này đã nộp rồi. Muốn sửa hay thêm giấy tờ thì làm bổ sung hồ sơ.",
    "Somebody tries to change answers of a filed dossier",
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
    """What a card would fill on this page: field id → value. ``differs`` names fields that already say otherwise."""

    values: Mapping[str, Value]
    differs: tuple[str, ...]
    card: Card


def begin(desk: Desk, procedure: str, language: str) -> str:
    """Starts a draft under the newest version lawful today and returns its id."""
    demand(desk.officer.role, Act.FILE)
    definition = desk.catalogue.newest(procedure, desk.today())
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
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    answers = {answer.field: answer for answer in desk.store.dossiers.answers(dossier_id)}
    state = evaluate(
        definition,
        {key: answer.value for key, answer in answers.items() if answer.value is not None},
        frozenset(key for key, answer in answers.items() if answer.unsure),
        desk.context(dossier),
    )
    wanted = page or dossier.page
    current = next((p for p in state.pages if p.page.id == wanted), None)
    if current is None:
        # The page vanished with an answer that no longer shows it: the first page that is not complete is where
        # the conversation really is.
        first = first_page(state)
        current = next((p for p in state.pages if not p.complete), None) or next(
            p for p in state.pages if p.page.id == first
        )
    number, total = progress(state, current.page.id)
    return Draft(dossier, definition, answers, state, current, number, total)


def save_answer(
    desk: Desk,
    dossier_id: str,
    field: str,
    value: Value,
    *,
    page: str,
    origin: Origin = Origin.TYPED,
    unsure: bool = False,
) -> None:
    """Stores one answer durably, with the page it was given on. An empty answer removes the old one."""
    dossier = _draft_dossier(desk, dossier_id)
    empty = value is None or value == "" or (isinstance(value, Mapping) and not any(value.values()))
    if empty and not unsure:
        desk.store.dossiers.save_answers(dossier_id, (), removed=(field,), page=page, by=desk.officer.code)
        return
    if _names_somebody(desk, dossier, field):
        save_answers(
            desk, dossier_id, {field: value}, page=page, origin=origin, unsure=(field,) if unsure else ()
        )
        return
    desk.store.dossiers.save_answer(
        dossier_id,
        field,
        None if empty else value,
        origin=origin,
        unsure=unsure,
        page=page,
        by=desk.officer.code,
    )


def save_answers(
    desk: Desk,
    dossier_id: str,
    values: Mapping[str, Value],
    *,
    page: str | None,
    origin: Origin = Origin.TYPED,
    unsure: Collection[str] = (),
) -> None:
    """Stores several answers in one commit; a draft is found by the names and numbers among them."""
    dossier = _draft_dossier(desk, dossier_id)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    answers = [Answer(key, value, origin, key in unsure) for key, value in values.items()]
    answers += [Answer(key, None, origin, True) for key in unsure if key not in values]
    known = {a.field: a.value for a in desk.store.dossiers.answers(dossier_id) if a.value is not None}
    people = people_of(definition, {**known, **values})
    desk.store.dossiers.save_answers(
        dossier_id,
        tuple(answers),
        page=page,
        by=desk.officer.code,
        people=people,
        citizen_name=subject_name(people) if people else None,
    )


def judge_page(draft: Draft) -> tuple[Fault, ...]:
    """What is wrong with the page on screen, field by field; empty when the citizen may go on."""
    return tuple(
        field.fault
        for field in draft.page.fields
        if field.fault is not None and field.field.type is not FieldType.PAPER
    )


def forward(desk: Desk, draft: Draft) -> Draft | None:
    """The next page, or ``None`` after the last one. Only called when ``judge_page`` found nothing."""
    return _turn(desk, draft, next_page(draft.state, draft.page.page.id))


def back(desk: Desk, draft: Draft) -> Draft | None:
    """The page before, or ``None`` on the first one. No later answer is lost."""
    return _turn(desk, draft, previous_page(draft.state, draft.page.page.id))


def _turn(desk: Desk, draft: Draft, page: str | None) -> Draft | None:
    """The same draft at another page. Turning a page changes no answer, so nothing is read or worked out again."""
    if page is None:
        return None
    desk.store.dossiers.set_page(draft.dossier.id, page)
    number, total = progress(draft.state, page)
    current = next(p for p in draft.state.pages if p.page.id == page)
    dossier = replace(draft.dossier, page=page)
    return replace(draft, dossier=dossier, page=current, number=number, total=total)


def offer_card(draft: Draft, text: str) -> CardOffer:
    """Reads a card's code and says what it would fill. Raises ``CardUnreadable`` with what is wrong with the scan."""
    card = parse_card(text)
    values: dict[str, Value] = {}
    differs = []
    groups = _groups_filled(draft)
    for shown in draft.state.fields():
        field = shown.field
        if field.card is None or field.card_group not in groups or shown.locked:
            continue
        value = _fact(card, field.card, field.type)
        if value is None:
            continue
        values[field.id] = value
        if draft.values.get(field.id) not in (None, value):
            differs.append(field.id)
    return CardOffer(values, tuple(differs), card)


def accept_card(desk: Desk, draft: Draft, offer: CardOffer) -> None:
    """Fills the answers from the card, marked with their origin."""
    save_answers(desk, draft.dossier.id, offer.values, page=draft.page.page.id, origin=Origin.CARD)


def _groups_filled(draft: Draft) -> frozenset[str | None]:
    filled = draft.page.card_groups
    if not filled:
        raise BugError("a card was read on a page that takes none")
    return frozenset(filled)


def _fact(card: Card, name: str, kind: FieldType) -> Value:
    if kind is FieldType.DATE:
        day = {"birth_date": card.birth_date, "issued": card.issued}.get(name)
        return day.isoformat() if day is not None else None
    value = getattr(card, name, None)
    if name == "residence" and kind is FieldType.PLACE:
        return place_on_card(value) if value else None
    return str(value) if isinstance(value, str) and value else None


def place_on_card(text: str) -> dict[str, str]:
    """The address printed on a card as a place of today, as far as its names are today's; the rest stays as detail.

    Cards older than the mergers name units that no longer exist: then only the text is offered, and a person picks.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    places = Places.load()
    provinces = {unit.folded: unit.code for unit in places.provinces()}
    province = provinces.get(bare_name(parts[-1])) if parts else None
    if province is None:
        return {"detail": text}
    communes: dict[str, list[str]] = {}
    for unit in places.communes(province):
        communes.setdefault(unit.folded, []).append(unit.code)
    for position in range(len(parts) - 2, -1, -1):
        found = communes.get(bare_name(parts[position]), [])
        if len(found) == 1:
            place = {"province": province, "commune": found[0]}
            detail = ", ".join(parts[:position])
            return {**place, "detail": detail} if detail else place
    return {"province": province, "detail": ", ".join(parts[:-1])} if parts[:-1] else {"province": province}


def _draft_dossier(desk: Desk, dossier_id: str) -> Dossier:
    dossier = desk.store.dossiers.get(dossier_id)
    if dossier.state is DossierState.SEALED:
        raise KnownError(_SEALED)
    return dossier


def _names_somebody(desk: Desk, dossier: Dossier, field_id: str) -> bool:
    field = desk.catalogue.get(dossier.procedure, dossier.version).field(field_id)
    return field.type in (FieldType.NAME, FieldType.IDENTITY, FieldType.PHONE)
