"""The loudspeaker: the silent stand-in behaves as the port says, and Qt really decodes our clips."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from kiosk.devices.sound import USUAL_VOLUME, Player, SilentPlayer
from kiosk.devices.sound_qt import QtPlayer

#: What Qt says of a machine without a loudspeaker; none of it is a fault of ours.
NO_LOUDSPEAKER = (
    r"(qt\.multimedia|PulseAudioService|No audio device|Couldn't (load|resolve)|.*Could not open media"
    r"|.*pa_context_connect)"
)


def clip(folder: Path, name: str, seconds: float = 0.2) -> Path:
    path = folder / name
    tone = 0.1 * np.sin(np.arange(int(24_000 * seconds)) * 0.1)
    soundfile.write(path, tone, 24_000, format="OGG", subtype="OPUS")
    return path


def test_silent_player_remembers_and_finishes_once() -> None:
    player = SilentPlayer()
    ended: list[str] = []
    player.on_finished(lambda: ended.append("end"))
    player.play(Path("a.ogg"), Path("b.ogg"), slow=True)
    assert player.is_playing()
    player.finish()
    player.finish()
    assert player.played == [(Path("a.ogg"), Path("b.ogg"))]
    assert player.was_slow
    assert ended == ["end"]


def test_what_was_stopped_does_not_finish() -> None:
    player = SilentPlayer()
    ended: list[str] = []
    player.on_finished(lambda: ended.append("end"))
    player.play(Path("a.ogg"))
    player.stop()
    player.finish()
    assert not player.is_playing()
    assert ended == []


@pytest.mark.parametrize("make", [SilentPlayer, QtPlayer])
def test_volume_stays_in_range_and_starts_again_for_each_citizen(make: type[Player], qapp: object) -> None:
    player = make()
    player.set_volume(7.0)
    assert player.volume() == 1.0
    player.set_volume(-1.0)
    assert player.volume() == 0.0
    player.reset()
    assert player.volume() == USUAL_VOLUME


@pytest.mark.qt_log_ignore(NO_LOUDSPEAKER)
def test_qt_decodes_clips_to_their_end_without_a_loudspeaker(qtbot: QtBot, tmp_path: Path) -> None:
    player = QtPlayer()
    with qtbot.waitSignal(player.finished, timeout=20_000):
        player.play(clip(tmp_path, "a.ogg"), clip(tmp_path, "b.ogg"))
    assert not player.is_playing()
    assert player.failed == 0


@pytest.mark.qt_log_ignore(NO_LOUDSPEAKER)
def test_clips_that_cannot_be_played_are_passed_over(qtbot: QtBot, tmp_path: Path) -> None:
    player = QtPlayer()
    (tmp_path / "nonsense.ogg").write_bytes(b"no sound at all")
    with qtbot.waitSignal(player.finished, timeout=20_000):
        player.play(tmp_path / "absent.ogg", tmp_path / "nonsense.ogg", clip(tmp_path, "a.ogg"))
    assert player.failed == 2


@pytest.mark.qt_log_ignore(NO_LOUDSPEAKER)
def test_stop_is_silence_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    player = QtPlayer()
    with qtbot.assertNotEmitted(player.finished, wait=300):
        player.play(clip(tmp_path, "a.ogg", seconds=0.1), clip(tmp_path, "b.ogg", seconds=30))
        player.stop()
    assert not player.is_playing()


def test_nothing_of_multimedia_is_loaded_before_the_first_clip() -> None:
    code = "import sys, kiosk.devices.sound_qt; print('PySide6.QtMultimedia' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
