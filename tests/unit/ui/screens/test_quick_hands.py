"""An officer enters at speed: what it costs the finger, what is passed over, what stops, and the way out of it."""

from collections import Counter

import pytest

from forms.definition import FieldType
from kiosk.domain.dossier import Origin
from kiosk.domain.print_jobs import PaperSize, PrintKind, PrintState
from kiosk.services import print_queue
from kiosk.services.quick_hands import QuickHands
from kiosk.services.visit import Visit
from kiosk.ui.keyboard.panel import KeyButton
from kiosk.ui.screens.question import QuestionScreen
from tests.office_factories import ANSWERS, file_invented
from tests.unit.ui.screens.seat import PROCEDURE, Seat

PIN = "246810"
CARD = "011190000999|123456789|NGUYỄN THỊ MẪU|03051990|Nữ|Bản Mẫu, Xã Búng Lao, Điện Biên|15042021"
OLD_PLACE = CARD.replace("Xã Búng Lao", "Xã Không Còn")
MALE = CARD.replace("|Nữ|", "|Nam|")
DAMAGED = CARD.replace("|15042021", "|")
FILLED = ("requester_name", "requester_birth", "requester_residence", "person_sex")


class Finger:
    """Every touch of a widget and every key is counted, by page. What a scanner reads costs nothing."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.spent: Counter[str] = Counter()
        self.steps: list[tuple[int, int]] = []

    def tap(self, name: str) -> None:
        self.spent[self.seat.page] += 1
        self.seat.tap(name)

    def touch_line(self, name: str) -> None:
        """What Qt makes of a touch that comes from the system: the line has the focus."""
        self.spent[self.seat.page] += 1
        self.seat.line(name).setFocus()
        self.seat.still()

    def digits(self, digits: str) -> None:
        for digit in digits:
            self.spent[self.seat.page] += 1
            keys = [key for key in self.seat.window.findChildren(KeyButton) if key.text() == digit]
            next(key for key in keys if key.isVisible()).click()
        self.seat.still()

    def begin(self) -> None:
        self.seat.conductor.open_home()
        self.seat.arrive("queue")
        self.tap(f"quick-{PROCEDURE}")
        assert self.seat.page == "data-notice"
        self.tap("continue")
        self.seat.arrive("question")

    def answer(self, card: str = CARD) -> None:
        """What the page asks, as the officer hears it."""
        screen = self.seat.window.screen_shown
        assert isinstance(screen, QuestionScreen)
        page = self.seat.page
        step = screen.progress()
        assert step is not None
        self.steps.append(step)
        if screen.page.state.card_groups and self.seat.view(screen.page.fields()[0]).value() is None:
            self.seat.scan(card)
            self.seat.still()
            self.tap("card-accept")
            return
        for field in screen.page.fields():
            kind, value = self.seat.view(field).field.type, ANSWERS.get(field)
            if self.seat.view(field).value() is not None:
                continue
            if kind in (FieldType.CHOICE, FieldType.YES_NO):
                self.tap(f"{field}-{ {True: 'yes', False: 'no'}.get(value, value) }")  # type: ignore[call-overload]
            elif kind is FieldType.PHONE:
                self.digits(str(value))
            elif kind is FieldType.ETHNIC:
                self.tap(f"{field}-usual-3")
        if self.seat.page == page:
            self.tap("continue")

    def answer_until(self, page: str, card: str = CARD) -> list[str]:
        """The pages that were shown on the way."""
        shown = []
        while self.seat.page != page:
            assert self.seat.page.startswith("question"), self.seat.texts()
            shown.append(self.seat.page.removeprefix("question:"))
            self.answer(card)
            assert len(shown) < 40, shown[-4:]
        return shown


@pytest.fixture
def finger(seat: Seat) -> Finger:
    file_invented(seat.shift.desk, PROCEDURE)
    return Finger(seat)


def answers(seat: Seat) -> dict[str, tuple[object, Origin]]:
    return {a.field: (a.value, a.origin) for a in seat.shift.visit.draft().answers.values()}


def progress(seat: Seat) -> tuple[int, int]:
    screen = seat.window.screen_shown
    assert screen is not None
    step = screen.progress()
    assert step is not None
    return step


def test_an_ordinary_dossier_takes_at_most_forty_taps(locked_seat: Seat) -> None:
    seat = locked_seat
    seat.unlock(pin=PIN)
    desk = seat.shift.desk
    file_invented(desk, PROCEDURE)
    print_queue.choose(desk, PaperSize.A4, "cups:may-in-bia")
    finger = Finger(seat)
    finger.begin()
    shown = finger.answer_until("papers")
    assert not set(FILLED) & set(shown)
    assert [n for n, _ in finger.steps] == list(range(1, len(shown) + 1))
    assert finger.steps[-1][1] == len(shown)
    finger.tap("continue")
    assert seat.page == "check"
    told = answers(seat)
    assert all(told[field][1] is Origin.CARD for field in FILLED)
    assert {
        field: value for field, (value, _) in told.items() if field not in FILLED and field in ANSWERS
    } == {field: value for field, value in ANSWERS.items() if field not in FILLED and field in told}
    finger.tap("continue")
    finger.tap("continue")
    assert seat.page == "signature"
    finger.spent[seat.page] += 1
    seat.sign()
    finger.tap("continue")
    assert seat.page == "officer"
    finger.touch_line("secret")
    finger.digits(PIN)
    seat.arrive("done")
    filed = seat.shift.visit.filed
    assert filed is not None
    slips = [job for job in desk.store.print_jobs.latest() if job.dossier == filed.dossier]
    assert [(job.kind, job.state) for job in slips] == [(PrintKind.SLIP, PrintState.PRINTED)]
    assert len(seat.printed) == 1
    assert finger.spent.total() <= 40, dict(finger.spent)


def test_the_citizen_takes_over_in_the_middle(finger: Finger) -> None:
    seat = finger.seat
    finger.begin()
    while seat.page != "question:requester_paper":
        finger.answer()
    quick = progress(seat)
    finger.tap("quick-hands")
    assert seat.page == "question:requester_paper"
    assert not seat.sees("quick-hands")
    assert all(now > before for before, now in zip(quick, progress(seat), strict=True))
    seat.tap("requester_id_kind-can_cuoc")
    assert seat.page == "question:requester_paper"  # going on is a step of its own again
    seat.tap("back")
    assert seat.page == "question:requester_birth"  # and what the card filled is shown
    assert seat.view("requester_birth").value() == "1990-05-03"
    seat.conductor.open_home()
    seat.still()
    assert not seat.sees("quick-hands")


def test_back_steps_over_what_was_passed_and_shows_the_answer_chosen(finger: Finger) -> None:
    seat = finger.seat
    finger.begin()
    while seat.page != "question:requester_paper":
        finger.answer()
    assert progress(seat)[0] == 5
    seat.tap("back")
    assert seat.page == "question:requester_card"
    assert progress(seat)[0] == 4
    seat.tap("back")
    assert seat.page == "question:relation"
    assert seat.view("relation").value() == "self"
    seat.tap("relation-self")  # the same once more goes on as well
    assert seat.page == "question:requester_card"
    seat.tap("continue")
    assert seat.page == "question:requester_paper"
    seat.tap_twice("requester_id_kind-can_cuoc")  # the second touch is not an answer to the page that came
    assert seat.page == "question:requester_paper_issue"
    screen = seat.window.screen_shown
    assert isinstance(screen, QuestionScreen)
    assert screen.pending() == {}


def test_a_card_declined_fills_and_passes_nothing(finger: Finger) -> None:
    seat = finger.seat
    finger.begin()
    while seat.page != "question:requester_card":
        finger.answer()
    total = progress(seat)[1]
    seat.scan(CARD)
    seat.still()
    seat.tap("card-decline")
    assert seat.page == "question:requester_card"
    assert "requester_name" not in answers(seat)
    seat.answer("requester_number", "011190000999")
    seat.go_on()
    assert seat.page == "question:requester_name"
    assert progress(seat) == (5, total)


@pytest.mark.parametrize(
    ("card", "stops_at"),
    [(OLD_PLACE, "requester_residence"), (MALE, "person_sex"), (DAMAGED, "requester_name")],
)
def test_what_is_odd_on_a_card_is_shown(finger: Finger, card: str, stops_at: str) -> None:
    seat = finger.seat
    finger.begin()
    for _ in range(16):
        if seat.page == f"question:{stops_at}":
            break
        finger.answer(card)
    assert seat.page == f"question:{stops_at}"
    field = next(one for one in seat.shift.visit.draft().page.fields if one.address == stops_at)
    assert field.value is not None
    assert stops_at == "requester_name" or field.fault is not None or field.warnings


def test_a_passed_page_opens_from_the_check_page_and_comes_straight_back(finger: Finger) -> None:
    seat = finger.seat
    finger.begin()
    finger.answer_until("papers")
    finger.tap("continue")
    seat.tap("change-requester_birth")
    assert seat.page == "question:requester_birth"
    seat.tap("continue")
    assert seat.page == "check"


def test_the_page_passed_over_before_the_questions_is_one_tap_away(finger: Finger) -> None:
    seat = finger.seat
    seat.conductor.open_home()
    seat.arrive("queue")
    seat.tap(f"quick-{PROCEDURE}")
    assert seat.sees("quick-hands")
    seat.tap("help")
    told = seat.texts()
    assert "Ba ngày làm việc" in told
    assert "Giấy tờ chứng minh nơi cư trú" in told


def test_a_crash_keeps_the_pace_and_the_pages_shown(finger: Finger) -> None:
    seat = finger.seat
    finger.begin()
    while seat.page != "question:requester_paper":
        finger.answer()
    visit, successor = seat.shift.visit, Visit(seat.shift.desk)
    successor.restore(visit.place())
    assert isinstance(successor.quick, QuickHands)
    assert (successor.draft().number, successor.draft().total) == progress(seat)
    successor.back()
    assert successor.draft().page.address == "requester_card"
