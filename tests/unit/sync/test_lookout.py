"""Noticing that nothing moves, and knocking until somebody opens, against doors that open when they are told."""

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from sync import knocking as knocking_module
from sync import lookout as lookout_module
from sync import whereabouts
from sync.http_transport import HttpTransport
from sync.knocking import EVERY, FIRST_EVERY, Knocking, every, reach
from sync.lookout import STILL_SECONDS, Lookout, Standing
from sync.transport import Call, LinkDown
from tests.unit.sync.test_transport import hold, read_request, serving


class Clock:
    """In the place of the module ``time``."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Door:
    """In the place of ``Knocking``: opens when ``open`` is set."""

    def __init__(self) -> None:
        self.knocks = 0
        self.closed = 0
        self.open = False

    def knock(self) -> None:
        self.knocks += 1

    def answered(self, _seconds: float) -> tuple[socket.socket, float] | None:
        return (socket.socket(), 0.2) if self.open else None

    def close(self) -> None:
        self.closed += 1


class Street:
    """A lookout over connections whose standing is set by hand."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.flows: list[Standing] = []
        self.broken: list[float] = []
        self.door = Door()
        self.lookout = Lookout(lambda _now: self.flows, lambda: self.door, self.break_off)  # type: ignore[arg-type,return-value]  # a door, not a Knocking

    def break_off(self, seconds: float) -> int:
        self.broken.append(seconds)
        return len(self.flows)

    def pass_by(self, seconds: float, still: bool = True) -> bool:
        self.clock.now += seconds
        age = seconds if still else 0.0
        self.flows = [Standing(one.seconds + age if still else 0.0, one.patience) for one in self.flows]
        return self.lookout.look()


@pytest.fixture
def street(monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    clock = Clock()
    monkeypatch.setattr(lookout_module, "time", clock)
    made = Street(clock)
    yield made
    made.lookout.close()


def test_a_still_link_is_knocked_at_and_what_stands_still_is_broken_off_only_when_somebody_opens(
    street: Street,
) -> None:
    street.flows = [Standing(0.0, STILL_SECONDS), Standing(0.0, STILL_SECONDS)]
    street.lookout.look()
    looks = 0
    while not street.pass_by(0.25):
        looks += 1
        assert looks < 20
    assert 0.25 * looks <= STILL_SECONDS  # noticed within seconds
    for _ in range(40):  # ten seconds without a link
        assert street.pass_by(0.25)
    assert street.broken == []  # a flow that survives the gap is left alone
    assert 40 <= street.door.knocks <= 42  # four packets a second, while the gap is as short as most are
    for _ in range(80):
        assert street.pass_by(0.25)
    assert street.door.knocks <= 42 + 3 * 4 + 17 * 2  # from the fifteenth second on two
    street.door.open = True
    street.pass_by(0.5)
    assert len(street.broken) == 1
    assert street.broken[0] >= 30
    spare = street.lookout.spare()
    assert spare is not None
    assert street.lookout.spare() is None
    spare.close()


def test_one_connection_that_moves_says_that_there_is_a_link(street: Street) -> None:
    street.flows = [Standing(30.0, STILL_SECONDS), Standing(0.1, STILL_SECONDS)]
    street.lookout.look()
    for _ in range(20):
        street.clock.now += 0.25
        assert not street.lookout.look()
    assert street.door.knocks == 0


def test_what_is_sent_after_a_long_rest_is_not_still_at_once(street: Street) -> None:
    street.flows = []
    assert not street.lookout.look()
    street.flows = [Standing(600.0, STILL_SECONDS)]  # last acknowledged ten minutes ago, sent only now
    assert not street.pass_by(0.25)
    assert street.door.knocks == 0


def test_where_the_queue_holds_seconds_patience_is_longer(street: Street) -> None:
    street.flows = [Standing(0.0, 10.0)]
    street.lookout.look()
    for _ in range(36):
        assert not street.pass_by(0.25)
    for _ in range(6):
        street.pass_by(0.25)
    assert street.door.knocks > 0


def test_a_link_that_comes_back_by_itself_ends_the_knocking(street: Street) -> None:
    street.flows = [Standing(0.0, STILL_SECONDS)]
    street.lookout.look()
    for _ in range(12):
        street.pass_by(0.25)
    assert street.door.knocks > 0
    assert not street.pass_by(0.25, still=False)
    assert street.door.closed == 1
    assert street.broken == []


def test_an_opened_connection_is_kept_for_seconds_only(street: Street) -> None:
    street.flows = [Standing(0.0, STILL_SECONDS)]
    street.door.open = True
    street.lookout.look()
    for _ in range(12):
        street.pass_by(0.25)
    street.clock.now += 60
    assert street.lookout.spare() is None


def test_the_next_attempt_waits_for_a_slow_round_trip() -> None:
    assert every(None) == FIRST_EVERY
    assert every(0.05) == EVERY
    assert every(3.4) > 3.4


@contextlib.contextmanager
def deaf() -> Iterator[int]:
    """A door nobody comes to: a listener whose queue is full, so that the system drops further attempts."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    waiting = []
    for _ in range(3):
        sock = socket.socket()
        sock.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            sock.connect(listener.getsockname())
        waiting.append(sock)
    try:
        yield listener.getsockname()[1]
    finally:
        for sock in [*waiting, listener]:
            sock.close()


@pytest.mark.skipif(
    sys.platform != "linux", reason="how a full queue of a listener behaves is the system's own"
)
def test_nobody_reached_in_time_and_a_word_to_stop() -> None:
    with deaf() as port:
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            reach("127.0.0.1", port, (), 0.3, 0.1, lambda: False)
        assert 0.25 < time.monotonic() - began < 2
        with pytest.raises(TimeoutError):
            reach("127.0.0.1", port, (), 60.0, 0.1, lambda: time.monotonic() - began > 0.4)
        assert time.monotonic() - began < 5


class Names:
    """In the place of the system's resolver: what it says, and nothing at all while it cannot be asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.leads: dict[str, str] = {}
        self.asked = 0
        self.back = threading.Event()
        self.back.set()
        self._system = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self.look_up)

    def look_up(self, host: str, port: int, **told: Any) -> list[Any]:
        self.asked += 1
        assert self.back.wait(20)
        if host not in self.leads:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self._system(self.leads[host], port, **told)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    monkeypatch.setattr(whereabouts, "_names", {})
    made = Names(monkeypatch)
    yield made
    made.back.set()
    for thread in threading.enumerate():
        if thread.name == "name":
            thread.join(20)


