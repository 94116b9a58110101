"""Bringing a database an earlier release has written to today's tables, step by step, within one transaction.

An earlier step is never edited once a release has carried it. May not read what the rows mean.
"""

from sqlalchemy import Connection, inspect, text

_PART_ROADS = (
    "ALTER TABLE part ADD COLUMN route VARCHAR(8) NOT NULL DEFAULT 'system'",
    "ALTER TABLE part ADD COLUMN received_at {time}",
    "ALTER TABLE part ADD COLUMN due_at {time}",
    "ALTER TABLE part ADD COLUMN due_case VARCHAR(64)",
)

_GUESSES_ELSEWHERE = tuple(
    f"ALTER TABLE office_staff DROP COLUMN {column}" for column in ("failures", "wait_until")
)

_STEPS: dict[int, tuple[str, tuple[str, ...]]] = {
    1: ("part", _PART_ROADS),
    2: ("office_staff", _GUESSES_ELSEWHERE),
}
"""From the version that is the key to the next: the table, and what is done to it where it is there already."""

_TIMES = {"postgresql": "TIMESTAMP WITH TIME ZONE"}


def migrate(connection: Connection, known: int, wanted: int) -> None:
    """Take the tables from version ``known`` to ``wanted`` within the caller's transaction."""
    time = _TIMES.get(connection.dialect.name, "DATETIME")
    for version in range(known, wanted):
        table, statements = _STEPS[version]
        if not inspect(connection).has_table(table):
            continue  # made as it is today, afterwards
        for statement in statements:
            connection.execute(text(statement.format(time=time)))
