"""The few sentences every printed declaration shares. They are the document's own language and not translated on it."""

from forms.text import Message

REFERENCE = Message(
    "doc.declaration.reference",
    "Mẫu tham khảo – chưa đối chiếu với mẫu chính thức",
    "At the head of a form whose official text has not been compared.",
)
REFERENCE_MARK = Message("doc.declaration.reference.mark", "Mẫu tham khảo", "At the foot of the same form.")
DRAFT = Message("doc.declaration.draft", "BẢN NHÁP", "Across every page of a declaration that is not final.")
TO = Message("doc.declaration.to", "Kính gửi:", "Before the authority's name.")
DATE = Message("doc.declaration.date", "ngày {day} tháng {month} năm {year}", "A day on a form.")
PLACE_BY_HAND = Message(
    "doc.declaration.place_by_hand", "Làm tại ……………………………", "Where the place is written by hand."
)
UNSURE = Message(
    "doc.declaration.unsure",
    "(?) Người khai chưa rõ mục này. Cán bộ cùng xem lại và ghi tay trước khi ký.",
    "At the end of a form with answers the citizen did not know; for the officer.",
)
SLIP = Message(
    "doc.declaration.slip", "Số tạm {number}", "At the foot: the provisional number of the dossier."
)
