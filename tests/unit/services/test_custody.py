"""Envelopes of originals: every step signed by the officer who notes it, checked whenever it is shown."""

from collections.abc import Iterator

import pytest

from forms.errors import KnownError
from kiosk.domain.papers import CustodyRefused, CustodyStep, Holder, HolderKind
from kiosk.folder import Folder
from kiosk.services import custody, papers
from kiosk.services.custody import POST, Proof
from kiosk.services.desk import Desk
from tests.office_factories import file_invented, open_desk
from tests.store_factories import SetClock

CLERK = "buu-chinh-1"
ME = "can-bo-1"


@pytest.fixture
def envelope(desk: Desk) -> str:
    """A filed dossier with one paper's original in an envelope."""
    filed = file_invented(desk, "1.004873")
    return papers.keep_in_envelope(desk, filed.dossier, ("identity_card",))


@pytest.fixture
def clerk(desk: Desk, clock: SetClock) -> Iterator[Desk]:
    """The other officer, at the same machine."""
    other = open_desk(Folder(desk.folder.root), clock, CLERK)
    yield other
    other.close()


def story_of(desk: Desk, number: str) -> custody.Story:
    stories = custody.stories(desk, desk.store.papers.envelope(number).dossier)
    (found,) = (one for one in stories if one.envelope.number == number)
    return found


def steps(desk: Desk, number: str) -> list[tuple[CustodyStep, str, Proof]]:
    return [(one.event.step, one.event.by, one.proof) for one in story_of(desk, number).links]


def test_an_envelope_goes_from_officer_to_officer_by_both_their_words(
    desk: Desk, clerk: Desk, envelope: str
) -> None:
    custody.hand_to(desk, envelope, Holder(HolderKind.OFFICER, CLERK))
    story = story_of(desk, envelope)
    assert (story.envelope.holder.code, story.offered is not None) == (ME, True)
    assert story.may == {CustodyStep.KEPT}
    with pytest.raises(KnownError, match="tự nhận"):
        custody.take_over(desk, envelope)
    custody.take_over(clerk, envelope)
    assert story_of(clerk, envelope).envelope.holder == Holder(HolderKind.OFFICER, CLERK)
    assert steps(desk, envelope) == [
        (CustodyStep.CLOSED, ME, Proof.SIGNED),
        (CustodyStep.GIVEN, ME, Proof.SIGNED),
        (CustodyStep.TAKEN, CLERK, Proof.SIGNED),
    ]
    assert story_of(desk, envelope).sound


def test_what_was_given_and_not_taken_stays_with_the_giver(desk: Desk, envelope: str) -> None:
    custody.hand_to(desk, envelope, POST)
    custody.keep_after_all(desk, envelope)
    story = story_of(desk, envelope)
    assert story.envelope.holder == Holder(HolderKind.OFFICER, ME)
    assert story.may == {CustodyStep.GIVEN, CustodyStep.RETURNED}


def test_by_post_to_the_authority_and_back_to_the_owner(desk: Desk, envelope: str) -> None:
    custody.hand_to(desk, envelope, POST)
    custody.take_over(desk, envelope)
    story = story_of(desk, envelope)
    assert (story.envelope.holder, story.back, story.may) == (POST, True, frozenset())
    with pytest.raises(KnownError, match="không do quầy này giữ"):
        custody.hand_to(desk, envelope, POST)
    custody.came_back(desk, envelope)
    with pytest.raises(KnownError, match="vẫn ở quầy này"):
        custody.came_back(desk, envelope)
    custody.give_back(desk, envelope)
    story = story_of(desk, envelope)
    assert not story.envelope.is_open
    assert story.sound
    assert story.may == frozenset()
    assert all(file.returned for file in desk.store.papers.list(story.envelope.dossier) if file.envelope)
    with pytest.raises(CustodyRefused):
        custody.take_over(desk, envelope)


def test_receivers_are_officers_who_may_keep_originals_the_post_and_the_deciding_authorities(
    desk: Desk, envelope: str
) -> None:
    dossier = story_of(desk, envelope).envelope.dossier
    found = [(one.holder.kind, one.holder.code) for one in custody.receivers(desk, dossier)]
    assert (HolderKind.OFFICER, CLERK) in found
    assert (HolderKind.OFFICER, ME) not in found
    assert (HolderKind.OFFICER, "lanh-dao-1") not in found
    assert (HolderKind.CARRIER, "post") in found
    assert any(kind is HolderKind.AUTHORITY for kind, _ in found)


def test_a_link_without_signature_or_by_another_hand_is_seen(desk: Desk, clerk: Desk, envelope: str) -> None:
    store = desk.store.papers
    store.hand_on(envelope, CustodyStep.GIVEN, by=ME, holder=POST)
    now = desk.now()
    link = story_of(desk, envelope).links[-1].event
    forged = clerk.signing.sign(link.payload())
    store.hand_on(envelope, CustodyStep.TAKEN, by=ME, holder=POST, signature=forged, at=now)
    story = story_of(desk, envelope)
    assert [one.proof for one in story.links] == [Proof.SIGNED, Proof.UNSIGNED, Proof.FALSE]
    assert not story.sound


def test_a_leader_sees_and_moves_nothing(desk: Desk, clock: SetClock, envelope: str) -> None:
    leader = open_desk(Folder(desk.folder.root), clock, "lanh-dao-1")
    try:
        assert story_of(leader, envelope).may == frozenset()
        with pytest.raises(KnownError, match="nhiệm vụ"):
            custody.hand_to(leader, envelope, POST)
    finally:
        leader.close()
