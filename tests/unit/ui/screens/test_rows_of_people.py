"""Several people in one dossier: entered one after another, changed and taken away, told apart on every page."""

import pytest
from PySide6.QtWidgets import QWidget

from forms.path import page_of
from kiosk.services import intake
from kiosk.ui.screens.rows_hub import NOT_COMPLETE, RowsScreen
from kiosk.ui.theme.sizes import ANSWER_MM
from tests.office_factories import invented, without_rows
from tests.unit.ui.screens.seat import Seat

CODE = "1.004222"
HUB = "members"
NAMES = {1: "Một", 2: "Hai"}


def _drafted(seat: Seat, people: int) -> str:
    """A draft of a residence form with every answer, standing at the list of its members."""
    desk = seat.shift.desk
    dossier = intake.begin(desk, CODE, "vi-VN")
    answers = without_rows(invented(desk, CODE)[0])
    intake.save_answers(desk, dossier, answers, page=HUB)
    for number in range(1, people + 1):
        row = intake.add_row(desk, dossier, HUB, page=HUB)
        intake.save_answers(
            desk,
            dossier,
            {
                f"{HUB}/{row}/member_number": f"01119000000{number}",
                f"{HUB}/{row}/member_name": f"Giàng A {NAMES[number]}",
                f"{HUB}/{row}/member_birth": f"1990-01-0{number}",
                f"{HUB}/{row}/member_sex": "male",
                f"{HUB}/{row}/member_relation": "sibling",
            },
            page=HUB,
        )
    seat.conductor.resume_visit(dossier)
    seat.arrive(f"question:{HUB}")
    return dossier


def _hub(seat: Seat) -> RowsScreen:
    screen = seat.window.screen_shown
    assert isinstance(screen, RowsScreen)
    return screen


def _stored(seat: Seat) -> dict[str, object]:
    return {a.field: a.value for a in seat.shift.desk.store.dossiers.answers(seat.shift.visit.dossier or "")}


def test_an_empty_list_invites_and_may_stay_empty(seat: Seat) -> None:
    _drafted(seat, 0)
    assert _hub(seat).lines == ()
    assert seat.sees(f"{HUB}-add")
    seat.tap("continue")
    assert seat.page != f"question:{HUB}"


def test_people_are_added_one_after_another_and_each_page_says_who(seat: Seat) -> None:
    _drafted(seat, 1)
    assert "Giàng A Một" in seat.texts()
    add = seat.find(f"{HUB}-add")
    assert add.height() >= seat.conductor.kit.look.mm(ANSWER_MM)
    seat.tap(f"{HUB}-add")
    assert seat.page.startswith(f"question:{HUB}/r2/")
    assert seat.sees("which")
    assert "thứ 2" in seat.texts()
    number = f"{HUB}/r2/member_number"
    seat.view(number).answer("011190000555")
    seat.go_on()
    assert _stored(seat)[number] == "011190000555"
    assert "thứ 2" in seat.texts()
    seat.view(f"{HUB}/r2/member_name").answer("Vàng Thị Mẫu")
    seat.still()
    seat.go_on()
    assert "Người cùng thay đổi thứ 2: Vàng Thị Mẫu" in seat.texts()
    assert _stored(seat)[f"{HUB}/r2/member_name"] == "Vàng Thị Mẫu"


def test_a_card_that_is_not_complete_says_so_and_stops_the_list(seat: Seat) -> None:
    _drafted(seat, 1)
    intake.add_row(seat.shift.desk, seat.shift.visit.dossier or "", HUB, page=HUB)
    seat.shift.visit.answered()
    seat.conductor.open_citizen()
    seat.arrive(f"question:{HUB}")
    assert NOT_COMPLETE.vi in seat.texts()


def test_change_opens_the_first_question_of_that_person(seat: Seat) -> None:
    _drafted(seat, 2)
    seat.tap(f"{HUB}/r2-change")
    assert seat.page.startswith(f"question:{HUB}/r2/")
    assert "Giàng A Hai" in seat.texts()
    assert seat.view(f"{HUB}/r2/member_number").value() == "011190000002"


