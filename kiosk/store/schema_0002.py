"""The second version: several parts with roads of their own, facts from earlier dossiers, drafts under a newer form.

Only statements; ``migrations`` runs them. Columns are added at the end, as SQLite adds them.
"""

STATEMENTS: tuple[str, ...] = (
    # The dossier an answer of origin "earlier" was taken over from.
    "ALTER TABLE answers ADD COLUMN reference VARCHAR",
    "ALTER TABLE parts ADD COLUMN route VARCHAR NOT NULL DEFAULT 'system'",
    # The officer who noted a paper part's state by hand; empty when the province said it.
    "ALTER TABLE parts ADD COLUMN moved_by VARCHAR",
    # Somebody without a number is known again by name and day of birth.
    "ALTER TABLE people ADD COLUMN birth VARCHAR NOT NULL DEFAULT ''",
    "CREATE INDEX ix_people_folded_birth ON people (folded, birth)",
    """
    CREATE TABLE version_moves (
        dossier INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        version_from VARCHAR NOT NULL,
        version_to VARCHAR NOT NULL,
        differences TEXT NOT NULL,
        at BIGINT NOT NULL,
        by VARCHAR NOT NULL,
        CONSTRAINT pk_version_moves PRIMARY KEY (dossier, seq),
        CONSTRAINT fk_version_moves_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row") ON DELETE CASCADE
    )
    """,
)
