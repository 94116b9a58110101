"""The frame every page stands in: back, progress, ear, volume, text size, contrast, language, help and the officer
above, the way on below, and the keyboard when there is something to type.

Built anew for another language or look. While the keyboard is up the lower bar makes room, and the line in
hand is scrolled into view: it is never covered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from forms.text import Message
from kiosk.devices.sound import USUAL_VOLUME
from kiosk.i18n.translator import Shown
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.sizes import ANSWER_MM, LEAST_MM, Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton, IconButton
from kiosk.ui.widgets.kit import Kit, Spoken, plain
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.scroll import TouchScroll

if TYPE_CHECKING:
    from kiosk.ui.keyboard.composer import Method
    from kiosk.ui.keyboard.panel import KeyboardPanel

BACK = Message("ui.frame.back", "Quay lại", "Button: one step back. Nothing is lost.")
CONTINUE = Message("ui.frame.continue", "Tiếp tục", "Button: the one way on from a page.")
STEP = Message("ui.frame.step", "Câu {n} / {total}", "How far along: question n of total.")
STEP_ALOUD = Message(
    "ui.frame.step_aloud", "Câu thứ {n}, tất cả có {total} câu.", "How far along, said after the question."
)
REPLAY = Message("ui.frame.replay", "Nghe lại", "Accessible name: says the page aloud again.")
VOLUME = Message("ui.frame.volume", "Nghe to hay nhỏ", "Accessible name: next of three volumes.")
TEXT_SIZE = Message("ui.frame.text_size", "Đổi cỡ chữ", "Accessible name: next of three text sizes.")
CONTRAST = Message("ui.frame.contrast", "Đổi màu dễ nhìn", "Accessible name: high contrast on or off.")
LANGUAGE = Message("ui.frame.language", "Đổi tiếng nói", "Accessible name: choose another language.")
HELP = Message("ui.frame.help", "Trợ giúp", "Accessible name: calls help.")
OFFICER = Message("ui.frame.officer", "Cán bộ", "Accessible name of the officer's corner.")
KEYBOARD = Message("ui.frame.keyboard", "Mở bàn phím", "Accessible name: shows the on-screen keyboard again.")


@dataclass(frozen=True, slots=True)
class Action:
    """A button of the lower bar. ``id`` names it in ``acted`` and is its ``objectName``."""

    id: str
    message: Message
    kind: Kind = Kind.PLAIN
    icon: str = ""
    icon_after: bool = False


#: Widest a page becomes, in millimetres.
_WIDEST_MM = 270.0
#: Least room for the words that say how far along a person is.
_PROGRESS_MM = 22.0

GO_ON = Action("continue", CONTINUE, Kind.PRIMARY, "next", icon_after=True)


class ProgressBar(QWidget):
    """How far along, as words and as a bar."""

    def __init__(
        self, kit: Kit, n: int, total: int, words: Message = STEP, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look: Look = kit.look
        self._share = min(1.0, n / max(1, total))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, kit.look.mm(2.6))
        box.addWidget(
            BilingualLabel(kit.look, kit.show(words, n=n, total=total), Role.HEADER, Role.HEADER_UNDER)
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Draws the bar under the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = float(self._look.mm(1.4))
        bar = QRectF(0, self.height() - height, min(self.width(), self._look.mm(70)), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("line"))
        painter.drawRoundedRect(bar, height / 2, height / 2)
        bar.setWidth(max(height, bar.width() * self._share))
        painter.setBrush(self._look.colour("accent"))
        painter.drawRoundedRect(bar, height / 2, height / 2)
        painter.end()


class PageFrame(QWidget):
    """Signals say what was tapped; the screens decide what it means. ``acted(id)`` for the lower bar.

    ``typing`` is asked how the person at the screen types whenever a line is taken in hand, ``typing_chosen(method)`` says
    that they turned to another way.
    """

    back = Signal()
    help_wanted = Signal()
    language_wanted = Signal()
    text_size_wanted = Signal()
    volume_wanted = Signal()
    contrast_wanted = Signal()
    officer_wanted = Signal()
    acted = Signal(str)
    typing_chosen = Signal(object)

    def __init__(
        self,
        kit: Kit,
        *,
        with_back: bool = True,
        with_officer: bool = True,
        title: Shown | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kit = kit
        self.typing: Callable[[], Method | None] = lambda: None
        self._keyboard: KeyboardPanel | None = None
        self._keyboard_wanted = True
        self._letters: tuple[str, ...] = ()
        self._spoken: tuple[Spoken, ...] = ()
        self._body: QWidget | None = None
        self.scroller: TouchScroll | None = None
        mm = kit.look.mm
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(self.backgroundRole(), kit.look.colour("ground"))
        self.setPalette(palette)
        box = QVBoxLayout(self)
        # The window is as large as the screen: no page may ask it to be larger.
        box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._build_header(with_back, with_officer, title))
        self._middle = QVBoxLayout()
        self._middle.setContentsMargins(mm(5), mm(1), mm(4), mm(1))
        box.addLayout(self._middle, 1)
        self._bar = QWidget()
        self._bar_row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._bar)
        self._bar_row.setContentsMargins(mm(5), mm(1.5), mm(5), mm(2.5))
        self._bar_row.setSpacing(mm(3))
        box.addWidget(self._bar)
        self._dock = QVBoxLayout()
        box.addLayout(self._dock)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    # -- pages

    def show_page(
        self,
        body: QWidget,
        *,
        progress: tuple[int, int] | None = None,
        step: Message = STEP,
        actions: Sequence[Action] = (GO_ON,),
        aside: QWidget | None = None,
        spoken: Sequence[Spoken] = (),
        say: bool = True,
        scrolls: bool = True,
    ) -> None:
        """Puts a page into the frame. ``step`` words the progress (``{n}``, ``{total}``).

        ``say`` speaks it at once; taps are not taken until it has been painted.
        """
        kit = self.kit
        kit.taps.page_coming()
        kit.player.stop()
        self.put_keyboard_away()
        old = self.scroller if self.scroller is not None else self._body
        self._body = body
        if scrolls and self.scroller is not None:
            self.scroller.hold(body)
        else:
            if old is not None:
                self._middle.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.scroller = TouchScroll(kit, body) if scrolls else None
            self._middle.addWidget(self.scroller if self.scroller is not None else body)
        self._show_progress(progress, step)
        self._show_actions(actions, aside)
        self._spoken = tuple(spoken)
        self.replay_button.setVisible(bool(spoken) and kit.can_say(*spoken))
        self.volume_button.setVisible(self.replay_button.isVisibleTo(self))
        body.installEventFilter(self)
        if say and spoken:
            QTimer.singleShot(0, self, self.say_page)

    def body(self) -> QWidget | None:
        """The page shown."""
        return self._body

    def action(self, id: str) -> BigButton:
        """A button of the lower bar. KeyError when it is not there."""
        found = self._bar.findChild(BigButton, id)
        if found is None:
            raise KeyError(id)
        return found

    def replay(self) -> None:
        """Says the page because somebody asks for it."""
        self.kit.say(*self._spoken)

    def say_page(self) -> None:
        """Says it unasked: because it came, or because the volume was changed."""
        self.kit.say(*self._spoken, unasked=True)

    def show_volume(self) -> None:
        """As many waves before the loudspeaker as it is loud."""
        volume = self.kit.player.volume()
        loud = "sound-loud" if volume > USUAL_VOLUME else "sound"
        self.volume_button.picture.set_name("sound-soft" if volume < USUAL_VOLUME else loud)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Opens the page for taps once it has been painted."""
        if event.type() == QEvent.Type.Paint and watched is self._body:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self.kit.taps.page_painted)
        return False

    # -- keyboard

    @property
    def keyboard(self) -> "KeyboardPanel | None":
        """The keyboard, once something was typed."""
        return self._keyboard

    def put_keyboard_away(self) -> None:
        """Hides the keyboard and shows the way on again."""
        if self._keyboard is not None:
            self._keyboard.hide()
        self._bar.show()
        self.keyboard_button.hide()

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        line = self._keyboard.line if self._keyboard is not None else None
        if line is not None and old is line and not line.isVisible():
            # A list was closed with the line in it: nobody can type there, and the way on must be seen again.
            self.put_keyboard_away()
        if not isinstance(now, TypedLine) or not self.isAncestorOf(now) or now.isReadOnly():
            return
        if self._keyboard_wanted:
            self._bring_keyboard(now)
        else:
            self.keyboard_button.show()

    def _bring_keyboard(self, line: TypedLine) -> None:
        own = getattr(self._body, "letters", None)
        letters = self.kit.translator.pack.letters if own is None else own
        if self._keyboard is not None and self._letters != letters:
            self._dock.removeWidget(self._keyboard)
            self._keyboard.hide()
            self._keyboard.deleteLater()
            self._keyboard = None
        if self._keyboard is None:
            # Loaded when somebody is about to type: the first page of the day is painted without it.
            from kiosk.ui.keyboard.panel import KeyboardPanel

            self._letters = letters
            self._keyboard = KeyboardPanel(self.kit, letters=letters)
            self._dock.addWidget(self._keyboard)
            self._keyboard.done.connect(self._typed)
            self._keyboard.hidden.connect(self._hidden)
            self._keyboard.method_chosen.connect(self.typing_chosen)
        if self._keyboard.line is not line:
            line.textChanged.connect(lambda: self._reveal_soon(line))
        self._keyboard.write_into(line, self.typing())
        self._keyboard.show()
        self.keyboard_button.hide()
        self._bar.hide()
        self._reveal_soon(line)

    def _reveal(self, line: TypedLine) -> None:
        if self.scroller is None or self._keyboard is None or not self._keyboard.isVisible():
            return
        if line.isVisible() and line.hasFocus():
            self.scroller.reveal(line, at_top=bool(line.property("search")))

    def _reveal_soon(self, line: TypedLine) -> None:
        """Now, and once more when everything that moved has come to rest."""
        QTimer.singleShot(0, line, lambda: self._reveal(line))
        QTimer.singleShot(60, line, lambda: self._reveal(line))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """On a wide screen lines of text stay short enough to be read; on a narrow one the tools stand in a row of their own."""
        super().resizeEvent(event)
        mm = self.kit.look.mm
        self._fold_header()
        side = max(mm(5), (self.width() - mm(_WIDEST_MM)) // 2)
        self._middle.setContentsMargins(side, mm(1), side - mm(1), mm(1))
        self._bar_row.setContentsMargins(side, mm(1.5), side, mm(2.5))
        self._fold_bar()

    def _fold_header(self) -> None:
        tools = self._tools.sizeHint().width() + self.kit.look.mm(
            LEAST_MM
        )  # the keyboard's tool comes and goes
        way = self.back_button.sizeHint().width() + self.kit.look.mm(_PROGRESS_MM)
        narrow = tools + way + self.kit.look.mm(10) > self.width()
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._header_box.direction() != direction:
            self._header_box.setDirection(direction)

    def _fold_bar(self) -> None:
        """On an upright screen buttons that do not fit beside each other stand under each other, the way on last."""
        items = [self._bar_row.itemAt(at) for at in range(self._bar_row.count())]
        buttons = [widget for item in items if item is not None and (widget := item.widget()) is not None]
        margins = self._bar_row.contentsMargins()
        wanted = sum(one.sizeHint().width() for one in buttons) + self._bar_row.spacing() * len(buttons)
        tall = self.height() > self.width()
        stacked = tall and wanted + margins.left() + margins.right() > self.width()
        self._bar_row.setDirection(
            QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        )

    def _typed(self) -> None:
        line = self._keyboard.line if self._keyboard is not None else None
        self.put_keyboard_away()
        if line is not None and line.hasFocus():
            line.clearFocus()

    def _hidden(self) -> None:
        self._keyboard_wanted = False
        self.put_keyboard_away()
        self.keyboard_button.show()

    def _wanted_again(self) -> None:
        self._keyboard_wanted = True
        line = QApplication.focusWidget()
        if isinstance(line, TypedLine):
            self._bring_keyboard(line)

    # -- building

    def _build_header(self, with_back: bool, with_officer: bool, title: Shown | None) -> QWidget:
        kit, mm = self.kit, self.kit.look.mm
        header = QWidget()
        self._header_box = QBoxLayout(QBoxLayout.Direction.LeftToRight, header)
        self._header_box.setContentsMargins(mm(3), mm(1.5), mm(3), mm(1))
        self._header_box.setSpacing(mm(0.5))
        self._way = QWidget()
        row = QHBoxLayout(self._way)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(0.5))
        self._header_box.addWidget(self._way, 1)
        self.back_button = BigButton(
            kit,
            kit.show(BACK),
            kind=Kind.PLAIN,
            icon="back",
            least=14,
            role=Role.HEADER,
            under=Role.HEADER_UNDER,
        )
        self.back_button.setObjectName("back")
        self.back_button.tapped.connect(self.back)
        row.addWidget(self.back_button)
        self.back_button.setVisible(with_back)  # not before it has a parent: it would be a window of its own
        row.addSpacing(mm(3))
        self._progress_place = QHBoxLayout()
        row.addLayout(self._progress_place, 1)
        self._progress: QWidget | None = None
        if title is not None:
            self._progress = BilingualLabel(kit.look, title, Role.HEADER, Role.HEADER_UNDER)
            self._progress_place.addWidget(self._progress)
        self._tools = QWidget()
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(0.5))
        row.addStretch(1)
        self._header_box.addWidget(self._tools)
        self.replay_button = self._tool(row, "hear", "ear", REPLAY)
        self.replay_button.tapped.connect(self.replay)
        self.volume_button = self._tool(row, "volume", "sound", VOLUME)
        self.volume_button.tapped.connect(self.volume_wanted)
        self.show_volume()
        self.keyboard_button = self._tool(row, "keyboard", "keyboard", KEYBOARD, step=False)
        self.keyboard_button.tapped.connect(self._wanted_again)
        self.keyboard_button.hide()
        self._tool(row, "text-size", "text-size", TEXT_SIZE).tapped.connect(self.text_size_wanted)
        self._tool(row, "contrast", "contrast", CONTRAST).tapped.connect(self.contrast_wanted)
        self.language_button = BigButton(
            kit,
            plain(kit.translator.pack.name),
            kind=Kind.QUIET,
            icon="language",
            least=14,
            role=Role.HEADER,
        )
        self.language_button.setObjectName("language")
        self.language_button.setAccessibleName(kit.show(LANGUAGE).text)
        self.language_button.tapped.connect(self.language_wanted)
        row.addWidget(self.language_button)
        self._tool(row, "help", "help", HELP).tapped.connect(self.help_wanted)
        officer = self._tool(row, "officer-corner", "officer", OFFICER)
        officer.tapped.connect(self.officer_wanted)
        officer.setVisible(with_officer)
        return header

    def _tool(self, row: QHBoxLayout, id: str, icon: str, name: Message, *, step: bool = True) -> IconButton:
        button = IconButton(self.kit, icon, self.kit.show(name), side=14, step=step)
        button.setObjectName(id)
        row.addWidget(button)
        return button

    def change_progress(
        self, progress: tuple[int, int] | None, step: Message, spoken: Sequence[Spoken]
    ) -> None:
        """The same page, whose answer called for more questions or fewer: how far along it is now, to see and to hear."""
        self._spoken = tuple(spoken)
        self._show_progress(progress, step)

    def _show_progress(self, progress: tuple[int, int] | None, step: Message) -> None:
        if progress is None and isinstance(self._progress, BilingualLabel):
            return
        if self._progress is not None:
            self._progress_place.removeWidget(self._progress)
            self._progress.hide()
            self._progress.deleteLater()
            self._progress = None
        if progress is not None:
            self._progress = ProgressBar(self.kit, *progress, step)
        else:
            self._progress = QWidget()
        self._progress_place.addWidget(self._progress, 1)

    def _show_actions(self, actions: Sequence[Action], aside: QWidget | None) -> None:
        while (item := self._bar_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        kit = self.kit
        if aside is not None:
            self._bar_row.addWidget(aside)
        if actions:
            self._bar_row.addStretch(1)
        for action in actions:
            button = BigButton(
                kit,
                kit.show(action.message),
                kind=action.kind,
                icon=action.icon,
                icon_after=action.icon_after,
                least=ANSWER_MM,
            )
            button.setObjectName(action.id)
            button.widen(kit.look.mm(55 if action.kind is Kind.PRIMARY else 40))
            button.tapped.connect(lambda id=action.id: self.acted.emit(id))
            self._bar_row.addWidget(button)
        self._bar.setVisible(bool(actions) or aside is not None)
        self._fold_bar()
