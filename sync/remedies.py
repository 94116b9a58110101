"""Why a parcel was refused, in plain words with what to do next. May not act on it."""

from forms.text import Message
from sync.statement import RefusalReason

LOCAL_BLOB_MISSING = "local-blob-missing"
LOCAL_BLOB_DAMAGED = "local-blob-damaged"
"""Reasons the agent itself finds on this machine; only the gateway's own are in ``RefusalReason``."""

_ASK_PROVINCE = Message(
    "error.refused.other",
    "Tỉnh chưa nhận được gói hồ sơ này. Hồ sơ vẫn còn nguyên trong máy. "
    "Cán bộ hãy báo bộ phận hỗ trợ của tỉnh kèm mã gói.",
    "Shown to the officer for a refusal reason this version does not know.",
)

_REMEDIES: dict[str, Message] = {
    RefusalReason.MANIFEST_INVALID: Message(
        "error.refused.manifest_invalid",
        "Tờ kê của gói hồ sơ không hợp lệ. Cán bộ hãy mở hồ sơ, chọn “Đóng gói lại” rồi gửi lại.",
        "Shown to the officer.",
    ),
    RefusalReason.DEVICE_UNKNOWN: Message(
        "error.refused.device_unknown",
        "Tỉnh chưa biết máy này. Cán bộ quản trị hãy ghi danh máy với tỉnh rồi gửi lại.",
        "Shown to the officer.",
    ),
    RefusalReason.DEVICE_REVOKED: Message(
        "error.refused.device_revoked",
        "Tỉnh đã ngừng cho phép máy này gửi hồ sơ. Cán bộ quản trị hãy liên hệ với tỉnh.",
        "Shown to the officer.",
    ),
    RefusalReason.RECORD_UNOPENABLE: Message(
        "error.refused.record_unopenable",
        "Tỉnh không mở được gói hồ sơ, có thể do khóa của tỉnh đã đổi. "
        "Cán bộ hãy cập nhật thông tin của tỉnh rồi đóng gói lại.",
        "Shown to the officer.",
    ),
    RefusalReason.RECORD_SIGNATURE: Message(
        "error.refused.record_signature",
        "Tỉnh không xác nhận được chữ ký nội bộ của cán bộ lập hồ sơ. "
        "Cán bộ quản trị hãy gửi lại danh sách cán bộ cho tỉnh.",
        "Shown to the officer. Never call this signature 'ký số'.",
    ),
    RefusalReason.RECORD_MISMATCH: Message(
        "error.refused.record_mismatch",
        "Nội dung hồ sơ không khớp với tờ kê của gói. Cán bộ hãy đóng gói lại rồi gửi lại.",
        "Shown to the officer.",
    ),
    RefusalReason.ANSWERS_INVALID: Message(
        "error.refused.answers_invalid",
        "Có câu trả lời chưa hợp lệ theo quy định của thủ tục. Cán bộ hãy mở hồ sơ, sửa những mục được chỉ ra.",
        "Shown to the officer.",
    ),
    RefusalReason.PAPER_MISMATCH: Message(
        "error.refused.paper_mismatch",
        "Có giấy tờ đến nơi không khớp với lúc chụp. Cán bộ hãy đóng gói lại rồi gửi lại.",
        "Shown to the officer.",
    ),
    LOCAL_BLOB_MISSING: Message(
        "error.refused.local_blob_missing",
        "Tệp đã đóng gói không còn trên máy. Cán bộ hãy mở hồ sơ, chọn “Đóng gói lại”.",
        "Shown to the officer.",
    ),
    LOCAL_BLOB_DAMAGED: Message(
        "error.refused.local_blob_damaged",
        "Tệp đã đóng gói bị hỏng trên ổ đĩa của máy. Cán bộ hãy mở hồ sơ, chọn “Đóng gói lại”.",
        "Shown to the officer.",
    ),
}


def remedy(reason: str | None) -> Message:
    """What to tell the officer about a refusal ``reason``, known or not."""
    return _REMEDIES.get(reason or "", _ASK_PROVINCE)
