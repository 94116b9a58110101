"""Entering at speed by plain values: what is passed over, what is not, and what is offered first."""

from collections.abc import Mapping

import pytest

from kiosk.domain.dossier import Answer, Origin
from kiosk.services import intake, usual
from kiosk.services.desk import Desk
from kiosk.services.quick_hands import done_by_tap, phone_is_whole, usual_number
from kiosk.services.visit import Stage, Visit
from tests.office_factories import ANSWERS, file_invented

PROCEDURE = "1.004873"
CARD = "011190000999|123456789|NGUYỄN THỊ MẪU|03051990|Nữ|Bản Mẫu, Xã Búng Lao, Điện Biên|15042021"
OLD_PLACE = CARD.replace("Xã Búng Lao", "Xã Không Còn")
OTHER_SEX = CARD.replace("|Nữ|", "|Nam|")
DAMAGED = CARD.replace("|15042021", "|")


def _begin(desk: Desk) -> Visit:
    visit = Visit(desk)
    visit.begin_quickly(PROCEDURE, "vi-VN")
    assert visit.stage is Stage.DATA_NOTICE
    visit.begin_questions()
    return visit


def _give(visit: Visit, values: Mapping[str, object], origin: Origin = Origin.TYPED) -> None:
    draft = visit.draft()
    told = [Answer(field, value, origin) for field, value in values.items()]  # type: ignore[arg-type]
    visit.answered(intake.put(visit.desk, draft, told, page=draft.page.address))


def _answer_page(visit: Visit, card: str) -> None:
    draft = visit.draft()
    if draft.page.card_groups and draft.page.fields[0].value is None:
        offer = intake.offer_card(draft, card)
        visit.answered(intake.accept_card(visit.desk, draft, offer))
        assert visit.quick is not None
        if offer.card.damaged:
            visit.quick.must_show(visit.draft(), offer.values)
        return
    open_now = [f.address for f in draft.page.fields if f.value is None and not f.locked]
    _give(visit, {address: ANSWERS[address] for address in open_now if address in ANSWERS})


def _walk(visit: Visit, to: str, card: str = CARD) -> list[tuple[str, int, int]]:
    """The pages on the way, each with how far along it is."""
    seen = []
    while visit.stage is Stage.QUESTIONS:
        draft = visit.draft()
        seen.append((draft.page.address, draft.number, draft.total))
        if draft.page.address == to:
            break
        _answer_page(visit, card)
        assert visit.continue_questions() == (), draft.page.address
        assert len(seen) < 40
    return seen


def test_progress_counts_only_what_is_shown_and_never_runs_backwards(desk: Desk) -> None:
    visit = _begin(desk)
    seen = _walk(visit, "papers")
    assert visit.stage is Stage.PAPERS
    pages = [page for page, _, _ in seen]
    assert not {"requester_name", "requester_birth", "requester_residence", "person_sex"} & set(pages)
    assert [n for _, n, _ in seen] == list(range(1, len(seen) + 1))
    assert seen[-1][2] == len(seen)
    visit.forward()
    visit.change("requester_birth")
    assert visit.draft().page.address == "requester_birth"
    assert visit.continue_questions() == ()
    assert str(visit.stage) == "check"


@pytest.mark.parametrize(
    ("card", "shown"),
    [(OLD_PLACE, "requester_residence"), (OTHER_SEX, "person_sex"), (DAMAGED, "requester_name")],
)
def test_what_is_odd_on_a_card_is_shown(desk: Desk, card: str, shown: str) -> None:
    visit = _begin(desk)
    assert _walk(visit, shown, card)[-1][0] == shown
    assert any(field.value is not None for field in visit.draft().page.fields)


def test_a_page_an_earlier_dossier_filled_in_part_is_shown(desk: Desk) -> None:
    visit = _begin(desk)
    _walk(visit, "requester_card")
    _give(visit, {"requester_number": ANSWERS["requester_number"]})
    _give(visit, {"requester_birth": "1990-05-03", "requester_residence_kind": "permanent"}, Origin.EARLIER)
    _give(visit, {"requester_name": "NGUYỄN THỊ MẪU"})
    assert visit.continue_questions() == ()
    assert visit.draft().page.address == "requester_name"  # told by hand: no card has it
    assert visit.continue_questions() == ()
    assert visit.draft().page.address == "requester_paper"  # the day of birth is passed over
    assert visit.quick is not None
    assert visit.quick.passed(visit.draft()) == {"requester_birth"}


def test_a_crash_and_slowing_down_keep_the_place(desk: Desk) -> None:
    visit = _begin(desk)
    _walk(visit, "requester_paper")
    successor = Visit(desk)
    successor.restore(visit.place())
    assert (successor.draft().number, successor.draft().total) == (visit.draft().number, visit.draft().total)
    successor.back()
    assert successor.draft().page.address == "requester_card"
    before = visit.draft()
    visit.slow_down()
    assert visit.draft().page.address == before.page.address
    assert visit.draft().number == before.number + 2
    assert visit.draft().total == before.total + 4
    visit.back()
    assert visit.draft().page.address == "requester_birth"


def test_one_tap_is_enough_for_one_question_alone(desk: Desk) -> None:
    visit = _begin(desk)
    assert not done_by_tap(visit.draft(), "purpose")  # nothing was tapped yet
    _give(visit, {"purpose": "other"})
    assert done_by_tap(visit.draft(), "purpose")
    visit.continue_questions()
    _give(visit, {"purpose_kind": "another"})
    assert not done_by_tap(visit.draft(), "purpose_kind")  # now the purpose is to be told in words
    _give(visit, {"purpose_kind": "loan"})
    assert done_by_tap(visit.draft(), "purpose_kind")
    _walk(visit, "requester_paper_issue")
    assert not done_by_tap(visit.draft(), "requester_id_issued")
    assert usual_number(visit.draft()) is None  # the issuer suggested is nobody's answer
    _walk(visit, "copies")
    assert usual_number(visit.draft()) == Answer("copies", 1)
    _give(visit, {"copies": 3})
    assert usual_number(visit.draft()) is None


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("0912345678", True),
        ("091234567", False),
        ("84912345678", False),
        ("8491234567", False),
        (None, False),
    ],
)
def test_a_telephone_number_is_whole_at_ten_digits_from_nought(typed: str | None, whole: bool) -> None:
    assert phone_is_whole(typed) is whole


def test_the_usual_is_counted_from_the_office_s_own_dossiers(desk: Desk) -> None:
    first = usual.procedures(desk)
    assert len(first) == 3
    assert [group.name for group in usual.ethnic_groups(desk, "person_ethnic")] == [
        "Kinh",
        "Tày",
        "Thái",
        "Hoa",
    ]
    assert usual.language(desk) == "vi-VN"
    for _ in range(3):
        file_invented(desk, PROCEDURE)
    assert [offer.code for offer in usual.procedures(desk)] == [PROCEDURE]
    often = {value["code"] for value in desk.store.figures.given("person_ethnic")}
    assert len(often) == 1
    assert often != {"01"}  # the first of the list stands first without having been counted
    assert usual.ethnic_groups(desk, "person_ethnic")[0].code in often
    visit = _begin(desk)
    visit.choose_language("km-Khmr-VN")
    assert usual.language(desk) == "km-Khmr-VN"
