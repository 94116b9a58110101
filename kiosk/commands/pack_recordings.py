"""Commands for recordings made elsewhere: the list to record from, and taking the files in. Nothing is in use afterwards."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.commands.line import Console
from kiosk.folder import Folder

Act = Callable[[str, object, str], argparse.ArgumentParser]

_TAKEN = Message(
    "ui.packs.recordings_taken",
    "Đã nhận {count} tệp, {seconds} giây tiếng nói; không nhận {refused} tệp; việc hay gặp còn {left} câu chưa thu.",
    "kiosk packs recordings",
)
_LISTED = Message("ui.packs.prompts_listed", "{count} câu cần thu, ghi vào {file}.", "kiosk packs prompts")
_NO_FOLDER = Message("error.packs.no_folder", "Không có thư mục {folder}.", "kiosk packs recordings")
_KINDS = ("xlsx", "csv", "html")
_OTHER_KIND = Message(
    "error.packs.other_kind", "Ghi ra được tệp .xlsx, .csv hoặc .html.", "kiosk packs prompts --out"
)


def add_acts(act: Act) -> None:
    """Adds this module's acts to ``kiosk packs``."""
    listing = act(
        "prompts", list_prompts, "writes the list of sentences to record: .xlsx, .csv or .html for printing"
    )
    listing.add_argument("--tag", required=True, help="the language, like hmn-Latn-VN")
    listing.add_argument("--out", required=True, type=Path, metavar="FILE")
    listing.add_argument("--voice", default="", help="mark what this voice has recorded already")
    listing.add_argument(
        "--all", action="store_true", default=False, help="every sentence, not the core path alone"
    )
    taking = act("recordings", take_recordings, "takes in a folder of sound files named as in the list")
    taking.add_argument("folder", type=Path, metavar="FOLDER")
    taking.add_argument("--tag", required=True)
    taking.add_argument("--voice", required=True, help="small letters, digits and -, like dou-1")
    taking.add_argument(
        "--consented", type=date.fromisoformat, default=None, metavar="DAY", help="YYYY-MM-DD"
    )
    taking.add_argument("--name", default="", help="what the speaker wishes to be called")


def list_prompts(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs prompts``."""
    from kiosk.services.studio_files import prompt_list

    kind = options.out.suffix.lower().removeprefix(".")
    if kind not in _KINDS:
        raise KnownError(_OTHER_KIND)
    content, count = prompt_list(folder, options.tag, kind, voice=options.voice, all_of_them=options.all)
    options.out.write_bytes(content)
    console.report(
        {"tag": options.tag, "prompts": count, "file": str(options.out)},
        console.say(_LISTED, count=count, file=options.out.name),
    )
    return 0


def take_recordings(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs recordings``: 1 when any file was not taken; the good ones are kept all the same."""
    from kiosk.services.studio_files import take_in, voice_of

    if not options.folder.is_dir():
        raise KnownError(_NO_FOLDER, folder=options.folder.name)
    made = voice_of(folder, options.tag, options.voice, consented=options.consented, name=options.name)
    done = take_in(made, options.folder)
    console.refuse(*(f"{one.file}: {console.say(one.why, **one.params)}" for one in done.refused))
    console.report(
        {
            "tag": made.tag,
            "voice": made.voice.id,
            "taken": list(done.files),
            "refused": {one.file: one.why.id for one in done.refused},
            "core_left": done.left,
            "seconds": round(done.seconds, 1),
        },
        console.say(
            _TAKEN,
            count=len(done.files),
            seconds=round(done.seconds),
            refused=len(done.refused),
            left=done.left,
        ),
    )
    return 1 if done.refused else 0
