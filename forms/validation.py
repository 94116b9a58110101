"""Judging a whole dossier: the same words on the kiosk at confirmation and in the province at opening."""

from collections.abc import Collection, Mapping
from typing import Any

from forms.addresses import split
from forms.answers import flatten
from forms.definition import Definition, Kind
from forms.faults import Fault
from forms.path import Context, evaluate
from forms.standing import FormState
from forms.text import Message

__all__ = ["Fault", "faults_of", "validate"]

UNKNOWN_FIELD = Message(
    "error.form.unknown_field",
    "Thủ tục này không có ô tên như vậy.",
    "Said on the command line for an answer whose field id the procedure does not have.",
)
UNKNOWN_LABEL = Message("error.form.unknown_label", "Ô lạ", "Label of a field that does not exist.")
CANNOT_BE_UNSURE = Message(
    "error.form.cannot_be_unsure",
    "Câu này bà con cần trả lời, không chọn “Tôi không biết” được. Cán bộ sẽ giúp bà con.",
    "Shown when “I don't know” was given for a fact without which the paper cannot be made.",
)
PAPER_MISSING = Message(
    "error.form.paper_missing",
    "Còn thiếu giấy tờ này. Mời bà con đưa giấy cho cán bộ chụp.",
    "Shown beside the name of a paper that is needed and not there yet.",
)


def validate(
    definition: Definition,
    answers: Mapping[str, Any],
    unsure: Collection[str],
    papers: Collection[str],
    context: Context,
) -> tuple[Fault, ...]:
    """Everything that stands in the way of confirming; empty when nothing does.

    ``papers`` are the slots for which something was photographed or put in an envelope. A paper that is only looked up
    never stands in the way, and to a worksheet papers are only what to bring. Answers of hidden fields are left aside,
    unknown keys are faults.
    """
    answers = flatten(definition, answers)
    return faults_of(evaluate(definition, answers, unsure, context), answers, unsure, papers)


def faults_of(
    state: FormState, answers: Mapping[str, Any], unsure: Collection[str], papers: Collection[str]
) -> tuple[Fault, ...]:
    """The same for a form that has been evaluated; ``answers`` flat."""
    definition = state.definition
    strangers = sorted(name for name in {*answers, *unsure} if not _is_known(definition, name))
    faults = [Fault(name, UNKNOWN_LABEL, UNKNOWN_FIELD) for name in strangers]
    if state.stop is not None:
        last = state.pages[-1].fields[0].field
        return (*faults, *state.faults, Fault(last.id, last.label, state.stop))
    for fault in state.faults:
        f = definition.field(fault.field)
        refused = not f.may_be_unsure and fault.field in unsure and not answers.get(fault.field)
        faults.append(Fault(fault.field, f.label, CANNOT_BE_UNSURE) if refused else fault)
    faults += [
        Fault(p.paper.id, p.paper.name, PAPER_MISSING)
        for p in state.papers
        if p.blocking and p.paper.id not in papers and definition.kind is not Kind.WORKSHEET
    ]
    return tuple(faults)


def _is_known(definition: Definition, name: str) -> bool:
    """Whether the definition has a question at that address: a row's only inside its group, others only outside."""
    address = split(name)
    if address is None or not definition.has_field(address.name):
        return False
    rows = definition.rows_of(address.name)
    return address.rows == (rows.id if rows else "")
