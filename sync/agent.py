"""The agent: rounds of carrying for as long as the machine runs, whatever the link does.

Holds the transport key and nothing that opens a parcel. May not import the kiosk or Qt.
"""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum

from forms.clock import Clock
from forms.errors import KnownError
from forms.states import Carriage
from sync.backoff import Backoff
from sync.courtesy import VIETNAM, Purse, spent_on_record
from sync.dispatch import Dispatch
from sync.following import CardFollower
from sync.identity import load_identity, pending, settle_pending
from sync.inbox import Inbox
from sync.link import DeviceDenied, GatewayBusy, GatewayLink, NotTheGateway, Rejected, UnknownClock
from sync.listening import Listening
from sync.outbox import DENIED_FACT, LINK_FACT, NEXT_FACT, RESTRAINT_FACT, Outbox
from sync.round import Habits, Round
from sync.times import write_time
from sync.transport import LinkDown

IDLE_SECONDS = 15.0
IDLE_CAP = 4 * 3600.0
IDLE_GROWTH = 4.0
"""Between two questions for news when nothing waits to be sent: soon after something moved, then ever more seldom, so
that a quiet day costs the link almost nothing. An officer who unlocks a counter or wants everything sent now is
answered at once.
"""
KEEP_SECONDS = 30.0
"""A pause longer than this is not worth an open connection, whose keeping costs 20 bytes a second, a new one 3,000."""
IDLE_PROBE_CAP = 900.0
"""The longest pause between two probes of a lost link while nothing waits to be sent."""
KNOCK_SECONDS = 12.0
"""How long one probe of a lost link knocks, a packet at a time, while something waits to be sent."""
LISTEN_SECONDS = 5.0
"""How long a round of the loop listens for statements before it looks at the outbox again."""
LOOK_SECONDS = 0.5
"""How often an idle agent looks whether somebody has put a parcel into the outbox."""
PATIENCE_SECONDS = 20.0

_log = logging.getLogger("sync.agent")


class LinkState(StrEnum):
    """How the last round ended."""

    UP = "up"
    DOWN = "down"  # nobody answered
    PORTAL = "portal"  # somebody answered, but not the gateway
    BUSY = "busy"
    DENIED = "denied"
    FAULT = "fault"  # our own fault, or this machine's: a full disk


@dataclass(frozen=True, slots=True)
class Report:
    """Where everything stands.

    Parcels by carriage, the last notice without a gap before it, when the agent tries next (RFC 3339 or None).
    """

    waiting: int
    sending: int
    recorded: int
    delivered: int
    refused: int
    notices: int
    next_attempt: str | None
    link: str | None = None
    held_back: str | None = None
    """Why papers wait although there may be a link (``sync.courtesy.Restraint``)."""
    spent_today: int = 0
    """About how many bytes have gone over the link today, both ways."""

    def as_json(self) -> dict[str, object]:
        """The report as one JSON object."""
        return asdict(self)


def report(outbox: Outbox, inbox: Inbox) -> Report:
    """Where everything stands now; may be asked by any process at any time."""
    counts = outbox.counts()
    link, planned = outbox.link()
    day, spent = spent_on_record(outbox)
    return Report(
        waiting=counts.get(Carriage.WAITING, 0),
        sending=counts.get(Carriage.SENDING, 0),
        recorded=counts.get(Carriage.RECORDED, 0),
        delivered=counts.get(Carriage.DELIVERED, 0) + outbox.forgotten(),
        refused=counts.get(Carriage.REFUSED, 0),
        notices=inbox.gapless(),
        next_attempt=None if planned is None else write_time(planned),
        link=link,
        held_back=outbox.restraint(),
        spent_today=spent if day == outbox.clock.now().astimezone(VIETNAM).date() else 0,
    )


def run_once(
    clock: Clock,
    outbox: Outbox,
    inbox: Inbox,
    link: GatewayLink,
    patience: float = PATIENCE_SECONDS,
    pause: Callable[[float], bool] = lambda _seconds: False,
) -> Report:
    """One round, then where everything stands. The caller holds the folder's lock.

    ``pause(seconds)`` waits and says whether to stop. A fault of the link is in the report's ``link``, not
    raised.
    """
    agent = Agent(clock, outbox, inbox, link, pause)
    agent.begin()
    agent.round(patience)
    return report(outbox, inbox)


