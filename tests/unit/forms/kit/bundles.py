"""Signed packs for tests, and zips bent on purpose."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from forms.bundle import write_bundle
from forms.bundle_head import HEAD, PREFIX, SIGNATURE, Kind
from forms.publishing import Publisher, PublisherKey
from tests.unit.forms.small import SMALL

WHEN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
KEY = PublisherKey(bytes(range(32)), "Tỉnh Thử")
OTHER = PublisherKey(bytes(range(1, 33)), "Người lạ")
TRUSTED: Mapping[str, Publisher] = {KEY.publisher.id: KEY.publisher}


def small(version: str = "1", code: str = "9.000001", start: str = "2026-01-01") -> str:
    """The small definition under another code, version and first day."""
    text = SMALL.replace('"9.000001"', f'"{code}"').replace('version: "1"', f'version: "{version}"')
    return text.replace("valid_from: 2026-01-01", f"valid_from: {start}")


def folder_of(root: Path, files: Mapping[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return root


def pack(
    folder: Path,
    files: Mapping[str, str] | None = None,
    *,
    serial: int = 1,
    name: str = "tinh-thu",
    key: PublisherKey = KEY,
    kind: Kind = Kind.FORMS,
    minimum_program: str = "0.1.0",
) -> Path:
    """A signed pack of these files (one small procedure by default) in ``folder``."""
    made = folder_of(
        folder / f"{name}-{serial}-source", files if files is not None else {"9.000001/1.yaml": small()}
    )
    out = folder / f"{name}-{serial}.zip"
    write_bundle(
        made, out, kind=kind, name=name, serial=serial, key=key, created=WHEN, minimum_program=minimum_program
    )
    return out


def head_of(bodies: Mapping[str, bytes], **changes: Any) -> dict[str, Any]:
    """What a ``bundle.json`` over these files says, changed at will."""
    return {
        "format": 1,
        "kind": "forms",
        "name": "tinh-thu",
        "serial": 1,
        "minimum_program": "0.1.0",
        "publisher": KEY.publisher.id,
        "created": WHEN.isoformat(),
        "files": {
            path: {"sha256": sha256(body).hexdigest(), "size": len(body)} for path, body in bodies.items()
        },
        **changes,
    }


def zipped(
    out: Path, entries: list[tuple[str | zipfile.ZipInfo, bytes]], head: object, key: PublisherKey = KEY
) -> Path:
    """A zip with a rightly signed head, whatever the head and the entries say."""
    data = json.dumps(head).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, body in ((HEAD, data), (SIGNATURE, key.sign(PREFIX + data)), *entries):
            archive.writestr(path, body)
    out.write_bytes(buffer.getvalue())
    return out
