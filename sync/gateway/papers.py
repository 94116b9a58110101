"""Sheets the province prints for its own hands: an enrolment code, a share of the recovery key. Names nobody.

Heavy (it lays out PDF): imported only by the commands that print.
"""

import io
from collections.abc import Sequence
from pathlib import Path

from kiosk.documents.lines import Pair
from kiosk.documents.page import Row, space, write_pdf
from kiosk.documents.paper import MM, SHEETS, Paper
from kiosk.documents.qr import qr
from kiosk.documents.rows import Align, Setting, sentence
from kiosk.documents.shaping import Shaper

_CODE_ROOM = 90 * MM
_RESOLUTION = 200


def sheet(
    title: str, above: Sequence[str], code: str, spelled: Sequence[str], below: Sequence[str] = ()
) -> bytes:
    """One A5 sheet as PDF: ``title``, sentences, the QR of ``code``, the same ``spelled`` out to be typed, and sentences."""
    shaper, paper = Shaper(), SHEETS[Paper.A5]
    setting = Setting(shaper, paper, paper.inner)
    size = paper.body
    rows: list[Row] = sentence(setting, Pair(title), size * 1.5, bold=True, align=Align.CENTRE)
    for one in above:
        rows += [space(size * 0.5), *sentence(setting, Pair(one), size)]
    rows += [space(size), qr(code, _CODE_ROOM, centred_in=paper.inner), space(size)]
    for line in spelled:
        rows += [
            *sentence(setting, Pair(line), size * 1.15, bold=True, align=Align.CENTRE),
            space(size * 0.2),
        ]
    for one in below:
        rows += [space(size * 0.5), *sentence(setting, Pair(one), size)]
    return write_pdf(rows, Paper.A5, shaper, title=title, language="vi-VN")


def picture(pdf: bytes) -> bytes:
    """The first page of ``pdf`` as PNG."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[0].render(scale=_RESOLUTION / 72).to_pil()
    finally:
        document.close()
    out = io.BytesIO()
    image.convert("1").save(out, "PNG", dpi=(_RESOLUTION, _RESOLUTION))
    return out.getvalue()


def in_blocks(code: str) -> str:
    """The QR of ``code`` in the terminal's own block letters, dark on light."""
    import qrcode

    drawn = io.StringIO()
    made = qrcode.QRCode(border=2)
    made.add_data(code)
    made.make(fit=True)
    made.print_ascii(out=drawn, invert=True)
    return drawn.getvalue()


def keep(path: Path, data: bytes) -> None:
    """Write a secret sheet for its owner alone."""
    path.touch(mode=0o600)
    path.write_bytes(data)
