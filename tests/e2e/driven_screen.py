"""A real screen process with hands inside: what the supervisor starts, touching its own widgets as a person would.

Run as a program: ``driven_screen.py DATA NOTES``. It writes what it did to NOTES, a line a step, and waits for the test's
word (a file) where the test wants to look at it from outside.
"""

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from kiosk import modes
from kiosk.app import ScreenProcess, run_screen
from kiosk.demo.hands import Hands
from kiosk.services import intake

PIN = "246801"
PROCEDURE = "1.004873"


class Driver:
    """Plays the part its process has: officer, citizen or the officer who comes back."""

    def __init__(self, screen: ScreenProcess, notes: Path, mode: str) -> None:
        self._screen = screen
        self._notes = notes
        self._mode = mode

    def begin(self) -> None:
        """Once the event loop runs."""
        QTimer.singleShot(200, lambda: self._play())  # a bound method alone would not keep it alive

    def _play(self) -> None:
        try:
            self._conductor = self._screen.conductor()
            self._hands = Hands(self._conductor.window)
            if self._mode == modes.SELF_SERVICE:
                self._citizen()
            elif self._conductor.shift is None and self._session() is None:
                self._officer()
            else:
                self._officer_again()
        except BaseException as error:  # noqa: BLE001  the test reads of it; nobody sees a traceback here
            self._note("failed", error=f"{type(error).__name__}: {error}")
            os._exit(3)

    def _session(self) -> object:
        return self._screen._link.hello().get("session")

    # -- the parts

    def _officer(self) -> None:
        self._arrive("welcome")
        self._hands.tap("start")
        self._arrive("unlock")
        self._hands.tap("officer-can-bo-1")
        # Known to the officer alone: no other process of this program may be found to hold it.
        self._write("passphrase", (self._notes.parent / "known-to-the-officer").read_text())
        self._hands.tap("unlock")
        self._arrive("pin")
        self._write("pin", PIN)
        self._hands.tap("pin-set")
        self._arrive("language")
        self._conductor.open_counter()
        self._arrive("counter")
        self._note("office")
        self._hands.tap("end-shift")
        self._settle()
        self._hands.tap("end-sheet-self-service")

    def _citizen(self) -> None:
        self._arrive("language")
        turn = sum(
            1 for line in self._notes.read_text().splitlines() if json.loads(line)["step"] == "greeted"
        )
        self._note("greeted")
        if turn == 2:
            self._leave()
            return
        self._hands.tap("language-vi-VN")
        self._arrive("procedure")
        assert self._conductor.shift is not None
        visit = self._conductor.shift.visit
        visit.choose_procedure(PROCEDURE)
        visit.forward()
        visit.begin_questions()
        assert visit.dossier is not None
        answers = json.loads((self._notes.parent / "known-to-the-citizen").read_text(encoding="utf-8"))
        intake.save_answers(visit.desk, visit.dossier, answers, page=None)
        visit.answered()
        visit.change("copies")
        self._conductor.open_citizen()
        self._until(lambda: self._conductor.state_name().startswith("question"))
        self._note("answering")
        self._wait_for("go-on")
        self._hands.tap("continue")
        self._arrive("check")
        self._hands.tap("continue")
        self._arrive("handed-in")
        label = self._hands.find("waiting-number")
        assert isinstance(label, QLabel)
        self._note("handed-in", number=label.text())
        self._wait_for("next")
        self._hands.tap("continue")

    def _leave(self) -> None:
        self._hands.tap("officer-corner")
        self._arrive("leave")
        self._write("secret", "135790")
        self._hands.tap("leave")
        self._until(lambda: self._hands.find("secret").isEnabled() and self._screen._link is not None)
        self._settle()
        self._note("refused")
        self._write("secret", PIN)
        self._hands.tap("leave")

    def _officer_again(self) -> None:
        self._until(lambda: self._conductor.mode == "counter" and self._conductor.shift is not None)
        self._settle()
        assert self._conductor.shift is not None
        desk = self._conductor.shift.desk
        drafts = desk.store.dossiers.drafts()
        self._note(
            "office-again",
            drafts=len(drafts),
            name=drafts[0].citizen_name,
            place=str(desk.store.dossiers.get(drafts[0].id).place),
        )
        self._conductor.close()

    # -- hands and eyes

    def _arrive(self, page: str) -> None:
        self._until(lambda: self._conductor.state_name() == page)
        self._settle()

    def _settle(self) -> None:
        self._until(lambda: self._conductor.settled or self._conductor.state_name() == "welcome")

    def _until(self, condition: "object") -> None:
        self._hands.until(condition, f"{self._conductor.state_name()} to change")  # type: ignore[arg-type]

    def _write(self, line: str, text: str) -> None:
        found = self._hands.find(line)
        assert isinstance(found, QLineEdit)
        found.setText(text)
        self._conductor.window.frame.put_keyboard_away()

    def _wait_for(self, word: str) -> None:
        while not (self._notes.parent / word).exists():
            QApplication.processEvents()
            time.sleep(0.01)

    def _note(self, step: str, **more: object) -> None:
        with self._notes.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": step, "pid": os.getpid(), "mode": self._mode, **more}) + "\n")


def main() -> int:
    data, notes = sys.argv[1], Path(sys.argv[2])

    def watch(screen: ScreenProcess) -> None:
        mode = screen._link.hello().get("mode", modes.OFFICE)
        Driver(screen, notes, str(mode)).begin()

    return run_screen(["--data-dir", data, "--size", "1280x800"], watch)


if __name__ == "__main__":
    sys.exit(main())
