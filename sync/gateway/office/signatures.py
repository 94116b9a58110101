"""What the signatures on a dossier are worth, in words: the machine's on the manifest, the officer's on the record.

Checked anew each time a dossier is shown. Never called an electronic signature in law: these are the kiosk's own keys.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.errors import ParcelDamaged
from sync.gateway.models import DeviceRow, OfficerRow
from sync.gateway.office.reading import OpenedParcel
from sync.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature. ``holds`` is whether it may be relied on without asking anybody."""

    whose: str
    words: str
    holds: bool


def signatures(session: Session, parcel: OpenedParcel) -> tuple[Signed, Signed]:
    """The machine's and the officer's signature on a parcel."""
    return _machine(session, parcel), _officer(session, parcel)


def _machine(session: Session, parcel: OpenedParcel) -> Signed:
    device = session.get(DeviceRow, parcel.row.device)
    whose = f"Máy {parcel.row.device[:8]}"
    if device is None:
        return Signed(whose, "Không có máy này trong sổ ghi danh: không kiểm tra được chữ ký.", holds=False)
    whose = f"Máy ở quầy {device.counter} ({device.id[:8]})"
    try:
        Manifest.decode_verified(parcel.row.manifest, device.device_key)
    except ParcelDamaged:
        return Signed(
            whose, "Chữ ký của máy không đúng. Không giải quyết; báo quản trị của tỉnh.", holds=False
        )
    if device.revoked_at is not None:
        when = "trước" if parcel.manifest.sealed_at <= device.revoked_at else "sau"
        return Signed(
            whose,
            f"Chữ ký đúng, nhưng máy đã bị thu hồi; kiện được niêm phong {when} lúc thu hồi.",
            holds=False,
        )
    return Signed(whose, "Chữ ký của máy đúng: kiện không bị đổi từ lúc niêm phong.", holds=True)


def _officer(session: Session, parcel: OpenedParcel) -> Signed:
    record = parcel.record  # opened only because its signature holds under the key it carries
    whose = f"Cán bộ {record.officer_code}"
    known = session.scalar(
        select(OfficerRow.role).where(
            OfficerRow.office == record.office,
            OfficerRow.code == record.officer_code,
            OfficerRow.key == record.officer_key.hex(),
        )
    )
    if known is None:
        return Signed(
            whose,
            "Chữ ký đúng với khóa kèm theo, nhưng khóa này chưa có trong sổ của đơn vị: hỏi lại đơn vị.",
            holds=False,
        )
    return Signed(whose, "Chữ ký của cán bộ đúng, khóa có trong sổ của đơn vị.", holds=True)
