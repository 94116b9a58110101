"""`distribute`: the province's repository of packs for its counters."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forms.bundle_head import Kind
from forms.text import Message
from sync.gateway.commands.arguments import Commands, command, layout_of, print_json, wants_json
from sync.gateway.unlocking import asked, new_secret

if TYPE_CHECKING:
    from sync.gateway.distributing import PackRepository

_DISTRIBUTE = Message(
    "ui.gateway.distribute",
    "Kho gói của tỉnh cho các quầy: lập kho, phát hành, thôi phát hành, liệt kê. Cụm mật khẩu đọc từ đầu vào chuẩn.",
    "Command line help.",
)
_BEGIN = Message("ui.gateway.distribute_begin", "Lập kho và khóa, một lần.", "Command line help.")
_ADD = Message("ui.gateway.distribute_add", "Phát hành một gói đã ký.", "Command line help.")
_PUBLISHER = Message(
    "ui.gateway.distribute_publisher", "Khóa công khai (.pub) của nơi đã ký gói.", "Command line help."
)
_WITHDRAW = Message(
    "ui.gateway.distribute_withdraw",
    "Thôi phát hành một gói. Quầy đã cài vẫn giữ cho đến khi quản trị máy gỡ.",
    "Command line help.",
)
_LIST = Message("ui.gateway.distribute_list", "Liệt kê gói đang phát hành.", "Command line help.")
_SIGN = Message(
    "ui.gateway.distribute_sign",
    "Ký lại kho gói: chữ ký của người phát hành có hạn, quá hạn thì quầy không nhận gói nữa. Cần cả hai khóa.",
    "Command line help.",
)
_ASK = Message(
    "ui.gateway.distribute_ask",
    "Mật khẩu của người phát hành: ",
    "Asked on the terminal; nothing is shown while it is typed.",
)
_ASK_NEW = Message(
    "ui.gateway.distribute_ask_new",
    "Mật khẩu mới của người phát hành (ít nhất {least} ký tự): ",
    "Asked on the terminal; {least} is a number.",
)
_WITHDRAWN = Message(
    "ui.gateway.distribute_withdrawn",
    "Thôi phát hành gói {name}. Quầy đã cài vẫn giữ.",
    "After a pack was taken out of distribution; {name} is its name.",
)
_ENDS = Message(
    "ui.gateway.distribute_ends",
    "Chữ ký của người phát hành còn hạn đến {until}. Trước ngày ấy chạy: distribute sign.",
    "After the list of packs; {until} is a day; distribute sign stays as it is.",
)
_BEGUN = Message(
    "ui.gateway.distribute_begun",
    "Đã lập kho. Khóa phát hành ở {folder}: chép ra nơi cất riêng, chỉ đem về khi phát hành.",
    "After the repository was begun; {folder} is a path.",
)
_DONE = Message(
    "ui.gateway.distribute_done",
    "Đã phát hành gói {name} số {serial}. Các quầy tự lấy ở lần liên lạc tới.",
    "After a pack was published.",
)


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands about packs for the counters."""
    parser = commands.add_parser("distribute", help=_DISTRIBUTE.vi, description=_DISTRIBUTE.vi)
    acts: Commands[argparse.ArgumentParser] = parser.add_subparsers(
        required=True, metavar="begin|add|withdraw|sign|list"
    )
    command(acts, "begin", _BEGIN.vi).set_defaults(run=_begin)
    add = command(acts, "add", _ADD.vi)
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--publisher", type=Path, required=True, metavar="KEY.pub", help=_PUBLISHER.vi)
    add.set_defaults(run=_add)
    withdraw = command(acts, "withdraw", _WITHDRAW.vi)
    withdraw.add_argument("kind", choices=[str(kind) for kind in Kind])
    withdraw.add_argument("name", metavar="NAME")
    withdraw.set_defaults(run=_withdraw)
    command(acts, "sign", _SIGN.vi).set_defaults(run=_sign)
    command(acts, "list", _LIST.vi).set_defaults(run=_list)


def _repository(options: argparse.Namespace) -> "PackRepository":
    from sync.gateway.distributing import PackRepository

    layout = layout_of(options)
    return PackRepository(layout.distribution, layout.distribution_keys, layout.opener_keys)


def _begin(options: argparse.Namespace) -> int:
    layout = layout_of(options)
    _repository(options).begin(new_secret(_ASK_NEW).encode(), datetime.now(UTC))
    if wants_json(options):
        print_json({"keys": str(layout.distribution_keys)})
    else:
        print(_BEGUN.vi.format(folder=layout.distribution_keys))
    return 0


def _add(options: argparse.Namespace) -> int:
    from forms.publishing import read_publisher
    from sync.gateway.adopting import adopt

    publisher, _ = read_publisher(options.publisher)
    now = datetime.now(UTC)
    head = _repository(options).publish(options.file, {publisher.id: publisher}, _passphrase(), now)
    adopt(layout_of(options), options.file, publisher)
    if wants_json(options):
        print_json({"kind": str(head.kind), "name": head.name, "serial": head.serial})
    else:
        print(_DONE.vi.format(name=head.name, serial=head.serial))
    return 0


def _withdraw(options: argparse.Namespace) -> int:
    kind = Kind(options.kind)
    _repository(options).withdraw(kind, options.name, _passphrase(), datetime.now(UTC))
    if wants_json(options):
        print_json({"kind": str(kind), "name": options.name})
    else:
        print(_WITHDRAWN.in_vietnamese(name=options.name))
    return 0


def _sign(options: argparse.Namespace) -> int:
    repository = _repository(options)
    repository.sign_anew(_passphrase(), datetime.now(UTC))
    if wants_json(options):
        print_json({"until": f"{repository.ends:%Y-%m-%d}"})
    else:
        print(_ENDS.in_vietnamese(until=f"{repository.ends:%d/%m/%Y}"))
    return 0


def _list(options: argparse.Namespace) -> int:
    repository = _repository(options)
    found = repository.published()
    rows = [
        {"kind": str(one.kind), "name": one.name, "serial": one.serial, "bytes": one.size} for one in found
    ]
    if wants_json(options):
        print_json(rows)
        return 0
    for row in rows:
        print("  ".join(str(value) for value in row.values()))
    print(_ENDS.in_vietnamese(until=f"{repository.ends:%d/%m/%Y}"))
    return 0


def _passphrase() -> bytes:
    """The publishers' passphrase: typed without echo or one line of the standard input, never an argument."""
    return asked(_ASK.vi).encode()
