"""`backup`, `restore` and `rehearse`: keeping a second copy, and knowing that it works."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from forms.clock import SystemClock
from forms.text import Message
from sync.gateway.commands.arguments import (
    Commands,
    command,
    gateway_of,
    layout_of,
    print_json,
    wants_json,
)
from sync.times import write_time

if TYPE_CHECKING:
    from sync.keys import KemPrivate

_BACKUP = Message(
    "ui.gateway.backup",
    "Sao lưu: cơ sở dữ liệu, các gói đã niêm phong, khóa (niêm phong bằng khóa khôi phục). Xong mới dời mốc sao lưu.",
    "Command line help.",
)
_PLACE = Message("ui.gateway.backup.place", "Thư mục sao lưu, trên ổ đĩa khác.", "Command line help.")
_KEEP = Message("ui.gateway.backup.keep", "Giữ lại chừng ấy lần sao lưu gần nhất (14).", "Command line help.")
_SAME = Message(
    "ui.gateway.backup.same_disk",
    "Tính cả khi nằm cùng ổ đĩa với dữ liệu (ổ hỏng thì mất cả hai).",
    "Command line help.",
)
_STAY = Message(
    "ui.gateway.backup.blobs_stay",
    "Kho đối tượng tự có bản sao ở nơi khác: không chép các gói, chỉ kiểm tra kho có đủ và đúng cỡ.",
    "Command line help.",
)
_HERE = Message(
    "ui.gateway.restore.blobs_here",
    "Đặt các gói vào thư mục, không vào kho đối tượng; blob-store.yaml được cất sang bên.",
    "Command line help; blob-store.yaml stays as it is.",
)
_RESTORE = Message(
    "ui.gateway.restore",
    "Khôi phục vào thư mục trống; hồ sơ đã xóa theo yêu cầu được xóa lại.",
    "Command line help.",
)
_RUN = Message("ui.gateway.restore.run", "Lần sao lưu (bỏ trống: mới nhất).", "Command line help.")
_SHARES = Message(
    "ui.gateway.restore.shares",
    "Tệp chứa các mảnh khóa khôi phục, mỗi dòng một mảnh; “-” là nhập ở đầu vào chuẩn.",
    "Command line help.",
)
_REHEARSE = Message(
    "ui.gateway.rehearse",
    "Thử khôi phục vào thư mục tạm, khởi động, so số lượng và mã băm, mở thử hồ sơ; không đụng đến hệ thống đang chạy.",
    "Command line help.",
)
_SCRATCH = Message(
    "ui.gateway.rehearse.scratch", "Cơ sở dữ liệu PostgreSQL trống để thử.", "Command line help."
)
_BACKED_UP = Message(
    "ui.gateway.backed_up",
    "Đã sao lưu {run}: {blobs} gói ({copied} gói mới), thiếu {missing}. Mốc sao lưu: {watermark}. Khóa: {keys}.",
    "After a backup; numbers, times and short codes.",
)
_RESTORED = Message(
    "ui.gateway.restored",
    "Đã khôi phục {run}: {rows} dòng, {blobs} gói, hỏng {damaged}, xóa lại {erased}. Khóa: {keys}.",
    "After a restore; numbers and short words.",
)
_SOUND = Message(
    "ui.gateway.rehearsed",
    "Bản sao lưu {run} dùng được: {rows} dòng, {blobs} gói đúng mã băm, khởi động được, mở thử {opened}/{sampled} hồ sơ. "
    "Hồ sơ đã xóa sau lần sao lưu này: {erased} (không còn trong bản sao lưu là đúng).",
    "After a rehearsal that went well; numbers.",
)
_UNSOUND = Message(
    "ui.gateway.rehearsed_badly",
    "Bản sao lưu {run} CÓ VẤN ĐỀ: bảng sai {wrong}; gói hỏng {damaged}; khởi động {served}; mở thử {opened}/{sampled}.",
    "After a rehearsal that found something wrong.",
)


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the three commands."""
    backup = command(commands, "backup", _BACKUP.vi)
    backup.add_argument("--keep", type=int, default=14, metavar="N", help=_KEEP.vi)
    backup.add_argument("--count-same-disk", action="store_true", help=_SAME.vi)
    backup.add_argument("--blobs-stay", action="store_true", help=_STAY.vi)
    backup.set_defaults(run=_backup)
    restore = command(commands, "restore", _RESTORE.vi)
    restore.add_argument("--shares", metavar="FILE", help=_SHARES.vi)
    restore.add_argument("--blobs-here", action="store_true", help=_HERE.vi)
    restore.set_defaults(run=_restore)
    rehearse = command(commands, "rehearse", _REHEARSE.vi)
    rehearse.add_argument("--scratch-url", metavar="URL", help=_SCRATCH.vi)
    rehearse.set_defaults(run=_rehearse)
    for one in (backup, restore, rehearse):
        one.add_argument("place", type=Path, metavar="DIR", help=_PLACE.vi)
    for one in (restore, rehearse):
        one.add_argument("--run", dest="which", metavar="RUN", help=_RUN.vi)


def _backup(options: argparse.Namespace) -> int:
    from sync.gateway.backing import back_up

    layout = gateway_of(options)
    options.place.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = back_up(
        layout,
        options.database_url,
        options.place,
        SystemClock(),
        keep=options.keep,
        same_disk=options.count_same_disk,
        blobs_stay=options.blobs_stay,
    )
    if wants_json(options):
        print_json(asdict(told))
    else:
        mark = write_time(told.watermark) if told.watermark else "–"
        print(
            _BACKED_UP.in_vietnamese(
                run=told.run,
                blobs=told.blobs,
                copied=told.copied,
                missing=told.missing,
                watermark=mark,
                keys=told.keys or "–",
            )
        )
    return 1 if told.missing else 0


def _restore(options: argparse.Namespace) -> int:
    from sync.gateway.layout import Layout
    from sync.gateway.restoring import restore

    layout = Layout.of(options.data, Path(options.blobs) if options.blobs else None)
    told = restore(
        options.place,
        layout,
        options.database_url,
        SystemClock(),
        run=options.which,
        recovery=(lambda: _recovery(options.shares)) if options.shares else None,
        in_folder=options.blobs_here,
    )
    if wants_json(options):
        print_json(asdict(told))
    else:
        print(
            _RESTORED.in_vietnamese(
                run=told.run,
                rows=told.rows,
                blobs=told.blobs,
                damaged=told.damaged,
                erased=told.erased_again,
                keys="+" if told.keys else "–",
            )
        )
    return 1 if told.damaged else 0


def _rehearse(options: argparse.Namespace) -> int:
    from sync.gateway.keyring import OpenerKeys
    from sync.gateway.restoring import rehearse
    from sync.gateway.shelving import open_shelf

    layout = layout_of(options)
    told = rehearse(
        options.place,
        SystemClock(),
        run=options.which,
        keys=OpenerKeys.present(layout.opener_keys),
        scratch_url=options.scratch_url,
        store=open_shelf(layout) if layout.blob_store.is_file() else None,
    )
    if wants_json(options):
        print_json(asdict(told))
    else:
        message = _SOUND if told.sound else _UNSOUND
        print(
            message.in_vietnamese(
                run=told.run,
                rows=told.rows,
                blobs=told.blobs,
                opened=told.opened,
                sampled=told.sampled,
                erased=told.erased_again,
                wrong=", ".join(told.wrong_counts) or "–",
                damaged=told.damaged,
                served="+" if told.served else "–",
            )
        )
    return 0 if told.sound else 1


def _recovery(file: str) -> "KemPrivate":
    from sync.gateway.ceremony import join_file

    return join_file(file)
