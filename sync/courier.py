"""The same parcels by USB stick: out with what waits, in with what the province answered.

Records of all parcels first, then papers, those that lie on no other stick before those that do: a stick that is
pulled out or full has carried what matters most, and the next one goes on from there. Carrying by stick moves
nothing in the outbox: only the statements that come back do, and a parcel that also goes by wire is the same
parcel there. As by wire, one whose sealed bytes are spoilt here, and not yet at the province, waits for an officer and
holds up no other. May not open a blob.
"""

import contextlib
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from forms.states import Carriage
from sync.blob import blob_name
from sync.dispatch import Dispatch
from sync.errors import CardRefused, ParcelDamaged
from sync.files import DiskFull
from sync.following import follow
from sync.history import History, Taken
from sync.identity import Identity, pending, settle_pending
from sync.inbox import Inbox
from sync.manifest import Manifest
from sync.notice import NoticeEnvelope
from sync.outbox import Outbox
from sync.outbox_rows import OutboxParcel
from sync.packs import FolderCarrier, PackMirror
from sync.remedies import LOCAL_BLOB_DAMAGED, LOCAL_BLOB_MISSING
from sync.stick import CounterNote, Stick, StickUnusable, plainly, read
from sync.ticket import put_answer, welcomed

COURIER_LOCK = "courier.lock"
"""Held by the one command that reads or writes a stick for this machine. The agent may work meanwhile."""
WRITER = ".stick"
NEWEST = 200
"""So many of its last notices a counter names on its stick, for a gateway that was put back as it was."""

_log = logging.getLogger("sync.courier")


@dataclass(frozen=True, slots=True)
class Carried:
    """What one export or import did.

    ``parcels`` lie on the stick whole, ``partial`` in part; ``left`` are those of which something lies on no stick
    known here: another stick is needed. ``skipped`` counts what was passed over because it was damaged or not ours;
    ``welcomed`` is 1 when the province says that it knows this machine, and had not been heard to.
    """

    parcels: int = 0
    partial: int = 0
    left: int = 0
    blobs: int = 0
    statements: int = 0
    notices: int = 0
    results: int = 0
    packs: int = 0
    skipped: int = 0
    welcomed: int = 0

    def as_json(self) -> dict[str, object]:
        """As one JSON object."""
        return asdict(self)


def export_parcels(outbox: Outbox, stick: Stick, note: CounterNote | None = None) -> Carried:
    """Copy every parcel not yet delivered or refused, as far as there is room.

    What is there already is not copied again. ``note`` says what this counter waits for. Raises ``StickUnusable``.
    """
    with plainly():
        name = stick.prepare()
        if note is not None:
            stick.put_note(note)
        if (unheard := pending(outbox.folder)) is not None:
            put_answer(stick, *unheard)  # its parcels would be refused: nobody there knows this machine yet
        journey = _Journey(outbox, stick, name, outbox.carried(besides=name))
        loads = journey.loads()
        for fresh in (True, False):
            for papers in (False, True):
                for load in loads:
                    journey.copy(load, papers, fresh)
        return journey.told(loads)


def note_of(outbox: Outbox, inbox: Inbox, identity: Identity) -> CounterNote:
    """What this counter waits for, as its stick tells the province."""
    waits = tuple(state.parcel for state in outbox.list() if state.carriage in _OPEN)
    lacks: list[str] = []
    for _, data in inbox.after(0):
        try:
            envelope = NoticeEnvelope.decode_verified(data, identity.card.signs)
        except ParcelDamaged:
            continue
        lacks += [ref.blob for ref in envelope.results if not inbox.settled(ref.blob)]
    history = History(inbox, lambda: identity.card.signs)
    newest = history.newest(NEWEST)
    return CounterNote(identity.office, identity.device, history.reached(), waits, tuple(lacks), newest)


def import_answers(outbox: Outbox, inbox: Inbox, identity: Identity, stick: Stick) -> Carried:
    """Take in statements, notices, results and packs; what does not hold is passed over.

    Parcels the province has whole leave the stick. Raises ``StickUnusable`` or ``DiskFull``.
    """
    if not stick.root.is_dir():
        raise StickUnusable
    with plainly(), contextlib.suppress(CardRefused, ParcelDamaged):
        card = stick.card()
        identity = identity if card is None else follow(outbox, identity, card)
    greeted = False
    with plainly():
        at = welcomed(stick, identity.device, identity.key.public, identity.card.ingest)
        if at is not None and pending(outbox.folder) is not None:
            settle_pending(outbox.folder)
            greeted = True
    history = History(inbox, lambda: identity.card.signs)
    statements = notices = results = packs = skipped = 0
    with plainly():
        for _, path in stick.statements():
            try:
                statements += outbox.accept(read(path), identity.card.signs) is not None
            except ParcelDamaged:
                skipped += 1
        for path in stick.notices(identity.office):
            try:
                data = read(path)
                envelope = NoticeEnvelope.decode_verified(data, identity.card.signs)
            except ParcelDamaged:
                skipped += 1
                continue
            taken = Taken.OUT_OF_TURN
            if envelope.office == identity.office:
                taken = history.take(envelope, data)
            skipped += taken is Taken.OUT_OF_TURN
            notices += taken in {Taken.KEPT, Taken.PARTED}
            if taken is Taken.PARTED:
                _log.warning("gateway restored: %d parcels asked about anew", Dispatch(outbox).doubt())
        for path in stick.results():
            if inbox.settled(path.name):
                continue
            try:
                data = read(path)
            except ParcelDamaged:
                skipped += 1
                continue
            if blob_name(data) != path.name:
                skipped += 1
                continue
            inbox.put_result(path.name, data)
            results += 1
        for path in stick.packs():
            try:
                packs += inbox.put_pack(path.name, read(path))
            except ParcelDamaged:
                skipped += 1
        if stick.distribution.is_dir():
            mirror = PackMirror(inbox.packs, identity.card.signs)
            packs += mirror.follow(FolderCarrier(stick.distribution))
        _take_home(outbox, stick)
    return Carried(
        statements=statements,
        notices=notices,
        results=results,
        packs=packs,
        skipped=skipped,
        welcomed=int(greeted),
    )


