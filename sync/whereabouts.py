"""Where a host's name leads: asked in a thread of its own, so that nobody waits for an answer a link that is away cannot bring.

A system's resolver asks again after five seconds and gives up after many: a link that has come back meanwhile would lie idle.
What a name last led to serves until the next answer. May not open a connection.
"""

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

LOOK_SECONDS = 0.1
"""How often somebody who waits for a name's first answer looks whether he is to stop."""

Addresses = Sequence[tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]]
"""As ``socket.getaddrinfo`` gives them."""


class _Name:
    """One name and what it last led to. Safe between threads."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._lock = threading.Lock()
        self._answered: threading.Event | None = None
        self.known: Addresses = ()
        self.fault: OSError | None = None

    def ask(self) -> threading.Event:
        """Ask, unless somebody is asking already; set once there is an answer."""
        with self._lock:
            if self._answered is None or self._answered.is_set():
                self._answered = threading.Event()
                threading.Thread(target=self._ask, args=(self._answered,), name="name", daemon=True).start()
            return self._answered

    def _ask(self, answered: threading.Event) -> None:
        try:
            self.known, self.fault = _look_up(self._host, self._port), None
        except OSError as fault:
            self.fault = fault
        finally:
            answered.set()


_names: dict[tuple[str, int], _Name] = {}


def where_is(host: str, port: int, seconds: float, stopped: Callable[[], bool]) -> Addresses:
    """Where to find a host: at once where that is known, and then what is new counts from the next time on.

    Raises ``OSError`` when the name leads nowhere, ``TimeoutError`` when nobody has said within ``seconds`` or when ``stopped``.
    """
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(host)
        return _look_up(host, port)
    name = _names.setdefault((host, port), _Name(host, port))
    answered, ends = name.ask(), time.monotonic() + seconds
    while not name.known and not answered.is_set() and not stopped():
        left = ends - time.monotonic()
        if left <= 0:
            break
        answered.wait(min(left, LOOK_SECONDS))
    if name.known:
        return name.known
    raise name.fault or TimeoutError("nobody says where the name leads")


def _look_up(host: str, port: int) -> Addresses:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
