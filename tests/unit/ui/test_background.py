"""Work beside the screen: its thread may make what it likes, and no widget dies on it."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.ui.background import Background
from kiosk.ui.sweeping import SWEEP_MS, WHOLE_EVERY, Sweeping, sweep

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def background() -> Iterator[Background]:
    found = Background()
    yield found
    found.close()


class Cyclic(QWidget):
    """A page that refers to itself, as pages do."""

    def __init__(self) -> None:
        super().__init__()
        self.own = [self]


def many_objects() -> list[list[int]]:
    """More than enough for Python to look for garbage, were it to look."""
    return [[number] for number in range(50_000)]


def test_no_widget_dies_on_the_thread_of_the_work(qtbot: QtBot, background: Background) -> None:
    died: list[threading.Thread] = []
    done: list[list[list[int]]] = []
    failed: list[BaseException] = []
    page = Cyclic()
    page.destroyed.connect(
        lambda: died.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
    )
    del page
    background.run(many_objects, done.append, failed.append)
    qtbot.waitUntil(lambda: bool(done or failed))
    assert failed == []
    assert len(done[0]) == 50_000
    assert died == []
    sweep(whole=False)
    assert died == [threading.main_thread()]


def test_a_page_that_stood_for_long_is_found_when_everything_is_looked_at(background: Background) -> None:
    died: list[bool] = []
    page = Cyclic()
    page.destroyed.connect(lambda: died.append(True), Qt.ConnectionType.DirectConnection)
    sweeping = background.findChild(Sweeping)
    gc.collect(1)
    gc.collect(1)
    del page
    for _ in range(WHOLE_EVERY - 1):
        sweeping.look()
    assert died == []
    sweeping.look()
    assert died == [True]
    before = gc.get_stats()[2]["collections"]
    for _ in range(WHOLE_EVERY):
        sweeping.look()
    assert gc.get_stats()[2]["collections"] == before, "nothing was made since"


def test_it_is_looked_ever_and_again(qtbot: QtBot, background: Background) -> None:
    timer = background.findChild(Sweeping).findChild(QTimer)
    assert timer.isActive()
    assert timer.interval() == SWEEP_MS
    with qtbot.waitSignal(timer.timeout, timeout=2 * SWEEP_MS):
        timer.start(1)
    background.close()
    assert not timer.isActive()


def test_python_looks_by_itself_again_when_the_last_thread_is_gone() -> None:
    owner = QObject()
    first, second, third = Sweeping(owner), Sweeping(owner), Sweeping(owner)
    first.end()
    first.end()
    assert not gc.isenabled(), "two are left"
    second.end()
    assert not gc.isenabled()
    del third, owner  # destroyed with its parent
    assert gc.isenabled()


def test_what_was_switched_off_before_stays_so() -> None:
    gc.disable()
    try:
        owner = QObject()
        Sweeping(owner).end()
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.usefixtures("background")
def test_what_was_made_lately_is_looked_at_once_it_is_enough() -> None:
    gc.collect()
    before = gc.get_stats()[1]["collections"]
    sweep(whole=False)
    assert gc.get_stats()[1]["collections"] == before, "nothing was made"
    kept = [[number] for number in range(gc.get_threshold()[0] + 100)]
    sweep(whole=False)
    assert gc.get_stats()[1]["collections"] == before + 1
    assert gc.get_count()[0] < len(kept)
