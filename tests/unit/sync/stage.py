"""An invented office, its parcels, and a gateway in memory that speaks the wire and fails on command."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from forms.states import ParcelKind
from sync import cbor
from sync.agent import Report, run_once
from sync.identity import Identity
from sync.inbox import Inbox
from sync.link import GatewayLink
from sync.outbox import Outbox
from sync.parcel import (
    BlobRef,
    GatewayCard,
    KemPrivate,
    Manifest,
    NoticeKind,
    NoticePlain,
    SigningKey,
    Statement,
    StatementType,
    blob_name,
    build_record,
    manifest_hash,
    paper_slot,
    seal_blob,
    seal_notice,
    sign_record,
    sign_time,
)
from sync.transport import Answer, Call, FileSlice, LinkDown
from tests.in_process import InProcess

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
OFFICE = "03127"
DEVICE = "d" * 32
CBOR = {"content-type": "application/cbor"}
DEVICE_KEY = SigningKey(b"\x01" * 32)
OFFICER_KEY = SigningKey(b"\x02" * 32)
SIGN_KEY = SigningKey(b"\x03" * 32)
INGEST_KEY = SigningKey(b"\x04" * 32)
TRANSPORT_KEY = SigningKey(b"\x05" * 32)
PROVINCE = KemPrivate(b"\x06" * 96)
OFFICE_NOTICE = KemPrivate(b"\x07" * 96)
CARD = GatewayCard(
    "cong-thu", SIGN_KEY.public, INGEST_KEY.public, PROVINCE.public, "http://127.0.0.1", "trial", NOON
)


class StoppedClock:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.moment = NOON
        self.elapsed = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.elapsed

    def pass_time(self, seconds: float) -> bool:
        """Let time pass; in the place of a ``pause`` it never asks to stop."""
        self.moment += timedelta(seconds=seconds)
        self.elapsed += seconds
        return False


@dataclass(frozen=True)
class Packed:
    """A sealed parcel and its blobs by name."""

    parcel: str
    manifest: bytes
    blobs: dict[str, bytes]
    record: str
    papers: tuple[str, ...]


def packed(number: int, *paper_sizes: int, urgent: bool = False, deadline: datetime | None = None) -> Packed:
    """Parcel ``number`` with papers of the given plaintext sizes."""
    parcel, dossier = f"{number:032x}", f"{number:031x}d"
    noise = random.Random(number)
    signed = sign_record(build_record({"v": 1, "parcel": parcel}), OFFICER_KEY, "can-bo-1", OFFICE)
    sealed = [seal_blob(signed, parcel, "record", [PROVINCE.public])]
    sealed += [
        seal_blob(noise.randbytes(size), parcel, paper_slot(index), [PROVINCE.public])
        for index, size in enumerate(paper_sizes)
    ]
    refs = [BlobRef(blob.name, len(blob.data)) for blob in sealed]
    manifest = Manifest(
        parcel,
        dossier,
        ParcelKind.FILING,
        OFFICE,
        DEVICE,
        NOON,
        refs[0],
        tuple(refs[1:]),
        urgent,
        deadline,
        PROVINCE.kid,
    )
    blobs = {blob.name: blob.data for blob in sealed}
    names = [blob.name for blob in sealed]
    return Packed(parcel, manifest.encode(DEVICE_KEY), blobs, names[0], tuple(names[1:]))


def queue(outbox: Outbox, *parcels: Packed) -> None:
    """Put parcels into an outbox as the kiosk does."""
    for one in parcels:
        for name, data in one.blobs.items():
            outbox.put_blob(name, data)
        outbox.enqueue(one.manifest)


def say(kind: StatementType, one: Packed, **further: Any) -> bytes:
    """A statement of the gateway about a parcel."""
    return Statement(kind, one.parcel, manifest_hash(one.manifest), NOON, CARD.gateway, **further).encode(
        SIGN_KEY
    )


def notice(seq: int, office: str = OFFICE) -> bytes:
    """A signed notice with an official number."""
    plain = NoticePlain(f"{seq:032x}", f"{1:032x}", NoticeKind.NUMBER, "UBND xã Mẫu", official_number="THU-1")
    return seal_notice(plain, office, seq, NOON, OFFICE_NOTICE.public).encode(SIGN_KEY, CARD.gateway)


@dataclass
class MemoryGateway(InProcess):
    """The gateway's side of the wire. ``before`` and ``after`` may raise or answer in its place."""

    clock: StoppedClock
    manifests: dict[str, bytes] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    partial: dict[str, bytearray] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    notices: list[bytes] = field(default_factory=list)
    results: dict[str, bytes] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    """Names of blobs in the order in which their last byte came; a blob that came twice is here twice."""
    before: Callable[[Call], Answer | None] = lambda _call: None
    after: Callable[[Call, Answer], Answer | None] = lambda _call, _answer: None
    clock_ahead: timedelta = timedelta()
    refused: dict[str, str] = field(default_factory=dict)
    renewed: int = 0
    steadfast: bool = False
    trip: float = 0.001

    def send(self, call: Call) -> Answer:
        self.calls.append(call)
        instead = self.before(call)
        if instead is not None:
            return instead
        answer = self._answer(call)
        return self.after(call, answer) or answer

    def renew(self) -> None:
        self.renewed += 1

    def paths(self, method: str) -> list[str]:
        return [call.path.split("?")[0] for call in self.calls if call.method == method]

    def _answer(self, call: Call) -> Answer:
        path, _, query = call.path.partition("?")
        if path == "/v1/time":
            there = self.clock.now() + self.clock_ahead
            return Answer(200, {}, sign_time(there, query.removeprefix("nonce="), CARD.gateway, INGEST_KEY))
        if path.startswith("/v1/files/"):
            return self._tus(call, path.removeprefix("/v1/files/"))
        if path.startswith("/v1/results/"):
            start, end = call.headers["Range"].removeprefix("bytes=").split("-")
            data = self.results[path.removeprefix("/v1/results/")]
            return Answer(
                206, {"content-range": f"bytes {start}-{end}/{len(data)}"}, data[int(start) : int(end) + 1]
            )
        assert isinstance(call.body, bytes)
        fields = cbor.loads_map(call.body)
        answers = {"/v1/parcels": self._parcels, "/v1/uploads": self._uploads, "/v1/news": self._news}
        return Answer(200, CBOR, cbor.dumps(answers[path](fields)))

    def _parcels(self, fields: dict[str, Any]) -> dict[str, Any]:
        results = []
        for entry in fields["parcels"]:
            manifest = Manifest.decode_verified(entry["manifest"], DEVICE_KEY.public)
            self.manifests[manifest.parcel] = entry["manifest"]
            for name, data in entry["blobs"].items():
                self._take(name, data)
            missing = [ref.blob for ref in manifest.blobs if ref.blob not in self.blobs]
            results.append(
                {
                    "parcel": manifest.parcel,
                    "missing": missing,
                    "statements": self.statements(manifest.parcel),
                }
            )
        return {"results": results}

    def _uploads(self, fields: dict[str, Any]) -> dict[str, Any]:
        slots = []
        for wanted in fields["uploads"]:
            name = wanted["blob"]
            self.sizes[name] = wanted["size"]
            have = wanted["size"] if name in self.blobs else len(self.partial.setdefault(name, bytearray()))
            slots.append(
                {
                    "blob": name,
                    "location": f"/v1/files/{name}",
                    "offset": have,
                    "token": "t",
                    "expires": "2027-01-01T00:00:00Z",
                }
            )
        return {"uploads": slots}

    def _tus(self, call: Call, name: str) -> Answer:
        headers = {"tus-resumable": "1.0.0"}
        have = self.partial.setdefault(name, bytearray())
        if call.method == "PATCH":
            if int(call.headers["Upload-Offset"]) != len(have):
                return Answer(409, headers, b"")
            assert isinstance(call.body, FileSlice)
            have += slice_of(call.body)
            if len(have) == self.sizes[name]:
                if blob_name(bytes(have)) != name:
                    del self.partial[name]
                    return Answer(460, headers, b"")
                self._take(name, bytes(have))
        status = 204 if call.method == "PATCH" else 200
        return Answer(status, {**headers, "upload-offset": str(len(have))}, b"")

    def _news(self, fields: dict[str, Any]) -> dict[str, Any]:
        said = {parcel: self.statements(parcel) for parcel in fields["parcels"]}
        return {
            "statements": {parcel: found for parcel, found in said.items() if found},
            "notices": self.notices[fields["after"] :],
            "latest": len(self.notices),
        }

    def _take(self, name: str, data: bytes) -> None:
        if blob_name(data) == name:
            self.blobs[name] = data
            self.taken.append(name)

    def statements(self, parcel: str) -> list[bytes]:
        """What this gateway says of a parcel for ever."""
        raw = self.manifests.get(parcel)
        if raw is None:
            return []
        manifest = Manifest.decode_unverified(raw)

        def said(kind: StatementType, **further: Any) -> bytes:
            about = hashlib.sha256(raw).digest()
            return Statement(kind, parcel, about, NOON, CARD.gateway, **further).encode(SIGN_KEY)

        if parcel in self.refused:
            return [said(StatementType.REFUSED, reason=self.refused[parcel])]
        if manifest.record.blob not in self.blobs:
            return []
        found = [said(StatementType.RECORDED, dossier=manifest.dossier)]
        if all(ref.blob in self.blobs for ref in manifest.papers):
            found.append(said(StatementType.DELIVERED, dossier=manifest.dossier))
        return found


def slice_of(part: FileSlice) -> bytes:
    """The bytes of a slice."""
    return part.path.read_bytes()[part.offset : part.offset + part.length]


class Road:
    """An office with its outbox, its inbox and the gateway in memory."""

    def __init__(self, folder: Path) -> None:
        self.clock = StoppedClock()
        self.outbox = Outbox(folder / "outbox", self.clock)
        self.inbox = Inbox(folder / "inbox")
        self.gateway = MemoryGateway(self.clock)
        identity = Identity("http://127.0.0.1", DEVICE, OFFICE, CARD, TRANSPORT_KEY)
        self.link = GatewayLink(self.gateway, identity, self.clock)

    def once(self) -> Report:
        """One round, listening for a few seconds of the stopped clock."""
        return run_once(self.clock, self.outbox, self.inbox, self.link, 5.0, self.clock.pass_time)


def lose(_call: Call, _answer: Answer) -> Answer:
    """The gateway did its work, but its answer never comes."""
    raise LinkDown("cut")
