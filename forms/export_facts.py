"""What an export may know of a dossier besides its answers, under names that tables use.

Frozen values that a kiosk, the gateway or a test fills in; nothing here is worked out or guessed. What an authority has
not said yet is ``None``, and the reason a person is told for its absence stands beside its name.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args, get_type_hints

from forms.definition import Definition
from forms.rules.fees import province_of
from forms.rules.places import Places
from forms.text import Message

__all__ = [
    "DOSSIER", "LISTS", "DossierFacts", "ExportFacts", "FeeFact", "PaperFact", "ResultFact", "StepFact",
    "SupplementFact", "file_name_of", "reason_for",
]  # fmt: skip

NOT_SAID = Message(
    "ui.export.not_said",
    "Chưa có thông tin này trong hồ sơ.",
    "Beside a key of an export that is still empty; told to officers.",
)
NO_NUMBER = Message(
    "ui.export.no_number",
    "Cơ quan chưa cấp mã hồ sơ.",
    "Beside an empty key of an export: the authority has not given the official number yet.",
)
NOT_RECEIVED = Message(
    "ui.export.not_received",
    "Cơ quan chưa tiếp nhận, nên chưa có ngày tiếp nhận và ngày hẹn.",
    "Beside an empty key of an export: legal receipt is the authority's.",
)
NOT_DECIDED = Message(
    "ui.export.not_decided", "Cơ quan chưa giải quyết xong.", "Beside an empty key of an export."
)
FILE_LEFT_OUT = Message(
    "ui.export.file_left_out",
    "Tệp không kèm trong lần xuất này.",
    "Beside an empty key of an export: the bytes of a paper were not asked for.",
)


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """The dossier and, when an export is for one part, that part. Times are aware; ``province`` is a two-digit code.

    ``submitted_at`` is when the citizen confirmed; ``received_at`` the authority's legal receipt; ``status`` the
    national code 1-10. ``kind_of_person`` is who the citizen is (``citizen`` at every kiosk).
    """

    office_unit: str
    office_name: str
    channel: int
    assisted: bool
    dossier: str | None = None
    slip_number: str | None = None
    province: str | None = None
    kind_of_person: str = "citizen"
    submitted_at: datetime | None = None
    official_number: str | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    status: int | None = None
    decided_at: datetime | None = None
    refused_at: datetime | None = None
    returned_at: datetime | None = None
    part: str | None = None
    authority_kind: str | None = None
    authority_unit: str | None = None
    authority_name: str | None = None
    officer: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PaperFact:
    """A digitised paper. ``component`` is its code in the national catalogue; ``data`` its bytes when asked for."""

    slot: str
    name: str
    file_name: str
    media: str
    size: int
    sha256: str
    handling: str
    component: str | None = None
    data: bytes | None = None


_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


def file_name_of(slot: str, number: int, media: str) -> str:
    """The name of a digitised paper as a file, the same at the counter and in the province: ``birth_notice-2.jpg``.

    ``number`` counts the files of its slot from 1, because two of one dossier must not have one name.
    """
    return f"{slot}-{number}{_ENDINGS.get(media, '')}"


@dataclass(frozen=True, slots=True)
class FeeFact:
    """A fee of this dossier in đồng; ``amount`` is None when no data say it."""

    name: str
    amount: int | None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class SupplementFact:
    """What an authority asked for afterwards. ``text`` and ``by`` are None where only the office may read them."""

    number: int
    by: str | None
    text: str | None
    asked_at: datetime
    answered: bool = False
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ResultFact:
    """A result file an authority gave."""

    name: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class StepFact:
    """One step on the way through an authority."""

    at: datetime
    status: int
    text: str
    by: str | None = None
    title: str | None = None
    unit: str | None = None
    begins_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """Everything one export may look at. ``answers`` may be nested, as in records, or flat, as a form gives them."""

    definition: Definition
    answers: Mapping[str, Any]
    dossier: DossierFacts
    unsure: frozenset[str] = frozenset()
    papers: tuple[PaperFact, ...] = ()
    fees: tuple[FeeFact, ...] = ()
    supplements: tuple[SupplementFact, ...] = ()
    results: tuple[ResultFact, ...] = ()
    steps: tuple[StepFact, ...] = ()

    def named(self) -> dict[str, Any]:
        """The dossier's facts by the names of ``DOSSIER``."""
        d = self.definition
        return {
            **dataclasses.asdict(self.dossier),
            "procedure": d.code,
            "version": d.version,
            "procedure_name": d.name.vi,
            "field_of_work": d.field_of_work.vi,
            "has_papers": bool(self.papers),
            "office_commune_name": _name_of(self.dossier.office_unit, 5),
            "office_province_name": _name_of(
                self.dossier.province or province_of(self.dossier.office_unit), 2
            ),
        }

    def items(self, name: str) -> tuple[dict[str, Any], ...]:
        """The entries of a list of ``LISTS``, each by the names given there."""
        return tuple(
            {f.name: getattr(one, f.name) for f in dataclasses.fields(one)} for one in getattr(self, name)
        )


def _name_of(unit: str, digits: int) -> str | None:
    """The full name of a province or commune; ``None`` for an office that is neither."""
    found = Places.load().unit(unit) if len(unit) == digits else None
    return found.full_name if found else None


def _kinds(of: type) -> dict[str, str]:
    """Each fact of a class with the kind of value it is, as formats name kinds."""
    found = {}
    for name, hint in get_type_hints(of).items():
        kind = next((one for one in get_args(hint) if one is not type(None)), hint)
        found[name] = {datetime: "time", bytes: "bytes", int: "integer", bool: "yes_no"}.get(kind, "text")
    return found


DOSSIER: dict[str, str] = {
    **_kinds(DossierFacts),
    **dict.fromkeys(
        (
            "procedure",
            "version",
            "procedure_name",
            "field_of_work",
            "office_commune_name",
            "office_province_name",
        ),
        "text",
    ),
    "has_papers": "yes_no",
}
"""Names a table may use as ``fact:``, with the kind of each."""

LISTS: dict[str, dict[str, str]] = {
    "papers": _kinds(PaperFact),
    "fees": _kinds(FeeFact),
    "supplements": _kinds(SupplementFact),
    "results": _kinds(ResultFact),
    "steps": _kinds(StepFact),
}
"""Names a table may use as ``each:``, and what each entry holds (``item:``)."""

_WHY = {
    "official_number": NO_NUMBER,
    "received_at": NOT_RECEIVED,
    "due_at": NOT_RECEIVED,
    "status": NOT_RECEIVED,
    "decided_at": NOT_DECIDED,
    "returned_at": NOT_DECIDED,
    "refused_at": NOT_DECIDED,
    "data": FILE_LEFT_OUT,
}


def reason_for(name: str) -> Message:
    """Why a fact may be absent."""
    return _WHY.get(name, NOT_SAID)
