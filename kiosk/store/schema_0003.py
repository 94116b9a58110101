"""The third version: jobs for the printers, and which printer takes which paper.

Only statements; ``migrations`` runs them.
"""

STATEMENTS: tuple[str, ...] = (
    # ``dossier`` is an id as text: a job for a draft may not keep the draft from being deleted.
    """
    CREATE TABLE print_jobs (
        "row" INTEGER NOT NULL,
        id VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        dossier VARCHAR NOT NULL,
        size VARCHAR NOT NULL,
        state VARCHAR NOT NULL,
        trouble VARCHAR NOT NULL,
        copies INTEGER NOT NULL,
        page_count INTEGER NOT NULL,
        again BOOLEAN NOT NULL,
        held BOOLEAN NOT NULL,
        printer VARCHAR NOT NULL,
        created_at BIGINT NOT NULL,
        printed_at BIGINT,
        by VARCHAR NOT NULL,
        CONSTRAINT pk_print_jobs PRIMARY KEY ("row"),
        CONSTRAINT uq_print_jobs_id UNIQUE (id)
    )
    """,
    "CREATE INDEX ix_print_jobs_state ON print_jobs (state)",
    "CREATE INDEX ix_print_jobs_dossier ON print_jobs (dossier)",
    # The bytes of a job until it has ended; deleted cells are overwritten (secure_delete).
    """
    CREATE TABLE print_data (
        job INTEGER NOT NULL,
        data BLOB NOT NULL,
        CONSTRAINT pk_print_data PRIMARY KEY (job),
        CONSTRAINT fk_print_data_job FOREIGN KEY(job) REFERENCES print_jobs ("row") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE printers (
        size VARCHAR NOT NULL,
        address VARCHAR NOT NULL,
        CONSTRAINT pk_printers PRIMARY KEY (size)
    )
    """,
)
