"""Deterministic CBOR (RFC 8949 section 4.2) and typed reading of what others sent.

Everything signed or hashed on the road passes through here, so that one value has one encoding. May not know
what the values mean. Only text keys and small integer labels are used as map keys; for those cbor2's
canonical order and the order of RFC 8949 agree.
"""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

import cbor2

from sync.errors import Damage, ParcelDamaged

T = TypeVar("T")

HEADER_DEPTH = 16
"""Containers inside containers a message of the road may have; ours have at most five."""
ITEMS_LIMIT = 1 << 18
"""Items a message may have: far more than two hundred manifests with all their papers, far less than would fill a memory."""
TAG_SIGN1 = 18
"""COSE_Sign1, the one tag of the road (RFC 9052 section 2)."""
_HARMLESS = frozenset({2, 3, TAG_SIGN1})
"""With it the whole numbers beyond 64 bits, which cost no more than their bytes: nobody means them, who reads refuses them."""


def dumps(value: object) -> bytes:
    """The one deterministic encoding of ``value``."""
    return cbor2.dumps(value, canonical=True)


def loads(data: bytes) -> Any:
    """Decode exactly one deterministically encoded item; anything else is ``ParcelDamaged``.

    Encoding again and comparing refuses, in one stroke, trailing bytes, doubled keys, indefinite lengths and
    long forms: two different byte strings can never mean the same parcel.
    """
    try:
        screen(data)
        value = cbor2.loads(data)
        _shallow(value, HEADER_DEPTH)
        again = dumps(value)
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise ParcelDamaged(Damage.NOT_CBOR) from error
    if again != data:
        raise ParcelDamaged(Damage.NOT_DETERMINISTIC)
    return value


def loads_map(data: bytes) -> dict[str, Any]:
    """Decode one deterministic map with text keys."""
    return as_map(loads(data))


def as_map(value: object) -> dict[str, Any]:
    """``value`` as a map with text keys, or ``ParcelDamaged``."""
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    return cast("dict[str, Any]", value)


def take(fields: Mapping[str, Any], key: str, kind: type[T]) -> T:
    """The field ``key`` of exactly type ``kind`` (a bool is no int here), or ``ParcelDamaged``."""
    value = fields.get(key)
    if type(value) is not kind:
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    return value


def take_or_none(fields: Mapping[str, Any], key: str, kind: type[T]) -> T | None:
    """Like ``take``, but absent and null are None."""
    return None if fields.get(key) is None else take(fields, key, kind)


def take_version(fields: Mapping[str, Any]) -> None:
    """Refuse every format version but 1."""
    if take(fields, "v", int) != 1:
        raise ParcelDamaged(Damage.UNKNOWN_VERSION)


def screen(data: bytes) -> None:
    """``ValueError`` for what may not even be decoded: tags that do more, lengths left open, too deep, too many items, cut short.

    The library acts on tags while it reads: parts that name each other unfold without end out of a few hundred bytes,
    and fractions take what time they like. Only the heads of the items are looked at here.
    """
    at, many = 0, 0
    coming = [1]  # items still to come in every container around
    while coming:
        if not coming[-1]:
            coming.pop()
            continue
        coming[-1] -= 1
        many += 1
        if at >= len(data) or many > ITEMS_LIMIT or len(coming) > HEADER_DEPTH + 1:
            raise ValueError("cut short, too many or nested too deep")
        major, length = data[at] >> 5, data[at] & 31
        at += 1
        if length > 27:
            raise ValueError("length left open")
        if length > 23:
            width = 1 << (length - 24)
            at, length = at + width, int.from_bytes(data[at : at + width])
        if major in (2, 3):
            at += length
        elif major in (4, 5):
            coming.append(length * (major - 3))
        elif major == 6:
            if length not in _HARMLESS:
                raise ValueError("tag not used on the road")
            coming.append(1)


def _shallow(value: object, depth: int) -> None:
    if depth < 0:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str | int):
                raise TypeError("map key is neither text nor integer")
            _shallow(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _shallow(item, depth - 1)
    elif isinstance(value, cbor2.CBORTag):
        _shallow(value.value, depth - 1)
    elif not (value is None or isinstance(value, str | bytes | bool | int)):
        raise TypeError("type not used on the road")
