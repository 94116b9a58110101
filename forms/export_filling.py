"""One run over an export table: where each key looks, what it becomes, and why it stays empty.

The inner half of ``forms.exporting``, which is what others call. Pure: reads no file, changes no fact.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forms.answers import nest
from forms.definition import Definition, Expression, Field, FieldType
from forms.errors import KnownError
from forms.export_facts import LISTS, ExportFacts, reason_for
from forms.export_formats import format_of, plain
from forms.export_table import EFORM, LABEL, Code, Key, Shape, Table
from forms.expression import RESERVED, Scope, compiled
from forms.text import Message

NOT_ANSWERED = Message(
    "ui.export.not_answered",
    "Chưa khai “{label}”.",
    "Beside an empty key of an export; {label} is the name of a question.",
)
UNSURE = Message(
    "ui.export.unsure",
    "Bà con chưa biết “{label}”; cán bộ hỏi thêm hoặc tra cứu.",
    "Beside an empty key of an export: the citizen answered “I don't know”.",
)
NOT_ASKED = Message(
    "ui.export.not_asked",
    "Thủ tục này không hỏi mục đó; cán bộ ghi thêm.",
    "Beside an empty key of an export that another system wants.",
)
CODE_UNKNOWN = Message(
    "ui.export.code_unknown",
    "Chưa biết mã của “{choice}” ở hệ thống kia; cán bộ chọn giúp.",
    "Beside an empty key of an export; {choice} is an option of a form, never a citizen's own words.",
)
UNWRITABLE = Message(
    "ui.export.unwritable",
    "“{label}” không viết được theo dạng hệ thống kia đòi; cán bộ xem giúp.",
    "Beside an empty key of an export.",
)
CUT = Message(
    "ui.export.cut",
    "Dài quá {limit} chữ nên đã cắt bớt cho vừa hệ thống kia; bản đầy đủ vẫn trong hồ sơ.",
    "Beside a key of an export whose text was too long.",
)
KEY_UNKNOWN = Message(
    "ui.export.key_unknown",
    "Chưa biết tên ô này ở hệ thống kia; cán bộ gõ tay.",
    "Beside a line of an export that can only be typed over by hand.",
)
NO_DIALECT = Message("error.export.no_dialect", "Bảng này không có phương ngữ “{name}”.", "Command line.")


@dataclass(frozen=True, slots=True)
class Missing:
    """A key that could not be filled, by its path (``TaiLieuNop[0].TepDinhKemId``), and why.

    ``required``: the other system insists on it. ``params`` hold no personal data.
    """

    key: str
    reason: Message
    params: Mapping[str, str | int]
    required: bool

    def told(self) -> str:
        """The reason in Vietnamese."""
        return self.reason.in_vietnamese(**self.params)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A filled key at which a person should look before it is sent."""

    key: str
    reason: Message
    params: Mapping[str, str | int]

    def told(self) -> str:
        """The reason in Vietnamese."""
        return self.reason.in_vietnamese(**self.params)


@dataclass(slots=True)
class Course:
    """One run over a table."""

    table: Table
    facts: ExportFacts
    dialect: str
    asked: Mapping[str, Field]
    named: Mapping[str, Any]
    answers: Mapping[str, Any]
    missing: list[Missing] = field(default_factory=list)
    unverified: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the dossier the keys at hand look: the whole of it, one row, or one entry of a list."""

    answers: Mapping[str, Any]
    unsure: frozenset[str]
    scope: Scope
    item: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """One key as it came out: its text for a person, the same key's label, and why it is empty."""

    key: Key
    address: str
    field: Field | None
    raw: Any
    value: Any
    missing: Missing | None


def fields_by_id(definition: Definition) -> dict[str, Field]:
    """Every question of a definition by its id, columns of rows included."""
    return {f.id: f for f in definition.fields()}


def course_of(table: Table, facts: ExportFacts, dialect: str | None) -> Course:
    """A run about to begin. ``KnownError`` for a dialect the table does not have."""
    known = [name for name, _ in table.dialects]
    if dialect is not None and dialect not in known:
        raise KnownError(NO_DIALECT, name=dialect[:20])
    chosen = dialect or (known[0] if known else "")
    answers = nest(facts.definition, facts.answers)
    return Course(table, facts, chosen, fields_by_id(facts.definition), facts.named(), answers)


