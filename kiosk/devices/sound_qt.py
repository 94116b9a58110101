"""The loudspeaker through Qt's multimedia.

QtMultimedia and its decoders cost a noticeable part of a start on an old machine, so they are loaded at the
first ``play`` or by ``warm_up`` when the machine is idle after the first screen. Without any audio device
clips still run to their end, silently, so nothing ever waits for ever.

The player is only ever told what to do by queued signals: ``stop`` and ``setSource`` wait for the decoder's threads, and
those need the interpreter to take themselves down. Called from Python directly, which holds it, both sides have been
seen waiting for each other for ever, on a busy machine.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal

from kiosk.devices.sound import SLOW, USUAL_SPEED, USUAL_VOLUME, Part, Words, within_range
from kiosk.devices.system_voice import NoVoice, SystemVoice

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer


class QtPlayer(QObject):
    """A ``kiosk.devices.sound.Player``. Lives on the thread of the screens. ``voice`` reads what no clip can say."""

    finished = Signal()
    _source_wanted = Signal(QUrl)
    _speed_wanted = Signal(float)
    _play_wanted = Signal()
    _stop_wanted = Signal()
    _begun = Signal(int)

    def __init__(self, parent: QObject | None = None, voice: SystemVoice | None = None) -> None:
        super().__init__(parent)
        self._voice = voice if voice is not None else NoVoice()
        self._waiting: list[Part] = []
        self._playing = False
        self.failed = 0  # clips passed over since the start, for the machine's own check
        self._volume = USUAL_VOLUME
        self._speed = USUAL_SPEED
        self._asked = (
            0  # clips asked for, and which of them the player has taken: what it says of an older one is old
        )
        self._taken = 0
        self._player: QMediaPlayer | None = None
        self._output: QAudioOutput | None = None

    def warm_up(self) -> None:
        """Loads the decoders now rather than at the first tap; call it when nobody is waiting."""
        self._ready()

    def play(self, *parts: Part, slow: bool = False) -> None:
        self.stop()
        if not parts:
            return
        self._speed = SLOW if slow else USUAL_SPEED
        self._waiting = list(parts)
        self._playing = True
        self._next()

    def stop(self) -> None:
        self._waiting.clear()
        self._playing = False
        self._voice.stop()
        if self._player is not None:
            self._stop_wanted.emit()

    def reads(self) -> bool | None:
        return self._voice.speaks()

    def is_playing(self) -> bool:
        return self._playing

    def volume(self) -> float:
        return self._volume

    def set_volume(self, volume: float) -> None:
        self._volume = within_range(volume)
        if self._output is not None:
            self._output.setVolume(self._volume)

    def on_finished(self, callback: Callable[[], None]) -> None:
        self.finished.connect(callback)

    def reset(self) -> None:
        self.stop()
        self.set_volume(USUAL_VOLUME)

    def _ready(self) -> "QMediaPlayer":
        if self._player is None:
            from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer

            self._output = QAudioOutput(self)
            self._output.setVolume(self._volume)
            self._player = QMediaPlayer(self)
            self._player.setAudioOutput(self._output)
            self._player.mediaStatusChanged.connect(self._status_changed)
            queued = Qt.ConnectionType.QueuedConnection
            self._stop_wanted.connect(self._player.stop, queued)
            self._source_wanted.connect(self._player.setSource, queued)
            self._speed_wanted.connect(self._player.setPlaybackRate, queued)
            self._play_wanted.connect(self._player.play, queued)
            self._begun.connect(self._has_begun, queued)
        return self._player

    def _next(self) -> None:
        if not self._waiting:
            self._playing = False
            self.finished.emit()
            return
        self._asked += 1
        part = self._waiting.pop(0)
        if isinstance(part, Words):
            slow = self._speed != USUAL_SPEED
            self._voice.say(part.text, self._next, volume=self._volume, slow=slow)
            return
        self._ready()
        self._source_wanted.emit(QUrl.fromLocalFile(str(part)))
        self._speed_wanted.emit(self._speed)
        self._play_wanted.emit()
        self._begun.emit(self._asked)

    def _has_begun(self, number: int) -> None:
        self._taken = number
        self._status_changed()  # a clip that was refused at once

    def _status_changed(self) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        if not self._playing or self._player is None or self._taken != self._asked:
            return
        status = self._player.mediaStatus()
        if status == QMediaPlayer.MediaStatus.InvalidMedia:
            self.failed += 1
            import logging

            logging.getLogger(__name__).warning(
                "clip %s cannot be played", Path(self._player.source().toLocalFile()).name
            )
        if status in (QMediaPlayer.MediaStatus.EndOfMedia, QMediaPlayer.MediaStatus.InvalidMedia):
            self._next()
