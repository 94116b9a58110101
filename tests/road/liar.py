"""A server between agent and gateway that passes everything on, until it is told to lie."""

import http.client
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    """What goes back. ``claim`` is the length that is claimed when it is not the true one; ``raw`` is sent as it is."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    claim: int | None = None
    raw: bytes | None = None


@dataclass(frozen=True)
class Asked:
    """One request, and how to have it answered honestly."""

    method: str
    path: str
    body: bytes
    honestly: Callable[[], Reply]


Lie = Callable[[Asked], Reply | None]
"""What to answer; ``None`` for the truth."""


class Liar:
    """Listens on a loopback port of its own. ``lie`` may be changed at any time."""

    def __init__(self, upstream: str) -> None:
        self.lie: Lie = lambda _asked: None
        self.asked: list[str] = []
        self._upstream = urlsplit(upstream).netloc
        liar = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def __getattr__(self, name: str) -> Callable[[], None]:
                if name in ("do_GET", "do_POST", "do_HEAD", "do_PATCH"):
                    return self._any
                raise AttributeError(name)

            def _any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                liar.asked.append(f"{self.command} {self.path}")
                asked = Asked(
                    self.command,
                    self.path,
                    body,
                    lambda: liar._truth(self.command, self.path, self.headers, body),
                )
                liar._answer(self, liar.lie(asked) or asked.honestly())

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _truth(self, method: str, path: str, headers: Any, body: bytes) -> Reply:
        connection = http.client.HTTPConnection(self._upstream, timeout=30)
        try:
            passed = {k: v for k, v in headers.items() if k.lower() not in ("host", "connection")}
            connection.request(method, path, body or None, passed)
            response = connection.getresponse()
            data = response.read()
            kept = {
                k: v for k, v in response.getheaders() if k.lower() not in ("content-length", "connection")
            }
            return Reply(response.status, kept, data)
        finally:
            connection.close()

    @staticmethod
    def _answer(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        try:
            if reply.raw is not None:
                handler.wfile.write(reply.raw)
                handler.close_connection = True
                return
            handler.send_response_only(reply.status)
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            if reply.status != 204:
                handler.send_header(
                    "Content-Length", str(len(reply.body) if reply.claim is None else reply.claim)
                )
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(reply.body)
            if reply.claim is not None:
                handler.wfile.flush()
                handler.connection.shutdown(socket.SHUT_RDWR)
                handler.close_connection = True
        except OSError:
            handler.close_connection = True  # the agent has hung up


def cut(reply: Reply, keep: float, honest_length: bool) -> Reply:
    """The reply broken off; with the length of what is left (``honest_length``) or still claiming the whole."""
    part = reply.body[: int(len(reply.body) * keep)]
    return replace(reply, body=part, claim=None if honest_length else len(reply.body))
