"""What a definition must keep to beyond its shape, so that no citizen meets a fault of its author."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from forms.answers import clean
from forms.definition import Definition, FeeEntry, Field, FieldType, PaperHandling, Precision
from forms.expression import FUNCTIONS, RESERVED
from forms.judging import judge_value
from forms.probing import Prober
from forms.reading import Faults
from forms.text import Message

BAD_ID = Message(
    "error.form.definition.bad_id",
    "Tên “{name}” không dùng được: chỉ chữ thường, số và _, bắt đầu bằng chữ, không trùng từ dành riêng.",
    "For authors.",
)
BAD_CODE = Message("error.form.definition.bad_code", "Mã hoặc phiên bản “{name}” sai dạng.", "For authors.")
TWICE = Message("error.form.definition.twice", "Tên “{name}” dùng hai lần.", "For authors.")
NO_SOURCE = Message(
    "error.form.definition.no_source", "Nguồn “{name}” không có trong sources.", "For authors."
)
OPTIONS = Message(
    "error.form.definition.options",
    "Ô chọn cần từ hai lựa chọn; ô khác thì không có lựa chọn.",
    "For authors.",
)
NOT_FOR_TYPE = Message(
    "error.form.definition.not_for_type", "Khóa “{key}” không dùng cho ô kiểu {type}.", "For authors."
)
CARD = Message(
    "error.form.definition.card", "Thẻ căn cước không có mục “{name}” cho ô kiểu này.", "For authors."
)
CARD_GROUP = Message(
    "error.form.definition.card_group", "Nhóm thẻ “{name}” không khớp giữa ô và trang.", "For authors."
)
NO_FIELD = Message("error.form.definition.no_field", "Không có ô “{name}” đúng loại.", "For authors.")
NO_PAGE = Message("error.form.definition.no_page", "Không có trang “{name}”.", "For authors.")
NO_PAPER = Message("error.form.definition.no_paper", "Không có giấy tờ “{name}”.", "For authors.")
LOOKUP = Message(
    "error.form.definition.lookup", "Giấy “chỉ cần số” phải có lookup với ít nhất một ô.", "For authors."
)
BRACES = Message(
    "error.form.definition.braces",
    "Câu chữ không được có dấu ngoặc nhọn.",
    "For authors: braces are placeholders.",
)
DATES = Message("error.form.definition.dates", "Ngày bắt đầu nằm sau ngày kết thúc.", "For authors.")
EXAMPLE = Message("error.form.definition.example", "Ví dụ “{name}” không hợp với ô này.", "For authors.")
AMOUNT = Message(
    "error.form.definition.amount", "Số tiền, số ngày không được âm; chưa biết thì để trống.", "For authors."
)
CHANNEL = Message("error.form.definition.channel", "Kênh nộp phải là 1, 2 hoặc 3.", "For authors.")

PROVINCE = Message(
    "error.form.definition.province", "Mã tỉnh phải là hai chữ số trong dấu nháy.", "For authors."
)

CARD_FACTS: dict[str, FieldType] = {
    "number": FieldType.IDENTITY,
    "old_number": FieldType.IDENTITY,
    "name": FieldType.NAME,
    "birth_date": FieldType.DATE,
    "sex": FieldType.CHOICE,
    "residence": FieldType.PLACE,
    "issued": FieldType.DATE,
}
_PROVINCE = re.compile(r"[0-9]{2}")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]*")
_CEL_WORDS = frozenset(
    {
        *(
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "false",
            "for",
            "function",
            "has",
            "if",
            "import",
        ),
        *("let", "loop", "map", "all", "exists", "exists_one", "filter", "namespace", "null", "package"),
        *("return", "true", "type", "var", "void", "while", "size"),
    }
)
# Keys that only some kinds of question have, with the value that means "not given".
_ONLY: dict[str, tuple[frozenset[FieldType], object]] = {
    "max_length": (frozenset({FieldType.TEXT, FieldType.NAME}), 200),
    "minimum": (frozenset({FieldType.INTEGER}), None),
    "maximum": (frozenset({FieldType.INTEGER}), None),
    "precisions": (frozenset({FieldType.DATE}), (Precision.DAY,)),
    "future": (frozenset({FieldType.DATE}), False),
    "digits": (frozenset({FieldType.IDENTITY}), (12, 9)),
    "detail_required": (frozenset({FieldType.PLACE}), False),
    "paper": (frozenset({FieldType.PAPER}), None),
}


def check_definition(d: Definition, faults: Faults) -> None:
    """Notes every fault of a definition that has the right shape."""
    for name in (d.code, d.version):
        if not _CODE.fullmatch(name):
            faults.add("code", BAD_CODE, name=name)
    _names(d, faults)
    _sources(d, faults)
    _dates_and_amounts(d, faults)
    number = 0
    prober = Prober(d.fields(), faults)
    for n, page in enumerate(d.pages):
        prober.condition(page.show, number)
        for fill in page.card_fills:
            prober.condition(fill.when, number)
        for m, field in enumerate(page.fields):
            _field(field, f"pages[{n}].fields[{m}]", number, prober, faults)
            number += 1
    _card_groups(d, faults)
    _papers(d, prober, faults)
    _rules(d, prober, faults)
    for message in d.messages():
        if "{" in message.vi or "}" in message.vi:
            faults.add(message.id, BRACES)


def _names(d: Definition, faults: Faults) -> None:
    groups: tuple[tuple[str, Iterable[str]], ...] = (
        ("pages", (p.id for p in d.pages)),
        ("fields", (f.id for p in d.pages for f in p.fields)),
        ("papers", (p.id for p in d.papers)),
        ("parts", (p.id for p in d.parts)),
    )
    for path, names in groups:
        for name, count in Counter(names).items():
            if not _ID.fullmatch(name) or (
                path == "fields" and (name in RESERVED or name in _CEL_WORDS or name in FUNCTIONS)
            ):
                faults.add(path, BAD_ID, name=name)
            if count > 1:
                faults.add(path, TWICE, name=name)
    texts: dict[str, str] = {}
    for message_id, text in _every_message(d):
        if texts.setdefault(message_id, text) != text:
            faults.add(message_id, TWICE, name=message_id)


def _every_message(d: Definition) -> Iterable[tuple[str, str]]:
    for field in d.fields():
        for check in (*field.checks, *field.warnings):
            yield check.message.id, check.message.vi
    for rule in (*d.stops, *d.to_officer):
        yield rule.message.id, rule.message.vi
    for exemption in d.fees.exemptions:
        yield exemption.why.id, exemption.why.vi


def _sources(d: Definition, faults: Faults) -> None:
    known = dict(d.sources)
    for what, fact in d.facts():
        if fact.source not in known:
            faults.add(what, NO_SOURCE, name=fact.source)


def _dates_and_amounts(d: Definition, faults: Faults) -> None:
    spans: list[tuple[str, date | None, date | None]] = [("last_lawful_day", d.valid_from, d.last_lawful_day)]
    spans += [(f"legal_basis[{n}]", law.valid_from, law.valid_until) for n, law in enumerate(d.legal_basis)]
    for path, start, end in spans:
        if start and end and end < start:
            faults.add(path, DATES)
    for days in (d.due_rule.working_days, d.due_rule.verification_days):
        if days is not None and days < 0:
            faults.add("due_rule", AMOUNT)
    check_fees(d.fees.entries, dict(d.sources), "fees.entries", faults)
    if not d.channels or set(d.channels) - {1, 2, 3}:
        faults.add("channels", CHANNEL)


def check_fees(entries: Iterable[FeeEntry], sources: Mapping[str, str], path: str, faults: Faults) -> None:
    """Notes what is wrong with dated fees, of a definition or of a table of their own."""
    for n, entry in enumerate(entries):
        here = f"{path}[{n}]"
        if entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from:
            faults.add(here, DATES)
        if entry.amount is not None and entry.amount < 0:
            faults.add(here, AMOUNT)
        if entry.channel not in (None, 1, 2, 3):
            faults.add(here, CHANNEL)
        if entry.province is not None and not _PROVINCE.fullmatch(entry.province):
            faults.add(here, PROVINCE)
        if entry.fact.source not in sources:
            faults.add(here, NO_SOURCE, name=entry.fact.source)


def _field(field: Field, path: str, number: int, prober: Prober, faults: Faults) -> None:
    for key, (types, absent) in _ONLY.items():
        if field.type not in types and getattr(field, key) != absent:
            faults.add(f"{path}.{key}", NOT_FOR_TYPE, key=key, type=field.type)
    if (field.type is FieldType.CHOICE) != (len(field.options) >= 2):
        faults.add(f"{path}.options", OPTIONS)
    for name, count in Counter(o.id for o in field.options).items():
        if count > 1 or not _ID.fullmatch(name):
            faults.add(f"{path}.options", TWICE if count > 1 else BAD_ID, name=name)
    if field.card and CARD_FACTS.get(field.card) is not field.type:
        faults.add(f"{path}.card", CARD, name=field.card)
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


def _card_groups(d: Definition, faults: Faults) -> None:
    filled = {fill.group for page in d.pages for fill in page.card_fills}
    wanted = {f.card_group or "" for f in d.fields() if f.card}
    for name in sorted(filled ^ wanted):
        faults.add("pages", CARD_GROUP, name=name)


def _papers(d: Definition, prober: Prober, faults: Faults) -> None:
    ids = {f.id for f in d.fields()}
    for n, paper in enumerate(d.papers):
        path = f"papers[{n}]"
        prober.condition(paper.needed)
        if paper.lookup:
            prober.condition(paper.lookup.when)
            for name in paper.lookup.fields:
                if name not in ids:
                    faults.add(f"{path}.lookup.fields", NO_FIELD, name=name)
        if (paper.lookup or paper.handling is PaperHandling.NUMBER_ONLY) and not (
            paper.lookup and paper.lookup.fields
        ):
            faults.add(f"{path}.lookup", LOOKUP)
    slots = {p.id for p in d.papers}
    for field in d.fields():
        if field.type is FieldType.PAPER and field.paper not in slots:
            faults.add(field.id, NO_PAPER, name=field.paper or "")


def _rules(d: Definition, prober: Prober, faults: Faults) -> None:
    last = _last_field_of_page(d)
    for kind, rules in (("stops", d.stops), ("to_officer", d.to_officer)):
        for n, rule in enumerate(rules):
            if rule.page not in last:
                faults.add(f"{kind}[{n}].page", NO_PAGE, name=rule.page)
            # A stop is said on its page, so it may know only what was asked by then.
            prober.condition(rule.when, last.get(rule.page) if kind == "stops" else None)
    for exemption in d.fees.exemptions:
        prober.condition(exemption.when)
    by_id = {f.id: f for f in d.fields()}
    for n, part in enumerate(d.parts):
        name = part.authority.place_field
        if name and (name not in by_id or by_id[name].type is not FieldType.PLACE):
            faults.add(f"parts[{n}].authority.place_field", NO_FIELD, name=name)


def _last_field_of_page(d: Definition) -> dict[str, int]:
    total = 0
    found: dict[str, int] = {}
    for page in d.pages:
        total += len(page.fields)
        found[page.id] = total
    return found
