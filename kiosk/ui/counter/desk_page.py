"""The plan of an officer's page: a title, what is said, rows to scroll, and the deeds below in one bar.

Smaller than a citizen's page and walked by keys: Escape leaves, Ctrl+Enter does the main deed. May not call a service.
"""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n.values import Value
from kiosk.ui.counter.officer_scroll import OfficerScroll
from kiosk.ui.counter.section import words
from kiosk.ui.screens.base import Screen, clear
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind

#: Under this height (millimetres) the keyboard is up: only the rows and the line in hand stay.
_LOW = 70


class DeskPage(Screen):
    """Rows go into ``rows``; deeds are made by ``deed``. ``went_back`` when the officer leaves."""

    scrolls = False

    def __init__(self, kit: Kit, title: str, icon: str = "") -> None:
        super().__init__(kit)
        mm = kit.look.mm
        self.column.setContentsMargins(0, 0, 0, mm(1))
        self.column.setSpacing(mm(1.6))
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(mm(2))
        if icon:
            head.addWidget(PictogramLabel(kit.look, icon, 7), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(words(kit, title, role=Role.OFFICER_TITLE), 1)
        self._head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.column.addWidget(self._head)
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        content = QWidget()
        outer = QVBoxLayout(content)
        outer.setContentsMargins(0, 0, mm(1), 0)
        outer.setSpacing(0)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(mm(1.6))
        outer.addLayout(self.rows)
        outer.addStretch(1)
        self.view = OfficerScroll(kit.look, content)
        self.view.setAccessibleName(title)
        self.column.addWidget(self.view, 1)
        self.bar = EvenGrid(columns=8, gap=mm(1.6))
        self.bar.hide()
        self.column.addWidget(self.bar)
        self._main: BigButton | None = None
        self._any_deed = False
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.leave)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(
                QKeySequence(keys), self, self._do_main, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]  # widgets have one

    def deed(
        self, name: str, word: Message, icon: str = "", *, kind: Kind = Kind.PLAIN, keys: str = ""
    ) -> BigButton:
        """A button of the bar. The last PRIMARY or GRAVE one is the main deed; ``keys`` press it as well."""
        button = deed_button(self.kit, name, word, icon, kind=kind)
        if keys:
            button.setToolTip(keys)
            QShortcut(
                QKeySequence(keys),
                self,
                button.click,
                context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
            )
        if kind in (Kind.PRIMARY, Kind.GRAVE):
            self._main = button
        self.bar.add(button)
        self._any_deed = True
        self.bar.show()
        return button

    def show_deed(self, button: BigButton, *, shown: bool) -> None:
        """Takes a button out of the bar or puts it back."""
        button.setVisible(shown)
        self.bar.refit()

    def tell(self, tone: str, message: Message, **params: Value) -> None:
        """Says something under the title (``danger``, ``warn``, ``good``, ``info``)."""
        self.hush()
        box = NoticeBox(self.kit, tone, plain(self.kit.show(message, **params).text), role=Role.OFFICER)
        box.setObjectName("told")
        self._told.addWidget(box)

    def tell_error(self, error: KnownError) -> None:
        """Says what went wrong, in place."""
        self.tell("danger", error.message, **told_params(error))

    def hush(self) -> None:
        """Takes away what was said."""
        clear(self._told)

    def leave(self) -> None:
        """Back, by key."""
        if self.kit.taps.accepts():
            self.went_back.emit()

    def steps(self) -> tuple[Action, ...]:
        """None: the deeds stand in the page's own bar, smaller than a citizen's."""
        return ()

    def shown_first(self) -> None:
        """The keys turn the page."""
        self.view.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """While the keyboard is up title and deeds make room."""
        super().resizeEvent(event)
        room = self.height() >= self.kit.look.mm(_LOW)
        self._head.setVisible(room)
        self.bar.setVisible(room and self._any_deed)

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self.view and self.view.isAncestorOf(now):
            QTimer.singleShot(0, now, lambda: self.view.reveal(now))

    def _do_main(self) -> None:
        if self._main is not None and not self._main.isHidden():
            self._main.click()


def deed_button(
    kit: Kit, name: str, word: Message, icon: str = "", *, kind: Kind = Kind.PLAIN, step: bool = True
) -> BigButton:
    """A button of the officer's size, called ``name``."""
    button = BigButton(
        kit, kit.show(word), kind=kind, icon=icon, step=step, least=LEAST_MM, role=Role.OFFICER_STRONG
    )
    button.setObjectName(name)
    return button


def told_params(error: KnownError) -> dict[str, str | int]:
    """What stands in the gaps of a fault's sentence."""
    return {key: value if isinstance(value, int | str) else str(value) for key, value in error.params.items()}
