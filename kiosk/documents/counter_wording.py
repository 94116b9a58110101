"""Every sentence of the counter's forms 02 to 07 and of the routing sheet, in Vietnamese, for packs to translate.

May hold nothing but messages. Fields follow the templates of the TT 01/2018/TT-VPCP generation: the text of the forms of
TT 03/2025/TT-VPCP has not been seen. No sentence here may promise a day or an outcome.
"""

from forms.text import Message

REFERENCE = Message(
    "doc.counter.reference",
    "Mẫu tham khảo – theo mẫu cũ, chưa đối chiếu với Thông tư 03/2025/TT-VPCP",
    "At the head of a counter form: it follows the older template.",
)
REFERENCE_OWN = Message(
    "doc.counter.reference_own",
    "Mẫu tham khảo – mẫu nội bộ của cơ quan",
    "At the head of a sheet no circular prescribes.",
)
REFERENCE_MARK = Message("doc.counter.reference.mark", "Mẫu tham khảo", "At the foot of the same form.")
NUMBER = Message("doc.counter.number", "Số", "Label: the paper's own number in the office's books.")
FORM = Message("doc.counter.form", "Mẫu số {number}", "Number of the form in the circular's list, like 02.")

CITIZEN = Message("doc.counter.citizen", "Hồ sơ của ông/bà", "Label: whose dossier it is.")
REQUEST = Message("doc.counter.request", "Nội dung yêu cầu giải quyết", "Label: what the dossier asks for.")
OFFICIAL_NUMBER = Message("doc.counter.official_number", "Mã hồ sơ", "Label: the official number.")
SLIP_NUMBER = Message("doc.counter.slip_number", "Số tạm", "Label: the provisional number of our slip.")
ADDRESS = Message("doc.counter.address", "Địa chỉ", "Label.")
PHONE = Message("doc.counter.phone", "Số điện thoại", "Label.")
EMAIL = Message("doc.counter.email", "Email", "Label.")
IDENTITY = Message("doc.counter.identity", "Số căn cước/Hộ chiếu", "Label.")
RECEIVED = Message("doc.counter.received", "Ngày tiếp nhận", "Label: when the authority accepted it.")
FILED = Message("doc.counter.filed", "Thời gian nộp", "Label: when an online dossier was filed.")
DUE = Message("doc.counter.due", "Thời gian hẹn trả kết quả", "Label: the day that had been named.")
REASON = Message("doc.counter.reason", "Lý do", "Label.")
WEBSITE = Message("doc.counter.website", "Trang thông tin", "Label: the office's web page.")
GUIDE = Message("doc.counter.guide", "Cán bộ hướng dẫn", "Label: who helps with questions.")
GUIDE_PHONE = Message("doc.counter.guide_phone", "Điện thoại", "Label: the guiding officer's telephone.")
TO = Message("doc.counter.to", "Kính gửi ông/bà", "Before the citizen's name.")
RECIPIENTS = Message("doc.counter.recipients", "Nơi nhận:", "Over the list of who gets the paper.")
KEPT_COPY = Message("doc.counter.kept_copy", "Lưu", "In that list: the office's own copy.")
SIGN_AND_NAME = Message("doc.counter.sign_and_name", "(Ký, ghi rõ họ tên)", "Over the room for a signature.")
SIGN_AND_SEAL = Message(
    "doc.counter.sign_and_seal", "(Ký, ghi rõ họ tên, đóng dấu)", "Over the room for a signature and seal."
)
CITIZEN_SIGNS = Message("doc.counter.citizen_signs", "Người nộp hồ sơ", "Over the room for a signature.")
OFFICER_SIGNS = Message("doc.counter.officer_signs", "Cán bộ hướng dẫn", "Over the room for a signature.")
HEAD_SIGNS = Message("doc.counter.head_signs", "Thủ trưởng cơ quan", "Over the room for a signature.")
ROW = Message("doc.counter.row", "TT", "Head of the column of running numbers; very narrow.")

