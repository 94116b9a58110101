"""The other processes of the demo office: gateway and agent, started, waited for and ended by their own handles."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from forms.errors import KnownError
from forms.text import Message
from kiosk.folder import Folder, module_command
from kiosk.services.office import SAMPLE, set_up

PASSPHRASE = "mat-khau-mau-thu-nghiem"  # noqa: S105  the demo's, printed for whoever tries it
OFFICER = "can-bo-1"
PROCEDURE = "1.004873"

_FAILED = Message(
    "error.demo.failed",
    "Phần {what} của bản dùng thử không chạy được.",
    "A process of the demo did not start",
)


@dataclass(slots=True)
class DemoOffice:
    """A sample office with a gateway beside it. Use as a context: everything started is ended."""

    folder: Folder
    gateway_data: Path
    gateway_url: str = ""
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._running):
            process.terminate()
        for process in reversed(self._running):
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()

    @property
    def gateway_address(self) -> tuple[str, int]:
        """Host and port of the gateway."""
        parts = urlsplit(self.gateway_url)
        return parts.hostname or "127.0.0.1", parts.port or 80

    def start_gateway(self) -> None:
        """Starts ingest and opener and waits until they answer."""
        process = self._start(
            module_command("sync.gateway", "serve", "--data", str(self.gateway_data), "--port", "0", "--json")
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            self.gateway_url = json.loads(line)["url"]
        except (ValueError, KeyError) as error:
            raise KnownError(_FAILED, what="gateway") from error

    def gateway(self, *arguments: str) -> object:
        """Runs one command of the gateway and returns what it reports."""
        done = subprocess.run(
            module_command("sync.gateway", *arguments, "--data", str(self.gateway_data), "--json"),
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            raise KnownError(_FAILED, what=f"gateway {arguments[0]}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def set_up_office(self) -> None:
        """The sample office, unless this folder already has one."""
        if not self.folder.exists:
            from forms.clock import SystemClock

            set_up(self.folder, SAMPLE, PASSPHRASE, SystemClock())

    def enrol(self, url: str) -> None:
        """Makes the office known to the gateway through ``url``."""
        from forms.clock import SystemClock
        from kiosk.services.enrolment import enrol
        from kiosk.services.unlocking import unlock

        issued = self.gateway("enrol")
        assert isinstance(issued, dict)
        desk = unlock(self.folder, "quan-tri-1", PASSPHRASE, SystemClock())
        try:
            enrol(desk, str(issued["code"]), url)
        finally:
            desk.close()

    def start_agent(self) -> None:
        """Starts the agent on the office's outbox."""
        self._start(module_command("sync", "run", "--data-dir", str(self.folder.root)))

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self._running.append(process)
        return process
