"""Two processes that unlock at the same moment share the book of tries: neither spoils it, and no try goes uncounted."""

import json
import subprocess
import sys
from pathlib import Path

from kiosk.store.attempts import Attempts
from tests.store_factories import SetClock

ROOT = Path(__file__).resolve().parents[3]
OFFICERS = 25
_CHILD = """
import sys
from pathlib import Path
from forms.clock import SystemClock
from kiosk.store.attempts import Attempts
attempts = Attempts(Path(sys.argv[1]), SystemClock())
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    attempts.begin("both")
    attempts.begin(f"{sys.argv[2]}-{number}")
    attempts.succeeded("both")
assert attempts._unwritten is None, "the book was not written"
"""


def test_two_processes_keep_one_whole_book(tmp_path: Path) -> None:
    book = tmp_path / "attempts.json"
    command = [sys.executable, "-c", _CHILD, str(book)]
    children = [
        subprocess.Popen(
            [*command, name, str(OFFICERS)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        child.communicate(timeout=60)
    assert [child.returncode for child in children] == [0, 0]
    lines = json.loads(book.read_bytes())["officers"]
    assert sorted(lines) == sorted(f"{name}-{n}" for name in ("one", "two") for n in range(OFFICERS))
    assert Attempts(book, SetClock()).seconds_left("both") == 0
    assert not [path.name for path in tmp_path.iterdir() if path.suffix == ".part" or "damaged" in path.name]
