"""A definition as a person would be walked through it, line by line in Vietnamese: for ``forms show``.

What no one has compared with the official text carries a mark, so that nobody takes it for settled.
"""

from collections.abc import Iterator

from forms.definition import Definition, DueRule, Fact, Field, Page, Paper, Part
from forms.kinds import FieldType, Kind, PaperHandling, Precision, Stage
from forms.questions import Expression
from forms.rules.dates import in_vietnamese_order
from forms.rules.fees import FEE_UNKNOWN
from forms.text import Message

MARK = "*"
HANDLING: dict[PaperHandling, Message] = {
    PaperHandling.HANDED_IN: Message("ui.paper.handed_in", "nộp bản chính", "How a paper is handled."),
    PaperHandling.SHOWN: Message("ui.paper.shown", "xuất trình, cầm về ngay", "How a paper is handled."),
    PaperHandling.COPY: Message("ui.paper.copy", "bản chụp", "How a paper is handled."),
    PaperHandling.NUMBER_ONLY: Message(
        "ui.paper.number_only", "chỉ cần số, chờ tra cứu", "How a paper is handled."
    ),
}
KINDS: dict[Kind, Message] = {
    Kind.FILING: Message("form.kit.kind.filing", "nộp hồ sơ", "What becomes of the answers."),
    Kind.WORKSHEET: Message(
        "form.kit.kind.worksheet", "phiếu chuẩn bị, không gửi đi", "What becomes of the answers."
    ),
    Kind.GUIDE: Message("form.kit.kind.guide", "chỉ hướng dẫn", "What becomes of the answers."),
}
_TYPES: dict[FieldType, str] = {
    FieldType.TEXT: "chữ", FieldType.NAME: "họ tên", FieldType.DATE: "ngày", FieldType.CHOICE: "chọn một",
    FieldType.YES_NO: "có hay không", FieldType.IDENTITY: "số giấy tờ", FieldType.PHONE: "số điện thoại",
    FieldType.PLACE: "nơi chốn", FieldType.ETHNIC: "dân tộc", FieldType.INTEGER: "số", FieldType.PAPER: "chụp giấy tờ",
    FieldType.ROWS: "nhóm lặp",
}  # fmt: skip
_PRECISIONS = {Precision.MONTH: "tháng và năm", Precision.YEAR: "năm"}
_STAGES = {Stage.FILING: "khi nộp", Stage.RESULT: "khi nhận kết quả"}


def tell(d: Definition) -> Iterator[str]:
    """The whole definition, one line at a time."""
    yield d.name.vi
    last = f", đến {_date(d.last_lawful_day)}" if d.last_lawful_day else ""
    yield f"Mã {d.code}, phiên bản {d.version}, từ {_date(d.valid_from)}{last}; {KINDS[d.kind].vi}"
    yield d.summary.vi
    if d.offered_to:
        yield f"Chỉ dùng: {d.offered_to.text.vi}{_mark(d.offered_to.fact)}"
    yield from _heading("Trước khi đi")
    if d.kind is not Kind.GUIDE:
        yield f"Thời gian: {_due(d.due_rule)}"
        for case in d.due_rule.cases:
            days = (
                f"{case.working_days} ngày làm việc"
                if case.working_days is not None
                else "chưa có dữ liệu số ngày"
            )
            yield f"  {case.text.vi if case.text else days}{_when(case.when)}{_mark(case.fact)}"
        yield f"Lệ phí: {_fees(d)}"
    yield f"Đi lại: {d.presence.text.vi}{_mark(d.presence.fact)}"
    for one in d.presence.people:
        before = f", trước {one.before.vi}" if one.before else ""
        yield f"  {_STAGES[one.at]}: {one.who.vi}{before}{_mark(one.fact)}"
    for deadline in d.deadlines:
        yield f"Thời hạn của bà con: {deadline.text.vi}{_mark(deadline.fact)}"
    if d.parts:
        yield from _heading("Các phần việc")
        yield from (_part(part) for part in d.parts)
    if d.pages:
        yield from _heading("Câu hỏi")
        yield from _pages(d)
    for title, rules in (("Dừng ở đây khi", d.stops), ("Cần cán bộ xem khi", d.to_officer)):
        if rules:
            yield from _heading(title)
            yield from (f"- {rule.message.vi}{_mark(rule.fact)}  [{rule.when.source}]" for rule in rules)
    if d.papers:
        yield from _heading("Giấy tờ")
        yield from (line for paper in d.papers for line in _paper(paper))
    if d.declarations:
        yield from _heading("Tờ khai in ra")
        yield from (f"- {one.layout}{_when(one.when)}" for one in d.declarations)
    if d.steps:
        yield from _heading("Các bước")
        yield from (
            f"{n}. {step.title.vi}: {step.text.vi}{_mark(step.fact)}" for n, step in enumerate(d.steps, 1)
        )
    yield from _heading("Căn cứ")
    yield from (f"- {law.title}{_mark(law.fact)}" for law in d.legal_basis)
    unverified = sum(1 for _, fact in d.facts() if not fact.verified)
    if unverified:
        yield from ("", f"{MARK} {unverified} điều chưa đối chiếu với văn bản gốc.")


