"""Correcting answers of a filed dossier. What was filed stays; a parcel of its own says what is to be read instead.

A change inside repeated rows sends the whole group, so that both sides count the same rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forms.definition import Definition
from forms.errors import KnownError
from forms.faults import Fault
from forms.path import FormState, evaluate
from forms.states import Carriage, ParcelKind
from forms.text import Message
from forms.validation import validate
from kiosk.domain.dossier import Answer, Dossier, Origin, Value
from kiosk.domain.roles import Act, demand
from kiosk.services.after_filing import Following, already, filed_dossier, follow
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed, NotReady
from kiosk.services.sealing import Said

_NO_REASON = Message(
    "error.amend.no_reason", "Xin ghi lý do sửa để nơi giải quyết biết.", "An amendment without a reason"
)
_NO_CHANGE = Message(
    "error.amend.no_change", "Chưa có câu trả lời nào khác so với hồ sơ đang có.", "Nothing was changed"
)


@dataclass(frozen=True, slots=True)
class AmendDraft:
    """A filed dossier as it is to be read now, ready to be corrected."""

    dossier: Dossier
    definition: Definition
    answers: Mapping[str, Answer]
    state: FormState


@dataclass(frozen=True, slots=True)
class Amendment:
    """One correction: what it changes, why, by whom, and how far it travelled."""

    parcel: str
    at: datetime
    by: str
    reason: str
    changes: tuple[Answer, ...]
    carriage: Carriage


def start(desk: Desk, dossier_id: str) -> AmendDraft:
    """What there is to correct."""
    demand(desk.officer.role, Act.AMEND)
    dossier = filed_dossier(desk, dossier_id)
    answers = in_force(desk, dossier_id)
    return AmendDraft(dossier, _definition(desk, dossier), answers, _state(desk, dossier, answers))


def in_force(desk: Desk, dossier_id: str) -> dict[str, Answer]:
    """The filed answers with every correction laid over them, by address."""
    answers = {answer.field: answer for answer in desk.store.dossiers.answers(dossier_id)}
    for amendment in amendments(desk, dossier_id):
        for change in amendment.changes:
            answers[change.field] = change
    return {
        address: answer for address, answer in answers.items() if answer.value is not None or answer.unsure
    }


def amendments(desk: Desk, dossier_id: str) -> tuple[Amendment, ...]:
    """The corrections of a dossier, oldest first."""
    return tuple(
        Amendment(one.id, one.created_at, one.created_by, one.note, one.answers, one.carriage)
        for one in desk.store.parcels.by_dossier(dossier_id)
        if one.kind is ParcelKind.AMENDMENT
    )


def check(desk: Desk, dossier_id: str, changes: Mapping[str, Value]) -> tuple[Fault, ...]:
    """The faults these changes would bring; what was wrong before, by rules of a later day, is not held against them."""
    dossier = filed_dossier(desk, dossier_id)
    before = in_force(desk, dossier_id)
    known = {(fault.field, fault.message.id) for fault in _faults(desk, dossier, before)}
    return tuple(
        fault
        for fault in _faults(desk, dossier, _changed(before, changes))
        if (fault.field, fault.message.id) not in known or fault.field in changes
    )


def amend(desk: Desk, dossier_id: str, changes: Mapping[str, Value], reason: str) -> Filed:
    """Sends the corrections. ``changes`` are new values by address; ``None`` takes an answer away.

    Raises ``NotReady`` with the faults they bring. The same corrections again answer what the first call answered.
    """
    demand(desk.officer.role, Act.AMEND)
    dossier = filed_dossier(desk, dossier_id)
    if not reason.strip():
        raise KnownError(_NO_REASON)
    before = in_force(desk, dossier_id)
    fresh = {
        address: value
        for address, value in changes.items()
        if value != (before[address].value if address in before else None)
    }
    if not fresh:
        last = next(iter(reversed(amendments(desk, dossier_id))), None)
        if (
            last is not None
            and {one.field: one.value for one in last.changes}.items() >= dict(changes).items()
        ):
            return already(desk, dossier, last.parcel)
        raise KnownError(_NO_CHANGE)
    faults = check(desk, dossier_id, fresh)
    if faults:
        raise NotReady(faults)
    after = _changed(before, fresh)
    return follow(
        desk,
        dossier,
        Following(
            ParcelKind.AMENDMENT,
            said=_told(_state(desk, dossier, before), _state(desk, dossier, after)),
            answers=tuple(Answer(name, fresh[name]) for name in sorted(fresh)),
            note=reason,
        ),
        desk.now(),
    )


def _told(before: FormState, after: FormState) -> Said:
    """Every answer that reads differently now: what was changed, what the form works out of it, what is asked no more."""
    was, now = before.record(), after.record()
    names = sorted(name for name in {*was, *now} if was.get(name) != now.get(name))
    return Said(
        {name: now.get(name) for name in names}, (), {name: str(Origin.TYPED) for name in names}, (), ()
    )


def _changed(before: Mapping[str, Answer], changes: Mapping[str, Value]) -> dict[str, Answer]:
    after = {**before, **{name: Answer(name, value) for name, value in changes.items()}}
    return {name: answer for name, answer in after.items() if answer.value is not None or answer.unsure}


def _definition(desk: Desk, dossier: Dossier) -> Definition:
    return desk.catalogue.get(dossier.procedure, dossier.version)


def _state(desk: Desk, dossier: Dossier, answers: Mapping[str, Answer]) -> FormState:
    return evaluate(
        _definition(desk, dossier),
        {name: one.value for name, one in answers.items() if one.value is not None},
        frozenset(name for name, one in answers.items() if one.unsure),
        desk.context(dossier),
    )


def _faults(desk: Desk, dossier: Dossier, answers: Mapping[str, Answer]) -> tuple[Fault, ...]:
    return validate(
        _definition(desk, dossier),
        {name: one.value for name, one in answers.items() if one.value is not None},
        frozenset(name for name, one in answers.items() if one.unsure),
        frozenset(paper.paper for paper in desk.store.papers.list(dossier.id)),
        desk.context(dossier),
    )
