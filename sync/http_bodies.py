"""Bodies of requests and answers: handed over block by block, read whole or not at all. May not know a connection."""

import io
import time
from typing import Any, BinaryIO

import urllib3

from sync.transport import FileSlice

ANSWER_BYTES = 16 * 1024 * 1024
PIECE_BYTES = 256 * 1024
LEAST_RATE = 100
"""Bytes a second below which an answer that has begun is given up: no link we know is so slow, but a broken box may be."""


class _Slice(io.RawIOBase):
    """A readable view of part of a file, handed over block by block."""

    def __init__(self, part: FileSlice) -> None:
        self._file: BinaryIO = part.path.open("rb")
        self._file.seek(part.offset)
        self._left = part.length

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._file.read(wanted)
        if len(data) < wanted:
            raise OSError("the file is shorter than the slice")
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()
        super().close()


def readable(body: bytes | FileSlice | None) -> tuple[Any, int | None]:
    """A body as something to be read block by block, and its length; nothing for none."""
    if body is None:
        return None, None
    if isinstance(body, FileSlice):
        return _Slice(body), body.length
    return io.BytesIO(body), len(body)


def read_whole(response: urllib3.BaseHTTPResponse, within: float) -> bytes:
    """The whole answer; raises for one that is cut short, too long, or trickles past ``within`` seconds."""
    data = bytearray()
    try:
        # Piece by piece to the very end: only the read after the last piece notices that the answer was cut
        # short.
        began = time.monotonic()
        while piece := response.read1(PIECE_BYTES):
            data += piece
            if len(data) > ANSWER_BYTES:
                raise urllib3.exceptions.ProtocolError("answer too long")
            took = time.monotonic() - began
            if took > within and len(data) < LEAST_RATE * took:
                raise TimeoutError("the answer trickles")
    except BaseException:
        response.close()  # half an answer is still on this connection: it must not be used again
        raise
    response.release_conn()
    return bytes(data)
