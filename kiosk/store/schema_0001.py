"""Schema version 1, as it was written to disk. Never edited once a machine in the field has it.

Two tables are append-only: whoever can write the file can still remove the triggers, which is why the audit
entries are also chained by hash and their head is countersigned by the gateway.
"""

STATEMENTS = (
    """
    CREATE TABLE audit (
        seq INTEGER NOT NULL,
        at BIGINT NOT NULL,
        event VARCHAR NOT NULL,
        subject VARCHAR NOT NULL,
        officer VARCHAR NOT NULL,
        detail VARCHAR NOT NULL,
        hash BLOB NOT NULL,
        CONSTRAINT pk_audit PRIMARY KEY (seq)
    )
    """,
    """
    CREATE TABLE counters (
        name VARCHAR NOT NULL,
        day VARCHAR NOT NULL,
        last INTEGER NOT NULL,
        CONSTRAINT pk_counters PRIMARY KEY (name, day)
    )
    """,
    """
    CREATE TABLE dossiers (
        "row" INTEGER NOT NULL,
        id VARCHAR NOT NULL,
        procedure VARCHAR NOT NULL,
        version VARCHAR NOT NULL,
        state VARCHAR NOT NULL,
        channel INTEGER NOT NULL,
        assisted BOOLEAN NOT NULL,
        place VARCHAR NOT NULL,
        authority_unit VARCHAR NOT NULL,
        authority_name VARCHAR NOT NULL,
        language VARCHAR NOT NULL,
        citizen_name VARCHAR NOT NULL,
        citizen_folded VARCHAR NOT NULL,
        page VARCHAR,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        sealed_at BIGINT,
        filed_by VARCHAR NOT NULL,
        slip_number VARCHAR,
        slip_code VARCHAR,
        official_number VARCHAR,
        number_kind VARCHAR,
        number_seq INTEGER NOT NULL,
        received_at BIGINT,
        due_at BIGINT,
        urgent BOOLEAN NOT NULL,
        CONSTRAINT pk_dossiers PRIMARY KEY ("row"),
        CONSTRAINT uq_dossiers_id UNIQUE (id),
        CONSTRAINT uq_dossiers_slip_number UNIQUE (slip_number)
    )
    """,
    "CREATE INDEX ix_dossiers_official_number ON dossiers (official_number)",
    "CREATE INDEX ix_dossiers_state ON dossiers (state)",
    """
    CREATE TABLE envelopes (
        number VARCHAR NOT NULL,
        dossier VARCHAR NOT NULL,
        papers TEXT NOT NULL,
        CONSTRAINT pk_envelopes PRIMARY KEY (number)
    )
    """,
    "CREATE INDEX ix_envelopes_dossier ON envelopes (dossier)",
    """
    CREATE TABLE marks (
        name VARCHAR NOT NULL,
        at BIGINT NOT NULL,
        CONSTRAINT pk_marks PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE office (
        "row" INTEGER NOT NULL,
        unit VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        province VARCHAR NOT NULL,
        counter VARCHAR NOT NULL,
        authority_name VARCHAR NOT NULL,
        place VARCHAR NOT NULL,
        phone VARCHAR NOT NULL,
        CONSTRAINT pk_office PRIMARY KEY ("row")
    )
    """,
    """
    CREATE TABLE officers (
        code VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        role VARCHAR NOT NULL,
        public_key BLOB NOT NULL,
        active BOOLEAN NOT NULL,
        CONSTRAINT pk_officers PRIMARY KEY (code)
    )
    """,
    """
    CREATE TABLE secrets (
        name VARCHAR NOT NULL,
        value BLOB NOT NULL,
        CONSTRAINT pk_secrets PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE answers (
        dossier INTEGER NOT NULL,
        field VARCHAR NOT NULL,
        value TEXT NOT NULL,
        origin VARCHAR NOT NULL,
        unsure BOOLEAN NOT NULL,
        saved_at BIGINT NOT NULL,
        saved_by VARCHAR NOT NULL,
        CONSTRAINT pk_answers PRIMARY KEY (dossier, field),
        CONSTRAINT fk_answers_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row") ON DELETE CASCADE
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE consents (
        dossier INTEGER NOT NULL,
        purpose VARCHAR NOT NULL,
        text_sha256 VARCHAR NOT NULL,
        given BOOLEAN NOT NULL,
        at BIGINT NOT NULL,
        language VARCHAR NOT NULL,
        CONSTRAINT pk_consents PRIMARY KEY (dossier, purpose),
        CONSTRAINT fk_consents_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE custody (
        envelope VARCHAR NOT NULL,
        seq INTEGER NOT NULL,
        step VARCHAR NOT NULL,
        holder_kind VARCHAR NOT NULL,
        holder_code VARCHAR NOT NULL,
        "by" VARCHAR NOT NULL,
        at BIGINT NOT NULL,
        signature BLOB NOT NULL,
        CONSTRAINT pk_custody PRIMARY KEY (envelope, seq),
        CONSTRAINT fk_custody_envelope FOREIGN KEY(envelope) REFERENCES envelopes (number)
    )
    """,
    """
    CREATE TABLE notices (
        "row" INTEGER NOT NULL,
        id VARCHAR NOT NULL,
        seq INTEGER NOT NULL,
        at BIGINT NOT NULL,
        dossier VARCHAR NOT NULL,
        dossier_row INTEGER,
        what VARCHAR NOT NULL,
        parcel VARCHAR,
        part VARCHAR,
        official_number VARCHAR,
        number_kind VARCHAR,
        received_at BIGINT,
        due_at BIGINT,
        status INTEGER,
        text VARCHAR NOT NULL,
        papers TEXT NOT NULL,
        "by" VARCHAR NOT NULL,
        result_blob VARCHAR,
        result_size INTEGER,
        result_sha256 VARCHAR,
        result_name VARCHAR,
        result_media VARCHAR,
        seen_at BIGINT,
        CONSTRAINT pk_notices PRIMARY KEY ("row"),
        CONSTRAINT uq_notices_id UNIQUE (id),
        CONSTRAINT fk_notices_dossier_row FOREIGN KEY(dossier_row) REFERENCES dossiers ("row")
    )
    """,
    "CREATE INDEX ix_notices_dossier ON notices (dossier)",
    "CREATE INDEX ix_notices_result_blob ON notices (result_blob)",
    "CREATE INDEX ix_notices_seq ON notices (seq)",
    "CREATE INDEX ix_notices_unseen ON notices (dossier_row) WHERE seen_at IS NULL",
    "CREATE INDEX ix_audit_printed ON audit (subject) WHERE event IN ('slip-printed', 'receipt-printed')",
    """
    CREATE TABLE papers (
        "row" INTEGER NOT NULL,
        id VARCHAR NOT NULL,
        dossier INTEGER NOT NULL,
        paper VARCHAR NOT NULL,
        page INTEGER NOT NULL,
        handling VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        media VARCHAR NOT NULL,
        pages INTEGER NOT NULL,
        sha256 VARCHAR NOT NULL,
        size INTEGER NOT NULL,
        digitised_at BIGINT NOT NULL,
        digitised_by VARCHAR NOT NULL,
        how VARCHAR NOT NULL,
        returned_at BIGINT,
        returned_by VARCHAR,
        envelope VARCHAR,
        parcel VARCHAR,
        erased_at BIGINT,
        CONSTRAINT pk_papers PRIMARY KEY ("row"),
        CONSTRAINT uq_papers_id UNIQUE (id),
        CONSTRAINT fk_papers_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row") ON DELETE CASCADE,
        CONSTRAINT fk_papers_envelope FOREIGN KEY(envelope) REFERENCES envelopes (number)
    )
    """,
    "CREATE INDEX ix_papers_dossier ON papers (dossier)",
    "CREATE INDEX ix_papers_parcel ON papers (parcel)",
    """
    CREATE TABLE parcels (
        "row" INTEGER NOT NULL,
        id VARCHAR NOT NULL,
        dossier INTEGER,
        kind VARCHAR NOT NULL,
        manifest BLOB NOT NULL,
        record BLOB NOT NULL,
        carriage VARCHAR NOT NULL,
        created_at BIGINT NOT NULL,
        created_by VARCHAR NOT NULL,
        urgent BOOLEAN NOT NULL,
        deadline BIGINT,
        answers TEXT NOT NULL,
        note VARCHAR NOT NULL,
        in_reply_to INTEGER,
        ack_recorded BLOB,
        ack_delivered BLOB,
        refusal BLOB,
        refused_reason VARCHAR,
        moved_at BIGINT,
        delivered_at BIGINT,
        CONSTRAINT pk_parcels PRIMARY KEY ("row"),
        CONSTRAINT uq_parcels_id UNIQUE (id),
        CONSTRAINT fk_parcels_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row")
    )
    """,
    "CREATE INDEX ix_parcels_carriage ON parcels (carriage)",
    "CREATE INDEX ix_parcels_dossier ON parcels (dossier)",
    "CREATE INDEX ix_parcels_kind_carriage ON parcels (kind, carriage)",
    """
    CREATE TABLE parts (
        dossier INTEGER NOT NULL,
        part VARCHAR NOT NULL,
        authority_kind VARCHAR NOT NULL,
        authority_unit VARCHAR NOT NULL,
        authority_name VARCHAR NOT NULL,
        status INTEGER NOT NULL,
        status_at BIGINT NOT NULL,
        status_seq INTEGER NOT NULL,
        text VARCHAR NOT NULL,
        CONSTRAINT pk_parts PRIMARY KEY (dossier, part),
        CONSTRAINT fk_parts_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row") ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_parts_status ON parts (status)",
    """
    CREATE TABLE people (
        "row" INTEGER NOT NULL,
        dossier INTEGER NOT NULL,
        role VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        folded VARCHAR NOT NULL,
        phone VARCHAR NOT NULL,
        CONSTRAINT pk_people PRIMARY KEY ("row"),
        CONSTRAINT fk_people_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row") ON DELETE CASCADE
    )
    """,
    "CREATE UNIQUE INDEX uq_people_dossier_role ON people (dossier, role)",
    """
    CREATE TABLE read_backs (
        dossier INTEGER NOT NULL,
        reader VARCHAR NOT NULL,
        interpreter VARCHAR,
        language VARCHAR NOT NULL,
        at BIGINT NOT NULL,
        CONSTRAINT pk_read_backs PRIMARY KEY (dossier),
        CONSTRAINT fk_read_backs_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE signatures (
        dossier INTEGER NOT NULL,
        how VARCHAR NOT NULL,
        at BIGINT NOT NULL,
        paper VARCHAR,
        witness VARCHAR,
        CONSTRAINT pk_signatures PRIMARY KEY (dossier),
        CONSTRAINT fk_signatures_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE identity_numbers (
        "row" INTEGER NOT NULL,
        person INTEGER NOT NULL,
        number VARCHAR NOT NULL,
        form VARCHAR NOT NULL,
        status VARCHAR NOT NULL,
        origin VARCHAR NOT NULL,
        recorded_at BIGINT NOT NULL,
        CONSTRAINT pk_identity_numbers PRIMARY KEY ("row"),
        CONSTRAINT fk_identity_numbers_person FOREIGN KEY(person) REFERENCES people ("row") ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_identity_numbers_number ON identity_numbers (number)",
    "CREATE INDEX ix_identity_numbers_person ON identity_numbers (person)",
    """
    CREATE TABLE paper_data (
        paper INTEGER NOT NULL,
        data BLOB NOT NULL,
        CONSTRAINT pk_paper_data PRIMARY KEY (paper),
        CONSTRAINT fk_paper_data_paper FOREIGN KEY(paper) REFERENCES papers ("row") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE result_data (
        notice INTEGER NOT NULL,
        data BLOB NOT NULL,
        CONSTRAINT pk_result_data PRIMARY KEY (notice),
        CONSTRAINT fk_result_data_notice FOREIGN KEY(notice) REFERENCES notices ("row") ON DELETE CASCADE
    )
    """,
    # Names and numbers folded for search; the row is the dossier's. Marks belong to words: without that a
    # vowel sign of another script would cut a name in two. Single letters to triples get a prefix index of
    # their own.
    """
    CREATE VIRTUAL TABLE dossier_search USING fts5(
        names, numbers,
        tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'",
        prefix = '1 2 3'
    )
    """,
    # What is deleted from the index is gone, not hidden until a merge.
    "INSERT INTO dossier_search(dossier_search, rank) VALUES ('secure-delete', 1)",
    """
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
    """,
    """
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
    """,
    """
    CREATE TRIGGER custody_no_update BEFORE UPDATE ON custody
    BEGIN SELECT RAISE(ABORT, 'custody is append-only'); END
    """,
    """
    CREATE TRIGGER custody_no_delete BEFORE DELETE ON custody
    BEGIN SELECT RAISE(ABORT, 'custody is append-only'); END
    """,
)