def _heading(title: str) -> tuple[str, str]:
    return "", title.upper()


def _pages(d: Definition) -> Iterator[str]:
    number = 0
    for page in d.pages:
        number += 1
        if page.rows is None:
            yield from _page(f"{number}.", page, "")
            continue
        yield f"{number}. Lặp lại cho từng: {page.rows.one.vi}{_when(page.show)}"
        for inner_number, inner in enumerate(page.rows.pages, 1):
            yield from _page(f"{number}.{inner_number}", inner, "   ")
        yield from _page("   Sau mỗi lần:", page, "   ", shown=False)


def _page(number: str, page: Page, indent: str, *, shown: bool = True) -> Iterator[str]:
    yield f"{indent}{number.strip()} {page.title.vi}{_when(page.show) if shown else ''}"
    for f in page.fields:
        yield f"{indent}   “{f.ask.vi}”{_when(f.show)}"
        yield f"{indent}       {f.id}: {', '.join(_traits(f))}"
        if f.help:
            yield f"{indent}       ({f.help.vi})"
        for option in f.options:
            yield f"{indent}       ○ {option.label.vi} [{option.id}]{_when(option.show)}"
        for check in f.checks:
            yield f"{indent}       không nhận thì nói: {check.message.vi}"
        for warning in f.warnings:
            yield f"{indent}       nhắc: {warning.message.vi}"


def _traits(f: Field) -> Iterator[str]:
    yield _TYPES[f.type]
    if f.required is True:
        yield "bắt buộc"
    elif isinstance(f.required, Expression):
        yield f"bắt buộc khi [{f.required.source}]"
    if f.computed:
        yield "máy tự ghi" + (f" khi [{f.computed.when.source}]" if f.computed.when else "")
    if f.type is FieldType.DATE and len(f.precisions) > 1:
        rough = [_PRECISIONS[p] for p in f.precisions if p in _PRECISIONS]
        yield "biết " + " hoặc ".join(rough) + " cũng được"
    if not f.may_be_unsure:
        yield "phải biết mới làm được"
    if f.minimum is not None or f.maximum is not None:
        yield f"từ {f.minimum if f.minimum is not None else '…'} đến {f.maximum if f.maximum is not None else '…'}"
    if f.sensitive:
        yield "nhạy cảm"


def _part(part: Part) -> str:
    due = f"; {_due(part.due_rule)}" if part.due_rule else ""
    return f"- {part.name.vi}: {part.authority.name.vi}{due}{_when(part.when)}{_mark(part.fact)}"


def _due(rule: DueRule) -> str:
    if rule.working_days is None:
        return f"{rule.text.vi} (chưa có dữ liệu số ngày){_mark(rule.fact)}"
    return f"{rule.text.vi}{_mark(rule.fact)}"


def _fees(d: Definition) -> str:
    if any(e.formula for e in d.fees.entries):
        known = "tính theo câu trả lời"
    else:
        amounts = sorted({e.amount for e in d.fees.entries if e.amount is not None})
        known = ", ".join(f"{amount:,}".replace(",", ".") for amount in amounts)
        known = f"{known} đồng, tùy nơi và cách nộp" if len(amounts) > 1 else f"{known} đồng" if known else ""
    rule = f" {d.fees.rule.vi}" if d.fees.rule else ""
    marked = _mark(*(e.fact for e in d.fees.entries)) if known else ""
    freed = "".join(f"\n  Miễn: {e.why.vi}{_mark(e.fact)}" for e in d.fees.exemptions)
    return f"{known or FEE_UNKNOWN.vi}{marked}{rule}{freed}"


def _paper(paper: Paper) -> Iterator[str]:
    needed = (
        ""
        if paper.needed is True
        else "  không cần"
        if paper.needed is False
        else f"  khi [{_source(paper.needed)}]"
    )
    part = f", cho phần {paper.part}" if paper.part else ""
    yield f"- {paper.name.vi} ({HANDLING[paper.handling].vi}{part}) [{paper.id}]{needed}{_mark(paper.fact)}"
    if paper.why:
        yield f"    {paper.why.vi}"
    if paper.lookup:
        yield f"    Không phải mang{_when(paper.lookup.when)}: {paper.lookup.why.vi}"


def _when(condition: Expression | bool | None) -> str:
    return f"  khi [{condition.source}]" if isinstance(condition, Expression) else ""


def _source(condition: Expression | bool) -> str:
    return condition.source if isinstance(condition, Expression) else str(condition)


def _mark(*facts: Fact) -> str:
    return "" if all(fact.verified for fact in facts) else f" {MARK}"


def _date(day: object) -> str:
    return in_vietnamese_order(str(day))
