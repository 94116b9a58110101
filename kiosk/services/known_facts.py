"""Ask once: what earlier dossiers of the same person at this office already say, offered and never used silently.

Sources are the dossiers in ``kiosk.db`` alone: filed ones, and drafts begun today. A dossier whose citizen said no to
keeping is never one; of those filed before today only those whose citizen said yes are. The newest word of a fact wins.
May not store anything but what a person has accepted.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forms.addresses import RowPlace
from forms.definition import FieldType
from forms.errors import KnownError
from forms.path import FieldState, FormState, PageState, evaluate
from forms.text import Message
from kiosk.domain.dossier import Answer, Dossier, DossierState, Origin, Value
from kiosk.services.confirmation import KEEP_PURPOSE
from kiosk.services.desk import VIETNAM, Desk
from kiosk.services.intake import Draft, put
from kiosk.services.standing import state_of
from kiosk.services.wording import Said, say_value
from kiosk.store.errors import NotFound

_SOURCES = 5
"""How many earlier dossiers of a person are read; the newest word is nearly always in the newest."""

_LOOKED_AT = 40

_KIND_OF = {
    "residence": "residence_kind",
    "residence_abroad": "residence_kind",
    "document_number": "document_kind",
    "issued": "document_kind",
    "issued_by": "document_kind",
}
"""Facts that mean something only together with another one."""

_WHOLE_DAY = len("YYYY-MM-DD")


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One fact an earlier dossier knows: what it would answer here, and where it comes from.

    ``slip`` is the earlier dossier's slip number (``None`` for a draft of today), ``day`` when it was filed or begun.
    ``differs`` says that the question is answered otherwise already.
    """

    address: str
    label: Message
    value: Value
    said: Said
    dossier: str
    slip: str | None
    day: date
    differs: bool


@dataclass(frozen=True, slots=True)
class KnownOffer:
    """What is known of the people on the page on screen."""

    person_name: str
    facts: tuple[KnownFact, ...]

    @property
    def values(self) -> Mapping[str, Value]:
        """Address → value."""
        return {fact.address: fact.value for fact in self.facts}

    @property
    def differs(self) -> tuple[str, ...]:
        """Addresses that already say otherwise."""
        return tuple(fact.address for fact in self.facts if fact.differs)


@dataclass(frozen=True, slots=True)
class _Source:
    """An earlier dossier, and what it says of the person who is meant."""

    dossier: Dossier
    facts: Mapping[str, FieldState]


def offer(desk: Desk, draft: Draft) -> KnownOffer | None:
    """What earlier dossiers know of the people asked about on this page; ``None`` when there is nothing new.

    Somebody is known by the identity number, or by name and day of birth together.
    """
    facts: dict[str, KnownFact] = {}
    name = ""
    for person, row in _people_on(draft.page):
        here = _facts_of(draft.state, person, row)
        sources = tuple(_sources(desk, draft, here))
        state = draft.state
        # What is known may bring up further questions about the same person that are known as well.
        while fresh := [one for one in _known(here, sources) if one.address not in facts]:
            facts |= {one.address: one for one in fresh}
            state = _with(draft, facts)
            here = _facts_of(state, person, row)
        if facts and not name:
            name = str(here["name"].value or "") if "name" in here else ""
    kept = _sound(draft, facts)
    return KnownOffer(name, kept) if kept else None


def accept(desk: Desk, draft: Draft, known: KnownOffer, only: Collection[str] | None = None) -> Draft:
    """Fills the answers a person has confirmed (all, or those ``only`` names), each with the dossier it comes from."""
    taken = [
        Answer(fact.address, fact.value, Origin.EARLIER, False, fact.dossier)
        for fact in known.facts
        if only is None or fact.address in only
    ]
    return put(desk, draft, taken, page=draft.page.address) if taken else draft


def where_from(desk: Desk, answer: Answer) -> tuple[str | None, date] | None:
    """Slip number and day of the dossier an answer was taken over from; ``None`` when it was not, or that is gone."""
    if answer.origin is not Origin.EARLIER or not answer.reference:
        return None
    try:
        source = desk.store.dossiers.get(answer.reference)
    except NotFound:
        return None
    return source.slip_number, _day(source)


def _people_on(page: PageState) -> tuple[tuple[str, RowPlace | None], ...]:
    return tuple(dict.fromkeys((f.field.person, f.row) for f in page.fields if f.field.person))


def _facts_of(state: FormState, person: str, row: RowPlace | None) -> dict[str, FieldState]:
    """Known fact → the first shown field that asks it of this person."""
    found: dict[str, FieldState] = {}
    for shown in state.fields():
        field = shown.field
        if field.person == person and field.known and _same_row(shown.row, row):
            found.setdefault(field.known, shown)
    return found


