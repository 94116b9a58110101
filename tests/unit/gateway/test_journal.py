"""What the processes write down holds nothing that was not meant to be there."""

import io
import logging

import pytest

from sync.gateway.journal import AllowListFormatter, note, note_failure

NAME = "Nguyễn Thị Mẫu"


@pytest.fixture
def written() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def ours(written: io.StringIO) -> logging.Logger:
    logger = logging.Logger("sync.gateway.test")
    handler = logging.StreamHandler(written)
    handler.setFormatter(AllowListFormatter())
    logger.addHandler(handler)
    return logger


def test_only_listed_fields_are_written(ours: logging.Logger, written: io.StringIO) -> None:
    note(ours, "recorded", parcel="ab12", name=NAME, body=NAME, status=200)
    line = written.getvalue()
    assert "recorded parcel=ab12 status=200" in line
    assert NAME not in line
    assert "name=" not in line


def test_a_value_cannot_forge_a_line(ours: logging.Logger, written: io.StringIO) -> None:
    note(ours, "recorded", reason="x\n2026 INFO forged")
    assert written.getvalue().count("\n") == 1


def test_an_error_is_placed_but_not_quoted(ours: logging.Logger, written: io.StringIO) -> None:
    try:
        raise ValueError(NAME)
    except ValueError:
        note_failure(ours, "parcel put off", parcel="ab12")
    line = written.getvalue()
    assert "builtins.ValueError at test_journal.py:" in line
    assert NAME not in line


def test_other_libraries_are_reduced_to_who_and_where(written: io.StringIO) -> None:
    logger = logging.Logger("uvicorn.error")
    handler = logging.StreamHandler(written)
    handler.setFormatter(AllowListFormatter())
    logger.addHandler(handler)
    logger.warning("body was %s", NAME)
    logger.info(NAME)
    assert NAME not in written.getvalue()
    assert "WARNING uvicorn.error" in written.getvalue()
