"""The slip on the last page: its picture, printing it, saving it where the officer says. Nowhere else."""

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.services import print_queue, printing
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed
from kiosk.ui.files import CLOSE, PICK_FOLDER, FileList, usual_places, write_file
from kiosk.ui.screens.done import SAVED, DoneScreen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor


class SlipDesk:
    """Works for the page that is shown; a page that is gone hears nothing."""

    def __init__(self, conductor: "Conductor", desk: Desk) -> None:
        self._c = conductor
        self._desk = desk

    def preview(self, screen: DoneScreen, dossier: str) -> None:
        """Puts the slip's picture on the page when it is ready; taps are taken meanwhile."""

        def ready(png: bytes) -> None:
            if screen is self._c.window.screen_shown:
                screen.show_preview(png)

        def draw() -> bytes:
            return printing.slip_preview(self._desk, dossier, print_queue.slip_size(self._desk).value)

        self._c.background.run(draw, ready, self._c.tell)

    def print(self, screen: DoneScreen, dossier: str) -> None:
        """Prints the slip on the office's printer."""
        self._c.prints.submit(lambda: print_queue.slip(self._desk, dossier), screen.tell)

    def save(self, screen: DoneScreen, filed: Filed) -> None:
        """Saves the slip as a file in a folder that is picked."""
        if self._c.pick_folder is not None:
            folder = self._c.pick_folder()
            if folder is not None:
                self._save_into(screen, filed, folder)
            return
        listing = FileList(self._c.kit, usual_places(), folders=True)
        sheet = self._c.sheet(
            (self._c.kit.show(PICK_FOLDER),), icon="save", actions=(CLOSE,), content=listing, name="folders"
        )

        def picked(folder: Path) -> None:
            sheet.close_quietly()
            self._save_into(screen, filed, folder)

        listing.picked.connect(self._c.guarded(picked))

    def _save_into(self, screen: DoneScreen, filed: Filed, folder: Path) -> None:
        def write() -> None:
            write_file(folder / f"{filed.slip}.pdf", printing.slip_pdf(self._desk, filed.dossier))

        def written(_none: object) -> None:
            if screen is self._c.window.screen_shown:
                screen.tell("good", SAVED)

        self._c.work(write, written)
