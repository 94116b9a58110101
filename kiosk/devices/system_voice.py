"""The operating system's own Vietnamese voice as the player sees it: reads what no clip can say, where there is one.

A port without Qt. What makes sound is ``system_voice_qt``; it is loaded when the first text is to be read, so that neither
start-up nor a machine whose citizens never need it pays for it. May not decide what is read.
"""

from collections.abc import Callable
from typing import Protocol


class SystemVoice(Protocol):
    """Reads one text at a time. Everything is best effort: a text that cannot be read is passed over, never an exception."""

    def speaks(self) -> bool | None:
        """Whether there is a Vietnamese voice that works; ``None`` while nobody has needed one."""

    def say(self, text: str, ended: Callable[[], None], *, volume: float, slow: bool) -> None:
        """Reads the text and calls ``ended``, also where it could not be read: soon, or when the time for it is over.
        ``volume`` is 0-1.
        """

    def stop(self) -> None:
        """Silence at once; ``ended`` is not called any more."""


class NoVoice:
    """A machine without a voice."""

    def speaks(self) -> bool | None:
        return False

    def say(self, text: str, ended: Callable[[], None], *, volume: float, slow: bool) -> None:  # noqa: ARG002 - a voice's
        ended()

    def stop(self) -> None:
        pass


def of_the_system() -> SystemVoice:
    """The voice of this machine, loaded now; none where the system's libraries for it are missing."""
    try:
        from kiosk.devices.system_voice_qt import QtVoice
    except ImportError:
        return NoVoice()
    return QtVoice()


class LateVoice:
    """A voice that is looked for when the first text is to be read, and silent while it is not ``wanted``."""

    def __init__(self, wanted: Callable[[], bool], find: Callable[[], SystemVoice] = of_the_system) -> None:
        self._wanted = wanted
        self._find = find
        self._voice: SystemVoice | None = None

    def speaks(self) -> bool | None:
        if not self._wanted():
            return False
        return None if self._voice is None else self._voice.speaks()

    def say(self, text: str, ended: Callable[[], None], *, volume: float, slow: bool) -> None:
        if self._voice is None:
            self._voice = self._find()
        self._voice.say(text, ended, volume=volume, slow=slow)

    def stop(self) -> None:
        if self._voice is not None:
            self._voice.stop()
