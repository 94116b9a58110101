"""A sentence as a paper shows it: Vietnamese, and the citizen's language under it when there is one.

Papers are given sentences already translated. May not know packs or where a translation comes from.
"""

from dataclasses import dataclass
from typing import Protocol

from forms.text import Message
from kiosk.i18n.values import Value


class ShownText(Protocol):
    """What a translator answers: the text in the chosen language and the authoritative Vietnamese."""

    @property
    def text(self) -> str: ...
    @property
    def vi(self) -> str: ...
    @property
    def is_draft(self) -> bool: ...


class Show(Protocol):
    """A translator's way to show a message with its placeholders filled."""

    def __call__(self, message: Message, **params: Value) -> ShownText: ...


@dataclass(frozen=True, slots=True)
class Pair:
    """``vi`` is always printed; ``other`` stands under it, or is None when there is nothing to add.

    ``draft`` says that nobody who knows the language has approved ``other``.
    """

    vi: str
    other: str | None = None
    draft: bool = False

    @property
    def text(self) -> str:
        """So that a pair can be shown again."""
        return self.vi if self.other is None else self.other

    @property
    def is_draft(self) -> bool:
        """As a translator names it."""
        return self.draft


def in_vietnamese(message: Message, **params: Value) -> Pair:
    """Shows every message in Vietnamese alone."""
    return Pair(message.in_vietnamese(**params))


def pair(shown: ShownText) -> Pair:
    """A translator's answer as a pair: a fallback to Vietnamese is not printed twice."""
    if shown.text == shown.vi:
        return Pair(shown.vi)
    return Pair(shown.vi, shown.text, shown.is_draft)
