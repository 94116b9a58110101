"""Export tables: which keys another system wants, and from what of a dossier each is filled. Kept as data.

Reads ``forms/exports/<table>/<version>.yaml`` strictly and hands out frozen values, or every fault with file and path.
Fills nothing in; whether the named fields exist is looked at by ``forms.export_check``. Format: ``docs/formats/exports.md``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from forms.definition import Expression, Fact
from forms.export_facts import DOSSIER, LISTS
from forms.export_formats import Format, format_of, names
from forms.reading import NOT_ONE_OF, WRONG_TYPE, Faults, Node
from forms.source import UnsoundDefinition, parse, read
from forms.text import Message

FORMAT = 1
EFORM, LABEL = "eform", "label"
"""Words for ``codes``: the option's own code on the national form, or its Vietnamese label."""

ONE_SOURCE = Message(
    "error.form.export.one_source",
    "Mỗi khóa cần đúng một trong: from, fact, item, const, expression, gap, keys.",
    "For authors of export tables.",
)
NO_FORMAT = Message(
    "error.form.export.no_format", "Không có cách ghi “{name}”. Các cách ghi: {known}.", "For authors."
)
NO_FACT = Message("error.form.export.no_fact", "Hồ sơ không có mục “{name}”.", "For authors.")
NO_LIST_HERE = Message("error.form.export.no_list_here", "“item” chỉ dùng trong một “each”.", "For authors.")
KEY_TWICE = Message("error.form.export.key_twice", "Khóa “{name}” dùng hai lần.", "For authors.")
NO_DIALECT = Message("error.form.export.no_dialect", "Không có phương ngữ “{name}”.", "For authors.")
WRONG_FORMAT = Message("error.form.export.format", "Phiên bản định dạng phải là {wanted}.", "For authors.")
NO_SOURCE = Message("error.form.export.no_source", "Nguồn “{name}” không có trong sources.", "For authors.")

_build = Message  # made from the file's own texts: packs find them through Table.messages()


class TableKind(StrEnum):
    """What a table is for."""

    HOTICH = "hotich"  # the civil-status record
    LINKED = "linked"  # the declaration of a linked procedure
    EFORM = "eform"  # a portal's electronic form
    DONGBO = "dongbo"  # the synchronisation message of the national portal
    PROGRESS = "progress"  # the message that tells of one step
    NOIHOSO = "noihoso"  # a dossier handed to a ministry's adapter
    PAPER = "paper"  # a paper form in its order, for typing over where no electronic form is known


class Shape(StrEnum):
    """What a filled key is in JSON."""

    TEXT = "text"
    INTEGER = "integer"
    FLAG = "flag"


Code = str | None | Mapping[str, str]
Const = str | int | bool | tuple[()]  # the empty tuple is an empty list


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the other system. Exactly one of ``fields``, ``fact``, ``item``, ``const``, ``expression``, ``gap``
    and ``keys`` says what fills it.

    ``fields``: the first answered one. ``codes`` translate a choice, a yes or no, or a fact; ``None`` as a code means
    the other system's code is not known to us. ``gap`` says what nobody could find out. ``doubt`` is told beside a
    filled key that a person should look at; ``words`` say what a written code means where the dossier is typed over.
    ``each`` repeats ``keys`` for the entries of a list or of a rows question
    (those for which ``where`` holds); ``is_list`` wraps the one group of ``keys`` in a list. A blank ``key`` is one
    whose name there is not known to us: it is shown by its ``label`` and cannot be sent.
    """

    key: str
    path: str
    evidence: Fact
    label: str | None = None
    fields: tuple[str, ...] = ()
    fact: str | None = None
    item: str | None = None
    const: "Const | None" = None
    expression: Expression | None = None
    gap: Message | None = None
    keys: "tuple[Key, ...]" = ()
    each: str | None = None
    where: Expression | None = None
    is_list: bool = False
    format: Format | None = None
    codes: Mapping[str, Code] | str | None = None
    shape: Shape = Shape.TEXT
    when: Expression | None = None
    required: Expression | bool = False
    max_length: int | None = None
    doubt: Message | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    def walk(self) -> "Iterator[Key]":
        """This key and every one inside."""
        yield self
        for key in self.keys:
            yield from key.walk()


@dataclass(frozen=True, slots=True)
class Block:
    """Keys that stand together on the other system's form."""

    title: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One version of one export table. ``procedures`` are codes; blank means every procedure that is filed.

    ``dialects`` name the readings between which sources disagree, the first being used unless another is asked for.
    ``each`` makes one export of every entry of a list. ``transfer``: its blocks are the portal's form, in its order.
    ``blank`` is whether keys that are lawfully empty are written as "".
    """

    name: str
    version: str
    kind: TableKind
    title: str
    procedures: tuple[str, ...]
    valid_from: date | None
    dialects: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    each: str | None = None
    batch: int | None = None
    transfer: bool = False
    blank: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """Every key on the outermost level, in order."""
        return tuple(key for block in self.blocks for key in block.keys)

    def walk(self) -> Iterator[Key]:
        """Every key of every level."""
        for key in self.keys:
            yield from key.walk()

    def serves(self, procedure: str) -> bool:
        """Whether the table is meant for dossiers of that procedure."""
        return not self.procedures or procedure in self.procedures

    def messages(self) -> tuple[Message, ...]:
        """Every sentence of the table that a person may be shown."""
        return tuple(m for key in self.walk() for m in (key.gap, key.doubt) if m is not None)


def load_table(file: Path, name: str | None = None) -> Table:
    """The table of a file. ``name`` is how faults call the file. Raises ``UnsoundDefinition``."""
    told = name or str(file)
    return load_table_text(read(file, told), told)


def load_table_text(text: str, name: str) -> Table:
    """As ``load_table``, from the file's text."""
    faults = Faults(name)
    tree = parse(text, faults)
    table = None if faults.found else _table(Node(tree, "", faults))
    if table is None or faults.found:
        raise UnsoundDefinition(tuple(faults.found))
    return table


