"""Where installed packs lie, which of them is in force, and whether their files still are what was signed.

``<data>/packs/forms/<pack>/<serial>/`` holds one issue of a pack beside its ``bundle.json`` and signature;
``<data>/packs/forms/<pack>/active.json`` names the issue in force. Earlier and withdrawn issues stay, because a dossier
keeps the version it was filed under; they are never offered. Only reads: who installs is ``kiosk.services.packs``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from forms.bundle_head import HEAD, SIGNATURE, Head, check_head
from forms.errors import KnownError
from forms.publishing import Publisher
from forms.reading import DefinitionFault
from forms.text import Message

ACTIVE = "active.json"
PUBLISHERS = "publishers.json"
SETS = "sets"

CHANGED = Message(
    "error.bundle.changed_here",
    "Tệp này của gói {name} đã bị sửa hoặc mất trên máy nên không dùng. Quản trị máy cài lại gói.",
    "A file of an installed pack no longer has the hash that was signed.",
)
ACTIVE_UNREADABLE = Message(
    "error.bundle.active_unreadable",
    "Không đọc được số phiên bản đang dùng của gói {name} nên tạm không dùng gói. Quản trị máy cài lại gói.",
    "The small file that names the issue in force is damaged.",
)
PUBLISHERS_UNREADABLE = Message(
    "error.bundle.publishers_unreadable",
    "Danh sách nhà phát hành trên máy bị hỏng nên các gói đã cài tạm không dùng. Quản trị máy nhập lại khóa công khai"
    " của nhà phát hành (kiosk packs trust).",
    "The list of trusted publishers is damaged.",
)


@dataclass(frozen=True)
class Issue:
    """One issue of a pack on this machine. ``folder`` is where its files lie."""

    name: str
    serial: int
    folder: Path
    in_force: bool
    publishers: Path = field(repr=False)

    @cached_property
    def head(self) -> Head:
        """What was signed. Raises ``KnownError`` when the signature does not hold or nobody here trusts it."""
        try:
            data, signature = (self.folder / HEAD).read_bytes(), (self.folder / SIGNATURE).read_bytes()
        except OSError:
            raise KnownError(CHANGED, name=self.name) from None
        head = check_head(data, signature, read_publishers(self.publishers), self.name)
        if (head.name, head.serial) != (self.name, self.serial):
            raise KnownError(CHANGED, name=self.name)
        return head

    @cached_property
    def damaged(self) -> frozenset[str]:
        """Paths whose file is changed or gone, and files nobody signed. Raises as ``head`` does."""
        listed = {f.path: f for f in self.head.files}
        there = {
            file.relative_to(self.folder).as_posix()
            for file in self.folder.rglob("*")
            if file.is_symlink() or not file.is_dir()
        }
        found = there - set(listed) - {HEAD, SIGNATURE}
        for path, wanted in listed.items():
            try:
                body = (self.folder / path).read_bytes()
            except OSError:
                found.add(path)
                continue
            if hashlib.sha256(body).hexdigest() != wanted.sha256:
                found.add(path)
        return frozenset(found)

    @property
    def is_whole(self) -> bool:
        """Whether every file is what was signed, by somebody who is trusted here."""
        try:
            return not self.damaged
        except KnownError:
            return False

    def fault_of(self, file: Path) -> DefinitionFault | None:
        """Why a file of this issue may not be used; ``None`` when it is what was signed.

        A damaged set of questions spoils every procedure of the issue, because any of them may use it.
        """
        told = f"{self.name}/{self.serial}/{file.relative_to(self.folder).as_posix()}"
        try:
            damaged = self.damaged
        except KnownError as error:
            return DefinitionFault(told, "", error.message, _plain(error.params))
        path = file.relative_to(self.folder).as_posix()
        if path in damaged or any(one.startswith(f"{SETS}/") for one in damaged):
            return DefinitionFault(told, "", CHANGED, {"name": self.name})
        return None


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of definitions or fees. ``issue`` is ``None`` for one that was put there by hand, outside any pack."""

    file: Path
    issue: Issue | None

    @property
    def offered(self) -> bool:
        """Whether it may be used for new dossiers."""
        return self.issue is None or self.issue.in_force

    def fault(self) -> DefinitionFault | None:
        """Why it may not be used at all."""
        return self.issue.fault_of(self.file) if self.issue else None


