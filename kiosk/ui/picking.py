"""A file, or a folder, by the kiosk's own sheet: the page waits until one is picked or the sheet is closed."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop

from forms.text import Message
from kiosk.ui.files import CLOSE, PICK_FILE, PICK_FOLDER, WANTED, FileList, usual_places

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor


def pick(
    conductor: "Conductor",
    *,
    folders: bool,
    wanted: frozenset[str] = WANTED,
    title: Message = PICK_FILE,
    also: Path | None = None,
) -> Path | None:
    """``None`` when nothing was picked. ``wanted`` are the endings of files that are shown, under ``title``; ``also`` is one
    more folder to look in, if it is there.
    """
    given = conductor.pick_folder if folders else conductor.pick_file
    if given is not None:
        return given()
    places = usual_places() if also is None or not also.is_dir() else (also, *usual_places())
    listing = FileList(conductor.kit, places, folders=folders, wanted=wanted)
    sheet = conductor.sheet(
        (conductor.kit.show(PICK_FOLDER if folders else title),),
        icon="folder",
        actions=(CLOSE,),
        content=listing,
        name="files",
    )
    picked: list[Path] = []
    loop = QEventLoop()

    def take(path: Path) -> None:
        picked.append(path)
        sheet.close_quietly()

    listing.picked.connect(take)
    sheet.destroyed.connect(loop.quit)
    loop.exec()
    return picked[0] if picked else None
