"""A sentence ready to be shown and said: the message and what stands in its gaps. Nothing here is in one language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.text import Message


@dataclass(frozen=True, slots=True)
class Spoken:
    """``params`` are plain numbers and texts (names, numbers, days as people write them)."""

    message: Message
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def vi(self) -> str:
        """The sentence in Vietnamese, for papers and the command line."""
        return self.message.in_vietnamese(**self.params)
