"""A gateway in one process for tests: the real ingest over ASGI, a real machine's keys, a clock to turn."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import cbor2
import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

from sync.card import GatewayCard
from sync.gateway.codes import issue_code
from sync.gateway.database import Database
from sync.gateway.ingest.app import IngestPorts, build_app
from sync.gateway.ingest.packs import PackFiles
from sync.gateway.keyring import IngestKeys, OpenerKeys
from sync.gateway.layout import Layout
from sync.gateway.opener.carding import publish_keys, refresh_card
from sync.gateway.settings import Setting, publish
from sync.gateway.shelving import open_shelf
from sync.keys import KemPrivate, SigningKey

T = TypeVar("T")
URL = "http://127.0.0.1:9"
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 09:00 in Viet Nam


class TurnableClock:
    """Stands still until it is turned."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now
        self._elapsed = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    def turn(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._elapsed += seconds


@dataclass
class Machine:
    """An enrolled (or not yet enrolled) kiosk: its keys, and how it signs what it asks."""

    unit: str = "03127"
    transport: SigningKey = field(default_factory=SigningKey.generate)
    signing: SigningKey = field(default_factory=SigningKey.generate)
    notice: KemPrivate = field(default_factory=KemPrivate.generate)
    officer: SigningKey = field(default_factory=SigningKey.generate)
    officer_code: str = "can-bo-1"
    device: str = "0" * 32

    def request(self, code: str) -> dict[str, Any]:
        """The body of `/v1/enrol`."""
        return {
            "code": code,
            "office": {"unit": self.unit, "name": "UBND xã Thử Nghiệm", "counter": "Q1"},
            "transport_key": self.transport.public,
            "device_key": self.signing.public,
            "notice_key": self.notice.public.data,
            "officers": [{"code": self.officer_code, "role": "commune_officer", "key": self.officer.public}],
        }

    def sign(
        self,
        method: str,
        path: str,
        body: bytes,
        at: datetime,
        nonce: str | None = None,
        covered: tuple[str, ...] = ("@method", "@path", "@query"),
    ) -> dict[str, str]:
        """The headers of a signed request."""
        message = _Message(method, f"http://gateway{path}", {})
        HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_Own(self.transport)).sign(
            message,
            key_id=self.device,
            created=at,
            nonce=nonce or secrets.token_hex(16),
            label="sig1",
            include_alg=True,
            covered_component_ids=covered,
            body=body or None,
        )
        return message.headers


@dataclass
class _Message:
    method: str
    url: str
    headers: dict[str, str]


class _Own(HTTPSignatureKeyResolver):
    def __init__(self, key: SigningKey) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(key.seed)

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        return self._key


class Gateway:
    """The shared state of both processes, and ingest answering over ASGI."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.layout = Layout.of(folder)
        self.clock = TurnableClock()
        self.database = Database.open(url, self.layout.database)
        self.shelf = open_shelf(self.layout)
        self.ingest_keys = IngestKeys.ensure(self.layout.ingest_keys)
        self.keys = OpenerKeys.ensure(self.layout.opener_keys)
        self.closing = False
        with self.database.write() as session:
            publish(session, Setting.INGEST_KEY, self.ingest_keys.sign.public)
            publish(session, Setting.URL, URL.encode())
        publish_keys(self.database, self.keys)
        assert refresh_card(self.database, self.keys, "trial", self.clock)
        self._runner = asyncio.Runner()
        self.start_ingest()

    def start_ingest(self) -> None:
        """A fresh ingest process, as after a restart: what it kept in memory is gone."""
        self.app = build_app(
            IngestPorts(
                self.database,
                self.shelf,
                self.ingest_keys,
                self.clock,
                lambda: self.closing,
                PackFiles(self.layout.distribution),
            )
        )

    def close(self) -> None:
        self._runner.close()
        self.database.close()

    def run(self, work: Callable[[httpx.AsyncClient], Coroutine[Any, Any, T]]) -> T:
        """Run ``work`` with a client of this gateway, its background tasks alive meanwhile."""

        async def inside() -> T:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
            async with Lifespan(self.app), httpx.AsyncClient(transport=transport, base_url=URL) as client:
                return await work(client)

        return self._runner.run(inside())

    def send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """One request, unsigned unless ``headers`` say otherwise."""
        return self.run(lambda client: client.request(method, path, content=body, headers=headers))

    def ask(self, machine: Machine, path: str, fields: dict[str, Any], **extra: str) -> Any:
        """A signed POST; the decoded answer, which must be a success."""
        response = self.post(machine, path, fields, **extra)
        assert response.status_code == 200, (response.status_code, response.content)
        return cbor2.loads(response.content)

    def post(self, machine: Machine, path: str, fields: dict[str, Any], **extra: str) -> httpx.Response:
        """A signed POST of a CBOR body."""
        body = cbor2.dumps(fields)
        headers = machine.sign("POST", path, body, self.clock.now()) | extra
        return self.send("POST", path, body, headers)

    def code(self, office: str | None = None) -> str:
        return issue_code(self.database, self.clock, self.keys.sign.public, office)

    def enrol(self, machine: Machine) -> Machine:
        """Make ``machine`` known."""
        response = self.send("POST", "/v1/enrol", cbor2.dumps(machine.request(self.code())))
        assert response.status_code == 200, response.content
        answer = cbor2.loads(response.content)
        assert GatewayCard.decode(answer["card"]).sign == self.keys.sign.public
        machine.device = answer["device"]
        return machine


class Lifespan:
    """Starts and ends an ASGI application as a server would."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._in: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(
            self._app({"type": "lifespan", "asgi": {"version": "3.0"}}, self._in.get, self._out.put)
        )
        await self._in.put({"type": "lifespan.startup"})
        assert (await self._out.get())["type"] == "lifespan.startup.complete"

    async def __aexit__(self, *_: object) -> None:
        await self._in.put({"type": "lifespan.shutdown"})
        assert (await self._out.get())["type"] == "lifespan.shutdown.complete"
        await self._task


async def raw(
    app: Any,
    method: str,
    path: str,
    headers: dict[str, str],
    receive: Callable[[], Awaitable[dict[str, Any]]],
) -> int:
    """One request whose body the test feeds piece by piece; the status of the answer."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 9),
    }
    await app(scope, receive, send)
    return int(sent[0]["status"])
