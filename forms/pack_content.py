"""Whether the files of a pack of definitions may go into force: sound, in their places, and replacing nothing.

Asked twice, with the same answer: by the publisher before signing and by the machine before taking.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from forms.bundle_head import HEAD, SIGNATURE
from forms.catalogue import FEES, MISPLACED, SHIPPED
from forms.definition import Definition
from forms.export_table import load_table
from forms.layout import Layout
from forms.layout_checks import check_layout
from forms.layout_loader import Layouts, load_layout
from forms.loader import load, load_fees
from forms.pins import sha256_of
from forms.reading import DefinitionFault
from forms.sets import SHIPPED_SETS, load_set
from forms.source import UnsoundDefinition
from forms.text import Message

_CODE = r"[0-9A-Za-z][0-9A-Za-z.\-]*"
_PROCEDURE = re.compile(rf"{_CODE}/{_CODE}\.yaml")
_SET = re.compile(rf"sets/[a-z][a-z0-9_]*/{_CODE}\.yaml")
_LAYOUT = re.compile(rf"layouts/[a-z][a-z0-9_]*/{_CODE}\.yaml")
_EXPORT = re.compile(rf"exports/[a-z][a-z0-9_\-]*/{_CODE}\.yaml")

NO_PLACE = Message(
    "error.bundle.no_place",
    "Gói biểu mẫu chỉ có <mã>/<phiên bản>.yaml, <mã>/fees.yaml, và <tên>/<phiên bản>.yaml trong sets, layouts, exports.",
    "For publishers: a file that nothing would read.",
)
NO_LAYOUT = Message("error.form.check.no_layout", "Không có mẫu in “{name}”.", "For authors.")
REPLACES = Message(
    "error.bundle.replaces",
    "Phiên bản này đã phát hành với nội dung khác. Nhà phát hành phải đặt số phiên bản mới.",
    "For publishers: dossiers may have been filed under the version, so it can never change.",
)


def content_faults(folder: Path, published: tuple[Path, ...] = ()) -> tuple[DefinitionFault, ...]:
    """What stands against the files of a pack's folder. ``published`` are folders of the same shape whose versions are
    out already: what we ship is always among them."""
    # Ours lie apart: procedures/<code>, and sets, layouts, exports beside that folder.
    return tuple(_faults(folder, (SHIPPED, SHIPPED.parent, *published)))


def _faults(folder: Path, published: tuple[Path, ...]) -> Iterator[DefinitionFault]:
    definitions: list[Definition] = []
    layouts: list[tuple[str, Layout]] = []
    for file in sorted(f for f in folder.rglob("*") if not f.is_dir()):
        path = file.relative_to(folder).as_posix()
        if path in (HEAD, SIGNATURE):
            continue
        try:
            if _LAYOUT.fullmatch(path):
                layouts.append((path, load_layout(file, path)))
            elif _EXPORT.fullmatch(path):
                load_table(file, path)
            elif _SET.fullmatch(path):
                load_set(file, path)
            elif not _PROCEDURE.fullmatch(path):
                yield DefinitionFault(path, "", NO_PLACE, {})
                continue
            elif file.stem == FEES:
                if load_fees(file, path).code != file.parent.name:
                    yield DefinitionFault(path, "code", MISPLACED, {})
                continue
            else:
                found = load(file, path, sets=(SHIPPED_SETS, folder / "sets"))
                definitions.append(found)
                if (found.code, found.version) != (file.parent.name, file.stem):
                    yield DefinitionFault(path, "version", MISPLACED, {})
        except UnsoundDefinition as error:
            yield from error.faults
        if _replaces(file, path, published):
            yield DefinitionFault(path, "", REPLACES, {})
    yield from _unprinted(definitions, {path.split("/")[1] for path, _ in layouts})
    for path, layout in layouts:
        yield from check_layout(layout, path, definitions)


def _unprinted(definitions: list[Definition], brought: set[str]) -> Iterator[DefinitionFault]:
    known = brought | set(Layouts.shipped().names())
    for d in definitions:
        for n, told in enumerate(d.declarations):
            if told.layout not in known:
                path = f"{d.code}/{d.version}.yaml"
                yield DefinitionFault(path, f"declarations[{n}].layout", NO_LAYOUT, {"name": told.layout})


def _replaces(file: Path, path: str, published: tuple[Path, ...]) -> bool:
    mine = sha256_of(file.read_bytes())
    return any(
        (folder / path).is_file() and sha256_of((folder / path).read_bytes()) != mine for folder in published
    )
