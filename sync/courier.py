"""The same parcels by USB stick: out with what waits, in with what the province answered.

A manifest is written after its blobs, so one that lies on the stick means that the parcel is whole. Carrying
by stick moves nothing in the outbox: only the statements that come back do, and a parcel that also goes by
wire is the same parcel there. May not open a blob.
"""

import logging
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from forms.errors import KnownError
from forms.states import Carriage
from forms.text import Message
from sync.blob import blob_name, is_blob_name, is_id
from sync.errors import Damage, ParcelDamaged
from sync.files import DiskFull, is_full, write_durably
from sync.identity import Identity
from sync.inbox import Inbox
from sync.manifest import Manifest
from sync.notice import NoticeEnvelope
from sync.outbox import Outbox

ROOT = "hoso-kiosk"
_LIMIT = 64 * 1024 * 1024

_log = logging.getLogger("sync.courier")


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
class Carried:
    """What one export or import did.

    ``skipped`` counts files passed over because they were damaged or not ours.
    """

    parcels: int = 0
    blobs: int = 0
    statements: int = 0
    notices: int = 0
    results: int = 0
    skipped: int = 0

    def as_json(self) -> dict[str, object]:
        """As one JSON object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class StickParcel:
    """A whole parcel on a stick, as the gateway's side reads it."""

    parcel: str
    manifest: bytes
    blobs: tuple[tuple[str, Path], ...]


def export_parcels(outbox: Outbox, stick: Path) -> Carried:
    """Copy every parcel not yet delivered or refused; what is there already is not copied again.

    Raises ``StickUnusable`` or ``DiskFull``.
    """
    parcels = blobs = skipped = 0
    try:
        root = _root(stick)
        for state in outbox.list():
            manifest = outbox.manifest(state.parcel)
            if state.carriage in {Carriage.DELIVERED, Carriage.REFUSED} or manifest is None:
                continue
            copied = [
                _copy(outbox.blob_path(ref.blob), root / "blobs" / ref.blob)
                for ref in Manifest.decode_unverified(manifest).blobs
            ]
            if None in copied:
                _log.warning("parcel %s has lost a blob, not exported", state.parcel)
                skipped += 1
                continue
            write_durably(root / "parcels" / f"{state.parcel}.manifest", manifest)
            parcels += 1
            blobs += sum(1 for one in copied if one)
    except OSError as error:
        raise _plain(error) from error
    return Carried(parcels=parcels, blobs=blobs, skipped=skipped)


def import_answers(outbox: Outbox, inbox: Inbox, identity: Identity, stick: Path) -> Carried:
    """Take in statements, notices and results for this office; what does not hold is passed over.

    Raises ``StickUnusable`` or ``DiskFull``.
    """
    statements = notices = results = skipped = 0
    root = stick / ROOT
    if not root.is_dir():
        raise StickUnusable
    try:
        for path in _files(root / "answers", ".statement"):
            try:
                taken = outbox.accept(_read(path), identity.card.sign)
                statements += taken is not None
            except ParcelDamaged:
                skipped += 1
        for path in _files(root / "notices" / identity.office, ".notice"):
            try:
                envelope = NoticeEnvelope.decode_verified(_read(path), identity.card.sign)
            except ParcelDamaged:
                skipped += 1
                continue
            if envelope.office != identity.office or envelope.seq > inbox.last() + 1:
                skipped += 1
            elif envelope.seq == inbox.last() + 1:
                inbox.put_notice(envelope.seq, _read(path))
                notices += 1
        for path in _files(root / "results", ""):
            if not is_blob_name(path.name) or inbox.settled(path.name):
                continue
            data = _read(path)
            if blob_name(data) != path.name:
                skipped += 1
                continue
            write_durably(inbox.result_path(path.name), data)
            results += 1
    except OSError as error:
        raise _plain(error) from error
    return Carried(statements=statements, notices=notices, results=results, skipped=skipped)


def read_parcels(stick: Path) -> Iterator[StickParcel]:
    """The whole parcels on a stick, for a gateway to take in; damaged or incomplete ones are passed over."""
    root = stick / ROOT
    for path in _files(root / "parcels", ".manifest"):
        try:
            data = _read(path)
            manifest = Manifest.decode_unverified(data)
        except ParcelDamaged:
            continue
        blobs = tuple((ref.blob, root / "blobs" / ref.blob) for ref in manifest.blobs)
        if all(blob.is_file() for _, blob in blobs):
            yield StickParcel(manifest.parcel, data, blobs)


def write_answers(
    stick: Path,
    statements: Iterable[tuple[str, str, bytes]] = (),
    notices: Iterable[tuple[str, int, bytes]] = (),
    results: Iterable[tuple[str, bytes]] = (),
) -> None:
    """Put a gateway's answers on a stick: (parcel, type, bytes), (office, seq, bytes), (blob name, bytes)."""
    root = _root(stick)
    for parcel, kind, data in statements:
        if is_id(parcel) and kind.isalpha():
            write_durably(root / "answers" / f"{parcel}.{kind}.statement", data)
    for office, seq, data in notices:
        if office.isalnum():
            folder = root / "notices" / office
            folder.mkdir(parents=True, exist_ok=True)
            write_durably(folder / f"{seq:012d}.notice", data)
    for name, data in results:
        if is_blob_name(name):
            write_durably(root / "results" / name, data)


def _root(stick: Path) -> Path:
    if not stick.is_dir():
        raise StickUnusable
    for name in ("parcels", "blobs", "answers", "notices", "results"):
        (stick / ROOT / name).mkdir(parents=True, exist_ok=True)
    return stick / ROOT


def _copy(source: Path, target: Path) -> bool | None:
    """Copy one blob durably and check it.

    False when it was there already, None when the source is not sound.
    """
    if target.exists() and blob_name(_read(target)) == target.name:
        return False
    if not source.exists():
        return None
    data = _read(source)
    if blob_name(data) != target.name:
        return None
    if shutil.disk_usage(target.parent).free < len(data):
        raise DiskFull
    write_durably(target, data)
    return True


def _files(folder: Path, ending: str) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and path.name.endswith(ending))


def _read(path: Path) -> bytes:
    if path.stat().st_size > _LIMIT:
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    return path.read_bytes()


def _plain(error: OSError) -> KnownError:
    return DiskFull() if is_full(error) else StickUnusable()
