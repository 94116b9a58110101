"""The supervisor keeps a screen alive, hands its session on, and ends on purpose only."""

import json
import sys
import threading
from pathlib import Path

from kiosk.journal import Journal
from kiosk.supervisor import Supervisor

_PRELUDE = """
import json, os, sys
hello = json.loads(sys.stdin.buffer.readline())
log = open(sys.argv[1], "a"); log.write(json.dumps(hello) + "\\n"); log.close()
def say(what):
    sys.stdout.write(json.dumps(what) + "\\n"); sys.stdout.flush()
"""


def _child(tmp_path: Path, body: str) -> tuple[list[str], Path]:
    script, log = tmp_path / "screen.py", tmp_path / "log.txt"
    script.write_text(_PRELUDE + body)
    return [sys.executable, str(script), str(log)], log


def _hellos(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_a_crashed_screen_is_followed_by_one_that_gets_its_session(tmp_path: Path) -> None:
    command, log = _child(
        tmp_path,
        """
if hello["attempt"] == 0:
    say({"keep": {"shift": "key", "place": {"dossier": "d1"}}})
    os._exit(134)
sys.exit(0)
""",
    )
    assert Supervisor(command, Journal(None, "t"), grace=0.0).run() == 0
    first, second = _hellos(log)
    assert first == {"session": None, "attempt": 0}
    assert second == {"session": {"shift": "key", "place": {"dossier": "d1"}}, "attempt": 1}


def test_a_place_that_kills_every_screen_is_dropped_but_the_shift_is_kept(tmp_path: Path) -> None:
    command, log = _child(
        tmp_path,
        """
if hello["attempt"] == 0:
    say({"keep": {"shift": "key", "place": {"dossier": "poison"}}})
if hello["attempt"] < 3:
    os._exit(1)
sys.exit(0)
""",
    )
    Supervisor(command, Journal(None, "t"), grace=60.0).run()
    sessions = [hello["session"] for hello in _hellos(log)]
    assert sessions[1] == {"shift": "key", "place": {"dossier": "poison"}}
    assert sessions[2] == {"shift": "key"}


def test_a_hanging_screen_is_replaced(tmp_path: Path) -> None:
    command, log = _child(
        tmp_path,
        """
import threading
if hello["attempt"] == 0:
    threading.Event().wait()
sys.exit(0)
""",
    )
    Supervisor(command, Journal(None, "t"), hang_seconds=0.5, grace=0.0).run()
    assert [hello["attempt"] for hello in _hellos(log)] == [0, 1]


def test_nonsense_on_the_pipe_changes_nothing(tmp_path: Path) -> None:
    command, log = _child(
        tmp_path,
        """
if hello["attempt"] == 0:
    sys.stdout.write("not json\\n[1]\\n"); sys.stdout.flush()
    os._exit(1)
sys.exit(0)
""",
    )
    Supervisor(command, Journal(None, "t"), grace=0.0).run()
    assert _hellos(log)[1]["session"] is None


def test_stopping_ends_the_screen_too(tmp_path: Path) -> None:
    command, _log = _child(
        tmp_path,
        """
import threading
say({"alive": True})
threading.Event().wait()
""",
    )
    supervisor = Supervisor(command, Journal(None, "t"))
    runner = threading.Thread(target=supervisor.run)
    runner.start()
    while supervisor.child is None or supervisor.heard == 0:
        runner.join(0.01)
    child = supervisor.child
    supervisor.stop()
    runner.join(10)
    assert not runner.is_alive()
    assert child is not None
    assert child.poll() is not None
