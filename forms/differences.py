"""What has changed from one version of a definition to another, for those who write, review or install them.

Compares everything a definition holds, so that nothing can change unseen. Where things stand in the file does not
count; a thing is found again by its id. What a change means for a draft: ``forms.moving``.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forms.definition import Definition, FeeEntry, Field, Page
from forms.questions import Expression
from forms.text import Message


class Area(StrEnum):
    """What a difference is about."""

    GENERAL = "general"
    DATES = "dates"
    PARTS = "parts"
    PAGES = "pages"
    FIELDS = "fields"
    OPTIONS = "options"
    PAPERS = "papers"
    FEES = "fees"
    RULES = "rules"
    STEPS = "steps"
    SOURCES = "sources"
    TEXTS = "texts"


class Change(StrEnum):
    """What has happened."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"  # the same things in another order


AREA_NAMES: dict[Area, Message] = {
    Area.GENERAL: Message("form.kit.area.general", "Chung", "Heading of a list of changes to a form."),
    Area.DATES: Message("form.kit.area.dates", "Ngày và thời hạn", "Heading of a list of changes to a form."),
    Area.PARTS: Message(
        "form.kit.area.parts", "Phần việc và cơ quan", "Heading of a list of changes to a form."
    ),
    Area.PAGES: Message("form.kit.area.pages", "Trang", "Heading of a list of changes to a form."),
    Area.FIELDS: Message("form.kit.area.fields", "Câu hỏi", "Heading of a list of changes to a form."),
    Area.OPTIONS: Message("form.kit.area.options", "Lựa chọn", "Heading of a list of changes to a form."),
    Area.PAPERS: Message(
        "form.kit.area.papers", "Giấy tờ, tờ khai", "Heading of a list of changes to a form."
    ),
    Area.FEES: Message("form.kit.area.fees", "Lệ phí", "Heading of a list of changes to a form."),
    Area.RULES: Message(
        "form.kit.area.rules", "Dừng và chuyển cán bộ", "Heading of a list of changes to a form."
    ),
    Area.STEPS: Message(
        "form.kit.area.steps", "Các bước hướng dẫn", "Heading of a list of changes to a form."
    ),
    Area.SOURCES: Message(
        "form.kit.area.sources", "Căn cứ và nguồn", "Heading of a list of changes to a form."
    ),
    Area.TEXTS: Message("form.kit.area.texts", "Câu chữ", "Heading of a list of changes to a form."),
}
_LINES: dict[Change, Message] = {
    Change.ADDED: Message("form.kit.change.added", "thêm {path}: {after}", "One change of a form."),
    Change.REMOVED: Message("form.kit.change.removed", "bỏ {path}: {before}", "One change of a form."),
    Change.CHANGED: Message(
        "form.kit.change.changed", "{path}: {before} thành {after}", "One change of a form."
    ),
    Change.MOVED: Message("form.kit.change.moved", "{path}: đổi thứ tự", "One change of a form."),
}
_BLANK = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``path`` names the thing by ids: ``fields.purpose.options.other.label``."""

    area: Area
    change: Change
    path: str
    before: str | None = None
    after: str | None = None

    def line(self) -> str:
        """The difference in Vietnamese, without its area."""
        return _LINES[self.change].in_vietnamese(
            path=self.path, before=self.before or _BLANK, after=self.after or _BLANK
        )


_AREAS = {
    "valid_from": Area.DATES, "last_lawful_day": Area.DATES, "due_rule": Area.DATES, "deadlines": Area.DATES,
    "parts": Area.PARTS, "presence": Area.PARTS, "result": Area.PARTS, "offered_to": Area.PARTS,
    "papers": Area.PAPERS, "declarations": Area.PAPERS, "fees": Area.FEES, "stops": Area.RULES, "to_officer": Area.RULES,
    "steps": Area.STEPS, "legal_basis": Area.SOURCES, "sources": Area.SOURCES,
}  # fmt: skip


def differences(old: Definition, new: Definition) -> tuple[Difference, ...]:
    """Every difference, by area in the order of ``Area``; empty for the same version."""
    found = [*_top(old, new), *_pages(old, new), *_fields(old, new)]
    order = list(Area)
    return tuple(sorted(found, key=lambda d: order.index(d.area)))


def _top(old: Definition, new: Definition) -> Iterator[Difference]:
    for f in dataclasses.fields(Definition):
        if f.name == "sources":
            yield from _keyed(Area.SOURCES, "sources", dict(old.sources), dict(new.sources), _source)
        elif f.compare and f.name != "pages":
            area = _AREAS.get(f.name, Area.GENERAL)
            yield from _walk(area, f.name, getattr(old, f.name), getattr(new, f.name))


def _source(path: str, old: str, new: str) -> Iterator[Difference]:
    yield from _walk(Area.SOURCES, path, old, new)


def _pages(old: Definition, new: Definition) -> Iterator[Difference]:
    before = {p.id: p for p in old.all_pages()}
    after = {p.id: p for p in new.all_pages()}
    yield from _keyed(Area.PAGES, "pages", before, after, _page)


def _page(path: str, old: Page, new: Page) -> Iterator[Difference]:
    yield from _walk(Area.PAGES, f"{path}.title", old.title, new.title)
    yield from _walk(Area.PAGES, f"{path}.show", old.show, new.show)
    yield from _walk(Area.PAGES, f"{path}.card_fills", old.card_fills, new.card_fills)
    asked = ([f.id for f in old.fields], [f.id for f in new.fields])
    if asked[0] != asked[1]:
        yield Difference(
            Area.PAGES, Change.CHANGED, f"{path}.fields", ", ".join(asked[0]), ", ".join(asked[1])
        )


def _fields(old: Definition, new: Definition) -> Iterator[Difference]:
    before = {f.id: f for f in old.fields()}
    after = {f.id: f for f in new.fields()}
    yield from _keyed(Area.FIELDS, "fields", before, after, _field)


def _field(path: str, old: Field, new: Field) -> Iterator[Difference]:
    for f in dataclasses.fields(Field):
        one, other = getattr(old, f.name), getattr(new, f.name)
        if f.name == "rows":  # its pages and questions stand in the lists of pages and fields
            one, other = (one.one if one else None), (other.one if other else None)
        area = Area.OPTIONS if f.name == "options" else Area.FIELDS
        yield from _walk(area, f"{path}.{f.name}", one, other)


def _walk(area: Area, path: str, old: Any, new: Any) -> Iterator[Difference]:
    if isinstance(old, tuple) and isinstance(new, tuple) and any(map(_is_record, (*old, *new))):
        yield from _keyed(area, path, _by_key(old), _by_key(new), lambda p, a, b: _walk(area, p, a, b))
    elif _is_record(old) and type(old) is type(new) and not isinstance(old, Message | Expression):
        for f in dataclasses.fields(old):
            if f.name != "id":
                yield from _walk(area, f"{path}.{f.name}", getattr(old, f.name), getattr(new, f.name))
    else:
        before, after = _told(old), _told(new)
        if before != after:
            text = isinstance(old, Message) or isinstance(new, Message)
            yield Difference(Area.TEXTS if text else area, Change.CHANGED, path, before, after)


def _keyed(
    area: Area,
    path: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    compare: Callable[[str, Any, Any], Iterator[Difference]],
) -> Iterator[Difference]:
    for key in (k for k in old if k not in new):
        yield Difference(area, Change.REMOVED, f"{path}.{key}", before=_name_of(old[key]))
    for key, thing in new.items():
        if key in old:
            yield from compare(f"{path}.{key}", old[key], thing)
        else:
            yield Difference(area, Change.ADDED, f"{path}.{key}", after=_name_of(thing))
    if [k for k in old if k in new] != [k for k in new if k in old]:
        yield Difference(area, Change.MOVED, path)


def _by_key(things: tuple[Any, ...]) -> dict[str, Any]:
    """The things of a list by what they are found again by; a second one of the same key gets a number."""
    found: dict[str, Any] = {}
    for thing in things:
        key = _key_of(thing)
        count = 2
        while key in found:
            key, count = f"{_key_of(thing)}#{count}", count + 1
        found[key] = thing
    return found


def _key_of(thing: Any) -> str:
    if isinstance(thing, FeeEntry):
        parts = (thing.province, thing.channel, thing.valid_from, thing.when.source if thing.when else None)
        return "/".join("*" if part is None else str(part) for part in parts)
    for name in ("id", "title", "person", "message", "why"):
        found = getattr(thing, name, None)
        if found is not None:
            return str(found.id) if isinstance(found, Message) else str(found)
    return "?"


def _is_record(value: object) -> bool:
    return dataclasses.is_dataclass(value) and not isinstance(value, type)


def _name_of(thing: Any) -> str:
    """What a person calls a thing that is new or gone."""
    if isinstance(thing, str):
        return thing
    for name in ("label", "name", "title", "text", "message", "who", "why", "layout"):
        found = getattr(thing, name, None)
        if found is not None:
            return found.vi if isinstance(found, Message) else str(found)
    return _told(getattr(thing, "amount", None)) or _BLANK


def _told(value: Any) -> str | None:
    if value is None or value == ():
        return None
    if isinstance(value, Message):
        return value.vi
    if isinstance(value, Expression):
        return value.source
    if isinstance(value, tuple):
        return ", ".join(_told(one) or _BLANK for one in value)
    if dataclasses.is_dataclass(value):
        return _name_of(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
