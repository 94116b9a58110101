"""Taking a dossier back at the citizen's word: state 7, a parcel of its own, originals back in their owner's hands."""

from forms.errors import KnownError
from forms.states import CaseStatus, ParcelKind
from forms.text import Message
from kiosk.domain.dossier import PartState
from kiosk.domain.roles import Act, demand
from kiosk.services.after_filing import Following, already, filed_dossier, follow
from kiosk.services.desk import Desk
from kiosk.services.envelopes import give_back, held_here
from kiosk.services.filing import Filed
from kiosk.services.signing import Signed, confirmation_of

ENDED = frozenset(
    {
        CaseStatus.NOT_RECEIVED,
        CaseStatus.WITHDRAWN,
        CaseStatus.STOPPED,
        CaseStatus.DECIDED,
        CaseStatus.RETURNED,
    }
)
"""States from which nothing can be taken back any more."""

ALL_ENDED = Message(
    "error.withdraw.ended",
    "Hồ sơ này đã giải quyết xong nên không rút được nữa.",
    "A dossier whose every part is decided, stopped or withdrawn",
)
_NO_REASON = Message(
    "error.withdraw.no_reason",
    "Xin ghi lý do rút hồ sơ theo lời bà con.",
    "A withdrawal without a reason",
)


def can_withdraw(desk: Desk, dossier_id: str) -> Message | None:
    """Why the dossier cannot be taken back; ``None`` when it can."""
    filed_dossier(desk, dossier_id)
    return None if _open_parts(desk, dossier_id) else ALL_ENDED


def withdraw(
    desk: Desk, dossier_id: str, reason: str, signed: Signed | None = None, *, envelopes_back: bool = True
) -> Filed:
    """Tells the province and every part's authority that the citizen takes the dossier back.

    Originals this counter still holds go back to their owner, link by link, unless ``envelopes_back`` is false. A second
    tap answers what the first answered. Raises ``KnownError`` when every part has ended.
    """
    demand(desk.officer.role, Act.WITHDRAW)
    dossier = filed_dossier(desk, dossier_id)
    before = next(
        (one for one in desk.store.parcels.by_dossier(dossier_id) if one.kind is ParcelKind.WITHDRAWAL), None
    )
    if before is not None:
        filed = already(desk, dossier, before.id)
    else:
        if not reason.strip():
            raise KnownError(_NO_REASON)
        parts = _open_parts(desk, dossier_id)
        if not parts:
            raise KnownError(ALL_ENDED)
        at = desk.now()
        confirmation, fresh = confirmation_of(signed, at)
        filed = follow(
            desk,
            dossier,
            Following(
                ParcelKind.WITHDRAWAL,
                note=reason,
                confirmation=confirmation,
                fresh=fresh,
                moves=tuple((part.part, CaseStatus.WITHDRAWN) for part in parts),
            ),
            at,
        )
    if envelopes_back:
        for envelope in held_here(desk, dossier_id):
            give_back(desk, envelope.number)
    return filed


def _open_parts(desk: Desk, dossier_id: str) -> tuple[PartState, ...]:
    return tuple(part for part in desk.store.dossiers.parts(dossier_id) if part.status not in ENDED)
