"""From a procedure to its leaflet, in the citizen's language. Loads no PDF writer; may not know the store.

Tells what holds for everybody; what depends on answers is told as such.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from forms.kinds import Kind, PaperHandling, Stage
from forms.path import FormState, PaperState
from forms.text import Message
from kiosk.documents import bring_wording
from kiosk.documents import leaflet_wording as words
from kiosk.documents.bringing import bring_list_of, nested
from kiosk.documents.drawings import has_drawing
from kiosk.documents.facts import SlipOffice
from kiosk.documents.leaflet_facts import LeafletData, Part, Told
from kiosk.documents.lines import Pair, Show, pair

_HANDLING: dict[PaperHandling, tuple[str, Message]] = {
    PaperHandling.HANDED_IN: ("paper-hand-in", bring_wording.HANDED_IN),
    PaperHandling.SHOWN: ("paper-show", bring_wording.SHOWN),
    PaperHandling.COPY: ("paper-copy", bring_wording.COPY),
    PaperHandling.NUMBER_ONLY: ("paper-number", bring_wording.NUMBER_ONLY),
}


def leaflet_of(state: FormState, office: SlipOffice, show: Show, *, made_on: date | None) -> LeafletData:
    """The leaflet of a form nobody has answered yet. ``made_on`` is None below the clock floor."""
    definition = state.definition
    picture = _drawn(definition.picture, "paper-form")
    list_ = bring_list_of(state, office, show, made_on=made_on, answered=False)
    fees, due = definition.fees, state.due
    fees_sure = all(
        one.verified for one in (*(e.fact for e in fees.entries), *(e.fact for e in fees.exemptions))
    )
    fee = list_.fee
    if state.fee.amount is not None and not fees_sure:
        fee = _reported(show, fee)
    time = list_.time
    if time is not None and not due.fact.verified:
        time = _reported(show, time)
    sure_papers, maybe = _papers(state, show, always=True), _papers(state, show, always=False)
    return LeafletData(
        office=office,
        procedure=list_.procedure,
        procedure_code=definition.code,
        picture=picture,
        purpose=pair(show(definition.summary)),
        result=_result(state, show),
        people=_people(state, show),
        papers=sure_papers,
        maybe=maybe,
        fee=Part(tuple(Told(one) for one in (fee, list_.fee_rule) if one is not None), fees_sure),
        exemptions=list_.exemptions,
        time=Part(() if time is None else (Told(time),), due.fact.verified),
        deadlines=Part(
            tuple(Told(one) for one in list_.deadlines), all(d.fact.verified for d in definition.deadlines)
        ),
        where=_where(state, show),
        steps=Part(
            tuple(
                Told(pair(show(step.title)), _drawn(step.picture, picture), (pair(show(step.text)),))
                for step in definition.steps
            ),
            all(step.fact.verified for step in definition.steps),
        ),
        sent_from_here=definition.kind is Kind.FILING,
        made_on=made_on,
    )


def _reported(show: Show, fact: Pair) -> Pair:
    """A fact as what it is: written down here, and compared with nothing."""
    told = show(words.REPORTED, fact=fact.vi)
    if fact.other is None and told.text == told.vi:
        return Pair(told.vi)
    whole = show(words.REPORTED, fact=fact.text)
    return Pair(told.vi, whole.text, whole.is_draft or fact.draft)


def _result(state: FormState, show: Show) -> Part:
    result = state.definition.result
    if result is None:
        return Part((), sure=True)
    small = (pair(show(words.VALID, n=result.valid_months)),) if result.valid_months else ()
    return Part((Told(pair(show(result.name)), "certificate", small),), result.fact.verified)


def _people(state: FormState, show: Show) -> Part:
    presence = state.definition.presence
    told = [Told(pair(show(presence.text)))]
    for one in presence.people:
        filing = one.at is Stage.FILING
        if one.before is None:
            message = bring_wording.COMES if filing else bring_wording.COMES_FOR_RESULT
            told.append(Told(nested(show, message, who=one.who), "self"))
        else:
            message = bring_wording.SIGNS if filing else bring_wording.SIGNS_FOR_RESULT
            told.append(Told(nested(show, message, who=one.who, before=one.before), "sign"))
    return Part(tuple(told), presence.fact.verified and all(one.fact.verified for one in presence.people))


def _papers(state: FormState, show: Show, *, always: bool) -> Part:
    """Papers everybody needs, or those only some do: a paper whose need is a question of answers."""
    several = [
        one
        for one in state.papers
        if (isinstance(one.paper.needed, bool) if always else not isinstance(one.paper.needed, bool))
        and (one.needed or not always)
    ]
    return Part(tuple(_paper(one, show) for one in several), all(one.paper.fact.verified for one in several))


def _paper(one: PaperState, show: Show) -> Told:
    icon, handling = _HANDLING[one.handling]
    small = [pair(show(handling))]
    why = one.why or one.paper.why
    if why is not None:
        small.append(pair(show(why)))
    return Told(pair(show(one.paper.name)), _drawn(one.paper.picture, icon), tuple(small))


def _where(state: FormState, show: Show) -> Part:
    parts = state.definition.parts
    return Part(
        tuple(
            Told(one) for one in _once(nested(show, words.DECIDES, who=part.authority.name) for part in parts)
        ),
        all(part.fact.verified for part in parts),
    )


def _once(several: Iterable[Pair]) -> Iterator[Pair]:
    yield from {one.vi: one for one in several}.values()


def _drawn(picture: str | None, otherwise: str) -> str:
    """A pack may name a picture this program does not have yet."""
    return picture if picture is not None and has_drawing(picture) else otherwise
