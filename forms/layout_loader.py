"""From a layout's YAML file to a ``Layout``, or to the full list of what is wrong with it; and the shelf of all of them."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from forms.definition import Fact
from forms.errors import KnownError
from forms.layout import (
    Block,
    Blocks,
    Choice,
    Column,
    Format,
    Grid,
    GridRow,
    Heading,
    Layout,
    LayoutHeading,
    LayoutStatus,
    Line,
    NewPage,
    Note,
    Piece,
    PlaceDate,
    Signature,
    Signatures,
    Table,
    Text,
    To,
)
from forms.reading import KEY_MISSING, NOT_ONE_OF, WRONG_TYPE, Faults, Node
from forms.source import UnsoundDefinition, parse, read
from forms.text import Message

__all__ = ["FOLDER", "Layouts", "load_layout", "load_layout_text"]

FORMAT = 1
FOLDER = Path(__file__).resolve().parent / "layouts"
"""The shipped layouts: ``<layout>/<version>.yaml``."""

_BLOCKS = (
    "heading",
    "line",
    "choice",
    "table",
    "grid",
    "text",
    "note",
    "new_page",
    "place_date",
    "signatures",
)

WRONG_FORMAT = Message("error.form.layout.format", "Phiên bản định dạng phải là {wanted}.", "For authors.")
WRONG_PLACE = Message(
    "error.form.layout.place",
    "Tệp phải nằm ở {wanted}, đúng tên và phiên bản của mẫu in.",
    "For authors of printed forms; {wanted} is a path.",
)
ONE_BLOCK = Message(
    "error.form.layout.one_block",
    "Mỗi mục phải có đúng một trong: {wanted}.",
    "For authors of printed forms.",
)
WIDTHS = Message(
    "error.form.layout.widths", "Bề rộng các cột cộng lại phải bằng 100, đang là {sum}.", "For authors."
)
CELLS = Message(
    "error.form.layout.cells", "Hàng này phải có {count} ô, mỗi cột một ô.", "For authors of printed forms."
)
TOO_WIDE = Message(
    "error.form.layout.too_wide", "Bề rộng các ô trên một dòng cộng lại quá 100 ({sum}).", "For authors."
)
SOURCE_UNKNOWN = Message(
    "error.form.layout.source_unknown", "Nguồn “{source}” không có trong “sources”.", "For authors."
)
LAYOUT_MISSING = Message(
    "error.form.layout.missing",
    "Chưa có mẫu in “{layout}”. Nhờ người quản trị cài lại gói mẫu.",
    "Said to an officer when a declaration cannot be printed.",
)


def load_layout(file: Path, name: str | None = None) -> Layout:
    """The layout of a file. ``name`` is how faults call the file. Raises ``UnsoundDefinition``."""
    told = name or str(file)
    return load_layout_text(read(file, told), told, place=f"{file.parent.name}/{file.stem}")


def load_layout_text(text: str, name: str, *, place: str | None = None) -> Layout:
    """As ``load_layout``, from the file's text. ``place`` is ``<folder>/<file>`` that must agree with the layout."""
    faults = Faults(name)
    tree = parse(text, faults)
    layout = None if faults.found else _layout(Node(tree, "", faults))
    if layout is not None and place not in (None, f"{layout.layout}/{layout.version}"):
        faults.add("layout", WRONG_PLACE, wanted=f"{layout.layout}/{layout.version}.yaml")
    if layout is None or faults.found:
        raise UnsoundDefinition(tuple(faults.found))
    return layout


def _layout(top: Node) -> Layout | None:
    if top.number("format", needed=True) != FORMAT:
        top.fault("format", WRONG_FORMAT, wanted=FORMAT)
        return None
    sources = top.child("sources")
    told = tuple((key, sources.text(key)) for key in sources.map) if sources else ()
    layout = Layout(
        layout=top.text("layout"),
        version=top.text("version"),
        title=top.text("title"),
        subtitle=top.text("subtitle", needed=False),
        number=top.text("number", needed=False),
        status=top.one_of("status", LayoutStatus, LayoutStatus.REFERENCE),
        sources=told,
        fact=Fact(top.text("source"), top.flag("verified", needed=True)),
        heading=top.one_of("heading", LayoutHeading, LayoutHeading.NATIONAL),
        to=_to(top),
        body=tuple(
            block
            for path, item in top.items("body", needed=True)
            if (block := _blocks(Node(item, path, top.faults)))
        ),
    )
    if layout.fact.source not in dict(told):
        top.fault("source", SOURCE_UNKNOWN, source=layout.fact.source)
    if sources:
        sources.close()
    top.close()
    return layout


def _to(top: Node) -> To | None:
    raw = top.raw("to")
    if raw is None:
        return None
    if isinstance(raw, str):
        return To(raw.strip())
    node = Node(raw, "to", top.faults)
    to = To(node.text("text", needed=False), node.text("field", needed=False) or None)
    node.close()
    return to


def _blocks(node: Node) -> Blocks | None:
    kinds = [key for key in _BLOCKS if key in node.map]
    if len(kinds) != 1:
        node.faults.add(node.path, ONE_BLOCK, wanted=", ".join(_BLOCKS))
        return None
    block = _block(node, kinds[0])
    parts = _fields(node, "part")
    only_with = node.text("only_with", needed=False) or None
    node.close()
    return Blocks(block, parts, only_with) if block is not None else None


