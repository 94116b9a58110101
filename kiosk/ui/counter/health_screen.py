"""Is this machine ready for the day: paper, disk, clock, scanner, road to the province – one line each, with its remedy."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.i18n.values import Value
from kiosk.services.doctor import Finding, Grade
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.section import Section, signed
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit

TITLE = Message("ui.health.title", "Kiểm tra máy", "Title of the page about the machine's state.")
TO_MEND = Message("ui.health.to_mend", "Cần xem", "Over what is missing or wrong on this machine.")
ALL_WELL = Message(
    "ui.health.all_well", "Máy sẵn sàng, không có gì phải sửa.", "Nothing is missing or wrong."
)
IN_ORDER = Message("ui.health.in_order", "Đang tốt", "Over what is as it must be.")
AGAIN = Message("ui.health.again", "Xem lại", "Button: looks at the machine once more.")
HELP = Message(
    "ui.health.help",
    "Xem trước khi bắt đầu ngày: máy in và giấy, ổ đĩa, đồng hồ, máy quét, đường gửi. Mỗi dòng nói luôn cách sửa. Chỗ nào hỏng thì vẫn "
    "làm được cách khác, trừ dòng có dấu cấm.",
    "Help on the page about the machine's state.",
)
_SIGNS = {Grade.GOOD: "yes", Grade.ADVICE: "warning", Grade.STOP: "refused"}


class HealthScreen(DeskPage):
    """``looked`` when the officer wants to see it anew."""

    name = "health"
    looked = Signal()

    def __init__(self, kit: Kit, findings: Sequence[Finding]) -> None:
        super().__init__(kit, kit.show(TITLE).text, "shield")
        wrong = sorted((f for f in findings if f.grade is not Grade.GOOD), key=lambda f: not f.grade.blocks)
        well = [f for f in findings if f.grade is Grade.GOOD]
        if wrong:
            self._put("to-mend", TO_MEND, "warning", wrong)
        else:
            self.tell("good", ALL_WELL)
        if well:
            self._put("in-order", IN_ORDER, "yes", well)
        self.deed("again", AGAIN, "refresh").tapped.connect(self.looked)

    def help_text(self) -> tuple[Message, ...]:
        """When to look."""
        return (HELP,)

    def _put(self, name: str, title: Message, icon: str, findings: Sequence[Finding]) -> None:
        section = Section(self.kit, name, self.kit.show(title).text, icon)
        for one in findings:
            section.add(signed(self.kit, _SIGNS[one.grade], said(self.kit, one), role=Role.OFFICER))
        self.rows.addWidget(section)


def said(kit: Kit, finding: Finding) -> str:
    """A finding in words."""
    params: dict[str, Value] = {
        key: value if isinstance(value, int | str) else str(value) for key, value in finding.params.items()
    }
    return kit.show(finding.message, **params).text
