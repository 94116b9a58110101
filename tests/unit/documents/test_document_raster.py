"""Pictures of a paper have the size they claim, and the printer's bytes hold exactly the dots."""

import pytest
from PIL import Image

from forms.errors import BugError
from kiosk.documents import press
from kiosk.documents.escpos import pieces
from kiosk.documents.paper import Paper
from kiosk.documents.raster import HEAD_DOTS, DotImage, dots_png, thermal_dots

from .samples import SLIP, picture


def printed(data: bytes) -> tuple[int, bytes]:
    """What a printer burns: bytes a row and rows, read from the commands as its manual says."""
    assert data.startswith(b"\x1b@")
    position, rows, width = 2, b"", 0
    while data[position : position + 4] == b"\x1dv0\x00":
        width = int.from_bytes(data[position + 4 : position + 6], "little")
        height = int.from_bytes(data[position + 6 : position + 8], "little")
        rows += data[position + 8 : position + 8 + width * height]
        position += 8 + width * height
    assert data[position:] in (b"", b"\x1bd\x03\x1dVB\x00")
    return width, rows


@pytest.mark.parametrize("height", [1, 127, 128, 129, 700])
def test_the_printers_bytes_hold_exactly_the_dots(height: int) -> None:
    data = bytes((row * 7 + column) % 256 for row in range(height) for column in range(HEAD_DOTS // 8))
    width, rows = printed(b"".join(pieces(DotImage(HEAD_DOTS, height, data))))
    assert (width, rows) == (72, data)


def test_a_slips_dots_are_as_wide_as_the_head() -> None:
    pdf = press.slip_pdf(SLIP, Paper.ROLL_80)
    dots = thermal_dots(pdf)
    assert dots.width == 576
    assert len(dots.data) == 72 * dots.height
    width, rows = printed(b"".join(press.thermal_pieces(pdf)))
    assert (width, rows) == (72, dots.data)
    shown = picture(dots_png(dots))
    assert shown.size == (576, dots.height)
    black = shown.histogram()[0] / (shown.width * shown.height)
    assert 0.03 < black < 0.35, "ink on paper, not paper on ink"
    assert picture(press.preview_png(pdf, dots_per_inch=203.2)).size[0] in (640, 641)


def test_only_a_roll_goes_to_the_head() -> None:
    with pytest.raises(BugError):
        thermal_dots(press.slip_pdf(SLIP, Paper.A5))


def test_a_preview_is_as_large_as_asked() -> None:
    sheet = picture(press.preview_png(press.slip_pdf(SLIP, Paper.A5), dots_per_inch=100))
    assert sheet.size == pytest.approx((583, 827), abs=1)
    assert isinstance(sheet, Image.Image)
