"""The province's repository of packs (The Update Framework): who may say what is newest, and what that is.

Two roles stay with people: ``root`` names the keys, ``targets`` names the packs; their keys lie in files under a
passphrase and are needed only to publish. Two stay with the machine: ``snapshot`` and ``timestamp`` say every day that this
is still the newest. Publishing writes files that any web server, or a stick, can carry. May not judge what is in a pack.
"""

import contextlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from forms.bundle import read_bundle
from forms.bundle_head import Head, Kind
from forms.distribution import METADATA, ROOT_STATEMENT, TARGETS, target_path
from forms.publishing import Publisher
from sync import cose
from sync.errors import ParcelDamaged
from sync.files import only_one, write_durably
from sync.gateway.faults import (
    DistributionAbsent,
    DistributionDamaged,
    DistributionPresent,
    OlderIssue,
    WrongPassphrase,
)
from sync.gateway.journal import note
from sync.keys import SigningKey
from sync.packs_root import sign_root

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner

ROOT, TARGETS_ROLE, SNAPSHOT, TIMESTAMP = "root", "targets", "snapshot", "timestamp"
OFFLINE = (ROOT, TARGETS_ROLE)
LIFE: Mapping[str, timedelta] = {
    ROOT: timedelta(days=730),
    TARGETS_ROLE: timedelta(days=365),
    SNAPSHOT: timedelta(days=60),
    TIMESTAMP: timedelta(days=60),
}
"""How long each is believed. The last two cover an outreach team's longest time without any link, four weeks, twice."""
RENEW = timedelta(days=1)
"""How often the machine says anew that this is the newest."""
REMIND = timedelta(days=60)
"""How long before the people's word ends the log says so, every day."""
_LOCK = "distribution.lock"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """One pack in distribution."""

    kind: Kind
    name: str
    serial: int
    size: int