_OPEN = {Carriage.WAITING, Carriage.SENDING, Carriage.RECORDED}


@dataclass(frozen=True, slots=True)
class _Load:
    parcel: str
    manifest: bytes
    blobs: tuple[str, ...]  # the record first


class _Journey:
    """One export under way: what lies on the stick, and what does not fit."""

    def __init__(self, outbox: Outbox, stick: Stick, name: str, elsewhere: frozenset[str]) -> None:
        self._outbox = outbox
        self._dispatch = Dispatch(outbox)
        self._stick = stick
        self._name = name
        self._elsewhere = elsewhere
        self._here: set[str] = set()
        self._there: set[str] = set()
        self._lost: set[str] = set()
        self._copied = 0

    def loads(self) -> list[_Load]:
        """What waits, the most urgent first, then the nearest deadline, then the smallest."""

        def rank(state: OutboxParcel) -> tuple[object, ...]:
            return not state.urgent, state.deadline is None, state.deadline, state.total, state.queued_at

        waiting = [state for state in self._outbox.list() if state.carriage in _OPEN]
        loads = []
        for state in sorted(waiting, key=rank):
            manifest = self._outbox.manifest(state.parcel)
            if manifest is None:
                continue  # gone home by wire just now
            try:
                blobs = tuple(ref.blob for ref in Manifest.decode_unverified(manifest).blobs)
            except ParcelDamaged:
                self._lose(state.parcel, LOCAL_BLOB_DAMAGED)
                continue
            loads.append(_Load(state.parcel, manifest, blobs))
        return loads

    def copy(self, load: _Load, papers: bool, fresh: bool) -> None:
        """The record of a parcel, or its papers; those on no other stick, or the others."""
        if load.parcel in self._lost:
            return
        wanted = load.blobs[1:] if papers else load.blobs[:1]
        before = len(self._here)
        for blob in wanted:
            if blob not in self._here and (blob in self._elsewhere) is not fresh:
                self._copy(load, blob)
        if len(self._here) > before:
            # Durable before it is remembered: the memory may lag behind the stick, never run ahead of it.
            self._outbox.note_carried(self._name, [blob for blob in wanted if blob in self._here])
            whole = self._here.issuperset(load.blobs)
            try:
                self._stick.put_manifest(load.parcel, load.manifest, whole)
            except DiskFull:
                _log.info("no room for a manifest")

    def told(self, loads: Sequence[_Load]) -> Carried:
        """How it went."""
        sound = [load for load in loads if load.parcel not in self._lost]
        whole = sum(self._here.issuperset(load.blobs) for load in sound)
        some = sum(not self._here.isdisjoint(load.blobs) for load in sound)
        anywhere = self._here | self._elsewhere | self._there
        left = sum(not anywhere.issuperset(load.blobs) for load in sound)
        return Carried(whole, some - whole, left, self._copied, skipped=len(self._lost))

    def _copy(self, load: _Load, blob: str) -> None:
        if self._stick.has_blob(blob):
            self._here.add(blob)
            return
        data = self._read(load.parcel, blob)
        if data is None:
            return
        try:
            self._stick.put_blob(blob, data)
        except DiskFull:
            return  # a smaller one may still fit
        self._here.add(blob)
        self._copied += 1

    def _read(self, parcel: str, blob: str) -> bytes | None:
        """The blob; None when it cannot be had here, which is nobody's trouble where the province has it."""
        try:
            data = self._outbox.blob_path(blob).read_bytes()
            reason = None if blob_name(data) == blob else LOCAL_BLOB_DAMAGED
        except FileNotFoundError:
            reason = LOCAL_BLOB_MISSING
        except OSError as error:  # of this machine's disk, not of the stick: it may be read another time
            reason = f"disk-{error.errno}"
        if reason is None:
            return data
        if not self._dispatch.lacks(parcel, blob):
            self._there.add(blob)
        elif reason in {LOCAL_BLOB_DAMAGED, LOCAL_BLOB_MISSING}:
            self._lose(parcel, reason)
        else:
            _log.warning("parcel %s not exported whole: %s", parcel, reason)
            self._lost.add(parcel)
        return None

    def _lose(self, parcel: str, reason: str) -> None:
        _log.error("parcel %s cannot be carried from this machine: %s", parcel, reason)
        self._lost.add(parcel)
        self._dispatch.refuse_here(parcel, reason)


def _take_home(outbox: Outbox, stick: Stick) -> None:
    """What has been delivered need not travel on; parcels of other machines are left alone."""
    for one in stick.parcels():
        state = outbox.state(one.parcel)
        if state is not None and state.carriage is Carriage.DELIVERED:
            stick.drop_parcel(one)
