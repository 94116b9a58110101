import itertools

from hypothesis import given
from hypothesis import strategies as st

from sync.backoff import LEAST, Backoff
from sync.pace import LIMIT_SECONDS, Pace


@given(st.floats(0.5, 60), st.floats(60, 3600), st.integers(1, 80))
def test_the_bound_doubles_until_it_is_capped(base: float, cap: float, times: int) -> None:
    backoff = Backoff(base, cap, draw=lambda: 0.999)
    bounds = []
    for _ in range(times):
        bounds.append(backoff.bound())
        assert LEAST <= backoff.next() <= bounds[-1]
    assert bounds == sorted(bounds)
    assert bounds[0] == base
    assert max(bounds) <= cap
    assert all(later in {2 * earlier, cap} for earlier, later in itertools.pairwise(bounds))


@given(st.floats(0, 0.999))
def test_jitter_is_full(drawn: float) -> None:
    backoff = Backoff(8.0, 600.0, draw=lambda: drawn)
    assert backoff.next() == max(LEAST, drawn * 8.0)


def test_a_returning_link_forgets_everything() -> None:
    backoff = Backoff(1.0, 600.0, draw=lambda: 0.5)
    for _ in range(9):
        backoff.next()
    assert backoff.bound() == 512.0
    backoff.forget()
    assert backoff.bound() == 1.0


@given(st.lists(st.tuples(st.booleans(), st.floats(0.001, 120))))
def test_the_pace_stays_within_its_bounds(history: list[tuple[bool, float]]) -> None:
    pace = Pace(first=64_000, least=8_000, most=1_000_000)
    for went, seconds in history:
        if went:
            pace.went(pace.size, seconds)
        else:
            pace.failed()
        assert 8_000 <= pace.size <= 1_000_000
        assert 15.0 <= pace.answer_within(pace.size) <= LIMIT_SECONDS


def test_the_pace_follows_the_link() -> None:
    pace = Pace(first=64_000, least=8_000, most=1_000_000)
    for _ in range(3):
        pace.went(pace.size, 1.0)
    assert pace.size == 512_000
    pace.went(pace.size, 40.0)
    assert pace.size == 256_000
    pace.failed()
    assert pace.size == 128_000
    pace.went(10, 0.1)  # a small request says nothing about large ones
    assert pace.size == 128_000
