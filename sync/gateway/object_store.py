"""One bucket of an S3-compatible store: objects by key, and every trouble said as ``StoreAway``.

The one module that knows the client library; loaded only where a store is configured. Bodies are signed by their SHA-256,
so a store that takes one has hashed it itself. May not know what an object is.
"""

import functools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from sync.gateway.blobs import StoreAway
from sync.gateway.journal import note
from sync.gateway.store_plan import StorePlan

CONNECT_SECONDS = 3
PAUSE_SECONDS = 1.0
"""How long nobody asks again after the store could not be reached: a hundred requests need not each find out by themselves."""
CONNECTIONS = 32
_ABSENT = frozenset({"NoSuchKey", "NoSuchVersion"})
_BUSY = frozenset({"SlowDown", "RequestTimeout", "TooManyRequests", "ServiceUnavailable", "InternalError"})
_UNSUPPORTED = frozenset({"NotImplemented", "MethodNotAllowed", "XNotImplemented"})

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # a command without a journal says it in its own words


@functools.cache
def _library() -> Any:
    """The library's session: what it reads of S3's model is read once a process."""
    return botocore.session.Session()


class StoreRefused(StoreAway):
    """The store answers and will not: rights, bucket or clock are not as they must be. ``reason`` is its own code."""


class Versions(StrEnum):
    """Whether the bucket keeps what was overwritten or deleted."""

    NONE = "none"
    ON = "on"
    SUSPENDED = "suspended"  # no new ones; those kept before stay


@dataclass(frozen=True, slots=True)
class Head:
    """What the store says of an object: bytes, and a mark that changes whenever it is written."""

    size: int
    mark: str


class _Absent(Exception):
    """There is no such object."""