def scope_names(fields: Sequence[str], named: Mapping[str, Any]) -> dict[str, Any]:
    """What an expression of a table sees when nothing is answered: fields, ``fact``, and the names of every form."""
    # Times are text, as dates of answers are.
    told = {n: value.isoformat() if isinstance(value, datetime) else value for n, value in named.items()}
    return {
        **dict.fromkeys(fields),
        "fact": told,
        "today": None,
        "office": told.get("office_unit"),
        "channel": told.get("channel"),
        "assisted": told.get("assisted"),
    }


def whole(course: Course) -> Spot:
    """The dossier as a whole, where a run begins."""
    names = scope_names([*course.asked, *fields_named(course.table)], course.named) | dict(course.answers)
    return Spot(course.answers, course.facts.unsure, Scope(names))


def fields_named(table: Table) -> Iterator[str]:
    """Fields other procedures of the same table have: here they are blank, and expressions may name them."""
    for key in table.walk():
        yield from key.fields
        for expression in (key.expression, key.when, key.required, key.where):
            if isinstance(expression, Expression):
                for name in compiled(expression.source).variables():
                    if name not in RESERVED and name not in ("fact", "item"):
                        yield name


def fill(course: Course, keys: Sequence[Key], spot: Spot, at: str) -> dict[str, Any]:
    """The keys that could be filled, nested as the other system wants them; the rest is noted on the run."""
    values: dict[str, Any] = {}
    for key in keys:
        if not spot.scope.holds(key.when):
            continue
        address = at + (key.key or key.label or "")
        if key.each is not None or key.is_list:
            values[key.key] = [
                fill(course, key.keys, inside, f"{address}[{number}].")
                for number, inside in enumerate(_entries(course, key, spot))
            ]
            continue
        if key.keys:
            values[key.key] = fill(course, key.keys, spot, address + ".")
            continue
        found = _one(course, key, spot, address)
        if not key.key:
            if key.gap is not None and found.missing is not None:
                course.missing.append(found.missing)
            elif found.raw is not None:  # there is something to say and no key to say it under
                course.missing.append(Missing(found.address, KEY_UNKNOWN, {}, required=False))
            continue
        if found.missing is None:
            if found.value is not None:
                values[key.key] = found.value
        elif found.missing.required:
            course.missing.append(found.missing)
        else:
            if key.gap is not None:
                course.missing.append(found.missing)
            if course.table.blank and key.shape is Shape.TEXT:
                values[key.key] = ""
    return values


def flat(course: Course, keys: Sequence[Key], spot: Spot, at: str) -> Iterator[Filled]:
    """Every key in order, groups and lists laid flat, filled or not."""
    for key in keys:
        if not spot.scope.holds(key.when):
            continue
        address = at + (key.key or key.label or "")
        if key.each is not None or key.is_list:
            for number, inside in enumerate(_entries(course, key, spot)):
                yield from flat(course, key.keys, inside, f"{address}[{number}].")
        elif key.keys:
            yield from flat(course, key.keys, spot, address + ".")
        else:
            yield _one(course, key, spot, address)


def _entries(course: Course, key: Key, spot: Spot) -> Iterator[Spot]:
    if key.each is None:
        yield spot
        return
    for inside in _all_entries(course, key.each, spot):
        if inside.scope.holds(key.where):
            yield inside


def _all_entries(course: Course, each: str, spot: Spot) -> Iterator[Spot]:
    names = scope_names([*course.asked, *fields_named(course.table)], course.named)
    outer = dict(spot.answers)
    if each in LISTS:
        for item in course.facts.items(each):
            told = {n: value for n, value in item.items() if not isinstance(value, bytes | datetime)}
            scope = Scope({**names, **outer, "item": dict.fromkeys(item) | told})
            yield Spot(spot.answers, spot.unsure, scope, item)
        return
    rows = spot.answers.get(each)
    for number, row in enumerate(rows if isinstance(rows, list | tuple) else (), start=1):
        if isinstance(row, Mapping):
            unsure = unsure_in_row(spot.unsure, each, number)
            yield Spot({**outer, **row}, unsure, Scope({**names, **outer, **row, "row": number}))


def unsure_in_row(unsure: frozenset[str], rows: str, number: int) -> frozenset[str]:
    """Which columns of one row were answered with "I don't know"; addresses read ``members/r1/member_name``."""
    prefix = f"{rows}/r{number}/"
    return frozenset(name.removeprefix(prefix) for name in unsure if name.startswith(prefix))


