"""What is said of envelopes: who holds one, which steps there are, what a signature is worth."""

from forms.text import Message
from kiosk.domain.papers import CustodyStep, HolderKind
from kiosk.services.custody import Proof

TITLE = Message("ui.custody.title", "Phong bì bản chính", "Title over the envelopes of a dossier.")
NUMBER = Message("ui.custody.number", "Phong bì số {number}", "Name of one envelope.")
INSIDE = Message("ui.custody.inside", "Bên trong: {papers}", "The papers in an envelope, by name.")
HOLDS = Message("ui.custody.holds", "Đang giữ: {holder}", "Who answers for an envelope now.")
OFFERED = Message(
    "ui.custody.offered",
    "Đã giao cho {holder}, chưa xác nhận nhận",
    "Given to somebody who has not taken it over yet.",
)
NONE = Message("ui.custody.none", "Hồ sơ này không giữ bản chính nào.", "A dossier without an envelope.")
SOUND = Message(
    "ui.custody.sound", "Mọi bước đều có chữ ký của cán bộ ghi, đã kiểm tra.", "Every link's signature holds."
)
UNSOUND = Message(
    "ui.custody.unsound",
    "Có bước không kiểm tra được chữ ký. Xin báo lãnh đạo và xem sổ giấy.",
    "A link's signature is missing or does not hold.",
)

POST = Message("ui.custody.post", "Bưu điện", "The post as the holder of an envelope.")
OWNER = Message("ui.custody.owner", "Bà con (chủ giấy)", "The owner as the holder of an envelope.")
OFFICER = Message("ui.custody.officer", "cán bộ {name}", "An officer as the holder of an envelope.")

STEPS: dict[CustodyStep, Message] = {
    CustodyStep.CLOSED: Message(
        "ui.custody.step.closed",
        "Cho vào phong bì trước mặt bà con, {holder} giữ",
        "A link; {holder} holds it.",
    ),
    CustodyStep.GIVEN: Message("ui.custody.step.given", "Giao cho {holder}", "A link; not taken over yet."),
    CustodyStep.TAKEN: Message("ui.custody.step.taken", "{holder} đã nhận", "A link; {holder} holds it now."),
    CustodyStep.KEPT: Message(
        "ui.custody.step.kept", "Chưa giao, {holder} vẫn giữ", "A link; the giver keeps it."
    ),
    CustodyStep.RETURNED: Message("ui.custody.step.returned", "Đã trả lại bà con", "The last link."),
}
PROOFS: dict[Proof, Message] = {
    Proof.SIGNED: Message("ui.custody.proof.signed", "{by} ký, chữ ký đúng", "Who signed a link; it holds."),
    Proof.UNSIGNED: Message(
        "ui.custody.proof.unsigned", "{by} ghi, không có chữ ký", "A link without a signature."
    ),
    Proof.UNKNOWN: Message(
        "ui.custody.proof.unknown",
        "{by} ghi, máy này không có khóa để kiểm tra",
        "A link that cannot be checked.",
    ),
    Proof.FALSE: Message(
        "ui.custody.proof.false", "Ghi tên {by} nhưng chữ ký SAI", "A link whose signature fails."
    ),
}
PROOF_ICONS = {
    Proof.SIGNED: ("check", "good"),
    Proof.UNSIGNED: ("warning", "warn_ink"),
    Proof.UNKNOWN: ("unknown", "warn_ink"),
    Proof.FALSE: ("warning", "danger_ink"),
}
HOLDER_ICONS = {
    HolderKind.OFFICER: "officer",
    HolderKind.CARRIER: "carry",
    HolderKind.AUTHORITY: "stamp",
    HolderKind.CITIZEN: "self",
}

MOMENT = Message("ui.custody.moment", "{time} ngày {day}", "When a step was noted.")
GIVE = Message("ui.custody.give", "Giao cho người khác", "Button: hands an envelope to somebody.")
TAKE = Message("ui.custody.take", "Đã nhận", "Button: the receiver has the envelope now.")
KEEP = Message("ui.custody.keep", "Chưa giao, giữ lại", "Button: what was given stays with the giver.")
BACK = Message("ui.custody.back", "Nhận lại về quầy", "Button: an envelope came back from post or authority.")
RETURN = Message("ui.custody.return", "Trả lại bà con", "Button: the originals go back to their owner.")
TO_WHOM = Message(
    "ui.custody.to_whom",
    "Giao phong bì số {number} cho ai? Bưu điện và cơ quan phải ký nhận trên giấy; cán bộ tự nhận trên máy.",
    "Asked before an envelope is handed on. Must not lose: who has to confirm, and where.",
)
ASK_RETURN = Message(
    "ui.custody.ask_return",
    "Trả mọi giấy trong phong bì số {number} cho bà con? Xin đếm lại từng giấy trước mặt bà con.",
    "Asked before originals go back. Must not lose: count each paper in front of the owner.",
)
NOTED = Message("ui.custody.noted", "Đã ghi và ký bước này.", "A step of the chain was noted and signed.")
HELP = Message(
    "ui.custody.help",
    "Phong bì ở đâu đều có người chịu trách nhiệm. Giao thì người nhận phải xác nhận; chưa xác nhận thì người giao vẫn chịu trách nhiệm.",
    "Help on the page of envelopes. Must not lose: until taken over, the giver answers for it.",
)
