"""Public facts the processes publish to one another through the database: public keys, the card, the address.

May not hold anything secret: both processes read all of it.
"""

from enum import StrEnum

from sqlalchemy.orm import Session

from sync.gateway.models import SettingRow


class Setting(StrEnum):
    """What is published, and by whom."""

    INGEST_KEY = "ingest-key"  # ingest: 32 bytes
    URL = "url"  # ingest: UTF-8
    SIGN_KEY = "sign-key"  # opener: 32 bytes
    CARD = "card"  # opener: the signed card


def published(session: Session, name: Setting) -> bytes | None:
    """The present value, or None when it has not been published yet."""
    row = session.get(SettingRow, name)
    return row.value if row else None


def publish(session: Session, name: Setting, value: bytes) -> None:
    """Set a value within the caller's transaction."""
    row = session.get(SettingRow, name)
    if row is None:
        session.add(SettingRow(name=name, value=value))
    elif row.value != value:
        row.value = value
