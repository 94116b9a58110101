"""What one person reads and hears: the chosen pack first, then its related packs, then Vietnamese.

Decided for every message alone, so a half-made pack helps where it can. Never blank, never an id, and a
damaged part of a pack costs only that part. May not know screens or play sound.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.i18n.packs import VIETNAMESE, Pack, PackShelf, Plural
from kiosk.i18n.placeholders import Slot, fill
from kiosk.i18n.values import Digits, Formats, KnownDate, Money, Value

if TYPE_CHECKING:
    from kiosk.i18n.clips import Clip
    from kiosk.i18n.open_pack import OpenPack
    from kiosk.i18n.sentences import Sentence

MONEY = Message("ui.format.money", "{amount} đồng", "Money; {amount} is a number such as 50.000.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A message ready for the screen. ``vi`` is always there, to stand under ``text`` when they differ."""

    text: str
    vi: str
    is_draft: bool  # nobody has reviewed this translation: it wears a mark
    tag: str  # the language ``text`` really is in
    message: Message | None = field(default=None, compare=False, repr=False)  # what says it, with its values
    params: tuple[tuple[str, Value], ...] = field(default=(), compare=False, repr=False)

    @property
    def is_translated(self) -> bool:
        """Whether the Vietnamese must stand under it."""
        return self.tag != VIETNAMESE

    @property
    def in_one_line(self) -> str:
        """Where neither a second line nor a mark has room: both languages, and of a draft the Vietnamese alone."""
        return f"{self.text} – {self.vi}" if self.is_translated and not self.is_draft else self.vi


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message ready to be heard, all in the language of ``tag``: clips and, where it stands among them, what no clip can
    say: a person does, or in Vietnamese the system's voice.
    """

    parts: tuple["Clip | str", ...]
    tag: str

    @property
    def clips(self) -> tuple["Clip", ...]:
        return tuple(part for part in self.parts if not isinstance(part, str))

    @property
    def unsaid(self) -> tuple[str, ...]:
        return tuple(part for part in self.parts if isinstance(part, str))

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(clip.path for clip in self.clips)


class Translator:
    """One language as a person meets it. Cheap to make; a new one is made when the language changes.

    ``branch`` is the one the citizen chose by ear: its voices are asked first. Not ``written``: the language is not
    offered here, so everything is shown in Vietnamese, and said in the language where it has a clip.
    """

    def __init__(
        self, shelf: PackShelf, tag: str = VIETNAMESE, branch: str = "", *, written: bool = True
    ) -> None:
        self.pack = shelf.get(tag)
        self.tag = self.pack.tag
        self.branch = branch
        self.is_written = written
        self._shelf = shelf
        self._opened: tuple[OpenPack, ...] | None = None

    @property
    def _chain(self) -> "tuple[OpenPack, ...]":
        """The packs asked in turn. Opened at first need: the first page of the day is in Vietnamese and silent."""
        if self._opened is None:
            self._opened = tuple(self._shelf.opened(pack) for pack in self._shelf.chain(self.tag))
        return self._opened

    def show(self, message: Message, **params: Value) -> Shown:
        """The message in the nearest language that has it, with its values written that language's way."""
        vi = self._written(None, message, params)
        for opened in self._chain if self.tag != VIETNAMESE and self.is_written else ():
            sentence = opened.sentence(message) if opened.pack.tag != VIETNAMESE else None
            if sentence is not None:
                text = self._written(opened, message, params, _form(sentence, opened.pack.plural, params))
                draft = sentence.is_draft or _holds_a_draft(opened, params.values())
                return Shown(text, vi, draft, opened.pack.tag, message, tuple(params.items()))
        return Shown(vi, vi, False, VIETNAMESE, message, tuple(params.items()))

    def clip(self, message: Message) -> "Clip | None":
        """The one file that says a message without values; None when there is none or it needs ``speak``."""
        utterance = self.speak(message)
        return utterance.clips[0] if len(utterance.clips) == 1 and not utterance.unsaid else None

    def speak(self, message: Message, **params: Value) -> Utterance:
        """The message as clips, all in one language; in Vietnamese, with gaps named, where no pack has all of
        it.
        """
        for opened in self._chain:
            said = self._said(opened, message, params, whole=True)
            if said is not None:
                return said
        for opened in reversed(self._chain):
            said = self._said(opened, message, params, whole=False)
            if said is not None:
                return said
        shown = self.show(message, **params)
        return Utterance((shown.text,), shown.tag)

    def says(self, said: Utterance) -> bool:
        """Whether it is said in this language itself."""
        return bool(said.clips) and said.clips[0].tag == self.tag

    def name_clip(self, tag: str) -> "Clip | None":
        """The language's name said in itself, else in Vietnamese: for the first screen."""
        from kiosk.i18n.clips import Clip

        for opened in (self._shelf.opened(pack) for pack in self._shelf.chain(tag)):
            branch = self.branch if opened.pack.tag == self.tag else ""
            found = opened.recording(name_message(self._shelf.get(tag)), branch)
            if found is not None and isinstance(found.parts[0], Path):
                return Clip(found.parts[0], opened.pack.tag, found.synthetic, found.seconds)
        return None

    def _written(
        self,
        opened: "OpenPack | None",
        message: Message,
        params: Mapping[str, Value],
        text: str | None = None,
    ) -> str:
        """``message`` in this pack's language (None: Vietnamese) with its values filled in."""
        if text is None:
            sentence = opened.sentence(message) if opened is not None else None
            text = message.vi if sentence is None else sentence.text
        return fill(text, {name: self._value(opened, value) for name, value in params.items()})

    def _value(self, opened: "OpenPack | None", value: Value) -> str:
        formats = opened.pack.formats if opened is not None else Formats()
        match value:
            case Message():
                return self._written(opened, value, {})
            case Money():
                return self._written(opened, MONEY, {"amount": formats.number(value.dong)})
            case KnownDate():
                return formats.day(value)
            case datetime():
                return formats.moment(value)
            case date():
                return formats.day(KnownDate.of(value))
            case Digits():
                return value.text
            case _:
                return str(value)

    def _said(
        self, opened: "OpenPack", message: Message, params: Mapping[str, Value], whole: bool
    ) -> Utterance | None:
        """From this pack alone; None when a needed clip is missing (``whole``) or the sentence itself is."""
        recording = opened.recording(message, self.branch if opened.pack.tag == self.tag else "")
        if recording is None:
            return None
        from kiosk.i18n.clips import Clip

        parts: list[Clip | str] = []
        for part in recording.parts:
            if isinstance(part, Slot):
                inner = self._said_value(opened, params.get(part.name), whole)
                if inner is None:
                    return None
                parts += inner.parts
            else:
                parts.append(Clip(part, opened.pack.tag, recording.synthetic, recording.seconds))
        return Utterance(tuple(parts), opened.pack.tag)

    def _said_value(self, opened: "OpenPack", value: Value | None, whole: bool) -> Utterance | None:
        if value is None or isinstance(value, str):
            return Utterance((value,) if value else (), opened.pack.tag)
        if isinstance(value, Message):
            words: tuple[Message, ...] = (value,)
        else:
            known = KnownDate.of(value) if isinstance(value, date) else value
            from kiosk.i18n.spoken import words_of

            words = words_of(known, opened.pack.grammar)
        said = [self._said(opened, word, {}, whole) for word in words]
        if all(utterance is not None for utterance in said):
            parts = (part for one in said if one is not None for part in one.parts)
            return Utterance(tuple(parts), opened.pack.tag)
        return None if whole else Utterance((self._value(opened, value),), opened.pack.tag)


def _holds_a_draft(opened: "OpenPack", values: Iterable[Value]) -> bool:
    """Whether a sentence that stands in another one is a draft."""
    inner = (opened.sentence(value) for value in values if isinstance(value, Message))
    return any(one is not None and one.is_draft for one in inner)


def _form(sentence: "Sentence", plural: Plural, params: Mapping[str, Value]) -> str:
    """The form for the number that is counted: the value called ``n``, or the only whole number there is."""
    if len(sentence.forms) < 2:
        return sentence.text
    numbers = [value for value in params.values() if isinstance(value, int)]
    counted = params.get("n", numbers[0] if len(numbers) == 1 else None)
    at = plural.form(counted) if isinstance(counted, int) else len(sentence.forms) - 1
    return sentence.forms[min(at, len(sentence.forms) - 1)]


def name_message(pack: Pack) -> Message:
    """The pseudo-message under which clips say a language's name: its own id, its Vietnamese name as text."""
    return Message(f"pack.name.{pack.tag}", pack.name_vi)