class Agent:
    """Carries until told to stop."""

    def __init__(
        self, clock: Clock, outbox: Outbox, inbox: Inbox, link: GatewayLink, pause: Callable[[float], bool]
    ) -> None:
        self._clock = clock
        self._outbox = outbox
        self._link = link
        self._pause = pause
        self._dispatch = Dispatch(outbox)
        self._inbox = inbox
        self._purse = Purse(outbox, clock)
        link.spent = self._purse.spend
        self._habits = Habits()
        self._listening = Listening(clock, self._dispatch, inbox, link)
        self._follower = CardFollower(outbox, link)
        self._round = Round(
            clock,
            self._dispatch,
            link,
            self._listening,
            self._habits,
            pause,
            self._purse.restraint,
        )
        # A probe costs two packets, so a lost link is asked after often; a busy or refusing gateway is left
        # in peace.
        self._probing = Backoff(base=1.0, cap=30.0)
        self._yielding = Backoff(base=5.0, cap=600.0)
        self._idle = IDLE_SECONDS
        self._known_up = False
        self._last: LinkState | None = None
        self._asked_to_wait = 0.0

    def begin(self) -> None:
        """At start: take back what a dead agent left in flight."""
        taken = self._dispatch.take_back()
        if taken:
            _log.info("%d parcels taken back", taken)

    def run(self, link_changed: Callable[[], bool] = lambda: False) -> None:
        """Carry until ``pause`` says to stop.

        ``link_changed`` says, once each time, that the system's network moved.
        """
        self.begin()
        while not self._pause(0):
            before, began = self._standing(), self._clock.monotonic()
            state = self.round(LISTEN_SECONDS)
            if self._standing() != before:
                self._idle = IDLE_SECONDS
                with contextlib.suppress(KnownError):
                    self._tell(self._clock.monotonic() - began)
            seconds = self._wait_after(state)
            if state is LinkState.UP and seconds > KEEP_SECONDS:
                self._link.transport.renew()  # nothing is under way: what is kept open costs packets
            self._rest(state, seconds, link_changed)
        self._outbox.remember(NEXT_FACT, None)

    def round(self, patience: float) -> LinkState:
        """Carry once; how it ended. Never raises for a fault of the world or of one parcel."""
        self._asked_to_wait = 0.0
        denied: str | None = None
        try:
            if not self._known_up:
                self._come_back()
            self._round.carry(patience)
            self._follower.heed(self._listening.card_hint)
            state = LinkState.UP
        except LinkDown as fault:
            state = LinkState.DOWN
            self._say_once(state, "link down: %s", fault.cause)
        except NotTheGateway:
            state = LinkState.PORTAL
            self._say_once(state, "somebody else answers for the gateway")
        except GatewayBusy as fault:
            state = LinkState.BUSY
            self._say_once(state, "gateway asks for patience: %s s", fault.retry_after or "some")
            self._asked_to_wait = fault.retry_after or 0.0
        except DeviceDenied as fault:
            state = LinkState.DENIED
            self._say_once(state, "gateway denies this device: %s", fault.code)
            denied = self._introduce() if fault.code == "device" else fault.code
            if self._take_on_new_identity():
                denied = None
        except KnownError as fault:
            state = LinkState.FAULT
            _log.error("round ended: %s", fault.message.id)
        except Exception:  # noqa: BLE001 - the road outlives every fault
            state = LinkState.FAULT
            _log.exception("round ended by our own fault")
        self._known_up = state is LinkState.UP
        self._last = state
        if not self._known_up:
            self._link.transport.renew()  # a connection that outlived a cut is slower than a new one
        self._note(LINK_FACT, str(state))
        if state in {LinkState.UP, LinkState.DENIED}:
            self._note(DENIED_FACT, denied)
        self._keep_accounts()
        return state

    def _say_once(self, state: LinkState, text: str, *told: object) -> None:
        # A link that is away for a week must not fill the log.
        if state is not self._last:
            _log.warning(text, *told)

    def _introduce(self) -> str | None:
        """Tell the gateway of an enrolment made from a stick that it has not heard of; why it does not know us, else None."""
        told = pending(self._outbox.folder)
        if told is None:
            return "device"
        device, body = told
        try:
            known = self._link.enrol(body)
        except (DeviceDenied, Rejected) as fault:
            return fault.code
        except KnownError:
            return "device"  # the link fell: again in the next round
        if known != device:
            return "device"
        settle_pending(self._outbox.folder)
        return None

    def _take_on_new_identity(self) -> bool:
        """Whether this machine has been enrolled anew with the same province since the agent began: then as that machine."""
        ours = self._link.identity
        try:
            now = load_identity(self._outbox.folder)
        except KnownError:
            return False
        if (
            now.url != ours.url
            or now.ca_pem != ours.ca_pem
            or (now.device, now.key.seed) == (ours.device, ours.key.seed)
        ):
            return False
        self._link.identity = now
        self._yielding.forget()
        _log.info("enrolled anew")
        return True

    def _keep_accounts(self) -> None:
        try:
            self._purse.save()
            restraint = self._purse.restraint()
        except KnownError as fault:
            _log.error("could not keep accounts: %s", fault.message.id)
        else:
            self._note(RESTRAINT_FACT, restraint)

    def _tell(self, seconds: float) -> None:
        """For whoever reads the log: where everything stands after a round in which something moved."""
        counts = ", ".join(f"{many} {carriage}" for carriage, many in sorted(self._outbox.counts().items()))
        _log.info(
            "round of %.0f s: parcels %s; notices up to %d; %d KB today; %d bytes/s",
            seconds,
            counts,
            self._inbox.gapless(),
            spent_on_record(self._outbox)[1] // 1000,
            self._round.rate,
        )

    def _standing(self) -> tuple[object, ...]:
        """Differs once anything has moved on the road, whatever was noted meanwhile."""
        try:
            return self._outbox.counts(), self._inbox.last()
        except KnownError:
            return ()

    def _come_back(self) -> None:
        """Is it the gateway that answers? Then no failure of an item before this moment counts any more.

        How long we wait ourselves is forgotten only after a whole round: a link that lets nothing but the probe
        pass must not be tried every second.
        """
        seen = 0.0
        if self._last is None and self._dispatch.records(1):
            self._round.greet(self._ask_who_is_there)  # just started: records need not wait for the answer
            seen = self._round.seen
        else:
            self._ask_who_is_there()
        self._dispatch.forget_waiting()
        transport = self._link.transport
        self._habits.width.begin(transport.steadfast, transport.trip, seen)
        _log.info("link up, gateway's clock is %+.0f s from ours", self._link.offset.total_seconds())

    def _ask_who_is_there(self) -> None:
        reach = KNOCK_SECONDS if self._dispatch.outstanding() else None
        try:
            self._link.probe(reach)
        except UnknownClock:
            if not self._follower.find_again():
                raise
            self._link.probe(reach)

    def _wait_after(self, state: LinkState) -> float:
        if state is LinkState.UP:
            self._yielding.forget()
            self._probing.forget()
            if self._dispatch.awaits_statement():
                return 0.0
            seconds, self._idle = self._idle, min(IDLE_CAP, IDLE_GROWTH * self._idle)
            due = self._outbox.next_due()
            if due is not None:  # not more often than an idle agent asks at first: many may be put off
                seconds = min(seconds, max(IDLE_SECONDS, (due - self._clock.now()).total_seconds()))
            return seconds
        if state in {LinkState.DOWN, LinkState.PORTAL}:
            soon = self._probing.next()
            if self._dispatch.outstanding() or self._probing.bound() < IDLE_SECONDS:
                return soon  # one broken connection is not yet a lost link, and an officer reads what we say of it
            seconds, self._idle = self._idle, min(IDLE_PROBE_CAP, IDLE_GROWTH * self._idle)
            return seconds
        return min(3600.0, max(self._asked_to_wait, self._yielding.next()))

    def _rest(self, state: LinkState, seconds: float, link_changed: Callable[[], bool]) -> None:
        """Wait, but not longer than until there is something new to do."""
        if state is not LinkState.UP:
            self._note(NEXT_FACT, write_time(self._clock.now() + timedelta(seconds=seconds)))
        seen = None
        first = self._outbox.changes()
        restraint = self._outbox.restraint()
        ends = self._clock.monotonic() + seconds
        while (left := ends - self._clock.monotonic()) > 0:
            now = self._outbox.changes()
            wanted = now != seen and state is not LinkState.BUSY and self._hurried()
            seen = now
            if wanted or link_changed():
                self._probing.forget()
                self._idle = IDLE_SECONDS
                self._known_up = False
                break
            if state is LinkState.UP and (now != first or self._purse.restraint() != restraint):
                self._idle = IDLE_SECONDS
                break
            if self._pause(min(LOOK_SECONDS, left)):
                return
        self._note(NEXT_FACT, None)

    def _hurried(self) -> bool:
        """Whether an officer wants everything tried now. A gateway that asks for time is given it all the same."""
        try:
            return self._outbox.hurried()
        except KnownError as fault:
            _log.error("could not look for a wish: %s", fault.message.id)
            return False

    def _note(self, name: str, value: str | None) -> None:
        try:
            if self._outbox.recall(name) != value:
                self._outbox.remember(name, value)
        except KnownError as fault:
            _log.error("could not note %s: %s", name, fault.message.id)
