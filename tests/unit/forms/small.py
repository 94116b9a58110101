"""A small sound definition that tests bend, and the shipped one with ways to answer it."""

from datetime import date
from functools import cache
from typing import Any

import yaml

from forms.catalogue import Catalogue
from forms.definition import Definition
from forms.loader import load_text
from forms.path import Context
from forms.states import Channel

DAY = date(2026, 11, 20)
HERE = Context(DAY, "03127", Channel.IN_PERSON, assisted=True)

SMALL = """
format: 1
code: "9.000001"
version: "1"
name: Thử
summary: Thử
life_event: test
field_of_work: Thử
valid_from: 2026-01-01
last_lawful_day: 2027-02-28
sources: { s: "Nguồn thử" }
legal_basis: [{ title: "Luật Thử", source: s, verified: false }]
presence: { text: "Không cần đến", source: s, verified: false }
channels: [1]
parts: [{ id: one, name: "Phần", authority: { kind: ubnd_xa, name: "UBND" }, source: s, verified: false }]
result: { name: "Giấy", source: s, verified: false }
due_rule: { working_days: 0, text: "Trong ngày", source: s, verified: false }
fees: { entries: [{ source: s, verified: false }] }
pages:
  - id: first
    title: Một
    fields:
      - { id: colour, type: choice, label: Màu, ask: "Màu gì?", required: true, source: s, verified: false,
          options: [{ id: red, label: Đỏ }, { id: blue, label: Xanh }] }
  - id: second
    title: Hai
    show: 'colour == "red"'
    fields:
      - { id: shade, type: text, label: Sắc, ask: "Sắc gì?", required: true, max_length: 10, source: s, verified: false }
      - { id: born, type: date, label: Ngày, ask: "Ngày nào?", precisions: [day, month, year], source: s, verified: false }
  - id: third
    title: Ba
    fields:
      - { id: number, type: integer, label: Số, ask: "Mấy?", minimum: 1, maximum: 3, suggest: "1", source: s, verified: false }
      - { id: copy, type: text, label: Chép, ask: "Chép?", source: s, verified: false,
          computed: { when: "answered(shade)", value: shade } }
"""


def tree() -> dict[str, Any]:
    """The small definition as plain values, to be bent."""
    found: dict[str, Any] = yaml.safe_load(SMALL)
    return found


def built(bent: dict[str, Any]) -> Definition:
    """The definition of a bent tree; raises when it is unsound."""
    return load_text(yaml.safe_dump(bent, allow_unicode=True), "small.yaml")


@cache
def small() -> Definition:
    return load_text(SMALL, "small.yaml")


@cache
def marital() -> Definition:
    """The shipped certificate of marital status."""
    return Catalogue.shipped().get("1.004873", "2026.1")
