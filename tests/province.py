"""A province that publishes packs for its counters, plainly invented."""

import random
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from forms.bundle import write_bundle
from forms.bundle_head import Kind
from forms.publishing import PublisherKey
from sync.gateway.distributing import PackRepository
from sync.keys import SigningKey

NOW = datetime.now(UTC)  # the framework judges dates by the real clock
PASSPHRASE = "mật khẩu phát hành thử".encode()
PUBLISHER = PublisherKey.generate("Tỉnh Thử Nghiệm")


class Province:
    """A repository and somebody who publishes in it; ``sign`` is its gateway's key."""

    def __init__(self, folder: Path, sign: SigningKey, begun: datetime = NOW) -> None:
        self.work = folder
        self.files = folder / "distribution"
        self.repository = PackRepository(self.files, folder / "people", folder / "machine")
        self.repository.begin(PASSPHRASE, begun)
        self.repository.vouch(sign)

    def publish(self, serial: int, size: int = 10, at: datetime = NOW, name: str = "places") -> None:
        """A pack nobody could install, for those who only carry it."""
        noise = random.Random(serial).randbytes(size)
        self.publish_files(Kind.PLACES, name, serial, {"places.tsv": noise}, at)

    def publish_files(
        self, kind: Kind, name: str, serial: int, files: Mapping[str, bytes], at: datetime = NOW
    ) -> None:
        """A pack with these files."""
        source = self.work / "source"
        shutil.rmtree(source, ignore_errors=True)
        for path, data in files.items():
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_bytes(data)
        pack = self.work / "pack.zip"
        write_bundle(source, pack, kind=kind, name=name, serial=serial, key=PUBLISHER, created=NOW)
        self.repository.publish(pack, {PUBLISHER.publisher.id: PUBLISHER.publisher}, PASSPHRASE, at)

    def copy(self, name: str) -> Path:
        """The files as they are now."""
        return Path(shutil.copytree(self.files, self.work / name))
