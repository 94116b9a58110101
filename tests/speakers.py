"""A simulated speaker before a simulated microphone: syllables of a few tones over the noise of a room."""

import numpy as np
import numpy.typing as npt

from kiosk.devices.microphone import RATE, Listener, MicrophoneState
from kiosk.voice.samples import to_pcm

_BLOCK = RATE // 50


def speech(
    seconds: float = 0.9,
    *,
    loud: float = 0.3,
    room: float = 0.0005,
    before: float = 0.35,
    after: float = 0.4,
    rate: float = RATE,
    pitch: float = 140.0,
) -> npt.NDArray[np.float64]:
    """Somebody says something of that length (about four syllables a second) between two silences."""
    dice = np.random.default_rng(round(pitch * 10) + round(seconds * 1000))
    count = round(seconds * rate)
    time = np.arange(count) / rate
    voice = sum(np.sin(2 * np.pi * pitch * n * time) / n for n in (1, 2, 3, 5, 8))
    syllables = np.clip(np.sin(np.pi * ((time * 4) % 1)) * 1.3 - 0.15, 0, 1)
    said = voice * syllables
    said *= loud / max(float(np.abs(said).max()), 1e-9)
    whole = np.concatenate((np.zeros(round(before * rate)), said, np.zeros(round(after * rate))))
    return whole + dice.normal(0, room, len(whole)) if room else whole


class SimulatedMicrophone:
    """Never on its own: it hears what a test says into it, at once."""

    def __init__(self, state: MicrophoneState = MicrophoneState.LIVE) -> None:
        self.state = state
        self.listener: Listener | None = None
        self.started = self.stopped = 0

    def start(self, listener: Listener) -> None:
        self.listener = listener
        self.started += 1
        listener.microphone_is(self.state)

    def stop(self) -> None:
        self.listener = None
        self.stopped += 1

    def become(self, state: MicrophoneState) -> None:
        """Pulled out, or plugged in again."""
        self.state = state
        if self.listener is not None:
            self.listener.microphone_is(state)

    def hear(self, samples: npt.NDArray[np.float64]) -> None:
        """Sound before the microphone, in blocks of a fiftieth of a second."""
        pcm = to_pcm(samples)
        for at in range(0, len(pcm), _BLOCK * 2):
            if self.listener is not None and self.state is MicrophoneState.LIVE:
                self.listener.microphone_hears(pcm[at : at + _BLOCK * 2])