SUPPLEMENT_TITLE = Message(
    "doc.counter.supplement.title", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Title of form 02."
)
SUPPLEMENT_ASK = Message(
    "doc.counter.supplement.ask",
    "Xin ông/bà bổ sung, hoàn thiện những giấy tờ sau:",
    "Over the table of papers to bring.",
)
SUPPLEMENT_PAPER = Message("doc.counter.supplement.paper", "Giấy tờ cần bổ sung", "Head of a column.")
SUPPLEMENT_WHAT = Message(
    "doc.counter.supplement.what", "Cần làm gì", "Head of a column: what to do about it."
)
SUPPLEMENT_HELP = Message(
    "doc.counter.supplement.help",
    "Có điều gì chưa rõ, xin ông/bà hỏi cán bộ hướng dẫn dưới đây.",
    "Under the table; kind.",
)

REFUSAL_TITLE = Message(
    "doc.counter.refusal.title", "Phiếu từ chối tiếp nhận, giải quyết hồ sơ", "Title of form 03."
)
REFUSAL_SAY = Message(
    "doc.counter.refusal.say",
    "Cơ quan xin báo với ông/bà: hồ sơ trên đây không được tiếp nhận, giải quyết.",
    "Before the reason. Must keep: not accepted.",
)
REFUSAL_REASON = Message("doc.counter.refusal.reason", "Lý do từ chối", "Label.")

APOLOGY_TITLE = Message(
    "doc.counter.apology.title",
    "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    "Title of form 04.",
)
APOLOGY_SUBJECT = Message(
    "doc.counter.apology.subject",
    "V/v xin lỗi và đề nghị gia hạn thời gian giải quyết hồ sơ",
    "Subject line under the number.",
)
APOLOGY_SAY = Message(
    "doc.counter.apology.say",
    "Hồ sơ của ông/bà chưa được giải quyết đúng hẹn. Cơ quan thành thật xin lỗi ông/bà.",
    "The apology itself.",
)
APOLOGY_UNIT = Message("doc.counter.apology.unit", "Đơn vị giải quyết chậm", "Label: who was late.")
APOLOGY_REASON = Message("doc.counter.apology.reason", "Lý do chậm", "Label.")
APOLOGY_NEW = Message(
    "doc.counter.apology.new",
    "Cơ quan đề nghị gia hạn, hẹn trả kết quả vào",
    "Label: the new day, named by the authority.",
)
APOLOGY_HOPE = Message(
    "doc.counter.apology.hope",
    "Mong ông/bà thông cảm vì sự chậm trễ này.",
    "Last sentence of the letter.",
)

STOP_TITLE = Message("doc.counter.stop.title", "Thông báo dừng giải quyết hồ sơ", "Title of form 05.")
STOP_SAY = Message(
    "doc.counter.stop.say",
    "Cơ quan xin báo với ông/bà: hồ sơ trên đây dừng giải quyết từ ngày ra thông báo này.",
    "Before the reason. Must keep: the case is stopped.",
)
STOP_REASON = Message("doc.counter.stop.reason", "Lý do dừng", "Label.")
STOP_GROUND = Message("doc.counter.stop.ground", "Căn cứ", "Label: the legal text.")
STOP_HELP = Message(
    "doc.counter.stop.help",
    "Có điều gì chưa rõ, xin ông/bà hỏi cán bộ hướng dẫn dưới đây.",
    "Near the end; kind.",
)

CONTROL_TITLE = Message(
    "doc.counter.control.title", "Phiếu kiểm soát quá trình giải quyết hồ sơ", "Title of form 06."
)
BOOK = Message("doc.counter.book", "Quyển số", "Label: number of the book.")
ORDER = Message("doc.counter.order", "Số thứ tự", "Label: running number in the book.")
CONTROL_WITH = Message("doc.counter.control.with", "Kèm theo hồ sơ của", "Label: whose dossier it goes with.")
CONTROL_AUTHORITY = Message("doc.counter.control.authority", "Cơ quan giải quyết hồ sơ", "Label.")
CONTROL_PARTNERS = Message("doc.counter.control.partners", "Cơ quan phối hợp", "Label.")
CONTROL_HANDS = Message("doc.counter.control.hands", "Giao, nhận", "Head of a column: who gave, who took.")
CONTROL_TIME = Message(
    "doc.counter.control.time", "Thời gian giao, nhận hồ sơ", "Head of a column; they sign there."
)
CONTROL_RESULT = Message("doc.counter.control.result", "Kết quả", "Head of a column: early, on time or late.")
NOTE = Message("doc.counter.note", "Ghi chú", "Head of a column: remarks.")
GIVES = Message("doc.counter.gives", "Giao: {who}", "Who gives the dossier.")
TAKES = Message("doc.counter.takes", "Nhận: {who}", "Who takes the dossier.")
EARLY = Message("doc.counter.early", "Trước hạn", "A step ended before its time.")
ON_TIME = Message("doc.counter.on_time", "Đúng hạn", "A step ended in its time.")
LATE = Message("doc.counter.late", "Quá hạn", "A step ended after its time.")
MOMENT = Message(
    "doc.counter.moment",
    "{hour} giờ {minute} phút, ngày {day}",
    "An hour and a day; {day} is like 22/11/2026.",
)
BOTH_SIGN = Message("doc.counter.both_sign", "Người giao ký, người nhận ký", "Where both sign in a table.")

