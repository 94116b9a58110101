"""Opens the place of the blobs: a folder, or an object store where ``blob-store.yaml`` names one.

The object store's library is loaded only where there is such a file. May not know what lies there.
"""

from collections.abc import Callable

from sync.gateway.blobs import BlobShelf
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.layout import Layout


def open_shelf(layout: Layout, told: Callable[[str], None] | None = None) -> BlobShelf:
    """The place of ``layout``'s blobs; ``told`` hears the code of every trouble with an object store.

    Raises ``UnsoundDefinition`` when the file is no good, ``KnownError`` when it cannot be used here; an object store
    that is away is met when it is first used.
    """
    if not layout.blob_store.is_file():
        return FolderShelf(layout.blobs)
    from sync.gateway.store_shelf import open_store

    return open_store(layout, told)
