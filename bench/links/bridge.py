"""A running link, as a campaign holds it: how to start a process on either side of it, and what went over it."""

import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.links.profiles import Profile
from bench.links.urgency import hurry

ROOT = Path(__file__).resolve().parents[2]
_ALLOWED = Path("/proc/sys/net/ipv4/tcp_allowed_congestion_control")
_AVAILABLE = Path("/proc/sys/net/ipv4/tcp_available_congestion_control")
_numbers = itertools.count()


class CannotEmulate(Exception):
    """This machine or account cannot make the links; the text says why."""


class Bridge:
    """One emulated link. Use as a context: link, namespaces and whatever ran in them are gone afterwards."""

    def __init__(self, profile: Profile, seed: int) -> None:
        # Another campaign on this machine has another process id.
        self._name = f"hoso{os.getpid()}-{next(_numbers)}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.links.emulator", self._name, profile.name, str(seed)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the campaign, which then closes the link
        )

    def __enter__(self) -> Self:
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != b"ready":
            self._end()
            raise CannotEmulate("the link did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def kiosk_side(self, command: list[str]) -> list[str]:
        """A command line that runs on the kiosk's side."""
        return ["ip", "netns", "exec", f"{self._name}c", *command]

    def gateway_side(self, command: list[str]) -> list[str]:
        """A command line that runs on the gateway's side."""
        return ["ip", "netns", "exec", f"{self._name}s", *command]

    def hurry(self) -> None:
        """Whatever runs on the gateway's side has started: from here on it is measured."""
        listed = subprocess.run(
            ["ip", "netns", "pids", f"{self._name}s"], capture_output=True, text=True, check=False
        )
        hurry(map(int, listed.stdout.split()))

    def start(self) -> None:
        """Zero the counters and begin the outages' clock."""
        self._order("start")

    def told(self) -> dict[str, Any]:
        """What went over the link since ``start`` (``wire.Counters`` of ``up`` and ``down``)."""
        self._order("tell")
        assert self._process.stdout is not None
        counters: dict[str, Any] = json.loads(self._process.stdout.readline())
        return counters

    def _order(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n".encode())
        self._process.stdin.flush()

    def _end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(30)


def demand_means() -> None:
    """Raises ``CannotEmulate`` unless links can be made here."""
    if sys.platform != "linux":
        raise CannotEmulate("links are emulated on Linux only")
    if os.geteuid() != 0:
        raise CannotEmulate("root is needed to make network namespaces")
    if not Path("/dev/net/tun").exists():
        raise CannotEmulate("/dev/net/tun is missing")
    if shutil.which("ip") is None:
        raise CannotEmulate("the command ip (iproute2) is missing")


def allow_congestion(names: set[str]) -> str | None:
    """Let namespaces use these; what was allowed before when that had to be changed, for ``restore_congestion``."""
    allowed = _ALLOWED.read_text().split()
    missing = names - set(_AVAILABLE.read_text().split())
    if missing:
        raise CannotEmulate(f"this system's TCP lacks {', '.join(sorted(missing))}")
    if names <= set(allowed):
        return None
    _ALLOWED.write_text(" ".join([*allowed, *sorted(names - set(allowed))]))
    return " ".join(allowed)


def restore_congestion(before: str | None) -> None:
    """Take back what ``allow_congestion`` changed."""
    if before is not None:
        _ALLOWED.write_text(before)
