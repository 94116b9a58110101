"""Two at one moment: each is held until both have come to the same statement, then both go on."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from tests.unit.gateway.rig import Gateway

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""The engine that lets both in."""
MEETING_SECONDS = 0.4
"""How long the first waits for the second, which may rightly be kept from coming so far."""


@contextlib.contextmanager
def meeting_before(gateway: Gateway, statement: str) -> Iterator[None]:
    """Both sides are held until both are about to say ``statement``."""
    both = threading.Barrier(2)

    def hold(_connection: object, _cursor: object, said: str, *_: object) -> None:
        if said.startswith(statement):
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(MEETING_SECONDS)

    engine = gateway.database._engine
    event.listen(engine, "before_cursor_execute", hold)
    yield
    event.remove(engine, "before_cursor_execute", hold)


def both_at_once(
    first: Callable[[], Any], second: Callable[[], Any], denied: type[Exception]
) -> tuple[list[Any], list[Exception]]:
    """The answers of those that were answered, and how the others were denied."""

    def tried(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except denied as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        came = [one.result() for one in [pool.submit(tried, work) for work in (first, second)]]
    return [one for one in came if not isinstance(one, Exception)], [
        one for one in came if isinstance(one, Exception)
    ]
