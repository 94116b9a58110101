"""Why a parcel was refused or waits, in plain words with what to do next. May not act on it."""

from forms.text import Message
from sync.courtesy import Restraint
from sync.statement import RefusalReason

LOCAL_BLOB_MISSING = "local-blob-missing"
LOCAL_BLOB_DAMAGED = "local-blob-damaged"
"""Reasons the agent itself finds on this machine; only the gateway's own are in ``RefusalReason``."""

_NOTE = "Why refused, and the remedy"
_WAITS = (
    "Shown to the officer: why the last attempt to send a parcel failed. The machine tries again by itself."
)
_REFUSED_OTHER = Message(
    "ui.refused.other",
    "Tỉnh trả lại hồ sơ. Gửi lại một lần; nếu vẫn vậy, báo người hỗ trợ mã lý do.",
    _NOTE,
)
_REMEDIES: dict[str, Message] = {
    RefusalReason.MANIFEST_INVALID: Message(
        "ui.refused.manifest_invalid",
        "Tỉnh không đọc được tờ kê của kiện hồ sơ. Gửi lại; nếu vẫn vậy, báo người hỗ trợ.",
        _NOTE,
    ),
    RefusalReason.DEVICE_UNKNOWN: Message(
        "ui.refused.device_unknown",
        "Tỉnh không biết máy này. Nhờ quản trị ghi danh lại rồi gửi lại.",
        _NOTE,
    ),
    RefusalReason.DEVICE_REVOKED: Message(
        "ui.refused.device_revoked", "Máy này đã bị thu hồi. Báo quản trị tỉnh.", _NOTE
    ),
    RefusalReason.RECORD_UNOPENABLE: Message(
        "ui.refused.record_unopenable",
        "Tỉnh không mở được hồ sơ (khóa của tỉnh đã đổi). Bấm gửi lại để máy niêm phong lại bằng khóa mới.",
        _NOTE,
    ),
    RefusalReason.RECORD_SIGNATURE: Message(
        "ui.refused.record_signature",
        "Tỉnh không xác nhận được cán bộ lập hồ sơ này. Nhờ quản trị gửi lại danh sách cán bộ cho tỉnh rồi gửi lại.",
        "Why refused, and the remedy. Never call the officer's mark 'ký số'",
    ),
    RefusalReason.RECORD_MISMATCH: Message(
        "ui.refused.record_mismatch",
        "Nội dung hồ sơ không khớp với tờ kê của kiện. Gửi lại; nếu vẫn vậy, báo người hỗ trợ.",
        _NOTE,
    ),
    RefusalReason.ANSWERS_INVALID: Message(
        "ui.refused.answers_invalid",
        "Câu trả lời không hợp lệ theo mẫu của tỉnh. Lập hồ sơ bổ sung hoặc lập lại.",
        _NOTE,
    ),
    RefusalReason.PAPER_MISMATCH: Message(
        "ui.refused.paper_mismatch",
        "Giấy tờ đến nơi không khớp với hồ sơ. Gửi lại; nếu vẫn vậy, báo người hỗ trợ.",
        _NOTE,
    ),
    LOCAL_BLOB_MISSING: Message(
        "ui.refused.blob_missing",
        "Thiếu tệp đã niêm phong trên máy này. Bấm gửi lại để máy niêm phong lại.",
        _NOTE,
    ),
    LOCAL_BLOB_DAMAGED: Message(
        "ui.refused.blob_damaged",
        "Tệp đã niêm phong trên máy này bị hỏng. Bấm gửi lại để máy niêm phong lại.",
        _NOTE,
    ),
}

