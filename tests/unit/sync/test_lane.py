"""Requests behind each other on one connection, against real sockets that answer late, out of order of reading, or never."""

import contextlib
import select
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import http_lane
from sync.http_transport import SHORT, HttpTransport
from sync.transport import Call, FileSlice, Lane, LinkDown, Manner
from tests.unit.sync.test_transport import answer, hold, polite, read_request, serving

DATA = bytes(range(256)) * 800


@pytest.fixture
def blob(tmp_path: Path) -> Path:
    path = tmp_path / "blob"
    path.write_bytes(DATA)
    return path


@contextlib.contextmanager
def open_lane(port: int) -> Iterator[tuple[HttpTransport, Lane]]:
    road = HttpTransport(f"http://127.0.0.1:{port}")
    lane = road.lane()
    try:
        yield road, lane
    finally:
        lane.close()
        road.renew()


def read_exactly(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        data += sock.recv(count - len(data))
    return data


def ask_in_vain(lane: Lane, *paths: str) -> None:
    def ask() -> None:
        for path in paths:
            lane.send(Call("GET", path))  # noticed here, when the answer is quick, or there
        lane.answers(5.0)

    with pytest.raises(LinkDown):
        ask()


def test_requests_leave_before_the_answers_to_those_ahead(blob: Path) -> None:
    there = threading.Event()

    def late(sock: socket.socket) -> None:
        heads = []
        for _ in range(3):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += read_exactly(sock, 1)
            heads.append(head)
            assert read_exactly(sock, 1000) in DATA
        there.set()  # all three have come, none is answered
        for number, head in enumerate(heads):
            path = head.split()[1].decode()
            sock.sendall(f"HTTP/1.1 204 No Content\r\nX-Path: {path}\r\nX-N: {number}\r\n\r\n".encode())
        hold(sock)

    with serving(late) as (port, seen), open_lane(port) as (_, lane):
        for place in range(3):
            lane.send(Call("PATCH", f"/{place}", FileSlice(blob, 1000 * place, 1000)))
        assert there.wait(10)
        came = lane.answers(5.0)
        while len(came) < 3:
            came += lane.answers(5.0)
        assert [one.headers["x-path"] for one in came] == ["/0", "/1", "/2"]
        assert {one.status for one in came} == {204}
        assert sum(one.cost for one in came) > 3000
        assert lane.answers(None) == []
        assert len(seen) == 1


def test_a_lane_leaves_its_connection_to_others_unless_something_is_under_way(blob: Path) -> None:
    def reluctant(sock: socket.socket) -> None:
        while True:
            head, body = read_request(sock)
            line = head.splitlines()[0].decode()
            if "/fourth" in line:
                hold(sock)
            answer(sock, body, f"X-Line: {line}")

    with serving(reluctant) as (port, seen), open_lane(port) as (road, lane):
        road.send(Call("GET", "/first"))
        lane.send(Call("PATCH", "/second", FileSlice(blob, 7, 49_993)))
        (came,) = lane.answers(5.0)
        assert came.body == DATA[7:50_000]
        lane.close()
        assert road.send(Call("GET", "/third")).headers["x-line"] == "GET /third HTTP/1.1"
        assert len(seen) == 1
        lane.send(Call("GET", "/fourth"))
        lane.close()  # before its answer: that connection is good for nothing more
        assert road.send(Call("GET", "/fifth")).headers["x-line"] == "GET /fifth HTTP/1.1"
        assert len(seen) == 2


def test_an_answer_in_crumbs_is_one_answer() -> None:
    def crumbs(sock: socket.socket) -> None:
        read_request(sock)
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour":
            sock.sendall(bytes([byte]))
            select.select([], [], [], 0.001)
        hold(sock)

    with serving(crumbs) as (port, _), open_lane(port) as (_, lane):
        lane.send(Call("GET", "/"))
        assert [one.body for one in lane.answers(5.0)] == [b"four"]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",  # more answers than requests
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
        b"not a web server\r\n\r\n",
        b"x" * 70_000,
    ],
)
def test_what_is_no_answer_breaks_the_connection(said: bytes) -> None:
    def speak(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(said)
        sock.shutdown(socket.SHUT_WR)
        hold(sock)

    with serving(speak) as (port, seen), open_lane(port) as (_, lane):
        ask_in_vain(lane, "/")
        with pytest.raises(LinkDown):
            lane.answers(5.0)  # nothing is asked: nobody waits for ever
        ask_in_vain(lane, "/")
        assert len(seen) == 2  # on a fresh one


def test_a_side_that_closes_after_an_answer_takes_the_rest_with_it() -> None:
    def once(sock: socket.socket) -> None:
        read_request(sock)
        select.select([], [], [], 0.05)  # the next request is on its way
        answer(sock, b"", "Connection: close", status="204 No Content")
        hold(sock)

    with serving(once) as (port, _), open_lane(port) as (_, lane):
        ask_in_vain(lane, "/one", "/two")
        for _ in range(2):  # asked one by one it is a side like any other
            lane.send(Call("GET", "/one"))
            assert [one.status for one in lane.answers(5.0)] == [204]


def test_an_answer_before_the_end_of_its_request_ends_it(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(32 << 20)  # more than any buffer on the way holds

    def busy(sock: socket.socket) -> None:
        while b"\r\n\r\n" not in sock.recv(65_536, socket.MSG_PEEK):
            pass
        answer(sock, b"", "Connection: close", status="503 Service Unavailable")
        while sock.recv(1 << 20):
            pass

    with serving(busy) as (port, seen), open_lane(port) as (_, lane):
        lane.send(Call("PATCH", "/", FileSlice(large, 0, 32 << 20)))
        assert [one.status for one in lane.answers(5.0)] == [503]
        assert len(seen) == 1  # the rest of the body went nowhere else


def test_silence_is_waited_for_no_longer_than_said() -> None:
    with serving(hold) as (port, _), open_lane(port) as (_, lane):
        lane.send(Call("GET", "/"))
        with pytest.raises(LinkDown) as caught:
            lane.answers(0.2)
        assert caught.value.cause == "timeout"


def test_an_answer_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_lane, "CRUMBS_SECONDS", 0.3)

    def trickling(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(b"HTTP/1.1 204 No Content\r\nX: ")
        while not select.select([sock], [], [], 0.02)[0]:
            sock.sendall(b"x")

    with serving(trickling) as (port, _), open_lane(port) as (_, lane):
        lane.send(Call("HEAD", "/1"))
        began = time.monotonic()
        with pytest.raises(LinkDown) as caught:
            lane.answers(0.2)
        assert caught.value.cause == "timeout"
        assert time.monotonic() - began < 5


def test_a_lane_is_broken_off_with_the_rest() -> None:
    with serving(hold) as (port, _), open_lane(port) as (road, lane):
        lane.send(Call("GET", "/"))
        threading.Timer(0.1, road.abort).start()
        with pytest.raises(LinkDown):
            lane.answers(10.0)


def test_a_shortened_file_and_a_line_break_in_a_head_are_noticed(blob: Path) -> None:
    with serving(hold) as (port, _), open_lane(port) as (_, lane):
        with pytest.raises(LinkDown):
            lane.send(Call("PATCH", "/", FileSlice(blob, 10, len(DATA))))
        with pytest.raises(LinkDown):
            lane.send(Call("PATCH", "/", b"", {"Authorization": "Bearer a\r\nX: y"}))
        with pytest.raises(OSError, match="No such file"):
            lane.send(Call("PATCH", "/", FileSlice(blob.with_name("gone"), 0, 1)))


def under(sock: socket.socket) -> bytes:
    """How a connection shares its link."""
    return sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16).rstrip(b"\0")


CHOICE = pytest.mark.skipif(not hasattr(socket, "TCP_CONGESTION"), reason="the system gives no choice")


@CHOICE
def test_a_fresh_connection_of_a_lane_shares_its_link_as_the_one_before_it() -> None:
    looked = threading.Semaphore(0)

    def once(sock: socket.socket) -> None:
        read_request(sock)
        assert looked.acquire(timeout=10)
        answer(sock, b"", "Connection: close", status="204 No Content")
        hold(sock)

    with serving(once) as (port, seen), open_lane(port) as (road, lane):
        lane.behave(Manner.YIELDING)
        found = []
        for _ in range(2):
            lane.send(Call("GET", "/"))
            found += [under(sock) for sock in road._live.sockets()]
            looked.release()
            lane.answers(5.0)
        assert len(seen) == 2
        assert found == [b"cubic", b"cubic"]


@CHOICE
def test_a_lane_shares_its_link_as_it_is_told_and_gives_its_connection_back_as_it_was() -> None:
    def ask(lane: Lane) -> bytes:
        lane.send(Call("GET", "/"))
        lane.answers(5.0)
        return under(sock)

    with serving(polite) as (port, _), open_lane(port) as (road, lane):
        road.send(Call("GET", "/"))
        (sock,) = road._live.sockets()
        assert under(sock) == b"cubic"  # a short question is not spread over a part of a trip
        steady = b"bbr" if road.steadfast else b"cubic"
        assert ask(lane) == steady
        lane.behave(Manner.YIELDING)
        assert ask(lane) == b"cubic"
        lane.close()
        assert under(sock) == steady
        lane.behave(Manner.UNPAUSED)
        assert ask(lane) == steady


@CHOICE
def test_a_long_request_keeps_its_speed_where_packets_are_lost() -> None:
    with serving(polite) as (port, _):
        road = HttpTransport(f"http://127.0.0.1:{port}")
        for length, expected in ((100, b"cubic"), (SHORT + 1, b"bbr" if road.steadfast else b"cubic")):
            road.send(Call("POST", "/", bytes(length)))
            (sock,) = road._live.sockets()
            assert under(sock) == expected
        road.renew()
