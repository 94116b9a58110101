"""Commands about who works at this counter: list, add, stop, report. Changes need an administrator."""

import argparse
from collections.abc import Callable
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.commands.line import Console, read_passphrase
from kiosk.commands.unlocked import unlocked
from kiosk.domain.roles import ROLE_NAMES, Role
from kiosk.folder import Folder

Word = Callable[[str, object, str], argparse.ArgumentParser]

_ADDED = Message(
    "ui.staff.added",
    "Đã thêm cán bộ {code}. Người ấy tự đổi mật khẩu khi dùng lần đầu.",
    "kiosk officers add",
)
_STOPPED = Message("ui.staff.stopped", "Cán bộ {code} thôi dùng máy này.", "kiosk officers stop")
_REPORTED = Message("ui.staff.reported", "Đã báo tỉnh danh sách cán bộ.", "kiosk officers add, report")
_NOT_REPORTED = Message(
    "ui.staff.not_reported",
    "Hồ sơ người ấy ký vẫn gửi được. Khi có mạng xin chạy: kiosk officers report.",
    "kiosk officers add without a link; keep the command as it is",
)
_GONE = Message("ui.staff.gone", "thôi dùng máy", "kiosk officers: beside an officer who was stopped")


def add_words(word: Word) -> None:
    """Adds this module's commands."""
    acts = word("officers", staff, "who works at this counter").add_subparsers(required=True, metavar="ACT")

    def act(name: str, command: object, text: str) -> argparse.ArgumentParser:
        # SUPPRESS: an option given before the act must not be reset by the act's own default.
        one = acts.add_parser(name, help=text, description=text, argument_default=argparse.SUPPRESS)
        one.add_argument("--data-dir", type=Path)
        one.add_argument("--json", action="store_true")
        one.add_argument("--language", metavar="TAG")
        one.add_argument("--officer", required=True, metavar="CODE", help="an administrator")
        one.set_defaults(command=command)
        return one

    act("list", staff, "every officer there is or was, with duty")
    adding = act(
        "add", add, "takes an officer on; your passphrase and the new officer's first one on standard input"
    )
    adding.add_argument("code", metavar="NEW-CODE")
    adding.add_argument("--name", required=True, metavar="NAME")
    adding.add_argument(
        "--role", required=True, type=Role, choices=[role for role in Role if role is not Role.SELF_SERVICE]
    )
    stopping = act("stop", stop, "an officer opens this counter no more; what they signed stays theirs")
    stopping.add_argument("code", metavar="CODE")
    act("report", report, "tells the province the officers' public keys, where it has not heard of them")


def staff(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk officers list``."""
    with unlocked(options, folder) as desk:
        rows = desk.store.office.officers()
    console.report(
        [{"code": one.code, "name": one.name, "role": str(one.role), "active": one.active} for one in rows],
        *(
            f"{one.code}: {one.name}, {console.say(ROLE_NAMES[one.role])}"
            + ("" if one.active else f" ({console.say(_GONE)})")
            for one in rows
        ),
    )
    return 0


def add(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk officers add``: whoever is taken on may work at once, whether the province has heard of it or not."""
    from kiosk.services.enrolment import report_officers
    from kiosk.services.secrets import is_enrolled
    from kiosk.services.staffing import take_on

    lines = [console.say(_ADDED, code=options.code)]
    with unlocked(options, folder) as desk:
        take_on(desk, options.code, options.name, options.role, read_passphrase())
        reported = is_enrolled(desk)
        if reported:
            try:
                report_officers(desk)
                lines.append(console.say(_REPORTED))
            except KnownError as error:
                reported = False
                lines += [console.say(error.message, **error.params), console.say(_NOT_REPORTED)]
    console.report({"officer": options.code, "reported": reported}, *lines)
    return 0


def stop(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk officers stop``."""
    from kiosk.services.staffing import let_go

    with unlocked(options, folder) as desk:
        let_go(desk, options.code)
    console.report({"officer": options.code}, console.say(_STOPPED, code=options.code))
    return 0


def report(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk officers report``."""
    from kiosk.services.enrolment import report_officers

    with unlocked(options, folder) as desk:
        report_officers(desk)
    console.report({"reported": True}, console.say(_REPORTED))
    return 0
