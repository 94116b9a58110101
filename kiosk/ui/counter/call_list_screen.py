"""Whom to call today: about what, in which language, how often it was tried, and when to try again."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.domain.counter_book import CallAbout
from kiosk.i18n.values import VIETNAM
from kiosk.services.calls import ABOUT_WORDS, OUTCOME_WORDS, CallLine
from kiosk.ui.counter.ages import ago
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.fact_row import FactRow
from kiosk.ui.counter.section import words
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.calls.title", "Gọi điện cho bà con ({n})", "Title over the list of people to call.")
NOBODY = Message("ui.calls.nobody", "Hôm nay không phải gọi ai.", "Nobody has to be called.")
PHONE = Message("ui.calls.phone", "{contact} · {phone}", "Whom to call and on which number.")
NO_PHONE = Message("ui.calls.no_phone", "{contact} · không có số điện thoại", "Somebody without a telephone.")
LANGUAGE = Message("ui.calls.language", "Ngôn ngữ: {language}", "In which language to call.")
ABOUT = Message("ui.calls.about", "{about} – {name}", "Why somebody is called, and whose dossier it is.")
ASKED = Message("ui.calls.asked", "Có việc này từ {age}", "Since when this stands; {age} as '3 ngày trước'.")
LAST = Message("ui.calls.last", "Lần gần nhất: {outcome}, {age} · đã gọi {n} lần", "How it went before.")
AGAIN = Message("ui.calls.again", "Hẹn gọi lại {at}", "When to call again.")
NOTE = Message("ui.calls.note", "Ghi cuộc gọi", "Button: writes down how a call went.")
OPEN = Message("ui.calls.open", "Mở hồ sơ", "Button: opens the dossier.")
HELP_CALLS = Message(
    "ui.calls.help",
    "Người đến hẹn gọi lại đứng trước, rồi đến người chưa gọi lần nào. Gọi xong thì ghi lại kết quả.",
    "Help on the call list.",
)

_SIGNS = {
    CallAbout.SUPPLEMENT: "warning",
    CallAbout.PAYMENT: "money",
    CallAbout.RESULT: "certificate",
    CallAbout.OTHER: "phone",
}


class CallListScreen(DeskPage):
    """``note_asked(dossier, CallAbout)`` and ``dossier_opened(dossier)``."""

    name = "calls"
    note_asked = Signal(str, object)
    dossier_opened = Signal(str)

    def __init__(self, kit: Kit, calls: Sequence[CallLine], now: datetime) -> None:
        super().__init__(kit, kit.show(TITLE, n=len(calls)).text, "phone")
        self.rows.setSpacing(kit.look.mm(1))
        if not calls:
            self.rows.addWidget(words(kit, kit.show(NOBODY).text))
        for place, line in enumerate(calls):
            self.rows.addWidget(self._row(line, place, now))

    def help_text(self) -> tuple[Message, ...]:
        """In which order they stand."""
        return (HELP_CALLS,)

    def _row(self, line: CallLine, place: int, now: datetime) -> FactRow:
        kit, show = self.kit, self.kit.show
        contact = line.contact or line.citizen
        phone = (
            show(PHONE, contact=contact, phone=spaced(line.phone))
            if line.phone
            else show(NO_PHONE, contact=contact)
        ).text
        title = show(ABOUT, about=show(ABOUT_WORDS[line.about]).text, name=line.citizen).text
        due = line.due is not None and line.due <= now
        asked = show(ASKED, age=ago(kit, line.asked_at, now)).text
        language = show(LANGUAGE, language=line.language_name).text
        notes = [(phone, "ink"), (f"{language} · {asked}", "muted")]
        told = " · ".join(part for part in (line.what, *line.papers) if part)
        if told:
            notes.append((told, "ink"))
        if line.last is not None:
            outcome = show(OUTCOME_WORDS[line.last.outcome]).text
            said = show(LAST, outcome=outcome, age=ago(kit, line.last.at, now), n=line.tries).text
            notes.append((said, "muted"))
        if line.due is not None:
            at = f"{line.due.astimezone(VIETNAM):%H:%M %d/%m}"
            notes.append((show(AGAIN, at=at).text, "warn_ink" if due else "muted"))
        open_ = deed_button(kit, f"call-open-{place}", OPEN, "folder")
        open_.tapped.connect(lambda: self.dossier_opened.emit(line.dossier))
        note = deed_button(kit, f"call-note-{place}", NOTE, "phone", kind=Kind.PRIMARY)
        note.tapped.connect(lambda: self.note_asked.emit(line.dossier, line.about))
        for button in (open_, note):
            button.setAccessibleName(f"{button.accessibleName()}: {contact}")
        row = FactRow(kit, _SIGNS[line.about], title, tuple(notes), open_, note)
        row.setObjectName(f"call-{place}")
        return row


def spaced(phone: str) -> str:
    """A number in groups as people read it: 0912 345 678."""
    digits = phone.strip()
    if len(digits) < 9 or not digits.isdigit():
        return digits
    return f"{digits[:-6]} {digits[-6:-3]} {digits[-3:]}"
