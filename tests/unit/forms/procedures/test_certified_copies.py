"""Certified copies: rows of papers and the page fee."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import PaperHandling
from tests.unit.forms.procedures.walking import blocking, faults, needed, reasons, walk

COPIES = "2.000815"
ASKED: dict[str, Any] = {
    "certifier": "commune",
    "requester_number": "011190000001",
    "requester_name": "Lò Thị Mẫu",
}


def paper(pages: int = 1, copies: int = 1, electronic: bool = False, **more: Any) -> dict[str, Any]:
    """One paper to be certified."""
    return {
        "document_name": "Giấy khai sinh",
        "document_state": "good",
        "document_pages": pages,
        "document_copies": copies,
        "document_electronic": electronic,
        **more,
    }


def _fee(*papers: dict[str, Any]) -> int | None:
    return walk(COPIES, ASKED | {"documents": list(papers)}).fee.amount


@pytest.mark.parametrize(
    ("pages", "amount"),
    [
        (1, 2_000),
        (2, 4_000),
        (3, 5_000),
        (10, 12_000),
        (197, 199_000),
        (198, 200_000),
        (199, 200_000),
        (900, 200_000),
    ],
)
def test_the_page_fee_of_one_copy(pages: int, amount: int) -> None:
    assert _fee(paper(pages)) == amount


def test_every_copy_pays_and_the_electronic_one_counts_as_one() -> None:
    assert _fee(paper(3, copies=4)) == 20_000
    assert _fee(paper(3, copies=4, electronic=True)) == 25_000
    assert _fee(paper(3, copies=0, electronic=True)) == 5_000


def test_papers_are_added_up() -> None:
    assert _fee(paper(1), paper(2, copies=2), paper(900)) == 2_000 + 8_000 + 200_000


@given(
    st.lists(
        st.tuples(st.integers(1, 1000), st.integers(0, 50), st.booleans()).filter(lambda p: p[1] > 0 or p[2]),
        min_size=1,
        max_size=5,
    )
)
def test_no_copy_costs_more_than_its_most(papers: list[tuple[int, int, bool]]) -> None:
    copies = sum(count + electronic for _, count, electronic in papers)
    amount = _fee(*(paper(*p) for p in papers))
    assert amount is not None
    assert 2_000 * copies <= amount <= 200_000 * copies


def test_the_originals_are_shown_and_handed_back() -> None:
    answers = ASKED | {"documents": [paper()]}
    state = walk(COPIES, answers)
    assert needed(state)["originals"] is PaperHandling.SHOWN
    assert blocking(state) == {"originals"}
    assert faults(COPIES, answers) == ["originals"]
    assert faults(COPIES, answers, papers=("originals",)) == []
    assert [d.layout for d in state.declarations] == ["yeu_cau_chung_thuc"]


@pytest.mark.parametrize(("count", "wrong"), [(0, ["documents"]), (1, []), (30, []), (31, ["documents"])])
def test_papers_none_one_many_and_too_many(count: int, wrong: list[str]) -> None:
    assert faults(COPIES, ASKED | {"documents": [paper()] * count}, papers=("originals",)) == wrong


def test_a_paper_needs_at_least_one_copy() -> None:
    answers = ASKED | {"documents": [paper(), paper(copies=0)]}
    assert faults(COPIES, answers, papers=("originals",)) == ["documents/r2/document_electronic"]


def test_what_is_not_a_number_of_pages_is_refused_in_its_row() -> None:
    for pages in (0, 1001, "2"):
        answers = ASKED | {"documents": [paper(document_pages=pages)]}
        assert faults(COPIES, answers, papers=("originals",)) == ["documents/r1/document_pages"]


@pytest.mark.parametrize(
    ("state", "reason"),
    [("damaged", "bad_original"), ("secret", "secret_original"), ("foreign", "foreign_original")],
)
def test_a_doubtful_original_is_for_the_officer_and_no_refusal(state: str, reason: str) -> None:
    answers = ASKED | {"documents": [paper(), paper(document_state=state)]}
    assert reasons(walk(COPIES, answers)) == [reason]
    assert faults(COPIES, answers, papers=("originals",)) == []


def test_the_commune_or_a_notary_decides_never_both() -> None:
    for certifier, part in (("commune", "commune_copy"), ("notary", "notary_copy")):
        state = walk(COPIES, ASKED | {"certifier": certifier, "documents": [paper()]})
        assert [p.part.id for p in state.parts if p.chosen] == [part]
    assert reasons(walk(COPIES, ASKED | {"certifier": "notary", "documents": [paper()]})) == ["notary"]


def test_the_same_day_until_three_in_the_afternoon() -> None:
    due = walk(COPIES, ASKED | {"documents": [paper()]}).due
    assert due.working_days == 0
    assert due.cut_off is not None
    assert due.cut_off.hour == 15
