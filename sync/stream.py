"""One stream of large papers: part after part on one connection, each sent before the answers to those ahead have come.

Takes papers from ``Streams`` and tells it what became of them. May not choose what travels.
"""

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.clock import Clock
from forms.errors import KnownError
from sync.dispatch import PaperJob
from sync.link import NotTheGateway, Rejected
from sync.uploads import Uploads

if TYPE_CHECKING:
    from sync.streams import Streams

AHEAD = 8
"""Parts sent whose answers have not come: small papers enough to fill a round trip of the longest links."""

_log = logging.getLogger("sync.streams")


@dataclass(frozen=True, slots=True)
class _Part:
    job: PaperJob
    offset: int
    length: int
    began: float


class Stream:
    """The work of one thread. After ``LinkDown`` from ``step`` call ``lost``."""

    def __init__(self, desk: "Streams", uploads: Uploads, clock: Clock) -> None:
        self._desk = desk
        self._uploads = uploads
        self._clock = clock
        self._under_way: deque[_Part] = deque()
        self._job: PaperJob | None = None
        self._offset: int | None = None
        """Of the paper at hand, the first byte that has not been handed over; None before it was asked."""
        self._spoilt: set[str] = set()
        self._answered = float("-inf")
        self.waits = False
        """Whether everything is handed over and only answers are still to come."""

    def step(self) -> bool:
        """Send one part, or wait for an answer; False when there is nothing more to do."""
        part = self._next() if len(self._under_way) < AHEAD else None
        self.waits = part is None and self._job is None
        if part is not None:
            self._uploads.behave(self._desk.manner())
            with self._minding(part.job):
                self._uploads.send(
                    self._desk.slot(part.job), self._desk.slice(part.job, part.offset, part.length)
                )
                self._under_way.append(part)
        elif not self._under_way:
            return self._job is not None
        for reached in self._uploads.reached(None if part is not None else self._patience()):
            part = self._under_way.popleft()
            with self._minding(part.job):
                self._settle(part, reached)
        return True

    def lost(self, reached: bool = False) -> None:
        """The connection died: nobody knows how much of what was under way has arrived.

        Where the gateway was ``reached`` it may be the fault of the first of them.
        """
        jobs = [part.job for part in self._under_way] + ([self._job] if self._job is not None else [])
        self._under_way.clear()
        self._job = None
        self._spoilt.clear()
        self._answered = float("-inf")
        for place, job in enumerate(dict.fromkeys(jobs)):
            self._desk.lost(job, to_blame=reached and place == 0)

    def close(self) -> None:
        """Drop the connection and give back what is still at hand."""
        self._uploads.close()
        self.lost()

    def _next(self) -> _Part | None:
        """The next part; None when there is none, or none before an answer has come."""
        while (job := self._at_hand()) is not None:
            if self._offset is None:
                if self._under_way and self._desk.is_unsure(job):
                    return None  # the question how much of it is there waits for the answers before it
                self._offset = job.size
                with self._minding(job):
                    self._offset = self._desk.begin(job, self._uploads)
            elif self._offset < job.size and not self._desk.must_wait(job):
                length = min(self._desk.pace.size, job.size - self._offset)
                part = _Part(job, self._offset, length, self._clock.monotonic())
                self._offset += length
                return part
            else:
                self._job = None
                self._let_go(job)
        return None

    def _at_hand(self) -> PaperJob | None:
        if self._job is None and not self._desk.is_too_many():
            self._job, self._offset = self._desk.take(), None
        return self._job

    def _patience(self) -> float:
        return self._desk.pace.answer_within(sum(part.length for part in self._under_way))

    def _settle(self, part: _Part, reached: Callable[[], int]) -> None:
        began, self._answered = max(part.began, self._answered), self._clock.monotonic()
        offset = reached()
        if not part.offset < offset <= part.job.size:
            raise NotTheGateway
        self._desk.reached(part.job, offset)
        self._desk.carried(part.length, began, self._answered)

    @contextlib.contextmanager
    def _minding(self, job: PaperJob) -> Iterator[None]:
        """What goes wrong with one paper stops no other; what was sent of it behind the fault is not listened to."""
        try:
            yield
        except Rejected as refusal:
            if job.name not in self._spoilt:
                self._desk.refused(job, refusal)
            self._drop(job)
        except KnownError:
            raise
        except OSError as error:
            self._desk.put_off(job, f"disk-{error.errno}")
            self._drop(job)
        except Exception:  # noqa: BLE001 - one poison paper stops no other
            _log.exception("parcel %s: paper not carried", job.parcel)
            self._desk.put_off(job, "fault")
            self._drop(job)
        self._let_go(job)

    def _drop(self, job: PaperJob) -> None:
        self._spoilt.add(job.name)
        if self._job is job:
            self._job = None

    def _let_go(self, job: PaperJob) -> None:
        """Give a paper back once nothing of it is at hand or under way."""
        if self._job is not job and all(part.job is not job for part in self._under_way):
            self._spoilt.discard(job.name)
            self._desk.release(job)
