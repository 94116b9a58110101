"""The same question asked over several connections at once, where a lost packet would cost more than asking again does.

Over a satellite a packet that is lost costs a round trip before it is sent once more, and of the few dozen packets with which
connections begin one is lost as likely as not. May be used only for what the other side takes in once, however often it comes.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def first_of(asking: Sequence[Callable[[], T]]) -> T:
    """What the first of them to succeed returns; when all have failed, raises what the first in the order raised.

    Those that are slower end by themselves: nobody waits for them, and what they return or raise is forgotten.
    """
    ended: queue.SimpleQueue[tuple[int, T | None, BaseException | None]] = queue.SimpleQueue()

    def ask(place: int) -> None:
        try:
            ended.put((place, asking[place](), None))
        except BaseException as fault:  # noqa: BLE001 - raised again by whoever waits, if nobody else succeeds
            ended.put((place, None, fault))

    for place in range(len(asking)):
        threading.Thread(target=ask, args=(place,), name=f"ask-{place}", daemon=True).start()
    faults: dict[int, BaseException] = {}
    while len(faults) < len(asking):
        place, answer, fault = ended.get()
        if fault is None:
            return answer  # type: ignore[return-value]  # what asking returned, T
        if not isinstance(fault, Exception):
            raise fault  # this process is to end
        faults[place] = fault
    raise faults[0]
