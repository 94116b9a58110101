"""Every sentence of the hand-over sheet. May hold nothing but messages."""

from forms.text import Message

HANDOVER_TITLE = Message("doc.handover.title", "Phiếu bàn giao", "Title of a hand-over sheet.")
HANDOVER_NUMBER = Message("doc.handover.number", "Số phiếu", "Label: the office's own number of the sheet.")
HANDOVER_TO = Message("doc.handover.to", "Bên nhận", "Label: who takes over.")
HANDOVER_KIND = Message("doc.handover.kind", "Loại bên nhận", "Label: post, authority or officer.")
HANDOVER_AT = Message("doc.handover.at", "Lúc", "Label: when it changed hands.")
HANDOVER_ROW = Message("doc.handover.row", "TT", "Column: running number.")
HANDOVER_CASE = Message("doc.handover.case", "Số hồ sơ", "Column: the dossier's number.")
HANDOVER_CITIZEN = Message("doc.handover.citizen", "Của ông/bà", "Column: whose it is.")
HANDOVER_WHAT = Message("doc.handover.what", "Thứ bàn giao", "Column: result or originals, and their names.")
HANDOVER_ENVELOPE = Message("doc.handover.envelope", "Phong bì", "Column: number of the sealed envelope.")
HANDOVER_CHECKED = Message("doc.handover.checked", "Đã nhận", "Column: ticked by the receiver.")
HANDOVER_COUNT = Message("doc.handover.count", "Tổng số", "Label: how many things are on the sheet.")
HANDOVER_SAY = Message(
    "doc.handover.say",
    "Hai bên đã đếm, xem phong bì còn nguyên niêm phong. Bên nhận chịu trách nhiệm giữ từ lúc ký.",
    "Above the signatures.",
)
GIVER = Message("doc.handover.giver", "Bên giao", "Over the giver's signature.")
TAKER = Message("doc.handover.taker", "Bên nhận", "Over the receiver's signature.")
RESULT = Message("doc.handover.result", "Kết quả", "What is handed over: the result of a part.")
ORIGINALS = Message("doc.handover.originals", "Bản chính", "What is handed over: originals in an envelope.")
CARRIER = Message("doc.handover.carrier", "Bưu chính", "Kind of receiver.")
AUTHORITY = Message("doc.handover.authority", "Cơ quan", "Kind of receiver.")
OFFICER = Message("doc.handover.officer", "Cán bộ", "Kind of receiver.")
