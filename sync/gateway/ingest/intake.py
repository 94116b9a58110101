"""The bytes of one PATCH on their way to disk: behind the durable ones, checked, made durable, then counted.

May not speak HTTP or decide who may write.
"""

import base64
import binascii
import contextlib
import hashlib
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

from sync.gateway.ingest.bodies import Denied
from sync.gateway.ingest.uploads import CHECKSUM_MISMATCH, Upload, UploadRows

CHECKSUMS = ("sha1", "sha256")
CHECKPOINT_BYTES = 4 * 1024 * 1024
CHECKPOINT_SECONDS = 5.0
"""Without a checksum to wait for, bytes are made durable this often inside one long PATCH."""


class Digest(Protocol):
    """The part of a hashlib object used here."""

    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a client says the bytes of one PATCH hash to."""

    algorithm: str
    value: bytes

    @classmethod
    def read(cls, header: str | None) -> "Checksum | None":
        """Read an Upload-Checksum header; ``Denied`` 400 for one we cannot check."""
        if header is None:
            return None
        algorithm, _, text = header.partition(" ")
        try:
            value = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Denied(400, "checksum") from error
        if algorithm not in CHECKSUMS or not value:
            raise Denied(400, "checksum")
        return cls(algorithm, value)

    def begin(self) -> Digest:
        """A fresh digest of this algorithm."""
        # SHA-1 is mandatory in the protocol and guards against line noise alone; the blob's name is SHA-256.
        return hashlib.sha1(usedforsecurity=False) if self.algorithm == "sha1" else hashlib.sha256()

    def holds(self, data: bytes) -> bool:
        """Whether these bytes hash to it."""
        digest = self.begin()
        digest.update(data)
        return digest.digest() == self.value


class Intake:
    """Writes one PATCH's bytes. All methods block and run in worker threads, one after another."""

    def __init__(self, rows: UploadRows, path: Path, upload: Upload, checksum: Checksum | None) -> None:
        self._rows = rows
        self._path = path
        self._upload = upload
        self._checksum = checksum
        self._digest = checksum.begin() if checksum else None
        # The blob's name is its hash: known when its last byte is written, unless an earlier request brought the first.
        self._whole = hashlib.sha256() if upload.offset == 0 else None
        self._end = upload.offset
        self._checkpoint = (upload.offset, time.monotonic())
        self._file: BinaryIO | None = None

    def write(self, pieces: Sequence[bytes]) -> None:
        """Put down the next bytes."""
        if self._end + sum(map(len, pieces)) > self._upload.size:
            raise Denied(413, "too-large")
        file = self._file or self._open()
        for piece in pieces:
            _put(file, piece)
            self._end += len(piece)
            if self._whole is not None:
                self._whole.update(piece)
            if self._digest is not None:
                self._digest.update(piece)
        if self._digest is not None or self._end == self._upload.size:
            return
        offset, at = self._checkpoint
        now = time.monotonic()
        if self._end - offset >= CHECKPOINT_BYTES or (self._end > offset and now - at >= CHECKPOINT_SECONDS):
            self._advance()
            self._checkpoint = (self._end, now)

    def _open(self) -> BinaryIO:
        # Ciphertext for the opener, which has an account of its own and the group in common.
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o660)
        self._file = os.fdopen(handle, "r+b", buffering=0)
        # Bytes beyond the durable offset were never answered for: a crash or a failed checksum left them.
        self._file.truncate(self._upload.offset)
        self._file.seek(self._upload.offset)
        return self._file

    def keep_cut(self) -> None:
        """Keep what came before a cut, unless a checksum that never came in full would have to vouch for it."""
        if self._digest is None and self._end > self._upload.offset:
            self._advance()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    @property
    def hashed(self) -> str | None:
        """What the whole upload hashes to, where all of it passed through here."""
        return self._whole.hexdigest() if self._whole is not None else None

    def complete(self) -> Upload:
        """The upload as it stands; making a whole one durable is left to ``UploadRows.finish_all``."""
        if self._checksum and self._digest and self._digest.digest() != self._checksum.value:
            with contextlib.suppress(FileNotFoundError):
                os.truncate(self._path, self._upload.offset)
            raise Denied(CHECKSUM_MISMATCH, "checksum")
        if self._end == self._upload.size:
            return replace(self._upload, offset=self._end)
        if self._end > self._upload.offset:
            self._advance()
        return self._upload

    def _advance(self) -> None:
        assert self._file is not None
        os.fsync(self._file.fileno())
        self._upload = self._rows.advance(self._upload, self._end)


def _put(file: BinaryIO, piece: bytes) -> None:
    """All of ``piece``: an unbuffered file may take less at a time."""
    left = memoryview(piece)
    while left:
        left = left[file.write(left) :]
