"""The agent's rounds against a gateway in memory, line by line: what goes wrong and what is believed."""

import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread, current_thread
from types import SimpleNamespace

import pytest

from forms.states import Carriage
from sync import cbor
from sync.addresses import Addresses
from sync.agent import Agent, LinkState, run_once
from sync.courtesy import COURTESY_FACT, Courtesy
from sync.dispatch import Dispatch
from sync.files import SPARE
from sync.pace import Pace
from sync.parcel import (
    Manifest,
    NoticeKind,
    NoticePlain,
    ResultRef,
    StatementType,
    blob_name,
    seal_notice,
    seal_result,
)
from sync.round import BEHIND_SECONDS, MOST_SHARES, SMALL_PAPER
from sync.streams import Streams
from sync.times import write_time
from sync.transport import Answer, Call, LinkDown, Manner
from sync.width import LONG_TRIP, Width
from tests.in_process import OneByOne
from tests.unit.sync.stage import (
    CARD,
    CBOR,
    NOON,
    OFFICE,
    OFFICE_NOTICE,
    SIGN_KEY,
    Packed,
    Road,
    lose,
    notice,
    packed,
    queue,
    say,
)

LARGE = 3 * SMALL_PAPER
PORTAL = Answer(200, {"content-type": "text/html"}, b"<html>Xin moi dang nhap Wi-Fi</html>")


def carriage(road: Road, one: Packed) -> Carriage:
    state = road.outbox.state(one.parcel)
    assert state is not None
    return state.carriage


def test_everything_arrives_once_and_both_acknowledgements_are_kept(road: Road) -> None:
    parcels = [packed(number, 500, LARGE, 900) for number in range(1, 6)]
    queue(road.outbox, *parcels)
    road.gateway.notices = [notice(1), notice(2)]
    report = road.once()
    assert (report.delivered, report.waiting, report.sending, report.notices) == (5, 0, 0, 2)
    assert report.link == "up"
    assert sorted(road.gateway.taken) == sorted(name for one in parcels for name in one.blobs)
    assert all(len(state.statements) == 2 for state in road.outbox.list())


def letter(one: Packed) -> int:
    """What a record and its manifest weigh."""
    return len(one.blobs[one.record]) + len(one.manifest)


@pytest.mark.parametrize("trip", [0.65, 0.2])
def test_far_away_records_go_twice_and_one_that_is_lost_holds_up_nothing(
    road: Road, monkeypatch: pytest.MonkeyPatch, trip: float
) -> None:
    monkeypatch.setattr("sync.round.FIRST_WINDOW", letter(packed(1, 500)) + 100)
    road.gateway.trip = trip
    queue(road.outbox, *(packed(number, 500) for number in range(1, 5)))
    came: list[tuple[str, float]] = []

    def lose_the_first(call: Call) -> None:
        if call.path != "/v1/parcels":
            return
        came.append((call.headers["Idempotency-Key"], call.far))
        if trip >= LONG_TRIP and not call.far and len(dict(came)) <= 4:
            raise LinkDown("cut")

    road.gateway.before = lose_the_first
    assert road.once().delivered == 4
    copies = [key for key, far in came if far]
    assert len(copies) == len(set(copies)) == (4 if trip >= LONG_TRIP else 0)
    assert all(far in (0.0, LONG_TRIP) for _, far in came)