@dataclass(frozen=True, slots=True)
class _Defaults:
    table: str
    dialects: tuple[str, ...]
    sources: tuple[str, ...]
    source: str
    verified: bool
    code_tables: Mapping[str, Mapping[str, Code]]


def _table(top: Node) -> Table | None:
    if top.number("format", needed=True) != FORMAT:
        top.fault("format", WRONG_FORMAT, wanted=FORMAT)
        return None
    name = top.text("export")
    sources, dialects = _texts_of(top, "sources", needed=True), _texts_of(top, "dialects")
    default = _Defaults(
        name,
        tuple(key for key, _ in dialects),
        tuple(key for key, _ in sources),
        top.text("source"),
        top.flag("verified", needed=True),
        {},
    )
    tables = top.child("codes", needed=False)
    if tables is not None:
        known = {key: _code_table(tables, key, default) for key in tables.map}
        default = replace(default, code_tables=known)
        tables.close()
    each = _list_name(top, "each")
    blocks = top.nodes("blocks", lambda n: _block(n, default, each))
    loose = top.nodes("keys", lambda n: _key(n, default, each))
    if bool(blocks) == bool(loose):
        top.fault("keys", NOT_ONE_OF, wanted="keys, blocks")
    table = Table(
        name=name,
        version=top.text("version"),
        kind=top.one_of("kind", TableKind, TableKind.EFORM),
        title=top.text("title"),
        procedures=top.texts("procedures"),
        valid_from=top.day("valid_from"),
        dialects=dialects,
        sources=sources,
        blocks=blocks or (Block(top.text("title"), loose),),
        each=each,
        batch=top.number("batch"),
        transfer=top.flag("transfer"),
        blank=top.flag("blank"),
    )
    _no_key_twice(table.keys, top.faults)
    top.close()
    return table


def _texts_of(top: Node, key: str, *, needed: bool = False) -> tuple[tuple[str, str], ...]:
    node = top.child(key, needed=needed)
    if node is None:
        return ()
    found = tuple((name, node.text(name)) for name in node.map)
    node.close()
    return found


def _block(node: Node, default: _Defaults, each: str | None) -> Block:
    return Block(node.text("title"), node.nodes("keys", lambda n: _key(n, default, each), needed=True))


def _key(node: Node, default: _Defaults, each: str | None) -> Key:
    label = node.text("label", needed=False) or None
    name = node.text("key", needed=label is None)
    inner_each = _list_name(node, "each", rows=True)
    source = node.text("source", needed=False) or default.source
    if source not in default.sources:
        node.fault("source", NO_SOURCE, name=source)
    key = Key(
        key=name,
        path=node.path,
        evidence=Fact(source, node.flag("verified", default.verified)),
        label=label,
        fields=_fields(node),
        fact=_known(node, "fact", DOSSIER),
        item=_item(node, each),
        const=_const(node),
        expression=_expression(node, "expression"),
        gap=_message(node, "gap", default, name or "unnamed"),
        keys=node.nodes("keys", lambda n: _key(n, default, inner_each or each)),
        each=inner_each,
        where=_expression(node, "where"),
        is_list=node.flag("list"),
        format=_format(node),
        codes=_codes(node, default),
        shape=node.one_of("as", Shape, Shape.TEXT) if node.raw("as") is not None else Shape.TEXT,
        when=_expression(node, "when"),
        required=_bool_or_expression(node, "required"),
        max_length=node.number("max_length"),
        doubt=_message(node, "doubt", default, name or "unnamed"),
        words=_words(node),
    )
    given = (key.fields, key.fact, key.item, key.const is not None, key.expression, key.gap, key.keys)
    grouping = key.each or key.is_list or key.where
    if sum(1 for one in given if one) != 1 or (grouping and not key.keys):
        node.faults.add(node.path, ONE_SOURCE)
    _no_key_twice(key.keys, node.faults)
    return key


