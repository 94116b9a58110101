"""Looking for answers under which each condition of a definition holds: a question nobody can reach is a fault.

Each condition is tried together with the conditions of every answer it depends on, first at random, then one case after
the other. What cannot be settled within the budget is let pass: a doubt is no fault.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forms.definition import Definition, Expression, Field, FieldType, Precision, Rows
from forms.errors import BugError
from forms.expression import Scope, compiled, functions_on
from forms.reading import Faults
from forms.text import Message

NEVER = Message(
    "error.form.definition.never",
    "Điều kiện này không bao giờ đúng, nên không ai tới được chỗ này.",
    "For authors: probing found no answers under which the condition holds.",
)

_TRIES = 120
_CASES = 4000
_TODAY = "2026-11-20"
_TEXT = re.compile(r"""(["'])(.*?)\1""")
_NUMBER = re.compile(r"\b\d{1,5}\b")
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_AGES = (1, 10, 70, 400, 1500, 3000, 5600, 6500, 9000, 25000, 36000)
_PLACES = (
    {"province": "11", "commune": "03127", "detail": "Bản Mẫu"},
    {"province": "75", "commune": "25195", "detail": "Ấp Mẫu"},
)
_SAMPLES: dict[FieldType, tuple[Any, ...]] = {
    FieldType.TEXT: ("mẫu", "12345.GCS.12345.26"),
    FieldType.NAME: ("Nguyễn Thị Mẫu", "Giàng A Thử"),
    FieldType.YES_NO: (True, False),
    FieldType.IDENTITY: ("011190000001", "011090000002", "012345678"),
    FieldType.PHONE: ("0900000000",),
    FieldType.PLACE: _PLACES,
    FieldType.ETHNIC: (
        {"name": "Tày", "code": "02", "list": "QD121"},
        {"name": "Cil", "code": None, "list": "QD121"},
    ),
    FieldType.PAPER: (),
}
_WORLD: dict[str, tuple[Any, ...]] = {
    "today": (_TODAY,),
    "office": ("03127", "25195"),
    "channel": (1, 2, 3),
    "assisted": (True, False),
    "row": (1, 2),
}


@dataclass(frozen=True, slots=True)
class _Gate:
    """What stands before a field: the conditions of its group, its page and its own."""

    field: Field
    shows: tuple[Expression, ...]


class Reacher:
    """Tries the conditions of one sound definition and notes those that never hold."""

    def __init__(self, definition: Definition, faults: Faults) -> None:
        self._faults = faults
        self._gates: dict[str, _Gate] = {}
        for page in definition.pages:
            outer = (page.show,) if page.show else ()
            for inner in (*(page.rows.pages if page.rows else ()), page):
                shows = outer if inner is page or not inner.show else (*outer, inner.show)
                for f in inner.fields:
                    self._gates[f.id] = _Gate(f, (*shows, f.show) if f.show else shows)
        self._order = {name: n for n, name in enumerate(self._gates)}
        self._rng = random.Random(definition.code)  # noqa: S311  # the same faults at every run, and no secret
        self._seen: dict[tuple[str, ...], bool] = {}

    def fields(self) -> None:
        """Every page, field and option that has a condition."""
        told: set[str] = set()
        for gate in self._gates.values():
            if gate.shows and gate.shows[-1].path not in told:
                told.add(gate.shows[-1].path)
                self.condition(*gate.shows)
            for option in gate.field.options:
                if option.show is not None:
                    self.condition(*gate.shows, option.show)

    def condition(self, *together: Expression | bool | None) -> None:
        """Conditions that must be able to hold at once; a fault is noted at the last."""
        wanted = [e for e in together if isinstance(e, Expression)]
        if wanted and not self._reachable(tuple(wanted)):
            self._faults.add(wanted[-1].path, NEVER)

    def _reachable(self, wanted: tuple[Expression, ...]) -> bool:
        key = tuple(e.source for e in wanted)
        if key not in self._seen:
            self._seen[key] = _Search(self._gates, self._order, self._rng, wanted).succeeds()
        return self._seen[key]


class _Search:
    """One search for answers under which some conditions hold together."""

    def __init__(
        self,
        gates: dict[str, _Gate],
        order: dict[str, int],
        rng: random.Random,
        wanted: Sequence[Expression],
    ) -> None:
        self._gates = gates
        self._wanted = wanted
        self._rng = rng
        self._cases = 0
        names: set[str] = set()
        sources = [e.source for e in wanted]
        for source in sources:  # grows while it is walked: conditions of what conditions depend on
            for name in compiled(source).variables():
                if name not in names:
                    names.add(name)
                    sources += _sources(gates[name]) if name in gates else []
        self._names = sorted((n for n in names if n in gates), key=order.__getitem__)
        self._world = [n for n in names if n in _WORLD]
        self._texts = {text for source in sources for _, text in _TEXT.findall(source)}
        self._numbers = {int(n) for source in sources for n in _NUMBER.findall(_TEXT.sub("", source))}
        self._scope = Scope(dict.fromkeys(names), functions_on(_TODAY))

    def succeeds(self) -> bool:
        """Whether answers were found, or the search was given up."""
        worlds = list(self._worlds())
        for _ in range(_TRIES):
            self._enter(self._rng.choice(worlds))
            if self._random():
                return True
        for world in worlds:
            self._enter(world)
            if self._every(0):
                return True
        return False

    def _worlds(self) -> Iterator[dict[str, Any]]:
        found: list[dict[str, Any]] = [{}]
        for name in self._world:
            values = (*_WORLD[name], *self._days()) if name == "today" else _WORLD[name]
            found = [{**one, name: value} for one in found for value in values]
        yield from found

    def _days(self) -> tuple[str, ...]:
        days = [t for t in sorted(self._texts) if _DAY.fullmatch(t) and len(t) == 10]
        around = [date.fromisoformat(t) + timedelta(days=n) for t in days for n in (-1, 0, 1)]
        return tuple(day.isoformat() for day in around)

    def _enter(self, world: dict[str, Any]) -> None:
        for name, value in world.items():
            self._scope.put(name, value)

    def _random(self) -> bool:
        for name in self._names:
            self._scope.put(name, self._rng.choice(self._candidates(name)))
        return self._holds()

    def _every(self, number: int) -> bool:
        if self._cases > _CASES:
            return True  # given up
        if number == len(self._names):
            self._cases += 1
            return self._holds()
        name = self._names[number]
        for later in self._names[number:]:
            self._scope.put(later, None)
        for value in self._candidates(name):
            self._scope.put(name, value)
            if self._every(number + 1):
                return True
        return False

    def _holds(self) -> bool:
        try:
            return all(self._scope.holds(e) for e in self._wanted)
        except BugError:  # named by the prober already
            return True

    def _candidates(self, name: str) -> Sequence[Any]:
        """What the field may be, given the fields before it."""
        gate, scope = self._gates[name], self._scope
        f = gate.field
        try:
            if not all(scope.holds(show) for show in gate.shows):
                return (None,)
            if f.computed is not None and scope.holds(f.computed.when):
                return (scope.value(f.computed.value),)
            if f.options:
                return (*(o.id for o in f.options if scope.holds(o.show)), None)
        except BugError:
            return (None,)
        if f.rows is not None:
            return self._rows(f.rows, f.maximum or 3)
        return (*self._samples(f), None)

    def _samples(self, f: Field) -> Sequence[Any]:
        if f.type is FieldType.DATE:
            return self._dates(f)
        if f.type is FieldType.INTEGER:
            low = 0 if f.minimum is None else f.minimum
            high = low + 1000 if f.maximum is None else f.maximum
            told = {n + m for n in self._numbers for m in (-1, 0, 1)}
            return tuple(sorted({low, low + 1, high, *(n for n in told if low <= n <= high)}))
        if f.type is FieldType.TEXT:
            lengths = sorted({n + m for n in self._numbers for m in (0, 1)})
            texts = (*_SAMPLES[f.type], *sorted(self._texts), *("0" * n for n in lengths))
            return tuple(t for t in texts if 0 < len(t) <= f.max_length)
        return _SAMPLES[f.type]

    def _dates(self, f: Field) -> Sequence[str]:
        today = date.fromisoformat(_TODAY)
        far = {*_AGES, *(n + m for n in self._numbers for m in (-1, 0, 1))}
        far |= {n * 365 + n // 4 + m for n in self._numbers if n <= 120 for m in (-2, 0, 2)}
        days = [today - timedelta(days=n) for n in sorted(far) if 0 <= n < 60000]
        if f.future:
            days += [today + timedelta(days=n) for n in (1, 30, 400)]
        texts = [day.isoformat() for day in days] + sorted(t for t in self._texts if _DAY.fullmatch(t))
        if Precision.YEAR in f.precisions:
            texts.append("1990")
        return texts

    def _rows(self, rows: Rows, maximum: int) -> Sequence[Any]:
        """No row, one of each kind of answer, and as many as there may be."""
        columns = {c.id: self._row_samples(c) for c in rows.columns()}
        longest = max((len(some) for some in columns.values()), default=1)
        made = [{c: some[n % len(some)] for c, some in columns.items()} for n in range(longest)]
        many = [made[n % len(made)] for n in range(maximum)]
        return (None, *([row] for row in made), made[:2], many)

    def _row_samples(self, f: Field) -> Sequence[Any]:
        if f.options:
            return tuple(o.id for o in f.options)
        return tuple(self._samples(f)) or (None,)


def _sources(gate: _Gate) -> list[str]:
    f = gate.field
    found = [show.source for show in gate.shows]
    if f.computed is not None:
        found += [f.computed.value.source, *([f.computed.when.source] if f.computed.when else [])]
    return found + [o.show.source for o in f.options if o.show]
