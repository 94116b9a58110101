"""A measured screen is remembered by its machine and its resolution; a damaged note is no measure."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.theme.calibration import FILE, keep, measured


def test_what_was_measured_is_known_for_that_size_alone(tmp_path: Path) -> None:
    assert measured(tmp_path, 1280, 800) is None
    keep(tmp_path, 1280, 800, 5.61)
    keep(tmp_path, 1920, 1080, 4.1)
    assert measured(tmp_path, 1280, 800) == pytest.approx(5.61)
    assert measured(tmp_path, 1920, 1080) == pytest.approx(4.1)
    assert measured(tmp_path, 800, 1280) is None
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"[]",
        b'{"px_per_mm": {"1280x800": "wide"}}',
        b'{"px_per_mm": {"1280x800": 0.01}}',
        b"\xff\xfe",
    ],
)
def test_a_damaged_note_is_no_measure_and_is_written_anew(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / FILE).write_bytes(damaged)
    assert measured(tmp_path, 1280, 800) is None
    keep(tmp_path, 1280, 800, 6.0)
    assert measured(tmp_path, 1280, 800) == 6.0


@given(st.floats(2.0, 12.0))
def test_a_measure_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, px_per_mm: float) -> None:
    root = tmp_path_factory.mktemp("measure")
    keep(root, 1366, 768, px_per_mm)
    assert measured(root, 1366, 768) == pytest.approx(px_per_mm, abs=1e-4)
