"""Files from outside: what is wrong with them is said within two seconds and little memory."""

import io
import struct
import time
import zlib
from collections.abc import Callable

import numpy as np
import psutil
import pytest
from PIL import Image

from forms.errors import KnownError
from kiosk.scans import opening
from kiosk.scans.opening import NOT_A_PICTURE, TOO_LARGE, pages_of
from kiosk.scans.pixels import UNREADABLE
from kiosk.scans.worker import MEMORY
from tests.scans.photographs import jpeg
from tests.scans.sheets import GOOD


def _png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data))
            + kind
            + data
            + struct.pack(">I", zlib.crc32(kind + data) & 0xFFFFFFFF)
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _pdf(content: bytes, pages: int = 1, size: tuple[int, int] = (595, 842), extra: bytes = b"") -> bytes:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = b" ".join(b"%d 0 R" % (4 + n) for n in range(pages))
    objects.append(b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages))
    objects.append(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content))
    for _ in range(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 3 0 R /Resources << >> >>" % size
        )
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    )


#: Made only when it is their turn: together they take seconds.
BOMBS: dict[str, Callable[[], bytes]] = {
    "a picture of a billion points": lambda: _png(40_000, 30_000, zlib.compress(b"\0" * 10_000_000)),
    "a picture that ends in the middle": lambda: jpeg(GOOD)[:50_000],
    "a picture that is only its first bytes": lambda: b"\xff\xd8\xff\xe0",
    "a PDF that is none": lambda: b"%PDF-1.7 nothing here",
    "a PDF of ten thousand pages": lambda: _pdf(b"0 0 m", pages=10_000),
    "a PDF page as large as a field": lambda: _pdf(b"0 0 m", size=(2_000_000, 2_000_000)),
    "a PDF that draws for ever": lambda: _pdf(
        zlib.compress(b"0 0 m 500 800 l 0 800 l 500 0 l f*\nq 1 0 0 1 0 0 cm\n" * 1_500_000, 9),
        extra=b"/Filter /FlateDecode",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_trap_is_refused_within_two_seconds_and_little_memory(name: str) -> None:
    bomb = BOMBS[name]()
    before = psutil.Process().memory_info().rss
    start = time.monotonic()
    with pytest.raises(KnownError) as told:
        pages_of(bomb)
    assert time.monotonic() - start < 2.0
    assert told.value.message in (UNREADABLE, NOT_A_PICTURE, TOO_LARGE)
    assert psutil.Process().memory_info().rss - before < MEMORY
    assert not [p for p in psutil.Process().children() if "worker" in " ".join(p.cmdline())]


def test_a_wrong_extension_changes_nothing_and_a_foreign_kind_is_refused() -> None:
    for data in (b"MZ\x90\x00", b"GIF89a", b"<html>", b"", b"PK\x03\x04", b"II*\x00"):
        with pytest.raises(KnownError) as told:
            pages_of(data)
        assert told.value.message == NOT_A_PICTURE


def test_a_file_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(KnownError) as told:
        pages_of(b"\xff\xd8\xff" + bytes(opening.LARGEST))
    assert told.value.message == TOO_LARGE


def test_pictures_and_every_page_of_a_pdf_are_opened() -> None:
    (photo,) = pages_of(jpeg(GOOD))
    assert photo.shape == (4000, 3000, 3)
    assert [page.shape[:2] for page in pages_of(_pdf(b"0 0 200 200 re f", pages=3))] == [(2339, 1653)] * 3


def test_a_picture_is_turned_as_the_camera_was_held_and_its_whereabouts_are_dropped() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    Image.new("RGB", (400, 200), "white").save(out, "JPEG", exif=exif)
    (page,) = pages_of(out.getvalue())
    assert page.shape == (400, 200, 3)


def test_what_is_see_through_lies_on_white_paper() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 40), (0, 0, 0, 0)).save(out, "PNG")
    (page,) = pages_of(out.getvalue())
    assert np.all(page == 255)
