"""Whether the files of a pack of definitions may go into force: sound, in their places, and replacing nothing.

Asked twice, with the same answer: by the publisher before signing and by the machine before taking.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from forms.bundle_head import HEAD, SIGNATURE
from forms.catalogue import FEES, MISPLACED, SHIPPED
from forms.loader import load, load_fees
from forms.pins import sha256_of
from forms.reading import DefinitionFault
from forms.sets import SHIPPED_SETS, load_set
from forms.source import UnsoundDefinition
from forms.text import Message

_CODE = r"[0-9A-Za-z][0-9A-Za-z.\-]*"
_PROCEDURE = re.compile(rf"{_CODE}/{_CODE}\.yaml")
_SET = re.compile(rf"sets/[a-z][a-z0-9_]*/{_CODE}\.yaml")

NO_PLACE = Message(
    "error.bundle.no_place",
    "Gói biểu mẫu chỉ có <mã>/<phiên bản>.yaml, <mã>/fees.yaml và sets/<tên>/<phiên bản>.yaml.",
    "For publishers: a file that nothing would read.",
)
REPLACES = Message(
    "error.bundle.replaces",
    "Phiên bản này đã phát hành với nội dung khác. Nhà phát hành phải đặt số phiên bản mới.",
    "For publishers: dossiers may have been filed under the version, so it can never change.",
)


def content_faults(folder: Path, published: tuple[Path, ...] = ()) -> tuple[DefinitionFault, ...]:
    """What stands against the files of a pack's folder. ``published`` are folders of the same shape whose versions are
    out already: what we ship is always among them."""
    return tuple(_faults(folder, (SHIPPED, *published)))


def _faults(folder: Path, published: tuple[Path, ...]) -> Iterator[DefinitionFault]:
    for file in sorted(f for f in folder.rglob("*") if not f.is_dir()):
        path = file.relative_to(folder).as_posix()
        if path in (HEAD, SIGNATURE):
            continue
        is_set = bool(_SET.fullmatch(path))
        if not is_set and not _PROCEDURE.fullmatch(path):
            yield DefinitionFault(path, "", NO_PLACE, {})
            continue
        try:
            yield from _read(file, path, is_set, folder)
        except UnsoundDefinition as error:
            yield from error.faults
        if file.stem != FEES and _replaces(
            file, path, (SHIPPED_SETS.parent, *published) if is_set else published
        ):
            yield DefinitionFault(path, "", REPLACES, {})


def _read(file: Path, path: str, is_set: bool, folder: Path) -> Iterator[DefinitionFault]:
    if is_set:
        load_set(file, path)
    elif file.stem == FEES:
        if load_fees(file, path).code != file.parent.name:
            yield DefinitionFault(path, "code", MISPLACED, {})
    else:
        found = load(file, path, sets=(SHIPPED_SETS, folder / "sets"))
        if (found.code, found.version) != (file.parent.name, file.stem):
            yield DefinitionFault(path, "version", MISPLACED, {})


def _replaces(file: Path, path: str, published: tuple[Path, ...]) -> bool:
    mine = sha256_of(file.read_bytes())
    return any(
        (folder / path).is_file() and sha256_of((folder / path).read_bytes()) != mine for folder in published
    )
