"""What an export table must keep to beyond its shape: the questions it names exist, and what it says of them fits.

Notes faults with the path inside the table; fills nothing in. A field that is not a question of any procedure of the
table is a fault, because it would silently stay empty for ever.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from forms.definition import Definition, Expression, Field, FieldType
from forms.errors import BugError
from forms.export_facts import DOSSIER, LISTS
from forms.export_table import EFORM, LABEL, Key, Shape, Table
from forms.expression import RESERVED, Scope, compiled, forbidden_names
from forms.kinds import Kind
from forms.reading import Faults
from forms.text import Message

NO_FIELD = Message(
    "error.form.export.no_field",
    "Không thủ tục nào của bảng này có ô “{name}”.",
    "For authors of export tables.",
)
NO_ROWS = Message(
    "error.form.export.no_rows", "Không thủ tục nào của bảng này có nhóm lặp “{name}”.", "For authors."
)
NO_PROCEDURE = Message(
    "error.form.export.no_procedure", "Không có thủ tục mã {code} để nộp.", "For authors of export tables."
)
NO_CODE = Message(
    "error.form.export.no_code",
    "Thiếu mã cho lựa chọn “{option}” của ô “{name}”; chưa biết thì để trống.",
    "For authors of export tables.",
)
NOT_CODED = Message(
    "error.form.export.not_coded", "Ô “{name}” không phải ô chọn nên không dùng codes.", "For authors."
)
NEEDS_CODES = Message(
    "error.form.export.needs_codes", "Ô chọn “{name}” cần codes để biết ghi gì.", "For authors."
)
FORMAT_UNFIT = Message(
    "error.form.export.format_unfit", "Cách ghi “{format}” không dùng cho {what}.", "For authors."
)
NOT_CEL = Message("error.form.export.not_cel", "Biểu thức không đọc được.", "For authors.")
NO_NAME = Message(
    "error.form.export.no_name", "Biểu thức dùng “{name}” nhưng không có ô hay hàm đó.", "For authors."
)
FAILS = Message("error.form.export.fails", "Biểu thức hỏng khi chưa khai gì.", "For authors.")

_CODED = frozenset({FieldType.CHOICE, FieldType.YES_NO})


def check_table(table: Table, definitions: Iterable[Definition], faults: Faults) -> None:
    """Notes every fault of a table that has the right shape, looked at beside the definitions of its procedures."""
    filed = [d for d in definitions if d.kind is Kind.FILING]
    for code in table.procedures:
        if not any(d.code == code for d in filed):
            faults.add("procedures", NO_PROCEDURE, code=code)
    mine = [d for d in filed if table.serves(d.code)]
    asked: dict[str, list[Field]] = {}
    for d in mine:
        for f in d.fields():
            asked.setdefault(f.id, []).append(f)
    rows = {group.id for d in mine for group in d.rows()}
    for key in table.keys:
        _check_key(key, asked, rows, table.each, faults)


def _check_key(
    key: Key, asked: Mapping[str, Sequence[Field]], rows: set[str], each: str | None, faults: Faults
) -> None:
    for name in key.fields:
        if name not in asked:
            faults.add(f"{key.path}.from", NO_FIELD, name=name)
        for f in asked.get(name, ()):
            _check_field(key, f, faults)
    if key.format is not None:
        for kind, what in _fact_kinds(key, each):
            if kind not in key.format.takes:
                faults.add(f"{key.path}.format", FORMAT_UNFIT, format=key.format.name, what=what)
    for expression in (key.expression, key.when, key.required):
        if isinstance(expression, Expression):
            _check_expression(expression, asked, each, faults)
    if key.where is not None:
        _check_expression(key.where, asked, key.each, faults)
    if key.each is not None and key.each not in LISTS and key.each not in rows:
        faults.add(f"{key.path}.each", NO_ROWS, name=key.each)
    for inner in key.keys:
        _check_key(inner, asked, rows, key.each or each, faults)


def _fact_kinds(key: Key, each: str | None) -> Iterator[tuple[str, str]]:
    if key.fact is not None:
        yield DOSSIER[key.fact], key.fact
    if key.item is not None and each in LISTS:
        yield LISTS[each][key.item], key.item


def _check_field(key: Key, asked: Field, faults: Faults) -> None:
    if key.codes is None:
        if asked.type in _CODED and key.format is None and key.shape is not Shape.FLAG:
            faults.add(f"{key.path}.codes", NEEDS_CODES, name=asked.id)
    elif asked.type not in _CODED:
        faults.add(f"{key.path}.codes", NOT_CODED, name=asked.id)
    elif key.codes not in (EFORM, LABEL):
        assert isinstance(key.codes, Mapping)
        options = ["true", "false"] if asked.type is FieldType.YES_NO else [o.id for o in asked.options]
        for option in options:
            if option not in key.codes:
                faults.add(f"{key.path}.codes", NO_CODE, option=option, name=asked.id)
    if key.format is not None and key.codes is None and str(asked.type) not in key.format.takes:
        faults.add(f"{key.path}.format", FORMAT_UNFIT, format=key.format.name, what=asked.id)


def _check_expression(
    expression: Expression, asked: Mapping[str, Any], each: str | None, faults: Faults
) -> None:
    try:
        names = compiled(expression.source).variables()
        strangers = list(forbidden_names(expression.source))
    except ValueError:
        faults.add(expression.path, NOT_CEL)
        return
    known = {*asked, *RESERVED, "fact"}
    entry = LISTS.get(each or "")
    if entry is not None:
        known.add("item")
    strangers += [name for name in names if name not in known]
    for name in strangers:
        faults.add(expression.path, NO_NAME, name=name)
    if strangers:
        return
    blank: dict[str, Any] = {**dict.fromkeys(known), "fact": dict.fromkeys(DOSSIER)}
    if entry is not None:
        blank["item"] = dict.fromkeys(entry)
    try:
        Scope(blank).value(expression)
    except BugError:
        faults.add(expression.path, FAILS)
