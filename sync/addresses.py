"""Upload addresses of papers, asked for before a stream needs them: no link stands still over a question.

May not choose what travels.
"""

import threading
from collections.abc import Iterable

from sync.dispatch import PaperJob
from sync.link import GatewayLink, Slot
from sync.manifest import BlobRef

AT_ONCE = 16
"""Papers one question is about: its answer fits into the first window of a fresh connection (RFC 6928)."""


class Addresses:
    """What the gateway has given us. Safe between threads."""

    def __init__(self, link: GatewayLink) -> None:
        self._link = link
        self._lock = threading.Lock()
        self._slots: dict[str, Slot] = {}
        self._unsure: set[str] = set()

    def of(self, job: PaperJob) -> Slot | None:
        """Where this paper's bytes go; None when that was not asked, or refused, or is past its time."""
        with self._lock:
            slot = self._slots.get(job.name)
        return slot if slot is not None and slot.expires > self._link.now() else None

    def ask(self, jobs: Iterable[PaperJob]) -> None:
        """Ask for those that are not known, ``AT_ONCE`` at most. May raise what ``GatewayLink.slots`` raises."""
        wanted = [(job.parcel, BlobRef(job.name, job.size)) for job in jobs if self.of(job) is None][:AT_ONCE]
        if wanted:
            found = self._link.slots(wanted)
            with self._lock:
                self._slots |= found

    def drop(self, job: PaperJob) -> None:
        """This one is good no longer."""
        with self._lock:
            self._slots.pop(job.name, None)

    def doubt(self, job: PaperJob) -> None:
        """An upload broke off: nobody knows how much of it has arrived."""
        with self._lock:
            self._unsure.add(job.name)

    def trust(self, job: PaperJob) -> None:
        """The gateway has said how much it has."""
        with self._lock:
            self._unsure.discard(job.name)

    def is_unsure(self, job: PaperJob) -> bool:
        """Whether it has to be asked."""
        with self._lock:
            return job.name in self._unsure
