"""Sets of pages that several procedures share: the requester, a child, a mother, the members of a household.

A set is written and translated once; a definition brings it in by ``use`` and says when it is shown, which of its pages
and fields it needs, and whose earlier facts fill it. What comes out are ordinary pages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from forms.phrasing import Texts
from forms.questions import Computed, Expression, Field, Page
from forms.reading import DefinitionFault, Faults, Node
from forms.reading_pages import bool_or_when, needed_when, pages, when
from forms.source import UnsoundDefinition, parse, read
from forms.text import Message

SHIPPED_SETS = Path(__file__).resolve().parent / "sets"
FORMAT = 1

NO_SET = Message(
    "error.form.definition.no_set", "Không có bộ câu hỏi “{name}” phiên bản “{version}”.", "For authors."
)
SET_MISPLACED = Message(
    "error.form.definition.set_misplaced",
    "Bộ câu hỏi phải nằm ở sets/<tên>/<phiên bản>.yaml đúng như ghi trong tệp, format: 1.",
    "For authors.",
)
NOT_IN_SET = Message("error.form.definition.not_in_set", "Bộ câu hỏi không có “{name}”.", "For authors.")
NOTHING_SHARED = Message(
    "error.form.definition.nothing_shared",
    "Trước chỗ này chưa hỏi điều gì của “{name}” mà bộ câu hỏi cũng hỏi.",
    "For authors: same_as names a person none of whose facts can be taken over.",
)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]*")


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """One version of one set. ``places`` says where in the file each field stands, for naming faults."""

    name: str
    version: str
    sources: tuple[tuple[str, str], ...]
    pages: tuple[Page, ...]
    places: tuple[tuple[str, str], ...]


def load_set(file: Path, name: str | None = None) -> QuestionSet:
    """The set of a file. Raises ``UnsoundDefinition`` with every fault of its shape."""
    told = name or f"sets/{file.parent.name}/{file.name}"
    return set_of(read(file, told), told, file.parent.name, file.stem)


def set_of(text: str, told: str, name: str, version: str) -> QuestionSet:
    """As ``load_set``, from the file's text, for the set that its path says it is."""
    found, faults = _read_set(text, told, name, version)
    if found is None:
        raise UnsoundDefinition(faults)
    return found


@lru_cache(maxsize=256)
def _read_set(
    text: str, told: str, name: str, version: str
) -> tuple[QuestionSet | None, tuple[DefinitionFault, ...]]:
    """Reads each set once, however many procedures use it."""
    faults = Faults(told)
    tree = parse(text, faults)
    if faults.found:
        return None, tuple(faults.found)
    top = Node(tree, f"{told}:", faults)
    sources = top.child("sources")
    found = QuestionSet(
        top.text("set"),
        top.text("version"),
        tuple((f"{name}.{key}", sources.text(key)) for key in sources.map) if sources else (),
        pages(top, Texts(f"form.set.{name}"), None),
        tuple(faults.places.items()),
    )
    if (top.number("format"), found.name, found.version) != (FORMAT, name, version):
        faults.add("", SET_MISPLACED)
    if sources is not None:
        sources.close()
    top.close()
    return (None if faults.found else found), tuple(faults.found)