def _block(node: Node, kind: str) -> Block | None:
    match kind:
        case "heading":
            return Heading(node.text(kind))
        case "text":
            return Text(node.text(kind))
        case "note":
            return Note(node.text(kind))
        case "new_page":
            node.flag(kind, needed=True)
            return NewPage()
        case "place_date":
            node.flag(kind, needed=True)
            return PlaceDate()
        case "line":
            return _line(node)
        case "signatures":
            return Signatures(node.nodes(kind, _signature, needed=True))
        case "choice":
            inner = node.child(kind)
            if inner is None:
                return None
            choice = Choice(inner.text("label", needed=False), _fields(inner), inner.texts("options"))
            if not choice.fields and not choice.options:
                inner.faults.add(inner.path, KEY_MISSING, key="field")
            inner.close()
            return choice
        case "grid":
            inner = node.child(kind)
            return _grid(inner) if inner is not None else None
        case _:
            inner = node.child(kind)
            return _table(inner) if inner is not None else None


def _line(node: Node) -> Line:
    pieces = node.nodes("line", _piece, needed=True)
    total = sum(piece.width or 0 for piece in pieces)
    if total > 100:
        node.fault("line", TOO_WIDE, sum=total)
    return Line(pieces, node.number("rows") or 1, node.flag("only_answered"))


def _piece(node: Node) -> Piece:
    return Piece(node.text("label"), _fields(node), _format(node), node.number("width"), node.number("cells"))


def _table(node: Node) -> Table:
    table = Table(
        node.text("label", needed=False),
        node.text("rows", needed=False) or None,
        node.nodes("columns", _column, needed=True),
        node.number("blank_rows") or 4,
    )
    total = sum(column.width for column in table.columns)
    if total != 100:
        node.fault("columns", WIDTHS, sum=total)
    node.close()
    return table


def _grid(node: Node) -> Grid:
    grid = Grid(node.texts("heads"), node.nodes("rows", _grid_row, needed=True), node.number("width") or 24)
    for number, row in enumerate(grid.rows):
        if len(row.cells) + 1 != len(grid.heads):
            node.faults.add(f"{node.at('rows')}[{number}].cells", CELLS, count=len(grid.heads) - 1)
    node.close()
    return grid


def _grid_row(node: Node) -> GridRow:
    form = _format(node)
    cells = tuple(
        Piece("", tuple(item) if isinstance(item, list) else (str(item),), form)
        for _, item in node.items("cells", needed=True)
    )
    return GridRow(node.text("label"), cells)


def _column(node: Node) -> Column:
    return Column(node.text("label"), _fields(node), node.number("width", needed=True) or 0, _format(node))


def _signature(node: Node) -> Signature:
    note = node.text("note", needed=False)
    role, names = node.text("role"), _fields(node, "name")
    says = node.texts("says")
    return Signature(role, names, note, says) if note else Signature(role, names, says=says)


def _format(node: Node) -> Format:
    value = node.raw("format")
    if value is None:
        return Format.PLAIN
    if value in tuple(Format):
        return Format(value)
    node.fault("format", NOT_ONE_OF, wanted=", ".join(Format))
    return Format.PLAIN


def _fields(node: Node, key: str = "field") -> tuple[str, ...]:
    """A field, or several of which the first answered one is written."""
    raw = node.raw(key)
    if raw is None:
        return ()
    if isinstance(raw, list):
        return node.texts(key)
    if isinstance(raw, str):
        return (raw.strip(),)
    node.fault(key, WRONG_TYPE, wanted="một tên, hoặc danh sách tên")
    return ()


class Layouts:
    """The layouts on offer, read when first asked for. An installed folder stands above the shipped one."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._read: dict[Path, Layout] = {}

    @staticmethod
    def shipped(extra: Path | None = None) -> "Layouts":
        """The shipped layouts and those installed in ``extra`` (``<layout>/<version>.yaml``)."""
        return Layouts((extra, FOLDER)) if extra is not None else _shipped()

    def names(self) -> tuple[str, ...]:
        """Every layout of which there is a version."""
        return tuple(
            sorted({file.parent.name for folder in self._folders for file in folder.glob("*/*.yaml")})
        )

    def newest(self, layout: str) -> Layout:
        """The newest version of a layout. ``KnownError`` when there is none or its file is unsound."""
        files = [file for folder in self._folders for file in (folder / layout).glob("*.yaml")]
        if not files:
            raise KnownError(LAYOUT_MISSING, layout=layout)
        return self._load(max(files, key=lambda file: _order(file.stem)))

    def get(self, layout: str, version: str) -> Layout:
        """A certain version. ``KnownError`` when it is not there or its file is unsound."""
        for folder in self._folders:
            file = folder / layout / f"{version}.yaml"
            if file.is_file():
                return self._load(file)
        raise KnownError(LAYOUT_MISSING, layout=layout)

    def _load(self, file: Path) -> Layout:
        if file not in self._read:
            self._read[file] = load_layout(file, f"{file.parent.name}/{file.name}")
        return self._read[file]


def _order(version: str) -> tuple[tuple[int, str], ...]:
    """``2026.10`` after ``2026.9``."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in version.split("."))


@lru_cache(maxsize=1)
def _shipped() -> Layouts:
    return Layouts((FOLDER,))
