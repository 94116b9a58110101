"""Where a citizen stands in a form: a pure function of the definition, the answers and the day.

Nothing is remembered between calls. A field that is not shown has no value, for later questions as well as for the
record. A form that says "stop" ends at the page that said so.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from forms.answers import Value, clean
from forms.definition import Check, Definition, Field, FieldType, Option, Page, Paper, PaperHandling
from forms.expression import Scope, compiled
from forms.faults import Fault
from forms.judging import MISSING, Judgement, judge_value
from forms.rules.fees import FeeState, fee_state
from forms.states import Channel
from forms.text import Message

UNSURE_ANSWERS = Message(
    "ui.form.unsure_to_officer",
    "Có câu bà con chưa biết. Cán bộ sẽ xem cùng bà con trước khi nhận hồ sơ.",
    "Told to the officer and the citizen when some answer was “I don't know”.",
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a form may know of the world: the day in Viet Nam, the office's unit code, how the dossier comes in.

    ``province`` is the office's province code when the unit code does not tell it.
    """

    today: date
    office_unit: str
    channel: Channel
    assisted: bool
    province: str = ""


@dataclass(frozen=True, slots=True)
class FieldState:
    """One shown field. ``value`` is cleaned; ``locked`` fields are worked out by the form and cannot be typed.

    ``suggestion`` may be offered in an empty field; it is no answer until a person accepts it.
    """

    field: Field
    required: bool
    value: Value | None
    computed: bool
    locked: bool
    unsure: bool
    options: tuple[Option, ...]
    suggestion: Value | None
    warnings: tuple[Message, ...]
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class PageState:
    """One page that belongs to this dossier. ``asked`` is false when the form knows every answer itself: such a page
    is skipped by the navigation and still belongs to the record. ``card_groups`` are filled by a card read here."""

    page: Page
    fields: tuple[FieldState, ...]
    complete: bool
    asked: bool
    card_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperState:
    """One paper of this dossier: whether it is needed, how it is handled here, and by which answers it is looked up."""

    paper: Paper
    needed: bool
    handling: PaperHandling
    lookup_fields: tuple[str, ...]
    why: Message | None

    @property
    def waits_for_lookup(self) -> bool:
        """ "Chờ tra cứu": needed, and the office finds it by number; never blocks."""
        return self.needed and self.handling is PaperHandling.NUMBER_ONLY

    @property
    def blocking(self) -> bool:
        """Whether the dossier cannot be confirmed without it."""
        return self.needed and self.handling is not PaperHandling.NUMBER_ONLY


@dataclass(frozen=True, slots=True)
class FormState:
    """Everything that follows from the answers."""

    definition: Definition = field(repr=False)
    pages: tuple[PageState, ...]
    stop: Message | None
    to_officer: Message | None
    officer_reasons: tuple[Message, ...]
    papers: tuple[PaperState, ...]
    fee: FeeState
    computed: dict[str, Value]
    faults: tuple[Fault, ...]
    warnings: tuple[tuple[str, Message], ...]

    def fields(self) -> tuple[FieldState, ...]:
        """Every shown field, in order."""
        return tuple(f for page in self.pages for f in page.fields)

    def find(self, field_id: str) -> FieldState | None:
        """The state of a shown field; ``None`` when it is not shown."""
        return next((f for f in self.fields() if f.field.id == field_id), None)

    def payload(self) -> dict[str, Value]:
        """The answers a record carries: shown and not blank, computed ones included."""
        return {f.field.id: f.value for f in self.fields() if f.value is not None}

    def unsure(self) -> tuple[str, ...]:
        """The shown fields answered with "I don't know", sorted."""
        return tuple(sorted(f.field.id for f in self.fields() if f.unsure))


def evaluate(
    definition: Definition, answers: Mapping[str, Any], unsure: Collection[str], context: Context
) -> FormState:
    """The whole form as it stands. Unknown keys among the answers are left aside; ``forms.validation`` names them."""
    scope = _scope(definition, context)
    pages: list[PageState] = []
    for page in definition.pages:
        if not scope.holds(page.show):
            continue
        fields = [_take(f, answers, unsure, scope, context) for f in page.fields if scope.holds(f.show)]
        if fields:
            groups = tuple(fill.group for fill in page.card_fills if scope.holds(fill.when))
            pages.append(PageState(page, tuple(fields), True, True, groups))
    stop_rule = next((r for r in definition.stops if scope.holds(r.when)), None)
    if stop_rule is not None:
        last = [p.id for p in definition.pages].index(stop_rule.page)
        kept = {p.id for p in definition.pages[: last + 1]}
        pages = [p for p in pages if p.page.id in kept]
    judged = tuple(_judge_page(page, scope) for page in pages)
    shown = [f for page in judged for f in page.fields]
    reasons = [rule.message for rule in definition.to_officer if scope.holds(rule.when)]
    if any(f.unsure for f in shown):
        reasons.append(UNSURE_ANSWERS)
    return FormState(
        definition=definition,
        pages=judged,
        stop=stop_rule.message if stop_rule else None,
        to_officer=reasons[0] if reasons else None,
        officer_reasons=tuple(reasons),
        papers=tuple(_paper_state(paper, scope) for paper in definition.papers),
        fee=fee_state(
            definition.fees, scope, context.today, context.province or context.office_unit, context.channel
        ),
        computed={f.field.id: f.value for f in shown if f.computed and f.value is not None},
        faults=tuple(f.fault for f in shown if f.fault is not None),
        warnings=tuple((f.field.id, warning) for f in shown for warning in f.warnings),
    )


