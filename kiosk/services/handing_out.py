"""Results into their owners' hands, against a mark, with the originals that lay here; the last link of every chain.

A result may come home as a file (printed here) or lie at the counter on paper; either way what counts is the hand that
took it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.errors import KnownError
from forms.states import CaseStatus, ParcelKind
from forms.text import Message
from kiosk.domain.counter_book import HandOut
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.domain.papers import Envelope
from kiosk.domain.roles import Act, demand
from kiosk.services.after_filing import Following, already, filed_dossier, follow
from kiosk.services.desk import Desk
from kiosk.services.envelopes import give_back as give_back
from kiosk.services.envelopes import held_here
from kiosk.services.filing import Filed
from kiosk.services.sealing import in_order
from kiosk.services.signing import Signed, confirmation_of
from sync.parcel import write_time

_READY = frozenset({CaseStatus.DECIDED, CaseStatus.RETURNED, CaseStatus.STOPPED, CaseStatus.NOT_RECEIVED})
_NO_PART = Message("error.hand_out.no_part", "Hồ sơ này không có phần như vậy.", "Said to an officer")
_NOT_READY = Message(
    "error.hand_out.not_ready",
    "Phần này chưa có kết quả nên chưa trả được.",
    "A result is handed out before the authority has decided",
)
_NOBODY = Message(
    "error.hand_out.nobody", "Xin ghi tên người nhận kết quả.", "A hand-out without a recipient's name"
)
_NOT_HERE = Message(
    "error.hand_out.envelope",
    "Phong bì {envelope} không do quầy này giữ. Xin xem lại số phong bì.",
    "An envelope that belongs to another dossier or is held by somebody else",
)


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One part and its result. ``notice`` brought it; ``here`` means the file is home and can be printed."""

    part: str
    name: Message
    authority: str
    status: CaseStatus
    ready: bool
    notice: str | None = None
    result_name: str = ""
    here: bool = False
    handed: HandOut | None = None


def results(desk: Desk, dossier_id: str) -> tuple[ResultLine, ...]:
    """The parts of a filed dossier in the form's order, and what of each can be handed out."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    dossier = filed_dossier(desk, dossier_id)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    names = {part.id: part.name for part in definition.parts}
    handed = {one.part: one for one in desk.store.counter_book.hand_outs(dossier_id)}
    came = [one for one in desk.store.notices.for_dossier(dossier_id) if one.what is NoticeKind.RESULT]
    lines = []
    for part in in_order(definition, desk.store.dossiers.parts(dossier_id)):
        notice = _of_part(came, part.part)
        lines.append(
            ResultLine(
                part.part,
                names.get(part.part, definition.name),
                part.authority_name,
                part.status,
                part.status in _READY and part.part not in handed,
                notice.id if notice else None,
                notice.result.name if notice is not None and notice.result is not None else "",
                notice is not None and desk.store.notices.result(notice.id) is not None,
                handed.get(part.part),
            )
        )
    return tuple(lines)


def open_result(desk: Desk, notice_id: str) -> bytes | None:
    """The bytes of a result that is home, for printing; ``None`` while it is not."""
    demand(desk.officer.role, Act.HAND_OUT_RESULT)
    return desk.store.notices.result(notice_id)


def envelopes(desk: Desk, dossier_id: str) -> tuple[Envelope, ...]:
    """Envelopes of originals that this counter still holds for a dossier."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    return held_here(desk, dossier_id)


def hand_out(
    desk: Desk,
    dossier_id: str,
    part: str,
    recipient: str,
    signed: Signed,
    *,
    relation: str = "",
    envelopes: Sequence[str] = (),
) -> Filed:
    """Gives the result of one part to ``recipient`` and the originals in ``envelopes`` back, and tells the province.

    A second tap answers what the first answered, and closes what a crash left open. Raises ``KnownError`` before the
    authority has decided.
    """
    demand(desk.officer.role, Act.HAND_OUT_RESULT)
    dossier = filed_dossier(desk, dossier_id)
    line = next((one for one in results(desk, dossier_id) if one.part == part), None)
    if line is None:
        raise KnownError(_NO_PART)
    if line.handed is not None:
        for number in line.handed.envelopes:
            give_back(desk, number)
        return already(desk, dossier, line.handed.parcel)
    if line.status not in _READY:
        raise KnownError(_NOT_READY)
    if not recipient.strip():
        raise KnownError(_NOBODY)
    here = {one.number for one in held_here(desk, dossier_id)}
    for number in envelopes:
        if number not in here:
            raise KnownError(_NOT_HERE, envelope=number)
    at = desk.now()
    confirmation, fresh = confirmation_of(signed, at)
    given, numbers = recipient.strip(), tuple(dict.fromkeys(envelopes))
    filed = follow(
        desk,
        dossier,
        Following(
            ParcelKind.RESULT_HANDED_OUT,
            told={
                "handed_out": {
                    "part": part,
                    "recipient": given,
                    "relation": relation.strip(),
                    "envelopes": list(numbers),
                    "at": write_time(at),
                }
            },
            beside=lambda parcel, when: HandOut(
                parcel,
                dossier_id,
                part,
                given,
                relation.strip(),
                signed.how,
                signed.witness.strip(),
                numbers,
                when,
                desk.officer.code,
            ),
            # What was refused or stopped stays so; only a result in hand is "Đã trả kết quả".
            moves=((part, CaseStatus.RETURNED),) if line.status is CaseStatus.DECIDED else (),
            confirmation=confirmation,
            fresh=fresh,
        ),
        at,
    )
    for number in numbers:
        give_back(desk, number)
    return filed


def _of_part(notices: Sequence[Notice], part: str) -> Notice | None:
    return next((one for one in reversed(notices) if one.part in (part, None)), None)
