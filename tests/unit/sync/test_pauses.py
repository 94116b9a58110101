"""A flow under BBR is begun anew before it pauses, never sends much more meanwhile, and is free again afterwards.

On a real socket of this system, with a clock of its own.
"""

import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from sync.pauses import BBR, CUBIC, EVERY_SECONDS, FIRST_SECONDS, LOOK_SECONDS, Pauses

FREE = (1 << 64) - 1


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def flow() -> Iterator[socket.socket]:
    """A connection that has carried something, under BBR."""
    with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname()) as sock:
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, BBR)
        except (OSError, AttributeError):
            pytest.skip("the system has no BBR, or keeps it from this account")
        other, _ = door.accept()
        with other:
            reader = threading.Thread(target=lambda: [None for _ in iter(lambda: other.recv(1 << 16), b"")])
            reader.start()
            carry(sock)
            yield sock
            sock.shutdown(socket.SHUT_WR)
            reader.join()


def carry(sock: socket.socket) -> None:
    """Send until BBR knows something of the way."""
    for _ in range(64):
        sock.sendall(bytes(1 << 20))
        if measured(sock) > 0:
            return
    raise AssertionError("BBR has found nothing")


def limit(sock: socket.socket) -> int:
    """Bytes a second it may send; the system says so of what is set alone."""
    told: int = struct.unpack("=Q", sock.getsockopt(socket.SOL_SOCKET, 47, 8))[0]
    return told


def under(sock: socket.socket) -> bytes:
    return sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16).rstrip(b"\0")


def measured(sock: socket.socket) -> int:
    """What BBR has found the way to carry."""
    found: int = struct.unpack_from("=Q", sock.getsockopt(socket.IPPROTO_TCP, 26, 20))[0]
    return found


def test_it_is_begun_anew_in_time_and_bound_to_about_what_it_carried(flow: socket.socket) -> None:
    clock = Clock()
    pauses = Pauses(flow, clock)
    clock.now = FIRST_SECONDS - 0.1
    pauses.forestall()
    before = measured(flow)
    assert before > 0
    assert limit(flow) == FREE
    clock.now = FIRST_SECONDS
    pauses.forestall()
    assert under(flow) == BBR
    assert measured(flow) == 0  # it knows nothing of the way any more
    assert before < limit(flow) <= 2.1 * before


def test_it_is_free_again_once_it_has_found_the_width(flow: socket.socket) -> None:
    clock = Clock()
    pauses = Pauses(flow, clock)
    clock.now = FIRST_SECONDS
    pauses.forestall()
    clock.now += LOOK_SECONDS
    pauses.forestall()
    assert limit(flow) < FREE  # nothing was sent: it is looking still
    for _ in range(64):
        flow.sendall(bytes(1 << 20))
        pauses.forestall()
        if limit(flow) == FREE:
            break
    assert limit(flow) == FREE


def test_afterwards_it_comes_round_before_every_pause(flow: socket.socket) -> None:
    clock = Clock()
    pauses = Pauses(flow, clock)
    clock.now = FIRST_SECONDS
    pauses.forestall()
    carry(flow)
    pauses.end()
    assert limit(flow) == FREE
    clock.now += EVERY_SECONDS - 0.1
    pauses.forestall()
    assert limit(flow) == FREE
    clock.now += 0.1
    pauses.forestall()
    assert limit(flow) < FREE


def test_another_control_is_left_alone(flow: socket.socket) -> None:
    flow.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, CUBIC)
    clock = Clock()
    pauses = Pauses(flow, clock)
    clock.now = FIRST_SECONDS
    pauses.forestall()
    assert (under(flow), limit(flow)) == (CUBIC, FREE)


def test_a_broken_connection_is_said_elsewhere() -> None:
    clock = Clock()
    sock = socket.socket()
    pauses = Pauses(sock, clock)
    sock.close()
    clock.now = FIRST_SECONDS
    pauses.forestall()
    pauses.end()
