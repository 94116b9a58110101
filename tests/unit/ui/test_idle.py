"""Quiet time is counted on the monotonic clock, may always be extended, and ends in one wipe."""

from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from kiosk.ui.idle import QUIET, WARNING, IdleClock, IdleState, Stage
from kiosk.ui.idle_watch import IdleWatch
from tests.unit.devices.clocks import HandClock


def test_nothing_is_counted_before_somebody_starts() -> None:
    clock = HandClock()
    idle = IdleClock(clock)
    clock.advance(10_000)
    assert idle.state().stage is Stage.OFF


def test_warning_then_gone() -> None:
    clock = HandClock()
    idle = IdleClock(clock)
    idle.start()
    clock.advance(QUIET - 1)
    assert idle.state().stage is Stage.PRESENT
    clock.advance(1)
    assert idle.state() == IdleState(Stage.WARNING, int(WARNING))
    clock.advance(WARNING - 0.5)
    assert idle.state() == IdleState(Stage.WARNING, 1)
    clock.advance(0.5)
    assert idle.state().stage is Stage.GONE


def test_a_touch_extends_again_and_again_but_does_not_bring_back_what_is_due_for_wiping() -> None:
    clock = HandClock()
    idle = IdleClock(clock)
    idle.start()
    for _ in range(12):
        clock.advance(QUIET + WARNING - 1)
        idle.touch()
        assert idle.state().stage is Stage.PRESENT
    clock.advance(QUIET + WARNING)
    idle.touch()
    assert idle.state().stage is Stage.GONE


def test_the_watch_tells_each_change_once(qtbot: QtBot) -> None:
    clock = HandClock()
    watch = IdleWatch(IdleClock(clock))
    told: list[object] = []
    watch.warned.connect(told.append)
    watch.returned.connect(lambda: told.append("returned"))
    watch.expired.connect(lambda: told.append("expired"))
    watch.start()
    clock.advance(QUIET)
    watch.look()
    watch.look()
    clock.advance(1)
    watch.look()
    watch.eventFilter(QObject(), QEvent(QEvent.Type.TouchBegin))
    clock.advance(QUIET + WARNING)
    watch.look()
    watch.look()
    assert told == [30, 29, "returned", "expired"]
