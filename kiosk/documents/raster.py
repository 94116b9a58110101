"""Pictures of a finished PDF: a preview for the screen and black dots for a thermal head, from the very same
paper.

May not lay anything out. Pictures are returned as bytes and never written to a file: papers name people.
"""

import io
from dataclasses import dataclass

import pypdfium2
from PIL import Image

from forms.errors import BugError

HEAD_DOTS = 576
"""Dots across the head of an 80 mm printer: 72 mm at 8 dots a millimetre."""
_DOTS_PER_POINT = 8 * 25.4 / 72
_INK = 150  # a grey darker than this becomes a dot; thin strokes survive, blurred edges do not grow


@dataclass(frozen=True, slots=True)
class DotImage:
    """One bit a dot, rows padded to whole bytes, the most significant bit leftmost, 1 is black."""

    width: int
    height: int
    data: bytes


def page_count(pdf: bytes) -> int:
    """Pages of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def page_size(pdf: bytes, page: int = 0) -> tuple[float, float]:
    """Width and height of a page, in points."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        width, height = document[page].get_size()
        return float(width), float(height)
    finally:
        document.close()


def _render(pdf: bytes, page: int, scale: float) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        bitmap = document[page].render(scale=scale, grayscale=True)
        # the picture must own its dots before the document goes
        image: Image.Image = bitmap.to_pil().convert("L").copy()
        return image
    finally:
        document.close()


def preview_png(pdf: bytes, page: int = 0, *, dots_per_inch: float = 150) -> bytes:
    """One page as a PNG in grey, for the screen."""
    out = io.BytesIO()
    _render(pdf, page, dots_per_inch / 72).save(out, "PNG")
    return out.getvalue()


def thermal_dots(pdf: bytes, page: int = 0) -> DotImage:
    """A roll's page as dots, 576 across: the printable 72 mm of the 80."""
    grey = _render(pdf, page, _DOTS_PER_POINT)
    margin = (grey.width - HEAD_DOTS) // 2
    if not 0 <= margin <= HEAD_DOTS // 8:
        raise BugError("only a paper set for the 80 mm roll goes to a thermal head")
    ink = grey.crop((margin, 0, margin + HEAD_DOTS, grey.height)).point(
        [255 * (v < _INK) for v in range(256)]
    )
    return DotImage(HEAD_DOTS, grey.height, ink.convert("1", dither=Image.Dither.NONE).tobytes())


def dots_png(dots: DotImage) -> bytes:
    """What the thermal head will burn, as a black and white PNG."""
    image = Image.frombytes("1", (dots.width, dots.height), dots.data).point(lambda v: 255 - v)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
