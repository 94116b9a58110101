"""What is carried: dossiers filed by the product's own services at an enrolled office, and the same bytes unsealed for the peers."""

import hashlib
import ipaddress
import json
import os
import random
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.links.emulator import GATEWAY_ADDRESS
from forms.clock import SystemClock
from kiosk.demo.processes import OFFICER, PASSPHRASE, PROCEDURE, DemoOffice
from kiosk.folder import Folder
from kiosk.services.desk import Desk
from sync.identity import AGENT_FILE
from sync.outbox import BLOBS
from sync.parcel import Manifest
from tests.office_factories import ANSWERS

TLS_PORT = 8443
SCANS = (("identity_card", 150_000), ("residence_proof", 400_000), ("divorce_ruling", 900_000))
"""The papers of one dossier: a card, a page, a few pages; as incompressible as a scanner's JPEG."""
SMALL_SCANS = (("identity_card", 1_000), ("residence_proof", 1_000))


@dataclass(frozen=True, slots=True)
class Load:
    """One dossier: its blobs, and the hashes of the same files unsealed, the record first; plain bytes in all."""

    blobs: tuple[str, ...]
    plain: tuple[str, ...]
    useful: int


@dataclass(slots=True)
class Cargo:
    """Everything below ``root``: ``gateway`` (enrolled, empty), ``office-N`` with N dossiers waiting, ``plain/dNNNN/``."""

    root: Path
    loads: list[Load] = field(default_factory=list)

    @property
    def gateway(self) -> Path:
        """The gateway's data folder as it is before the first dossier."""
        return self.root / "gateway"

    def office(self, count: int) -> Path:
        """A kiosk's data folder with the first ``count`` dossiers in its outbox."""
        return self.root / f"office-{count}"

    def plain(self, number: int) -> Path:
        """The folder of one dossier's unsealed files, counted from 0."""
        return self.root / "plain" / f"d{number + 1:04d}"

    @property
    def certificate(self) -> Path:
        """The certificate of the gateway's TLS front, which the office pins."""
        return self.root / "front.pem"

    @property
    def certificate_key(self) -> Path:
        """Its private key."""
        return self.root / "front.key"


def prepare(
    root: Path, counts: Collection[int], scans: tuple[tuple[str, int], ...] = SCANS, *, for_peers: bool = True
) -> Cargo:
    """Set up office and gateway, enrol, and file the most of ``counts`` dossiers, keeping an office of each count.

    Unless it is ``for_peers`` too, nothing lies in ``plain`` afterwards.
    """
    os.environ["HOSO_CONFIG_DIR"] = str(root / "machine")
    cargo = Cargo(root)
    office = DemoOffice(Folder(root / "office"), cargo.gateway)
    with office:
        office.set_up_office()
        office.start_gateway()
        office.enrol(office.gateway_url)
    _make_certificate(cargo)
    _pin(office.folder, cargo.certificate)
    for count in sorted(counts):
        with _desk(office.folder) as desk:
            while len(cargo.loads) < count:
                cargo.loads.append(_file(desk, cargo, len(cargo.loads), scans))
                if not for_peers:
                    shutil.rmtree(cargo.plain(len(cargo.loads) - 1))
        for part in (office.folder.outbox, office.folder.inbox):
            if part.exists():
                copy_office(part, cargo.office(count) / part.name)
    return cargo


def copy_office(source: Path, target: Path) -> None:
    """Copy a kiosk's folder; sealed blobs, which nobody ever changes, are the same files under another name."""

    def copy(one: str, other: str) -> None:
        if Path(one).parent.name == BLOBS:
            os.link(one, other)
        else:
            shutil.copy2(one, other)

    shutil.copytree(source, target, copy_function=copy)


@contextmanager
def _desk(folder: Folder) -> Iterator[Desk]:
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, OFFICER, PASSPHRASE, SystemClock())
    try:
        yield desk
    finally:
        desk.close()


def _file(desk: Desk, cargo: Cargo, number: int, scans: tuple[tuple[str, int], ...]) -> Load:
    from kiosk.domain.papers import DigitisedHow
    from kiosk.services import filing, intake, papers
    from kiosk.services.digitising import Digitised

    chance = random.Random(number)
    dossier = intake.begin(desk, PROCEDURE, "vi-VN")
    intake.save_answers(desk, dossier, ANSWERS, page=None)
    files: dict[str, bytes] = {}
    for place, (slot, size) in enumerate(scans):
        picture = b"\xff\xd8\xff" + chance.randbytes(size - 3)
        files[f"scan{place + 1}.jpg"] = picture
        taken = papers.keep(desk, dossier, slot, [Digitised(picture, "image/jpeg", 1, DigitisedHow.CAMERA)])
        papers.handed_back(desk, taken)
    filed = filing.confirm(desk, dossier)
    parcel = next(one for one in desk.store.parcels.by_dossier(filed.dossier) if one.id == filed.parcel)
    return _lay_out(cargo.plain(number), parcel.manifest, {"record.cose": parcel.record, **files})


def _lay_out(folder: Path, manifest: bytes, files: Mapping[str, bytes]) -> Load:
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return Load(
        blobs=tuple(ref.blob for ref in Manifest.decode_unverified(manifest).blobs),
        plain=tuple(hashlib.sha256(data).hexdigest() for data in files.values()),
        useful=sum(map(len, files.values())),
    )


def _make_certificate(cargo: Cargo) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(GATEWAY_ADDRESS))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    cargo.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    cargo.certificate_key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _pin(folder: Folder, certificate: Path) -> None:
    """As an administrator does by hand: the gateway is behind a TLS front with an authority of its own."""
    path = folder.outbox / AGENT_FILE
    fields = json.loads(path.read_bytes())
    fields |= {"gateway": f"https://{GATEWAY_ADDRESS}:{TLS_PORT}", "ca_pem": certificate.read_text()}
    path.write_text(json.dumps(fields))
