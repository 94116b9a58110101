"""ESC/POS bytes that print a picture of dots on a thermal printer and cut the paper.

The printer's own letters are never used: it has none for Vietnamese or Khmer. May not open a printer.
"""

from collections.abc import Iterator

from kiosk.documents.raster import DotImage

_INITIALISE = b"\x1b@"
_RASTER = b"\x1dv0\x00"  # GS v 0, normal density
_FEED_AND_CUT = b"\x1bd\x03\x1dVB\x00"  # ESC d 3 lines, then GS V B: feed to the knife and cut
_BAND = 128  # rows sent at a time: cheap printers hold little more


def pieces(dots: DotImage, *, cut: bool = True) -> Iterator[bytes]:
    """The bytes to send, whole commands at a time: between two pieces a printer may be asked how it is.

    White rows at the end are printed too: they are the slip's lower margin.
    """
    row_bytes = (dots.width + 7) // 8
    yield _INITIALISE
    for top in range(0, dots.height, _BAND):
        rows = min(_BAND, dots.height - top)
        size = row_bytes.to_bytes(2, "little") + rows.to_bytes(2, "little")
        yield _RASTER + size + dots.data[top * row_bytes : (top + rows) * row_bytes]
    if cut:
        yield _FEED_AND_CUT
