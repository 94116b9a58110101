"""Parcels on their road, and notices that came home."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtWidgets import QProgressBar, QWidget

from forms.definition import Definition
from forms.states import Carriage, ParcelKind
from forms.text import Message
from kiosk.domain.dossier import NumberKind, Parcel
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.services.counter import STATUS_WORDS
from kiosk.services.road import Standing
from kiosk.ui.counter.ages import ago, until
from kiosk.ui.counter.marks import CARRIAGE_MARKS, StateMark
from kiosk.ui.counter.road_line import NEXT, UNDER_WAY, size_text
from kiosk.ui.counter.road_screen import link_words
from kiosk.ui.counter.section import Section, signed, small, stacked, words
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.theme.style import dress
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit
from sync.courtesy import Restraint
from sync.remedies import why_held_back, why_waiting

PARCELS = Message("ui.counter.detail.parcels", "Đường gửi", "Title over the parcels of a dossier.")
NOTICES = Message("ui.counter.detail.notices", "Tin từ tỉnh", "Title over the notices of a dossier.")
NO_NOTICES = Message("ui.counter.detail.no_notices", "Chưa có tin nào.", "A dossier without a notice.")
NEW = Message("ui.counter.detail.new", "MỚI · {age}", "Before a notice nobody has looked at.")
HELD = Message(
    "ui.counter.detail.held",
    "Tỉnh đã nhận và đang giữ lại, chờ có mẫu của phiên bản này. Không cần làm gì.",
    "The province holds a parcel whose form version it does not know yet.",
)
TRIED = Message(
    "ui.counter.detail.why_waiting", "{why} ({reason})", "Why a parcel waits; {reason} is a short code."
)
NUMBER_CAME = Message("ui.counter.notice.number", "Mã hồ sơ: {number}", "A notice with the official number.")
TRIAL_CAME = Message("ui.counter.notice.trial", "Số thử nghiệm: {number}", "A notice with a trial number.")
ASKED = Message("ui.counter.notice.supplement", "Yêu cầu bổ sung", "A notice that asks for more papers.")
RESULT = Message("ui.counter.notice.result", "Có kết quả", "A notice with the result or where to fetch it.")
OPEN_RESULT = Message("ui.counter.notice.open", "Mở kết quả", "Button: shows the result file.")
COMING = Message(
    "ui.counter.notice.coming",
    "Tệp kết quả đang về máy ({size}).",
    "The agent has not fetched the result file yet.",
)
LACKS = Message("ui.counter.notice.papers", "Cần thêm: {papers}", "Papers an authority asks for.")

FILES = Message(
    "ui.counter.detail.files_there",
    "{whole} / {files} tệp đã tới nơi.",
    "Files of a parcel that are at the province, of all.",
)

KIND_WORDS: dict[ParcelKind, Message] = {
    ParcelKind.FILING: Message("ui.counter.parcel.filing", "Hồ sơ nộp", "What a parcel carries."),
    ParcelKind.SUPPLEMENT: Message(
        "ui.counter.parcel.supplement", "Giấy tờ bổ sung", "What a parcel carries."
    ),
    ParcelKind.AMENDMENT: Message("ui.counter.parcel.amendment", "Sửa đổi", "What a parcel carries."),
    ParcelKind.WITHDRAWAL: Message("ui.counter.parcel.withdrawal", "Rút hồ sơ", "What a parcel carries."),
    ParcelKind.RESULT_HANDED_OUT: Message(
        "ui.counter.parcel.handed_out", "Báo đã trả kết quả", "What a parcel carries."
    ),
    ParcelKind.FEE_TAKEN: Message("ui.counter.parcel.fee", "Báo đã thu phí", "What a parcel carries."),
    ParcelKind.RATING: Message(
        "ui.counter.parcel.rating", "Đánh giá của người dân", "What a parcel carries."
    ),
    ParcelKind.NUMBER_TAKEN: Message(
        "ui.counter.parcel.number", "Báo mã lấy từ cổng", "What a parcel carries."
    ),
    ParcelKind.AUDIT_HEAD: Message("ui.counter.parcel.audit", "Sổ nhật ký", "What a parcel carries."),
}

_NOTICE_ICONS = {
    NoticeKind.NUMBER: "stamp",
    NoticeKind.STATUS: "info",
    NoticeKind.SUPPLEMENT: "warning",
    NoticeKind.RESULT: "certificate",
}


class OnTheRoad(Protocol):
    """What is asked of a parcel under way; sizes in bytes."""

    @property
    def sent(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def whole(self) -> int: ...
    @property
    def files(self) -> int: ...
    @property
    def next_attempt(self) -> datetime | None: ...
    @property
    def reason(self) -> str | None: ...


def parcels_section(
    kit: Kit, parcels: Sequence[Parcel], road: Mapping[str, OnTheRoad], link: Standing | None, now: datetime
) -> Section:
    """Each parcel: what it carries, how far it came, bytes sent of all, why not farther, the next attempt."""
    section = Section(kit, "parcels", kit.show(PARCELS).text, "send-now")
    for parcel in parcels:
        state = CARRIAGE_MARKS[parcel.carriage]
        mark = StateMark(kit, state, parcel.carriage.value)
        mark.setObjectName(f"carriage-{parcel.id}")
        when = ago(kit, parcel.moved_at or parcel.created_at, now)
        head = small(kit, f"{kit.show(KIND_WORDS[parcel.kind]).text} · {when}")
        section.add(stacked(kit, head, mark, *_progress(kit, parcel, road.get(parcel.id), link, now)))
    return section


def _progress(
    kit: Kit, parcel: Parcel, item: OnTheRoad | None, link: Standing | None, now: datetime
) -> list[QWidget]:
    if item is None or parcel.carriage in (Carriage.DELIVERED, Carriage.REFUSED):
        return []
    if item.reason == "held":
        return [signed(kit, "clock", kit.show(HELD).text)]
    bar = QProgressBar()
    dress(bar, kit.look)
    bar.setObjectName(f"progress-{parcel.id}")
    bar.setTextVisible(False)
    bar.setFixedHeight(kit.look.mm(2.4))
    bar.setRange(0, max(1, item.total // 1000))  # thousands: a bar counts in 32 bits
    bar.setValue(min(item.sent, item.total) // 1000)
    told = [
        kit.show(UNDER_WAY, sent=size_text(item.sent), total=size_text(item.total)).text,
        kit.show(FILES, whole=item.whole, files=item.files).text,
    ]
    if item.reason:
        told.append(kit.show(TRIED, why=kit.show(why_waiting(item.reason)).text, reason=item.reason).text)
    held, due = _held_back(parcel, link), item.next_attempt
    if link is not None and link.link != "up" and item.sent < item.total:
        told.append(kit.show(link_words(link)).text)
        due = link.next_attempt
    elif held is not None and item.sent < item.total:
        told.append(kit.show(held).text)
    if due is not None:
        told.append(kit.show(NEXT, when=until(kit, due, now)).text)
    return [bar, small(kit, " ".join(told))]


def _held_back(parcel: Parcel, link: Standing | None) -> Message | None:
    """Why papers wait although there may be a link. What is urgent waits for the budget alone."""
    if link is None or (parcel.urgent and link.held_back != Restraint.BUDGET):
        return None
    return why_held_back(link.held_back)


def notices_section(
    kit: Kit,
    definition: Definition,
    notices: Sequence[Notice],
    results_here: frozenset[str],
    now: datetime,
    opened: Callable[[str], None],
) -> Section:
    """The newest first, with its age; what nobody has looked at says so. ``opened`` gets a notice's id."""
    section = Section(kit, "notices", kit.show(NOTICES).text, "sealed")
    parts = {part.id: part.name for part in definition.parts} if len(definition.parts) > 1 else {}
    for notice in sorted(notices, key=lambda one: one.seq, reverse=True):
        new = notice.seen_at is None
        told = " · ".join(part for part in (ago(kit, notice.at, now), notice.by) if part)
        when = small(kit, kit.show(NEW, age=told).text if new else told, "accent" if new else "muted")
        headline = signed(kit, _NOTICE_ICONS[notice.what], _headline(kit, notice), role=Role.OFFICER_STRONG)
        row = stacked(
            kit,
            when,
            headline,
            small(kit, kit.show(parts[notice.part]).text, "ink") if notice.part in parts else None,
            words(kit, notice.text) if notice.text else None,
            small(kit, lacking(kit, definition, notice), "ink") if notice.papers else None,
            _result(kit, notice, notice.id in results_here, opened),
        )
        row.setObjectName(f"notice-{notice.seq}")
        section.add(row)
    if not notices:
        section.add(words(kit, kit.show(NO_NOTICES).text, "muted"))
    return section


