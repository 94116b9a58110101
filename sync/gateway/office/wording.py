"""The words the back office's pages say beside data: names of units, procedures, channels, deadlines, flags.

Pages are for Vietnamese officials in a browser: their text stands in the templates and here, in Vietnamese alone.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from forms.catalogue import Catalogue
from forms.definition import Definition, PaperHandling
from forms.errors import KnownError
from forms.rules.dates import VIETNAM
from forms.rules.places import Places
from forms.states import CaseStatus, Channel, ParcelKind
from sync.gateway.models import Route
from sync.gateway.office.queues import Deadline
from sync.gateway.opener.numbers import TRIAL_PREFIX
from sync.gateway.passing.tables import NumberSource
from sync.gateway.words import status_name

CHANNELS: Mapping[int, str] = {
    Channel.IN_PERSON: "Trực tiếp",
    Channel.ONLINE: "Trực tuyến",
    Channel.POSTAL: "Bưu chính công ích",
}
ORIGINS: Mapping[str, str] = {
    "typed": "gõ tay",
    "card": "quét từ thẻ",
    "earlier": "từ hồ sơ trước",
    "computed": "máy tính ra",
}
KINDS: Mapping[str, str] = {
    ParcelKind.FILING: "Nộp hồ sơ",
    ParcelKind.SUPPLEMENT: "Bổ sung",
    ParcelKind.AMENDMENT: "Sửa câu trả lời",
    ParcelKind.WITHDRAWAL: "Xin rút hồ sơ",
    ParcelKind.RESULT_HANDED_OUT: "Đã trả kết quả cho công dân",
    ParcelKind.FEE_TAKEN: "Thu phí, lệ phí",
    ParcelKind.RATING: "Đánh giá của công dân",
    ParcelKind.NUMBER_TAKEN: "Quầy báo mã hồ sơ chép từ cổng",
}
PERSONS: Mapping[str, str] = {
    "requester": "Người yêu cầu",
    "child": "Trẻ",
    "mother": "Mẹ",
    "father": "Cha",
    "guardian": "Người nuôi dưỡng, giám hộ",
    "deceased": "Người mất",
    "person": "Người được cấp giấy",
    "husband": "Bên nam",
    "wife": "Bên nữ",
    "insured": "Người tham gia bảo hiểm",
    "mover": "Người thay đổi cư trú",
    "head": "Chủ hộ",
    "owner": "Chủ chỗ ở",
    "member": "Người cùng thay đổi",
    "parent": "Cha, mẹ, người giám hộ",
    "kinsman": "Người thân",
    "organiser": "Người lo mai táng",
    "guest": "Người lưu trú",
}
"""Whose facts stand together; what is nobody's own stands under ``NOBODY``."""
NOBODY = "Nội dung hồ sơ"
SEXES: Mapping[str, str] = {"male": "Nam", "female": "Nữ"}
HANDLINGS: Mapping[str, str] = {
    PaperHandling.HANDED_IN: "nộp bản chính",
    PaperHandling.SHOWN: "xuất trình, trả lại ngay",
    PaperHandling.COPY: "bản chụp",
    PaperHandling.NUMBER_ONLY: "chỉ lấy số để tra cứu",
}
HOW: Mapping[str, str] = {"scanner": "máy quét", "camera": "máy ảnh", "file": "tệp", "screen": "màn hình"}
ROUTES: Mapping[str, str] = {Route.SYSTEM: "qua hệ thống", Route.PAPER: "đi bằng giấy"}
NUMBER_SOURCES: Mapping[str, str] = {
    NumberSource.TRIAL: "số thử nghiệm",
    NumberSource.BLOCK: "cấp từ dải số tỉnh giao",
    NumberSource.INTERFACE: "hệ thống của tỉnh cấp qua kết nối",
    NumberSource.RECEIPT: "hệ thống của tỉnh trả trong biên nhận",
    NumberSource.HAND: "cơ quan giải quyết chép tay",
    NumberSource.COUNTER: "chép tay tại quầy, lấy từ cổng",
}
"""Where a number came from."""
FLAGS: Mapping[str, str] = {
    "officer-key-unknown": "Khóa của cán bộ lập hồ sơ chưa có trong sổ của đơn vị",
    "device-revoked": "Máy gửi hồ sơ đã bị thu hồi",
    "device-cloned": "Hai máy dùng chung một khóa: hỏi lại đơn vị",
    "clock-behind": "Đồng hồ của máy chạy chậm khi niêm phong: xem lại giờ nộp",
    "clock-ahead": "Đồng hồ của máy chạy nhanh khi niêm phong: xem lại giờ nộp",
    "before-restore": "Niêm phong trước khi máy chủ được dựng lại từ bản sao: có thể đã có mã khác, hỏi lại quầy",
}
DEADLINES: Mapping[Deadline, tuple[str, str]] = {
    Deadline.OVERDUE: ("▲", "Quá hạn"),
    Deadline.NEAR: ("◆", "Sắp đến hạn"),
    Deadline.LATER: ("○", "Còn hạn"),
    Deadline.UNDATED: ("–", "Chưa có ngày hẹn"),
    Deadline.ENDED: ("✓", "Đã kết thúc"),
}
"""A mark and a word for each, so that nobody has to tell colours apart."""


