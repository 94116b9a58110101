"""A real S3-compatible store for the tests: OpenStack Swift from its wheel, started once, a bucket for whoever asks.

Nothing of it outlives the run. It flushes its disk as it would in a province: what it acknowledges is there.
"""

import contextlib
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from sync.gateway.object_store import ObjectStore
from sync.gateway.store_plan import StorePlan

KEY_ID, SECRET = "province:gateway", "only-for-tests"
_PROGRAM = Path(__file__).with_name("swift_server.py")


@dataclass(slots=True)
class Swift:
    """A store of our own below ``folder``, always at one address."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    client: Any = None

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, str(_PROGRAM), str(self.folder), str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        if self.process.stdout.readline() != b"ready\n":
            raise RuntimeError((self.folder / "log").read_text())

    def stop(self) -> None:
        """End it as a power cut would; what it has acknowledged stays."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def bucket(self) -> StorePlan:
        """A new bucket, and how to reach it."""
        plan = StorePlan(self.endpoint, f"blobs-{secrets.token_hex(6)}", KEY_ID, SECRET)
        self.client = self.client or ObjectStore(plan).client
        self.client.create_bucket(Bucket=plan.bucket)
        return replace(plan, prefix="xa/")


def plan_file(plan: StorePlan, folder: Path) -> Path:
    """``blob-store.yaml`` for a bucket, its secret beside it."""
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    (folder / "keys" / "blob-store.key").write_text(plan.secret)
    file = folder / "blob-store.yaml"
    file.write_text(
        f"format: 1\nendpoint: {plan.endpoint}\nbucket: {plan.bucket}\nprefix: {plan.prefix}\n"
        f"key_id: {plan.key_id}\nsecret_file: keys/blob-store.key\n"
    )
    return file


@contextlib.contextmanager
def running() -> Iterator[Swift]:
    """A store for the length of the block."""
    folder = Path(tempfile.mkdtemp(prefix="hoso-swift-"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    store = Swift(folder, port)
    try:
        store.start()
        yield store
    finally:
        store.stop()
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_away(store: Swift) -> None:
    """Return once nobody listens at the store's address any more."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", store.port), 1).close()
        except OSError:
            return
        time.sleep(0.01)


class Holding:
    """Stands before a store, by TLS where it is given a ``context``.

    Refuses, while ``holds``, to delete versions: as object lock and lacking rights do.
    """

    def __init__(self, store: Swift, context: ssl.SSLContext | None = None) -> None:
        self.holds = True
        relay = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if relay.holds and self.command == "DELETE" and "versionId" in self.path:
                    self.send_response(403)
                    said = b"<Error><Code>AccessDenied</Code></Error>"
                    kind = {"Content-Type": "application/xml"}
                else:
                    link = HTTPConnection("127.0.0.1", store.port, timeout=30)
                    link.request(self.command, self.path, body, dict(self.headers))
                    told = link.getresponse()
                    said = told.read()
                    self.send_response(told.status)
                    kind = {
                        name: value
                        for name, value in told.getheaders()
                        if name.lower() not in ("content-length", "transfer-encoding", "connection", "date")
                        or (name.lower() == "content-length" and self.command == "HEAD")
                    }
                    link.close()
                for name, value in kind.items():
                    self.send_header(name, value)
                if self.command != "HEAD":
                    self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_HEAD = do_PUT = do_DELETE = do_POST = answer  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.endpoint = f"{'https' if context else 'http'}://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
