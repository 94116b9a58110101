"""Writing down how a call went, and when to try again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.domain.counter_book import Call, CallAbout, Outcome
from kiosk.i18n.values import VIETNAM
from kiosk.services.calls import ABOUT_WORDS, OUTCOME_WORDS
from kiosk.ui.counter.ages import ago
from kiosk.ui.counter.call_list_screen import spaced
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.entries import Pick, PickGroup, entry_line, labelled
from kiosk.ui.counter.section import Section, signed, words
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.call_note.title", "Gọi điện cho {name}", "Title: how a call went.")
ABOUT = Message("ui.call_note.about", "Gọi về việc gì?", "Over the choices of why somebody is called.")
OUTCOME = Message("ui.call_note.outcome", "Kết quả cuộc gọi", "Over the choices of how a call ended.")
AGAIN = Message("ui.call_note.again", "Gọi lại lúc nào?", "Over the choices of when to call again.")
_AGAIN = "When to call again."
AGAIN_WORDS: dict[str, Message] = {
    "never": Message("ui.call_note.never", "Không cần gọi lại", _AGAIN),
    "hours": Message("ui.call_note.hours", "Sau 2 giờ", _AGAIN),
    "tomorrow": Message("ui.call_note.tomorrow", "Sáng mai", _AGAIN),
    "days": Message("ui.call_note.days", "Sau 3 ngày", _AGAIN),
}
NOTE = Message("ui.call_note.note", "Ghi chú (không bắt buộc)", "Over the line for a note.")
BEFORE = Message("ui.call_note.before", "Những lần gọi trước", "Title over earlier calls.")
ONE = Message("ui.call_note.one", "{about}: {outcome}, {age}", "One earlier call.")
KEEP = Message("ui.call_note.keep", "Ghi lại", "Button: the call is written down.")
CHOOSE = Message("ui.call_note.choose", "Xin chọn kết quả cuộc gọi.", "No outcome was chosen.")
PHONE = Message("ui.call_note.phone", "Số điện thoại: {phone}", "The number to call.")
NO_PHONE = Message("ui.call_note.no_phone", "Hồ sơ không có số điện thoại.", "There is no number to call.")
HELP_CALL = Message(
    "ui.call_note.help",
    "Chọn kết quả cuộc gọi; nếu cần thì hẹn lúc gọi lại, người đó sẽ đứng đầu danh sách khi đến giờ.",
    "Help on writing a call down.",
)

_OUTCOME_SIGNS = {
    Outcome.REACHED: "yes",
    Outcome.NO_ANSWER: "sound-off",
    Outcome.WRONG_NUMBER: "no",
    Outcome.CALL_LATER: "clock",
    Outcome.MESSAGE_LEFT: "people",
}
#: Outcomes after which somebody is called again unless the officer says otherwise.
_TRY_AGAIN = {Outcome.NO_ANSWER: "hours", Outcome.CALL_LATER: "hours", Outcome.MESSAGE_LEFT: "days"}
_MORNING = time(8, 0)


class CallScreen(DeskPage):
    """``noted(CallAbout, Outcome, again_at | None, note)``."""

    name = "call"
    noted = Signal(object, object, object, str)

    def __init__(
        self,
        kit: Kit,
        citizen: str,
        phone: str,
        now: datetime,
        before: Sequence[Call],
        about: CallAbout | None = None,
    ) -> None:
        super().__init__(kit, kit.show(TITLE, name=citizen).text, "phone")
        self._now = now
        number = kit.show(PHONE, phone=spaced(phone)).text if phone else kit.show(NO_PHONE).text
        self.rows.addWidget(words(kit, number, "ink" if phone else "warn_ink", Role.OFFICER_TITLE))
        form = Section(kit, "call", kit.show(OUTCOME).text, "phone")
        self.about = PickGroup(
            kit,
            "about",
            [Pick(one.value, kit.show(ABOUT_WORDS[one]).text) for one in CallAbout],
            columns=4,
            first=(about or CallAbout.OTHER).value,
        )
        self.outcome = PickGroup(
            kit,
            "outcome",
            [Pick(one.value, kit.show(OUTCOME_WORDS[one]).text, _OUTCOME_SIGNS[one]) for one in Outcome],
            columns=5,
        )
        self.outcome.chosen.connect(self._propose)
        self.again = PickGroup(
            kit,
            "again",
            [Pick(id, kit.show(word).text) for id, word in AGAIN_WORDS.items()],
            columns=4,
            first="never",
        )
        self.note = entry_line(kit, "call-note", NOTE, most=300)
        form.add(labelled(kit, ABOUT, self.about))
        form.add(self.outcome)
        form.add(labelled(kit, AGAIN, self.again))
        form.add(labelled(kit, NOTE, self.note))
        self.rows.addWidget(form)
        if before:
            past = Section(kit, "before", kit.show(BEFORE).text, "clock")
            for one in reversed(before):
                said = kit.show(
                    ONE,
                    about=kit.show(ABOUT_WORDS[one.about]).text,
                    outcome=kit.show(OUTCOME_WORDS[one.outcome]).text,
                    age=ago(kit, one.at, now),
                ).text
                told = f"{said}. {one.note}" if one.note else said
                past.add(signed(kit, _OUTCOME_SIGNS[one.outcome], told))
            self.rows.addWidget(past)
        self.deed("call-keep", KEEP, "check", kind=Kind.PRIMARY).tapped.connect(self._keep)

    def typed(self) -> Mapping[str, object]:
        """What was chosen and written."""
        return {
            "about": self.about.value() or "",
            "outcome": self.outcome.value() or "",
            "again": self.again.value() or "never",
            "note": self.note.text(),
        }

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.about.choose(str(typed.get("about", "")))
        self.outcome.choose(str(typed.get("outcome", "")))
        self.again.choose(str(typed.get("again", "never")))
        self.note.setText(str(typed.get("note", "")))

    def help_text(self) -> tuple[Message, ...]:
        """What is to be chosen."""
        return (HELP_CALL,)

    def _propose(self, outcome: str) -> None:
        self.again.choose(_TRY_AGAIN.get(Outcome(outcome), "never"))

    def _keep(self) -> None:
        outcome = self.outcome.value()
        if outcome is None:
            self.tell("warn", CHOOSE)
            return
        self.hush()
        about = CallAbout(self.about.value() or CallAbout.OTHER.value)
        self.noted.emit(about, Outcome(outcome), self._again_at(), self.note.text().strip())

    def _again_at(self) -> datetime | None:
        match self.again.value():
            case "hours":
                return self._now + timedelta(hours=2)
            case "tomorrow":
                day = self._now.astimezone(VIETNAM).date() + timedelta(days=1)
                return datetime.combine(day, _MORNING, VIETNAM)
            case "days":
                return self._now + timedelta(days=3)
            case _:
                return None
