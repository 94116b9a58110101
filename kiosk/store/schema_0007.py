"""The seventh version: a fee wrongly taken is countered by an entry of its own, and its receipt may then be booked rightly.

Only statements; ``migrations`` runs them.
"""

STATEMENTS: tuple[str, ...] = (
    # The old table held a receipt once for ever; a countered one must be free again, so the table is made anew.
    """
    CREATE TABLE fees_kept (
        "row" INTEGER NOT NULL,
        parcel VARCHAR NOT NULL,
        dossier INTEGER NOT NULL,
        amount INTEGER NOT NULL,
        receipt VARCHAR NOT NULL,
        mode VARCHAR NOT NULL,
        entered VARCHAR NOT NULL,
        paid VARCHAR NOT NULL,
        at BIGINT NOT NULL,
        by VARCHAR NOT NULL,
        corrects INTEGER,
        reason VARCHAR NOT NULL,
        CONSTRAINT pk_fees PRIMARY KEY ("row"),
        CONSTRAINT uq_fees_parcel UNIQUE (parcel),
        CONSTRAINT uq_fees_corrects UNIQUE (corrects),
        CONSTRAINT fk_fees_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row"),
        CONSTRAINT fk_fees_corrects FOREIGN KEY(corrects) REFERENCES fees_kept ("row")
    )
    """,
    """
    INSERT INTO fees_kept
    SELECT "row", parcel, dossier, amount, receipt, mode, entered, paid, at, by, NULL, '' FROM fees
    """,
    "DROP TABLE fees",
    "ALTER TABLE fees_kept RENAME TO fees",
    "CREATE INDEX ix_fees_dossier ON fees (dossier)",
    "CREATE INDEX ix_fees_at ON fees (at)",
    "CREATE INDEX ix_fees_receipt ON fees (receipt)",
)
