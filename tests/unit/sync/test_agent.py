"""The loop: what wakes it, what it waits for, and that nothing ends it but the order to stop."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from sync import cbor
from sync.agent import IDLE_SECONDS, Agent, LinkState, report
from sync.dispatch import Dispatch
from sync.identity import renew_transport_key, save_identity
from sync.outbox import DENIED_FACT, LINK_FACT, NEXT_FACT
from sync.times import write_time
from sync.transport import Answer, Call, LinkDown
from tests.unit.sync.stage import CARD, CBOR, OFFICE, SIGN_KEY, Road, packed, queue


class Stop(Exception):
    """Ends a test that would otherwise go on for ever."""


class Script:
    """A ``pause`` that moves the stopped clock, lets things happen at their time, and stops at the end."""

    def __init__(
        self, road: Road, ends: float, events: dict[float, Callable[[], None]] | None = None
    ) -> None:
        self.road = road
        self.ends = ends
        self.events = dict(events or {})
        self.waited: list[float] = []

    def __call__(self, seconds: float) -> bool:
        if seconds > 0:
            self.waited.append(seconds)
        self.road.clock.pass_time(seconds)
        for at in sorted(self.events):
            if self.road.clock.elapsed >= at:
                self.events.pop(at)()
        if len(self.road.gateway.calls) > 5000:
            raise Stop
        return self.road.clock.elapsed >= self.ends


def run(road: Road, ends: float, events: dict[float, Callable[[], None]] | None = None) -> Script:
    script = Script(road, ends, events)
    Agent(road.clock, road.outbox, road.inbox, road.link, script).run()
    return script


def dead(_call: Call) -> Answer | None:
    raise LinkDown("connect")


def test_a_parcel_put_in_while_idle_leaves_at_once(road: Road) -> None:
    run(road, IDLE_SECONDS * 3, {2.0: lambda: queue(road.outbox, packed(1))})
    posted = [call for call in road.gateway.calls if call.path == "/v1/parcels"]
    assert len(posted) == 1
    assert report(road.outbox, road.inbox).delivered == 1


def test_over_a_long_pause_no_connection_is_kept_and_over_a_short_one_it_is(road: Road) -> None:
    queue(road.outbox, packed(1))
    kept: list[int] = []
    run(road, IDLE_SECONDS * 4, {IDLE_SECONDS * 0.9: lambda: kept.append(road.gateway.renewed)})
    assert kept == [0]
    assert road.gateway.renewed == 1


def test_who_wants_it_sent_now_does_not_wait_for_the_pause(road: Road) -> None:
    queue(road.outbox, packed(1))
    tried: list[int] = []

    def hurry() -> None:
        tried.append(len(road.gateway.calls))
        assert road.outbox.link()[0] == LinkState.DOWN
        assert road.outbox.link()[1] is not None
        road.outbox.hurry()

    def look() -> None:
        tried.append(len(road.gateway.calls))
        road.gateway.before = nobody_first

    nobody_first = road.gateway.before
    road.gateway.before = dead
    run(road, 600, {200.0: hurry, 202.0: look, 203.0: road.outbox.hurry})
    assert tried[1] > tried[0]
    assert report(road.outbox, road.inbox).delivered == 1
    assert not road.outbox.hurried()


def test_a_dead_link_is_probed_ever_less_and_found_again_soon(road: Road) -> None:
    queue(road.outbox, packed(1))
    road.gateway.before = dead
    run(road, 3600)
    probes = len(road.gateway.calls)
    assert 3600 / 30 < probes < 3600 / 5  # capped at half a minute, jittered down
    assert set(road.gateway.paths("GET")) == {"/v1/time"}
    assert report(road.outbox, road.inbox).waiting == 1
    road.gateway.before = lambda _call: None
    run(road, 3600 + 60)
    assert report(road.outbox, road.inbox).delivered == 1


def test_a_connection_that_broke_in_a_quiet_hour_is_not_a_link_lost_for_minutes(road: Road) -> None:
    broke: list[float] = []
    back: list[float] = []

    def once(call: Call) -> Answer | None:
        if call.path != "/v1/time" and road.clock.elapsed > 60 and not broke:
            broke.append(road.clock.elapsed)
            raise LinkDown("cut")
        if broke:
            back.append(road.clock.elapsed)
        return None

    road.gateway.before = once
    run(road, 3600)
    assert back[0] - broke[0] < 3


def test_a_link_lost_in_a_quiet_hour_is_asked_after_seldom(road: Road) -> None:
    road.gateway.before = dead
    run(road, 3 * 3600.0)
    assert 10 <= len(road.gateway.calls) <= 22


def test_a_moved_network_ends_the_waiting(road: Road) -> None:
    road.gateway.before = dead
    script = Script(road, 600)
    agent = Agent(road.clock, road.outbox, road.inbox, road.link, script)
    moved = [False]

    def changed() -> bool:
        was, moved[0] = moved[0], False
        return was

    def move() -> None:
        moved[0] = True
        road.gateway.before = lambda _call: None

    script.events[500.0] = move
    queue(road.outbox, packed(1))
    agent.run(changed)
    assert report(road.outbox, road.inbox).delivered == 1


def test_a_busy_gateway_is_given_the_time_it_asks_for(road: Road) -> None:
    queue(road.outbox, packed(1))
    road.gateway.before = lambda call: (
        Answer(503, {"retry-after": "120"}, b"") if call.path == "/v1/parcels" else None
    )
    run(road, 119)
    assert road.gateway.paths("POST").count("/v1/parcels") == 1


def test_the_next_attempt_is_told_to_others(road: Road) -> None:
    road.gateway.before = dead
    late = packed(1)
    queue(road.outbox, late)
    Dispatch(road.outbox).put_off(late.parcel, "cut")
    told: list[tuple[str | None, str]] = []

    def look() -> None:
        told.append((report(road.outbox, road.inbox).next_attempt, write_time(road.clock.now())))

    run(road, 600, {float(at): look for at in range(100, 600, 100)})
    assert all(planned is not None and planned >= now for planned, now in told), "not what was due before"
    assert report(road.outbox, road.inbox).link == LinkState.DOWN


def test_an_agent_that_died_promises_no_attempt(road: Road) -> None:
    late = packed(1)
    queue(road.outbox, late)
    Dispatch(road.outbox).put_off(late.parcel, "cut")
    due = road.outbox.next_due()
    assert road.outbox.link() == (None, due)
    road.outbox.remember(LINK_FACT, LinkState.DOWN)
    for plan, told in (
        (timedelta(minutes=4), road.clock.now() + timedelta(minutes=4)),
        (-timedelta(1), None),
    ):
        road.outbox.remember(NEXT_FACT, write_time(road.clock.now() + plan))
        assert road.outbox.link() == (LinkState.DOWN, told), "without a link nothing goes when it is due"
    road.outbox.remember(LINK_FACT, LinkState.UP)
    assert road.outbox.link() == (LinkState.UP, due)


@pytest.mark.parametrize("fault", [RuntimeError("ours"), OSError(5, "disk"), MemoryError()])
def test_our_own_fault_ends_a_round_and_not_the_agent(road: Road, fault: Exception) -> None:
    queue(road.outbox, packed(1))
    struck = [0]

    def before(_call: Call) -> Answer | None:
        struck[0] += 1
        if struck[0] <= 3:
            raise fault
        return None

    road.gateway.before = before
    run(road, 3600)
    assert report(road.outbox, road.inbox).delivered == 1


def test_a_gateway_that_never_waits_is_not_asked_in_circles(road: Road) -> None:
    queue(road.outbox, packed(1))
    road.gateway.after = lambda call, answer: (
        Answer(200, CBOR, b"\xa1gresults\x80") if call.path == "/v1/parcels" else None
    )
    run(road, 600)
    assert len(road.gateway.calls) < 700


def test_what_was_put_off_is_tried_again_when_it_was_said(road: Road) -> None:
    one = packed(1)
    queue(road.outbox, one)
    tried: list[float] = []
    told: list[str | None] = []

    def before(call: Call) -> Answer | None:
        if call.path != "/v1/parcels":
            return None
        tried.append(road.clock.elapsed)
        results = [{"parcel": one.parcel, "error": "storage"}]
        return Answer(200, CBOR, cbor.dumps({"results": results}))

    road.gateway.before = before
    run(road, 3600.0, {3000.0: lambda: told.append(report(road.outbox, road.inbox).next_attempt)})
    assert [later - sooner for sooner, later in pairwise(tried)][-4:] == [160, 320, 640, 1280]
    began = road.clock.now() - timedelta(seconds=3600)
    assert told == [write_time(began + timedelta(seconds=tried[-1] + 1800))]


def test_a_machine_that_is_enrolled_anew_is_let_in_without_a_restart(road: Road) -> None:
    folder, anew = road.outbox.folder, "e" * 32

    def before(call: Call) -> Answer | None:
        known = call.path.startswith("/v1/time") or anew in call.headers.get("Signature-Input", "")
        return None if known else Answer(401, CBOR, cbor.dumps({"error": "revoked"}))

    def enrol() -> None:
        assert road.outbox.recall(DENIED_FACT) == "revoked"
        renew_transport_key(folder)
        save_identity(folder, road.link.identity.url, anew, OFFICE, CARD.encode(SIGN_KEY))
        road.outbox.hurry()

    road.gateway.before = before
    queue(road.outbox, packed(1))
    run(road, 900, {800.0: enrol})
    assert report(road.outbox, road.inbox).delivered == 1
    assert road.outbox.recall(DENIED_FACT) is None
