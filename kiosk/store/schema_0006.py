"""The sixth version: the waiting numbers of what citizens entered alone at a self-service screen.

Only statements; ``migrations`` runs them.
"""

STATEMENTS: tuple[str, ...] = (
    # The dossier's id as text: it outlives a draft that is deleted, so that the same file is never taken in again.
    """
    CREATE TABLE arrivals (
        "row" INTEGER NOT NULL,
        dossier VARCHAR NOT NULL,
        number INTEGER NOT NULL,
        day VARCHAR NOT NULL,
        handed_in_at BIGINT NOT NULL,
        taken_in_at BIGINT NOT NULL,
        taken_in_by VARCHAR NOT NULL,
        CONSTRAINT pk_arrivals PRIMARY KEY ("row"),
        CONSTRAINT uq_arrivals_dossier UNIQUE (dossier)
    )
    """,
    "CREATE INDEX ix_arrivals_day ON arrivals (day)",
)
