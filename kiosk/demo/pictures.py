"""Pictures of every screen, as the README shows them: one whole visit in each language, through the real application."""

import os
import shutil
import tempfile
from pathlib import Path

from kiosk.demo.headless import at_the_screen, demo_office, follow_one

LANGUAGES = {"vi": "vi-VN", "km": "km-Khmr-VN"}
_COLOURS = 64
"""Screens are drawn from few colours: this many keep every edge and make the files small."""


def picture_all(out: Path) -> list[str]:
    """Writes ``<out>/<language>/<number>-<screen>.png`` at 1280x800 and returns their names. Old ones go first."""
    from PIL import Image

    names = []
    for short, tag in LANGUAGES.items():
        folder = out / short
        shutil.rmtree(folder, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="hoso-screens-") as spare:
            root = Path(spare)
            os.environ["HOSO_CONFIG_DIR"] = str(root / "machine")
            with (
                demo_office(root) as (office, _link),
                at_the_screen(office, root, folder) as (conductor, walk),
            ):
                follow_one(office, conductor, walk, tag)
        for picture in sorted(folder.glob("*.png")):
            with Image.open(picture) as loaded:
                few = loaded.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
            few.save(picture, optimize=True)
            names.append(str(picture.relative_to(out)))
    return names