def _one(course: Course, key: Key, spot: Spot, address: str) -> Filled:
    asked, raw, absent = _raw(course, key, spot)
    if raw is None:
        reason, params = absent
        return Filled(key, address, asked, None, None, _missing(key, spot, address, reason, params))
    written, why = _written(course, key, asked, raw)
    if written is None:
        reason, params = why
        return Filled(key, address, asked, raw, None, _missing(key, spot, address, reason, params))
    if key.max_length is not None and isinstance(written, str) and len(written) > key.max_length:
        written = written[: key.max_length]
        course.doubts.append(Doubt(address, CUT, {"limit": key.max_length}))
    if key.doubt is not None:
        course.doubts.append(Doubt(address, key.doubt, {}))
    if not key.evidence.verified:
        course.unverified.append(address)
    return Filled(key, address, asked, raw, written, None)


def _missing(key: Key, spot: Spot, address: str, reason: Message, params: Mapping[str, str | int]) -> Missing:
    return Missing(address, reason, params, spot.scope.holds(key.required, default=False))


_Why = tuple[Message, Mapping[str, str | int]]


def _raw(course: Course, key: Key, spot: Spot) -> tuple[Field | None, Any, _Why]:
    """(the question it comes from, the fact, why there is none)."""
    if key.gap is not None:
        return None, None, (key.gap, {})
    if key.const is not None:
        return None, [] if key.const == () else key.const, (NOT_ASKED, {})
    if key.fact is not None:
        return None, course.named[key.fact], (reason_for(key.fact), {})
    if key.item is not None:
        return None, (spot.item or {}).get(key.item), (reason_for(key.item), {})
    if key.expression is not None:
        value = spot.scope.value(key.expression)
        return None, value, (NOT_ANSWERED, {"label": key.label or key.key})
    here = [course.asked[name] for name in key.fields if name in course.asked]
    for asked in here:
        value = spot.answers.get(asked.id)
        if value is not None:
            return asked, value, (NOT_ASKED, {})
    if not here:
        return None, None, (NOT_ASKED, {})
    doubtful = next((one for one in here if one.id in spot.unsure), None)
    if doubtful is not None:
        return doubtful, None, (UNSURE, {"label": doubtful.label.vi})
    return here[0], None, (NOT_ANSWERED, {"label": here[0].label.vi})


def _written(course: Course, key: Key, asked: Field | None, raw: Any) -> tuple[Any, _Why]:
    """(the value in the other system's words, why it has none)."""
    label = asked.label.vi if asked else key.label or key.key
    if key.codes is not None:
        code, choice = _code(course, key, asked, raw)
        if code is None:
            return None, (CODE_UNKNOWN, {"choice": choice})
        raw = code
    if key.format is not None:
        raw = key.format.write(raw)
    elif key.shape is Shape.TEXT and raw != []:
        raw = _default(asked, raw)
    if raw is None:
        return None, (UNWRITABLE, {"label": label})
    if key.shape is Shape.INTEGER:
        number = isinstance(raw, int) or (isinstance(raw, str) and raw.lstrip("-").isdigit())
        return (int(raw) if number else None), (UNWRITABLE, {"label": label})
    return raw, (UNWRITABLE, {"label": label})


def _default(asked: Field | None, raw: Any) -> Any:
    """A value for which the table names no format: as people write it."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    usual = {FieldType.PLACE: "place.text", FieldType.ETHNIC: "ethnic.name"}
    name = usual.get(asked.type) if asked else None
    found = format_of(name) if name else None
    return found.write(raw) if found else plain(raw)


def _code(course: Course, key: Key, asked: Field | None, raw: Any) -> tuple[str | None, str]:
    """(the code, the option's name for a person)."""
    option = next((o for o in asked.options if o.id == raw), None) if asked else None
    name = str(raw).lower() if isinstance(raw, bool) else str(raw)
    told = option.label.vi if option else name
    if key.codes == EFORM:
        return (option.eform if option else None), told
    if key.codes == LABEL:
        return told, told
    assert isinstance(key.codes, Mapping)
    code: Code = key.codes.get(name)
    return (code.get(course.dialect) if isinstance(code, Mapping) else code), told
