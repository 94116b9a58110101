"""Taking parcels in: batches, idempotence, neighbours, forgeries."""

import asyncio

import cbor2
import httpx
from sqlalchemy import select

from sync.blob import blob_name
from sync.gateway.models import ParcelRow
from sync.manifest import BlobRef
from tests.unit.gateway.cargo import Cargo, fresh_id, pack
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.rig import Gateway, Machine, raw

PAPERS = (("id_card", b"front" * 400), ("residence", b"page" * 400))


def rows(gateway: Gateway) -> list[ParcelRow]:
    with gateway.database.read() as session:
        return list(session.scalars(select(ParcelRow)))


def post(gateway: Gateway, machine: Machine, *entries: object) -> list[dict[str, object]]:
    answer = gateway.ask(
        machine, "/v1/parcels", {"parcels": list(entries)}, **{"Idempotency-Key": fresh_id()}
    )
    results: list[dict[str, object]] = answer["results"]
    return results


def cargo_of(gateway: Gateway, machine: Machine) -> Cargo:
    return pack(machine, gateway.keys.kem.public, papers=PAPERS)


def test_what_is_missing_is_named_until_it_has_come(gateway: Gateway, machine: Machine) -> None:
    cargo = cargo_of(gateway, machine)
    names = [blob.name for blob in cargo.blobs]
    assert post(gateway, machine, cargo.entry(0)) == [
        {"parcel": cargo.parcel, "missing": [names[1], names[2], names[0]], "statements": []}
    ]
    assert post(gateway, machine, cargo.entry(1))[0]["missing"] == names[1:]
    gateway.shelf.put(names[1], cargo.blobs[1].data)  # as if by another road
    assert post(gateway, machine, cargo.entry(0))[0]["missing"] == names[2:]
    assert post(gateway, machine, cargo.entry())[0]["missing"] == []
    assert [gateway.shelf.read(name) for name in names] == [blob.data for blob in cargo.blobs]


@both_engines
def test_a_batch_carries_many_and_repeats_harm_nothing(gateway: Gateway, machine: Machine) -> None:
    cargoes = [cargo_of(gateway, machine) for _ in range(5)]
    first = post(gateway, machine, *(cargo.entry(1) for cargo in cargoes))
    again = post(gateway, machine, *(cargo.entry(1) for cargo in [*cargoes, *cargoes]))
    assert again == first + first
    assert len(rows(gateway)) == 5


@both_engines
def test_what_comes_twice_at_once_is_taken_once_and_answered_twice(
    gateway: Gateway, machine: Machine
) -> None:
    cargoes = [cargo_of(gateway, machine) for _ in range(3)]
    body = cbor2.dumps({"parcels": [cargo.entry(1) for cargo in cargoes]})
    key = fresh_id()

    async def twice(client: httpx.AsyncClient) -> list[httpx.Response]:
        asked = [
            machine.sign("POST", "/v1/parcels", body, gateway.clock.now()) | {"Idempotency-Key": key}
            for _ in range(2)
        ]
        return await asyncio.gather(
            *(client.post("/v1/parcels", content=body, headers=headers) for headers in asked)
        )

    first, other = gateway.run(twice)
    assert first.content == other.content
    assert [len(one["missing"]) for one in cbor2.loads(first.content)["results"]] == [2, 2, 2]
    assert len(rows(gateway)) == 3


@both_engines
def test_bad_neighbours_spoil_nobody(gateway: Gateway, machine: Machine) -> None:
    good, other = cargo_of(gateway, machine), cargo_of(gateway, machine)
    bad = [
        None,
        {},
        {"manifest": b"nonsense"},
        {"manifest": good.data[:-1], "blobs": {}},
        {"manifest": good.data + b"\x00", "blobs": {}},
        {"manifest": good.data, "blobs": 7},
        {"manifest": b"\xd2" * 300_000, "blobs": {}},
        # What no database would keep, and would take its neighbours down with.
        *(
            pack(Machine(), gateway.keys.kem.public, manifest=changed).entry()
            for changed in (
                {"office": "0312\0"},
                {"kem": "0312\0"},
                {"device": "f" * 40},
                {"papers": (BlobRef(blob_name(b"huge"), 2**31),)},
            )
        ),
    ]
    results = post(gateway, machine, *bad, good.entry(), other.entry())
    assert all("error" in result and "missing" not in result for result in results[: len(bad)])
    assert [result.get("missing") for result in results[len(bad) :]] == [[], []]
    assert {row.parcel for row in rows(gateway)} == {good.parcel, other.parcel}


