"""`subject`, `erase-ended` and `lost`: a person's rights, retention, and what was on a lost machine."""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from forms.clock import SystemClock
from forms.errors import KnownError
from forms.text import Message
from sync.gateway.commands.arguments import (
    Commands,
    command,
    opened,
    print_json,
    say_lacking,
    wants_json,
)

if TYPE_CHECKING:
    from sync.gateway.blobs import BlobShelf
    from sync.gateway.database import Database
    from sync.gateway.erasing import Erased

_SUBJECT = Message(
    "ui.gateway.subject",
    "Quyền của công dân: tìm (find), sao trích (export), xóa (erase) hồ sơ nói về một người. Mỗi lần đều ghi nhật ký.",
    "Command line help.",
)
_NUMBER = Message("ui.gateway.subject.number", "Số định danh hoặc số điện thoại.", "Command line help.")
_NAME = Message("ui.gateway.subject.name", "Họ tên, nếu không có số.", "Command line help.")
_BIRTH = Message("ui.gateway.subject.birth", "Ngày sinh, dạng 1990-12-31.", "Command line help.")
_DOSSIER = Message(
    "ui.gateway.subject.dossier", "Chỉ những hồ sơ này (ghi nhiều lần được).", "Command line help."
)
_OUT = Message("ui.gateway.subject.out", "Tệp ZIP để ghi bản sao (export).", "Command line help.")
_WHY = Message("ui.gateway.subject.reason", "Lý do, ghi vào nhật ký. Không ghi tên ai.", "Command line help.")
_WHO = Message("ui.gateway.subject.by", "Mã cán bộ làm việc này, ghi vào nhật ký.", "Command line help.")
_BACKUPS = Message(
    "ui.gateway.subject.backup",
    "Thư mục sao lưu cũng phải xóa ngay (ghi nhiều lần được).",
    "Command line help.",
)
_RETENTION = Message(
    "ui.gateway.retention",
    "Hồ sơ đã kết thúc quá số ngày tỉnh quy định: liệt kê, hoặc xóa vĩnh viễn (--erase).",
    "Command line help.",
)
_DAYS = Message(
    "ui.gateway.retention.days",
    "Số ngày kể từ khi kết thúc; do tỉnh quyết định, không có mặc định.",
    "Command line help.",
)
_ERASE = Message("ui.gateway.retention.erase", "Xóa thật.", "Command line help.")
_LOST = Message(
    "ui.gateway.lost",
    "Máy bị mất: trên đó có những ai, giấy tờ gì, để báo trong 72 giờ. Nên courier-in USB bản sao trước.",
    "Command line help.",
)
_COPY = Message("ui.gateway.lost.stick", "USB có bản sao niêm phong của chuyến đi.", "Command line help.")
_HELD = Message(
    "ui.gateway.subject.held", "Có {count} hồ sơ nói về người này:", "Heads a list; {count} is a number."
)
_GONE = Message(
    "ui.gateway.erased",
    "Đã xóa {dossier}: {destroyed}/{blobs} gói bị hủy khóa và xóa, {backups} gói trong bản sao lưu.",
    "After an erasure; an id and numbers.",
)
_LIST = Message(
    "ui.gateway.lost.list",
    "Máy {device}, đơn vị {office}, quầy {counter}: {parcels} kiện, {people} người. Cán bộ có khóa trên máy: {officers}.",
    "Heads the list of what was on a lost machine; codes and numbers.",
)


