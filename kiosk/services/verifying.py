"""Checking a slip's code without any passphrase: only the office's public keys are read."""

from kiosk.documents.slip_code import Verdict, verify_slip_code
from kiosk.folder import Folder
from kiosk.store.keyslots import read_public


def verify(folder: Folder, code: str) -> Verdict:
    """Says whether the code is genuine, of an unknown device, not a slip's, or damaged. Never raises for bad text."""
    return verify_slip_code(code.strip(), read_public(folder.keys).devices)
