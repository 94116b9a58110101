"""Runs the ingest application on a socket until it is told to stop. May not touch the opener's keys."""

import logging
import signal
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from forms.clock import Clock
from sync.gateway.database import Database
from sync.gateway.ingest.app import IngestPorts, build_app
from sync.gateway.ingest.packs import PackFiles
from sync.gateway.journal import note
from sync.gateway.keyring import IngestKeys
from sync.gateway.layout import Layout
from sync.gateway.settings import Setting, publish
from sync.gateway.shelving import open_shelf
from sync.gateway.store_faults import counted_in

GRACE_SECONDS = 5
IDLE_SECONDS = 75
"""How long an idle connection is kept: a kiosk that polls should not pay for a new handshake each time."""

_log = logging.getLogger(__name__)


class _Server(uvicorn.Server):
    """Says when it has begun to listen."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


class IngestService:
    """One running ingest."""

    def __init__(
        self, layout: Layout, database_url: str | None, url: str, clock: Clock, workers: int = 1
    ) -> None:
        self._database = Database.open(database_url, layout.database)
        keys = IngestKeys.ensure(layout.ingest_keys)
        with self._database.write() as session:
            publish(session, Setting.INGEST_KEY, keys.sign.public)
            publish(session, Setting.URL, url.encode())
        self._server: _Server | None = None
        ports = IngestPorts(
            self._database,
            open_shelf(layout, counted_in(self._database, clock)),
            keys,
            clock,
            self._closing,
            PackFiles(layout.distribution),
            workers,
        )
        self._app: ASGIApp = build_app(ports)

    def run(self, listening: socket.socket, ready: Callable[[], None]) -> None:
        """Serve until `stop` or SIGTERM; every finished request is answered, waiting ones are let go."""
        config = uvicorn.Config(
            self._app,
            http="httptools",
            ws="none",
            loop="asyncio",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self._server = _Server(config, ready)
        # The server hands the signal on when it has finished; to us it is an ordinary end.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        try:
            self._server.run(sockets=[listening])
        finally:
            self._database.close()
            note(_log, "ingest ended")

    def stop(self) -> None:
        """Ask the running server to end."""
        if self._server is not None:
            self._server.should_exit = True

    def _closing(self) -> bool:
        return self._server is not None and self._server.should_exit