def _same_row(one: RowPlace | None, other: RowPlace | None) -> bool:
    return (one and (one.rows, one.id)) == (other and (other.rows, other.id))


def _known(here: Mapping[str, FieldState], sources: Sequence[_Source]) -> Iterator[KnownFact]:
    wanted = {known: shown for known, shown in here.items() if not shown.locked}
    for source in sources:
        for known, told in source.facts.items():
            shown = wanted.get(known)
            if shown is None or not _fits(shown, told) or not _goes_with(known, here, source.facts):
                continue
            del wanted[known]
            value: Value = told.value
            if value == shown.value:
                continue
            assert value is not None
            yield KnownFact(
                shown.address,
                shown.field.label,
                value,
                say_value(shown.field, value),
                source.dossier.id,
                source.dossier.slip_number,
                _day(source.dossier),
                shown.value is not None,
            )


def _goes_with(known: str, here: Mapping[str, FieldState], there: Mapping[str, FieldState]) -> bool:
    """Whether a fact means the same here: an address of another kind of residence does not, nor does the day of issue
    of another paper. A kind that is chosen here already stays what it is."""
    kind = _KIND_OF.get(known, known if known in _KIND_OF.values() else "")
    if kind not in here:
        return True
    return kind in there and here[kind].value in (None, there[kind].value)


def _sources(desk: Desk, draft: Draft, here: Mapping[str, FieldState]) -> Iterator[_Source]:
    hits: list[tuple[str, str]] = []
    for fact in ("number", "old_number"):
        number = _sound_text(here.get(fact))
        if number:
            hits += [(key, who.role) for key, who in desk.store.people.with_number(number, limit=_LOOKED_AT)]
    name, birth = _sound_text(here.get("name")), _sound_text(here.get("birth_date"))
    if not hits and name and len(birth) == _WHOLE_DAY:
        hits = [(key, who.role) for key, who in desk.store.people.named(name, birth, limit=_LOOKED_AT)]
    count = 0
    for key, role in dict.fromkeys(hits):
        if key == draft.dossier.id:
            continue
        dossier = desk.store.dossiers.get(key)
        if not _may_be_used(desk, dossier):
            continue
        try:
            there = state_of(desk, dossier)
        except KnownError:
            continue  # its form is not installed any more
        yield _Source(dossier, _facts_of_role(there, *_meant(role)))
        count += 1
        if count == _SOURCES:
            return


def _may_be_used(desk: Desk, dossier: Dossier) -> bool:
    today = _day(dossier) == desk.today()
    if dossier.state is DossierState.DRAFT and not today:
        return False
    said = [c.given for c in desk.store.confirmations.of(dossier.id).consents if c.purpose == KEEP_PURPOSE]
    # Nothing was asked (the command line): good for the day it was filed, no longer.
    return said[-1] if said else today


def _day(dossier: Dossier) -> date:
    at: datetime = dossier.sealed_at or dossier.created_at
    return at.astimezone(VIETNAM).date()


def _meant(role: str) -> tuple[str, str]:
    """Person and row (``members/r1``) of a role as ``people`` names it."""
    row, _, person = role.rpartition("/")
    return person, row


def _facts_of_role(state: FormState, person: str, row: str) -> dict[str, FieldState]:
    found: dict[str, FieldState] = {}
    for shown in state.fields():
        field = shown.field
        inside = f"{shown.row.rows}/{shown.row.id}" if shown.row else ""
        if field.person == person and field.known and inside == row and shown.value is not None:
            found.setdefault(field.known, shown)
    return {known: shown for known, shown in found.items() if shown.fault is None and not shown.unsure}


def _fits(shown: FieldState, told: FieldState) -> bool:
    if shown.field.type is not told.field.type:
        return False
    return shown.field.type is not FieldType.CHOICE or told.value in [option.id for option in shown.options]


def _sound_text(shown: FieldState | None) -> str:
    if shown is None or shown.fault is not None or shown.unsure or not isinstance(shown.value, str):
        return ""
    return shown.value


def _with(draft: Draft, facts: Mapping[str, KnownFact]) -> FormState:
    """The form as it would stand with everything taken over."""
    values = {**draft.values, **{key: one.value for key, one in facts.items()}}
    return evaluate(draft.definition, values, draft.unsure, draft.context)


def _sound(draft: Draft, facts: Mapping[str, KnownFact]) -> tuple[KnownFact, ...]:
    """Without what this form would not take: an offer never leads into a fault."""
    if not facts:
        return ()
    state = _with(draft, facts)
    wrong = {fault.field for fault in state.faults}
    return tuple(one for key, one in facts.items() if key not in wrong and state.find(key) is not None)
