"""What every widget is built with: look, language, sound and the guard against double taps.

Frozen: another language, text size or contrast is another kit, and the page is built anew with it.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from forms.text import Message
from kiosk.devices.sound import Player
from kiosk.i18n.packs import VIETNAMESE
from kiosk.i18n.translator import Shown, Translator, Utterance
from kiosk.i18n.values import Value
from kiosk.ui.theme.look import Look
from kiosk.ui.widgets.taps import TapGuard


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message with its values: what an ear button says. ``instead`` is said where the language has no clip of the
    message and has one of that: the question in place of the name of what it asks for.
    """

    message: Message
    params: tuple[tuple[str, Value], ...] = ()
    instead: Message | None = None


@dataclass(slots=True)
class Asked:
    """What a person asked to hear last: asked for again it is said slowly, and after that as usual once more."""

    paths: tuple[Path, ...] = ()
    slow: bool = False

    def again(self, paths: tuple[Path, ...]) -> bool:
        """Whether to say it slowly this time."""
        self.slow = paths == self.paths and not self.slow
        self.paths = paths
        return self.slow


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything a widget needs to show and say something."""

    look: Look
    translator: Translator
    player: Player
    taps: TapGuard
    asked: Asked = field(default_factory=Asked, compare=False)

    def show(self, message: Message, **params: Value) -> Shown:
        """The message in the citizen's language with its Vietnamese."""
        return self.translator.show(message, **params)

    def can_say(self, *spoken: Spoken) -> bool:
        """Whether at least one of them has a clip."""
        return any(self._said(one).clips for one in spoken)

    def say(self, *spoken: Spoken, unasked: bool = False) -> None:
        """Plays these one after another; what has no clip is left to the officer's voice. What is asked for twice is said
        slowly the second time; ``unasked`` when the page speaks by itself.
        """
        paths = tuple(path for one in spoken for path in self._said(one).paths)
        if paths:
            self.player.play(*paths, slow=not unasked and self.asked.again(paths))

    def _said(self, one: Spoken) -> Utterance:
        said = self.translator.speak(one.message, **dict(one.params))
        if one.instead is None or self.translator.says(said):
            return said
        instead = self.translator.speak(one.instead)
        return instead if self.translator.says(instead) else said

    def with_look(self, look: Look) -> "Kit":
        """The same kit in another look."""
        return replace(self, look=look)

    def with_translator(self, translator: Translator) -> "Kit":
        """The same kit in another language."""
        return replace(self, translator=translator)


def plain(text: str) -> Shown:
    """A proper name or a number: the same in every language."""
    return Shown(text, text, False, VIETNAMESE)
