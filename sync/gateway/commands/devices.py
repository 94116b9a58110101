"""`devices`, `officers` and `revoke`: the roster, and trusting a machine no more."""

import argparse
from dataclasses import asdict
from datetime import UTC, datetime

from forms.clock import SystemClock
from forms.text import Message
from sync.gateway.commands.arguments import Commands, command, opened, print_json, wants_json
from sync.times import write_time

_DEVICES = Message(
    "ui.gateway.devices",
    "Liệt kê các máy đã ghi danh, lần liên lạc cuối, độ lệch đồng hồ, dấu hiệu đáng ngờ.",
    "Command line help.",
)
_OFFICERS = Message(
    "ui.gateway.officers",
    "Liệt kê khóa của cán bộ do các máy báo lên (chỉ có mã, không có tên).",
    "Command line help.",
)
_UNIT = Message("ui.gateway.unit", "Chỉ của đơn vị này.", "Command line help.")
_REVOKE = Message(
    "ui.gateway.revoke",
    "Thu hồi một máy bị mất hoặc không còn tin được. Không hoàn lại được: máy chỉ trở lại như một máy mới.",
    "Command line help.",
)
_REASON = Message("ui.gateway.reason", "Lý do, ghi vào sổ. Không ghi tên ai.", "Command line help.")
_SINCE = Message(
    "ui.gateway.since",
    "Thời điểm không còn tin máy, luôn kèm múi giờ: 2026-11-22T08:00:00+07:00 là 8 giờ sáng ở Việt Nam, Z là giờ UTC. Bỏ trống là bây giờ.",
    "Command line help.",
)
_REVOKED = Message(
    "ui.gateway.revoked",
    "Đã thu hồi máy {device} của đơn vị {office} kể từ {since}. Hồ sơ niêm phong trước đó vẫn nhận và được đánh dấu; "
    "hồ sơ ký sau đó bị để riêng. Hồ sơ đã nhận cần xem lại: {count}.",
    "After a revocation; {device} and {office} are codes, {since} a time, {count} a number.",
)


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the roster's commands."""
    for name, text, run in (("devices", _DEVICES.vi, _devices), ("officers", _OFFICERS.vi, _officers)):
        listing = command(commands, name, text)
        listing.add_argument("--office", metavar="UNIT", help=_UNIT.vi)
        listing.set_defaults(run=run)
    revoke = command(commands, "revoke", _REVOKE.vi)
    revoke.add_argument("device", metavar="DEVICE")
    revoke.add_argument("--reason", required=True, help=_REASON.vi)
    revoke.add_argument("--since", type=_time, metavar="TIME", help=_SINCE.vi)
    revoke.set_defaults(run=_revoke)


def _devices(options: argparse.Namespace) -> int:
    from sync.gateway.devices import devices

    with opened(options) as (_, database), database.read() as session:
        lines = devices(session, options.office)
    if wants_json(options):
        print_json([asdict(line) for line in lines])
        return 0
    for line in lines:
        heard = write_time(line.last_heard_at) if line.last_heard_at else "–"
        clock = "–" if line.clock_ahead is None else f"{line.clock_ahead:+d} s"
        told = "  ".join((" ".join(line.suspicions), line.reason or ""))
        print(
            f"{line.device}  {line.office}  {line.counter}  {heard}  {line.parcels}  {clock}  {told}".rstrip()
        )
    return 0


def _officers(options: argparse.Namespace) -> int:
    from sync.gateway.devices import officers

    with opened(options) as (_, database), database.read() as session:
        lines = officers(session, options.office)
    if wants_json(options):
        print_json([asdict(line) for line in lines])
        return 0
    for line in lines:
        print(f"{line.office}  {line.code}  {line.role}  {line.key[:16]}  {write_time(line.reported_at)}")
    return 0


def _revoke(options: argparse.Namespace) -> int:
    from sync.gateway.devices import revoke

    with opened(options) as (_, database), database.write() as session:
        done = revoke(session, options.device, options.reason, SystemClock().now(), options.since)
    if wants_json(options):
        print_json(asdict(done))
    else:
        print(
            _REVOKED.in_vietnamese(
                device=done.device,
                office=done.office,
                since=write_time(done.since),
                count=len(done.doubtful),
            )
        )
    return 0


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        # Seven hours more or less decide whose dossiers are believed: nobody's zone is guessed.
        told = None if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        told = None
    if told is None:
        raise argparse.ArgumentTypeError(_SINCE.vi)
    return told
