"""Working a whole form out of its answers: a pure function of the definition, the answers and the day.

Nothing is remembered between calls. A field that is not shown has no value, for later questions as well as for the
record; the questions of a row are shown only while their group is. A form that says "stop" ends at the page that said so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms.addresses import RowPlace
from forms.answers import Value, clean, flatten
from forms.definition import (
    Deadline,
    Definition,
    DueRule,
    Field,
    FieldType,
    Option,
    Page,
    Paper,
    PaperHandling,
)
from forms.expression import Scope, functions_on
from forms.faults import Fault
from forms.judging import MISSING, TOO_FEW_ROWS, Judgement, judge_rows, judge_value
from forms.rules.deadlines import last_day
from forms.rules.fees import fee_state
from forms.standing import (
    ChosenPart,
    Context,
    DeadlineState,
    FieldState,
    FormState,
    PageState,
    PaperState,
    RowState,
)
from forms.text import Message

UNSURE_ANSWERS = Message(
    "ui.form.unsure_to_officer",
    "Có câu bà con chưa biết. Cán bộ sẽ xem cùng bà con trước khi nhận hồ sơ.",
    "Told to the officer and the citizen when some answer was “I don't know”.",
)


@dataclass(slots=True)
class _Taken:
    """A shown field whose value is taken in and whose conditions are still to be judged."""

    field: Field
    address: str
    value: Value | None
    known: bool  # whether the value's shape is right, so that conditions may see it
    locked: bool
    unsure: bool
    options: tuple[Option, ...]
    suggestion: Value | None
    found: Judgement | None


@dataclass(slots=True)
class _TakenPage:
    page: Page
    place: RowPlace | None
    fields: list[_Taken]
    persons: tuple[str, ...]
    hub_rows: tuple[RowPlace, ...] = ()


def evaluate(
    definition: Definition, answers: Mapping[str, Any], unsure: Collection[str], context: Context
) -> FormState:
    """The whole form as it stands; answers may be flat or nested. Unknown keys among them are left aside;
    ``forms.validation`` names them."""
    walk = _Walk(definition, flatten(definition, answers), frozenset(unsure), context)
    scope = walk.scope
    pages = walk.take()
    stop_rule = next((r for r in definition.stops if scope.holds(r.when)), None)
    if stop_rule is not None:
        kept = _up_to(definition, stop_rule.page)
        pages = [p for p in pages if (p.place.rows if p.place else p.page.id) in kept]
    judged = walk.judge(pages)
    shown = [f for page in judged for f in page.fields]
    reasons = [rule.message for rule in definition.to_officer if scope.holds(rule.when)]
    if any(f.unsure for f in shown):
        reasons.append(UNSURE_ANSWERS)
    parts = tuple(
        ChosenPart(p, scope.holds(p.when), due_in_force(p.due_rule, scope) if p.due_rule else None)
        for p in definition.parts
    )
    absent = {p.part.id for p in parts if not p.chosen}
    return FormState(
        definition=definition,
        pages=judged,
        stop=stop_rule.message if stop_rule else None,
        to_officer=reasons[0] if reasons else None,
        officer_reasons=tuple(reasons),
        papers=tuple(_paper_state(paper, scope, absent) for paper in definition.papers),
        fee=fee_state(
            definition.fees, scope, context.today, context.province or context.office_unit, context.channel
        ),
        computed={f.address: f.value for f in shown if f.computed and f.value is not None},
        faults=tuple(f.fault for f in shown if f.fault is not None),
        warnings=tuple((f.address, warning) for f in shown for warning in f.warnings),
        parts=parts,
        declarations=tuple(
            d for d in definition.declarations if d.part not in absent and scope.holds(d.when)
        ),
        deadlines=tuple(walk.deadline(d) for d in definition.deadlines if scope.holds(d.when)),
        due=due_in_force(definition.due_rule, scope),
    )


def due_in_force(rule: DueRule, scope: Scope) -> DueRule:
    """The rule with the days of the first case that holds."""
    for case in rule.cases:
        if scope.holds(case.when):
            return replace(
                rule, working_days=case.working_days, fact=case.fact, text=case.text or rule.text, cases=()
            )
    return rule


class _Walk:
    """One evaluation: takes values in page by page, then judges them with everything known."""

    def __init__(
        self, definition: Definition, answers: Mapping[str, Any], unsure: frozenset[str], context: Context
    ) -> None:
        self.definition = definition
        self.answers = answers
        self.unsure = unsure
        self.context = context
        self.values: dict[str, Value] = {}  # address → every value whose shape is right
        self._blank_rows: dict[str, dict[str, None]] = {}
        today = context.today.isoformat()
        blank: dict[str, Any] = dict.fromkeys(f.id for f in definition.fields())
        self.scope = Scope(
            {
                **blank,
                "today": today,
                "office": context.office_unit,
                "channel": int(context.channel),
                "assisted": context.assisted,
                "row": None,
            },
            functions_on(today),
        )

    def take(self) -> list[_TakenPage]:
        """Every shown page with its values, rows before their hub."""
        found: list[_TakenPage] = []
        holds = self.scope.holds
        for page in self.definition.pages:
            if page.show is not None and not holds(page.show):
                continue
            rows = page.rows
            if rows is not None:
                self._take_group(page, found)
                continue
            fields = [self._take_field(f, f.id) for f in page.fields if f.show is None or holds(f.show)]
            if fields:
                found.append(_TakenPage(page, None, fields, self._persons(page)))
        return found

    def judge(self, pages: Sequence[_TakenPage]) -> tuple[PageState, ...]:
        """The states of the pages; conditions of a row see that row's answers."""
        judged: list[PageState] = []
        open_row: RowPlace | None = None
        for taken in pages:
            if taken.place is not open_row:
                self._leave(open_row)
                self._enter(taken.place)
                open_row = taken.place
            rows = _row_states(taken, judged) if taken.hub_rows else ()
            fields = tuple([self._judge_field(f, taken.place, rows) for f in taken.fields])
            faulty = asked = False
            for f in fields:
                faulty = faulty or f.fault is not None
                asked = asked or not f.locked
            asked = asked or faulty
            place = taken.place
            address = place.address(taken.page.id) if place else taken.page.id
            judged.append(PageState(taken.page, fields, not faulty, asked, taken.persons, address, place))
        self._leave(open_row)
        return tuple(judged)

    def deadline(self, deadline: Deadline) -> DeadlineState:
        """How a deadline stands today."""
        after = self.values.get(deadline.after)
        last = last_day(after if isinstance(after, str) else None, deadline.days, self.context.today)
        return DeadlineState(deadline, last.day, last.over, deadline.over if last.over else deadline.text)

    def _take_group(self, page: Page, found: list[_TakenPage]) -> None:
        hub = page.fields[0]
        assert hub.rows is not None
        raw = clean(FieldType.ROWS, self.answers.get(hub.id))
        wrong = None if raw is None else judge_rows(hub, raw)
        ids = raw[: hub.maximum] if isinstance(raw, list) and not (wrong and wrong.whole) else []
        places = tuple(RowPlace(hub.id, row, n) for n, row in enumerate(ids, 1))
        table: list[dict[str, Any]] = []
        for place in places:
            self.scope.put("row", place.number)
            for inner in hub.rows.pages:
                if not self.scope.holds(inner.show):
                    continue
                fields = [
                    self._take_field(f, place.address(f.id))
                    for f in inner.fields
                    if f.show is None or self.scope.holds(f.show)
                ]
                if fields:
                    found.append(_TakenPage(inner, place, fields, self._persons(inner)))
            table.append(self._row_values(place))
            self._leave(place)
        if places:
            self.scope.put(hub.id, table)
            self.values[hub.id] = list(ids)
        judgement = wrong.judgement if wrong else None
        if raw is None and hub.minimum:
            judgement = (TOO_FEW_ROWS, {"minimum": hub.minimum})
        taken = _Taken(hub, hub.id, raw, judgement is None, False, False, (), None, judgement)
        found.append(_TakenPage(page, None, [taken], self._persons(page), places))

    def _take_field(self, f: Field, address: str) -> _Taken:
        """Takes one field's value in, judges its shape, and makes it known to what is asked later."""
        scope = self.scope
        options = f.options
        for option in options:
            if option.show is not None:
                options = tuple([o for o in options if o.show is None or scope.holds(o.show)])
                break
        computed = f.computed
        locked = computed is not None and scope.holds(computed.when)
        found: Judgement | None = None
        suggestion: Value | None = None
        if locked and computed is not None:
            value = clean(f.type, scope.value(computed.value))
        else:
            raw = self.answers.get(address)
            value = None if raw is None else clean(f.type, raw)
            if value is not None:
                found = judge_value(f, value, options, self.context.today)
            elif f.suggest is not None:
                suggestion = clean(f.type, scope.value(f.suggest))
        known = value is not None and found is None
        if known and value is not None:
            scope.put(f.id, value)
            self.values[address] = value
        doubt = address in self.unsure and f.may_be_unsure and not locked
        return _Taken(f, address, value, known, locked, doubt, options, suggestion, found)

    def _judge_field(self, t: _Taken, place: RowPlace | None, rows: tuple[RowState, ...]) -> FieldState:
        f, holds = t.field, self.scope.holds
        required = f.required if isinstance(f.required, bool) else holds(f.required)
        if f.type is FieldType.PAPER:
            required = False
        fault: Fault | None = None
        warnings: tuple[Message, ...] = ()
        if t.found is not None:
            fault = Fault(t.address, f.label, *t.found)
        elif t.value is None:
            if required and not t.unsure and not t.locked:
                fault = Fault(t.address, f.label, MISSING)
        elif f.checks or f.warnings:
            broken = next((c.message for c in f.checks if not holds(c.that)), None)
            fault = Fault(t.address, f.label, broken) if broken else None
            warnings = tuple([w.message for w in f.warnings if holds(w.that)])
        return FieldState(
            f, required, t.value, t.locked, t.locked, t.unsure, t.options, t.suggestion, warnings, fault,
            t.address, place, rows,
        )  # fmt: skip

    def _persons(self, page: Page) -> tuple[str, ...]:
        fills = page.card_fills
        return tuple(fill.person for fill in fills if self.scope.holds(fill.when)) if fills else ()

    def _row_values(self, place: RowPlace) -> dict[str, Any]:
        get, start = self.values.get, place.address("")
        return {column: get(start + column) for column in self._blank_row(place.rows)}

    def _enter(self, place: RowPlace | None) -> None:
        if place is not None:
            self.scope.put("row", place.number)
            self.scope.put_all(self._row_values(place))

    def _leave(self, place: RowPlace | None) -> None:
        if place is not None:
            self.scope.put("row", None)
            self.scope.put_all(self._blank_row(place.rows))

    def _blank_row(self, group: str) -> dict[str, None]:
        if group not in self._blank_rows:
            rows = self.definition.field(group).rows
            assert rows is not None
            self._blank_rows[group] = dict.fromkeys(c.id for c in rows.columns())
        return self._blank_rows[group]