def issues(folder: Path) -> tuple[Issue, ...]:
    """Every issue of every pack under ``<data>/packs/forms``, by name and serial."""
    found = []
    for head in folder.glob(f"*/*/{HEAD}"):
        pack, serial = head.parent.parent, head.parent.name
        if serial.isascii() and serial.isdigit():
            in_force = active_serial(pack) == int(serial)
            found.append(Issue(pack.name, int(serial), head.parent, in_force, folder.parent / PUBLISHERS))
    return tuple(sorted(found, key=lambda issue: (issue.name, issue.serial)))


def pack_files(folder: Path) -> tuple[PackFile, ...]:
    """Every file of definitions and fees under ``<data>/packs/forms``; what is in force comes first."""
    found = [PackFile(file, None) for file in sorted(folder.glob("*/*.yaml"))]
    for issue in issues(folder):
        found += [PackFile(file, issue) for file in sorted(issue.folder.glob("*/*.yaml"))]
    return tuple(sorted(found, key=lambda one: not one.offered))


def brought(folder: Path, what: str) -> tuple[Path, ...]:
    """The folders of that name (``layouts``, ``exports``) which packs in force bring. A pack in which any file is not what
    was signed brings none: ``Issue.fault_of`` has said so of its procedures."""
    return tuple(
        issue.folder / what
        for issue in issues(folder)
        if issue.in_force and (issue.folder / what).is_dir() and issue.is_whole
    )


def folder_faults(folder: Path) -> tuple[DefinitionFault, ...]:
    """Packs of which it cannot be told which issue is in force."""
    packs = (file.parent for file in sorted(folder.glob(f"*/{ACTIVE}")))
    return tuple(
        DefinitionFault(f"{pack.name}/{ACTIVE}", "", ACTIVE_UNREADABLE, {"name": pack.name})
        for pack in packs
        if not _read_active(pack)[0]
    )


def active_serial(pack: Path) -> int | None:
    """The serial in force of a pack's folder; ``None`` when it was withdrawn or cannot be told."""
    return _read_active(pack)[1]


def _read_active(pack: Path) -> tuple[bool, int | None]:
    """(whether it can be told, the serial in force)."""
    try:
        serial = json.loads((pack / ACTIVE).read_bytes())["serial"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False, None
    known = serial is None or (isinstance(serial, int) and not isinstance(serial, bool))
    return known, serial if known else None


def active_text(serial: int | None) -> bytes:
    """The content of ``active.json``; ``None`` withdraws the pack."""
    return json.dumps({"serial": serial}).encode()


def read_publishers(file: Path) -> dict[str, Publisher]:
    """Who is trusted on this machine, by id. ``KnownError`` when the list is damaged; nobody when there is none."""
    try:
        content = json.loads(file.read_bytes())
        found = [Publisher(bytes.fromhex(one["key"]), str(one["name"])) for one in content["publishers"]]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise KnownError(PUBLISHERS_UNREADABLE) from None
    return {one.id: one for one in found}


def publishers_text(publishers: Mapping[str, Publisher]) -> bytes:
    """The content of ``publishers.json``; ``read_publishers`` reads it."""
    rows = [{"id": p.id, "name": p.name, "key": p.public.hex()} for p in publishers.values()]
    return (json.dumps({"format": 1, "publishers": rows}, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(params: Mapping[str, object]) -> dict[str, str | int]:
    return {key: value if isinstance(value, int) else str(value) for key, value in params.items()}
