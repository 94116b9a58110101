"""Guides and worksheets: steps and a sheet to take along; nothing is sealed, sent or kept. And who is offered what."""

from dataclasses import replace

import pytest

from forms.definition import Kind
from forms.errors import KnownError
from kiosk.domain.office import Place
from kiosk.domain.roles import Role
from kiosk.services import assisted, counter, declaring, filing, guidance, intake
from kiosk.services.desk import Desk
from kiosk.services.visit import Stage, Visit
from tests.office_factories import ANSWERS, PASSPHRASE, invented
from tests.store_factories import SetClock

GUIDE, WORKSHEET, MOBILE = "HD.vneid", "3.000347", "1.003583"


def _worksheet(desk: Desk) -> Visit:
    """A worksheet visit on its check page."""
    visit = Visit(desk)
    visit.forward()
    visit.choose_procedure(WORKSHEET)
    visit.forward()
    visit.begin_questions()
    answers, _ = invented(desk, WORKSHEET)
    assert visit.dossier is not None
    intake.save_answers(desk, visit.dossier, answers, page=None)
    visit.answered()
    while visit.stage is Stage.QUESTIONS:
        assert visit.continue_questions() == ()
    return visit


def test_a_guide_is_read_and_nothing_is_begun(desk: Desk) -> None:
    visit = Visit(desk)
    visit.forward()
    visit.choose_procedure(GUIDE)
    assert visit.kind() is Kind.GUIDE
    assert guidance.preparation(desk, GUIDE).steps
    assert not guidance.preparation(desk, GUIDE).can_be_filed
    visit.forward()
    assert visit.stage is Stage.GUIDE
    visit.back()
    assert visit.stage is Stage.PREPARE
    visit.forward()
    visit.forward()
    assert visit.stage is Stage.LANGUAGE
    assert counter.rows(desk) == ()
    with pytest.raises(KnownError) as refused:
        intake.begin(desk, GUIDE, "vi-VN")
    assert refused.value.message.id == "error.intake.nothing_asked"


def test_a_guide_survives_a_new_screen(desk: Desk) -> None:
    visit = Visit(desk)
    visit.forward()
    visit.choose_procedure(GUIDE)
    visit.forward()
    successor = Visit(desk)
    successor.restore(visit.place())
    assert (successor.stage, successor.procedure) == (Stage.GUIDE, GUIDE)


def test_a_worksheet_is_answered_printed_and_wiped(desk: Desk) -> None:
    visit = _worksheet(desk)
    assert visit.stage is Stage.CHECK
    visit.forward()
    assert visit.stage is Stage.WORKSHEET
    dossier = visit.dossier
    assert dossier is not None
    assert declaring.declaration_pdf(desk, dossier).startswith(b"%PDF")
    assert all(line.reference for line in declaring.declarations(desk, dossier))
    visit.back()
    assert visit.stage is Stage.CHECK
    visit.forward()
    visit.forward()
    assert (visit.stage, visit.dossier) == (Stage.LANGUAGE, None)
    assert desk.store.dossiers.summary(dossier) is None
    assert desk.store.dossiers.drafts() == ()
    assert desk.outbox.list() == ()


def test_a_worksheet_in_front_of_a_new_screen_is_the_same_and_ends_wiped(desk: Desk) -> None:
    visit = _worksheet(desk)
    visit.forward()
    successor = Visit(desk)
    successor.restore(visit.place())
    assert (successor.stage, successor.dossier) == (Stage.WORKSHEET, visit.dossier)
    successor.end()
    assert desk.store.dossiers.drafts() == ()


def test_a_worksheet_left_half_way_stays_a_draft_to_go_on_with(desk: Desk) -> None:
    visit = _worksheet(desk)
    dossier = visit.dossier
    visit.end()
    assert [line.id for line in desk.store.dossiers.drafts()] == [dossier]


def test_neither_is_ever_filed(desk: Desk) -> None:
    visit = _worksheet(desk)
    assert visit.dossier is not None
    with pytest.raises(KnownError) as refused:
        filing.confirm(desk, visit.dossier)
    assert refused.value.message.id == "error.filing.not_filed_here"
    answers, _ = invented(desk, WORKSHEET)
    for code, given in ((WORKSHEET, answers), (GUIDE, {})):
        before = len(counter.rows(desk))
        with pytest.raises(KnownError) as at_once:
            assisted.file_at_once(desk, code, given, [], "vi-VN")
        assert at_once.value.message.id == "error.filing.not_filed_here"
        assert len(counter.rows(desk)) == before


def _codes(desk: Desk) -> set[str]:
    return {offer.code for offer in guidance.offers(desk)}


def test_a_mobile_procedure_is_offered_on_a_trip_only(desk: Desk) -> None:
    assert MOBILE not in _codes(desk)
    assert {WORKSHEET, GUIDE, "1.004873"} <= _codes(desk)
    for begin in (
        lambda: intake.begin(desk, MOBILE, "vi-VN"),
        lambda: guidance.preparation(desk, MOBILE),
        lambda: assisted.file_at_once(desk, MOBILE, ANSWERS, [], "vi-VN"),
    ):
        with pytest.raises(KnownError) as refused:
            begin()
        assert refused.value.message.id == "error.guidance.not_offered"
    desk.office = replace(desk.office, place=Place.OUTREACH)
    assert MOBILE in _codes(desk)
    assert intake.begin(desk, MOBILE, "vi-VN")


def test_an_outreach_officer_is_on_a_trip(desk: Desk, clock: SetClock) -> None:
    from kiosk.services.unlocking import unlock

    with_team = unlock(desk.folder, "luu-dong-1", PASSPHRASE, clock)
    assert MOBILE in _codes(with_team)
    with_team.close()


def test_an_officer_of_another_duty_is_not_offered_it_even_on_a_trip(desk: Desk) -> None:
    desk.office = replace(desk.office, place=Place.OUTREACH)
    desk.officer = replace(desk.officer, role=Role.POSTAL_CLERK)
    assert MOBILE not in _codes(desk)


def test_the_list_and_the_definitions_say_the_same(desk: Desk) -> None:
    told = {(one.code, one.name, one.kind, one.last_day) for one in guidance.offers(desk)}
    known = {d.code: d for d in desk.catalogue.offered(desk.today())}
    assert told == {
        (code, known[code].name, known[code].kind, known[code].last_lawful_day) for code, *_ in told
    }


def test_an_unknown_time_is_told_as_unknown_and_never_as_a_number(desk: Desk) -> None:
    unknown = [
        guidance.preparation(desk, one.code)
        for one in guidance.offers(desk)
        if not guidance.preparation(desk, one.code).due.known
    ]
    assert unknown
    for one in unknown:
        assert one.definition.due_rule.working_days is None
        assert not any(character.isdigit() for character in one.due.text.vi)
    death = guidance.preparation(desk, "2.002913")
    assert not death.due.known


def test_the_citizens_own_deadline_is_told_before_anything_is_asked(desk: Desk) -> None:
    birth = guidance.preparation(desk, "3.000722")
    assert birth.deadlines
    assert all(deadline.last_day is None and not deadline.over for deadline in birth.deadlines)
    assert [part.part.part.id for part in birth.parts if part.always]
