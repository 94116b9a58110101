"""A small definition with a repeated group, parts, deadlines, cases of time and a fee by formula, for tests to bend."""

import copy
from functools import cache
from typing import Any

import yaml

from forms.definition import Definition
from forms.loader import load_text
from tests.unit.forms.small import built

HOUSEHOLD = """
format: 1
code: "9.000002"
version: "1"
name: Hộ
summary: Hộ
life_event: test
field_of_work: Thử
valid_from: 2026-01-01
sources: { s: "Nguồn thử" }
legal_basis: [{ title: "Luật Thử", source: s, verified: false }]
presence:
  text: "Đến cùng nhau"
  people:
    - { id: both, who: "Cả hai bên", at: filing, before: "công chức tư pháp", source: s, verified: false }
  source: s
  verified: false
channels: [1]
undelivered: "Chưa thông báo"
offered_to: { outreach: true, roles: [outreach], text: "Chỉ lưu động", source: s, verified: false }
parts:
  - { id: move, name: "Chuyển", authority: { kind: cong_an_xa, name: "Công an" }, source: s, verified: false }
  - id: card
    name: "Thẻ"
    when: 'count_where(members, "member_adult", false) > 0'
    authority: { kind: bhxh, name: "BHXH" }
    due_rule: { working_days: 2, text: "Hai ngày", source: s, verified: false }
    result: { name: "Thẻ", source: s, verified: false }
    source: s
    verified: false
result: { name: "Giấy", source: s, verified: false }
due_rule:
  text: "Chưa rõ"
  source: s
  verified: false
  cases:
    - { id: many, when: "count(members) > 1", working_days: 7, source: s, verified: false }
    - { id: any, when: "answered(members)", working_days: 3, text: "Ba ngày", source: s, verified: false }
deadlines:
  - { id: soon, days: 7, after: moved, text: "Trong bảy ngày", over: "Quá rồi", source: s, verified: false }
declarations:
  - { id: sheet, layout: ct01 }
  - { id: card_sheet, layout: tk1, part: card }
  - { id: big, layout: list, when: "count(members) > 1" }
fees:
  entries:
    - { formula: 'total(members, "member_pages") * 2000', when: "answered(members)", source: s, verified: false }
    - { source: s, verified: false }
papers:
  - { id: card_copy, name: "Bản chụp", handling: copy, part: card, source: s, verified: false }
pages:
  - id: who
    title: Ai
    fields:
      - { id: together, type: yes_no, label: Cùng, ask: "Có ai cùng không?", required: true, source: s, verified: false }
      - { id: family, type: text, label: Họ, ask: "Họ gì?", source: s, verified: false }
  - id: members
    title: Người cùng
    show: "together == true"
    rows:
      id: members
      label: Người cùng
      ask: "Còn ai nữa không?"
      one: Người
      minimum: 1
      maximum: 3
      source: s
      verified: false
      pages:
        - id: member_who
          title: Người này
          card_fills: [{ person: member }]
          fields:
            - { id: member_name, type: name, label: Tên, ask: "Tên gì?", required: true, known: name, person: member,
                source: s, verified: false }
            - { id: member_kind, type: choice, label: Loại, ask: "Là gì?", required: true, source: s, verified: false,
                options: [{ id: head, label: Chủ, show: "row == 1" }, { id: child, label: Con }, { id: other, label: Khác }] }
        - id: member_more
          title: Thêm
          show: 'member_kind == "child"'
          fields:
            - { id: member_adult, type: yes_no, label: Lớn, ask: "Lớn chưa?", required: true, source: s, verified: false }
            - { id: member_pages, type: integer, label: Trang, ask: "Mấy trang?", minimum: 0, source: s, verified: false }
            - { id: member_label, type: text, label: Nhãn, ask: "Nhãn?", source: s, verified: false,
                computed: { value: "answered(family) && answered(member_name) ? family + ' ' + upper(member_name) : null" } }
  - id: end
    title: Cuối
    fields:
      - { id: moved, type: date, label: Ngày, ask: "Ngày nào?", source: s, verified: false,
          checks: [{ id: alone, that: 'count(members) < 3', message: "Đông quá" }] }
      - { id: pages, type: integer, label: Tổng, ask: "Tổng?", source: s, verified: false,
          computed: { value: 'total(members, "member_pages")' } }
"""


@cache
def _tree() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(HOUSEHOLD)
    return found


def household_tree() -> dict[str, Any]:
    """The definition as plain values, to be bent."""
    return copy.deepcopy(_tree())


@cache
def household() -> Definition:
    return load_text(HOUSEHOLD, "household.yaml")


def member(name: str, kind: str = "other", **more: Any) -> dict[str, Any]:
    """One row as an answers file has it."""
    return {"member_name": name, "member_kind": kind, **more}


def bent_household(bent: dict[str, Any]) -> Definition:
    """The definition of a bent tree; raises when it is unsound."""
    return built(bent)
