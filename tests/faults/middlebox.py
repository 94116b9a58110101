"""A real gateway on a real socket, and a box on the way to it that treats connections as bad networks do."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import uvicorn

from tests.road.world import World


@contextlib.contextmanager
def served(world: World) -> Iterator[int]:
    """Ingest of ``world`` as it is run in earnest; the port it listens on."""
    server = uvicorn.Server(
        uvicorn.Config(
            world.gateway.app, http="h11", ws="none", lifespan="on", log_config=None, access_log=False
        )
    )
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            threading.Event().wait(0.01)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)


@dataclass(frozen=True)
class Habit:
    """How a box treats one connection. It is reset once ``up`` bytes have gone to the gateway, or ``down`` back.

    ``piece`` bytes at most are taken at once, from a buffer as small as the system allows.
    """

    up: int | None = None
    down: int | None = None
    piece: int = 65_536


class Box:
    """Listens on a port of its own; ``habit(n)`` says how the n-th connection is treated."""

    def __init__(self, port: int, habit: Callable[[int], Habit]) -> None:
        self._port = port
        self._habit = habit
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._socks: list[socket.socket] = []
        self.connections = 0
        self.resets = 0
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._spawn(self._accept)

    def close(self) -> None:
        for sock in (self._listening, *self._socks):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()
        for sock in (self._listening, *self._socks):
            sock.close()

    def _spawn(self, act: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=act, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                habit = self._habit(self.connections)
                self.connections += 1
                if habit.piece < 1000:
                    near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
                    near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                far = socket.create_connection(("127.0.0.1", self._port))
                self._socks += [near, far]
                self._spawn(self._carry, near, far, habit.up, habit.piece, near)
                self._spawn(self._carry, far, near, habit.down, habit.piece, near)

    def _carry(
        self, source: socket.socket, target: socket.socket, most: int | None, piece: int, near: socket.socket
    ) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(piece if most is None else min(piece, most - passed)):
                target.sendall(data)
                passed += len(data)
                if most is not None and passed >= most:
                    self.resets += 1
                    # Not a farewell: the kernel sends RST, and what was still on its way is gone.
                    near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
        for sock in (source, target):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        if most is not None and passed >= most:
            near.close()
