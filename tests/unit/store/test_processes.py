"""Real processes on one file: both write at once, and one is killed in the middle of its commits."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from forms.clock import SystemClock
from kiosk.store.database import Store
from tests.store_factories import OFFICER, draft, new_store, open_store

ROOT = Path(__file__).parents[3]


def started(folder: Path, dossier: str, count: int) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.store.other_process", str(folder), dossier, str(count)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_two_processes_write_at_once_and_lose_nothing(tmp_path: Path) -> None:
    with new_store(tmp_path, SystemClock()) as store:
        mine, theirs = draft(store), draft(store)
        seen = store.data_version()
        process = started(tmp_path, theirs.id, 120)
        go(process)
        for number in range(1, 121):
            store.dossiers.save_answer(mine.id, f"n{number % 40:02d}", number, by=OFFICER)
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert out.endswith("saved 120\n")
        assert store.data_version() != seen
        for dossier in (mine, theirs):
            assert {a.value for a in store.dossiers.answers(dossier.id)} == set(range(81, 121))
        verdict = store.audit.verify()
        assert verdict.whole
        assert verdict.entries >= 240


@pytest.mark.skipif(sys.platform == "win32", reason="kill means something else there")
def test_killed_in_the_middle_of_commits_keeps_every_acknowledged_answer(tmp_path: Path) -> None:
    with new_store(tmp_path, SystemClock()) as store:
        made = draft(store)
    source = random.Random(7)
    for _ in range(4):
        process = started(tmp_path, made.id, 100_000)
        go(process)
        assert process.stdout is not None
        last = 0
        for _ in range(source.randrange(1, 60)):
            last = int(process.stdout.readline().split()[1])
        process.kill()
        rest, _ = process.communicate()
        saved = [int(line.split()[1]) for line in rest.splitlines() if line.startswith("saved ") and line[6:]]
        last = max([last, *saved[:-1]])  # the last line may be cut
        check(tmp_path, made.id, last)


def check(folder: Path, dossier: str, acknowledged: int) -> None:
    store: Store
    with open_store(folder, SystemClock()) as store:
        page = store.dossiers.get(dossier).page
        answers = {a.field: a.value for a in store.dossiers.answers(dossier)}
        assert page is not None
        reached = int(page[1:])
        # Answer and page are one commit: the page names the very answer that was saved with it.
        assert answers[f"n{reached % 40:02d}"] == reached
        assert reached >= acknowledged
        assert store.audit.verify().whole
        assert store.damaged_pages() == ()
