"""The road by a folder: one bundle for each part and revision, put down whole or not at all, receipts read back.

Below the road's folder: ``out/<bundle>/`` waits to be taken, ``receipts/*.json`` is written by the other side, ``done/``
keeps the signed list of a bundle whose content has been taken and erased. Format: ``docs/formats/passing.md``. May not
decide what a receipt changes.
"""

import contextlib
import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from forms.errors import KnownError
from forms.export_table import TableKind
from forms.text import Message
from forms.transferring import reading
from sync import cose
from sync.errors import ParcelDamaged
from sync.files import sync_folder, write_durably
from sync.gateway.passing.answers import Heard, away
from sync.gateway.passing.config import RoadPlan
from sync.gateway.passing.letters import Letter, Sheet
from sync.gateway.passing.roads import Gain, Stand, Taken
from sync.keys import SigningKey
from sync.times import read_time

PAPER_SHUT = Message(
    "error.gateway.passing.paper_shut",
    "Tệp giấy tờ không mở được; hãy khôi phục từ bản sao lưu.",
    "Beside a part that cannot be handed on yet: a paper of it is damaged or missing here.",
)
MANIFEST, SIGNED = "manifest.json", "manifest.cose"
FORMAT = 1
ODD = "receipts/odd"
HALF_WRITTEN_SECONDS = 60.0
"""A receipt that cannot be read is left alone for so long: it may still be being written."""
LARGEST = 64 * 1024
_SAFE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the other side wrote about a bundle. ``number`` and ``status`` are theirs; ``reason`` is why it was refused."""

    file: Path
    dossier: str
    part: str
    revision: int
    accepted: bool
    number: str | None
    status: str | None
    at: datetime | None
    text: str
    reason: str


def odd_receipts(plan: RoadPlan) -> tuple[str, ...]:
    """Receipts of a folder's road that nobody could read or that fit nothing: what they wanted to say was not heard."""
    return (
        tuple(sorted(file.name for file in (plan.folder / ODD).glob("*"))) if plan.folder is not None else ()
    )


class Bundles:
    """Puts bundles down and reads receipts. ``key`` signs as the gateway does."""

    def __init__(self, plan: RoadPlan, key: SigningKey, gateway: str) -> None:
        assert plan.folder is not None
        self._plan = plan
        self._folder = plan.folder
        self._key = key
        self._gateway = gateway

    def _make_folders(self) -> None:
        """Made when they are first needed: a share that is not there keeps no other road from working."""
        for name in ("out", "receipts", "receipts/read", ODD, "done"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)

    @property
    def plan(self) -> RoadPlan:
        """What ``passing.yaml`` says of it."""
        return self._plan

    def states(self, numbers: Sequence[str]) -> Heard | None:  # noqa: ARG002 - a folder cannot be asked
        """A folder answers by receipts alone."""
        return None

    def step(self, stand: Stand, letter: Letter) -> Taken | None:
        """Put down what has changed since the last bundle; ``None`` when there is nothing new."""
        content = _content(letter)
        if content == stand.message_sha256:
            return None
        shut = sorted(paper.slot for paper in letter.opened() if paper.data is None)
        if shut:
            return Taken(lacking=dict.fromkeys(shut, PAPER_SHUT.vi))
        revision = stand.revision + 1
        while True:
            name = bundle_name(letter.facts.dossier.dossier or "", letter.part, revision)
            found = self._content_of(name)
            if found is None:
                break
            if found == content:  # put down before a crash, and not noted
                return Taken(Gain(accepted=True, message_sha256=content, revision=revision))
            revision += 1
        try:
            self._make_folders()
            self._put(name, revision, content, _files(letter, stand.number), letter, stand)
        except (OSError, KnownError):  # also full, or for reading only
            return Taken(heard=away("folder"))
        return Taken(Gain(accepted=True, message_sha256=content, revision=revision))

    def _put(
        self,
        name: str,
        revision: int,
        content: str,
        files: Sequence[tuple[str, bytes]],
        letter: Letter,
        stand: Stand,
    ) -> None:
        making = self._folder / f".{name}"
        shutil.rmtree(making, ignore_errors=True)  # left by a crash
        making.mkdir(mode=0o700)
        for file, data in files:
            path = making / file
            path.parent.mkdir(mode=0o700, exist_ok=True)
            write_durably(path, data)
        if any("/" in file for file, _ in files):
            sync_folder(making / "papers")
        listed = json.dumps(
            self._manifest(name, revision, content, files, letter, stand),
            ensure_ascii=False,
            indent=1,
            sort_keys=True,
        ).encode()
        write_durably(making / MANIFEST, listed)
        write_durably(making / SIGNED, cose.sign1(listed, self._key, self._gateway))
        making.replace(self._folder / "out" / name)
        sync_folder(self._folder / "out")

    def _manifest(
        self,
        name: str,
        revision: int,
        content: str,
        files: Sequence[tuple[str, bytes]],
        letter: Letter,
        stand: Stand,
    ) -> dict[str, Any]:
        dossier, definition = letter.facts.dossier, letter.facts.definition
        part = next((one.name.vi for one in definition.parts if one.id == letter.part), "")
        earlier = bundle_name(dossier.dossier or "", letter.part, stand.revision) if stand.revision else None
        return {
            "format": FORMAT,
            "bundle": name,
            "revision": revision,
            "supersedes": earlier,
            "content": content,
            "dossier": dossier.dossier,
            "slip": dossier.slip_number,
            "number": stand.number,
            "procedure": {"code": definition.code, "version": definition.version, "name": definition.name.vi},
            "part": {"id": letter.part, "name": part},
            "authority": {
                "kind": dossier.authority_kind,
                "unit": dossier.authority_unit,
                "name": dossier.authority_name,
            },
            "office": {"unit": dossier.office_unit, "name": dossier.office_name},
            "files": [
                {"name": file, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
                for file, data in files
            ],
            "missing": sorted(letter.whole(TableKind.DONGBO, stand.number, {}).lacking),
        }

    def _content_of(self, name: str) -> str | None:
        """The content's hash of a bundle that lies there; ``None`` when there is none."""
        for folder in ("out", "done"):
            with contextlib.suppress(OSError, ValueError, KeyError):
                return str(json.loads((self._folder / folder / name / MANIFEST).read_bytes())["content"])
        return None

    def receipts(self) -> Iterator[Receipt]:
        """Every receipt that waits; what is none is put aside once it is surely written to its end."""
        for file in sorted((self._folder / "receipts").glob("*.json")):
            receipt = self._read(file)
            if receipt is not None:
                yield receipt
            elif time.time() - file.stat().st_mtime > HALF_WRITTEN_SECONDS:
                self._move(file, ODD)

    def taken(self, receipt: Receipt) -> None:
        """The receipt has been noted: put it away, and erase what they have taken in or refused."""
        name = bundle_name(receipt.dossier, receipt.part, receipt.revision)
        out, done = self._folder / "out" / name, self._folder / "done" / name
        if out.is_dir():
            for path in sorted(out.rglob("*"), reverse=True):
                if path.name in (MANIFEST, SIGNED) and path.parent == out:
                    continue
                path.rmdir() if path.is_dir() else path.unlink()
            out.replace(done)
            sync_folder(self._folder / "done")
        self._move(receipt.file, "receipts/read")

    def put_aside(self, receipt: Receipt) -> None:
        """The receipt speaks of nothing we know."""
        self._move(receipt.file, ODD)

    def _move(self, file: Path, folder: str) -> None:
        target = self._folder / folder / file.name
        number = 1
        while target.exists():
            number += 1
            target = self._folder / folder / f"{file.stem}-{number}{file.suffix}"
        with contextlib.suppress(FileNotFoundError):
            file.replace(target)

    def _read(self, file: Path) -> Receipt | None:
        """The receipt in ``file`` when it fits a bundle of ours, by the hash of its signed list."""
        try:
            if not file.is_file() or file.stat().st_size > LARGEST:  # a pipe would never end
                return None
            told = json.loads(file.read_bytes())
            name = told["bundle"]
            if told["format"] != FORMAT:
                return None
            listed = self._listed(name)
            if listed is None or hashlib.sha256(listed).hexdigest() != told["manifest_sha256"]:
                return None
            manifest = json.loads(listed)
            at = told.get("at")
            return Receipt(
                file,
                manifest["dossier"],
                manifest["part"]["id"],
                manifest["revision"],
                told["accepted"] is True,
                _text(told.get("number")),
                _text(told.get("status")),
                None if at is None else read_time(at),
                _text(told.get("text")) or "",
                _text(told.get("reason")) or "",
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, ParcelDamaged):
            return None

    def _listed(self, name: str) -> bytes | None:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,140}", name):
            return None
        for folder in ("out", "done"):
            with contextlib.suppress(OSError):
                return (self._folder / folder / name / MANIFEST).read_bytes()
        return None


