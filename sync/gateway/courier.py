"""The gateway's end of a stick: parcels in as if they had come by wire, answers out for the counters it came from.

Holds no key but ingest's, which says to a machine that it is known: parcels go through the same desk as posted ones, and
nothing else is written than what has been signed and sealed already. May not open a blob or believe a stick about anything but
what to copy.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from sync import cbor
from sync.blob import blob_name
from sync.card import GatewayCard
from sync.errors import ParcelDamaged
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.ingest.bodies import Denied
from sync.gateway.ingest.enrolment import EnrolDesk
from sync.gateway.ingest.parcels import ParcelDesk
from sync.gateway.ingest.signed import Caller
from sync.gateway.journal import note
from sync.gateway.models import NoticeRow, ParcelRow, ParcelState, StatementRow
from sync.gateway.settings import Setting, published
from sync.keys import SigningKey
from sync.manifest import manifest_hash
from sync.packs import lay_out
from sync.stick import ROOT, CounterNote, Stick, plainly, read
from sync.ticket import answers, put_welcome

COPIES = "hoso-ban-sao"
"""Where the second copies of a trip lie on a stick, each with parcels in the same layout."""
_COURIER = "stick"
_log = logging.getLogger(__name__)
_AT_ONCE = 400
_LOOK_SECONDS = 0.2
_LAST_WORDS = (ParcelState.DELIVERED, ParcelState.REFUSED, ParcelState.HELD)


class StickEmpty(KnownError):
    """There is nothing of ours on the stick."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.stick_empty",
                "Trên USB không có thư mục {folder}. Hãy kiểm tra lại đường dẫn đã nêu.",
                "Shown to the back office on the command line; {folder} is a folder's name.",
            ),
            folder=ROOT,
        )


@dataclass(frozen=True, slots=True)
class TakenIn:
    """``parcels`` seen, ``whole`` of them here with every blob now, ``blobs`` new to the gateway, ``skipped`` files."""

    parcels: int
    whole: int
    blobs: int
    skipped: int
    enrolled: int = 0

    def as_json(self) -> dict[str, object]:
        """As one JSON object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What was written for the counters; ``waiting`` parcels of this stick have no last word yet."""

    statements: int
    notices: int
    results: int
    packs: int
    waiting: int

    def as_json(self) -> dict[str, object]:
        """As one JSON object."""
        return asdict(self)


