"""A whole visit on the real screens, with real services and a real store: nothing skipped, nothing done twice."""

import pytest

from forms.states import Carriage
from kiosk.domain.dossier import DossierState, SignedHow
from kiosk.domain.papers import PaperFile
from kiosk.services.confirmation import SIGNATURE_SLOT
from kiosk.ui.screens.papers import OWED_BACK
from kiosk.ui.widgets.kit import Spoken
from kiosk.ui.widgets.progress import STEP, STEP_ALOUD
from tests.office_factories import ANSWERS, PASSPHRASE
from tests.unit.ui.screens.seat import Seat


def _papers(seat: Seat, dossier: str) -> list[PaperFile]:
    return [p for p in seat.shift.desk.store.papers.list(dossier) if p.paper != SIGNATURE_SLOT]


def test_a_citizen_files_by_touch_and_takes_the_slip(locked_seat: Seat) -> None:
    seat = locked_seat
    assert seat.page == "welcome"
    seat.unlock()
    seat.to_questions()
    assert seat.page == "question:purpose"
    seat.to_officer()
    dossier = seat.shift.visit.dossier
    assert dossier is not None
    seat.write("secret", PASSPHRASE)
    seat.tap("confirm")
    seat.arrive("done")
    desk = seat.shift.desk
    filed = desk.store.dossiers.get(dossier)
    assert filed.state is DossierState.SEALED
    assert filed.slip_number is not None
    assert filed.slip_number in seat.texts()
    stored = {a.field: a.value for a in desk.store.dossiers.answers(dossier)}
    assert {key: stored.get(key) for key in ANSWERS if key in stored} == {
        key: value for key, value in ANSWERS.items() if key in stored
    }
    assert {"purpose", "requester_name", "marital_status", "copies"} <= set(stored)
    said = desk.store.confirmations.of(dossier)
    assert said.read_back is not None
    assert said.read_back.reader == desk.officer.name
    assert said.signature is not None
    assert said.signature.how is SignedHow.FINGER
    parcels = desk.store.parcels.by_dossier(dossier)
    assert [p.carriage for p in parcels] == [Carriage.WAITING]
    assert [item.parcel for item in desk.outbox.list()] == [parcels[0].id]
    seat.tap("slip-print")
    assert seat.printed[0].startswith(b"%PDF-")
    seat.tap("slip-save")
    assert [path.name for path in seat.saved.iterdir()] == [f"{filed.slip_number}.pdf"]
    seat.tap("next-citizen")
    assert seat.page == "language"
    assert seat.shift.visit.dossier is None