def judge(
    definition: Definition, field_id: str, answers: Mapping[str, Any], value: object, context: Context
) -> Fault | None:
    """What is wrong with ``value`` as the answer to one field, the other answers being as they are.

    ``None`` when it is right, and when the field is not shown at all.
    """
    found = evaluate(definition, {**answers, field_id: value}, (), context).find(field_id)
    return found.fault if found else None


def first_page(state: FormState) -> str | None:
    """The id of the first page that asks something."""
    asked = _asked(state)
    return asked[0] if asked else None


def next_page(state: FormState, page_id: str) -> str | None:
    """The page after; ``None`` after the last. From a page that is no longer asked: the next one that is."""
    position = _positions(state)
    return next((p for p in _asked(state) if position[p] > position[page_id]), None)


def previous_page(state: FormState, page_id: str) -> str | None:
    """The page before; ``None`` before the first."""
    position = _positions(state)
    return next((p for p in reversed(_asked(state)) if position[p] < position[page_id]), None)


def page_of(state: FormState, field_id: str) -> str | None:
    """The page where a field can be changed: its own, or for a computed one the page of what it comes from."""
    for page in state.pages:
        for f in page.fields:
            if f.field.id == field_id:
                return _source_page(state, f) if f.locked else page.page.id
    return None


def progress(state: FormState, page_id: str) -> tuple[int, int]:
    """(number of this page from 1, number of pages as the answers stand)."""
    asked = _asked(state)
    position = _positions(state)
    return sum(1 for p in asked if position[p] < position[page_id]) + 1, len(asked)


def _asked(state: FormState) -> list[str]:
    return [p.page.id for p in state.pages if p.asked]


def _positions(state: FormState) -> dict[str, int]:
    return {page.id: n for n, page in enumerate(state.definition.pages)}


def _source_page(state: FormState, found: FieldState) -> str | None:
    assert found.field.computed is not None
    for name in compiled(found.field.computed.value.source).variables():
        for page in state.pages:
            if any(f.field.id == name and not f.locked for f in page.fields):
                return page.page.id
    return None


def _scope(definition: Definition, context: Context) -> Scope:
    blank: dict[str, Any] = dict.fromkeys(f.id for f in definition.fields())
    return Scope(
        {
            **blank,
            "today": context.today.isoformat(),
            "office": context.office_unit,
            "channel": int(context.channel),
            "assisted": context.assisted,
        }
    )


def _take(
    f: Field, answers: Mapping[str, Any], unsure: Collection[str], scope: Scope, context: Context
) -> FieldState:
    """Takes one field's value in, judges its shape, and makes it known to what is asked later."""
    options = tuple(o for o in f.options if scope.holds(o.show)) if f.options else ()
    locked = f.computed is not None and scope.holds(f.computed.when)
    found: Judgement | None = None
    suggestion: Value | None = None
    if locked and f.computed is not None:
        value = clean(f.type, scope.value(f.computed.value))
    else:
        value = clean(f.type, answers.get(f.id))
        if value is not None:
            found = judge_value(f, value, [o.id for o in options], context.today)
        elif f.suggest is not None:
            suggestion = clean(f.type, scope.value(f.suggest))
    if value is not None and found is None:
        scope.put(f.id, value)
    fault = Fault(f.id, f.label, *found) if found else None
    doubt = f.may_be_unsure and not locked and f.id in unsure
    return FieldState(f, False, value, locked, locked, doubt, options, suggestion, (), fault)


def _judge_page(page: PageState, scope: Scope) -> PageState:
    fields = tuple(_judge_field(f, scope) for f in page.fields)
    faulty = any(f.fault for f in fields)
    asked = faulty or any(not f.locked for f in fields)
    return PageState(page.page, fields, not faulty, asked, page.card_groups)


def _judge_field(state: FieldState, scope: Scope) -> FieldState:
    f = state.field
    required = scope.holds(f.required) and f.type is not FieldType.PAPER
    fault = state.fault
    if fault is None and state.value is None and required and not state.unsure and not state.locked:
        fault = Fault(f.id, f.label, MISSING)
    warnings: tuple[Message, ...] = ()
    if fault is None and state.value is not None and (f.checks or f.warnings):
        broken = _first_broken(f.checks, scope)
        fault = Fault(f.id, f.label, broken) if broken else None
        warnings = tuple(w.message for w in f.warnings if scope.holds(w.that))
    if not (required or fault or warnings):
        return state
    return replace(state, required=required, fault=fault, warnings=warnings)


def _first_broken(checks: tuple[Check, ...], scope: Scope) -> Message | None:
    return next((check.message for check in checks if not scope.holds(check.that)), None)


def _paper_state(paper: Paper, scope: Scope) -> PaperState:
    needed = scope.holds(paper.needed)
    lookup = paper.lookup
    if lookup is not None and scope.holds(lookup.when):
        return PaperState(paper, needed, PaperHandling.NUMBER_ONLY, lookup.fields, lookup.why)
    return PaperState(paper, needed, paper.handling, lookup.fields if lookup else (), paper.why)
