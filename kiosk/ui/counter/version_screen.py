"""A draft whose form has a newer version: every difference, and two ways on: move it, or finish it under its own while lawful."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.moving import Move, Refused
from forms.rules.fees import FeeState
from forms.text import Message
from kiosk.i18n.values import Money, Value
from kiosk.ui.counter.section import Section, signed, small, stacked, words
from kiosk.ui.screens.base import Screen, clear
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pressable import Kind

TITLE = Message(
    "ui.version.title",
    "Bản nháp này làm theo mẫu {old}. Máy đã có mẫu mới {new}.",
    "Title: a draft was begun under an older version of its form.",
)
NOTHING = Message(
    "ui.version.nothing", "Với bà con này không có gì khác.", "The newer form changes nothing for this draft."
)
LAWFUL = Message(
    "ui.version.lawful",
    "Mẫu cũ vẫn còn được dùng hôm nay: có thể làm tiếp theo mẫu cũ, hoặc chuyển sang mẫu mới.",
    "The draft may be finished under its own version.",
)
NOT_LAWFUL = Message(
    "ui.version.not_lawful",
    "Mẫu cũ đã hết ngày được dùng: muốn nộp thì phải chuyển sang mẫu mới.",
    "The draft's own version may not be filed any more.",
)
KEPT = Message("ui.version.kept", "Giữ nguyên {n} câu trả lời.", "How many answers stay as they are.")
ASKED_AGAIN = Message("ui.version.asked_again", "Phải hỏi lại", "Answers that do not fit the newer form.")
TO_CORRECT = Message("ui.version.to_correct", "Phải sửa", "Answers a rule of the newer form speaks against.")
NEW_QUESTIONS = Message("ui.version.new_questions", "Câu hỏi mới", "Questions only the newer form asks.")
DROPPED = Message("ui.version.dropped", "Không hỏi nữa", "Answers the newer form does not ask for.")
REWORDED = Message("ui.version.reworded", "Câu hỏi đổi lời", "Questions put in other words.")
RECOMPUTED = Message("ui.version.recomputed", "Máy tính lại", "Values the form works out differently.")
PAPERS_MORE = Message("ui.version.papers_more", "Cần thêm giấy tờ", "Papers only the newer form needs.")
PAPERS_LESS = Message("ui.version.papers_less", "Không cần giấy tờ nữa", "Papers only the older form needed.")
FEE = Message("ui.version.fee", "Lệ phí", "The fee differs.")
STOPS = Message("ui.version.stops", "Mẫu mới dừng lại ở đây", "The newer form says the paper is not needed.")
FROM_TO = Message("ui.version.from_to", "{before} thành {after}", "A value or a sentence before and after.")
FEE_UNKNOWN = Message("ui.version.fee_unknown", "chưa có dữ liệu", "An unknown fee.")
MOVE = Message("ui.version.move", "Chuyển sang mẫu mới", "Button: moves the draft to the newer form.")
FINISH_OLD = Message("ui.version.finish_old", "Làm tiếp theo mẫu cũ", "Button: goes on under the older form.")
HELP_VERSION = Message(
    "ui.version.help",
    "Xem những chỗ khác rồi chọn. Chuyển xong, câu nào chưa hợp thì máy hỏi lại; không câu trả lời nào bị mất lặng lẽ.",
    "Help for the officer. Must not lose: no answer is lost silently.",
)

Said = Callable[[str, Any], str]
"""A value of an address as a person reads it."""


class VersionScreen(Screen):
    """``moved``, or ``finished_old`` where that is lawful; ``went_back`` to the list, leaving the draft as it is."""

    name = "version"
    moved = Signal()
    finished_old = Signal()

    def __init__(self, kit: Kit, move: Move, said: Said, *, lawful: bool) -> None:
        super().__init__(kit)
        self._lawful = lawful
        self._said = said
        self.column.addWidget(
            words(kit, kit.show(TITLE, old=move.old[1], new=move.new[1]).text, role=Role.OFFICER_TITLE)
        )
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        tone, text = ("info", LAWFUL) if lawful else ("warn", NOT_LAWFUL)
        self.column.addWidget(NoticeBox(kit, tone, plain(kit.show(text).text), role=Role.OFFICER))
        if move.changes_nothing:
            self.column.addWidget(signed(kit, "check", kit.show(NOTHING).text, role=Role.OFFICER))
        for section in self._sections(move):
            self.column.addWidget(section)
        self.column.addWidget(signed(kit, "check", kit.show(KEPT, n=len(move.kept)).text, "muted"))
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """Under its own version only while that is lawful."""
        old = (Action("finish-old", FINISH_OLD, Kind.PLAIN, "edit"),) if self._lawful else ()
        return (*old, Action("continue", MOVE, Kind.PRIMARY, "order"))

    def act(self, action: str) -> None:
        """Reports the way taken."""
        if action == "finish-old":
            self.finished_old.emit()
        elif action == "continue":
            self.moved.emit()

    def help_text(self) -> tuple[Message, ...]:
        """What moving does."""
        return (HELP_VERSION,)

    def tell(self, tone: str, message: Message, **params: Value) -> None:
        """Says something above the differences."""
        clear(self._told)
        self._told.addWidget(
            NoticeBox(self.kit, tone, plain(self.kit.show(message, **params).text), role=Role.OFFICER)
        )

    # -- the differences

    def _sections(self, move: Move) -> list[Section]:
        kit = self.kit
        removed = [one for one in move.invalid if one.removed]
        wrong = [one for one in move.invalid if not one.removed]
        found = [
            self._section("asked-again", ASKED_AGAIN, "warning", [self._refused(one) for one in removed]),
            self._section("to-correct", TO_CORRECT, "edit", [self._refused(one) for one in wrong]),
            self._section(
                "new-questions",
                NEW_QUESTIONS,
                "plus",
                [self._line(one.label, kit.show(one.ask).text) for one in move.required],
            ),
            self._section(
                "dropped",
                DROPPED,
                "minus",
                [self._line(one.label, self._said(one.address, one.value)) for one in move.dropped],
            ),
            self._section(
                "reworded",
                REWORDED,
                "language",
                [
                    self._line(
                        one.answer.label,
                        *(self._from_to(_words(kit, c.before), _words(kit, c.after)) for c in one.changes),
                    )
                    for one in move.reworded
                ],
            ),
            self._section(
                "recomputed",
                RECOMPUTED,
                "settings",
                [
                    self._line(
                        one.label,
                        self._from_to(
                            self._said(one.address, one.before), self._said(one.address, one.after)
                        ),
                    )
                    for one in move.recomputed
                ],
            ),
            self._section(
                "papers-more", PAPERS_MORE, "paper", [self._line(one.name) for one in move.papers_needed]
            ),
            self._section(
                "papers-less", PAPERS_LESS, "paper", [self._line(one.name) for one in move.papers_not_needed]
            ),
        ]
        if move.fee is not None:
            before, after = move.fee
            shown = words(kit, self._from_to(self._fee(before), self._fee(after)))
            found.append(self._section("fee", FEE, "money", [shown]))
        if move.stop is not None:
            found.append(self._section("stops", STOPS, "stop", [words(kit, kit.show(move.stop).text)]))
        return [section for section in found if section is not None]

    def _section(self, name: str, title: Message, icon: str, rows: Sequence[QWidget]) -> Section | None:
        if not rows:
            return None
        section = Section(self.kit, name, f"{self.kit.show(title).text} ({len(rows)})", icon)
        for row in rows:
            section.add(row)
        return section

    def _line(self, label: Message, *texts: str) -> QWidget:
        kit = self.kit
        name = words(kit, kit.show(label).text, role=Role.OFFICER_STRONG)
        return stacked(kit, name, *(small(kit, text, "ink") for text in texts if text))

    def _refused(self, one: Refused) -> QWidget:
        params = {key: value if isinstance(value, int) else str(value) for key, value in one.params.items()}
        why = self.kit.show(one.why, **params).text
        return self._line(one.answer.label, self._said(one.answer.address, one.answer.value), why)

    def _from_to(self, before: str, after: str) -> str:
        return self.kit.show(FROM_TO, before=before or "–", after=after or "–").text

    def _fee(self, fee: FeeState) -> str:
        if not fee.known or fee.amount is None:
            return self.kit.show(FEE_UNKNOWN).text
        return self.kit.translator.show(_MONEY, amount=Money(fee.amount)).text


_MONEY = Message("ui.version.amount", "{amount}", "An amount of money alone.")


def _words(kit: Kit, message: Message | None) -> str:
    return kit.show(message).text if message is not None else ""
