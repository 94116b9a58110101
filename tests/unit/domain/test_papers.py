"""Custody: who holds an envelope, in which order it may pass, and what an officer still owes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import PaperHandling
from kiosk.domain.papers import (
    CITIZEN,
    CustodyEvent,
    CustodyRefused,
    CustodyStep,
    DigitisedHow,
    Duty,
    DutyKind,
    Envelope,
    Holder,
    HolderKind,
    PaperFile,
    duties,
    next_link,
)

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
CLERK = Holder(HolderKind.OFFICER, "buu-chinh-1")
POST = Holder(HolderKind.CARRIER, "xe-thu-01")
COMMUNE = Holder(HolderKind.AUTHORITY, "03127")


def closed() -> tuple[CustodyEvent, ...]:
    return (next_link("PB-1", (), CustodyStep.CLOSED, CLERK, CLERK.code, AT),)


def grow(chain: tuple[CustodyEvent, ...], step: CustodyStep, holder: Holder) -> tuple[CustodyEvent, ...]:
    return (*chain, next_link("PB-1", chain, step, holder, CLERK.code, AT))


def envelope(chain: tuple[CustodyEvent, ...]) -> Envelope:
    return Envelope("PB-1", "d" * 32, ("household",), chain)


def test_what_was_given_is_still_the_givers_burden() -> None:
    chain = grow(closed(), CustodyStep.GIVEN, POST)
    assert envelope(chain).holder == CLERK
    assert envelope(chain).offered_to == POST
    chain = grow(chain, CustodyStep.TAKEN, POST)
    assert envelope(chain).holder == POST
    assert envelope(chain).offered_to is None


def test_only_whom_it_was_given_to_can_take_it() -> None:
    chain = grow(closed(), CustodyStep.GIVEN, POST)
    with pytest.raises(CustodyRefused) as refusal:
        grow(chain, CustodyStep.TAKEN, COMMUNE)
    assert refusal.value.params == {"envelope": "PB-1"}


def test_a_refused_hand_over_comes_back_to_the_giver() -> None:
    chain = grow(grow(closed(), CustodyStep.GIVEN, POST), CustodyStep.KEPT, POST)
    assert envelope(chain).holder == CLERK
    assert envelope(chain).is_open


def test_returned_is_the_end_and_names_nobody() -> None:
    chain = grow(closed(), CustodyStep.RETURNED, CLERK)
    assert envelope(chain).holder == CITIZEN
    assert not envelope(chain).is_open
    for step in CustodyStep:
        with pytest.raises(CustodyRefused):
            grow(chain, step, POST)


def test_an_envelope_begins_by_being_closed_once() -> None:
    with pytest.raises(CustodyRefused):
        next_link("PB-1", (), CustodyStep.GIVEN, POST, CLERK.code, AT)
    with pytest.raises(CustodyRefused):
        grow(closed(), CustodyStep.CLOSED, CLERK)


@given(st.lists(st.tuples(st.sampled_from(CustodyStep), st.sampled_from((CLERK, POST, COMMUNE, CITIZEN)))))
def test_somebody_always_answers_for_an_open_envelope(tries: list[tuple[CustodyStep, Holder]]) -> None:
    chain = closed()
    for step, holder in tries:
        before = envelope(chain).holder
        try:
            chain = grow(chain, step, holder)
        except CustodyRefused:
            continue
        now = envelope(chain)
        assert [link.seq for link in chain] == list(range(1, len(chain) + 1))
        assert now.is_open == (now.holder != CITIZEN)
        if chain[-1].step is CustodyStep.GIVEN:
            assert now.holder == before


def test_what_is_signed_covers_every_field() -> None:
    link = closed()[0]
    changes = (
        replace(link, envelope="PB-2"),
        replace(link, seq=2),
        replace(link, step=CustodyStep.TAKEN),
        replace(link, holder=POST),
        replace(link, by="can-bo-1"),
        replace(link, at=AT + timedelta(microseconds=1)),
    )
    assert len({link.payload(), *(changed.payload() for changed in changes)}) == len(changes) + 1
    assert replace(link, signature=b"x").payload() == link.payload()


def file(paper: str, handling: PaperHandling, **changes: object) -> PaperFile:
    made = PaperFile(
        id=paper * 2, dossier="d" * 32, paper=paper, page=0, handling=handling, name="", media="image/jpeg", pages=1,
        sha256="0" * 64, size=1, digitised_at=AT, digitised_by="can-bo-1", how=DigitisedHow.SCANNER,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_shown_papers_are_owed_back_and_originals_an_envelope() -> None:
    papers = (
        file("card", PaperHandling.SHOWN),
        file("card", PaperHandling.SHOWN, page=1),
        file("seen", PaperHandling.SHOWN, returned_at=AT, returned_by="can-bo-1"),
        file("original", PaperHandling.HANDED_IN),
        file("enclosed", PaperHandling.HANDED_IN, envelope="PB-1"),
        file("copy", PaperHandling.COPY),
    )
    assert duties(papers) == (
        Duty(DutyKind.HAND_BACK, "card"),
        Duty(DutyKind.PUT_IN_ENVELOPE, "original"),
    )
