import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import BugError
from sync.parcel import (
    Damage,
    KemPrivate,
    KemPublic,
    ParcelDamaged,
    SigningKey,
    blob_kids,
    blob_name,
    open_blob,
    seal_blob,
)
from tests.unit.sync.stage import OFFICE_NOTICE, PROVINCE

PARCEL = "0" * 31 + "a"
SLOTS = st.sampled_from(["record", "paper/0", "paper/17", "notice", "result"])


@given(st.binary(max_size=5000), SLOTS)
def test_a_blob_opens_to_what_was_sealed(plain: bytes, slot: str) -> None:
    sealed = seal_blob(plain, PARCEL, slot, [PROVINCE.public])
    assert sealed.name == blob_name(sealed.data)
    assert open_blob(sealed.data, PARCEL, slot, PROVINCE) == plain


def test_every_recipient_opens_and_nobody_else() -> None:
    sealed = seal_blob(b"ho so", PARCEL, "record", [PROVINCE.public, OFFICE_NOTICE.public])
    assert blob_kids(sealed.data) == (PROVINCE.kid, OFFICE_NOTICE.kid)
    assert open_blob(sealed.data, PARCEL, "record", PROVINCE) == open_blob(
        sealed.data, PARCEL, "record", OFFICE_NOTICE
    )
    with pytest.raises(ParcelDamaged) as caught:
        open_blob(sealed.data, PARCEL, "record", KemPrivate.generate())
    assert caught.value.damage is Damage.KEY_MISSING


@pytest.mark.parametrize(("parcel", "slot"), [("0" * 32, "record"), (PARCEL, "paper/0")])
def test_a_blob_cannot_be_moved(parcel: str, slot: str) -> None:
    sealed = seal_blob(b"ho so", PARCEL, "record", [PROVINCE.public])
    with pytest.raises(ParcelDamaged) as caught:
        open_blob(sealed.data, parcel, slot, PROVINCE)
    assert caught.value.damage is Damage.OTHER_PLACE


SEALED = seal_blob(b"Nguyen Thi Mau", PARCEL, "record", [PROVINCE.public])


@given(st.integers(0, len(SEALED.data) - 1), st.integers(1, 255))
def test_one_changed_byte_is_noticed(place: int, flip: int) -> None:
    changed = bytearray(SEALED.data)
    changed[place] ^= flip
    with pytest.raises(ParcelDamaged):
        open_blob(bytes(changed), PARCEL, "record", PROVINCE)


@given(st.integers(0, len(SEALED.data) - 1))
def test_a_cut_blob_is_noticed(length: int) -> None:
    with pytest.raises(ParcelDamaged):
        open_blob(SEALED.data[:length], PARCEL, "record", PROVINCE)


@given(st.binary(max_size=200))
def test_noise_is_no_blob(noise: bytes) -> None:
    with pytest.raises(ParcelDamaged):
        open_blob(b"HSB1" + noise, PARCEL, "record", PROVINCE)


def test_the_same_plaintext_never_gives_the_same_blob() -> None:
    assert seal_blob(b"x", PARCEL, "record", [PROVINCE.public]) != seal_blob(
        b"x", PARCEL, "record", [PROVINCE.public]
    )


@pytest.mark.parametrize(
    ("parcel", "slot"), [("A" * 32, "record"), ("short", "record"), (PARCEL, "paper/01"), (PARCEL, "other")]
)
def test_a_blob_is_sealed_for_a_place_that_exists(parcel: str, slot: str) -> None:
    with pytest.raises(BugError):
        seal_blob(b"x", parcel, slot, [PROVINCE.public])


def test_keys_keep_their_byte_formats() -> None:
    key = KemPrivate.generate()
    assert KemPrivate(key.data).public == key.public
    assert len(key.data) == 96
    assert len(key.public.data) == 1216
    assert KemPublic(key.public.data).kid == key.kid
    for wrong in (b"", key.public.data[:-1]):
        with pytest.raises(ParcelDamaged):
            KemPublic(wrong)
    with pytest.raises(ParcelDamaged):
        KemPrivate(b"x" * 95)
    with pytest.raises(ParcelDamaged):
        SigningKey(b"x" * 31)


def test_secret_keys_do_not_show_in_text() -> None:
    assert "\\x05" not in repr(SigningKey(b"\x05" * 32)) + repr(KemPrivate(b"\x05" * 96))
