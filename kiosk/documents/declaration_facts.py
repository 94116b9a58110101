"""What a declaration is told: its layout, the answers, and what stands around them. Light: loads no PDF writer.

May not know how the paper looks, nor where an answer comes from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from forms.answers import Value
from forms.definition import Definition
from forms.layout import Layout


@dataclass(frozen=True, slots=True)
class DeclarationData:
    """A declaration to be printed and signed.

    ``answers`` are flat and hold computed values too: ``"members"`` → row ids, ``"members/r1/member_name"`` → value.
    ``unsure`` are the addresses answered with "I don't know": their lines stay empty, with a mark for the officer.
    ``parts`` are the parts of the dossier that were chosen; None prints the sections of all. ``filled`` false gives the
    blank form for handwriting, whatever the answers. ``to`` is the authority's printed name. ``made_on`` is None when the
    day is to be written by hand. ``draft`` prints "bản nháp" across every page.
    """

    layout: Layout
    definition: Definition
    answers: Mapping[str, Value]
    unsure: frozenset[str] = frozenset()
    parts: frozenset[str] | None = None
    filled: bool = True
    slip_number: str = ""
    to: str = ""
    place: str = ""
    made_on: date | None = None
    draft: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))
