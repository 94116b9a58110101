"""What one field must keep to: keys of its kind, options, known facts, examples, and conditions that can be evaluated."""

import re
from collections import Counter
from datetime import date

from forms.answers import clean
from forms.definition import Field, FieldType, Precision
from forms.judging import judge_value
from forms.known import KNOWN
from forms.probing import Prober
from forms.reading import Faults
from forms.text import Message

BAD_ID = Message(
    "error.form.definition.bad_id",
    "Tên “{name}” không dùng được: chỉ chữ thường, số và _, bắt đầu bằng chữ, không trùng từ dành riêng.",
    "For authors.",
)
TWICE = Message("error.form.definition.twice", "Tên “{name}” dùng hai lần.", "For authors.")
OPTIONS = Message(
    "error.form.definition.options",
    "Ô chọn cần từ hai lựa chọn; ô khác thì không có lựa chọn.",
    "For authors.",
)
NOT_FOR_TYPE = Message(
    "error.form.definition.not_for_type", "Khóa “{key}” không dùng cho ô kiểu {type}.", "For authors."
)
KNOWN_FACT = Message(
    "error.form.definition.known",
    "Không có điều đã biết nào tên “{name}” cho ô kiểu này; và ô có known thì phải có person.",
    "For authors.",
)
EXAMPLE = Message("error.form.definition.example", "Ví dụ “{name}” không hợp với ô này.", "For authors.")

ID = re.compile(r"[a-z][a-z0-9_]*")
"""What ids of pages, fields, options, papers and parts look like."""

# Keys that only some kinds of question have, with the value that means "not given".
_ONLY: dict[str, tuple[frozenset[FieldType], object]] = {
    "max_length": (frozenset({FieldType.TEXT, FieldType.NAME}), 200),
    "minimum": (frozenset({FieldType.INTEGER, FieldType.ROWS}), None),
    "maximum": (frozenset({FieldType.INTEGER, FieldType.ROWS}), None),
    "precisions": (frozenset({FieldType.DATE}), (Precision.DAY,)),
    "future": (frozenset({FieldType.DATE}), False),
    "digits": (frozenset({FieldType.IDENTITY}), (12, 9)),
    "detail_required": (frozenset({FieldType.PLACE}), False),
    "paper": (frozenset({FieldType.PAPER}), None),
}


def check_field(field: Field, path: str, number: int, prober: Prober, faults: Faults) -> None:
    """Notes the faults of a field read at ``path``, the ``number``-th that is asked."""
    for key, (types, absent) in _ONLY.items():
        if field.type not in types and getattr(field, key) != absent:
            faults.add(f"{path}.{key}", NOT_FOR_TYPE, key=key, type=field.type)
    if (field.type is FieldType.CHOICE) != (len(field.options) >= 2):
        faults.add(f"{path}.options", OPTIONS)
    for name, count in Counter(o.id for o in field.options).items():
        if count > 1 or not ID.fullmatch(name):
            faults.add(f"{path}.options", TWICE if count > 1 else BAD_ID, name=name)
    if field.known and (field.type not in KNOWN.get(field.known, ()) or not field.person):
        faults.add(f"{path}.known", KNOWN_FACT, name=field.known)
    prober.condition(field.show, number)
    for option in field.options:
        prober.condition(option.show, number)
    if field.computed:
        prober.condition(field.computed.when, number)
        prober.value(field.computed.value, field, number)
    prober.value(field.suggest, field, number)
    prober.condition(field.required)
    for check in (*field.checks, *field.warnings):
        prober.condition(check.that)
    _examples(field, path, faults)


def _examples(field: Field, path: str, faults: Faults) -> None:
    for example in field.examples:
        value = clean(field.type, example)
        textual = field.type in (
            FieldType.TEXT,
            FieldType.NAME,
            FieldType.PHONE,
            FieldType.DATE,
            FieldType.IDENTITY,
        )
        if value is None or not textual or judge_value(field, value, (), date.max):
            faults.add(f"{path}.examples", EXAMPLE, name=example)
