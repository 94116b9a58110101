"""A dossier as the rest of the kiosk sees it: frozen values handed out by the store.

Answers have the shapes of ``forms.answers`` (all JSON). Times are aware UTC. Ids are 32 lower-case hex
characters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from forms.states import Carriage, CaseStatus, Channel, ParcelKind
from kiosk.domain.office import Place

Value = str | bool | int | None | Mapping[str, object] | Sequence[str]
"""An answer's value. A sequence holds the row ids of repeated rows, in order."""


class DossierState(StrEnum):
    """Whether answers may still change."""

    DRAFT = "draft"
    SEALED = "sealed"


class Origin(StrEnum):
    """Where an answer came from; travels in the record (``origins``)."""

    TYPED = "typed"
    CARD = "card"  # read from the identity card's code
    EARLIER = "earlier"  # from an earlier dossier of the same person, confirmed by a person
    COMPUTED = "computed"  # worked out by the form


class Route(StrEnum):
    """How one part reaches its authority; travels in the record (``parts[].route``)."""

    SYSTEM = "system"  # the authority's system is connected: the parcel is the road
    PAPER = "paper"  # not connected: printed here and carried; an officer notes what became of it


class NumberKind(StrEnum):
    """Where an official number came from. A trial number is always called "số thử nghiệm"."""

    DELEGATED = "delegated"
    TRIAL = "trial"
    PORTAL = "portal"  # an officer typed the dossier into the national portal and took its number back


OFFICIAL_NUMBERS = frozenset({NumberKind.DELEGATED, NumberKind.PORTAL})
"""Kinds of numbers that are the authority's own; any other is a trial number and called so."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """One request of one citizen under one version of one procedure.

    ``page`` is the page on screen when it was last saved. ``channel`` and ``assisted`` are kept apart, so
    assisted filing never counts silently as online. ``slip_number`` is the office's provisional number;
    ``official_number`` comes from the province and is empty until then. ``received_at`` and ``due_at`` are
    the authority's words, never the kiosk's guess.
    """

    id: str
    procedure: str
    version: str
    state: DossierState
    channel: Channel
    assisted: bool
    place: Place
    authority_unit: str
    authority_name: str
    language: str
    citizen_name: str
    created_at: datetime
    updated_at: datetime
    filed_by: str
    page: str | None = None
    sealed_at: datetime | None = None
    slip_number: str | None = None
    slip_code: str | None = None
    official_number: str | None = None
    number_kind: NumberKind | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it was given. ``unsure`` means "I don't know": the officer looks at it.

    ``field`` is the field's address: its id, or ``members/r1/member_name`` inside repeated rows. ``reference`` is the
    id of the dossier an answer of origin ``earlier`` was taken over from.
    """

    field: str
    value: Value
    origin: Origin = Origin.TYPED
    unsure: bool = False
    reference: str = ""


class NumberStatus(StrEnum):
    """What an identity number is to its person now. Numbers are a history, never one unique column."""

    CURRENT = "current"
    FORMER = "former"  # replaced (the nine-digit number of an older card)
    CANCELLED = "cancelled"  # cancelled by the authority and never given again


class NumberForm(StrEnum):
    """The shape of an identity number (LoaiDinhDanh 1 and 2, and everything else)."""

    PERSONAL = "personal"  # 12 digits
    OLD_CARD = "old_card"  # 9 digits
    OTHER = "other"  # passport and the like


@dataclass(frozen=True, slots=True)
class IdentityEntry:
    """One number in a person's history."""

    number: str
    form: NumberForm
    status: NumberStatus
    origin: Origin = Origin.TYPED


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a dossier speaks of. ``role`` is the form's word (``requester``, ``mother`` …), and
    ``members/r1/member`` for somebody in a repeated row.

    ``name`` is kept as given, in NFC; the store keeps a folded copy beside it for search. ``birth`` is a whole day
    (``YYYY-MM-DD``), empty when only a month or a year is known.
    """

    role: str
    name: str
    phone: str = ""
    numbers: tuple[IdentityEntry, ...] = ()
    birth: str = ""


@dataclass(frozen=True, slots=True)
class PartState:
    """What one deciding authority says of its part. ``moved_by`` is the officer who noted it by hand, for a part on
    paper, or took the citizen's own act (withdrawn, result in hand); ``None`` when it came from the province.
    """

    part: str
    authority_kind: str
    authority_unit: str
    authority_name: str
    status: CaseStatus
    status_at: datetime
    text: str = ""
    route: Route = Route.SYSTEM
    moved_by: str | None = None


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Who read the answers back to the citizen, in which language, and through whom."""

    reader: str
    interpreter: str | None
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent to one extra purpose, with the hash of the very text that was shown and read aloud."""

    purpose: str
    text_sha256: str
    given: bool
    at: datetime
    language: str


class SignedHow(StrEnum):
    """How the citizen signed; travels in the record (``citizen_signature.how``)."""

    FINGER = "finger"
    THUMB_PAPER = "thumb-paper"
    WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class CitizenSignature:
    """The citizen's mark. ``paper_id`` points to the picture of it among the dossier's papers."""

    how: SignedHow
    at: datetime
    paper_id: str | None = None
    witness: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What has been recorded so far about the citizen's word on this dossier."""

    read_back: ReadBack | None = None
    signature: CitizenSignature | None = None
    consents: tuple[Consent, ...] = ()