class Wording:
    """Names of procedures, as installed; read once a process and again when asked."""

    def __init__(self, packs: Path) -> None:
        self._packs = packs
        self._catalogue = Catalogue.shipped(packs if packs.is_dir() else None)

    def definition(self, procedure: str, version: str) -> Definition | None:
        """The form version a dossier was filed under; None when it is not at hand."""
        try:
            return self._catalogue.get(procedure, version)
        except KnownError:
            pass
        try:
            self._catalogue = Catalogue.shipped(self._packs if self._packs.is_dir() else None)
            return self._catalogue.get(procedure, version)
        except KnownError:
            return None

    def procedure(self, code: str) -> str:
        """What a procedure is called, its code where nobody knows."""
        found = self._newest(code)
        return (found.short or found.name).vi if found is not None else code

    def part(self, procedure: str, part: str) -> str:
        """What a part is called, its id where nobody knows."""
        found = self._newest(procedure)
        names = {one.id: one.name.vi for one in found.parts} if found is not None else {}
        return names.get(part, part)

    def procedures(self, now: datetime) -> tuple[tuple[str, str], ...]:
        """Code and name of what is offered now, by name."""
        offered = self._catalogue.offered(now.astimezone(VIETNAM).date())
        filed = [one for one in offered if one.parts]
        return tuple(
            sorted(((one.code, (one.short or one.name).vi) for one in filed), key=lambda one: one[1])
        )

    def _newest(self, code: str) -> Definition | None:
        try:
            return self._catalogue.newest(code, datetime.now(VIETNAM).date())
        except KnownError:
            return None


def number_note(number: str | None) -> str:
    """What has to stand beside a number wherever it is shown; blank beside a mã hồ sơ."""
    return "số thử nghiệm" if number is not None and number.startswith(TRIAL_PREFIX) else ""


def commune(code: str) -> str:
    """The name of a unit, its code where it is in no list."""
    unit = Places.load().unit(code)
    return unit.full_name if unit is not None else code


def status(code: int) -> str:
    """The official name of a state."""
    return status_name(CaseStatus(code))


def moment(at: datetime | None) -> str:
    """A time as officials write it."""
    return at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y") if at is not None else "–"


def day(at: datetime | None) -> str:
    """A day as officials write it."""
    return at.astimezone(VIETNAM).strftime("%d/%m/%Y") if at is not None else "–"


def until(due_at: datetime | None, deadline: Deadline, now: datetime) -> str:
    """How long it is to a day, or how long ago it was."""
    if due_at is None or deadline is Deadline.ENDED:
        return ""
    days = (due_at.astimezone(VIETNAM).date() - now.astimezone(VIETNAM).date()).days
    if deadline is Deadline.OVERDUE:
        return f"{-days} ngày" if days < 0 else "hôm nay"
    return {0: "hôm nay", 1: "ngày mai"}.get(days, f"{days} ngày")


def size(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / 1e6:.1f} MB".replace(".", ",") if count >= 1_000_000 else f"{max(1, count // 1000)} KB"
