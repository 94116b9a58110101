"""Complete, valid and plainly invented answers for trying things out. The same seed gives the same answers.

Never to be used for a real dossier: the numbers are well formed and belong to nobody by intention only.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forms.addresses import RowPlace
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
    today: date

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randrange((last - first).days + 1))

    def past_or_near(self, future: bool) -> date:
        """A day of the kinds forms ask about: long ago, in these years, in these weeks, today, soon."""
        spans = [(-9000, -800), (-800, -61), (-60, -8), (-7, -1), (0, 0), *([(1, 30)] if future else [])]
        first, last = self.rng.choice(spans)
        return self.today + timedelta(days=self.rng.randint(first, last))

    def place(self) -> dict[str, str | None]:
        places = Places.load()
        province = self.rng.choice(places.provinces()).code
        commune = self.rng.choice(places.communes(province)).code
        return {"province": province, "commune": commune, "detail": f"Bản Mẫu {self.rng.randint(1, 9)}"}


def sample(
    definition: Definition, seed: int = 0, *, papers: bool = False, context: Context | None = None
) -> dict[str, Value]:
    """Answers under which nothing stands in the way of filing; flat (``forms.answers.nest`` makes a file's shape).

    Without ``papers`` only dossiers that need no paper at the counter are made up where there are such; with it, any,
    and ``sample_papers`` says which slots must be filled.
    """
    world = context or Context(DAY, "", Channel.IN_PERSON, assisted=True)
    for allowed in (papers, True):
        for attempt in range(_ATTEMPTS if allowed else _ATTEMPTS // 4):
            # Not a secret: the same seed must give the same answers.
            dice = _Dice(random.Random(f"{definition.code}/{seed}/{attempt}"), world.today)  # noqa: S311 - no secret
            try:
                return _Sampler(definition, dice, allowed, world).fill()
            except _DeadEnd:
                continue
    raise BugError("no sample could be made up for this definition")


def sample_papers(
    definition: Definition, answers: Mapping[str, Value], context: Context | None = None
) -> tuple[str, ...]:
    """The slots without which these answers cannot be filed."""
    world = context or Context(DAY, "", Channel.IN_PERSON, assisted=True)
    return tuple(p.paper.id for p in evaluate(definition, answers, (), world).papers if p.blocking)


class _Sampler:
    """One run of the dice through one form."""

    def __init__(self, definition: Definition, dice: _Dice, papers: bool, context: Context) -> None:
        self.definition = definition
        self.dice = dice
        self.papers = papers
        self.context = context
        self.answers: dict[str, Value] = {}
        self.cards: dict[str, Card] = {}  # person, in a row with its address → card
        self.left_blank: set[str] = set()

    def fill(self) -> dict[str, Value]:
        """All answers, or ``_DeadEnd``."""
        state = self._evaluate(self.answers)
        while (found := self._first_open(state)) is not None:
            self._deal_cards(state)
            if not found.required and self.dice.rng.random() < 0.3:
                self.left_blank.add(found.address)
                continue
            state = self._answer(state, found)
            if found.address not in self.answers:
                self.left_blank.add(found.address)
        if state.faults or state.stop or (not self.papers and _blocking(state)):
            raise _DeadEnd
        return self.answers

    def _evaluate(self, answers: Mapping[str, Value]) -> FormState:
        return evaluate(self.definition, answers, (), self.context)

    def _answer(self, state: FormState, found: FieldState) -> FormState:
        """What follows from one more answer; the same when an optional field got none."""
        for _ in range(_TRIES):
            value = self._value(found)
            if value is None:
                continue
            tried = {**self.answers, found.address: value}
            after = self._evaluate(tried)
            mine = after.find(found.address)
            more_papers = _blocking(after) - _blocking(state)
            if (
                mine is None
                or mine.fault
                or after.stop
                or after.to_officer
                or (more_papers and not self.papers)
            ):
                continue
            self.answers = tried
            return after
        if found.required:
            raise _DeadEnd
        return state

    def _first_open(self, state: FormState) -> FieldState | None:
        for page in state.pages:
            for f in page.fields:
                is_open = f.value is None and not f.locked and f.field.type is not FieldType.PAPER
                if is_open and f.address not in self.left_blank:
                    return f
        return None

    def _deal_cards(self, state: FormState) -> None:
        """One invented card for the persons a page fills together: they are the same person."""
        for page in state.pages:
            keys = [_owner(person, page.row) for person in page.card_groups]
            if keys and not all(key in self.cards for key in keys):
                names = [
                    self.dice.rng.choice(f.examples)
                    for f in state.definition.fields()
                    if f.known == "name" and f.person in page.card_groups and f.examples
                ]
                young = self.dice.rng.random() < 0.25
                card = invented_card(
                    self.dice.rng, names[0] if names else "Nguyễn Thị Mẫu", self.dice.today if young else None
                )
                self.cards.update(dict.fromkeys(keys, card))

    def _value(self, found: FieldState) -> Value | None:
        f, rng = found.field, self.dice.rng
        card = self.cards.get(_owner(f.person or "", found.row))
        if card is not None and f.known in CARD_FACTS and f.type is not FieldType.PLACE:
            fact = getattr(card, f.known)
            value = fact.isoformat() if isinstance(fact, date) else fact
            if value:
                return str(value)
        match f.type:
            case FieldType.ROWS:
                low = f.minimum or 0
                return [
                    f"r{n}"
                    for n in range(1, rng.randint(max(low, 1), min(low + 2, f.maximum or low + 2)) + 1)
                ]
            case FieldType.CHOICE:
                return rng.choice(found.options).id if found.options else None
            case FieldType.YES_NO:
                return rng.random() < 0.5
            case FieldType.INTEGER:
                low = f.minimum if f.minimum is not None else 0
                return rng.randint(low, min(low + 2, f.maximum if f.maximum is not None else low + 2))
            case FieldType.DATE:
                text = self.dice.past_or_near(f.future).isoformat()
                return text[
                    : {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[rng.choice(f.precisions)]
                ]
            case FieldType.PLACE:
                return self.dice.place()
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


def _owner(person: str, row: RowPlace | None) -> str:
    return row.address(person) if row else person


def _blocking(state: FormState) -> set[str]:
    return {p.paper.id for p in state.papers if p.blocking}


def invented_card(rng: random.Random, name: str, child_on: date | None = None) -> Card:
    """A card of somebody who does not exist: number, sex and birth agree. With ``child_on`` of a child under six then."""
    sex = Sex.FEMALE if "Thị" in name.split() else Sex.MALE
    if child_on is None:
        birth = date(1955, 1, 1) + timedelta(days=rng.randrange(8000))
    else:
        birth = child_on - timedelta(days=rng.randrange(10, 2000))
    province = rng.choice(tuple(PROVINCES_63))
    century = 2 if birth.year >= 2000 else 0
    number = f"{province}{century + int(sex is Sex.FEMALE)}{birth.year % 100:02d}000{rng.randrange(1000):03d}"
    issued = max(birth, date(2021, 3, 1)) + timedelta(days=rng.randrange(10))
    return Card(number, "", name, birth, sex, f"Bản Mẫu {rng.randint(1, 9)}, xã Thí Dụ", issued)
