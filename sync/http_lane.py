"""One connection over which requests follow each other without waiting for the answers (RFC 9112, 9.3.2).

On a link of 650 ms a stream that waits for each answer stands still for a second after every paper, and its congestion control
forgets meanwhile what the link carries. May not know what it carries: a break loses every answer that has not come, and
whoever sent must be able to ask what arrived.
"""

import contextlib
import http.client
import io
import select
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

import urllib3
from urllib3.connection import HTTPConnection

from sync.pauses import Pauses
from sync.sockets import behave, cause, on_the_wire
from sync.transport import Answer, Call, FileSlice, LinkDown, Manner

BLOCK = 16 * 1024
"""Bytes handed to the kernel at once: what one TLS record holds."""
CRUMBS_SECONDS = 15.0
"""How much later than it had to begin an answer must be whole: its head is a few hundred bytes, and it has no body to speak of."""
ANSWER_LIMIT = 64 * 1024
"""Bytes of an answer: one to an upload has no body to speak of."""


class HttpLane:
    """See ``sync.transport.Lane``. Not safe between threads."""

    def __init__(
        self,
        lend: Callable[[], HTTPConnection],
        take_back: Callable[[HTTPConnection], None],
        fell: Callable[[], None],
        head: Callable[[Call, int], bytes],
    ) -> None:
        """``lend`` gives an open connection nobody else uses, ``fell`` is told when one breaks, ``head`` makes the head of a
        request whose body has so many bytes.
        """
        self._lend = lend
        self._take_back = take_back
        self._fell = fell
        self._head = head
        self._connection: HTTPConnection | None = None
        self._asked: deque[str] = deque()
        self._came: deque[Answer] = deque()
        self._buffer = b""
        self._moved = 0
        self._manner = self._behaves = Manner.STEADY
        self._pauses: Pauses | None = None

    def behave(self, manner: Manner) -> None:
        """See ``Lane``."""
        self._manner = manner

    def send(self, call: Call) -> None:
        """See ``Lane``; answers to earlier requests are taken in meanwhile."""
        body, length = _body(call)
        with body, self._whole():
            if self._connection is None:
                self._connection, self._behaves, self._pauses = self._lend(), Manner.STEADY, None
            connection = self._connection
            if self._behaves is not self._manner:
                self._share_as(self._manner, connection)
            self._asked.append(call.method)
            for block in _blocks(self._head(call, length), body, length):
                connection.send(block)
                self._moved += len(block)
                if self._pauses is not None:
                    self._pauses.forestall()
                self._take_in(connection, 0.0)
                if self._connection is not connection:
                    return  # answered before its end, and nothing more is read there: no other connection gets the rest

    def answers(self, within: float | None) -> list[Answer]:
        """See ``Lane``."""
        ends = time.monotonic() + (within or 0.0)
        with self._whole():
            while not self._came and within is not None:
                if self._connection is None:
                    raise ConnectionError("closed")
                came = self._take_in(self._connection, max(0.0, ends - time.monotonic()))
                late = time.monotonic() - ends
                if late >= CRUMBS_SECONDS or (late >= 0 and not came and not self._came):
                    raise TimeoutError("no answer")
        answers = list(self._came)
        self._came.clear()
        return answers

    def close(self) -> None:
        """See ``Lane``."""
        connection, self._connection = self._connection, None
        if connection is not None and (self._asked or self._buffer):
            connection.close()
        elif connection is not None:
            if self._behaves is not Manner.STEADY:
                self._share_as(Manner.STEADY, connection)
            self._take_back(connection)
        self._asked.clear()
        self._came.clear()
        self._buffer = b""

    def _share_as(self, manner: Manner, connection: HTTPConnection) -> None:
        self._behaves = manner
        if self._pauses is not None:
            self._pauses.end()
        behave(connection.sock, manner)
        self._pauses = Pauses(connection.sock) if manner is Manner.UNPAUSED else None

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """What breaks a connection breaks it for good: half a request, or half an answer, is still on it."""
        try:
            yield
        except (urllib3.exceptions.HTTPError, OSError, http.client.HTTPException, ValueError) as error:
            if self._connection is not None:
                self._connection.close()
            self.close()
            self._fell()
            raise LinkDown(cause(error), self._cost()) from error

    def _cost(self) -> int:
        cost, self._moved = on_the_wire(self._moved), 0
        return cost

    def _take_in(self, connection: HTTPConnection, seconds: float) -> bool:
        """Read what lies there, waiting up to ``seconds`` for it; whether anything came."""
        sock: Any = connection.sock
        if sock is None:
            raise ConnectionError("closed")
        pending = isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
        if not pending and not select.select([sock], [], [], seconds)[0]:
            return False
        sock.settimeout(0.0)  # what is readable may be a word of TLS alone
        try:
            data = sock.recv(BLOCK)
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        if not data:
            raise ConnectionError("closed by the other side")
        self._moved += len(data)
        self._buffer += data
        while self._read():
            pass
        return True

    def _read(self) -> bool:
        """Take the next whole answer out of what has come; whether there was one."""
        if b"\r\n\r\n" not in self._buffer:
            if len(self._buffer) > ANSWER_LIMIT:
                raise ValueError("not an answer")
            return False
        if not self._asked:
            raise ValueError("an answer to nothing")
        source = io.BytesIO(self._buffer)
        response = http.client.HTTPResponse(_Source(source), method=self._asked[0])  # type: ignore[arg-type]  # makefile alone is used
        response.begin()
        if response.length is None or response.chunked or response.length > ANSWER_LIMIT:
            raise ValueError("an answer without end")
        start, end = source.tell(), source.tell() + response.length
        if len(self._buffer) < end:
            return False
        body, self._buffer = self._buffer[start:end], self._buffer[end:]
        self._asked.popleft()
        told = {name.lower(): value for name, value in response.getheaders()}
        self._came.append(Answer(response.status, told, body, self._cost()))
        if response.will_close:
            if self._asked:
                raise ConnectionError("no further answer on this connection")
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()
        return bool(self._buffer)


