"""The published vectors: what we write equals them, and what they hold opens with nothing but them."""

from typing import Any

import pytest

from sync.parcel import (
    GatewayCard,
    KemPrivate,
    Manifest,
    Statement,
    StatementType,
    blob_name,
    manifest_hash,
    open_blob,
    open_notice,
    open_record,
    read_signed_time,
)
from tests.unit.sync import vectors

HELD = vectors.read()


def raw(*path: str) -> bytes:
    value: Any = HELD
    for name in path:
        value = value[name]
    assert isinstance(value, str)
    return bytes.fromhex(value)


def test_we_still_write_the_published_bytes() -> None:
    assert vectors.vectors(HELD) == HELD


@pytest.mark.parametrize(
    ("blob", "key"), [("record", "province"), ("paper", "province"), ("notice", "office_notice")]
)
def test_published_blobs_open(blob: str, key: str) -> None:
    held = HELD["blobs"][blob]
    private = KemPrivate(raw("keys", key, "private"))
    assert (
        open_blob(bytes.fromhex(held["data"]), held["parcel"], held["slot"], private).hex()
        == held["plaintext"]
    )
    assert blob_name(bytes.fromhex(held["data"])) == held["name"]


def test_published_messages_hold_together() -> None:
    manifest_data = raw("manifest", "data")
    manifest = Manifest.decode_verified(manifest_data, raw("keys", "device", "public"))
    assert [ref.blob for ref in manifest.blobs] == [
        HELD["blobs"][name]["name"] for name in ("record", "paper")
    ]
    assert open_record(raw("blobs", "record", "plaintext")).officer_key == raw("keys", "officer", "public")
    sign = raw("keys", "gateway_sign", "public")
    for kind in StatementType:
        statement = Statement.decode_verified(raw("statements", kind), sign)
        assert statement.type is kind
        assert statement.manifest == manifest_hash(manifest_data)
    _, plain = open_notice(raw("notice"), sign, KemPrivate(raw("keys", "office_notice", "private")))
    assert plain.official_number == "THU-03127-261121-1"
    card = GatewayCard.decode(raw("card"))
    assert card.kem.kid == manifest.kem
    assert read_signed_time(raw("time", "data"), HELD["time"]["nonce"], card.ingest) == vectors.AT
