"""The sentences of the gateway's command line. May not decide anything."""

from forms.states import CaseStatus
from forms.text import Message

GATEWAY = Message(
    "ui.gateway.about",
    "Cổng tiếp nhận hồ sơ cấp tỉnh: nhận gói hồ sơ từ các quầy, mở, ghi nhận và trả thông báo.",
    "Shown in the help of the gateway's command line, to the province's administrator.",
)
SERVE = Message(
    "ui.gateway.serve",
    "Chạy cổng tiếp nhận: tiến trình ingest và opener; thêm office khi đã có tài khoản cán bộ, passing khi có passing.yaml.",
    "Command line help; names of processes and files stay as they are.",
)
ENROL = Message("ui.gateway.enrol", "Cấp một mã ghi danh dùng một lần cho một máy.", "Command line help.")
LIST = Message("ui.gateway.list", "Liệt kê các hồ sơ đã ghi nhận.", "Command line help.")
NOTIFY = Message("ui.gateway.notify", "Gửi thông báo về đơn vị đã nộp hồ sơ.", "Command line help.")
DATA = Message("ui.gateway.data", "Thư mục dữ liệu của cổng.", "Command line help.")
DATABASE = Message("ui.gateway.database", "Cơ sở dữ liệu khác với tệp mặc định.", "Command line help.")
BLOBS = Message(
    "ui.gateway.blobs",
    "Thư mục chứa các gói dữ liệu đã niêm phong; khi có blob-store.yaml chỉ chứa gói đang gửi dở.",
    "Command line help; blob-store.yaml stays as it is.",
)
LACKING = Message(
    "ui.gateway.lacking",
    "Trong tệp không có nội dung của những hồ sơ sau, vì không mở được hoặc cổng không có mã ấy: {dossiers}",
    "Command line, after dossiers were taken out into a file; {dossiers} are internal ids.",
)
STORE_AWAY = Message(
    "error.gateway.store_away",
    "Kho đối tượng không dùng được lúc này ({reason}). Chưa có gì được xác nhận; hãy xem mạng, quyền truy cập và đồng hồ rồi chạy lại.",
    "Command line; {reason} is a short technical code.",
)
JSON = Message("ui.gateway.json", "In kết quả dạng JSON.", "Command line help.")
PORT = Message("ui.gateway.port", "Cổng mạng; 0 là để máy tự chọn.", "Command line help; a TCP port.")
HOST = Message("ui.gateway.host", "Địa chỉ mạng để lắng nghe.", "Command line help; a network address.")
URL = Message("ui.gateway.url", "Địa chỉ mà các quầy dùng để gọi tới cổng.", "Command line help.")
ONLY = Message("ui.gateway.only", "Chỉ chạy một loại tiến trình.", "Command line help.")
WORKERS = Message("ui.gateway.workers", "Số tiến trình tiếp nhận chạy song song.", "Command line help.")
OPENERS = Message(
    "ui.gateway.openers",
    "Số tiến trình mở hồ sơ chạy song song; nhiều hơn một thì cần PostgreSQL.",
    "Command line help.",
)
OFFICE_PORT = Message(
    "ui.gateway.office_port",
    "Cổng mạng của trang cho cán bộ; 0 là để máy tự chọn.",
    "Command line help; a TCP port.",
)
OFFICE_URL = Message(
    "ui.gateway.office_url",
    "Địa chỉ https mà cán bộ mở trong trình duyệt, khi đứng sau một proxy có TLS.",
    "Command line help; https and proxy stay as they are.",
)
OFFICE_PROXY = Message(
    "ui.gateway.office_proxy",
    "Địa chỉ của proxy đứng trước trang của cán bộ, được tin khi nói ai đang hỏi; lặp lại được. Với https mặc định là máy "
    "này.",
    "Command line help; a network address or range; https and proxy stay as they are.",
)
OFFICE = Message("ui.gateway.office", "Mã đơn vị duy nhất được dùng mã ghi danh này.", "Command line help.")
STATUS = Message("ui.gateway.status", "Mã trạng thái hồ sơ, từ 1 đến 10.", "Command line help.")
SUPPLEMENT = Message("ui.gateway.supplement", "Nội dung yêu cầu bổ sung hồ sơ.", "Command line help.")
RESULT = Message("ui.gateway.result", "Tệp kết quả gửi về đơn vị.", "Command line help.")
EXPORT = Message(
    "ui.gateway.export",
    "Xuất một hồ sơ đã ghi nhận sang dạng hệ thống khác nhận. Kết quả có dữ liệu cá nhân.",
    "Command line help; what is printed holds personal data.",
)
INTO = Message(
    "ui.gateway.into",
    "Dạng cần xuất; transfer là bản để gõ lại theo thứ tự biểu mẫu trên cổng.",
    "Command line help.",
)
DIALECT = Message("ui.gateway.dialect", "Cách hiểu mã khi các nguồn nói khác nhau.", "Command line help.")
PAPERS = Message("ui.gateway.papers", "Kèm nội dung các giấy tờ đã chụp.", "Command line help.")
MISSING = Message(
    "ui.gateway.missing",
    "Còn thiếu {count} mục:",
    "Heads the list of what an export lacks; {count} is a number.",
)
BY_PAPER = Message(
    "ui.gateway.by_paper",
    "đi bằng giấy",
    "Beside a part of a dossier that is printed and carried by the office.",
)
PART = Message("ui.gateway.part", "Phần việc của hồ sơ; bỏ trống là tất cả.", "Command line help.")
BY = Message("ui.gateway.by", "Tên cơ quan ra thông báo.", "Command line help.")
ENROLLED = Message(
    "ui.gateway.enrolled",
    "Mã ghi danh: {code}\nĐịa chỉ cổng: {url}\nMã dùng một lần, có hiệu lực đến {until}.",
    "Shown after a code was made; {code} is typed at the kiosk, {url} is the gateway's address, {until} a time.",
)
TOLD = Message(
    "ui.gateway.told", "Đã gửi thông báo cho hồ sơ {dossier}.", "After a notice; {dossier} is an id."
)
COUNT = Message("ui.gateway.count", "Đã ghi nhận {count} hồ sơ.", "Heads a list; {count} is a number.")
STORAGE = Message(
    "error.gateway.storage",
    "Không đọc hoặc ghi được dữ liệu ({what}). Hãy kiểm tra đĩa và quyền truy cập rồi chạy lại.",
    "Shown on the gateway's command line; {what} is the system's own short reason.",
)

