"""Trying every expression of a definition with every kind of answer, blanks first, before anybody meets it.

CEL here has no type checker: an expression that compiles may still fail on a blank or compare a date with a number.
So each is run on all combinations of sample answers; one that fails, or gives a value of a wrong kind, is a fault.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from forms.definition import Definition, Expression, Field, FieldType, Precision, Rows
from forms.errors import BugError
from forms.expression import FUNCTIONS, RESERVED, Scope, compiled, forbidden_names
from forms.reading import Faults
from forms.rules import dates
from forms.text import Message

NOT_CEL = Message("error.form.definition.not_cel", "Biểu thức sai cú pháp: {what}", "For authors.")
FORBIDDEN = Message(
    "error.form.definition.forbidden",
    "Không dùng được “{name}” trong biểu thức (độ dài chữ thì dùng length).",
    "For authors; {name} is a function or operator.",
)
NO_SUCH_NAME = Message("error.form.definition.no_such_name", "Không có ô tên “{name}”.", "For authors.")
ASKED_LATER = Message(
    "error.form.definition.asked_later",
    "Ô “{name}” được hỏi sau chỗ này; chỉ được dùng ô đã hỏi trước.",
    "For authors.",
)
FAILS = Message(
    "error.form.definition.fails",
    "Biểu thức hỏng khi {case}. Ô trống là null: hãy viết answered(…) && … trước.",
    "For authors; {case} lists sample answers.",
)
WRONG_RESULT = Message(
    "error.form.definition.wrong_result",
    "Biểu thức phải cho {wanted}, nhưng khi {case} thì không.",
    "For authors; {case} lists sample answers.",
)
WRONG_ARGUMENT = Message(
    "error.form.definition.wrong_argument",
    "Hàm {name} nhận giá trị sai loại khi {case}.",
    "For authors; {name} is a function.",
)
NO_SUCH_OPTION = Message(
    "error.form.definition.no_such_option",
    "Ô “{name}” không có lựa chọn “{option}”.",
    "For authors: a condition compares a choice with an option that does not exist.",
)
COLUMN_OUTSIDE = Message(
    "error.form.definition.column_outside",
    "Ô “{name}” nằm trong nhóm lặp; ngoài nhóm chỉ dùng được count, total, count_where.",
    "For authors. count, total and count_where are functions.",
)
NO_NUMBERS = Message(
    "error.form.definition.no_numbers", "Ô “{name}” không phải là số, không cộng được.", "For authors."
)
TOO_MANY_NAMES = Message(
    "error.form.definition.too_many_names",
    "Biểu thức dùng quá {limit} ô; hãy tách ra.",
    "For authors.",
)

MOST_NAMES = 8
_MOST_CASES = 1500
_EQUALS = re.compile(r"""\b([a-z]\w*)\s*[!=]=\s*(["'])(.*?)\2|(["'])([^"']*)\4\s*[!=]=\s*([a-z]\w*)""")
_IN_LIST = re.compile(r"\b([a-z]\w*)\s+in\s+\[([^\]]*)\]")
_OF_COLUMN = re.compile(r"""\b(total|count_where)\(\s*\w+\s*,\s*["'](\w+)["'](?:\s*,\s*["']([^"']*)["'])?""")
_QUOTED = re.compile(r"""["']([^"']*)["']""")

_DAYS = {Precision.DAY: "1990-02-28", Precision.MONTH: "1990-02", Precision.YEAR: "1990"}
_SAMPLES: dict[FieldType, Sequence[Any]] = {
    FieldType.TEXT: ("mẫu",),
    FieldType.NAME: ("Nguyễn Thị Mẫu",),
    FieldType.YES_NO: (True, False),
    FieldType.IDENTITY: ("011190000001", "012345678"),
    FieldType.PHONE: ("0900000000",),
    FieldType.PLACE: ({"province": "11", "commune": "03127", "detail": "Bản Mẫu"},),
    FieldType.ETHNIC: ({"name": "Tày", "code": "02", "list": "QD121"},),
    FieldType.INTEGER: (1, 2),
    FieldType.PAPER: (),
}
_WORLD: dict[str, Sequence[Any]] = {
    "today": ("2026-11-20",),
    "office": ("03127",),
    "channel": (1, 2, 3),
    "assisted": (True, False),
    "row": (1, 2),
}


class Prober:
    """Probes the expressions of one definition and notes the faults."""

    def __init__(self, definition: Definition, faults: Faults, rows: Rows | None = None) -> None:
        self._definition = definition
        self._rows = rows
        fields = definition.fields()
        self._fields = {f.id: f for f in fields}
        self._order = {f.id: n for n, f in enumerate(fields)}
        self._faults = faults

    def within(self, rows: Rows) -> "Prober":
        """The same for expressions inside a repeated group: they see the answers of their row and its number."""
        return Prober(self._definition, self._faults, rows)

    def amount(self, expression: Expression | None) -> None:
        """A formula of a fee: must give null or an integer."""
        if expression is not None:
            self._probe(expression, None, "null hoặc số nguyên", lambda v: v is None or type(v) is int)

    def condition(self, expression: Expression | bool | None, before: int | None = None) -> None:
        """A condition: must give true or false. ``before``: only fields with a lower number may be named."""
        if isinstance(expression, Expression):
            self._probe(expression, before, "true hoặc false", lambda v: isinstance(v, bool))

    def value(self, expression: Expression | None, field: Field, before: int) -> None:
        """A computed or suggested value: must give null or a value of the field's type."""
        if expression is not None:
            kinds = {FieldType.YES_NO: bool, FieldType.INTEGER: int}
            wanted = kinds.get(field.type, dict if field.type in (FieldType.PLACE, FieldType.ETHNIC) else str)
            options = {o.id for o in field.options}

            def fits(value: Any) -> bool:
                if value is None:
                    return True
                if field.type is FieldType.DATE:
                    return dates.span(value) is not None
                return type(value) is wanted and (not options or value in options)

            self._probe(expression, before, f"null hoặc giá trị kiểu {field.type}", fits)

    def _probe(
        self, expression: Expression, before: int | None, wanted: str, fits: Callable[[Any], bool]
    ) -> None:
        try:
            names = compiled(expression.source).variables()
        except ValueError as error:
            self._faults.add(expression.path, NOT_CEL, what=str(error).splitlines()[0])
            return
        bad = [(FORBIDDEN, name) for name in forbidden_names(expression.source)]
        for name in names:
            if name not in self._fields and (name not in RESERVED or (name == "row" and not self._rows)):
                bad.append((NO_SUCH_NAME, name))
            elif self._is_of_other_rows(name):
                bad.append((COLUMN_OUTSIDE, name))
            elif before is not None and self._order.get(name, -1) >= before:
                bad.append((ASKED_LATER, name))
        for message, name in bad:
            self._faults.add(expression.path, message, name=name)
        if len(names) > MOST_NAMES:
            self._faults.add(expression.path, TOO_MANY_NAMES, limit=MOST_NAMES)
        elif not bad:
            self._compare_options(expression)
            self._run(expression, names, wanted, fits)

    def _is_of_other_rows(self, name: str) -> bool:
        rows = self._definition.rows_of(name)
        return rows is not None and rows is not self._rows

    def _compare_options(self, expression: Expression) -> None:
        pairs = [(m[0] or m[5], m[2] if m[0] else m[4]) for m in _EQUALS.findall(expression.source)]
        for name, items in _IN_LIST.findall(expression.source):
            pairs += [(name, item) for item in _QUOTED.findall(items)]
        for name, option in pairs:
            field = self._fields.get(name)
            if field is not None and field.options and option not in {o.id for o in field.options}:
                self._faults.add(expression.path, NO_SUCH_OPTION, name=name, option=option)
        for function, name, option in _OF_COLUMN.findall(expression.source):
            column = self._fields.get(name)
            if column is None:
                continue
            if function == "total" and column.type is not FieldType.INTEGER:
                self._faults.add(expression.path, NO_NUMBERS, name=name)
            if option and column.options and option not in {o.id for o in column.options}:
                self._faults.add(expression.path, NO_SUCH_OPTION, name=name, option=option)

    def _run(
        self, expression: Expression, names: Sequence[str], wanted: str, fits: Callable[[Any], bool]
    ) -> None:
        misused: list[str] = []
        scope = Scope({}, {name: _strict(name, misused) for name in FUNCTIONS})
        for case in self._cases(names):
            for name, value in case.items():
                scope.put(name, value)
            told = ", ".join(f"{k} = {'null' if v is None else v}" for k, v in case.items()) or "luôn luôn"
            try:
                found = scope.value(expression)
            except BugError:
                if misused:
                    self._faults.add(expression.path, WRONG_ARGUMENT, name=misused[0], case=told)
                else:
                    self._faults.add(expression.path, FAILS, case=told)
                return
            if misused:
                self._faults.add(expression.path, WRONG_ARGUMENT, name=misused[0], case=told)
                return
            if not fits(found):
                self._faults.add(expression.path, WRONG_RESULT, wanted=wanted, case=told)
                return

    def _cases(self, names: Sequence[str]) -> Iterator[dict[str, Any]]:
        samples = [self._samples(name) for name in names]
        total = 1
        for some in samples:
            total *= len(some)
        if total > _MOST_CASES:
            samples = [(some[0], some[-1]) for some in samples]
        for values in itertools.product(*samples):
            yield dict(zip(names, values, strict=True))

    def _samples(self, name: str) -> Sequence[Any]:
        if name in _WORLD:
            return _WORLD[name]
        field = self._fields[name]
        if field.rows is not None:
            return (None, *self._sample_rows(field.rows))
        if field.type is FieldType.CHOICE:
            return (None, *(o.id for o in field.options))
        if field.type is FieldType.DATE:
            return (None, *(_DAYS[p] for p in field.precisions))
        return (None, *_SAMPLES[field.type])

    def _sample_rows(self, rows: Rows) -> Iterator[list[dict[str, Any]]]:
        """A single row of blanks, and two that are filled."""
        samples = {column.id: self._samples(column.id) for column in rows.columns()}
        yield [dict.fromkeys(samples)]
        yield [{name: some[n] for name, some in samples.items()} for n in (-1, 1)]


_ARGUMENTS: Mapping[str, Callable[[Any], bool]] = {
    "any": lambda _value: True,
    "text": lambda value: value is None or isinstance(value, str),
    "number": lambda value: value is None or (isinstance(value, str) and value.isdigit()),
    "date": lambda value: value is None or dates.span(value) is not None,
    "int": lambda value: type(value) is int,
    "amount": lambda value: value is None or type(value) is int,
    "rows": lambda value: (
        value is None or (isinstance(value, list) and all(isinstance(r, Mapping) for r in value))
    ),
    "column": lambda value: isinstance(value, str),
    "place": lambda value: value is None or isinstance(value, Mapping),
}


def _strict(name: str, misused: list[str]) -> Callable[..., Any]:
    """The function, noting arguments of a wrong kind instead of answering quietly as it does at run time."""
    function, kinds = FUNCTIONS[name]

    def checked(*arguments: Any) -> Any:
        if len(arguments) != len(kinds) or not all(
            _ARGUMENTS[kind](argument) for kind, argument in zip(kinds, arguments, strict=False)
        ):
            misused.append(name)
            return None
        if "column" in kinds and arguments[0] and arguments[1] not in arguments[0][0]:
            misused.append(name)  # no such question in a row
        return function(*arguments)

    return checked
