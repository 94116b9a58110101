"""Dossiers as kiosks seal them, many and quickly: one filing made by the product's own services, sealed anew under other ids."""

import hashlib
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bench.links.cargo import prepare
from forms.states import ParcelKind
from sync.blob import SealedBlob, open_blob, paper_slot, seal_blob
from sync.gateway.keyring import OpenerKeys
from sync.gateway.layout import Layout
from sync.gateway.models import DeviceRow, OfficeRow, OfficerRow
from sync.keys import KemPrivate, KemPublic, SigningKey
from sync.manifest import BlobRef, Manifest
from sync.outbox import Outbox
from sync.parcel import SLOT_RECORD
from sync.record import build_record, open_record, shrink, sign_record

OFFICER = "can-bo-1"


@dataclass(frozen=True, slots=True)
class Kiosk:
    """An enrolled machine, alone in its office."""

    unit: str
    device: str
    transport: SigningKey
    signing: SigningKey
    notice: KemPublic
    officer: SigningKey

    @classmethod
    def make(cls, number: int, notice: KemPublic) -> "Kiosk":
        """One of many; all of them may share the notice key, which costs most to make."""
        keys = (SigningKey.generate() for _ in range(3))
        transport, signing, officer = keys
        return cls(f"{90_000 + number:05}", uuid.uuid4().hex, transport, signing, notice, officer)

    def enrol(self, session: Session) -> None:
        """What enrolment writes."""
        now = datetime.now(UTC)
        session.add(OfficeRow(unit=self.unit, last_seq=0))
        session.flush()
        session.add(
            DeviceRow(
                id=self.device,
                office=self.unit,
                counter="Q1",
                transport_key=self.transport.public,
                device_key=self.signing.public,
                notice_key=self.notice.data,
                enrolled_at=now,
                revoked_at=None,
            )
        )
        session.add(
            OfficerRow(
                office=self.unit,
                code=OFFICER,
                key=self.officer.public.hex(),
                role="commune_officer",
                reported_by=self.device,
                reported_at=now,
            )
        )


@dataclass(frozen=True, slots=True)
class Parcel:
    """A sealed dossier: its id, its manifest's bytes and its blobs, the record first."""

    id: str
    manifest: bytes
    blobs: tuple[SealedBlob, ...]


class Press:
    """Seals filings like the one it has seen."""

    def __init__(self, folder: Path, scans: tuple[tuple[str, int], ...]) -> None:
        self._scans = scans
        cargo = prepare(folder, {1}, scans, for_peers=False)
        self.keys = OpenerKeys.ensure(Layout.of(cargo.gateway).opener_keys)
        self.gateway = cargo.gateway
        outbox = Outbox(cargo.office(1) / "outbox")
        (queued,) = outbox.list()
        manifest = outbox.manifest(queued.parcel)
        assert manifest is not None
        ref = Manifest.decode_unverified(manifest).record
        sealed = outbox.blob_path(ref.blob).read_bytes()
        outbox.close()
        plain = open_blob(sealed, queued.parcel, SLOT_RECORD, self.keys.kem)
        self._fields = dict(open_record(plain).fields)
        self.notice = KemPrivate.generate().public

    def seal(self, kiosk: Kiosk, seed: int) -> Parcel:
        """A dossier of ``kiosk``, its papers as incompressible as a scanner's."""
        chance = random.Random(seed)
        parcel, dossier = uuid.uuid4().hex, uuid.uuid4().hex
        to: Sequence[KemPublic] = (self.keys.kem.public,)
        plain = [chance.randbytes(size) for _, size in self._scans]
        papers = [seal_blob(data, parcel, paper_slot(place), to) for place, data in enumerate(plain)]
        fields = self._fields | {"parcel": parcel, "dossier": dossier, "device": kiosk.device}
        fields["office"] = fields["office"] | {"unit": kiosk.unit}
        fields["officer"] = fields["officer"] | {"code": OFFICER}
        fields["papers"] = [
            paper
            | {"sha256": hashlib.sha256(plain[paper["slot"]]).hexdigest(), "size": len(plain[paper["slot"]])}
            for paper in fields["papers"]
        ]
        signed = sign_record(build_record(fields), kiosk.officer, OFFICER, kiosk.unit)
        record = seal_blob(shrink(signed), parcel, SLOT_RECORD, to)
        manifest = Manifest(
            parcel=parcel,
            dossier=dossier,
            kind=ParcelKind.FILING,
            office=kiosk.unit,
            device=kiosk.device,
            sealed_at=datetime.now(UTC).replace(microsecond=0),
            record=BlobRef(record.name, len(record.data)),
            papers=tuple(BlobRef(blob.name, len(blob.data)) for blob in papers),
            urgent=False,
            deadline=None,
            kem=self.keys.kem.kid,
        )
        return Parcel(parcel, manifest.encode(kiosk.signing), (record, *papers))