COURIER_IN = Message(
    "ui.gateway.courier_in", "Nhận các gói hồ sơ từ USB cán bộ mang đến.", "Command line help."
)
COURIER_OUT = Message(
    "ui.gateway.courier_out", "Ghi trả lời của tỉnh lên USB để cán bộ mang về.", "Command line help."
)
STICK = Message("ui.gateway.stick", "Thư mục gốc của USB.", "Command line help.")
PACK = Message(
    "ui.gateway.pack", "Gói biểu mẫu, ngôn ngữ để mang về quầy (dùng được nhiều lần).", "Command line help."
)
WAIT = Message(
    "ui.gateway.wait", "Chờ tối đa chừng ấy giây cho các gói vừa nhận được mở xong.", "Command line help."
)

PASSING = Message(
    "ui.gateway.passing", "Chuyển hồ sơ sang hệ thống của cơ quan giải quyết.", "Command line help."
)
PASSING_STATUS = Message(
    "ui.gateway.passing.status",
    "Xem việc chuyển hồ sơ đang đến đâu, hồ sơ nào vướng và vì sao.",
    "Command line help.",
)
PASSING_CHECK = Message(
    "ui.gateway.passing.check", "Kiểm tra tệp passing.yaml và kể mọi lỗi trong đó.", "Command line help."
)
PASSING_RELEASE = Message(
    "ui.gateway.passing.release",
    "Cho chuyển lại một phần việc đã bị hệ thống kia từ chối.",
    "Command line help.",
)
PASSING_BLOCKS = Message(
    "ui.gateway.passing.blocks",
    "Nhận tệp các dãy mã hồ sơ hệ thống cấp tỉnh giao (JSON).",
    "Command line help.",
)
PASSING_ROAD = Message(
    "ui.gateway.passing.road",
    "{road}: chờ {waiting}, thiếu dữ liệu {held}, đã chuyển {passed}, bị từ chối {quarantined}, quầy đã nhập tay {typed}",
    "One line for each system dossiers are handed to; {road} is its short name, the rest are counts.",
)
ODD_RECEIPT = Message(
    "ui.gateway.passing.odd",
    "{road}: phiếu trả lời {name} không dùng được, nằm ở receipts/odd; xin bên nhận ghi lại.",
    "A file the other side wrote for a system dossiers are handed to; {road} and {name} are names, keep the folder's.",
)
NUMBERS_AT_ODDS = Message(
    "ui.gateway.numbers_at_odds",
    "hồ sơ có hai mã khác nhau, cần cán bộ chọn",
    "Beside a dossier whose number typed at the counter is not the one it has here: an officer decides.",
)
BY_HAND = Message(
    "ui.gateway.by_hand",
    "gõ tay vào hệ thống cấp tỉnh",
    "Beside a part of a dossier that no interface takes: an official types it over.",
)
TRANSFER = Message(
    "ui.gateway.transfer",
    "Xem hồ sơ theo thứ tự các ô của hệ thống cấp tỉnh để gõ lại, và ghi nhận mã hồ sơ.",
    "Command line help.",
)
TRANSFER_HTML = Message(
    "ui.gateway.transfer.html", "Ghi ra một trang HTML có nút chép từng ô.", "Command line help."
)
TRANSFER_NUMBER = Message(
    "ui.gateway.transfer.number", "Mã hồ sơ mà hệ thống cấp tỉnh đã cấp.", "Command line help."
)
TRANSFER_BY = Message("ui.gateway.transfer.by", "Ai ghi nhận mã đó.", "Command line help.")

