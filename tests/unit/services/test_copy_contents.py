"""The second copy's list and drafts come back as they were written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import PaperHandling
from forms.states import Channel
from kiosk.domain.dossier import Answer, Origin
from kiosk.domain.office import Place
from kiosk.domain.papers import CustodyEvent, CustodyStep, DigitisedHow, Envelope, Holder, HolderKind
from kiosk.services.copy_contents import (
    CopiedDossier,
    CopiedDraft,
    CopiedParcel,
    CopyContents,
    DraftPaper,
    WholeDraft,
    read_draft,
    read_list,
    write_draft,
    write_list,
)

CHAINED = (
    Envelope(
        "Q1-2026-0001",
        "d1",
        ("identity_card",),
        (
            CustodyEvent(
                "Q1-2026-0001",
                1,
                CustodyStep.CLOSED,
                Holder(HolderKind.OFFICER, "can-bo-1"),
                "can-bo-1",
                datetime(2026, 11, 23, 2, 0, 0, 123456, tzinfo=UTC),
                b"\x01\x02",
            ),
        ),
    ),
)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
TIMES = st.integers(0, 2 * 10**9).map(
    lambda s: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=s % 10**8)
)
PARCELS = st.lists(st.builds(CopiedParcel, TEXT, TEXT, TEXT), max_size=3).map(tuple)
DOSSIERS = st.builds(CopiedDossier, TEXT, TEXT, TEXT, TEXT, TEXT, TIMES, PARCELS, TEXTS)
DRAFTS = st.builds(CopiedDraft, TEXT, TEXT, TEXT, TIMES, TEXT, TEXTS)
LISTS = st.builds(
    CopyContents, TEXT, TEXT, TEXT, TEXT, TIMES, TEXT, TEXT, st.lists(DOSSIERS, max_size=3).map(tuple),
    st.lists(DRAFTS, max_size=3).map(tuple), TEXTS,
)  # fmt: skip
VALUES = st.one_of(
    TEXT, st.booleans(), st.integers(-(10**9), 10**9), st.none(), st.dictionaries(TEXT, TEXT, max_size=2)
)
ANSWERS = st.lists(st.builds(Answer, TEXT, VALUES, st.sampled_from(Origin), st.booleans()), max_size=4).map(
    tuple
)
PAPERS = st.lists(
    st.builds(
        DraftPaper, TEXT, st.sampled_from(PaperHandling), TEXT, TEXT, st.integers(1, 9), st.sampled_from(DigitisedHow),
        st.binary(max_size=40), st.none() | TIMES, TEXT, TEXTS, st.none() | TIMES, st.none(), st.none() | TEXT,
    ),
    max_size=2,
).map(tuple)  # fmt: skip
WHOLE = st.builds(
    WholeDraft, TEXT, TEXT, TEXT, st.sampled_from(Channel), st.booleans(), st.sampled_from(Place), TEXT,
    st.none() | TEXT, ANSWERS, PAPERS, st.just(CHAINED),
).map(lambda draft: replace(draft, envelopes=(replace(CHAINED[0], dossier=draft.dossier),)))  # fmt: skip


@given(LISTS)
def test_a_list_comes_back_as_it_was(contents: CopyContents) -> None:
    assert read_list(write_list(contents)) == contents


@given(WHOLE)
def test_a_draft_comes_back_as_it_was(draft: WholeDraft) -> None:
    assert read_draft(write_draft(draft)) == draft


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"v": 2}', b'{"v": 1}'])
def test_anything_else_is_no_copy(data: bytes) -> None:
    for read in (read_list, read_draft):
        with pytest.raises((ValueError, KeyError, TypeError)):
            read(data)
