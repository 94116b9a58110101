"""Placeholders in sentences: which there are, and filling them safely.

Packs are made by many hands, so their text is never given to ``str.format``: only ``{name}`` is known here,
with plain lower-case names. May not know packs or messages.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SLOT = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a sentence where a value stands."""

    name: str


def pieces(text: str) -> tuple[str | Slot, ...]:
    """The sentence cut into fixed text and slots, in order; joining them gives the sentence back."""
    found: list[str | Slot] = []
    end = 0
    for match in _SLOT.finditer(text):
        if match.start() > end:
            found.append(text[end : match.start()])
        found.append(Slot(match.group(1)))
        end = match.end()
    if end < len(text):
        found.append(text[end:])
    return tuple(found)


def names(text: str) -> frozenset[str]:
    """The names of all slots in the sentence."""
    return frozenset(_SLOT.findall(text))


def is_sound(text: str) -> bool:
    """Whether every brace in the text belongs to a plain slot."""
    rest = _SLOT.sub("", text)
    return "{" not in rest and "}" not in rest


def agree(source: str, translation: str) -> bool:
    """Whether a translation shows exactly the values its source shows, and no stray braces."""
    return is_sound(translation) and names(source) == names(translation)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The sentence with its slots filled. A value that was not given shows as an ellipsis, never as a raw
    name.
    """
    return _SLOT.sub(lambda match: values.get(match.group(1), "…"), text)