class NobodyNamed(KnownError):
    """Neither a number nor a name was given."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.nobody_named",
                "Cần số định danh, số điện thoại (--number) hoặc họ tên (--name).",
                "Command line, about a citizen's rights.",
            )
        )


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    subject = command(commands, "subject", _SUBJECT.vi)
    subject.add_argument("act", choices=("find", "export", "erase"))
    subject.add_argument("--number", default="", help=_NUMBER.vi)
    subject.add_argument("--name", default="", help=_NAME.vi)
    subject.add_argument("--birth", default="", metavar="YYYY-MM-DD", help=_BIRTH.vi)
    subject.add_argument("--dossier", action="append", default=[], metavar="ID", help=_DOSSIER.vi)
    subject.add_argument("--out", type=Path, metavar="FILE", help=_OUT.vi)
    retention = command(commands, "erase-ended", _RETENTION.vi)
    retention.add_argument("--days", type=int, required=True, metavar="N", help=_DAYS.vi)
    retention.add_argument("--erase", action="store_true", help=_ERASE.vi)
    for one in (subject, retention):
        one.add_argument("--backup", type=Path, action="append", default=[], metavar="DIR", help=_BACKUPS.vi)
        one.add_argument("--reason", default="", help=_WHY.vi)
    lost = command(commands, "lost", _LOST.vi)
    lost.add_argument("device", metavar="DEVICE")
    lost.add_argument("--stick", type=Path, metavar="DIR", help=_COPY.vi)
    for one, run in ((subject, _subject), (retention, _retention), (lost, _lost)):
        one.add_argument("--by", required=True, metavar="CODE", help=_WHO.vi)
        one.set_defaults(run=run)


def _subject(options: argparse.Namespace) -> int:
    from sync.gateway.office.keys import OfficeKeys
    from sync.gateway.shelving import open_shelf
    from sync.gateway.subjects import find

    if not options.number and not options.name:
        raise NobodyNamed
    now = SystemClock().now()
    with opened(options) as (layout, database):
        with database.write() as session:
            keys = OfficeKeys.ensure(layout.office_keys)
            found = find(
                session, keys, now, options.by, number=options.number, name=options.name, birth=options.birth
            )
        chosen = [one for one in found if not options.dossier or one.dossier in options.dossier]
        if options.act == "export":
            return _export(options, [one.dossier for one in chosen])
        if options.act == "erase":
            return _erase(
                options, database, open_shelf(layout), [one.dossier for one in chosen], options.reason
            )
    if wants_json(options):
        print_json([asdict(one) for one in chosen])
        return 0
    print(_HELD.in_vietnamese(count=len(chosen)))
    for one in chosen:
        print(
            f"{one.dossier}  {one.procedure}  {one.office}  {one.official_number or '–'}  {', '.join(one.roles)}"
        )
    return 0


def _export(options: argparse.Namespace, dossiers: list[str]) -> int:
    from sync.gateway.keywatch import KeyWatch
    from sync.gateway.office.reading import DossierReader
    from sync.gateway.papers import keep
    from sync.gateway.shelving import open_shelf
    from sync.gateway.subjects import export

    out = options.out or Path("ho-so-cong-dan.zip")
    with opened(options) as (layout, database):
        keys = KeyWatch(layout.opener_keys)
        if dossiers:
            keys.present()  # asked for before anything is held: on SQLite nobody else could write meanwhile
        with database.write() as session:
            reader = DossierReader(open_shelf(layout), keys)
            taken = export(session, reader, dossiers, SystemClock().now(), options.by, options.reason)
            keep(out, taken.zip)
    if wants_json(options):
        print_json({"file": str(out), "dossiers": dossiers, "lacking": taken.lacking})
    else:
        print(out)
    return say_lacking(taken.lacking)


def _retention(options: argparse.Namespace) -> int:
    from sync.gateway.erasing import ended_before
    from sync.gateway.shelving import open_shelf

    now = SystemClock().now()
    with opened(options) as (layout, database):
        with database.read() as session:
            over = ended_before(session, now - timedelta(days=options.days))
        if not options.erase:
            if wants_json(options):
                print_json(list(over))
            else:
                print("\n".join(over))
            return 0
        reason = options.reason or f"retention {options.days} days"
        return _erase(options, database, open_shelf(layout), over, reason)


def _erase(
    options: argparse.Namespace,
    database: "Database",
    shelf: "BlobShelf",
    dossiers: Iterable[str],
    reason: str,
) -> int:
    """Erase one after the other; one that may not be erased yet, or could not, keeps no other waiting. The exit code."""
    from sync.gateway.erasing import NotErased, StillOpen, erase

    done: list[Erased] = []
    left: list[KnownError] = []
    for dossier in dossiers:
        try:
            now = SystemClock().now()
            done.append(erase(database, shelf, dossier, reason, options.by, now, options.backup))
        except (StillOpen, NotErased) as fault:
            left.append(fault)
    told = [asdict(one) for one in done]
    if wants_json(options):
        print_json(told)
    else:
        for one in told:
            print(_GONE.in_vietnamese(**one))
    for why in left:
        print(why, file=sys.stderr)
    return 1 if left else 0


def _lost(options: argparse.Namespace) -> int:
    from sync.gateway.opener.service import read_watermark
    from sync.gateway.subjects import lost
    from sync.stick import Stick

    with opened(options) as (layout, database), database.write() as session:
        mark = read_watermark(layout.watermark)
        stick = Stick(options.stick) if options.stick else None
        told = lost(session, options.device, SystemClock().now(), options.by, mark, stick)
    if wants_json(options):
        print_json(asdict(told))
        return 0
    print(
        _LIST.in_vietnamese(
            device=told.device,
            office=told.office,
            counter=told.counter,
            parcels=len(told.parcels),
            people=told.people,
            officers=", ".join(told.officers) or "–",
        )
    )
    for one in told.parcels:
        print(f"{one.dossier}  {one.kind}  {one.carriage}  {one.papers}  {', '.join(one.people)}")
    return 0
