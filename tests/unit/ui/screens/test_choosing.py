"""What the citizen came for: life events, procedures, the officer's search; guidance and worksheets, which send nothing."""

import pytest

from forms.kinds import Kind
from kiosk.domain.dossier import DossierState
from kiosk.services import guidance, intake
from kiosk.ui.press_desk import PRINTED
from kiosk.ui.screens.guide import GuideEndScreen, GuideScreen
from kiosk.ui.screens.life_events import KINDS, LIFE_EVENTS, event_picture
from kiosk.ui.screens.prepare import GUIDE_ONLY, WORKSHEET_ONLY
from kiosk.ui.screens.procedure import NOT_FOUND, ProcedureScreen
from kiosk.ui.screens.worksheet import NEVER_SENT
from kiosk.ui.widgets.pictogram import has_pictogram
from tests.office_factories import invented
from tests.unit.ui.screens.seat import Seat

GUIDE, WORKSHEET, LINKED = "HD.vneid", "3.000347", "3.000722"


def _chooser(seat: Seat) -> ProcedureScreen:
    screen = seat.window.screen_shown
    assert isinstance(screen, ProcedureScreen)
    return screen


def test_every_offered_event_has_words_and_a_picture(seat: Seat) -> None:
    offers = guidance.offers(seat.shift.desk)
    assert len(offers) >= 20
    for offer in offers:
        assert offer.life_event in LIFE_EVENTS, offer.code
        assert has_pictogram(event_picture(offer.life_event)), offer.code
    assert {offer.kind for offer in offers} == set(Kind) == set(KINDS)
    signs = {icon for icon, _ in KINDS.values()}
    assert len(signs) == len(Kind)
    assert all(map(has_pictogram, signs))


