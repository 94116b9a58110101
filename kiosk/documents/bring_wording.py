"""Every sentence of the take-home list, in Vietnamese, for packs to translate. May hold nothing but messages."""

from forms.text import Message

TITLE = Message("doc.bring.title", "Giấy tờ cần mang theo", "Title of the list a citizen takes home.")
PEOPLE = Message("doc.bring.people", "Ai phải đến", "Heading: who has to come.")
PAPERS = Message("doc.bring.papers", "Mang theo những gì", "Heading over the list of papers.")
NO_PAPERS = Message(
    "doc.bring.no_papers", "Không cần mang giấy tờ gì.", "Under the heading, when there are none."
)
HANDED_IN = Message("doc.bring.handed_in", "Nộp bản chính", "Papers whose original is handed in.")
SHOWN = Message("doc.bring.shown", "Đưa xem rồi cầm về ngay", "Papers shown and handed back at once.")
COPY = Message("doc.bring.copy", "Nộp bản chụp hoặc bản sao", "Papers of which a copy is enough.")
NUMBER_ONLY = Message(
    "doc.bring.number_only",
    "Chỉ cần nhớ số và ngày cấp; cơ quan tra cứu",
    "Papers that need not be brought: the office looks them up by number.",
)
MAYBE = Message(
    "doc.bring.maybe", "Tùy trường hợp, có thể cần thêm", "Heading over papers only some people need."
)
COMES = Message("doc.bring.comes", "{who}: đến khi nộp hồ sơ", "Who must come to file; {who} names a person.")
COMES_FOR_RESULT = Message(
    "doc.bring.comes_for_result", "{who}: đến khi nhận kết quả", "Who must come for the result."
)
SIGNS = Message(
    "doc.bring.signs",
    "{who}: đến khi nộp hồ sơ, ký trước mặt {before}",
    "Who must come to file and before whom they sign; {before} names a role.",
)
SIGNS_FOR_RESULT = Message(
    "doc.bring.signs_for_result",
    "{who}: đến khi nhận kết quả, ký trước mặt {before}",
    "Who must come for the result and before whom they sign.",
)
AMOUNT = Message("doc.bring.amount", "{amount} đồng", "An amount of money, like 20.000.")
NO_FEE = Message("doc.bring.no_fee", "Không thu lệ phí", "There is no fee.")
FREE = Message("doc.bring.free", "Được miễn lệ phí", "This person pays nothing.")
FREE_BECAUSE = Message(
    "doc.bring.free_because", "Được miễn lệ phí: {why}", "This person pays nothing, and why."
)
FEE = Message("doc.bring.fee", "Lệ phí", "Heading: what it costs.")
EXEMPT = Message("doc.bring.exempt", "Được miễn lệ phí", "Over the list of who pays nothing.")
PROOF = Message("doc.bring.proof", "Giấy chứng minh: {paper}", "Which paper shows that one is exempt.")
TIME = Message("doc.bring.time", "Thời gian giải quyết", "Heading: the time the law gives.")
DEADLINES = Message("doc.bring.deadlines", "Nên làm trước ngày nào", "Heading: the citizen's own deadlines.")
ASK = Message("doc.bring.ask", "Cần hỏi, xin đến", "Label: whom to ask.")
MADE = Message(
    "doc.bring.made",
    "Danh sách lập ngày {day}. Quy định có thể thay đổi, xin hỏi lại trước khi đi xa.",
    "At the end: rules may change.",
)
MADE_UNDATED = Message(
    "doc.bring.made_undated",
    "Quy định có thể thay đổi, xin hỏi lại trước khi đi xa.",
    "At the end, when the machine's clock cannot be trusted.",
)
