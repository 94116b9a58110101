"""One HTTP request at a time over a link that dies without saying so.

Built on urllib3 itself, not on requests above it: requests would add 12 MB and half the import time to the
agent, read proxies and .netrc from its surroundings, and put the public authorities beside the pinned one.
Every body is sent from a file object, so that a time limit counts for one block and not for the whole body.
May not know what it carries and believes nothing: it returns what came, or raises ``LinkDown``.
"""

import contextlib
import http.client
import io
import ipaddress
import socket
import ssl
import sys
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from forms.errors import KnownError
from forms.text import Message

CONNECT_SECONDS = 4.0
"""A lost SYN is tried anew by us sooner than by the kernel's doubling timer."""
BLOCK_SECONDS = 15.0
"""How long one block of 16 KiB may take to be taken over by the kernel."""
UNACKNOWLEDGED_MS = 8_000
"""After so long without an acknowledgement the kernel gives up the flow.

Its own limit is some fifteen minutes.
"""
ANSWER_BYTES = 16 * 1024 * 1024
PIECE_BYTES = 256 * 1024
LEAST_RATE = 100
"""Bytes a second below which an answer that has begun is given up: no link we know is so slow, but a broken box may be."""
POOL = 12
"""Connections kept: more than streams and questions there may be at once, or each would be opened anew."""
NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME, which the ssl module does not name
AGENT = "hoso-kiosk-agent/1"
HANDSHAKE_BYTES = 2600
PACKETS = 1.06
"""What a TLS handshake, and headers of packets and acknowledgements, add to what a metered link counts."""


class LinkDown(KnownError):
    """The gateway could not be reached, or the answer did not arrive whole. ``cause`` is a short code."""

    def __init__(self, cause: str, cost: int = 0) -> None:
        """``cost`` is about how many bytes went over the link for it."""
        super().__init__(
            Message(
                "error.link.down",
                "Chưa kết nối được với tỉnh ({cause}). Hồ sơ vẫn được giữ an toàn; máy sẽ tự gửi khi có mạng.",
                "Shown to the officer; {cause} is a short technical code.",
            ),
            cause=cause,
        )
        self.cause = cause
        self.cost = cost


class PlainHttpRefused(KnownError):
    """Plain HTTP is allowed on loopback only."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.link.plain_http",
                "Địa chỉ máy chủ phải bắt đầu bằng https://. Máy không gửi hồ sơ qua đường không mã hóa.",
                "Shown to the administrator who enrols a machine.",
            )
        )


@dataclass(frozen=True, slots=True)
class FileSlice:
    """``length`` bytes of a file from ``offset``."""

    path: Path
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``path`` begins with a slash and may carry a query; ``within`` is seconds for the answer
    to begin.

    ``timeless`` marks the one request that may be made while our clock is wrong: asking for the time.
    """

    method: str
    path: str
    body: bytes | FileSlice | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    within: float = 15.0
    timeless: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are in lower case. Nothing of it is believed yet.

    ``cost`` is about how many bytes went over the link for it, both ways.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    cost: int = 0


class Transport(Protocol):
    """How the agent reaches a gateway. Tests put an in-memory one in its place."""

    def send(self, call: Call) -> Answer:
        """Send and wait for the whole answer; ``LinkDown`` when there is none. Safe between threads."""
        ...

    def renew(self) -> None:
        """Drop every connection: the next request opens a fresh one."""
        ...

    def abort(self) -> None:
        """Break off requests under way in other threads; they end with ``LinkDown``."""
        ...


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
        if parts.scheme == "http" and not _is_loopback(parts.hostname):
            raise PlainHttpRefused
        self._url = f"{parts.scheme}://{parts.netloc}"
        self._prefix = parts.path.rstrip("/")
        self._context = _pinned(ca_pem)
        if believe_anyone:
            self._context.check_hostname = False
            self._context.verify_mode = ssl.CERT_NONE
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._judge_dates = None if ca_pem is None else now
        self._options = _socket_options()
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
                    _check_dates(cast("ssl.SSLSocket", self.sock), now())
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


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _pinned(ca_pem: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=ca_pem)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_pem is not None:
        # With one pinned authority the dates are judged by us against the gateway's signed time: a machine
        # with a wrong clock could otherwise never learn the right one.
        context.verify_flags |= NO_CHECK_TIME
    return context


def _check_dates(sock: ssl.SSLSocket, now: datetime) -> None:
    from cryptography import x509

    der = sock.getpeercert(binary_form=True)
    certificate = x509.load_der_x509_certificate(der or b"")
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise ssl.SSLError("certificate is not valid at the gateway's time")


def _socket_options() -> list[tuple[int, int, int | bytes]]:
    options: list[tuple[int, int, int | bytes]] = [
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    ]
    wished: list[tuple[str, int | bytes]] = [
        ("TCP_KEEPIDLE", 5),
        ("TCP_KEEPINTVL", 2),
        ("TCP_KEEPCNT", 3),
        ("TCP_USER_TIMEOUT", UNACKNOWLEDGED_MS),
        ("TCP_CONGESTION", b"bbr"),  # seven times cubic over a satellite, when the system allows it
    ]
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        if sys.platform == "win32":
            numbers: list[tuple[int, int | bytes]] = [(5, UNACKNOWLEDGED_MS // 1000)]  # TCP_MAXRT, seconds
        else:
            numbers = [(getattr(socket, name), value) for name, value in wished if hasattr(socket, name)]
        for number, value in numbers:
            try:
                trial.setsockopt(socket.IPPROTO_TCP, number, value)
            except OSError:
                continue
            options.append((socket.IPPROTO_TCP, number, value))
    return options
