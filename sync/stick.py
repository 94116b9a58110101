"""A stick's folder as both sides see it: what lies where, written whole or not at all, believed by hash alone.

The layout is in docs/formats/wire.md. A manifest ``.manifest`` is written after its blobs, so one that lies there
means that the parcel is whole; ``.partial`` means that the rest is on another stick or still to come. May not open
a blob or decide what travels.
"""

import contextlib
import errno
import json
import re
import secrets
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from sync.blob import blob_name, is_blob_name, is_id
from sync.errors import Damage, ParcelDamaged
from sync.files import DiskFull, demand_room, is_full, sync_folder, write_durably
from sync.manifest import Manifest

ROOT = "hoso-kiosk"
FOLDERS = ("parcels", "blobs", "answers", "notices", "results", "counters", "packs")
CARD = "gateway.card"
WHOLE, PARTIAL = ".manifest", ".partial"
STATEMENT, NOTICE, COUNTER = ".statement", ".notice", ".counter"
LARGEST = 64 * 1024 * 1024
_UNIT = re.compile(r"[0-9A-Za-z-]{1,64}")
_PACK = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")


class StickUnusable(KnownError):
    """The folder given is not there or cannot be used."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.courier.stick",
                "Không đọc hoặc ghi được USB. Cán bộ hãy cắm lại USB, kiểm tra chỗ trống rồi thử lại.",
                "Shown to the officer who carries dossiers by stick.",
            )
        )


@dataclass(frozen=True, slots=True)
class StickParcel:
    """A parcel on a stick: its manifest and those of its blobs that lie there. ``whole`` when all of them do."""

    parcel: str
    manifest: bytes
    blobs: tuple[tuple[str, Path], ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class CounterNote:
    """What one counter still waits for. Believed for nothing but what to copy: every answer is sealed to its office."""

    office: str
    device: str
    after: int
    """The last notice it has without a gap before it."""
    parcels: tuple[str, ...]
    results: tuple[str, ...]
    """Result files it lacks of notices it has."""
    newest: dict[int, str] = field(default_factory=dict)
    """Its last notices, id by number: a gateway put back as it was has others under these numbers."""


class Stick:
    """The road's folder on one stick. Everything raises ``StickUnusable`` or ``DiskFull`` inside ``plainly``."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise StickUnusable
        self.root = folder / ROOT

    def prepare(self) -> str:
        """Make the folders and the stick's own name, which tells one stick from another."""
        for name in FOLDERS:
            (self.root / name).mkdir(parents=True, exist_ok=True)
        sync_folder(self.root)
        sync_folder(self.root.parent)
        path = self.root / "stick"
        with contextlib.suppress(OSError, UnicodeDecodeError):
            name = path.read_text("ascii").strip()
            if is_id(name):
                return name
        name = secrets.token_hex(16)
        write_durably(path, name.encode())
        return name

    def has_blob(self, name: str) -> bool:
        """Whether the blob lies here and is what its name says."""
        path = self.root / "blobs" / name
        try:
            return path.is_file() and blob_name(read(path)) == name
        except ParcelDamaged:
            return False

    def put_blob(self, name: str, data: bytes) -> None:
        """Copy one blob. Raises ``DiskFull`` before the stick is full to the last byte."""
        demand_room(self.root, len(data))
        write_durably(self.root / "blobs" / name, data)

    def put_manifest(self, parcel: str, data: bytes, whole: bool) -> None:
        """Say, after its blobs have been written, that a parcel is here."""
        path = self.root / "parcels" / (parcel + (WHOLE if whole else PARTIAL))
        _put(path, data)
        if whole:
            path.with_suffix(PARTIAL).unlink(missing_ok=True)

    def parcels(self) -> Iterator[StickParcel]:
        """What parcels lie here; damaged manifests are passed over."""
        folder, seen = self.root / "parcels", set()
        for path in _files(folder, WHOLE) + _files(folder, PARTIAL):
            if path.stem in seen:
                continue  # a cut has brought back what lay here in part
            try:
                data = read(path)
                manifest = Manifest.decode_unverified(data)
            except ParcelDamaged:
                continue
            blobs = [(ref.blob, self.root / "blobs" / ref.blob) for ref in manifest.blobs]
            here = tuple(blob for blob in blobs if blob[1].is_file())
            seen.add(path.stem)
            yield StickParcel(manifest.parcel, data, here, len(here) == len(blobs))

    def drop_parcel(self, one: StickParcel) -> None:
        """Take a parcel off the stick: its manifest first, so that what is left is never taken for whole."""
        for ending in (WHOLE, PARTIAL):
            (self.root / "parcels" / (one.parcel + ending)).unlink(missing_ok=True)
        for _, path in one.blobs:
            path.unlink(missing_ok=True)

    def put_statement(self, parcel: str, kind: str, data: bytes) -> bool:
        """One signed statement; False when it lies here already."""
        if not is_id(parcel) or not kind.isalpha():
            return False
        return _put(self.root / "answers" / f"{parcel}.{kind}{STATEMENT}", data)

    def statements(self) -> Iterator[tuple[str, Path]]:
        """(parcel, file) of the statements here."""
        for path in _files(self.root / "answers", STATEMENT):
            yield path.name.partition(".")[0], path

    def put_notice(self, office: str, seq: int, data: bytes) -> bool:
        """One signed notice; False when it lies here already."""
        folder = self._notices(office)
        if folder is None:
            return False
        folder.mkdir(parents=True, exist_ok=True)
        written = _put(folder / f"{seq:012d}{NOTICE}", data)
        if written:
            sync_folder(folder.parent)  # its name may be new too
        return written

    def notices(self, office: str) -> list[Path]:
        """The notices for an office, in order."""
        folder = self._notices(office)
        return [] if folder is None else _files(folder, NOTICE)

    def keep_notices(self, office: str, seqs: Container[int]) -> None:
        """Remove the notices for an office whose number is not among ``seqs``."""
        wanted = [path for path in self.notices(office) if not _numbered(path, seqs)]
        for path in wanted:
            path.unlink(missing_ok=True)

    def put_result(self, name: str, data: bytes) -> bool:
        """One sealed result file; False when it lies here already."""
        return is_blob_name(name) and _put(self.root / "results" / name, data)

    def results(self) -> list[Path]:
        """The sealed result files here."""
        return [path for path in _files(self.root / "results", "") if is_blob_name(path.name)]

    def put_pack(self, name: str, data: bytes) -> bool:
        """One pack on its way to the counters; False when it lies here already."""
        return _PACK.fullmatch(name) is not None and _put(self.root / "packs" / name, data)

    @property
    def distribution(self) -> Path:
        """The province's repository of packs, as it was when the stick was last at the gateway."""
        return self.root / "distribution"

    def packs(self) -> list[Path]:
        """The packs here. Whoever installs them checks their publisher."""
        return [path for path in _files(self.root / "packs", "") if _PACK.fullmatch(path.name)]

    def put_card(self, data: bytes) -> None:
        """The gateway's present card, in place of an earlier one."""
        _put(self.root / CARD, data)

    def card(self) -> bytes | None:
        """The card here, if any; whoever believes it checks what leads to it."""
        try:
            return read(self.root / CARD)
        except FileNotFoundError:
            return None

    def put_note(self, note: CounterNote) -> None:
        """Say what a counter waits for."""
        fields = {
            "v": 1,
            "office": note.office,
            "after": note.after,
            "parcels": list(note.parcels),
            "results": list(note.results),
            "newest": {str(seq): name for seq, name in note.newest.items()},
        }
        data = json.dumps(fields, sort_keys=True).encode()
        _put(self.root / "counters" / f"{note.device}{COUNTER}", data)

    def notes(self) -> Iterator[CounterNote]:
        """What the counters this stick comes from wait for; unreadable notes are passed over."""
        for path in _files(self.root / "counters", COUNTER):
            try:
                fields = json.loads(read(path))
                yield CounterNote(
                    str(fields["office"]),
                    path.name.removesuffix(COUNTER),
                    int(fields["after"]),
                    tuple(one for one in fields["parcels"] if is_id(one)),
                    tuple(one for one in fields["results"] if is_blob_name(one)),
                    {int(seq): name for seq, name in fields.get("newest", {}).items() if is_id(name)},
                )
            except (ParcelDamaged, ValueError, KeyError, TypeError, AttributeError):
                continue

    def _notices(self, office: str) -> Path | None:
        return self.root / "notices" / office if _UNIT.fullmatch(office) else None


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """Turn what a stick that is full, broken or gone does to a program into what a person can act on."""
    try:
        yield
    except OSError as error:
        raise (DiskFull() if is_full(error) else StickUnusable()) from error


def read(path: Path) -> bytes:
    """A file of a stick; ``ParcelDamaged`` when it is larger than anything of ours, or lies where the stick is worn out."""
    if path.stat().st_size > LARGEST:
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    try:
        return path.read_bytes()
    except OSError as error:
        if error.errno == errno.EIO:  # of a stick that is gone the next folder says so
            raise ParcelDamaged(Damage.WRONG_SHAPE) from error
        raise


def _put(path: Path, data: bytes) -> bool:
    """Write it unless it lies there already; what cannot be read there is written anew, elsewhere on the stick."""
    with contextlib.suppress(ParcelDamaged):
        if path.is_file() and read(path) == data:
            return False
    write_durably(path, data)
    return True


def _numbered(path: Path, seqs: Container[int]) -> bool:
    name = path.name.removesuffix(NOTICE)
    return name.isdecimal() and int(name) in seqs


def _files(folder: Path, ending: str) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.name.endswith(ending) and path.is_file())