@pytest.mark.parametrize("deed", ["keep", "remove"])
def test_nobody_is_taken_away_without_a_second_word(seat: Seat, deed: str) -> None:
    _drafted(seat, 2)
    seat.tap(f"{HUB}/r1-remove")
    assert seat.sees("remove-sheet")
    assert "Giàng A Một" in seat.texts()
    seat.tap(f"remove-sheet-{deed}")
    names = [value for key, value in _stored(seat).items() if key.endswith("member_name")]
    assert names == (["Giàng A Một", "Giàng A Hai"] if deed == "keep" else ["Giàng A Hai"])
    assert len(_hub(seat).lines) == len(names)
    numbers = [line.number for line in _hub(seat).lines]
    assert numbers == list(range(1, len(names) + 1))


def test_an_empty_card_goes_at_once(seat: Seat) -> None:
    _drafted(seat, 0)
    intake.add_row(seat.shift.desk, seat.shift.visit.dossier or "", HUB, page=HUB)
    seat.shift.visit.answered()
    seat.conductor.open_citizen()
    seat.arrive(f"question:{HUB}")
    seat.tap(f"{HUB}/r1-remove")
    assert not seat.sees("remove-sheet")
    assert _hub(seat).lines == ()


def test_two_taps_add_one_person(seat: Seat) -> None:
    _drafted(seat, 0)
    seat.tap_twice(f"{HUB}-add")
    assert [key for key in _stored(seat) if key == HUB] == [HUB]
    assert _stored(seat)[HUB] == ["r1"]


def test_the_check_page_keeps_people_apart_and_changes_each_by_address(seat: Seat) -> None:
    dossier = _drafted(seat, 2)
    seat.answer_until("papers", {})
    seat.papers()
    seat.go_on()
    seat.arrive("check")
    said = seat.texts()
    assert "Người cùng thay đổi thứ 1: Giàng A Một" in said
    assert "Người cùng thay đổi thứ 2: Giàng A Hai" in said
    address = f"{HUB}/r2/member_name"
    draft = seat.shift.visit.draft()
    seat.tap(f"change-{address}")
    assert seat.page == f"question:{page_of(draft.state, address)}"
    seat.view(address).answer("Giàng A Khác")
    seat.go_on()
    assert seat.page == "check", [(f.field, f.message.vi) for f in seat.shift.visit.draft().state.faults]
    assert "Người cùng thay đổi thứ 2: Giàng A Khác" in seat.texts()
    assert _stored(seat)[address] == "Giàng A Khác"
    assert seat.shift.visit.dossier == dossier


def test_what_is_missing_names_the_person(seat: Seat) -> None:
    _drafted(seat, 2)
    dossier = seat.shift.visit.dossier or ""
    intake.save_answer(seat.shift.desk, dossier, f"{HUB}/r2/member_name", "", page=HUB)
    visit = seat.shift.visit
    visit.answered()
    seat.conductor.open_citizen()
    seat.answer_until("papers", {})
    seat.papers()
    seat.go_on()
    seat.arrive("check")
    line = seat.find(f"problem-{HUB}/r2/member_name")
    assert isinstance(line, QWidget)
    assert "thứ 2" in line.accessibleName()
    seat.tap(f"problem-{HUB}/r2/member_name")
    assert seat.page.startswith(f"question:{HUB}/r2/")


def test_a_crash_on_a_persons_page_brings_the_same_page_back(seat: Seat) -> None:
    _drafted(seat, 2)
    seat.tap(f"{HUB}/r2-change")
    page = seat.page
    place = seat.shift.visit.place()
    seat.shift.visit.restore(place)
    seat.conductor.open_citizen()
    seat.arrive(page)
    assert "Giàng A Hai" in seat.texts()
