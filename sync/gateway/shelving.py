"""Opens the place of the blobs: a folder, or an object store where ``blob-store.yaml`` names one.

The object store's library is loaded only where there is such a file. May not know what lies there.
"""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from sync.blob import is_blob_name
from sync.gateway.blobs import BlobShelf
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.layout import Layout

LIBRARY = "botocore"


class BlobsLeft(KnownError):
    """A store is named while blobs still lie in the folder: they would count as lost."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            Message(
                "error.gateway.store.left",
                "Đã khai báo kho đối tượng nhưng thư mục {folder} còn gói dữ liệu. Hãy dừng cổng tiếp nhận rồi chạy: store --move.",
                "For the administrator; {folder} is a folder; “store --move” stays as it is.",
            ),
            folder=str(folder),
        )


class LibraryMissing(KnownError):
    """The gateway was installed without what speaks to object stores."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.store.library",
                "Đã khai báo kho đối tượng nhưng máy này chưa cài phần “s3” (thư viện {name}).",
                "For the administrator; “s3” stays as it is, {name} is a package.",
            ),
            name=LIBRARY,
        )


def open_shelf(layout: Layout, told: Callable[[str], None] | None = None) -> BlobShelf:
    """The place of ``layout``'s blobs; ``told`` hears the code of every trouble with an object store.

    Raises as ``check_place`` does; an object store that is away is met when it is first used.
    """
    if not layout.blob_store.is_file():
        return FolderShelf(layout.blobs)
    check_place(layout)
    from sync.gateway.store_shelf import connect

    return connect(layout, told)


def check_place(layout: Layout) -> None:
    """Raise what stands in the way before anything is started: ``StorePlanUnsound``, ``BlobsLeft``, ``LibraryMissing``."""
    if not layout.blob_store.is_file():
        return
    from sync.gateway.store_plan import load_store

    load_store(layout.blob_store)
    if find_spec(LIBRARY) is None:
        raise LibraryMissing
    if any(is_blob_name(path.name) for path in layout.blobs.glob("[0-9a-f][0-9a-f]/*")):
        raise BlobsLeft(layout.blobs)
