"""An officer enters at speed: what it costs the finger, what is passed over, what stops, and the way out of it."""

from collections import Counter

from forms.definition import FieldType
from kiosk.domain.dossier import Origin
from kiosk.domain.print_jobs import PaperSize, PrintKind, PrintState
from kiosk.services import print_queue
from kiosk.ui.keyboard.key_button import KeyButton
from kiosk.ui.screens.question import QuestionScreen
from tests.office_factories import ANSWERS, file_invented
from tests.unit.ui.screens.seat import PROCEDURE, Seat

PIN = "246810"
CARD = "011190000999|123456789|NGUYỄN THỊ MẪU|03051990|Nữ|Bản Mẫu, Xã Búng Lao, Điện Biên|15042021"
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

    def answer(self) -> None:
        """What the page asks, as the officer hears it."""
        screen = self.seat.window.screen_shown
        assert isinstance(screen, QuestionScreen)
        page = self.seat.page
        step = screen.progress()
        assert step is not None
        self.steps.append(step)
        if screen.page.state.card_groups and self.seat.view(screen.page.fields()[0]).value() is None:
            self.seat.scan(CARD)
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

    def answer_until(self, page: str) -> list[str]:
        """The pages that were shown on the way."""
        shown = []
        while self.seat.page != page:
            assert self.seat.page.startswith("question"), self.seat.texts()
            shown.append(self.seat.page.removeprefix("question:"))
            self.answer()
            assert len(shown) < 40, shown[-4:]
        return shown


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
    seat.conductor.open_home()
    seat.arrive("queue")
    finger = Finger(seat)
    finger.tap(f"quick-{PROCEDURE}")
    assert seat.page == "data-notice"
    assert seat.sees("quick-hands")
    finger.tap("continue")
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


def test_on_the_way_a_card_is_declined_and_taken_pages_are_passed_and_the_citizen_takes_over(
    seat: Seat,
) -> None:
    finger = Finger(seat)
    assert seat.conductor.citizen is not None
    seat.conductor.citizen.quick.begin(PROCEDURE)
    seat.arrive("data-notice")
    seat.tap("help")
    told = seat.texts()
    assert "Ba ngày làm việc" in told
    assert "Giấy tờ chứng minh nơi cư trú" in told
    seat.tap("help-sheet-ok")
    seat.tap("continue")
    finger.answer_until("question:requester_card")
    seat.scan(CARD)
    seat.still()
    seat.tap("card-decline")
    assert seat.page == "question:requester_card"
    assert not set(FILLED) & set(answers(seat))
    seat.scan(CARD)
    seat.still()
    seat.tap("card-accept")
    assert seat.page == "question:requester_paper"
    assert progress(seat)[0] == 5

    # Back steps over what was passed and shows the answer chosen; the same answer once more goes on as well.
    seat.tap("back")
    assert seat.page == "question:requester_card"
    seat.tap("back")
    assert seat.page == "question:relation"
    assert seat.view("relation").value() == "self"
    seat.tap("relation-self")
    assert seat.page == "question:requester_card"
    seat.tap("continue")
    assert seat.page == "question:requester_paper"

    # The second of two touches is no answer to the page that came with the first.
    seat.tap("back")
    seat.tap("back")
    seat.tap("back")
    assert seat.page == "question:purpose_other"
    seat.tap_twice("purpose_kind-loan")
    assert seat.page == "question:relation"
    seat.tap("relation-other")
    assert seat.page == "question:kinship"
    seat.tap_twice("kinship-parent")
    assert seat.page == "question:requester_card"

    quick = progress(seat)
    seat.tap("quick-hands")
    assert seat.page == "question:requester_card"
    assert not seat.sees("quick-hands")
    assert progress(seat)[1] > quick[1]
    seat.tap("continue")
    assert seat.page == "question:requester_name"  # what the card filled is shown again
    assert seat.view("requester_name").value() == "NGUYỄN THỊ MẪU"
    seat.tap("back")
    seat.tap("back")
    seat.tap("kinship-child")
    assert seat.page == "question:kinship"  # going on is a step of its own again


def test_a_touch_too_early_is_undone(seat: Seat) -> None:
    assert seat.conductor.citizen is not None
    seat.conductor.citizen.quick.begin(PROCEDURE)
    seat.arrive("data-notice")
    seat.tap("continue")
    seat.arrive("question")
    seat.press("purpose-other")
    seat.bot.waitUntil(lambda: seat.page == "question:purpose_other")
    seat.press("purpose_kind-loan")  # the clock stands still: no time has passed since the page came
    assert seat.page == "question:purpose_other"
    assert seat.view("purpose_kind").value() is None
    assert "purpose_kind" not in answers(seat)
    seat.tap("purpose_kind-loan")
    assert seat.page == "question:relation"
