"""A citizen alone at the screen: nothing of the officer's is within reach, the end is a number, and nothing stays."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from forms.errors import KnownError
from kiosk import leaving
from kiosk.domain.print_jobs import PaperSize
from kiosk.domain.roles import Role
from kiosk.folder import Folder
from kiosk.services import checking, print_queue, queue, timeline, waiting_number
from kiosk.services.desk import Desk
from kiosk.services.unlocking import reopen
from kiosk.ui.idle import QUIET, WARNING
from kiosk.ui.print_desk import GivenPrinter
from kiosk.ui.screens.handed_in import NOT_PRINTED, PRINTED
from tests.leak import planted
from tests.leak.finders import hits
from tests.office_factories import ANSWERS
from tests.store_factories import SetClock
from tests.unit.documents.samples import text_of
from tests.unit.ui.screens.seat import PROCEDURE, Seat
from tests.unit.ui.screens.test_in_the_middle import CARD


@pytest.fixture
def desk(folder: Folder, prepared: tuple[object, dict[str, object]], clock: SetClock) -> Iterator[Desk]:
    """The officer's other screen on the same machine."""
    opened = reopen(folder, prepared[1], clock)
    yield opened
    opened.close()


@pytest.fixture
def alone(open_seat: Callable[..., Seat], folder: Folder, desk: Desk) -> Seat:
    """A self-service screen of an office whose officer has set a PIN."""
    told = {**checking.invitation(desk, {PaperSize.ROLL: "tcp:10.0.0.9:9100"}).as_said(), "by_pin": True}
    opened = open_seat(folder, mode="self-service", invitation=told)
    opened.arrive("language")
    return opened


def _hand_in(seat: Seat, answers: dict[str, object] = ANSWERS) -> None:
    seat.to_questions()
    seat.answer_until("papers", answers)
    seat.go_on()
    seat.arrive("check")
    seat.tap("continue")
    seat.arrive("handed-in")


def test_a_citizen_alone_ends_with_a_number_that_is_read_heard_and_pictured(alone: Seat, desk: Desk) -> None:
    _hand_in(alone)
    assert alone.find("waiting-number").text() == "001"  # type: ignore[attr-defined]
    # It is on paper too: the number and what to do, and nothing about anybody.
    alone.bot.waitUntil(lambda: PRINTED.vi in alone.texts(), timeout=5_000)
    (slip,) = alone.printed
    assert print_queue.size_of(slip) is PaperSize.ROLL
    assert "001" in text_of(slip)
    assert "THỊ MẪU" not in text_of(slip).upper()
    assert checking.take_in(desk).arrived == 1
    # The officer's rows call it by its number, and print it again; whoever comes next gets the next one.
    ((row,),) = [section.rows for section in queue.today(desk).sections if section.rows]
    assert row.summary.arrival == 1
    assert [one.by_name for one in timeline.timeline(desk, row.summary.id)][:1] == ["Bà con tự khai"]
    assert "001" in text_of(waiting_number.of_draft(desk, row.summary.id).make())
    assert waiting_number.given(desk) == "002"
    alone.tap("continue")
    assert alone.page == "fresh"
    assert alone.link.said("renew") == [True]


def test_the_screen_leaves_no_key_with_the_supervisor_and_has_no_counter(alone: Seat) -> None:
    alone.to_questions()
    assert alone.link.kept is None
    assert alone.shift.desk.officer.role is Role.SELF_SERVICE
    assert not alone.sees("officer-corner")
    assert not alone.shift.may_file


def test_papers_are_shown_and_none_is_taken(alone: Seat) -> None:
    alone.to_questions()
    alone.answer_until("papers")
    assert not any(
        w.objectName().endswith("-add") for w in alone.window.findChildren(type(alone.find("continue")))
    )


def test_a_card_scan_fills_the_page(alone: Seat) -> None:
    alone.to_questions()
    while not alone.shift.visit.draft().page.card_groups:
        alone.answer_page(ANSWERS)
        alone.go_on()
    alone.still()
    alone.scan(CARD)
    alone.bot.waitUntil(lambda: alone.sees("card-accept"))
    alone.tap("card-accept")
    assert any(a.value == "011190000999" for a in alone.shift.visit.draft().answers.values())


