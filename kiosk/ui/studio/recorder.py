"""Keeps what the microphone hears while somebody speaks, and tells the page how loud it is."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal

from kiosk.devices.microphone import RATE, Microphone, MicrophoneState
from kiosk.voice.judging import LONGEST, level
from kiosk.voice.samples import Samples, from_pcm

#: Seconds of nothing but zeros after which a running microphone is one that sends nothing.
_ZEROS_SECONDS = 2.0
_METER_SECONDS = 0.05
#: Seconds a take may last before it ends by itself.
MOST_SECONDS = LONGEST + 5


class Recorder(QObject):
    """``state_changed(MicrophoneState)``, ``level_heard(dBFS)`` some twenty times a second, ``full`` when a take has
    become too long. ``make`` is ``None`` on a machine that has no way to a microphone.
    """

    state_changed = Signal(object)
    level_heard = Signal(float)
    full = Signal()

    def __init__(self, make: Callable[[], Microphone] | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._microphone: Microphone | None = None
        self._blocks: list[bytes] | None = None
        self._length = 0
        self._zeros = 0
        self._meter: list[Samples] = []
        self.state = MicrophoneState.OFF

    def open(self) -> None:
        """Listens from now on."""
        if self._microphone is None and self._make is not None:
            self._microphone = self._make()
        if self._microphone is None:
            self.microphone_is(MicrophoneState.MISSING)
        else:
            self._microphone.start(self)

    def close(self) -> None:
        """The microphone is let go; a take under way is lost."""
        self._blocks = None
        if self._microphone is not None:
            self._microphone.stop()
        self.state = MicrophoneState.OFF

    @property
    def recording(self) -> bool:
        """Whether a take is under way."""
        return self._blocks is not None

    def begin(self) -> bool:
        """A take begins. Whether it could: the microphone must be there."""
        if self.state is not MicrophoneState.LIVE:
            return False
        self._blocks, self._length = [], 0
        return True

    def end(self) -> Samples:
        """The take, at ``RATE``."""
        blocks, self._blocks = self._blocks or [], None
        return from_pcm(b"".join(blocks))

    # -- what the microphone tells

    def microphone_is(self, state: MicrophoneState) -> None:
        """Said to the page; a take cannot go on without a microphone."""
        self.state = state
        if state is not MicrophoneState.LIVE:
            self._blocks = None
        self.state_changed.emit(state)

    def microphone_hears(self, block: bytes) -> None:
        """One block."""
        samples = from_pcm(block)
        if not samples.size:
            return
        self._watch_for_silence(samples)
        if self._blocks is not None:
            self._blocks.append(block)
            self._length += samples.size
            if self._length > MOST_SECONDS * RATE:
                self.full.emit()
        self._meter.append(samples)
        if sum(part.size for part in self._meter) >= _METER_SECONDS * RATE:
            heard, self._meter = np.concatenate(self._meter), []
            self.level_heard.emit(level(heard))

    def _watch_for_silence(self, samples: Samples) -> None:
        """A muted microphone sends zeros, and nothing else does for long."""
        if samples.any():
            self._zeros = 0
            if self.state is MicrophoneState.SILENT:
                self.microphone_is(MicrophoneState.LIVE)
            return
        self._zeros += samples.size
        if self._zeros > _ZEROS_SECONDS * RATE and self.state is MicrophoneState.LIVE:
            self.microphone_is(MicrophoneState.SILENT)
