"""The two axes of state of a dossier, named once for kiosk, agent and gateway. They are never mixed.

Carriage is how far a parcel has travelled; a case status is what the deciding authority says about one part.
"""

from enum import IntEnum, StrEnum


class Carriage(StrEnum):
    """How far a parcel has travelled on its road to the province."""

    SEALED = "sealed"  # blobs are durable and kiosk.db knows the parcel; no outbox row permits sending yet
    WAITING = "waiting"  # an outbox row permits sending; nothing has been accepted by the gateway yet
    SENDING = "sending"  # the agent has begun to carry it
    RECORDED = "recorded"  # first signed acknowledgement: record valid, expected papers fixed
    DELIVERED = "delivered"  # second signed acknowledgement: every paper opened and durable
    REFUSED = "refused"  # quarantined with a reason and a remedy; only an officer may drop it


CARRIAGE_MOVES: dict[Carriage, frozenset[Carriage]] = {
    Carriage.SEALED: frozenset({Carriage.WAITING}),
    Carriage.WAITING: frozenset({Carriage.SENDING, Carriage.RECORDED, Carriage.DELIVERED, Carriage.REFUSED}),
    Carriage.SENDING: frozenset({Carriage.WAITING, Carriage.RECORDED, Carriage.DELIVERED, Carriage.REFUSED}),
    Carriage.RECORDED: frozenset({Carriage.DELIVERED, Carriage.REFUSED}),
    Carriage.DELIVERED: frozenset(),
    Carriage.REFUSED: frozenset({Carriage.WAITING}),
}


class CaseStatus(IntEnum):
    """What the deciding authority says of one part: the national codes (TrangThaiHoSo) 1-10, and 0 for a draft.

    Source of codes and names: domain facts, states table, public code of a provincial system (secondary).
    """

    DRAFT = 0  # not sealed yet; never leaves the kiosk
    REGISTERED = 1  # Mới đăng ký
    RECEIVED = 2  # Được tiếp nhận
    NOT_RECEIVED = 3  # Không được tiếp nhận
    PROCESSING = 4  # Đang xử lý
    SUPPLEMENT_ASKED = 5  # Yêu cầu bổ sung giấy tờ
    PAYMENT_ASKED = 6  # Yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = 7  # Công dân yêu cầu rút hồ sơ
    STOPPED = 8  # Dừng xử lý
    DECIDED = 9  # Đã xử lý xong
    RETURNED = 10  # Đã trả kết quả


class ParcelKind(StrEnum):
    """What a parcel carries."""

    FILING = "filing"  # a new dossier
    SUPPLEMENT = "supplement"  # papers or answers added after sealing
    AMENDMENT = "amendment"  # answers corrected after sealing
    WITHDRAWAL = "withdrawal"  # the citizen takes the dossier back
    RESULT_HANDED_OUT = "result-handed-out"  # the result reached the citizen
    FEE_TAKEN = "fee-taken"  # money was taken at the counter
    RATING = "rating"  # the citizen's opinion
    NUMBER_TAKEN = "number-taken"  # typed into the authority's own system at the counter; the number it gave
    AUDIT_HEAD = "audit-head"  # the head of the kiosk's audit chain


class Channel(IntEnum):
    """How the dossier came in (KenhThucHien). Assisted filing is never silently counted as online."""

    IN_PERSON = 1  # Trực tiếp
    ONLINE = 2  # Trực tuyến
    POSTAL = 3  # Bưu chính công ích
