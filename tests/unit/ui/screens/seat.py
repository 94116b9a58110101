"""Somebody at the screen: taps real widgets by name on a clock moved by hand, so that no test waits for a pause to pass."""

import io
import json
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from forms.definition import FieldType
from kiosk.devices.attached import Attached
from kiosk.devices.sound import SilentPlayer
from kiosk.folder import Folder
from kiosk.journal import Journal
from kiosk.link import SupervisorLink
from kiosk.services import guidance
from kiosk.ui.conductor import Conductor
from kiosk.ui.screens.question import QuestionScreen
from kiosk.ui.shift import Shift
from kiosk.ui.widgets.fields.view import FieldView
from tests.office_factories import ANSWERS, PASSPHRASE, SHEET
from tests.store_factories import SetClock

SIZE = (1280, 800)
OFFICER = "can-bo-1"
PROCEDURE = "1.004873"


class Pipe(SupervisorLink):
    """The supervisor's end, in memory: what the screen left for its successor."""

    def __init__(self, session: dict[str, object] | None = None, **told: object) -> None:
        hello = json.dumps({"session": session, "attempt": 0, **told}).encode() + b"\n"
        self._said = io.BytesIO()
        super().__init__(io.BytesIO(hello), self._said)

    def said(self, word: str) -> list[object]:
        """Everything the screen said under a word, oldest first."""
        lines = [json.loads(line) for line in self._said.getvalue().splitlines()]
        return [line[word] for line in lines if word in line]

    @property
    def kept(self) -> dict[str, object] | None:
        """The last session the screen asked to be kept."""
        lines = [json.loads(line) for line in self._said.getvalue().splitlines()]
        return next((line["keep"] for line in reversed(lines) if "keep" in line), None)


