"""The operating system's voice through Qt's text-to-speech: SAPI and WinRT on Windows, speech-dispatcher on Linux.

Never Qt's mock engine, and only an engine that has a voice of the language itself: Vietnamese read by an English voice helps
nobody. An engine that does not begin in time, never ends or reports a fault is not asked again in this process.
"""

import os
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QTimer, qInstallMessageHandler
from PySide6.QtTextToSpeech import QTextToSpeech

#: Not the product's: Qt's engine for tests, which counts time and makes no sound.
_MOCK = "mock"
#: How long an engine may take before it begins, and how long to the end: some, and so much for every letter.
BEGIN_MS = 3_000
END_MS = 8_000
LETTER_MS = 300
#: Qt's rate from -1 to 1; 0 is the usual one.
_SLOW_RATE = -0.3
_USUAL_RATE = 0.0

#: speech-dispatcher is asked for its voices before Qt is: Qt waits for it as long as it likes, with the whole screen.
_DISPATCHER = "speechd"
_ANSWER_S = 1.0
_ASKED = b'SET SELF CLIENT_NAME "kiosk:kiosk:voice"\r\nLIST SYNTHESIS_VOICES\r\n'
_LISTED = b"\n249-"

_State = QTextToSpeech.State


def dispatcher_answers() -> bool:
    """Whether a speech-dispatcher runs here whose voices can be told in time."""
    named = os.environ.get("SPEECHD_ADDRESS", "").removeprefix("unix_socket:")
    home = os.environ.get("XDG_RUNTIME_DIR") or str(Path.home() / ".cache")
    until, told = time.monotonic() + _ANSWER_S, b""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(_ANSWER_S)
            line.connect(named or f"{home}/speech-dispatcher/speechd.sock")
            line.sendall(_ASKED)
            while _LISTED not in told and time.monotonic() < until:
                more = line.recv(4096)
                if not more:
                    break
                told += more
    except OSError:
        return False
    return _LISTED in told


class QtVoice(QObject):
    """A ``kiosk.devices.system_voice.SystemVoice``. Lives on the thread of the screens. Tests name an engine, its language
    and the time it gets.
    """

    def __init__(
        self,
        engines: Sequence[str] | None = None,
        language: QLocale.Language = QLocale.Language.Vietnamese,
        begin_ms: int = BEGIN_MS,
    ) -> None:
        super().__init__()
        self._begin_ms = begin_ms
        self._ended: Callable[[], None] | None = None
        self._length = 0
        self._begun = False
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(self._fail)
        asked = engines if engines is not None else QTextToSpeech.availableEngines()
        self._engine = next(
            (one for name in asked if (one := self._speaking(name, language, engines is not None))), None
        )
        if self._engine is not None:
            self._engine.stateChanged.connect(self._changed)

    def speaks(self) -> bool | None:
        return self._engine is not None

    def say(self, text: str, ended: Callable[[], None], *, volume: float, slow: bool) -> None:
        self.stop()
        if self._engine is None:
            ended()
            return
        self._ended, self._length, self._begun = ended, len(text), False
        self._engine.setVolume(volume)
        self._engine.setRate(_SLOW_RATE if slow else _USUAL_RATE)
        self._limit.start(self._begin_ms)
        self._engine.say(text)

    def stop(self) -> None:
        self._ended = None
        self._limit.stop()
        if self._engine is not None and self._engine.state() != _State.Ready:
            self._engine.stop(QTextToSpeech.BoundaryHint.Immediate)

    def _speaking(self, name: str, language: QLocale.Language, named: bool) -> QTextToSpeech | None:
        """The engine, speaking the language; ``None`` when it cannot."""
        if name == _MOCK and not named:
            return None
        if name == _DISPATCHER and not dispatcher_answers():
            return None
        before = qInstallMessageHandler(lambda *_: None)  # an engine whose libraries are missing is no news
        try:
            engine = QTextToSpeech(name, self)
        finally:
            qInstallMessageHandler(before)
        if engine.state() != _State.Error:
            for locale in engine.availableLocales():
                if locale.language() == language:
                    engine.setLocale(locale)
                    return engine
        engine.deleteLater()
        return None

    def _changed(self, state: QTextToSpeech.State) -> None:
        if self._ended is None:
            return
        if state == _State.Error:
            self._fail()
        elif state == _State.Ready and self._begun:
            self._end()
        elif state == _State.Speaking and not self._begun:
            self._begun = True
            self._limit.start(END_MS + LETTER_MS * self._length)

    def _fail(self) -> None:
        """It is silent from now on; whoever is at the desk reads, as where there was never a voice."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.stop(QTextToSpeech.BoundaryHint.Immediate)
            engine.deleteLater()
        self._end()

    def _end(self) -> None:
        self._limit.stop()
        ended, self._ended = self._ended, None
        if ended is not None:
            ended()