def test_nobody_there_wipes_everything_after_a_count_down_that_may_be_put_off_a_dozen_times(
    alone: Seat, clock: SetClock, folder: Folder
) -> None:
    alone.to_questions()
    alone.answer_page(ANSWERS)
    session = alone.shift.desk.folder.root
    beats = alone.conductor._beats
    assert beats is not None
    for _ in range(12):
        clock.pass_time(QUIET + 1)
        beats.idle.look()
        assert alone.sees("idle-warning")
        assert "xóa hết" in alone.texts()
        button = alone.find("idle-warning-here")
        spot = button.mapTo(alone.window, button.rect().center())
        QTest.mouseClick(alone.window.windowHandle(), Qt.MouseButton.LeftButton, pos=spot)
        assert not alone.sees("idle-warning")
        assert alone.page.startswith("question")
    clock.pass_time(QUIET + WARNING + 1)
    beats.idle.look()
    alone.bot.waitUntil(lambda: alone.page == "fresh" and not session.exists(), timeout=5_000)
    assert alone.link.said("renew") == [True]
    assert alone.conductor.shift is None


def _breaks(_pdf: bytes) -> None:
    raise KnownError(NOT_PRINTED)


def test_the_number_does_not_stand_for_ever(alone: Seat) -> None:
    alone.conductor.prints._given = GivenPrinter(_breaks)
    _hand_in(alone)
    alone.bot.waitUntil(lambda: NOT_PRINTED.vi in alone.texts(), timeout=5_000)
    apart = alone.conductor.apart
    assert apart is not None
    assert apart._look.isActive()  # type: ignore[attr-defined]
    apart._look.timeout.emit()  # type: ignore[attr-defined]
    alone.bot.waitUntil(lambda: alone.page == "fresh", timeout=5_000)


def test_the_way_out_asks_the_supervisor_and_shows_what_it_said(alone: Seat) -> None:
    alone.tap("officer-corner")
    assert alone.page == "leave"
    alone.write("secret", "135790")
    alone.tap("leave")
    assert alone.link.said("leave") == [{"pin": "135790"}]
    alone.conductor.supervisor_said.emit({"refused": leaving.WRONG_PIN, "seconds": 0})
    alone.still()
    assert "chưa đúng" in alone.texts()
    alone.conductor.supervisor_said.emit({"refused": leaving.PIN_SPENT, "seconds": 0})
    alone.still()
    alone.tap("sheet-ok")
    alone.tap("officer-can-bo-1")
    alone.write("passphrase", "sai-mat-khau-roi-nhe")
    alone.tap("unlock")
    assert alone.link.said("leave")[-1] == {"officer": "can-bo-1", "passphrase": "sai-mat-khau-roi-nhe"}
    alone.conductor.supervisor_said.emit({"refused": leaving.MUST_WAIT, "seconds": 5})
    alone.still()
    assert "5 giây" in alone.texts()
    alone.tap("back")
    assert alone.page == "language"


def test_a_curious_citizen_on_the_way_out_is_not_left_there(alone: Seat, clock: SetClock) -> None:
    alone.tap("officer-corner")
    beats = alone.conductor._beats
    assert beats is not None
    clock.pass_time(QUIET + WARNING + 1)
    beats.idle.look()
    alone.bot.waitUntil(lambda: alone.page == "fresh", timeout=5_000)


def test_no_planted_word_is_readable_while_the_screen_is_used(alone: Seat, folder: Folder) -> None:
    _hand_in(alone, dict(planted.ANSWERS))
    found: set[str] = set()
    searched = 0
    for path in folder.root.rglob("*"):
        if path.is_file():
            searched += 1
            found |= hits(path.read_bytes(), planted.WORDS)
    assert found == set()
    assert searched > 5


def test_an_officer_gives_the_screen_away_from_the_counter_and_the_keys_stay_with_the_supervisor(
    seat: Seat,
) -> None:
    seat.shift.set_pin("246801")
    seat.conductor.open_counter()
    seat.arrive("counter")
    seat.tap("end-shift")
    seat.tap("end-sheet-self-service")
    assert seat.page == "fresh"
    asked = seat.link.said("become")[-1]
    assert asked["mode"] == "self-service"  # type: ignore[index]
    assert seat.shift.desk.db_key.hex() not in str(asked)
    assert seat.link.kept is not None
    assert seat.link.kept["pin"] == "246801"


def test_the_officer_is_told_to_look_at_person_and_papers_before_anything_else(
    alone: Seat, seat: Seat, folder: Folder
) -> None:
    _hand_in(alone)
    checking.take_in(seat.shift.desk)
    dossier = seat.shift.desk.store.dossiers.drafts()[0].id
    seat.conductor.resume_visit(dossier)
    seat.arrive("papers")
    assert seat.sees("entered-alone")
    assert "001" in seat.texts()
    seat.tap("entered-alone-ok")
    assert seat.page == "papers"
    assert seat.shift.desk.store.dossiers.get(dossier).procedure == PROCEDURE
