"""One round of carrying: records of all parcels, then small papers in batches, then large ones in parallel,
then news.

May move a parcel only through ``Dispatch`` and through statements that ``Outbox.accept`` has checked. A fault
of the link ends the round with its error; a fault of one item puts that item off and lets the others pass.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from forms.clock import Clock
from forms.errors import KnownError
from sync.addresses import AT_ONCE, Addresses
from sync.blob import blob_name
from sync.courtesy import Restraint
from sync.dispatch import Dispatch, PaperJob
from sync.errors import ParcelDamaged
from sync.link import Entry, EntryResult, GatewayLink, Rejected
from sync.listening import Listening
from sync.manifest import Manifest
from sync.pace import Pace
from sync.remedies import LOCAL_BLOB_DAMAGED, LOCAL_BLOB_MISSING
from sync.streams import ENDLESS, Streams
from sync.transport import LinkDown
from sync.twice import first_of
from sync.width import LONG_TRIP, Width

FIRST_WINDOW = 10 * 1024
"""What a fresh connection may send before the first acknowledgement (ten packets, RFC 6928), less TLS, a request's head and its frame.

Every doubling beyond costs a round trip, which over a satellite is most of a second.
"""
NEAR_SECONDS = 0.1
"""Where a round trip takes less, waiting for one costs less than connections do."""
OPENING_TRIPS = 2
"""Round trips before a fresh connection carries a request: TCP's and TLS's."""
MOST_SHARES = 8
"""So many connections at most for records; those for papers are among them afterwards."""
TWICE_SHARES = 3
"""From so many connections on, each share of records goes twice where that is worth it: of fewer packets hardly ever one is lost."""
SMALL_PAPER = 64 * 1024
"""Papers up to this many bytes share a request.

Larger ones are worth an upload of their own that can be resumed.
"""
PART_SECONDS = 30.0
"""How long a part of a large paper should take. The gateway keeps what has come of one that is cut, so it may be long; each costs half a
kilobyte.
"""
QUIET_SECONDS = 1.0
LOOK_SECONDS = 0.5
"""How often somebody looks, while large papers travel, whether a new record waits."""
ENDING_SECONDS = 5
"""How long the gateway is listened to in one go while the last papers travel; a new record waits as long at most."""
BEHIND_SECONDS = 0.05
"""How much later the copy sets out: no copy of one share is to be ahead of another share on a slow link."""
NEWS_SECONDS = 5.0
"""How often the gateway is asked for statements meanwhile."""
NEWS_TRIPS = 20
"""But not more often than once in so many round trips.