_STATUS = {
    CaseStatus.REGISTERED: Message("ui.gateway.status.1", "Mới đăng ký", "National case status 1."),
    CaseStatus.RECEIVED: Message("ui.gateway.status.2", "Được tiếp nhận", "National case status 2."),
    CaseStatus.NOT_RECEIVED: Message(
        "ui.gateway.status.3", "Không được tiếp nhận", "National case status 3."
    ),
    CaseStatus.PROCESSING: Message("ui.gateway.status.4", "Đang xử lý", "National case status 4."),
    CaseStatus.SUPPLEMENT_ASKED: Message(
        "ui.gateway.status.5", "Yêu cầu bổ sung giấy tờ", "National case status 5."
    ),
    CaseStatus.PAYMENT_ASKED: Message(
        "ui.gateway.status.6", "Yêu cầu thực hiện nghĩa vụ tài chính", "National case status 6."
    ),
    CaseStatus.WITHDRAWN: Message(
        "ui.gateway.status.7", "Công dân yêu cầu rút hồ sơ", "National case status 7."
    ),
    CaseStatus.STOPPED: Message("ui.gateway.status.8", "Dừng xử lý", "National case status 8."),
    CaseStatus.DECIDED: Message("ui.gateway.status.9", "Đã xử lý xong", "National case status 9."),
    CaseStatus.RETURNED: Message("ui.gateway.status.10", "Đã trả kết quả", "National case status 10."),
}


def status_name(status: CaseStatus) -> str:
    """The official name of a case status (domain facts, section 11)."""
    return _STATUS[status].vi
