"""Codes, the card, signed time, and who may ask."""

import cbor2
import pytest
from sqlalchemy import select

from sync.card import EnrolmentCode, GatewayCard, fingerprint, read_signed_time
from sync.errors import ParcelDamaged
from sync.gateway.models import DeviceRow, OfficerRow
from sync.keys import SigningKey
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.rig import Gateway, Machine, raw

NEWS = {"parcels": [], "after": 0, "wait": 0}


def enrol(gateway: Gateway, fields: dict[str, object]) -> tuple[int, bytes]:
    response = gateway.send("POST", "/v1/enrol", cbor2.dumps(fields))
    return response.status_code, response.content


def error_of(content: bytes) -> str:
    return str(cbor2.loads(content)["error"])


def test_the_time_is_signed_over_the_askers_nonce(gateway: Gateway) -> None:
    answer = gateway.send("GET", "/v1/time?nonce=abc").content
    assert read_signed_time(answer, "abc", gateway.ingest_keys.sign.public) == gateway.clock.now()
    with pytest.raises(ParcelDamaged):
        read_signed_time(answer, "other", gateway.ingest_keys.sign.public)
    assert gateway.send("GET", "/v1/time").status_code == 400


def test_the_card_is_the_one_the_code_speaks_of(gateway: Gateway) -> None:
    card = gateway.send("GET", "/v1/gateway").content
    code = EnrolmentCode.parse(gateway.code())
    assert GatewayCard.decode_trusted(card, code).kem.data == gateway.keys.kem.public.data
    assert code.fingerprint == fingerprint(gateway.keys.sign.public)


@both_engines
def test_a_code_is_spent_once_and_answers_the_same_keys_the_same(gateway: Gateway) -> None:
    code, machine = gateway.code(), Machine()
    first = enrol(gateway, machine.request(code))
    assert first[0] == 200
    gateway.clock.turn(80 * 3600)
    assert enrol(gateway, machine.request(code.lower().replace("-", " "))) == first
    status, content = enrol(gateway, Machine().request(code))
    assert (status, error_of(content)) == (409, "code-used")
    with gateway.database.read() as session:
        assert len(session.scalars(select(DeviceRow)).all()) == 1


def test_a_code_ends_after_72_hours(gateway: Gateway) -> None:
    code = gateway.code()
    gateway.clock.turn(72 * 3600 + 1)
    status, content = enrol(gateway, Machine().request(code))
    assert (status, error_of(content)) == (403, "code-expired")


def test_a_code_of_another_gateway_or_office_is_refused(gateway: Gateway) -> None:
    stranger = str(EnrolmentCode.new(SigningKey.generate().public))
    assert error_of(enrol(gateway, Machine().request(stranger))[1]) == "code"
    bound = gateway.code(office="99999")
    assert error_of(enrol(gateway, Machine().request(bound))[1]) == "code-office"
    assert enrol(gateway, Machine(unit="99999").request(bound))[0] == 200


def test_who_guesses_codes_is_stopped_for_a_while_and_stops_nobody_else(gateway: Gateway) -> None:
    guess = Machine().request(str(EnrolmentCode.new(gateway.keys.sign.public)))
    for _ in range(30):
        assert enrol(gateway, guess)[0] == 403
    assert enrol(gateway, guess)[0] == 429
    assert enrol(gateway, Machine().request(gateway.code()))[0] == 200
    gateway.clock.turn(601)
    assert enrol(gateway, guess)[0] == 403


@pytest.mark.parametrize("field", ["office", "transport_key", "device_key", "notice_key", "officers", "code"])
def test_a_request_that_lacks_a_field_spends_nothing(gateway: Gateway, field: str) -> None:
    code, machine = gateway.code(), Machine()
    whole = machine.request(code)
    status, _ = enrol(gateway, {name: value for name, value in whole.items() if name != field})
    assert status == 400
    short = {name: value[:-1] if isinstance(value, bytes) else value for name, value in whole.items()}
    assert enrol(gateway, short)[0] == 400
    assert enrol(gateway, whole)[0] == 200


def test_a_roster_adds_keys_and_takes_none_away(gateway: Gateway, machine: Machine) -> None:
    key = SigningKey.generate().public
    officers = [{"code": "can-bo-1", "role": "leader", "key": key}] * 2
    assert gateway.ask(machine, "/v1/roster", {"officers": officers}) == {}
    with gateway.database.read() as session:
        known = {row.key for row in session.scalars(select(OfficerRow))}
    assert known == {machine.officer.public.hex(), key.hex()}


