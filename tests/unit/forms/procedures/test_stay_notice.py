"""Telling the police that somebody stays overnight."""

from typing import Any

import pytest

from forms.definition import PaperHandling
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

STAY = "2.001159"
GUEST: dict[str, Any] = {
    "guest_nationality": "vietnamese",
    "guest_number": "011190000001",
    "guest_name": "Trần Thị Mẫu",
    "guest_kin": False,
}
NOTICE: dict[str, Any] = {
    "host_kind": "household",
    "requester_number": "011070000002",
    "requester_name": "Hoàng Văn Thử",
    "dwelling": PLACE,
    "arrived_late": False,
    "arrival_date": "2026-11-20",
    "stay_until": "2026-11-22",
    "stay_reason": "visit",
    "guests": [GUEST],
}


def test_a_household_with_one_guest_files_without_any_paper() -> None:
    assert faults(STAY, NOTICE) == []
    state = walk(STAY, NOTICE)
    assert state.to_officer is None
    assert needed(state) == {"guest_papers": PaperHandling.NUMBER_ONLY}
    assert (state.fee.amount, state.fee.known) == (0, True)
    assert state.due.working_days == 0
    assert [d.layout for d in state.declarations] == ["thong_bao_luu_tru"]


def test_until_it_is_delivered_it_says_that_nobody_has_been_told() -> None:
    undelivered = procedure(STAY).undelivered
    assert undelivered is not None
    assert undelivered.vi.startswith("Chưa thông báo")


@pytest.mark.parametrize(("count", "wrong"), [(0, ["guests"]), (1, []), (50, []), (51, ["guests"])])
def test_guests_none_one_many_and_too_many(count: int, wrong: list[str]) -> None:
    assert faults(STAY, NOTICE | {"guests": [GUEST] * count}) == wrong


def test_each_guest_has_a_name_and_a_number() -> None:
    rows = [GUEST, {"guest_nationality": "vietnamese"}]
    assert faults(STAY, NOTICE | {"guests": rows}) == [
        "guests/r2/guest_number",
        "guests/r2/guest_name",
        "guests/r2/guest_kin",
    ]
    assert faults(STAY, NOTICE | {"guests": [GUEST | {"guest_number": "012345678"}]}) == []


def test_a_foreign_guest_has_a_passport_and_sees_the_officer() -> None:
    foreign = without(GUEST, "guest_number") | {"guest_nationality": "foreign", "guest_name": "Sample Person"}
    assert faults(STAY, NOTICE | {"guests": [GUEST, foreign]}) == ["guests/r2/guest_passport"]
    state = walk(STAY, NOTICE | {"guests": [GUEST, foreign | {"guest_passport": "X0000001"}]})
    assert reasons(state) == ["foreign_guest"]


def test_arrivals_before_and_after_eleven_at_night_have_their_own_hour() -> None:
    (evening, night) = walk(STAY, NOTICE).deadlines
    assert (evening.over, night.last_day) == (False, None)
    assert "23 giờ" in evening.message.vi
    late = without(NOTICE, "arrival_date") | {"arrived_late": True, "arrival_night": "2026-11-19"}
    state = walk(STAY, late)
    assert faults(STAY, late) == []
    (evening, night) = state.deadlines
    assert evening.last_day is None
    assert not night.over
    assert "8 giờ sáng" in night.message.vi
    assert state.payload()["stay_from"] == "2026-11-19"


def test_too_late_is_told_kindly_and_never_blocks() -> None:
    late = NOTICE | {"arrival_date": "2026-11-18"}
    assert faults(STAY, late) == []
    assert walk(STAY, late).deadlines[0].over
    assert walk(STAY, NOTICE).payload()["stay_from"] == "2026-11-20"


def test_the_way_back_lies_after_the_way_there() -> None:
    assert faults(STAY, NOTICE | {"stay_until": "2026-11-19"}) == ["stay_until"]
    assert [f for f, _ in walk(STAY, NOTICE | {"stay_until": "2026-12-20"}).warnings] == ["stay_until"]
    assert walk(STAY, NOTICE | {"stay_until": "2026-12-19"}).warnings == ()


def test_lodging_houses_name_themselves_and_clinics_see_the_officer() -> None:
    assert faults(STAY, NOTICE | {"host_kind": "lodging"}) == ["host_name"]
    clinic = NOTICE | {"host_kind": "clinic", "host_name": "Trạm y tế xã Thí Dụ"}
    assert reasons(walk(STAY, clinic)) == ["patient_list"]
    assert faults(STAY, NOTICE | {"stay_reason": "other"}) == ["stay_reason_other"]


def test_guests_are_led_through_one_after_the_other_then_the_hub() -> None:
    pages = asked(walk(STAY, NOTICE | {"guests": [GUEST, GUEST]}))
    first, second = pages.index("guests/r1/guest_card"), pages.index("guests/r2/guest_card")
    assert first < second < pages.index("guests") == len(pages) - 1