class Courier:
    """Reads and writes sticks."""

    def __init__(
        self, database: Database, shelf: BlobShelf, clock: Clock, sign: SigningKey | None = None
    ) -> None:
        """``sign`` is ingest's key, under which machines that enrolled by stick are told that they are known."""
        self._database = database
        self._clock = clock
        self._sign = sign
        self._shelf = shelf
        self._desk = ParcelDesk(database, shelf, clock)
        self._enrolment = EnrolDesk(database, clock)

    def take_in(self, folder: Path) -> TakenIn:
        """Take in every parcel on a stick, second copies of trips included, whole or in part.

        Raises ``StickEmpty``, ``StickUnusable``; what was taken in before a stick was pulled out stays taken in.
        """
        parcels = whole = blobs = skipped = enrolled = 0
        with plainly():
            for stick in _sticks(folder):
                # First of all: parcels of a machine nobody knows yet would be refused.
                enrolled += self._enrol(stick)
                for one in stick.parcels():
                    parcels += 1
                    missing = self._post(one.manifest, {})
                    for name, path in one.blobs:
                        if missing is None or name not in missing:
                            continue
                        data = _sound(name, path)
                        if data is None:
                            skipped += 1
                            continue
                        missing = self._post(one.manifest, {name: data})
                        blobs += missing is not None and name not in missing
                    skipped += missing is None
                    whole += missing is not None and not missing
        return TakenIn(parcels, whole, blobs, skipped, enrolled)

    def _enrol(self, stick: Stick) -> int:
        """Make machines known that have enrolled from this stick; how many."""
        count = 0
        for path, fields in answers(stick):
            try:
                told = self._enrolment.enrol(fields)
            except Denied as denied:
                note(
                    _log,
                    "an enrolment on a stick was refused",
                    device=path.stem,
                    reason=str(denied.fields["error"]),
                )
                continue
            self._welcome(stick, fields, told)
            path.unlink(missing_ok=True)
            count += 1
        return count

    def _welcome(self, stick: Stick, fields: Mapping[str, Any], told: bytes) -> None:
        """Our word for the machine, on its way back: without the key it goes unsaid until there are other answers."""
        if self._sign is None:
            return
        answer = cbor.loads_map(told)
        card = GatewayCard.decode(cbor.take(answer, "card", bytes))
        device = cbor.take(answer, "device", str)
        put_welcome(stick, device, fields["transport_key"], card.gateway, self._clock.now(), self._sign)

    def hand_out(
        self,
        folder: Path,
        packs: Sequence[Path] = (),
        distribution: Path | None = None,
        wait: float = 0.0,
        pause: Callable[[float], object] = time.sleep,
    ) -> HandedOut:
        """Write what the stick's counters wait for; up to ``wait`` seconds for the opener's last word on its parcels.

        ``distribution`` is the repository of packs that goes along. What lay there for these counters and is
        of no use any more is removed. Raises ``StickEmpty``, ``StickUnusable``, ``DiskFull``.
        """
        with plainly():
            (stick, *_) = _sticks(folder)
            stick.prepare()
            manifests = {manifest_hash(one.manifest).hex() for one in stick.parcels()}
            while (waiting := self._without_last_word(manifests)) and wait > 0:
                pause(_LOOK_SECONDS)
                wait -= _LOOK_SECONDS
            notes = tuple(stick.notes())
            asked = {parcel for note in notes for parcel in note.parcels}
            statements = self._statements(stick, manifests, asked)
            _forget_heard(stick, notes, asked)
            with self._database.read() as session:
                card = published(session, Setting.CARD)
            if card is not None:
                stick.put_card(card)
            notices, results = self._notices(stick, notes)
            told = sum(stick.put_pack(path.name, path.read_bytes()) for path in packs)
            if distribution is not None:
                told += lay_out(distribution, stick.distribution)
        return HandedOut(statements, notices, results, told, waiting)

    def _post(self, manifest: bytes, blobs: dict[str, bytes]) -> set[str] | None:
        """What the gateway misses of a parcel after this; None when it does not take it."""
        entry = {"manifest": manifest, "blobs": blobs}
        (result,) = self._desk.take_all(Caller(_COURIER, ""), {"parcels": [entry]})
        missing = result.get("missing")
        return set(missing) if isinstance(missing, list) else None

    def _without_last_word(self, manifests: Iterable[str]) -> int:
        count = 0
        with self._database.read() as session:
            for some in _groups(manifests):
                states = session.scalars(select(ParcelRow.state).where(ParcelRow.manifest_sha256.in_(some)))
                count += sum(state not in _LAST_WORDS for state in states)
        return count

    def _statements(self, stick: Stick, manifests: Iterable[str], asked: Iterable[str]) -> int:
        written = 0
        with self._database.read() as session:
            by_manifest = [StatementRow.manifest_sha256.in_(some) for some in _groups(manifests)]
            by_claim = [ParcelRow.claim.in_(some) for some in _groups(asked)]
            for which in (*by_manifest, *by_claim):
                rows = session.execute(
                    select(StatementRow.parcel, StatementRow.type, StatementRow.data)
                    .join(ParcelRow, ParcelRow.manifest_sha256 == StatementRow.manifest_sha256)
                    .where(which)
                )
                written += sum(stick.put_statement(parcel, kind, data) for parcel, kind, data in rows)
        return written

    def _notices(self, stick: Stick, notes: Sequence[CounterNote]) -> tuple[int, int]:
        notices = results = 0
        lacking = {blob for note in notes for blob in note.results}
        with self._database.read() as session:
            for office in {note.office for note in notes}:
                after = min(_common(session, note) for note in notes if note.office == office)
                rows = session.scalars(
                    select(NoticeRow)
                    .where(NoticeRow.office == office, NoticeRow.seq.is_not(None))
                    .order_by(NoticeRow.seq)
                ).all()
                # What every counter has heard leaves the stick, and what a gateway said that was put back since.
                stick.keep_notices(
                    office, {row.seq for row in rows if row.seq is not None and row.seq > after}
                )
                for row in rows:
                    if row.seq is None or row.data is None:
                        continue
                    new = row.seq > after
                    notices += new and stick.put_notice(office, row.seq, row.data)
                    if row.result_blob is not None and (new or row.result_blob in lacking):
                        data = self._shelf.read(row.result_blob)
                        results += data is not None and stick.put_result(row.result_blob, data)
        return notices, results


def _common(session: Session, note: CounterNote) -> int:
    """The last notice the counter and this gateway have in common."""
    if not note.newest:
        return note.after
    rows = session.execute(
        select(NoticeRow.seq, NoticeRow.id).where(
            NoticeRow.office == note.office, NoticeRow.seq.in_(note.newest)
        )
    )
    same = [seq for seq, name in rows if seq is not None and note.newest[seq] == name]
    return max(same, default=min(note.newest) - 1)


def _sticks(folder: Path) -> list[Stick]:
    found = [Stick(folder)]
    if (folder / COPIES).is_dir():
        found += [Stick(copy) for copy in sorted((folder / COPIES).iterdir()) if (copy / ROOT).is_dir()]
    if not any(stick.root.is_dir() for stick in found):
        raise StickEmpty
    return found


def _sound(name: str, path: Path) -> bytes | None:
    try:
        data = read(path)
    except (ParcelDamaged, FileNotFoundError):
        return None
    return data if blob_name(data) == name else None


def _forget_heard(stick: Stick, notes: Sequence[CounterNote], asked: set[str]) -> None:
    """Remove what every counter of this stick has said it has."""
    here = {one.parcel for one in stick.parcels()}
    for parcel, path in stick.statements():
        if notes and parcel not in asked and parcel not in here:
            path.unlink(missing_ok=True)
    lacking = {blob for note in notes for blob in note.results}
    for path in stick.results() if notes else ():
        if path.name not in lacking:
            path.unlink(missing_ok=True)


def _groups(names: Iterable[str]) -> list[list[str]]:
    whole = sorted(names)
    return [whole[at : at + _AT_ONCE] for at in range(0, len(whole), _AT_ONCE)]
