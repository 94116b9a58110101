"""What a form asks: pages, fields, repeated rows, and the conditions they stand under, as frozen values.

Expressions are kept as text with the place they came from; nothing here can evaluate one.
"""

from dataclasses import dataclass

from forms.kinds import FieldType, Precision
from forms.text import Message


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a statement of the definition comes from and how sure it is.

    ``source`` is a key of ``Definition.sources``; ``verified`` is true only when a person has compared it with the
    official published text.
    """

    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Expression:
    """A CEL expression and its place in the file. Blank answers are ``null``; see ``forms.expression``."""

    source: str
    path: str


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on answers with what to say. A constraint must hold; a warning speaks when it holds."""

    that: Expression
    message: Message


@dataclass(frozen=True, slots=True)
class Computed:
    """A value the form knows itself. While ``when`` holds (always, without one) the field is locked to ``value``."""

    when: Expression | None
    value: Expression


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice. ``eform`` is the code of the same option on the national electronic form; ``picture``
    names a pictogram for people who do not read."""

    id: str
    label: Message
    help: Message | None = None
    show: Expression | None = None
    eform: str | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    ``ask`` is the short spoken question, ``label`` the name of the fact on paper and in lists. ``person`` says whose
    fact it is and ``known`` which one (``forms.known``): an identity card or an earlier dossier of that person may know
    it. ``eform`` is the key on the national electronic form. A field of type ``rows`` is the hub of a repeated group:
    ``rows`` holds its questions, ``minimum`` and ``maximum`` how many rows there may be.
    """

    id: str
    type: FieldType
    label: Message
    ask: Message
    help: Message | None
    fact: Fact
    required: Expression | bool = False
    show: Expression | None = None
    computed: Computed | None = None
    suggest: Expression | None = None
    options: tuple[Option, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[Check, ...] = ()
    sensitive: bool = False
    may_be_unsure: bool = True
    known: str | None = None
    person: str | None = None
    eform: str | None = None
    examples: tuple[str, ...] = ()
    max_length: int = 200  # characters, for text and name
    minimum: int | None = None  # for integer and rows
    maximum: int | None = None
    precisions: tuple[Precision, ...] = (Precision.DAY,)
    future: bool = False  # whether a date may lie after today
    digits: tuple[int, ...] = (12, 9)  # which identity numbers are taken
    detail_required: bool = False  # for place: the house number, hamlet or street
    paper: str | None = None  # for paper: the slot
    picture: str | None = None  # name of a pictogram
    rows: "Rows | None" = None


@dataclass(frozen=True, slots=True)
class CardFill:
    """A card read on this page belongs to ``person`` while ``when`` holds."""

    person: str
    when: Expression | None


@dataclass(frozen=True, slots=True)
class Page:
    """One question or one small group, shown together."""

    id: str
    title: Message
    fields: tuple[Field, ...]
    show: Expression | None = None
    card_fills: tuple[CardFill, ...] = ()

    @property
    def rows(self) -> "Rows | None":
        """The repeated group whose hub this page is; ``None`` for an ordinary page."""
        return self.fields[0].rows if self.fields else None


@dataclass(frozen=True, slots=True)
class Rows:
    """A repeated group: for each row its ``pages`` are walked; ``one`` names a single row.

    The hub page that asks for more comes after the last row. ``id`` is the hub field's.
    """

    id: str
    one: Message
    pages: tuple[Page, ...]

    def columns(self) -> tuple[Field, ...]:
        """The questions of one row, in order."""
        return tuple(f for page in self.pages for f in page.fields)
