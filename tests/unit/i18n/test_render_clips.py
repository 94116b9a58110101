"""What the Vietnamese voice is given to say, and which clips are made again."""

import json
import shutil
from pathlib import Path

import pytest

from kiosk.i18n import render_clips
from kiosk.i18n.clips import text_hash
from kiosk.i18n.render_clips import render, spoken_text
from tests.unit.i18n.packmaking import write_pack

needs_voice = pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("opusenc")),
    reason="espeak-ng and opusenc make clips at build time",
)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("UBND xã", "ủy ban nhân dân xã"),
        ("ông/bà", "ông hoặc bà"),
        ("Luật 60/2014/QH13", "Luật 60 2014 quốc hội 13"),
        ("Chọn “Khác”", "Chọn  Khác "),
        ("SUBND", "SUBND"),
    ],
)
def test_signs_and_abbreviations_are_said_as_people_say_them(written: str, said: str) -> None:
    assert spoken_text(written) == said


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_pack(tmp_path / "translations", "vi-VN", "Việt")
    (tmp_path / "kiosk").mkdir()
    return tmp_path


def write_source(root: Path, *calls: str) -> None:
    lines = ("from forms.text import Message", *(f"Message({call})" for call in calls))
    (root / "kiosk" / "page.py").write_text("\n".join(lines), encoding="utf-8")


@needs_voice
def test_only_what_changed_is_rendered_again(root: Path) -> None:
    audio = root / "translations" / "vi-VN" / "audio"
    write_source(root, '"ui.a", "Chào bà con"', '"ui.b", "Còn {n} tờ"', '"error.pack.x", "Cho cán bộ"')
    assert render(root, definitions=False) == ("pack.name.vi-VN", "ui.a", "ui.b")
    index = json.loads((audio / "clips.json").read_text(encoding="utf-8"))["clips"]
    assert index["ui.b"]["parts"] == ["ui.b.0.ogg", "{n}", "ui.b.2.ogg"]
    assert index["ui.a"] == {
        "parts": ["ui.a.ogg"],
        "sha256": text_hash("Chào bà con"),
        "synthetic": True,
        "recipe": render_clips.RECIPE,
        "seconds": index["ui.a"]["seconds"],
    }
    assert render(root, check=True, definitions=False) == ()
    write_source(root, '"ui.a", "Chào cả nhà"')
    assert render(root, check=True, definitions=False) == ("ui.a", "ui.b")
    assert render(root, definitions=False) == ("ui.a", "ui.b")
    assert sorted(path.name for path in audio.glob("*.ogg")) == ["pack.name.vi-VN.ogg", "ui.a.ogg"]


@needs_voice
def test_a_persons_recording_is_kept(root: Path) -> None:
    audio = root / "translations" / "vi-VN" / "audio"
    write_source(root, '"ui.a", "Chào bà con"')
    render(root, definitions=False)
    index = json.loads((audio / "clips.json").read_text(encoding="utf-8"))
    index["clips"]["ui.a"] = {"parts": ["own.ogg"], "sha256": text_hash("Chào bà con"), "synthetic": False}
    (audio / "clips.json").write_text(json.dumps(index), encoding="utf-8")
    (audio / "own.ogg").write_bytes(b"a voice")
    assert render(root, definitions=False) == ()
    assert (audio / "own.ogg").read_bytes() == b"a voice"
