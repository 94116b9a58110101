"""What is loaded while an officer types the passphrase, so that unlocking, the first question and the first slip wait for
nothing.

A list of names only: importing this costs nothing. Small pieces, so that a tap in between is never late.
"""

from importlib import import_module

MODULES = (
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.kdf.argon2",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "sqlalchemy",
    "sqlalchemy.orm",
    "kiosk.store.database",
    "forms.catalogue",
    "sync.parcel",
    "sync.outbox",
    "kiosk.services.unlocking",
    "kiosk.services.returning",
    "kiosk.services.visit",
    "kiosk.ui.citizen",
    "kiosk.ui.shift",
    "kiosk.documents.raster",
    "kiosk.documents.slip",
)


def load(module: str) -> None:
    """Imports one module; what it defines is found by whoever needs it."""
    import_module(module)
