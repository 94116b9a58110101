"""The same question asked over several connections at once, where a lost packet would cost more than asking again does.

Over a satellite a packet that is lost costs a round trip before it is sent once more, and of the hundred or so packets with
which connections begin one is lost as likely as not. May be used only for what the other side takes in once, however often it comes.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, as_completed
from typing import TypeVar

T = TypeVar("T")


def first_of(asking: Sequence[Callable[[], T]]) -> T:
    """What the first of them to succeed returns; when all have failed, raises what the first in the order raised.

    Those that are slower end by themselves: nobody waits for them, and what they return or raise is forgotten.
    """
    answers: list[Future[T]] = [Future() for _ in asking]

    def ask(one: Callable[[], T], answer: Future[T]) -> None:
        try:
            answer.set_result(one())
        except BaseException as fault:  # noqa: BLE001 - raised again by whoever waits, if nobody else succeeds
            answer.set_exception(fault)

    for place, (one, answer) in enumerate(zip(asking, answers, strict=True)):
        threading.Thread(target=ask, args=(one, answer), name=f"ask-{place}", daemon=True).start()
    for answer in as_completed(answers):
        fault = answer.exception()
        if fault is None:
            return answer.result()
        if not isinstance(fault, Exception):
            raise fault  # this process is to end
    return answers[0].result()