class PackRepository:
    """The repository in ``folder``; ``offline`` holds the people's keys, ``online`` the machine's."""

    def __init__(self, folder: Path, offline: Path, online: Path) -> None:
        self._folder = folder
        self._offline = offline
        self._online = online

    @property
    def is_there(self) -> bool:
        """Whether it has been begun."""
        return (self._folder / METADATA / "timestamp.json").is_file()

    def begin(self, passphrase: bytes, now: datetime) -> None:
        """Make the keys and the first, empty issue. Nobody is told of it before the gateway vouches for its root."""
        from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

        with self._alone():
            if self.is_there:
                raise DistributionPresent
            # Keys that lie here are of a beginning that was cut off: nobody has been told of them.
            signers = {
                name: _ensure(self._key_file(name), passphrase if name in OFFLINE else None) for name in LIFE
            }
            root = Root(version=1, expires=_end(now, ROOT), consistent_snapshot=True)
            for name, signer in signers.items():
                root.add_key(signer.public_key, name)
            signed_root = Metadata(root)
            signed_root.sign(signers[ROOT])
            self._write("1.root.json", signed_root.to_bytes())
            first = (Metadata(Targets()), Metadata(Snapshot()), Metadata(Timestamp()))
            for one in first:
                one.signed.version = 0  # the first issue makes it 1
            self._issue(*first, signers, now)

    def publish(
        self, bundle: Path, publishers: Mapping[str, Publisher], passphrase: bytes, now: datetime
    ) -> Head:
        """Put a signed pack into distribution in place of its earlier issue.

        Raises ``BundleRefused`` for a pack none of ``publishers`` signed, ``OlderIssue``, ``WrongPassphrase``.
        """
        from tuf.api.metadata import TargetFile

        head = read_bundle(bundle, publishers).head
        publisher = publishers[head.publisher]
        with self._alone():
            targets = self._read(TARGETS_ROLE)
            path = target_path(head.kind, head.name)
            before = targets.signed.targets.get(path)
            if before is not None and before.custom["serial"] >= head.serial:
                raise OlderIssue(head.name, head.serial, int(before.custom["serial"]))
            data = bundle.read_bytes()
            target = TargetFile.from_data(path, data, ["sha256"])
            target.unrecognized_fields["custom"] = {
                "kind": str(head.kind),
                "name": head.name,
                "serial": head.serial,
                "publisher": publisher.public.hex(),
                "publisher_name": publisher.name,
            }
            _put(self._made(TARGETS) / f"{target.hashes['sha256']}.{path}", data)
            targets.signed.targets[path] = target
            self._reissue(targets, passphrase, now)
        return head

    def withdraw(self, kind: Kind, name: str, passphrase: bytes, now: datetime) -> None:
        """Distribute a pack no more; counters that have it keep it until their administrator takes it away."""
        with self._alone():
            targets = self._read(TARGETS_ROLE)
            if targets.signed.targets.pop(target_path(kind, name), None) is None:
                raise DistributionAbsent
            self._reissue(targets, passphrase, now)

    def sign_anew(self, passphrase: bytes, now: datetime) -> None:
        """Both words of people hold for their whole time again, over the same packs. Raises ``WrongPassphrase``."""
        with self._alone():
            root, signer = self._read(ROOT), _load(self._key_file(ROOT), passphrase)
            root.signed.version += 1
            root.signed.expires = _end(now, ROOT)
            root.sign(signer)
            self._write(f"{root.signed.version}.root.json", root.to_bytes())
            self._reissue(self._read(TARGETS_ROLE), passphrase, now)

    @property
    def ends(self) -> datetime:
        """When counters stop believing it unless people sign anew."""
        ends: list[datetime] = [self._read(role).signed.expires for role in OFFLINE]
        return min(ends)

    def renew(self, now: datetime) -> bool:
        """Say anew that this is the newest, at most once a day; whether it was said. Needs no person."""
        if not self.is_there:
            return False
        with self._alone():
            timestamp, snapshot = self._read(TIMESTAMP), self._read(SNAPSHOT)
            said = timestamp.signed.expires - LIFE[TIMESTAMP]
            if now < said + RENEW:
                return False
            self._seal(snapshot, timestamp, self._machine(), now)
        if self.ends - now < REMIND:
            note(_log, "people must sign the packs anew", logging.WARNING, count=(self.ends - now).days)
        return True

    def vouch(self, sign: SigningKey) -> None:
        """Have the first root signed by the gateway's present key: by it counters believe the first root, and the newest
        of them know no earlier key.
        """
        if not self.is_there:
            return
        statement = self._folder / ROOT_STATEMENT
        try:
            cose.verify1(statement.read_bytes(), sign.public)
        except (OSError, ParcelDamaged):
            root = (self._folder / METADATA / "1.root.json").read_bytes()
            _put(statement, sign_root(root, sign))

    def published(self) -> tuple[Published, ...]:
        """What is in distribution now."""
        if not self.is_there:
            raise DistributionAbsent
        targets = self._read(TARGETS_ROLE).signed.targets.values()
        rows = ((one.custom, one.length) for one in targets)
        found = (Published(Kind(told["kind"]), told["name"], told["serial"], size) for told, size in rows)
        return tuple(sorted(found, key=lambda one: (one.kind, one.name)))

    def _reissue(self, targets: Any, passphrase: bytes, now: datetime) -> None:
        signers = {**self._machine(), TARGETS_ROLE: _load(self._key_file(TARGETS_ROLE), passphrase)}
        self._issue(targets, self._read(SNAPSHOT), self._read(TIMESTAMP), signers, now)

    def _issue(
        self,
        targets: Any,
        snapshot: Any,
        timestamp: Any,
        signers: Mapping[str, "CryptoSigner"],
        now: datetime,
    ) -> None:
        targets.signed.version += 1
        targets.signed.expires = _end(now, TARGETS_ROLE)
        targets.sign(signers[TARGETS_ROLE])
        self._write(f"{targets.signed.version}.targets.json", targets.to_bytes())
        snapshot.signed.meta["targets.json"].version = targets.signed.version
        self._seal(snapshot, timestamp, signers, now)

    def _seal(
        self, snapshot: Any, timestamp: Any, signers: Mapping[str, "CryptoSigner"], now: datetime
    ) -> None:
        """The last two; what makes the issue the newest is written last."""
        snapshot.signed.version += 1
        snapshot.signed.expires = _end(now, SNAPSHOT)
        snapshot.sign(signers[SNAPSHOT])
        self._write(f"{snapshot.signed.version}.snapshot.json", snapshot.to_bytes())
        timestamp.signed.version += 1
        timestamp.signed.expires = _end(now, TIMESTAMP)
        timestamp.signed.snapshot_meta.version = snapshot.signed.version
        timestamp.sign(signers[TIMESTAMP])
        self._write("timestamp.json", timestamp.to_bytes())

    def _read(self, role: str) -> Any:
        """The newest statement of ``role``. Raises ``DistributionAbsent`` or ``DistributionDamaged``."""
        from tuf.api.metadata import Metadata
        from tuf.api.serialization import DeserializationError

        if not self.is_there:
            raise DistributionAbsent
        folder = self._folder / METADATA
        try:
            name = "timestamp.json"
            if role != TIMESTAMP:
                versions = (int(path.name.split(".")[0]) for path in folder.glob(f"*.{role}.json"))
                name = f"{max(versions)}.{role}.json"
            read: Any = Metadata.from_bytes((folder / name).read_bytes())
        except (ValueError, DeserializationError) as error:
            raise DistributionDamaged(role) from error
        if read.signed.type != role:
            raise DistributionDamaged(role)
        return read

    def _machine(self) -> dict[str, "CryptoSigner"]:
        return {name: _load(self._key_file(name), None) for name in (SNAPSHOT, TIMESTAMP)}

    def _key_file(self, role: str) -> Path:
        return (self._offline if role in OFFLINE else self._online) / f"packs-{role}.pem"

    def _write(self, name: str, data: bytes) -> None:
        _put(self._made(METADATA) / name, data)

    def _made(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with only_one(self._folder.with_name(_LOCK)):
            yield


def _put(path: Path, data: bytes) -> None:
    # Public: whoever serves the files may be another account.
    write_durably(path, data, 0o644)


def _end(now: datetime, role: str) -> datetime:
    return (now + LIFE[role]).replace(microsecond=0)


def _ensure(path: Path, passphrase: bytes | None) -> "CryptoSigner":
    if not path.exists():
        key = Ed25519PrivateKey.generate()
        how = NoEncryption() if passphrase is None else BestAvailableEncryption(passphrase)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))
    return _load(path, passphrase)


def _load(path: Path, passphrase: bytes | None) -> "CryptoSigner":
    from securesystemslib.signer import CryptoSigner

    try:
        return CryptoSigner(load_pem_private_key(path.read_bytes(), passphrase))
    except FileNotFoundError as error:
        raise DistributionAbsent from error
    except (ValueError, TypeError) as error:
        raise WrongPassphrase from error
