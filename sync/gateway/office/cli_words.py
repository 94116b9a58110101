"""The sentences of `staff` and `faces` on the command line. May not decide anything."""

from forms.text import Message

STAFF = Message("ui.gateway.staff", "Tài khoản cho trang của cán bộ.", "Command line help.")
WHAT = Message(
    "ui.gateway.staff_what",
    "add: lập tài khoản (mật khẩu gõ ở bàn phím hoặc qua đầu vào chuẩn); list, stop, allow: xem, khóa, mở lại.",
    "Command line help; add, list, stop, allow stay as they are.",
)
LOGIN = Message("ui.gateway.staff_login", "Tên đăng nhập.", "Command line help.")
NAME = Message("ui.gateway.staff_name", "Họ tên người dùng tài khoản.", "Command line help.")
ROLE = Message(
    "ui.gateway.staff_role",
    "Vai trò: officer (cán bộ giải quyết), supervisor (giám sát), auditor (xem nhật ký), administrator (tài khoản).",
    "Command line help; the English words stay as they are.",
)
AUTHORITY = Message(
    "ui.gateway.staff_authority",
    "Cơ quan của cán bộ, dạng loại:mã, ví dụ ubnd_xa:03127 hoặc cong_an_xa:03127.",
    "Command line help; the examples stay as they are.",
)
AUTHORITY_NAME = Message(
    "ui.gateway.staff_authority_name", "Tên cơ quan hiện trên trang.", "Command line help."
)
AGAIN = Message(
    "ui.gateway.staff_again", "Cấp lại mật khẩu và mã xác thực cho tài khoản đã có.", "Command line help."
)
FACES = Message(
    "ui.gateway.faces",
    "Ghi thông tin cho danh sách và tìm kiếm của những hồ sơ đã nhận từ trước.",
    "Command line help.",
)
ASK_PASSWORD = Message(
    "ui.gateway.staff_password",
    "Mật khẩu (từ 8 ký tự): ",
    "Asked on the command line; nothing is shown while typing.",
)
MADE = Message(
    "ui.gateway.staff_made",
    "Đã lập tài khoản {login}. Quét mã trên bằng ứng dụng xác thực ngay bây giờ: mã này không hiện lại.",
    "After an account was made; a QR stands above; {login} is its name.",
)
STOPPED = Message(
    "ui.gateway.staff_stopped",
    "Đã khóa tài khoản {login}; ai đang đăng nhập bằng tài khoản này đã bị đưa ra.",
    "After an account was stopped on the command line; {login} is its name.",
)
WAS_STOPPED = Message(
    "ui.gateway.staff_was_stopped",
    "Tài khoản {login} đã bị khóa từ trước. Không có gì thay đổi.",
    "When an account is stopped that was stopped before; {login} is its name.",
)
ALLOWED = Message(
    "ui.gateway.staff_allowed",
    "Đã mở lại tài khoản {login}.",
    "After an account was opened again on the command line; {login} is its name.",
)
OPEN = Message(
    "ui.gateway.staff_open", "đang dùng", "How an account stands, in the list on the command line."
)
CLOSED = Message(
    "ui.gateway.staff_closed", "đã khóa", "How an account stands, in the list on the command line."
)
