"""From a form's state to the take-home list: what follows from the answers so far, in the citizen's language.

Without answers it tells what everybody needs and, apart, what some may need. Loads no PDF writer; may not know the store.
"""

from collections.abc import Iterator
from datetime import date

from forms.definition import DueRule, FeeExemption, Paper
from forms.kinds import Stage
from forms.path import FormState, PaperState
from forms.rules.fees import FEE_UNKNOWN
from forms.text import Message
from kiosk.documents import bring_wording as words
from kiosk.documents.bring_facts import BringListData, BringPaper, Exemption
from kiosk.documents.facts import SlipOffice
from kiosk.documents.lines import Pair, Show, pair


def bring_list_of(
    state: FormState,
    office: SlipOffice,
    show: Show,
    *,
    made_on: date | None,
    guided_by: str = "",
    answered: bool = True,
) -> BringListData:
    """The list for a form as it stands. ``answered`` false: nobody has answered yet, so papers that may be needed are told
    as such. ``made_on`` is None below the clock floor."""
    definition = state.definition
    return BringListData(
        office=office,
        procedure=pair(show(definition.name)),
        procedure_code=definition.code,
        made_on=made_on,
        people=tuple(_people(state, show)),
        papers=tuple(_papers(state, show, answered)),
        fee=_fee(state, show),
        fee_rule=pair(show(definition.fees.rule)) if definition.fees.rule else None,
        exemptions=tuple(_exemption(state, one, show) for one in definition.fees.exemptions),
        time=pair(show(state.due.text)) if _promises(state.due) else None,
        deadlines=tuple(pair(show(deadline.message)) for deadline in state.deadlines),
        guided_by=guided_by,
    )


def _people(state: FormState, show: Show) -> Iterator[Pair]:
    presence = state.definition.presence
    yield pair(show(presence.text))
    for one in presence.people:
        at_filing = one.at is Stage.FILING
        if one.before is None:
            yield nested(show, words.COMES if at_filing else words.COMES_FOR_RESULT, who=one.who)
        else:
            message = words.SIGNS if at_filing else words.SIGNS_FOR_RESULT
            yield nested(show, message, who=one.who, before=one.before)


def nested(show: Show, message: Message, **parts: Message) -> Pair:
    """A sentence with sentences inside, each language with its own."""
    shown = {name: show(part) for name, part in parts.items()}
    vi = show(message, **{name: one.vi for name, one in shown.items()}).vi
    whole = show(message, **{name: one.text for name, one in shown.items()})
    draft = whole.is_draft or any(one.is_draft for one in shown.values())
    return Pair(vi) if whole.text == vi else Pair(vi, whole.text, draft)


def _papers(state: FormState, show: Show, answered: bool) -> Iterator[BringPaper]:
    for one in state.papers:
        maybe = not answered and not isinstance(one.paper.needed, bool)
        if one.needed or maybe:
            why = _why(one)
            yield BringPaper(
                pair(show(one.paper.name)), one.handling, pair(show(why)) if why else None, maybe
            )


def _why(one: PaperState) -> Message | None:
    return one.why or one.paper.why


def _fee(state: FormState, show: Show) -> Pair:
    if state.fee.exempt:
        return (
            pair(show(words.FREE))
            if state.fee.why is None
            else nested(show, words.FREE_BECAUSE, why=state.fee.why)
        )
    if state.fee.amount is None:
        return pair(show(FEE_UNKNOWN))
    if state.fee.amount == 0:
        return pair(show(words.NO_FEE))
    return pair(show(words.AMOUNT, amount=f"{state.fee.amount:,}".replace(",", ".")))


def _exemption(state: FormState, one: FeeExemption, show: Show) -> Exemption:
    proof: Paper | None = None
    if one.proof is not None:
        proof = state.definition.paper(one.proof)
    return Exemption(pair(show(one.why)), pair(show(proof.name)) if proof else None)


def _promises(rule: DueRule) -> bool:
    """Whether the law names any time at all; else nothing is said of it."""
    return rule.working_days is not None or any(case.working_days is not None for case in rule.cases)
