"""Large papers over parallel resumable uploads (tus 1.0: the address first, then PATCH), each stream on its
own.

A stream whose connection dies asks the gateway afresh; only when nobody answers do all of them end. May not
decide that a paper has been delivered.
"""

import hashlib
import logging
import threading
from collections.abc import Callable

from forms.clock import Clock
from forms.errors import KnownError
from sync.courtesy import Restraint
from sync.dispatch import Dispatch, PaperJob
from sync.link import GatewayLink, NotTheGateway, Rejected, Slot
from sync.manifest import BlobRef
from sync.pace import Pace
from sync.remedies import LOCAL_BLOB_DAMAGED, LOCAL_BLOB_MISSING
from sync.transport import FileSlice, LinkDown
from sync.width import Width

SLOTS_AT_ONCE = 16
ENDLESS = 1 << 62
FAILURES = 3
"""How often one paper may fail in one round before its parcel is put off."""
AWAY_SECONDS = 12.0
"""How long a round waits for a link that went away before it ends: most gaps of a mobile link are shorter."""
HASH_MISMATCH = 460
LOCKED = 423

_log = logging.getLogger("sync.streams")


class Streams:
    """Sends papers above ``small`` bytes until none is due, over a few threads."""

    def __init__(
        self,
        clock: Clock,
        dispatch: Dispatch,
        link: GatewayLink,
        pace: Pace,
        width: Width,
        small: int,
        pause: Callable[[float], bool],
        restraint: Callable[[], Restraint | None],
        interrupted: dict[str, Slot],
    ) -> None:
        """``interrupted`` are the addresses, by blob, of uploads that broke off in an earlier round; those of this one join them."""
        self._clock = clock
        self._dispatch = dispatch
        self._link = link
        self._pace = pace
        self._width = width
        self._small = small
        self._pause = pause
        self._restraint = restraint
        self._lock = threading.Lock()
        self._recovering = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._interrupted = interrupted
        self._slots = {name: slot for name, slot in interrupted.items() if slot.expires > link.now()}
        self._unsure = set(interrupted)
        self._failures: dict[str, int] = {}
        self._reached: dict[str, int] = {}
        self._busy: set[str] = set()
        self._fault: BaseException | None = None
        self._halted = threading.Event()

    def widen(self) -> None:
        """Begin, or add streams: as many as the link is worth and there is work for."""
        missing = self._width.streams - self._at_work()
        if missing <= 0 or self._halted.is_set():
            return
        with self._lock:
            waiting = len(self._due(missing))
        for _ in range(min(missing, waiting)):
            thread = threading.Thread(target=self._stream, name=f"stream-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _at_work(self) -> int:
        return sum(thread.is_alive() for thread in list(self._threads))

    def working(self) -> bool:
        """Whether any stream is still at it."""
        return self._at_work() > 0

    def halt(self) -> None:
        """Break off: requests under way end at once, what the gateway has of them stays there."""
        self._halted.set()
        if self.working():
            self._link.transport.abort()

    def join(self, seconds: float | None = None) -> None:
        """Wait until every stream has ended, or for about so many seconds."""
        for thread in list(self._threads):
            thread.join(seconds)
            if seconds is not None and thread.is_alive():
                return

    def raise_fault(self) -> None:
        """Raise what ended the streams, if it was not the end of the work."""
        if self._fault is not None:
            raise self._fault

    def recover(self) -> None:
        """After a broken connection.

        Does the gateway still answer? If not, everything ends with that fault.
        """
        if not self._recovering.acquire(blocking=False):
            return  # somebody is asking already; this stream goes on, which asks as well
        try:
            if self._halted.is_set():
                return
            self._pace.failed()
            self._width.interrupted()
            self._link.probe(AWAY_SECONDS)
        except KnownError as fault:
            self._end(fault)
        finally:
            self._recovering.release()

    def _stream(self) -> None:
        try:
            while not self._halted.is_set() and not self._pause(0):
                try:
                    if self._is_too_many() or not self._carry_one():
                        return
                except LinkDown:
                    self.recover()
        except BaseException as fault:  # noqa: BLE001 - a thread's fault is raised again in the round's own
            self._end(fault)

    def _is_too_many(self) -> bool:
        """Whether this stream is one more than the link is worth; then it has left."""
        with self._lock:
            alive = [thread for thread in self._threads if thread.is_alive()]
            if len(alive) <= self._width.streams:
                return False
            self._threads.remove(threading.current_thread())
            return True

    def _carry_one(self) -> bool:
        job = self._take()
        if job is None:
            return False
        try:
            self._carry(job)
        finally:
            with self._lock:
                self._busy.discard(job.name)
        return True

    def _end(self, fault: BaseException) -> None:
        with self._lock:
            if self._fault is None and not self._halted.is_set():
                self._fault = fault
        self._halted.set()
        self._link.transport.abort()

    def _take(self) -> PaperJob | None:
        """The paper to send now, with an upload address for it and, in the same request, for those after it."""
        with self._lock:
            while jobs := self._due(SLOTS_AT_ONCE):
                job = jobs[0]
                if job.name not in self._slots:
                    new = [
                        (one.parcel, BlobRef(one.name, one.size))
                        for one in jobs
                        if one.name not in self._slots
                    ]
                    try:
                        self._slots.update(self._link.slots(new))
                    except LinkDown:
                        self._broke_off(job)
                        raise
                if job.name in self._slots:
                    self._busy.add(job.name)
                    return job
                self._put_off(job, "no-slot")
            return None

    def _due(self, most: int) -> tuple[PaperJob, ...]:
        return self._dispatch.papers(
            self._small, ENDLESS, ENDLESS, self._busy, most, restraint=self._restraint()
        )

    def _carry(self, job: PaperJob) -> None:
        try:
            self._dispatch.begin([job.parcel])
            if self._is_sound(job):
                self._upload(job, self._slots[job.name])
        except Rejected as refusal:
            self._refused(job, refusal)
        except LinkDown as fault:
            self._unsure.add(job.name)
            self._interrupted[job.name] = self._slots[job.name]
            if fault.cause != "connect":  # nobody was reached: no fault of this paper
                self._broke_off(job)
            raise
        except KnownError:
            raise
        except OSError as error:
            self._put_off(job, f"disk-{error.errno}")
        except Exception:  # noqa: BLE001 - one poison paper stops no other
            _log.exception("parcel %s: paper not carried", job.parcel)
            self._put_off(job, "fault")

    def _upload(self, job: PaperJob, slot: Slot) -> None:
        offset = slot.offset
        if offset > 0 or job.name in self._unsure:
            # HEAD ends a dead request that still holds the upload on the other side, and so tells the exact
            # offset.
            offset = self._link.upload_offset(slot)
            self._unsure.discard(job.name)
            self._interrupted.pop(job.name, None)
        if offset > self._reached.get(job.name, -1):
            self._got_through(job, offset)
        self._dispatch.uploaded(job.parcel, job.name, offset)
        path = self._dispatch.outbox.blob_path(job.name)
        while offset < job.size:
            if self._halted.is_set() or self._pause(0) or self._must_wait(job):
                return
            length = min(self._pace.size, job.size - offset)
            start = self._clock.monotonic()
            reached = self._link.upload(
                slot, FileSlice(path, offset, length), self._pace.answer_within(length)
            )
            if not offset < reached <= job.size:
                raise NotTheGateway
            ended = self._clock.monotonic()
            self._pace.went(length, ended - start)
            self._width.went(length, start, ended, self._at_work(), self._link.transport.crowded())
            self._dispatch.uploaded(job.parcel, job.name, reached)
            self._got_through(job, reached)
            offset = reached

    def _must_wait(self, job: PaperJob) -> bool:
        """Between two chunks: whether the budget has run out, or the hours are over, meanwhile."""
        restraint = self._restraint()
        return restraint is Restraint.BUDGET or (restraint is not None and not job.urgent)

    def _got_through(self, job: PaperJob, offset: int) -> None:
        self._reached[job.name] = offset
        self._failures.pop(job.name, None)

    def _broke_off(self, job: PaperJob) -> None:
        """The connection died over this paper.

        Somebody on the way may let the question for the time pass and cut every upload: without an end to it
        the two would alternate for ever.
        """
        self._failures[job.name] = self._failures.get(job.name, 0) + 1
        if self._failures[job.name] >= FAILURES:
            self._put_off(job, "cut")

    def _is_sound(self, job: PaperJob) -> bool:
        """Whether the blob on this disk is still what its name says.

        If not its parcel is quarantined here.
        """
        path = self._dispatch.outbox.blob_path(job.name)
        try:
            with path.open("rb") as file:
                sound = hashlib.file_digest(file, "sha256").hexdigest() == job.name
        except FileNotFoundError:
            self._dispatch.refuse_here(job.parcel, LOCAL_BLOB_MISSING)
            return False
        if not sound:
            self._dispatch.refuse_here(job.parcel, LOCAL_BLOB_DAMAGED)
        return sound

    def _refused(self, job: PaperJob, refusal: Rejected) -> None:
        with self._lock:
            self._slots.pop(job.name, None)
            self._interrupted.pop(job.name, None)
        self._unsure.add(job.name)  # whatever the new address says, ask it first
        if refusal.status == HASH_MISMATCH:
            self._dispatch.uploaded(job.parcel, job.name, 0)
        if refusal.status == LOCKED:
            self._pause(1.0)
        self._failures[job.name] = self._failures.get(job.name, 0) + 1
        if self._failures[job.name] >= FAILURES:
            self._put_off(job, f"upload-{refusal.status}")

    def _put_off(self, job: PaperJob, reason: str) -> None:
        _log.warning("parcel %s put off: %s", job.parcel, reason)
        self._dispatch.put_off(job.parcel, reason)
