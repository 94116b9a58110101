"""What a definition must keep to beyond its shape, so that no citizen meets a fault of its author."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from forms.definition import (
    Definition,
    DueRule,
    FeeEntry,
    Field,
    FieldType,
    Kind,
    Page,
    PaperHandling,
)
from forms.expression import FUNCTIONS, RESERVED
from forms.known import CARD_FACTS
from forms.probing import Prober
from forms.reaching import Reacher
from forms.reading import Faults
from forms.soundness_fields import BAD_ID, ID, TWICE, check_field
from forms.text import Message

BAD_CODE = Message("error.form.definition.bad_code", "Mã hoặc phiên bản “{name}” sai dạng.", "For authors.")
NO_SOURCE = Message(
    "error.form.definition.no_source", "Nguồn “{name}” không có trong sources.", "For authors."
)
CARD_PERSON = Message(
    "error.form.definition.card_person",
    "Không có ô nào của “{name}” mà thẻ căn cước điền được.",
    "For authors: card_fills names a person of whom a card knows nothing here.",
)
NO_PART = Message("error.form.definition.no_part", "Không có phần “{name}”.", "For authors.")
NOTHING_ASKED = Message(
    "error.form.definition.kind", "Loại “{name}” không hợp với những gì tệp này có.", "For authors."
)
COLUMNS = Message(
    "error.form.definition.columns",
    "Nhóm lặp cần ít nhất một trang, và không chứa nhóm lặp khác.",
    "For authors.",
)
ROLE = Message("error.form.definition.role", "Không có vai trò “{name}”.", "For authors.")
FORMULA = Message(
    "error.form.definition.formula", "Chỉ dùng một trong hai: amount hoặc formula.", "For authors."
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
AMOUNT = Message(
    "error.form.definition.amount", "Số tiền, số ngày không được âm; chưa biết thì để trống.", "For authors."
)
CHANNEL = Message("error.form.definition.channel", "Kênh nộp phải là 1, 2 hoặc 3.", "For authors.")

PROVINCE = Message(
    "error.form.definition.province", "Mã tỉnh phải là hai chữ số trong dấu nháy.", "For authors."
)

ROLES = frozenset({"commune_officer", "civil_status", "postal_clerk", "outreach", "leader", "administrator"})
"""Who may work at a counter, as ``kiosk.domain.roles`` names them; forms may not import it."""

_PROVINCE = re.compile(r"[0-9]{2}")
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


def check_definition(d: Definition, faults: Faults) -> None:
    """Notes every fault of a definition that has the right shape."""
    for name in (d.code, d.version):
        if not _CODE.fullmatch(name):
            faults.add("code", BAD_CODE, name=name)
    _names(d, faults)
    _sources(d, faults)
    _dates_and_amounts(d, faults)
    prober = Prober(d, faults)
    number = 0
    for n, page in enumerate(d.pages):
        path = f"pages[{n}]"
        prober.condition(page.show, number)
        rows = page.rows
        if rows is not None:
            if not rows.pages or any(inner.rows for inner in rows.pages):
                faults.add(path, COLUMNS)
            for inner in rows.pages:
                number = _page(inner, number, prober.within(rows), faults)
        number = _page(page, number, prober, faults, shown=False)
    _card_fills(d, faults)
    _papers(d, prober, faults)
    _terms(d, prober, faults)
    _rules(d, prober, faults)
    for message in d.messages():
        if "{" in message.vi or "}" in message.vi:
            faults.add(message.id, BRACES)
    if not faults.found:
        _reachable(d, Reacher(d, faults))


def _reachable(d: Definition, reacher: Reacher) -> None:
    """Everything that has a condition must be met by somebody."""
    reacher.fields()
    for paper in d.papers:
        reacher.condition(paper.needed)
        if paper.lookup:
            reacher.condition(paper.lookup.when)
    conditions = [
        *(rule.when for rule in (*d.stops, *d.to_officer)),
        *(exemption.when for exemption in d.fees.exemptions),
        *(entry.when for entry in d.fees.entries),
        *(part.when for part in d.parts),
        *(declaration.when for declaration in d.declarations),
        *(deadline.when for deadline in d.deadlines),
    ]
    for condition in conditions:
        reacher.condition(condition)
    for _, due in _due_rules(d):
        for case in due.cases:
            reacher.condition(case.when)
    for page in d.all_pages():
        for fill in page.card_fills:
            reacher.condition(page.show, fill.when)


def _page(page: Page, number: int, prober: Prober, faults: Faults, *, shown: bool = True) -> int:
    """Probes a page whose first field has that number; the number after its last field."""
    if shown:
        prober.condition(page.show, number)
    for fill in page.card_fills:
        prober.condition(fill.when, number)
    for field in page.fields:
        check_field(field, faults.places.get(field.id, field.id), number, prober, faults)
        number += 1
    return number


def _names(d: Definition, faults: Faults) -> None:
    groups: tuple[tuple[str, Iterable[str]], ...] = (
        ("pages", (p.id for p in d.all_pages())),
        ("fields", (f.id for p in d.all_pages() for f in p.fields)),
        ("papers", (p.id for p in d.papers)),
        ("parts", (p.id for p in d.parts)),
        ("declarations", (p.id for p in d.declarations)),
        ("deadlines", (p.id for p in d.deadlines)),
        ("steps", (p.id for p in d.steps)),
        ("presence.people", (p.id for p in d.presence.people)),
    )
    for path, names in groups:
        for name, count in Counter(names).items():
            if not ID.fullmatch(name) or (
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
    for path, rule in _due_rules(d):
        for days in (rule.working_days, rule.verification_days, *(c.working_days for c in rule.cases)):
            if days is not None and days < 0:
                faults.add(path, AMOUNT)
    for n, deadline in enumerate(d.deadlines):
        if deadline.days < 0:
            faults.add(f"deadlines[{n}]", AMOUNT)
    check_fees(d.fees.entries, dict(d.sources), "fees.entries", faults)
    if (d.kind is Kind.FILING and not d.channels) or set(d.channels) - {1, 2, 3}:
        faults.add("channels", CHANNEL)
    if d.kind is Kind.GUIDE and d.pages:
        faults.add("kind", NOTHING_ASKED, name=d.kind)


def _due_rules(d: Definition) -> Iterable[tuple[str, DueRule]]:
    yield ("due_rule", d.due_rule)
    yield from ((f"parts[{n}].due_rule", p.due_rule) for n, p in enumerate(d.parts) if p.due_rule)


def check_fees(entries: Iterable[FeeEntry], sources: Mapping[str, str], path: str, faults: Faults) -> None:
    """Notes what is wrong with dated fees, of a definition or of a table of their own."""
    for n, entry in enumerate(entries):
        here = f"{path}[{n}]"
        if entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from:
            faults.add(here, DATES)
        if entry.amount is not None and entry.amount < 0:
            faults.add(here, AMOUNT)
        if entry.amount is not None and entry.formula is not None:
            faults.add(here, FORMULA)
        if entry.channel not in (None, 1, 2, 3):
            faults.add(here, CHANNEL)
        if entry.province is not None and not _PROVINCE.fullmatch(entry.province):
            faults.add(here, PROVINCE)
        if entry.fact.source not in sources:
            faults.add(here, NO_SOURCE, name=entry.fact.source)


def _card_fills(d: Definition, faults: Faults) -> None:
    readable = {(rows_id(d, f), f.person) for f in d.fields() if f.known in CARD_FACTS}
    for page in d.all_pages():
        group = rows_id(d, page.fields[0]) if page.fields and page.rows is None else ""
        for fill in page.card_fills:
            if (group, fill.person) not in readable:
                faults.add("pages", CARD_PERSON, name=fill.person)


def rows_id(d: Definition, field: Field) -> str:
    """The repeated group a field belongs to; blank for one that is asked once."""
    rows = d.rows_of(field.id)
    return rows.id if rows else ""


def _papers(d: Definition, prober: Prober, faults: Faults) -> None:
    ids = {f.id for f in d.fields() if not rows_id(d, f)}
    for n, paper in enumerate(d.papers):
        path = f"papers[{n}]"
        _part_there(d, paper.part, f"{path}.part", faults)
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


def _part_there(d: Definition, part: str | None, path: str, faults: Faults) -> None:
    if part is not None and part not in {p.id for p in d.parts}:
        faults.add(path, NO_PART, name=part)


def _terms(d: Definition, prober: Prober, faults: Faults) -> None:
    """Parts, declarations, deadlines, times and fees: what they name must be there, their conditions must hold."""
    once = {f.id: f for f in d.fields() if not rows_id(d, f)}
    for n, part in enumerate(d.parts):
        prober.condition(part.when)
        name = part.authority.place_field
        if name and (name not in once or once[name].type is not FieldType.PLACE):
            faults.add(f"parts[{n}].authority.place_field", NO_FIELD, name=name)
    for n, declaration in enumerate(d.declarations):
        _part_there(d, declaration.part, f"declarations[{n}].part", faults)
        prober.condition(declaration.when)
    for n, deadline in enumerate(d.deadlines):
        if deadline.after not in once or once[deadline.after].type is not FieldType.DATE:
            faults.add(f"deadlines[{n}].after", NO_FIELD, name=deadline.after)
        prober.condition(deadline.when)
    for _, rule in _due_rules(d):
        for case in rule.cases:
            prober.condition(case.when)
    for entry in d.fees.entries:
        prober.condition(entry.when)
        prober.amount(entry.formula)
    slots = {p.id for p in d.papers}
    for n, exemption in enumerate(d.fees.exemptions):
        prober.condition(exemption.when)
        if exemption.proof is not None and exemption.proof not in slots:
            faults.add(f"fees.exemptions[{n}].proof", NO_PAPER, name=exemption.proof)
    for role in d.offered_to.roles if d.offered_to else ():
        if role not in ROLES:
            faults.add("offered_to.roles", ROLE, name=role)


def _rules(d: Definition, prober: Prober, faults: Faults) -> None:
    last = _last_field_of_page(d)
    for kind, rules in (("stops", d.stops), ("to_officer", d.to_officer)):
        for n, rule in enumerate(rules):
            if rule.page not in last:
                faults.add(f"{kind}[{n}].page", NO_PAGE, name=rule.page)
            # A stop is said on its page, so it may know only what was asked by then.
            prober.condition(rule.when, last.get(rule.page) if kind == "stops" else None)


def _last_field_of_page(d: Definition) -> dict[str, int]:
    total = 0
    found: dict[str, int] = {}
    for page in d.pages:
        total += len(page.fields) + (len(page.rows.columns()) if page.rows else 0)
        found[page.id] = total
    return found
