"""Handing over to the post or an authority: what goes, to whom, and the sheets that were made before."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.domain.counter_book import Handover, HandoverLine
from kiosk.domain.papers import HolderKind
from kiosk.i18n.values import VIETNAM
from kiosk.services.post import Candidate, HandoverPlan
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.entries import Pick, PickGroup, entry_line, labelled
from kiosk.ui.counter.fact_row import FactRow
from kiosk.ui.counter.section import Section, small
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.post.title", "Bàn giao", "Title: envelopes and results leave the counter.")
ENVELOPES = Message("ui.post.envelopes", "Phong bì bản chính", "Title over envelopes that can go.")
RESULTS = Message("ui.post.results", "Kết quả", "Title over results that can go.")
NOTHING = Message("ui.post.nothing", "Không có gì để bàn giao.", "Nothing lies here.")
ENVELOPE = Message("ui.post.envelope", "{number} – {citizen}", "An envelope and whose it is.")
RESULT = Message("ui.post.result", "{citizen} – {number}", "A result: whose it is, and its number.")
BY_POST = Message("ui.post.by_post", "bà con xin gửi bưu điện", "The citizen asked for the post.")
TO = Message("ui.post.to", "Bên nhận", "Title over the receiver.")
_TO = "Who takes what is handed over."
RECEIVERS: dict[HolderKind, tuple[str, Message]] = {
    HolderKind.CARRIER: ("carry", Message("ui.post.carrier", "Bưu chính", _TO)),
    HolderKind.AUTHORITY: ("officer", Message("ui.post.authority", "Cơ quan giải quyết", _TO)),
}
NAME = Message("ui.post.name", "Họ tên người nhận bàn giao", "Over the line for the receiver's name.")
HAND = Message("ui.post.hand", "Bàn giao và in phiếu", "Button: books the hand-over and prints its sheet.")
ALL = Message("ui.post.all", "Chọn hết", "Button: everything that lies here goes.")
NO_THING = Message("ui.post.no_thing", "Xin chọn phong bì hoặc kết quả.", "Nothing was chosen.")
NO_NAME = Message("ui.post.no_name", "Xin ghi họ tên người nhận.", "No receiver was written.")
BEFORE = Message("ui.post.before", "Phiếu đã lập", "Title over earlier sheets.")
SHEET = Message("ui.post.sheet", "{number} – {receiver}", "One sheet: its number and who took what.")
SHEET_NOTE = Message("ui.post.sheet_note", "{at} · {n} mục", "When a sheet was made and how much is on it.")
PRINT_AGAIN = Message("ui.post.print_again", "In lại", "Button: prints a sheet once more.")
HELP_POST = Message(
    "ui.post.help",
    "Chạm vào những gì giao đi, ghi tên người nhận. Máy in Phiếu bàn giao để hai bên ký.",
    "Help on handing over.",
)

_SEPARATOR = "|"


class PostScreen(DeskPage):
    """``handed(envelopes, results, HolderKind, name)``; ``print_asked(number)`` for an earlier sheet."""

    name = "post"
    handed = Signal(object, object, object, str)
    print_asked = Signal(str)

    def __init__(self, kit: Kit, plan: HandoverPlan, before: Sequence[Handover]) -> None:
        super().__init__(kit, kit.show(TITLE).text, "carry")
        self.envelopes = self._group(
            "envelope", "paper-hand-in", plan.envelopes, lambda line: line.envelope, ENVELOPES
        )
        self.results = self._group(
            "result",
            "certificate",
            plan.results,
            lambda line: f"{line.dossier}{_SEPARATOR}{line.part}",
            RESULTS,
        )
        there = bool(plan.envelopes or plan.results)
        if not there:
            self.rows.addWidget(small(kit, kit.show(NOTHING).text))
        to = Section(kit, "to", kit.show(TO).text, "people")
        picks = [Pick(kind.value, kit.show(word).text, icon) for kind, (icon, word) in RECEIVERS.items()]
        self.kind = PickGroup(kit, "to", picks, columns=2, first=HolderKind.CARRIER.value)
        self.receiver = entry_line(kit, "receiver", NAME, capitals=True, most=120)
        to.add(self.kind)
        to.add(labelled(kit, NAME, self.receiver))
        self.rows.addWidget(to)
        to.setVisible(there)
        if before:
            self.rows.addWidget(self._before(before))
        if there:
            self.deed("post-all", ALL, "check").tapped.connect(self._all)
            self.deed("post-hand", HAND, "print", kind=Kind.PRIMARY).tapped.connect(self._hand)

    def typed(self) -> Mapping[str, object]:
        """What was chosen and written."""
        return {
            "envelopes": self.envelopes.values(),
            "results": self.results.values(),
            "kind": self.kind.value() or "",
            "receiver": self.receiver.text(),
        }

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        for group, name in ((self.envelopes, "envelopes"), (self.results, "results")):
            chosen = typed.get(name, ())
            if isinstance(chosen, tuple):
                group.choose(*chosen)
        self.kind.choose(str(typed.get("kind", HolderKind.CARRIER.value)))
        self.receiver.setText(str(typed.get("receiver", "")))

    def help_text(self) -> tuple[Message, ...]:
        """What is to be done."""
        return (HELP_POST,)

    def _group(
        self,
        name: str,
        icon: str,
        candidates: Sequence[Candidate],
        key: Callable[[HandoverLine], str],
        title: Message,
    ) -> PickGroup:
        kit = self.kit
        picks = [Pick(key(one.line), self._said(one.line), icon, note=self._note(one)) for one in candidates]
        group = PickGroup(kit, name, picks, columns=2, several=True)
        group.choose(*(key(one.line) for one in candidates if one.by_post))
        if picks:
            section = Section(kit, f"{name}s", kit.show(title).text, icon)
            section.add(group)
            self.rows.addWidget(section)
        else:
            group.setParent(self)
            group.hide()
        return group

    def _said(self, line: HandoverLine) -> str:
        if line.envelope:
            return self.kit.show(ENVELOPE, number=line.envelope, citizen=line.citizen).text
        number = line.official_number or line.slip
        return self.kit.show(RESULT, citizen=line.citizen, number=number).text

    def _note(self, one: Candidate) -> str:
        papers = ", ".join(one.line.papers)
        asked = self.kit.show(BY_POST).text if one.by_post else ""
        return " · ".join(part for part in (papers, asked) if part)

    def _before(self, sheets: Sequence[Handover]) -> Section:
        kit, show = self.kit, self.kit.show
        section = Section(kit, "before", show(BEFORE).text, "clock")
        for sheet in sheets:
            again = deed_button(kit, f"sheet-{sheet.number}", PRINT_AGAIN, "print")
            again.tapped.connect(lambda number=sheet.number: self.print_asked.emit(number))
            at = f"{sheet.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
            note = show(SHEET_NOTE, at=at, n=len(sheet.lines)).text
            title = show(SHEET, number=sheet.number, receiver=sheet.receiver_name).text
            section.add(FactRow(kit, "paper", title, ((note, "muted"),), again))
        return section

    def _all(self) -> None:
        for group in (self.envelopes, self.results):
            group.choose(*group.ids())

    def _hand(self) -> None:
        envelopes, results = self.envelopes.values(), self.results.values()
        name = self.receiver.text().strip()
        if not envelopes and not results:
            self.tell("warn", NO_THING)
        elif not name:
            self.tell("warn", NO_NAME)
            self.receiver.setFocus()
        else:
            self.hush()
            pairs = tuple(tuple(one.split(_SEPARATOR, 1)) for one in results)
            kind = HolderKind(self.kind.value() or HolderKind.CARRIER.value)
            self.handed.emit(envelopes, pairs, kind, name)
