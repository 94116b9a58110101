"""Whether one value is right for its kind of question, before any condition of the form is asked.

Judges shape and the rules of numbers, dates and places; constraints between answers belong to the definition.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.definition import Field, FieldType, Option, Precision
from forms.rules import dates
from forms.rules.ethnic import judge_ethnic
from forms.rules.identity import IDENTITY_PERSONAL, NumberKind, parse_identity
from forms.rules.phone import PHONE_SHAPE, judge_phone
from forms.rules.places import judge_place
from forms.text import Message

Judgement = tuple[Message, dict[str, str | int]]
"""A message with the values of its placeholders."""

MISSING = Message(
    "error.form.missing",
    "Câu này cần có câu trả lời. Mời bà con trả lời rồi đi tiếp.",
    "Shown under a question that was left empty but is needed.",
)
WRONG_SHAPE = Message(
    "error.form.shape",
    "Câu trả lời không đúng kiểu của ô này.",
    "Mostly seen on the command line, when a value of a wrong kind was given.",
)
TOO_LONG = Message(
    "error.form.too_long",
    "Câu trả lời dài quá {limit} chữ. Mời bà con viết ngắn lại.",
    "{limit} is a number of characters.",
)
STRANGE_LETTERS = Message(
    "error.form.letters",
    "Câu trả lời có ký tự lạ, không in ra giấy được. Mời bà con gõ lại.",
    "Shown when a text holds invisible control characters.",
)
NAME_LETTERS = Message(
    "error.form.name",
    "Họ tên chỉ gồm chữ cái. Mời bà con xem lại, giữ nguyên dấu như trên giấy tờ.",
    "Shown under a person's name with digits or signs. Must keep: marks stay as on the papers.",
)
DATE_SHAPE = Message(
    "error.form.date.shape",
    "Ngày này không có trong lịch. Mời bà con xem lại ngày, tháng, năm.",
    "Shown under a date that does not exist.",
)
DATE_DAY_NEEDED = Message(
    "error.form.date.day_needed",
    "Ở đây cần đủ ngày, tháng, năm.",
    "Shown when only a month or a year was given where a full date is needed.",
)
DATE_FUTURE = Message(
    "error.form.date.future",
    "Ngày này chưa tới. Mời bà con xem lại.",
    "Shown under a date after today.",
)
DATE_TOO_OLD = Message(
    "error.form.date.too_old",
    "Năm này xa quá. Mời bà con xem lại số năm.",
    "Shown under a date before 1850, which is surely a slip of the finger.",
)
NOT_AN_OPTION = Message(
    "error.form.choice",
    "Mời bà con chọn một trong các câu trả lời có sẵn.",
    "Shown when the answer is none of those offered.",
)
TOO_SMALL = Message(
    "error.form.integer.small", "Số này phải từ {minimum} trở lên.", "A number was too small."
)
TOO_LARGE = Message("error.form.integer.large", "Số này không quá {maximum}.", "A number was too large.")
TOO_FEW_ROWS = Message(
    "error.form.rows.few", "Cần ghi ít nhất {minimum} người hoặc mục.", "A repeated group has too few rows."
)
TOO_MANY_ROWS = Message(
    "error.form.rows.many", "Ghi nhiều nhất {maximum} người hoặc mục.", "A repeated group has too many rows."
)

LARGEST = 10**12
"""No count or amount of a form is larger; what is larger would not fit the expressions' numbers either."""

_ROW = re.compile(r"r[0-9]{1,6}")

EARLIEST_YEAR = 1850
_NAME_SIGNS = frozenset(" '’ʼ.-‑·")


@dataclass(frozen=True, slots=True)
class WrongRows:
    """What is wrong with a list of rows; ``whole`` when it cannot be walked at all."""

    judgement: Judgement
    whole: bool


def judge_rows(field: Field, value: object) -> WrongRows | None:
    """What is wrong with the cleaned, non-blank list of a group's rows; ``None`` when nothing is."""
    if not isinstance(value, list) or not all(isinstance(row, str) and _ROW.fullmatch(row) for row in value):
        return WrongRows((WRONG_SHAPE, {}), True)
    if len(set(value)) != len(value):
        return WrongRows((WRONG_SHAPE, {}), True)
    if field.minimum is not None and len(value) < field.minimum:
        return WrongRows((TOO_FEW_ROWS, {"minimum": field.minimum}), False)
    if field.maximum is not None and len(value) > field.maximum:
        return WrongRows((TOO_MANY_ROWS, {"maximum": field.maximum}), False)
    return None


