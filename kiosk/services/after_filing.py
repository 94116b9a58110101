"""One road for every parcel that follows a filing: signed, sealed, booked with what goes beside it, queued.

The order is that of ``filing``: blobs, one commit, outbox row. What was filed is never changed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forms.errors import KnownError
from forms.states import CaseStatus, ParcelKind
from forms.text import Message
from kiosk.domain.counter_book import Beside
from kiosk.domain.dossier import Answer, Confirmation, Dossier, DossierState
from kiosk.domain.papers import NewPaper
from kiosk.services.desk import Desk, new_id
from kiosk.services.filing import Filed, put_blobs, queue_or_later
from kiosk.services.sealing import Said, parts_filed, seal_parcel
from kiosk.services.secrets import device_identity

NOT_FILED = Message(
    "error.after_filing.not_filed",
    "Hồ sơ này còn là bản nháp, chưa nộp nên chưa làm được việc này.",
    "An act on a filed dossier is tried on a draft",
)
NOTHING_SAID = Said({}, (), {}, (), ())
NOTHING_SIGNED = Confirmation()


@dataclass(frozen=True, slots=True)
class Following:
    """What a parcel carries beyond who and when.

    ``told`` are the keys of its kind; ``beside`` makes what the counter's book keeps, given the parcel's id and the time;
    ``moves`` are parts the citizen's own act brings to a state; ``number`` is the authority's number the dossier bears from
    now on.
    """

    kind: ParcelKind
    said: Said = NOTHING_SAID
    answers: Sequence[Answer] = ()
    note: str = ""
    told: Mapping[str, object] | None = None
    beside: Callable[[str, datetime], Beside] | None = None
    moves: Iterable[tuple[str, CaseStatus]] = ()
    confirmation: Confirmation = NOTHING_SIGNED
    fresh: Sequence[NewPaper] = ()
    number: str | None = None


def filed_dossier(desk: Desk, dossier_id: str) -> Dossier:
    """The dossier, which must have been filed. Raises ``KnownError`` for a draft."""
    dossier = desk.store.dossiers.get(dossier_id)
    if dossier.state is not DossierState.SEALED:
        raise KnownError(NOT_FILED)
    return dossier


def follow(desk: Desk, dossier: Dossier, what: Following, at: datetime) -> Filed:
    """Seals and queues one parcel that follows ``dossier``."""
    parcel = new_id()
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    sealed = seal_parcel(
        desk,
        device_identity(desk),
        what.kind,
        dossier,
        definition,
        what.said,
        parts_filed(desk, dossier.id),
        [new.taken(dossier.id, at, desk.officer.code) for new in what.fresh],
        slip_number=dossier.slip_number or "",
        at=at,
        confirmation=what.confirmation,
        note=what.note.strip() or None,
        in_hand={new.id: new.data for new in what.fresh},
        told=what.told,
        parcel=parcel,
    )
    put_blobs(desk, sealed)
    desk.store.parcels.add(
        parcel,
        dossier.id,
        what.kind,
        sealed.manifest,
        by=desk.officer.code,
        record=sealed.record,
        answers=what.answers,
        fresh=what.fresh,
        note=what.note.strip(),
        urgent=dossier.urgent,
        beside=None if what.beside is None else what.beside(parcel, at),
        moves=what.moves,
        number=what.number,
    )
    carriage = queue_or_later(desk, parcel, sealed.manifest, urgent=dossier.urgent)
    return Filed(dossier.id, dossier.slip_number or "", parcel, carriage)


def already(desk: Desk, dossier: Dossier, parcel: str) -> Filed:
    """The answer to a second tap: what the first one gave."""
    return Filed(dossier.id, dossier.slip_number or "", parcel, desk.store.parcels.get(parcel).carriage)