def lacking(kit: Kit, definition: Definition, notice: Notice) -> str:
    """The papers an authority asks for, by their names."""
    known = {paper.id: paper.name for paper in definition.papers}
    names = [kit.show(known[paper]).text if paper in known else paper for paper in notice.papers]
    return kit.show(LACKS, papers="; ".join(names)).text


def _headline(kit: Kit, notice: Notice) -> str:
    if notice.what is NoticeKind.NUMBER:
        came = NUMBER_CAME if notice.number_kind is NumberKind.DELEGATED else TRIAL_CAME
        return kit.show(came, number=notice.official_number or "").text
    if notice.what is NoticeKind.SUPPLEMENT:
        return kit.show(ASKED).text
    if notice.what is NoticeKind.RESULT and notice.status is None:
        return kit.show(RESULT).text
    status = notice.status
    return kit.show(STATUS_WORDS[status] if status is not None else RESULT).text


def _result(kit: Kit, notice: Notice, here: bool, opened: Callable[[str], None]) -> QWidget | None:
    if notice.result is None:
        return None
    if not here:
        return small(kit, kit.show(COMING, size=size_text(notice.result.size)).text)
    button = BigButton(
        kit, kit.show(OPEN_RESULT), icon="certificate", least=LEAST_MM, role=Role.OFFICER_STRONG
    )
    button.setObjectName(f"result-{notice.seq}")
    button.tapped.connect(lambda: opened(notice.id))
    return button
