"""The way back: statements believed once checked, notices put into the inbox in order, results fetched piece
by piece.

May not open a notice. Nothing here can hold up what is being sent.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from forms.clock import Clock
from sync.dispatch import Dispatch
from sync.errors import ParcelDamaged
from sync.files import DiskFull, DiskReadOnly, append_durably, demand_room
from sync.history import History, Taken
from sync.inbox import Inbox
from sync.link import GatewayLink, News, Rejected
from sync.manifest import BlobRef
from sync.notice import NoticeEnvelope
from sync.pace import Pace
from sync.packs import LinkCarrier, PackMirror
from sync.transport import LinkDown

NEWS_PARCELS = 200
REFUSED_SECONDS = 60.0
"""How long a gateway that refused the question for news is not asked again."""
LATEST_FACT = "latest"
PARTED_FACT = "parted"
"""The id of the newest notice here when the gateway did not know it: what it lost besides is asked about once."""

_log = logging.getLogger("sync.listening")


class Listening:
    """Asks for news and believes what is signed."""

    def __init__(self, clock: Clock, dispatch: Dispatch, inbox: Inbox, link: GatewayLink) -> None:
        self._clock = clock
        # What a cut costs is one piece: on a link that is often cut it must be small, or nothing ever arrives.
        self._pace = Pace(first=64 * 1024, least=16 * 1024, most=4 * 1024 * 1024, target=5.0)
        self._dispatch = dispatch
        self._inbox = inbox
        self._link = link
        self._history = History(inbox, lambda: link.identity.card.signs)
        self._known: int | None = None
        """Of a gateway put back as it was that has said nothing new since: the last notice it has in common with us."""
        self.card_hint: str | None = None
        """What the gateway last called its card."""
        self._refused = False
        self._ask_at = 0.0
        self._turn = 0
        self._latest = 0
        self._looked = 0
        self._wanted: dict[str, BlobRef] = {}
        self._failed: set[str] = set()
        self._packs_newest = self._packs_tried = 0

    def awaited(self) -> bool:
        """Whether a statement about anything sent, or a notice the gateway spoke of, is still to come."""
        return self._latest > self._after() or self._dispatch.awaits_statement()

    def news(self, wait: int, meanwhile: bool = False) -> bool:
        """Ask once; True when anything moved or arrived.

        A gateway that refuses the question is asked again only after a while: nothing that is sent waits for it.

        ``meanwhile``, while papers travel, only of parcels something new may be said of: an answer repeats every
        statement of every parcel that is named.
        """
        if self._clock.monotonic() < self._ask_at:
            return False
        asked = self._window(self._dispatch.judged_soon() if meanwhile else self._dispatch.outstanding())
        try:
            news = self._ask(asked, wait)
        except Rejected as refusal:
            if not self._refused:
                _log.warning("news refused: %s", refusal)
            self._refused, self._ask_at = True, self._clock.monotonic() + REFUSED_SECONDS
            return False
        self._refused = False
        before = self._dispatch.outbox.changes()
        if news.statements:
            with self._dispatch.together():
                for statements in news.statements.values():
                    self.believe(statements)
        moved = self._dispatch.outbox.changes() != before
        self._look_back(news.latest)
        self._latest, self._packs_newest = news.latest, news.packs
        self.card_hint = news.card
        return self._keep(news.notices) or moved

    def _after(self) -> int:
        reached = self._history.reached()
        return reached if self._known is None else min(self._known, reached)

    def _ask(self, parcels: tuple[str, ...], wait: int) -> News:
        """Ask from the last notice the gateway has too, which is looked for in ever longer steps."""
        after, step = self._after(), 1
        while (news := self._link.news(parcels, after, wait, self._history.id_at(after))).unknown and after:
            self._doubt_once()
            after, step = max(0, min(after - step, news.latest)), 2 * step
            self._known = after
        return news

    def _doubt_once(self) -> None:
        newest = self._history.id_at(self._history.reached())
        outbox = self._dispatch.outbox
        if newest is not None and outbox.recall(PARTED_FACT) != newest:
            _log.warning("gateway restored: %d parcels asked about anew", self._dispatch.doubt())
            outbox.remember(PARTED_FACT, newest)

    def _look_back(self, latest: int) -> None:
        """A gateway that counts fewer notices than it did was restored from a backup: what has it lost besides?"""
        outbox = self._dispatch.outbox
        told = outbox.recall(LATEST_FACT) or ""
        known = int(told) if told.isdecimal() else 0  # a spoilt fact is none
        if latest == known:
            return
        if latest < known:
            _log.warning("gateway restored: %d parcels asked about anew", self._dispatch.doubt())
        outbox.remember(LATEST_FACT, str(latest))

    def believe(self, statements: Iterable[bytes]) -> None:
        """Check statements and let them move their parcels; what does not hold is passed over."""
        for data in statements:
            try:
                self._dispatch.outbox.accept(data, self._link.identity.card.signs)
            except ParcelDamaged as damaged:
                _log.warning("statement not believed: %s", damaged.damage)

    def results(self, pieces: int | None = None) -> None:
        """Fetch the result files the notices in the inbox speak of, the one with least left first.

        At most so many ``pieces`` now: what the rest of the road does meanwhile goes on. One that fails holds up no other,
        and is left until somebody asks for all. Raises ``DiskFull`` or ``DiskReadOnly``, once all have been asked for, when
        there was no room for one.
        """
        no_room: DiskFull | DiskReadOnly | None = None
        self._look_for_results()
        if pieces is None:
            self._failed.clear()
        for ref in sorted(self._wanted.values(), key=self._left):
            while ref.blob not in self._failed:
                if self._inbox.settled(ref.blob):
                    del self._wanted[ref.blob]
                    break
                if pieces == 0:
                    return
                pieces = None if pieces is None else pieces - 1
                try:
                    self._fetch(ref)
                except Rejected as refusal:
                    self._failed.add(ref.blob)
                    _log.warning("result %s refused: %s", ref.blob[:16], refusal.status)
                except (DiskFull, DiskReadOnly) as fault:
                    self._failed.add(ref.blob)
                    no_room = fault
        if no_room is not None and pieces is None:
            raise no_room

    def packs(self, may_go: Callable[[], bool]) -> None:
        """Fetch the packs the province distributes, when the gateway has spoken of a newer issue than lies here."""
        newest = self._packs_newest
        if newest in (0, self._packs_tried) or not may_go():
            return
        mirror = PackMirror(self._inbox.packs, self._link.identity.card.signs)
        try:
            if (
                newest != mirror.number
                and not mirror.follow(LinkCarrier(self._clock, self._link, may_go))
                and not may_go()
            ):
                return  # put off: go on with it later
        except Rejected as refusal:
            _log.warning("packs refused: %s", refusal)
        self._packs_tried = newest

    def _window(self, parcels: tuple[str, ...]) -> tuple[str, ...]:
        if len(parcels) <= NEWS_PARCELS:
            return parcels
        # More than one request may name: take turns, so that every parcel is asked about.
        start = self._turn % len(parcels)
        self._turn += NEWS_PARCELS
        return (parcels[start:] + parcels[:start])[:NEWS_PARCELS]

    def _keep(self, notices: Iterable[bytes]) -> bool:
        kept = False
        for data in notices:
            try:
                envelope = NoticeEnvelope.decode_verified(data, self._link.identity.card.signs)
            except ParcelDamaged as damaged:
                _log.warning("notice not believed: %s", damaged.damage)
                break
            taken = self._history.take(envelope, data) if self._is_ours(envelope) else Taken.OUT_OF_TURN
            if taken is Taken.OUT_OF_TURN:
                _log.warning("notice %d out of turn", envelope.seq)
                break
            if taken is Taken.PARTED:
                _log.warning("gateway restored: notice %d is another one now", envelope.seq)
            if taken is not Taken.HELD:
                self._known, kept = None, True
            elif self._known is not None:
                self._known = max(self._known, envelope.seq)
        return kept

    def _is_ours(self, envelope: NoticeEnvelope) -> bool:
        return envelope.office == self._link.identity.office

    def _look_for_results(self) -> None:
        for seq, data in self._inbox.after(self._looked):
            self._looked = seq
            try:
                envelope = NoticeEnvelope.decode_verified(data, self._link.identity.card.signs)
            except ParcelDamaged:
                _log.warning("notice %d damaged on this disk, asked for anew", seq)
                self._inbox.set_notice_aside(seq)
                continue
            self._wanted.update({ref.blob: ref for ref in envelope.results})

    def _left(self, ref: BlobRef) -> int:
        return ref.size - self._have(ref)

    def _have(self, ref: BlobRef) -> int:
        partial = self._inbox.partial_path(ref.blob)
        have = partial.stat().st_size if partial.exists() else 0
        return have if have <= ref.size else 0

    def _fetch(self, ref: BlobRef) -> None:
        """One piece more, and the file its name once it is whole."""
        partial, have = self._inbox.partial_path(ref.blob), self._have(ref)
        if have < ref.size:
            length = min(self._pace.size, ref.size - have)
            demand_room(partial.parent, length)  # or it would be fetched again and again for nothing
            start = self._clock.monotonic()
            try:
                data, whole = self._link.result_part(ref.blob, have, length)
            except LinkDown:
                self._pace.failed()
                raise
            if not data:
                raise Rejected(200, "empty")
            self._pace.went(len(data), self._clock.monotonic() - start)
            have = append_durably(partial, 0 if whole else have, data)
        if have < ref.size:
            return
        if have != ref.size or _hash(partial) != ref.blob:
            partial.unlink()
            self._failed.add(ref.blob)
            _log.warning("result %s came damaged", ref.blob[:16])
            return
        self._inbox.finish_result(ref.blob)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
