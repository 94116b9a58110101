"""The gateway's wire (docs/formats/wire.md) as typed calls: asks, classifies what came back, and knows the
time there.

Nothing returned here proves anything about a parcel but the signed statements inside it, which the caller
checks. May not read or write the outbox.
"""

import hashlib
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from sync import cbor
from sync.card import read_signed_time
from sync.errors import Damage, ParcelDamaged
from sync.identity import Identity
from sync.manifest import BlobRef
from sync.signing import signature_headers
from sync.times import read_time, write_time
from sync.transport import Answer, Call, LinkDown, Transport

CBOR = "application/cbor"
TUS = "1.0.0"
PROBE_SECONDS = 8.0


class NotTheGateway(KnownError):
    """Somebody answered, but not the gateway: a captive portal, a broken proxy, or nonsense."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.link.not_the_gateway",
                "Có mạng nhưng chưa tới được máy chủ của tỉnh (có thể mạng đang đòi đăng nhập). "
                "Cán bộ hãy kiểm tra mạng; hồ sơ vẫn được giữ an toàn.",
                "Shown to the officer when a captive portal or a broken proxy answers.",
            )
        )


class UnknownClock(NotTheGateway):
    """Something signed the time with a key that is not on our card: another gateway, or ours with another key."""


class GatewayBusy(KnownError):
    """The gateway asks for patience (429, 5xx). ``retry_after`` in seconds when it said how long."""

    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__(
            Message(
                "error.link.busy",
                "Máy chủ của tỉnh đang bận. Máy sẽ tự gửi lại sau.",
                "Shown to the officer.",
            )
        )
        self.retry_after = retry_after


class DeviceDenied(KnownError):
    """The gateway does not let this device in. ``code`` is the gateway's own word."""

    def __init__(self, code: str) -> None:
        super().__init__(
            Message(
                "error.link.denied",
                "Tỉnh chưa cho phép máy này gửi hồ sơ ({code}). Cán bộ quản trị hãy liên hệ với tỉnh.",
                "Shown to the administrator; {code} is a short technical code.",
            ),
            code=code,
        )
        self.code = code


class Rejected(Exception):
    """The gateway refused this one request.

    Others may go through. ``status`` is HTTP's, ``code`` the gateway's word.
    """

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Entry:
    """One parcel in a batch: its manifest and the blobs to send along, by name."""

    parcel: str
    manifest: bytes
    blobs: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class EntryResult:
    """What the gateway said to one entry. ``error`` is set when it did not take it."""

    missing: frozenset[str]
    statements: tuple[bytes, ...]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one blob's bytes go. ``location`` is a path; ``offset`` counts bytes the gateway has durably."""

    blob: str
    location: str
    offset: int
    token: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class News:
    """Statements by parcel and signed notices in order."""

    statements: Mapping[str, tuple[bytes, ...]]
    notices: tuple[bytes, ...]
    latest: int
    unknown: bool = False
    """The gateway has another notice, or none, where we have the one we named: it was put back as it was."""
    packs: int = 0
    """The number of the newest issue of packs in distribution; 0 when there is none."""
    card: str | None = None
    """What the gateway calls its present card; None from one that does not say."""


