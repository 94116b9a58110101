"""Bringing a database an earlier release has written to today's tables, step by step, within one transaction.

Only adds: an earlier step is never edited once a release has carried it. May not read what the rows mean.
"""

from sqlalchemy import Connection, text

_PART_ROADS = (
    "ALTER TABLE part ADD COLUMN route VARCHAR(8) NOT NULL DEFAULT 'system'",
    "ALTER TABLE part ADD COLUMN received_at {time}",
    "ALTER TABLE part ADD COLUMN due_at {time}",
    "ALTER TABLE part ADD COLUMN due_case VARCHAR(64)",
)

_STEPS: dict[int, tuple[str, ...]] = {1: _PART_ROADS}
"""From the version that is the key to the next."""

_TIMES = {"postgresql": "TIMESTAMP WITH TIME ZONE"}


def migrate(connection: Connection, known: int, wanted: int) -> None:
    """Take the tables from version ``known`` to ``wanted`` within the caller's transaction."""
    time = _TIMES.get(connection.dialect.name, "DATETIME")
    for version in range(known, wanted):
        for statement in _STEPS[version]:
            connection.execute(text(statement.format(time=time)))
