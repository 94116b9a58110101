"""What is said while a paper is taken in."""

from forms.text import Message

TITLE = Message(
    "ui.capture.title", "Chụp: {paper}", "Title while a paper is photographed; {paper} is its name."
)
SHOOT = Message("ui.capture.shoot", "Chụp", "Button: takes the picture.")
FILE = Message("ui.capture.file", "Chọn tệp", "Button: takes a file from a stick or a folder instead.")
DONE = Message("ui.capture.done", "Xong giấy này", "Button: all pages of this paper are taken.")
PAGE = Message("ui.capture.page", "Trang {n}", "Name of a small picture of one page.")
PAGES = Message("ui.capture.pages", "{n} trang (tệp PDF)", "Under the sign of a PDF with so many pages.")
EARLIER = Message("ui.capture.earlier", "Trang trước", "Button: shows the pages before these.")
LATER = Message("ui.capture.later", "Trang sau", "Button: shows the pages after these.")

AIM = Message(
    "ui.capture.aim",
    "Đặt giấy nằm phẳng trên mặt bàn sẫm màu, đủ bốn góc trong khung, rồi bấm Chụp.",
    "Guidance under the camera's live picture, with a picture of how it is done.",
)
GOOD = Message("ui.capture.good", "Giấy nằm đẹp. Bấm Chụp.", "The sheet lies well in the live picture.")
CLOSER = Message(
    "ui.capture.closer", "Đưa máy lại gần giấy hơn.", "The sheet is too small in the live picture."
)
BACK_OFF = Message(
    "ui.capture.back_off", "Lùi máy ra cho thấy đủ bốn góc giấy.", "The sheet runs out of the picture."
)
LIGHT = Message("ui.capture.light", "Chỗ này tối quá, xin thêm đèn.", "The live picture is too dark.")

KEPT = Message(
    "ui.capture.kept",
    "Đã giữ trang {n}. Còn trang khác thì chụp tiếp.",
    "A page was taken, checked and stored.",
)
KEPT_MANY = Message("ui.capture.kept_many", "Đã giữ thêm {n} trang.", "Several pages came in at once.")
NO_PICTURE = Message(
    "ui.capture.no_picture",
    "Camera chưa chụp được. Xin bấm Chụp lần nữa, hoặc chọn tệp.",
    "The camera gave no picture. Must not lose: the other way to go on.",
)
FROM_SCANNER = Message(
    "ui.capture.from_scanner",
    "Quét bằng máy quét thì trang tự vào đây.",
    "Pages from the office's scanner come in by themselves while this page is open.",
)
OLD_FILES = Message(
    "ui.capture.old_files",
    "Thư mục máy quét còn {n} tệp từ trước. Có phải giấy này của bà con không?",
    "Files lay in the scanner's folder before this page was opened: they may be somebody else's.",
)
TAKE_OLD = Message("ui.capture.take_old", "Đúng, lấy vào", "Button: takes the files that lay there before.")
LEAVE_OLD = Message("ui.capture.leave_old", "Không phải", "Button: leaves the files that lay there before.")
BAD_PAGE = Message(
    "ui.capture.bad_page",
    "Trang {page} trong {pages} trang của tệp chưa dùng được, nên chưa lấy trang nào.",
    "One page of a file with several is not good; none was taken.",
)

REFUSED = Message("ui.capture.refused", "Ảnh này chưa dùng được", "Title over a picture that was refused.")
AGAIN = Message("ui.capture.again", "Chụp lại", "Button: the picture is taken once more.")
ANYWAY = Message(
    "ui.capture.anyway",
    "Vẫn giữ trang này",
    "Button for an officer who has looked at a cut or repeated page and keeps it; it is recorded.",
)
ANYWAY_NOTE = Message(
    "ui.capture.anyway_note",
    "Cán bộ giữ trang này thì hồ sơ ghi rõ ai giữ và vì sao bị nhắc.",
    "Under the button that keeps a page despite a fault. Must not lose: it is recorded.",
)
CORNERS = Message("ui.capture.corners", "Chỉnh bốn góc", "Button: the sheet's corners are moved by finger.")

EDIT = Message(
    "ui.capture.edit", "Kéo bốn góc vào mép giấy", "Title over the picture whose corners are moved."
)
LEFT = Message("ui.capture.left", "Xoay trái", "Button: turns the page to the left.")
RIGHT = Message("ui.capture.right", "Xoay phải", "Button: turns the page to the right.")
USE = Message("ui.capture.use", "Dùng trang này", "Button: keeps the page as it is cut and turned now.")
LEAVE = Message("ui.capture.leave", "Thôi", "Button: leaves the page as it was.")
DROP = Message("ui.capture.drop", "Bỏ trang này", "Button: takes this page away.")

HELP = Message(
    "ui.capture.help",
    "Mỗi trang chụp một lần. Máy tự tìm mép giấy, nắn thẳng và làm sáng. Ảnh tối, nhòe hay thiếu góc thì máy nhắc chụp lại ngay. "
    "Chạm vào trang nhỏ để xoay, chỉnh góc hoặc bỏ.",
    "Help on the page where a paper is photographed.",
)
