"""Reading what a form sends, in memory alone: a result file on its way to its seal never touches a disk in clear."""

from collections.abc import AsyncGenerator

from starlette.datastructures import FormData
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from sync.gateway.backoffice import RESULT_LIMIT

FORM_LIMIT = 64 * 1024
_ROOM = 64 * 1024


class TooMuch(Exception):
    """More was sent than a page takes."""


class _InMemory(MultiPartParser):
    """Files stay in memory up to the largest that is taken; more is refused before it could be laid down."""

    spool_max_size = RESULT_LIMIT + _ROOM


async def read_form(request: Request, *, upload: bool) -> FormData:
    """The fields of a form; ``TooMuch``. Anything that is no form is an empty one."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    limit = RESULT_LIMIT + _ROOM if upload else FORM_LIMIT
    stream = _bounded(request, limit)
    try:
        if kind == "multipart/form-data" and upload:
            return await _InMemory(request.headers, stream, max_files=1, max_fields=20).parse()
        if kind == "application/x-www-form-urlencoded":
            return await FormParser(request.headers, stream).parse()
    except MultiPartException:
        return FormData()
    return FormData()


async def _bounded(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    taken = 0
    async for piece in request.stream():
        taken += len(piece)
        if taken > limit:
            raise TooMuch
        yield piece