def test_nobody_waits_for_a_name_over_a_link_that_is_away(names: Names) -> None:
    names.leads["tinh.example"] = "127.0.0.1"
    with serving(hold) as (port, _):

        def open_one(limit: float) -> None:
            reach("tinh.example", port, (), limit, 0.1, lambda: False)[0].close()

        open_one(5.0)
        names.back.clear()
        began = time.monotonic()
        for _ in range(3):
            open_one(5.0)
        assert time.monotonic() - began < 3
        assert names.asked == 2  # of those that wait for an answer there is never more than one
        names.back.set()


def test_a_name_nobody_has_heard_of_is_waited_for_as_long_as_said(names: Names) -> None:
    names.back.clear()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        reach("tinh.example", 1, (), 0.3, 0.1, lambda: False)
    with pytest.raises(TimeoutError):
        reach("tinh.example", 1, (), 60.0, 0.1, lambda: time.monotonic() - began > 0.5)
    with pytest.raises(TimeoutError):
        Knocking("tinh.example", 1, ())  # a lookout waits for nothing
    assert time.monotonic() - began < 5
    names.back.set()
    with pytest.raises(socket.gaierror):
        reach("khong.example", 1, (), 10.0, 0.1, lambda: False)


def test_a_name_that_leads_elsewhere_is_followed(names: Names) -> None:
    names.leads["tinh.example"] = "127.0.0.2"  # a portal's word, or a gateway that has moved since
    with serving(hold) as (port, seen):
        with pytest.raises(OSError, match=r"connect|refused"):
            reach("tinh.example", port, (), 5.0, 0.5, lambda: False)
        names.leads["tinh.example"] = "127.0.0.1"
        ends = time.monotonic() + 10
        while not seen and time.monotonic() < ends:
            with contextlib.suppress(OSError):
                reach("tinh.example", port, (), 5.0, 0.5, lambda: False)[0].close()
            time.sleep(0.01)
        assert seen


def test_a_refusal_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    began = time.monotonic()
    with pytest.raises(OSError, match=r"connect|refused"):
        reach("127.0.0.1", port, (), 10.0, 0.5, lambda: False)
    assert time.monotonic() - began < 2


def test_many_attempts_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knocking_module, "AT_ONCE", 3)
    with deaf() as port:
        knocking = Knocking("127.0.0.1", port, ())
        for _ in range(10):
            knocking.knock()
        assert len(knocking._waiting) <= 3
        knocking.close()
        assert not knocking._waiting


@pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="this system does not tell of acknowledgements")
def test_a_connection_with_nothing_under_way_is_not_still() -> None:
    asked = threading.Event()

    def silent(sock: socket.socket) -> None:
        read_request(sock)
        asked.set()
        hold(sock)

    with serving(silent) as (port, _):
        http = HttpTransport(f"http://127.0.0.1:{port}")
        told: list[str] = []

        def send() -> None:
            try:
                http.send(Call("GET", "/", within=20))
            except LinkDown as fault:
                told.append(fault.cause)

        thread = threading.Thread(target=send)
        thread.start()
        assert asked.wait(5)
        ends = time.monotonic() + 5
        while http._live.standings(time.monotonic()) and time.monotonic() < ends:
            time.sleep(0.01)  # until the other side's kernel has acknowledged
        assert (
            not http.look()
        )  # it has all we sent and owes an answer: the kernel's own questions look after that
        http.abort()
        thread.join(5)
        assert told == ["cut"]
