"""``kiosk gallery``: pictures in folders, a page to look through them, and the faults as a list."""

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from kiosk.__main__ import main
from kiosk.gallery.views import PANELS


def test_the_gate_is_drawn_and_has_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "pictures"
    assert main(["gallery", "--out", str(out), "--part", "gate", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    pictures = sorted(out.glob("*/*.png"))
    assert told == {"pictures": len(pictures), "faults": []}
    assert json.loads((out / "faults.json").read_text(encoding="utf-8")) == told
    for picture in pictures:
        panel = next(panel for panel in PANELS if panel.name in picture.name)
        size = QImage(str(picture)).size()
        assert (size.width(), size.height()) == (panel.width, panel.height)
    index = (out / "index.html").read_text(encoding="utf-8")
    assert all(f"{picture.parent.name}/{picture.name}" in index for picture in pictures)
    assert {"welcome", "unlock", "pin", "locked"} <= {picture.parent.name for picture in pictures}
