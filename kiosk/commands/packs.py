"""Commands about packs: languages as they stand, and signed packs of forms. Changes need an administrator."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from forms.clock import SystemClock
from forms.text import Message
from kiosk.commands import pack_recordings
from kiosk.commands.line import Console, read_passphrase
from kiosk.folder import Folder

if TYPE_CHECKING:
    from kiosk.services.desk import Desk

Word = Callable[[str, object, str], argparse.ArgumentParser]

_DONE = Message(
    "ui.packs.in_force",
    "Gói {name} số {serial} đang có hiệu lực: {procedures}. Ca đang mở thấy thay đổi sau lần mở máy kế tiếp.",
    "kiosk packs install, rollback",
)
_AGAIN = Message(
    "ui.packs.again", "Gói {name} số {serial} đã có hiệu lực từ trước; không có gì thay đổi.", "kiosk packs"
)
_REMOVED = Message(
    "ui.packs.removed",
    "Gói {name} thôi hiệu lực. Hồ sơ đã nộp theo gói vẫn mở được.",
    "kiosk packs remove",
)
_NONE = Message("ui.packs.none", "Máy chưa cài gói biểu mẫu nào.", "kiosk packs list on a new machine")
_TRUSTED = Message(
    "ui.packs.trusted",
    "Máy tin nhà phát hành “{name}”. Hãy đọc mã {id} so với mã nhà phát hành cho biết qua đường khác.",
    "kiosk packs trust; {id} is 16 characters",
)
_SECRET_SEEN = Message(
    "ui.packs.secret_seen",
    "Lưu ý: tệp này chứa khóa bí mật. Chỉ nhà phát hành được giữ; hãy xóa khỏi máy này và dùng tệp .pub.",
    "kiosk packs trust was given the secret key file",
)
_STATES = {"in_force": "đang dùng", "withdrawn": "đã gỡ", "damaged": "hỏng, không dùng"}


def add_words(word: Word) -> None:
    """Adds this module's commands."""
    whole = word("packs", stats, "language packs, and signed packs of forms")
    acts = whole.add_subparsers(required=True, metavar="ACT")

    def act(name: str, command: object, text: str, *, officer: bool = False) -> argparse.ArgumentParser:
        # SUPPRESS: an option given before the act must not be reset by the act's own default.
        one = acts.add_parser(name, help=text, description=text, argument_default=argparse.SUPPRESS)
        one.add_argument("--data-dir", type=Path)
        one.add_argument("--json", action="store_true")
        one.add_argument("--language", metavar="TAG")
        if officer:
            one.add_argument("--officer", required=True, metavar="CODE", help="an administrator")
        one.set_defaults(command=command)
        return one

    act("stats", stats, "how far each language pack has come")
    act("list", list_packs, "installed packs, each file compared with what was signed")
    installing = act(
        "install", install_pack, "puts a signed pack into force; passphrase on standard input", officer=True
    )
    installing.add_argument("file", type=Path, metavar="F")
    back = act("rollback", roll_back, "puts the issue before into force again", officer=True)
    back.add_argument("name", metavar="NAME")
    away = act("remove", remove_pack, "takes a pack out of force", officer=True)
    away.add_argument("name", metavar="NAME")
    trusting = act("trust", trust_publisher, "believes the publisher of a key file from now on", officer=True)
    trusting.add_argument("file", type=Path, metavar="KEYFILE")
    pack_recordings.add_acts(act)


def stats(_options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs stats``: one object a language pack."""
    from kiosk.services.languages import stats as stats_of

    rows = stats_of(folder)
    console.report(
        rows,
        *(
            f"{row['tag']}: {row['translated']}/{row['messages']}, nháp {row['draft']}, tiếng {row['clips']}"
            for row in rows
        ),
    )
    return 0


def list_packs(_options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs list``: exit code 1 when a pack is damaged."""
    from kiosk.services.packs import PackState, listed

    rows = listed(folder)
    console.report(
        [
            {
                "name": row.name,
                "state": str(row.state),
                "serial": row.serial,
                "earlier": list(row.earlier),
                "publisher": row.publisher,
                "created": row.created.isoformat() if row.created else None,
                "procedures": list(row.procedures),
                "fault": row.fault,
            }
            for row in rows
        ],
        *(
            f"{row.name} số {row.serial or '-'} ({_STATES[row.state]}): {', '.join(row.procedures)} {row.fault}".rstrip()
            for row in rows
        ),
        *(() if rows else (console.say(_NONE),)),
    )
    return 1 if any(row.state is PackState.DAMAGED for row in rows) else 0


def install_pack(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs install``: a refused pack leaves everything as it was."""
    from kiosk.services.packs import PackUnsound, install

    with _desk(options, folder) as desk:
        try:
            done = install(desk, options.file)
        except PackUnsound as refused:
            console.refuse(*(fault.line() for fault in refused.faults))
            raise
    message = _AGAIN if done.again else _DONE
    told = {"name": done.name, "serial": done.serial}
    console.report(
        {**told, "again": done.again, "procedures": list(done.procedures)},
        console.say(message, **told, **({} if done.again else {"procedures": ", ".join(done.procedures)})),
    )
    return 0


def roll_back(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs rollback``."""
    from kiosk.services.packs import rollback

    with _desk(options, folder) as desk:
        done = rollback(desk, options.name)
    console.report(
        {"name": done.name, "serial": done.serial, "procedures": list(done.procedures)},
        console.say(_DONE, name=done.name, serial=done.serial, procedures=", ".join(done.procedures)),
    )
    return 0


def remove_pack(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs remove``."""
    from kiosk.services.packs import remove

    with _desk(options, folder) as desk:
        remove(desk, options.name)
    console.report({"name": options.name, "serial": None}, console.say(_REMOVED, name=options.name))
    return 0


def trust_publisher(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs trust``."""
    from kiosk.services.packs import trust

    with _desk(options, folder) as desk:
        publisher, was_secret = trust(desk, options.file)
    console.report(
        {"publisher": publisher.id, "name": publisher.name, "secret_seen": was_secret},
        console.say(_TRUSTED, name=publisher.name, id=publisher.id),
    )
    if was_secret:
        console.refuse(console.say(_SECRET_SEEN))
    return 0


@contextmanager
def _desk(options: argparse.Namespace, folder: Folder) -> "Iterator[Desk]":
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        yield desk
    finally:
        desk.close()
