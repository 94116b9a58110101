"""Reading a tree of plain YAML values strictly, with the path of every fault.

Knows nothing of procedures; ``forms.loader`` says what belongs where. Never raises for what an author wrote: it notes
the fault and hands back a stand-in, so that one run names them all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any, TypeVar

from forms.text import Message

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

UNKNOWN_KEY = Message("error.form.definition.unknown_key", "Không có khóa “{key}” ở đây.", "For authors.")
KEY_MISSING = Message("error.form.definition.key_missing", "Thiếu khóa “{key}”.", "For authors.")
WRONG_TYPE = Message(
    "error.form.definition.wrong_type", "Phải là {wanted}.", "For authors. {wanted} is a kind of YAML value."
)
NOT_ONE_OF = Message("error.form.definition.not_one_of", "Phải là một trong: {wanted}.", "For authors.")


@dataclass(frozen=True, slots=True)
class DefinitionFault:
    """One fault of a definition: the file as it was named, the path inside it, and what is wrong."""

    file: str
    path: str
    message: Message
    params: dict[str, str | int]

    def line(self) -> str:
        """``file: path: what`` in Vietnamese."""
        return f"{self.file}: {self.path or '.'}: {self.message.in_vietnamese(**self.params)}"


class Faults:
    """The faults of one file, as they are found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[DefinitionFault] = []
        self.places: dict[str, str] = {}
        """Field id → the path where it was read, for faults that are found later."""

    def add(self, path: str, message: Message, **params: str | int) -> None:
        """Notes a fault once."""
        fault = DefinitionFault(self.file, path, message, params)
        if fault not in self.found:
            self.found.append(fault)


class Node:
    """One value of the tree with its path. Keys that nobody asked for are faults when the node is closed."""

    def __init__(self, value: Any, path: str, faults: Faults) -> None:
        self.path = path
        self.faults = faults
        self.map: dict[str, Any] = value if isinstance(value, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(value, dict):
            faults.add(path, WRONG_TYPE, wanted="một bảng khóa: giá trị")

    def at(self, key: str) -> str:
        """The path of a key of this node."""
        if self.path.endswith(":"):  # the root of a set's file
            return f"{self.path} {key}"
        return f"{self.path}.{key}" if self.path else key

    def fault(self, key: str, message: Message, **params: str | int) -> None:
        """Notes a fault at a key."""
        self.faults.add(self.at(key), message, **params)

    def raw(self, key: str, *, needed: bool = False) -> Any:
        """The value as YAML gave it; ``None`` when absent."""
        self._asked.add(key)
        if needed and self.map.get(key) is None:
            self.faults.add(self.path, KEY_MISSING, key=key)
        return self.map.get(key)

    def typed(self, key: str, kind: type[T], wanted: str, default: T, *, needed: bool) -> T:
        value = self.raw(key, needed=needed)
        if value is None:
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fault(key, WRONG_TYPE, wanted=wanted)
            return default
        return value

    def text(self, key: str, *, needed: bool = True) -> str:
        """A text; blank when absent."""
        return self.typed(
            key, str, "chữ (đặt trong dấu nháy nếu giống số hay ngày)", "", needed=needed
        ).strip()

    def flag(self, key: str, default: bool = False, *, needed: bool = False) -> bool:
        """true or false."""
        return self.typed(key, bool, "true hoặc false", default, needed=needed)

    def flag_or_none(self, key: str) -> bool | None:
        """true, false or blank for unknown."""
        return (
            self.typed(key, bool, "true, false hoặc để trống", False, needed=False)
            if self.raw(key) is not None
            else None
        )

    def number(self, key: str, *, needed: bool = False) -> int | None:
        """An integer; ``None`` when absent."""
        return (
            self.typed(key, int, "số nguyên", 0, needed=needed)
            if self.raw(key, needed=needed) is not None
            else None
        )

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """A full date; ``None`` when absent."""
        value = self.raw(key, needed=needed)
        if value is None or type(value) is date:
            return value
        self.fault(key, WRONG_TYPE, wanted="ngày dạng 2026-01-31")
        return None

    def clock(self, key: str) -> time | None:
        """A time of day like ``"15:00"``; ``None`` when absent."""
        value = self.raw(key)
        if value is None:
            return None
        try:
            return time.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(key, WRONG_TYPE, wanted='giờ trong dấu nháy, dạng "15:00"')
            return None

    def one_of(self, key: str, kind: type[E], default: E) -> E:
        """A member of an enumeration."""
        value = self.raw(key, needed=True)
        if value in tuple(kind):
            return kind(value)
        if value is not None:
            self.fault(key, NOT_ONE_OF, wanted=", ".join(kind))
        return default

    def child(self, key: str, *, needed: bool = True) -> "Node | None":
        """A table inside; ``None`` when absent."""
        value = self.raw(key, needed=needed)
        return None if value is None else Node(value, self.at(key), self.faults)

    def items(self, key: str, *, needed: bool = False) -> Iterator[tuple[str, Any]]:
        """The items of a list with their paths."""
        value = self.raw(key, needed=needed)
        if value is None:
            return
        if not isinstance(value, list):
            self.fault(key, WRONG_TYPE, wanted="một danh sách")
            return
        for number, item in enumerate(value):
            yield f"{self.at(key)}[{number}]", item

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        found = []
        for path, item in self.items(key):
            if isinstance(item, str) and item.strip():
                found.append(item.strip())
            else:
                self.faults.add(path, WRONG_TYPE, wanted="chữ")
        return tuple(found)

    def nodes(self, key: str, read: Callable[["Node"], T], *, needed: bool = False) -> tuple[T, ...]:
        """A list of tables, each read and closed."""
        found = []
        for path, item in self.items(key, needed=needed):
            node = Node(item, path, self.faults)
            found.append(read(node))
            node.close()
        return tuple(found)

    def close(self) -> None:
        """Every key nobody asked for is a fault: a misspelt one must not pass in silence."""
        for key in self.map:
            if key not in self._asked:
                self.faults.add(self.path, UNKNOWN_KEY, key=str(key))
