"""Ask once: what an earlier dossier says of the same person is offered with its origin, and never used by itself."""

import time
from datetime import timedelta

import pytest

from kiosk.domain.dossier import Answer, Origin, Value
from kiosk.services import assisted, confirmation, intake, known_facts
from kiosk.services.desk import Desk
from kiosk.services.intake import Draft
from tests.office_factories import ANSWERS, invented, without_rows
from tests.store_factories import SetClock, fill

CODE, HOME = "1.004873", "1.004222"
NUMBER = "011190000999"


def _filed_earlier(desk: Desk, keep: bool | None = True, **changes: object) -> str:
    """A dossier of the invented requester, filed, with their word about keeping."""
    if keep is None:
        return assisted.file_at_once(desk, CODE, {**ANSWERS, **changes}, [], "vi-VN").dossier
    from kiosk.services import filing

    dossier = intake.begin(desk, CODE, "vi-VN")
    intake.save_answers(desk, dossier, {**ANSWERS, **changes}, page=None)
    confirmation.consent_to_keep(desk, dossier, keep, "vi-VN", "Ông bà đồng ý?")
    return filing.confirm(desk, dossier).dossier


def _later(clock: SetClock, days: int = 3) -> None:
    clock.at += timedelta(days=days)


def _at_requester(desk: Desk, **known: Value) -> Draft:
    dossier = intake.begin(desk, CODE, "vi-VN")
    first = {"purpose": "other", "purpose_kind": "loan", "relation": "self"}
    intake.save_answers(desk, dossier, {**first, "requester_number": NUMBER, **known}, page="requester_card")
    return intake.open_draft(desk, dossier, "requester_card")


def test_an_earlier_dossier_of_the_same_number_is_offered_and_nothing_is_stored(
    desk: Desk, clock: SetClock
) -> None:
    earlier = _filed_earlier(desk)
    _later(clock)
    draft = _at_requester(desk)
    before = desk.store.dossiers.answers(draft.dossier.id)
    found = known_facts.offer(desk, draft)
    assert found is not None
    assert found.values["requester_name"] == "NGUYỄN THỊ MẪU"
    assert found.values["requester_birth"] == "1990-05-03"
    assert found.values["requester_residence"] == ANSWERS["requester_residence"]
    assert found.differs == ()
    name = next(fact for fact in found.facts if fact.address == "requester_name")
    assert (name.dossier, name.slip) == (earlier, desk.store.dossiers.get(earlier).slip_number)
    assert name.day == desk.today() - timedelta(days=3)
    assert name.said.text == "NGUYỄN THỊ MẪU"
    assert desk.store.dossiers.answers(draft.dossier.id) == before


def test_what_is_accepted_says_where_it_comes_from(desk: Desk, clock: SetClock) -> None:
    earlier = _filed_earlier(desk)
    _later(clock)
    draft = _at_requester(desk)
    found = known_facts.offer(desk, draft)
    assert found is not None
    known_facts.accept(desk, draft, found, only={"requester_name", "requester_birth"})
    answers = {a.field: a for a in desk.store.dossiers.answers(draft.dossier.id)}
    assert answers["requester_name"] == Answer(
        "requester_name", "NGUYỄN THỊ MẪU", Origin.EARLIER, False, earlier
    )
    assert "requester_residence" not in answers
    assert known_facts.where_from(desk, answers["requester_name"]) == (
        desk.store.dossiers.get(earlier).slip_number, desk.today() - timedelta(days=3),
    )  # fmt: skip
    assert known_facts.where_from(desk, answers["purpose"]) is None
    again = known_facts.offer(desk, intake.open_draft(desk, draft.dossier.id, "requester_card"))
    assert again is not None
    assert "requester_name" not in again.values
    assert desk.store.dossiers.search("nguyen thi mau")[0].id == draft.dossier.id


def test_an_answer_that_says_otherwise_is_named(desk: Desk, clock: SetClock) -> None:
    _filed_earlier(desk)
    _later(clock)
    found = known_facts.offer(desk, _at_requester(desk, requester_name="Nguyễn Thị Thử"))
    assert found is not None
    assert found.differs == ("requester_name",)


def test_the_newest_word_wins_and_an_answer_that_agrees_is_not_offered(desk: Desk, clock: SetClock) -> None:
    older, newer = (
        {"province": "11", "commune": "03301", "detail": detail} for detail in ("Bản Thử", "Bản Mới")
    )
    _filed_earlier(desk, requester_residence=older)
    _later(clock)
    _filed_earlier(desk, requester_residence=newer)
    _later(clock)
    found = known_facts.offer(desk, _at_requester(desk))
    assert found is not None
    assert found.values["requester_residence"] == newer
    agreeing = known_facts.offer(desk, _at_requester(desk, requester_residence=newer))
    assert agreeing is not None
    assert "requester_residence" not in agreeing.values
    assert "requester_name" in agreeing.values


@pytest.mark.parametrize(
    ("keep", "days", "offered"),
    [(True, 3, True), (False, 3, False), (False, 0, False), (None, 3, False), (None, 0, True)],
    ids=["yes", "no", "no-today", "not-asked", "not-asked-today"],
)
def test_keeping_is_the_citizens_word(
    desk: Desk, clock: SetClock, keep: bool | None, days: int, offered: bool
) -> None:
    _filed_earlier(desk, keep)
    _later(clock, days)
    assert (known_facts.offer(desk, _at_requester(desk)) is not None) is offered


