"""Large papers over parallel resumable uploads (tus 1.0: the address first, then PATCH), each stream on its
own.

A stream whose connection dies asks the gateway afresh; only when nobody answers do all of them end. May not
decide that a paper has been delivered.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence

from forms.clock import Clock
from forms.errors import BugError, KnownError
from sync.addresses import AT_ONCE, Addresses
from sync.courtesy import Restraint
from sync.dispatch import Dispatch, PaperJob
from sync.link import GatewayLink, Rejected, Slot
from sync.pace import Pace
from sync.remedies import LOCAL_BLOB_DAMAGED, LOCAL_BLOB_MISSING
from sync.stream import Stream
from sync.transport import FileSlice, LinkDown, Manner
from sync.uploads import Uploads
from sync.width import Width

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
        addresses: Addresses,
        pace: Pace,
        width: Width,
        small: int,
        pause: Callable[[float], bool],
        restraint: Callable[[], Restraint | None],
    ) -> None:
        self._clock = clock
        self._dispatch = dispatch
        self._link = link
        self._addresses = addresses
        self.pace = pace
        self._width = width
        self._small = small
        self._pause = pause
        self._restraint = restraint
        self._lock = threading.Lock()
        self._recovering = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._leaving: list[threading.Thread] = []
        """They take nothing more, and wait for the answers to what they have sent."""
        self._failures: dict[str, int] = {}
        self._reached: dict[str, int] = {}
        self._busy: set[str] = set()
        self._streams: list[Stream] = []
        self._left_to_streams = False
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
        """Whether any stream is still at it, or waits for its last answers."""
        return any(thread.is_alive() for thread in [*self._threads, *self._leaving])

    def halt(self) -> None:
        """Break off: requests under way end at once, what the gateway has of them stays there."""
        self._halted.set()
        if self.working():
            self._link.transport.abort()

    def join(self, seconds: float | None = None) -> None:
        """Wait until every stream has ended, or for about so many seconds."""
        for thread in [*self._threads, *self._leaving]:
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
            self.pace.failed()
            self._width.interrupted()
            self._link.probe(AWAY_SECONDS)
        except KnownError as fault:
            self._end(fault)
        finally:
            self._recovering.release()

    def _stream(self) -> None:
        stream = Stream(self, Uploads(self._link.transport, self._link.spent), self._clock)
        self._streams.append(stream)
        try:
            while not self.halted():
                try:
                    if not stream.step():
                        return
                except LinkDown as fault:
                    stream.lost(reached=fault.cause != "connect")
                    self.recover()
        except BaseException as fault:  # noqa: BLE001 - a thread's fault is raised again in the round's own
            self._end(fault)
        finally:
            self._streams.remove(stream)
            stream.close()

    def halted(self) -> bool:
        """Whether to begin nothing more."""
        return self._halted.is_set() or self._pause(0)

    def is_too_many(self) -> bool:
        """Whether this stream is one more than the link is worth; then it is to take nothing more."""
        with self._lock:
            alive = [thread for thread in self._threads if thread.is_alive()]
            if threading.current_thread() not in alive:
                return True
            helped = self._width.manner(1) is Manner.YIELDING
            if len(alive) <= self._width.streams or (helped and self._place() == 0):
                return False
            self._leaving.append(threading.current_thread())
            self._threads.remove(threading.current_thread())
            return True

    def is_unsure(self, job: PaperJob) -> bool:
        """Whether the gateway must be asked how much it has of this paper."""
        return job.sent > 0 or self.slot(job).offset > 0 or self._addresses.is_unsure(job)

    def _place(self) -> int:
        """Which of the streams at work, the oldest first, this thread is."""
        alive = [thread for thread in self._threads if thread.is_alive()]
        me = threading.current_thread()
        return alive.index(me) if me in alive else 0

    def manner(self) -> Manner:
        """How the stream of this thread is to share the link with the others."""
        with self._lock:
            return self._width.manner(self._place())

    def slot(self, job: PaperJob) -> Slot:
        """Where its bytes go."""
        slot = self._addresses.of(job)
        if slot is None:
            raise BugError("a paper without an address")
        return slot

    def slice(self, job: PaperJob, offset: int, length: int) -> FileSlice:
        """Bytes of a paper."""
        return FileSlice(self._dispatch.outbox.blob_path(job.name), offset, length)

    def lost(self, job: PaperJob, to_blame: bool) -> None:
        """The connection died over this paper, or, when it is not ``to_blame``, over one before it."""
        self._addresses.doubt(job)
        if to_blame:
            self.broke_off(job)
        self.release(job)

    def release(self, job: PaperJob) -> None:
        """Nobody works on this paper any more."""
        with self._lock:
            self._busy.discard(job.name)

    def _end(self, fault: BaseException) -> None:
        with self._lock:
            if self._fault is None and not self._halted.is_set():
                self._fault = fault
        self._halted.set()
        self._link.transport.abort()

    def take(self) -> PaperJob | None:
        """The paper to send now; there is an upload address for it."""
        with self._lock:
            while jobs := self._due(AT_ONCE):
                job = self._first_of(jobs)
                if self._addresses.of(job) is None:
                    try:
                        self._ask_for(job, jobs)
                    except LinkDown:
                        self.broke_off(job)
                        raise
                if self._addresses.of(job) is not None:
                    self._busy.add(job.name)
                    return job
                self.put_off(job, "no-slot")
            return None

    def _ask_for(self, job: PaperJob, jobs: Sequence[PaperJob]) -> None:
        """Ask for the addresses of ``jobs``; when one of them spoils the question, for that of ``job`` alone."""
        try:
            try:
                self._addresses.ask(jobs)
            except Rejected:
                self._addresses.ask([job])
        except Rejected as refusal:
            _log.warning("upload address refused: %s", refusal.status)

    def _first_of(self, jobs: Sequence[PaperJob]) -> PaperJob:
        """The first in order; of the last ones, one for each stream, the largest: so all streams end at about the same time.

        One that only helps to begin takes the smallest, and has done.
        """
        alike = [job for job in jobs if job.rank == jobs[0].rank]
        if self._width.manner(self._place()) is Manner.YIELDING:
            return min(alike, key=lambda job: job.size)
        if len(jobs) > self._width.streams:
            return jobs[0]
        return max(alike, key=lambda job: job.size)

    def ask_ahead(self) -> None:
        """Ask for upload addresses before they are needed. Raises what the link raises.

        Once that is refused it is left to the streams.
        """
        if self._left_to_streams:
            return
        with self._lock:
            due = self._due(AT_ONCE)
        unknown = [job for job in due if self._addresses.of(job) is None]
        if len(unknown) > len(due) // 2:
            try:
                self._addresses.ask(unknown)
            except Rejected as refusal:
                self._left_to_streams = True
                _log.warning("upload addresses refused: %s", refusal.status)

    def ending(self) -> bool:
        """Whether the last byte of all has been handed over, and only answers are still to come."""
        with self._lock:
            return all(stream.waits for stream in self._streams) and not self._due(1)

    def _due(self, most: int) -> tuple[PaperJob, ...]:
        return self._dispatch.papers(
            self._small, ENDLESS, ENDLESS, self._busy, most, restraint=self._restraint()
        )

    def begin(self, job: PaperJob, uploads: Uploads) -> int:
        """From which byte to send a paper; its size, or more, when there is nothing to send."""
        self._dispatch.begin([job.parcel])
        if not self._is_sound(job):
            return job.size
        slot = self.slot(job)
        offset = slot.offset
        if self.is_unsure(job):
            # HEAD ends a dead request that still holds the upload on the other side, and so tells the exact
            # offset.
            offset = uploads.offset(slot)
            self._addresses.trust(job)
        if offset > self._reached.get(job.name, -1):
            self._got_through(job, offset)
        if offset != job.sent:
            self._dispatch.uploaded(job.parcel, job.name, offset)
        return offset

    def reached(self, job: PaperJob, offset: int) -> None:
        """The gateway has a paper up to this byte."""
        self._dispatch.uploaded(job.parcel, job.name, offset)
        self._got_through(job, offset)
        if offset >= job.size:
            self._addresses.drop(job)

    def carried(self, length: int, began: float, ended: float) -> None:
        """So many bytes went over one stream in this time."""
        self.pace.went(length, ended - began)
        self._width.went(length, began, ended, self._at_work(), self._link.transport.crowded())

    def must_wait(self, job: PaperJob) -> bool:
        """Between two chunks: whether the budget has run out, or the hours are over, meanwhile."""
        restraint = self._restraint()
        return restraint is Restraint.BUDGET or (restraint is not None and not job.urgent)

    def _got_through(self, job: PaperJob, offset: int) -> None:
        self._reached[job.name] = offset
        self._failures.pop(job.name, None)

    def broke_off(self, job: PaperJob) -> None:
        """The connection died over this paper.

        Somebody on the way may let the question for the time pass and cut every upload: without an end to it
        the two would alternate for ever.
        """
        self._failures[job.name] = self._failures.get(job.name, 0) + 1
        if self._failures[job.name] >= FAILURES:
            self.put_off(job, "cut")

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

    def refused(self, job: PaperJob, refusal: Rejected) -> None:
        self._addresses.drop(job)
        self._addresses.doubt(job)  # whatever the new address says, ask it first
        if refusal.status == HASH_MISMATCH:
            self._dispatch.uploaded(job.parcel, job.name, 0)
        if refusal.status == LOCKED:
            self._pause(1.0)
        self._failures[job.name] = self._failures.get(job.name, 0) + 1
        if self._failures[job.name] >= FAILURES:
            self.put_off(job, f"upload-{refusal.status}")

    def put_off(self, job: PaperJob, reason: str) -> None:
        _log.warning("parcel %s put off: %s", job.parcel, reason)
        self._dispatch.put_off(job.parcel, reason)
