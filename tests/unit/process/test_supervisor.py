"""The supervisor keeps a screen alive, hands its session on, and ends on purpose only."""

import json
import sys
import threading
from pathlib import Path

import pytest

from kiosk.folder import Folder
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


_SHIFT = {"shift": {"officer": "a", "db_key": "KEY"}, "place": None, "pin": "246801", "mode": "visit"}
_INVITED = {"mode": "self-service", "invitation": {"unit": "99901"}}


def _turns(tmp_path: Path, *turns: str) -> tuple[list[str], Path]:
    """A screen that plays another part each time it is started: ``turns`` are their bodies."""
    parts = "".join(
        f"    if turn == {n}:\n" + "".join(f"        {line}\n" for line in turn.strip().splitlines())
        for n, turn in enumerate(turns)
    )
    return _child(
        tmp_path,
        f"""
import threading
turn = sum(1 for _ in open(sys.argv[1])) - 1
def stay():
    threading.Event().wait()
def play():
{parts}
play()
sys.exit(0)
""",
    )


def test_self_service_gets_the_invitation_and_never_the_session(tmp_path: Path) -> None:
    command, log = _turns(
        tmp_path,
        f"say({{'keep': {_SHIFT}}}); say({{'become': {_INVITED}}}); stay()",
        "say({'keep': {'shift': 'mine'}}); say({'renew': True}); stay()",
        "os._exit(9)",
        "say({'leave': {'pin': '135790'}})\n"
        "assert json.loads(sys.stdin.buffer.readline()) == {'refused': 'pin', 'seconds': 0}\n"
        "say({'leave': {'pin': '246801'}}); stay()",
        "pass",
    )
    assert Supervisor(command, Journal(None, "t"), Folder(tmp_path), grace=0.0).run() == 0
    first, second, third, fourth, fifth = _hellos(log)
    for one in (second, third, fourth):
        assert one["session"] is None
        assert one["mode"] == "self-service"
        assert one["invitation"] == {"unit": "99901", "by_pin": True}
        assert "KEY" not in json.dumps(one)
    assert first == {"session": None, "attempt": 0}
    assert fifth == {"session": {**_SHIFT, "mode": "counter"}, "attempt": 0}


def test_without_a_pin_the_keys_are_forgotten_at_once(tmp_path: Path) -> None:
    without = {**_SHIFT, "pin": None}
    command, log = _turns(
        tmp_path,
        f"say({{'keep': {without}}}); say({{'become': {_INVITED}}}); stay()",
        "say({'leave': {'pin': '246801'}})\nassert json.loads(sys.stdin.buffer.readline())['refused'] == 'pin-spent'",
    )
    supervisor = Supervisor(command, Journal(None, "t"), Folder(tmp_path), grace=0.0)
    assert supervisor.run() == 0
    assert _hellos(log)[1]["invitation"] == {"unit": "99901", "by_pin": False}
    assert supervisor.kept.session is None
    assert "KEY" not in repr(vars(supervisor.kept.leaving))


def test_after_five_wrong_pins_the_keys_are_forgotten_too(tmp_path: Path) -> None:
    command, _log = _turns(
        tmp_path,
        f"say({{'keep': {_SHIFT}}}); say({{'become': {_INVITED}}}); stay()",
        "for _ in range(6):\n"
        "    say({'leave': {'pin': '135790'}})\n"
        "    last = json.loads(sys.stdin.buffer.readline())\n"
        "assert last['refused'] == 'pin-spent'",
    )
    supervisor = Supervisor(command, Journal(None, "t"), Folder(tmp_path), grace=0.0)
    assert supervisor.run() == 0
    assert supervisor.kept.leaving is not None
    assert not supervisor.kept.leaving.by_pin
    assert "KEY" not in repr(vars(supervisor.kept.leaving))


@pytest.mark.parametrize(
    "asked",
    [
        {"become": {"mode": "self-service", "invitation": {}}},  # nobody has unlocked
        {"become": {"mode": "office"}},
        {"become": {"mode": "nonsense"}},
        {"become": "practice"},
        {"renew": True},
        {"leave": {"pin": "246801"}},
    ],
)
def test_what_a_screen_may_not_ask_for_changes_nothing(tmp_path: Path, asked: dict[str, object]) -> None:
    command, log = _turns(tmp_path, f"say({asked})")
    supervisor = Supervisor(command, Journal(None, "t"), Folder(tmp_path), grace=0.0)
    assert supervisor.run() == 0
    assert len(_hellos(log)) == 1
    assert supervisor.kept.mode == "office"


def test_self_service_cannot_turn_itself_into_the_office_or_practice(tmp_path: Path) -> None:
    command, log = _turns(
        tmp_path,
        f"say({{'keep': {_SHIFT}}}); say({{'become': {_INVITED}}}); stay()",
        "say({'become': {'mode': 'office'}}); say({'become': {'mode': 'practice'}})",
    )
    supervisor = Supervisor(command, Journal(None, "t"), Folder(tmp_path), grace=0.0)
    assert supervisor.run() == 0
    assert supervisor.kept.mode == "self-service"
    assert len(_hellos(log)) == 2


def test_practice_comes_and_goes_and_never_meets_an_open_office(tmp_path: Path) -> None:
    command, log = _turns(
        tmp_path,
        "say({'become': {'mode': 'practice', 'invitation': None}}); stay()",
        "say({'keep': {'shift': 'invented'}}); say({'become': {'mode': 'office', 'invitation': None}}); stay()",
        f"say({{'keep': {_SHIFT}}}); say({{'become': {{'mode': 'practice'}}}})",
    )
    supervisor = Supervisor(command, Journal(None, "t"), Folder(tmp_path), grace=0.0)
    assert supervisor.run() == 0
    assert [one.get("mode", "office") for one in _hellos(log)] == ["office", "practice", "office"]
    assert _hellos(log)[2]["session"] is None
    assert supervisor.kept.mode == "office"


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
