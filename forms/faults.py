"""What is wrong with one answer, in words a person can act on. Knows nothing of how it was found."""

import dataclasses
from dataclasses import dataclass

from forms.text import Message


@dataclass(frozen=True, slots=True)
class Fault:
    """``message`` says what is wrong with ``field`` and what to do; ``label`` names the field to a person.

    ``field`` is a field id, a paper slot, or an unknown key as it was given. ``params`` fill the placeholders of
    ``message`` and never hold an answer.
    """

    field: str
    label: Message
    message: Message
    params: dict[str, str | int] = dataclasses.field(default_factory=dict)
