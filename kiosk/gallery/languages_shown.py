"""Small pictures of the same visit in several languages and scripts, for the documentation: greeting, question, choice, review,
slip, receipt, leaflet.

Build time: ``python -m kiosk.gallery.languages_shown [TAG …]``. A language that is not offered by itself is switched on as
an office would; what its pack does not have stands in Vietnamese, on screens and on paper alike.
"""

import argparse
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from PIL import Image

from forms.catalogue import Catalogue
from kiosk.demo.processes import OFFICER, PROCEDURE
from kiosk.demo.walk import Walk
from kiosk.documents import press
from kiosk.documents.facts import ReceiptFacts, ReceiptPaper
from kiosk.documents.lines import Show, pair
from kiosk.gallery.core_path import opened
from kiosk.gallery.office import PASSPHRASE
from kiosk.services import bringing, printing
from kiosk.services.languages import translator_of
from kiosk.ui.conductor import Conductor

LANGUAGES = ("blt-Tavt-VN", "cjm-Cham-VN", "en-Latn-VN", "hmn-Latn-VN", "km-Khmr-VN")
WIDTH = 640
_COLOURS, _GREYS = 32, 6
_DAY = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)
_PAGES = {
    "language": "1-greeting",
    "question:requester_birth": "2-question",
    "question:person_sex": "3-choice",
    "check": "4-review",
}


def picture(tag: str, out: Path) -> tuple[Path, ...]:
    """Files one invented dossier in this language; returns the pictures, each 640 pixels wide, in ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []

    def keep(name: str, data: bytes) -> None:
        made.append(out / f"{name}.png")
        _small(data, made[-1], _COLOURS if name in _PAGES.values() else _GREYS)

    with opened(tag) as conductor:

        def seen(page: str) -> None:
            if page in _PAGES and conductor.shift is not None:
                keep(_PAGES[page], _window(conductor))

        walk = Walk(conductor, seen)
        walk.unlock(OFFICER, PASSPHRASE)
        conductor.open_citizen()
        walk.choose(tag, PROCEDURE)
        walk.answer_everything()
        walk.papers()
        walk.finish(PASSPHRASE)
        assert conductor.shift is not None
        desk = conductor.shift.desk
        (dossier,) = desk.store.dossiers.list()
        show = translator_of(desk.folder, tag).show
        keep("5-slip", press.preview_png(printing.slip_pdf(desk, dossier.id)))
        keep("6-receipt", press.preview_png(press.receipt_pdf(_receipt(show), show=show)))
        keep("7-leaflet", press.preview_png(bringing.leaflet_pdf(desk, PROCEDURE, tag)))
    return tuple(made)


def _receipt(show: Show) -> ReceiptFacts:
    definition = Catalogue.shipped().newest(PROCEDURE, date(2026, 11, 22))
    office = "Ủy ban nhân dân xã Mẫu"
    return ReceiptFacts(
        official_number="THU-99901-261122-7",
        received_at=_DAY,
        trial=True,
        due_at=datetime(2026, 11, 25, 9, 0, tzinfo=UTC),
        parent="Ủy ban nhân dân tỉnh Mẫu",
        office=office,
        place="xã Mẫu",
        made_at=_DAY,
        submitter="Nguyễn Thị Mẫu",
        request=pair(show(definition.name)),
        request_code=PROCEDURE,
        papers=(ReceiptPaper(pair(show(definition.papers[0].name)), copies=1),),
        legal_time=pair(show(definition.due_rule.text)),
        result_at=office,
        received_by="Cán bộ Mẫu Một",
        code="THU-99901-261122-7",
    )


def _window(conductor: Conductor) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    conductor.window.grab().save(buffer, "PNG")
    return bytes(buffer.data().data())


def _small(png: bytes, path: Path, colours: int) -> None:
    with Image.open(io.BytesIO(png)) as loaded:
        whole = loaded.convert("RGB")
    fitting = whole.resize((WIDTH, round(whole.height * WIDTH / whole.width)), Image.Resampling.LANCZOS)
    fitting.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """0; writes ``docs/screens/<tag>``."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.gallery.languages_shown", description=__doc__)
    parser.add_argument("tags", nargs="*", metavar="TAG", default=LANGUAGES)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "docs" / "screens")
    options = parser.parse_args(arguments)
    for tag in options.tags:
        picture(tag, options.out / tag)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
