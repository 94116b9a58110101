"""A QR code as a row of a paper: vector squares on whole printer dots, with the quiet zone it needs to be
read.

May not know what the code says.
"""

from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from kiosk.documents.page import Pen, Row
from kiosk.documents.paper import DOT

QUIET = 4
"""Modules of white on each side (ISO/IEC 18004)."""
_MASK = 2
"""One mask for every code. Comparing all eight in pure Python takes four times as long as making the code, for nothing:
what stands in our codes is base32 of ciphers and signatures, in which no mask meets a pattern that misleads a reader."""


@lru_cache(maxsize=4)
def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(text)  # finds the alphanumeric mode by itself
    code.make(fit=True)
    return tuple(tuple(bool(cell) for cell in line) for line in code.get_matrix())


def qr(text: str, room: float, *, centred_in: float | None = None) -> Row:
    """A QR code of at most ``room`` points square, its modules whole thermal dots (at least 3 of them, 0.375
    mm).

    ``centred_in`` is the width in which it stands in the middle; it is drawn so that modules fall on dots.
    """
    modules = _modules(text)
    count = len(modules) + 2 * QUIET
    dots = max(3, int(room / (count * DOT)))
    side = dots * DOT
    size = count * side
    shift = 0.0 if centred_in is None else int((centred_in - size) / 2 / DOT) * DOT

    def draw(pen: Pen, x: float, y: float) -> None:
        left, top = x + shift + QUIET * side, y + QUIET * side
        boxes = []
        for row, line in enumerate(modules):
            column = 0
            while column < len(line):
                end = column
                while end < len(line) and line[end]:
                    end += 1
                if end > column:
                    boxes.append((left + column * side, top + row * side, (end - column) * side, side))
                column = end + 1
        pen.fill(boxes)

    return Row(size, draw)
