"""What every widget is built with: look, language, sound and the guard against double taps.

Frozen: another language, text size or contrast is another kit, and the page is built anew with it.
"""

from dataclasses import dataclass, field, replace

from forms.text import Message
from kiosk.devices.sound import Part, Player, Words
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

    parts: tuple[Part, ...] = ()
    slow: bool = False

    def again(self, parts: tuple[Part, ...]) -> bool:
        """Whether to say it slowly this time."""
        self.slow = parts == self.parts and not self.slow
        self.parts = parts
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

    def show_with(self, message: Message, **words: Shown) -> Shown:
        """The message with other sentences in it: each line in one language, and a draft where any of them is one."""
        vi = self.show(message, **{name: one.vi for name, one in words.items()})
        if not vi.is_translated:
            return vi
        shown = self.show(message, **{name: one.text for name, one in words.items()})
        draft = shown.is_draft or any(one.is_draft for one in words.values())
        return replace(shown, vi=vi.vi, is_draft=draft)

    def can_say(self, *spoken: Spoken) -> bool:
        """Whether at least one of them has a clip, or is read by a voice that is known to be there."""
        reading = self.player.reads() is True
        return any(self._parts(self._said(one), reading) for one in spoken)

    def say(self, *spoken: Spoken, unasked: bool = False) -> None:
        """Plays these one after another; what has no clip the system's Vietnamese voice reads to who listens in Vietnamese,
        or it is left to the officer's. What is asked for twice is said slowly the second time; ``unasked`` when the page
        speaks by itself.
        """
        reading = self.player.reads()
        if reading is None:
            reading = not unasked  # a page that comes looks for no voice, a person who asks does
        parts = tuple(part for one in spoken for part in self._parts(self._said(one), reading))
        if parts:
            self.player.play(*parts, slow=not unasked and self.asked.again(parts))

    def _parts(self, said: Utterance, reading: bool) -> tuple[Part, ...]:
        """What the player can do of it; with the system's voice where it is ``reading``."""
        if not reading or self.translator.tag != VIETNAMESE:
            return said.paths
        return tuple(Words(part) if isinstance(part, str) else part.path for part in said.parts)

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
