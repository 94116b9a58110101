"""Complete, valid and plainly invented answers for trying things out. The same seed gives the same answers.

Never to be used for a real dossier: the numbers are well formed and belong to nobody by intention only.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forms.answers import Value
from forms.definition import Definition, FieldType, Precision
from forms.errors import BugError
from forms.known import CARD_FACTS
from forms.path import Context, FieldState, FormState, evaluate
from forms.rules.card_qr import Card
from forms.rules.ethnic import GROUPS
from forms.rules.identity import PROVINCES_63, Sex
from forms.rules.places import Places
from forms.states import Channel

DAY = date(2026, 11, 20)
"""The day samples are made for when no other is named; everything they tell lies before it."""

_ATTEMPTS = 200
_TRIES = 40


class _DeadEnd(Exception):
    """These choices cannot be completed as asked; another run of the dice may."""


@dataclass(frozen=True, slots=True)
class _Dice:
    rng: random.Random

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randrange((last - first).days + 1))

    def place(self) -> dict[str, str | None]:
        places = Places.load()
        province = self.rng.choice(places.provinces()).code
        commune = self.rng.choice(places.communes(province)).code
        return {"province": province, "commune": commune, "detail": f"Bản Mẫu {self.rng.randint(1, 9)}"}


def sample(
    definition: Definition, seed: int = 0, *, papers: bool = False, context: Context | None = None
) -> dict[str, Value]:
    """Answers under which nothing stands in the way of filing.

    Without ``papers`` only dossiers that need no paper at the counter are made up; with it, any, and
    ``sample_papers`` says which slots must be filled.
    """
    world = context or Context(DAY, "", Channel.IN_PERSON, assisted=True)
    for attempt in range(_ATTEMPTS):
        # Not a secret: the same seed must give the same answers.
        dice = _Dice(random.Random(f"{definition.code}/{seed}/{attempt}"))  # noqa: S311
        try:
            return _fill(definition, dice, papers, world)
        except _DeadEnd:
            continue
    raise BugError("no sample could be made up for this definition")


def sample_papers(
    definition: Definition, answers: Mapping[str, Value], context: Context | None = None
) -> tuple[str, ...]:
    """The slots without which these answers cannot be filed."""
    world = context or Context(DAY, "", Channel.IN_PERSON, assisted=True)
    return tuple(p.paper.id for p in evaluate(definition, answers, (), world).papers if p.blocking)


def _fill(definition: Definition, dice: _Dice, papers: bool, context: Context) -> dict[str, Value]:
    answers: dict[str, Value] = {}
    cards: dict[str, Card] = {}
    left_blank: set[str] = set()
    state = evaluate(definition, answers, (), context)
    while (found := _first_open(state, left_blank)) is not None:
        _deal_cards(state, cards, dice)
        if not found.required and dice.rng.random() < 0.3:
            left_blank.add(found.field.id)
            continue
        answers, state = _answer(state, found, answers, cards, dice, papers, context)
        if found.field.id not in answers:
            left_blank.add(found.field.id)
    if state.faults or (not papers and _blocking(state)):
        raise _DeadEnd
    return answers


def _answer(
    state: FormState,
    found: FieldState,
    answers: dict[str, Value],
    cards: Mapping[str, Card],
    dice: _Dice,
    papers: bool,
    context: Context,
) -> tuple[dict[str, Value], FormState]:
    """The answers with one more, and what follows from them; unchanged when an optional field got none."""
    for _ in range(_TRIES):
        value = _value(found, cards, dice)
        if value is None:
            continue
        tried = {**answers, found.field.id: value}
        after = evaluate(state.definition, tried, (), context)
        mine = after.find(found.field.id)
        more_papers = _blocking(after) - _blocking(state)
        if mine is None or mine.fault or after.stop or after.to_officer or (more_papers and not papers):
            continue
        return tried, after
    if found.required:
        raise _DeadEnd
    return answers, state


def _first_open(state: FormState, left_blank: set[str]) -> FieldState | None:
    for f in state.fields():
        is_open = f.value is None and not f.locked and f.field.type is not FieldType.PAPER
        if is_open and f.field.id not in left_blank:
            return f
    return None


def _blocking(state: FormState) -> set[str]:
    return {p.paper.id for p in state.papers if p.blocking}


def _deal_cards(state: FormState, cards: dict[str, Card], dice: _Dice) -> None:
    """One invented card for the groups a page fills together: they are the same person."""
    for page in state.pages:
        if page.card_groups and not all(group in cards for group in page.card_groups):
            names = [
                f.examples[0] if not f.examples else dice.rng.choice(f.examples)
                for f in state.definition.fields()
                if f.known == "name" and f.person in page.card_groups
            ]
            card = invented_card(dice.rng, names[0] if names else "Nguyễn Thị Mẫu")
            for group in page.card_groups:
                cards[group] = card


def invented_card(rng: random.Random, name: str) -> Card:
    """A card of somebody who does not exist: number, sex and birth agree."""
    sex = Sex.FEMALE if "Thị" in name.split() else Sex.MALE
    dice = _Dice(rng)
    birth = dice.day(date(1955, 1, 1), date(1976, 12, 31))
    province = rng.choice(tuple(PROVINCES_63))
    number = f"{province}{int(sex is Sex.FEMALE)}{birth.year % 100:02d}000{rng.randrange(1000):03d}"
    issued = dice.day(date(2021, 3, 1), date(2025, 12, 31))
    return Card(number, "", name, birth, sex, f"Bản Mẫu {rng.randint(1, 9)}, xã Thí Dụ", issued)


def _value(found: FieldState, cards: Mapping[str, Card], dice: _Dice) -> Value | None:
    f, rng = found.field, dice.rng
    card = cards.get(f.person or "")
    if card is not None and f.known in CARD_FACTS and f.type is not FieldType.PLACE:
        fact = getattr(card, f.known)
        value = fact.isoformat() if isinstance(fact, date) else fact
        if value:
            return str(value)
    match f.type:
        case FieldType.CHOICE:
            return rng.choice(found.options).id if found.options else None
        case FieldType.YES_NO:
            return rng.random() < 0.5
        case FieldType.INTEGER:
            low = f.minimum if f.minimum is not None else 0
            return rng.randint(low, min(low + 2, f.maximum if f.maximum is not None else low + 2))
        case FieldType.DATE:
            text = dice.day(date(1998, 1, 1), date(2024, 12, 31)).isoformat()
            return text[
                : {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[rng.choice(f.precisions)]
            ]
        case FieldType.PLACE:
            return dice.place()
        case FieldType.ETHNIC:
            return rng.choice(GROUPS[:54]).value()
        case FieldType.PHONE:
            return f"0900000{rng.randrange(1000):03d}"
        case FieldType.IDENTITY:
            return invented_card(rng, "Trần Văn Thí Dụ").number
        case FieldType.NAME:
            return rng.choice(f.examples or ("Nguyễn Thị Mẫu", "Giàng A Thử"))
        case FieldType.TEXT:
            return rng.choice(f.examples or ("Thí dụ",))
        case _:
            return None
