"""A link between agent and gateway that the demo cuts once in mid-upload: a plain TCP relay on loopback."""

import contextlib
import socket
import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class BadLink:
    """Relays bytes to ``target`` (host, port). After ``cut_after`` bytes have gone up, every connection is reset and
    new ones are refused for ``down_seconds``; afterwards the link stays up. ``cuts`` counts what happened.
    """

    target: tuple[str, int]
    cut_after: int
    down_seconds: float = 1.5
    cuts: int = 0
    carried: int = 0
    _listener: socket.socket = field(init=False)
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _down: threading.Event = field(default_factory=threading.Event)
    _closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Where the agent finds the gateway through this link."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """Ends the relay and everything on it."""
        self._closed.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop_all()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._down.is_set():
                near.close()
                continue
            try:
                far = socket.create_connection(self.target)
            except OSError:
                near.close()
                continue
            with self._lock:
                self._open |= {near, far}
            threading.Thread(target=self._relay, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._relay, args=(far, near, False), daemon=True).start()

    def _relay(self, source: socket.socket, sink: socket.socket, upwards: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(16_384):
                if upwards:
                    self._count(len(data))
                sink.sendall(data)
        self._drop({source, sink})

    def _count(self, size: int) -> None:
        with self._lock:
            self.carried += size
            due = self.cuts == 0 and self.carried >= self.cut_after
            self.cuts += due
        if due:
            self._down.set()
            self._drop_all()
            threading.Timer(self.down_seconds, self._down.clear).start()

    def _drop_all(self) -> None:
        with self._lock:
            victims = set(self._open)
        self._drop(victims)

    def _drop(self, victims: set[socket.socket]) -> None:
        with self._lock:
            self._open -= victims
        for victim in victims:
            with contextlib.suppress(OSError):
                victim.shutdown(socket.SHUT_RDWR)
            victim.close()