class Sets:
    """Brings sets into one definition, from the folders given, and remembers which sources came with them."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self.sources: dict[str, str] = {}
        self.files: list[tuple[str, str]] = []
        """Name and text of every set file that was used."""

    def use(self, node: Node, before: Sequence[Page]) -> tuple[Page, ...]:
        """The pages of one ``use``; faults are noted at it."""
        name, version = node.text("set"), node.text("version")
        show = when(node, "show")
        only = node.texts("pages")
        wish = _Wish(name, node.texts("without"), _required(node), _eform(node))
        same = node.nodes("same_as", lambda n: (n.text("person"), needed_when(n, "when"), n.path))
        found = self._find(node, name, version)
        if found is None:
            return ()
        self.sources.update(found.sources)
        node.faults.places.update(dict(found.places))
        fields = [f for page in found.pages for f in _all_fields(page)]
        told = (*wish.without, *wish.required, *wish.eform)
        for wanted, there in ((only, {p.id for p in found.pages}), (told, {f.id for f in fields})):
            for one in wanted:
                if one not in there:
                    node.faults.add(node.path, NOT_IN_SET, name=one)
        filler = _Filler(same, [f for page in before for f in page.fields], node)
        chosen: list[Page] = []
        for page in found.pages:
            if only and page.id not in only:
                continue
            if page.rows is not None:
                bent = wish.hub(page)
            else:
                bent = wish.page(page)
                bent = replace(bent, fields=tuple(filler.fill(f) for f in bent.fields))
            if bent.fields:
                chosen.append(replace(bent, show=_both(show, bent.show)))
        filler.close()
        return tuple(chosen)

    def _find(self, node: Node, name: str, version: str) -> QuestionSet | None:
        if _NAME.fullmatch(name) and _VERSION.fullmatch(version):
            for folder in self._folders:
                file = folder / name / f"{version}.yaml"
                if file.is_file():
                    told = f"sets/{name}/{file.name}"
                    try:
                        text = read(file, told)
                        self.files.append((told, text))
                        return set_of(text, told, name, version)
                    except UnsoundDefinition as error:
                        for fault in error.faults:
                            node.faults.add(fault.path or fault.file, fault.message, **fault.params)
                        return None
        node.faults.add(node.path, NO_SET, name=name, version=version)
        return None


class _Filler:
    """Locks fields of a set to what another person has already said of the same kind."""

    def __init__(
        self, same: Sequence[tuple[str, Expression, str]], before: Sequence[Field], node: Node
    ) -> None:
        self._same = same
        self._node = node
        self._used: set[str] = set()
        self._sources = {(f.person, f.known, f.type): f for f in reversed(before) if f.person and f.known}

    def fill(self, f: Field) -> Field:
        """The field, computed from the first source whose condition holds and who has answered."""
        if not f.known:
            return f
        computed = f.computed
        for person, condition, path in reversed(self._same):
            source = self._sources.get((person, f.known, f.type))
            if source is None:
                continue
            self._used.add(path)
            holds = f"({condition.source}) && answered({source.id})"
            if computed is None:
                computed = Computed(Expression(holds, condition.path), Expression(source.id, condition.path))
                continue
            otherwise = computed.when.source if computed.when else "true"
            computed = Computed(
                Expression(f"({holds}) || ({otherwise})", condition.path),
                Expression(f"({holds}) ? {source.id} : ({computed.value.source})", condition.path),
            )
        return f if computed is f.computed else replace(f, computed=computed)

    def close(self) -> None:
        """Notes every ``same_as`` that filled nothing."""
        for person, _, path in self._same:
            if path not in self._used:
                self._node.faults.add(path, NOTHING_SHARED, name=person)


def _required(node: Node) -> dict[str, Expression | bool]:
    table = node.child("required", needed=False)
    if table is None:
        return {}
    found = {key: bool_or_when(table, key, False) for key in table.map}
    table.close()
    return found


def _eform(node: Node) -> dict[str, str]:
    """The keys a set's fields have on this procedure's own electronic form."""
    table = node.child("eform", needed=False)
    if table is None:
        return {}
    found = {key: table.text(key) for key in table.map}
    table.close()
    return found


def _all_fields(page: Page) -> tuple[Field, ...]:
    return (*(page.rows.columns() if page.rows else ()), *page.fields)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What one ``use`` wants of a set's fields: which to leave out, what to demand, their keys on this form."""

    name: str
    without: tuple[str, ...]
    required: dict[str, Expression | bool]
    eform: dict[str, str]

    def page(self, page: Page) -> Page:
        """The page with its fields as wished, their facts naming the set's sources."""
        fields = tuple(
            replace(
                f,
                required=self.required.get(f.id, f.required),
                eform=self.eform.get(f.id, f.eform),
                fact=replace(f.fact, source=f"{self.name}.{f.fact.source}"),
            )
            for f in page.fields
            if f.id not in self.without
        )
        return replace(page, fields=fields)

    def hub(self, page: Page) -> Page:
        """A hub's page with the pages of its rows as wished."""
        bent = self.page(page)
        if not bent.fields or bent.rows is None:
            return bent
        inner = tuple(p for p in map(self.page, bent.rows.pages) if p.fields)
        return replace(bent, fields=(replace(bent.fields[0], rows=replace(bent.rows, pages=inner)),))


def _both(first: Expression | None, second: Expression | None) -> Expression | None:
    if first is None or second is None:
        return first or second
    return Expression(f"({first.source}) && ({second.source})", second.path)
