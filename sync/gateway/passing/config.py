"""``passing.yaml``: which part goes to which system, by which road, under which grant. Read strictly, whole or not at all.

Holds no secret itself: it names the file or the environment variable a secret stands in. May not open a connection.
"""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from forms.definition import Fact
from forms.reading import KEY_MISSING, NOT_ONE_OF, Faults, Node
from forms.source import UnsoundDefinition, parse, read
from forms.text import Message
from sync.gateway.named_secrets import secret_of
from sync.gateway.passing.codes import Codes, evidence, read_tables, shipped_codes

FORMAT = 1
HAND = "hand"
"""The road of parts no interface takes: an official types them over."""

ROAD_TWICE = Message("error.gateway.passing.twice", "“{name}” khai hai lần.", "For the administrator.")
NO_HTTPS = Message(
    "error.gateway.passing.https", "Địa chỉ phải bắt đầu bằng https://.", "For the administrator."
)
NO_PATH = Message(
    "error.gateway.passing.path",
    "Đường này cần khai địa chỉ của “{name}” trong paths.",
    "For the administrator; {name} is one call of an interface.",
)
NO_STATE = Message(
    "error.gateway.passing.no_state",
    "Phần việc không có mã riêng thì không hỏi trạng thái theo mã được: bỏ state hoặc chọn cách cấp mã khác.",
    "For the administrator.",
)
NO_ADAPTER = Message(
    "error.gateway.passing.adapter",
    "Chưa có bảng mã cho “{name}”.",
    "For the administrator; {name} is an adapter of the code tables.",
)


class RoadKind(StrEnum):
    """How a part gets there."""

    DONGBO = "dongbo"  # the synchronisation message, pushed
    NOIHOSO = "noihoso"  # the ministry's adapter
    BUNDLE = "bundle"  # a folder


class Numbers(StrEnum):
    """Where the number comes from that a part is sent under."""

    INTERFACE = "interface"  # asked of their system before anything is sent
    BLOCK = "block"  # out of the delegated blocks
    GIVEN = "given"  # it comes back with the receipt
    DOSSIER = "dossier"  # the dossier's own: their system gives a part none of its own
    TRIAL = "trial"  # our trial number is good enough: a system for trying out


class TokenStyle(StrEnum):
    """How a token is asked for."""

    BASIC = "basic"  # client credentials in the Authorization header
    JSON = "json"  # username and password in a JSON body


_NEEDED = {
    RoadKind.DONGBO: ("create", "update", "progress"),
    RoadKind.NOIHOSO: ("upload", "create", "progress", "status"),
    RoadKind.BUNDLE: (),
}
CALLS = ("create", "update", "progress", "status", "number", "upload", "state")
"""Every call an interface may have; ``state`` asks for theirs."""


@dataclass(frozen=True, slots=True)
class Token:
    """Where a token is asked for. ``secret`` never leaves this object but in the request itself."""

    path: str
    style: TokenStyle
    user: str
    secret: str = field(repr=False)
    answer: str = "access_token"
    seconds: int = 3600


@dataclass(frozen=True, slots=True)
class Fill:
    """A value only the granting authority knows, for a key of the message: everywhere, or for some procedures or parts."""

    key: str
    value: str
    evidence: Fact
    procedures: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def serves(self, procedure: str, part: str) -> bool:
        """Whether it is meant for that part."""
        return (not self.procedures or procedure in self.procedures) and (
            not self.parts or part in self.parts
        )


@dataclass(frozen=True, slots=True)
class RoadPlan:
    """One system and how to reach it. ``may_lack`` are keys it takes empty although our sources call them needed."""

    id: str
    kind: RoadKind
    title: str
    granted: str
    numbers: Numbers
    adapter: str
    base: str = ""
    ca: Path | None = None
    timeout: int = 30
    token: Token | None = None
    paths: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    fills: tuple[Fill, ...] = ()
    may_lack: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    hear_seconds: int = 300

    @property
    def hears(self) -> bool:
        """Whether their system tells its state through this road."""
        return "state" in self.paths


@dataclass(frozen=True, slots=True)
class Direction:
    """Which parts take a road: those of an authority's kind, narrowed by unit, procedure and part where named."""

    kind: str
    road: str
    units: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassingPlan:
    """The whole file."""

    roads: Mapping[str, RoadPlan]
    directions: tuple[Direction, ...]
    codes: Codes
    since: date | None = None
    workers: int = 1

    def road_of(self, kind: str, unit: str, procedure: str, part: str) -> str:
        """The road of a part: the first direction that fits, else by hand."""
        for one in self.directions:
            asked = ((one.units, unit), (one.procedures, procedure), (one.parts, part))
            if one.kind == kind and all(not wanted or value in wanted for wanted, value in asked):
                return one.road
        return HAND


def load_plan(file: Path, *, secrets: bool = True) -> PassingPlan:
    """The plan in ``file``. Raises ``UnsoundDefinition`` naming every fault by its path; a secret is never in a fault.

    Without ``secrets`` they are not looked for: whoever only asks how things stand needs none.
    """
    told = file.name
    return read_plan(read(file, told), told, file.parent, os.environ if secrets else None)


