"""`recovery`: the ceremony of the recovery key, looking whether shares fit, a rehearsal, and opening with them."""

import argparse
import json
from pathlib import Path

from forms.text import Message
from sync.gateway.commands.arguments import (
    Commands,
    command,
    layout_of,
    opened,
    print_json,
    say_lacking,
    wants_json,
)

_RECOVERY = Message(
    "ui.gateway.recovery",
    "Khóa khôi phục: tạo và chia mảnh (make), thử ghép (verify), mở khóa dữ liệu của một quầy (open), "
    "lấy hồ sơ ra khi khóa của tỉnh đã mất (export).",
    "Command line help.",
)
_NEEDED = Message("ui.gateway.recovery.needed", "Số mảnh đủ để mở (3).", "Command line help.")
_SHARES = Message("ui.gateway.recovery.shares", "Tổng số mảnh (5).", "Command line help.")
_SHEETS = Message(
    "ui.gateway.recovery.sheets", "Thư mục ghi các tờ PDF, mỗi người giữ một tờ (make).", "Command line help."
)
_FROM = Message(
    "ui.gateway.recovery.from",
    "Tệp có các mảnh, mỗi dòng một mảnh; “-” là đầu vào chuẩn (verify, open).",
    "Command line help.",
)
_SLOT = Message(
    "ui.gateway.recovery.slot", "Tệp recovery.json trong thư mục keys của quầy (open).", "Command line help."
)
_OUT = Message("ui.gateway.recovery.out", "Nơi ghi khóa dữ liệu của quầy (open).", "Command line help.")
_TITLE = Message(
    "doc.recovery.title", "Mảnh khóa khôi phục {x}/{shares}", "Title of a share's sheet; numbers."
)
_HOLDS = Message(
    "doc.recovery.holds",
    "Người giữ: ............................................   Ngày: ....................",
    "On a share's sheet: filled in by hand.",
)
_WHAT = Message(
    "doc.recovery.what",
    "Cần {needed} trong {shares} mảnh để mở. Bộ {set}, khóa {kid}. Một mảnh riêng lẻ không mở được gì.",
    "On a share's sheet; numbers and short codes.",
)
_CARE = Message(
    "doc.recovery.care",
    "Cất trong phong bì dán kín, có chữ ký ở mép dán, ở nơi khác với các mảnh còn lại. Không chụp, không gửi qua mạng. Mất mảnh "
    "thì báo ngay để làm bộ mới.",
    "On a share's sheet.",
)
_MADE = Message(
    "ui.gateway.recovery.made",
    "Đã tạo khóa khôi phục {kid}: {shares} tờ ở {folder}. In, trao tận tay, rồi xóa thư mục đó.",
    "After the ceremony; a code, a number and a folder.",
)
_FITS = Message("ui.gateway.recovery.fits", "Ghép đúng khóa khôi phục {kid}.", "After a check; a code.")
_OPENED = Message(
    "ui.gateway.recovery.opened",
    "Đã ghi khóa dữ liệu của quầy vào {out}. Mang đến quầy, dùng lệnh kiosk recover, rồi xóa tệp này.",
    "After opening a counter's recovery slot; {out} is a file.",
)


