"""A dossier typed into the authority's system at the counter is not filed there a second time, whichever word comes first."""

import random
import threading
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from forms.states import ParcelKind
from sync.gateway.models import DossierRow
from sync.gateway.office.audit import Event
from sync.gateway.office.tables import AuditRow
from sync.gateway.passing.numbering import GivenNumber, HasNumber, NumberTaken, numbers_of
from sync.gateway.passing.overview import overview
from sync.gateway.passing.roads import Gain
from sync.gateway.passing.tables import NumberSource, PassingRow, Standing
from sync.gateway.passing.typed_over import AtOdds, NotOffered, TypedNumberRow, at_odds, settle
from sync.notice import NoticeKind
from sync.statement import RefusalReason, StatementType
from sync.times import write_time
from tests.unit.gateway.cargo import Cargo
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.passing.conftest import Passed
from tests.unit.gateway.passing.simulator import Fault, faults
from tests.unit.gateway.passing.test_by_hand import BLOCK, transfers
from tests.unit.gateway.rig import START, Machine

MINE, OTHER = "H18.34-261123-7001", "H18.34-261123-7002"
LEAD = "certificate"


def typed(
    passed: Passed,
    dossier: str,
    number: str = MINE,
    instead_of: str | None = None,
    after: int = 0,
    machine: Machine | None = None,
) -> Cargo:
    """The parcel in which a counter says so, ``after`` seconds of its clock."""
    told: dict[str, Any] = {"number": number, "at": write_time(START + timedelta(seconds=after))}
    if instead_of is not None:
        told["instead_of"] = instead_of
    return passed.desk.pack(
        machine or passed.kiosk,
        dossier=dossier,
        kind=ParcelKind.NUMBER_TAKEN,
        answers={},
        papers=(),
        record={"number_taken": told},
    )


def number(passed: Passed, dossier: str) -> tuple[str | None, str | None]:
    with passed.desk.database.read() as session:
        row = session.get_one(DossierRow, dossier)
        return row.official_number, row.number_kind


def history(passed: Passed, dossier: str) -> list[tuple[str, str, bool]]:
    with passed.desk.database.read() as session:
        rows = numbers_of(session, dossier)
    return [(one.number, one.source, one.replaced_at is None) for one in rows if one.part == LEAD]


def odds_of(passed: Passed, dossier: str) -> AtOdds | None:
    with passed.desk.database.read() as session:
        return at_odds(session, session.get_one(DossierRow, dossier))


def decide(passed: Passed, dossier: str, chosen: str) -> None:
    with passed.desk.database.write() as session:
        settle(session, session.get_one(DossierRow, dossier), chosen, "UBND xã", passed.desk.clock.now())


def standings(passed: Passed, dossier: str) -> set[str]:
    return {row.standing for row in passed.rows(dossier).values()}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_step_that_is_noted_waits_for_whoever_has_the_dossier(passed: Passed) -> None:
    dossier, ledger = passed.file(), passed.passing.ledger
    assert LEAD in (ledger.open(dossier) or ())
    claim = ledger.claim(dossier, LEAD)
    assert claim is not None
    kept: list[bool] = []

    def note() -> None:
        gain = Gain(number=OTHER, accepted=True)
        kept.append(ledger.gained(claim, gain, passed.plan.roads[claim.road]))

    noting = threading.Thread(target=note)
    with passed.desk.database.write() as session:  # as the opener, for a number that was typed in
        session.get_one(DossierRow, dossier, with_for_update=True)
        noting.start()
        noting.join(0.3)
        session.get_one(PassingRow, (dossier, LEAD), with_for_update=True)
    noting.join(30)
    assert kept == [True]
    assert number(passed, dossier) == (OTHER, "delegated")


