"""What the kiosk can only guide through: worksheets and guides."""

from typing import Any

import pytest

from forms.kinds import Kind
from tests.unit.forms.procedures.walking import (
    PLACE,
    asked,
    faults,
    needed,
    procedure,
    reasons,
    walk,
    without,
)

EXCHANGE, REISSUE, RECORD = "3.000347", "3.000348", "3.000333"
WORKSHEETS = (EXCHANGE, REISSUE, RECORD)
GUIDES = ("HD.chu-ky-so", "HD.vneid", "HD.dang-ky-xe")
PERSON: dict[str, Any] = {
    "requester_number": "011190000001",
    "requester_name": "Lò Thị Mẫu",
    "requester_birth": "1990-03-02",
    "requester_sex": "female",
    "requester_residence_kind": "permanent",
    "requester_residence": PLACE,
}
LICENCE: dict[str, Any] = {
    **PERSON,
    "licence_number": "000000000001",
    "licence_class": "b",
    "licence_issued": "2017",
}
STAY: dict[str, Any] = {"stay_from": "2004", "stay_until": "2010-06", "stay_place": PLACE}
HISTORY: dict[str, Any] = {
    **PERSON,
    "record_for": "self",
    "record_kind": "one",
    "record_bans": False,
    "requester_document_kind": "can_cuoc",
    "requester_birth_place": PLACE,
    "requester_nationality": "vietnamese",
    "requester_ethnic": {"name": "Thái", "code": "03", "list": "QD121"},
    "stays": [STAY, {"stay_from": "2010-06", "stay_place": PLACE, "stay_work": "Làm ruộng"}],
    "record_purpose": "Xin việc làm",
    "record_copies": 1,
}


@pytest.mark.parametrize("code", WORKSHEETS)
def test_worksheets_are_never_filed_and_promise_nothing(code: str) -> None:
    definition = procedure(code)
    assert definition.kind is Kind.WORKSHEET
    assert definition.due_rule.working_days is None
    assert [entry.amount for entry in definition.fees.entries] == [None]
    assert not any(fact.verified for _, fact in definition.facts())
    assert "mẫu tham khảo" in definition.steps[0].text.vi


@pytest.mark.parametrize("code", GUIDES)
def test_guides_ask_nothing_and_say_first_what_the_kiosk_cannot_do(code: str) -> None:
    definition = procedure(code)
    assert definition.kind is Kind.GUIDE
    assert definition.fields() == ()
    assert "không" in definition.steps[0].text.vi
    assert "Máy này" in definition.steps[0].text.vi
    assert len(definition.steps) >= 6


@pytest.mark.parametrize("code", ["HD.chu-ky-so", "HD.vneid"])
def test_secrets_are_never_given_away(code: str) -> None:
    assert any("đừng đưa" in step.text.vi.lower() for step in procedure(code).steps)


@pytest.mark.parametrize(("code", "reason"), [(EXCHANGE, "expiring"), (REISSUE, "lost")])
def test_a_licence_sheet_is_complete_from_a_plain_case(code: str, reason: str) -> None:
    answers = LICENCE | {"licence_reason": reason}
    bring = needed(walk(code, answers))
    assert faults(code, answers, papers=bring) == []
    assert [d.layout for d in walk(code, answers).declarations] == ["phieu_thong_tin_gplx"]


@pytest.mark.parametrize("klass", ["a1", "a", "b1", "b", "higher"])
def test_motorcycles_bring_no_health_certificate(klass: str) -> None:
    bring = needed(walk(EXCHANGE, LICENCE | {"licence_reason": "expiring", "licence_class": klass}))
    assert ("health_certificate" in bring) == (klass in ("b", "higher"))


def test_a_lost_licence_is_not_asked_for() -> None:
    assert "old_licence" not in needed(walk(REISSUE, LICENCE | {"licence_reason": "lost"}))
    assert "old_licence" in needed(walk(REISSUE, LICENCE | {"licence_reason": "damaged"}))
    assert "old_licence" in needed(walk(EXCHANGE, LICENCE | {"licence_reason": "damaged"}))
    lost = without(LICENCE, "licence_number") | {"licence_reason": "lost"}
    bring = needed(walk(REISSUE, lost))
    assert faults(REISSUE, lost, papers=bring, unsure=("licence_number",)) == []


def test_rare_licence_cases_see_the_officer() -> None:
    assert reasons(walk(EXCHANGE, LICENCE | {"licence_reason": "foreign"})) == ["foreign"]
    assert "passport" in needed(walk(EXCHANGE, LICENCE | {"licence_reason": "foreign"}))
    assert reasons(walk(REISSUE, LICENCE | {"licence_reason": "expired"})) == ["expired"]
    for code in (EXCHANGE, REISSUE):
        other = LICENCE | {"licence_reason": "other"}
        assert "licence_reason_other" in faults(code, other, papers=needed(walk(code, other)))


def test_a_criminal_record_sheet_keeps_the_history_in_order() -> None:
    assert faults(RECORD, HISTORY, papers=("identity_card",)) == []
    record = walk(RECORD, HISTORY).record()
    assert [row["stay_from"] for row in record["stays"]] == ["2004", "2010-06"]  # type: ignore[attr-defined]
    assert [d.layout for d in walk(RECORD, HISTORY).declarations] == ["phieu_thong_tin_ly_lich_tu_phap"]


@pytest.mark.parametrize(("count", "wrong"), [(0, ["stays"]), (1, []), (30, []), (31, ["stays"])])
def test_stays_none_one_many_and_too_many(count: int, wrong: list[str]) -> None:
    assert faults(RECORD, HISTORY | {"stays": [STAY] * count}, papers=("identity_card",)) == wrong


def test_a_stay_runs_forward() -> None:
    back = HISTORY | {"stays": [STAY, STAY | {"stay_until": "2003"}]}
    assert faults(RECORD, back, papers=("identity_card",)) == ["stays/r2/stay_until"]


def test_somebody_else_needs_an_authorisation() -> None:
    other = HISTORY | {"record_for": "other"}
    assert "authorisation" in needed(walk(RECORD, other))
    assert reasons(walk(RECORD, other)) == ["on_behalf"]


def test_bans_are_only_asked_for_number_one() -> None:
    assert "record_bans" not in walk(RECORD, HISTORY | {"record_kind": "two"}).payload()


def test_parents_spouse_and_past_may_be_left_blank() -> None:
    state = walk(RECORD, HISTORY)
    assert {"parents", "spouse", "past"} <= set(asked(state))
    assert not any(
        f.required for f in state.fields() if f.field.id in ("father_name", "spouse_name", "past_convictions")
    )