def test_a_draft_is_a_source_on_its_own_day_only(desk: Desk, clock: SetClock) -> None:
    first = _at_requester(desk, requester_name="Nguyễn Thị Mẫu")
    found = known_facts.offer(desk, _at_requester(desk))
    assert found is not None
    assert [(f.address, f.dossier, f.slip) for f in found.facts] == [
        ("requester_name", first.dossier.id, None)
    ]
    _later(clock, 1)
    assert known_facts.offer(desk, _at_requester(desk)) is None


def test_somebody_of_another_number_is_nobody_known(desk: Desk, clock: SetClock) -> None:
    _filed_earlier(desk)
    _later(clock)
    assert known_facts.offer(desk, _at_requester(desk, requester_number="011190000111")) is None


def test_a_name_alone_is_not_enough_and_with_the_day_of_birth_it_is(desk: Desk, clock: SetClock) -> None:
    _filed_earlier(desk)
    _later(clock)
    dossier = intake.begin(desk, CODE, "vi-VN")
    intake.save_answers(
        desk,
        dossier,
        {"purpose": "other", "purpose_kind": "loan", "relation": "self", "requester_name": "Nguyễn Thị Mẫu"},
        page="requester_card",
    )
    assert known_facts.offer(desk, intake.open_draft(desk, dossier, "requester_card")) is None
    intake.save_answer(desk, dossier, "requester_birth", "1990-05-03", page="requester_card")
    found = known_facts.offer(desk, intake.open_draft(desk, dossier, "requester_card"))
    assert found is not None
    assert found.values["requester_number"] == NUMBER


def test_a_person_of_one_form_is_known_in_a_row_of_another(desk: Desk, clock: SetClock) -> None:
    _filed_earlier(desk)
    _later(clock)
    answers, _ = invented(desk, HOME)
    dossier = intake.begin(desk, HOME, "vi-VN")
    intake.save_answers(desk, dossier, without_rows(answers), page=None)
    rows = [intake.add_row(desk, dossier, "members") for _ in range(2)]
    intake.save_answer(desk, dossier, f"members/{rows[1]}/member_number", NUMBER, page="members")
    draft = intake.open_draft(desk, dossier, f"members/{rows[1]}/member_card")
    found = known_facts.offer(desk, draft)
    assert found is not None
    assert found.values[f"members/{rows[1]}/member_name"] == "NGUYỄN THỊ MẪU"
    assert all(address.startswith(f"members/{rows[1]}/") for address in found.values)
    assert known_facts.offer(desk, intake.open_draft(desk, dossier, f"members/{rows[0]}/member_card")) is None


def test_a_person_in_a_row_is_known_in_another_form(desk: Desk) -> None:
    answers, _ = invented(desk, HOME)
    dossier = intake.begin(desk, HOME, "vi-VN")
    intake.save_answers(desk, dossier, without_rows(answers), page=None)
    row = intake.add_row(desk, dossier, "members")
    told: dict[str, Value] = {"number": NUMBER, "name": "Giàng A Thử", "birth": "1990-05-03"}
    filled = {f"members/{row}/member_{key}": value for key, value in told.items()}
    intake.save_answers(desk, dossier, filled, page=None)
    found = known_facts.offer(desk, _at_requester(desk))
    assert found is not None
    assert found.values == {"requester_name": "Giàng A Thử", "requester_birth": "1990-05-03"}


def test_a_dossier_that_is_gone_leaves_its_answers_their_origin(desk: Desk) -> None:
    first = _at_requester(desk, requester_name="Nguyễn Thị Mẫu")
    draft = _at_requester(desk)
    found = known_facts.offer(desk, draft)
    assert found is not None
    known_facts.accept(desk, draft, found)
    desk.store.dossiers.delete_draft(first.dossier.id, by=desk.officer.code)
    name = next(a for a in desk.store.dossiers.answers(draft.dossier.id) if a.field == "requester_name")
    assert name.origin is Origin.EARLIER
    assert known_facts.where_from(desk, name) is None


def test_an_offer_is_quick_among_ten_thousand_dossiers(desk: Desk, clock: SetClock) -> None:
    fill(desk.store, 10_000)
    for phone in ("0911111111", "0922222222", "0933333333"):
        _filed_earlier(desk, requester_phone=phone)
    _later(clock)
    draft = _at_requester(desk)
    known_facts.offer(desk, draft)
    times = []
    for _ in range(9):
        start = time.perf_counter()
        assert known_facts.offer(desk, draft) is not None
        times.append(time.perf_counter() - start)
    assert sorted(times)[4] < 0.1


def test_an_address_of_another_kind_of_residence_is_not_offered(desk: Desk, clock: SetClock) -> None:
    _filed_earlier(desk)
    _later(clock)
    fresh = known_facts.offer(desk, _at_requester(desk))
    assert fresh is not None
    assert fresh.values["requester_residence_kind"] == "permanent"
    assert "requester_residence" in fresh.values
    chosen = known_facts.offer(desk, _at_requester(desk, requester_residence_kind="temporary"))
    assert chosen is not None
    assert not {"requester_residence_kind", "requester_residence"} & set(chosen.values)
