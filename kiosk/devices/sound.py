"""The loudspeaker as the screens see it: play these clips one after another, or stop at once.

A port without Qt, so that whoever only needs to know that sound exists loads nothing. The half that makes
sound is ``sound_qt``; here is the silent stand-in for tests and for machines without a loudspeaker. May not
know messages or packs: it is given files.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

#: Where the volume starts for every new citizen (0-1).
USUAL_VOLUME = 0.8
LOUD = 1.0
SOFT = 0.45

#: How fast clips are played when somebody asks to hear them slowly.
SLOW = 0.75
USUAL_SPEED = 1.0


class Player(Protocol):
    """Plays clips. Everything is best effort: a clip that cannot be played is passed over, never an
    exception.
    """

    def play(self, *paths: Path, slow: bool = False) -> None:
        """Stops what is playing and plays these files in order."""

    def stop(self) -> None:
        """Silence at once. ``finished`` is not called for what was stopped."""

    def is_playing(self) -> bool: ...

    def volume(self) -> float:
        """0 (silent) to 1."""

    def set_volume(self, volume: float) -> None:
        """Values outside 0-1 are brought inside."""

    def on_finished(self, callback: Callable[[], None]) -> None:
        """Called each time a whole ``play`` came to its end. Callbacks are kept for the player's life."""

    def reset(self) -> None:
        """Between two citizens: stop, and the usual volume again."""


def within_range(volume: float) -> float:
    """The volume brought between 0 and 1."""
    return min(max(volume, 0.0), 1.0)


def louder_or_soft(volume: float) -> float:
    """The next of three volumes: from the usual one to loud, to soft, and back."""
    if volume >= LOUD:
        return SOFT
    return USUAL_VOLUME if volume < USUAL_VOLUME else LOUD


class SilentPlayer:
    """A player nobody hears. It remembers what it was asked to play; ``finish`` stands for time passing."""

    def __init__(self) -> None:
        self.played: list[tuple[Path, ...]] = []
        self.was_slow = False
        self._volume = USUAL_VOLUME
        self._playing = False
        self._callbacks: list[Callable[[], None]] = []

    def play(self, *paths: Path, slow: bool = False) -> None:
        self.stop()
        if not paths:
            return
        self.played.append(paths)
        self.was_slow = slow
        self._playing = True

    def stop(self) -> None:
        self._playing = False

    def is_playing(self) -> bool:
        return self._playing

    def finish(self) -> None:
        """The clips played to their end."""
        if not self._playing:
            return
        self._playing = False
        for callback in self._callbacks:
            callback()

    def volume(self) -> float:
        return self._volume

    def set_volume(self, volume: float) -> None:
        self._volume = within_range(volume)

    def on_finished(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)

    def reset(self) -> None:
        self.stop()
        self.set_volume(USUAL_VOLUME)
