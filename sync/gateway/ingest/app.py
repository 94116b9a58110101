"""The wire (docs/formats/wire.md) as a Starlette application: routes to desks, and nothing else.

Holds the ingest key alone. May not import anything of the opener.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forms.clock import Clock
from sync.blob import is_blob_name
from sync.card import sign_time
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.ingest.bell import Bell
from sync.gateway.ingest.bodies import (
    SMALL_BODY,
    Denied,
    answer,
    as_map,
    byte_range,
    listing,
    read_body,
    read_map,
    text,
    whole,
)
from sync.gateway.ingest.enrolment import EnrolDesk
from sync.gateway.ingest.leases import Leases
from sync.gateway.ingest.measures import Measures
from sync.gateway.ingest.news import NewsDesk
from sync.gateway.ingest.packs import PackFiles
from sync.gateway.ingest.parcels import ParcelDesk
from sync.gateway.ingest.signed import Asked, Caller, RequestGate
from sync.gateway.ingest.tokens import LIFE, Grant, mint
from sync.gateway.ingest.turns import Turns
from sync.gateway.ingest.tus import FILES, Files
from sync.gateway.ingest.uploads import UploadRows, check_sane
from sync.gateway.journal import note, note_failure
from sync.gateway.keyring import IngestKeys
from sync.gateway.models import NoticeRow
from sync.gateway.settings import Setting, published
from sync.keys import kid
from sync.times import write_time

PARCELS_BODY = 32 * 1024 * 1024
UPLOADS_LIMIT = 500
NONCE_CHARS = 128
SWEEP_SECONDS = 600.0
RETRY_SECONDS = 5
"""When an agent is asked to come again after a fault of our disk or database."""

_log = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class IngestPorts:
    """What the application works on. ``closing`` says that the server is about to stop, ``packs`` holds what is
    distributed to the counters.
    """

    database: Database
    shelf: BlobShelf
    keys: IngestKeys
    clock: Clock
    closing: Callable[[], bool] = lambda: False
    packs: PackFiles | None = None
    workers: int = 1
    """Processes that take requests beside this one, itself included."""


_TUS_METHODS = ["OPTIONS", "HEAD", "GET", "POST", "PUT", "PATCH", "DELETE"]


def build_app(ports: IngestPorts) -> ASGIApp:
    """The ASGI application of ingest."""
    desk = _Desk(ports)
    rows = UploadRows(ports.database, ports.shelf, ports.clock)
    leases = Leases(ports.shelf.partials.folder if ports.workers > 1 else None)
    files = Files(rows, ports.shelf, ports.keys.token, ports.clock, leases)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(desk.bell.ring_for_ever()), asyncio.create_task(_sweep(rows))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    app = Starlette(
        lifespan=lifespan,
        routes=[
            # Asked for by far the most, so looked for first. Every method comes to tus itself: an override may stand for
            # any other, and refusals too carry its version.
            Route(FILES + "/{upload}", _guarded(files.one), methods=_TUS_METHODS),
            Route(FILES, _guarded(files.collection), methods=_TUS_METHODS),
            Route("/health", _guarded(desk.health), methods=["GET"]),
            Route("/metrics", _guarded(desk.metrics), methods=["GET"]),
            Route("/v1/time", _guarded(desk.time), methods=["GET"]),
            Route("/v1/gateway", _guarded(desk.gateway), methods=["GET"]),
            Route("/v1/enrol", _guarded(desk.enrol), methods=["POST"]),
            Route("/v1/roster", _guarded(desk.roster), methods=["POST"]),
            Route("/v1/parcels", _guarded(desk.parcels), methods=["POST"]),
            Route("/v1/uploads", _guarded(desk.uploads), methods=["POST"]),
            Route("/v1/bearers", _guarded(desk.bearers), methods=["POST"]),
            Route("/v1/news", _guarded(desk.news), methods=["POST"]),
            Route("/v1/packs/{path:path}", _guarded(desk.packs), methods=["GET"]),
            Route("/v1/results/{blob}", _guarded(desk.results), methods=["GET"]),
        ],
    )
    return _Journal(app)


class _Desk:
    """Reads requests, checks who is asking, and hands them to whoever knows the answer."""

    def __init__(self, ports: IngestPorts) -> None:
        self._ports = ports
        self._gate = RequestGate(ports.database, ports.clock)
        self._enrol = EnrolDesk(ports.database, ports.clock)
        self._parcels = ParcelDesk(ports.database, ports.shelf, ports.clock)
        self._uploads = UploadRows(ports.database, ports.shelf, ports.clock)
        self.bell = Bell(ports.database, ports.closing)
        self._measures = Measures(ports.database, ports.shelf, ports.clock)
        self._news = NewsDesk(ports.database, self.bell)
        self._turns = Turns()

    async def health(self, _request: Request) -> Response:
        return await run_in_threadpool(self._measures.health)

    async def metrics(self, request: Request) -> Response:
        return await run_in_threadpool(self._measures.metrics, request)

    async def time(self, request: Request) -> Response:
        nonce = request.query_params.get("nonce", "")
        if not 0 < len(nonce) <= NONCE_CHARS:
            raise Denied(400, "nonce")
        sign = await self._published(Setting.SIGN_KEY)
        signed = sign_time(self._ports.clock.now(), nonce, kid(sign), self._ports.keys.sign)
        return Response(signed, media_type="application/cose")

    async def gateway(self, _request: Request) -> Response:
        return Response(await self._published(Setting.CARD), media_type="application/cose")

    async def enrol(self, request: Request) -> Response:
        fields = read_map(await read_body(request))
        body = await run_in_threadpool(self._enrol.enrol, fields)
        return Response(body, media_type="application/cbor")

    async def roster(self, request: Request) -> Response:
        caller, fields = await self._signed(request)
        await run_in_threadpool(self._enrol.roster, caller, fields)
        return answer({})

    async def parcels(self, request: Request) -> Response:
        caller, fields = await self._signed(request, PARCELS_BODY)
        async with self._turns.of((caller.device, request.headers.get("idempotency-key"))):
            return answer({"results": await run_in_threadpool(self._parcels.take_all, caller, fields)})

    async def uploads(self, request: Request) -> Response:
        caller, fields = await self._signed(request)
        entries = listing(fields, "uploads", UPLOADS_LIMIT)
        return answer({"uploads": await run_in_threadpool(self._obtain_all, caller, entries)})

    async def bearers(self, request: Request) -> Response:
        caller, fields = await self._signed(request)
        grant = await run_in_threadpool(self._grant, caller, fields)
        return answer({"token": mint(grant, self._ports.keys.token), "expires": write_time(grant.expires)})

    async def news(self, request: Request) -> Response:
        caller, fields = await self._signed(request)

        async def gone() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass

        news = await self._news.ask(caller, fields, gone)
        told: dict[str, Any] = {
            "statements": news.statements,
            "notices": news.notices,
            "latest": news.latest,
        }
        if news.card is not None:
            told["card"] = news.card
        if self._ports.packs is not None and (newest := self._ports.packs.newest()):
            told["packs"] = newest
        return answer(told | {"unknown": True} if news.unknown else told)

    async def packs(self, request: Request) -> Response:
        if self._ports.packs is None:
            raise Denied(404, "pack")
        return await self._ports.packs.file(request)

    async def results(self, request: Request) -> Response:
        caller, _ = await self._signed(request)
        name = request.path_params["blob"]
        if not await run_in_threadpool(self._is_result, caller, name):
            raise Denied(404, "result")
        return await run_in_threadpool(self._result, name, request.headers.get("range"))

    def _result(self, name: str, wanted: str | None) -> Response:
        """A sealed result, whole or the one range of bytes that is wanted."""
        size = self._ports.shelf.size(name)
        if size is None:
            raise Denied(404, "result")
        start, stop = byte_range(wanted, size)
        headers = {"ETag": f'"{name}"', "Cache-Control": "no-store", "Accept-Ranges": "bytes"}
        if start >= stop:
            return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
        data = self._ports.shelf.part(name, start, stop)
        if data is None:
            raise Denied(404, "result")
        whole = stop - start == size
        if not whole:
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        return Response(data, 200 if whole else 206, headers, media_type="application/octet-stream")

    def _is_result(self, caller: Caller, name: str) -> bool:
        if not is_blob_name(name):
            return False
        with self._ports.database.read() as session:
            rows = session.query(NoticeRow.id).filter_by(result_blob=name, office=caller.office)
            return rows.first() is not None

    def _obtain_all(self, caller: Caller, entries: list[Any]) -> list[dict[str, object]]:
        grants: list[Grant | Denied] = []
        for entry in entries:
            try:
                grants.append(self._wanted(caller, as_map(entry)))
            except Denied as denied:
                grants.append(denied)
        found = iter(self._uploads.obtain_all([grant for grant in grants if isinstance(grant, Grant)]))
        answers: list[dict[str, object]] = []
        for entry, grant in zip(entries, grants, strict=True):
            upload = next(found) if isinstance(grant, Grant) else grant
            if isinstance(grant, Denied) or isinstance(upload, Denied):
                blob = entry.get("blob") if isinstance(entry, dict) else None
                refusal = upload if isinstance(upload, Denied) else grant
                assert isinstance(refusal, Denied)
                answers.append({"blob": blob if is_blob_name(blob) else None, **refusal.fields})
                continue
            answers.append(
                {
                    "blob": upload.blob,
                    "location": f"{FILES}/{upload.id}",
                    "offset": upload.offset,
                    "token": mint(grant, self._ports.keys.token),
                    "expires": write_time(grant.expires),
                }
            )
        return answers

    def _grant(self, caller: Caller, fields: dict[str, Any]) -> Grant:
        grant = self._wanted(caller, fields)
        self._uploads.check(grant.parcel, grant.blob, grant.size)
        return grant

    def _wanted(self, caller: Caller, fields: dict[str, Any]) -> Grant:
        parcel, blob, size = text(fields, "parcel"), text(fields, "blob"), whole(fields, "size")
        check_sane(parcel, blob, size)
        expires = (self._ports.clock.now() + LIFE).replace(microsecond=0)
        return Grant(parcel, blob, size, caller.device, expires)

    async def _signed(self, request: Request, limit: int = SMALL_BODY) -> tuple[Caller, dict[str, Any]]:
        if limit > SMALL_BODY:
            await run_in_threadpool(self._gate.expect, request.headers)
        body = await read_body(request, limit)
        # The authority is not signed (a TLS terminator may change it); path and query are, as they were sent.
        raw = request.scope.get("raw_path") or request.url.path.encode()
        query = request.scope.get("query_string", b"")
        path = raw.partition(b"?")[0].decode("latin-1")
        url = f"http://gateway{path}" + (f"?{query.decode('latin-1')}" if query else "")
        asked = Asked(request.method, url, request.headers)
        caller = await run_in_threadpool(self._gate.admit, asked, body)
        return caller, read_map(body) if body else {}

    async def _published(self, name: Setting) -> bytes:
        value = await run_in_threadpool(self._read_setting, name)
        if value is None:
            raise Denied(503, "not-ready")
        return value

    def _read_setting(self, name: Setting) -> bytes | None:
        with self._ports.database.read() as session:
            return published(session, name)


def _guarded(endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Denied as denied:
            return answer(denied.fields, denied.status)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except (OSError, SQLAlchemyError):
            # A full disk or a database out of reach: said honestly, so that the agent comes again.
            note_failure(_log, "storage failed")
            response = answer({"error": "storage"}, 503)
            response.headers["Retry-After"] = str(RETRY_SECONDS)
            return response

    return guarded


async def _sweep(rows: UploadRows) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            count = await run_in_threadpool(rows.sweep)
        except (OSError, SQLAlchemyError):
            note_failure(_log, "sweep failed")
            continue
        if count:
            note(_log, "uploads forgotten", count=count)


class _Journal:
    """Writes one line a request: method, route without ids, status, time."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            known = scope["path"].split("/")[1:3]
            path = "/" + "/".join(known) if scope.get("endpoint") is not None else "unknown"
            ms = round((time.monotonic() - began) * 1000)
            note(_log, "request", logging.DEBUG, method=scope["method"], path=path, status=status, ms=ms)
