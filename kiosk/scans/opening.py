"""Opening a file that came from outside without trusting it: what it is, how large, and its pages as plain pixels.

The file itself is read by a process of its own (``kiosk.scans.worker``) with a limit of memory; a page that does not
come in time ends it. Nothing is written to any disk.
"""

import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from forms.errors import KnownError
from forms.text import Message
from kiosk.scans.pixels import UNREADABLE, Pixels
from kiosk.scans.worker import MOST_PAGES, read_exactly

LARGEST = 20_000_000
"""Bytes of a file."""
PAGE_SECONDS = 1.8
"""How long the next page may take; a bomb is refused within two seconds."""

NOT_A_PICTURE = Message(
    "error.paper.not_a_picture",
    "Tệp này không phải ảnh JPEG, PNG hay tệp PDF nên máy không nhận. Xin chọn tệp khác hoặc chụp lại.",
    "An imported file of another kind",
)
TOO_LARGE = Message(
    "error.paper.too_large",
    "Tệp này lớn quá ({size} MB). Xin chụp lại hoặc quét ở mức thường.",
    "An imported file over the limit",
)
_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}


def kind_of(data: bytes) -> str:
    """The media type by what the file begins with; the name it came under is not believed."""
    for start, media in _KINDS.items():
        if data.startswith(start):
            return media
    raise KnownError(NOT_A_PICTURE)


def pages_of(data: bytes, page_seconds: float = PAGE_SECONDS) -> tuple[Pixels, ...]:
    """Every page of a JPEG, PNG or PDF. ``KnownError`` with a reason when it is too large, damaged or a trap."""
    if len(data) > LARGEST:
        raise KnownError(TOO_LARGE, size=len(data) // 1_000_000)
    kind_of(data)
    found: list[Pixels] = []
    with _worker(data, page_seconds) as incoming:
        for width, height, raw in incoming:
            rgb = np.frombuffer(raw, np.uint8).reshape(height, width, 3)
            found.append(np.ascontiguousarray(rgb[..., ::-1]))
    if not 0 < len(found) <= MOST_PAGES:
        raise KnownError(UNREADABLE)
    return tuple(found)


def command() -> list[str]:
    """How the process that opens files is started, from source or from the built folder."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "open-paper"]
    return [sys.executable, "-m", "kiosk.scans.worker"]


@contextmanager
def _worker(data: bytes, page_seconds: float) -> Iterator[Iterator[tuple[int, int, bytes]]]:
    process = subprocess.Popen(
        command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    assert process.stdout is not None
    feeder = threading.Thread(target=_feed, args=(process, data), daemon=True)
    feeder.start()
    try:
        yield _read_pages(process, page_seconds)
    finally:
        process.kill()
        process.wait()
        feeder.join()
        process.stdout.close()


def _feed(process: "subprocess.Popen[bytes]", data: bytes) -> None:
    assert process.stdin is not None
    try:
        with process.stdin as pipe:
            pipe.write(data)
    except OSError:
        pass  # it ended before it had read everything: its answer, or its silence, says so


def _read_pages(process: "subprocess.Popen[bytes]", page_seconds: float) -> Iterator[tuple[int, int, bytes]]:
    assert process.stdout is not None
    pipe = process.stdout
    while True:
        guard = threading.Timer(page_seconds, process.kill)
        guard.start()
        try:
            word = pipe.read(1)
            if word == b"E":
                return
            if word != b"P":
                raise KnownError(UNREADABLE)
            head = read_exactly(pipe, 12)
            if len(head) < 12:
                raise KnownError(UNREADABLE)
            width, height, length = struct.unpack("<III", head)
            raw = read_exactly(pipe, length)
        finally:
            guard.cancel()
        if length != width * height * 3 or len(raw) != length:
            raise KnownError(UNREADABLE)
        yield width, height, raw
