"""Every sentence only the leaflet has, in Vietnamese, for packs to translate. May hold nothing but messages."""

from forms.text import Message

TITLE = Message("doc.leaflet.title", "Tờ hướng dẫn", "Title at the foot of the leaflet about a procedure.")
RESULT = Message("doc.leaflet.result", "Nhận được gì", "Heading: what the office hands out.")
VALID = Message("doc.leaflet.valid", "Dùng được {n} tháng", "How long the paper is good; {n} counts months.")
WHERE = Message("doc.leaflet.where", "Nộp ở đâu", "Heading: where to go.")
DECIDES = Message("doc.leaflet.decides", "Nơi giải quyết: {who}", "Who decides; {who} is an authority.")
STEPS = Message("doc.leaflet.steps", "Làm từng bước", "Heading over the steps.")
REPORTED = Message(
    "doc.leaflet.reported",
    "Máy ghi là: {fact}",
    "Before a fee or a time nobody has compared with the official text: it is no promise.",
)
UNSURE = Message(
    "doc.leaflet.unsure",
    "Dấu (?): chưa so với văn bản chính thức. Xin hỏi lại cán bộ trước khi đi.",
    "At the end, what the sign (?) beside a heading means.",
)
NOT_SENT = Message(
    "doc.leaflet.not_sent",
    "Nơi này chỉ giúp bà con hiểu và chuẩn bị; hồ sơ không gửi đi từ đây.",
    "Must not lose: nothing is sent from this office for this procedure.",
)
