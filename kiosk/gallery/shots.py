"""``kiosk gallery``: pictures of every widget and screen in every look, with a page to look through them, and a list of
what is wrong with them.
"""

import html
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false;qt.text.font.db=false;qt.qpa.*=false")

from PySide6.QtWidgets import QApplication

from kiosk.gallery.inspection import Drawn, Fault
from kiosk.gallery.stage import Stop, open_stage
from kiosk.gallery.views import View, every, few
from kiosk.gallery.walk import PARTS, walk
from kiosk.i18n.packs import PackShelf

#: Pages of the longest part, generously: the choice of views is made before anybody has walked.
_MOST_PAGES = 96


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault with where it was seen."""

    page: str
    view: str
    kind: str
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a gallery holds."""

    pictures: int
    faults: tuple[Wrong, ...]

    def as_json(self) -> dict[str, object]:
        """As ``--json`` prints it."""
        return {"pictures": self.pictures, "faults": [asdict(one) for one in self.faults]}


def make_gallery(out: Path, parts: Sequence[str] = (), *, all_views: bool = False) -> Report:
    """Draws the parts (all of them when none is named) into ``out``: one folder a page, one picture a view.

    Without ``all_views`` each page is drawn in a few views, so chosen that every two facts meet.
    """
    app = QApplication.instance() or QApplication(["kiosk"])
    assert app is not None
    shelf = PackShelf.shipped()
    some = few(_MOST_PAGES, shelf)
    whole = every(shelf.tags())
    pictures: list[tuple[str, str]] = []
    wrong: list[Wrong] = []

    def keep(stop: Stop, view: View, drawn: Drawn, faults: tuple[Fault, ...]) -> None:
        folder = out / stop.name
        folder.mkdir(parents=True, exist_ok=True)
        drawn.picture.save(str(folder / f"{view.name}.png"))
        pictures.append((stop.name, view.name))
        wrong.extend(Wrong(stop.name, view.name, one.kind, one.what, one.where) for one in faults)

    for part in parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="hoso-gallery-") as spare, open_stage(Path(spare)) as stage:
            walk(
                stage,
                PARTS[part],
                lambda number, _stop: whole if all_views else some[number % _MOST_PAGES],
                keep,
            )
    report = Report(len(pictures), tuple(wrong))
    (out / "index.html").write_text(_page(pictures, report), encoding="utf-8")
    (out / "faults.json").write_text(
        json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return report


def _page(pictures: Sequence[tuple[str, str]], report: Report) -> str:
    rows = [
        "<!doctype html><meta charset=utf-8><title>Gallery</title>",
        "<style>body{font:14px sans-serif}img{width:320px;border:1px solid #888;margin:4px;vertical-align:top}"
        "h2{margin:16px 4px 4px}</style>",
        f"<p>{report.pictures} pictures, {len(report.faults)} faults.</p>",
        *(f"<p>{html.escape(f'{one.page} {one.view}: {one.kind}: {one.what}')}</p>" for one in report.faults),
    ]
    last = ""
    for page, view in pictures:
        if page != last:
            rows.append(f"<h2>{html.escape(page)}</h2>")
            last = page
        name = html.escape(f"{page}/{view}.png")
        rows.append(f'<a href="{name}"><img loading=lazy src="{name}" alt="{html.escape(view)}"></a>')
    return "\n".join(rows) + "\n"
