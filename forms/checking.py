"""Whether everything that is shipped or installed is whole and fits together, beyond each file being sound by itself.

Every fault names file and path. A warning is for an author's eyes and stops nobody.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from forms.catalogue import FEES, SHIPPED, Catalogue
from forms.definition import Definition
from forms.errors import BugError, KnownError
from forms.export_shelf import SHIPPED as EXPORTS
from forms.export_shelf import check_exports
from forms.export_table import load_table
from forms.indexing import INDEX, read_index
from forms.installed import brought, pack_files
from forms.layout_checks import check_layouts
from forms.layout_loader import FOLDER as LAYOUTS
from forms.layout_loader import load_layout
from forms.loader import load, load_fees
from forms.pack_content import NO_LAYOUT
from forms.pins import pin_faults, sha256_of
from forms.reading import DefinitionFault
from forms.rules.dates import in_vietnamese_order
from forms.rules.fee_receipts import ReceiptRules
from forms.rules.working_days import Calendar
from forms.sets import SHIPPED_SETS, load_set
from forms.source import UnsoundDefinition
from forms.text import Message

TWICE = Message(
    "error.form.check.twice",
    "Thủ tục {code} phiên bản {version} đã có ở {other}.",
    "For authors: two files for one.",
)
GAP = Message(
    "error.form.check.gap",
    "Từ {first} đến {last} không phiên bản nào của thủ tục {code} có hiệu lực.",
    "For authors: days between two versions on which nothing may be filed.",
)
SAME_DAY = Message(
    "error.form.check.same_day",
    "Phiên bản {other} cũng bắt đầu ngày này nên không biết dùng bản nào.",
    "For authors: two versions of a procedure begin on the same day.",
)
OVERLAP = Message(
    "error.form.check.overlap",
    "Còn hiệu lực khi phiên bản {other} đã bắt đầu: hồ sơ mới theo bản mới, bản nháp cũ còn nộp được.",
    "For authors, a warning: two versions hold on the same days.",
)
NOT_TRANSLATED = Message(
    "error.form.check.not_translated", "Câu “{id}” chưa có trong tệp dịch.", "For authors, a warning."
)
STALE_INDEX = Message(
    "error.form.check.stale_index",
    "Danh mục không còn khớp các tệp; chạy python -m forms index.",
    "For authors, a warning.",
)
NO_POT = Message("error.form.check.no_pot", "Không đọc được tệp dịch {path}.", "Said on the command line.")
NOTHING_THERE = Message(
    "error.form.check_nothing", "Không có tệp định nghĩa nào ở {path}.", "Said on the command line."
)
_CONTEXT = re.compile(r'^msgctxt "(.*)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. ``sound`` counts the definitions and fee tables that may be used."""

    sound: int
    faults: tuple[DefinitionFault, ...]
    warnings: tuple[DefinitionFault, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A definition and what its file is called."""

    file: str
    definition: Definition


def check_everything(packs: Path | None = None, translations: Path | None = None) -> Report:
    """All we ship, and the packs installed under ``packs``: definitions, sets, layouts, export tables, pins, dates."""
    catalogue = Catalogue.shipped(packs, probe=True)
    here = catalogue.definitions()
    named = [Named(f"{d.code}/{d.version}.yaml", d) for d in here]
    faults = [
        *catalogue.faults(),
        *_sets(SHIPPED_SETS),
        *check_layouts(LAYOUTS, here),
        *check_exports(catalogue)[1],
        *pin_faults(),
        *_tables(),
        *(_pack_twice(packs) if packs else ()),
    ]
    more, warnings = between(named)
    folders = (LAYOUTS, *brought(packs, "layouts")) if packs else (LAYOUTS,)
    faults += [*more, *_layouts(named, folders)]
    if INDEX.exists() and _index_is_stale():
        warnings.append(DefinitionFault(f"procedures/{INDEX.name}", "", STALE_INDEX, {}))
    return Report(len(here), _once(faults), (*warnings, *_untranslated(here, translations)))


def check_path(path: Path, translations: Path | None = None) -> Report:
    """A file, or every file under a folder: definitions, fee tables, and what lies under ``sets``, ``layouts``, ``exports``."""
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise KnownError(NOTHING_THERE, path=path)
    named: list[Named] = []
    faults: list[DefinitionFault] = []
    sound = 0
    for file in files:
        try:
            if file.stem == FEES:
                load_fees(file, str(file))
            elif file.parent.parent.name == SHIPPED_SETS.name:
                load_set(file, str(file))
            elif file.parent.parent.name == LAYOUTS.name:
                load_layout(file, str(file))
            elif file.parent.parent.name == EXPORTS.name:
                load_table(file, str(file))
            else:
                named.append(Named(str(file), load(file)))
            sound += 1
        except UnsoundDefinition as error:
            faults.extend(error.faults)
    more, warnings = between(named)
    beside = (path / "layouts",) if path.is_dir() else ()
    faults += [*more, *_layouts(named, (LAYOUTS, *beside))]
    return Report(
        sound, _once(faults), (*warnings, *_untranslated((n.definition for n in named), translations))
    )


def between(named: Sequence[Named]) -> tuple[list[DefinitionFault], list[DefinitionFault]]:
    """(faults, warnings) between versions of one code: one given twice, days without any, days with two."""
    faults: list[DefinitionFault] = []
    warnings: list[DefinitionFault] = []
    first: dict[tuple[str, str], Named] = {}
    for one in named:
        key = (one.definition.code, one.definition.version)
        if key in first:
            params: dict[str, str | int] = {"code": key[0], "version": key[1], "other": first[key].file}
            faults.append(DefinitionFault(one.file, "version", TWICE, params))
        else:
            first[key] = one
    for code in dict.fromkeys(code for code, _ in first):
        line = sorted(
            (one for key, one in first.items() if key[0] == code),
            key=lambda one: (one.definition.valid_from, one.definition.version),
        )
        for earlier, later in pairwise(line):
            a, b = earlier.definition, later.definition
            if a.valid_from == b.valid_from:
                faults.append(DefinitionFault(later.file, "valid_from", SAME_DAY, {"other": a.version}))
            elif a.last_lawful_day is None or a.last_lawful_day >= b.valid_from:
                warnings.append(
                    DefinitionFault(earlier.file, "last_lawful_day", OVERLAP, {"other": b.version})
                )
            elif (after := a.last_lawful_day + timedelta(days=1)) < b.valid_from:
                days = {"first": _day(after), "last": _day(b.valid_from - timedelta(days=1))}
                faults.append(DefinitionFault(later.file, "valid_from", GAP, {"code": code, **days}))
    return faults, warnings


def _layouts(named: Iterable[Named], folders: Sequence[Path]) -> Iterator[DefinitionFault]:
    for one in named:
        for n, told in enumerate(one.definition.declarations):
            if not any(file for folder in folders for file in (folder / told.layout).glob("*.yaml")):
                yield DefinitionFault(one.file, f"declarations[{n}].layout", NO_LAYOUT, {"name": told.layout})


def _sets(folder: Path) -> Iterator[DefinitionFault]:
    """Sets that no procedure uses must be sound too."""
    for file in sorted(folder.rglob("*.yaml")):
        try:
            load_set(file)
        except UnsoundDefinition as error:
            yield from error.faults


def _tables() -> Iterator[DefinitionFault]:
    for table in (Calendar, ReceiptRules):
        try:
            table.load()
        except BugError as error:
            if not isinstance(error.__cause__, UnsoundDefinition):
                raise
            yield from error.__cause__.faults


def _pack_twice(packs: Path) -> Iterator[DefinitionFault]:
    """What a pack brings although it is there: the first stays in force, the other is never looked at."""
    found: dict[tuple[str, str], Path] = {
        (f.parent.name, f.stem): f for f in SHIPPED.glob("*/*.yaml") if f.stem != FEES
    }
    for one in pack_files(packs):
        key = (one.file.parent.name, one.file.stem)
        if one.file.stem == FEES or not one.offered:
            continue
        other = found.setdefault(key, one.file)
        if other is not one.file and sha256_of(other.read_bytes()) != sha256_of(one.file.read_bytes()):
            name = one.file.relative_to(packs).as_posix()
            params: dict[str, str | int] = {"code": key[0], "version": key[1], "other": str(other)}
            yield DefinitionFault(name, "version", TWICE, params)


def _index_is_stale() -> bool:
    files = [file for file in SHIPPED.glob("*/*.yaml") if file.stem != FEES]
    there = {(file.parent.name, file.stem): sha256_of(file.read_bytes()) for file in files}
    return there != {key: digest for key, (_, digest) in read_index(INDEX).items()}


def _untranslated(definitions: Iterable[Definition], file: Path | None) -> tuple[DefinitionFault, ...]:
    if file is None:
        return ()
    try:
        known = set(_CONTEXT.findall(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        raise KnownError(NO_POT, path=file) from None
    found = {
        message.id: f"{d.code}/{d.version}.yaml"
        for d in definitions
        for message in d.messages()
        if message.id not in known
    }
    return tuple(DefinitionFault(name, "", NOT_TRANSLATED, {"id": key}) for key, name in found.items())


def _once(faults: Iterable[DefinitionFault]) -> tuple[DefinitionFault, ...]:
    """A damaged set is named by every procedure that uses it; once is enough."""
    found: list[DefinitionFault] = []
    for fault in faults:
        if fault not in found:
            found.append(fault)
    return tuple(found)


def _day(day: date) -> str:
    return in_vietnamese_order(day.isoformat())
