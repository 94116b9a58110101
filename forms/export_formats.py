"""How one fact of a dossier is written down for another system, and read back where that loses nothing.

Pure text work: knows no table, no dossier and no definition. A value that does not fit is ``None``, never a guess;
a partial date keeps the precision people gave it.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from forms.kinds import FieldType, Precision
from forms.rules.dates import VIETNAM, precision_of
from forms.rules.places import Places

DATE, TIME, BYTES = "date", "time", "bytes"
TEXTS = frozenset({"text", "name", "identity", "phone", "choice"})

OTHER = "Khác"
"""What the portal's list calls a people outside the 54; its code there is not known to us."""

_LETTERS = re.compile(r"yyyy|MM|dd|HH|mm|ss")
_ORDER = ("yyyy", "MM", "dd", "HH", "mm", "ss")
_WIDTH = {"yyyy": 4}
_KEPT = {
    Precision.YEAR: ("yyyy",),
    Precision.MONTH: ("yyyy", "MM"),
    Precision.DAY: ("yyyy", "MM", "dd"),
}


@dataclass(frozen=True, slots=True)
class Format:
    """One way of writing a value.

    ``takes`` are the kinds of value it can write (field types, ``time`` for an aware time, ``bytes``); ``read`` gives
    back the value ``write`` was given, and is ``None`` where writing loses something.
    """

    name: str
    takes: frozenset[str]
    write: Callable[[Any], str | None]
    read: Callable[[str], Any] | None = None


@lru_cache(maxsize=256)
def format_of(name: str) -> Format | None:
    """The format of that name as tables write it; ``None`` when there is none."""
    if name.startswith("date "):
        pattern = name.removeprefix("date ")
        return _date_format(name, pattern) if _is_pattern(pattern) else None
    return _FORMATS.get(name)


def names() -> tuple[str, ...]:
    """Every format, for whoever misspelt one."""
    return (*_FORMATS, "date <mẫu gồm yyyy MM dd HH mm ss>")


def plain(value: Any) -> str | None:
    """A scalar as text, as it stands: a whole number in digits; nothing else has one plain text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    return value if isinstance(value, str) else None


def _upper(value: Any) -> str | None:
    return value.upper() if isinstance(value, str) else None


def _words(value: Any) -> list[str]:
    return value.split() if isinstance(value, str) else []


def _family(value: Any) -> str | None:
    words = _words(value)
    return words[0].upper() if len(words) > 1 else None


def _middle(value: Any) -> str | None:
    return " ".join(_words(value)[1:-1]).upper() or None


def _given(value: Any) -> str | None:
    words = _words(value)
    return words[-1].upper() if words else None


def _place(part: str) -> Callable[[Any], str | None]:
    def write(value: Any) -> str | None:
        found = value.get(part) if isinstance(value, Mapping) else None
        return found if isinstance(found, str) and found else None

    return write


def _unit_name(part: str) -> Callable[[Any], str | None]:
    code = _place(part)

    def write(value: Any) -> str | None:
        unit = Places.load().unit(code(value) or "")
        return unit.full_name if unit else None

    return write


def place_text(value: Any) -> str | None:
    """``detail, commune, province`` by today's full names; ``None`` when a unit is not in the table."""
    commune, province = _unit_name("commune")(value), _unit_name("province")(value)
    if commune is None or province is None:
        return None
    return ", ".join(part for part in (_place("detail")(value), commune, province) if part)


def _ethnic_code(value: Any) -> str | None:
    return value.get("code") if isinstance(value, Mapping) else None


def _ethnic_choice(value: Any) -> str | None:
    return (_ethnic_code(value) or OTHER) if isinstance(value, Mapping) else None


def _ethnic_name(value: Any) -> str | None:
    return value.get("name") if isinstance(value, Mapping) else None


def _ethnic_other(value: Any) -> str | None:
    return _ethnic_name(value) if isinstance(value, Mapping) and value.get("code") is None else None


def _base64(value: Any) -> str | None:
    return b64encode(value).decode("ascii") if isinstance(value, bytes) else None


def _is_pattern(pattern: str) -> bool:
    found = _LETTERS.findall(pattern)
    return (
        bool(found) and len(set(found)) == len(found) and not re.search("[A-Za-z]", _LETTERS.sub("", pattern))
    )


