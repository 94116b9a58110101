"""News about carriage may skip steps forwards and never moves a parcel back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.states import CARRIAGE_MOVES, Carriage
from kiosk.domain.carriage import is_on_the_way, may_move

ROAD = (Carriage.SEALED, Carriage.WAITING, Carriage.SENDING, Carriage.RECORDED, Carriage.DELIVERED)


@pytest.mark.parametrize(("old", "new"), [(o, n) for o, moves in CARRIAGE_MOVES.items() for n in moves])
def test_every_direct_move_is_allowed(old: Carriage, new: Carriage) -> None:
    assert may_move(old, new)


def test_steps_may_be_missed() -> None:
    assert may_move(Carriage.SEALED, Carriage.DELIVERED)
    assert may_move(Carriage.SEALED, Carriage.REFUSED)


@given(st.lists(st.sampled_from(Carriage), max_size=12))
def test_once_recorded_never_waiting_again_but_by_a_refusal(news: list[Carriage]) -> None:
    known = [Carriage.SEALED]
    for carriage in news:
        if may_move(known[-1], carriage):
            known.append(carriage)
    for before, after in pairwise(known):
        if before in (Carriage.RECORDED, Carriage.DELIVERED):
            assert after in (Carriage.DELIVERED, Carriage.REFUSED)
    if Carriage.DELIVERED in known:
        assert known[-1] is Carriage.DELIVERED


def test_refused_goes_back_to_waiting_only() -> None:
    assert [c for c in Carriage if may_move(Carriage.REFUSED, c)] == [Carriage.WAITING]


def test_on_the_way() -> None:
    assert [c for c in ROAD if not is_on_the_way(c)] == [Carriage.DELIVERED]
    assert not is_on_the_way(Carriage.REFUSED)