def test_every_page_says_its_prompt_aloud(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    for page in ("procedure", "prepare", "data-notice", "question:purpose"):
        heard = len(seat.player.played)
        if page == "prepare":
            seat.choose()
        elif page != "procedure":
            seat.tap("continue")
        assert seat.page == page
        seat.tap("hear")
        assert len(seat.player.played) > heard, page


def test_two_taps_never_carry_past_a_page(seat: Seat) -> None:
    seat.tap_twice("language-vi-VN")
    assert seat.page == "procedure"
    seat.tap_twice("event-marriage")
    assert seat.page == "procedure:marriage"
    seat.tap_twice("procedure-1.004873")
    assert seat.page == "prepare"
    seat.tap_twice("continue")
    assert seat.page == "data-notice"
    seat.tap_twice("continue")
    assert seat.page == "question:purpose"
    assert len(seat.shift.desk.store.dossiers.drafts()) == 1


def test_whoever_taps_twice_everywhere_skips_nothing_and_files_once(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seat, "tap", seat.tap_twice)
    seat.to_questions()
    visited: list[str] = []
    while seat.page.startswith("question"):
        visited.append(seat.page)
        seat.answer_page(ANSWERS)
        if seat.page == visited[-1]:
            seat.go_on()
    dossier = seat.shift.visit.dossier
    assert dossier is not None
    draft = seat.shift.visit.draft()
    assert visited == [f"question:{page.address}" for page in draft.state.pages if page.asked]
    seat.to_officer()
    desk = seat.shift.desk
    taken = [paper.paper for paper in _papers(seat, dossier)]
    assert taken
    assert len(taken) == len(set(taken))
    assert len(desk.store.dossiers.drafts()) == 1
    seat.write("secret", PASSPHRASE)
    seat.tap_twice("confirm")
    seat.arrive("done")
    seat.tap_twice("slip-print")
    assert len(desk.store.parcels.by_dossier(dossier)) == 1
    assert len(desk.outbox.list()) == 1
    assert len(seat.printed) == 1
    seat.tap_twice("next-citizen")
    assert seat.page == "language"


def test_going_back_loses_no_later_answer(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("question:requester_name")
    seat.answer_page(ANSWERS)
    seat.window.frame.put_keyboard_away()
    for page in (
        "question:requester_card",
        "question:relation",
        "question:purpose_other",
        "question:purpose",
    ):
        seat.tap("back")
        assert seat.page == page
    seat.tap("back")
    assert seat.page == "data-notice"
    seat.tap("continue")
    assert seat.page.startswith("question:")
    seat.answer_until("question:requester_birth")
    stored = {
        a.field: a.value for a in seat.shift.desk.store.dossiers.answers(seat.shift.visit.dossier or "")
    }
    assert stored["requester_name"] == ANSWERS["requester_name"]


def test_change_on_the_check_page_comes_straight_back(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("papers")
    seat.papers()
    seat.go_on()
    seat.arrive("check")
    assert "0912345678" in seat.texts()
    seat.tap("listen-all")
    assert len(seat.player.played[-1]) > 20
    seat.tap("change-requester_phone")
    assert seat.page == "question:requester_phone"
    seat.view("requester_phone").answer("0987654321")
    seat.go_on()
    assert seat.page == "check"
    assert "0987654321" in seat.texts()
    seat.tap("change-requester_phone")
    seat.tap("back")
    assert seat.page == "check"


def test_progress_is_true_after_an_answer_branches_and_is_said(seat: Seat) -> None:
    seat.to_questions()

    def counted() -> tuple[int, int]:
        draft = seat.shift.visit.draft()
        said = seat.window.screen_shown.said()[-1] if seat.window.screen_shown is not None else None
        assert said == Spoken(STEP_ALOUD, (("n", draft.number), ("total", draft.total)))
        assert STEP.vi.format(n=draft.number, total=draft.total) in seat.texts()
        return draft.number, draft.total

    before = counted()
    seat.answer("purpose", "other")
    assert seat.page == "question:purpose"
    after = counted()
    assert after[1] > before[1]
    seat.tap("hear")
    assert len(seat.player.played[-1]) > 1  # the question, and how far along


def test_answers_that_fall_away_are_named_kept_and_come_back(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("question:requester_card")
    label = seat.shift.visit.draft().definition.field("purpose_kind").label.vi
    for _ in range(3):
        seat.tap("back")
    assert seat.page == "question:purpose"
    seat.answer("purpose", "marry_abroad")
    seat.go_on()
    assert seat.page == "question:purpose"
    assert seat.sees("lost-sheet")
    assert label in seat.texts()
    seat.tap("lost-sheet-look")
    assert seat.page == "question:purpose"
    seat.answer("purpose", "other")
    seat.go_on()
    assert not seat.sees("lost-sheet")
    assert seat.page == "question:purpose_other"
    assert seat.view("purpose_kind").value() == ANSWERS["purpose_kind"]
    seat.tap("back")
    seat.answer("purpose", "marry_abroad")
    seat.tap("back")
    seat.tap("lost-sheet-go-on")
    assert seat.page == "data-notice"


def test_a_single_question_can_be_left_open_too(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("question:requester_birth")
    seat.go_on()
    assert seat.page == "question:requester_birth", "somebody is expected to say something"
    seat.tap("requester_birth-unsure")
    seat.go_on()
    left = seat.page
    assert left != "question:requester_birth"
    assert seat.shift.visit.draft().state.unsure() == ("requester_birth",)
    seat.tap("back")
    assert seat.view("requester_birth").is_unsure()
    seat.answer("requester_birth", ANSWERS["requester_birth"])
    assert not seat.view("requester_birth").is_unsure()
    seat.go_on()
    assert seat.page == left
    assert not seat.shift.visit.draft().state.unsure()


def test_what_is_not_known_waits_for_the_officer(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("question:requester_paper_issue")
    seat.tap("requester_id_issued-unsure")
    seat.go_on()
    seat.answer_until("papers")
    seat.papers()
    seat.go_on()
    seat.arrive("check")
    for _ in range(2):
        seat.tap("continue")
    seat.sign()
    seat.tap("continue")
    seat.arrive("officer")
    draft = seat.shift.visit.draft()
    assert draft.state.unsure() == ("requester_id_issued",)
    assert draft.definition.field("requester_id_issued").label.vi in seat.texts()


def test_a_paper_that_is_not_needed_ends_kindly_and_can_be_taken_back(seat: Seat) -> None:
    seat.to_questions()
    seat.tap("purpose-marry_here")
    if seat.page != "stopped":
        seat.go_on()
    assert seat.page == "stopped"
    seat.tap("change")
    assert seat.page == "question:purpose"
    seat.tap("purpose-marry_here")
    if seat.page != "stopped":
        seat.go_on()
    seat.tap("continue")
    assert seat.page == "language"


def test_a_wrong_answer_is_named_and_nothing_goes_on(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("question:requester_phone")
    seat.view("requester_phone").answer("12")
    seat.go_on()
    assert seat.page == "question:requester_phone"
    fault = seat.shift.visit.draft().state.find("requester_phone")
    assert fault is not None
    assert fault.fault is not None
    assert fault.fault.message.vi in seat.texts()
    assert seat.view("requester_phone").value() == "12"


def test_an_empty_needed_answer_is_asked_for(seat: Seat) -> None:
    seat.to_questions()
    seat.tap("continue")
    assert seat.page == "question:purpose"
    assert "Câu này cần có câu trả lời" in seat.texts()


def test_a_shown_paper_goes_back_before_anything_goes_on(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("papers")
    seat.tap("paper-identity_card-add")
    seat.tap("continue")
    assert seat.page == "papers"
    assert OWED_BACK.vi in seat.texts()
    seat.tap("paper-identity_card-returned")
    [paper] = _papers(seat, seat.shift.visit.dossier or "")
    assert paper.returned
    seat.tap("paper-identity_card-remove")
    assert _papers(seat, seat.shift.visit.dossier or "") == []
    seat.tap("continue")
    assert seat.page == "check"
