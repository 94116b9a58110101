"""Resumable upload by the tus 1.0 protocol: core, creation, checksum, termination, expiration.

A PATCH answers 204 only after its bytes are durable; a finished upload must hash to the blob it was made for.
May not open a blob or trust a client's word about what has arrived.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from forms.clock import Clock
from sync.blob import is_id
from sync.gateway.blobs import BlobShelf, Laid
from sync.gateway.ingest.bodies import Denied
from sync.gateway.ingest.intake import CHECKSUMS, Checksum, Intake
from sync.gateway.ingest.landing import Landing
from sync.gateway.ingest.leases import Lease, Leases
from sync.gateway.ingest.tokens import Grant, read_token
from sync.gateway.ingest.uploads import CHECKSUM_MISMATCH, SIZE_LIMIT, Brought, Ended, Upload, UploadRows

VERSION = "1.0.0"
FILES = "/v1/files"
OFFSET_MEDIA = "application/offset+octet-stream"
SILENCE_SECONDS = 60.0
"""A PATCH that brings nothing for so long is over; what it brought is kept."""
METADATA_LIMIT = 2048
PIECE_BYTES = 1024 * 1024
PIECE_SECONDS = 1.0
"""Bytes are handed to the disk in pieces of about so much, or of what so long a time brought; a paper of one piece at once."""
ENDINGS = 4
"""Groups of ended uploads under way at once: large ones may take long to be hashed and put away."""

_GRANT = "hoso.grant"
"""Where a request keeps what its token has been found to say."""


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
        self._ended = Landing(rows.finish_all, ENDINGS)
        self._brought = Landing(rows.take_all)

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
            if request.headers.get("content-type") != OFFSET_MEDIA:
                raise Denied(415, "media")
            begun = _Begun(Checksum.read(request.headers.get("upload-checksum")))
            upload = await self._take_whole(request, lease, begun) or await self._take_in(
                request, lease, begun
            )
        headers = {"Upload-Offset": str(upload.offset), "Upload-Expires": _expires(upload)}
        return Response(status_code=204, headers=headers)

    async def _take_whole(self, request: Request, lease: Lease, begun: "_Begun") -> Upload | None:
        """The upload, when all of it comes quickly in this one request; None, with what has come ``begun``, when not."""
        grant, length = self._grant(request), request.headers.get("content-length", "")
        if _number(request, "upload-offset") or length != str(grant.size) or grant.size > PIECE_BYTES:
            return None
        with contextlib.suppress(_Cut):
            await _gather(request, lease, begun)
        if begun.cut or begun.more:
            return None
        # Each goes to the disk as soon as it is here; what is noted of them is noted together.
        laid = await run_in_threadpool(self._lay, grant.blob, begun)
        try:
            upload = await self._brought.settle(Brought(request.path_params["upload"], grant, laid))
        except Exception:
            if laid is not None:
                await run_in_threadpool(self._shelf.forget, laid)
            raise
        if isinstance(upload, Denied):
            raise upload
        return upload

    def _lay(self, blob: str, begun: "_Begun") -> Laid | None:
        data = b"".join(begun.take())
        if begun.checksum is not None and not begun.checksum.holds(data):
            raise Denied(CHECKSUM_MISMATCH, "checksum")
        return self._shelf.lay(blob, data)

    async def _take_in(self, request: Request, lease: Lease, begun: "_Begun") -> Upload:
        """Write the body behind the durable bytes and make it durable; the upload as it then stands."""
        upload, checksum = await self._find(request), begun.checksum
        if _number(request, "upload-offset") != upload.offset:
            raise Denied(409, "offset")
        length = request.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and upload.offset + int(length) > upload.size:
            raise Denied(413, "too-large")
        hashed = None
        if upload.offset < upload.size:
            upload, hashed = await self._write(request, upload, lease, begun)
        elif checksum is not None and not checksum.holds(b""):
            raise Denied(CHECKSUM_MISMATCH, "checksum")
        if upload.offset == upload.size and not await self._ended.settle(Ended(upload, hashed)):
            raise Denied(CHECKSUM_MISMATCH, "blob")
        return upload

    async def _write(
        self, request: Request, upload: Upload, lease: Lease, begun: "_Begun"
    ) -> tuple[Upload, str | None]:
        """Write what comes; the upload as it then stands, all but a whole one durable, and its hash if known."""
        intake = Intake(self._rows, self._shelf.partials.path(upload.id), upload, begun.checksum)
        try:
            while begun.more:
                try:
                    await _gather(request, lease, begun)
                finally:
                    if begun.pieces:
                        await run_in_threadpool(intake.write, begun.take())
            return await run_in_threadpool(intake.complete), intake.hashed
        except _Cut as cut:
            await run_in_threadpool(intake.keep_cut)
            raise Denied(409, "cut") from cut
        finally:
            intake.close()

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
        known: Grant | None = request.scope.get(_GRANT)
        if known is not None:
            return known
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        grant = read_token(token.strip(), self._token_key, self._clock.now())
        if scheme.lower() != "bearer" or grant is None:
            raise Denied(401, "token")
        request.scope[_GRANT] = grant
        return grant


class _Cut(Exception):
    """The body ended before its end: the link fell, a newer request came, or nothing was heard for long."""


@dataclass(slots=True)
class _Begun:
    """A body that is coming: what has come and is not yet written, whether ``more`` follows, and whether it was ``cut``."""

    checksum: Checksum | None
    pieces: list[bytes] = field(default_factory=list)
    more: bool = True
    cut: bool = False

    def take(self) -> list[bytes]:
        pieces, self.pieces = self.pieces, []
        return pieces


async def _gather(request: Request, lease: Lease, begun: _Begun) -> None:
    """Collect what comes quickly into pieces worth writing. ``_Cut`` when there will be none."""
    size, until = 0, asyncio.get_running_loop().time() + PIECE_SECONDS
    while begun.more and size < PIECE_BYTES and asyncio.get_running_loop().time() < until:
        if begun.cut:
            raise _Cut
        try:
            message = await lease.patiently(request.receive(), SILENCE_SECONDS)
        except TimeoutError:
            message = {"type": "http.disconnect"}
        if message["type"] != "http.request":
            begun.cut = True
            raise _Cut
        piece, begun.more = message.get("body", b""), message.get("more_body", False)
        begun.pieces.append(piece)
        size += len(piece)


def _method(request: Request) -> str:
    return request.headers.get("x-http-method-override", request.method).upper()


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise Denied(400, "header")
    return int(value)


def _expires(upload: Upload) -> str:
    return format_datetime(upload.expires_at, usegmt=True)