class GatewayLink:
    """Typed calls for one enrolled device. Safe between threads. Every call may raise ``LinkDown``,
    ``NotTheGateway``, ``GatewayBusy`` or ``DeviceDenied``; those about one item ``Rejected``."""

    def __init__(self, transport: Transport, identity: Identity, clock: Clock) -> None:
        self.transport = transport
        self.identity = identity
        self.spent: Callable[[int], None] = _nobody_counts
        """Told about how many bytes each request cost."""
        self._clock = clock
        self._lock = threading.Lock()
        self._offset = timedelta()
        self._run = secrets.token_hex(8)
        self._round_trip = 0.0

    def now(self) -> datetime:
        """The gateway's time as far as known."""
        with self._lock:
            return self._clock.now() + self._offset

    @property
    def offset(self) -> timedelta:
        """How far the gateway's clock is ahead of ours."""
        with self._lock:
            return self._offset

    @property
    def round_trip(self) -> float:
        """The quickest answer since the last probe, in seconds: about one round trip of this link."""
        with self._lock:
            return self._round_trip

    def probe(self, reach: float | None = None) -> datetime:
        """Ask for the signed time: is it the gateway that answers, and what time is it there?

        With ``reach``, waits so many seconds for a link that is away.
        """
        nonce = secrets.token_hex(16)
        before = self._clock.monotonic()
        path = f"/v1/time?nonce={nonce}"
        answer = self._send(Call("GET", path, within=PROBE_SECONDS, timeless=True, reach=reach))
        _check_status(answer)
        try:
            there = read_signed_time(answer.body, nonce, self.identity.card.ingest)
        except ParcelDamaged as error:
            raise (UnknownClock if error.damage is Damage.BAD_SIGNATURE else NotTheGateway) from error
        elapsed = self._clock.monotonic() - before - answer.waited
        travel = timedelta(seconds=elapsed / 2)
        with self._lock:
            self._round_trip = elapsed
            self._offset = there + travel - self._clock.now()
        return there

    def card(self) -> bytes:
        """The gateway's card as it hands it to anybody: to be believed only by what is signed in it."""
        answer = self._send(Call("GET", "/v1/gateway", within=15.0))
        _check_status(answer)
        return answer.body

    def enrol(self, body: bytes) -> str:
        """Tell an enrolment made from a stick; the id the gateway knows this machine by. ``Rejected`` 409 for a used code."""
        answer = self._send(Call("POST", "/v1/enrol", body, {"Content-Type": CBOR}, within=30.0))
        _check_status(answer)
        with _Reading():
            return cbor.take(_cbor_map(answer) or {}, "device", str)

    def post_parcels(
        self, entries: Sequence[Entry], within: float, far: float = 0.0
    ) -> dict[str, EntryResult]:
        """Offer parcels in one batch; results by parcel id, for those the gateway spoke of. ``far`` as of a ``Call``."""
        parcels = [{"manifest": entry.manifest, "blobs": dict(entry.blobs)} for entry in entries]
        # The same content has the same key, so that a proxy or the gateway can tell a repetition.
        key = hashlib.sha256(cbor.dumps(parcels)).hexdigest()
        # Our own clock, uncorrected: dates sealed by a wrong one are marked over there.
        body = cbor.dumps({"parcels": parcels, "clock": write_time(self._clock.now())})
        fields = self._ask("/v1/parcels", body, within, key, far)
        wanted = {entry.parcel for entry in entries}
        results: dict[str, EntryResult] = {}
        with _Reading():
            for item in cbor.take(fields, "results", list):
                result = cbor.as_map(item)
                parcel = result.get("parcel")
                if parcel in wanted and isinstance(parcel, str):
                    results[parcel] = _read_entry(result)
        return results

    def slots(self, blobs: Sequence[tuple[str, BlobRef]]) -> dict[str, Slot]:
        """Upload addresses for (parcel, blob) pairs, by blob name; those refused are absent."""
        wanted = [{"parcel": parcel, "blob": ref.blob, "size": ref.size} for parcel, ref in blobs]
        fields = self._ask("/v1/uploads", cbor.dumps({"uploads": wanted}), 15.0)
        found: dict[str, Slot] = {}
        with _Reading():
            for item in cbor.take(fields, "uploads", list):
                slot = cbor.as_map(item)
                if slot.get("error") is not None:
                    continue
                location = cbor.take(slot, "location", str)
                if not location.startswith("/") or any(char <= " " for char in location):
                    raise NotTheGateway
                found[cbor.take(slot, "blob", str)] = Slot(
                    cbor.take(slot, "blob", str),
                    location,
                    cbor.take(slot, "offset", int),
                    cbor.take(slot, "token", str),
                    read_time(cbor.take(slot, "expires", str)),
                )
        return found

    def news(self, parcels: Sequence[str], after: int, wait: int, have: str | None = None) -> News:
        """What is new about ``parcels`` and after notice ``after``, whose id here is ``have``.

        Waits up to ``wait`` seconds for something.
        """
        asked: dict[str, Any] = {"parcels": list(parcels), "after": after, "wait": wait}
        if have is not None:
            asked["have"] = have
        fields = self._ask("/v1/news", cbor.dumps(asked), 15.0 + wait)
        with _Reading():
            statements = {
                parcel: _all_bytes(said) for parcel, said in cbor.as_map(fields.get("statements")).items()
            }
            notices = _all_bytes(fields.get("notices"))
            unknown = fields.get("unknown") is True
            hint = cbor.take_or_none(fields, "card", str)
            packs = cbor.take_or_none(fields, "packs", int) or 0
            return News(statements, notices, cbor.take(fields, "latest", int), unknown, packs, hint)

    def result_part(self, blob: str, start: int, length: int) -> tuple[bytes, bool]:
        """Up to ``length`` bytes of a sealed result from ``start``.

        The flag says that they are the whole from 0.
        """
        headers = {"Range": f"bytes={start}-{start + length - 1}"}
        answer = self._signed(Call("GET", f"/v1/results/{blob}", None, headers, 60.0))
        if answer.status == 206 and answer.headers.get("content-range", "").startswith(f"bytes {start}-"):
            return answer.body, False
        if answer.status == 200 and answer.headers.get("etag", "").strip('"') == blob:
            return answer.body, True
        raise NotTheGateway

    def pack_part(self, path: str, start: int, length: int) -> bytes | None:
        """Up to ``length`` bytes of a file in distribution from ``start``; None when there is no such file."""
        ranged = {"Range": f"bytes={start}-{start + length - 1}"}
        answer = self._send(Call("GET", f"/v1/packs/{path}", headers=ranged, within=60.0))
        if answer.status == 404 and (_cbor_map(answer) or {}).get("error") == "pack":
            return None
        _check_status(answer)
        if answer.status == 200 and start == 0:
            return answer.body[:length]
        if answer.status == 206 and answer.headers.get("content-range", "").startswith(f"bytes {start}-"):
            return answer.body
        raise NotTheGateway

    def roster(self, officers: Sequence[Mapping[str, object]]) -> None:
        """Report the office's officers: ``{code, role, key}`` each, keys as 32 bytes."""
        self._ask("/v1/roster", cbor.dumps({"officers": [dict(one) for one in officers]}), 15.0)

    def _ask(
        self, target: str, body: bytes, within: float, key: str = "", far: float = 0.0
    ) -> dict[str, Any]:
        headers = {"Content-Type": CBOR} | ({"Idempotency-Key": key} if key else {})
        answer = self._signed(Call("POST", target, body, headers, within, far=far))
        fields = _cbor_map(answer)
        if answer.status != 200 or fields is None:
            raise NotTheGateway
        return fields

    def _signed(self, call: Call) -> Answer:
        answer = self._sign_and_send(call)
        if answer.status == 401 and (_cbor_map(answer) or {}).get("error") in {"clock", "replay"}:
            # Our clock is off, or a proxy sent our request twice: ask for the signed time and sign afresh,
            # once.
            self.probe()
            answer = self._sign_and_send(call)
        _check_status(answer)
        return answer

    def _sign_and_send(self, call: Call) -> Answer:
        device, key, body = self.identity.device, self.identity.key, cast("bytes | None", call.body)
        signed = signature_headers(call.method, call.path, body, device, key, self.now(), self._nonce())
        before = self._clock.monotonic()
        answer = self._send(replace(call, headers={**call.headers, **signed}))
        with self._lock:
            elapsed = self._clock.monotonic() - before
            self._round_trip = min(self._round_trip or elapsed, elapsed)
        return answer

    def _nonce(self) -> str:
        # Which process asks, so that two machines with one key are told from one; the rest is never used twice.
        return f"{self._run}.{secrets.token_hex(12)}"

    def _send(self, call: Call) -> Answer:
        try:
            answer = self.transport.send(call)
        except LinkDown as fault:
            self.spent(fault.cost)
            raise
        self.spent(answer.cost)
        return answer