@both_engines
def test_what_the_counter_typed_in_is_not_filed_and_its_state_is_still_heard(passed: Passed) -> None:
    dossier = passed.file()
    said = typed(passed, dossier)
    assert [one.type for one in passed.desk.file(passed.kiosk, said)] == [
        StatementType.RECORDED,
        StatementType.DELIVERED,
    ]
    assert number(passed, dossier) == (MINE, "delegated")
    passed.work()
    passed.work(3600)
    assert (passed.simulator.stored, standings(passed, dossier)) == ({}, {Standing.TYPED})
    trial = history(passed, dossier)[0]
    assert trial[0].startswith("THU-")
    assert history(passed, dossier) == [(trial[0], "trial", False), (MINE, "counter", True)]
    with passed.desk.database.read() as session:
        found = overview(session, passed.plan, passed.desk.clock.now())
        (line,) = session.scalars(select(AuditRow).where(AuditRow.act == str(Event.NUMBER_TYPED)))
    assert (found.roads[-1].typed, found.at_odds, found.look) == (2, (), ())
    assert (line.login, line.dossier, line.detail) == ("can-bo-1@03127", dossier, MINE)
    (told,) = passed.desk.notices(passed.kiosk, after=1)
    assert (told.what, told.official_number, told.number_kind, told.by) == (
        NoticeKind.NUMBER, MINE, "delegated", "can-bo-1",
    )  # fmt: skip
    # An official who types another one back is told what stands.
    with pytest.raises(HasNumber, match=MINE):
        transfers(passed).take_number(dossier, None, OTHER, "Cán bộ 2")
    passed.simulator.stored[MINE] = {}
    passed.simulator.say(MINE, "4", "20261123100000")
    assert passed.passing.hearing.ask(passed.passing.roads["tinh"]) == 1


@both_engines
def test_a_dossier_filed_before_the_word_came_is_shown_with_both_numbers_and_a_person_decides(
    passed: Passed,
) -> None:
    dossier = passed.file()
    passed.work()
    given = number(passed, dossier)[0]
    assert given in passed.simulator.stored
    passed.desk.file(passed.kiosk, typed(passed, dossier))
    odds = odds_of(passed, dossier)
    assert odds is not None
    assert odds.present == GivenNumber(str(given), NumberSource.INTERFACE)
    assert [one.number for one in odds.typed] == [MINE]
    assert odds.handed_on == ("certificate", "registry")
    assert number(passed, dossier)[0] == given, "nothing is written over"
    with passed.desk.database.read() as session:
        assert overview(session, passed.plan, passed.desk.clock.now()).at_odds == (dossier,)
    with pytest.raises(NotOffered):
        decide(passed, dossier, OTHER)
    decide(passed, dossier, MINE)
    assert number(passed, dossier) == (MINE, "delegated")
    assert (str(given), "interface", False) in history(passed, dossier)
    assert (odds_of(passed, dossier), standings(passed, dossier)) == (None, {Standing.TYPED})
    with pytest.raises(NotOffered):  # a second form, from another window
        decide(passed, dossier, MINE)
    passed.desk.opener.work()
    assert passed.desk.notices(passed.kiosk)[-1].official_number == MINE


def test_a_number_put_aside_lets_the_road_go_on_and_the_office_hears_of_it(passed: Passed) -> None:
    passed.use(numbers="given")
    dossier = passed.file()
    transfers(passed).take_number(dossier, None, OTHER, "Cán bộ 1")
    passed.desk.file(passed.kiosk, typed(passed, dossier))
    passed.work()
    assert passed.simulator.stored == {}
    odds = odds_of(passed, dossier)
    assert odds is not None
    assert odds.present == GivenNumber(OTHER, NumberSource.HAND)
    decide(passed, dossier, OTHER)
    passed.work()
    assert list(passed.simulator.stored) == [OTHER]
    passed.desk.opener.work()
    words = [one.text for one in passed.desk.notices(passed.kiosk)]
    assert any(MINE in str(one) for one in words)
    assert (number(passed, dossier)[0], odds_of(passed, dossier)) == (OTHER, None)


def test_a_number_of_another_dossier_is_taken_from_nobody(passed: Passed) -> None:
    first, second = passed.file(), passed.file()
    passed.desk.file(passed.kiosk, typed(passed, first))
    passed.desk.file(passed.kiosk, typed(passed, second))
    assert number(passed, second)[1] == "trial"
    assert number(passed, first)[0] == MINE
    with pytest.raises(NumberTaken):
        decide(passed, second, MINE)
    decide(passed, second, "")
    passed.work()
    assert MINE not in passed.simulator.stored
    assert standings(passed, second) == {Standing.PASSED}


def test_a_number_out_of_our_own_block_that_nobody_was_sent_gives_way(passed: Passed) -> None:
    passed.desk.delegate(BLOCK)
    passed.use(numbers="block")
    dossier = passed.file()
    block = number(passed, dossier)[0]
    passed.desk.file(passed.kiosk, typed(passed, dossier))
    passed.work()
    assert history(passed, dossier) == [(str(block), "block", False), (MINE, "counter", True)]
    assert (odds_of(passed, dossier), passed.simulator.stored) == (None, {})


