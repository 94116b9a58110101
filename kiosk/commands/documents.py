"""Commands about paper: slip, receipt, declarations, what to bring, leaflets, the transfer view, and checking a slip's code."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from forms.clock import SystemClock
from forms.errors import KnownError
from forms.text import Message
from kiosk.commands.line import Console, read_passphrase
from kiosk.folder import Folder

if TYPE_CHECKING:
    from kiosk.services.desk import Desk

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
    one = word("declaration", print_declaration, "the declarations of a dossier as PDF, ready to sign")
    one.add_argument("dossier", metavar="DOSSIER")
    one.add_argument("--out", type=Path, required=True, metavar="F.pdf")
    one.add_argument("--officer", required=True, metavar="CODE")
    one.add_argument("--blank", action="store_true", help="for handwriting, without the answers")
    one.add_argument("--part", default=None, metavar="PART", help="only what this part needs")
    one = word("bring", print_bring_list, "what to bring for a procedure, as PDF to take home")
    one.add_argument("procedure", metavar="PROCEDURE")
    one.add_argument("--out", type=Path, required=True, metavar="F.pdf")
    one.add_argument("--officer", required=True, metavar="CODE")
    one = word(
        "leaflet", print_leaflet, "the leaflet about a procedure as PDF, in the language of --language"
    )
    one.add_argument("procedure", metavar="PROCEDURE")
    one.add_argument("--out", type=Path, required=True, metavar="F.pdf")
    one.add_argument("--officer", required=True, metavar="CODE")
    one.add_argument("--size", choices=("a5", "a4", "80mm"), default="a5")
    one = word("blank", print_blank, "a procedure's declarations for handwriting, as PDF")
    one.add_argument("procedure", metavar="PROCEDURE")
    one.add_argument("--out", type=Path, required=True, metavar="F.pdf")
    one.add_argument("--officer", required=True, metavar="CODE")
    one = word("export", export_dossier, "a dossier in another shape")
    one.add_argument("dossier", metavar="DOSSIER")
    one.add_argument("--as", dest="shape", choices=("transfer",), required=True)
    one.add_argument("--officer", required=True, metavar="CODE")
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
    _write(options.out, data)
    console.report(
        {"dossier": options.dossier, "pdf": str(options.out), "size": len(data)}, f"Đã ghi {options.out}"
    )
    return 0


def print_declaration(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk declaration``."""
    from kiosk.services import declaring
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        data = declaring.declaration_pdf(desk, options.dossier, part=options.part, blank=options.blank)
        lines = declaring.declarations(desk, options.dossier)
    finally:
        desk.close()
    _write(options.out, data)
    printed = [one for one in lines if options.part is None or one.part in (None, options.part)]
    console.report(
        {
            "dossier": options.dossier,
            "pdf": str(options.out),
            "size": len(data),
            "declarations": [
                {"id": one.id, "layout": one.layout, "part": one.part, "reference": one.reference}
                for one in printed
            ],
        },
        *(one.title for one in printed),
        f"Đã ghi {options.out}",
    )
    return 0


def print_bring_list(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk bring``."""
    from kiosk.services.bringing import bring_pdf

    return _print_procedure(
        options, folder, console, lambda desk: bring_pdf(desk, options.procedure, console.language)
    )


def print_leaflet(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk leaflet``."""
    from kiosk.services.bringing import leaflet_pdf

    return _print_procedure(
        options,
        folder,
        console,
        lambda desk: leaflet_pdf(desk, options.procedure, console.language, options.size),
    )


def print_blank(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk blank``."""
    from kiosk.services.declaring import blank_declaration_pdf

    return _print_procedure(
        options, folder, console, lambda desk: blank_declaration_pdf(desk, options.procedure)
    )


def _print_procedure(
    options: argparse.Namespace, folder: Folder, console: Console, make: "Callable[[Desk], bytes]"
) -> int:
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        data = make(desk)
    finally:
        desk.close()
    _write(options.out, data)
    console.report(
        {"procedure": options.procedure, "pdf": str(options.out), "size": len(data)}, f"Đã ghi {options.out}"
    )
    return 0


def export_dossier(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk export --as transfer``: the dossier in the order of the portal's form."""
    from kiosk.services import transferring
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        blocks = transferring.transfer(desk, options.dossier)
    finally:
        desk.close()
    console.report(
        {"dossier": options.dossier, "blocks": transferring.transfer_as_json(blocks)},
        *transferring.transfer_lines(blocks),
    )
    return 0


def _write(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as error:
        raise KnownError(_CANNOT_WRITE, name=out.name) from error


def verify_code(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk verify``: exit code 0 only for a genuine slip of this office."""
    from kiosk.documents.slip_code import Finding
    from kiosk.services.verifying import verification_as_json, verification_lines, verify

    found = verify(folder, options.code)
    console.report(verification_as_json(found), *verification_lines(found))
    return 0 if found.finding is Finding.GENUINE else 1
