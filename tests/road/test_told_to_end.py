"""Whoever is told to end does so, whichever of its threads the system hands the signal to."""

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from kiosk.folder import Folder
from sync.agent import LinkState
from sync.outbox import Outbox
from tests.road.processes import Province, agent, set_up

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux lets a signal be handed to one thread"
)
SOON = 20.0
"""Seconds; far below the sixty the processes of a test are given to end."""


def tell_another_thread(pid: int) -> None:
    """SIGTERM for a thread of the process that is not the first one."""
    other = max(one for task in Path(f"/proc/{pid}/task").iterdir() if (one := int(task.name)) != pid)
    told = ctypes.CDLL(None, use_errno=True).tgkill(pid, other, signal.SIGTERM)
    assert told == 0, os.strerror(ctypes.get_errno())


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path / "province", tmp_path / "province.err")


def wait_for_a_round(folder: Folder) -> None:
    outbox, ends = Outbox(folder.outbox), time.monotonic() + SOON
    while outbox.link()[0] != LinkState.UP:
        assert time.monotonic() < ends
        time.sleep(0.05)
    outbox.close()


def test_the_agent_ends(province: Province, tmp_path: Path) -> None:
    folder = set_up(tmp_path, province)
    carrying = agent(folder, tmp_path / "agent.err")
    try:
        wait_for_a_round(folder)
        tell_another_thread(carrying.pid)
        assert carrying.ends_within(SOON)
        assert carrying.finish() == 0
    finally:
        carrying.kill()
        province.serve.end()


def test_the_gateway_ends_and_its_opener_too(province: Province) -> None:
    opener, ends = province.pid_of("opener"), time.monotonic() + SOON
    try:
        tell_another_thread(opener)
        while province.pid_of("opener") == opener:  # it ends, and is started again
            assert time.monotonic() < ends
            time.sleep(0.05)
        tell_another_thread(province.serve.pid)
        assert province.serve.ends_within(SOON)
        assert province.serve.finish() == 0
    finally:
        province.serve.kill()
