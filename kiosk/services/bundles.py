"""What a self-service screen hands over, as bytes: written strictly, read with distrust.

Whoever can write into the folder can make such a file, because the office's intake key is public: nothing in it is
believed further than a citizen's own word. Format: ``docs/formats/intake.md``.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.arrivals import Bundle
from kiosk.domain.dossier import Answer, Consent, Origin
from sync.parcel import ParcelDamaged, is_id, read_time, write_time

LARGEST = 1_000_000
"""Bytes of a sealed bundle: answers only, a hundred times what the longest form needs."""

_VERSION = 1
_MOST_ANSWERS = 2_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TAG = re.compile(r"[A-Za-z0-9-]{2,35}")

DAMAGED = Message(
    "error.desk.bundle_damaged",
    "Một hồ sơ bà con tự khai không đọc được và được để riêng. Mời bà con khai lại với cán bộ.",
    "A file of the self-service folder is damaged or not what it should be",
)


class BundleDamaged(KnownError):
    """Not a bundle, or one that says something impossible."""

    def __init__(self) -> None:
        super().__init__(DAMAGED)


def write(bundle: Bundle) -> bytes:
    """Canonical JSON; ``read`` takes it apart again."""
    return json.dumps(
        {
            "v": _VERSION,
            "id": bundle.id,
            "number": bundle.number,
            "day": bundle.day,
            "at": write_time(bundle.at),
            "office": bundle.office_unit,
            "procedure": bundle.procedure,
            "version": bundle.version,
            "language": bundle.language,
            "answers": [
                {"field": a.field, "value": a.value, "origin": str(a.origin), "unsure": a.unsure}
                for a in bundle.answers
            ],
            "consents": [
                {
                    "purpose": c.purpose,
                    "text_sha256": c.text_sha256,
                    "given": c.given,
                    "at": write_time(c.at),
                    "language": c.language,
                }
                for c in bundle.consents
            ],
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def read(data: bytes) -> Bundle:
    """The bundle in these bytes. Raises ``BundleDamaged``."""
    try:
        said = json.loads(data)
        if said["v"] != _VERSION or not is_id(said["id"]) or len(said["answers"]) > _MOST_ANSWERS:
            raise BundleDamaged
        return Bundle(
            id=said["id"],
            number=_number(said["number"]),
            day=_shaped(_DAY, said["day"]),
            at=_time(said["at"]),
            office_unit=_text(said["office"], 20),
            procedure=_text(said["procedure"], 40),
            version=_text(said["version"], 40),
            language=_shaped(_TAG, said["language"]),
            answers=tuple(_answer(one) for one in said["answers"]),
            consents=tuple(_consent(one) for one in said["consents"][:10]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ParcelDamaged) as error:
        raise BundleDamaged from error


def _answer(said: Mapping[str, Any]) -> Answer:
    origin, value = Origin(said["origin"]), said["value"]
    if origin not in (Origin.TYPED, Origin.CARD):
        raise ValueError(origin)
    if not isinstance(value, str | bool | int | dict | list | None):
        raise TypeError
    return Answer(_text(said["field"], 120), value, origin, said["unsure"] is True)


def _consent(said: Mapping[str, Any]) -> Consent:
    return Consent(
        _text(said["purpose"], 60),
        _shaped(re.compile(r"[0-9a-f]{64}"), said["text_sha256"]),
        said["given"] is True,
        _time(said["at"]),
        _shaped(_TAG, said["language"]),
    )


def _text(value: object, most: int) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise ValueError(most)
    return value


def _shaped(shape: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or shape.fullmatch(value) is None:
        raise ValueError(shape.pattern)
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10_000:
        raise ValueError
    return value


def _time(value: object) -> datetime:
    if not isinstance(value, str):
        raise TypeError
    return read_time(value)
