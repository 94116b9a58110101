"""How many streams a link is given, against links whose capacity is known."""

import pytest

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
    width.forget()
    assert width.streams == 2
    assert drain(width, 16_000, 16_000, 40)[-1] == 2


def test_pieces_of_another_time_or_of_a_half_empty_round_say_nothing() -> None:
    width = Width()
    for _ in range(50):
        width.went(100_000, 0.0, 1.0, streams=1)
    assert width.streams == 2
    for _ in range(4):
        width.went(100_000, 0.0, 10.0, streams=2)
    assert width.streams == 4
    for _ in range(50):
        width.went(100_000, 9.0, 11.0, streams=4)  # begun before there were four
    assert width.streams == 4