def test_events_lead_to_their_procedures_and_back_again(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    assert seat.page == "procedure"
    for event in {offer.life_event for offer in guidance.offers(seat.shift.desk)}:
        assert seat.sees(f"event-{event}")
    seat.tap("event-birth")
    assert seat.page == "procedure:birth"
    assert seat.sees(f"procedure-{LINKED}")
    assert not seat.sees("procedure-1.004873")
    seat.tap("back")
    assert seat.page == "procedure"
    seat.tap("back")
    assert seat.page == "language"
    seat.tap("language-vi-VN")
    seat.tap("event-birth")
    seat.tap(f"procedure-{LINKED}")
    seat.tap("back")
    assert seat.page == "procedure:birth", "back from what to prepare leads to the same list"


def test_the_next_citizen_begins_with_all_events(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    seat.tap("event-death")
    seat.conductor.new_visit()
    seat.arrive("language")
    seat.tap("language-vi-VN")
    assert seat.page == "procedure"


def test_kinds_are_told_apart_by_sign_and_word(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    seat.tap("event-driving")
    said = seat.texts()
    assert KINDS[Kind.WORKSHEET][1].vi in said
    assert KINDS[Kind.GUIDE][1].vi in said
    assert KINDS[Kind.FILING][1].vi not in said
    assert KINDS[Kind.WORKSHEET][1].vi in seat.find(f"procedure-{WORKSHEET}").accessibleName()


@pytest.mark.parametrize(
    ("typed", "found"),
    [("dang ky ket hon", "1.000894"), ("ĐĂNG KÝ KẾT HÔN", "1.000894"), ("3.000722", LINKED)],
)
def test_the_officer_finds_a_procedure_by_name_without_marks_or_by_code(
    seat: Seat, typed: str, found: str
) -> None:
    seat.tap("language-vi-VN")
    seat.write("procedure-search", typed)
    assert found in _chooser(seat).found()
    assert seat.sees(f"procedure-{found}")
    assert not seat.sees("event-birth")
    seat.tap(f"procedure-{found}")
    assert seat.page == "prepare"
    assert seat.shift.visit.procedure == found


def test_a_search_without_a_hit_says_so_and_an_empty_one_brings_the_events_back(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    seat.write("procedure-search", "khong co thu tuc nay")
    assert NOT_FOUND.vi in seat.texts()
    seat.write("procedure-search", "")
    assert NOT_FOUND.vi not in seat.texts()
    assert seat.sees("event-birth")


def test_an_outreach_procedure_is_not_offered_at_the_counter(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    seat.tap("event-birth")
    assert not seat.sees("procedure-1.003583")
    seat.write("procedure-search", "luu dong")
    assert "1.003583" not in _chooser(seat).found()


def test_what_to_bring_is_printed_from_the_list_and_from_the_next_page(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    seat.tap("event-birth")
    seat.tap(f"bring-{LINKED}")
    assert seat.page == "procedure:birth"
    assert PRINTED.vi in seat.texts()
    seat.tap(f"procedure-{LINKED}")
    seat.tap("bring-print")
    assert len(seat.printed) == 2
    seat.tap("leaflet-print")
    assert len(seat.printed) == 3
    assert all(pdf.startswith(b"%PDF-") for pdf in seat.printed)


def test_a_linked_procedure_says_who_decides_what_before_anybody_begins(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    seat.choose(LINKED)
    definition = seat.shift.visit.definition()
    assert len(definition.parts) >= 4
    for part in definition.parts:
        assert seat.sees(f"part-{part.id}")
        assert part.name.vi in seat.texts()
        assert part.authority.name.vi in seat.texts()


# -- guidance


def test_guidance_goes_step_by_step_forward_and_back_and_ends_with_a_list_to_print(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    seat.choose(GUIDE)
    assert GUIDE_ONLY.vi in seat.texts()
    seat.tap("continue")
    steps = seat.shift.visit.definition().steps
    assert len(steps) > 2
    for number, step in enumerate(steps, start=1):
        assert seat.page == f"guide:{step.id}"
        screen = seat.window.screen_shown
        assert isinstance(screen, GuideScreen)
        assert screen.progress() == (number, len(steps))
        assert step.title.vi in seat.texts()
        assert step.text.vi in seat.texts()
        assert {said.message for said in screen.spoken()} == {step.title, step.text}
        seat.tap("continue")
    assert seat.page == "guide-end"
    assert isinstance(seat.window.screen_shown, GuideEndScreen)
    seat.tap("bring-print")
    seat.tap("leaflet-print")
    assert len(seat.printed) == 2
    seat.tap("bring-save")
    assert [path.name for path in seat.saved.iterdir()] == [f"{GUIDE}.pdf"]
    seat.tap("back")
    assert seat.page == f"guide:{steps[-1].id}"
    seat.tap("continue")
    seat.tap("again")
    assert seat.page == f"guide:{steps[0].id}"
    seat.tap("back")
    assert seat.page == "prepare"
    assert seat.shift.desk.store.dossiers.drafts() == ()


def test_guidance_ends_with_the_next_citizen(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    seat.choose(GUIDE)
    for _ in range(len(seat.shift.visit.definition().steps) + 1):
        seat.tap("continue")
    assert seat.page == "guide-end"
    seat.tap("continue")
    assert seat.page == "language"
    assert seat.shift.visit.procedure is None


# -- worksheets


def _worksheet(seat: Seat) -> str:
    desk = seat.shift.desk
    dossier = intake.begin(desk, WORKSHEET, "vi-VN")
    intake.save_answers(desk, dossier, invented(desk, WORKSHEET)[0], page=None)
    seat.conductor.resume_visit(dossier)
    seat.arrive("question")
    seat.answer_until("check", {})
    seat.tap("continue")
    assert seat.page == "worksheet"
    return dossier


def test_a_worksheet_says_first_that_it_sends_nothing(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    seat.choose(WORKSHEET)
    assert WORKSHEET_ONLY.vi in seat.texts()


def test_a_worksheet_is_printed_never_sent_and_gone_at_the_end(seat: Seat) -> None:
    dossier = _worksheet(seat)
    assert NEVER_SENT.vi in seat.texts()
    desk = seat.shift.desk
    assert desk.store.dossiers.get(dossier).state is DossierState.DRAFT
    screen = seat.window.screen_shown
    assert screen is not None
    assert any(said.message == NEVER_SENT for said in screen.spoken())
    printers = [w.objectName() for w in screen.findChildren(type(seat.find("continue"))) if w.isVisible()]
    prints = [name for name in printers if name.startswith("print-declaration:")]
    assert prints
    seat.tap(prints[0])
    assert seat.printed[0].startswith(b"%PDF-")
    seat.tap("bring-print")
    assert len(seat.printed) == 2
    seat.tap("continue")
    assert seat.page == "language"
    assert desk.store.dossiers.summary(dossier) is None
    assert desk.outbox.list() == ()


def test_a_worksheet_can_be_looked_at_and_its_steps_followed(seat: Seat) -> None:
    _worksheet(seat)
    screen = seat.window.screen_shown
    assert screen is not None
    look = next(
        w.objectName()
        for w in screen.findChildren(type(seat.find("continue")))
        if w.objectName().startswith("look-declaration:")
    )
    seat.tap(look)
    assert seat.sees("document-picture")
    seat.tap("paper-sheet-close")
    assert seat.printed == []
    if seat.sees("steps"):
        seat.tap("steps")
        assert seat.page.startswith("guide:")
        seat.tap("back")
        assert seat.page == "worksheet"
    seat.tap("back")
    assert seat.page == "check"
