"""What happened to a dossier, from its first day to now: who did what, and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from forms.text import Message
from kiosk.i18n.sentence import Spoken
from kiosk.i18n.values import VIETNAM
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.fact_row import FactRow
from kiosk.ui.counter.section import words
from kiosk.ui.widgets.kit import Kit

TITLE = Message("ui.timeline.title", "Quá trình hồ sơ của {name}", "Title: what happened to a dossier.")
BY = Message("ui.timeline.by", "{at} · {who}", "When something happened and who did it.")
NOTHING = Message("ui.timeline.nothing", "Chưa có gì được ghi.", "A dossier without a past.")
HELP_TIMELINE = Message(
    "ui.timeline.help", "Việc mới nhất đứng dưới cùng. Bấm Esc để về hồ sơ.", "Help on what happened."
)


class MomentLine(Protocol):
    """One thing that happened, as the services give it."""

    @property
    def at(self) -> datetime: ...
    @property
    def what(self) -> Spoken: ...
    @property
    def by_name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def note(self) -> str: ...


#: Signs by the kind of what happened.
SIGNS: dict[str, str] = {
    "dossier": "folder",
    "paper": "paper",
    "envelope": "paper-hand-in",
    "parcel": "sending",
    "notice": "info",
    "print": "print",
    "call": "phone",
    "money": "money",
    "result": "certificate",
}


class TimelineScreen(DeskPage):
    """Only looked at."""

    name = "timeline"

    def __init__(self, kit: Kit, citizen: str, moments: Sequence[MomentLine]) -> None:
        super().__init__(kit, kit.show(TITLE, name=citizen).text, "clock")
        self.rows.setSpacing(kit.look.mm(0.8))
        if not moments:
            self.rows.addWidget(words(kit, kit.show(NOTHING).text))
        for number, moment in enumerate(moments):
            at = f"{moment.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
            who = kit.show(BY, at=at, who=moment.by_name).text if moment.by_name else at
            said = kit.show(moment.what.message, **moment.what.params).text
            row = FactRow(
                kit, SIGNS.get(str(moment.kind), "list"), said, ((moment.note, "ink"), (who, "muted"))
            )
            row.setObjectName(f"moment-{number}")
            self.rows.addWidget(row)

    def help_text(self) -> tuple[Message, ...]:
        """How it is read."""
        return (HELP_TIMELINE,)