@both_engines
def test_a_copied_request_is_refused(gateway: Gateway, machine: Machine) -> None:
    body = cbor2.dumps(NEWS)
    headers = machine.sign("POST", "/v1/news", body, gateway.clock.now())
    assert gateway.send("POST", "/v1/news", body, headers).status_code == 200
    gateway.start_ingest()
    copied = gateway.send("POST", "/v1/news", body, headers)
    assert (copied.status_code, error_of(copied.content)) == (401, "replay")
    gateway.clock.turn(299)
    assert error_of(gateway.send("POST", "/v1/news", body, headers).content) == "replay"
    gateway.clock.turn(2)
    assert error_of(gateway.send("POST", "/v1/news", body, headers).content) == "clock"


@pytest.mark.parametrize(("skew", "status"), [(-301, 401), (-299, 200), (299, 200), (301, 401)])
def test_five_minutes_of_skew_are_forgiven(
    gateway: Gateway, machine: Machine, skew: int, status: int
) -> None:
    body = cbor2.dumps(NEWS)
    at = gateway.clock.now()
    gateway.clock.turn(-skew)
    response = gateway.send("POST", "/v1/news", body, machine.sign("POST", "/v1/news", body, at))
    assert response.status_code == status
    if status == 401:
        answer = cbor2.loads(response.content)
        assert answer == {"error": "clock", "now": gateway.clock.now().isoformat().replace("+00:00", "Z")}


def test_what_is_signed_cannot_be_changed(gateway: Gateway, machine: Machine) -> None:
    body = cbor2.dumps(NEWS)

    def refused(method: str, path: str, sent: bytes, headers: dict[str, str]) -> str:
        response = gateway.send(method, path, sent, headers)
        assert response.status_code == 401
        return error_of(response.content)

    def fresh(**changed: object) -> dict[str, str]:
        return machine.sign("POST", "/v1/news", body, gateway.clock.now(), **changed)  # type: ignore[arg-type]

    assert refused("POST", "/v1/news", cbor2.dumps(NEWS | {"after": 1}), fresh()) == "signature"
    assert refused("POST", "/v1/roster", body, fresh()) == "signature"
    assert refused("POST", "/v1/news?x=1", body, fresh()) == "signature"
    assert refused("POST", "/v1/news", body, fresh(covered=("@method", "@path"))) == "signature"
    assert refused("POST", "/v1/news", body, {}) == "signature"
    bare = machine.sign("POST", "/v1/news", b"", gateway.clock.now())
    assert refused("POST", "/v1/news", body, bare) == "signature"
    stranger = Machine(device=machine.device)
    headers = stranger.sign("POST", "/v1/news", body, gateway.clock.now())
    assert refused("POST", "/v1/news", body, headers) == "signature"
    unknown = Machine(device="f" * 32).sign("POST", "/v1/news", body, gateway.clock.now())
    assert refused("POST", "/v1/news", body, unknown) == "device"


def test_a_revoked_machine_is_turned_away(gateway: Gateway, machine: Machine) -> None:
    with gateway.database.write() as session:
        session.get_one(DeviceRow, machine.device).revoked_at = gateway.clock.now()
    assert error_of(gateway.post(machine, "/v1/news", NEWS).content) == "revoked"


@pytest.mark.parametrize(
    "body",
    [
        b"\xf6",
        b"\xff",
        b"\x80",
        b"\xa1\x01\x02",
        b"\x9f" * 4000,
        b"\xd8\x23\x61a",
        b"\xa1\x61a\xc5\x82\x1a\x3b\x9a\xca\x00\x01",  # a number past all bounds
    ],
)
def test_a_body_that_is_no_map_is_answered_400(gateway: Gateway, machine: Machine, body: bytes) -> None:
    headers = machine.sign("POST", "/v1/parcels", body, gateway.clock.now())
    assert gateway.send("POST", "/v1/parcels", body, headers).status_code == 400


def test_a_large_body_of_nobody_known_is_not_gathered(gateway: Gateway, machine: Machine) -> None:
    taken: list[int] = []

    async def receive() -> dict[str, object]:
        taken.append(1)
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    def ask(signer: Machine) -> int:
        headers = signer.sign("POST", "/v1/parcels", b"x", gateway.clock.now()) if signer.device else {}
        return gateway.run(lambda _client: raw(gateway.app, "POST", "/v1/parcels", headers, receive))

    assert ask(Machine(device="")) == 401
    assert ask(Machine(device="f" * 32)) == 401
    with gateway.database.write() as session:
        session.get_one(DeviceRow, machine.device).revoked_at = gateway.clock.now()
    assert ask(machine) == 401
    assert taken == []
