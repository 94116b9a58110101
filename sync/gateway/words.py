"""The sentences of the gateway's command line. May not decide anything."""

from forms.states import CaseStatus
from forms.text import Message

GATEWAY = Message(
    "ui.gateway.about",
    "Cổng tiếp nhận hồ sơ cấp tỉnh: nhận gói hồ sơ từ các quầy, mở, ghi nhận và trả thông báo.",
    "Shown in the help of the gateway's command line, to the province's administrator.",
)
SERVE = Message(
    "ui.gateway.serve", "Chạy cổng tiếp nhận (hai tiến trình: ingest và opener).", "Command line help."
)
ENROL = Message("ui.gateway.enrol", "Cấp một mã ghi danh dùng một lần cho một máy.", "Command line help.")
LIST = Message("ui.gateway.list", "Liệt kê các hồ sơ đã ghi nhận.", "Command line help.")
NOTIFY = Message("ui.gateway.notify", "Gửi thông báo về đơn vị đã nộp hồ sơ.", "Command line help.")
DATA = Message("ui.gateway.data", "Thư mục dữ liệu của cổng.", "Command line help.")
DATABASE = Message("ui.gateway.database", "Cơ sở dữ liệu khác với tệp mặc định.", "Command line help.")
BLOBS = Message("ui.gateway.blobs", "Thư mục chứa các gói dữ liệu đã niêm phong.", "Command line help.")
JSON = Message("ui.gateway.json", "In kết quả dạng JSON.", "Command line help.")
PORT = Message("ui.gateway.port", "Cổng mạng; 0 là để máy tự chọn.", "Command line help; a TCP port.")
HOST = Message("ui.gateway.host", "Địa chỉ mạng để lắng nghe.", "Command line help; a network address.")
URL = Message("ui.gateway.url", "Địa chỉ mà các quầy dùng để gọi tới cổng.", "Command line help.")
ONLY = Message("ui.gateway.only", "Chỉ chạy một trong hai tiến trình.", "Command line help.")
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
    "Mã ghi danh: {code}\nĐịa chỉ cổng: {url}\nMã dùng một lần, có hiệu lực 72 giờ.",
    "Shown after a code was made; {code} is typed at the kiosk, {url} is the gateway's address.",
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
