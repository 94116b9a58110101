"""How many streams a link is given, against links whose capacity is known."""

import pytest

from sync.transport import Manner
from sync.width import MOST, Width


def drain(width: Width, link: float, flow: float, pieces: int, size: int = 100_000) -> list[int]:
    """Streams side by side on a link of ``link`` bytes a second of which one flow gets ``flow`` at most."""
    widths, now = [], 0.0
    for _ in range(pieces):
        streams = width.streams
        seconds = size / min(flow, link / streams)
        for _ in range(streams):
            width.went(size, now, now + seconds, streams)
        now += seconds
        widths.append(width.streams)
    return widths


@pytest.mark.parametrize(
    ("link", "flow", "best"),
    [
        (250_000.0, 235_000.0, 2),  # two flows fill it: four were tried and given up
        (625_000.0, 160_000.0, 4),
        (625_000.0, 66_000.0, MOST),  # one flow reaches a tenth
        (16_000.0, 16_000.0, 2),
    ],
)
def test_streams_grow_until_they_carry_no_more(link: float, flow: float, best: int) -> None:
    width = Width()
    seen = drain(width, link, flow, 40)
    assert seen[-1] == best
    assert max(seen) <= min(2 * best, MOST)
    assert seen[-20:] == [best] * 20  # it does not try for ever


def test_another_link_is_learnt_afresh() -> None:
    width = Width()
    assert drain(width, 625_000, 66_000, 40)[-1] == MOST
    width.begin(steadfast=False, trip=0.1)
    assert width.streams == 2
    assert drain(width, 16_000, 16_000, 40)[-1] == 2


def test_pieces_of_a_half_empty_round_say_nothing() -> None:
    width = Width()
    for _ in range(50):
        width.went(100_000, 0.0, 1.0, streams=1)
    assert width.streams == 2


def test_of_a_piece_begun_before_the_change_only_what_came_since_counts() -> None:
    width = Width()
    for _ in range(4):
        width.went(100_000, 0.0, 10.0, streams=2)
    assert width.streams == 4  # 40,000 bytes a second so far
    for number in range(8):
        width.went(100_000, 5.0, 15.0, streams=4)
        assert width.streams == (4 if number < 7 else 8)  # 80,000 a second: half of each in five seconds


def test_the_quick_pieces_that_are_back_first_do_not_speak_for_the_slow_ones() -> None:
    width = Width()
    for place in range(4):
        width.went(100_000, 0.0, 5.0 * (1 + place // 2), streams=2)
    assert width.streams == 4
    # A stream with small pieces is answered eight times while three others have got nowhere: together no more than before.
    for place in range(8):
        width.went(40_000, 10.0 + place, 11.0 + place, streams=4)
    assert width.streams == 2


def test_an_outage_is_not_counted_as_slowness() -> None:
    width = Width()
    for place in range(3):
        width.went(100_000, 0.0, 1.0 + place, streams=2)
    width.interrupted()
    for place in range(3):
        width.went(100_000, 30.0, 31.0 + place, streams=2)
    assert width.streams == 2
    width.went(100_000, 30.0, 34.0, streams=2)
    assert width.streams == 4
    for place in range(8):
        width.went(50_000, 34.0, 35.0 + place, streams=4)
    assert width.streams == 2


@pytest.mark.parametrize(
    ("trip", "link", "best"), [(0.1, 250_000, 4), (0.2, 125_000, 2), (0.65, 625_000, 1), (0.6, 16_000, 1)]
)
def test_of_flows_that_keep_their_speed_there_are_as_many_as_fill_the_link_while_they_measure_it(
    trip: float, link: float, best: int
) -> None:
    width = Width()
    width.begin(steadfast=True, trip=trip)
    assert set(drain(width, link, link, 40)) == {best}


def test_far_away_on_a_link_known_to_be_wide_others_help_the_one_to_begin() -> None:
    width = Width()
    width.begin(steadfast=True, trip=0.65, seen=50_000.0)
    assert width.streams == 8
    assert [width.manner(place) for place in (0, 1, 7)] == [Manner.UNPAUSED, Manner.YIELDING, Manner.YIELDING]
    width.went(100_000, 0.0, 2.0, streams=8)
    assert width.streams == 1
    assert width.manner(0) is Manner.UNPAUSED


def test_far_away_on_a_slow_link_one_needs_no_help() -> None:
    width = Width()
    width.begin(steadfast=True, trip=0.6, seen=14_000.0)
    assert (width.streams, width.manner(0)) == (1, Manner.UNPAUSED)
    width.went(100_000, 0.0, 7.0, streams=1)
    assert (width.streams, width.manner(0)) == (1, Manner.UNPAUSED)


@pytest.mark.parametrize(("steadfast", "trip"), [(True, 0.1), (False, 0.65)])
def test_elsewhere_every_stream_is_steady(steadfast: bool, trip: float) -> None:
    width = Width()
    width.begin(steadfast, trip, seen=1e6)
    assert {width.manner(place) for place in range(4)} == {Manner.STEADY}


@pytest.mark.parametrize(("link", "flow", "best"), [(625_000.0, 66_000.0, 16), (16_000.0, 16_000.0, 2)])
def test_far_away_many_are_tried_first_and_given_up_where_few_do_as_well(
    link: float, flow: float, best: int
) -> None:
    width = Width()
    width.begin(steadfast=False, trip=0.65)
    assert width.streams == 8
    assert drain(width, link, flow, 60)[-20:] == [best] * 20


def test_a_queue_filled_once_by_fresh_flows_is_no_full_link() -> None:
    width = Width()
    width.begin(steadfast=False, trip=0.65)
    for window in range(2):
        for _ in range(16):
            width.went(100_000, 4.0 * window, 4.0 * (window + 1), streams=8, crowded=window == 0)
    assert width.streams == MOST


def test_flows_that_began_quickly_and_faded_are_given_company_again() -> None:
    width = Width()
    width.begin(steadfast=False, trip=0.65)
    now = 0.0

    def window(rate: float, crowded: bool = False) -> None:
        nonlocal now
        streams, size = width.streams, 100_000
        seconds = 2 * streams * size / rate
        for _ in range(2 * streams):
            width.went(size, now, now + seconds, streams, crowded)
        now += seconds

    for _ in range(2):
        window(260_000, crowded=True)
    window(460_000)
    window(360_000)
    assert width.streams == 4
    window(120_000)  # each loses a packet in a hundred by now
    assert width.streams == 8
    window(240_000)
    assert width.streams == MOST
    window(480_000)
    for _ in range(9):
        window(480_000)
    assert width.streams == MOST
