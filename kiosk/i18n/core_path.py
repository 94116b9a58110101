"""The core path as it lies beside the packs: which sentences a citizen meets from the greeting to the receipt, in order.

Only reads ``core.json``; who walks the screens and writes it is ``kiosk.gallery.core_path``.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kiosk.i18n.packs import shipped_folder

CORE = "core.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class CorePage:
    """A page by its name and the ids of the sentences that are met there first: what a citizen has to understand to go on,
    and ``more`` that stands there too (explanations, tools, keys of the keyboard).
    """

    name: str
    messages: tuple[str, ...]
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorePath:
    """The pages of one procedure; ``numbers`` are the words that say numbers and dates."""

    procedure: str
    pages: tuple[CorePage, ...]

    @property
    def messages(self) -> tuple[str, ...]:
        """The ids of what must be understood, in the order a citizen meets it."""
        return tuple(one for page in self.pages for one in page.messages)

    @property
    def more(self) -> tuple[str, ...]:
        """The ids of what else is met on the way, in order."""
        return tuple(one for page in self.pages for one in page.more)

    def page_of(self) -> dict[str, str]:
        """The page on which each sentence is met first."""
        return {one: page.name for page in self.pages for one in (*page.messages, *page.more)}

    def encode(self) -> str:
        """The text of the file."""
        content = {
            "format": _FORMAT,
            "procedure": self.procedure,
            "pages": [
                {"page": page.name, "messages": list(page.messages), "more": list(page.more)}
                for page in self.pages
            ],
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def decode(cls, text: str) -> "CorePath":
        """Raises ``ValueError`` or ``KeyError`` when it is not the file of this format."""
        content = json.loads(text)
        if content["format"] != _FORMAT:
            raise ValueError("another format")
        return cls(
            content["procedure"],
            tuple(
                CorePage(page["page"], tuple(page["messages"]), tuple(page["more"]))
                for page in content["pages"]
            ),
        )


@lru_cache(maxsize=4)
def core_path(folder: Path | None = None) -> CorePath:
    """Of the folder of packs; of the shipped one when none is named. It belongs to the program: a missing one is a fault."""
    return CorePath.decode(((folder or shipped_folder()) / CORE).read_text(encoding="utf-8"))
