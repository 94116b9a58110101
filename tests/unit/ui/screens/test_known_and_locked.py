"""What was told last time is offered and marked; what the form works out by itself is shown with its reason."""

import threading
from datetime import timedelta

from kiosk.domain.dossier import Origin
from kiosk.i18n.values import KnownDate
from kiosk.services import confirmation, filing, intake
from kiosk.ui.screens.answer_lines import FROM_EARLIER_OF
from kiosk.ui.screens.question import KNOWN_OFFER
from kiosk.ui.widgets.fields.view import LOCKED_BY
from tests.office_factories import ANSWERS, invented
from tests.store_factories import SetClock
from tests.unit.ui.screens.seat import Seat

CODE = "1.004873"
NUMBER = "011190000999"


def _told_before(seat: Seat, clock: SetClock, keep: bool = True) -> str:
    """A dossier filed three days ago by the same person, and their word about keeping."""
    desk = seat.shift.desk
    dossier = intake.begin(desk, CODE, "vi-VN")
    intake.save_answers(desk, dossier, ANSWERS, page=None)
    confirmation.consent_to_keep(desk, dossier, keep, "vi-VN", "Ông bà đồng ý?")
    filing.confirm(desk, dossier)
    clock.at += timedelta(days=3)
    return dossier


def _at_the_name(seat: Seat) -> str:
    desk = seat.shift.desk
    dossier = intake.begin(desk, CODE, "vi-VN")
    first = {"purpose": "other", "purpose_kind": "loan", "relation": "self", "requester_number": NUMBER}
    intake.save_answers(desk, dossier, first, page="requester_name")
    seat.conductor.resume_visit(dossier)
    seat.arrive("question:requester_name")
    return dossier


def _offered(seat: Seat) -> bool:
    """Looking happens where nobody waits for it: its end is waited for, not its beginning."""
    seat.bot.waitUntil(lambda: not seat.conductor.background._waiting, timeout=10_000)
    seat.still()
    return seat.sees("known-offer")


def test_an_earlier_dossier_is_offered_with_its_day_and_used_only_when_somebody_says_so(
    seat: Seat, clock: SetClock
) -> None:
    earlier = _told_before(seat, clock)
    dossier = _at_the_name(seat)
    desk = seat.shift.desk
    assert _offered(seat)
    said = seat.texts()
    assert KNOWN_OFFER.vi in said
    assert "NGUYỄN THỊ MẪU" in said
    day = KnownDate.of(desk.store.dossiers.get(earlier).sealed_at)  # type: ignore[arg-type]
    assert f"{day.day:02d}/{day.month:02d}/{day.year}" in said
    assert "requester_name" not in {a.field for a in desk.store.dossiers.answers(dossier)}
    seat.tap("known-accept")
    stored = {a.field: a for a in desk.store.dossiers.answers(dossier)}
    assert stored["requester_name"].value == "NGUYỄN THỊ MẪU"
    assert {a.origin for a in stored.values() if a.reference} == {Origin.EARLIER}
    assert stored["requester_name"].reference == earlier
    assert seat.page == "question:requester_name"
    assert not _offered(seat), "what agrees is not offered again"


def test_who_declines_is_not_asked_again_about_the_same_person(seat: Seat, clock: SetClock) -> None:
    _told_before(seat, clock)
    dossier = _at_the_name(seat)
    assert _offered(seat)
    seat.tap("known-decline")
    assert not seat.sees("known-offer")
    seat.view("requester_name").answer("NGUYỄN THỊ KHÁC")
    seat.still()
    seat.go_on()
    assert seat.page == "question:requester_birth"
    assert not _offered(seat)
    stored = {a.field: a.value for a in seat.shift.desk.store.dossiers.answers(dossier)}
    assert stored["requester_name"] == "NGUYỄN THỊ KHÁC"
    assert "requester_birth" not in stored


def test_who_answers_by_hand_beside_an_offer_is_not_asked_on_every_page(seat: Seat, clock: SetClock) -> None:
    _told_before(seat, clock)
    _at_the_name(seat)
    assert _offered(seat)
    seat.view("requester_name").answer("NGUYỄN THỊ KHÁC")
    seat.still()
    seat.go_on()
    assert seat.page == "question:requester_birth"
    assert not _offered(seat)


def test_who_said_not_to_keep_is_not_known(seat: Seat, clock: SetClock) -> None:
    _told_before(seat, clock, keep=False)
    _at_the_name(seat)
    assert not _offered(seat)


def test_an_offer_never_covers_somebody_who_is_answering(seat: Seat, clock: SetClock) -> None:
    _told_before(seat, clock)
    slow = threading.Event()
    nothing: list[object] = []
    seat.conductor.background.run(slow.wait, nothing.append, nothing.append, soon=False)
    _at_the_name(seat)
    seat.view("requester_name").set_value("NGUY")
    slow.set()
    assert not _offered(seat)
    assert seat.view("requester_name").value() == "NGUY"


def test_the_check_page_says_where_each_answer_came_from(seat: Seat, clock: SetClock) -> None:
    earlier = _told_before(seat, clock)
    _at_the_name(seat)
    assert _offered(seat)
    seat.tap("known-accept")
    seat.answer_until("papers")
    seat.papers()
    seat.go_on()
    seat.arrive("check")
    sealed = seat.shift.desk.store.dossiers.get(earlier).sealed_at
    assert sealed is not None
    assert seat.conductor.kit.show(FROM_EARLIER_OF, day=KnownDate.of(sealed)).text in seat.texts()


def test_a_draft_that_is_gone_meanwhile_is_said_kindly(seat: Seat, clock: SetClock) -> None:
    _told_before(seat, clock)
    dossier = _at_the_name(seat)
    assert _offered(seat)
    desk = seat.shift.desk
    desk.store.dossiers.delete_draft(dossier, by=desk.officer.code)
    seat.tap("known-accept")
    assert seat.sees("sheet-ok")


# -- worked out by the form


def test_a_locked_answer_is_words_with_the_answer_it_follows_from(seat: Seat) -> None:
    desk = seat.shift.desk
    code = "3.000722"
    dossier = intake.begin(desk, code, "vi-VN")
    answers, _ = invented(desk, code)
    intake.save_answers(desk, dossier, answers, page="child_birth")
    seat.conductor.resume_visit(dossier)
    seat.arrive("question:child_birth")
    view = seat.view("child_birth_in_words")
    assert view.locked
    assert not view.input.isVisible()
    assert seat.sees("child_birth_in_words-locked")
    definition = seat.shift.visit.definition()
    why = seat.conductor.kit.show(LOCKED_BY, field=definition.field("child_birth").label).text
    assert why in seat.texts()
    written = seat.shift.visit.draft().state.find("child_birth_in_words")
    assert written is not None
    assert str(written.value) in seat.texts()
