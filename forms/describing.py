"""A definition as plain JSON values, for ``forms show --json`` and for whoever builds on it. Texts in Vietnamese."""

from typing import Any

from forms.definition import (
    Check,
    Definition,
    DueRule,
    Expression,
    Fact,
    Field,
    Page,
    Paper,
    Part,
    Result,
    Rule,
)
from forms.text import Message


def summarise(d: Definition) -> dict[str, Any]:
    """One procedure of the list."""
    return {
        "code": d.code,
        "version": d.version,
        "name": d.name.vi,
        "life_event": d.life_event,
        "picture": d.picture,
        "short": _text(d.short),
        "field_of_work": d.field_of_work.vi,
        "kind": str(d.kind),
        "valid_from": d.valid_from.isoformat(),
        "last_lawful_day": d.last_lawful_day.isoformat() if d.last_lawful_day else None,
    }


def describe(d: Definition) -> dict[str, Any]:
    """Everything about a procedure, fields keyed as an answers file has them."""
    return {
        **summarise(d),
        "summary": d.summary.vi,
        "legal_basis": [
            {
                "title": law.title,
                "from": _day(law.valid_from),
                "until": _day(law.valid_until),
                **_fact(law.fact),
            }
            for law in d.legal_basis
        ],
        "presence": {
            "filing": d.presence.filing,
            "result": d.presence.result,
            "text": d.presence.text.vi,
            "people": [
                {"id": p.id, "who": p.who.vi, "at": str(p.at), "before": _text(p.before), **_fact(p.fact)}
                for p in d.presence.people
            ],
            **_fact(d.presence.fact),
        },
        "channels": list(d.channels),
        "parts": [_part(p) for p in d.parts],
        "result": _result(d.result),
        "fees": {
            "rule": _text(d.fees.rule),
            "entries": [
                {
                    "province": e.province,
                    "amount": e.amount,
                    "formula": _rule(e.formula),
                    "when": _rule(e.when),
                    "channel": e.channel,
                    "from": _day(e.valid_from),
                    "until": _day(e.valid_until),
                    **_fact(e.fact),
                }
                for e in d.fees.entries
            ],
            "exemptions": [
                {"when": _rule(e.when), "why": e.why.vi, "proof": e.proof, **_fact(e.fact)}
                for e in d.fees.exemptions
            ],
        },
        "due_rule": _due(d.due_rule),
        "deadlines": [
            {
                "id": one.id,
                "days": one.days,
                "after": one.after,
                "when": _rule(one.when),
                "text": one.text.vi,
                "over": one.over.vi,
                **_fact(one.fact),
            }
            for one in d.deadlines
        ],
        "declarations": [
            {"id": one.id, "layout": one.layout, "part": one.part, "when": _rule(one.when)}
            for one in d.declarations
        ],
        "steps": [
            {"id": s.id, "title": s.title.vi, "text": s.text.vi, "picture": s.picture, **_fact(s.fact)}
            for s in d.steps
        ],
        "offered_to": {
            "outreach": d.offered_to.outreach,
            "roles": list(d.offered_to.roles),
            "text": d.offered_to.text.vi,
            **_fact(d.offered_to.fact),
        }
        if d.offered_to
        else None,
        "undelivered": _text(d.undelivered),
        "pages": [_page(page) for page in d.pages],
        "fields": [{**_field(f), "rows": _rows_id(d, f)} for f in d.fields()],
        "papers": [_paper(p) for p in d.papers],
        "stops": [_said(r) for r in d.stops],
        "to_officer": [_said(r) for r in d.to_officer],
        "sources": dict(d.sources),
        "unverified_facts": sum(1 for _, fact in d.facts() if not fact.verified),
    }


def _page(page: Page) -> dict[str, Any]:
    rows = page.rows
    return {
        "id": page.id,
        "title": page.title.vi,
        "show": _rule(page.show),
        "fields": [f.id for f in page.fields],
        **({"rows": {"one": rows.one.vi, "pages": [_page(p) for p in rows.pages]}} if rows else {}),
    }


def _rows_id(d: Definition, f: Field) -> str | None:
    rows = d.rows_of(f.id)
    return rows.id if rows else None


def _part(part: Part) -> dict[str, Any]:
    return {
        "id": part.id,
        "name": part.name.vi,
        "when": _rule(part.when),
        "authority": {
            "kind": part.authority.kind,
            "name": part.authority.name.vi,
            "place_field": part.authority.place_field,
        },
        "due_rule": _due(part.due_rule) if part.due_rule else None,
        "result": _result(part.result),
        **_fact(part.fact),
    }


def _result(result: Result | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {"name": result.name.vi, "valid_months": result.valid_months, **_fact(result.fact)}


def _due(rule: DueRule) -> dict[str, Any]:
    return {
        "working_days": rule.working_days,
        "verification_days": rule.verification_days,
        "text": rule.text.vi,
        "cases": [
            {
                "id": c.id,
                "when": c.when.source,
                "working_days": c.working_days,
                "text": _text(c.text),
                **_fact(c.fact),
            }
            for c in rule.cases
        ],
        **_fact(rule.fact),
    }


def _field(f: Field) -> dict[str, Any]:
    return {
        "id": f.id,
        "type": str(f.type),
        "label": f.label.vi,
        "ask": f.ask.vi,
        "help": _text(f.help),
        "required": _rule(f.required),
        "show": _rule(f.show),
        "computed": {"when": _rule(f.computed.when), "value": f.computed.value.source}
        if f.computed
        else None,
        "options": [{"id": o.id, "label": o.label.vi, "eform": o.eform} for o in f.options],
        "checks": [_check(c) for c in f.checks],
        "warnings": [_check(c) for c in f.warnings],
        "sensitive": f.sensitive,
        "may_be_unsure": f.may_be_unsure,
        "known": f.known,
        "person": f.person,
        "eform": f.eform,
        **({"precisions": [str(p) for p in f.precisions]} if f.type == "date" else {}),
        **({"minimum": f.minimum, "maximum": f.maximum} if f.type in ("integer", "rows") else {}),
        **({"digits": list(f.digits)} if f.type == "identity" else {}),
        **_fact(f.fact),
    }


def _paper(p: Paper) -> dict[str, Any]:
    lookup = p.lookup
    return {
        "id": p.id,
        "name": p.name.vi,
        "handling": str(p.handling),
        "needed": _rule(p.needed),
        "why": _text(p.why),
        "lookup": {"when": _rule(lookup.when), "fields": list(lookup.fields), "why": lookup.why.vi}
        if lookup
        else None,
        "component": p.component,
        "part": p.part,
        "picture": p.picture,
        **_fact(p.fact),
    }


def _said(rule: Rule) -> dict[str, Any]:
    return {"page": rule.page, "when": rule.when.source, "message": rule.message.vi, **_fact(rule.fact)}


def _check(check: Check) -> dict[str, str]:
    return {"that": check.that.source, "message": check.message.vi}


def _rule(rule: Expression | bool | None) -> str | bool | None:
    return rule.source if isinstance(rule, Expression) else rule


def _text(message: Message | None) -> str | None:
    return message.vi if message else None


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _fact(fact: Fact) -> dict[str, Any]:
    return {"source": fact.source, "verified": fact.verified}
