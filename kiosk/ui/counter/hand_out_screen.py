"""Handing a result out: which part, who takes it, their mark, and the envelopes of originals that go home with it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forms.states import CaseStatus
from forms.text import Message
from kiosk.domain.counter_book import HandOut
from kiosk.i18n.values import KnownDate
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.entries import Pick, PickGroup, entry_line, labelled
from kiosk.ui.counter.marks import STATUS_MARKS
from kiosk.ui.counter.section import Section, small, words
from kiosk.ui.counter.signed_box import SignedBox
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.hand_out.title", "Trả kết quả cho {name}", "Title: a result is handed out.")
WHICH = Message("ui.hand_out.which", "Kết quả nào?", "Title over the parts of a dossier that have a result.")
HANDED = Message(
    "ui.hand_out.handed", "Đã trả cho {name} ngày {day}", "A result that was handed out already."
)
FILE_HERE = Message("ui.hand_out.file_here", "Tệp kết quả đã về máy", "The result can be printed here.")
PAPER_ONLY = Message(
    "ui.hand_out.paper_only", "Kết quả giấy do cơ quan chuyển tới", "The result is a paper, not a file."
)
WHO = Message("ui.hand_out.who", "Người nhận", "Title over who takes the result.")
NAME = Message("ui.hand_out.name", "Họ tên người nhận", "Over the line for who takes the result.")
RELATION = Message(
    "ui.hand_out.relation", "Là gì của người nộp hồ sơ?", "Over the choices of how they are related."
)
OTHER_RELATION = Message(
    "ui.hand_out.other_relation", "Ghi rõ quan hệ, hoặc số văn bản ủy quyền", "Over a line."
)
_REL = "Who takes a result, seen from the person who filed."
RELATIONS: tuple[tuple[str, str, Message], ...] = (
    ("self", "self", Message("ui.hand_out.rel.self", "Chính người nộp", _REL)),
    ("spouse", "marriage", Message("ui.hand_out.rel.spouse", "Vợ, chồng", _REL)),
    ("parent", "family", Message("ui.hand_out.rel.parent", "Cha, mẹ", _REL)),
    ("child", "birth", Message("ui.hand_out.rel.child", "Con", _REL)),
    ("authorised", "sign", Message("ui.hand_out.rel.authorised", "Được ủy quyền", _REL)),
    ("other", "other-person", Message("ui.hand_out.rel.other", "Người khác", _REL)),
)
ENVELOPES = Message(
    "ui.hand_out.envelopes", "Phong bì bản chính trả kèm", "Title over envelopes of originals to give back."
)
ENVELOPE = Message("ui.hand_out.envelope", "Phong bì {number}", "One envelope of originals.")
MARK = Message("ui.hand_out.mark", "Ký nhận", "Title over the ways to sign for a result.")
HAND = Message("ui.hand_out.hand", "Trả kết quả", "Button: the result is in the person's hands.")
PRINT = Message("ui.hand_out.print", "In kết quả", "Button: prints the file of the result.")
NO_PART = Message("ui.hand_out.no_part", "Xin chọn kết quả cần trả.", "No result was chosen.")
NO_NAME = Message("ui.hand_out.no_name", "Xin ghi họ tên người nhận.", "Nobody's name was written.")
NO_RELATION = Message(
    "ui.hand_out.no_relation", "Xin ghi quan hệ với người nộp hồ sơ.", "Somebody else takes it; who are they?"
)
NONE_LEFT = Message(
    "ui.hand_out.none_left", "Mọi kết quả của hồ sơ này đã trả, hoặc chưa có.", "Nothing to hand out."
)
HELP_HAND = Message(
    "ui.hand_out.help",
    "Chọn kết quả, ghi người nhận, mời ký. Không ký được thì điểm chỉ trên giấy hoặc có người làm chứng. "
    "Chạm phong bì nào trả kèm. Ctrl+Enter để trả.",
    "Help on handing a result out.",
)


class ResultWord(Protocol):
    """The result of one part, as the services give it."""

    @property
    def part(self) -> str: ...
    @property
    def name(self) -> Message: ...
    @property
    def status(self) -> CaseStatus: ...
    @property
    def notice(self) -> str | None: ...
    @property
    def here(self) -> bool: ...
    @property
    def handed(self) -> HandOut | None: ...


class HandOutScreen(DeskPage):
    """``handed(part, recipient, relation, Signed, envelopes)``; ``print_asked(notice)``."""

    name = "hand-out"
    handed = Signal(str, str, str, object, object)
    print_asked = Signal(str)

    def __init__(
        self, kit: Kit, citizen: str, results: Sequence[ResultWord], envelopes: Sequence[str]
    ) -> None:
        super().__init__(kit, kit.show(TITLE, name=citizen).text, "certificate")
        self._citizen = citizen
        self._results = {one.part: one for one in results}
        self._print = self.deed("result-print", PRINT, "print")
        self._hand = self.deed("hand-out", HAND, "check", kind=Kind.PRIMARY)
        which = Section(kit, "results", kit.show(WHICH).text, "certificate")
        left = [one for one in results if one.handed is None]
        for one in results:
            if one.handed is not None:
                which.add(_handed(kit, one, one.handed))
        picks = [
            Pick(
                one.part,
                kit.show(one.name).text,
                STATUS_MARKS[one.status].icon,
                note=kit.show(FILE_HERE if one.here else PAPER_ONLY).text,
            )
            for one in left
        ]
        self.part = PickGroup(kit, "result", picks, columns=2, first=left[0].part if len(left) == 1 else None)
        which.add(self.part if left else words(kit, kit.show(NONE_LEFT).text))
        self.rows.addWidget(which)
        who = Section(kit, "who", kit.show(WHO).text, "people")
        self.relation = PickGroup(
            kit, "relation", [Pick(id, kit.show(word).text, icon) for id, icon, word in RELATIONS],
            columns=3, first="self",
        )  # fmt: skip
        self.relation.chosen.connect(self._related)
        self.recipient = entry_line(kit, "recipient", NAME, capitals=True, most=120)
        self.recipient.setText(citizen)
        self.other = entry_line(kit, "relation-other", OTHER_RELATION, most=120)
        self._other = labelled(kit, OTHER_RELATION, self.other)
        self._other.hide()
        for widget in (
            labelled(kit, RELATION, self.relation),
            labelled(kit, NAME, self.recipient),
            self._other,
        ):
            who.add(widget)
        self.rows.addWidget(who)
        picks = [
            Pick(number, kit.show(ENVELOPE, number=number).text, "paper-hand-in") for number in envelopes
        ]
        self.envelopes = PickGroup(kit, "envelope", picks, columns=2, several=True)
        self.envelopes.choose(*envelopes)
        if envelopes:
            back = Section(kit, "envelopes", kit.show(ENVELOPES).text, "paper-hand-in")
            back.add(self.envelopes)
            self.rows.addWidget(back)
        mark = Section(kit, "mark", kit.show(MARK).text, "sign")
        self.mark = SignedBox(kit)
        mark.add(self.mark)
        self.rows.addWidget(mark)
        for section in (who, mark):
            section.setVisible(bool(left))
        self.show_deed(self._hand, shown=bool(left))
        self._hand.tapped.connect(self._hand_out)
        self._print.tapped.connect(self._ask_print)
        self.part.chosen.connect(self._settle)
        self._settle()

    def typed(self) -> Mapping[str, object]:
        """Everything as it stands."""
        return {
            "part": self.part.value() or "",
            "recipient": self.recipient.text(),
            "relation": self.relation.value() or "self",
            "other": self.other.text(),
            "envelopes": self.envelopes.values(),
            "mark": self.mark.typed(),
        }

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.part.choose(str(typed.get("part", "")))
        self.recipient.setText(str(typed.get("recipient", self._citizen)))
        self.relation.choose(str(typed.get("relation", "self")))
        self.other.setText(str(typed.get("other", "")))
        envelopes = typed.get("envelopes", ())
        if isinstance(envelopes, tuple):
            self.envelopes.choose(*envelopes)
        self.mark.put_back(typed.get("mark"))
        self._other.setVisible(self.relation.value() in ("authorised", "other"))
        self._settle()

    def help_text(self) -> tuple[Message, ...]:
        """What is to be done."""
        return (HELP_HAND,)

    def _related(self, relation: str) -> None:
        own = self.recipient.text().strip() == self._citizen
        if relation == "self":
            self.recipient.setText(self._citizen)
        elif own:
            self.recipient.clear()
            self.recipient.setFocus()
        self._other.setVisible(relation in ("authorised", "other"))

    def _settle(self, _chosen: str = "") -> None:
        found = self._results.get(self.part.value() or "")
        self.show_deed(self._print, shown=found is not None and found.here and found.notice is not None)

    def _ask_print(self) -> None:
        found = self._results.get(self.part.value() or "")
        if found is not None and found.notice is not None:
            self.print_asked.emit(found.notice)

    def _hand_out(self) -> None:
        part, name = self.part.value(), self.recipient.text().strip()
        relation = self.relation.value() or "self"
        said = self._relation_words(relation)
        lacking = self.mark.lacking()
        if part is None:
            self.tell("warn", NO_PART)
        elif not name:
            self.tell("warn", NO_NAME)
            self.recipient.setFocus()
        elif relation == "other" and not self.other.text().strip():
            self.tell("warn", NO_RELATION)
            self.other.setFocus()
        elif lacking is not None:
            self.tell("warn", lacking)
        else:
            self.hush()
            self.handed.emit(part, name, said, self.mark.signed(), self.envelopes.values())

    def _relation_words(self, relation: str) -> str:
        """As it stands in the record: Vietnamese words, nothing for the citizen."""
        if relation == "self":
            return ""
        word = next(word.vi for id, _, word in RELATIONS if id == relation)
        more = self.other.text().strip() if relation in ("authorised", "other") else ""
        if relation == "other":
            return more
        return f"{word} ({more})" if more else word


def _handed(kit: Kit, one: ResultWord, out: HandOut) -> QWidget:
    day = KnownDate.of(out.at)
    said = kit.show(HANDED, name=out.recipient, day=day).text
    return small(kit, f"{kit.show(one.name).text}: {said}")
