"""Ages and sizes in few words."""

from datetime import timedelta

import pytest

from kiosk.ui.counter.ages import age, ago, until
from kiosk.ui.counter.road_line import size_text
from kiosk.ui.widgets.kit import Kit
from tests.unit.ui.counter.invented import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (-3 * DAY, "vừa xong"),
        (timedelta(seconds=59), "vừa xong"),
        (MINUTE, "1 phút"),
        (HOUR - timedelta(seconds=1), "59 phút"),
        (HOUR, "1 giờ"),
        (DAY, "1 ngày"),
        (30 * DAY, "30 ngày"),
        (31 * DAY, "03/10/2026"),
    ],
)
def test_ages(kit: Kit, since: timedelta, words: str) -> None:
    assert age(kit, NOW - since, NOW) == words


def test_ago_says_before_only_where_it_makes_sense(kit: Kit) -> None:
    assert ago(kit, NOW - HOUR, NOW) == "1 giờ trước"
    assert ago(kit, NOW, NOW) == "vừa xong"
    assert ago(kit, NOW - 40 * DAY, NOW) == "24/09/2026"


def test_until(kit: Kit) -> None:
    assert until(kit, NOW - HOUR, NOW) == "ngay bây giờ"
    assert until(kit, NOW + timedelta(seconds=20), NOW) == "sau 1 phút"
    assert until(kit, NOW + 2 * HOUR, NOW) == "sau 2 giờ"


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 KB"), (1, "1 KB"), (820_400, "820 KB"), (1_000_000, "1,0 MB"), (3_420_000, "3,4 MB")],
)
def test_sizes(count: int, words: str) -> None:
    assert size_text(count) == words
