"""The log for auditors, and whether its chain holds."""

from starlette.responses import Response

from sync.gateway.office.audit import PAGE, Event, Wanted, first_broken, head, lines
from sync.gateway.office.ports import Office
from sync.gateway.office.roles import Act
from sync.gateway.office.web import Asked, Page, integer, note

EVENT_NAMES: dict[str, str] = {
    Event.SIGNED_IN: "Đăng nhập",
    Event.SIGN_IN_FAILED: "Đăng nhập không được",
    Event.SIGNED_OUT: "Đăng xuất",
    Event.QUEUE_SEEN: "Xem danh sách",
    Event.SEARCHED: "Tìm hồ sơ",
    Event.DOSSIER_SEEN: "Xem hồ sơ",
    Event.PAPER_SEEN: "Xem giấy tờ",
    Event.CARD_COMPARED: "Đối chiếu thẻ",
    Event.DUPLICATES_SEEN: "Xem hồ sơ trùng",
    Event.FIGURES_SEEN: "Xem thống kê",
    Event.FIGURES_TAKEN: "Tải thống kê",
    Event.FORM_PRINTED: "In phiếu",
    Event.MOVED: "Chuyển trạng thái",
    Event.SUPPLEMENT_ASKED: "Yêu cầu bổ sung",
    Event.REFUSED: "Từ chối tiếp nhận",
    Event.STOPPED: "Dừng giải quyết",
    Event.APOLOGISED: "Xin lỗi, hẹn lại",
    Event.RESULT_GIVEN: "Gửi kết quả",
    Event.NUMBER_TYPED: "Quầy báo mã chép từ cổng",
    Event.NUMBER_SETTLED: "Chọn mã hồ sơ đúng",
    Event.NUMBER_TAKEN: "Ghi mã hồ sơ của hệ thống giải quyết",
    Event.TRANSFER_SEEN: "Mở bảng chép sang hệ thống khác",
    Event.LOG_SEEN: "Xem nhật ký",
    Event.LOG_CHECKED: "Kiểm tra nhật ký",
    Event.STAFF_SEEN: "Xem tài khoản",
    Event.STAFF_MADE: "Lập tài khoản",
    Event.STAFF_RENEWED: "Cấp lại tài khoản",
    Event.STAFF_STOPPED: "Khóa tài khoản",
    Event.STAFF_ALLOWED: "Mở tài khoản",
    Event.SIGN_IN_CHANGED: "Đổi mật khẩu của mình",
    Event.FACTOR_CHANGED: "Đổi mã xác thực của mình",
    Event.PROOF_FAILED: "Đổi mật khẩu, mã: xác nhận không được",
    Event.DENIED: "Bị chặn: ngoài phạm vi",
    Event.SUBJECT_FOUND: "Tìm dữ liệu của một công dân",
    Event.SUBJECT_EXPORTED: "Trích dữ liệu cho công dân",
    Event.LOST_LISTED: "Liệt kê hồ sơ trên máy bị mất",
    Event.ERASED: "Xóa dữ liệu",
}


def show(office: Office, asked: Asked) -> Response:
    """The newest lines, or those of one dossier, account or kind."""
    query = asked.request.query_params
    wanted = Wanted(
        before=integer(query.get("truoc")),
        dossier=query.get("ho_so", "").strip()[:32],
        login=query.get("tai_khoan", "").strip()[:40],
        act=query.get("viec", "")[:32],
    )
    return _page(office, asked, wanted)


def check(office: Office, asked: Asked) -> Response:
    """Go through the whole chain and say on this very page what was found: no address says it of itself."""
    with office.database.read() as session:
        broken = first_broken(session)
    note(office, asked, Event.LOG_CHECKED, "holds" if broken is None else f"broken {broken}")
    return _page(office, asked, Wanted(), "holds" if broken is None else str(broken))


def _page(office: Office, asked: Asked, wanted: Wanted, checked: str = "") -> Response:
    with office.database.read() as session:
        found = lines(session, wanted)
        last = head(session)
    # What stands in no line may be anything somebody typed, a name too: it does not get into one by being asked for.
    note(office, asked, Event.LOG_SEEN, (wanted.dossier or wanted.login or wanted.act) if found else "-")
    return office.render.page(
        "log.html",
        asked.here,
        asked.request,
        title="Nhật ký",
        lines=found,
        wanted=wanted,
        names=EVENT_NAMES,
        head=last,
        further=found[-1].seq if len(found) == PAGE else None,
        checked=checked,
    )


PAGES = (
    Page("/nhat-ky", "GET", "log", Act.AUDIT, show),
    Page("/nhat-ky/kiem-tra", "POST", "log-check", Act.AUDIT, check),
)
