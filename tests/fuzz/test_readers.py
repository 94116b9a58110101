"""Whatever strangers send is read or refused, never anything else."""

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.readers import READERS, damaged

SECONDS = 45
"""For each of the readers: more than ten minutes in all."""


@pytest.mark.parametrize("name", sorted(READERS))
def test_what_is_sound_is_read_and_what_is_damaged_refused(name: str) -> None:
    reader, draw = READERS[name], random.Random(7)  # the same damage in every run: the fuzzer looks for new
    assert all(reader.try_on(seed) for seed in reader.seeds)
    taken = sum(reader.try_on(damaged(reader.seeds, draw)) for _ in range(200))
    assert taken < 200  # at least one piece of damage is seen: the reader does look


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="the fuzzer comes for Linux alone")
@pytest.mark.parametrize("name", sorted(READERS))
def test_a_fuzzer_finds_nothing_but_refusals(name: str, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", name, str(SECONDS), str(tmp_path)],
        capture_output=True, text=True, timeout=SECONDS * 4 + 60, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-4000:]
    found = re.search(r"stat::number_of_executed_units:\s+(\d+)", told.stderr)
    assert found is not None
    assert int(found[1]) > 1000
