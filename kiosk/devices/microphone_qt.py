"""The Qt half of the microphone. Loaded when a page first listens, not before."""

import numpy as np
from PySide6.QtCore import QIODevice, QObject, QTimer
from PySide6.QtMultimedia import QAudio, QAudioDevice, QAudioFormat, QAudioSource, QMediaDevices

from kiosk.devices.microphone import RATE, SILENCE_SECONDS, Listener, MicrophoneState

_BUFFER_SECONDS = 0.2


class QtMicrophone(QObject):
    """The microphone named ``wanted`` (part of its description), or the system's own choice."""

    def __init__(self, wanted: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = wanted.casefold()
        self._listener: Listener | None = None
        self._state = MicrophoneState.OFF
        self._source: QAudioSource | None = None
        self._stream: QIODevice | None = None
        self._format = QAudioFormat()
        self._device = b""
        self._devices = QMediaDevices(self)
        self._devices.audioInputsChanged.connect(self._plugged)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(round(SILENCE_SECONDS * 1000))
        self._silence.timeout.connect(lambda: self._say(MicrophoneState.SILENT))

    def start(self, listener: Listener) -> None:
        """Opens the microphone, or waits for one."""
        self._listener = listener
        if self._source is None:
            self._open()
        else:
            listener.microphone_is(self._state)

    def stop(self) -> None:
        """Closes it."""
        self._listener = None
        self._close()
        self._state = MicrophoneState.OFF

    # -- opening and closing

    def _open(self) -> None:
        device = self._choose()
        if device is None:
            self._say(MicrophoneState.MISSING)
            return
        self._device = bytes(device.id().data())
        self._say(MicrophoneState.STARTING)
        self._format = format_of(device)
        self._source = QAudioSource(device, self._format, self)
        self._source.setBufferSize(self._format.bytesForDuration(round(_BUFFER_SECONDS * 1e6)))
        self._source.stateChanged.connect(self._changed)
        stream: QIODevice | None = self._source.start()
        if stream is None:  # held by another program
            self._failed()
            return
        self._stream = stream
        stream.readyRead.connect(self._read)
        self._silence.start()

    def _close(self) -> None:
        self._silence.stop()
        source, self._source, self._stream = self._source, None, None
        if source is not None:
            source.stateChanged.disconnect(self._changed)
            source.stop()
            source.deleteLater()

    def _choose(self) -> QAudioDevice | None:
        found = [device for device in QMediaDevices.audioInputs() if not device.isNull()]
        named = [one for one in found if self._wanted and self._wanted in one.description().casefold()]
        usual = [one for one in found if one.isDefault()]
        return next(iter(named or usual or found), None)

    def _plugged(self) -> None:
        """A microphone came or went."""
        if self._listener is None:
            return
        here = {bytes(device.id().data()) for device in QMediaDevices.audioInputs()}
        if self._source is not None and self._device not in here:
            self._failed()
        if self._source is None and here:
            self._open()

    def _changed(self, state: QAudio.State) -> None:
        """Stopped by itself: the device fails."""
        if state == QAudio.State.StoppedState and self._source is not None:
            self._failed()

    def _failed(self) -> None:
        self._close()
        self._say(MicrophoneState.LOST)

    def _say(self, state: MicrophoneState) -> None:
        if state is not self._state:
            self._state = state
            if self._listener is not None:
                self._listener.microphone_is(state)

    # -- sound

    def _read(self) -> None:
        if self._stream is None or self._listener is None:
            return
        block = bytes(self._stream.readAll().data())
        if block:
            self._silence.start()
            self._say(MicrophoneState.LIVE)
            self._listener.microphone_hears(as_port(block, self._format))


def format_of(device: QAudioDevice) -> QAudioFormat:
    """One channel of sixteen bits at the port's rate; where the device cannot, whatever it likes best."""
    wanted = QAudioFormat()
    wanted.setSampleRate(RATE)
    wanted.setChannelCount(1)
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    return wanted if device.isFormatSupported(wanted) else device.preferredFormat()


def as_port(block: bytes, given: QAudioFormat) -> bytes:
    """A block in a device's own format as the port promises it. Another rate is brought to it point by point: a meter and
    a voice bear that, and devices of today know the port's.
    """
    kinds = {
        QAudioFormat.SampleFormat.UInt8: ("u1", 128.0, 128.0),
        QAudioFormat.SampleFormat.Int16: ("<i2", 0.0, 32768.0),
        QAudioFormat.SampleFormat.Int32: ("<i4", 0.0, 2147483648.0),
        QAudioFormat.SampleFormat.Float: ("<f4", 0.0, 1.0),
    }
    kind, zero, full = kinds.get(given.sampleFormat(), kinds[QAudioFormat.SampleFormat.Int16])
    channels = max(1, given.channelCount())
    frame = np.dtype(kind).itemsize * channels
    values = np.frombuffer(block[: len(block) - len(block) % frame], dtype=kind).astype(np.float64)
    mono = ((values - zero) / full).reshape(-1, channels).mean(axis=1)
    rate = given.sampleRate() or RATE
    if rate != RATE and mono.size:
        count = max(1, round(mono.size * RATE / rate))
        mono = np.interp(np.arange(count) * rate / RATE, np.arange(mono.size), mono)
    return bytes((np.clip(mono, -1, 1) * 32767).astype("<i2").tobytes())
