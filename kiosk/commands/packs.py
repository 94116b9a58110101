"""Commands about packs on a kiosk: languages as they stand, signed packs of forms and languages. Changes need an officer."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.commands import pack_recordings
from kiosk.commands.language_packs import add_acts
from kiosk.commands.line import Console
from kiosk.commands.unlocked import unlocked
from kiosk.folder import Folder

if TYPE_CHECKING:
    from kiosk.services.language_packs import Taken

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
_NONE = Message("ui.packs.none", "Máy chưa cài gói nào.", "kiosk packs list on a new machine")
_TAKEN = Message(
    "ui.packs.province_taken",
    "Đã đưa vào dùng gói tỉnh gửi: {names}.",
    "kiosk packs take; {names} are short names of packs.",
)
_NOTHING_NEW = Message("ui.packs.nothing_new", "Không có gói mới nào của tỉnh.", "kiosk packs take")
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
_LANGUAGE_IN = Message(
    "ui.packs.language_in",
    "Đã cài gói ngôn ngữ {tag} số {serial}, bản {version}; {aside} mục để riêng. Ca đang mở thấy sau lần mở máy kế tiếp.",
    "kiosk packs install",
)
_LANGUAGE_OUT = Message("ui.packs.language_out", "Đã gỡ gói ngôn ngữ {name}.", "kiosk packs remove")
_OFFERED = Message("ui.packs.offered", "Từ nay mời mọi bà con dùng {tag}.", "kiosk packs offer")
_OFFERED_NO_MORE = Message(
    "ui.packs.offered_no_more", "{tag} trở lại theo mức hoàn thành của gói.", "kiosk packs offer --off"
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
            one.add_argument(
                "--officer",
                required=True,
                metavar="CODE",
                help="an administrator; for languages also a commune officer",
            )
        one.set_defaults(command=command)
        return one

    act("stats", stats, "how far each language pack has come")
    act(
        "take",
        take_packs,
        "puts what the province has sent into force; passphrase on standard input",
        officer=True,
    )
    act("list", list_packs, "installed packs, each file compared with what was signed")
    installing = act(
        "install", install_pack, "puts a signed pack into force; passphrase on standard input", officer=True
    )
    installing.add_argument("file", type=Path, metavar="F")
    offering = act(
        "offer", offer_language, "offers a language that is not whole yet, or no more", officer=True
    )
    offering.add_argument("tag", metavar="TAG")
    offering.add_argument("--off", action="store_true", default=False)
    add_acts(act)
    back = act("rollback", roll_back, "puts the issue before into force again", officer=True)
    back.add_argument("name", metavar="NAME")
    away = act("remove", remove_pack, "takes a pack out of force", officer=True)
    away.add_argument("name", metavar="NAME|TAG")
    trusting = act("trust", trust_publisher, "believes the publisher of a key file from now on", officer=True)
    trusting.add_argument("file", type=Path, metavar="KEYFILE")
    pack_recordings.add_acts(act)


def stats(_options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs stats``: one object a language."""
    from kiosk.services.languages import stats as stats_of

    rows = stats_of(folder)
    console.report(
        rows,
        *(
            f"{row['tag']}: chữ {row['translated']}/{row['messages']} (nháp {row['draft']}, có nguồn {row['attested']},"
            f" cũ {row['stale']}, trống {row['empty']}), tiếng {row['clips']}; đường chính: chữ {row['core_shown']}, tiếng"
            f" {row['core_heard']} trong {row['core']}{', mời bà con dùng' if row['offered'] else ''}"
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
                "kind": str(row.kind),
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
    from kiosk.services.packs import Installed, PackUnsound, install

    with unlocked(options, folder) as desk:
        try:
            done = install(desk, options.file)
        except PackUnsound as refused:
            console.refuse(*(fault.line() for fault in refused.faults))
            raise
    if not isinstance(done, Installed):
        _tell_language(done, console)
        return 0
    message = _AGAIN if done.again else _DONE
    told = {"name": done.name, "serial": done.serial}
    console.report(
        {**told, "again": done.again, "procedures": list(done.procedures)},
        console.say(message, **told, **({} if done.again else {"procedures": ", ".join(done.procedures)})),
    )
    return 0


def _tell_language(done: "Taken", console: Console) -> None:
    told = {"tag": done.tag, "serial": done.serial, "version": done.version}
    console.report(
        {
            **told,
            "again": done.again,
            "set_aside": [one.as_dict() for one in done.set_aside],
            "stats": done.stats.as_dict(),
        },
        *(one.line() for one in done.set_aside),
        console.say(_LANGUAGE_IN, **told, aside=len(done.set_aside)),
    )


def offer_language(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs offer``."""
    from kiosk.services.language_packs import offer

    with unlocked(options, folder) as desk:
        offer(desk, options.tag, not options.off)
    console.report(
        {"tag": options.tag, "offered": not options.off},
        console.say(_OFFERED_NO_MORE if options.off else _OFFERED, tag=options.tag),
    )
    return 0


def take_packs(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs take``: exit code 1 when something of the province was not taken."""
    from kiosk.services.distributed import take_in

    with unlocked(options, folder) as desk:
        came = take_in(desk)
    reasons = [str(error) for error in came.refused]
    told = (
        console.say(_TAKEN, names=", ".join(came.installed)) if came.installed else console.say(_NOTHING_NEW)
    )
    console.report({"installed": list(came.installed), "refused": reasons}, told, *reasons)
    return 1 if reasons else 0


def roll_back(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs rollback``."""
    from kiosk.services.packs import rollback

    with unlocked(options, folder) as desk:
        done = rollback(desk, options.name)
    console.report(
        {"name": done.name, "serial": done.serial, "procedures": list(done.procedures)},
        console.say(_DONE, name=done.name, serial=done.serial, procedures=", ".join(done.procedures)),
    )
    return 0


def remove_pack(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs remove``: a pack of forms by its name, a language pack by its tag."""
    from kiosk.services import language_packs
    from kiosk.services.packs import remove

    is_language = (folder.packs / options.name / "pack.toml").exists()
    with unlocked(options, folder) as desk:
        if is_language:
            language_packs.remove(desk, options.name)
        else:
            remove(desk, options.name)
    said = _LANGUAGE_OUT if is_language else _REMOVED
    console.report({"name": options.name, "serial": None}, console.say(said, name=options.name))
    return 0


def trust_publisher(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs trust``."""
    from kiosk.services.packs import trust

    with unlocked(options, folder) as desk:
        publisher, was_secret = trust(desk, options.file)
    console.report(
        {"publisher": publisher.id, "name": publisher.name, "secret_seen": was_secret},
        console.say(_TRUSTED, name=publisher.name, id=publisher.id),
    )
    if was_secret:
        console.refuse(console.say(_SECRET_SEEN))
    return 0
