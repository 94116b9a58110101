"""Everything signed: manifests, records, statements, notices, cards, and what is not believed."""

import hashlib
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import cbor2
import pytest
from cwt import COSE, COSEAlgs, COSEHeaders, COSEKey
from hypothesis import given
from hypothesis import strategies as st

from forms.states import CaseStatus, ParcelKind
from sync import cbor, cose
from sync.manifest import LARGEST_BLOB
from sync.parcel import (
    BlobRef,
    CardRefused,
    CodeMalformed,
    Damage,
    EnrolmentCode,
    GatewayCard,
    Manifest,
    NoticeEnvelope,
    NoticeKind,
    NoticePlain,
    ParcelDamaged,
    ResultRef,
    SigningKey,
    Statement,
    StatementType,
    blob_name,
    build_record,
    open_notice,
    open_record,
    open_result,
    read_signed_time,
    seal_notice,
    seal_result,
    shrink,
    sign_record,
    sign_time,
)
from sync.record_words import RECORD_WORDS
from tests.unit.sync.stage import (
    CARD,
    DEVICE,
    DEVICE_KEY,
    INGEST_KEY,
    NOON,
    OFFICE,
    OFFICE_NOTICE,
    SIGN_KEY,
    packed,
)

IDS = st.text("0123456789abcdef", min_size=32, max_size=32)
NAMES = st.text("0123456789abcdef", min_size=64, max_size=64)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
REFS = st.builds(BlobRef, NAMES, st.integers(1, LARGEST_BLOB))
TEXTS = st.characters(codec="utf-8", exclude_characters="\0")
STRANGER = SigningKey(b"\x63" * 32)


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    refs = draw(st.lists(REFS, min_size=1, max_size=6, unique_by=lambda ref: ref.blob))
    return Manifest(
        draw(IDS),
        draw(IDS),
        draw(st.sampled_from(ParcelKind)),
        draw(st.text(TEXTS, max_size=8)),
        draw(IDS),
        draw(MOMENTS),
        refs[0],
        tuple(refs[1:]),
        draw(st.booleans()),
        draw(st.none() | MOMENTS),
        draw(st.text(TEXTS, max_size=16)),
    )


@given(manifests())
def test_a_manifest_reads_as_written(manifest: Manifest) -> None:
    data = manifest.encode(DEVICE_KEY)
    assert data == manifest.encode(DEVICE_KEY)
    assert Manifest.decode_verified(data, DEVICE_KEY.public) == manifest
    with pytest.raises(ParcelDamaged):
        Manifest.decode_verified(data, STRANGER.public)


@given(st.data())
def test_one_changed_byte_of_a_manifest_is_noticed(data: st.DataObject) -> None:
    changed = bytearray(packed(1, 10).manifest)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ParcelDamaged):
        Manifest.decode_verified(bytes(changed), DEVICE_KEY.public)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": True},
        {"parcel": "../../etc/passwd"},
        {"record": {"blob": "../x", "size": 1}},
        {"record": {"blob": "a" * 64, "size": 0}},
        {"kind": "gift"},
        {"sealed_at": "2026-11-21T05:00:00"},
        {"sealed_at": "yesterday"},
        {"urgent": 1},
        {"papers": [{"blob": "a" * 64, "size": 1}] * 2},
        {"papers": None},
        {"device": "another"},
    ],
)
def test_a_well_signed_but_false_manifest_is_refused(change: dict[str, object]) -> None:
    fields = cbor.loads_map(cose.decode1(packed(1).manifest).payload) | change
    with pytest.raises(ParcelDamaged):
        Manifest.decode_verified(cose.sign1(cbor.dumps(fields), DEVICE_KEY, DEVICE), DEVICE_KEY.public)


def test_a_manifest_with_something_unsigned_beside_it_is_refused() -> None:
    payload = cose.decode1(packed(1).manifest).payload
    with pytest.raises(ParcelDamaged):
        Manifest.decode_verified(cose.sign1(payload, DEVICE_KEY, DEVICE, {"note": 1}), DEVICE_KEY.public)


