"""Nothing personal gets into a log, whatever is handed to it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journal import Journal, harmless


@pytest.mark.parametrize(
    "value",
    [
        "Giàng Thị Mẫu",
        "001090123456",
        "dossier 001090123456",
        1090123456,
        "nguyen van mau",
        b"x",
        ["a"],
        "a" * 65,
    ],
)
def test_names_and_numbers_are_redacted(value: object) -> None:
    assert harmless(value) == "<redacted>"


@pytest.mark.parametrize(
    "value", ["sealed", "1.004873", "a1b2c3d4", "12345678901234567890123456789012", 12, 0.5, True, None]
)
def test_ids_codes_and_counts_are_kept(value: object) -> None:
    assert harmless(value) == value


@given(st.text(), st.text())
def test_a_field_that_is_not_listed_never_shows_name_or_value(name: str, value: str) -> None:
    from kiosk.journal import ALLOWED_FIELDS

    if name in ALLOWED_FIELDS or name in ("event", "self"):
        return
    lines: list[str] = []

    class Kept(Journal):
        def _put(self, line: str) -> None:
            lines.append(line)

    Kept(None, "t").write("e", **{name: value})
    assert json.loads(lines[0])["other"] == "<redacted>"


def test_an_exception_is_logged_by_place_not_by_text(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "t")
    try:
        raise ValueError("Giàng Thị Mẫu 001090123456")
    except ValueError as error:
        reference = journal.exception("failed", error)
    text = (tmp_path / "t.log").read_text()
    assert "Mẫu" not in text
    assert "001090123456" not in text
    assert reference in text
    assert "test_journal.py" in text


def test_a_full_log_is_kept_once_and_begun_anew(tmp_path: Path) -> None:
    log = tmp_path / "t.log"
    log.write_bytes(b"x" * 2_000_001)
    Journal(tmp_path, "t").write("again")
    assert json.loads(log.read_text())["event"] == "again"
    assert (tmp_path / "t.log.1").stat().st_size == 2_000_001
