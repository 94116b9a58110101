"""One visit walked by plain values: every stage, back and change, cards, crash and restore, no dead end."""

from collections.abc import Mapping

import pytest

from forms.rules.card_qr import CardReason, CardUnreadable
from forms.states import Carriage
from kiosk.domain.dossier import Origin, Value
from kiosk.services import confirmation, intake
from kiosk.services.desk import Desk
from kiosk.services.visit import MOVES, Stage, Visit
from tests.office_factories import ANSWERS, PNG

CARD = "011190000999|123456789|Nguyễn Thị Mẫu|03051990|Nữ|Bản Mẫu, Xã Búng Lao, Điện Biên|15042021"


def _start(desk: Desk) -> Visit:
    visit = Visit(desk)
    visit.choose_language("km-Khmr-VN", "one")
    visit.forward()
    visit.choose_procedure("1.004873")
    visit.forward()
    visit.begin_questions()
    return visit


def _answer_page(visit: Visit, answers: Mapping[str, object]) -> None:
    given: set[str] = set()
    # An answer may bring up another question on the same page.
    while fresh := [
        shown
        for shown in visit.draft().page.fields
        if not shown.locked and shown.field.id in answers and shown.address not in given
    ]:
        draft = visit.draft()
        for shown in fresh:
            value: Value = answers[shown.field.id]  # type: ignore[assignment]
            intake.save_answer(visit.desk, draft.dossier.id, shown.address, value, page=draft.page.address)
            given.add(shown.address)
        visit.answered()


def _answer_all(visit: Visit, answers: Mapping[str, object] = ANSWERS) -> list[str]:
    pages = []
    while visit.stage is Stage.QUESTIONS:
        pages.append(visit.draft().page.page.id)
        _answer_page(visit, answers)
        assert visit.continue_questions() == (), pages[-1]
    return pages


def test_a_whole_visit_ends_with_a_slip(desk: Desk) -> None:
    visit = _start(desk)
    pages = _answer_all(visit)
    assert pages[0] == "purpose"
    assert len(pages) == len(set(pages))
    assert visit.stage is Stage.PAPERS
    visit.forward()
    assert visit.stage is Stage.CHECK
    visit.forward()
    assert visit.dossier is not None
    confirmation.read_back(desk, visit.dossier, "can-bo-1", "Người phiên dịch Mẫu", visit.language)
    visit.forward()
    confirmation.sign_by_finger(desk, visit.dossier, PNG)
    visit.forward()
    filed = visit.confirm()
    assert visit.stage is Stage.DONE
    assert filed.carriage is Carriage.WAITING
    assert visit.confirm() == filed
    visit.end()
    assert visit.stage is Stage.LANGUAGE
    assert visit.language == "vi-VN"


def test_progress_counts_up_and_back_undoes_every_step(desk: Desk) -> None:
    visit = _start(desk)
    seen = []
    while visit.stage is Stage.QUESTIONS:
        draft = visit.draft()
        seen.append(draft.page.page.id)
        assert 1 <= draft.number <= draft.total
        _answer_page(visit, ANSWERS)
        visit.continue_questions()
    before = visit.desk.store.dossiers.answers(visit.dossier or "")
    visit.back()
    for page in reversed(seen):
        assert visit.stage is Stage.QUESTIONS
        assert visit.draft().page.page.id == page
        visit.back()
    assert visit.stage is Stage.DATA_NOTICE
    assert visit.desk.store.dossiers.answers(visit.dossier or "") == before


def test_change_goes_to_the_question_and_straight_back_to_the_check(desk: Desk) -> None:
    visit = _start(desk)
    _answer_all(visit)
    visit.forward()
    visit.change("requester_phone")
    assert visit.draft().page.page.id == "requester_phone"
    _answer_page(visit, {"requester_phone": "0987654321"})
    assert visit.continue_questions() == ()
    assert visit.stage is Stage.CHECK
    assert visit.draft().values["requester_phone"] == "0987654321"


def test_marrying_in_vietnam_is_stopped_kindly_and_can_go_back(desk: Desk) -> None:
    visit = _start(desk)
    _answer_page(visit, {"purpose": "marry_here"})
    visit.continue_questions()
    assert visit.stage is Stage.STOPPED
    message = visit.stop_message()
    assert message is not None
    visit.back()
    assert visit.draft().page.page.id == "purpose"


