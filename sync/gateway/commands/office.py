"""`staff`: accounts of the back office; `faces`: what its lists need of dossiers recorded before there was one.

Passwords come on the terminal or by standard input, never as an argument.
"""

import argparse
import sys

from forms.clock import SystemClock
from sync.gateway.commands.arguments import Commands, command, opened, print_json, wants_json
from sync.gateway.office import cli_words as words


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
    with opened(options) as (layout, database):
        if options.what == "list":
            with database.read() as session:
                rows = staff.accounts(session)
            for row in rows:
                print_json({"login": row.login, "role": row.role, "authority": row.scope, "seen_at": row.seen_at,
                            "open": staff.is_open(row, now)})  # fmt: skip
            return 0
        keys = OfficeKeys.ensure(layout.office_keys)
        if options.what in ("stop", "allow"):
            with database.write() as session:
                if options.what == "stop":
                    done = staff.stop(session, options.login, staff.COMMAND_LINE, now)
                else:
                    done = staff.allow(session, keys, options.login, staff.COMMAND_LINE, now)
            print_json({"login": options.login, "done": done})
            return 0 if done else 1
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
    from sync.gateway.keyring import OpenerKeys
    from sync.gateway.office.filling import fill_faces
    from sync.gateway.office.keys import OfficeKeys
    from sync.gateway.shelving import open_shelf

    with opened(options) as (layout, database):
        done = fill_faces(
            database,
            open_shelf(layout),
            OpenerKeys.ensure(layout.opener_keys),
            OfficeKeys.ensure(layout.office_keys),
            layout.packs,
        )
    print_json({"written": done.written, "unreadable": done.unreadable})
    return 0
