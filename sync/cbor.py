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


def dumps(value: object) -> bytes:
    """The one deterministic encoding of ``value``."""
    return cbor2.dumps(value, canonical=True)


def loads(data: bytes) -> Any:
    """Decode exactly one deterministically encoded item; anything else is ``ParcelDamaged``.

    Encoding again and comparing refuses, in one stroke, trailing bytes, doubled keys, indefinite lengths and
    long forms: two different byte strings can never mean the same parcel.
    """
    try:
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
