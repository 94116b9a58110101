"""A thermal printer as a program: takes ESC/POS, answers status questions, runs out of paper, opens its cover, hangs up.

``Thermal`` is the head and its memory; ``NetworkThermal`` puts it behind a listening socket, ``SerialThermal`` behind a
pty pair. What it has burned is kept line by line, so that tests see what lies on paper.
"""

import contextlib
import os
import pty
import select
import socket
import threading
import tty
from collections import deque
from dataclasses import dataclass, field

ROW = 72  # bytes of 576 dots


@dataclass
class Thermal:
    """``paper`` is how many dot rows the roll still has. ``silent``: answers nothing. ``knows_gs_r``: answers in turn."""

    paper: int = 1_000_000
    near_end: bool = False
    cover_open: bool = False
    knife_stuck: bool = False
    hot: bool = False
    button: bool = False
    silent: bool = False
    knows_gs_r: bool = True
    hang_up_after: int | None = None  # bands of dots
    deaf_after: int | None = None  # bands after which it takes no more bytes
    rows: list[bytes] = field(default_factory=list)
    cuts: int = 0
    forgotten: int = 0
    bands: int = 0
    cut: threading.Event = field(default_factory=threading.Event)
    _in: bytearray = field(default_factory=bytearray)
    _queue: deque[tuple[str, bytes]] = field(default_factory=deque)

    @property
    def stopped(self) -> bool:
        return self.cover_open or self.knife_stuck or self.hot or self.button or self.paper <= 0

    def feed(self, data: bytes) -> bytes:
        """Takes bytes; returns what it answers."""
        self._in += data
        out = bytearray()
        while (used := self._one(out)) > 0:
            del self._in[:used]
            self._burn(out)
        return b"" if self.silent else bytes(out)

    def pull_the_plug(self) -> None:
        """The memory is gone; what is burned stays."""
        self._in.clear()
        self._queue.clear()

    def _one(self, out: bytearray) -> int:
        """One whole command of what has come; how many bytes it was, 0 when it is not whole yet."""
        data = bytes(self._in)
        for start, length in (
            (b"\x10\x04", 3),
            (b"\x10\x05", 3),
            (b"\x10\x14\x08", 10),
            (b"\x1b@", 2),
            (b"\x1bd", 3),
            (b"\x1dVB", 4),
            (b"\x1dr", 3),
        ):
            if data.startswith(start):
                if len(data) < length:
                    return 0
                self._command(start, data[:length], out)
                return length
        if data.startswith(b"\x1dv0"):
            if len(data) < 8:
                return 0
            size = int.from_bytes(data[4:6], "little") * int.from_bytes(data[6:8], "little")
            if len(data) < 8 + size:
                return 0
            self.bands += 1
            self._queue.append(("dots", data[8 : 8 + size]))
            return 8 + size
        if data and len(data) >= 3:
            raise AssertionError(f"no command of ESC/POS: {data[:8].hex()}")
        return 0

    def _command(self, start: bytes, whole: bytes, out: bytearray) -> None:
        if start == b"\x10\x04":
            out.append(self._status(whole[2]))
        elif start == b"\x10\x14\x08":
            self.forgotten += 1
            self._queue.clear()
        elif start == b"\x1dVB":
            self._queue.append(("cut", b""))
        elif start == b"\x1dr":
            self._queue.append(("asked", b""))

    def _burn(self, out: bytearray) -> None:
        while self._queue and not self.stopped:
            kind, data = self._queue[0]
            if kind == "dots":
                while data and self.paper > 0:
                    self.rows.append(data[:ROW])
                    data = data[ROW:]
                    self.paper -= 1
                if data:
                    self._queue[0] = (kind, data)
                    return
            elif kind == "cut":
                self.cuts += 1
                self.cut.set()
            elif self.knows_gs_r:
                out.append(0x03 if self.near_end else 0x00)
            self._queue.popleft()

    def _status(self, what: int) -> int:
        byte = 0x12
        if what == 1 and self.stopped:
            byte |= 0x08
        if what == 2:
            byte |= 0x04 * self.cover_open | 0x08 * self.button | 0x20 * (self.paper <= 0)
            byte |= 0x40 * (self.knife_stuck or self.hot)
        if what == 3:
            byte |= 0x08 * self.knife_stuck | 0x40 * self.hot
        if what == 4:
            byte |= 0x0C * self.near_end | 0x60 * (self.paper <= 0)
        return byte


class NetworkThermal:
    """The printer's network card: one connection at a time."""

    def __init__(self, thermal: Thermal) -> None:
        self.thermal = thermal
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.connections = 0
        self.fault: BaseException | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"tcp:127.0.0.1:{self.port}"

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                guest, _ = self._door.accept()
            except OSError:
                return
            self.connections += 1
            with guest:
                try:
                    self._talk(guest)
                except OSError:
                    continue
                except AssertionError as fault:
                    self.fault = fault

    def _talk(self, guest: socket.socket) -> None:
        thermal = self.thermal
        while not self._over.is_set():
            if thermal.deaf_after is not None and thermal.bands >= thermal.deaf_after:
                self._over.wait(0.05)
                if not _still_there(guest):
                    thermal.deaf_after = None
                    thermal.pull_the_plug()
                    return
                continue
            data = guest.recv(4096)
            if not data:
                return
            answer = thermal.feed(data)
            if thermal.hang_up_after is not None and thermal.bands >= thermal.hang_up_after:
                thermal.hang_up_after = None
                thermal.pull_the_plug()
                guest.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
                return
            if answer:
                guest.sendall(answer)

    def close(self) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(5)
        assert self.fault is None, self.fault


def _still_there(guest: socket.socket) -> bool:
    """Whether the other side has not hung up, as far as a poll can tell."""
    poll = select.poll()
    poll.register(guest, select.POLLRDHUP | select.POLLHUP | select.POLLERR)
    return not poll.poll(0)


class SerialThermal:
    """The printer at the other end of a serial line."""

    def __init__(self, thermal: Thermal) -> None:
        self.thermal = thermal
        self._end, self._other = pty.openpty()
        tty.setraw(self._end)
        tty.setraw(self._other)
        self.port = os.ttyname(self._other)
        self.fault: BaseException | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"serial:{self.port}@38400"

    def _serve(self) -> None:
        while not self._over.is_set():
            if not select.select((self._end,), (), (), 0.05)[0]:
                continue
            try:
                data = os.read(self._end, 4096)
                answer = self.thermal.feed(data)
                if answer:
                    os.write(self._end, answer)
            except OSError:
                return
            except AssertionError as fault:
                self.fault = fault
                return

    def close(self) -> None:
        self._over.set()
        self._thread.join(5)
        os.close(self._end)
        os.close(self._other)
        assert self.fault is None, self.fault
