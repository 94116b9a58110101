"""Small pictures of the pages of the core path, for the voice studio: ``assets/studio/<page>.png``.

The speaker sees where a citizen meets a sentence. Build time: ``python -m kiosk.gallery.prompt_pictures``.
"""

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtWidgets import QWidget

from kiosk.demo.processes import OFFICER, PROCEDURE
from kiosk.demo.walk import Walk
from kiosk.gallery.core_path import opened
from kiosk.gallery.office import PASSPHRASE
from kiosk.i18n.core_path import core_path
from kiosk.i18n.packs import VIETNAMESE

PLACE = Path(__file__).resolve().parents[2] / "assets" / "studio"
_WIDTH = 560
_COLOURS = 24


def draw(place: Path) -> int:
    """Walks the path and keeps a picture of each page; returns how many."""
    found: dict[str, bytes] = {}
    with opened() as conductor:

        def seen(page: str) -> None:
            found.setdefault(page.removeprefix("question:"), _small(conductor.window))

        hands = Walk(conductor, seen)
        hands.unlock(OFFICER, PASSPHRASE)
        found.clear()
        conductor.open_citizen()
        hands.choose(VIETNAMESE, PROCEDURE)
        hands.answer_everything()
        hands.papers()
        hands.finish(PASSPHRASE)
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*.png"):
        old.unlink()
    wanted = [page.name for page in core_path().pages if page.name in found]
    for page in wanted:
        (place / f"{page}.png").write_bytes(found[page])
    return len(wanted)


def _small(window: QWidget) -> bytes:
    """A few kilobytes: the page is to be recognised, not read."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    picture = Image.open(io.BytesIO(bytes(data.data()))).convert("RGB")
    size = (_WIDTH, round(picture.height * _WIDTH / picture.width))
    out = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).quantize(_COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    draw(PLACE)
