"""Two requests of machines at one moment: neither gains by it, and neither is turned away for it."""

import cbor2
from sqlalchemy import select

from sync.gateway.devices import DeviceClockRow, DeviceRunRow, note_clock
from sync.gateway.ingest.bodies import Denied
from sync.gateway.ingest.enrolment import EnrolDesk
from sync.gateway.ingest.signed import Asked, RequestGate
from sync.gateway.models import DeviceRow
from tests.unit.gateway.meeting import both_at_once, meeting_before, on_postgresql
from tests.unit.gateway.rig import Gateway, Machine


@on_postgresql
def test_one_code_makes_one_machine_known(gateway: Gateway) -> None:
    code, desks = gateway.code(), [EnrolDesk(gateway.database, gateway.clock) for _ in range(2)]
    asked = [Machine().request(code) for _ in range(2)]
    with meeting_before(gateway, "INSERT INTO device "):
        answers, (denied,) = both_at_once(
            lambda: desks[0].enrol(asked[0]), lambda: desks[1].enrol(asked[1]), Denied
        )
    assert (len(answers), str(denied)) == (1, "code-used")
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
        assert both_at_once(lambda: ask("1"), lambda: ask("2"), Denied) == ([machine.device] * 2, [])
    with meeting_before(gateway, "INSERT INTO nonce"):
        answers, (denied,) = both_at_once(lambda: ask("3"), lambda: ask("3"), Denied)
    assert (answers, str(denied)) == ([machine.device], "replay")
    with gateway.database.read() as session:
        assert len(session.scalars(select(DeviceRunRow)).all()) == 1


@on_postgresql
def test_two_words_about_one_clock_are_both_taken(gateway: Gateway, machine: Machine) -> None:
    now = gateway.clock.now()

    def tell() -> None:
        with gateway.database.write() as session:
            note_clock(session, machine.device, now, now)

    with meeting_before(gateway, "INSERT INTO device_clock"):
        both_at_once(tell, tell, Denied)
    with gateway.database.read() as session:
        assert session.get_one(DeviceClockRow, machine.device).ahead == 0
