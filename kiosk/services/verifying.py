"""Checking a slip's code without any passphrase: only the office's public keys are read."""

from kiosk.documents.slip_code import DeviceKey, Finding, Verification, verify_slip_code
from kiosk.folder import Folder
from kiosk.services.desk import VIETNAM
from kiosk.store import public_keys


def verify(folder: Folder, code: str) -> Verification:
    """Says whether the code is genuine, of an unknown device, not a slip's, or damaged. Never raises for bad text."""
    keys = public_keys.load(folder.keys)
    return verify_slip_code(code, [DeviceKey(one.device, one.key) for one in keys.devices])


def verification_as_json(found: Verification) -> dict[str, object]:
    """For ``--json``; claims only of a genuine code."""
    value: dict[str, object] = {"finding": str(found.finding), "genuine": found.finding is Finding.GENUINE}
    claims = found.claims
    if claims is not None:
        value |= {
            "slip": claims.slip_number,
            "dossier": claims.dossier,
            "office": claims.office,
            "device": claims.device,
            "procedure": claims.procedure,
            "version": claims.version,
            "issued_at": claims.issued_at.isoformat(),
            "envelopes": list(claims.envelopes),
        }
    return value


def verification_lines(found: Verification) -> list[str]:
    """For a person."""
    lines = [found.message.vi]
    claims = found.claims
    if claims is not None:
        lines += [
            f"Số tạm: {claims.slip_number}",
            f"Đơn vị: {claims.office}   Thủ tục: {claims.procedure}",
            f"Lập lúc: {claims.issued_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
        ]
        lines += [f"Bản chính đang giữ trong phong bì số {number}" for number in claims.envelopes]
    return lines
