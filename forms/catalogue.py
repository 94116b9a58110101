"""Which procedures there are, in which versions, and which of them hold on a day.

Files are read when they are first asked for; what is shipped and pinned was probed before it was published and is not
probed again. A damaged or unlawful pack is reported and stepped around; a version that is shipped can never be replaced
by a pack, because dossiers were filed under it.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

from forms.definition import Definition
from forms.errors import KnownError
from forms.indexing import Entry, entry_of, index_text, shipped_index
from forms.installed import PackFile, folder_faults, pack_files
from forms.loader import FeeTable, Known, UnsoundDefinition, load, load_fees
from forms.pins import as_pinned, sha256_of, shipped_pins
from forms.reading import DefinitionFault
from forms.sets import SHIPPED_SETS
from forms.text import Message

SHIPPED = Path(__file__).resolve().parent / "procedures"

FEES = "fees"
"""Stem of a file with fees apart from a definition."""

SETS = "sets"
"""Where a pack brings sets of its own: ``…/sets/<set>/<version>.yaml``."""

NO_PROCEDURE = Message(
    "error.form.no_procedure", "Máy này không có thủ tục mã {code}.", "{code} is a procedure's national code."
)
NO_VERSION = Message(
    "error.form.no_version",
    "Máy này không có phiên bản {version} của thủ tục {code}. Cần cài gói thủ tục đó.",
    "Said when a dossier was filed under a version that is not installed here.",
)
NOT_YET = Message(
    "error.form.not_yet", "Thủ tục {code} chưa tới ngày áp dụng.", "{code} is a procedure's national code."
)
UNSIGNED = Message(
    "error.form.definition.unsigned",
    "Tệp này không thuộc gói có chữ ký nào nên máy không dùng. Hãy cài gói bằng “kiosk packs install”.",
    "For administrators: somebody laid a definition into the folder of packs by hand.",
)
MISPLACED = Message(
    "error.form.definition.misplaced",
    "Tệp phải nằm ở <mã>/<phiên bản>.yaml đúng như mã và phiên bản ghi trong tệp.",
    "For authors.",
)


class Catalogue:
    """Definitions by code and version. Get it by ``Catalogue.shipped()``."""

    def __init__(self, folders: tuple[Path, ...], *, probe: bool = False, signed: bool = False) -> None:
        self._probe = probe
        self._files: dict[tuple[str, str], Path] = {}
        self._packs: dict[Path, PackFile] = {}
        # Versions that only an issue out of force has: read for dossiers filed under them, never offered.
        self._kept: set[tuple[str, str]] = set()
        self._fee_files: dict[str, list[Path]] = {}
        self._fees: dict[str, tuple[FeeTable, ...]] = {}
        self._loaded: dict[tuple[str, str], Definition | None] = {}
        self._faults: list[DefinitionFault] = []
        self._sets = (SHIPPED_SETS, *(folder / SETS for folder in folders))
        for folder in folders:
            for found in pack_files(folder):
                if signed and found.issue is None and not found.file.is_relative_to(SHIPPED):
                    name = found.file.relative_to(folder).as_posix()
                    self._faults.append(DefinitionFault(name, "", UNSIGNED, {}))
                    continue
                file = self._packs.setdefault(found.file, found).file
                key = (file.parent.name, file.stem)
                if file.stem == FEES:
                    if found.offered:
                        self._fee_files.setdefault(file.parent.name, []).append(file)
                elif self._files.setdefault(key, file) is file and not found.offered:
                    self._kept.add(key)
            self._faults.extend(folder_faults(folder))

    @staticmethod
    def shipped(extra: Path | None = None, *, probe: bool = False, signed: bool = False) -> "Catalogue":
        """What the product ships, and the packs installed under ``extra``: ``…/<code>/<version>.yaml`` for a version,
        ``…/<code>/fees.yaml`` for a province's fees, which join those of every version. With ``probe`` everything that
        is read is probed, the pinned files too: for whoever checks them. With ``signed`` only what a signed pack brought
        is taken from ``extra``, as on every kiosk; loose files are for authors at their own desk."""
        return Catalogue((SHIPPED, extra) if extra is not None else (SHIPPED,), probe=probe, signed=signed)

    def versions(self) -> tuple[tuple[str, str], ...]:
        """Every (code, version) there is a file for and that is in force, sound or not; reads nothing."""
        return tuple(sorted(key for key in self._files if key not in self._kept))

    def get(self, code: str, version: str) -> Definition:
        """Exactly this version. ``KnownError`` when it is not here; ``UnsoundDefinition`` when its file is damaged."""
        if (code, version) not in self._files:
            known = any(c == code for c, _ in self._files)
            raise KnownError(NO_VERSION if known else NO_PROCEDURE, code=code[:40], version=version[:40])
        found = self._load((code, version))
        if found is None:
            raise UnsoundDefinition(self._faults_of((code, version)))
        return found

    def newest(self, code: str, on: date) -> Definition:
        """The latest sound version of a procedure that has begun by that day; ``KnownError`` when there is none.

        It may be past its last lawful day: then only drafts are taken (``Definition.lawful_on``).
        """
        here = [entry for key in self.versions() if key[0] == code and (entry := self._entry(key))]
        begun = sorted((e for e in here if e.valid_from <= on), key=lambda e: (e.valid_from, e.version))
        for entry in reversed(begun):
            found = self._load((code, entry.version))
            if found is not None:
                return found
        raise KnownError(NOT_YET if here else NO_PROCEDURE, code=code[:40])

    def index(self, on: date) -> tuple[Entry, ...]:
        """The newest version of each procedure that has begun by that day, ordered by life event and code.

        Reads no shipped definition: an entry tells what a list shows. One that turns out unsound when it is asked for
        by ``newest`` makes way for the version before.
        """
        found: dict[str, Entry] = {}
        for key in self.versions():
            entry = self._entry(key)
            if entry is None or entry.valid_from > on:
                continue
            other = found.get(entry.code)
            if other is None or (other.valid_from, other.version) < (entry.valid_from, entry.version):
                found[entry.code] = entry
        return tuple(sorted(found.values(), key=lambda e: (e.life_event, e.code)))

    def offered(self, on: date) -> tuple[Definition, ...]:
        """The definitions of ``index``; reads them all."""
        found = []
        for entry in self.index(on):
            try:
                found.append(self.newest(entry.code, on))
            except KnownError:
                continue
        return tuple(found)

    def definitions(self) -> tuple[Definition, ...]:
        """Every sound version."""
        return tuple(d for key in self.versions() if (d := self._load(key)))

    def faults(self) -> tuple[DefinitionFault, ...]:
        """What is wrong with the files here; reads them all."""
        self.definitions()
        return tuple(self._faults)

    def _entry(self, key: tuple[str, str]) -> Entry | None:
        """What a list needs to know of a version: from the index while the file is the one it was made from."""
        entry, digest = shipped_index().get(key, (None, ""))
        file = self._files[key]
        if entry is not None and file.is_relative_to(SHIPPED) and sha256_of(_bytes(file)) == digest:
            return entry
        found = self._load(key)
        return entry_of(found) if found else None

    def _load(self, key: tuple[str, str]) -> Definition | None:
        if key not in self._loaded:
            self._loaded[key] = self._read(key)
        return self._loaded[key]

    def _read(self, key: tuple[str, str]) -> Definition | None:
        file = self._files[key]
        found_in = self._packs[file]
        if (spoilt := found_in.fault()) is not None:
            self._faults.append(replace(spoilt, file="/".join((key[0], file.name))))
            return None
        sets = self._sets if found_in.issue is None else (SHIPPED_SETS, found_in.issue.folder / SETS)
        try:
            found = load(file, "/".join((*key[:1], file.name)), sets=sets, known=self._known(found_in))
        except UnsoundDefinition as error:
            self._faults.extend(error.faults)
            return None
        if (found.code, found.version) != key:
            self._faults.append(DefinitionFault("/".join((key[0], file.name)), "version", MISPLACED, {}))
            return None
        tables = self._tables(key[0])
        if not tables:
            return found
        fees = replace(found.fees, entries=(*found.fees.entries, *(e for t in tables for e in t.entries)))
        return replace(found, fees=fees, sources=(*found.sources, *(s for t in tables for s in t.sources)))

    def _tables(self, code: str) -> tuple[FeeTable, ...]:
        if code not in self._fees:
            self._fees[code] = tuple(filter(None, map(self._read_fees, self._fee_files.get(code, ()))))
        return self._fees[code]

    def _read_fees(self, file: Path) -> FeeTable | None:
        name = "/".join((file.parent.name, file.name))
        if (spoilt := self._packs[file].fault()) is not None:
            self._faults.append(spoilt)
            return None
        try:
            table = load_fees(file, name)
        except UnsoundDefinition as error:
            self._faults.extend(error.faults)
            return None
        if table.code == file.parent.name:
            return table
        self._faults.append(DefinitionFault(name, "code", MISPLACED, {}))
        return None

    def _known(self, found: PackFile) -> Known | None:
        """What was surely probed before: what we ship and pinned, and what a pack brought that went into force here."""
        if self._probe or (found.issue is None and not found.file.is_relative_to(SHIPPED)):
            return None
        if found.issue is not None:
            return lambda _name, _text: True  # its hashes were compared with the signed ones just before
        pins = shipped_pins()
        return lambda name, text: as_pinned(name, text.encode(), pins)

    def _faults_of(self, key: tuple[str, str]) -> tuple[DefinitionFault, ...]:
        name = "/".join((key[0], self._files[key].name))
        return tuple(f for f in self._faults if f.file == name)


def shipped_index_text() -> str:
    """What ``forms/procedures/index.json`` should say; reads every shipped definition. Raises ``UnsoundDefinition``."""
    catalogue = Catalogue.shipped()
    files = [(catalogue.get(*key), catalogue._files[key].read_bytes()) for key in catalogue.versions()]
    return index_text(files)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
