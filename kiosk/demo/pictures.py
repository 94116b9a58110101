"""One whole filing as a strip of pictures, as the README and translators' packs show it: a visit through the real
application, from the greeting to the officer's page of the dossier.
"""

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from forms.catalogue import Catalogue
from forms.clock import SystemClock
from kiosk.demo.headless import at_the_screen, demo_office, follow_one
from kiosk.demo.processes import PROCEDURE
from kiosk.i18n.packs import VIETNAMESE

_COLOURS = 64
"""Screens are drawn from few colours: this many keep every edge and make the files small."""

_WIDTH, _STRIP_WIDTH, _ACROSS, _GAP = 640, 320, 4, 8

_PAGES = {
    "welcome": "Greeting screen",
    "unlock": "The officer opens the office",
    "pin": "A PIN for the shift, if wanted",
    "language": "Choice of a language",
    "procedure": "Life events",
    "procedures": "Procedures of one life event",
    "prepare": "What is needed, how long it takes, what it costs",
    "data-notice": "What is done with the citizen's data",
    "papers": "Papers wanted",
    "papers-taken": "Papers taken in and handed back",
    "check": "Review of all answers",
    "read-back": "Answers read aloud",
    "signature": "Signature by finger",
    "signed": "Signature given",
    "officer": "The officer confirms",
    "done": "Receipt",
    "counter": "The officer's list",
    "detail": "The dossier, numbered by the province",
}


def picture_all(out: Path) -> list[str]:
    """Writes ``<out>/vi/<number>-<screen>.png``, 640 pixels wide, and ``<out>/film`` with all of them on one strip and a
    page that names them; returns the names. Old ones go first.
    """
    with tempfile.TemporaryDirectory(prefix="hoso-screens-") as spare:
        root = Path(spare)
        os.environ["HOSO_CONFIG_DIR"] = str(root / "machine")
        taken = root / "taken"
        with demo_office(root) as (office, _link), at_the_screen(office, root, taken) as (conductor, walk):
            follow_one(office, conductor, walk, VIETNAMESE)
        pictures = sorted(taken.glob("*.png"))
        pages, film = out / "vi", out / "film"
        for folder in (pages, film):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        for picture in pictures:
            _save(_shrunk(picture, _WIDTH), pages / picture.name)
        _save(_strip(pictures), film / "strip.png")
    names = [picture.name for picture in pictures]
    (film / "README.md").write_text(_told(names), encoding="utf-8")
    return [f"vi/{name}" for name in names] + ["film/strip.png", "film/README.md"]


def _shrunk(picture: Path, width: int) -> Image.Image:
    with Image.open(picture) as loaded:
        whole = loaded.convert("RGB")
    return whole.resize((width, round(whole.height * width / whole.width)), Image.Resampling.LANCZOS)


def _save(picture: Image.Image, path: Path) -> None:
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _strip(pictures: Sequence[Path]) -> Image.Image:
    """All of them, four across, in the order of the visit."""
    small = [_shrunk(picture, _STRIP_WIDTH) for picture in pictures]
    across, down = _STRIP_WIDTH + _GAP, max(one.height for one in small) + _GAP
    rows = -(-len(small) // _ACROSS)
    strip = Image.new("RGB", (across * _ACROSS + _GAP, down * rows + _GAP), "#7c8392")
    for at, one in enumerate(small):
        strip.paste(one, (_GAP + at % _ACROSS * across, _GAP + at // _ACROSS * down))
    return strip


def _told(names: Sequence[str]) -> str:
    definition = Catalogue.shipped().newest(PROCEDURE, SystemClock().now().date())
    titles = {page.id: page.title.vi for page in definition.pages}

    def page(name: str) -> str:
        screen = name.removesuffix(".png").split("-", 1)[1]
        if screen.startswith("question-"):
            return f"Question: {titles.get(screen.removeprefix('question-'), screen)}"
        return _PAGES.get(screen, screen)

    rows = [
        "# One filing, page by page",
        "",
        f"The whole visit of one citizen and one officer ({PROCEDURE}, {definition.name.vi}), all invented, as",
        "`make screens` drew it on a 10.1 inch screen. The pages by themselves are in [../vi](../vi).",
        "",
        "![All pages](strip.png)",
        "",
        "| | Page | Picture |",
        "|-|-|-|",
        *(f"| {at} | {page(name)} | [{name}](../vi/{name}) |" for at, name in enumerate(names, 1)),
        "",
    ]
    return "\n".join(rows)