On the slowest links each question costs a tenth of a second.
"""
QUIET_TRIPS = 100
"""And once in so many when nothing of which the gateway has to speak is on the way."""

_log = logging.getLogger("sync.round")


@dataclass(slots=True)
class Habits:
    """What one process learns about its link from round to round."""

    batch: Pace = field(default_factory=lambda: Pace(first=128 * 1024, least=8 * 1024, most=2 * 1024 * 1024))
    chunk: Pace = field(
        default_factory=lambda: Pace(
            first=128 * 1024, least=32 * 1024, most=8 * 1024 * 1024, target=PART_SECONDS
        )
    )
    width: Width = field(default_factory=Width)


_Item = tuple[str, bytes, Sequence[str]]
"""A parcel, its manifest, and which of its blobs go along."""


class Round:
    """Carries once. ``pause(seconds)`` waits and says whether to stop; tests pass one that does not wait."""

    def __init__(
        self,
        clock: Clock,
        dispatch: Dispatch,
        link: GatewayLink,
        listening: Listening,
        habits: Habits,
        pause: Callable[[float], bool],
        restraint: Callable[[], Restraint | None],
    ) -> None:
        """``restraint`` says whether papers have to wait, whatever the link."""
        self._clock = clock
        self._dispatch = dispatch
        self._link = link
        self._habits = habits
        self._restraint = restraint
        self._pause = pause
        self._listening = listening
        self._addresses = Addresses(link)
        self._hear_at = 0.0
        self.seen = 0.0
        """Bytes a second that records, sent over fresh connections, have lately reached together."""

    @property
    def rate(self) -> float:
        """Bytes a second that one stream has lately reached."""
        return self._habits.chunk.rate or self._habits.batch.rate

    def greet(self, ask: Callable[[], object]) -> None:
        """Send the records that are due while ``ask`` finds out who is there, which is worth a round trip.

        Raises what ``ask`` raises; else as ``carry`` does, unless it may be for a clock that ``ask`` has just put right.
        """
        fault: KnownError | None = None
        with ThreadPoolExecutor(1, "ask") as pool:
            asked = pool.submit(ask)
            try:
                self._records()
            except KnownError as error:
                fault = error
        try:
            asked.result()
        except KnownError:
            self._dispatch.take_back()  # whatever has left: nobody is known to have got it
            raise
        if fault is not None and not (isinstance(fault, LinkDown) and fault.cause == "tls"):
            raise fault

    def carry(self, patience: float) -> None:
        """Send everything that is due, then listen up to ``patience`` seconds for statements about it.

        Raises ``LinkDown``, ``NotTheGateway``, ``GatewayBusy`` or ``DeviceDenied``, ``DiskFull`` or ``DiskReadOnly``; what was
        achieved stays achieved.
        """
        self._hear_soon()
        self._batches()
        self._large_papers()
        self._batches()
        self._listen(patience)
        self._dispatch.outbox.erase_safe()  # before what may find no room
        if self._restraint() is None:
            self._listening.results()
        self._listening.packs(lambda: self._restraint() is None)

    def _records(self) -> None:
        while records := self._dispatch.records(self._habits.batch.size):
            if self._pause(0):
                return
            items = [(job.parcel, job.manifest, (job.name,)) for job in records]
            sizes = [job.size + len(job.manifest) for job in records]
            far = not 0 < self._link.transport.trip < NEAR_SECONDS
            shares = _shares(items, sizes) if far else [items]
            # Beyond the first windows more trips follow in any case, and a slow link takes twice as long for twice the bytes.
            few = sum(sizes) <= MOST_SHARES * FIRST_WINDOW
            twice = len(shares) >= TWICE_SHARES and few and self._restraint() is None
            began = self._clock.monotonic()
            _side_by_side([partial(self._offer, share, twice) for share in shares], self._ask_ahead)
            took = self._clock.monotonic() - began
            self.seen = sum(sizes) / max(took - OPENING_TRIPS * self._link.transport.trip, took / 4, 0.001)

    def _ask_ahead(self) -> None:
        """While records travel, ask where the papers behind them will go."""
        due = self._dispatch.papers(
            SMALL_PAPER, ENDLESS, ENDLESS, most=AT_ONCE, restraint=self._restraint(), early=True
        )
        try:
            self._addresses.ask(due)
        except (KnownError, Rejected) as fault:
            _log.info("upload addresses not known ahead: %s", fault)  # a stream asks again

    def _batches(self) -> None:
        self._records()
        while silent := self._dispatch.silent():
            if self._pause(0):
                return
            self._offer([(parcel, manifest, ()) for parcel, manifest in silent])
        while papers := self._small_papers():
            if self._pause(0):
                return
            self._offer(_by_parcel(papers))
            self._hear()

    def _small_papers(self) -> tuple[PaperJob, ...]:
        """Small papers to send now: not before the large ones of a dossier that ranks above theirs."""
        restraint = self._restraint()
        small = self._dispatch.papers(0, SMALL_PAPER, self._habits.batch.size, restraint=restraint)
        large = self._dispatch.papers(SMALL_PAPER, ENDLESS, ENDLESS, most=1, restraint=restraint)
        return small if not large else tuple(one for one in small if one.rank <= large[0].rank)

    def _offer(self, items: Sequence[_Item], twice: bool = False) -> None:
        """Send one batch, ``twice`` at once where that is worth it.

        A batch the gateway refuses as a whole is taken apart to find the one that spoils it.
        """
        entries = [entry for item in items if (entry := self._entry(*item)) is not None]
        if not entries:
            return
        self._dispatch.begin(entry.parcel for entry in entries)
        try:
            self._send(entries, twice)
        except Rejected as refusal:
            if len(entries) > 1:
                half = len(entries) // 2
                self._habits.batch.failed()
                for part in (entries[:half], entries[half:]):
                    self._offer([(entry.parcel, entry.manifest, tuple(entry.blobs)) for entry in part])
            else:
                self._put_off(entries[0].parcel, f"rejected-{refusal.status}")

    def _send(self, entries: Sequence[Entry], twice: bool) -> None:
        pace = self._habits.batch
        size = sum(len(entry.manifest) + sum(map(len, entry.blobs.values())) for entry in entries)
        start = self._clock.monotonic()
        try:
            results = self._post(entries, pace.answer_within(size), twice)
        except KnownError:
            pace.failed()
            raise
        pace.went(size, self._clock.monotonic() - start)
        with self._dispatch.together():
            for entry in entries:
                self._digest(entry, results.get(entry.parcel))

    def _post(self, entries: Sequence[Entry], within: float, twice: bool) -> dict[str, EntryResult]:
        post = partial(self._link.post_parcels, entries, within)
        if not twice or 0 < self._link.transport.trip < LONG_TRIP:
            return post()

        def post_again() -> dict[str, EntryResult]:
            if self._pause(BEHIND_SECONDS):
                raise LinkDown("stopped")
            # How far it is nobody may know before a connection is open: the copy finds out and leaves it at that.
            return post(far=LONG_TRIP)

        return first_of((post, post_again))

    def _digest(self, entry: Entry, result: EntryResult | None) -> None:
        try:
            self._answered(entry, result)
        except KnownError:
            raise  # a full disk or a damaged outbox is not this parcel's fault
        except Exception:  # noqa: BLE001 - one poison parcel stops no other
            _log.exception("parcel %s: answer not digested", entry.parcel)
            self._dispatch.put_off(entry.parcel, "fault")

    def _answered(self, entry: Entry, result: EntryResult | None) -> None:
        if result is None or result.error is not None:
            self._put_off(entry.parcel, "no-answer" if result is None else result.error or "error")
            return
        self._listening.believe(result.statements)
        self._dispatch.offered(entry.parcel, result.missing)
        if result.missing & entry.blobs.keys():
            self._put_off(entry.parcel, "not-taken")  # sent just now and missed still: not again at once

    def _entry(self, parcel: str, manifest: bytes, names: Sequence[str]) -> Entry | None:
        """The parcel with its blobs read and checked; None when it cannot be carried from this machine."""
        blobs: dict[str, bytes] = {}
        try:
            Manifest.decode_unverified(manifest)
        except ParcelDamaged:
            self._refuse(parcel, LOCAL_BLOB_DAMAGED)
            return None
        for name in names:
            path = self._dispatch.outbox.blob_path(name)
            try:
                blobs[name] = path.read_bytes()
            except FileNotFoundError:
                self._refuse(parcel, LOCAL_BLOB_MISSING)
                return None
            except OSError as error:
                self._put_off(parcel, f"disk-{error.errno}")
                return None
            if blob_name(blobs[name]) != name:
                self._refuse(parcel, LOCAL_BLOB_DAMAGED)
                return None
        return Entry(parcel, manifest, blobs)

    def _large_papers(self) -> None:
        streams = Streams(
            self._clock,
            self._dispatch,
            self._link,
            self._addresses,
            self._habits.chunk,
            self._habits.width,
            SMALL_PAPER,
            self._pause,
            self._restraint,
        )
        streams.widen()
        try:
            self._hear_soon()
            while streams.working() and not self._pause(0):
                streams.join(LOOK_SECONDS)
                try:
                    self._batches()  # a dossier sealed meanwhile: its record overtakes every paper
                    streams.ask_ahead()
                    if streams.ending():
                        # The question lies at the gateway when the last byte comes: no round trip between it and
                        # the word.
                        self._listening.news(wait=ENDING_SECONDS)
                    else:
                        self._hear()
                    streams.widen()
                except LinkDown:
                    streams.recover()
        finally:
            if streams.working():
                streams.halt()
            streams.join()
        streams.raise_fault()

    def _hear_soon(self) -> None:
        # The records just sent are judged in no time.
        self._hear_at = self._clock.monotonic() + NEWS_SECONDS / 5

    def _hear(self) -> None:
        """While papers travel: what the province says, now and then, and a piece of a result a citizen waits for."""
        if self._clock.monotonic() >= self._hear_at:
            self._listening.news(wait=0, meanwhile=True)
            trips = NEWS_TRIPS if self._dispatch.judged_soon() else QUIET_TRIPS
            self._hear_at = self._clock.monotonic() + max(NEWS_SECONDS, trips * self._link.round_trip)
        if self._restraint() is None:
            self._listening.results(pieces=1)

    def _listen(self, patience: float) -> None:
        ends = self._clock.monotonic() + patience
        while not self._pause(0):
            left = ends - self._clock.monotonic()
            wait = int(min(20, max(0, left))) if self._listening.awaited() else 0
            before = self._clock.monotonic()
            if self._listening.news(wait):
                self._batches()
                ends = max(ends, self._clock.monotonic() + min(patience, QUIET_SECONDS))
            elif left <= 0 or not self._listening.awaited():
                return
            elif self._clock.monotonic() - before < QUIET_SECONDS:
                self._pause(QUIET_SECONDS)  # a gateway that does not wait must not be asked in a tight circle

    def _put_off(self, parcel: str, reason: str) -> None:
        _log.warning("parcel %s put off: %s", parcel, reason)
        self._dispatch.put_off(parcel, reason)

    def _refuse(self, parcel: str, reason: str) -> None:
        _log.error("parcel %s cannot be carried from this machine: %s", parcel, reason)
        self._dispatch.refuse_here(parcel, reason)


def _by_parcel(papers: Sequence[PaperJob]) -> list[tuple[str, bytes, Sequence[str]]]:
    grouped: dict[str, tuple[str, bytes, list[str]]] = {}
    for job in papers:
        grouped.setdefault(job.parcel, (job.parcel, job.manifest, []))[2].append(job.name)
    return list(grouped.values())


def _shares(items: Sequence[_Item], sizes: Sequence[int]) -> list[list[_Item]]:
    """Records in their order, dealt to as many connections as carry them in their first window."""
    count = 1
    while count < min(MOST_SHARES, len(items)) and any(
        sum(sizes[start::count]) > FIRST_WINDOW for start in range(count)
    ):
        count += 1
    return [list(items[start::count]) for start in range(count)]


def _side_by_side(tasks: Sequence[Callable[[], None]], beside: Callable[[], None]) -> None:
    """Do all of them at once and wait for the last; raises what the first of them raised."""
    with ThreadPoolExecutor(len(tasks), "records") as pool:
        waiting = [pool.submit(task) for task in (*tasks[1:], beside)]
        tasks[0]()
    for one in waiting:
        one.result()