REGISTER_TITLE = Message("doc.counter.register.title", "Sổ theo dõi hồ sơ", "Title of form 07.")
REGISTER_SPAN = Message(
    "doc.counter.register.span", "Từ ngày {first} đến ngày {last}", "Which days the register covers."
)
REGISTER_NUMBER = Message("doc.counter.register.number", "Mã hồ sơ", "Head of a narrow column.")
REGISTER_REQUEST = Message("doc.counter.register.request", "Tên thủ tục", "Head of a column.")
REGISTER_SETS = Message("doc.counter.register.sets", "Số bộ", "Head of a very narrow column: how many sets.")
REGISTER_CITIZEN = Message(
    "doc.counter.register.citizen", "Người nộp, địa chỉ, điện thoại", "Head of a column."
)
REGISTER_AUTHORITY = Message("doc.counter.register.authority", "Cơ quan giải quyết", "Head of a column.")
REGISTER_RECEIVED = Message("doc.counter.register.received", "Ngày nhận", "Head of a narrow column.")
REGISTER_DUE = Message("doc.counter.register.due", "Hẹn trả", "Head of a narrow column.")
REGISTER_RETURNED = Message("doc.counter.register.returned", "Ngày trả", "Head of a narrow column.")
REGISTER_HOW = Message(
    "doc.counter.register.how",
    "Cách nhận kết quả, ký nhận",
    "Head of a column: how it was returned, signature.",
)

ROUTING_TITLE = Message(
    "doc.counter.routing.title", "Phiếu chuyển hồ sơ giấy", "Title of the sheet that goes along with a part."
)
ROUTING_TO = Message("doc.counter.routing.to", "Kính gửi", "Before the authority's name.")
ROUTING_PART = Message("doc.counter.routing.part", "Phần việc", "Label: which part of the dossier.")
ROUTING_SAY = Message(
    "doc.counter.routing.say",
    "Cơ quan xin chuyển phần hồ sơ giấy trên đây để quý cơ quan giải quyết theo thẩm quyền. "
    "Các phần khác của hồ sơ vẫn đi theo đường của mình.",
    "The request to the authority: its part comes on paper, the others go on.",
)
ROUTING_REASON = Message("doc.counter.routing.reason", "Vì sao chuyển bằng giấy", "Label.")
ROUTING_PAPERS = Message("doc.counter.routing.papers", "Giấy tờ kèm theo:", "Over the table of papers.")
ROUTING_PAPER = Message("doc.counter.routing.paper", "Tên giấy tờ", "Head of a column.")
ROUTING_FORM = Message("doc.counter.routing.form", "Hình thức", "Head of a column: original, copy …")
ROUTING_PAGES = Message("doc.counter.routing.pages", "Số trang", "Head of a narrow column.")
ROUTING_ENVELOPE = Message("doc.counter.routing.envelope", "Phong bì số", "Head of a column.")
ORIGINAL = Message("doc.counter.form.original", "Bản chính", "Form of a paper.")
CERTIFIED = Message("doc.counter.form.certified", "Bản chứng thực", "Form of a paper.")
COPY = Message("doc.counter.form.copy", "Bản chụp", "Form of a paper.")
PRINTED = Message("doc.counter.form.printed", "Tờ khai in, đã ký", "Form of a paper.")
HANDS_OVER = Message("doc.counter.hands_over", "Người giao", "Over the room for a signature.")
TAKES_OVER = Message("doc.counter.takes_over", "Người nhận", "Over the room for a signature.")
TAKEN_AT = Message(
    "doc.counter.taken_at",
    "(Ký, ghi rõ họ tên; nhận lúc …… giờ …… phút, ngày ……/……/…………)",
    "Over the room for the taker's signature; written by hand.",
)
