"""The mark of tests that run on SQLite and on PostgreSQL: where the two could differ, and cheap enough to be run twice."""

import pytest

both_engines = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
