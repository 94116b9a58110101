"""Originals in numbered envelopes: who holds one, handed to whom and when, each step signed by the officer who notes it.

A link counts when the one who takes the envelope says so. Officers take over themselves, under their own key; for the
post and for authorities, who have no key here, the officer notes what they signed on paper. Every link is checked
against the officers' public keys each time it is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.office import Officer
from kiosk.domain.papers import CustodyEvent, CustodyStep, Envelope, Holder, HolderKind
from kiosk.domain.roles import Act, demand, may
from kiosk.services.desk import Desk
from kiosk.services.envelopes import add_link
from kiosk.services.envelopes import give_back as give_back
from sync.parcel import signature_holds

POST = Holder(HolderKind.CARRIER, "post")

_NOT_FOR_YOU = Message(
    "error.custody.not_for_you",
    "Phong bì số {envelope} không giao cho cán bộ này. Người được giao phải tự nhận bằng tài khoản của mình.",
    "An officer wants to take over an envelope that was given to somebody else",
)
_NOT_HERE = Message(
    "error.custody.not_here",
    "Phong bì số {envelope} không do quầy này giữ nên chưa giao được.",
    "An envelope is to be handed on that nobody here holds",
)
_NOT_AWAY = Message(
    "error.custody.not_away",
    "Phong bì số {envelope} vẫn ở quầy này, không cần nhận lại.",
    "An envelope is to come back that never left",
)


class Proof(StrEnum):
    """What the signature under a link says."""

    SIGNED = "signed"  # by the officer it names
    UNSIGNED = "unsigned"
    UNKNOWN = "unknown"  # an officer this machine does not know
    FALSE = "false"  # the link was changed, or somebody else signed it


@dataclass(frozen=True, slots=True)
class Link:
    """One link with its proof. ``by`` and ``holder`` are names to be shown; codes where no name is known."""

    event: CustodyEvent
    proof: Proof
    by: str
    holder: str


@dataclass(frozen=True, slots=True)
class Story:
    """An envelope, its papers by name, and its chain, oldest first. ``may`` are the steps this officer can note now."""

    envelope: Envelope
    papers: tuple[str, ...]
    links: tuple[Link, ...]
    may: frozenset[CustodyStep]
    back: bool

    @property
    def sound(self) -> bool:
        """Whether every link is signed by the officer it names."""
        return all(link.proof is Proof.SIGNED for link in self.links)

    @property
    def holder(self) -> Link:
        """The link that says who answers for the envelope now."""
        return [link for link in self.links if link.event.step is not CustodyStep.GIVEN][-1]

    @property
    def offered(self) -> Link | None:
        """The link that offers it to somebody who has not said a word yet."""
        return self.links[-1] if self.envelope.offered_to is not None else None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody an envelope can be handed to. ``name`` is a proper name; empty for the post, which has its own word."""

    holder: Holder
    name: str


def stories(desk: Desk, dossier_id: str) -> tuple[Story, ...]:
    """The envelopes of a dossier with their chains, in the order of their numbers."""
    envelopes = desk.store.papers.envelopes(dossier_id)
    if not envelopes:
        return ()
    officers = {one.code: one for one in desk.store.office.officers()}
    authorities = {part.authority_unit: part.authority_name for part in desk.store.dossiers.parts(dossier_id)}
    names = {file.paper: file.name for file in desk.store.papers.list(dossier_id)}
    return tuple(_story(desk, one, officers, authorities, names) for one in envelopes)


def receivers(desk: Desk, dossier_id: str) -> tuple[Receiver, ...]:
    """To whom originals of this dossier can go: officers who may keep them, the post, the authorities that decide."""
    officers = [
        Receiver(Holder(HolderKind.OFFICER, one.code), one.name)
        for one in desk.store.office.officers()
        if one.active and one.code != desk.officer.code and may(one.role, Act.KEEP_ORIGINALS)
    ]
    authorities = {
        part.authority_unit: part.authority_name
        for part in desk.store.dossiers.parts(dossier_id)
        if part.authority_unit
    }
    decide = [Receiver(Holder(HolderKind.AUTHORITY, unit), name) for unit, name in authorities.items()]
    return (*officers, Receiver(POST, ""), *decide)


