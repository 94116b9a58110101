"""Correcting a filed dossier: every answer with what it is to be changed to, and why. What was filed stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from forms.faults import Fault
from forms.text import Message
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.entries import entry_line, labelled
from kiosk.ui.counter.fact_row import FactRow
from kiosk.ui.counter.section import Section, signed
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.amend.title", "Sửa hồ sơ đã nộp của {name}", "Title: a filed dossier is corrected.")
MEANS = Message(
    "ui.amend.means",
    "Hồ sơ đã nộp giữ nguyên; chỗ sửa gửi đi riêng, kèm lý do, để nơi giải quyết biết.",
    "What a correction is.",
)
ANSWERS = Message("ui.amend.answers", "Câu trả lời", "Title over the answers.")
CHANGE = Message("ui.amend.change", "Sửa", "Button: changes this answer.")
WAS = Message("ui.amend.was", "Trước: {value}", "What an answer was before.")
NONE = Message("ui.amend.none", "(không có)", "In place of an answer that there is not.")
WHY = Message("ui.amend.why", "Lý do sửa", "Over the line for the reason.")
SEND = Message("ui.amend.send", "Gửi phần sửa", "Button: the correction is sealed and sent.")
UNDO = Message("ui.amend.undo", "Bỏ các chỗ sửa", "Button: takes every change back.")
CHANGES = Message("ui.amend.changes", "Đã sửa {n} câu", "Title over the answers that were changed.")
NO_CHANGE = Message("ui.amend.no_change", "Chưa sửa câu nào.", "Nothing was changed.")
NO_REASON = Message("ui.amend.no_reason", "Xin ghi lý do sửa.", "No reason was written.")
FAULT = Message("ui.amend.fault", "{label}: {said}", "A fault a change brings.")
HELP_AMEND = Message(
    "ui.amend.help",
    "Chạm Sửa cạnh câu cần sửa. Câu đã sửa đứng trên cùng, có cả câu cũ. Ghi lý do rồi gửi.",
    "Help on correcting a dossier.",
)


@dataclass(frozen=True, slots=True)
class AmendLine:
    """One answer: what it says now, and what it said when it was filed where that differs."""

    address: str
    label: str
    said: str
    was: str | None = None


class AmendScreen(DeskPage):
    """``change_asked(address)``, ``undone``, ``sent(reason)``."""

    name = "amend"
    change_asked = Signal(str)
    undone = Signal()
    sent = Signal(str)

    def __init__(
        self,
        kit: Kit,
        citizen: str,
        lines: Sequence[AmendLine],
        faults: Sequence[Fault] = (),
        reason: str = "",
    ) -> None:
        super().__init__(kit, kit.show(TITLE, name=citizen).text, "edit")
        self.rows.addWidget(signed(kit, "info", kit.show(MEANS).text))
        for fault in faults:
            said = kit.show(fault.message, **fault.params).text
            told = kit.show(FAULT, label=kit.show(fault.label).text, said=said).text
            self.rows.addWidget(signed(kit, "warning", told, "danger_ink"))
        changed = [line for line in lines if line.was is not None]
        self._changed = bool(changed)
        self.reason = entry_line(kit, "amend-reason", WHY, most=300)
        self.reason.setText(reason)
        if changed:
            first = Section(kit, "changes", kit.show(CHANGES, n=len(changed)).text, "edit")
            for line in changed:
                first.add(self._line(line))
            first.add(labelled(kit, WHY, self.reason))
            self.rows.addWidget(first)
        rest = Section(kit, "answers", kit.show(ANSWERS).text, "list")
        for line in lines:
            if line.was is None:
                rest.add(self._line(line))
        self.rows.addWidget(rest)
        undo = self.deed("amend-undo", UNDO, "undo")
        self.show_deed(undo, shown=self._changed)
        undo.tapped.connect(self.undone)
        self.deed("amend-send", SEND, "sending", kind=Kind.PRIMARY).tapped.connect(self._send)

    def typed(self) -> Mapping[str, object]:
        """The reason as it stands."""
        return {"reason": self.reason.text()}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.reason.setText(str(typed.get("reason", "")))

    def help_text(self) -> tuple[Message, ...]:
        """How it is done."""
        return (HELP_AMEND,)

    def _line(self, line: AmendLine) -> FactRow:
        kit = self.kit
        said = line.said or kit.show(NONE).text
        notes = [(said, "ink")]
        if line.was is not None:
            notes.append((kit.show(WAS, value=line.was or kit.show(NONE).text).text, "warn_ink"))
        button = deed_button(kit, f"amend-{line.address}", CHANGE, "edit")
        button.setAccessibleName(f"{button.accessibleName()}: {line.label}")
        button.tapped.connect(lambda: self.change_asked.emit(line.address))
        return FactRow(kit, "", line.label, tuple(notes), button)

    def _send(self) -> None:
        reason = self.reason.text().strip()
        if not self._changed:
            self.tell("warn", NO_CHANGE)
        elif not reason:
            self.tell("warn", NO_REASON)
            self.reason.setFocus()
        else:
            self.hush()
            self.sent.emit(reason)