_DOSSIER = Message(
    "ui.gateway.recovery.dossier", "Hồ sơ cần lấy ra (export); ghi nhiều lần được.", "Command line help."
)
_BY = Message("ui.gateway.recovery.by", "Mã người làm, ghi vào nhật ký (export).", "Command line help.")
_WHY = Message("ui.gateway.recovery.reason", "Lý do, ghi vào nhật ký (export).", "Command line help.")


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add `recovery`."""
    recovery = command(commands, "recovery", _RECOVERY.vi)
    recovery.add_argument("act", choices=("make", "verify", "open", "export"))
    recovery.add_argument("--needed", type=int, default=3, metavar="K", help=_NEEDED.vi)
    recovery.add_argument("--shares", type=int, default=5, metavar="N", help=_SHARES.vi)
    recovery.add_argument("--sheets", type=Path, metavar="DIR", help=_SHEETS.vi)
    recovery.add_argument("--from", dest="source", default="-", metavar="FILE", help=_FROM.vi)
    recovery.add_argument("--slot", type=Path, metavar="FILE", help=_SLOT.vi)
    recovery.add_argument("--out", type=Path, metavar="FILE", help=_OUT.vi)
    recovery.add_argument("--dossier", action="append", default=[], metavar="ID", help=_DOSSIER.vi)
    recovery.add_argument("--by", default="", metavar="CODE", help=_BY.vi)
    recovery.add_argument("--reason", default="", help=_WHY.vi)
    recovery.set_defaults(run=_recovery, usage=recovery.error)


def _recovery(options: argparse.Namespace) -> int:
    return {"make": _make, "verify": _verify, "open": _open, "export": _export}[options.act](options)


def _make(options: argparse.Namespace) -> int:
    from sync.gateway import papers
    from sync.gateway.ceremony import make

    layout = layout_of(options)
    folder = options.sheets or layout.recovery_sheets
    made = make(layout, options.needed, options.shares)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for share in made.shares:
        what = _WHAT.in_vietnamese(needed=share.needed, shares=options.shares, set=share.set, kid=made.kid)
        groups = str(share).split("-")
        lines = ["-".join(groups[at : at + 5]) for at in range(0, len(groups), 5)]
        sheet = papers.sheet(
            _TITLE.in_vietnamese(x=share.x, shares=options.shares),
            (_HOLDS.vi, what),
            str(share),
            lines,
            (_CARE.vi,),
        )
        papers.keep(folder / f"manh-{share.x}.pdf", sheet)
    if wants_json(options):
        print_json(
            {"kid": made.kid, "sheets": str(folder), "shares": options.shares, "needed": options.needed}
        )
    else:
        print(_MADE.in_vietnamese(kid=made.kid, shares=options.shares, folder=str(folder)))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from sync.gateway.ceremony import check, lines_of

    kid = check(layout_of(options), lines_of(options.source))
    if wants_json(options):
        print_json({"kid": kid, "fits": True})
    else:
        print(_FITS.in_vietnamese(kid=kid))
    return 0


def _open(options: argparse.Namespace) -> int:
    from sync.gateway.ceremony import SharesWrong, join_file, open_counter_slot
    from sync.gateway.papers import keep

    if options.slot is None or options.out is None:
        options.usage("--slot, --out")
    try:
        slot = json.loads(options.slot.read_bytes())
    except ValueError as error:
        raise SharesWrong from error
    key = open_counter_slot(slot, join_file(options.source))
    keep(options.out, key.hex().encode())
    if wants_json(options):
        print_json({"out": str(options.out)})
    else:
        print(_OPENED.in_vietnamese(out=str(options.out)))
    return 0


def _export(options: argparse.Namespace) -> int:
    from forms.clock import SystemClock
    from sync.gateway.ceremony import RecoveredKeys, join_file
    from sync.gateway.office.reading import DossierReader
    from sync.gateway.papers import keep
    from sync.gateway.shelving import open_shelf
    from sync.gateway.subjects import export

    if not options.dossier or options.out is None or not options.by:
        options.usage("--dossier, --out, --by")
    key = join_file(options.source)
    with opened(options) as (layout, database), database.write() as session:
        reader = DossierReader(open_shelf(layout), RecoveredKeys.of(session, options.dossier, key))
        taken = export(session, reader, options.dossier, SystemClock().now(), options.by, options.reason)
    keep(options.out, taken.zip)
    if wants_json(options):
        print_json({"out": str(options.out), "dossiers": options.dossier, "lacking": taken.lacking})
    else:
        print(options.out)
    return say_lacking(taken.lacking)
