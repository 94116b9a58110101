"""Moving a draft from one version of its definition to another, with every difference shown before it is done.

``compare`` says what would become of each answer, ``apply`` gives what is then stored. Nothing is guessed: an answer
moves only to the same question; what no longer fits is asked again. May not know where answers are stored.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forms.addresses import split
from forms.answers import clean, flatten
from forms.definition import Definition, Field, FieldType, Paper
from forms.evaluating import evaluate
from forms.judging import judge_value
from forms.rules.fees import FeeState
from forms.standing import Context, FieldState, FormState
from forms.text import Message

OTHER_TYPE = Message(
    "ui.moving.other_type",
    "Bản mới hỏi câu này theo cách khác nên cần hỏi lại.",
    "Told to the officer who moves a draft to a newer version of the form.",
)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: its address, what it is called, its value."""

    address: str
    label: Message
    value: Any


@dataclass(frozen=True, slots=True)
class TextChange:
    """One sentence of a question that is put in other words; ``None`` where it was not there before, or is no more."""

    before: Message | None
    after: Message | None


@dataclass(frozen=True, slots=True)
class Reworded:
    """A kept answer whose question or options read otherwise: the person may want to hear it again."""

    answer: Answered
    changes: tuple[TextChange, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that does not fit the new version. ``removed`` ones are asked afresh; the others stay to be corrected,
    because only a rule between several answers speaks against them."""

    answer: Answered
    why: Message
    params: Mapping[str, Any]
    removed: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question that has to be answered under the new version and had not to be before."""

    address: str
    label: Message
    ask: Message


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A value the form works out itself and that comes out otherwise; ``None`` = no value."""

    address: str
    label: Message
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Move:
    """What moving a draft means. ``old`` and ``new`` are (code, version)."""

    old: tuple[str, str]
    new: tuple[str, str]
    kept: tuple[Answered, ...]
    reworded: tuple[Reworded, ...]
    invalid: tuple[Refused, ...]
    dropped: tuple[Answered, ...]
    required: tuple[Question, ...]
    recomputed: tuple[Recomputed, ...]
    papers_needed: tuple[Paper, ...]
    papers_not_needed: tuple[Paper, ...]
    fee: tuple[FeeState, FeeState] | None  # before and after, where they differ
    stop: Message | None  # what the new version says when it ends at once
    answers: Mapping[str, Any] = field(repr=False)
    unsure: frozenset[str] = field(repr=False)

    @property
    def changes_nothing(self) -> bool:
        """Whether the person would notice nothing."""
        return not (
            self.reworded
            or self.invalid
            or self.dropped
            or self.required
            or self.recomputed
            or self.papers_needed
            or self.papers_not_needed
            or self.fee
            or self.stop
        )


def compare(
    old: Definition, new: Definition, answers: Mapping[str, Any], unsure: Collection[str], context: Context
) -> Move:
    """What becomes of a draft's answers (flat or nested) under another version of the same procedure."""
    flat = dict(flatten(old, answers))
    carried: dict[str, Any] = {}
    kept: list[Answered] = []
    dropped: list[Answered] = []
    invalid: list[Refused] = []
    for address, value in flat.items():
        before, after = _field_at(old, address), _field_at(new, address)
        if before is None:
            carried[address] = value  # strange to the old version too: not for us to judge
        elif after is None:
            if value is not None:
                dropped.append(Answered(address, before.label, value))
        elif (refusal := _misfit(before, after, address, value, context.today)) is not None:
            invalid.append(refusal)
        else:
            carried[address] = value
            if value is not None:
                kept.append(Answered(address, after.label, value))
    still_unsure = frozenset(u for u in unsure if _field_at(old, u) is None or _field_at(new, u) is not None)
    was = evaluate(old, flat, unsure, context)
    now = evaluate(new, carried, still_unsure, context)
    invalid += _newly_faulty(was, now, carried)
    refused = {one.answer.address for one in invalid}
    reworded = [
        Reworded(one, changes)
        for one in kept
        if one.address not in refused
        and (changes := _reworded(_known(old, one.address), _known(new, one.address)))
    ]
    others = refused | {one.answer.address for one in reworded}
    needed_before, needed_now = _needed(was), _needed(now)
    fees = (was.fee, now.fee)
    return Move(
        old=(old.code, old.version),
        new=(new.code, new.version),
        kept=tuple(one for one in kept if one.address not in others),
        reworded=tuple(reworded),
        invalid=tuple(invalid),
        dropped=tuple(dropped),
        required=tuple(_newly_required(was, now, refused)),
        recomputed=tuple(_recomputed(was, now)),
        papers_needed=tuple(p for key, p in needed_now.items() if key not in needed_before),
        papers_not_needed=tuple(p for key, p in needed_before.items() if key not in needed_now),
        fee=fees if (was.fee.amount, was.fee.known) != (now.fee.amount, now.fee.known) else None,
        stop=now.stop if was.stop is None else None,
        answers=carried,
        unsure=still_unsure,
    )


def apply(move: Move) -> tuple[dict[str, Any], frozenset[str]]:
    """The answers (flat) and unsure fields of the draft under the new version."""
    return dict(move.answers), move.unsure


def _field_at(definition: Definition, address: str) -> Field | None:
    """The question at an address: a row's only inside its own group."""
    parts = split(address)
    try:
        found = definition.field(parts.name) if parts else None
    except KeyError:
        return None
    if parts is None or found is None:
        return None
    rows = definition.rows_of(parts.name)
    return found if parts.rows == (rows.id if rows else "") else None


def _known(definition: Definition, address: str) -> Field:
    found = _field_at(definition, address)
    assert found is not None
    return found


def _misfit(before: Field, after: Field, address: str, value: Any, today: date) -> Refused | None:
    """Why a value that had the right shape has it no more. Whether options are shown is the form's to judge."""
    if value is None or (after.type is FieldType.ROWS and before.type is FieldType.ROWS):
        return None
    answer = Answered(address, after.label, value)
    if before.type is not after.type:
        return Refused(answer, OTHER_TYPE, {}, True)
    cleaned = clean(after.type, value)
    if cleaned is None or judge_value(before, cleaned, before.options, today) is not None:
        return None
    judged = judge_value(after, cleaned, after.options, today)
    return Refused(answer, *judged, True) if judged else None


def _newly_faulty(was: FormState, now: FormState, carried: Mapping[str, Any]) -> list[Refused]:
    before = {fault.field for fault in was.faults}
    return [
        Refused(Answered(f.field, f.label, carried[f.field]), f.message, f.params, False)
        for f in now.faults
        if carried.get(f.field) is not None and f.field not in before
    ]


def _newly_required(was: FormState, now: FormState, refused: Collection[str]) -> list[Question]:
    before = {f.address for f in was.fields() if _is_open(f)}
    return [
        Question(f.address, f.field.label, f.field.ask)
        for f in now.fields()
        if _is_open(f) and f.address not in before and f.address not in refused
    ]


def _is_open(f: FieldState) -> bool:
    return f.required and f.value is None and not f.unsure and not f.locked


def _recomputed(was: FormState, now: FormState) -> list[Recomputed]:
    before = {f.address: f for f in was.fields()}
    after = {f.address: f for f in now.fields()}
    found = []
    for address in dict.fromkeys((*after, *before)):
        one, other = before.get(address), after.get(address)
        locked_now = other is not None and other.locked
        if not locked_now and not (one is not None and one.locked and other is not None):
            continue
        values = one.value if one else None, other.value if other else None
        if values[0] != values[1]:
            shown = other or one
            assert shown is not None
            found.append(Recomputed(address, shown.field.label, *values))
    return found


def _reworded(before: Field, after: Field) -> tuple[TextChange, ...]:
    old, new = _texts(before), _texts(after)
    pairs = ((old.get(key), new.get(key)) for key in dict.fromkeys((*new, *old)))
    return tuple(TextChange(a, b) for a, b in pairs if (a.vi if a else None) != (b.vi if b else None))


def _texts(f: Field) -> dict[str, Message]:
    texts = {"label": f.label, "ask": f.ask, "help": f.help}
    texts |= {f"option {o.id}": o.label for o in f.options} | {f"help {o.id}": o.help for o in f.options}
    return {key: text for key, text in texts.items() if text is not None}


def _needed(state: FormState) -> dict[str, Paper]:
    return {p.paper.id: p.paper for p in state.papers if p.needed}
