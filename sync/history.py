"""Which of the gateway's histories this counter follows: numbered notices, told apart by their ids.

A gateway put back as it was counts its notices on from there, and says other things under numbers the counter has heard.
Two notices with one number and two ids, both signed by the gateway, are the proof; from there on its present history is
followed beside the old one, which is kept. Nothing is taken in twice, because a notice is known by its id. May not open
a notice.
"""

from collections.abc import Callable
from enum import Enum

from sync.cose import Publics
from sync.errors import ParcelDamaged
from sync.inbox import Inbox
from sync.notice import NoticeEnvelope


class Taken(Enum):
    """What became of a notice."""

    KEPT = "kept"
    PARTED = "parted"  # kept, as the first of another history
    HELD = "held"  # it lay here already
    OUT_OF_TURN = "out of turn"  # one before it is missing


class History:
    """The notices of one inbox as the gateway's present history; ``publics`` asks for the gateway's signing keys."""

    def __init__(self, inbox: Inbox, publics: Callable[[], Publics]) -> None:
        self._inbox = inbox
        self._publics = publics

    def reached(self) -> int:
        """The highest ``seq`` up to which nothing is missing."""
        return self._inbox.gapless()

    def id_at(self, seq: int) -> str | None:
        """The id of notice ``seq`` in this history, None when it is not here or damaged."""
        number = self._inbox.followed().get(seq)
        return None if number is None else self._id(number)

    def newest(self, most: int) -> dict[int, str]:
        """(seq, id) of the last ``most`` notices."""
        followed, reached = self._inbox.followed(), self.reached()
        last = [seq for seq in sorted(followed) if seq <= reached][-most:]
        found = {seq: self._id(followed[seq]) for seq in last}
        return {seq: name for seq, name in found.items() if name is not None}

    def _id(self, number: int) -> str | None:
        try:
            return NoticeEnvelope.decode_verified(self._inbox.notice(number), self._publics()).id
        except ParcelDamaged:
            return None

    def take(self, envelope: NoticeEnvelope, data: bytes) -> Taken:
        """Keep a notice whose signature has been checked. Raises ``DiskFull``."""
        reached = self.reached()
        if envelope.seq > reached + 1:
            return Taken.OUT_OF_TURN
        if envelope.seq == reached + 1:
            self._inbox.put_notice(envelope.seq, data)
            return Taken.KEPT
        held = self.id_at(envelope.seq)
        if held is None or held == envelope.id:
            return Taken.HELD
        self._inbox.part(envelope.seq, data)
        return Taken.PARTED
