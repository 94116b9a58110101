"""Blocks of every kind of microphone arrive as the port promises; a machine without one says so."""

import numpy as np
import pytest
from PySide6.QtMultimedia import QAudioFormat
from pytestqt.qtbot import QtBot

from kiosk.devices.microphone import RATE, MicrophoneState
from kiosk.devices.microphone_qt import QtMicrophone, as_port
from kiosk.voice.samples import from_pcm


def _format(kind: QAudioFormat.SampleFormat, rate: int, channels: int) -> QAudioFormat:
    made = QAudioFormat()
    made.setSampleFormat(kind)
    made.setSampleRate(rate)
    made.setChannelCount(channels)
    return made


@pytest.mark.parametrize("rate", [RATE, 44_100, 16_000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("kind", "dtype", "full", "zero"),
    [
        (QAudioFormat.SampleFormat.Int16, "<i2", 32767, 0),
        (QAudioFormat.SampleFormat.Int32, "<i4", 2**31 - 1, 0),
        (QAudioFormat.SampleFormat.Float, "<f4", 1, 0),
        (QAudioFormat.SampleFormat.UInt8, "u1", 127, 128),
    ],
)
def test_any_format_becomes_the_ports(
    kind: QAudioFormat.SampleFormat, dtype: str, full: float, zero: float, channels: int, rate: int
) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 200 * np.arange(rate // 10) / rate)
    block = np.repeat(tone * full + zero, channels).astype(dtype).tobytes()
    torn = block + b"\x00" * (dtype != "u1")  # a block may end within a sample
    heard = from_pcm(as_port(torn, _format(kind, rate, channels)))
    assert len(heard) == RATE // 10
    wanted = 0.5 * np.sin(2 * np.pi * 200 * np.arange(RATE // 10) / RATE)
    assert float(np.abs(heard - wanted)[:-10].max()) < 0.02


class _Told:
    def __init__(self) -> None:
        self.states: list[MicrophoneState] = []

    def microphone_is(self, state: MicrophoneState) -> None:
        self.states.append(state)

    def microphone_hears(self, block: bytes) -> None:
        """Not asked for."""


@pytest.mark.qt_log_ignore("PulseAudio")
def test_a_machine_without_a_microphone_says_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QtMicrophone, "_choose", lambda _self: None)
    told, microphone = _Told(), QtMicrophone()
    microphone.start(told)
    microphone.stop()
    assert told.states == [MicrophoneState.MISSING]
