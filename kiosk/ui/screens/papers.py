"""The papers of a dossier, each by its kind: shown ones go back to their owner at once, originals into an envelope."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from forms.definition import PaperHandling
from forms.text import Message
from kiosk.domain.papers import DutyKind, duties
from kiosk.services.papers import PaperLine
from kiosk.ui.screens.base import Screen, beside, headline, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.screens.prepare import HANDLING, handling_row, paper_picture
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.papers.title", "Giấy tờ của bà con", "Title of the page where papers are taken in.")
NOTHING = Message(
    "ui.papers.nothing",
    "Hồ sơ này không cần giấy tờ nào. Mời đi tiếp.",
    "No paper is needed for these answers.",
)
GIVE = Message(
    "ui.papers.give",
    "Mời đưa từng giấy cho cán bộ. Giấy chỉ để xem thì được trả lại ngay.",
    "Under the title. Must not lose: papers that are only shown come back at once.",
)
ALL_LOOKED_UP = Message(
    "ui.papers.all_looked_up",
    "Bà con không phải nộp giấy nào: cán bộ tra cứu theo số. Mời đi tiếp.",
    "Every needed paper is looked up by number.",
)
ADD = Message("ui.papers.add", "Lấy ảnh giấy", "Button: takes a picture of the paper in.")
ADD_MORE = Message("ui.papers.add_more", "Thêm mặt khác", "Button: one more picture of the same paper.")
GIVEN_BACK = Message("ui.papers.given_back", "Đã trả lại giấy", "Button: the paper is back with its owner.")
INTO_ENVELOPE = Message(
    "ui.papers.into_envelope", "Cho vào phong bì", "Button: the original goes into the numbered envelope."
)
REMOVE = Message("ui.papers.remove", "Bỏ ảnh cuối", "Button: takes the last picture of this paper away.")
TAKEN = Message("ui.papers.taken", "Đã có {count} ảnh", "How many pictures of a paper there are.")
IN_ENVELOPE = Message(
    "ui.papers.in_envelope", "Bản chính nằm trong phong bì số {number}", "{number} names it."
)
BACK_WITH_OWNER = Message("ui.papers.back", "Giấy đã trả lại bà con", "The paper is back with its owner.")
WAITING = Message(
    "ui.papers.waiting",
    "Chờ tra cứu: cán bộ tìm theo số, bà con không phải chờ ở đây.",
    "A paper that is looked up by number; it never stops anybody.",
)
OWED_BACK = Message(
    "ui.papers.owed_back", "Xin trả giấy này cho bà con.", "The officer still holds a shown paper."
)
OWED_ENVELOPE = Message(
    "ui.papers.owed_envelope", "Xin cho bản chính vào phong bì.", "An original is not in its envelope yet."
)
MISSING = Message("ui.papers.missing", "Chưa có giấy này", "A needed paper has no picture yet.")
HELP_PAPERS = Message(
    "ui.papers.help",
    "Cán bộ chụp từng giấy trước mặt bà con. Giấy chỉ để xem trả lại ngay; bản chính phải nộp thì vào phong bì có số.",
    "Help on the papers' page. Must not lose: what comes back and what is kept.",
)

_OWED = {DutyKind.HAND_BACK: OWED_BACK, DutyKind.PUT_IN_ENVELOPE: OWED_ENVELOPE}


class PapersScreen(Screen):
    """``add(slot)``, ``returned(slot)``, ``enveloped(slot)``, ``removed(slot)``."""

    name = "papers"
    add = Signal(str)
    returned = Signal(str)
    enveloped = Signal(str)
    removed = Signal(str)

    def __init__(self, kit: Kit, lines: Sequence[PaperLine]) -> None:
        super().__init__(kit)
        self._lines = tuple(line for line in lines if line.state.needed or line.files)
        self.column.addWidget(headline(kit, TITLE, "paper"))
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        self.column.addWidget(spoken_row(kit, self._advice(), Role.BODY, Role.BODY_UNDER))
        for line in self._lines:
            self.column.addWidget(self._card(line))
        self.column.addStretch(1)

    def spoken(self) -> tuple[Spoken, ...]:
        """The title and the papers still missing."""
        missing = [Spoken(line.state.paper.name) for line in self._lines if not line.done]
        return (Spoken(TITLE), Spoken(self._advice()), *missing)

    def help_text(self) -> tuple[Message, ...]:
        """Who keeps what."""
        return (HELP_PAPERS,)

    def show_owed(self) -> bool:
        """Says what the officer still owes the owner of a paper; False when nothing is owed."""
        owed = [duty for line in self._lines for duty in duties(line.files)]
        names = {line.state.paper.id: line.state.paper.name for line in self._lines}
        while (item := self._told.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for duty in owed:
            name, said = self.kit.show(names[duty.paper]), self.kit.show(_OWED[duty.kind])
            shown = type(said)(f"{name.text}: {said.text}", f"{name.vi}: {said.vi}", said.is_draft, said.tag)
            self._told.addWidget(NoticeBox(self.kit, "warn", shown))
        if owed:
            self.kit.say(Spoken(_OWED[owed[0].kind]))
        return bool(owed)

    def _advice(self) -> Message:
        if not self._lines:
            return NOTHING
        return ALL_LOOKED_UP if all(line.state.waits_for_lookup for line in self._lines) else GIVE

    def _card(self, line: PaperLine) -> Card:
        kit, state, slot = self.kit, line.state, line.state.paper.id
        mm = kit.look.mm
        done = line.done
        card = Card(kit.look, edge="good" if done else "edge")
        icon, handling = HANDLING[state.handling]
        row = QHBoxLayout()
        row.setSpacing(mm(3))
        picture = paper_picture(state.paper, icon)
        row.addWidget(PictogramLabel(kit.look, picture, 16), 0, Qt.AlignmentFlag.AlignTop)
        text = QVBoxLayout()
        text.setSpacing(mm(0.8))
        text.addWidget(spoken_row(kit, state.paper.name, Role.ANSWER, Role.ANSWER_UNDER))
        if not state.waits_for_lookup:
            text.addWidget(handling_row(kit, icon, handling))
        if state.why is not None:
            text.addWidget(BilingualLabel(kit.look, kit.show(state.why), Role.NOTE, Role.OFFICER_SMALL))
        text.addWidget(self._standing(line))
        row.addLayout(text, 1)
        row.addWidget(
            PictogramLabel(
                kit.look,
                "search" if state.waits_for_lookup and not line.files else "check" if done else "waiting",
                9,
            ),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        card.column.addLayout(row)
        buttons = []
        owed = {duty.kind for duty in duties(line.files)}
        if DutyKind.HAND_BACK in owed:
            buttons.append(
                self._button(slot, "returned", GIVEN_BACK, "paper-show", self.returned, Kind.PRIMARY)
            )
        if DutyKind.PUT_IN_ENVELOPE in owed:
            buttons.append(
                self._button(slot, "envelope", INTO_ENVELOPE, "paper-hand-in", self.enveloped, Kind.PRIMARY)
            )
        first = not line.files and state.handling is not PaperHandling.NUMBER_ONLY
        kind = Kind.PRIMARY if first else Kind.PLAIN
        buttons.append(self._button(slot, "add", ADD_MORE if line.files else ADD, "camera", self.add, kind))
        if line.files and not any(file.envelope for file in line.files):
            buttons.append(self._button(slot, "remove", REMOVE, "trash", self.removed, Kind.QUIET))
        card.column.addLayout(beside(*buttons, gap=mm(2.5)))
        return card

    def _standing(self, line: PaperLine) -> BilingualLabel:
        kit = self.kit
        envelope = next((file.envelope for file in line.files if file.envelope), None)
        if envelope is not None:
            shown = kit.show(IN_ENVELOPE, number=envelope)
        elif line.files and all(file.returned for file in line.files):
            shown = kit.show(BACK_WITH_OWNER)
        elif line.files:
            shown = kit.show(TAKEN, count=len(line.files))
        elif line.state.waits_for_lookup:
            shown = kit.show(WAITING)
        else:
            shown = kit.show(MISSING)
        return BilingualLabel(
            kit.look, shown, Role.BODY, Role.NOTE, ink="good" if line.done and line.files else "ink"
        )

    def _button(
        self, slot: str, act: str, message: Message, icon: str, signal: object, kind: Kind
    ) -> BigButton:
        button = BigButton(
            self.kit, self.kit.show(message), kind=kind, icon=icon, least=16, role=Role.BODY, under=Role.NOTE
        )
        button.setObjectName(f"paper-{slot}-{act}")
        button.tapped.connect(lambda: signal.emit(slot))  # type: ignore[attr-defined]  # a bound Qt signal
        return button
