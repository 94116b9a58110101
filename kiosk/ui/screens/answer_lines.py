"""Answers as lines to read: name of the fact, what was said, where it came from, and what may be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.domain.dossier import Origin
from kiosk.i18n.translator import Shown
from kiosk.i18n.values import KnownDate
from kiosk.ui.screens.card import Card
from kiosk.ui.screens.rows import Row, Which
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton, EarButton
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel

CHANGE = Message("ui.check.change", "Sửa", "Button beside an answer: change it. One short word.")
COMPUTED = Message("ui.check.computed", "máy tự điền", "Beside an answer the form worked out by itself.")
FROM_CARD = Message(
    "ui.check.from_card", "lấy từ thẻ", "Beside an answer that was read from the identity card."
)
FROM_EARLIER = Message(
    "ui.check.from_earlier", "lấy từ lần trước", "Beside an answer taken over from an earlier dossier."
)
FROM_EARLIER_OF = Message(
    "ui.check.from_earlier_of",
    "lấy từ lần khai ngày {day}",
    "Beside an answer taken over from an earlier dossier; {day} is the day of that dossier.",
)

LISTEN_ALL = Message("ui.read_back.listen", "Nghe máy đọc", "Button: the machine reads what it can.")

OFFICER_READS = Message(
    "ui.read_back.officer_reads",
    "cán bộ đọc chỗ này",
    "Beside a name or a village where answers are read aloud: no clip can say it, the officer or interpreter does.",
)

#: Sign and words for where an answer came from; what was typed here needs neither.
ORIGINS: dict[Origin, tuple[str, Message]] = {
    Origin.COMPUTED: ("settings", COMPUTED),
    Origin.CARD: ("id-card", FROM_CARD),
    Origin.EARLIER: ("clock", FROM_EARLIER),
}


def origin_shown(kit: Kit, row: Row) -> tuple[str, Shown] | None:
    """The sign and the words beside an answer that nobody typed; ``None`` for one that was."""
    found = ORIGINS.get(row.origin) if row.origin is not None else None
    if found is None:
        return None
    if row.earlier is not None:
        return found[0], kit.show(FROM_EARLIER_OF, day=KnownDate.of(row.earlier[1]))
    return found[0], kit.show(found[1])


class AnswerLine(QWidget):
    """One answer. ``change`` is the button, when the answer can be changed here."""

    def __init__(self, kit: Kit, row: Row, *, changeable: bool, ears: bool) -> None:
        super().__init__()
        self.row = row
        mm = kit.look.mm
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        line = FoldingRow(mm(3), mm(76 * kit.look.scale.text.factor))
        outer.addWidget(line)
        content = QWidget()
        box = QHBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(mm(3))
        line.add(content, 1)
        texts = FoldingRow(mm(2), mm(90 * kit.look.scale.text.factor))
        texts.add(
            BilingualLabel(kit.look, kit.show(row.label), Role.BODY_UNDER, Role.OFFICER_SMALL, ink="muted"), 2
        )
        holder = QWidget()
        said = QVBoxLayout(holder)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(mm(0.4))
        said.addWidget(
            BilingualLabel(
                kit.look, row.shown(kit), Role.ANSWER, Role.NOTE, ink="warn_ink" if row.unsure else "ink"
            )
        )
        remark = origin_shown(kit, row)
        if remark is not None:
            said.addWidget(_remark(kit, *remark))
        if ears and row.needs_a_voice:
            said.addWidget(_remark(kit, "read-aloud", kit.show(OFFICER_READS)))
        texts.add(holder, 3)
        if row.unsure:
            box.addWidget(PictogramLabel(kit.look, "unknown", 8), 0, Qt.AlignmentFlag.AlignVCenter)
        box.addWidget(texts, 1)
        deeds = QWidget()
        tools = QHBoxLayout(deeds)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(mm(3))
        spoken = row.spoken()
        if ears and kit.can_say(*spoken):
            tools.addWidget(EarButton(kit, *spoken), 0, Qt.AlignmentFlag.AlignVCenter)
        self.change: BigButton | None = None
        if changeable and row.changes is not None:
            self.change = BigButton(
                kit, kit.show(CHANGE), icon="edit", least=13, role=Role.BODY, under=Role.OFFICER_SMALL
            )
            self.change.setObjectName(f"change-{row.field}")
            self.change.setAccessibleName(f"{kit.show(CHANGE).text}: {kit.show(row.label).text}")
            tools.addWidget(self.change, 0, Qt.AlignmentFlag.AlignVCenter)
        if tools.count():
            line.add(deeds)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


def listen_button(kit: Kit, rows: Sequence[Row]) -> BigButton | None:
    """Reads every answer as far as there are clips for it; ``None`` where there is none."""
    if not any(kit.can_say(*row.spoken()) for row in rows):
        return None
    button = BigButton(kit, kit.show(LISTEN_ALL), icon="ear", step=False, least=16)
    button.setObjectName("listen-all")
    button.tapped.connect(lambda: kit.say(*(one for row in rows for one in row.spoken())))
    return button


def _remark(kit: Kit, icon: str, shown: Shown) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(kit.look.mm(1.2))
    row.addWidget(PictogramLabel(kit.look, icon, 4.5), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(BilingualLabel(kit.look, shown, Role.OFFICER_SMALL, Role.OFFICER_SMALL, ink="muted"), 1)
    return holder


def by_page(rows: Sequence[Row]) -> list[tuple[Message | Which, list[Row]]]:
    """The rows of each page together, in their order; everything about one of several people stands together."""
    groups: dict[str, tuple[Message | Which, list[Row]]] = {}
    for row in rows:
        key = row.page if row.which is None else row.page.rpartition("/")[0]
        title: Message | Which = row.page_title if row.which is None else row.which
        groups.setdefault(key, (title, []))[1].append(row)
    return list(groups.values())


def answer_card(kit: Kit, title: Message | Which | None, lines: Sequence[AnswerLine]) -> Card:
    """The answers of one page, or about one of several people, on one surface."""
    if isinstance(title, Which):
        card = Card(kit.look, edge="accent")
        head = QHBoxLayout()
        head.setSpacing(kit.look.mm(2))
        head.addWidget(PictogramLabel(kit.look, "other-person", 9), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(BilingualLabel(kit.look, title.shown(kit), Role.ANSWER, Role.NOTE, ink="accent"), 1)
        card.column.addLayout(head)
    else:
        card = Card(kit.look)
        if title is not None and len(lines) > 1:
            card.column.addWidget(
                BilingualLabel(kit.look, kit.show(title), Role.NOTE, Role.OFFICER_SMALL, ink="accent")
            )
    for line in lines:
        card.column.addWidget(line)
    return card
