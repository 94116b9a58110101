"""Official numbers: trial series, delegated blocks, one number once."""

import json
from datetime import date
from pathlib import Path

import pytest

from sync.gateway.faults import NumberBlocksWrong
from sync.gateway.models import NumberSeriesRow
from sync.gateway.opener.numbers import DelegatedNumbers, IssuedNumber, TrialNumbers, read_blocks
from sync.gateway.settings import Setting, publish
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.rig import Gateway

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
BLOCK = {"office": "03127", "prefix": "H18.34", "first": 5001, "last": 5002}


def issue(
    gateway: Gateway, source: TrialNumbers | DelegatedNumbers, day: date, office: str = "03127"
) -> object:
    with gateway.database.write() as session:
        issued = source.issue(session, office, day)
    return issued.number if issued else None


def test_trial_numbers_say_so_and_start_again_each_day(gateway: Gateway) -> None:
    trial = TrialNumbers()
    assert issue(gateway, trial, MONDAY) == "THU-03127-261123-0001"
    assert issue(gateway, trial, MONDAY) == "THU-03127-261123-0002"
    assert issue(gateway, trial, MONDAY, "99999") == "THU-99999-261123-0001"
    assert issue(gateway, trial, TUESDAY) == "THU-03127-261124-0001"


@both_engines
def test_a_number_taken_back_by_a_rollback_is_given_again(gateway: Gateway) -> None:
    def fail_behind_it() -> None:
        with gateway.database.write() as session:
            TrialNumbers().issue(session, "03127", MONDAY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_behind_it()
    assert issue(gateway, TrialNumbers(), MONDAY) == "THU-03127-261123-0001"


def test_a_block_is_used_to_its_end_and_not_beyond(gateway: Gateway, tmp_path: Path) -> None:
    path = tmp_path / "blocks.json"
    numbers = DelegatedNumbers(path)
    assert numbers.kind == "trial"
    path.write_text(json.dumps({"blocks": [BLOCK]}))
    assert numbers.kind == "delegated"
    assert [issue(gateway, numbers, MONDAY) for _ in range(4)] == [
        "H18.34-261123-5001",
        "H18.34-261123-5002",
        None,
        None,
    ]
    assert issue(gateway, numbers, TUESDAY) == "H18.34-261124-5001"
    assert issue(gateway, numbers, MONDAY, "99999") == "THU-99999-261123-0001"
    path.write_text(json.dumps({"blocks": [BLOCK | {"last": 5003}]}))
    assert issue(gateway, numbers, MONDAY) == "H18.34-261123-5003"
    with gateway.database.read() as session:
        assert session.get_one(NumberSeriesRow, ("H18.34:5001", "20261123")).last == 5003


@both_engines
def test_after_a_restore_no_number_can_be_one_that_was_forgotten(gateway: Gateway, tmp_path: Path) -> None:
    path = tmp_path / "blocks.json"
    path.write_text(json.dumps({"blocks": [BLOCK]}))
    numbers = DelegatedNumbers(path)
    with gateway.database.write() as session:
        publish(session, Setting.RESTORED, b"2026-11-23T07:37:00Z")
    assert issue(gateway, numbers, MONDAY) is None
    assert issue(gateway, numbers, MONDAY, "99999") == "THU-99999-261123-1437-0001"
    assert issue(gateway, numbers, MONDAY, "99999") == "THU-99999-261123-1437-0002"
    assert issue(gateway, numbers, TUESDAY) == "H18.34-261124-5001"
    assert issue(gateway, numbers, TUESDAY, "99999") == "THU-99999-261124-0001"
    with gateway.database.write() as session:
        publish(session, Setting.BLOCKS_SET, b"2026-11-23T07:36:00Z")
    assert issue(gateway, numbers, MONDAY) is None
    with gateway.database.write() as session:
        publish(session, Setting.BLOCKS_SET, b"2026-11-23T08:00:00Z")
    assert issue(gateway, numbers, MONDAY) == "H18.34-261123-5001"


def test_a_block_has_its_days(gateway: Gateway, tmp_path: Path) -> None:
    path = tmp_path / "blocks.json"
    path.write_text(
        json.dumps({"blocks": [BLOCK | {"valid_from": "2026-11-24", "valid_until": "2026-11-24"}]})
    )
    numbers = DelegatedNumbers(path)
    assert issue(gateway, numbers, MONDAY) is None
    assert issue(gateway, numbers, TUESDAY) == "H18.34-261124-5001"
    assert issue(gateway, numbers, date(2026, 11, 25)) is None


@pytest.mark.parametrize("data", [b"{", json.dumps({"blocks": [BLOCK]}).encode("utf-16"), b"[" * 100_000])
def test_a_faulty_file_gives_no_number_of_another_kind(
    gateway: Gateway, tmp_path: Path, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "blocks.json"
    path.write_bytes(data)
    numbers = DelegatedNumbers(path)
    assert issue(gateway, numbers, MONDAY) is None
    assert numbers.kind == "delegated"
    assert isinstance(numbers.fault, NumberBlocksWrong)
    assert "no number is given" in caplog.text
    path.write_bytes(
        json.dumps({"blocks": [BLOCK]}).encode("utf-8-sig")
    )  # the mark some editors put in front
    assert issue(gateway, numbers, MONDAY) == "H18.34-261123-5001"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"office": ""}, r"blocks\[1\]"),
        ({"prefix": 7}, r"blocks\[1\]"),
        ({"first": 0}, r"blocks\[1\]"),
        ({"first": True}, r"blocks\[1\]"),
        ({"last": 5000}, r"blocks\[1\]"),
        ({"valid_until": "soon"}, r"blocks\[1\]"),
        ({"valid_until": 5}, r"blocks\[1\]"),
    ],
)
def test_a_faulty_entry_is_named(change: dict[str, object], where: str) -> None:
    with pytest.raises(NumberBlocksWrong, match=where):
        read_blocks(json.dumps({"blocks": [BLOCK, BLOCK | change]}).encode())
    with pytest.raises(NumberBlocksWrong, match=r"blocks"):
        read_blocks(b"[]")


def test_kinds_are_named() -> None:
    assert IssuedNumber("x", "trial").kind == TrialNumbers.kind