def read_plan(text: str, name: str, folder: Path, environment: Mapping[str, str] | None) -> PassingPlan:
    """As ``load_plan``, from the file's text; files named in it are looked for below ``folder``."""
    faults = Faults(name)
    tree = parse(text, faults)
    plan = None if faults.found else _plan(Node(tree, "", faults), folder, environment)
    if plan is None or faults.found:
        raise UnsoundDefinition(tuple(faults.found))
    return plan


def _plan(top: Node, folder: Path, environment: Mapping[str, str] | None) -> PassingPlan:
    if top.number("format", needed=True) != FORMAT:
        top.fault("format", NOT_ONE_OF, wanted=str(FORMAT))
    sources = top.child("sources", needed=False)
    known = frozenset(sources.map) if sources else frozenset()
    codes = shipped_codes().before(read_tables(top, "codes", known))
    roads: dict[str, RoadPlan] = {}
    for road in top.nodes("roads", lambda node: _road(node, folder, environment, known, codes)):
        if road.id in roads or road.id == HAND:
            top.fault("roads", ROAD_TWICE, name=road.id)
        roads[road.id] = road
    plan = PassingPlan(
        roads=roads,
        directions=top.nodes("directions", lambda node: _direction(node, roads)),
        codes=codes,
        since=top.day("since"),
        workers=max(1, min(16, top.number("workers") or 1)),
    )
    top.close()
    return plan


def _direction(node: Node, roads: Mapping[str, RoadPlan]) -> Direction:
    road = node.text("road")
    if road and road != HAND and road not in roads:
        node.fault("road", NOT_ONE_OF, wanted=", ".join((HAND, *roads)))
    return Direction(
        node.text("authority"), road, node.texts("units"), node.texts("procedures"), node.texts("parts")
    )


def _road(
    node: Node, folder: Path, environment: Mapping[str, str] | None, sources: frozenset[str], codes: Codes
) -> RoadPlan:
    kind = node.one_of("kind", RoadKind, RoadKind.BUNDLE)
    paths = _texts(node, "paths")
    for name in paths:
        if name not in CALLS:
            node.fault(f"paths.{name}", NOT_ONE_OF, wanted=", ".join(CALLS))
    numbers = node.one_of("numbers", Numbers, Numbers.GIVEN)
    asked = (*_NEEDED[kind], *(("number",) if numbers is Numbers.INTERFACE else ()))
    for name in asked:
        if name not in paths:
            node.fault("paths", NO_PATH, name=name)
    if numbers is Numbers.DOSSIER and "state" in paths:
        node.fault("numbers", NO_STATE)
    adapter = _said(node, "adapter")
    if adapter and adapter not in codes.adapters():
        node.fault("adapter", NO_ADAPTER, name=adapter)
    ca, drop = node.text("ca", needed=False), node.text("folder", needed=kind is RoadKind.BUNDLE)
    return RoadPlan(
        id=_said(node, "id"),
        kind=kind,
        title=_said(node, "title"),
        granted=_said(node, "granted"),
        numbers=numbers,
        adapter=adapter,
        base=_base(node, kind),
        ca=folder / ca if ca else None,
        timeout=max(1, node.number("timeout_seconds") or 30),
        token=_token(node, folder, environment),
        paths=paths,
        answers=_texts(node, "answers"),
        folder=folder / drop if drop else None,
        fills=node.nodes("values", lambda one: _fill(one, sources)),
        may_lack=tuple(key for key, _ in node.nodes("may_lack", lambda one: _lack(one, sources))),
        units=_texts(node, "units"),
        hear_seconds=max(1, node.number("hear_seconds") or 300),
    )


def _said(node: Node, key: str) -> str:
    """A text that has to be there and to say something."""
    text = node.text(key)
    if not text and node.raw(key) is not None:
        node.faults.add(node.path, KEY_MISSING, key=key)
    return text


def _base(node: Node, kind: RoadKind) -> str:
    base = node.text("base", needed=kind is not RoadKind.BUNDLE).rstrip("/")
    parts = urlsplit(base)
    if base and parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
        node.fault("base", NO_HTTPS)
    return base


def _is_loopback(host: str | None) -> bool:
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"


def _token(node: Node, folder: Path, environment: Mapping[str, str] | None) -> Token | None:
    inner = node.child("token", needed=False)
    if inner is None:
        return None
    token = Token(
        path=inner.text("path"),
        style=inner.one_of("style", TokenStyle, TokenStyle.BASIC),
        user=inner.text("user"),
        secret=secret_of(inner, folder, environment),
        answer=inner.text("answer", needed=False) or "access_token",
        seconds=max(1, inner.number("seconds") or 3600),
    )
    inner.close()
    return token


def _fill(node: Node, sources: frozenset[str]) -> Fill:
    return Fill(
        _said(node, "key"),
        _said(node, "value"),
        evidence(node, sources),
        node.texts("procedures"),
        node.texts("parts"),
    )


def _lack(node: Node, sources: frozenset[str]) -> tuple[str, Fact]:
    return node.text("key"), evidence(node, sources)


def _texts(node: Node, key: str) -> dict[str, str]:
    inner = node.child(key, needed=False)
    if inner is None:
        return {}
    found = {str(name): inner.text(name) for name in inner.map}
    inner.close()
    return found
