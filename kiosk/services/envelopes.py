"""Envelopes of originals on their way back: who holds one here, and the signed link that closes its chain."""

from kiosk.domain.papers import CITIZEN, CustodyStep, Envelope, Holder, HolderKind, next_link
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import Desk


def held_here(desk: Desk, dossier_id: str | None = None) -> tuple[Envelope, ...]:
    """Open envelopes that an officer of this counter answers for, of one dossier or of all."""
    return tuple(
        one
        for one in desk.store.papers.envelopes(dossier_id, open_only=True)
        if one.holder.kind is HolderKind.OFFICER
    )


def give_back(desk: Desk, number: str) -> Envelope:
    """The owner has the originals: the last link, signed. Saying it twice changes nothing.

    Raises ``CustodyRefused`` while the envelope is on its way to somebody else.
    """
    demand(desk.officer.role, Act.KEEP_ORIGINALS)
    envelope = desk.store.papers.envelope(number)
    if not envelope.is_open:
        return envelope
    return add_link(desk, envelope, CustodyStep.RETURNED, CITIZEN)


def add_link(desk: Desk, envelope: Envelope, step: CustodyStep, holder: Holder) -> Envelope:
    """One more link under the officer's signature. Raises ``CustodyRefused`` out of order."""
    now = desk.now()
    link = next_link(envelope.number, envelope.chain, step, holder, desk.officer.code, now)
    return desk.store.papers.hand_on(
        envelope.number,
        step,
        by=desk.officer.code,
        holder=holder,
        signature=desk.signing.sign(link.payload()),
        at=now,
    )
