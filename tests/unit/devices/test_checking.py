"""What doctor and the page about devices say of each device; and the file of choices, read as it was written."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.__main__ import main
from kiosk.devices import checking
from kiosk.devices.attached import FILE, NONE
from kiosk.devices.checking import camera_seen, folder_seen, ports_seen
from kiosk.devices.choices import Choices, read_choices, write_choices
from kiosk.devices.scan_folder import ASIDE
from kiosk.devices.serial_scanner import AUTO

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


class _Port:
    def read(self, size: int) -> bytes:
        return bytes(size)

    def close(self) -> None:
        return


def _opens(name: str) -> _Port:
    if name != "COM3":
        raise OSError(name)
    return _Port()


@given(TEXT, TEXT.filter(bool), TEXT)
def test_choices_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, camera: str, port: str, path: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "choices"
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text('[microphone]\nname = "USB"\n', encoding="utf-8")
    chosen = Choices(camera, port, path)
    write_choices(folder, chosen)
    assert read_choices(folder) == (chosen, True)
    assert 'name = "USB"' in (folder / FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wanted", "found", "said"),
    [
        ("", ("Webcam",), checking.CAMERA_FOUND),
        ("cam", ("Other", "Webcam"), checking.CAMERA_FOUND),
        ("Scanjet", ("Webcam",), checking.CAMERA_OTHER),
        ("Scanjet", (), checking.CAMERA_MISSING),
        (NONE, ("Webcam",), checking.CAMERA_OFF),
    ],
)
def test_a_camera_is_named_with_what_is_wrong(wanted: str, found: tuple[str, ...], said: object) -> None:
    assert camera_seen(wanted, found).message is said


@pytest.mark.parametrize(
    ("wanted", "found", "said"),
    [
        (AUTO, (), [checking.PORT_NONE]),
        (AUTO, ("COM3", "COM9"), [checking.PORT_FOUND, checking.PORT_SHUT]),
        ("COM9", ("COM3",), [checking.PORT_SHUT]),
        (NONE, ("COM3",), [checking.PORT_OFF]),
    ],
)
def test_a_port_is_named_with_what_is_wrong(wanted: str, found: tuple[str, ...], said: list[object]) -> None:
    assert [one.message for one in ports_seen(wanted, found, _opens)] == said


def test_a_scan_folder_is_named_with_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.message for one in folder_seen("")] == [checking.FOLDER_NONE]
    assert [one.message for one in folder_seen(str(tmp_path / "away"))] == [checking.FOLDER_GONE]
    folder = tmp_path / "quet"
    folder.mkdir(mode=0o700)
    (folder / "a.pdf").write_bytes(b"%PDF-")
    (well,) = folder_seen(str(folder))
    assert (well.message, well.params["count"], well.good) == (checking.FOLDER_FOUND, 1, True)
    (folder / ASIDE).mkdir()
    (folder / ASIDE / "b.pdf").touch()
    folder.chmod(0o755)
    assert [one.message for one in folder_seen(str(folder))] == [
        checking.FOLDER_FOUND, checking.FOLDER_OPEN, checking.FOLDER_ASIDE,
    ]  # fmt: skip
    monkeypatch.setattr(os, "access", lambda *_: False)  # this test may run as root
    assert [one.message for one in folder_seen(str(folder))] == [checking.FOLDER_READ_ONLY]


def test_doctor_names_every_device_of_this_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / FILE).write_text("[camera\n", encoding="utf-8")
    main(["doctor", "--json", "--data-dir", str(tmp_path)])
    told = {line["what"]: line for line in json.loads(capsys.readouterr().out)}
    assert told["devices"]["text"] == checking.FILE_WRONG.vi
    assert {"camera", "scan-folder", "card-scanner", "keyboard-scanner", "printer", "voice"} <= set(told)
