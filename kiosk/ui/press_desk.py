"""Papers out: any finished PDF looked at on a sheet, printed, or saved where the officer says. Nowhere else."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.services import print_queue
from kiosk.services.print_queue import ToPrint
from kiosk.ui.files import CLOSE, PICK_FOLDER, FileList, usual_places, write_file
from kiosk.ui.print_desk import PRINTED as PRINTED
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.pressable import Kind

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

SAVED = Message("ui.press.saved", "Đã lưu tệp.", "A paper was written to a file.")
PREVIEW = Message("ui.press.preview", "Bản in sẽ như thế này", "Over the picture of a paper.")
PRINT = Action(
    "print", Message("ui.press.print", "In", "Button: prints the paper shown."), Kind.PRIMARY, "print"
)

Make = Callable[[], bytes]
Tell = Callable[[str, Message], None]
"""Says on the page what became of it: tone and words."""


class PressDesk:
    """Makes papers in the background; a page that is gone hears nothing."""

    def __init__(self, conductor: "Conductor") -> None:
        self._c = conductor

    def print(self, wanted: ToPrint, tell: Tell) -> None:
        """Prints a paper."""
        shift = self._c.shift
        assert shift is not None
        self._c.prints.submit(lambda: print_queue.ask(shift.desk, wanted), tell)

    def look(
        self, wanted: ToPrint, tell: Tell, preview: Callable[[], tuple[bytes, ...]] | None = None
    ) -> None:
        """Shows its pages on a sheet, from where it can be printed. ``preview`` draws them without making the paper."""
        screen = self._c.window.screen_shown

        def draw() -> tuple[bytes, ...]:
            if preview is not None:
                return preview()
            from kiosk.documents.press import preview_pages

            return preview_pages(wanted.make())

        def drawn(pages: tuple[bytes, ...]) -> None:
            if screen is not self._c.window.screen_shown:
                return
            from kiosk.ui.counter.document_panel import PaperPages

            sheet = self._c.sheet(
                (self._c.kit.show(PREVIEW),),
                icon="paper",
                actions=(CLOSE, PRINT),
                content=PaperPages(self._c.kit, pages),
                name="paper-sheet",
            )
            sheet.chosen.connect(
                self._c.guarded(lambda chosen: self.print(wanted, tell) if chosen == PRINT.id else None)
            )

        self._c.work(draw, drawn)

    def save(self, make: Make, name: str, tell: Tell) -> None:
        """Writes it as ``name`` into a folder that is picked."""
        if self._c.pick_folder is not None:
            folder = self._c.pick_folder()
            if folder is not None:
                self._write(make, folder / name, tell)
            return
        listing = FileList(self._c.kit, usual_places(), folders=True)
        sheet = self._c.sheet(
            (self._c.kit.show(PICK_FOLDER),), icon="save", actions=(CLOSE,), content=listing, name="folders"
        )

        def picked(folder: Path) -> None:
            sheet.close_quietly()
            self._write(make, folder / name, tell)

        listing.picked.connect(self._c.guarded(picked))

    def _write(self, make: Make, path: Path, tell: Tell) -> None:
        screen = self._c.window.screen_shown

        def written(_none: object) -> None:
            if screen is self._c.window.screen_shown:
                tell("good", SAVED)

        self._c.work(lambda: write_file(path, make()), written)
