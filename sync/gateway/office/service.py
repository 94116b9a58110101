"""Runs the back office on a socket until it is told to stop.

Holds the province's keys, to open what was sealed to them; asks for nothing it does not read. Without those keys it does
not start: a back office that cannot open a dossier would only hide that.
"""

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

import uvicorn

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from sync.gateway.database import Database
from sync.gateway.journal import note
from sync.gateway.keywatch import KeyWatch
from sync.gateway.layout import Layout
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.pages import PAGES
from sync.gateway.office.ports import Office
from sync.gateway.office.sources import LOOPBACK, Sources
from sync.gateway.office.web import build_app
from sync.gateway.shelving import open_shelf

GRACE_SECONDS = 5
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_log = logging.getLogger(__name__)

_NO_KEYS = Message(
    "error.gateway.office_keys",
    "Chưa có khóa của tỉnh trên máy này nên trang của cán bộ không mở được hồ sơ. Hãy chạy opener một lần trước, hoặc "
    "đặt khóa vào keys/opener.",
    "Shown to the administrator of the gateway; opener and keys/opener stay as they are.",
)
_NOT_SAFE = Message(
    "error.gateway.office_tls",
    "Trang của cán bộ chỉ chạy không mã hóa trên chính máy này. Hãy đặt sau một proxy có TLS và nói địa chỉ bằng "
    "--office-url https://….",
    "Shown to the administrator of the gateway; --office-url https://… stays as it is.",
)


class OfficeService:
    """One running back office. ``url`` is where browsers find it, ``proxies`` what stands before it there.

    Where it is found by https, a proxy is there; unless told otherwise, one on this very machine.
    """

    def __init__(
        self, layout: Layout, database_url: str | None, url: str, clock: Clock, proxies: Sequence[str] = ()
    ) -> None:
        address = urlsplit(url)
        secure = address.scheme == "https"
        if not secure and address.hostname not in _LOOPBACK:
            raise KnownError(_NOT_SAFE)
        sources = Sources(proxies or (LOOPBACK if secure else ()))
        opener_keys = KeyWatch(layout.opener_keys)
        if opener_keys.present() is None:
            raise KnownError(_NO_KEYS)
        self._database = Database.open(database_url, layout.database)
        office = Office(
            self._database,
            open_shelf(layout),
            opener_keys,
            OfficeKeys.ensure(layout.office_keys),
            layout.packs,
            clock,
            secure=secure,
            sources=sources,
        )
        office.back.follow_tables()
        self._app = build_app(office, PAGES)

    def run(self, listening: socket.socket, stop: threading.Event, ready: Callable[[], None]) -> None:
        """Serve until ``stop`` is set; whoever waits for a page is answered first."""
        config = uvicorn.Config(
            self._app,
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = _Server(config, ready)
        watch = threading.Thread(target=lambda: server.end_with(stop), name="office-stop", daemon=True)
        watch.start()
        try:
            asyncio.run(server.serve(sockets=[listening]))
        finally:
            self._database.close()
            note(_log, "office ended")


class _Server(uvicorn.Server):
    """Says when it has begun to listen."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    def end_with(self, stop: threading.Event) -> None:
        """End when ``stop`` is set."""
        stop.wait()
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the caller's: this server runs in a thread beside them."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
