"""One capture, several parts: who decides each is shown all the way, and what cannot go by wire goes on paper."""

import pytest
from PySide6.QtWidgets import QWidget

from forms.states import CaseStatus
from kiosk.domain.dossier import Route
from kiosk.domain.roles import Act, Role, may
from kiosk.services import confirmation, counter, filing, intake
from kiosk.services.counter import ROUTE_WORDS, STATUS_WORDS
from kiosk.ui.counter.detail_screen import DetailScreen
from kiosk.ui.part_desk import PART_NOTED
from kiosk.ui.press_desk import PRINTED
from kiosk.ui.screens.part_list import ON_PAPER, ROUTE_SIGNS
from kiosk.ui.widgets.pictogram import has_pictogram
from tests.office_factories import PASSPHRASE, invented
from tests.unit.ui.screens.seat import Seat

CODE = "3.000722"


def _drafted(seat: Seat) -> str:
    desk = seat.shift.desk
    dossier = intake.begin(desk, CODE, "vi-VN")
    answers, slots = invented(desk, CODE, papers=False)
    assert slots == ()
    intake.save_answers(desk, dossier, answers, page=None)
    return dossier


def _filed(seat: Seat) -> str:
    dossier = _drafted(seat)
    confirmation.sign_on_paper(seat.shift.desk, dossier)
    filing.confirm(seat.shift.desk, dossier)
    return dossier


def _routes(seat: Seat, dossier: str) -> dict[str, Route]:
    return {part.part: part.route for part in seat.shift.desk.store.dossiers.parts(dossier)}


def test_roads_are_told_apart_by_sign_and_word() -> None:
    assert set(ROUTE_SIGNS) == set(Route) == set(ROUTE_WORDS)
    assert len(set(ROUTE_SIGNS.values())) == len(Route)
    assert all(map(has_pictogram, ROUTE_SIGNS.values()))


def test_parts_stand_on_check_on_the_officers_page_and_on_the_last_one(seat: Seat) -> None:
    dossier = _drafted(seat)
    seat.conductor.resume_visit(dossier)
    seat.arrive("question")
    seat.answer_until("papers", {})
    seat.go_on()
    seat.arrive("check")
    parts = [part.id for part in seat.shift.visit.definition().parts]
    assert all(seat.sees(f"part-{part}") for part in parts)
    assert ON_PAPER.vi in seat.texts()
    seat.tap("continue")
    seat.tap("continue")
    seat.sign()
    seat.tap("continue")
    seat.arrive("officer")
    assert all(seat.sees(f"part-{part}") for part in parts)
    seat.write("secret", PASSPHRASE)
    seat.tap("confirm")
    seat.arrive("done")
    assert all(seat.sees(f"part-{part}") for part in parts)
    routes = _routes(seat, dossier)
    assert set(routes) == set(parts)
    on_paper = [part for part, route in routes.items() if route is Route.PAPER]
    assert on_paper
    seat.tap("print-declaration:declaration")
    assert PRINTED.vi in seat.texts()
    seat.tap(f"print-routing:{on_paper[0]}")
    assert len(seat.printed) == 2
    assert all(pdf.startswith(b"%PDF-") for pdf in seat.printed)
    seat.tap("look-declaration:declaration")
    assert seat.sees("document-picture")
    seat.tap("paper-sheet-print")
    assert len(seat.printed) == 3
    assert not any(seat.sees(f"print-routing:{part}") for part, r in routes.items() if r is Route.SYSTEM)


def test_the_officer_sees_state_and_road_of_every_part_and_prints_its_papers(seat: Seat) -> None:
    dossier = _filed(seat)
    seat.conductor.open_detail(dossier)
    seat.arrive("detail")
    said = seat.texts()
    for part, route in _routes(seat, dossier).items():
        assert seat.sees(f"case-status-{part}")
        assert seat.sees(f"route-{part}")
        assert ROUTE_WORDS[route].vi in said
        assert seat.sees(f"move-{part}") == (route is Route.PAPER)
    seat.tap("print-declaration:declaration")
    assert seat.printed[0].startswith(b"%PDF-")
    seat.tap("look-declaration:declaration")
    assert seat.sees("document-picture")
    seat.tap("paper-sheet-close")


def test_an_officer_notes_by_hand_what_became_of_a_paper_part(seat: Seat) -> None:
    dossier = _filed(seat)
    part = next(part for part, route in _routes(seat, dossier).items() if route is Route.PAPER)
    seat.conductor.open_detail(dossier)
    seat.arrive("detail")
    seat.tap(f"move-{part}")
    seat.arrive("part")
    seat.tap("back")
    seat.arrive("detail")
    seat.tap(f"move-{part}")
    seat.tap(f"status-{int(CaseStatus.RECEIVED)}")
    seat.write("part-note", "Biên nhận số 12 (bịa)")
    seat.tap("continue")
    seat.arrive("detail")
    assert PART_NOTED.vi in seat.texts()
    state = next(one for one in seat.shift.desk.store.dossiers.parts(dossier) if one.part == part)
    assert (state.status, state.text) == (CaseStatus.RECEIVED, "Biên nhận số 12 (bịa)")
    assert state.moved_by == "can-bo-1"
    assert STATUS_WORDS[CaseStatus.RECEIVED].vi in seat.texts()
    others = [one for one in seat.shift.desk.store.dossiers.parts(dossier) if one.part != part]
    assert all(one.status is CaseStatus.REGISTERED for one in others)


@pytest.mark.parametrize("role", [Role.POSTAL_CLERK, Role.LEADER])
def test_who_may_not_note_is_not_asked_to(seat: Seat, role: Role) -> None:
    dossier = _filed(seat)
    found = counter.detail(seat.shift.desk, dossier)
    screen = DetailScreen(seat.conductor.kit, role, seat.clock, found)
    seat.bot.addWidget(screen)
    part = next(part for part, route in _routes(seat, dossier).items() if route is Route.PAPER)
    assert screen.findChild(QWidget, f"route-{part}") is not None
    assert (screen.findChild(QWidget, f"move-{part}") is not None) == may(role, Act.NOTE_PAPER_PART)


def test_what_is_not_delivered_says_so_at_the_counter_and_on_the_last_page(seat: Seat) -> None:
    desk = seat.shift.desk
    code = "2.001159"
    dossier = intake.begin(desk, code, "vi-VN")
    answers, _slots = invented(desk, code)
    intake.save_answers(desk, dossier, answers, page=None)
    seat.conductor.resume_visit(dossier)
    filed = filing.confirm(desk, dossier)
    seat.shift.visit.restore({"stage": "done", "language": "vi-VN", "procedure": code, "dossier": dossier})
    seat.conductor.open_citizen()
    seat.arrive("done")
    undelivered = desk.catalogue.newest(code, desk.today()).undelivered
    assert undelivered is not None
    assert undelivered.vi in seat.texts()
    seat.conductor.open_detail(filed.dossier)
    seat.arrive("detail")
    assert undelivered.vi in seat.texts()
    assert seat.sees("undelivered")