def folded(levels: int, width: int) -> bytes:
    """Lists that each name the one before ``width`` times: a few hundred bytes that unfold into width ** levels items."""
    again = (b"\xd8\x1d%c" % (level - 1) * width for level in range(1, levels))
    return bytes([0x80 + levels]) + b"".join(
        b"\xd8\x1c\x98%c" % width + one for one in (b"\1" * width, *again)
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"\xa1aaa",
        bytes.fromhex("a2626161016162f6"),  # keys in another order
        bytes.fromhex("a2616101616102"),  # a key twice
        bytes.fromhex("bf6161f6ff"),  # a map without a length
        bytes.fromhex("1801"),  # a one in two bytes
        b"\x00\x00",
        b"\xfb" + b"\x00" * 8,
        b"\x81" * 30 + b"\x00",
        b"\xd8\x1c\x81\xd8\x1d\x00",  # a list that holds itself
        bytes.fromhex("c5821a3b9aca0001"),  # a number past all bounds
        cbor2.dumps([0] * (cbor.ITEMS_LIMIT + 1)),
        folded(6, 60),
    ],
)
def test_only_our_cbor_is_read(data: bytes) -> None:
    with pytest.raises(ParcelDamaged):
        cbor.loads(data)


def test_the_cose_library_reads_what_we_sign_and_we_what_it_signs() -> None:
    key = COSEKey.from_jwk(_jwk())
    theirs = COSE.new()
    ours = cose.sign1(b"ho so", DEVICE_KEY, "thiet-bi")
    assert theirs.decode(ours, key) == b"ho so"
    signed = theirs.encode_and_sign(
        b"ho so", key, {COSEHeaders.ALG: COSEAlgs.EDDSA, COSEHeaders.KID: b"thiet-bi"}
    )
    assert cose.verify1(signed, DEVICE_KEY.public).payload == b"ho so"


def _jwk() -> dict[str, str]:
    import base64

    def b64(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "kid": "thiet-bi",
        "x": b64(DEVICE_KEY.public),
        "d": b64(DEVICE_KEY.seed),
    }


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 53), 1 << 53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON))
def test_a_record_reads_as_signed(fields: dict[str, object]) -> None:
    opened = open_record(sign_record(build_record(fields), DEVICE_KEY, "can-bo-1", OFFICE))
    assert opened.fields == fields
    assert (opened.officer_code, opened.office, opened.officer_key) == ("can-bo-1", OFFICE, DEVICE_KEY.public)


def test_a_record_travels_shrunk_and_nothing_may_hide_in_the_stream() -> None:
    fields = {"v": 1, "answers": {f"field_{n}": "Nguyễn Thị Mẫu" for n in range(60)}}
    signed = sign_record(build_record(fields), DEVICE_KEY, "can-bo-1", OFFICE)
    small = shrink(signed)
    assert len(small) < len(signed) / 2
    assert open_record(small) == open_record(signed)
    endless = zlib.compress(bytes(9 * 1024 * 1024), 9)
    long = sign_record(build_record({"long": "x" * 8 * 1024 * 1024}), DEVICE_KEY, "can-bo-1", OFFICE)
    for damaged in (small[:-1], small + b"x", small[:20], b"x" + small, b"\x78", endless, long):
        with pytest.raises(ParcelDamaged):
            open_record(damaged)


def test_the_words_records_are_shrunk_against_stay_as_they_are_for_ever() -> None:
    assert hashlib.sha256(RECORD_WORDS).hexdigest() == (
        "ffd69fc584a75f9408012b2d49a184c4339b344577ea38c36d543e2f3d39f54d"
    )
    signed = sign_record(build_record({"v": 1, "kind": "filing"}), DEVICE_KEY, "can-bo-1", OFFICE)
    assert open_record(zlib.compress(signed, 9)) == open_record(
        signed
    )  # as it was done before there were any
    other = zlib.compressobj(zdict=b"other words")
    with pytest.raises(ParcelDamaged):
        open_record(other.compress(signed) + other.flush())


def test_a_record_under_another_key_is_refused() -> None:
    payload = build_record({"v": 1})
    forged = cose.sign1(payload, STRANGER, f"can-bo-1@{OFFICE}", {"officer_key": DEVICE_KEY.public})
    with pytest.raises(ParcelDamaged) as caught:
        open_record(forged)
    assert caught.value.damage is Damage.BAD_SIGNATURE


@pytest.mark.parametrize(
    "payload", [b"{ }", b'{"b":1,"a":2}', b'{"a":1,"a":1}', b"[]", b"\xff", b'{"a":NaN}']
)
def test_a_record_in_another_form_is_refused(payload: bytes) -> None:
    with pytest.raises(ParcelDamaged):
        open_record(sign_record(payload, DEVICE_KEY, "can-bo-1", OFFICE))