class ObjectStore:
    """Asks one bucket. Safe for many threads; every method may raise ``StoreAway`` or ``StoreRefused``."""

    def __init__(self, plan: StorePlan, told: Callable[[str], None] | None = None) -> None:
        self._bucket = plan.bucket
        self._told = told
        self._away_until = self._quiet_until = float("-inf")
        self._lock = threading.Lock()
        config = Config(
            s3={"addressing_style": str(plan.addressing), "payload_signing_enabled": True},
            # Other makers' stores know the old checks alone; the signed SHA-256 is stronger than any of the new ones.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=CONNECT_SECONDS,
            read_timeout=plan.timeout,
            retries={"total_max_attempts": 2, "mode": "standard"},
            max_pool_connections=CONNECTIONS,
        )
        self.client: Any = _library().create_client(
            "s3",
            region_name=plan.region,
            endpoint_url=plan.endpoint,
            verify=str(plan.ca) if plan.ca else True,
            aws_access_key_id=plan.key_id,
            aws_secret_access_key=plan.secret,
            config=config,
        )

    def put(self, key: str, body: bytes | BinaryIO) -> None:
        """Write an object; on return the store has said that it keeps these very bytes."""
        self._ask("put_object", Key=key, Body=body, ContentType="application/octet-stream")

    def refuses_spoilt(self, key: str, body: bytes) -> bool:
        """Whether the store refuses an object whose bytes were changed on their way."""

        def spoil(request: Any, **_: object) -> None:
            request.body = bytes(len(body))

        events = self.client.meta.events
        events.register("before-send.s3.PutObject", spoil)
        try:
            self._ask("put_object", Key=key, Body=body)
        except StoreRefused:
            return True
        finally:
            events.unregister("before-send.s3.PutObject", spoil)
        return False

    def get(self, key: str, start: int | None = None, stop: int | None = None) -> bytes | None:
        """An object's bytes, or those from ``start`` up to ``stop``; None when it is absent."""
        wanted = {} if start is None or stop is None else {"Range": f"bytes={start}-{stop - 1}"}
        try:
            answer = self._ask("get_object", Key=key, **wanted)
            data: bytes = self._heard(answer["Body"].read)
        except _Absent:
            return None
        return data

    def head(self, key: str) -> Head | None:
        """What is known of an object; None when it is absent."""
        try:
            answer = self._ask("head_object", Key=key)
        except _Absent:
            return None
        return Head(int(answer["ContentLength"]), f"{answer.get('ETag')} {answer.get('LastModified')}")

    def delete(self, key: str, version: str | None = None) -> None:
        """Delete an object, or one version of it; no matter whether it is there."""
        which = {} if version is None else {"VersionId": version}
        try:
            self._ask("delete_object", Key=key, **which)
        except _Absent:
            return

    def keys(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Key and size of every object below ``prefix``."""
        told: dict[str, Any] = {}
        while True:
            page = self._ask("list_objects_v2", Prefix=prefix, **told)
            for one in page.get("Contents", ()):
                yield str(one["Key"]), int(one["Size"])
            if not page.get("IsTruncated"):
                return
            told = {"ContinuationToken": page["NextContinuationToken"]}

    def versions(self, prefix: str) -> list[tuple[str, str | None, bool]]:
        """Key, version and whether it holds bytes (else it marks a deletion) of all there was below ``prefix`` and is kept.

        A store without versions names its present objects, without a version.
        """
        found: list[tuple[str, str | None, bool]] = []
        told: dict[str, Any] = {}
        while True:
            try:
                page = self._ask("list_object_versions", Prefix=prefix, **told)
            except StoreRefused as refused:
                if refused.reason not in _UNSUPPORTED or self.keeps() is not Versions.NONE:
                    raise
                return [(key, None, True) for key, _ in self.keys(prefix)]
            found += [(one["Key"], one.get("VersionId"), True) for one in page.get("Versions", ())]
            found += [(one["Key"], one.get("VersionId"), False) for one in page.get("DeleteMarkers", ())]
            if not page.get("IsTruncated"):
                return found
            told = {name: page[f"Next{name}"] for name in ("KeyMarker", "VersionIdMarker")}

    def keeps(self) -> Versions:
        """Whether the bucket keeps versions."""
        try:
            status = self._ask("get_bucket_versioning").get("Status")
        except StoreRefused as refused:
            if refused.reason in _UNSUPPORTED:
                return Versions.NONE
            raise
        return {"Enabled": Versions.ON, "Suspended": Versions.SUSPENDED}.get(status, Versions.NONE)

    def reach(self) -> None:
        """Ask whether the bucket is there for us."""
        try:
            self._ask("head_bucket")
        except _Absent as absent:
            raise StoreRefused("NoSuchBucket") from absent

    def trouble(self, reason: str) -> None:
        """Tell of something wrong with the store, at most once a pause."""
        with self._lock:
            now = time.monotonic()
            if now < self._quiet_until:
                return
            self._quiet_until = now + PAUSE_SECONDS
        note(_log, "blob store in trouble", logging.WARNING, reason=reason)
        if self._told is not None:
            self._told(reason)

    def _ask(self, operation: str, **fields: Any) -> Any:
        if time.monotonic() < self._away_until:
            raise StoreAway("away")
        return self._heard(lambda: getattr(self.client, operation)(Bucket=self._bucket, **fields))

    def _heard(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except ClientError as error:
            raise self._meaning(error) from error
        except (BotoCoreError, OSError) as error:
            # Also a body that breaks off. A fault of ours in what was asked ends here too: nothing is claimed then either.
            if isinstance(error, HTTPClientError):
                self._away_until = time.monotonic() + PAUSE_SECONDS
            self.trouble("away")
            raise StoreAway("away") from error

    def _meaning(self, error: ClientError) -> Exception:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _ABSENT or code == "404":  # a question for the head alone gets no other code
            return _Absent()
        if status >= 500 or status == 429 or code in _BUSY:
            if status == 501 or code in _UNSUPPORTED:
                return StoreRefused("NotImplemented")
            self.trouble("busy")
            return StoreAway("busy")
        if code not in _UNSUPPORTED:
            self.trouble("refused")
        return StoreRefused(code or str(status))
