"""Tells a card scanner from a person at the keyboard, before a single character reaches a field.

A wedge scanner types like a keyboard, only faster than any hand. Keys are therefore held back for an
instant; a run of fast keys is a scan and is swallowed whole, anything else is let through in order. What
the scanned text means, and whether it has lost its marks on the way, is judged by ``forms.rules.card_qr``.
Knows no Qt.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

#: Seconds between two keys of a burst. Scanners send 1-20 ms apart, people seldom under 80.
GAP = 0.045
#: No hand types so many keys at that speed. A whole card is far longer, but a scanner pulled out in the middle of one
#: leaves a piece, and no piece of a card may lie in a field either.
LEAST = 8
#: What is longer is no card. It is still swallowed to its end, so that nothing of it lands in a field.
MOST = 1200

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A whole burst: the text between the first key and Enter. ``cut`` when it was longer than any card."""

    text: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Released(Generic[K]):
    """Keys that were no scan after all, in the order in which they came, to be delivered now."""

    keys: tuple[K, ...]


class BurstRecogniser(Generic[K]):
    """Sorts keys into scans and typing. ``K`` is whatever the caller needs to deliver a key later.

    Every key given comes back exactly once: inside a ``Scanned`` text or in a ``Released``. Times are
    seconds of one clock that never goes back; the key's own time stamp is better than the time of its
    delivery.
    """

    def __init__(self, gap: float = GAP, least: int = LEAST, most: int = MOST) -> None:
        self._gap = gap
        self._least = least
        self._most = most
        self._keys: list[K] = []
        self._text: list[str] = []
        self._last: float | None = None

    @property
    def holds(self) -> bool:
        """Whether keys are held back; ``settle`` must then be called once the gap has passed."""
        return bool(self._keys)

    @property
    def gap(self) -> float:
        """Seconds after which held keys are settled."""
        return self._gap

    def key(self, key: K, text: str, at: float, *, enter: bool = False) -> tuple[Scanned | Released[K], ...]:
        """One key: what it types (empty for Shift and its like), when, and whether it is Enter."""
        out: list[Scanned | Released[K]] = []
        if self._last is not None and at - self._last > self._gap:
            out += self._settled()
        if enter and self._is_scan():
            out.append(self._taken())
            return tuple(out)
        self._keys.append(key)
        if enter:
            out += self._settled()
            return tuple(out)
        self._last = at
        self._text.append(text)
        return tuple(out)

    def settle(self) -> tuple[Scanned | Released[K], ...]:
        """Ends a run that has fallen silent for longer than the gap; the caller knows that it has."""
        return tuple(self._settled())

    def _is_scan(self) -> bool:
        return sum(map(len, self._text)) >= self._least

    def _settled(self) -> list[Scanned | Released[K]]:
        if self._is_scan():
            # A scanner set up without Enter, or whose Enter was lost with its cable.
            return [self._taken()]
        keys = tuple(self._keys)
        self._clear()
        return [Released(keys)] if keys else []

    def _taken(self) -> Scanned:
        text = "".join(self._text)
        self._clear()
        return Scanned(text[: self._most], cut=len(text) > self._most)

    def _clear(self) -> None:
        self._keys.clear()
        self._text.clear()
        self._last = None