@given(
    st.builds(
        Statement,
        st.sampled_from([StatementType.RECORDED, StatementType.DELIVERED, StatementType.HELD]),
        IDS,
        st.binary(min_size=32, max_size=32),
        MOMENTS,
        st.text(max_size=10),
        st.none() | IDS,
        st.none() | MOMENTS,
        st.none() | st.text(),
        st.none() | st.text(),
    )
)
def test_a_statement_reads_as_signed(statement: Statement) -> None:
    data = statement.encode(SIGN_KEY)
    assert Statement.decode_verified(data, SIGN_KEY.public) == statement
    with pytest.raises(ParcelDamaged):
        Statement.decode_verified(data, INGEST_KEY.public)
    for cut in range(0, len(data), 7):
        with pytest.raises(ParcelDamaged):
            Statement.decode_verified(data[:cut], SIGN_KEY.public)


def test_a_refusal_names_its_reason() -> None:
    refusal = Statement(StatementType.REFUSED, "0" * 32, b"", NOON, CARD.gateway)
    with pytest.raises(ParcelDamaged):
        Statement.decode_verified(refusal.encode(SIGN_KEY), SIGN_KEY.public)
    named = replace(refusal, reason="answers-invalid")
    assert Statement.decode_verified(named.encode(SIGN_KEY), SIGN_KEY.public) == named


PLAIN = NoticePlain(
    "e" * 32,
    "d" * 32,
    NoticeKind.RESULT,
    "UBND xã Mẫu",
    part="main",
    official_number="THU-03127-1",
    number_kind="trial",
    received_at=NOON,
    due_at=NOON,
    status=CaseStatus.DECIDED,
    text="Mời bà con đến nhận",
    papers=("to-khai",),
)


def test_a_notice_and_its_result_reach_the_office() -> None:
    sealed = seal_result(b"%PDF", PLAIN.id, OFFICE_NOTICE.public)
    digest = blob_name(b"%PDF")
    plain = replace(
        PLAIN, result=ResultRef(sealed.name, len(sealed.data), digest, "kq.pdf", "application/pdf")
    )
    envelope = seal_notice(plain, OFFICE, 1, NOON, OFFICE_NOTICE.public)
    data = envelope.encode(SIGN_KEY, CARD.gateway)
    assert open_notice(data, SIGN_KEY.public, OFFICE_NOTICE) == (envelope, plain)
    assert envelope.results == (BlobRef(sealed.name, len(sealed.data)),)
    assert plain.result is not None
    assert open_result(sealed.data, PLAIN.id, plain.result, OFFICE_NOTICE) == b"%PDF"
    with pytest.raises(ParcelDamaged):
        open_result(sealed.data, "f" * 32, plain.result, OFFICE_NOTICE)
    with pytest.raises(ParcelDamaged):
        open_notice(data, INGEST_KEY.public, OFFICE_NOTICE)


def test_a_notice_put_into_another_envelope_is_refused() -> None:
    inner = seal_notice(PLAIN, OFFICE, 1, NOON, OFFICE_NOTICE.public)
    outer = NoticeEnvelope("f" * 32, OFFICE, 2, NOON, inner.sealed)
    with pytest.raises(ParcelDamaged) as caught:
        open_notice(outer.encode(SIGN_KEY, CARD.gateway), SIGN_KEY.public, OFFICE_NOTICE)
    assert caught.value.damage is Damage.OTHER_PLACE


def test_a_card_is_believed_by_its_fingerprint_alone() -> None:
    code = EnrolmentCode.new(SIGN_KEY.public)
    assert EnrolmentCode.parse(f"  {str(code).lower().replace('-', ' ')} ") == code
    assert GatewayCard.decode_trusted(CARD.encode(SIGN_KEY), code) == CARD
    impostor = replace(CARD, sign=STRANGER.public).encode(STRANGER)
    assert GatewayCard.decode(impostor).sign == STRANGER.public
    with pytest.raises(CardRefused):
        GatewayCard.decode_trusted(impostor, code)
    with pytest.raises(ParcelDamaged):
        GatewayCard.decode(CARD.encode(STRANGER))


@pytest.mark.parametrize("typed", ["", "ABCD", "0" * 28, "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ2", "á" * 28])
def test_a_mistyped_code_is_said(typed: str) -> None:
    with pytest.raises(CodeMalformed):
        EnrolmentCode.parse(typed)


def test_the_time_is_believed_for_our_own_question_alone() -> None:
    answer = sign_time(NOON, "abc", CARD.gateway, INGEST_KEY)
    assert read_signed_time(answer, "abc", INGEST_KEY.public) == NOON
    for data, nonce, key in (
        (answer, "abd", INGEST_KEY),
        (answer, "abc", SIGN_KEY),
        (b"<html>", "abc", INGEST_KEY),
    ):
        with pytest.raises(ParcelDamaged):
            read_signed_time(data, nonce, key.public)
