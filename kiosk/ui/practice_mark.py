"""What marks every page of practice: a band above it, and the words across it. Takes no touch away from the page.

Also the coach: the step of the lesson at hand, in the band.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.documents.practice import MARK
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton, EarButton
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from kiosk.ui.window import KioskWindow

STEP = Message("ui.practice.step", "Bước {n}/{total}", "Before the step of a lesson.")
SAMPLE_CARD = Message(
    "ui.practice.sample_card", "Quét thẻ mẫu", "Button: as if an invented card had been scanned."
)
NEXT = Message("ui.practice.next", "Bước sau", "Button: this step of the lesson is done.")
END = Message("ui.practice.end_lesson", "Các bài khác", "Button: back to the list of lessons.")

_ANGLE = -24.0
_PALE = 34  # of 255: seen at a glance, and every text under it reads as before


class Across(QWidget):
    """The words again and again across the window, so pale that every text under them can be read."""

    def __init__(self, window: QWidget, kit: Kit) -> None:
        super().__init__(window)
        self._kit = kit
        self.setObjectName("practice-across")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def use(self, kit: Kit) -> None:
        """Another look."""
        self._kit = kit
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the words."""
        painter = QPainter(self)
        font = self._kit.look.font(Role.QUESTION)
        font.setPixelSize(self._kit.look.mm(11))
        painter.setFont(font)
        ink = QColor(self._kit.look.colour("danger"))
        ink.setAlpha(_PALE)
        painter.setPen(ink)
        painter.rotate(_ANGLE)
        words, gap = MARK.vi, self._kit.look.mm(34)
        wide = painter.fontMetrics().horizontalAdvance(words) + self._kit.look.mm(22)
        reach = self.width() + self.height()
        for line, y in enumerate(range(0, 2 * reach, gap)):
            for x in range(-reach - (line % 2) * wide // 2, reach, wide):
                painter.drawText(x, y, words)
        painter.end()


class Band(QWidget):
    """The words in one line, and under them the step of the lesson. ``stepped``, ``ended``, ``card_wanted``."""

    stepped = Signal()
    ended = Signal()
    card_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("practice-band")
        self._kit = kit
        mm = kit.look.mm
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(mm(4), mm(1), mm(4), mm(1))
        column.setSpacing(mm(1))
        self._words: QWidget | None = None
        self._shown: tuple[Message, int, int, bool, bool] | None = None
        self._coach: QWidget | None = None
        self.setAutoFillBackground(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.use(kit)

    def use(self, kit: Kit) -> None:
        """The same in another look."""
        self._kit = kit
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, kit.look.colour("warn_wash"))
        self.setPalette(palette)
        words = TextBlock(kit.look, MARK.vi, Role.OFFICER_STRONG, "warn", align=Qt.AlignmentFlag.AlignHCenter)
        words.setObjectName("practice-mark")
        old, self._words = self._words, words
        self._column.insertWidget(0, words)
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        if self._shown is not None:
            text, n, total, card, taps = self._shown
            self.show_step(text, n, total, card=card, taps=taps, say=False)

    def show_step(
        self, text: Message, n: int, total: int, *, card: bool, taps: bool, say: bool = True
    ) -> None:
        """The step to be done now. ``taps``: only a tap on "next" ends it."""
        self._empty()
        self._shown = (text, n, total, card, taps)
        kit, mm = self._kit, self._kit.look.mm
        said, said_row = _row(mm(2))
        count = TextBlock(kit.look, kit.show(STEP, n=n, total=total).text, Role.OFFICER_SMALL, "muted")
        count.setObjectName("practice-step")
        count.setWordWrap(False)
        said_row.addWidget(PictogramLabel(kit.look, "study", 8))
        said_row.addWidget(count)
        words = BilingualLabel(kit.look, kit.show(text), Role.OFFICER_STRONG, Role.OFFICER_SMALL)
        words.setObjectName("practice-text")
        said_row.addWidget(words, 1)
        if kit.can_say(Spoken(text)):
            said_row.addWidget(EarButton(kit, Spoken(text)))
        buttons, row = _row(mm(2))
        row.addStretch(1)
        if card:
            self._button(row, "practice-card", "scan-card", SAMPLE_CARD, Kind.PRIMARY, self.card_wanted)
        if taps and n < total:
            self._button(row, "practice-next", "next", NEXT, Kind.PRIMARY, self.stepped)
        self._button(row, "practice-end", "list", END, Kind.PLAIN, self.ended)
        self._coach = coach = FoldingRow(mm(2), mm(170))
        coach.add(said, 1)
        coach.add(buttons)
        self._column.addWidget(coach)
        if say:
            kit.say(Spoken(text))

    def show_no_step(self) -> None:
        """No lesson is going on."""
        self._empty()
        self._shown = None

    def _button(
        self, row: QHBoxLayout, name: str, icon: str, word: Message, kind: Kind, signal: object
    ) -> None:
        button = BigButton(
            self._kit, self._kit.show(word), kind=kind, icon=icon, least=LEAST_MM, role=Role.OFFICER_STRONG
        )
        button.setObjectName(name)
        button.tapped.connect(signal)
        row.addWidget(button)

    def _empty(self) -> None:
        coach, self._coach = self._coach, None
        if coach is not None:
            self._column.removeWidget(coach)
            coach.hide()
            coach.deleteLater()


def _row(gap: int) -> tuple[QWidget, QHBoxLayout]:
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    return widget, row


class PracticeMark(QObject):
    """Keeps both over everything that ever comes into the window."""

    def __init__(self, window: "KioskWindow", kit: Kit) -> None:
        super().__init__(window)
        self._window = window
        self._kit = kit
        self.band = Band(kit)
        self._across = Across(window, kit)
        window.put_above(self.band)
        window.installEventFilter(self)
        self._cover()
        self._across.show()

    def use(self, kit: Kit) -> None:
        """The look of the page that came."""
        if kit.look != self._kit.look:
            self.band.use(kit)
            self._across.use(kit)
        self._kit = kit

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A new sheet or page would lie over the mark: the mark is lifted above it again."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._cover()
        elif isinstance(event, QChildEvent) and event.added() and event.child() is not self._across:
            QTimer.singleShot(0, self, self._lift)  # what comes now lifts itself first
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        self._across.setGeometry(self._window.rect())
        self._lift()

    def _lift(self) -> None:
        self._across.raise_()
        self.band.raise_()
