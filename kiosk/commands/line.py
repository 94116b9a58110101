"""Which words the command line knows, and what a refusal looks like there. Each command lives in a module of its own."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from forms.errors import BugError, KnownError
from forms.text import Message
from kiosk.folder import Folder, default_folder
from kiosk.journal import Journal

_BUG = Message(
    "error.command.bug",
    "Chương trình gặp lỗi và đã dừng việc này; không có gì bị ghi dở. Mã để báo cho người hỗ trợ: {reference}.",
    "A fault of ours; {reference} is a short code found in the log",
)
NO_DISPLAY = Message(
    "error.command.no_display",
    "Không có màn hình để mở ki-ốt. Hãy chạy trong phiên đồ họa, hoặc xem thử không cần màn hình bằng “kiosk demo"
    " --headless”.",
    "Somebody starts the touch application where no window can be shown",
)
NOTHING_FOUND = Message(
    "error.command.nothing_found", "Không thấy hồ sơ nào.", "kiosk list and kiosk find: no dossier fits"
)
_PASSPHRASE_MISSING = Message(
    "error.command.passphrase_missing",
    "Chưa có mật khẩu: hãy đưa mật khẩu qua đầu vào chuẩn.",
    "No line on standard input",
)


class Console:
    """Where a command writes: one JSON object with ``--json``, plain lines otherwise; refusals on standard error."""

    def __init__(self, as_json: bool, language: str) -> None:
        self.as_json = as_json
        self.language = language

    def report(self, value: object, *lines: str) -> None:
        """The result of a command."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False))  # noqa: T201 - a command answers here
        else:
            for line in lines:
                print(line)  # noqa: T201 - a command answers here

    def refuse(self, *lines: str) -> None:
        """Why nothing was done."""
        for line in lines:
            print(line, file=sys.stderr)  # noqa: T201 - a command answers here

    def say(self, message: Message, **params: object) -> str:
        """A message in the chosen language, Vietnamese behind it when they differ."""
        if self.language in ("", "vi", "vi-VN"):
            return message.in_vietnamese(**params)
        from kiosk.services.languages import shown

        said = shown(self.language, message, params)
        return said.text if said.text == said.vi else f"{said.text} ({said.vi})"


def read_passphrase() -> str:
    """The passphrase: the first line of standard input, or typed without echo at a terminal."""
    if sys.stdin.isatty():
        import getpass

        return getpass.getpass("Mật khẩu: ")
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise KnownError(_PASSPHRASE_MISSING)
    return line


def run(arguments: list[str]) -> int:
    """Parses and runs one command."""
    options = build_parser().parse_args(arguments)
    console = Console(getattr(options, "json", False), getattr(options, "language", "vi-VN"))
    folder = Folder(options.data_dir) if options.data_dir else Folder(default_folder_path())
    command: Callable[[argparse.Namespace, Folder, Console], int] = options.command
    journal = Journal(folder.logs if folder.logs.is_dir() else None, "command")
    try:
        return command(options, folder, console)
    except KnownError as refused:
        from kiosk.services.filing import NotReady

        lines = [console.say(refused.message, **refused.params)]
        if isinstance(refused, NotReady):
            lines += [
                f"  {fault.field}: {console.say(fault.label)} – {console.say(fault.message, **fault.params)}"
                for fault in refused.faults
            ]
            if console.as_json:
                console.report(
                    {
                        "refused": refused.message.id,
                        "faults": [
                            {
                                "field": f.field,
                                "message": f.message.id,
                                "text": console.say(f.message, **f.params),
                            }
                            for f in refused.faults
                        ],
                    }
                )
        elif console.as_json:
            console.report({"refused": refused.message.id, "text": lines[0]})
        console.refuse(*lines)
        return 1
    except BrokenPipeError:
        # Whoever read our output went away; Python must not complain about that at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (BugError, Exception) as error:
        console.refuse(console.say(_BUG, reference=journal.exception("command-failed", error)))
        if os.environ.get("HOSO_TRACE"):
            raise
        return 1


def default_folder_path() -> Path:
    """The platform's data folder for the command line."""
    return default_folder()


def build_parser() -> argparse.ArgumentParser:
    """The whole grammar of the command line."""
    from kiosk.commands import desk, documents, dossiers, machine, officers, packs

    shared = argparse.ArgumentParser(add_help=False)
    _add_shared(shared)
    shared.set_defaults(language="vi-VN")
    parser = argparse.ArgumentParser(prog="kiosk", description="Ki-ốt tiếp nhận hồ sơ", parents=[shared])
    words = parser.add_subparsers(required=True, metavar="COMMAND")

    def word(name: str, command: object, text: str) -> argparse.ArgumentParser:
        # SUPPRESS: an option given before the command must not be reset by the command's own default.
        sub_shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
        _add_shared(sub_shared)
        sub = words.add_parser(name, help=text, description=text, parents=[sub_shared])
        sub.set_defaults(command=command)
        return sub

    machine.add_words(word)
    officers.add_words(word)
    dossiers.add_words(word)
    documents.add_words(word)
    desk.add_words(word)
    packs.add_words(word)
    return parser


def _add_shared(parser: argparse.ArgumentParser) -> None:
    """What every command takes, before its name or after it."""
    parser.add_argument("--data-dir", type=Path, help="thư mục dữ liệu / data folder")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--language", metavar="TAG", help="ngôn ngữ của thông báo / language of messages")
