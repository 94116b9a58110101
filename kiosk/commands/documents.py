"""Commands about paper: a slip as PDF, the receipt once the number is back, and checking a slip's code."""

import argparse
from collections.abc import Callable
from pathlib import Path

from forms.clock import SystemClock
from forms.errors import KnownError
from forms.text import Message
from kiosk.commands.line import Console, read_passphrase
from kiosk.folder import Folder

Word = Callable[[str, object, str], argparse.ArgumentParser]

_CANNOT_WRITE = Message(
    "error.command.cannot_write", "Không ghi được tệp {name}.", "A PDF could not be written"
)


def add_words(word: Word) -> None:
    """Adds this module's commands."""
    for name, text in (
        ("slip", "the citizen's slip as PDF"),
        ("receipt", "the receipt once the number is back"),
    ):
        one = word(name, print_document, text)
        one.add_argument("dossier", metavar="DOSSIER")
        one.add_argument("--out", type=Path, required=True, metavar="F.pdf")
        one.add_argument("--officer", required=True, metavar="CODE")
        one.add_argument("--size", choices=("a5", "80mm") if name == "slip" else ("a5", "a4"), default="a5")
        one.set_defaults(document=name)
    one = word("verify", verify_code, "checks a slip's code; needs no passphrase")
    one.add_argument("code", metavar="CODE_TEXT")


def print_document(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk slip`` and ``kiosk receipt``."""
    from kiosk.services import counter, printing
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        counter.refresh(desk)
        make = printing.slip_pdf if options.document == "slip" else printing.receipt_pdf
        data = make(desk, options.dossier, options.size)
    finally:
        desk.close()
    try:
        options.out.write_bytes(data)
    except OSError as error:
        raise KnownError(_CANNOT_WRITE, name=options.out.name) from error
    console.report(
        {"dossier": options.dossier, "pdf": str(options.out), "size": len(data)}, f"Đã ghi {options.out}"
    )
    return 0


def verify_code(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk verify``: exit code 0 only for a genuine slip of this office."""
    from kiosk.documents.slip_code import Finding
    from kiosk.services.verifying import verification_as_json, verification_lines, verify

    found = verify(folder, options.code)
    console.report(verification_as_json(found), *verification_lines(found))
    return 0 if found.finding is Finding.GENUINE else 1
