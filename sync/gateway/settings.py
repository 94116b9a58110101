"""Public facts the processes publish to one another through the database: public keys, the card, the address.

May not hold anything secret: both processes read all of it.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from sync.gateway.database import insert_or_leave
from sync.gateway.models import SettingRow
from sync.times import read_time


class Setting(StrEnum):
    """What is published, and by whom."""

    INGEST_KEY = "ingest-key"  # ingest: 32 bytes
    URL = "url"  # ingest: UTF-8
    SIGN_KEY = "sign-key"  # opener: 32 bytes
    CARD = "card"  # opener: the signed card
    RESTORED = "restored"  # restore, or the opener that notices: when this database was put back from a copy, RFC 3339
    BLOCKS_SET = "blocks-set"  # passing blocks: when a person last looked at the number blocks, RFC 3339


def published(session: Session, name: Setting) -> bytes | None:
    """The present value, or None when it has not been published yet."""
    row = session.get(SettingRow, name)
    return row.value if row else None


def restored_at(session: Session) -> datetime | None:
    """When this database was put back from a copy, the last time; None when it never was."""
    written = published(session, Setting.RESTORED)
    return None if written is None else read_time(written.decode())


def publish(session: Session, name: Setting, value: bytes) -> None:
    """Set a value within the caller's transaction."""
    row = session.get(SettingRow, name)
    if row is None and insert_or_leave(session, SettingRow, {"name": name, "value": value}, "name"):
        return
    row = row or session.get_one(SettingRow, name)  # another worker has just published it
    if row.value != value:
        row.value = value
