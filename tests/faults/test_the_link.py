"""Faults of the link itself: connections reset at any byte, windows of one byte, answers that come twice, late or astray."""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from sync.agent import Agent, LinkState
from sync.http_transport import HttpTransport
from sync.identity import load_identity
from sync.link import GatewayLink
from sync.transport import Answer, Call, LinkDown, Transport
from tests.faults.conftest import LARGE, File
from tests.faults.middlebox import Box, Habit, served
from tests.in_process import InProcess
from tests.office_factories import PNG
from tests.road.world import Cable, World
from tests.unit.sync.test_transport import read_request, serving


def at_province(world: World) -> list[str]:
    return [line.carriage for line in world.gateway.office.dossiers()]


@contextlib.contextmanager
def reached_by(world: World, transport: Transport) -> Iterator[Agent]:
    """The agent of ``world`` over another way to the same gateway."""
    link = GatewayLink(transport, load_identity(world.folder.outbox), world.clock)

    def pause(seconds: float) -> bool:
        world.clock.pass_time(seconds)
        return False

    agent = Agent(world.clock, world.carrier.outbox, world.carrier.inbox, link, pause)
    agent.begin()
    yield agent
    transport.renew()


def carry_home(world: World, agent: Agent, rounds: int) -> int:
    """Rounds until everything is home; how many were needed."""
    for count in range(rounds):
        world.clock.pass_time(120)
        agent.round(0)
        world.open()
        if agent.round(0) is LinkState.UP and not world.carrier.outbox.counts().keys() - {"delivered"}:
            return count + 1
    raise AssertionError(f"not home after {rounds} rounds: {world.carrier.outbox.counts()}")


@pytest.mark.parametrize("way", ["up", "down"])
def test_connections_reset_at_any_byte_lose_and_double_nothing(world: World, file: File, way: str) -> None:
    file(PNG)
    file(LARGE)
    source = random.Random(way)
    far = 20_000 if way == "up" else 1500

    def habit(number: int) -> Habit:
        at = source.randint(1, far)
        if number >= 10:
            return Habit()
        return Habit(up=at) if way == "up" else Habit(down=at)

    with served(world) as port:
        box = Box(port, habit)
        with reached_by(world, HttpTransport(box.url)) as agent:
            carry_home(world, agent, 60)
        assert box.resets >= 7
        box.close()
    assert at_province(world) == ["delivered"] * 2
    world.settle()
    assert world.desk.store.notices.missing(world.desk.inbox.numbers()) == ()


def test_windows_of_one_byte_carry_a_dossier_all_the_same(world: World, file: File) -> None:
    file()
    with served(world) as port:
        box = Box(port, lambda _number: Habit(piece=1))
        with reached_by(world, HttpTransport(box.url)) as agent:
            assert carry_home(world, agent, 5) == 1
        box.close()
    assert at_province(world) == ["delivered"]


def test_an_answer_that_trickles_for_ever_is_given_up() -> None:
    over = threading.Event()

    def trickle(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not over.wait(0.02):
            sock.sendall(b"x")

    with serving(trickle) as (port, _):
        began = time.monotonic()
        with pytest.raises(LinkDown) as caught:
            HttpTransport(f"http://127.0.0.1:{port}").send(Call("GET", "/", within=0.3))
        over.set()
        assert caught.value.cause == "timeout"
        assert time.monotonic() - began < 5


class Muddle(InProcess):
    """A way on which answers come twice, late, or to another question of the same kind."""

    def __init__(self, cable: Cable, source: random.Random) -> None:
        self._cable = cable
        self._source = source
        self._late: dict[str, list[Answer]] = {}
        self.calm = False
        self.done = {"again": 0, "late": 0, "true": 0}

    def send(self, call: Call) -> Answer:
        answer = self._cable.send(call)
        kind = call.path.partition("?")[0]
        before = self._late.setdefault(kind, [])
        what = "true" if self.calm else self._source.choice(("true", "again", "late"))
        before.append(answer)
        if what == "late":
            self.done[what] += 1
            raise LinkDown("timeout")
        if what == "again" and len(before) > 1:
            self.done[what] += 1
            return self._source.choice(before[:-1])
        self.done["true"] += 1
        return answer

    def close(self) -> None:
        pass


@pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.soak) for one in range(1, 30))])
def test_answers_that_come_twice_late_or_astray_move_nothing_wrongly(
    world: World, file: File, seed: int
) -> None:
    file(PNG)
    file(LARGE)
    muddle = Muddle(world.cable, random.Random(seed))
    with reached_by(world, muddle) as agent:
        for _ in range(9):
            world.clock.pass_time(120)
            agent.round(0)
            world.open()
        file(PNG, LARGE)
        for _ in range(9):
            world.clock.pass_time(120)
            agent.round(0)
            world.open()
        muddle.calm = True
        carry_home(world, agent, 40)
    assert muddle.done["again"] > 2
    assert muddle.done["late"] > 2
    assert at_province(world) == ["delivered"] * 3
    world.settle()
    assert world.desk.store.notices.missing(world.desk.inbox.numbers()) == ()
    world.heard()


def test_two_hundred_half_asked_questions_keep_nobody_from_the_gateway(world: World, file: File) -> None:
    file(LARGE)
    with served(world) as port, contextlib.ExitStack() as stack:
        for number in range(200):
            sock = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            head = b"POST /v1/parcels HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n"
            sock.sendall(head[: 5 + number % 60] if number % 2 else head + b"\r\nslowly")
        with reached_by(world, HttpTransport(f"http://127.0.0.1:{port}")) as agent:
            assert carry_home(world, agent, 3) == 1
    assert at_province(world) == ["delivered"]
