"""The one way a sentence meant for a person is written down in code or in a definition.

Vietnamese is the authoritative text and travels with the message; packs translate it by ``id``.
May not know any pack, language or screen.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for a person.

    ``id`` is stable and dotted (``ui.unlock.title``, ``form.1.004873.purpose.label``): packs and recorded clips are
    found by it. ``vi`` is the Vietnamese text with named placeholders (``{name}``). ``note`` tells the translator
    where it is shown and what it must not lose.
    """

    id: str
    vi: str
    note: str = ""

    def in_vietnamese(self, **params: object) -> str:
        """The authoritative text with its placeholders filled."""
        return self.vi.format(**params) if params else self.vi