def judge_value(field: Field, value: object, options: Sequence[Option], today: date) -> Judgement | None:
    """What is wrong with a cleaned, non-blank value; ``None`` when its shape is right.

    ``options`` are those a choice offers now.
    """
    if field.type is FieldType.CHOICE:
        return None if isinstance(value, str) and any(o.id == value for o in options) else (NOT_AN_OPTION, {})
    return _JUDGES[field.type](field, value, today)


def _text(field: Field, value: object, _today: date) -> Judgement | None:
    if not isinstance(value, str):
        return WRONG_SHAPE, {}
    if len(value) > field.max_length:
        return TOO_LONG, {"limit": field.max_length}
    return (STRANGE_LETTERS, {}) if _has_strange_letters(value) else None


def _has_strange_letters(text: str) -> bool:
    return any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in text)


def _name(field: Field, value: object, today: date) -> Judgement | None:
    found = _text(field, value, today)
    if found is not None:
        return found
    assert isinstance(value, str)
    letters = [c for c in value if c not in _NAME_SIGNS]
    if letters and all(c.isalpha() or unicodedata.category(c).startswith("M") for c in letters):
        return None
    return NAME_LETTERS, {}


def _date(field: Field, value: object, today: date) -> Judgement | None:
    if not isinstance(value, str):
        return WRONG_SHAPE, {}
    precision, days = dates.precision_of(value), dates.span(value)
    if precision is None or days is None:
        return DATE_SHAPE, {}
    if precision not in field.precisions:
        return (DATE_DAY_NEEDED if field.precisions == (Precision.DAY,) else DATE_SHAPE), {}
    if days[0].year < EARLIEST_YEAR:
        return DATE_TOO_OLD, {}
    return (DATE_FUTURE, {}) if days[0] > today and not field.future else None


def _yes_no(_field: Field, value: object, _today: date) -> Judgement | None:
    return None if isinstance(value, bool) else (WRONG_SHAPE, {})


def _integer(field: Field, value: object, _today: date) -> Judgement | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return WRONG_SHAPE, {}
    if field.minimum is not None and value < field.minimum:
        return TOO_SMALL, {"minimum": field.minimum}
    if value > (LARGEST if field.maximum is None else field.maximum):
        return TOO_LARGE, {"maximum": LARGEST if field.maximum is None else field.maximum}
    return (TOO_SMALL, {"minimum": -LARGEST}) if value < -LARGEST else None


def _identity(field: Field, value: object, today: date) -> Judgement | None:
    if not isinstance(value, str):
        return WRONG_SHAPE, {}
    parsed = parse_identity(value, today)
    if isinstance(parsed, Message):
        return parsed, {}
    return (IDENTITY_PERSONAL, {}) if parsed.kind is NumberKind.OLD and 9 not in field.digits else None


def _phone(_field: Field, value: object, _today: date) -> Judgement | None:
    found = judge_phone(value) if isinstance(value, str) else PHONE_SHAPE
    return None if found is None else (found, {})


def _place(field: Field, value: object, _today: date) -> Judgement | None:
    if not isinstance(value, Mapping):
        return WRONG_SHAPE, {}
    found = judge_place(value, detail_required=field.detail_required)
    if found is None and _has_strange_letters(str(value.get("detail"))):
        found = STRANGE_LETTERS
    return None if found is None else (found, {})


def _ethnic(_field: Field, value: object, _today: date) -> Judgement | None:
    if not isinstance(value, Mapping):
        return WRONG_SHAPE, {}
    found = judge_ethnic(value)
    if found is None and _has_strange_letters(str(value["name"])):
        found = STRANGE_LETTERS
    return None if found is None else (found, {})


def _paper(_field: Field, _value: object, _today: date) -> Judgement | None:
    return WRONG_SHAPE, {}  # papers are photographed, never answered


_JUDGES: dict[FieldType, Callable[[Field, object, date], Judgement | None]] = {
    FieldType.TEXT: _text,
    FieldType.NAME: _name,
    FieldType.DATE: _date,
    FieldType.YES_NO: _yes_no,
    FieldType.INTEGER: _integer,
    FieldType.IDENTITY: _identity,
    FieldType.PHONE: _phone,
    FieldType.PLACE: _place,
    FieldType.ETHNIC: _ethnic,
    FieldType.PAPER: _paper,
    FieldType.ROWS: _paper,  # judged by judge_rows
}