def test_blobs_that_are_not_what_they_are_called_stay_missing(gateway: Gateway, machine: Machine) -> None:
    cargo = cargo_of(gateway, machine)
    record, paper = cargo.blobs[0], cargo.blobs[1]
    stray = b"not in the manifest"
    blobs = {
        record.name: record.data[:-1],
        paper.name: bytes(len(paper.data)),
        blob_name(stray): stray,
        "../../escape": b"x",
        cargo.blobs[2].name: "text",
    }
    result = post(gateway, machine, {"manifest": cargo.data, "blobs": blobs})[0]
    assert sorted(result["missing"]) == sorted(blob.name for blob in cargo.blobs)  # type: ignore[arg-type, type-var]
    assert not gateway.shelf.has(blob_name(stray))


@both_engines
def test_the_same_parcel_ten_times_at_once_is_one(gateway: Gateway, machine: Machine) -> None:
    cargo = cargo_of(gateway, machine)
    body = cbor2.dumps({"parcels": [cargo.entry()]})
    heads = [machine.sign("POST", "/v1/parcels", body, gateway.clock.now()) for _ in range(10)]

    async def at_once(client):  # type: ignore[no-untyped-def]
        return await asyncio.gather(
            *(client.post("/v1/parcels", content=body, headers=head) for head in heads)
        )

    answers = {response.content for response in gateway.run(at_once)}
    assert len(answers) == 1
    assert cbor2.loads(answers.pop())["results"][0]["missing"] == []
    assert len(rows(gateway)) == 1


def test_a_body_cut_short_leaves_nothing(gateway: Gateway, machine: Machine) -> None:
    cargo = cargo_of(gateway, machine)
    body = cbor2.dumps({"parcels": [cargo.entry()]})
    headers = machine.sign("POST", "/v1/parcels", body, gateway.clock.now())
    pieces = iter(
        [
            {"type": "http.request", "body": body[: len(body) // 2], "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> dict[str, object]:
        return next(pieces)

    status = gateway.run(lambda _client: raw(gateway.app, "POST", "/v1/parcels", headers, receive))
    assert status == 400
    short = gateway.send("POST", "/v1/parcels", body[: len(body) // 2], headers)
    assert short.status_code == 401
    assert rows(gateway) == []
    assert not any(gateway.shelf.has(blob.name) for blob in cargo.blobs)


@both_engines
def test_a_forgery_cannot_take_a_parcels_place(gateway: Gateway, machine: Machine) -> None:
    other = gateway.enrol(Machine(unit="99999"))
    real = cargo_of(gateway, machine)
    forged = pack(
        Machine(device=machine.device),
        gateway.keys.kem.public,
        parcel=real.parcel,
        dossier=real.manifest.dossier,
    )
    taken = post(gateway, other, forged.entry())[0]
    assert taken["missing"] == []  # nothing more is wanted of it
    assert not gateway.shelf.has(forged.blobs[0].name)
    assert post(gateway, machine, real.entry())[0]["missing"] == []
    assert {row.claim for row in rows(gateway)} == {real.parcel, None}


def test_a_stick_may_be_read_in_by_another_machine(gateway: Gateway, machine: Machine) -> None:
    office_pc = gateway.enrol(Machine())
    cargo = cargo_of(gateway, machine)
    post(gateway, office_pc, cargo.entry())
    (row,) = rows(gateway)
    assert (row.device, row.carrier, row.claim) == (machine.device, office_pc.device, cargo.parcel)


def test_forgeries_are_bounded(gateway: Gateway, machine: Machine) -> None:
    stranger = Machine(device="f" * 32)
    strays = [pack(stranger, gateway.keys.kem.public).entry(0) for _ in range(3)]
    gateway_limit = 500
    with gateway.database.write() as session:
        for number in range(gateway_limit - 2):
            session.add(
                ParcelRow(
                    manifest_sha256=f"{number:064x}",
                    parcel=f"{number:032x}",
                    claim=None,
                    dossier="0" * 32,
                    kind="filing",
                    office="0",
                    device="f" * 32,
                    carrier=machine.device,
                    manifest=b"",
                    state="refused",
                    arrived_at=gateway.clock.now(),
                    attempts=0,
                    flags=[],
                )
            )
    results = post(gateway, machine, *strays)
    assert [result.get("error") for result in results] == [None, None, "too-many"]
