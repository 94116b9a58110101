"""Practice at the screen: marked on every page, lessons that see what was done, and nothing that could be mistaken for work."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from kiosk.documents.practice import MARK, mark_everything
from kiosk.folder import Folder
from kiosk.services import practising
from kiosk.ui.lessons import LESSONS
from tests.office_factories import ANSWERS
from tests.unit.ui.screens.seat import Seat


@pytest.fixture
def practice(open_seat: Callable[..., Seat], tmp_path: Path) -> Iterator[Seat]:
    """A practice screen where no office was ever set up."""
    (tmp_path / "new").mkdir()
    opened = open_seat(Folder(tmp_path / "new"), mode="practice")
    opened.arrive("lessons")
    yield opened
    mark_everything(False)


def _marked(seat: Seat) -> bool:
    words = [w for w in seat.window.findChildren(QLabel) if w.isVisible() and w.text() == MARK.vi]
    across = seat.find("practice-across")
    over = [w for w in seat.window.children() if isinstance(w, QWidget) and w.isVisible()]
    return bool(words) and across.size() == seat.window.size() and across in over[-2:]


def _step(seat: Seat) -> str:
    return str(seat.find("practice-step").text())  # type: ignore[attr-defined]


def _see(seat: Seat, step: str) -> None:
    seat.bot.waitUntil(lambda: _step(seat) == step, timeout=10_000)


def test_the_lessons_say_what_this_is(practice: Seat) -> None:
    assert "bịa ra" in practice.texts()
    for lesson in LESSONS:
        assert practice.sees(f"lesson-{lesson.id}")
    assert _marked(practice)


def test_every_page_of_a_whole_dossier_is_marked_and_nothing_is_left_to_send(practice: Seat) -> None:
    practice.tap("lesson-take")
    assert _marked(practice)
    assert _step(practice) == "Bước 1/9"
    practice.tap("language-vi-VN")
    _see(practice, "Bước 2/9")
    practice.choose()
    practice.tap("continue")
    practice.tap("continue")
    practice.arrive("question")
    _see(practice, "Bước 4/9")
    practice.answer_until("papers", ANSWERS)
    assert _marked(practice)
    practice.papers()
    practice.go_on()
    practice.arrive("check")
    practice.tap("continue")
    practice.arrive("read-back")
    practice.tap("continue")
    practice.arrive("signature")
    practice.sign()
    practice.tap("continue")
    practice.arrive("officer")
    practice.bot.waitUntil(lambda: practising.PIN in practice.texts(), timeout=10_000)
    practice.write("secret", practising.PIN)
    practice.tap("confirm")
    practice.arrive("done")
    assert _marked(practice)
    assert practice.shift.desk.practice
    root = practice.conductor.folder.root
    assert not (root / "outbox").exists()
    assert not list(root.rglob("*.blob"))
    assert practice.link.kept is None
    practice.tap("practice-end")
    practice.arrive("lessons")


def test_a_sheet_lies_under_the_mark(practice: Seat) -> None:
    practice.tap("lesson-take")
    practice.conductor.sheet((practice.conductor.kit.show(MARK),))
    practice.bot.waitUntil(lambda: _marked(practice), timeout=2_000)


def test_a_sample_card_is_scanned_by_touch_and_accepted(practice: Seat) -> None:
    practice.tap("lesson-card")
    practice.arrive("question:requester_card")
    practice.tap("practice-card")
    practice.bot.waitUntil(lambda: practice.sees("card-accept"))
    _see(practice, "Bước 2/3")
    practice.tap("card-accept")
    _see(practice, "Bước 3/3")


def test_a_wrong_answer_is_found_and_mended(practice: Seat) -> None:
    practice.tap("lesson-correct")
    practice.arrive("check")
    practice.tap("problem-requester_phone")
    practice.arrive("question")
    _see(practice, "Bước 2/3")
    practice.answer("requester_phone", "0912345678")
    practice.go_on()
    practice.arrive("check")
    _see(practice, "Bước 3/3")


def test_a_draft_is_resumed_from_the_counter(practice: Seat) -> None:
    practice.tap("lesson-resume")
    practice.arrive("counter")
    assert _marked(practice)
    draft = practice.shift.desk.store.dossiers.drafts()[0]
    practice.conductor.resume_visit(draft.id)
    _see(practice, "Bước 2/2")


def test_nothing_of_the_machine_itself_is_changed_by_practice(practice: Seat) -> None:
    practice.tap("lesson-resume")
    practice.conductor.open_home()
    practice.conductor._counter().open_day()
    practice.still()
    assert practice.sees("work-closing")
    assert not practice.sees("work-studio")  # voices and packs are the machine's own
    assert not practice.sees("work-languages")


def test_a_slip_is_printed_with_the_mark(practice: Seat) -> None:
    practice.tap("lesson-print")
    practice.arrive("detail")
    practice.tap("slip-print")
    practice.tap("document-print")
    practice.bot.waitUntil(lambda: bool(practice.printed), timeout=5_000)
    from tests.leak.finders import pdf_text

    assert pdf_text(practice.printed[0]).count(MARK.vi) >= 3


def test_practice_ends_by_asking_for_the_officers_screen(practice: Seat) -> None:
    practice.tap("practice-leave")
    assert practice.page == "fresh"
    assert practice.link.said("become") == [{"mode": "office", "invitation": None}]


def test_the_welcome_page_leads_to_practice_by_its_small_corner(locked_seat: Seat) -> None:
    assert locked_seat.page == "welcome"
    locked_seat.find("practice").click()  # type: ignore[attr-defined]
    locked_seat.bot.waitUntil(lambda: locked_seat.page == "fresh")
    assert locked_seat.link.said("become") == [{"mode": "practice", "invitation": None}]


def test_high_contrast_reaches_the_mark(practice: Seat) -> None:
    before = practice.find("practice-band").palette().color(practice.find("practice-band").backgroundRole())
    practice.tap("contrast")
    after = practice.find("practice-band").palette().color(practice.find("practice-band").backgroundRole())
    assert before != after
    assert _marked(practice)
