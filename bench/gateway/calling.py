"""The load: as little of a client as can be, so that what is measured is the server."""

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import cbor2

from bench.gateway.sealed import Kiosk, Parcel
from sync.signing import signature_headers
from sync.statement import Statement, StatementType

TUS = {"Tus-Resumable": "1.0.0"}
AT_ONCE = 100
"""Parcels of one request, as the agent takes them."""


class Line:
    """One connection that is kept, HTTP/1.1."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        assert self._reader is not None
        lines = [f"{method} {path} HTTP/1.1", "Host: gateway", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._writer.write("\r\n".join((*lines, "", "")).encode())
        if body:
            self._writer.write(body)
        await self._writer.drain()
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        length = int(told.get("content-length", "0"))
        if told.get("transfer-encoding") == "chunked":
            return int(head[0].split()[1]), told, await self._chunks()
        return int(head[0].split()[1]), told, await self._reader.readexactly(length)

    async def _chunks(self) -> bytes:
        assert self._reader is not None
        body = b""
        while size := int(await self._reader.readline(), 16):
            body += await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()
        return body

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()


@dataclass
class Caller:
    """A kiosk at work: asks signed, and notes when each statement came."""

    kiosk: Kiosk
    line: Line
    sign: bytes
    """The gateway's signing key: only what holds under it is believed."""
    heard: dict[tuple[str, StatementType], float] = field(default_factory=dict)
    doubled: int = 0
    notices: int = 0

    async def ask(self, path: str, fields: dict[str, Any]) -> dict[str, Any]:
        """One signed question; raises for anything but 200."""
        body = cbor2.dumps(fields, canonical=True)
        headers = signature_headers(
            "POST",
            path,
            body,
            self.kiosk.device,
            self.kiosk.transport,
            datetime.now(UTC),
            secrets.token_hex(16),
        )
        status, _, answer = await self.line.ask(
            "POST", path, body, {"Content-Type": "application/cbor", **headers}
        )
        if status != 200:
            raise RuntimeError(f"{path} {status} {answer[:80]!r}")
        told: dict[str, Any] = cbor2.loads(answer)
        return told

    async def offer(self, parcels: Sequence[Parcel], first: int, last: int) -> None:
        """Post manifests with some of their blobs."""
        entries = [
            {"manifest": one.manifest, "blobs": {blob.name: blob.data for blob in one.blobs[first:last]}}
            for one in parcels
        ]
        for result in (await self.ask("/v1/parcels", {"parcels": entries}))["results"]:
            if "error" in result:
                raise RuntimeError(result["error"])
            self._note(result["statements"])

    async def hear(self, parcels: Sequence[Parcel], wanted: StatementType) -> None:
        """Ask for news until every parcel has this statement; a refusal ends the measurement."""
        while waiting := [one.id for one in parcels if (one.id, wanted) not in self.heard]:
            news = await self.ask("/v1/news", {"parcels": waiting, "after": self.notices, "wait": 20})
            self.notices = max(self.notices, news["latest"])
            for said in news["statements"].values():
                self._note(said)

    def _read(self, statements: Sequence[bytes]) -> list[Statement]:
        return [Statement.decode_verified(data, self.sign) for data in statements]

    def _note(self, statements: Sequence[bytes]) -> None:
        kinds = [(told.parcel, told.type) for told in self._read(statements)]
        self.doubled += len(kinds) - len(set(kinds))
        for parcel, kind in kinds:
            if kind is StatementType.REFUSED:
                raise RuntimeError("refused")
            self.heard.setdefault((parcel, kind), time.monotonic())


async def upload_to_gateway(
    port: int, sign: bytes, loads: Sequence[tuple[Kiosk, Sequence[Parcel]]], lines: int
) -> float:
    """Carry the dossiers of some kiosks as agents on good links do, over ``lines`` connections in all; seconds until the
    gateway has said its last word of each.
    """
    began = time.monotonic()
    shares = [lines // len(loads) + (place < lines % len(loads)) for place in range(len(loads))]
    await asyncio.gather(
        *(
            _carry_all(Caller(kiosk, Line(port), sign), parcels, port, share)
            for (kiosk, parcels), share in zip(loads, shares, strict=True)
        )
    )
    return time.monotonic() - began


async def _carry_all(caller: Caller, parcels: Sequence[Parcel], port: int, lines: int) -> None:
    """One kiosk: all records first, then the papers, its own connection among those they go over."""
    for start in range(0, len(parcels), AT_ONCE):
        await caller.offer(parcels[start : start + AT_ONCE], 0, 1)
    wanted = [
        {"parcel": one.id, "blob": blob.name, "size": len(blob.data)}
        for one in parcels
        for blob in one.blobs[1:]
    ]
    slots = {}
    for start in range(0, len(wanted), 3 * AT_ONCE):
        told = await caller.ask("/v1/uploads", {"uploads": wanted[start : start + 3 * AT_ONCE]})
        slots.update({slot["blob"]: slot for slot in told["uploads"]})
    waiting = [blob for one in parcels for blob in one.blobs[1:]][::-1]

    async def carry(line: Line) -> None:
        while waiting:
            blob = waiting.pop()
            slot = slots[blob.name]
            headers = {
                **TUS,
                "Authorization": f"Bearer {slot['token']}",
                "Upload-Offset": "0",
                "Content-Type": "application/offset+octet-stream",
            }
            status, _, _ = await line.ask("PATCH", slot["location"], blob.data, headers)
            if status != 204:
                raise RuntimeError(f"PATCH {status}")

    more = [Line(port) for _ in range(lines - 1)]
    await asyncio.gather(*(carry(line) for line in (caller.line, *more)))
    for start in range(0, len(parcels), AT_ONCE):
        await caller.hear(parcels[start : start + AT_ONCE], StatementType.DELIVERED)
    for line in (caller.line, *more):
        line.close()


async def upload_to_tus(port: int, parcels: Sequence[Parcel], lines: int) -> float:
    """The same blobs to a bare tus server: created first, then sent; seconds."""
    began = time.monotonic()
    waiting = [blob for one in parcels for blob in one.blobs][::-1]

    async def carry() -> None:
        line = Line(port)
        while waiting:
            blob = waiting.pop()
            size = {"Upload-Length": str(len(blob.data))}
            status, told, _ = await line.ask("POST", "/files", b"", {**TUS, **size})
            if status != 201:
                raise RuntimeError(f"POST {status}")
            path = (
                "/" + told["location"].partition("//")[2].partition("/")[2]
                if "//" in told["location"]
                else told["location"]
            )
            headers = {**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
            status, _, _ = await line.ask("PATCH", path, blob.data, headers)
            if status != 204:
                raise RuntimeError(f"PATCH {status}")
        line.close()

    await asyncio.gather(*(carry() for _ in range(lines)))
    return time.monotonic() - began
