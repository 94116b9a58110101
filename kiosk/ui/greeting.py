"""The languages of the greeting: which there are, how each is greeted, and what happens to one that is not whole yet.

A person whose language covers too little is greeted in it all the same, and led to an officer: the pages are then in
Vietnamese with their pictures, and whatever there is of the language is said. Opens every pack for a moment and keeps none.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.i18n.offering import in_order
from kiosk.i18n.packs import Branch, Pack
from kiosk.i18n.translator import Translator, name_message
from kiosk.ui.screens.language import GREETING, LanguageChoice

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.sheet import Sheet

WITH_OFFICER = Message(
    "ui.language.with_officer",
    "Máy chưa có đủ {language}. Cán bộ ngồi cùng bà con, hỏi bằng tiếng Việt, có hình. Câu nào có {language} thì máy nói.",
    "After choosing a language that is not whole yet; {language} is its name, like “Tiếng Mông”.",
)
ALONE = Message(
    "ui.language.alone",
    "Máy chưa có đủ {language}. Trang chữ Việt có hình; câu nào có {language} thì máy nói. Cần giúp thì gọi cán bộ.",
    "The same where a citizen sits alone at the screen; {language} is its name, like “Tiếng Mông”.",
)


class Greeting:
    """What the conductor needs for the page of languages. A choice is a tag, or ``tag/branch``."""

    def __init__(self, conductor: "Conductor") -> None:
        self._c = conductor

    def choices(self, province: str = "") -> tuple[LanguageChoice, ...]:
        """Every language of the machine, a branch with a voice of its own as one more."""
        shelf, offering = self._c.shelf, self._c.offering
        found = []
        for tag in in_order(shelf, offering, province):
            pack = shelf.get(tag)
            for branch in _branches(pack):
                translator = Translator(shelf, tag, branch.id if branch else "")
                found.append(
                    LanguageChoice(
                        f"{tag}/{branch.id}" if branch else tag,
                        branch.name if branch else pack.name,
                        branch.name_vi if branch else pack.name_vi,
                        translator.show(GREETING).text if translator.show(GREETING).tag == tag else "",
                        translator.name_clip(tag) is not None,
                        offering.is_offered(tag),
                    )
                )
        shelf.close_all_but(self._c.kit.translator.tag)
        return tuple(found)

    def say(self, choice: str) -> None:
        """The language's name and, where it has one of its own, its greeting."""
        self._c.kit.player.play(*self._own_words(choice))

    def lead(self, choice: str, *, alone: bool) -> "Sheet | None":
        """For a language that is not offered: greets in it and says who helps. ``None`` when it needs nobody."""
        tag, kit = tag_and_branch(choice)[0], self._c.kit
        if self._c.offering.is_offered(tag):
            return None
        told = ALONE if alone else WITH_OFFICER
        name = name_message(self._c.shelf.get(tag))
        sheet = self._c.sheet((kit.show(told, language=name),), icon="people", name="language-sheet")
        kit.player.play(*self._own_words(choice), *kit.translator.speak(told, language=name).paths)
        return sheet

    def _own_words(self, choice: str) -> tuple[Path, ...]:
        tag, branch = tag_and_branch(choice)
        translator = Translator(self._c.shelf, tag, branch)
        name = translator.name_clip(tag)
        greeting = translator.speak(GREETING)
        own = greeting.paths if translator.says(greeting) else ()
        return (*((name.path,) if name is not None else ()), *own)


def tag_and_branch(choice: str) -> tuple[str, str]:
    """A choice, ``tag`` or ``tag/branch``, in its two halves; the branch may be empty."""
    tag, _, branch = choice.partition("/")
    return tag, branch


def _branches(pack: Pack) -> tuple[Branch | None, ...]:
    """The branches that can be told apart by ear; the language as a whole where there are not two of them."""
    spoken = {voice.branch for voice in pack.voices}
    heard = tuple(branch for branch in pack.branches if branch.id in spoken)
    return heard if len(heard) > 1 else (None,)