def _nobody_counts(_count: int) -> None:
    return


class _Reading:
    """Turns a wrong shape in a gateway's answer into ``NotTheGateway``."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ParcelDamaged):
            raise NotTheGateway from error


def _read_entry(result: Mapping[str, Any]) -> EntryResult:
    error = result.get("error")
    if error is not None:
        return EntryResult(frozenset(), (), str(error)[:60])
    missing = cbor.take(result, "missing", list)
    if not all(isinstance(name, str) for name in missing):
        raise NotTheGateway
    return EntryResult(frozenset(missing), _all_bytes(result.get("statements")))


def _all_bytes(value: object) -> tuple[bytes, ...]:
    if not isinstance(value, list) or not all(isinstance(item, bytes) for item in value):
        raise NotTheGateway
    return tuple(value)


def _cbor_map(answer: Answer) -> dict[str, Any] | None:
    if answer.headers.get("content-type", "").split(";")[0].strip().lower() != CBOR:
        return None
    try:
        return cbor.loads_map(answer.body)
    except ParcelDamaged:
        return None


def _check_status(answer: Answer) -> None:
    """Raise for every status that is not a success of the gateway's own."""
    status = answer.status
    if 200 <= status < 300:
        return
    if status == 429 or status >= 500:
        raise GatewayBusy(retry_after(answer))
    fields = _cbor_map(answer)
    if fields is None:
        raise NotTheGateway  # a portal's redirect, log-in page or block page
    code = str(fields.get("error", ""))[:60]
    if status in {401, 403}:
        raise DeviceDenied(code)
    raise Rejected(status, code)


def retry_after(answer: Answer) -> float | None:
    """Seconds a gateway that asks for patience has named."""
    # The form with a date is left aside: it would be read against a clock that may be wrong.
    text = answer.headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else None
