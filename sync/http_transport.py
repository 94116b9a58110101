"""One HTTP request at a time over a link that dies without saying so.

Built on urllib3 itself, not on requests above it: requests would add 12 MB and half the import time to the
agent, read proxies and .netrc from its surroundings, and put the public authorities beside the pinned one.
Every body is sent from a file object, so that a time limit counts for one block and not for the whole body.
May not know what it carries and believes nothing: it returns what came, or raises ``LinkDown``.
"""

import contextlib
import http.client
import io
import socket
import ssl
import threading
import time
import weakref
from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from sync.sockets import check_dates, is_loopback, pinned, socket_options
from sync.transport import Answer, Call, FileSlice, LinkDown, PlainHttpRefused

CONNECT_SECONDS = 4.0
"""A lost SYN is tried anew by us sooner than by the kernel's doubling timer."""
BLOCK_SECONDS = 15.0
"""How long one block of 16 KiB may take to be taken over by the kernel."""
ANSWER_BYTES = 16 * 1024 * 1024
PIECE_BYTES = 256 * 1024
LEAST_RATE = 100
"""Bytes a second below which an answer that has begun is given up: no link we know is so slow, but a broken box may be."""
POOL = 12
"""Connections kept: more than streams and questions there may be at once, or each would be opened anew."""
AGENT = "hoso-kiosk-agent/1"
HANDSHAKE_BYTES = 2600
PACKETS = 1.06
"""What a TLS handshake, and headers of packets and acknowledgements, add to what a metered link counts."""


class HttpTransport:
    """The real one: HTTP/1.1, TLS to a pinned authority, plain on loopback only."""

    def __init__(
        self,
        url: str,
        ca_pem: str | None = None,
        now: Callable[[], datetime] | None = None,
        believe_anyone: bool = False,
    ) -> None:
        """``now`` is the gateway's time as far as known, used to judge a pinned certificate's dates.

        ``believe_anyone`` is for one public request alone: fetching the card, which vouches for itself.
        Raises ``PlainHttpRefused``.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise PlainHttpRefused
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise PlainHttpRefused
        self._url = f"{parts.scheme}://{parts.netloc}"
        self._prefix = parts.path.rstrip("/")
        self._context = pinned(ca_pem)
        if believe_anyone:
            self._context.check_hostname = False
            self._context.verify_mode = ssl.CERT_NONE
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._judge_dates = None if ca_pem is None else now
        self._options = socket_options()
        self._lock = threading.Lock()
        self._live = _Live()
        self._pools = self._fresh()

    def send(self, call: Call) -> Answer:
        """See ``Transport``."""
        body, length = _readable(call.body)
        headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", **call.headers}
        if length is not None:
            headers["Content-Length"] = str(length)
        with self._lock:
            pools = self._pools
        _flow.dates_free = call.timeless
        _flow.sent = 0
        try:
            with contextlib.closing(body) if body is not None else contextlib.nullcontext():
                response = pools.urlopen(
                    call.method,
                    self._url + self._prefix + call.path,
                    body=body,
                    headers=headers,
                    timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=call.within),
                    retries=False,
                    redirect=False,
                    preload_content=False,
                    decode_content=False,
                )
                data = _read_whole(response, call.within)
        except (urllib3.exceptions.HTTPError, OSError, http.client.HTTPException, ValueError) as error:
            raise LinkDown(_cause(error), _on_the_wire(_flow.sent)) from error
        told = {name.lower(): value for name, value in response.headers.items()}
        came = len(data) + sum(len(name) + len(value) + 4 for name, value in told.items())
        return Answer(response.status, told, data, _on_the_wire(_flow.sent + came))

    def renew(self) -> None:
        """See ``Transport``."""
        with self._lock:
            old, self._pools = self._pools, self._fresh()
        old.clear()

    def abort(self) -> None:
        """See ``Transport``."""
        for sock in self._live.sockets():
            with contextlib.suppress(OSError):
                # Past TLS, whose own shutdown first takes its layer away under the thread that is sending.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def abort_still(self, seconds: float) -> int:
        """Break off connections that have not moved a byte for so long; how many.

        For the moment the system says that the network has changed: TCP's own timer would wait 7 to 17 s more.
        """
        still = self._live.still(time.monotonic() - seconds)
        for sock in still:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
        return len(still)

    def _fresh(self) -> urllib3.PoolManager:
        pools = urllib3.PoolManager(
            num_pools=2,
            maxsize=POOL,
            retries=False,
            ssl_context=self._context,
            socket_options=self._options,
        )
        pools.pool_classes_by_scheme = {"http": self._http_pool(), "https": self._https_pool()}
        return pools

    def _http_pool(self) -> type[urllib3.HTTPConnectionPool]:
        live = self._live

        class Connection(HTTPConnection):
            moved = 0.0

            def connect(self) -> None:
                super().connect()
                self.moved = time.monotonic()
                live.add(self)

            def send(self, data: Any) -> None:
                _limit_block(self)
                super().send(data)
                self.moved = time.monotonic()
                _count(data)

        class Pool(urllib3.HTTPConnectionPool):
            ConnectionCls = Connection

        return Pool

    def _https_pool(self) -> type[urllib3.HTTPSConnectionPool]:
        live = self._live
        now = self._judge_dates

        class Connection(HTTPSConnection):
            moved = 0.0

            def connect(self) -> None:
                super().connect()
                self.moved = time.monotonic()
                live.add(self)
                if now is not None and not getattr(_flow, "dates_free", False):
                    check_dates(cast("ssl.SSLSocket", self.sock), now())
                _flow.sent = getattr(_flow, "sent", 0) + HANDSHAKE_BYTES

            def send(self, data: Any) -> None:
                _limit_block(self)
                super().send(data)
                self.moved = time.monotonic()
                _count(data)

        class Pool(urllib3.HTTPSConnectionPool):
            ConnectionCls = Connection

        return Pool


class _Live:
    """The connections that are open, so that another thread can break them off."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connections: weakref.WeakSet[HTTPConnection] = weakref.WeakSet()

    def add(self, connection: HTTPConnection) -> None:
        with self._lock:
            self._connections.add(connection)

    def still(self, since: float) -> list[socket.socket]:
        """Sockets of connections that have not moved since then."""
        with self._lock:
            return [
                one.sock
                for one in self._connections
                if one.sock is not None and getattr(one, "moved", since) <= since
            ]

    def sockets(self) -> list[socket.socket]:
        with self._lock:
            return [one.sock for one in self._connections if one.sock is not None]


