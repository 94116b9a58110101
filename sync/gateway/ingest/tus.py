"""Resumable upload by the tus 1.0 protocol: core, creation, checksum, termination, expiration.

A PATCH answers 204 only after its bytes are durable; a finished upload must hash to the blob it was made for.
May not open a blob or trust a client's word about what has arrived.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from email.utils import format_datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from forms.clock import Clock
from sync.blob import is_id
from sync.gateway.blobs import BlobShelf
from sync.gateway.ingest.bodies import Denied
from sync.gateway.ingest.intake import CHECKSUM_MISMATCH, CHECKSUMS, Checksum, Intake
from sync.gateway.ingest.leases import Lease, Leases
from sync.gateway.ingest.tokens import Grant, read_token
from sync.gateway.ingest.uploads import SIZE_LIMIT, Upload, UploadRows

VERSION = "1.0.0"
FILES = "/v1/files"
OFFSET_MEDIA = "application/offset+octet-stream"
SILENCE_SECONDS = 60.0
"""A PATCH that brings nothing for so long is over; what it brought is kept."""
METADATA_LIMIT = 2048
PIECE_BYTES = 512 * 1024
PIECE_SECONDS = 1.0
"""Bytes are handed to the disk in pieces of about so much, or of what so long a time brought."""


class Files:
    """Answers `/v1/files` and what lies below it."""

    def __init__(
        self,
        rows: UploadRows,
        shelf: BlobShelf,
        token_key: bytes,
        clock: Clock,
        leases: Leases,
    ) -> None:
        self._rows = rows
        self._shelf = shelf
        self._token_key = token_key
        self._clock = clock
        self._leases = leases

    async def collection(self, request: Request) -> Response:
        """OPTIONS and POST on the collection."""
        method = _method(request)
        if method == "OPTIONS":
            return self._options()
        return await self._answer(request, {"POST": self._create}, method)

    async def one(self, request: Request) -> Response:
        """OPTIONS, HEAD, PATCH and DELETE on one upload."""
        method = _method(request)
        if method == "OPTIONS":
            return self._options()
        handlers = {"HEAD": self._head, "PATCH": self._patch, "DELETE": self._delete}
        return await self._answer(request, handlers, method)

    async def _answer(
        self, request: Request, handlers: Mapping[str, Callable[[Request], Awaitable[Response]]], method: str
    ) -> Response:
        try:
            if method not in handlers:
                raise Denied(405, "method")
            if request.headers.get("tus-resumable") != VERSION:
                raise Denied(412, "version")
            response = await handlers[method](request)
        except Denied as denied:
            # The tus answer to an error is its status alone; HEAD may not carry a body anyway.
            response = Response(status_code=denied.status)
            if denied.status == 412:
                response.headers["Tus-Version"] = VERSION
            if denied.status == 401:
                response.headers["WWW-Authenticate"] = "Bearer"
        response.headers["Tus-Resumable"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        return response

    def _options(self) -> Response:
        return Response(
            status_code=204,
            headers={
                "Tus-Resumable": VERSION,
                "Tus-Version": VERSION,
                "Tus-Extension": "creation,checksum,termination,expiration",
                "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
                "Tus-Max-Size": str(SIZE_LIMIT),
            },
        )

    async def _create(self, request: Request) -> Response:
        grant = self._grant(request)
        length = _number(request, "upload-length")
        if length > SIZE_LIMIT:
            raise Denied(413, "too-large")
        if length != grant.size:
            raise Denied(403, "size")
        metadata = request.headers.get("upload-metadata")
        if metadata is not None and len(metadata) > METADATA_LIMIT:
            raise Denied(413, "too-large")
        upload = await run_in_threadpool(self._rows.obtain, grant, metadata, True)
        headers = {"Location": f"{FILES}/{upload.id}", "Upload-Expires": _expires(upload)}
        return Response(status_code=201, headers=headers)

    async def _head(self, request: Request) -> Response:
        async with self._held(request):
            upload = await self._find(request)
            # A crash may have come between the last byte and the check of the whole.
            if upload.offset == upload.size and not await run_in_threadpool(self._rows.finish, upload):
                raise Denied(410, "upload")
        headers = {
            "Upload-Offset": str(upload.offset),
            "Upload-Length": str(upload.size),
            "Upload-Expires": _expires(upload),
        }
        if upload.metadata is not None:
            headers["Upload-Metadata"] = upload.metadata
        return Response(status_code=200, headers=headers)

    async def _delete(self, request: Request) -> Response:
        async with self._held(request):
            upload = await self._find(request)
            await run_in_threadpool(self._rows.drop, upload)
        return Response(status_code=204)

    async def _patch(self, request: Request) -> Response:
        async with self._held(request) as lease:
            upload = await self._find(request)
            if request.headers.get("content-type") != OFFSET_MEDIA:
                raise Denied(415, "media")
            if _number(request, "upload-offset") != upload.offset:
                raise Denied(409, "offset")
            length = request.headers.get("content-length", "")
            if length.isascii() and length.isdigit() and upload.offset + int(length) > upload.size:
                raise Denied(413, "too-large")
            checksum = Checksum.read(request.headers.get("upload-checksum"))
            hashed = None
            if upload.offset < upload.size:
                upload, hashed = await self._take_in(request, upload, checksum, lease)
            elif checksum is not None and checksum.begin().digest() != checksum.value:
                raise Denied(CHECKSUM_MISMATCH, "checksum")
            if upload.offset == upload.size and not await run_in_threadpool(
                self._rows.finish, upload, hashed
            ):
                raise Denied(CHECKSUM_MISMATCH, "blob")
        headers = {"Upload-Offset": str(upload.offset), "Upload-Expires": _expires(upload)}
        return Response(status_code=204, headers=headers)

    async def _take_in(
        self, request: Request, upload: Upload, checksum: Checksum | None, lease: Lease
    ) -> tuple[Upload, str | None]:
        """Write the body behind the durable bytes and make it durable; the upload as it then stands, and its hash if known."""
        intake = Intake(self._rows, self._shelf.partials.path(upload.id), upload, checksum)
        await run_in_threadpool(intake.open)
        try:
            more = True
            while more:
                gathered: list[bytes] = []
                try:
                    more = await _gather(request, lease, gathered)
                finally:
                    if gathered:
                        await run_in_threadpool(intake.write, b"".join(gathered))
        except _Cut as cut:
            await run_in_threadpool(intake.keep_cut)
            raise Denied(409, "cut") from cut
        finally:
            await run_in_threadpool(intake.close)
        return await run_in_threadpool(intake.complete), intake.hashed

    @contextlib.asynccontextmanager
    async def _held(self, request: Request) -> AsyncIterator[Lease]:
        """The lease of the upload at this address; whoever holds no grant at all makes no writer let go."""
        self._grant(request)
        upload = request.path_params["upload"]
        if not is_id(upload):  # also becomes a file name
            raise Denied(404, "upload")
        async with self._leases.take(upload) as lease:
            yield lease

    async def _find(self, request: Request) -> Upload:
        grant = self._grant(request)
        upload = await run_in_threadpool(self._rows.find, request.path_params["upload"])
        if (upload.parcel, upload.blob) != (grant.parcel, grant.blob):
            raise Denied(403, "token")
        return upload

    def _grant(self, request: Request) -> Grant:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        grant = read_token(token.strip(), self._token_key, self._clock.now())
        if scheme.lower() != "bearer" or grant is None:
            raise Denied(401, "token")
        return grant


class _Cut(Exception):
    """The body ended before its end: the link fell, a newer request came, or nothing was heard for long."""


async def _gather(request: Request, lease: Lease, gathered: list[bytes]) -> bool:
    """Collect what comes quickly into pieces worth writing; whether more follow. ``_Cut`` when there will be none."""
    size, until = 0, asyncio.get_running_loop().time() + PIECE_SECONDS
    more = True
    while more and size < PIECE_BYTES and asyncio.get_running_loop().time() < until:
        piece, more = await _next_piece(request, lease)
        gathered.append(piece)
        size += len(piece)
    return more


async def _next_piece(request: Request, lease: Lease) -> tuple[bytes, bool]:
    """The next bytes of the body and whether more follow; ``_Cut`` when there will be none."""
    incoming = asyncio.ensure_future(request.receive())
    stopped = asyncio.ensure_future(lease.stop.wait())
    done, waiting = await asyncio.wait(
        {incoming, stopped}, timeout=SILENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED
    )
    for task in waiting:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    if incoming not in done:
        raise _Cut
    message = incoming.result()
    if message["type"] != "http.request":
        raise _Cut
    return message.get("body", b""), message.get("more_body", False)


def _method(request: Request) -> str:
    return request.headers.get("x-http-method-override", request.method).upper()


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise Denied(400, "header")
    return int(value)


def _expires(upload: Upload) -> str:
    return format_datetime(upload.expires_at, usegmt=True)