def test_more_records_than_first_windows_hold_go_once(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.round.FIRST_WINDOW", letter(packed(1, 500)) + 100)
    road.gateway.trip = 0.65
    queue(road.outbox, *(packed(number, 500) for number in range(1, MOST_SHARES + 2)))
    assert road.once().delivered == MOST_SHARES + 1
    assert not [call for call in road.gateway.calls if call.far], "a slow link would carry them twice as long"


def test_an_agent_told_to_stop_sends_no_copy_after_that(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.round.FIRST_WINDOW", letter(packed(1, 500)) + 100)
    road.gateway.trip = LONG_TRIP
    queue(road.outbox, *(packed(number, 500) for number in range(1, 4)))

    def lose(call: Call) -> None:
        if call.path == "/v1/parcels":
            raise LinkDown("cut")

    road.gateway.before = lose
    stopped = run_once(
        road.clock, road.outbox, road.inbox, road.link, 0.0, lambda seconds: seconds == BEHIND_SECONDS
    )
    assert stopped.link == LinkState.DOWN
    assert road.gateway.paths("POST").count("/v1/parcels") == 3
    assert not [call for call in road.gateway.calls if call.far]


def test_records_of_all_parcels_travel_before_any_paper(road: Road) -> None:
    parcels = [packed(number, 500, LARGE) for number in range(1, 8)]
    queue(road.outbox, *parcels)
    road.once()
    records = {one.record for one in parcels}
    assert set(road.gateway.taken[: len(parcels)]) == records
    small = {one.papers[0] for one in parcels}
    assert set(road.gateway.taken[len(parcels) : 2 * len(parcels)]) == small


def posted(road: Road) -> list[set[str]]:
    """The names of the blobs in each request to take parcels."""
    bodies = [call.body for call in road.gateway.calls if call.path == "/v1/parcels"]
    found = [cbor.loads_map(body)["parcels"] for body in bodies if isinstance(body, bytes)]
    return [{name for entry in entries for name in entry["blobs"]} for entries in found]


def test_small_papers_share_a_request(road: Road) -> None:
    parcels = [packed(number, 500, 600) for number in range(1, 11)]
    queue(road.outbox, *parcels)
    road.once()
    assert len(road.gateway.paths("PATCH")) == 0
    with_papers = [
        names for names in posted(road) if names & {name for one in parcels for name in one.papers}
    ]
    assert with_papers == [{name for one in parcels for name in one.papers}]


def streams_of(road: Road, dispatch: Dispatch, width: Width) -> Streams:
    return Streams(
        road.clock,
        dispatch,
        road.link,
        Addresses(road.link),
        Pace(SMALL_PAPER, SMALL_PAPER, SMALL_PAPER),
        width,
        SMALL_PAPER,
        road.clock.pass_time,
        lambda: None,
    )


def test_of_the_last_papers_one_for_each_stream_the_largest_leaves_first(road: Road) -> None:
    little, large, middle = packed(1, LARGE), packed(2, 4 * LARGE), packed(3, 2 * LARGE)
    queue(road.outbox, little, large, middle)
    dispatch = Dispatch(road.outbox)
    for one in (little, large, middle):
        dispatch.offered(one.parcel, one.papers)
    streams = streams_of(road, dispatch, Width())
    # Of three the one with least left; of the last two, for as many streams, the larger.
    assert [job.name for job in (streams.take(), streams.take(), streams.take()) if job is not None] == [
        little.papers[0],
        large.papers[0],
        middle.papers[0],
    ]


def test_a_stream_that_helps_to_begin_takes_the_smallest_and_the_first_one_stays(road: Road) -> None:
    large, little = packed(1, 4 * LARGE), packed(2, LARGE, 2 * LARGE)
    queue(road.outbox, large, little)
    dispatch = Dispatch(road.outbox)
    for one in (large, little):
        dispatch.offered(one.parcel, one.papers)
    width = Width()
    width.begin(steadfast=True, trip=0.65, seen=1e6)
    streams = streams_of(road, dispatch, width)
    end = Event()
    other = Thread(target=end.wait, daemon=True)
    other.start()
    streams._threads[:] = [other, current_thread()]
    smallest = streams.take()
    assert smallest is not None
    assert (smallest.name, streams.manner()) == (little.papers[0], Manner.YIELDING)
    width.went(100_000, 0.0, 1.0, streams=2)
    assert streams.is_too_many()
    streams._threads[:] = [current_thread(), other]
    assert not streams.is_too_many()
    assert streams.manner() is Manner.UNPAUSED
    end.set()


def test_a_stream_that_leaves_is_waited_for_until_its_answer_has_come(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, little = packed(1, 4 * LARGE), packed(2, LARGE)
    queue(road.outbox, large, little)
    dispatch = Dispatch(road.outbox)
    for one in (large, little):
        dispatch.offered(one.parcel, one.papers)
    width, sent, answered = Width(), Event(), Event()
    width.begin(steadfast=True, trip=0.65, seen=1e6)

    class Slow(OneByOne):
        """The second stream's answers come late; by then the first one is enough."""

        def send(self, call: Call) -> None:
            super().send(call)
            if call.path.endswith(little.papers[0]):
                sent.set()

        def answers(self, within: float | None) -> list[Answer]:
            if current_thread() is streams._threads[0]:
                sent.wait(20)
                return super().answers(within)
            width.went(100_000, 0.0, 1.0, streams=2)
            if within is None:
                return []
            answered.wait(20)
            return super().answers(within)

    monkeypatch.setattr(road.gateway, "lane", lambda: Slow(road.gateway))
    streams = streams_of(road, dispatch, width)
    streams.widen()
    streams._threads[0].join(20)
    assert streams.working()
    answered.set()
    streams.join(20)
    assert not streams.working()
    assert [one.sent == one.size for one in road.outbox.files(little.parcel)] == [True, True]


def test_urgency_then_deadline_then_least_left(road: Road) -> None:
    plain, little = packed(1, LARGE, LARGE), packed(2, LARGE)
    due, urgent = packed(3, LARGE, LARGE, deadline=NOON), packed(4, LARGE, LARGE, urgent=True)
    queue(road.outbox, plain, little, due, urgent)
    dispatch = Dispatch(road.outbox)
    for one in (plain, little, due, urgent):
        dispatch.offered(one.parcel, set(one.papers))
    jobs = dispatch.papers(SMALL_PAPER, 1 << 40, 1 << 40)
    order = list(dict.fromkeys(job.parcel for job in jobs))
    assert order == [one.parcel for one in (urgent, due, little, plain)]
    assert [job.name for job in jobs[:2]] == list(urgent.papers)


def test_small_papers_of_others_wait_for_the_large_ones_of_an_urgent_dossier(road: Road) -> None:
    plain, urgent = packed(1, 500), packed(2, LARGE, 500, urgent=True)
    queue(road.outbox, plain, urgent)
    road.once()
    records, papers = road.gateway.taken[:2], road.gateway.taken[2:]
    assert set(records) == {plain.record, urgent.record}
    assert papers == [urgent.papers[1], urgent.papers[0], plain.papers[0]]


def test_while_papers_travel_nobody_asks_again_what_has_been_answered(road: Road) -> None:
    fresh, recorded, sent = packed(1, LARGE), packed(2, LARGE), packed(3, 500)
    queue(road.outbox, fresh, recorded, sent)
    dispatch = Dispatch(road.outbox)
    assert dispatch.judged_soon() == ()
    for one in (recorded, sent):
        dispatch.offered(one.parcel, set(one.papers))
        road.outbox.accept(say(StatementType.RECORDED, one), SIGN_KEY.public)
    dispatch.offered(sent.parcel, ())
    assert dispatch.judged_soon() == (sent.parcel,)
    dispatch.offered(fresh.parcel, set(fresh.papers))
    assert set(dispatch.judged_soon()) == {fresh.parcel, sent.parcel}
    assert set(dispatch.outstanding()) == {one.parcel for one in (fresh, recorded, sent)}


def test_large_papers_are_created_before_they_are_sent(road: Road) -> None:
    queue(road.outbox, packed(1, LARGE))
    road.once()
    asked = [call.path for call in road.gateway.calls if call.path.startswith(("/v1/uploads", "/v1/files"))]
    assert asked[0] == "/v1/uploads"
    assert all(path.startswith("/v1/files/") for path in asked[1:])


def test_an_answer_lost_after_the_commit_doubles_nothing(road: Road) -> None:
    one = packed(1, 500, LARGE)
    queue(road.outbox, one)
    lost = {"/v1/parcels": 1, "PATCH": 1}

    def after(call: Call, answer: Answer) -> Answer | None:
        kind = call.method if call.method == "PATCH" else call.path
        if lost.get(kind, 0) > 0:
            lost[kind] -= 1
            return lose(call, answer)
        return None

    road.gateway.after = after
    assert road.once().link == LinkState.DOWN
    assert carriage(road, one) is Carriage.SENDING
    for _ in range(3):
        report = road.once()
    assert report.delivered == 1
    assert road.gateway.taken.count(one.papers[1]) == 1
    assert set(road.gateway.taken) == set(one.blobs)
    assert lost == {"/v1/parcels": 0, "PATCH": 0}


def test_a_cut_upload_goes_on_where_the_gateway_stands(road: Road) -> None:
    one = packed(1, 3_000_000)
    queue(road.outbox, one)
    cuts = [0]

    def before(call: Call) -> Answer | None:
        if call.method == "PATCH" and int(call.headers["Upload-Offset"]) > 0 and cuts[0] == 0:
            cuts[0] = 1
            road.gateway.partial[one.papers[0]] += one.blobs[one.papers[0]][131_072:200_000]
            raise LinkDown("cut")
        return None

    road.gateway.before = before
    assert road.once().delivered == 1  # the stream asked, the gateway answered, and it went on by itself
    offsets = [int(call.headers["Upload-Offset"]) for call in road.gateway.calls if call.method == "PATCH"]
    assert offsets[:3] == [0, 131_072, 200_000]
    assert road.gateway.paths("HEAD")


def test_a_dead_link_keeps_everything_and_the_next_round_finishes(road: Road) -> None:
    one = packed(1, 3_000_000)
    queue(road.outbox, one)

    def cut(call: Call) -> Answer | None:
        if call.method == "PATCH" and int(call.headers["Upload-Offset"]) > 0:
            road.gateway.before = silent
            raise LinkDown("timeout")
        return None

    def silent(_call: Call) -> Answer | None:
        raise LinkDown("connect")

    road.gateway.before = cut
    assert road.once().link == LinkState.DOWN
    state = road.outbox.state(one.parcel)
    assert state is not None
    assert state.sent > 131_072
    assert state.carriage is Carriage.RECORDED or state.carriage is Carriage.SENDING
    assert road.gateway.renewed == 1
    road.gateway.before = lambda _call: None
    assert road.once().delivered == 1
    offsets = [int(call.headers["Upload-Offset"]) for call in road.gateway.calls if call.method == "PATCH"]
    assert offsets.count(0) == 1


FALSE_ANSWERS: dict[str, Callable[[Call], Answer | None]] = {
    "portal": lambda _call: PORTAL,
    "redirect": lambda _call: Answer(302, {"location": "http://10.0.0.1/login"}, b""),
    "empty": lambda _call: Answer(200, {}, b""),
    "cbor of another shape": lambda _call: Answer(200, CBOR, cbor.dumps({"ok": True})),
    "cbor that is no map": lambda _call: Answer(200, CBOR, cbor.dumps([1])),
    "not cbor": lambda _call: Answer(200, CBOR, b"\xff\xff"),
    "no content": lambda _call: Answer(204, {}, b""),
    "tus-like": lambda _call: Answer(204, {"upload-offset": "999999999"}, b""),
}


@pytest.mark.parametrize("name", FALSE_ANSWERS)
@pytest.mark.parametrize("when", ["from the start", "once known", "at the upload"])
def test_whoever_is_not_the_gateway_moves_nothing(road: Road, name: str, when: str) -> None:
    one = packed(1, LARGE)
    queue(road.outbox, one)

    def before(call: Call) -> Answer | None:
        if when == "once known" and call.path.startswith("/v1/time"):
            return None
        if when == "at the upload" and not call.path.startswith("/v1/files/"):
            return None
        return FALSE_ANSWERS[name](call)

    road.gateway.before = before
    report = road.once()
    assert report.link == LinkState.PORTAL
    assert report.delivered == 0
    state = road.outbox.state(one.parcel)
    assert state is not None
    assert state.sent < state.total
    if when != "at the upload":
        assert report.recorded == 0
    road.gateway.before = lambda _call: None
    assert road.once().delivered == 1


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_busy_gateway_is_left_in_peace_as_long_as_it_asks(road: Road, status: int) -> None:
    queue(road.outbox, packed(1))
    road.gateway.before = lambda call: (
        Answer(status, {"retry-after": "7"}, b"<html>502</html>") if call.path == "/v1/parcels" else None
    )
    report = road.once()
    assert (report.link, report.recorded, report.delivered) == (LinkState.BUSY, 0, 0)


@pytest.mark.parametrize("cut", [1, 20, 100, -1])
def test_a_truncated_acknowledgement_is_no_acknowledgement(road: Road, cut: int) -> None:
    one = packed(1)
    queue(road.outbox, one)

    def after(call: Call, answer: Answer) -> Answer | None:
        if call.path not in {"/v1/parcels", "/v1/news"}:
            return None
        fields = cbor.loads_map(answer.body)
        for result in fields.get("results", []):
            result["statements"] = [said[:cut] for said in result["statements"]]
        for parcel, said in fields.get("statements", {}).items():
            fields["statements"][parcel] = [each[:cut] for each in said]
        return Answer(200, CBOR, cbor.dumps(fields))

    road.gateway.after = after
    report = road.once()
    assert (report.recorded, report.delivered, report.sending) == (0, 0, 1)
    road.gateway.after = lambda _call, _answer: None
    assert road.once().delivered == 1


def test_a_truncated_body_is_no_answer(road: Road) -> None:
    queue(road.outbox, packed(1))
    road.gateway.after = lambda call, answer: (
        Answer(200, CBOR, answer.body[:-3]) if call.path == "/v1/parcels" else None
    )
    report = road.once()
    assert (report.link, report.recorded, report.delivered) == (LinkState.PORTAL, 0, 0)


def test_a_statement_by_another_key_is_not_believed(road: Road) -> None:
    one = packed(1)
    queue(road.outbox, one)
    forged = road.gateway.statements

    def after(call: Call, answer: Answer) -> Answer | None:
        if call.path != "/v1/parcels":
            return None
        road.gateway.manifests.clear()  # so that the true statements never come by the news
        statements = [said.replace(CARD.gateway.encode(), b"cong-gia") for said in forged(one.parcel)]
        body = {"results": [{"parcel": one.parcel, "missing": [], "statements": statements}]}
        return Answer(200, CBOR, cbor.dumps(body))

    road.gateway.after = after
    assert road.once().recorded == 0


def test_a_poison_parcel_blocks_nobody(road: Road) -> None:
    parcels = [packed(number, 500) for number in range(1, 8)]
    poison = parcels[3]
    queue(road.outbox, *parcels)

    def before(call: Call) -> Answer | None:
        if call.path == "/v1/parcels" and isinstance(call.body, bytes) and poison.manifest in call.body:
            return Answer(400, CBOR, cbor.dumps({"error": "body"}))
        return None

    road.gateway.before = before
    report = road.once()
    assert (report.delivered, report.sending) == (6, 1)
    state = road.outbox.state(poison.parcel)
    assert state is not None
    assert state.reason == "rejected-400"
    assert state.next_attempt is not None
    assert state.next_attempt > road.clock.now() - timedelta(seconds=5)


def test_an_entry_with_an_error_is_put_off_ever_longer_and_forgotten_when_the_link_returns(
    road: Road,
) -> None:
    one = packed(1)
    queue(road.outbox, one)
    answer = cbor.dumps({"results": [{"parcel": one.parcel, "error": "storage"}]})
    road.gateway.before = lambda call: Answer(200, CBOR, answer) if call.path == "/v1/parcels" else None
    dispatch = Dispatch(road.outbox)
    waits = []
    for _ in range(4):
        dispatch.put_off(one.parcel, "storage")
        state = road.outbox.state(one.parcel)
        assert state is not None
        assert state.next_attempt is not None
        waits.append((state.next_attempt - road.clock.now()).total_seconds())
    assert waits == [5, 10, 20, 40]
    assert dispatch.records(1 << 20) == ()
    dispatch.forget_waiting()
    assert [job.parcel for job in dispatch.records(1 << 20)] == [one.parcel]


def test_a_refusal_is_kept_with_its_reason(road: Road) -> None:
    bad, good = packed(1, LARGE), packed(2, LARGE)
    queue(road.outbox, bad, good)
    road.gateway.refused[bad.parcel] = "answers-invalid"
    report = road.once()
    assert (report.refused, report.delivered) == (1, 1)
    state = road.outbox.state(bad.parcel)
    assert state is not None
    assert state.reason == "answers-invalid"
    assert bad.papers[0] not in road.gateway.taken


@pytest.mark.parametrize(
    ("change", "reason"), [("missing", "local-blob-missing"), ("damaged", "local-blob-damaged")]
)
@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_blob_lost_on_this_disk_quarantines_its_parcel_alone(
    road: Road, change: str, reason: str, which: int
) -> None:
    bad, good = packed(1, 500, LARGE), packed(2, 500, LARGE)
    queue(road.outbox, bad, good)
    path = road.outbox.blob_path(list(bad.blobs)[which])
    if change == "missing":
        path.unlink()
    else:
        path.write_bytes(bytes(path.stat().st_size))
    report = road.once()
    assert (report.refused, report.delivered) == (1, 1)
    state = road.outbox.state(bad.parcel)
    assert state is not None
    assert state.reason == reason


def test_a_wrong_clock_is_put_right_by_the_signed_time(road: Road) -> None:
    queue(road.outbox, packed(1))
    road.gateway.clock_ahead = timedelta(days=400)
    assert road.once().delivered == 1
    assert road.link.offset == timedelta(days=400)
    created = [
        int(call.headers["Signature-Input"].split("created=")[1].split(";")[0])
        for call in road.gateway.calls
        if "Signature-Input" in call.headers
    ]
    # The records that leave beside the question may still be signed by the wrong clock; nothing after its answer is.
    right = (NOON + timedelta(days=400)).timestamp()
    assert created[-1] >= right
    assert sum(at < right for at in created) <= 1


def test_a_clock_that_jumps_between_rounds_is_asked_about_again(road: Road) -> None:
    one = packed(1)
    queue(road.outbox, one)
    scolded = [0]

    def before(call: Call) -> Answer | None:
        if call.path == "/v1/parcels" and scolded[0] == 0:
            scolded[0] = 1
            return Answer(401, CBOR, cbor.dumps({"error": "clock", "now": "2026-11-21T05:00:00Z"}))
        return None

    road.gateway.before = before
    assert road.once().delivered == 1
    assert road.gateway.paths("GET").count("/v1/time") == 2


def test_a_denied_device_says_so_and_loses_nothing(road: Road) -> None:
    one = packed(1)
    queue(road.outbox, one)
    road.gateway.before = lambda call: (
        None if call.path.startswith("/v1/time") else Answer(401, CBOR, cbor.dumps({"error": "revoked"}))
    )
    assert road.once().link == LinkState.DENIED
    assert carriage(road, one) is Carriage.SENDING


def test_what_a_dead_agent_left_in_flight_is_taken_back(road: Road) -> None:
    one = packed(1)
    queue(road.outbox, one)
    dispatch = Dispatch(road.outbox)
    dispatch.begin([one.parcel])
    assert carriage(road, one) is Carriage.SENDING
    assert dispatch.take_back() == 1
    assert carriage(road, one) is Carriage.WAITING


def test_a_gateway_that_lost_a_blob_is_sent_it_again(road: Road) -> None:
    one = packed(1, 500)
    queue(road.outbox, one)
    road.gateway.before = lambda call: (
        Answer(200, CBOR, cbor.dumps({"results": [{"parcel": one.parcel, "missing": [], "statements": []}]}))
        if call.path == "/v1/parcels"
        else None
    )
    assert road.once().sending == 1  # it claims to have everything and says nothing more
    road.gateway.before = lambda _call: None
    road.clock.pass_time(3600)
    assert road.once().delivered == 1
    assert set(road.gateway.taken) == set(one.blobs)


def test_a_paper_lost_before_its_parcel_was_recorded_is_sent_again(road: Road) -> None:
    one = packed(1, LARGE)
    queue(road.outbox, one)

    def swallow(call: Call) -> Answer | None:
        if call.method != "PATCH":
            return None
        whole = {"tus-resumable": "1.0.0", "upload-offset": str(len(one.blobs[one.papers[0]]))}
        return Answer(204, whole, b"")  # somebody in between says it has all of it

    road.gateway.before = swallow
    road.once()
    assert carriage(road, one) is Carriage.RECORDED
    road.gateway.before = lambda _call: None
    road.clock.pass_time(3600)
    road.once()
    assert carriage(road, one) is Carriage.DELIVERED


def test_a_gateway_restored_from_an_older_backup_gets_everything_again(road: Road) -> None:
    old, kept, lost = packed(1, 500), packed(2, 500), packed(3, 500, LARGE)
    queue(road.outbox, old, kept, lost)
    road.gateway.notices = [notice(1), notice(2), notice(3)]
    assert road.once().delivered == 3
    backed_up = say(StatementType.DELIVERED, old, watermark=NOON - timedelta(seconds=1))
    road.outbox.accept(backed_up, SIGN_KEY.public)
    del road.gateway.manifests[lost.parcel]
    for name in lost.blobs:
        del road.gateway.blobs[name]
        road.gateway.partial.pop(name, None)
    road.gateway.notices.pop()
    taken = len(road.gateway.taken)
    for _ in range(5):
        told = road.once()
    assert told.delivered == 3
    assert sorted(road.gateway.taken[taken:]) == sorted(lost.blobs)  # and nothing it still had
    assert carriage(road, lost) is Carriage.DELIVERED


def test_a_statement_late_on_the_way_leaves_the_question_what_is_missing(road: Road) -> None:
    one = packed(1, 500)
    queue(road.outbox, one)
    dispatch = Dispatch(road.outbox)
    dispatch.offered(one.parcel, ())
    sent = road.outbox.state(one.parcel)
    assert sent is not None
    assert sent.next_attempt is not None
    road.outbox.accept(
        say(StatementType.RECORDED, one, dossier=Manifest.decode_unverified(one.manifest).dossier), CARD.sign
    )
    recorded = road.outbox.state(one.parcel)
    assert recorded is not None
    assert recorded.next_attempt == sent.next_attempt


@pytest.mark.parametrize("path", ["/v1/files/", "/v1/uploads"])
def test_a_way_that_cuts_every_upload_is_not_tried_without_end(road: Road, path: str) -> None:
    small, large = packed(1, 500), packed(2, LARGE)
    queue(road.outbox, small, large)

    def cut(call: Call) -> Answer | None:
        if call.path.startswith(path):
            raise LinkDown("cut")
        return None

    road.gateway.before = cut
    agent = Agent(road.clock, road.outbox, road.inbox, road.link, road.clock.pass_time)
    assert agent.round(5.0) is LinkState.UP
    assert carriage(road, small) is Carriage.DELIVERED
    assert len(road.gateway.calls) < 40
    waits = []
    for _ in range(4):
        due = road.outbox.next_due()
        assert due is not None
        waits.append((due - road.clock.now()).total_seconds())
        road.clock.pass_time(waits[-1])
        assert agent.round(0.0) is LinkState.UP
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    road.gateway.before = lambda _call: None
    assert road.once().delivered == 2


def test_notices_are_taken_in_order_without_gaps(road: Road) -> None:
    road.gateway.notices = [notice(1), notice(3)]
    assert road.once().notices == 1
    road.gateway.notices = [notice(1), notice(2), notice(3)]
    assert road.once().notices == 3
    assert [seq for seq, _ in road.inbox.after(0)] == [1, 2, 3]


def test_notices_of_another_office_or_key_are_left(road: Road) -> None:
    road.gateway.notices = [notice(1, office="99999")]
    assert road.once().notices == 0
    signed = notice(1)
    road.gateway.notices = [signed[:-1] + bytes([signed[-1] ^ 1])]
    assert road.once().notices == 0


def test_a_result_comes_home_over_a_line_that_never_holds_for_long(road: Road) -> None:
    plain_id = f"{1:032x}"
    sealed = seal_result(bytes(range(256)) * 1200, plain_id, OFFICE_NOTICE.public)
    ref = ResultRef(sealed.name, len(sealed.data), blob_name(b""), "kq.pdf", "application/pdf")
    plain = NoticePlain(plain_id, f"{2:032x}", NoticeKind.RESULT, "UBND xã Mẫu", result=ref)
    envelope = seal_notice(plain, OFFICE, 1, NOON, OFFICE_NOTICE.public)
    road.gateway.notices = [envelope.encode(SIGN_KEY, CARD.gateway)]
    road.gateway.results[sealed.name] = sealed.data

    def after(call: Call, answer: Answer) -> Answer | None:
        long = call.path.startswith("/v1/results/") and len(answer.body) > 40_000
        return lose(call, answer) if long else None

    road.gateway.after = after
    agent = Agent(road.clock, road.outbox, road.inbox, road.link, road.clock.pass_time)
    for _ in range(8):
        agent.round(0)
        agent.round(0)
    assert road.inbox.result(sealed.name) == sealed.data
    asked = [call.headers["Range"] for call in road.gateway.calls if call.path.startswith("/v1/results/")]
    there = [text for text in asked if int(text.split("-")[1]) - int(text[6:].split("-")[0]) < 40_000]
    assert len(there) == len(set(there))  # nothing that came was fetched twice


def announced(road: Road, number: int, size: int) -> str:
    """A result of so many bytes the gateway has a notice of; its blob's name."""
    sealed = seal_result(bytes(size), f"{number:032x}", OFFICE_NOTICE.public)
    ref = ResultRef(sealed.name, len(sealed.data), blob_name(b""), "kq.pdf", "application/pdf")
    plain = NoticePlain(f"{number:032x}", f"{2:032x}", NoticeKind.RESULT, "UBND xã Mẫu", result=ref)
    envelope = seal_notice(plain, OFFICE, number, NOON, OFFICE_NOTICE.public)
    road.gateway.notices.append(envelope.encode(SIGN_KEY, CARD.gateway))
    road.gateway.results[sealed.name] = sealed.data
    return sealed.name


def test_a_result_does_not_wait_behind_small_papers(road: Road) -> None:
    queue(road.outbox, *(packed(number, *[SMALL_PAPER // 2] * 4) for number in range(1, 16)))
    large, small = announced(road, 1, 900_000), announced(road, 2, 3_000)
    seen: dict[str, int] = {}

    def before(call: Call) -> None:
        road.clock.pass_time(2.0)  # a link on which nothing comes at once
        if call.path.startswith("/v1/results/"):
            seen[call.path.rpartition("/")[2]] = len(road.gateway.taken)

    road.gateway.before = before
    road.once()
    assert len(road.gateway.taken) == 75
    assert 15 <= seen[small] < 45  # after every record, and long before the last paper
    assert seen[small] < seen[large]
    assert road.inbox.settled(large)
    asked = [call.headers["Range"] for call in road.gateway.calls if call.path.endswith(large)]
    assert len(asked) == len(set(asked)) > 3  # nothing twice


def test_a_result_does_not_wait_behind_large_papers(road: Road) -> None:
    queue(road.outbox, *(packed(number, LARGE) for number in range(1, 6)))
    small = announced(road, 1, 3_000)
    asked, waited = Event(), list[bool]()

    def before(call: Call) -> None:
        road.clock.pass_time(2.0)
        if call.path.endswith(small):
            asked.set()
        elif call.method == "PATCH" and len(road.gateway.taken) > 6:
            waited.append(asked.wait(20))  # a paper that takes its time

    road.gateway.before = before
    road.once()
    assert waited
    assert all(waited)
    assert road.inbox.settled(small)


def test_results_wait_while_the_day_allows_records_alone(road: Road) -> None:
    road.outbox.remember(COURTESY_FACT, Courtesy(records_only=True).write())
    queue(road.outbox, *(packed(number, LARGE) for number in range(1, 4)))
    name = announced(road, 1, 3_000)
    road.once()
    assert not road.inbox.settled(name)
    assert not [call for call in road.gateway.calls if call.path.startswith("/v1/results/")]


def test_a_result_that_is_refused_or_spoilt_is_asked_for_once_a_round(road: Road) -> None:
    queue(road.outbox, *(packed(number, *[SMALL_PAPER // 2] * 4) for number in range(1, 16)))
    gone, spoilt, good = (announced(road, number, 2_000 * number) for number in (1, 2, 3))
    road.gateway.results[spoilt] = bytes(len(road.gateway.results[spoilt]))

    def before(call: Call) -> Answer | None:
        road.clock.pass_time(2.0)
        return Answer(404, CBOR, cbor.dumps({"error": "result"})) if call.path.endswith(gone) else None

    road.gateway.before = before
    road.once()
    asked = Counter(call.path.rpartition("/")[2] for call in road.gateway.calls if "/results/" in call.path)
    # Once while papers travelled, once at the end of the round.
    assert asked == {gone: 2, spoilt: 2, good: 1}
    assert road.inbox.settled(good)


def test_a_paper_that_spoils_the_question_for_addresses_holds_up_no_other(road: Road) -> None:
    poison, *good = (packed(number, LARGE * number) for number in range(1, 6))
    queue(road.outbox, poison, *good)

    def before(call: Call) -> Answer | None:
        if call.path == "/v1/uploads" and isinstance(call.body, bytes):
            asked = {one["blob"] for one in cbor.loads_map(call.body)["uploads"]}
            if poison.papers[0] in asked:
                return Answer(413, CBOR, cbor.dumps({"error": "too-large"}))
        return None

    road.gateway.before = before
    report = road.once()
    assert (report.delivered, report.link) == (4, LinkState.UP)
    state = road.outbox.state(poison.parcel)
    assert state is not None
    assert (state.carriage, state.reason) == (Carriage.RECORDED, "no-slot")


def test_a_question_about_many_papers_that_is_refused_is_not_repeated(
    road: Road, caplog: pytest.LogCaptureFixture
) -> None:
    parcels = [packed(number, LARGE) for number in range(1, 4)]
    queue(road.outbox, *parcels)
    dispatch = Dispatch(road.outbox)
    for one in parcels:
        dispatch.offered(one.parcel, one.papers)
    road.gateway.before = lambda _call: Answer(413, CBOR, cbor.dumps({"error": "too-large"}))
    streams = streams_of(road, dispatch, Width())
    for _ in range(3):  # as often as somebody looks while papers travel
        streams.ask_ahead()
    assert road.gateway.paths("POST") == ["/v1/uploads"]
    assert len(caplog.messages) == 1


def test_a_disk_without_room_for_a_result_holds_up_no_paper_and_is_said(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, fsync = packed(1, LARGE), os.fsync
    queue(road.outbox, one)
    road.outbox.remember("watermark", write_time(NOON + timedelta(hours=1)))
    name = announced(road, 1, 3_000)

    def no_room(handle: int) -> None:
        if name in str(Path(f"/proc/self/fd/{handle}").readlink()):
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    def before(_call: Call) -> None:
        road.clock.pass_time(2.0)

    road.gateway.before = before
    monkeypatch.setattr(os, "fsync", no_room)
    report = road.once()
    assert (report.delivered, report.link) == (1, LinkState.FAULT)
    assert not road.outbox.blob_path(one.record).exists()  # what makes room is done all the same
    monkeypatch.setattr(os, "fsync", fsync)
    assert road.once().link == LinkState.UP
    assert road.inbox.settled(name)


def test_news_that_are_refused_hold_up_no_paper_and_are_said_once(
    road: Road, caplog: pytest.LogCaptureFixture
) -> None:
    parcels = [packed(number, 500, LARGE) for number in range(1, 4)]
    queue(road.outbox, *parcels)

    def before(call: Call) -> Answer | None:
        road.clock.pass_time(0.5)
        return Answer(400, CBOR, cbor.dumps({"error": "body"})) if call.path == "/v1/news" else None

    road.gateway.before = before
    agent = Agent(road.clock, road.outbox, road.inbox, road.link, road.clock.pass_time)
    assert [agent.round(5.0), agent.round(5.0)] == [LinkState.UP] * 2
    assert {name for one in parcels for name in one.blobs} <= set(road.gateway.taken)
    assert road.gateway.paths("POST").count("/v1/news") == 1
    road.clock.pass_time(60)
    agent.round(0.0)  # asked again, and refused again
    assert road.gateway.paths("POST").count("/v1/news") == 2
    assert [text for text in caplog.messages if "news" in text] == ["news refused: 400 body"]
    road.gateway.before = lambda _call: None
    road.clock.pass_time(60)
    assert agent.round(5.0) is LinkState.UP
    assert {carriage(road, one) for one in parcels} == {Carriage.DELIVERED}


def test_nothing_is_fetched_that_there_is_no_room_for(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    name, free = announced(road, 1, 300_000), [SPARE + 1000]
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free[0]))
    assert [road.once().link for _ in range(3)] == [LinkState.FAULT] * 3
    assert not [path for path in road.gateway.paths("GET") if path.startswith("/v1/results/")]
    free[0] = 10**9
    assert road.once().link == LinkState.UP
    assert road.inbox.settled(name)


def test_packs_that_are_refused_are_no_fault_of_the_road(road: Road) -> None:
    asked = []

    def before(call: Call) -> Answer | None:
        if call.path.startswith("/v1/packs/"):
            asked.append(call.path)
            return Answer(400, CBOR, cbor.dumps({"error": "range"}))
        if call.path == "/v1/news":
            told = {"statements": {}, "notices": [], "latest": 0, "packs": 7}
            return Answer(200, CBOR, cbor.dumps(told))
        return None

    road.gateway.before = before
    assert road.once().link == LinkState.UP
    assert len(asked) == 1


def test_a_result_is_fetched_piece_by_piece_and_checked(road: Road) -> None:
    plain_id = f"{1:032x}"
    sealed = seal_result(b"%PDF" * 300_000, plain_id, OFFICE_NOTICE.public)
    ref = ResultRef(sealed.name, len(sealed.data), blob_name(b""), "kq.pdf", "application/pdf")
    plain = NoticePlain(plain_id, f"{2:032x}", NoticeKind.RESULT, "UBND xã Mẫu", result=ref)
    envelope = seal_notice(plain, OFFICE, 1, NOON, OFFICE_NOTICE.public)
    road.gateway.notices = [envelope.encode(SIGN_KEY, CARD.gateway)]
    road.gateway.results[sealed.name] = bytes(len(sealed.data))
    road.once()
    assert road.inbox.result(sealed.name) is None
    road.gateway.results[sealed.name] = sealed.data
    pieces = [0]

    def before(call: Call) -> Answer | None:
        if call.path.startswith("/v1/results/"):
            pieces[0] += 1
            if pieces[0] == 2:
                raise LinkDown("cut")
        return None

    road.gateway.before = before
    road.once()
    road.once()
    assert road.inbox.result(sealed.name) == sealed.data
    starts = [
        int(call.headers["Range"].removeprefix("bytes=").split("-")[0])
        for call in road.gateway.calls
        if call.path.startswith("/v1/results/")
    ][-3:]
    assert starts[-1] > 0
    assert starts[-2] > 0  # after the cut it went on where it stood
