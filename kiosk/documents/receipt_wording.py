"""Every sentence of the official receipt, in Vietnamese, for packs to translate. May hold nothing but
messages.

Field names follow the receipt of the TT 01/2018/TT-VPCP generation, as provinces print it; the text of the
2025 form (Mẫu số 01, TT 03/2025/TT-VPCP) has not been seen, so the paper is headed as a reference form.
"""

from forms.text import Message

NATION = Message(
    "doc.receipt.nation", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "National heading; not translated."
)
MOTTO = Message("doc.receipt.motto", "Độc lập – Tự do – Hạnh phúc", "National motto; not translated.")
REFERENCE_FORM = Message(
    "doc.receipt.reference_form",
    "MẪU THAM KHẢO – chưa đối chiếu với mẫu chính thức",
    "At the head: the form has not been compared with the official one of 2025.",
)
DEPARTMENT = Message("doc.receipt.department", "Bộ phận tiếp nhận và trả kết quả", "The one-stop department.")
PLACE_AND_DAY = Message(
    "doc.receipt.place_and_day",
    "{place}, ngày {day} tháng {month} năm {year}",
    "Place and day the paper was made.",
)
TITLE = Message(
    "doc.receipt.title", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Title of the official receipt."
)
NUMBER = Message("doc.receipt.number", "Mã hồ sơ", "Label of the official number.")
TRIAL = Message(
    "doc.receipt.trial",
    "Số thử nghiệm, không phải số chính thức",
    "Beside a number of a trial series. Must keep: a trial number, not official.",
)
TRIAL_MARK = Message(
    "doc.receipt.trial.mark", "Số thử nghiệm", "At the foot, beside a number of a trial series."
)
RECEIVED_FROM = Message("doc.receipt.received_from", "Tiếp nhận hồ sơ của", "Label: who filed.")
SUBMITTER = Message("doc.receipt.submitter", "Người nộp", "Label: who brought it, when it is somebody else.")
BOOK = Message("doc.receipt.book", "Quyển số", "Label: number of the book of receipts.")
ORDER_IN_BOOK = Message("doc.receipt.order_in_book", "Số thứ tự", "Label: running number in that book.")
ADDRESS = Message("doc.receipt.address", "Địa chỉ", "Label: address of the person who filed.")
PHONE = Message("doc.receipt.phone", "Số điện thoại", "Label: telephone of the person who filed.")
EMAIL = Message("doc.receipt.email", "Email", "Label: e-mail of the person who filed.")
IDENTITY = Message(
    "doc.receipt.identity", "Số căn cước/Hộ chiếu", "Label: number of the identity card or passport."
)
REQUEST = Message("doc.receipt.request", "Nội dung yêu cầu giải quyết", "Label: what is asked for.")
PAPERS = Message("doc.receipt.papers", "1. Thành phần hồ sơ", "Heading over the table of papers.")
ORDER = Message("doc.receipt.order", "TT", "Head of the column of running numbers; very narrow.")
PAPER_NAME = Message("doc.receipt.paper_name", "Tên giấy tờ", "Head of a column.")
ORIGINALS = Message("doc.receipt.originals", "Bản chính", "Head of a narrow column: originals.")
CERTIFIED = Message("doc.receipt.certified", "Bản chứng thực", "Head of a narrow column: certified copies.")
COPIES = Message("doc.receipt.copies", "Bản photo", "Head of a narrow column: plain copies.")
SETS = Message("doc.receipt.sets", "2. Số lượng hồ sơ", "Label: how many sets.")
SETS_VALUE = Message("doc.receipt.sets.value", "{count} bộ", "How many sets.")
LEGAL_TIME = Message(
    "doc.receipt.legal_time", "3. Thời gian giải quyết theo quy định", "Label: time the law gives."
)
RECEIVED_AT = Message(
    "doc.receipt.received_at", "4. Thời gian nhận hồ sơ", "Label: hour and day of acceptance."
)
DUE_AT = Message("doc.receipt.due_at", "5. Thời gian trả kết quả", "Label: hour and day of return.")
NO_DUE = Message(
    "doc.receipt.no_due",
    "Cơ quan giải quyết chưa ghi ngày trả",
    "Instead of a day of return when the authority named none.",
)
MOMENT = Message(
    "doc.receipt.moment",
    "{hour} giờ {minute} phút, ngày {day}",
    "An hour and a day; {day} is like 22/11/2026.",
)
SECOND_RECEIVED = Message(
    "doc.receipt.second_received", "6. Thời gian nhận hồ sơ giai đoạn 2", "Label: a second stage is taken in."
)
SECOND_DUE = Message(
    "doc.receipt.second_due", "7. Thời gian trả kết quả giai đoạn 2", "Label: the second stage is given back."
)
CERTIFIED_PAGES = Message("doc.receipt.certified_pages", "Số trang", "Label, for certified copies.")
CERTIFIED_COPIES = Message("doc.receipt.certified_copies", "Số bản giấy", "Label, for certified copies.")
CERTIFIED_ELECTRONIC = Message(
    "doc.receipt.certified_electronic", "Ký bản điện tử", "Label: whether an electronic copy is signed."
)
YES = Message("doc.receipt.yes", "Có", "After that label.")
NO = Message("doc.receipt.no", "Không", "After that label.")
RESULT_AT = Message("doc.receipt.result_at", "Nhận kết quả tại", "Label: where the result is handed out.")
SUBMITTER_SIGNS = Message("doc.receipt.submitter_signs", "Người nộp hồ sơ", "Over the room for a signature.")
OFFICER_SIGNS = Message(
    "doc.receipt.officer_signs", "Người tiếp nhận hồ sơ", "Over the room for a signature."
)
SIGN_AND_NAME = Message(
    "doc.receipt.sign_and_name", "(Ký, ghi rõ họ tên)", "Under it: sign and write your name."
)
FOR_CITIZEN = Message("doc.receipt.for_citizen", "Liên giao người nộp", "This copy is the citizen's.")
FOR_OFFICE = Message("doc.receipt.for_office", "Liên lưu", "This copy stays in the office.")
NOT_YET = Message(
    "error.receipt.not_yet",
    "Chưa in được Giấy tiếp nhận: nơi giải quyết chưa báo mã hồ sơ và ngày tiếp nhận. "
    "Trong khi chờ, xin dùng Phiếu ghi nhận tạm thời.",
    "When an officer asks for the official receipt too early.",
)
