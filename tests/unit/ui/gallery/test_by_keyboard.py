"""The whole way of a citizen and the officer beside them, from the greeting to the receipt, with nothing but a keyboard."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from forms.states import Carriage
from kiosk.demo.hands import Hands
from kiosk.demo.processes import OFFICER
from kiosk.demo.walk import Walk, movable
from kiosk.domain.dossier import SignedHow
from kiosk.gallery import core_path
from kiosk.gallery.office import MARITAL, PASSPHRASE, answers_to
from kiosk.i18n.packs import VIETNAMESE
from kiosk.ui.conductor import Conductor
from tests.office_factories import SHEET

_MOST_TABS = 120


class Keyboard(Hands):
    """Goes everywhere by Tab and presses with Space."""

    def __init__(self, conductor: Conductor) -> None:
        super().__init__(conductor.window, clock=movable(conductor))
        self.tabs = 0

    def touch(self, widget: QWidget) -> None:
        self._reach(widget)
        self._strike(Qt.Key.Key_Space, " ")

    def type(self, text: str, into: QWidget | None = None) -> None:
        if into is not None:
            self._reach(into)
        super().type(text, into)

    def jot(self, text: str, into: QWidget) -> None:
        self._reach(into)
        super().jot(text, into)

    def stroke(self, name: str) -> None:
        """Who cannot draw gives a thumb print on paper."""
        assert self.sees(name)
        self.tap("sign-thumb")

    def _reach(self, widget: QWidget) -> None:
        """From the page, wherever the walk left the focus, to the widget."""
        focus = QApplication.focusWidget()
        if focus is not None and focus is not widget.window():
            focus.clearFocus()
        for _ in range(_MOST_TABS):
            if QApplication.focusWidget() is widget:
                return
            self.tabs += 1
            self._strike(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {widget.objectName() or widget}")

    def _strike(self, key: Qt.Key, text: str = "") -> None:
        target = QApplication.focusWidget() or self._window
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
        QApplication.processEvents()


def test_a_dossier_is_filed_without_a_finger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_path, "sheet_of_paper", lambda: SHEET)
    pages: list[str] = []
    with core_path.opened(VIETNAMESE) as conductor:
        conductor.window.activateWindow()
        keyboard = Keyboard(conductor)
        walk = Walk(conductor, pages.append, keyboard)
        walk.unlock(OFFICER, PASSPHRASE)
        assert conductor.shift is not None
        desk = conductor.shift.desk
        answers, _slots = answers_to(desk, MARITAL)
        walk.file(VIETNAMESE, MARITAL, answers, PASSPHRASE)
        filed = conductor.shift.visit.filed
        assert filed is not None
        said = desk.store.confirmations.of(filed.dossier)
        assert said.signature is not None
        assert said.signature.how is SignedHow.THUMB_PAPER
        assert [one.carriage for one in desk.store.parcels.by_dossier(filed.dossier)] == [Carriage.WAITING]
        stored = {one.field: one.value for one in desk.store.dossiers.answers(filed.dossier)}
        assert {key: stored.get(key) for key in ("purpose", "marital_status")} == {
            key: answers[key] for key in ("purpose", "marital_status")
        }
    assert pages[0] == "welcome"
    assert pages[-1] == "done"
    assert keyboard.tabs > 100
