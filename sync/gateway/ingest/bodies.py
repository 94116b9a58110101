"""Reading CBOR bodies others sent, and answering in CBOR. May not know what any field means."""

import re
from collections.abc import Mapping
from typing import Any, cast

import cbor2
from starlette.requests import Request
from starlette.responses import Response

from sync import cbor

MEDIA = "application/cbor"
DEPTH = 8
SMALL_BODY = 1 << 20
_RANGE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")


class Denied(Exception):
    """A request that is answered with an error. ``fields`` hold codes, never anything the caller wrote."""

    def __init__(self, status: int, error: str, **fields: object) -> None:
        super().__init__(error)
        self.status = status
        self.fields: dict[str, object] = {"error": error, **fields}


def answer(fields: Mapping[str, object], status: int = 200) -> Response:
    """A CBOR response."""
    return Response(cbor.dumps(dict(fields)), status, media_type=MEDIA)


async def read_body(request: Request, limit: int = SMALL_BODY) -> bytes:
    """The whole body, or ``Denied`` 413 beyond ``limit`` bytes. A body cut short never gets here."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > limit:
        raise Denied(413, "too-large")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise Denied(413, "too-large")
    return bytes(body)


def read_map(body: bytes) -> dict[str, Any]:
    """The CBOR map in ``body``, or ``Denied`` 400."""
    try:
        cbor.screen(body)  # before anything is made of what a stranger sent
        value = cbor2.loads(body)
        _plain(value, DEPTH)
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise Denied(400, "body") from error
    return as_map(value)


def as_map(value: object) -> dict[str, Any]:
    """``value`` as a map, or ``Denied`` 400."""
    if not isinstance(value, dict):
        raise Denied(400, "body")
    return cast("dict[str, Any]", value)


def text(fields: Mapping[str, Any], key: str, limit: int = 64) -> str:
    """A text of 1 to ``limit`` printable characters, or ``Denied`` 400."""
    value = fields.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= limit or not value.isprintable():
        raise Denied(400, "body", field=key)
    return value


def data(fields: Mapping[str, Any], key: str, limit: int) -> bytes:
    """A byte string of at most ``limit`` bytes, or ``Denied`` 400."""
    value = fields.get(key)
    if not isinstance(value, bytes) or len(value) > limit:
        raise Denied(400, "body", field=key)
    return value


def whole(fields: Mapping[str, Any], key: str, least: int = 0, most: int = 1 << 53) -> int:
    """A whole number between ``least`` and ``most``, or ``Denied`` 400."""
    value = fields.get(key)
    if type(value) is not int or not least <= value <= most:
        raise Denied(400, "body", field=key)
    return value


def listing(fields: Mapping[str, Any], key: str, limit: int) -> list[Any]:
    """A list of at most ``limit`` entries, or ``Denied`` 400."""
    value = fields.get(key)
    if not isinstance(value, list) or len(value) > limit:
        raise Denied(400, "body", field=key)
    return value


def byte_range(wanted: str | None, size: int) -> tuple[int, int]:
    """Start and end (not included) of what a Range header wants of ``size`` bytes; the whole where it wants none we know.

    An empty answer (start not before end) cannot be satisfied.
    """
    found = _RANGE.fullmatch(wanted or "")
    if found is None:
        return 0, size
    start, stop = int(found[1]), int(found[2]) + 1 if found[2] else size
    return (0, size) if found[2] and stop <= start else (start, min(stop, size))


def _plain(value: object, depth: int) -> None:
    """Only maps with text keys, lists, texts, bytes, numbers, booleans and null: no tags, no cycles."""
    if depth < 0:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError("map key is no text")
            _plain(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _plain(item, depth - 1)
    elif not (value is None or isinstance(value, str | bytes | bool | int | float)):
        raise TypeError("type not used on the wire")
