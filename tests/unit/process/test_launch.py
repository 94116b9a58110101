"""A screen started without ``subprocess`` answers, ends and is told from a running one like any other child."""

import json
import subprocess
import sys
from pathlib import Path

from kiosk import launch
from kiosk.journal import Journal
from kiosk.link import SupervisorLink
from kiosk.supervisor import Supervisor

_ECHO = (
    "import sys; sys.stdout.buffer.write(sys.stdin.buffer.readline()); sys.stdout.flush(); sys.stdin.read()"
)


def _started(body: str) -> launch.Spawned:
    child = launch.start([sys.executable, "-c", body])
    assert isinstance(child, launch.Spawned)
    return child


def test_a_screen_hears_the_greeting_and_is_heard() -> None:
    child = _started(_ECHO)
    child.stdin.write(launch.FRESH)
    child.stdin.flush()
    launch.wait_for_a_word(child, 30.0)
    assert child.stdout.readline() == launch.FRESH
    assert child.poll() is None
    child.stdin.close()
    assert child.wait() == 0
    assert child.poll() == 0
    child.stdout.close()


def test_the_pipes_of_one_screen_are_not_held_open_by_the_next() -> None:
    first = _started(_ECHO)
    second = _started(_ECHO)
    first.stdin.close()
    assert first.wait() == 0
    second.stdin.close()
    assert second.wait() == 0
    first.stdout.close()
    second.stdout.close()


def test_a_killed_screen_says_by_what() -> None:
    child = _started("import sys; sys.stdin.read()")
    child.kill()
    assert child.wait() == -9
    child.terminate()  # of one that has ended: nothing
    child.stdin.close()
    child.stdout.close()


def test_a_screen_that_dies_without_a_word_is_not_waited_for() -> None:
    child = _started("raise SystemExit(3)")
    launch.wait_for_a_word(child, 60.0)
    assert child.wait() == 3
    child.stdin.close()
    child.stdout.close()


def test_the_supervisor_goes_on_with_a_screen_that_already_runs(tmp_path: Path) -> None:
    script = tmp_path / "screen.py"
    script.write_text(
        "import json, os, sys\n"
        "hello = json.loads(sys.stdin.readline())\n"
        "with open(sys.argv[1], 'a') as log: log.write(json.dumps(hello) + '\\n')\n"
        "if hello['attempt'] == 0:\n"
        "    print(json.dumps({'keep': {'shift': 'key'}}), flush=True)\n"
        "    os._exit(1)\n"
    )
    command = [sys.executable, str(script), str(tmp_path / "log")]
    first = launch.start(command)
    assert first.stdin is not None
    first.stdin.write(launch.FRESH)
    first.stdin.flush()
    assert Supervisor(command, Journal(None, "t"), grace=0.0, first=first).run() == 0
    told = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert told == [{"session": None, "attempt": 0}, {"session": {"shift": "key"}, "attempt": 1}]


def test_the_first_greeting_needs_no_parser_and_means_the_same(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    pipe.write_bytes(launch.FRESH)
    with pipe.open("rb") as reader, (tmp_path / "said").open("wb") as writer:
        assert SupervisorLink(reader, writer).hello() == json.loads(launch.FRESH)


def test_starting_the_kiosk_loads_nothing_heavy_before_its_screen_runs() -> None:
    code = "import sys; before = set(sys.modules); import kiosk.__main__, kiosk.launch; print(*set(sys.modules) - before)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(found.stdout.split()) == {"kiosk", "kiosk.__main__", "kiosk.launch"}