@pytest.mark.parametrize("fault", [Fault.SILENT_AFTER, Fault.SILENT])
def test_a_call_whose_answer_was_lost_counts_as_filed(passed: Passed, fault: Fault) -> None:
    passed.desk.delegate(BLOCK)
    passed.use(numbers="block")
    dossier = passed.file()
    passed.simulator.faults = faults(fault for _ in range(9))
    passed.work()
    passed.desk.file(passed.kiosk, typed(passed, dossier))
    odds = odds_of(passed, dossier)
    assert odds is not None
    assert LEAD in odds.handed_on
    passed.simulator.faults = faults(())
    before = len(passed.simulator.stored)
    passed.work(3600)
    assert len(passed.simulator.stored) == before, "nothing more is filed before somebody has looked"


def test_a_word_that_comes_while_a_call_is_out_is_not_lost(passed: Passed) -> None:
    """The counter's word is recorded between the call that files the dossier and the note that it was filed."""
    dossier = passed.file()
    said = typed(passed, dossier)

    def meanwhile(step: str) -> None:
        if step == "called" and passed.simulator.stored and not odds_of(passed, dossier):
            passed.desk.file(passed.kiosk, said)

    passed.use(after=meanwhile)
    passed.work()
    passed.work(3600)
    assert len(passed.simulator.stored) == 1, "the part that was not out yet stays at home"
    odds = odds_of(passed, dossier)
    assert odds is not None
    assert ([one.number for one in odds.typed], odds.handed_on) == ([MINE], (LEAD,))


@pytest.mark.parametrize(
    "told",
    [
        {"number": "THU-03127-261123-0001", "at": "2026-11-23T01:55:00Z"},
        {"number": MINE.lower(), "at": "2026-11-23T01:55:00Z"},
        {"number": MINE},
        {"number": MINE, "at": "hôm nay"},
        {"number": MINE, "at": "2026-11-23T01:55:00Z", "instead_of": 7},
        None,
    ],
)
def test_a_word_without_a_sound_number_is_refused(passed: Passed, told: object) -> None:
    dossier = passed.file()
    cargo = passed.desk.pack(
        passed.kiosk,
        dossier=dossier,
        kind=ParcelKind.NUMBER_TAKEN,
        answers={},
        papers=(),
        record={"number_taken": told},
    )
    (said,) = passed.desk.file(passed.kiosk, cargo)
    assert (said.type, said.reason) == (StatementType.REFUSED, str(RefusalReason.RECORD_MISMATCH))
    assert number(passed, dossier)[1] == "trial"


class Running:
    """Numbers nobody has had yet."""

    last = 0

    @classmethod
    def next(cls) -> str:
        cls.last += 1
        return f"H18.34-261124-{cls.last:04d}"


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    order=st.permutations(["filing", "wrong", "right", "second"]),
    pauses=st.sets(st.integers(0, 3)),
    clash=st.booleans(),
    again=st.integers(0, 2**16),
)
def test_the_order_of_arrival_changes_nothing(
    passed: Passed, order: list[str], pauses: set[int], clash: bool, again: int
) -> None:
    """A counter mistypes and corrects itself, a second one says the same (or another number); in one page or in several."""
    wrong, right, other = Running.next(), Running.next(), Running.next()
    desk = passed.desk
    filing = desk.pack(passed.kiosk)
    dossier = filing.manifest.dossier
    cargoes = {
        "filing": filing,
        "wrong": typed(passed, dossier, wrong),
        "right": typed(passed, dossier, right, wrong, after=60),
        "second": typed(passed, dossier, other if clash else right, after=120),
    }
    replay = random.Random(again)
    page: list[Cargo] = []
    for place, name in enumerate(order):
        page.append(cargoes[name])
        if place in pauses or place == len(order) - 1:
            desk.bring(passed.kiosk, *page)
            desk.bring(passed.kiosk, cargoes[replay.choice(order[: place + 1])])  # once more
            desk.opener.work()
            page.clear()
    passed.work()
    assert number(passed, dossier) == (right, "delegated")
    assert right not in passed.simulator.stored
    assert standings(passed, dossier) == {Standing.TYPED}
    assert [one for one in history(passed, dossier) if one[2]] == [(right, "counter", True)]
    odds = odds_of(passed, dossier)
    assert (odds is not None) is clash
    if odds is not None:
        assert [one.number for one in odds.typed] == [other]
    with desk.database.read() as session:
        kept = session.scalars(select(TypedNumberRow.number).where(TypedNumberRow.dossier == dossier)).all()
    assert sorted(kept) == sorted([wrong, right, other if clash else right])
