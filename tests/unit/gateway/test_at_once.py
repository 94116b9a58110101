"""Two requests at one moment, on the engine that lets both in: neither gains by it, and neither is turned away for it."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cbor2
import pytest
from sqlalchemy import event, select

from sync.gateway.devices import DeviceClockRow, DeviceRunRow, note_clock
from sync.gateway.ingest.bodies import Denied
from sync.gateway.ingest.enrolment import EnrolDesk
from sync.gateway.ingest.signed import Asked, RequestGate
from sync.gateway.models import DeviceRow
from tests.unit.gateway.rig import Gateway, Machine

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
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


def both_at_once(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """What came of each: its answer, or what it was denied with."""

    def tried(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Denied as denied:
            return denied.fields["error"]

    with ThreadPoolExecutor(2) as pool:
        return [one.result() for one in [pool.submit(tried, work) for work in (first, second)]]


@on_postgresql
def test_one_code_makes_one_machine_known(gateway: Gateway) -> None:
    code, desks = gateway.code(), [EnrolDesk(gateway.database, gateway.clock) for _ in range(2)]
    asked = [Machine().request(code) for _ in range(2)]
    with meeting_before(gateway, "INSERT INTO device "):
        told = both_at_once(lambda: desks[0].enrol(asked[0]), lambda: desks[1].enrol(asked[1]))
    assert told.count("code-used") == 1
    with gateway.database.read() as session:
        assert len(session.scalars(select(DeviceRow)).all()) == 1


@on_postgresql
def test_the_first_two_requests_of_a_process_are_both_let_in(gateway: Gateway, machine: Machine) -> None:
    body = cbor2.dumps({})

    def ask(number: str) -> str:
        headers = machine.sign("POST", "/v1/news", body, gateway.clock.now(), f"{'a' * 16}.{number}")
        asked = Asked("POST", "http://gateway/v1/news", headers)
        return RequestGate(gateway.database, gateway.clock).admit(asked, body).device

    with meeting_before(gateway, "INSERT INTO device_run"):
        told = both_at_once(lambda: ask("1"), lambda: ask("2"))
    assert told == [machine.device] * 2
    with meeting_before(gateway, "INSERT INTO nonce"):
        told = both_at_once(lambda: ask("3"), lambda: ask("3"))
    assert sorted(told) == sorted([machine.device, "replay"])
    with gateway.database.read() as session:
        assert len(session.scalars(select(DeviceRunRow)).all()) == 1


@on_postgresql
def test_two_words_about_one_clock_are_both_taken(gateway: Gateway, machine: Machine) -> None:
    now = gateway.clock.now()

    def tell() -> None:
        with gateway.database.write() as session:
            note_clock(session, machine.device, now, now)

    with meeting_before(gateway, "INSERT INTO device_clock"):
        both_at_once(tell, tell)
    with gateway.database.read() as session:
        assert session.get_one(DeviceClockRow, machine.device).ahead == 0
