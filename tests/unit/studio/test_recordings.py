"""Recordings made elsewhere: the list names each file, good ones are taken, bad ones named, nobody without consent."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
import soundfile

from kiosk.__main__ import main
from kiosk.i18n.clips import read_recordings
from kiosk.i18n.packs import read_pack
from tests.speakers import speech

TAG = "hmn-Latn-VN"


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    folder = tmp_path / "thu"
    folder.mkdir()
    return folder


def _run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, dict[str, object], str]:
    code = main(["packs", *words, "--data-dir", str(tmp_path / "data"), "--json"])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out.strip() else {}, told.err


def test_what_was_recorded_elsewhere_becomes_a_voice(
    tmp_path: Path, recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "cau.csv"
    code, told, _ = _run(tmp_path, capsys, "prompts", "--tag", TAG, "--out", str(listed))
    assert code == 0
    rows = list(csv.reader(io.StringIO(listed.read_text(encoding="utf-8-sig"))))
    assert len(rows) - 1 == told["prompts"]
    assert int(str(told["prompts"])) <= 150
    first, second, third = (Path(row[1]).stem for row in rows[1:4])
    soundfile.write(recordings / f"{first}.wav", speech(0.8), 48_000)
    soundfile.write(recordings / f"{second}.flac", speech(0.8, rate=16_000), 16_000)
    soundfile.write(recordings / f"{third}.ogg", speech(0.8, loud=2.5).clip(-1, 1), 48_000)
    soundfile.write(recordings / "cau-la.wav", speech(0.4), 48_000)
    (recordings / "ghi-chu.txt").write_text("không phải tiếng", encoding="utf-8")
    ask = ("recordings", str(recordings), "--tag", TAG, "--voice", "dou-1")
    code, told, said = _run(tmp_path, capsys, *ask)
    assert (code, told["refused"]) == (1, "error.studio.consent_day_missing")
    code, told, said = _run(tmp_path, capsys, *ask, "--consented", "2026-11-20", "--name", "Người Mẫu")
    assert code == 1
    assert told["taken"] == [f"{first}.wav", f"{second}.flac"]
    assert told["refused"] == {f"{third}.ogg": "ui.studio.fault.torn", "cau-la.wav": "ui.studio.named_wrong"}
    assert "cau-la.wav" in said
    pack = read_pack(tmp_path / "data" / "studio" / TAG)
    assert [(v.id, v.name, v.branch, v.consented) for v in pack.voices] == [
        ("dou-1", "Người Mẫu", "dou", "2026-11-20")
    ]
    assert len(read_recordings(pack.clips_file_of("dou-1"))) == 2
    again = tmp_path / "cau.xlsx"
    assert _run(tmp_path, capsys, "prompts", "--tag", TAG, "--voice", "dou-1", "--out", str(again))[0] == 0
    assert zipfile.is_zipfile(again)
    page = tmp_path / "cau.html"
    assert _run(tmp_path, capsys, "prompts", "--tag", TAG, "--voice", "dou-1", "--out", str(page))[0] == 0
    text = page.read_text(encoding="utf-8")
    assert text.count("<td>x</td>") == 2
    assert "data:image/png;base64," in text


def test_wrong_wishes_are_refused_in_words(
    tmp_path: Path, recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, refused in (
        (("recordings", str(tmp_path / "khong"), "--tag", TAG, "--voice", "a"), "error.packs.no_folder"),
        (
            ("recordings", str(recordings), "--tag", "xxx-Latn-VN", "--voice", "a"),
            "error.studio.no_such_language",
        ),
        (
            ("recordings", str(recordings), "--tag", TAG, "--voice", "a", "--consented", "2026-11-20"),
            "error.studio.no_sounds",
        ),
        (("prompts", "--tag", TAG, "--out", str(tmp_path / "a.doc")), "error.packs.other_kind"),
    ):
        code, told, _ = _run(tmp_path, capsys, *words)
        assert (code, told["refused"]) == (1, refused)