def _no_key_twice(keys: tuple[Key, ...], faults: Faults) -> None:
    seen: list[Key] = []
    for key in keys:
        # The same key may be filled from another place under another condition.
        if key.key and any(one.key == key.key and (one.when is None or key.when is None) for one in seen):
            faults.add(key.path, KEY_TWICE, name=key.key)
        seen.append(key)


def _fields(node: Node) -> tuple[str, ...]:
    raw = node.raw("from")
    if raw is None or isinstance(raw, str):
        return (raw.strip(),) if raw else ()
    return node.texts("from")


def _known(node: Node, key: str, names_known: Mapping[str, str]) -> str | None:
    name = node.text(key, needed=False) or None
    if name is not None and name not in names_known:
        node.fault(key, NO_FACT, name=name)
    return name


def _item(node: Node, each: str | None) -> str | None:
    if node.raw("item") is None:
        return None
    if each not in LISTS:
        node.fault("item", NO_LIST_HERE)
        return None
    return _known(node, "item", LISTS[each])


def _list_name(node: Node, key: str, *, rows: bool = False) -> str | None:
    name = node.text(key, needed=False) or None
    if name is not None and name not in LISTS and not rows:
        node.fault(key, NOT_ONE_OF, wanted=", ".join(LISTS))
    return name


def _const(node: Node) -> Const | None:
    raw = node.raw("const")
    if raw is None or isinstance(raw, str | int | bool):
        return raw
    if raw == []:
        return ()
    node.fault("const", WRONG_TYPE, wanted="chữ, số nguyên, true, false hoặc []")
    return None


def _expression(node: Node, key: str) -> Expression | None:
    raw = node.raw(key)
    if raw is None or isinstance(raw, str):
        return Expression(raw.strip(), node.at(key)) if raw else None
    node.fault(key, WRONG_TYPE, wanted="biểu thức CEL trong dấu nháy")
    return None


def _bool_or_expression(node: Node, key: str) -> Expression | bool:
    raw = node.raw(key)
    return raw if isinstance(raw, bool) else _expression(node, key) or False


def _words(node: Node) -> dict[str, str]:
    child = node.child("words", needed=False)
    if child is None:
        return {}
    found = {str(code): child.text(code) for code in child.map}
    child.close()
    return found


def _message(node: Node, key: str, default: _Defaults, name: str) -> Message | None:
    text = node.text(key, needed=False)
    return _build(f"form.export.{default.table}.{name}.{key}", text, "Told to officers.") if text else None


def _format(node: Node) -> Format | None:
    name = node.text("format", needed=False)
    if not name:
        return None
    found = format_of(name)
    if found is None:
        node.fault("format", NO_FORMAT, name=name, known=", ".join(names()))
    return found


def _codes(node: Node, default: _Defaults) -> Mapping[str, Code] | str | None:
    raw = node.raw("codes")
    if raw is None or raw in (EFORM, LABEL):
        return raw  # type: ignore[no-any-return]  # one of three
    if isinstance(raw, str):
        if raw not in default.code_tables:
            node.fault("codes", NOT_ONE_OF, wanted=", ".join((EFORM, LABEL, *default.code_tables)))
        return default.code_tables.get(raw)
    return _code_table(node, "codes", default)


def _code_table(node: Node, key: str, default: _Defaults) -> dict[str, Code]:
    child = node.child(key)
    found: dict[str, Code] = {}
    for option, code in (child.map if child else {}).items():
        name = str(option).lower() if str(option) in ("True", "False") else str(option)
        found[name] = _code(node, f"{key}.{name}", code, default)
    return found


def _code(node: Node, key: str, code: Any, default: _Defaults) -> Code:
    if code is None or isinstance(code, str):
        return code
    if isinstance(code, dict) and all(isinstance(one, str) for one in code.values()):
        for name in code:
            if name not in default.dialects:
                node.fault(key, NO_DIALECT, name=str(name))
        return {str(name): one for name, one in code.items()}
    node.fault(key, WRONG_TYPE, wanted="mã trong dấu nháy, để trống nếu chưa biết, hoặc mã theo phương ngữ")
    return None
