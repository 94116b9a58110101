"""What was on a laptop, told by the second copy on a stick: filed dossiers, drafts, envelopes."""

from collections.abc import Callable

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.i18n.values import VIETNAM
from kiosk.services.copy_contents import CopyContents
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.fact_row import FactRow
from kiosk.ui.counter.section import Section, signed, small
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.copy.title", "Bản sao của quầy {counter}, lúc {at}", "Title: a copy on a stick is told.")
FROM = Message("ui.copy.from", "{office} · {trip}", "Whose copy it is, and of which trip.")
FILED = Message("ui.copy.filed", "Hồ sơ đã nộp ({n})", "Title over the filed dossiers of a copy.")
DRAFTS = Message("ui.copy.drafts", "Bản nháp ({n})", "Title over the drafts of a copy.")
ENVELOPES = Message("ui.copy.envelopes", "Phong bì: {numbers}", "Envelopes a dossier then held.")
MISSING = Message(
    "ui.copy.missing", "Thiếu {n} tệp: đã hỏng hoặc mất từ trước khi sao.", "Files that are not in the copy."
)
NOTHING = Message("ui.copy.nothing", "Không có.", "An empty list.")
RESTORE = Message("ui.copy.restore", "Lấy bản nháp về máy này", "Button: takes the drafts of a copy over.")
HELP_COPY = Message(
    "ui.copy.help",
    "Hồ sơ đã nộp có trong bản sao sẽ gửi được từ USB. Bản nháp lấy về đây thì bà con không phải khai lại.",
    "Help on a copy.",
)


class CopyScreen(DeskPage):
    """``restored`` when the drafts are wanted here."""

    name = "copy"
    restored = Signal()

    def __init__(
        self, kit: Kit, contents: CopyContents, procedure: Callable[[str], str], *, may_file: bool
    ) -> None:
        at = f"{contents.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        super().__init__(kit, kit.show(TITLE, counter=contents.counter, at=at).text, "shield")
        show = kit.show
        told = (
            show(FROM, office=contents.office, trip=contents.trip).text if contents.trip else contents.office
        )
        self.rows.addWidget(small(kit, told))
        if contents.missing:
            self.rows.addWidget(
                signed(kit, "warning", show(MISSING, n=len(contents.missing)).text, "warn_ink")
            )
        filed = Section(kit, "filed", show(FILED, n=len(contents.dossiers)).text, "sealed")
        for one in contents.dossiers:
            number = " · ".join(part for part in (one.official_number, one.slip) if part)
            notes = [(procedure(one.procedure), "muted"), (number, "ink")]
            if one.envelopes:
                notes.append((show(ENVELOPES, numbers=", ".join(one.envelopes)).text, "warn_ink"))
            filed.add(FactRow(kit, "sealed", one.citizen, tuple(notes)))
        drafts = Section(kit, "drafts", show(DRAFTS, n=len(contents.drafts)).text, "edit")
        for draft in contents.drafts:
            notes = [(procedure(draft.procedure), "muted")]
            if draft.envelopes:
                notes.append((show(ENVELOPES, numbers=", ".join(draft.envelopes)).text, "warn_ink"))
            drafts.add(FactRow(kit, "edit", draft.citizen or "–", tuple(notes)))
        for section, empty in ((filed, not contents.dossiers), (drafts, not contents.drafts)):
            if empty:
                section.add(small(kit, show(NOTHING).text))
            self.rows.addWidget(section)
        if contents.drafts and may_file:
            self.deed("copy-restore", RESTORE, "edit", kind=Kind.PRIMARY).tapped.connect(self.restored)

    def help_text(self) -> tuple[Message, ...]:
        """What can be done with a copy."""
        return (HELP_COPY,)
