"""`store`: trying the object store out before anything relies on it, and moving a folder's blobs into it."""

import argparse
from dataclasses import asdict
from importlib.util import find_spec
from typing import TYPE_CHECKING

from forms.errors import KnownError
from forms.text import Message
from sync.gateway.commands.arguments import Commands, command, layout_of, print_json, wants_json

if TYPE_CHECKING:
    from sync.gateway.trying_store import Tried

_STORE = Message(
    "ui.gateway.store",
    "Thử kho đối tượng (S3) khai trong blob-store.yaml: ghi, đọc lại, từ chối dữ liệu hỏng, xóa hết các phiên bản.",
    "Command line help; blob-store.yaml stays as it is.",
)
_MOVE = Message(
    "ui.gateway.store.move",
    "Chuyển các gói từ thư mục vào kho đối tượng; cổng tiếp nhận phải đang dừng. Chạy lại thì làm tiếp.",
    "Command line help.",
)
_MOVED = Message(
    "ui.gateway.store.moved",
    "Đã chuyển {blobs} gói ({bytes} byte) vào kho; {damaged} gói hỏng được để riêng trong thư mục.",
    "After blobs were moved; numbers.",
)
_GOOD = Message(
    "ui.gateway.store.good",
    "Kho {bucket} dùng được: báo đúng gói chưa có, giữ đúng gói, không nhận gói bị đổi trên đường, xóa sạch. Phiên bản: {versions}.",
    "After the store was tried; a bucket's name and none, on or suspended.",
)
_BAD = Message(
    "ui.gateway.store.bad",
    "Kho {bucket} CHƯA dùng được: {what}. Phiên bản: {versions}.",
    "After the store was tried; {what} names what is wrong.",
)
_ABSENT = Message(
    "ui.gateway.store.absent",
    "không báo được gói chưa có (thiếu quyền liệt kê s3:ListBucket)",
    "What is wrong with a store; s3:ListBucket stays as it is.",
)
_KEEPS = Message("ui.gateway.store.keeps", "không trả lại đúng gói vừa nhận", "What is wrong with a store.")
_SPOILT = Message(
    "ui.gateway.store.spoilt", "nhận cả gói đã bị đổi trên đường", "What is wrong with a store."
)
_ERASES = Message(
    "ui.gateway.store.erases",
    "xóa rồi vẫn còn phiên bản cũ, hoặc thiếu quyền xóa phiên bản (s3:ListBucketVersions, s3:DeleteObjectVersion)",
    "What is wrong with a store; the rights stay as they are.",
)


class NoStore(KnownError):
    """There is no ``blob-store.yaml``."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.store.none",
                "Thư mục dữ liệu chưa có blob-store.yaml: các gói đang nằm trong thư mục.",
                "Command line; blob-store.yaml stays as it is.",
            )
        )


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add `store`."""
    store = command(commands, "store", _STORE.vi)
    store.add_argument("--move", action="store_true", help=_MOVE.vi)
    store.set_defaults(run=_store)


def _store(options: argparse.Namespace) -> int:
    layout = layout_of(options)
    from sync.gateway.shelving import LIBRARY, LibraryMissing

    if not layout.blob_store.is_file():
        raise NoStore
    if find_spec(LIBRARY) is None:
        raise LibraryMissing
    from sync.gateway.trying_store import move_blobs, try_store

    tried = try_store(layout)
    if not options.move or not tried.sound:
        if wants_json(options):
            print_json({**asdict(tried), "sound": tried.sound})
        else:
            message = _GOOD if tried.sound else _BAD
            print(
                message.in_vietnamese(
                    bucket=tried.bucket, versions=tried.versions, what="; ".join(_wrong(tried))
                )
            )
        return 0 if tried.sound else 1
    moved = move_blobs(layout)
    if wants_json(options):
        print_json(asdict(moved))
    else:
        print(_MOVED.in_vietnamese(**asdict(moved)))
    return 1 if moved.damaged else 0


def _wrong(tried: "Tried") -> list[str]:
    looked = (
        (tried.tells_absent, _ABSENT),
        (tried.keeps, _KEEPS),
        (tried.refuses_spoilt, _SPOILT),
        (tried.erases, _ERASES),
    )
    return [message.vi for fine, message in looked if not fine]
