"""The officer's side of self-service: opening a screen to citizens, and taking in what they entered alone.

What is taken in becomes an ordinary draft of origin ``self-service``: an officer looks at the person, the card and every
paper, reads the answers back, has it signed and confirms, as with any other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from forms.errors import KnownError
from forms.path import evaluate
from kiosk.domain.arrivals import Arrival, NewArrival
from kiosk.domain.office import Place
from kiosk.domain.print_jobs import PaperSize
from kiosk.domain.roles import Act, demand, may
from kiosk.services import bundles
from kiosk.services.asked import asked
from kiosk.services.bundles import BundleDamaged
from kiosk.services.desk import Desk
from kiosk.services.handing_in import SEALED, Invitation
from kiosk.services.people import people_of, subject_name
from kiosk.services.secrets import OFFICE_INTAKE
from kiosk.store import files
from sync.parcel import SLOT_INTAKE, KemPrivate, ParcelDamaged, is_id, open_blob


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many dossiers came in, and how many files could not be read and were set aside."""

    arrived: int = 0
    damaged: int = 0


def intake_key(desk: Desk) -> KemPrivate:
    """The office's intake key, made when it is first asked for."""
    found = desk.store.secrets.get(OFFICE_INTAKE)
    if found is None:
        desk.store.secrets.put(OFFICE_INTAKE, KemPrivate.generate().data)
        found = desk.store.secrets.get(OFFICE_INTAKE)
        assert found is not None
    return KemPrivate(found)


def invitation(desk: Desk, printers: Mapping[PaperSize, str] | None = None) -> Invitation:
    """What a screen needs to serve citizens alone. Raises ``NotAllowed`` for an officer who does not take dossiers in.

    ``printers`` are the addresses used here, the system's own where nobody has chosen.
    """
    demand(desk.officer.role, Act.CHECK_DRAFTS)
    desk.folder.intake.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Invitation(
        replace(desk.office, place=Place.SELF_SERVICE), intake_key(desk).public, printers=printers or {}
    )


def take_in(desk: Desk) -> TakenIn:
    """Makes drafts of everything that was handed in. Repeating is harmless; one bad file stops no other."""
    arrived = damaged = 0
    if not may(desk.officer.role, Act.CHECK_DRAFTS):
        return TakenIn()
    for path in _waiting(desk.folder.intake):
        dossier = path.name.removesuffix(SEALED)
        try:
            if not desk.store.arrivals.knows(dossier):
                arrived += desk.store.arrivals.take_in(_opened(desk, path, dossier), by=desk.officer.code)
        except (BundleDamaged, ParcelDamaged):
            damaged += 1
            desk.journal.write("intake-damaged", dossier=dossier)
            files.set_aside(path, "damaged")
            continue
        except KnownError as error:
            # A form this machine does not have (yet): the file waits for its pack.
            desk.journal.write("intake-waits", dossier=dossier, reason=error.message.id)
            continue
        # Only now: what is durable as a draft needs its file no more.
        path.unlink(missing_ok=True)
    return TakenIn(arrived, damaged)


def arrivals(desk: Desk, dossiers: Iterable[str]) -> dict[str, Arrival]:
    """The waiting numbers of these drafts, where a citizen entered them alone."""
    return desk.store.arrivals.of(dossiers)


def _waiting(intake: Path) -> list[Path]:
    try:
        found = [path for path in intake.iterdir() if path.name.endswith(SEALED)]
    except OSError:
        return []
    return sorted(path for path in found if is_id(path.name.removesuffix(SEALED)) and path.is_file())


def _opened(desk: Desk, path: Path, dossier: str) -> NewArrival:
    try:
        if path.stat().st_size > bundles.LARGEST:
            raise BundleDamaged
        data = path.read_bytes()
    except OSError as error:
        raise BundleDamaged from error
    bundle = bundles.read(open_blob(data, dossier, SLOT_INTAKE, intake_key(desk)))
    if bundle.id != dossier or bundle.office_unit != desk.office.unit:
        raise BundleDamaged
    definition = desk.catalogue.get(bundle.procedure, bundle.version)
    values = {a.field: a.value for a in bundle.answers if a.value is not None}
    known = {one.address for one in asked(definition, values)}
    answers = tuple(a for a in bundle.answers if a.field in known)
    context = replace(desk.context_of_new(), assisted=False)
    state = evaluate(
        definition,
        {a.field: a.value for a in answers if a.value is not None},
        frozenset(a.field for a in answers if a.unsure),
        context,
    )
    people = people_of(state)
    return NewArrival(
        replace(bundle, answers=answers),
        context.channel,
        Place.SELF_SERVICE,
        desk.office.authority_name,
        people,
        subject_name(people),
    )
