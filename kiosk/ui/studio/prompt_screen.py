"""One prompt: what to say, where a citizen meets it, the meter, and the take."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.i18n.packs import VIETNAMESE
from kiosk.services.studio_prompts import Prompt
from kiosk.services.studio_takes import Progress
from kiosk.ui.counter.entries import entry_line, labelled
from kiosk.ui.counter.section import small, words
from kiosk.ui.studio.listening import ListeningPage
from kiosk.ui.studio.recorder import Recorder
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message(
    "ui.studio.prompt.title",
    "{language}: câu {n}/{total}, còn chừng {minutes} phút",
    "Title of the recording page; how many prompts of the core path there are and how long they take.",
)
TITLE_MORE = Message(
    "ui.studio.prompt.title_more",
    "{language}: thu thêm, {done}/{total} câu",
    "Title of the recording page once the core path is complete.",
)
SAY = Message("ui.studio.prompt.say", "Nói bằng tiếng của mình", "Over the sentence to be said.")
PART = Message(
    "ui.studio.prompt.part",
    "Phần {n}/{total} của câu: {whole}",
    "Under a part of a sentence with values in it; {whole} is the sentence with its gaps.",
)
NOTE = Message(
    "ui.studio.prompt.note", "Ghi chú cho người dịch", "Over the note for translators (in English)."
)
PLACE = Message("ui.studio.prompt.place", "Bà con gặp câu này ở đây", "Over the picture of the page.")
WRITE = Message(
    "ui.studio.prompt.write", "Viết ra chữ, nếu biết (bản nháp)", "Over the line for the translation."
)
HEAR_VI = Message("ui.studio.prompt.hear_vi", "Câu tiếng Việt", "Button: the sentence in Vietnamese.")
HEAR = Message("ui.studio.prompt.hear", "Nghe lại", "Button: plays the take.")
REDO = Message("ui.studio.prompt.redo", "Xóa", "Button: drops the take.")
SKIP = Message("ui.studio.prompt.skip", "Để sau", "Button: this prompt comes later.")
BEFORE = Message("ui.studio.prompt.before", "Câu trước", "Button: the prompt before.")
NEXT = Message("ui.studio.prompt.next", "Câu tiếp", "Button: the next prompt.")
FINISH = Message(
    "ui.studio.prompt.finish", "Nghỉ, xong", "Button: stops for today, or goes to what becomes of it."
)
TAKEN = Message(
    "ui.studio.prompt.taken", "Đã thu, {seconds} giây. Nghe lại thấy được thì sang câu tiếp.", "A good take."
)
HELP_PROMPT = Message(
    "ui.studio.prompt.help",
    "Nghe câu tiếng Việt, bấm Thu (hoặc phím cách), nói theo ý bằng tiếng của mình, bấm Dừng. Chưa ưng thì thu lại. Câu"
    " nào khó thì để sau.",
    "Help on the recording page.",
)


_SHORT, _LONG = 60, 140


@dataclass(frozen=True, slots=True)
class PromptView:
    """Everything the page shows. ``text`` is the translation as far as it was typed; ``seconds`` of the take, 0 without one."""

    language: str
    tag: str
    letters: tuple[str, ...]
    prompt: Prompt
    number: int
    progress: Progress
    text: str
    seconds: float
    picture: Path | None
    can_hear_vi: bool


class PromptScreen(ListeningPage):
    """``wanted(word)`` with hear, hear-vi, redo, skip, before, next or finish; ``written(text)`` when the line is left."""

    name = "studio-prompt"
    wanted = Signal(str)
    written = Signal(str)

    def __init__(self, kit: Kit, recorder: Recorder, view: PromptView) -> None:
        super().__init__(kit, _title(kit, view), "sound", recorder)
        self.letters = view.letters
        look, prompt = kit.look, view.prompt
        row = FoldingRow(look.mm(3), look.mm(95 * look.scale.text.factor))
        said = QWidget()
        column = QVBoxLayout(said)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.mm(1.2))
        column.addWidget(small(kit, kit.show(SAY).text))
        column.addWidget(words(kit, prompt.vi, role=_role(prompt.vi)))
        if prompt.words:
            column.addWidget(words(kit, prompt.words, "accent", role=Role.ANSWER))
        number, count = prompt.place
        if count > 1 or len(prompt.parts) > 1:
            part = kit.show(PART, n=number, total=count, whole=gaps(prompt.message.vi))
            column.addWidget(words(kit, part.text, "muted"))
        column.addWidget(self.meter)
        column.addWidget(self.record_button())
        self.line = None
        if view.tag != VIETNAMESE:
            self.line = entry_line(kit, "translation", WRITE, most=600)
            self.line.setText(view.text)
            self.line.editingFinished.connect(self._leave_line)
            column.addWidget(labelled(kit, WRITE, self.line))
        column.addStretch(1)
        row.add(said, 3)
        row.add(self._aside(view), 2)
        self.rows.addWidget(row)
        self._text = view.text
        self._bar(view)
        if view.seconds:
            self.tell("good", TAKEN, seconds=f"{view.seconds:.1f}".replace(".", ","))

    def _aside(self, view: PromptView) -> QWidget:
        kit, look = self.kit, self.kit.look
        aside = QWidget()
        column = QVBoxLayout(aside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.mm(0.8))
        picture = QPixmap(str(view.picture)) if view.picture is not None else QPixmap()
        if not picture.isNull():
            column.addWidget(small(kit, kit.show(PLACE).text))
            label = QLabel()
            label.setObjectName("prompt-picture")
            label.setPixmap(picture.scaledToWidth(look.mm(78), Qt.TransformationMode.SmoothTransformation))
            column.addWidget(label)
        note = _note(view.prompt)
        if note:
            column.addWidget(small(kit, kit.show(NOTE).text))
            column.addWidget(small(kit, note, "ink"))
        column.addStretch(1)
        return aside

    def _bar(self, view: PromptView) -> None:
        taken = bool(view.seconds)
        if view.can_hear_vi:
            self._way("hear-vi", HEAR_VI, "ear")
        if taken:
            self._way("hear", HEAR, "ear")
            self._way("redo", REDO, "trash")
        self._way("finish", FINISH, "save")
        self._way("before", BEFORE, "back")
        if not taken:
            self._way("skip", SKIP, "clock")
        self._way("next", NEXT, "next", kind=Kind.PRIMARY if taken else Kind.PLAIN)

    def _way(self, word: str, message: Message, icon: str, kind: Kind = Kind.PLAIN) -> BigButton:
        button = self.deed(f"prompt-{word}", message, icon, kind=kind)
        button.tapped.connect(lambda: self.wanted.emit(word))
        return button

    def help_text(self) -> tuple[Message, ...]:
        """How a sentence is recorded."""
        return (HELP_PROMPT,)

    def typed(self) -> Mapping[str, object]:
        """The translation as it stands."""
        return {"text": self.line.text()} if self.line is not None else {}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        if self.line is not None and "text" in typed:
            self.line.setText(str(typed["text"]))

    def _leave_line(self) -> None:
        if self.line is not None and self.line.text().strip() != self._text:
            self._text = self.line.text().strip()
            self.written.emit(self._text)


def _role(text: str) -> Role:
    """A short sentence is read from afar; a long one must leave room for the button under it."""
    if len(text) <= _SHORT:
        return Role.QUESTION
    return Role.ANSWER if len(text) <= _LONG else Role.BODY


def _note(prompt: Prompt) -> str:
    """Without the line that names the picture: it is shown."""
    lines = prompt.message.note.splitlines()
    return "\n".join(line for line in lines if not line.startswith("screen:"))


def gaps(text: str) -> str:
    """A sentence with its gaps as dots: the names of values are the program's own."""
    from kiosk.i18n.placeholders import Slot, pieces

    return "".join("…" if isinstance(piece, Slot) else piece for piece in pieces(text))


def _title(kit: Kit, view: PromptView) -> str:
    left = view.progress
    if left.core_done < left.core:
        shown = kit.show(
            TITLE,
            language=view.language,
            n=view.number,
            total=left.core if view.prompt.core else left.all,
            minutes=max(1, round(left.minutes_left)),
        )
    else:
        shown = kit.show(TITLE_MORE, language=view.language, done=left.all_done, total=left.all)
    return shown.text
