"""``blob-store.yaml``: which object store (S3's protocol) holds the blobs, and how it is spoken to. Read strictly, whole or not at all.

Holds no secret itself: it names the file or the environment variable the secret key stands in. May not open a connection.
"""

import ipaddress
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from forms.errors import KnownError
from forms.reading import NOT_ONE_OF, DefinitionFault, Faults, Node
from forms.source import UnsoundDefinition, parse, read
from forms.text import Message
from sync.gateway.named_secrets import secret_of

FORMAT = 1
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"([A-Za-z0-9._-]+/)*")

NO_HTTPS = Message(
    "error.gateway.store.https",
    "Địa chỉ kho phải bắt đầu bằng https:// (http:// chỉ trên chính máy này).",
    "For the administrator.",
)
BAD_BUCKET = Message(
    "error.gateway.store.bucket",
    "Tên ngăn chứa (bucket) gồm 3–63 chữ thường, số, dấu chấm, gạch nối.",
    "For the administrator.",
)
BAD_PREFIX = Message(
    "error.gateway.store.prefix",
    "Tiền tố là tên thư mục, kết thúc bằng “/”, ví dụ tinh-15/.",
    "For the administrator; / stays as it is.",
)
NO_CA = Message(
    "error.gateway.store.ca",
    "Không đọc được tệp chứng thư “{name}”.",
    "For the administrator; {name} is a file.",
)


class StorePlanUnsound(KnownError):
    """The file does not say whole and soundly which store it is."""

    def __init__(self, name: str, faults: Sequence[DefinitionFault]) -> None:
        super().__init__(
            Message(
                "error.gateway.store.unsound",
                "Tệp {name} có {count} chỗ sai nên không dùng được: {faults}",
                "For the administrator; {name} is a file, {faults} names each place and what is wrong there.",
            ),
            name=name,
            count=len(faults),
            faults="; ".join(fault.line() for fault in faults),
        )


class Addressing(StrEnum):
    """Where the bucket's name stands in an address."""

    PATH = "path"
    VIRTUAL = "virtual"


@dataclass(frozen=True, slots=True)
class StorePlan:
    """One object store. ``endpoint`` without a path; ``prefix`` is blank or ends with a slash."""

    endpoint: str
    bucket: str
    key_id: str
    secret: str = field(repr=False)
    prefix: str = ""
    region: str = "us-east-1"
    addressing: Addressing = Addressing.PATH
    ca: Path | None = None
    timeout: int = 10


def load_store(file: Path, *, secrets: bool = True) -> StorePlan:
    """The plan in ``file``. Raises ``StorePlanUnsound`` naming every fault by its path; a secret is never in a fault."""
    told = file.name
    faults = Faults(told)
    try:
        tree = parse(read(file, told), faults)
    except UnsoundDefinition as unread:
        raise StorePlanUnsound(told, unread.faults) from None
    plan = (
        None if faults.found else _plan(Node(tree, "", faults), file.parent, os.environ if secrets else None)
    )
    if plan is None or faults.found:
        raise StorePlanUnsound(told, faults.found)
    return plan


def _plan(top: Node, folder: Path, environment: Mapping[str, str] | None) -> StorePlan:
    if top.number("format", needed=True) != FORMAT:
        top.fault("format", NOT_ONE_OF, wanted=str(FORMAT))
    bucket, prefix = top.text("bucket"), top.text("prefix", needed=False)
    if bucket and not _BUCKET.fullmatch(bucket):
        top.fault("bucket", BAD_BUCKET)
    if not _PREFIX.fullmatch(prefix):
        top.fault("prefix", BAD_PREFIX)
    ca = top.text("ca", needed=False)
    if ca and not (folder / ca).is_file():
        top.fault("ca", NO_CA, name=ca[:80])
    plan = StorePlan(
        endpoint=_endpoint(top),
        bucket=bucket,
        key_id=top.text("key_id"),
        secret=secret_of(top, folder, environment),
        prefix=prefix,
        region=top.text("region", needed=False) or "us-east-1",
        addressing=_addressing(top),
        ca=folder / ca if ca else None,
        timeout=max(1, min(300, top.number("timeout_seconds") or 10)),
    )
    top.close()
    return plan


def _addressing(top: Node) -> Addressing:
    if top.raw("addressing") is None:
        return Addressing.PATH
    return top.one_of("addressing", Addressing, Addressing.PATH)


def _endpoint(top: Node) -> str:
    endpoint = top.text("endpoint").rstrip("/")
    parts = urlsplit(endpoint)
    local = parts.scheme == "http" and _is_loopback(parts.hostname)
    if endpoint and (not parts.hostname or parts.path or (parts.scheme != "https" and not local)):
        top.fault("endpoint", NO_HTTPS)
    return endpoint


def _is_loopback(host: str | None) -> bool:
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