def _row_states(hub: _TakenPage, judged: Sequence[PageState]) -> tuple[RowState, ...]:
    by_row: dict[str, list[PageState]] = {}
    for page in judged:
        if page.row is not None and page.row.rows == hub.fields[0].field.id:
            by_row.setdefault(page.row.id, []).append(page)
    return tuple(
        RowState(
            place.id,
            place.number,
            _title(by_row.get(place.id, [])),
            all(page.complete for page in by_row.get(place.id, [])),
        )
        for place in hub.hub_rows
    )


def _title(pages: Sequence[PageState]) -> str:
    """What tells a row from the others: its name, else its first written answer."""
    texts = [(f.field.type, f.value) for page in pages for f in page.fields if isinstance(f.value, str)]
    named = [value for kind, value in texts if kind is FieldType.NAME]
    written = [value for kind, value in texts if kind in (FieldType.TEXT, FieldType.IDENTITY)]
    return next((value for value in (*named, *written)), "")


def _up_to(definition: Definition, page_id: str) -> frozenset[str]:
    ids = [p.id for p in definition.pages]
    return frozenset(ids[: ids.index(page_id) + 1])


def _paper_state(paper: Paper, scope: Scope, absent: Collection[str]) -> PaperState:
    needed = paper.part not in absent and scope.holds(paper.needed)
    lookup = paper.lookup
    if lookup is not None and scope.holds(lookup.when):
        return PaperState(paper, needed, PaperHandling.NUMBER_ONLY, lookup.fields, lookup.why)
    return PaperState(paper, needed, paper.handling, lookup.fields if lookup else (), paper.why)
