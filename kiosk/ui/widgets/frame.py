"""The frame every page stands in: the header above, the way on below, and the keyboard when there is something to type.

Built anew for another language or look. While the keyboard is up the lower bar makes room.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.ui.theme.sizes import ANSWER_MM
from kiosk.ui.widgets.action import GO_ON, Action
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.header import Header
from kiosk.ui.widgets.keyboard_keeper import KeyboardKeeper
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.progress import STEP
from kiosk.ui.widgets.scroll import TouchScroll

if TYPE_CHECKING:
    from kiosk.ui.keyboard.composer import Method
    from kiosk.ui.keyboard.panel import KeyboardPanel

#: Widest a page becomes, in millimetres.
_WIDEST_MM = 270.0


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
        self.header = Header(kit, with_back=with_back, with_officer=with_officer, title=title)
        self._connect_header()
        box.addWidget(self.header)
        self._middle = QVBoxLayout()
        self._middle.setContentsMargins(mm(5), mm(1), mm(4), mm(1))
        box.addLayout(self._middle, 1)
        self._bar = QWidget()
        self._bar_row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._bar)
        self._bar_row.setContentsMargins(mm(5), mm(1.5), mm(5), mm(2.5))
        self._bar_row.setSpacing(mm(3))
        box.addWidget(self._bar)
        dock = QVBoxLayout()
        box.addLayout(dock)
        self._keyboards = KeyboardKeeper(self, self.header.keyboard_button, dock)
        self._keyboards.up.connect(self._bar.setHidden)

    def _connect_header(self) -> None:
        header = self.header
        header.back_button.tapped.connect(self.back)
        header.replay_button.tapped.connect(self.replay)
        header.volume_button.tapped.connect(self.volume_wanted)
        header.text_size_button.tapped.connect(self.text_size_wanted)
        header.contrast_button.tapped.connect(self.contrast_wanted)
        header.language_button.tapped.connect(self.language_wanted)
        header.help_button.tapped.connect(self.help_wanted)
        header.officer_button.tapped.connect(self.officer_wanted)

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
        self.header.show_progress(progress, step)
        self._show_actions(actions, aside)
        self._spoken = tuple(spoken)
        heard = bool(spoken) and kit.can_say(*spoken)
        self.header.replay_button.setVisible(heard)
        self.header.volume_button.setVisible(heard)
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Opens the page for taps once it has been painted."""
        if event.type() == QEvent.Type.Paint and watched is self._body:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self.kit.taps.page_painted)
        return False

    # -- keyboard

    @property
    def keyboard(self) -> "KeyboardPanel | None":
        """The keyboard, once something was typed."""
        return self._keyboards.keyboard

    def put_keyboard_away(self) -> None:
        """Hides the keyboard and shows the way on again."""
        self._keyboards.put_away()

    # -- room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a wide screen lines of text stay short enough to be read; on a narrow one the tools stand in a row of their own."""
        super().resizeEvent(event)
        mm = self.kit.look.mm
        self.header.fold(self.width())
        side = max(mm(5), (self.width() - mm(_WIDEST_MM)) // 2)
        self._middle.setContentsMargins(side, mm(1), side - mm(1), mm(1))
        self._bar_row.setContentsMargins(side, mm(1.5), side, mm(2.5))
        self._fold_bar()

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

    def change_progress(
        self, progress: tuple[int, int] | None, step: Message, spoken: Sequence[Spoken]
    ) -> None:
        """The same page, whose answer called for more questions or fewer: how far along it is now, to see and to hear."""
        self._spoken = tuple(spoken)
        self.header.show_progress(progress, step)

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
