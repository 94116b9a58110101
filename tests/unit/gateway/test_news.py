"""What a device hears, when it hears it, and what waiting costs."""

import asyncio
import time
from typing import Any

import cbor2
import httpx
import pytest

from forms.states import CaseStatus
from sync.gateway.ingest import news as news_module
from sync.gateway.ingest.bell import TICK_SECONDS
from sync.notice import NoticeEnvelope
from tests.unit.gateway.cargo import fresh_id
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.rig import Gateway, Machine, raw


async def ask(
    client: httpx.AsyncClient, desk: Gateway, machine: Machine, fields: dict[str, Any]
) -> dict[str, Any]:
    body = cbor2.dumps(fields)
    headers = machine.sign("POST", "/v1/news", body, desk.clock.now())
    response = await client.post("/v1/news", content=body, headers=headers)
    assert response.status_code == 200
    answer: dict[str, Any] = cbor2.loads(response.content)
    return answer


@both_engines
def test_a_waiting_device_hears_at_once(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    desk.bring(kiosk, cargo)

    async def story(client: httpx.AsyncClient) -> tuple[dict[str, Any], float]:
        began = time.monotonic()
        fields = {"parcels": [cargo.parcel], "after": 0, "wait": 20}
        waiting = asyncio.create_task(ask(client, desk, kiosk, fields))
        while not desk.looks:
            await asyncio.sleep(0.01)
        await asyncio.to_thread(desk.opener.work)
        return await waiting, time.monotonic() - began

    answer, seconds = desk.run(story)
    assert len(answer["statements"][cargo.parcel]) >= 1
    assert len(answer["notices"]) == answer["latest"] == 1
    assert seconds < 10


def test_what_was_told_is_not_news_again_but_is_always_said(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    fields = {"parcels": [cargo.parcel], "after": 1, "wait": 20}

    async def first(client: httpx.AsyncClient) -> dict[str, Any]:
        return await ask(client, desk, kiosk, fields)

    told = desk.run(first)
    assert len(told["statements"][cargo.parcel]) == 2
    assert (told["notices"], told["latest"]) == ([], 1)

    async def again(client: httpx.AsyncClient) -> dict[str, Any]:
        return await ask(client, desk, kiosk, fields | {"wait": 0.3})

    began = time.monotonic()
    assert desk.run(again) == told
    assert time.monotonic() - began >= 0.3


def test_waiting_asks_the_database_a_few_times_a_second_for_all(desk: Desk, kiosk: Machine) -> None:
    machines = [kiosk, *(desk.enrol(Machine()) for _ in range(5))]

    async def story(client: httpx.AsyncClient) -> None:
        fields = {"parcels": [], "after": 0, "wait": 1}
        await asyncio.gather(*(ask(client, desk, machine, fields) for machine in machines))

    desk.run(story)
    assert 1 <= desk.looks <= 1 / TICK_SECONDS + 1
    of_offices = sum("FROM notice" in question for question in desk.questions)
    # Once when they ask and once when their time is over, unless asking took all of it.
    assert len(machines) <= of_offices <= 2 * len(machines)


def test_a_closing_server_lets_the_waiting_go(desk: Desk, kiosk: Machine) -> None:
    async def story(client: httpx.AsyncClient) -> float:
        began = time.monotonic()
        waiting = asyncio.create_task(ask(client, desk, kiosk, {"parcels": [], "after": 0, "wait": 20}))
        while not desk.looks:
            await asyncio.sleep(0.01)
        desk.closing = True
        await waiting
        return time.monotonic() - began

    assert desk.run(story) < 10


def test_who_hangs_up_is_not_waited_for(desk: Desk, kiosk: Machine) -> None:
    body = cbor2.dumps({"parcels": [], "after": 0, "wait": 20})
    headers = kiosk.sign("POST", "/v1/news", body, desk.clock.now())
    pieces = [{"type": "http.disconnect"}, {"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, object]:
        return pieces.pop()

    began = time.monotonic()
    assert desk.run(lambda _client: raw(desk.app, "POST", "/v1/news", headers, receive)) == 200
    assert time.monotonic() - began < 10


def test_offices_hear_their_own_news_alone(desk: Desk, kiosk: Machine) -> None:
    other = desk.enrol(Machine(unit="99999"))
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    heard = desk.news(other, cargo)
    assert (heard["statements"], heard["notices"], heard["latest"]) == ({}, [], 0)
    colleague = desk.enrol(Machine(unit=kiosk.unit))
    assert len(desk.news(colleague, cargo)["statements"][cargo.parcel]) == 2


def test_a_later_machine_of_the_office_opens_later_notices(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    colleague = desk.enrol(Machine(unit=kiosk.unit))
    desk.office.tell_status(cargo.manifest.dossier, CaseStatus.PROCESSING)
    desk.opener.work()
    assert [notice.status for notice in desk.notices(colleague, after=1)] == [4]
    assert [notice.status for notice in desk.notices(kiosk, after=1)] == [4]


@both_engines
def test_many_notices_come_in_pages_without_gaps(
    desk: Desk, kiosk: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news_module, "NOTICES_LIMIT", 2)
    cargoes = [desk.pack(kiosk) for _ in range(5)]
    desk.bring(kiosk, *cargoes)
    desk.opener.work()
    seen = 0
    while page := desk.notices(kiosk, after=seen):
        assert len(page) <= 2
        seen += len(page)
    assert seen == desk.news(kiosk)["latest"] == 5


@pytest.mark.parametrize(
    "fields",
    [
        {"parcels": [], "after": -1, "wait": 0},
        {"parcels": [], "after": 0, "wait": True},
        {"parcels": [], "after": 0, "wait": "1"},
        {"parcels": 3, "after": 0, "wait": 0},
        {"after": 0, "wait": 0},
    ],
)
def test_a_wrong_question_is_400(desk: Desk, kiosk: Machine, fields: dict[str, Any]) -> None:
    assert desk.post(kiosk, "/v1/news", fields).status_code == 400


def test_a_strange_parcel_id_is_simply_unknown(desk: Desk, kiosk: Machine) -> None:
    fields = {"parcels": [fresh_id(), "' OR 1", 7, None], "after": 0, "wait": 0}
    assert desk.ask(kiosk, "/v1/news", fields)["statements"] == {}
    assert desk.ask(kiosk, "/v1/news", fields | {"wait": -(10**400)})["statements"] == {}


def test_whoever_has_heard_what_was_never_said_here_is_told_at_once(desk: Desk, kiosk: Machine) -> None:
    for _ in range(2):
        desk.file(kiosk, desk.pack(kiosk))
    heard = [
        NoticeEnvelope.decode_verified(data, desk.keys.sign.public) for data in desk.news(kiosk)["notices"]
    ]
    first, second = (one.id for one in sorted(heard, key=lambda one: one.seq))

    def asked(after: int, have: object, wait: int = 0) -> dict[str, Any]:
        async def story(client: httpx.AsyncClient) -> dict[str, Any]:
            return await ask(client, desk, kiosk, {"parcels": [], "after": after, "wait": wait, "have": have})

        told: dict[str, Any] = desk.run(story)
        return told

    assert len(asked(1, first)["notices"]) == 1
    assert "unknown" not in asked(2, second)
    for after, have in (
        (1, second),
        (2, "f" * 32),
        (7, second),
    ):  # another one, a lost one, a number beyond ours
        began = time.monotonic()
        told = asked(after, have, wait=20)
        assert time.monotonic() - began < 10
        assert (told["unknown"], told["notices"], told["latest"]) == (True, [], 2)
    assert asked(0, first)["latest"] == 2  # before the first there is nothing to have
    refused = desk.post(kiosk, "/v1/news", {"parcels": [], "after": 1, "wait": 0, "have": "no id"})
    assert (refused.status_code, cbor2.loads(refused.content)["field"]) == (400, "have")
