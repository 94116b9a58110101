"""A slip's code proves who made the slip, says clearly when it does not, and holds nothing about the
citizen.
"""

import base64
import json
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import BugError
from kiosk.documents.qr import qr
from kiosk.documents.slip_code import (
    DeviceKey,
    Finding,
    SlipClaims,
    encode_slip_code,
    verify_slip_code,
)
from kiosk.documents.slip_number import parse_slip_number, slip_number

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "docs" / "formats" / "slip-code-vectors.json").read_text("utf-8")
)
SEED = bytes.fromhex(VECTORS["devices"][0]["seed"])
KEY = DeviceKey(VECTORS["devices"][0]["device"], bytes.fromhex(VECTORS["devices"][0]["public_key"]))


def claims_of(said: dict[str, Any]) -> SlipClaims:
    return SlipClaims(
        device=said["device"],
        office=said["office"],
        slip_number=said["slip_number"],
        dossier=said["dossier"],
        procedure=said["procedure"],
        version=said["version"],
        issued_at=datetime.fromisoformat(said["issued_at"]),
        record_sha256=bytes.fromhex(said["record_sha256"]),
        envelopes=tuple(said["envelopes"]),
    )


CLAIMS = claims_of(VECTORS["genuine"][0]["claims"])
CODE: str = VECTORS["genuine"][0]["code"]


def token(code: str) -> bytes:
    body = code.removeprefix("HSK1:")
    return base64.b32decode(body + "=" * (-len(body) % 8))


def as_code(data: bytes) -> str:
    return "HSK1:" + base64.b32encode(data).decode().rstrip("=")


@pytest.mark.parametrize("vector", VECTORS["genuine"], ids=lambda v: v["claims"]["office"])
def test_the_vectors_hold_both_ways(vector: dict[str, Any]) -> None:
    claims = claims_of(vector["claims"])
    assert encode_slip_code(claims, SEED) == vector["code"]
    found = verify_slip_code(vector["code"], [KEY])
    assert (found.finding, found.claims) == (Finding.GENUINE, claims)


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda v: v["why"])
def test_the_refused_vectors_are_refused_for_their_reason(vector: dict[str, str]) -> None:
    found = verify_slip_code(vector["code"], [KEY])
    assert found.finding == vector["finding"]
    assert found.claims is None
    assert found.message.vi


@pytest.mark.parametrize("vector", VECTORS["numbers"], ids=lambda v: v["number"])
def test_the_number_vectors_hold(vector: dict[str, Any]) -> None:
    day = date.fromisoformat(vector["day"])
    number = slip_number(vector["unit"], vector["counter"], day, vector["running"])
    assert number == vector["number"]
    assert parse_slip_number(number).running == vector["running"]


@given(
    issued=st.integers(0, 4_000_000_000),
    dossier=st.binary(min_size=16, max_size=16),
    record=st.binary(min_size=32, max_size=32),
    version=st.text(max_size=12),
    envelopes=st.lists(st.text(alphabet="0123456789-", max_size=12), max_size=4),
)
def test_what_is_said_is_read_back(
    issued: int, dossier: bytes, record: bytes, version: str, envelopes: list[str]
) -> None:
    claims = replace(
        CLAIMS,
        issued_at=datetime.fromtimestamp(issued, UTC),  # long past and far future: no clock is asked
        dossier=dossier.hex(),
        record_sha256=record,
        version=version,
        envelopes=tuple(envelopes),
    )
    found = verify_slip_code(encode_slip_code(claims, SEED), [KEY])
    assert (found.finding, found.claims) == (Finding.GENUINE, claims)


@given(place=st.integers(5, len(CODE) - 2), letter=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_no_changed_letter_passes(place: int, letter: str) -> None:
    changed = CODE[:place] + letter + CODE[place + 1 :]
    genuine = verify_slip_code(changed, [KEY]).finding is Finding.GENUINE
    assert genuine == (changed == CODE)


@given(length=st.integers(0, len(CODE) - 3))
def test_a_code_cut_off_is_never_genuine_nor_a_crash(length: int) -> None:
    found = verify_slip_code(CODE[:length], [KEY])
    expected = Finding.NOT_OURS if length < 5 else Finding.DAMAGED
    assert found.finding is expected


@given(
    st.one_of(
        st.text(max_size=400),
        st.binary(max_size=300).map(as_code),
        st.text("A2=", max_size=50).map("HSK1:{}".format),
    )
)
def test_nonsense_is_answered_calmly(text: str) -> None:
    assert verify_slip_code(text, [KEY]).finding in (
        Finding.NOT_OURS,
        Finding.DAMAGED,
        Finding.UNKNOWN_DEVICE,
    )


def test_a_code_that_unfolds_without_end_is_not_unfolded() -> None:
    again = (
        b"\xd8\x1d%c" % (level - 1) * 8 for level in range(1, 12)
    )  # lists that each name the one before eight times
    bomb = b"\x8c" + b"".join(b"\xd8\x1c\x88" + one for one in (b"\1" * 8, *again))
    assert verify_slip_code(as_code(b"\xd2\x84\0\0\0" + bomb), [KEY]).finding is Finding.DAMAGED


def test_white_space_and_case_do_not_matter() -> None:
    typed = "\n".join(CODE[n : n + 40].lower() for n in range(0, len(CODE), 40))
    assert verify_slip_code(f"  {typed}\n", [KEY]).finding is Finding.GENUINE


def test_the_clock_claims_are_set_and_not_the_librarys() -> None:
    payload = cbor2.loads(cbor2.loads(token(CODE)).value[2])
    issued = int(CLAIMS.issued_at.timestamp())
    assert (payload[6], payload[5]) == (issued, issued)
    assert payload[4] - issued > 9 * 365 * 86_400


def test_it_holds_only_the_listed_claims() -> None:
    payload = cbor2.loads(cbor2.loads(token(CODE)).value[2])
    assert set(payload) == {1, 2, 4, 5, 6, 7, -70001, -70002, -70003, -70004, -70005}


def test_a_well_signed_token_that_is_no_slip_code_is_not_ours() -> None:
    from cwt import COSEKey
    from cwt.cwt import CWT

    key = COSEKey.new({1: 1, 2: KEY.kid, 3: -8, -1: 6, -2: KEY.public_key, -4: SEED})
    for payload in ({1: KEY.device, 4: 2**32, 5: 0}, {1: KEY.device, 2: "TAM", 4: 2**32, 5: 0, 6: 0, 7: b""}):
        code = as_code(CWT.new().encode(payload, key))
        assert verify_slip_code(code, [KEY]).finding is Finding.NOT_OURS


def test_a_code_without_an_aware_time_or_a_hash_is_a_bug() -> None:
    with pytest.raises(BugError):
        encode_slip_code(replace(CLAIMS, issued_at=datetime(2026, 11, 22)), SEED)
    with pytest.raises(BugError):
        encode_slip_code(replace(CLAIMS, record_sha256=b""), SEED)


def test_a_code_is_nothing_beside_the_slip_it_is_printed_on() -> None:
    # Comparing all eight masks took 26 ms of an idle machine, three times as much of a busy one.
    def cost(number: int) -> float:
        started = time.process_time()
        row = qr(f"HSK1:{number}" + "ABCDEFGH234567" * 28, 200)
        assert row.height > 0
        return time.process_time() - started

    assert min(cost(number) for number in range(3)) < 0.02
