"""Who speaks: the branch, a name as they wish it, and what they agree to, said aloud before it is asked."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.i18n.packs import Branch
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.entries import Pick, PickGroup, PickTile, entry_line, labelled
from kiosk.ui.counter.section import Section
from kiosk.ui.screens.base import spoken_row
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.studio.speaker.title", "Người nói: {language}", "Title; {language} is what is recorded.")
BRANCH = Message(
    "ui.studio.speaker.branch",
    "Nói tiếng của ngành, vùng nào?",
    "Over the branches of a language people tell apart.",
)
ANY_BRANCH = Message("ui.studio.speaker.any_branch", "Chung, không phân ngành", "No branch of the language.")
OTHER_BRANCH = Message(
    "ui.studio.speaker.other_branch",
    "Ngành khác, như bà con tự gọi",
    "Over a line: a branch that is not listed.",
)
NAME = Message(
    "ui.studio.speaker.name",
    "Tên người nói (không muốn nêu thì để trống)",
    "Over a line: the speaker's name, if wished.",
)
CONSENT_TITLE = Message(
    "ui.studio.speaker.consent_title",
    "Đọc cho người nói nghe",
    "Over the words of consent: read them to the speaker.",
)
CONSENT = Message(
    "ui.studio.consent",
    "Tiếng nói thu ở đây dùng để máy ở Ủy ban, bưu điện, tổ lưu động nói với bà con, và chép cho nơi khác cùng dùng,"
    " không lấy tiền. Không muốn nữa thì nói với cán bộ, máy này xóa; nơi đã chép thì không lấy lại ngay được.",
    "What a speaker agrees to. Must not lose: what for, handed on, free of charge, may be taken back, limits of that.",
)
AGREED = Message(
    "ui.studio.speaker.agreed",
    "Người nói đã nghe, hiểu và đồng ý",
    "A tick: the speaker has heard and agrees.",
)
GO_ON = Message("ui.studio.speaker.go_on", "Tiếp: nói đồng ý vào micrô", "Button: on to the spoken consent.")
NOT_TICKED = Message(
    "ui.studio.speaker.not_ticked",
    "Đọc cho người nói nghe rồi đánh dấu đồng ý. Không đồng ý thì không thu.",
    "Going on needs the consent.",
)
HELP_SPEAKER = Message(
    "ui.studio.speaker.help",
    "Mỗi người nói là một giọng riêng; một tiếng có thể có nhiều giọng, nhiều ngành. Bà con chọn giọng bằng tai ở màn"
    " hình chào.",
    "Help on the page about the speaker. Must not lose: several voices and branches are fine.",
)


class SpeakerScreen(DeskPage):
    """``agreed(name, branch)``; branch is an id, a new name, or empty."""

    name = "studio-speaker"
    agreed = Signal(str, str)

    def __init__(self, kit: Kit, language: str, branches: Sequence[Branch]) -> None:
        super().__init__(kit, kit.show(TITLE, language=language).text, "other-person")
        picks = [Pick("", kit.show(ANY_BRANCH).text)]
        picks += [
            Pick(one.id, one.name, note=one.name_vi if one.name_vi != one.name else "") for one in branches
        ]
        self.branch = PickGroup(kit, "branch", picks, columns=3, first="")
        self.other = entry_line(kit, "branch-other", OTHER_BRANCH, most=40)
        self.speaker = entry_line(kit, "speaker", NAME, capitals=True, most=60)
        self.rows.addWidget(labelled(kit, BRANCH, self.branch))
        self.rows.addWidget(labelled(kit, OTHER_BRANCH, self.other))
        self.rows.addWidget(labelled(kit, NAME, self.speaker))
        section = Section(kit, "consent", kit.show(CONSENT_TITLE).text, "read-aloud")
        section.add(spoken_row(kit, CONSENT, Role.BODY, Role.NOTE))
        self.tick = PickTile(kit, Pick("agreed", kit.show(AGREED).text, "agreement"))
        self.tick.setObjectName("agreed")
        section.add(self.tick)
        self.rows.addWidget(section)
        self.deed("speaker-on", GO_ON, "next", kind=Kind.PRIMARY).tapped.connect(self._go_on)

    def help_text(self) -> tuple[Message, ...]:
        """Voices and branches."""
        return (HELP_SPEAKER,)

    def typed(self) -> Mapping[str, object]:
        """Everything as it stands."""
        return {
            "branch": self.branch.value() or "",
            "other": self.other.text(),
            "name": self.speaker.text(),
            "agreed": self.tick.isChecked(),
        }

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.branch.choose(str(typed.get("branch", "")))
        self.other.setText(str(typed.get("other", "")))
        self.speaker.setText(str(typed.get("name", "")))
        self.tick.setChecked(bool(typed.get("agreed")))

    def _go_on(self) -> None:
        if not self.tick.isChecked():
            self.tell("warn", NOT_TICKED)
            return
        branch = self.other.text().strip() or self.branch.value() or ""
        self.agreed.emit(self.speaker.text().strip(), branch)