def test_a_wrong_page_names_its_fault_and_stays(desk: Desk) -> None:
    visit = _start(desk)
    (fault,) = visit.continue_questions()
    assert fault.field == "purpose"
    assert visit.draft().page.page.id == "purpose"


def _to_card_page(desk: Desk) -> Visit:
    visit = _start(desk)
    while visit.draft().page.page.id != "requester_card":
        _answer_page(visit, ANSWERS)
        visit.continue_questions()
    return visit


def test_a_card_fills_the_person_and_says_where_it_came_from(desk: Desk) -> None:
    visit = _to_card_page(desk)
    offer = intake.offer_card(visit.draft(), CARD + "\r")
    assert offer.values["requester_name"] == "Nguyễn Thị Mẫu"
    assert offer.values["requester_birth"] == "1990-05-03"
    assert offer.values["requester_residence"] == {"province": "11", "commune": "03301", "detail": "Bản Mẫu"}
    intake.accept_card(desk, visit.draft(), offer)
    visit.answered()
    answers = visit.draft().answers
    assert answers["requester_number"].origin is Origin.CARD
    assert desk.store.dossiers.search("nguyen thi mau")[0].id == visit.dossier


def test_a_card_that_disagrees_names_the_fields(desk: Desk) -> None:
    visit = _to_card_page(desk)
    _answer_page(visit, {"requester_number": "011190000111"})
    assert intake.offer_card(visit.draft(), CARD).differs == ("requester_number",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hello", CardReason.NONE),
        ("x" * 5000, CardReason.TOO_LONG),
        (CARD.replace("ễ", "?").replace("ị", "?"), CardReason.LOST_MARKS),
    ],
)
def test_a_bad_scan_is_said_and_stores_nothing(desk: Desk, text: str, reason: CardReason) -> None:
    visit = _to_card_page(desk)
    with pytest.raises(CardUnreadable) as refused:
        intake.offer_card(visit.draft(), text)
    assert refused.value.reason is reason
    assert "requester_number" not in visit.draft().values


@pytest.mark.parametrize("steps", [0, 3, 8])
def test_a_new_screen_shows_the_same_question(desk: Desk, steps: int) -> None:
    visit = _start(desk)
    for _ in range(steps):
        _answer_page(visit, ANSWERS)
        visit.continue_questions()
    successor = Visit(desk)
    successor.restore(visit.place())
    assert successor.stage is visit.stage
    assert successor.draft().page.page.id == visit.draft().page.page.id
    assert successor.draft().values == visit.draft().values
    assert (successor.language, successor.branch) == ("km-Khmr-VN", "one")
    successor.end()
    assert (successor.language, successor.branch) == ("vi-VN", "")


def test_a_place_that_is_gone_becomes_the_greeting(desk: Desk) -> None:
    visit = Visit(desk)
    visit.restore({"stage": "questions", "dossier": "f" * 32})
    assert visit.stage is Stage.LANGUAGE
    visit.restore({"stage": "no-such-stage"})
    assert visit.stage is Stage.LANGUAGE


def test_a_crash_after_sealing_shows_the_slip_again(desk: Desk) -> None:
    visit = _start(desk)
    _answer_all(visit)
    for _ in range(4):
        visit.forward()
    place = visit.place()
    filed = visit.confirm()
    successor = Visit(desk)
    successor.restore(place)
    assert successor.stage is Stage.DONE
    assert successor.filed == filed


def test_there_is_no_dead_end() -> None:
    reached = {Stage.LANGUAGE}
    while True:
        grown = reached | {after for stage in reached for after in MOVES[stage]}
        if grown == reached:
            break
        reached = grown
    assert reached == set(Stage)
    assert all(MOVES[stage] for stage in Stage)


def test_a_card_tells_only_where_somebody_lives_for_good(desk: Desk) -> None:
    visit = _to_card_page(desk)
    offer = intake.offer_card(visit.draft(), CARD)
    assert offer.values["requester_residence_kind"] == "permanent"
    assert "requester_residence" in offer.values
    assert visit.dossier is not None
    page = visit.draft().page.address
    intake.save_answer(desk, visit.dossier, "requester_residence_kind", "temporary", page=page)
    visit.answered()
    offer = intake.offer_card(visit.draft(), CARD)
    assert not {"requester_residence_kind", "requester_residence"} & set(offer.values)