def hand_to(desk: Desk, number: str, holder: Holder) -> Envelope:
    """Gives an envelope that lies here to somebody. An officer has to take it over; the others sign on paper."""
    demand(desk.officer.role, Act.KEEP_ORIGINALS)
    envelope = desk.store.papers.envelope(number)
    if envelope.holder.kind is not HolderKind.OFFICER:
        raise KnownError(_NOT_HERE, envelope=number)
    return add_link(desk, envelope, CustodyStep.GIVEN, holder)


def take_over(desk: Desk, number: str) -> Envelope:
    """The one it was given to has it now. An officer says so alone; for the post or an authority, whose signature lies
    on paper, the officer who handed it over says so."""
    demand(desk.officer.role, Act.KEEP_ORIGINALS)
    envelope = desk.store.papers.envelope(number)
    offered = envelope.offered_to
    if offered is not None and offered.kind is HolderKind.OFFICER and offered.code != desk.officer.code:
        raise KnownError(_NOT_FOR_YOU, envelope=number)
    return add_link(desk, envelope, CustodyStep.TAKEN, offered or envelope.holder)


def keep_after_all(desk: Desk, number: str) -> Envelope:
    """It was given but not taken: it stays with who gave it."""
    demand(desk.officer.role, Act.KEEP_ORIGINALS)
    envelope = desk.store.papers.envelope(number)
    return add_link(desk, envelope, CustodyStep.KEPT, envelope.holder)


def came_back(desk: Desk, number: str) -> Envelope:
    """The post or an authority brought it back: this officer holds it. Two links, so that the giving is seen too."""
    demand(desk.officer.role, Act.KEEP_ORIGINALS)
    envelope = desk.store.papers.envelope(number)
    if envelope.holder.kind is HolderKind.OFFICER or not envelope.is_open:
        raise KnownError(_NOT_AWAY, envelope=number)
    me = Holder(HolderKind.OFFICER, desk.officer.code)
    if envelope.offered_to is None:
        envelope = add_link(desk, envelope, CustodyStep.GIVEN, me)
    return add_link(desk, envelope, CustodyStep.TAKEN, me)


def _story(
    desk: Desk,
    envelope: Envelope,
    officers: Mapping[str, Officer],
    authorities: Mapping[str, str],
    names: Mapping[str, str],
) -> Story:
    links = tuple(
        Link(
            event,
            _proof(event, officers.get(event.by)),
            officers[event.by].name if event.by in officers else event.by,
            _name(event.holder, officers, authorities),
        )
        for event in envelope.chain
    )
    papers = tuple(names.get(slot) or slot for slot in envelope.papers)
    steps = _steps(desk, envelope) if may(desk.officer.role, Act.KEEP_ORIGINALS) else frozenset()
    away = envelope.is_open and envelope.holder.kind is not HolderKind.OFFICER
    can_come_back = away and may(desk.officer.role, Act.KEEP_ORIGINALS) and envelope.offered_to is None
    return Story(envelope, papers, links, steps, can_come_back)


def _steps(desk: Desk, envelope: Envelope) -> frozenset[CustodyStep]:
    if not envelope.is_open:
        return frozenset()
    offered = envelope.offered_to
    if offered is not None:
        mine = offered.kind is not HolderKind.OFFICER or offered.code == desk.officer.code
        return frozenset({CustodyStep.TAKEN, CustodyStep.KEPT} if mine else {CustodyStep.KEPT})
    if envelope.holder.kind is HolderKind.OFFICER:
        return frozenset({CustodyStep.GIVEN, CustodyStep.RETURNED})
    return frozenset()


def _proof(event: CustodyEvent, officer: Officer | None) -> Proof:
    if not event.signature:
        return Proof.UNSIGNED
    if officer is None or not officer.public_key:
        return Proof.UNKNOWN
    holds = signature_holds(officer.public_key, event.signature, event.payload())
    return Proof.SIGNED if holds else Proof.FALSE


def _name(holder: Holder, officers: Mapping[str, Officer], authorities: Mapping[str, str]) -> str:
    if holder.kind is HolderKind.OFFICER:
        return officers[holder.code].name if holder.code in officers else holder.code
    if holder.kind is HolderKind.AUTHORITY:
        return authorities.get(holder.code, holder.code)
    return ""
