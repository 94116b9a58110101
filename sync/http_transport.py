"""One HTTP request at a time over a link that dies without saying so.

Built on urllib3 itself, not on requests above it: requests would add 12 MB and half the import time to the
agent, read proxies and .netrc from its surroundings, and put the public authorities beside the pinned one.
Every body is sent from a file object, so that a time limit counts for one block and not for the whole body.
May not know what it carries and believes nothing: it returns what came, or raises ``LinkDown``.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, cast
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from sync.flows import Flows, shut
from sync.http_bodies import read_whole, readable
from sync.http_lane import HttpLane, LendingPool, head
from sync.knocking import Knocking
from sync.sockets import (
    behave,
    cause,
    check_dates,
    is_loopback,
    on_the_wire,
    pinned,
    socket_options,
    steadfast,
)
from sync.transport import Answer, Call, Lane, LinkDown, Manner, PlainHttpRefused

CONNECT_SECONDS = 4.0
"""How long a connection may take to open, unless a request knows that the link is away."""
BLOCK_SECONDS = 15.0
"""How long one block of 16 KiB may take to be taken over by the kernel."""
HEAD_SECONDS = 15.0
"""How long the head of an answer, a few hundred bytes, may take from its first byte on; no time limit of a socket counts this."""
POOL = 12
"""Connections kept between requests. A stream holds its own; what goes over more at once, records sent twice, does so once."""
SHORT = 12 * 1024
"""Bytes a fresh connection sends at once. What is longer is worth a flow that keeps its speed where packets are lost."""
AGENT = "hoso-kiosk-agent/1"
HANDSHAKE_BYTES = 2600
"""What a TLS handshake adds to what a metered link counts."""


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
        self._netloc = parts.netloc
        self._prefix = parts.path.rstrip("/")
        self._context = pinned(ca_pem)
        if believe_anyone:
            self._context.check_hostname = False
            self._context.verify_mode = ssl.CERT_NONE
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._judge_dates = None if ca_pem is None else now
        self._options = socket_options()
        self._steadfast = steadfast()
        self._lock = threading.Lock()
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
        self._live = Flows(lambda: Knocking(host, port, self._options))
        self._pools = self._fresh()

    def send(self, call: Call) -> Answer:
        """See ``Transport``."""
        body, length = readable(call.body)
        headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", **call.headers}
        if length is not None:
            headers["Content-Length"] = str(length)
        with self._lock:
            pools = self._pools
        _flow.dates_free = call.timeless
        _flow.reach = call.reach
        _flow.far = call.far
        _flow.short = (length or 0) <= SHORT
        _flow.opened = began = time.monotonic()
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
                data = read_whole(response, call.within)
        except _Near as near:
            raise LinkDown("near", on_the_wire(0)) from near
        except (urllib3.exceptions.HTTPError, OSError, http.client.HTTPException, ValueError) as error:
            self._live.fell()
            raise LinkDown(cause(error), on_the_wire(_flow.sent)) from error
        told = {name.lower(): value for name, value in response.headers.items()}
        came = len(data) + sum(len(name) + len(value) + 4 for name, value in told.items())
        return Answer(response.status, told, data, on_the_wire(_flow.sent + came), _flow.opened - began)

    @property
    def steadfast(self) -> bool:
        """See ``Transport``."""
        return self._steadfast

    @property
    def trip(self) -> float:
        """See ``Transport``."""
        return self._live.took or 0.0

    def lane(self) -> Lane:
        """See ``Transport``."""
        with self._lock:
            pool = cast("LendingPool", self._pools.connection_from_url(self._url))

        def lend() -> HTTPConnection:
            _flow.dates_free, _flow.reach, _flow.far = False, None, 0.0
            lent = pool.lend(CONNECT_SECONDS)
            cast("_Knocked", lent).for_long()
            return lent

        def fell() -> None:
            self._live.fell()

        return HttpLane(lend, pool.take_back, fell, partial(head, self._netloc, self._prefix, AGENT))

    def renew(self) -> None:
        """See ``Transport``."""
        with self._lock:
            old, self._pools = self._pools, self._fresh()
        old.clear()
        self._live.forget_trips()

    def abort(self) -> None:
        """See ``Transport``."""
        self._live.break_off_all()

    def abort_still(self, seconds: float) -> int:
        """Break off connections that have not moved a byte for so long; how many.

        For the moment the system says that the network has changed: TCP's own timer would wait 7 to 17 s more.
        """
        return self._live.break_off(seconds)

    def crowded(self) -> bool:
        """See ``Transport``."""
        return self._live.crowded()

    def look(self) -> bool:
        """Look whether anything still moves, to be called several times a second; True while nothing does."""
        return self._live.lookout.look()

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

        class Connection(_Knocked, HTTPConnection):
            flows = live

        class Pool(LendingPool, urllib3.HTTPConnectionPool):
            ConnectionCls = Connection

        return Pool

    def _https_pool(self) -> type[urllib3.HTTPSConnectionPool]:
        live = self._live
        now = self._judge_dates

        class Connection(_Knocked, HTTPSConnection):
            flows = live

            def connect(self) -> None:
                super().connect()
                if now is not None and not getattr(_flow, "dates_free", False):
                    check_dates(cast("ssl.SSLSocket", self.sock), now())
                _flow.sent = getattr(_flow, "sent", 0) + HANDSHAKE_BYTES

        class Pool(LendingPool, urllib3.HTTPSConnectionPool):
            ConnectionCls = Connection

        return Pool


class _Near(Exception):
    """The other side is too near for what was to be sent; not a fault of the link."""


class _Knocked(HTTPConnection):
    """A connection that is opened by knocking, and watched while it is open."""

    flows: Flows
    moved = 0.0
    sending_since: float | None = None
    long = False
    """Whether it has carried what takes more than a window or two."""

    def connect(self) -> None:
        self.long = False
        super().connect()
        self.moved = time.monotonic()
        self.flows.add(self)
        _flow.opened = self.moved

    def for_long(self) -> None:
        """What follows is long: from now on the flow keeps its speed, where the system allows it."""
        if not self.long and self.sock is not None:
            self.long = True
            behave(self.sock, Manner.STEADY)

    def send(self, data: Any) -> None:
        _limit_block(self)
        if not getattr(_flow, "short", True):
            self.for_long()
        self.sending_since = time.monotonic()
        try:
            super().send(data)
        finally:
            self.sending_since = None
        self.moved = time.monotonic()
        _count(data)

    def getresponse(self) -> urllib3.response.HTTPResponse:  # type: ignore[override]  # as urllib3's own
        sock = self.sock
        if sock is None:
            return super().getresponse()  # which says so
        late = threading.Event()

        def give_up() -> None:
            late.set()
            shut([sock])

        limit = threading.Timer((self.timeout or 0.0) + HEAD_SECONDS, give_up)
        limit.daemon = True
        limit.start()
        try:
            response = super().getresponse()
        finally:
            limit.cancel()
        if late.is_set():  # a head that broke off passes for one that has ended
            response.close()
            raise TimeoutError("the head of the answer trickles")
        return response

    def _new_conn(self) -> socket.socket:
        try:
            sock = self.flows.reach(
                self._dns_host, self.port or self.default_port, self.socket_options or (), self._limit()
            )
        except OSError as error:
            raise urllib3.exceptions.NewConnectionError(self, f"not reached: {error}") from error
        if getattr(_flow, "far", 0.0) > (self.flows.took or 0.0):
            sock.close()
            raise _Near
        sock.settimeout(CONNECT_SECONDS)
        return sock

    def _limit(self) -> float:
        return getattr(_flow, "reach", None) or CONNECT_SECONDS


_flow = threading.local()


def _limit_block(connection: HTTPConnection) -> None:
    # A connection from the pool still has the limit of its last answer; sending has its own.
    if connection.sock is not None:
        connection.sock.settimeout(BLOCK_SECONDS)


def _count(data: Any) -> None:
    # http.client hands over head and blocks as bytes; a body it reads itself comes here block by block.
    _flow.sent = getattr(_flow, "sent", 0) + (len(data) if isinstance(data, bytes) else 0)
