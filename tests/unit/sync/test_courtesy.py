"""What the link may be used for, and how little is used when nothing waits."""

import contextlib
import datetime
import json
import socket
import threading
from pathlib import Path

import pytest

from forms.states import Carriage
from sync.__main__ import main
from sync.agent import Agent, report
from sync.courtesy import COURTESY_FACT, Courtesy, Purse, Restraint, read_hours
from sync.http_transport import HttpTransport
from sync.link import GatewayLink
from sync.transport import Answer, Call
from tests.unit.sync.stage import NOON, Road, packed, queue
from tests.unit.sync.test_agent import Script
from tests.unit.sync.test_transport import answer, certificate, read_request, serving

PACKET = 52
"""Bytes of IPv4 and TCP headers with time stamps; every piece is answered for by one more packet."""


def test_a_day_without_work_costs_almost_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.agent.LOOK_SECONDS", 10.0)
    road = Road(tmp_path)
    pem, context = certificate(tmp_path, NOON - datetime.timedelta(days=1), 10)
    asked: list[bytes] = []
    counted = [0]

    def gateway(sock: socket.socket) -> None:
        head, body = read_request(sock)
        method, path, _ = head.split(b"\r\n")[0].decode().split(" ")
        asked.append(head)
        told = road.gateway.send(Call(method, path, body or None))
        # It has forgotten the connection by the next question, so every one pays for a handshake.
        answer(sock, told.body, "Connection: close", *(f"{k}: {v}" for k, v in told.headers.items()))

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(1400):
                counted[0] += len(piece) + 2 * PACKET
                sink.sendall(piece)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    with serving(gateway, context) as (port, _):

        def relay(sock: socket.socket) -> None:
            with socket.create_connection(("127.0.0.1", port)) as onward:
                counted[0] += 6 * PACKET  # opening and closing
                back = threading.Thread(target=pump, args=(onward, sock))
                back.start()
                pump(sock, onward)
                back.join()

        with serving(relay) as (front, _):
            http = HttpTransport(f"https://127.0.0.1:{front}", pem, now=lambda: NOON)
            link = GatewayLink(http, road.link.identity, road.clock)
            agent = Agent(road.clock, road.outbox, road.inbox, link, Script(road, 86_400))
            believed = [0]
            link.spent = lambda cost: believed.__setitem__(0, believed[0] + cost)
            agent.run()
            http.renew()
    road.outbox.close()
    assert 8 < len(asked) < 20
    assert counted[0] <= 50_000
    assert 0.8 < believed[0] / counted[0] < 1.2  # what a metered link would count


def wish(road: Road, courtesy: Courtesy) -> None:
    road.outbox.remember(COURTESY_FACT, courtesy.write())


def carriage(road: Road, parcel: str) -> Carriage | None:
    state = road.outbox.state(parcel)
    return None if state is None else state.carriage


def test_only_records_now_and_what_is_urgent(road: Road) -> None:
    small, large, urgent = packed(1, 500), packed(2, 200_000), packed(3, 200_000, urgent=True)
    queue(road.outbox, small, large, urgent)
    wish(road, Courtesy(records_only=True))
    told = road.once()
    assert (told.recorded, told.delivered, told.held_back) == (2, 1, "records-only")
    assert carriage(road, urgent.parcel) is Carriage.DELIVERED
    before = len(road.gateway.calls)
    wish(road, Courtesy())
    assert road.once().delivered == 3
    assert len(road.gateway.calls) > before
    assert report(road.outbox, road.inbox).held_back is None


def test_the_budget_of_a_day_ends_papers_between_two_chunks_and_the_next_day_goes_on(road: Road) -> None:
    one, two = packed(1, 3_000_000), packed(2, 900)
    queue(road.outbox, one, two)
    cost = lambda call, told: Answer(told.status, told.headers, told.body, _size(call) + len(told.body))  # noqa: E731
    road.gateway.after = cost
    wish(road, Courtesy(daily_bytes=1_000_000))
    told = road.once()
    assert (told.recorded, told.held_back) == (1, "budget")
    assert 1_000_000 <= told.spent_today < 2_000_000  # the chunk under way is finished
    assert road.once().recorded == 1
    purse = Purse(road.outbox, road.clock)  # another process: the count is remembered
    assert purse.restraint() is Restraint.BUDGET
    road.clock.pass_time(86_400)
    assert purse.restraint() is None
    for _ in range(3):
        road.once()
        road.clock.pass_time(86_400)
    assert report(road.outbox, road.inbox).delivered == 2
    assert len(road.gateway.taken) == len(set(road.gateway.taken))


def _size(call: Call) -> int:
    return 0 if call.body is None else len(call.body) if isinstance(call.body, bytes) else call.body.length


@pytest.mark.parametrize(
    ("hours", "local", "free"),
    [
        ("07:00-17:00", "07:00", True),
        ("07:00-17:00", "06:59", False),
        ("07:00-17:00", "17:00", False),
        ("22:00-05:00", "23:30", True),
        ("22:00-05:00", "04:59", True),
        ("22:00-05:00", "12:00", False),
    ],
)
def test_papers_keep_to_their_hours(hours: str, local: str, free: bool) -> None:
    allowed = Courtesy(hours=read_hours(hours))
    assert Courtesy.read(allowed.write()) == allowed
    now = datetime.datetime.fromisoformat(f"2026-11-21T{local}+07:00")
    assert (allowed.restraint(now, 0) is None) is free


def test_an_agent_at_rest_begins_when_its_hours_do(road: Road) -> None:
    one = packed(1, 200_000)
    queue(road.outbox, one)  # it is noon in Viet Nam
    wish(road, Courtesy(hours=read_hours("13:00-14:00")))
    seen: list[Carriage | None] = []
    script = Script(road, 3700, {3590.0: lambda: seen.append(carriage(road, one.parcel))})
    Agent(road.clock, road.outbox, road.inbox, road.link, script).run()
    assert seen == [Carriage.RECORDED]
    assert carriage(road, one.parcel) is Carriage.DELIVERED


def test_the_wish_is_said_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "outbox").mkdir()

    def say(*options: str) -> dict[str, object]:
        assert main(["courtesy", *options, "--data-dir", str(tmp_path), "--json"]) == 0
        told: dict[str, object] = json.loads(capsys.readouterr().out)
        return told

    assert say() == {"daily_bytes": None, "hours": None, "records_only": False}
    say("--daily-mb", "50", "--hours", "18:00-06:30")
    told = say("--records-only", "on")
    assert told == {"daily_bytes": 50_000_000, "hours": "18:00-06:30", "records_only": True}
    assert say("--daily-mb", "any", "--hours", "any", "--records-only", "off")["daily_bytes"] is None
    with pytest.raises(SystemExit) as caught:
        main(["courtesy", "--hours", "dawn", "--data-dir", str(tmp_path)])
    assert caught.value.code == 2