class Seat:
    """One running screen."""

    def __init__(
        self,
        qtbot: QtBot,
        folder: Folder,
        clock: SetClock,
        session: dict[str, object] | None = None,
        *,
        own_printers: bool = False,
        devices: Attached | None = None,
        **told: object,
    ) -> None:
        """``own_printers``: papers go to the printers chosen for the office, not into ``printed``."""
        self.bot = qtbot
        self.clock = clock
        self.link = Pipe(session, **told)
        self.player = SilentPlayer()
        self.paper = folder.root / "giay-bia-dat.png"
        self.paper.write_bytes(SHEET)
        self.saved = folder.root / "usb"
        self.saved.mkdir(exist_ok=True)
        self.printed: list[bytes] = []
        self.conductor = Conductor(
            folder,
            clock,
            Journal(folder.logs, "screen"),
            self.link,
            player=self.player,
            pick_file=lambda: self.paper,
            pick_folder=lambda: self.saved,
            print_pdf=None if own_printers else self.printed.append,
            devices=devices,
        )
        self.conductor.start(full_screen=False, size=SIZE)
        self.window = self.conductor.window
        qtbot.waitExposed(self.window)

    # -- looking

    @property
    def page(self) -> str:
        return self.conductor.state_name()

    @property
    def shift(self) -> Shift:
        assert self.conductor.shift is not None
        return self.conductor.shift

    def find(self, name: str) -> QWidget:
        for widget in self.window.findChildren(QWidget, name):
            if widget.isVisible():
                return widget
        seen = sorted(
            {w.objectName() for w in self.window.findChildren(QWidget) if w.isVisible() and w.objectName()}
        )
        raise AssertionError(f"no {name} on {self.page}: {seen}")

    def sees(self, name: str) -> bool:
        return any(w.isVisible() for w in self.window.findChildren(QWidget, name))

    def texts(self) -> str:
        return "\n".join(w.text() for w in self.window.findChildren(QLabel) if w.isVisible())

    def view(self, field: str) -> FieldView:
        found = self.find(field)
        assert isinstance(found, FieldView)
        return found

    def line(self, name: str) -> QLineEdit:
        found = self.find(name)
        assert isinstance(found, QLineEdit)
        return found

    # -- waiting

    def still(self) -> None:
        """Everything under way has ended, the page is painted, and the pause after it is over."""

        def quiet() -> bool:
            wait = self.conductor.kit.taps.wait()
            return (
                not self.conductor.working
                and not self.window.held
                and (wait is not None or self.page == "welcome")
            )

        self.bot.waitUntil(quiet, timeout=20_000)
        self.clock.pass_time(1)
        QApplication.processEvents()

    def arrive(self, page: str) -> None:
        self.bot.waitUntil(lambda: self.page == page or self.page.startswith(f"{page}:"), timeout=20_000)
        self.still()

    # -- touching

    def press(self, name: str) -> None:
        """One touch, without waiting for anything: as an impatient finger does it."""
        widget = self.find(name)
        middle = QPointF(widget.rect().center())
        for kind, held in (
            (QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
            (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
        ):
            event = QMouseEvent(
                kind,
                middle,
                widget.mapToGlobal(middle),
                Qt.MouseButton.LeftButton,
                held,
                Qt.KeyboardModifier.NoModifier,
            )
            QApplication.sendEvent(widget, event)

    def tap(self, name: str) -> None:
        """One touch on a page at rest, and rest again."""
        self.still()
        self.press(name)
        self.still()

    def tap_twice(self, name: str) -> None:
        """Two touches right after each other, the second wherever the finger now is."""
        self.still()
        widget = self.find(name)
        spot = widget.mapTo(self.window, widget.rect().center())
        self.press(name)
        QApplication.processEvents()
        below = self.window.childAt(spot)
        while below is not None and not below.objectName():
            below = below.parentWidget()
        if below is not None and self.sees(below.objectName()):
            self.press(below.objectName())
        self.still()

    def write(self, name: str, text: str) -> None:
        """Types into a line as a hardware keyboard does, slower than any scanner."""
        line = self.line(name)
        line.setFocus()
        line.setText(text)
        self.window.frame.put_keyboard_away()

    def scan(self, text: str) -> None:
        """A wedge scanner: every key at once, at the window, with Enter at the end."""
        self.keys(text + "\r")

    def keys(self, text: str) -> None:
        """Hardware keys as they reach the window, before any widget."""
        handle = self.window.windowHandle()
        for char in text:
            key = Qt.Key.Key_Return if char == "\r" else Qt.Key.Key_unknown
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(handle, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, char))
        QApplication.processEvents()

    # -- whole stretches of the way

    def unlock(self, pin: str | None = None, officer: str = OFFICER) -> None:
        self.tap("start")
        self.tap(f"officer-{officer}")
        self.write("passphrase", PASSPHRASE)
        self.tap("unlock")
        self.arrive("pin")
        if pin is None:
            self.tap("pin-skip")
        else:
            self.write("pin", pin)
            self.tap("pin-set")
        self.arrive("language")

    def choose(self, procedure: str = PROCEDURE) -> None:
        """The life event, then the procedure."""
        offer = next(one for one in guidance.offers(self.shift.desk) if one.code == procedure)
        self.tap(f"event-{offer.life_event}")
        self.tap(f"procedure-{procedure}")

    def to_questions(self, language: str = "vi-VN", procedure: str = PROCEDURE) -> None:
        self.tap(f"language-{language}")
        self.choose(procedure)
        self.tap("continue")
        self.tap("continue")
        self.arrive("question")

    def answer(self, field: str, value: object) -> None:
        """Gives one answer the way its kind is given."""
        view = self.view(field)
        kind = view.field.type
        if kind is FieldType.CHOICE:
            self.tap(f"{field}-{value}")
        elif kind is FieldType.YES_NO:
            self.tap(f"{field}-{'yes' if value else 'no'}")
        else:
            view.answer(value)  # type: ignore[arg-type]  # a plain answer of the form
        self.still()

    def answer_page(self, answers: dict[str, object]) -> None:
        """Everything on this page, including what an answer brings with it."""
        given: set[str] = set()
        page = self.page
        while self.page == page:
            screen = self.window.screen_shown
            if not isinstance(screen, QuestionScreen):
                return  # the list of people: nothing is answered on it
            todo = [field for field in screen.page.fields() if field in answers and field not in given]
            if not todo:
                return
            given.add(todo[0])
            self.answer(todo[0], answers[todo[0]])

    def go_on(self) -> None:
        self.window.frame.put_keyboard_away()
        self.tap("continue")

    def answer_until(self, page: str, answers: dict[str, object] | None = None) -> None:
        """Question after question until a page is reached."""
        answers = ANSWERS if answers is None else answers
        for _ in range(60):
            if self.page == page or not self.page.startswith("question"):
                break
            before = self.page
            self.answer_page(answers)
            if self.page == before:
                self.go_on()
            assert self.page != before, (before, self.texts())
        assert self.page == page, self.page

    def papers(self) -> None:
        """Whatever must be photographed is, and goes back to its owner."""
        names = [widget.objectName() for widget in self.window.findChildren(QWidget) if widget.isVisible()]
        for name in names:
            if name.startswith("paper-") and name.endswith("-add"):
                slot = name.removeprefix("paper-").removesuffix("-add")
                self.tap(name)
                for act in ("returned", "envelope"):
                    if self.sees(f"paper-{slot}-{act}"):
                        self.tap(f"paper-{slot}-{act}")

    def sign(self) -> None:
        pad = self.find("signature-pad")
        points = [QPointF(80 + 30 * step, 60 + 50 * (step % 2)) for step in range(12)]
        kinds = [
            QEvent.Type.MouseButtonPress,
            *([QEvent.Type.MouseMove] * 10),
            QEvent.Type.MouseButtonRelease,
        ]
        for kind, point in zip(kinds, points, strict=True):
            up = kind is QEvent.Type.MouseButtonRelease
            event = QMouseEvent(
                kind,
                point,
                pad.mapToGlobal(point),
                Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton,
                Qt.MouseButton.NoButton if up else Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
            QApplication.sendEvent(pad, event)

    def to_officer(self) -> None:
        """From the first question to the officer's page."""
        self.answer_until("papers")
        self.papers()
        self.go_on()
        self.arrive("check")
        self.tap("continue")
        self.arrive("read-back")
        self.tap("continue")
        self.arrive("signature")
        self.sign()
        self.tap("continue")
        self.arrive("officer")

    def close(self) -> None:
        self.conductor.dispose()
        QApplication.processEvents()


def files_under(folder: Path) -> list[str]:
    """Names of all files, for what must not be left behind."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
