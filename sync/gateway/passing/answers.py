"""What the other side's answers mean, and what of their words may be kept.

Success is error_code "0" and "thành công" in the message, nothing less (public code of a provincial system, secondary).
Pure: sends nothing, writes nothing. An answer is never believed because of its HTTP status alone.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forms.rules.names import fold, nfc

SUCCESS, EXISTS = "thành công", "đã tồn tại"
EXIST_CODES = frozenset({"0", "3", "-3"})
WORDS_LIMIT = 300
_DIGITS = re.compile(r"\d{6,}|\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}")
_SHORTEST = 4
"""Letters below which a value of ours is too common to be taken out of their words."""


class Verdict(StrEnum):
    """What an answer amounts to."""

    ACCEPTED = "accepted"
    EXISTS = "exists"  # they have it already: tell it as a change
    REFUSED = "refused"  # said in words, by a code: not like this
    UNCLEAR = "unclear"  # words that say neither yes nor no
    NONSENSE = "nonsense"  # no answer of theirs at all: HTML, half a body, another shape
    AWAY = "away"  # nobody answered, or "not now"
    TOKEN = "token"  # noqa: S105 - our token no longer holds; no secret


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer understood. ``code`` is for our books; ``words`` are theirs, uncleaned: see ``sayable``."""

    verdict: Verdict
    code: str
    words: str
    fields: Mapping[str, Any]

    def dig(self, path: str) -> str | None:
        """The scalar at a dotted path (``data.MaHoSo``) as text; ``None`` where there is none."""
        value: Any = self.fields
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, bool) or not isinstance(value, str | int):
            return None
        return str(value).strip() or None


def away(code: str) -> Heard:
    """No answer came."""
    return Heard(Verdict.AWAY, code, "", {})


def understand(status: int, body: bytes) -> Heard:
    """What an HTTP answer means."""
    if status in (401, 403):
        return Heard(Verdict.TOKEN, f"http-{status}", "", {})
    if status in (408, 425, 429) or status >= 500:
        return away(f"http-{status}")
    fields = _read(body)
    if fields is None:
        return Heard(Verdict.NONSENSE, "no-json", "", {})
    words = nfc(str(_first(fields, "message", "error_message", "Message") or ""))
    if status >= 400:
        return Heard(Verdict.REFUSED, f"http-{status}", words, fields)
    if status != 200:
        return Heard(Verdict.NONSENSE, f"http-{status}", words, fields)
    code = _first(fields, "error_code", "errorCode")
    if code is None or isinstance(code, bool) or not isinstance(code, str | int):
        return Heard(Verdict.NONSENSE, "no-code", words, fields)
    told = str(code).strip()[:12]
    low = words.lower()
    if told in EXIST_CODES and EXISTS in low:
        return Heard(Verdict.EXISTS, told, words, fields)
    if told == "0" and SUCCESS in low and "không " + SUCCESS not in low:
        return Heard(Verdict.ACCEPTED, told, words, fields)
    return Heard(Verdict.UNCLEAR if told == "0" else Verdict.REFUSED, f"code-{told}", words, fields)


def sayable(words: str, given: Iterable[str], number: str | None) -> str:
    """Their words without anything a citizen gave: each text of ``given`` is taken out, whatever its case and marks, and
    so is every date and every long number but ours."""
    told = " ".join("".join(letter if letter.isprintable() else " " for letter in nfc(words)).split())
    kept = fold(number) if number else None
    for value in sorted({nfc(one) for one in given if len(one) >= _SHORTEST}, key=len, reverse=True):
        if fold(value) != kept:
            told = _take_out(told, value)
    pieces = [_DIGITS.sub("…", piece) for piece in (told.split(number) if number else [told])]
    return (number or "").join(pieces)[:WORDS_LIMIT]


def _take_out(told: str, value: str) -> str:
    """``told`` without ``value``, whatever its case and marks."""
    low, wanted = fold(told), fold(value)
    if len(low) != len(told):  # a letter that folds into two: look by its own writing
        return re.sub(re.escape(value), "…", told, flags=re.IGNORECASE)
    found = told
    while wanted and (at := low.find(wanted)) >= 0:
        found = found[:at] + "…" + found[at + len(wanted) :]
        low = low[:at] + "…" + low[at + len(wanted) :]
    return found


def _first(fields: Mapping[str, Any], *names: str) -> Any:
    return next((fields[name] for name in names if fields.get(name) is not None), None)


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, list) and len(found) == 1:  # asked with an array of one, some answer with one
        found = found[0]
    return found if isinstance(found, dict) else None
