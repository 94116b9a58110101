"""Papers or a message added after filing. What was filed is never changed: this travels as a parcel of its own.

Files picked from a stick are held here, in memory, until they are handed on; leaving the page forgets them. Pages taken by
camera or scanner lie in the store already and wait there.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.notice import Notice
from kiosk.domain.papers import DigitisedHow, DutyKind, PaperFile, duties
from kiosk.i18n.values import Value
from kiosk.services.counter import Detail
from kiosk.ui.counter.answers_section import OTHER, OTHER_PAPER
from kiosk.ui.counter.desk_page import deed_button
from kiosk.ui.counter.officer_scroll import OfficerScroll
from kiosk.ui.counter.road_line import size_text
from kiosk.ui.counter.section import Section, small, words
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.screens.base import Screen, clear
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.buttons import BigButton, IconButton
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind

#: Under this height (millimetres) the keyboard is up.
_LOW = 60

TITLE = Message(
    "ui.counter.supplement.title", "Bổ sung hồ sơ của {name}", "Title: adds papers to a filed dossier."
)
ASKED = Message("ui.counter.supplement.asked", "{authority} yêu cầu: {text}", "The request that is answered.")
ASKED_ALONE = Message("ui.counter.supplement.asked_alone", "Yêu cầu: {text}", "The request that is answered.")
NOTE = Message(
    "ui.counter.supplement.note", "Lời nhắn gửi kèm (không bắt buộc)", "Over the line for a message."
)
PAPERS = Message("ui.counter.supplement.papers", "Giấy tờ bổ sung", "Title over the papers to add.")
ADD = Message("ui.counter.supplement.add", "Thêm tệp", "Button: picks a file for this paper.")
TAKE = Message(
    "ui.counter.supplement.take", "Chụp, quét, tệp", "Button: this paper by camera, scanner or from a file."
)
LOOKED_UP = Message(
    "ui.counter.supplement.looked_up",
    "nộp bằng số, đang chờ tra cứu; tra không thấy thì bổ sung giấy",
    "Beside a paper that was filed with its number alone. Must not lose: the paper is needed only when it is not found.",
)
WAITING_PAGES = Message(
    "ui.counter.supplement.waiting",
    "{n} trang, {how}, chưa gửi",
    "Pages that were taken and wait here for the supplement; {how} is how they were taken.",
)
OWED = Message(
    "ui.counter.supplement.owed",
    "Còn bản chính chưa trả lại hoặc chưa vào phong bì. Xin làm xong rồi gửi.",
    "Send was pressed while an original is neither back with its owner nor in an envelope.",
)
DUTIES: dict[DutyKind, tuple[Message, str]] = {
    DutyKind.HAND_BACK: (
        Message("ui.counter.supplement.hand_back", "Đã trả lại", "Button: the owner has the original back."),
        "paper-show",
    ),
    DutyKind.PUT_IN_ENVELOPE: (
        Message("ui.counter.supplement.envelope", "Cho vào phong bì", "Button: the original is kept."),
        "paper-hand-in",
    ),
}
HOW_TAKEN = {
    DigitisedHow.CAMERA: Message("ui.counter.supplement.by_camera", "chụp", "How a page was taken."),
    DigitisedHow.SCANNER: Message("ui.counter.supplement.by_scanner", "quét", "How a page was taken."),
    DigitisedHow.FILE: Message("ui.counter.supplement.by_file", "từ tệp", "How a page was taken."),
}
REMOVE = Message("ui.counter.supplement.remove", "Bỏ tệp", "Accessible name: takes a picked file away.")
NEEDED = Message(
    "ui.counter.supplement.needed", "cơ quan đang yêu cầu", "Beside a paper an authority asks for."
)
SEND = Message("ui.counter.supplement.send", "Gửi bổ sung", "Button: seals and sends what was added.")
NOTHING = Message(
    "ui.counter.supplement.nothing",
    "Chưa có gì để gửi: xin thêm tệp hoặc ghi lời nhắn.",
    "Send was pressed with nothing to send.",
)
UNREADABLE = Message(
    "ui.counter.supplement.unreadable",
    "Không đọc được tệp {name}. Kiểm tra USB rồi chọn lại.",
    "A picked file cannot be read.",
)
TWICE = Message(
    "ui.counter.supplement.twice", "Tệp {name} đã được thêm rồi.", "The same file was picked again."
)


@dataclass(frozen=True, slots=True)
class PickedFile:
    """A file for one paper slot, read when it was picked: the stick may be pulled before it is sent."""

    slot: str
    name: str
    data: bytes


HELP_SUPPLEMENT = Message(
    "ui.counter.supplement.help",
    "Thêm từng giấy cơ quan yêu cầu, ghi lời nhắn nếu cần, rồi ký gửi. Hồ sơ đã nộp không bị sửa: phần bổ sung đi thành một gói riêng.",
    "Help on adding papers. Must not lose: the filed dossier itself is not changed.",
)


class SupplementScreen(Screen):
    """``sent(note, ((slot, bytes), …), in_reply_to)`` once, for what ``waiting`` holds too; ``went_back`` without sending.

    With ``devices`` a paper is asked for by ``capture_asked(slot, name)``, else picked. Of a waiting paper
    ``taken_away(id)``, ``returned(id)`` when its owner has it back, ``enveloped(slot)`` when it was handed in.
    ``looked_up`` are slots filed with a number alone. ``pick_file`` gives a path or ``None``; ``read_file`` gives its bytes
    or raises ``KnownError`` when the services would not take them, so that it is said at once.
    """

    name = "supplement"
    scrolls = False
    sent = Signal(str, object, object)
    capture_asked = Signal(str, object)
    taken_away = Signal(str)
    returned = Signal(str)
    enveloped = Signal(str)

    def __init__(
        self,
        kit: Kit,
        detail: Detail,
        pick_file: Callable[[], Path | None],
        read_file: Callable[[Path], bytes],
        in_reply_to: int | None = None,
        *,
        waiting: Sequence[PaperFile] = (),
        looked_up: Collection[str] = (),
        devices: bool = False,
    ) -> None:
        super().__init__(kit)
        self._waiting = list(waiting)
        self._looked_up = looked_up
        self._devices = devices
        self._pick_file = pick_file
        self._read_file = read_file
        self._request = next((n for n in detail.notices if n.seq == in_reply_to), None)
        self._in_reply_to = in_reply_to
        self._files: list[PickedFile] = []
        self._rows: dict[str, QVBoxLayout] = {}
        self._busy = False
        mm = kit.look.mm
        self.column.setContentsMargins(0, 0, 0, mm(1))
        self.column.setSpacing(mm(1.6))
        title = kit.show(TITLE, name=detail.dossier.citizen_name).text
        self._title = words(kit, title, role=Role.OFFICER_TITLE)
        self.column.addWidget(self._title)
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, mm(1), 0)
        column.setSpacing(mm(1.6))
        if self._request is not None:
            column.addWidget(
                NoticeBox(kit, "warn", plain(_request(kit, self._request)), role=Role.OFFICER, icon="warning")
            )
        column.addWidget(self._build_papers(detail))
        self.note = TypedLine(kit, most=500, role=Role.OFFICER)
        self.note.setObjectName("note")
        self.note.setAccessibleName(kit.show(NOTE).text)
        self.note.setMinimumHeight(mm(LEAST_MM))
        column.addStretch(1)
        self._scroll = OfficerScroll(kit.look, content)
        self._scroll.setAccessibleName(self._title.text())
        self.column.addWidget(self._scroll, 1)
        self.column.addWidget(small(kit, kit.show(NOTE).text))
        self.column.addWidget(self.note)
        self.column.addLayout(self._build_bar())
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.leave)

    # -- what the window gives

    def help_text(self) -> tuple[Message, ...]:
        """What becomes of what is added."""
        return (HELP_SUPPLEMENT,)

    def files(self) -> tuple[PickedFile, ...]:
        """What was picked so far."""
        return tuple(self._files)

    def tell(self, tone: str, message: Message, **params: Value) -> None:
        """Says something under the title. Sending may be tried again."""
        clear(self._told)
        box = NoticeBox(self.kit, tone, plain(self.kit.show(message, **params).text), role=Role.OFFICER)
        box.setObjectName("told")
        self._told.addWidget(box)
        self._busy = False

    def steps(self) -> tuple[Action, ...]:
        """None: the deeds stand below, smaller than a citizen's."""
        return ()

    def shown_first(self) -> None:
        """The first paper's button has the keyboard."""
        first = next((b for b in self.findChildren(BigButton) if b.objectName().endswith("-add")), None)
        if first is not None:
            first.setFocus()

    def typed(self) -> dict[str, object]:
        """Note and files, for the same page in another look."""
        return {"note": self.note.text(), "files": self.files()}

    def put_back(self, typed: object) -> None:
        """The same again."""
        if isinstance(typed, dict):
            self.note.setText(str(typed.get("note", "")))
            for file in typed.get("files", ()):
                self._take(file)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """While the keyboard is up only the note and the way on stay."""
        super().resizeEvent(event)
        low = self.height() < self.kit.look.mm(_LOW)
        self._title.setVisible(not low)
        self._scroll.setVisible(not low)

    # -- building

    def _build_papers(self, detail: Detail) -> Section:
        kit = self.kit
        section = Section(kit, "papers", kit.show(PAPERS).text, "paper")
        asked = self._request.papers if self._request is not None else ()
        names = {paper.id: kit.show(paper.name).text for paper in detail.definition.papers}
        first = [*asked, *(slot for slot in names if slot in self._looked_up)]
        order = [*first, *(slot for slot in names if slot not in first), OTHER_PAPER]
        messages = {paper.id: paper.name for paper in detail.definition.papers}
        for slot in dict.fromkeys(order):
            name = kit.show(OTHER).text if slot == OTHER_PAPER else names.get(slot, slot)
            section.add(self._paper(slot, name, messages.get(slot, OTHER), slot in asked))
            for paper in self._waiting:
                if paper.paper == slot:
                    self._show_waiting(paper)
        return section

    def _paper(self, slot: str, name: str, message: Message, needed: bool) -> QWidget:
        kit, mm = self.kit, self.kit.look.mm
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(2))
        left = QVBoxLayout()
        left.setSpacing(mm(0.6))
        left.addWidget(words(kit, name, role=Role.OFFICER_STRONG))
        if needed:
            left.addWidget(small(kit, kit.show(NEEDED).text, "warn_ink"))
        if slot in self._looked_up:
            left.addWidget(small(kit, kit.show(LOOKED_UP).text))
        files = QVBoxLayout()
        files.setSpacing(mm(0.6))
        left.addLayout(files)
        self._rows[slot] = files
        row.addLayout(left, 1)
        kind = Kind.PRIMARY if needed else Kind.PLAIN
        word, icon = (TAKE, "camera") if self._devices else (ADD, "plus")
        add = BigButton(
            kit, kit.show(word), kind=kind, icon=icon, step=False, least=LEAST_MM, role=Role.OFFICER_STRONG
        )
        add.setObjectName(f"supplement-{slot}-add")
        add.setAccessibleName(f"{add.accessibleName()}: {name}")
        add.tapped.connect(
            lambda: self.capture_asked.emit(slot, message) if self._devices else self._pick(slot)
        )
        row.addWidget(add, 0, Qt.AlignmentFlag.AlignTop)
        holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return holder

    def _build_bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.kit.look.mm(1.6))
        row.addStretch(1)
        self._send = self._button(row, "send", SEND, "sending", Kind.PRIMARY)
        self._send.tapped.connect(self._send_now)
        return row

    def _button(self, row: QHBoxLayout, name: str, word: Message, icon: str, kind: Kind) -> BigButton:
        button = BigButton(
            self.kit, self.kit.show(word), kind=kind, icon=icon, least=LEAST_MM, role=Role.OFFICER_STRONG
        )
        button.setObjectName(name)
        row.addWidget(button)
        return button

    # -- what the officer does

    def _pick(self, slot: str) -> None:
        path = self._pick_file()
        if path is None:
            return
        try:
            data = self._read_file(path)
        except KnownError as error:
            self.tell("danger", error.message, **{k: str(v) for k, v in error.params.items()})
            return
        except OSError:
            self.tell("danger", UNREADABLE, name=path.name)
            return
        file = PickedFile(slot, path.name, data)
        if any(own.slot == slot and own.data == data for own in self._files):
            self.tell("info", TWICE, name=path.name)
            return
        clear(self._told)
        self._take(file)

    def _take(self, file: PickedFile) -> None:
        self._files.append(file)
        said = f"{file.name} · {size_text(len(file.data))}"
        self._line(file.slot, said, file.name, lambda: self._remove(file))

    def _show_waiting(self, paper: PaperFile) -> None:
        said = self.kit.show(WAITING_PAGES, n=paper.pages, how=self.kit.show(HOW_TAKEN[paper.how]).text).text
        deed = None
        for duty in duties((paper,)):
            deed = deed_button(
                self.kit, f"supplement-{duty.paper}-{duty.kind}", *DUTIES[duty.kind], step=False
            )
            back = duty.kind is DutyKind.HAND_BACK
            deed.tapped.connect(
                lambda back=back: self.returned.emit(paper.id) if back else self.enveloped.emit(paper.paper)
            )
        self._line(paper.paper, said, said, lambda: self._take_away(paper), deed)

    def _line(
        self, slot: str, said: str, name: str, remove: Callable[[], None], deed: QWidget | None = None
    ) -> None:
        kit = self.kit
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.mm(1.2))
        row.addWidget(PictogramLabel(kit.look, "paper-copy", 5))
        row.addWidget(small(kit, said, "ink"), 1)
        if deed is not None:
            row.addWidget(deed)
        button = IconButton(kit, "trash", kit.show(REMOVE), side=LEAST_MM)
        button.setObjectName(f"supplement-{slot}-remove")
        button.setAccessibleName(f"{kit.show(REMOVE).text}: {name}")

        def gone() -> None:
            remove()
            self._rows[slot].removeWidget(line)
            line.hide()
            line.deleteLater()

        button.tapped.connect(gone)
        row.addWidget(button)
        self._rows[slot].addWidget(line)

    def _remove(self, file: PickedFile) -> None:
        self._files = [one for one in self._files if one is not file]

    def _take_away(self, paper: PaperFile) -> None:
        self._waiting = [one for one in self._waiting if one.id != paper.id]
        self.taken_away.emit(paper.id)

    def leave(self) -> None:
        """Back, by key or by the window's button; nothing is sent."""
        if self.kit.taps.accepts():
            self.went_back.emit()

    def _send_now(self) -> None:
        note = self.note.text().strip()
        if self._busy:
            return
        if not note and not self._files and not self._waiting:
            self.tell("warn", NOTHING)
            return
        if duties(self._waiting):
            self.tell("warn", OWED)
            return
        self._busy = True
        self.sent.emit(note, tuple((file.slot, file.data) for file in self._files), self._in_reply_to)


def _request(kit: Kit, notice: Notice) -> str:
    if notice.by:
        return kit.show(ASKED, authority=notice.by, text=notice.text).text
    return kit.show(ASKED_ALONE, text=notice.text).text
