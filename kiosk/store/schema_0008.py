"""The eighth version: how an officer likes to work on this machine, such as the way of typing. Nothing personal.

Only statements; ``migrations`` runs them.
"""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE officer_settings (
        officer VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        value VARCHAR NOT NULL,
        CONSTRAINT pk_officer_settings PRIMARY KEY (officer, name)
    )
    """,
)
