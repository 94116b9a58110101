"""Real-time priority, where the campaign was started with it (``chrt``): the links come first, what is measured next, the rest last.

Only so do many runs at a time on few cores leave each other's results alone: a gateway that starts for the next run would else
hold up the packets of those under way. Without real-time priority nothing here does anything.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

_REAL_TIME = {getattr(os, name, -1) for name in ("SCHED_FIFO", "SCHED_RR")}


def is_urgent() -> bool:
    """Whether this process has real-time priority."""
    return hasattr(os, "sched_getscheduler") and os.sched_getscheduler(0) in _REAL_TIME


def go_first() -> None:
    """Put this process before all others of the campaign: it carries the packets."""
    if is_urgent():
        own = os.sched_getparam(0).sched_priority
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(own + 1))


def unhurried(command: list[str]) -> list[str]:
    """A command that starts without real-time priority, whatever this process has."""
    return ["chrt", "--other", "0", *command] if is_urgent() else command


def hurry(processes: Iterable[int]) -> None:
    """Give processes that have started the priority of this one, with every thread they have."""
    if not is_urgent():
        return
    policy, parameter = os.sched_getscheduler(0), os.sched_getparam(0)
    for process in processes:
        with contextlib.suppress(FileNotFoundError):
            for thread in Path(f"/proc/{process}/task").iterdir():
                with contextlib.suppress(ProcessLookupError):
                    os.sched_setscheduler(int(thread.name), policy, parameter)
