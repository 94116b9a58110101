"""A definition as plain JSON values, for ``forms show --json`` and for whoever builds on it. Texts in Vietnamese."""

from typing import Any

from forms.definition import Check, Definition, Expression, Fact, Field, Paper, Rule
from forms.text import Message


def summarise(d: Definition) -> dict[str, Any]:
    """One procedure of the list."""
    return {
        "code": d.code,
        "version": d.version,
        "name": d.name.vi,
        "life_event": d.life_event,
        "field_of_work": d.field_of_work.vi,
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
            **_fact(d.presence.fact),
        },
        "channels": list(d.channels),
        "parts": [
            {
                "id": part.id,
                "name": part.name.vi,
                "authority": {
                    "kind": part.authority.kind,
                    "name": part.authority.name.vi,
                    "place_field": part.authority.place_field,
                },
                **_fact(part.fact),
            }
            for part in d.parts
        ],
        "result": {
            "name": d.result.name.vi,
            "valid_months": d.result.valid_months,
            **_fact(d.result.fact),
        }
        if d.result
        else None,
        "fees": {
            "rule": _text(d.fees.rule),
            "entries": [
                {
                    "province": e.province,
                    "amount": e.amount,
                    "channel": e.channel,
                    "from": _day(e.valid_from),
                    "until": _day(e.valid_until),
                    **_fact(e.fact),
                }
                for e in d.fees.entries
            ],
            "exemptions": [
                {"when": _rule(e.when), "why": e.why.vi, **_fact(e.fact)} for e in d.fees.exemptions
            ],
        },
        "due_rule": {
            "working_days": d.due_rule.working_days,
            "verification_days": d.due_rule.verification_days,
            "text": d.due_rule.text.vi,
            **_fact(d.due_rule.fact),
        },
        "pages": [
            {
                "id": page.id,
                "title": page.title.vi,
                "show": _rule(page.show),
                "fields": [f.id for f in page.fields],
            }
            for page in d.pages
        ],
        "fields": [_field(f) for f in d.fields()],
        "papers": [_paper(p) for p in d.papers],
        "stops": [_said(r) for r in d.stops],
        "to_officer": [_said(r) for r in d.to_officer],
        "sources": dict(d.sources),
        "unverified_facts": sum(1 for _, fact in d.facts() if not fact.verified),
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
        **({"minimum": f.minimum, "maximum": f.maximum} if f.type == "integer" else {}),
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