def _date_format(name: str, pattern: str) -> Format:
    def write(value: Any) -> str | None:
        if isinstance(value, datetime):
            local = value.astimezone(VIETNAM)
            parts = (local.year, local.month, local.day, local.hour, local.minute, local.second)
            return _fill(pattern, dict(zip(_ORDER, parts, strict=True)))
        precision = precision_of(value) if isinstance(value, str) else None
        if precision is None:
            return None
        known = dict(zip(_KEPT[precision], (int(part) for part in value.split("-")), strict=True))
        if precision is Precision.DAY:
            known |= {"HH": 0, "mm": 0, "ss": 0}
        return _fill(pattern, known)

    def read(text: str) -> str | None:
        for precision in (Precision.DAY, Precision.MONTH, Precision.YEAR):
            kept = _KEPT[precision]
            match = re.fullmatch(_shape(_shorten(pattern, set(kept) | {"HH", "mm", "ss"}, precision)), text)
            if match:
                found = match.groupdict()
                told = "-".join(found[part] for part in kept)
                return told if precision_of(told) is precision else None
        return None

    whole = {"yyyy", "MM", "dd"} <= set(_LETTERS.findall(pattern))
    return Format(name, frozenset({DATE, TIME}), write, read if whole else None)


def _fill(pattern: str, known: Mapping[str, int]) -> str | None:
    asked = _LETTERS.findall(pattern)
    if "yyyy" in asked and set(asked) - set(known):
        pattern = _shorten(pattern, set(known), None)
    elif set(asked) - set(known):
        return None  # nothing is left of a date of which this part is not known
    return _LETTERS.sub(lambda m: f"{known[m[0]]:0{_WIDTH.get(m[0], 2)}d}", pattern)


def _shorten(pattern: str, known: set[str], precision: Precision | None) -> str:
    """The pattern without what is not known, and without the signs that belonged to it."""
    if precision in (Precision.MONTH, Precision.YEAR):
        known = known - {"HH", "mm", "ss"}
    pieces = re.split(f"({_LETTERS.pattern})", pattern)
    kept, sign = "", ""
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            sign = piece if kept or number == 0 else sign
        elif piece in known:
            kept += (sign if kept else "") + piece
            sign = ""
    return kept


def _shape(pattern: str) -> str:
    pieces = re.split(f"({_LETTERS.pattern})", pattern)
    return "".join(
        re.escape(piece) if number % 2 == 0 else f"(?P<{piece}>[0-9]{{{_WIDTH.get(piece, 2)}}})"
        for number, piece in enumerate(pieces)
    )


def _number(text: str) -> int | str:
    return int(text) if text.lstrip("-").isdigit() else text


_NAMES = frozenset({str(FieldType.NAME), str(FieldType.TEXT)})
_PLACE = frozenset({str(FieldType.PLACE)})
_ETHNIC = frozenset({str(FieldType.ETHNIC)})
_FORMATS = {
    f.name: f
    for f in (
        Format("text", TEXTS | {str(FieldType.INTEGER), str(FieldType.DATE)}, plain, lambda text: text),
        Format("number", frozenset({str(FieldType.INTEGER)}), plain, _number),
        Format("upper", _NAMES, _upper),
        Format("family_name", _NAMES, _family),
        Format("middle_name", _NAMES, _middle),
        Format("given_name", _NAMES, _given),
        Format("place.province", _PLACE, _place("province")),
        Format("place.commune", _PLACE, _place("commune")),
        Format("place.detail", _PLACE, _place("detail")),
        Format("place.province_name", _PLACE, _unit_name("province")),
        Format("place.commune_name", _PLACE, _unit_name("commune")),
        Format("place.text", _PLACE, place_text),
        Format("ethnic.code", _ETHNIC, _ethnic_code),
        Format("ethnic.choice", _ETHNIC, _ethnic_choice),
        Format("ethnic.name", _ETHNIC, _ethnic_name),
        Format("ethnic.other", _ETHNIC, _ethnic_other),
        Format("base64", frozenset({BYTES}), _base64),
    )
}