@dataclass(frozen=True, slots=True)
class PartAtFiling:
    """One part of a dossier, its deciding authority and its road there, as fixed at sealing."""

    part: str
    authority_kind: str
    authority_unit: str
    authority_name: str
    route: Route = Route.SYSTEM


@dataclass(frozen=True, slots=True)
class VersionMove:
    """A draft was taken over to another version of its form: by whom, when, and every difference that was shown.

    ``differences`` are plain JSON objects, as ``forms.moving`` describes them.
    """

    version_from: str
    version_to: str
    at: datetime
    by: str
    differences: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class SealedFacts:
    """Everything that becomes true in the one commit that seals a dossier.

    ``manifest`` and ``record`` are the signed bytes whose blobs are already durable in the outbox folder.
    ``papers`` are the ids of the papers in slot order. ``slip_code`` is the text of the slip's code.
    """

    parcel: str
    manifest: bytes
    record: bytes
    slip_number: str
    slip_code: str
    officer: str
    authority_unit: str
    authority_name: str
    parts: tuple[PartAtFiling, ...]
    papers: tuple[str, ...] = ()
    computed: tuple[Answer, ...] = ()
    people: tuple[Person, ...] = ()
    citizen_name: str | None = None
    urgent: bool = False
    deadline: datetime | None = None
    sealed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel of this kiosk and how far it got.

    ``ack_recorded`` and ``ack_delivered`` are the gateway's signed statements as they came. ``answers`` and
    ``note`` are what a supplement or amendment says. ``refused_reason`` is the gateway's reason code.
    """

    id: str
    dossier: str
    kind: ParcelKind
    manifest: bytes
    carriage: Carriage
    created_at: datetime
    created_by: str
    urgent: bool = False
    deadline: datetime | None = None
    record: bytes = b""
    answers: tuple[Answer, ...] = ()
    note: str = ""
    in_reply_to: int | None = None
    ack_recorded: bytes | None = None
    ack_delivered: bytes | None = None
    refusal: bytes | None = None
    refused_reason: str | None = None
    moved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DossierSummary:
    """One line of the officer's list. ``unsent`` counts parcels the province does not wholly have; ``arrival`` is the waiting
    number of a draft that a citizen entered alone.
    """

    id: str
    procedure: str
    state: DossierState
    citizen_name: str
    created_at: datetime
    updated_at: datetime
    slip_number: str | None = None
    official_number: str | None = None
    number_kind: NumberKind | None = None
    carriage: Carriage | None = None
    parts: tuple[PartState, ...] = ()
    unsent: int = 0
    refused: int = 0
    unread_notices: int = 0
    urgent: bool = False
    due_at: datetime | None = None
    filed_by: str = ""
    version: str = ""
    arrival: int | None = None


@dataclass(frozen=True, slots=True)
class DossierFilter:
    """What the officer's list shows. Every field left empty asks for nothing."""

    state: DossierState | None = None
    carriage: Carriage | None = None
    status: CaseStatus | None = None
    procedure: str | None = None
    filed_by: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    attention: bool = False  # a supplement is asked, a parcel is refused or a notice is unread
    on_the_way: bool = False  # filed, not refused, and not yet wholly at the province
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many dossiers stand where, for the head of the officer's list."""

    drafts: int = 0
    sealed: int = 0
    by_carriage: Mapping[Carriage, int] = field(default_factory=dict)
    by_status: Mapping[CaseStatus, int] = field(default_factory=dict)
    attention: int = 0