class LendingPool(urllib3.HTTPConnectionPool):
    """A pool whose connections may be had for a lane, and come back from it as good as they were."""

    def lend(self, seconds: float) -> HTTPConnection:
        """An open connection nobody else uses; a new one is opened within ``seconds``."""
        connection = cast("HTTPConnection", self._get_conn())
        if connection.sock is None:
            connection.timeout = seconds
            connection.connect()
        return connection

    def take_back(self, connection: HTTPConnection) -> None:
        """It is no longer needed."""
        self._put_conn(connection)


def head(host: str, prefix: str, agent: str, call: Call, length: int) -> bytes:
    """The head of a request whose body has ``length`` bytes; ``ValueError`` for one that would not stay one."""
    told = {"Host": host, "User-Agent": agent, **call.headers, "Content-Length": str(length)}
    lines = [
        f"{call.method} {prefix}{call.path} HTTP/1.1",
        *(f"{name}: {value}" for name, value in told.items()),
    ]
    if any(mark in line for line in lines for mark in "\r\n"):
        raise ValueError("a line break in a head")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


class _Source:
    """Bytes in the place of a socket."""

    def __init__(self, source: io.BytesIO) -> None:
        self.readline = source.readline
        self.read = source.read

    def makefile(self, _mode: str) -> "_Source":
        return self

    def flush(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


def _blocks(head: bytes, body: BinaryIO, length: int) -> Iterator[bytes]:
    """A request as it is handed over, its head with the first block."""
    while length or head:
        data = body.read(min(length, BLOCK))
        if len(data) < min(length, BLOCK):
            raise OSError("the file is shorter than the slice")
        length -= len(data)
        yield head + data
        head = b""


def _body(call: Call) -> tuple[BinaryIO, int]:
    if isinstance(call.body, FileSlice):
        file = call.body.path.open("rb")
        file.seek(call.body.offset)
        return file, call.body.length
    data = call.body or b""
    return io.BytesIO(data), len(data)
