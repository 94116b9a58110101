"""Real supervisor, real screens, real stores: the keys never reach a citizen's screen, and no citizen's words reach the next."""

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forms.clock import SystemClock
from kiosk.folder import Folder
from kiosk.services.unlocking import unlock
from tests.e2e.office import PASSPHRASE, ROOT, RealOffice
from tests.leak import planted
from tests.leak.finders import hits

SUPERVISOR = """
import sys
from pathlib import Path
from kiosk.folder import Folder
from kiosk.supervisor import supervise
data, notes = sys.argv[1:]
command = [sys.executable, "-m", "tests.e2e.driven_screen", data, notes]
sys.exit(supervise(Folder(Path(data)), (), command=command))
"""


class Watcher:
    """Looks at the running kiosk from outside."""

    def __init__(self, office: RealOffice) -> None:
        self.office = office
        self.notes = office.root / "notes"
        self.notes.write_text("")
        (office.root / "known-to-the-officer").write_text(PASSPHRASE)
        (office.root / "known-to-the-citizen").write_text(json.dumps(planted.ANSWERS), encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, str(office.data), str(self.notes)],
            env=office.env,
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )

    def steps(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.notes.read_text().splitlines() if line.endswith("}")]

    def wait(self, step: str, count: int = 1, patience: float = 60.0) -> dict[str, Any]:
        """The note of a step when it has been written so often."""
        end = time.monotonic() + patience
        while True:
            found = [one for one in self.steps() if one["step"] == step]
            if len(found) >= count:
                return found[count - 1]
            failed = [one for one in self.steps() if one["step"] == "failed"]
            assert not failed, failed
            assert time.monotonic() < end, self.steps()
            time.sleep(0.02)

    def say(self, word: str) -> None:
        (self.office.root / word).touch()

    def unsay(self, word: str) -> None:
        (self.office.root / word).unlink()


@pytest.fixture
def office(tmp_path: Path) -> RealOffice:
    office = RealOffice(tmp_path)
    assert office.kiosk("init", "--sample").code == 0
    return office


@pytest.fixture
def keys(office: RealOffice, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every form in which the office's keys could lie in a memory."""
    monkeypatch.setenv("HOSO_CONFIG_DIR", office.env["HOSO_CONFIG_DIR"])
    desk = unlock(Folder(office.data), "can-bo-1", PASSPHRASE, SystemClock())
    try:
        raw = [desk.db_key, desk.signing.seed, desk.store.secrets.get("office-intake") or b""]
    finally:
        desk.close()
    assert all(len(one) >= 32 for one in raw)
    shapes = [
        shape
        for one in raw
        for shape in (one, base64.b64encode(one), one.hex().encode(), one.hex().upper().encode())
    ]
    return [*shapes, PASSPHRASE.encode(), PASSPHRASE.encode("utf-16-le")]


@pytest.fixture
def kiosk(office: RealOffice, keys: list[bytes]) -> Iterator[Watcher]:
    watcher = Watcher(office)
    yield watcher
    if watcher.process.poll() is None:
        watcher.process.kill()
    watcher.process.communicate()


def _memory(pid: int) -> Iterator[bytes]:
    """The writable memory of a process, in pieces that overlap."""
    inside = Path(f"/proc/{pid}")
    with (inside / "maps").open() as maps, (inside / "mem").open("rb", 0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            if "w" not in rights or "[v" in line:
                continue
            start, end = (int(text, 16) for text in span.split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except OSError:
                continue


def _in_memory(pid: int, words: list[bytes]) -> set[bytes]:
    return {word for piece in _memory(pid) for word in words if word in piece}


def _readable(office: RealOffice) -> set[str]:
    found: set[str] = set()
    for folder in (office.data, office.root / "machine"):
        for path in folder.rglob("*"):
            if path.is_file():
                try:
                    found |= hits(path.read_bytes(), planted.WORDS)
                except FileNotFoundError:
                    continue
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at memory through /proc")
def test_a_morning_of_self_service(office: RealOffice, kiosk: Watcher, keys: list[bytes]) -> None:
    name = [planted.NAME.encode(), planted.NAME.encode("utf-16-le")]
    officer = kiosk.wait("office")

    first = kiosk.wait("answering")
    assert first["pid"] != officer["pid"]
    assert not Path(f"/proc/{officer['pid']}").exists()
    assert _in_memory(first["pid"], name) != set()  # the control: a citizen's words are found where they are
    assert _in_memory(first["pid"], keys) == set()
    assert _readable(office) == set()
    kiosk.say("go-on")
    assert kiosk.wait("handed-in")["number"] == "001"
    assert _readable(office) == set()
    kiosk.unsay("go-on")
    kiosk.say("next")

    second = kiosk.wait("answering", 2)
    assert second["pid"] != first["pid"]
    assert not Path(f"/proc/{first['pid']}").exists()
    sessions = list((office.data / "sessions").iterdir())
    assert len(sessions) == 1  # the first one's is gone
    os.kill(second["pid"], signal.SIGKILL)

    third = kiosk.wait("greeted", 3)
    assert third["pid"] != second["pid"]
    assert third["mode"] == "self-service"
    assert _in_memory(third["pid"], [*keys, *name]) == set()
    assert _readable(office) == set()
    assert not sessions[0].exists()

    kiosk.wait("refused")
    back = kiosk.wait("office-again")
    assert (back["drafts"], back["name"], back["place"]) == (1, planted.NAME, "self-service")
    assert kiosk.process.wait(20) == 0
    assert not list((office.data / "intake").glob("*.sealed"))
    log = (office.data / "logs" / "supervisor.log").read_text()
    assert hits(log.encode(), planted.WORDS) == set()
    assert json.loads(log.splitlines()[-1])["event"] == "screen-closed"
