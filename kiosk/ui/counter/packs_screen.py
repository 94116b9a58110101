"""Language packs: what is here, how far each has come, who read it; from a stick in, out again, and the office's wish.

Shows what it is given and says what was tapped. Knows no folder and no signature.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forms.text import Message
from kiosk.i18n.packs import VIETNAMESE
from kiosk.services.language_packs import LanguageRow, Origin, Taken
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.fact_row import FactRow
from kiosk.ui.counter.section import Section, small, words
from kiosk.ui.screens.base import clear
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.packs.title", "Gói ngôn ngữ", "Title of the page about language packs.")
HELP = Message(
    "ui.packs.help",
    "Tiếng nào có chữ hoặc tiếng nói cho 90 % đường đi chính thì mời mọi bà con dùng. Tiếng chưa đủ: máy chào bằng tiếng đó,"
    " cán bộ giúp bằng tiếng Việt; cán bộ có thể mời dùng ngay, câu chưa ai soát vẫn mang chữ “bản nháp”. Câu mang chữ đó chưa"
    " được người nói tiếng mẹ đẻ soát lại; bản tiếng Việt bên dưới mới là bản chính.",
    "Help on the page about language packs. Must not lose: drafts carry a mark, and Vietnamese is authoritative.",
)
COUNTING = Message("ui.packs.counting", "Đang đếm từng gói…", "While the packs are counted.")
OFFERED_NOW = Message(
    "ui.packs.section_offered", "Mời mọi bà con dùng", "Over the languages that are offered."
)
NOT_YET = Message("ui.packs.section_others", "Chưa đủ, cán bộ giúp", "Over the languages that are not whole.")
PATH = Message(
    "ui.packs.path",
    "Đường đi chính: {share} % (chữ {shown}, tiếng {heard} trong {core} câu)",
    "How much of the way from greeting to receipt a pack covers.",
)
WHOLE = Message(
    "ui.packs.whole",
    "Cả chương trình: chữ {translated} câu (nháp {draft}, có nguồn {attested}), tiếng {clips} câu",
    "How much of the whole program a pack covers.",
)
NOBODY = Message("ui.packs.nobody", "Chưa ai soát lại chữ.", "Nobody has reviewed the pack.")
REVIEWED = Message("ui.packs.reviewed", "Người soát: {names}", "Who reviewed the pack.")
VOICES = Message("ui.packs.voices", "Giọng: {names}", "Whose voices a pack has.")
NAMELESS = Message("ui.packs.nameless", "người không nêu tên", "A speaker who wishes no name.")
MACHINE = Message("ui.packs.machine", "máy đọc", "A voice that is a machine.")
ORIGINS = {
    Origin.SHIPPED: Message("ui.packs.origin.shipped", "đi kèm chương trình", "Where a pack is from."),
    Origin.SIGNED: Message("ui.packs.origin.signed", "đã ký, đã cài", "Where a pack is from."),
    Origin.RECORDED: Message("ui.packs.origin.recorded", "thu hoặc sửa tại máy này", "Where a pack is from."),
}
VERSION = Message("ui.packs.version", "Bản {version}, {origin}", "Version and origin of a pack.")
ISSUE = Message(
    "ui.packs.issue", "Bản {version}, {origin}, số {serial}", "Version, origin and number of a signed pack."
)
BY_WISH = Message("ui.packs.by_wish", "Mời dùng theo ý cán bộ, dù chưa đủ.", "The office switched it on.")
INSTALL = Message("ui.packs.install", "Cài từ USB", "Button: installs a pack from a stick.")
REMOVE = Message("ui.packs.remove", "Gỡ", "Button: removes an installed pack.")
SWITCH_ON = Message("ui.packs.switch_on", "Mời dùng ngay", "Button: offers a language that is not whole.")
SWITCH_OFF = Message("ui.packs.switch_off", "Thôi mời", "Button: offers it no more.")
TAKEN = Message("ui.packs.taken", "Đã cài {name}, bản {version}.", "A pack was installed.")
TAKEN_ASIDE = Message(
    "ui.packs.taken_aside",
    "Đã cài {name}, bản {version}. {n} mục có lỗi được để riêng, phần còn lại dùng được.",
    "The same.",
)
ASIDE = Message("ui.packs.aside", "Các mục để riêng của gói vừa cài", "Over what was set aside of a pack.")
REMOVED = Message("ui.packs.gone", "Đã gỡ {name}.", "A pack was removed.")
_MOST_ASIDE = 12


class PacksScreen(DeskPage):
    """``install_asked``; ``removed(tag)``; ``wished(tag, bool)``."""

    name = "packs"
    protects = False
    install_asked = Signal()
    removed = Signal(str)
    wished = Signal(str, bool)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.show(TITLE).text, "language")
        self.rows.addWidget(words(kit, kit.show(COUNTING).text, "muted"))
        install = self.deed("packs-install", INSTALL, "folder", kind=Kind.PRIMARY)
        install.tapped.connect(self.install_asked)

    def help_text(self) -> tuple[Message, ...]:
        """What the percents and the mark mean."""
        return (HELP,)

    def show_rows(self, rows: Sequence[LanguageRow]) -> None:
        """Every language, those that are offered first."""
        clear(self.rows)
        kit = self.kit
        for name, title, offered in (("offered", OFFERED_NOW, True), ("others", NOT_YET, False)):
            here = [row for row in rows if row.offered is offered]
            if here:
                section = Section(kit, name, kit.show(title).text, "check" if offered else "people")
                for row in here:
                    section.add(self._row(row))
                self.rows.addWidget(section)

    def show_taken(self, taken: Taken, name: str) -> None:
        """What came of an installation; what was set aside is named."""
        aside = taken.set_aside
        if not aside:
            self.tell("good", TAKEN, name=name, version=taken.version)
            return
        self.tell("warn", TAKEN_ASIDE, name=name, version=taken.version, n=len(aside))
        section = Section(self.kit, "aside", self.kit.show(ASIDE).text, "warning")
        for one in aside[:_MOST_ASIDE]:
            section.add(small(self.kit, one.line(), "ink"))
        if len(aside) > _MOST_ASIDE:
            section.add(small(self.kit, "…"))
        self.rows.insertWidget(0, section)

    def _row(self, row: LanguageRow) -> QWidget:
        kit, stats, pack = self.kit, row.stats, row.pack
        origin = kit.show(ORIGINS[row.origin]).text
        version = (
            kit.show(VERSION, version=pack.version, origin=origin)
            if row.serial is None
            else kit.show(ISSUE, version=pack.version, origin=origin, serial=row.serial)
        )
        notes = [(version.text, "muted")]
        if pack.tag != VIETNAMESE:
            share = int(stats.core_share * 100)
            told = {"shown": stats.core_shown, "heard": stats.core_heard, "core": stats.core}
            notes.append((kit.show(PATH, share=share, **told).text, "ink"))
        counts = {"translated": stats.translated, "draft": stats.draft, "attested": stats.attested}
        notes.append((kit.show(WHOLE, clips=stats.clips, **counts).text, "muted"))
        if pack.tag != VIETNAMESE:
            who = kit.show(REVIEWED, names=", ".join(pack.reviewers)) if pack.reviewers else kit.show(NOBODY)
            notes.append((who.text, "muted" if pack.reviewers else "warn_ink"))
        if names := [self._voice(voice.name, synthetic=voice.synthetic) for voice in pack.voices]:
            notes.append((kit.show(VOICES, names=", ".join(names)).text, "muted"))
        if row.wanted and not row.ready:
            notes.append((kit.show(BY_WISH).text, "warn_ink"))
        if pack.about_vi:
            notes.append((pack.about_vi, "muted"))
        return FactRow(kit, "language", f"{pack.name} – {pack.name_vi}", tuple(notes), *self._deeds(row))

    def _voice(self, name: str, *, synthetic: bool) -> str:
        return self.kit.show(MACHINE).text if synthetic else name or self.kit.show(NAMELESS).text

    def _deeds(self, row: LanguageRow) -> tuple[QWidget, ...]:
        tag, found = row.pack.tag, []
        if not row.ready:
            wish = deed_button(self.kit, f"offer-{tag}", SWITCH_OFF if row.wanted else SWITCH_ON)
            wish.tapped.connect(lambda: self.wished.emit(tag, not row.wanted))
            found.append(wish)
        if row.origin is not Origin.SHIPPED:
            away = deed_button(self.kit, f"remove-{tag}", REMOVE, "trash")
            away.tapped.connect(lambda: self.removed.emit(tag))
            found.append(away)
        return tuple(found)
