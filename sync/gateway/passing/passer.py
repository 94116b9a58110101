"""Hands one dossier on: each of its parts by its own road, as far as it goes now. What a job of ours does.

A refusal of one part stops neither its neighbours nor anybody else; a system that does not answer rests for all. Crashing
between a call and its note means that the call is made again: every one bears it by the number it is made under.
"""

import logging
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from forms.answers import flatten
from forms.clock import Clock
from forms.errors import KnownError
from forms.kinds import FieldType
from forms.text import Message
from sync.backoff import Backoff
from sync.gateway.jobs import Done, Job, JobFailed
from sync.gateway.journal import note
from sync.gateway.passing.answers import Verdict, sayable
from sync.gateway.passing.ledger import Claim, Ledger
from sync.gateway.passing.letters import Letter, Letters
from sync.gateway.passing.roads import Road, Taken
from sync.gateway.passing.tables import Standing

FIRST_SECONDS = 5.0
LONGEST_SECONDS = 600.0
UNCLEAR_LIMIT = 8
"""Answers that say neither yes nor no, one after another, after which a person has to read them."""
STEPS_AT_ONCE = 60
_NEVER_BACK = frozenset({Verdict.AWAY, Verdict.TOKEN})

LACKING = Message(
    "ui.gateway.passing.lacking",
    "Còn thiếu: {keys}",
    "Why a part cannot be handed on yet; {keys} lists keys of a message with their reasons.",
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PassingPorts:
    """What the passer works with. ``after`` is called behind each call and each note: where a test pulls the plug."""

    ledger: Ledger
    letters: Letters
    roads: Mapping[str, Road]
    clock: Clock
    draw: Callable[[], float] = random.random
    after: Callable[[str], None] = lambda _step: None


class Resting:
    """Which roads do not answer just now. One silence is enough: it would meet every dossier alike."""

    def __init__(self, clock: Clock, draw: Callable[[], float]) -> None:
        self._clock = clock
        self._draw = draw
        self._lock = threading.Lock()
        self._waits: dict[str, Backoff] = {}
        self._until: dict[str, float] = {}

    def left(self, road: str) -> float:
        """Seconds the road still rests."""
        with self._lock:
            return max(0.0, self._until.get(road, 0.0) - self._clock.monotonic())

    def silent(self, road: str) -> float:
        """Nobody answered: rest, longer each time; for how many seconds."""
        with self._lock:
            wait = self._waits.setdefault(road, Backoff(FIRST_SECONDS, LONGEST_SECONDS, self._draw)).next()
            self._until[road] = self._clock.monotonic() + wait
            return wait

    def answered(self, road: str) -> None:
        """Somebody answered, whatever he said."""
        with self._lock:
            self._waits.pop(road, None)
            self._until.pop(road, None)


class Passer:
    """The handler of our jobs."""

    def __init__(self, ports: PassingPorts) -> None:
        self._ports = ports
        self.resting = Resting(ports.clock, ports.draw)

    def handle(self, job: Job) -> Done | None:
        """Pass one dossier on; ``JobFailed`` while anything is left to do."""
        self.pass_on(job.key)
        return None

    def pass_on(self, dossier: str) -> None:
        """Take every part of ``dossier`` as far as it goes; ``JobFailed`` with the time of the next look."""
        ledger = self._ports.ledger
        parts = ledger.open(dossier)
        if parts is None:
            raise JobFailed("papers-awaited")
        for part in parts:
            claim = ledger.claim(dossier, part)
            if claim is not None:
                self._part(claim)
        left = ledger.due_in(dossier, parts)
        if left is not None:
            raise JobFailed("waiting", left)

    def _part(self, claim: Claim) -> None:
        ledger, road = self._ports.ledger, self._ports.roads[claim.road]
        rest = self.resting.left(claim.road)
        if rest > 0:
            ledger.settle(claim, Standing.WAITING, reason="resting", after=timedelta(seconds=rest))
            return
        try:
            letter = self._ports.letters.write(claim.dossier, claim.part, road.plan)
        except KnownError as fault:
            # Blob, key or form version not at hand here: nothing of theirs, and it may come back.
            told = fault.message.in_vietnamese(**fault.params)
            ledger.settle(claim, Standing.HELD, reason="unreadable", words=told[:400])
            note(_log, "part unreadable", logging.WARNING, dossier=claim.dossier)
            return
        for _ in range(STEPS_AT_ONCE):
            stand = ledger.stand(claim, road.plan)
            if stand is None:
                return
            taken = road.step(stand, letter)
            self._ports.after("called")
            if taken is None:
                self.resting.answered(claim.road)
                ledger.settle(claim, Standing.PASSED)
                note(_log, "part passed", dossier=claim.dossier, road=claim.road)
                return
            if taken.gain is None:
                self._failed(claim, letter, taken, stand.number)
                return
            self.resting.answered(claim.road)
            try:
                kept = ledger.gained(claim, taken.gain, road.plan)
            except KnownError as fault:
                # They gave a number that is another's or none at all: ask again, it was never used.
                told, wait = fault.message.in_vietnamese(**fault.params), self._wait(claim)
                after = timedelta(seconds=wait)
                ledger.settle(
                    claim, Standing.WAITING, reason="number-odd", words=told[:400], after=after, counts=True
                )
                return
            if not kept:
                return
            self._ports.after("noted")
        ledger.settle(claim, Standing.WAITING, after=timedelta())

    def _failed(self, claim: Claim, letter: Letter, taken: Taken, number: str | None) -> None:
        ledger = self._ports.ledger
        if taken.heard is None:
            told = LACKING.in_vietnamese(
                keys="; ".join(f"{key} ({why})" for key, why in taken.lacking.items())
            )
            ledger.settle(claim, Standing.HELD, reason="lacking", words=told[:400])
            note(_log, "part held", dossier=claim.dossier, road=claim.road, reason="lacking")
            return
        heard = taken.heard
        if heard.verdict in _NEVER_BACK:
            # A dossier at which their system stumbles each time must not make the road rest for ever.
            wait = max(self.resting.silent(claim.road), self._wait(claim))
            ledger.settle(
                claim, Standing.WAITING, reason=heard.code, after=timedelta(seconds=wait), counts=True
            )
            note(_log, "road silent", logging.WARNING, road=claim.road, reason=heard.code)
            return
        self.resting.answered(claim.road)
        words = sayable(heard.words, _personal(letter), number) or None
        worn_out = heard.verdict is not Verdict.NONSENSE and claim.attempts + 1 >= UNCLEAR_LIMIT
        if heard.verdict is Verdict.REFUSED or worn_out:
            ledger.settle(claim, Standing.QUARANTINED, reason=heard.code, words=words, counts=True)
            note(
                _log,
                "part quarantined",
                logging.WARNING,
                dossier=claim.dossier,
                road=claim.road,
                reason=heard.code,
            )
            return
        wait = self._wait(claim)
        ledger.settle(
            claim,
            Standing.WAITING,
            reason=heard.code,
            words=words,
            after=timedelta(seconds=wait),
            counts=True,
        )
        note(_log, "part put off", dossier=claim.dossier, road=claim.road, reason=heard.code)

    def _wait(self, claim: Claim) -> float:
        """Seconds until this part is tried again after so many failures of its own."""
        return Backoff(FIRST_SECONDS, LONGEST_SECONDS, self._ports.draw, failures=claim.attempts).next()


_PERSONAL = frozenset(
    {FieldType.NAME, FieldType.IDENTITY, FieldType.PHONE, FieldType.TEXT, FieldType.PLACE, FieldType.DATE}
)


def _personal(letter: Letter) -> Iterator[str]:
    """What the other side must not be quoted with: all that a citizen said in words of their own."""
    definition = letter.facts.definition
    answers = flatten(definition, letter.facts.answers)
    yield letter.facts.dossier.note or ""
    for name, value in answers.items():
        asked = definition.field(name) if definition.has_field(name) else None
        if asked is not None and asked.type not in _PERSONAL:
            continue
        said = value.get("detail") if isinstance(value, Mapping) else value
        if not isinstance(said, str):
            continue
        yield said
        if asked is None or asked.type is FieldType.NAME:
            yield from (word for word in said.split() if len(word) > 4)
