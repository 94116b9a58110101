"""`staff`: accounts of the back office; `faces`: what its lists need of dossiers recorded before there was one.

Passwords come on the terminal or by standard input, never as an argument.
"""

import argparse
import sys
from typing import TYPE_CHECKING

from forms.clock import SystemClock
from sync.gateway.commands.arguments import Commands, command, opened, print_json, wants_json
from sync.gateway.office import cli_words as words

if TYPE_CHECKING:
    from sync.gateway.office.tables import StaffRow


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add `staff` and `faces`."""
    staff = command(commands, "staff", words.STAFF.vi)
    staff.add_argument("what", choices=("add", "list", "stop", "allow"), help=words.WHAT.vi)
    staff.add_argument("login", nargs="?", metavar="LOGIN", help=words.LOGIN.vi)
    staff.add_argument("--name", default="", help=words.NAME.vi)
    staff.add_argument(
        "--role", choices=("officer", "supervisor", "auditor", "administrator"), help=words.ROLE.vi
    )
    staff.add_argument("--authority", default="", metavar="KIND:UNIT", help=words.AUTHORITY.vi)
    staff.add_argument("--authority-name", default="", help=words.AUTHORITY_NAME.vi)
    staff.add_argument("--again", action="store_true", help=words.AGAIN.vi)
    staff.set_defaults(run=_staff, usage=staff.error)
    command(commands, "faces", words.FACES.vi).set_defaults(run=_faces)


def _staff(options: argparse.Namespace) -> int:
    from sync.gateway.office import staff
    from sync.gateway.office.keys import OfficeKeys
    from sync.gateway.office.roles import Role

    if options.what != "list" and not options.login:
        options.usage(words.LOGIN.vi)
    if options.what == "add" and not options.role:
        options.usage(words.ROLE.vi)
    now = SystemClock().now()
    with opened(options, first=options.what == "add") as (layout, database):
        if options.what == "list":
            with database.read() as session:
                rows = staff.accounts(session)
            _list(options, [(row, staff.is_open(row, now)) for row in rows])
            return 0
        keys = OfficeKeys.ensure(layout.office_keys)
        if options.what in ("stop", "allow"):
            with database.write() as session:
                if options.what == "stop":
                    done = staff.stop(session, options.login, staff.COMMAND_LINE, now)
                else:
                    staff.allow(session, keys, options.login, staff.COMMAND_LINE, now)
                    done = True
            told = words.ALLOWED if options.what == "allow" else words.STOPPED if done else words.WAS_STOPPED
            if wants_json(options):
                print_json({"login": options.login, "done": done})
            else:
                print(told.in_vietnamese(login=options.login))
            return 0
        new = staff.NewStaff(
            options.login,
            options.name or options.login,
            Role(options.role),
            _password(),
            options.authority,
            options.authority_name,
        )
        with database.write() as session:
            address = staff.add_staff(session, keys, new, now, again=options.again)
        layout.office_wanted.touch()
    _tell(options, address)
    return 0


def _list(options: argparse.Namespace, rows: "list[tuple[StaffRow, bool]]") -> None:
    from sync.gateway.office.wording import moment

    for row, is_open in rows:
        if wants_json(options):
            print_json({"login": row.login, "role": row.role, "authority": row.scope, "seen_at": row.seen_at,
                        "open": is_open})  # fmt: skip
        else:
            standing = words.OPEN if is_open else words.CLOSED
            seen = moment(row.seen_at)
            print(f"{row.login}  {row.role}  {row.scope or '–'}  {seen}  {standing.vi}")


def _password() -> str:
    if sys.stdin.isatty():
        import getpass

        return getpass.getpass(words.ASK_PASSWORD.vi)
    return sys.stdin.readline().rstrip("\r\n")


def _tell(options: argparse.Namespace, address: str) -> None:
    """The second factor's address, once: as a QR for a telephone where a person is looking."""
    if wants_json(options):
        print_json({"login": options.login, "totp": address})
        return
    import qrcode

    code = qrcode.QRCode(border=2)
    code.add_data(address)
    code.print_ascii(invert=True)
    print(words.MADE.in_vietnamese(login=options.login))


def _faces(options: argparse.Namespace) -> int:
    from sync.gateway.keywatch import KeyWatch
    from sync.gateway.office.filling import fill_faces
    from sync.gateway.office.keys import OfficeKeys
    from sync.gateway.shelving import open_shelf

    with opened(options) as (layout, database):
        keys = KeyWatch(layout.opener_keys)
        keys.present()  # asked for before anything is held: on SQLite nobody else could write meanwhile
        done = fill_faces(
            database,
            open_shelf(layout),
            keys,
            OfficeKeys.ensure(layout.office_keys),
            layout.packs,
        )
    print_json({"written": done.written, "unreadable": done.unreadable})
    return 0
