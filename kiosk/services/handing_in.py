"""A citizen alone hands in: what was answered is sealed to the office and waits for an officer under a number.

Runs in a process that holds no key of the office: it can seal, and nobody but an officer's unlocked desk can open.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from forms.errors import BugError, KnownError
from forms.faults import Fault
from forms.text import Message
from forms.validation import validate
from kiosk.domain.arrivals import SELF, Bundle
from kiosk.domain.office import Office, Officer, Place
from kiosk.domain.print_jobs import PaperSize
from kiosk.domain.roles import Role
from kiosk.folder import Folder
from kiosk.services import bundles
from kiosk.services.desk import Desk
from kiosk.services.standing import state_of
from kiosk.store import files
from sync.parcel import SLOT_INTAKE, KemPublic, seal_blob

SEALED = ".sealed"
_NUMBERS = "numbers"
_TAKEN = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d{3,4})")
_MOST_A_DAY = 9_999

_NOT_READY = Message(
    "error.intake.not_ready",
    "Còn {count} câu cần bà con xem lại rồi mới gửi cho cán bộ được.",
    "A citizen alone wants to hand in while answers are missing or wrong",
)


class NotReady(KnownError):
    """``faults`` names every answer that is missing or wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(_NOT_READY, count=len(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Invitation:
    """All that a self-service screen is told of its office; nothing of it is secret. ``printers`` are addresses by paper
    size: that screen knows the office's choice from nowhere else.
    """

    office: Office
    key: KemPublic = field(repr=False)
    by_pin: bool = False
    printers: Mapping[PaperSize, str] = field(default_factory=dict)

    def as_said(self) -> dict[str, object]:
        """What travels over the pipe."""
        office = self.office
        return {
            "unit": office.unit,
            "name": office.name,
            "province": office.province,
            "counter": office.counter,
            "authority_name": office.authority_name,
            "phone": office.phone,
            "key": self.key.data.hex(),
            "printers": {str(size): address for size, address in self.printers.items()},
        }

    @classmethod
    def heard(cls, said: Mapping[str, object]) -> "Invitation":
        """The same at the other end. The supervisor adds whether a PIN leads back."""
        texts = {
            name: str(said[name])
            for name in ("unit", "name", "province", "counter", "authority_name", "phone")
        }
        printers = said.get("printers")
        return cls(
            Office(**texts, place=Place.SELF_SERVICE),
            KemPublic(bytes.fromhex(str(said["key"]))),
            said.get("by_pin") is True,
            {PaperSize(size): str(address) for size, address in printers.items()}
            if isinstance(printers, dict)
            else {},
        )


def nobody() -> Officer:
    """Who stands where an officer stands elsewhere: a citizen alone, with the right to answer questions and no other."""
    return Officer(SELF, "", Role.SELF_SERVICE, bytes(32))


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The waiting number, as it is called out."""

    dossier: str
    number: int

    @property
    def text(self) -> str:
        """Three digits at least: ``007``."""
        return f"{self.number:03d}"


def check(desk: Desk, dossier_id: str) -> tuple[Fault, ...]:
    """What a citizen alone must still answer. Papers are not asked for: the officer looks at them."""
    dossier = desk.store.dossiers.get(dossier_id)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    answers = desk.store.dossiers.answers(dossier_id)
    return validate(
        definition,
        {a.field: a.value for a in answers if a.value is not None},
        frozenset(a.field for a in answers if a.unsure),
        frozenset(paper.id for paper in definition.papers),
        desk.context(dossier),
    )


def hand_in(desk: Desk, dossier_id: str, key: KemPublic, home: Folder) -> HandedIn:
    """Seals the draft for the office ``home`` belongs to and gives its number; the draft here is gone afterwards.

    Raises ``NotReady``, or another ``KnownError`` (disk full); then nothing was handed in and the draft stays.
    """
    if desk.officer.role is not Role.SELF_SERVICE:
        raise BugError("only a screen without the office's keys hands in")
    dossier = desk.store.dossiers.get(dossier_id)
    state = state_of(desk, dossier)
    if state.stop is not None:
        raise KnownError(state.stop)
    faults = check(desk, dossier_id)
    if faults:
        raise NotReady(faults)
    asked = {shown.address for shown in state.fields()}
    day = desk.today()
    number = claim_number(home.intake, day)
    bundle = Bundle(
        id=dossier.id,
        number=number,
        day=day.isoformat(),
        at=desk.now(),
        office_unit=desk.office.unit,
        procedure=dossier.procedure,
        version=dossier.version,
        language=dossier.language,
        # What a page no longer shows stays here, and is gone with this process.
        answers=tuple(a for a in desk.store.dossiers.answers(dossier_id) if a.field in asked),
        consents=desk.store.confirmations.of(dossier_id).consents,
    )
    sealed = seal_blob(bundles.write(bundle), dossier.id, SLOT_INTAKE, [key])
    files.replace(home.intake / f"{dossier.id}{SEALED}", sealed.data)
    desk.store.dossiers.delete_draft(dossier_id, by=desk.officer.code)
    return HandedIn(dossier.id, number)


def claim_number(intake: Path, day: date) -> int:
    """The next waiting number of the day, never given twice: by the existence of an empty file, whoever asks.

    Raises ``KnownError`` when the disk takes nothing.
    """
    numbers = intake / _NUMBERS
    with files.known_faults():
        numbers.mkdir(mode=0o700, parents=True, exist_ok=True)
        today = day.isoformat()
        last = 0
        for path in numbers.iterdir():
            found = _TAKEN.fullmatch(path.name)
            if found is None:
                continue
            if found[1] == today:
                last = max(last, int(found[2]))
            elif found[1] < today:
                path.unlink(missing_ok=True)
        for number in range(last + 1, _MOST_A_DAY + 1):
            try:
                handle = os.open(
                    numbers / f"{today}-{number:03d}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600
                )
            except FileExistsError:
                continue
            os.close(handle)
            files.sync_folder(numbers)
            return number
    raise BugError("no waiting number is left")
