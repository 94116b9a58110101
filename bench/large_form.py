"""A form far larger than any real one: so many questions, each with a value worked out from it and the one before."""

from datetime import date
from typing import Any

import yaml

QUESTIONS = 500
_STATED = {"source": "s", "verified": False}


def large_form(questions: int = QUESTIONS) -> str:
    """The YAML of a definition of ``questions`` questions and as many computed values, in chains of ten."""
    return yaml.dump(_tree(questions), allow_unicode=True, sort_keys=False, Dumper=yaml.CSafeDumper)


def large_answers(questions: int = QUESTIONS) -> dict[str, Any]:
    """An answer to every question."""
    return {f"q{n}": _KINDS[n % len(_KINDS)][1] for n in range(questions)}


_KINDS: tuple[tuple[dict[str, Any], Any], ...] = (
    ({"type": "integer", "minimum": 0, "maximum": 99}, 7),
    ({"type": "integer", "minimum": 0}, 12),
    ({"type": "choice", "options": [{"id": "one", "label": "Một"}, {"id": "two", "label": "Hai"}]}, "one"),
    ({"type": "date", "precisions": ["day", "month", "year"]}, "1990-05-01"),
    ({"type": "text"}, "Thí dụ"),
    ({"type": "yes_no"}, True),
)


def _question(n: int) -> list[dict[str, Any]]:
    kind, _ = _KINDS[n % len(_KINDS)]
    asked = {
        "id": f"q{n}",
        **kind,
        "label": f"Câu {n}",
        "ask": f"Câu {n} là gì?",
        "required": True,
        **_STATED,
    }
    if n % 10:
        asked["show"] = f"answered(q{n - 1})"
        value = f"(answered(c{n - 1}) ? c{n - 1} : 0) + (answered(q{n}) ? 1 : 0)"
    else:
        value = f"answered(q{n}) ? 1 : 0"
    worked_out = {"id": f"c{n}", "type": "integer", "label": f"Tính {n}", "ask": f"Tính {n}?",
                  "computed": {"value": value}, "checks": [{"id": "known", "that": f"answered(c{n}) && c{n} >= 0", "message": "Sai"}],
                  **_STATED}  # fmt: skip
    return [asked, worked_out]


def _tree(questions: int) -> dict[str, Any]:
    return {
        "format": 1,
        "code": "9.000500",
        "version": "1",
        "name": "Mẫu rất dài",
        "summary": "Mẫu rất dài",
        "life_event": "test",
        "field_of_work": "Thử",
        "valid_from": date(2026, 1, 1),
        "sources": {"s": "Nguồn thử"},
        "legal_basis": [{"title": "Luật Thử", **_STATED}],
        "presence": {"text": "Không cần đến", **_STATED},
        "channels": [1],
        "parts": [{"id": "one", "name": "Phần", "authority": {"kind": "ubnd_xa", "name": "UBND"}, **_STATED}],
        "result": {"name": "Giấy", **_STATED},
        "due_rule": {"working_days": 0, "text": "Trong ngày", **_STATED},
        "fees": {"entries": [dict(_STATED)]},
        "pages": [{"id": f"p{n}", "title": f"Trang {n}", "fields": _question(n)} for n in range(questions)],
    }
