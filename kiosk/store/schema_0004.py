"""The fourth version: what an officer knew of a page when keeping it.

Only statements; ``migrations`` runs them. Columns are added at the end, as SQLite adds them.
"""

STATEMENTS: tuple[str, ...] = (
    # Names of the faults accepted (cut, same), separated by spaces; empty for a page without fault.
    "ALTER TABLE papers ADD COLUMN despite VARCHAR NOT NULL DEFAULT ''",
)
