"""`keys`: how the province's keys stand, sealing them, changing them, letting old ones go."""

import argparse
import sys
from dataclasses import asdict
from datetime import timedelta

from forms.clock import SystemClock
from forms.text import Message
from sync.gateway.commands.arguments import Commands, command, layout_of, opened, print_json, wants_json
from sync.times import write_time

_KEYS = Message(
    "ui.gateway.keys",
    "Khóa của tỉnh: xem, niêm phong, đổi, hủy khóa cũ. Mật khẩu nhập ở bàn phím hoặc đầu vào chuẩn.",
    "Command line help.",
)
_ACT = Message(
    "ui.gateway.keys.act",
    "show: xem; seal: niêm phong bằng mật khẩu, hoặc bằng thiết bị PKCS#11; open: trở lại tệp thường (chỉ để thử); "
    "rotate-sign, rotate-kem: thay khóa ký, khóa niêm phong; retire: hủy khóa niêm phong cũ đã hết hạn.",
    "Command line help; the words before the colons are typed as they are.",
)
_KEEP = Message(
    "ui.gateway.keys.keep",
    "Số ngày khóa cũ còn được chấp nhận (rotate-sign, rotate-kem).",
    "Command line help.",
)
_MODULE = Message(
    "ui.gateway.keys.module", "Thư viện PKCS#11 của thiết bị (seal).", "Command line help; a path."
)
_TOKEN = Message("ui.gateway.keys.token", "Nhãn của thiết bị PKCS#11 (seal).", "Command line help.")
_KEPT = Message(
    "ui.gateway.keys.kept",
    "Cách giữ: {kept}\nKhóa ký: {sign} (đã đổi {changes} lần)\nDấu khóa ký, đọc khi quầy gọi điện hỏi: {spoken}\nKhóa niêm phong: {kem}",
    "How the keys stand; all are short technical codes or a number.",
)
_EARLIER = Message(
    "ui.gateway.keys.earlier", "Khóa cũ {key}: chấp nhận đến {until}", "One earlier key and its end."
)
_PLAIN = Message(
    "ui.gateway.keys.plain",
    "Cạnh khóa đã niêm phong còn tệp khóa thường: {names}. Lần niêm phong trước bị ngắt giữa chừng. "
    "Hãy chạy lại keys seal để hủy các tệp ấy.",
    "For the administrator, when keys are shown; {names} are file names, keys seal stays as it is.",
)
_DONE = Message("ui.gateway.keys.done", "Đã xong. Khóa hiện tại: {key}", "After a change; {key} is a code.")
_FROM_NOW = Message(
    "ui.gateway.keys.from_now",
    "Các tiến trình đang chạy vẫn giữ khóa trong bộ nhớ và làm việc tiếp, nhưng chưa biết mật khẩu này: hãy khởi động lại dịch vụ với "
    "mật khẩu mới. Nếu không, tiến trình nào dừng sẽ không mở lại được, và lần đổi khóa sau không được nhận ra.",
    "After the keys were sealed, for the administrator.",
)
_STILL = Message(
    "ui.gateway.keys.still",
    "Khóa {key}: còn {count} kiện hồ sơ đang lưu cần đến nên chưa hủy.",
    "{key} is a code, {count} a number.",
)
_GONE = Message("ui.gateway.keys.gone", "Khóa {key}: đã hủy.", "{key} is a code.")

ACTS = ("show", "seal", "open", "rotate-sign", "rotate-kem", "retire")


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add `keys`."""
    keys = command(commands, "keys", _KEYS.vi)
    keys.add_argument("act", choices=ACTS, help=_ACT.vi)
    keys.add_argument("--keep-days", type=int, metavar="N", help=_KEEP.vi)
    keys.add_argument("--module", metavar="FILE", help=_MODULE.vi)
    keys.add_argument("--token", metavar="LABEL", help=_TOKEN.vi)
    keys.set_defaults(run=_keys)


def _keys(options: argparse.Namespace) -> int:
    act = options.act
    if act == "show":
        return _show(options)
    if act == "retire":
        return _retire(options)
    from sync.gateway import keeping
    from sync.gateway.token import Token
    from sync.gateway.unlocking import new_secret, present_secret

    folder, now = layout_of(options).opener_keys, SystemClock().now()
    if act == "seal":
        keeping.standing(folder)  # the old secret first, where there is one
        if options.module:
            keeping.seal_by_token(folder, Token(options.module, options.token or ""), present_secret())
        else:
            keeping.seal(folder, new_secret())
    elif act == "open":
        keeping.lay_open(folder)
    elif act == "rotate-sign":
        keeping.rotate_sign(folder, now, _days(options, keeping.SIGN_KEPT))
    else:
        keeping.rotate_kem(folder, now, _days(options, keeping.KEM_KEPT))
    done = keeping.standing(folder)
    if wants_json(options):
        print_json(asdict(done))
    else:
        print(_DONE.in_vietnamese(key=done.kem if act == "rotate-kem" else done.sign))
    if act == "seal":
        print(_FROM_NOW.vi, file=sys.stderr)
    return 0


def _show(options: argparse.Namespace) -> int:
    from sync.card import read_out
    from sync.gateway.keeping import standing
    from sync.gateway.settings import Setting, published

    with opened(options, first=True) as (layout, database):
        now = standing(layout.opener_keys)
        with database.read() as session:
            sign = published(session, Setting.SIGN_KEY)
    if now.plain:
        print(_PLAIN.in_vietnamese(names=", ".join(now.plain)), file=sys.stderr)
    spoken = "–" if sign is None else read_out(sign)
    if wants_json(options):
        print_json(asdict(now) | {"fingerprint": spoken})
        return 0
    print(_KEPT.in_vietnamese(kept=now.kept, sign=now.sign, changes=now.changes, spoken=spoken, kem=now.kem))
    for key, until in (*now.signs, *((key, until) for key, until, _ in now.kems)):
        print(_EARLIER.in_vietnamese(key=key, until="–" if until is None else write_time(until)))
    return 0


def _retire(options: argparse.Namespace) -> int:
    from sync.gateway.keeping import retire

    with opened(options) as (layout, database):
        over = retire(layout.opener_keys, database, SystemClock().now())
    if wants_json(options):
        print_json([{"kem": key, "needed": needed} for key, needed in over])
        return 0
    for key, needed in over:
        print((_STILL if needed else _GONE).in_vietnamese(key=key, count=needed))
    return 0


def _days(options: argparse.Namespace, usual: timedelta) -> timedelta:
    return usual if options.keep_days is None else timedelta(days=options.keep_days)
