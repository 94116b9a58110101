"""A draft begun under an older version of its form: every difference is shown, and nothing moves by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from forms.catalogue import SHIPPED, Catalogue
from kiosk.services import intake, versions
from kiosk.ui.counter.version_screen import LAWFUL, NEW_QUESTIONS, NOT_LAWFUL, REWORDED
from kiosk.ui.screens.rows import rows_of
from tests.office_factories import ANSWERS
from tests.store_factories import SetClock
from tests.unit.ui.screens.seat import Seat

CODE, OLD, NEW = "1.004873", "2026.1", "2026.9"


def _install(seat: Seat) -> None:
    """A newer version from the first of December in which one question reads otherwise."""
    text = (SHIPPED / CODE / f"{OLD}.yaml").read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        if line.startswith("version:"):
            line = f'version: "{NEW}"'
        elif line.startswith("valid_from:"):
            line = "valid_from: 2026-12-01"
        lines.append(line)
    changed = "\n".join(lines).replace("Ông bà cần giấy cho việc gì?", "Ông bà xin giấy để làm gì?") + "\n"
    folder = seat.shift.desk.folder.packs / "forms" / CODE
    folder.mkdir(parents=True)
    (folder / f"{NEW}.yaml").write_text(changed, encoding="utf-8")
    seat.shift.desk.catalogue = Catalogue.shipped(seat.shift.desk.folder.packs / "forms")


@pytest.fixture
def draft(seat: Seat, clock: SetClock) -> str:
    dossier = intake.begin(seat.shift.desk, CODE, "vi-VN")
    intake.save_answers(seat.shift.desk, dossier, ANSWERS, page="purpose")
    _install(seat)
    clock.at = datetime(2026, 12, 2, 2, tzinfo=UTC)
    return dossier


def _open_from_the_list(seat: Seat, dossier: str) -> None:
    seat.conductor.open_counter()
    seat.arrive("counter")
    seat.tap("drafts")
    screen = seat.window.screen_shown
    screen.draft_resumed.emit(dossier)  # type: ignore[union-attr]
    seat.still()


def test_the_differences_come_before_the_questions(seat: Seat, draft: str) -> None:
    _open_from_the_list(seat, draft)
    assert seat.page == "version"
    said = seat.texts()
    assert OLD in said
    assert NEW in said
    assert LAWFUL.vi in said
    assert REWORDED.vi in said
    assert "Ông bà cần giấy cho việc gì? thành Ông bà xin giấy để làm gì?" in said
    assert NEW_QUESTIONS.vi not in said
    assert seat.shift.desk.store.dossiers.get(draft).version == OLD
    seat.tap("back")
    assert seat.page == "counter"
    assert seat.shift.desk.store.dossiers.get(draft).version == OLD


def test_moving_keeps_answers_and_goes_on_under_the_newer_form(seat: Seat, draft: str) -> None:
    _open_from_the_list(seat, draft)
    seat.tap("continue")
    seat.arrive("question")
    desk = seat.shift.desk
    assert desk.store.dossiers.get(draft).version == NEW
    stored = {a.field: a.value for a in desk.store.dossiers.answers(draft)}
    assert stored["requester_name"] == ANSWERS["requester_name"]
    assert any(row.field == "requester_name" for row in rows_of(seat.shift.visit.draft()))
    assert versions.offer(desk, draft) is None
    _open_from_the_list(seat, draft)
    assert seat.page.startswith("question"), "there is nothing more to be decided"


def test_a_lawful_draft_may_be_finished_under_its_own_form(seat: Seat, draft: str) -> None:
    _open_from_the_list(seat, draft)
    seat.tap("finish-old")
    seat.arrive("question")
    assert seat.shift.desk.store.dossiers.get(draft).version == OLD


def test_past_its_last_day_there_is_only_the_newer_form(seat: Seat, draft: str, clock: SetClock) -> None:
    last = seat.shift.desk.catalogue.get(CODE, OLD).last_lawful_day
    assert last is not None
    clock.at = datetime(last.year, last.month, last.day, 12, tzinfo=UTC) + timedelta(days=3)
    _open_from_the_list(seat, draft)
    assert seat.page == "version"
    assert NOT_LAWFUL.vi in seat.texts()
    assert not seat.sees("finish-old")


def test_two_taps_move_once(seat: Seat, draft: str) -> None:
    _open_from_the_list(seat, draft)
    seat.tap_twice("continue")
    seat.arrive("question")
    assert len(seat.shift.desk.store.versions.of(draft)) == 1