_flow = threading.local()


def _limit_block(connection: HTTPConnection) -> None:
    # A connection from the pool still has the limit of its last answer; sending has its own.
    if connection.sock is not None:
        connection.sock.settimeout(BLOCK_SECONDS)


def _count(data: Any) -> None:
    # http.client hands over head and blocks as bytes; a body it reads itself comes here block by block.
    _flow.sent = getattr(_flow, "sent", 0) + (len(data) if isinstance(data, bytes) else 0)


def _on_the_wire(count: int) -> int:
    """``count`` bytes of HTTP with what the packets around them cost."""
    return int(count * PACKETS)


class _Slice(io.RawIOBase):
    """A readable view of part of a file, handed over block by block."""

    def __init__(self, part: FileSlice) -> None:
        self._file: BinaryIO = part.path.open("rb")
        self._file.seek(part.offset)
        self._left = part.length

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._file.read(wanted)
        if len(data) < wanted:
            raise OSError("the file is shorter than the slice")
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()
        super().close()


def _readable(body: bytes | FileSlice | None) -> tuple[Any, int | None]:
    if body is None:
        return None, None
    if isinstance(body, FileSlice):
        return _Slice(body), body.length
    return io.BytesIO(body), len(body)


def _read_whole(response: urllib3.BaseHTTPResponse, within: float) -> bytes:
    data = bytearray()
    try:
        # Piece by piece to the very end: only the read after the last piece notices that the answer was cut
        # short.
        began = time.monotonic()
        while piece := response.read1(PIECE_BYTES):
            data += piece
            if len(data) > ANSWER_BYTES:
                raise urllib3.exceptions.ProtocolError("answer too long")
            took = time.monotonic() - began
            if took > within and len(data) < LEAST_RATE * took:
                raise TimeoutError("the answer trickles")
    except BaseException:
        response.close()  # half an answer is still on this connection: it must not be used again
        raise
    response.release_conn()
    return bytes(data)


def _cause(error: Exception) -> str:
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, ssl.SSLError):
            return "tls"
        if isinstance(chain, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError):
            return "connect"
        if isinstance(chain, urllib3.exceptions.TimeoutError | TimeoutError):
            return "timeout"
        chain = chain.__cause__ or chain.__context__
    return "cut"
