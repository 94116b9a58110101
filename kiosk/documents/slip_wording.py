"""Every sentence of the provisional slip, in Vietnamese, for packs to translate.

May hold nothing but messages. No sentence here may promise what the law does not: no day of return, no
acceptance.
"""

from forms.text import Message

TITLE = Message("doc.slip.title", "Phiếu ghi nhận tạm thời", "Title of the provisional slip.")
NOT_YET_RECEIVED = Message(
    "doc.slip.not_yet_received",
    "Phiếu này chưa phải là Giấy tiếp nhận hồ sơ. Số trên phiếu là số tạm.",
    "In a frame under the title. Must keep: not the official receipt; the number is provisional.",
)
NUMBER = Message("doc.slip.number", "Số tạm", "Label of the provisional number.")
COUNTER = Message("doc.slip.counter", "Quầy {counter}", "Which counter of the office.")
MADE_AT = Message("doc.slip.made_at", "Ngày lập", "Label: day and hour the slip was made.")
DAY_BY_HAND = Message(
    "doc.slip.day_by_hand",
    "……… / ……… / ………… (cán bộ ghi tay)",
    "Instead of the day when the machine's clock cannot be trusted.",
)
PROCEDURE = Message("doc.slip.procedure", "Thủ tục", "Label: what was filed.")
FOR_WHOM = Message("doc.slip.for_whom", "Hồ sơ của", "Label: for whom it was filed.")
FILED_BY = Message(
    "doc.slip.filed_by", "Người nộp", "Label: who came to the counter, when it is somebody else."
)
AUTHORITY = Message("doc.slip.authority", "Nơi giải quyết", "Label: the authority that will decide.")
ON_PAPER = Message(
    "doc.slip.on_paper",
    "Phần này in ra giấy và chuyển riêng",
    "Under a part of the dossier whose authority is not connected: it is printed and goes its own way.",
)
STANDING = Message(
    "doc.slip.standing", "Tình trạng", "Label: how things stand until the dossier has arrived."
)
PAPERS = Message("doc.slip.papers", "Giấy tờ của ông/bà", "Heading over the list of papers.")
NO_PAPERS = Message(
    "doc.slip.no_papers", "Không có giấy tờ kèm theo.", "Under the heading, when there are none."
)
HANDED_BACK = Message(
    "doc.slip.handed_back", "Đã trả lại ngay cho ông/bà", "Papers shown and handed back at once."
)
KEPT = Message(
    "doc.slip.kept",
    "Cơ quan giữ bản chính, trong phong bì có số",
    "Original papers the office keeps, in a numbered envelope.",
)
COPIED = Message(
    "doc.slip.copied",
    "Cơ quan lấy bản chụp; ông/bà giữ bản chính",
    "Papers of which the office has a copy; the owner keeps the original.",
)
WAITING_LOOKUP = Message(
    "doc.slip.waiting_lookup",
    "Chờ cán bộ tra cứu; ông/bà chưa cần nộp",
    "Papers the office looks up by number; none is asked for now. No promise that none will be.",
)
ENVELOPE = Message("doc.slip.envelope", "Phong bì số {number}", "Number on the envelope of a kept original.")
PAGES = Message("doc.slip.pages", "{count} trang", "How many pages a paper has.")
NEXT = Message("doc.slip.next", "Việc tiếp theo", "Heading over what happens next.")
NEXT_SENT = Message(
    "doc.slip.next.sent",
    "Hồ sơ đã khóa kín trong máy của cơ quan, sẽ được gửi đi khi có mạng.",
    "First thing that happens next. No day is named.",
)
NEXT_RECEIPT = Message(
    "doc.slip.next.receipt",
    "Khi được tiếp nhận, hồ sơ có mã hồ sơ và ông/bà nhận Giấy tiếp nhận.",
    "Second thing that happens next. 'mã hồ sơ' is the official number.",
)
NEXT_TIME = Message(
    "doc.slip.next.time",
    "Thời hạn giải quyết tính từ khi tiếp nhận, không phải từ ngày lập phiếu.",
    "Third: the legal time counts from the authority's acceptance, not from this slip.",
)
NEXT_KEEP = Message(
    "doc.slip.next.keep",
    "Ông/bà giữ phiếu này và mang theo khi đến hỏi.",
    "Last: keep the slip and bring it along.",
)
ASK = Message("doc.slip.ask", "Cần hỏi, xin đến", "Label: whom to ask.")
PHONE = Message("doc.slip.phone", "Điện thoại {phone}", "Telephone of the office.")
GUIDED_BY = Message("doc.slip.guided_by", "Người hướng dẫn", "Label: the officer who guided the citizen.")
INTERPRETER = Message("doc.slip.interpreter", "Người phiên dịch", "Label: the person who interpreted.")
CHECK = Message("doc.slip.check", "Quét để kiểm tra phiếu", "Under the QR code.")
PAGE = Message("doc.page", "Trang {page}/{pages}", "At the foot of every page.")
REPRINT_MARK = Message("doc.reprint.mark", "Bản in lại", "Mark at the foot of a paper that is printed again.")
REPRINT = Message(
    "doc.reprint", "Bản in lại – {when}", "Mark at the head of a paper printed again, and when."
)
DRAFT = Message(
    "doc.draft",
    "Chữ có vạch đứt ở bên trái là bản dịch nháp, chưa được duyệt. Có khác nhau thì theo chữ tiếng Việt.",
    "At the end of a paper with unreviewed translations. Must keep: not reviewed; Vietnamese counts.",
)
