"""The fifth version: the counter's book (calls, fees, results given out, ratings, hand-overs, closed days) and trips.

Only statements; ``migrations`` runs them.
"""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE calls (
        "row" INTEGER NOT NULL,
        dossier INTEGER NOT NULL,
        about VARCHAR NOT NULL,
        outcome VARCHAR NOT NULL,
        at BIGINT NOT NULL,
        by VARCHAR NOT NULL,
        again_at BIGINT,
        note VARCHAR NOT NULL,
        CONSTRAINT pk_calls PRIMARY KEY ("row"),
        CONSTRAINT fk_calls_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row") ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_calls_dossier ON calls (dossier)",
    """
    CREATE TABLE fees (
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
        CONSTRAINT pk_fees PRIMARY KEY ("row"),
        CONSTRAINT uq_fees_parcel UNIQUE (parcel),
        CONSTRAINT uq_fees_receipt UNIQUE (receipt),
        CONSTRAINT fk_fees_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row")
    )
    """,
    "CREATE INDEX ix_fees_dossier ON fees (dossier)",
    "CREATE INDEX ix_fees_at ON fees (at)",
    """
    CREATE TABLE hand_outs (
        "row" INTEGER NOT NULL,
        parcel VARCHAR NOT NULL,
        dossier INTEGER NOT NULL,
        part VARCHAR NOT NULL,
        recipient VARCHAR NOT NULL,
        relation VARCHAR NOT NULL,
        how VARCHAR NOT NULL,
        witness VARCHAR NOT NULL,
        envelopes TEXT NOT NULL,
        at BIGINT NOT NULL,
        by VARCHAR NOT NULL,
        CONSTRAINT pk_hand_outs PRIMARY KEY ("row"),
        CONSTRAINT uq_hand_outs_parcel UNIQUE (parcel),
        CONSTRAINT fk_hand_outs_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row")
    )
    """,
    "CREATE UNIQUE INDEX uq_hand_outs_dossier_part ON hand_outs (dossier, part)",
    "CREATE INDEX ix_hand_outs_at ON hand_outs (at)",
    """
    CREATE TABLE ratings (
        "row" INTEGER NOT NULL,
        parcel VARCHAR NOT NULL,
        dossier INTEGER NOT NULL,
        face INTEGER NOT NULL,
        language VARCHAR NOT NULL,
        at BIGINT NOT NULL,
        by VARCHAR NOT NULL,
        CONSTRAINT pk_ratings PRIMARY KEY ("row"),
        CONSTRAINT uq_ratings_parcel UNIQUE (parcel),
        CONSTRAINT uq_ratings_dossier UNIQUE (dossier),
        CONSTRAINT fk_ratings_dossier FOREIGN KEY(dossier) REFERENCES dossiers ("row")
    )
    """,
    """
    CREATE TABLE handovers (
        number VARCHAR NOT NULL,
        at BIGINT NOT NULL,
        by VARCHAR NOT NULL,
        receiver_kind VARCHAR NOT NULL,
        receiver_code VARCHAR NOT NULL,
        receiver_name VARCHAR NOT NULL,
        lines TEXT NOT NULL,
        CONSTRAINT pk_handovers PRIMARY KEY (number)
    )
    """,
    """
    CREATE TABLE closings (
        day VARCHAR NOT NULL,
        revision INTEGER NOT NULL,
        at BIGINT NOT NULL,
        by VARCHAR NOT NULL,
        counted INTEGER,
        expected INTEGER NOT NULL,
        note VARCHAR NOT NULL,
        figures TEXT NOT NULL,
        CONSTRAINT pk_closings PRIMARY KEY (day, revision)
    )
    """,
    """
    CREATE TABLE trips (
        "row" INTEGER NOT NULL,
        id VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        places TEXT NOT NULL,
        team TEXT NOT NULL,
        starts VARCHAR NOT NULL,
        ends VARCHAR NOT NULL,
        state VARCHAR NOT NULL,
        made_at BIGINT NOT NULL,
        made_by VARCHAR NOT NULL,
        left_at BIGINT,
        back_at BIGINT,
        CONSTRAINT pk_trips PRIMARY KEY ("row"),
        CONSTRAINT uq_trips_id UNIQUE (id)
    )
    """,
    """
    CREATE TABLE trip_items (
        "row" INTEGER NOT NULL,
        trip INTEGER NOT NULL,
        kind VARCHAR NOT NULL,
        reference VARCHAR NOT NULL,
        part VARCHAR NOT NULL,
        text VARCHAR NOT NULL,
        phone VARCHAR NOT NULL,
        place VARCHAR NOT NULL,
        done_at BIGINT,
        done_by VARCHAR NOT NULL,
        CONSTRAINT pk_trip_items PRIMARY KEY ("row"),
        CONSTRAINT fk_trip_items_trip FOREIGN KEY(trip) REFERENCES trips ("row") ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_trip_items_trip ON trip_items (trip)",
    """
    CREATE TABLE sealed_copies (
        "row" INTEGER NOT NULL,
        id VARCHAR NOT NULL,
        at BIGINT NOT NULL,
        by VARCHAR NOT NULL,
        trip VARCHAR NOT NULL,
        label VARCHAR NOT NULL,
        parcels INTEGER NOT NULL,
        drafts INTEGER NOT NULL,
        sha256 VARCHAR NOT NULL,
        same_disk BOOLEAN NOT NULL,
        confirmed_at BIGINT,
        confirmed_by VARCHAR NOT NULL,
        CONSTRAINT pk_sealed_copies PRIMARY KEY ("row"),
        CONSTRAINT uq_sealed_copies_id UNIQUE (id)
    )
    """,
    # The queue of the day and the figures of a period.
    "CREATE INDEX ix_dossiers_due_at ON dossiers (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX ix_dossiers_sealed_at ON dossiers (sealed_at) WHERE sealed_at IS NOT NULL",
    # What was done with one dossier, among millions of links; the many links of answers are left out, so that saving an
    # answer costs no more than before.
    "CREATE INDEX ix_audit_subject ON audit (subject) WHERE event <> 'answer-saved'",
)
