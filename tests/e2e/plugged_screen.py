"""A real screen process that is killed in the middle of its work, and the ones that come after it.

Run as a program: ``plugged_screen.py DATA NOTES``. Which part it plays it knows from what is left of the one before.
"""

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from kiosk.app import ScreenProcess, run_screen
from kiosk.demo.hands import Hands
from kiosk.devices.attached import Attached
from kiosk.services import intake, papers
from kiosk.services.visit import Stage
from kiosk.ui.counter.detail_screen import DetailScreen
from kiosk.ui.counter.values import Document
from tests.office_factories import ANSWERS, PASSPHRASE
from tests.scans.photographs import photograph
from tests.scans.sheets import Shot
from tests.unit.devices.simulated_camera import SimulatedCamera

PROCEDURE = "1.004873"
SLOT = "identity_card"


class Driver:
    """Takes a page, is killed taking the next; prints, is killed printing; says what it then finds."""

    def __init__(self, screen: ScreenProcess, notes: Path) -> None:
        self._screen = screen
        self._notes = notes

    def begin(self) -> None:
        """Once the event loop runs."""
        QTimer.singleShot(200, lambda: self._play())

    def _play(self) -> None:
        try:
            self._conductor = self._screen.conductor()
            self._hands = Hands(self._conductor.window)
            done = [json.loads(line)["step"] for line in self._notes.read_text().splitlines()]
            if not done:
                self._capture()
            elif "printing" not in done:
                self._print()
            else:
                self._asked()
        except BaseException as error:  # noqa: BLE001  the test reads of it
            self._note("failed", error=f"{type(error).__name__}: {error}")
            os._exit(3)

    def _capture(self) -> None:
        self._arrive("welcome")
        self._hands.tap("start")
        self._arrive("unlock")
        line = self._hands.find("passphrase")
        assert isinstance(line, QLineEdit)
        line.setText(PASSPHRASE)
        self._hands.tap("unlock")
        self._arrive("pin")
        self._hands.tap("pin-skip")
        self._arrive("language")
        visit = self._conductor.shift.visit  # type: ignore[union-attr]
        self._hands.tap("language-vi-VN")
        self._arrive("procedure")
        visit.choose_procedure(PROCEDURE)
        visit.forward()
        visit.begin_questions()
        assert visit.dossier is not None
        intake.save_answers(visit.desk, visit.dossier, ANSWERS, page=None)
        visit.answered()
        while visit.stage is Stage.QUESTIONS:
            assert visit.continue_questions() == ()
        camera = SimulatedCamera(photograph(Shot(frame=(1944, 2592))))
        self._conductor._devices = Attached(camera=lambda: camera)
        self._conductor.open_citizen()
        self._arrive("papers")
        self._hands.tap(f"paper-{SLOT}-add")
        self._arrive("capture")
        self._hands.tap("shoot")
        self._until(lambda: len(self._files(visit.dossier or "")) == 1)
        self._settle()
        camera.pile[:] = [photograph(Shot(frame=(1944, 2592)), 2)]
        camera.show()
        papers.keep = self._never_kept  # type: ignore[assignment]  # the plug is pulled right before the page is stored
        self._hands.tap("shoot")
        self._stay()

    def _never_kept(self, *_given: object) -> tuple[()]:
        self._note("storing")
        time.sleep(60)
        return ()

    def _print(self) -> None:
        self._arrive("papers")
        visit = self._conductor.shift.visit  # type: ignore[union-attr]
        files = self._files(visit.dossier or "")
        self._note(
            "papers-again",
            page=self._conductor.state_name(),
            readable=[self._desk().store.papers.data(one) is not None for one in files],
        )
        self._conductor.open_detail((self._notes.parent / "filed").read_text())
        self._arrive("detail")
        screen = self._conductor.window.screen_shown
        assert isinstance(screen, DetailScreen)
        screen.print_asked.emit(Document.SLIP, "80mm")
        self._note("printing")
        self._stay()

    def _asked(self) -> None:
        self._until(lambda: self._hands.sees("interrupted"))
        jobs = [(str(one.state), str(one.trouble)) for one in self._desk().store.print_jobs.open()]
        self._note("asked", jobs=jobs, mode=self._conductor.mode)
        self._conductor.close()

    # -- hands and eyes

    def _desk(self):  # type: ignore[no-untyped-def]  # whatever the shift has
        assert self._conductor.shift is not None
        return self._conductor.shift.desk

    def _files(self, dossier: str) -> list[str]:
        return [one.id for one in self._desk().store.papers.list(dossier) if one.paper == SLOT]

    def _arrive(self, page: str) -> None:
        self._until(lambda: self._conductor.state_name() == page)
        self._settle()

    def _settle(self) -> None:
        self._until(lambda: self._conductor.settled or self._conductor.state_name() == "welcome")

    def _until(self, condition: object) -> None:
        self._hands.until(condition, f"{self._conductor.state_name()} to change")  # type: ignore[arg-type]

    def _stay(self) -> None:
        while True:
            QApplication.processEvents()
            time.sleep(0.01)

    def _note(self, step: str, **more: object) -> None:
        with self._notes.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": step, "pid": os.getpid(), **more}) + "\n")


def main() -> int:
    """One screen process."""
    data, notes = sys.argv[1], Path(sys.argv[2])
    return run_screen(
        ["--data-dir", data, "--size", "1280x800"], lambda screen: Driver(screen, notes).begin()
    )


if __name__ == "__main__":
    sys.exit(main())
