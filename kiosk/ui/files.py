"""The kiosk's own way to pick a file or a folder: sticks, and the few usual folders. No dialog of the system is shown.

Shows names and sizes only; what a file holds is judged by the services.
"""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QStorageInfo, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.errors import KnownError
from forms.text import Message
from kiosk.ui.screens.base import clear
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind, Pressable
from kiosk.ui.widgets.text_block import TextBlock

PICK_FILE = Message("ui.files.pick", "Chọn ảnh hoặc tệp PDF của giấy", "Over the list of files.")
PICK_FOLDER = Message("ui.files.pick_folder", "Lưu vào đâu?", "Over the list of sticks and folders.")
NO_FILES = Message("ui.files.none", "Ở đây không có ảnh hay tệp PDF nào.", "An empty folder.")
NO_PLACES = Message(
    "ui.files.no_places", "Chưa thấy USB hay thư mục nào. Cắm USB rồi mở lại trang này.", "Nowhere to look."
)
UP = Message("ui.files.up", "Lên trên", "Goes from a folder to the one that holds it.")
CLOSE = Action("close", Message("ui.files.close", "Thôi", "Button: picks nothing."), Kind.PLAIN, "cross")
NOT_SAVED = Message(
    "ui.files.not_saved",
    "Chưa lưu được vào đó. Kiểm tra USB còn chỗ trống và không khóa ghi, rồi lưu lại.",
    "A file could not be written to the chosen folder.",
)
SIZE = Message("ui.files.size", "{kb} KB", "Size of a file.")

WANTED = frozenset({".jpg", ".jpeg", ".png", ".pdf"})
MOST = 60


class _Entry(Pressable):
    """One file or folder."""

    def __init__(self, kit: Kit, icon: str, name: str, note: str) -> None:
        super().__init__(kit.look, Kind.CHOICE)
        mm = kit.look.mm
        row = QHBoxLayout(self)
        row.setContentsMargins(mm(2.5), mm(1), mm(2.5), mm(1))
        row.setSpacing(mm(2.5))
        row.addWidget(PictogramLabel(kit.look, icon, 8), 0, Qt.AlignmentFlag.AlignVCenter)
        label = TextBlock(kit.look, name, Role.BODY)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(label, 1)
        if note:
            size = TextBlock(kit.look, note, Role.NOTE, "muted")
            size.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(size)
        self.setObjectName(f"entry-{name}")
        self.setAccessibleName(f"{name} {note}".strip())
        self.setMinimumHeight(mm(14))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)


class FileList(QWidget):
    """``picked(path)`` of a file, or with ``folders`` of a folder. Starts with the places a file may be on."""

    picked = Signal(object)

    def __init__(
        self,
        kit: Kit,
        places: tuple[Path, ...],
        *,
        folders: bool = False,
        wanted: frozenset[str] = WANTED,
    ) -> None:
        super().__init__()
        self._wanted = wanted
        self._kit = kit
        self._places = places
        self._folders = folders
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(kit.look.mm(1.5))
        self._show(None)

    def _show(self, folder: Path | None) -> None:
        clear(self._box)
        entries: list[_Entry] = []
        if folder is None:
            entries = [self._entry("folder", place, place.name or str(place)) for place in self._places]
        else:
            up = folder.parent if folder not in self._places else None
            entry = _Entry(self._kit, "up", self._kit.show(UP).in_one_line, "")
            entry.tapped.connect(lambda: self._show(up))
            entries = [entry, *self._inside(folder)]
        for one in entries:
            self._box.addWidget(one)
        if len(entries) <= (0 if folder is None else 1):
            nothing = NO_PLACES if folder is None else NO_FILES
            self._box.addWidget(BilingualLabel(self._kit.look, self._kit.show(nothing), Role.BODY, Role.NOTE))

    def _inside(self, folder: Path) -> list[_Entry]:
        try:
            found = sorted(
                (p for p in folder.iterdir() if not p.name.startswith(".")),
                key=lambda p: (not p.is_dir(), -p.stat().st_mtime),
            )
        except OSError:
            return []
        shown = [p for p in found if p.is_dir() or p.suffix.lower() in self._wanted][:MOST]
        return [self._entry("folder" if p.is_dir() else "paper-copy", p, p.name) for p in shown]

    def _entry(self, icon: str, path: Path, name: str) -> _Entry:
        is_file = path.is_file()
        note = self._kit.show(SIZE, kb=max(1, path.stat().st_size // 1000)).text if is_file else ""
        entry = _Entry(self._kit, icon, name, note)
        if is_file or self._folders:
            entry.tapped.connect(lambda: self.picked.emit(path))
        else:
            entry.tapped.connect(lambda: self._show(path))
        return entry


def usual_places() -> tuple[Path, ...]:
    """Sticks first, then pictures, downloads and documents of this account."""
    sticks = [
        Path(volume.rootPath())
        for volume in QStorageInfo.mountedVolumes()
        if volume.isReady() and not volume.isRoot() and _is_stick(volume.rootPath())
    ]
    kinds = (
        QStandardPaths.StandardLocation.PicturesLocation,
        QStandardPaths.StandardLocation.DownloadLocation,
        QStandardPaths.StandardLocation.DocumentsLocation,
    )
    own = [Path(QStandardPaths.writableLocation(kind)) for kind in kinds]
    return tuple(dict.fromkeys(path for path in (*sticks, *own) if path.is_dir()))


def _is_stick(root: str) -> bool:
    return root.startswith(("/media/", "/run/media/", "/mnt/")) or (len(root) == 3 and root[1] == ":")


def write_file(path: Path, data: bytes) -> None:
    """Writes where an officer asked for it. ``KnownError`` when that place does not take it."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise KnownError(NOT_SAVED) from error
