"""The loudspeaker as the screens see it: play these clips, and read these words, one after another, or stop at once.

A port without Qt, so that whoever only needs to know that sound exists loads nothing. The half that makes
sound is ``sound_qt``; here is the silent stand-in for tests and for machines without a loudspeaker. May not
know messages or packs: it is given files.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

#: Where the volume starts for every new citizen (0-1).
USUAL_VOLUME = 0.8
LOUD = 1.0
SOFT = 0.45

#: How fast clips are played when somebody asks to hear them slowly.
SLOW = 0.75
USUAL_SPEED = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """Vietnamese that no clip can say, for the system's own voice: always synthetic, and a person may still read it."""

    text: str


Part = Path | Words


class Player(Protocol):
    """Plays clips. Everything is best effort: what cannot be played or read is passed over, never an exception."""

    def play(self, *parts: Part, slow: bool = False) -> None:
        """Stops what is playing and plays these files and reads these words in order."""

    def reads(self) -> bool | None:
        """Whether a Vietnamese voice of the system reads ``Words``; ``None`` while nobody has needed one: they may be
        handed over then, and are passed over where it turns out that there is none.
        """

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
    """A player nobody hears. It remembers what it was asked to play (``played``: the clips of it alone); ``finish`` stands
    for time passing, ``reading`` for the system's voice.
    """

    def __init__(self, reading: bool | None = False) -> None:
        self.reading = reading
        self.played: list[tuple[Path, ...]] = []
        self.heard: list[tuple[Part, ...]] = []
        self.was_slow = False
        self._volume = USUAL_VOLUME
        self._playing = False
        self._callbacks: list[Callable[[], None]] = []

    def play(self, *parts: Part, slow: bool = False) -> None:
        self.stop()
        if not parts:
            return
        self.played.append(tuple(part for part in parts if isinstance(part, Path)))
        self.heard.append(parts)
        self.was_slow = slow
        self._playing = True

    def reads(self) -> bool | None:
        return self.reading

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
