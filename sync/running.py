"""Running the agent until a signal: carrying in one thread, an eye on the network in another, so that neither waits for the other.

Knows threads and nothing of what is carried; may not swallow what carrying raised.
"""

import queue
import threading
from collections.abc import Callable
from typing import Any

from sync.agent import Agent
from sync.inbox import Inbox
from sync.linkwatch import LinkWatch
from sync.outbox import Outbox
from sync.signals import next_of, when_told_to_end

LOOK_SECONDS = 0.25
STILL_SECONDS = 1.5
"""A connection that has moved nothing for so long when the network changes is not waited for."""


def carry_until_told(outbox: Outbox, inbox: Inbox, link: Any) -> None:
    """Carry in a thread of its own, so that a signal is answered while a request hangs."""
    stop = threading.Event()
    told: queue.SimpleQueue[None] = queue.SimpleQueue()

    when_told_to_end(lambda: told.put(None))
    watch, moved = LinkWatch(), threading.Event()
    agent = Agent(outbox.clock, outbox, inbox, link, pause_on(stop))
    failed: list[BaseException] = []

    def carry() -> None:
        try:
            agent.run(lambda: moved.is_set() and _clear(moved))
        except BaseException as fault:  # noqa: BLE001 - raised again below, in the thread that can say so
            failed.append(fault)
        finally:
            told.put(None)

    def heed() -> None:
        # In a thread of its own: while a request hangs on the old network, nobody else is free to notice the new one.
        while not stop.wait(LOOK_SECONDS):
            link.transport.look()
            if watch.changed():
                moved.set()
                link.transport.abort_still(STILL_SECONDS)

    thread = threading.Thread(target=carry, name="carry")
    thread.start()
    heeding = threading.Thread(target=heed, name="heed")
    heeding.start()
    next_of(told)  # a signal, or the end of carrying
    stop.set()
    while thread.is_alive():
        link.transport.abort()
        thread.join(0.2)
    heeding.join()
    watch.close()
    if failed:
        raise failed[0]


def pause_on(stop: threading.Event) -> Callable[[float], bool]:
    """What waits so many seconds and says whether ``stop`` was set meanwhile."""

    def pause(seconds: float) -> bool:
        return stop.wait(seconds) if seconds > 0 else stop.is_set()

    return pause


def _clear(moved: threading.Event) -> bool:
    moved.clear()
    return True