_DENIED_NOTE = "Shown to the officer: why the province does not let this machine in, and the remedy."
_DENIED_OTHER = Message(
    "ui.denied.other",
    "Tỉnh chưa cho phép máy này gửi. Báo quản trị; hồ sơ vẫn an toàn trong máy.",
    _DENIED_NOTE,
)
_DENIED: dict[str, Message] = {
    "revoked": Message(
        "ui.denied.revoked",
        "Tỉnh đã thu hồi máy này nên không nhận từ máy nữa. Hồ sơ đã niêm phong vẫn gửi được bằng USB hoặc từ máy khác "
        "của đơn vị. Muốn dùng lại, quản trị xin mã mới và ghi danh máy như một máy mới.",
        _DENIED_NOTE,
    ),
    "device": Message(
        "ui.denied.device", "Tỉnh không biết máy này. Nhờ quản trị ghi danh lại.", _DENIED_NOTE
    ),
    "clock": Message(
        "ui.denied.clock",
        "Đồng hồ của máy lệch quá nhiều so với tỉnh. Chỉnh lại ngày giờ của máy.",
        _DENIED_NOTE,
    ),
}

_CUT = Message(
    "ui.waits.cut", "Đường truyền bị ngắt khi đang gửi tệp lớn; máy sẽ gửi tiếp từ chỗ còn dở.", _WAITS
)
_SPOILT = Message("ui.waits.spoilt", "Một tệp đến nơi không nguyên vẹn; máy sẽ gửi lại tệp đó.", _WAITS)
_STORAGE = Message("ui.waits.storage", "Máy chủ của tỉnh tạm thời không lưu được; máy sẽ gửi lại.", _WAITS)
_DISK = Message(
    "ui.waits.disk",
    "Máy này chưa đọc được tệp đã niêm phong; máy sẽ thử lại. Nếu còn lặp lại, nhờ quản trị kiểm tra ổ đĩa.",
    _WAITS,
)
_FAULT = Message(
    "ui.waits.fault",
    "Phần mềm gặp lỗi với kiện này; máy sẽ thử lại, các kiện khác vẫn đi. Nếu còn lặp lại, báo người hỗ trợ mã kiện.",
    _WAITS,
)
_NOT_TAKEN = Message("ui.waits.not_taken", "Tỉnh chưa nhận kiện này; máy sẽ tự gửi lại.", _WAITS)
_WAITING = {"cut": _CUT, "upload-460": _SPOILT, "storage": _STORAGE, "fault": _FAULT}

_RESTRAINTS = {
    Restraint.RECORDS_ONLY: Message(
        "ui.waits.records_only",
        "Đang để chế độ chỉ gửi bản khai: giấy tờ đợi đến khi tắt chế độ này.",
        "Shown to the officer: papers wait because somebody wants nothing but records to be sent for now",
    ),
    Restraint.HOURS: Message(
        "ui.waits.hours",
        "Bản khai vẫn gửi ngay; giấy tờ đợi đến giờ được gửi tệp lớn.",
        "Shown to the officer: papers wait for the hours in which the link may be used",
    ),
    Restraint.BUDGET: Message(
        "ui.waits.budget",
        "Đã dùng hết dung lượng mạng của hôm nay: bản khai vẫn gửi, giấy tờ đợi đến mai.",
        "Shown to the officer: papers wait because the day's budget of the link is spent",
    ),
}


def remedy(reason: str | None) -> Message:
    """What to tell the officer about a refusal ``reason``, known or not."""
    return _REMEDIES.get(reason or "", _REFUSED_OTHER)


def why_denied(code: str | None) -> Message:
    """What to tell the officer about the gateway's word ``code``, known or not, for not letting this machine in."""
    return _DENIED.get(code or "", _DENIED_OTHER)


def why_waiting(reason: str) -> Message:
    """What to tell the officer about the ``reason`` of a failed attempt, known or not."""
    return _DISK if reason.startswith("disk-") else _WAITING.get(reason, _NOT_TAKEN)


def why_held_back(restraint: str | None) -> Message | None:
    """What to tell the officer when papers wait although there may be a link; None when they do not."""
    return _RESTRAINTS[Restraint(restraint)] if restraint in set(Restraint) else None