def bundle_name(dossier: str, part: str, revision: int) -> str:
    """``<dossier>-<part>-r<revision>``; a part whose id is no file name goes by its hash."""
    told = part if _SAFE.fullmatch(part) else hashlib.sha256(part.encode()).hexdigest()[:16]
    return f"{dossier}-{told}-r{revision}"


def _content(letter: Letter) -> str:
    """Changes when there is something new to put down: not with a number or a state that came from their side."""
    sheet = letter.whole(TableKind.DONGBO, None, {})
    rows = [one.values for _, one in _all_rows(letter, None)]
    told = [letter.fingerprint(sheet), rows, _declaration(letter), [paper.sha256 for paper in letter.papers]]
    return hashlib.sha256(_json(told)).hexdigest()


def _files(letter: Letter, number: str | None) -> list[tuple[str, bytes]]:
    """What the bundle holds beside its list: message, progress, the answers this authority needs, its papers."""
    sheet = letter.whole(TableKind.DONGBO, number, {})
    found = [
        ("ho-so.json", _json(sheet.values)),
        ("tien-do.json", _json([one.values for _, one in _all_rows(letter, number)])),
        ("to-khai.json", _json(_declaration(letter))),
    ]
    found += [
        (f"papers/{paper.file_name}", paper.data) for paper in letter.opened() if paper.data is not None
    ]
    return found


def _all_rows(letter: Letter, number: str | None) -> list[tuple[int, Sheet]]:
    """Every step of ours so far; a bundle is whole by itself."""
    found: list[tuple[int, Sheet]] = []
    while more := letter.rows(number, found[-1][0] if found else 0):
        found += more
    return found


def _declaration(letter: Letter) -> dict[str, Any]:
    definition = letter.facts.definition
    answers = letter.answers()
    lines = [
        {
            "field": name,
            "label": definition.field(name).label.vi if definition.has_field(name) else name,
            "value": value,
            "text": reading(definition.field(name), value) if definition.has_field(name) else None,
        }
        for name, value in answers.items()
        if value is not None
    ]
    unsure = sorted(one for one in letter.facts.unsure if one.partition("/")[0] in answers)
    return {"procedure": definition.code, "version": definition.version, "lines": lines, "unsure": unsure}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _text(value: object) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    return str(value).strip()[:400] or None
