"""What has to be done about a dossier, above everything else: a refusal with its remedy, a request for papers."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forms.states import Carriage
from forms.text import Message
from kiosk.domain.dossier import OFFICIAL_NUMBERS, Parcel
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.domain.roles import Act, Role, may
from kiosk.services.counter import Detail
from kiosk.ui.counter.road_section import KIND_WORDS, lacking
from kiosk.ui.theme.sizes import LEAST_MM
from kiosk.ui.theme.sizes import Role as Text
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pressable import Kind
from sync.remedies import remedy

REFUSED = Message(
    "ui.counter.alert.refused", "{what}: {remedy}", "A refused parcel: what it is and the remedy."
)
REASON = Message("ui.counter.alert.reason", "Mã lý do: {reason}", "The province's reason code.")
ASK_COMMUNE = Message(
    "ui.counter.alert.ask_commune",
    "Nhờ cán bộ xã gửi lại.",
    "For an officer who may not send a refused parcel.",
)
SEND_AGAIN = Message("ui.counter.alert.send_again", "Gửi lại", "Button: sends a refused parcel once more.")
ASKED = Message(
    "ui.counter.alert.asked", "Cơ quan yêu cầu bổ sung: {text}", "An authority asks for something."
)
RENUMBERED = Message(
    "ui.counter.alert.renumbered",
    "Mã hồ sơ đã đổi, trước là {old}. Nếu bà con giữ giấy tiếp nhận có mã cũ, xin in lại giấy mới cho bà con.",
    "The province has given another official number than before.",
)
ANSWER = Message("ui.counter.alert.answer", "Bổ sung", "Button: answers the authority's request.")


def refused_parcels(detail: Detail) -> tuple[Parcel, ...]:
    """Parcels an officer has to see to."""
    return tuple(parcel for parcel in detail.parcels if parcel.carriage is Carriage.REFUSED)


def open_requests(detail: Detail) -> tuple[Notice, ...]:
    """Requests for papers no parcel answers yet, oldest first."""
    answered = {parcel.in_reply_to for parcel in detail.parcels}
    return tuple(
        notice
        for notice in sorted(detail.notices, key=lambda one: one.seq)
        if notice.what is NoticeKind.SUPPLEMENT and notice.seq not in answered
    )


def replaced_number(detail: Detail) -> str | None:
    """The official number the dossier bore before the one that has come and that nobody has looked at yet."""
    told = [
        notice
        for notice in sorted(detail.notices, key=lambda one: one.seq)
        if notice.what is NoticeKind.NUMBER and notice.number_kind in OFFICIAL_NUMBERS
    ]
    if len(told) < 2 or told[-1].seen_at is not None or told[-1].official_number == told[-2].official_number:
        return None
    return told[-2].official_number


def alerts(
    kit: Kit,
    detail: Detail,
    role: Role,
    send_again: Callable[[str], None],
    supplement: Callable[[int], None],
) -> tuple[QWidget, ...]:
    """One box a refusal and a request, each with its deed beside it when this officer may do it, and one for a changed number."""
    boxes = [_undelivered(kit, detail)] if detail.undelivered is not None else []
    if (old := replaced_number(detail)) is not None:
        boxes.append(_box(kit, "warn", kit.show(RENUMBERED, old=old).text, "renumbered", None))
    boxes += [_refused(kit, detail, parcel, role, send_again) for parcel in refused_parcels(detail)]
    boxes += [_asked(kit, detail, notice, role, supplement) for notice in open_requests(detail)]
    return tuple(boxes)


def _undelivered(kit: Kit, detail: Detail) -> QWidget:
    assert detail.undelivered is not None
    return _box(kit, "warn", kit.show(detail.undelivered).text, "undelivered", None)


def _refused(
    kit: Kit, detail: Detail, parcel: Parcel, role: Role, send_again: Callable[[str], None]
) -> QWidget:
    item = detail.road.get(parcel.id)
    reason = parcel.refused_reason or (item.reason if item is not None else None) or ""
    what = kit.show(KIND_WORDS[parcel.kind]).text
    told = [kit.show(REFUSED, what=what, remedy=kit.show(remedy(reason)).text).text]
    if reason:
        told.append(kit.show(REASON, reason=reason).text)
    if not may(role, Act.DROP_REFUSED):
        told.append(kit.show(ASK_COMMUNE).text)
        return _box(kit, "danger", " ".join(told), f"refused-{parcel.id}", None)
    button = _button(kit, SEND_AGAIN, "sending", f"send-again-{parcel.id}")
    button.tapped.connect(lambda: send_again(parcel.id))
    return _box(kit, "danger", " ".join(told), f"refused-{parcel.id}", button)


def _asked(
    kit: Kit, detail: Detail, notice: Notice, role: Role, supplement: Callable[[int], None]
) -> QWidget:
    told = [kit.show(ASKED, text=notice.text).text]
    if notice.papers:
        told.append(lacking(kit, detail.definition, notice))
    button = None
    if may(role, Act.SUPPLEMENT):
        button = _button(kit, ANSWER, "plus", f"answer-{notice.seq}")
        button.tapped.connect(lambda: supplement(notice.seq))
    return _box(kit, "warn", "\n".join(told), f"asked-{notice.seq}", button)


def _button(kit: Kit, word: Message, icon: str, name: str) -> BigButton:
    button = BigButton(
        kit, kit.show(word), kind=Kind.PRIMARY, icon=icon, least=LEAST_MM, role=Text.OFFICER_STRONG
    )
    button.setObjectName(name)
    button.widen(kit.look.mm(36))
    return button


def _box(kit: Kit, tone: str, text: str, name: str, button: BigButton | None) -> QWidget:
    holder = QWidget()
    holder.setObjectName(name)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(kit.look.mm(2))
    icon = "refused" if tone == "danger" else "warning"
    row.addWidget(NoticeBox(kit, tone, plain(text), role=Text.OFFICER, icon=icon), 1)
    if button is not None:
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
    holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return holder
