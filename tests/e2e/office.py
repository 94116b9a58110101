"""Starting and asking the real processes. Every process started here is ended here, by its own handle."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "mot-mat-khau-bia-dat"


@dataclass
class Done:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class RealOffice:
    """A kiosk folder and a gateway folder, and commands on both."""

    root: Path
    env: dict[str, str] = field(init=False)
    url: str = ""
    _gateway: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        self.env = {
            **os.environ,
            "HOSO_CONFIG_DIR": str(self.root / "machine"),
            "HOSO_DATA_DIR": str(self.root / "nowhere"),
            "QT_QPA_PLATFORM": "offscreen",
        }

    @property
    def data(self) -> Path:
        return self.root / "office"

    def run(self, module: str, *arguments: str, stdin: str = "", cwd: Path = ROOT) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            env=self.env,
            cwd=cwd,
            timeout=90,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def kiosk(self, *arguments: str, officer: str = "", stdin: str = PASSPHRASE + "\n") -> Done:
        who = ("--officer", officer) if officer else ()
        return self.run("kiosk", *arguments, *who, "--data-dir", str(self.data), "--json", stdin=stdin)

    def sync(self, *arguments: str) -> Done:
        return self.run("sync", *arguments, "--data-dir", str(self.data), "--json")

    def gateway(self, *arguments: str) -> Done:
        return self.run("sync.gateway", *arguments, "--data", str(self.root / "gateway"), "--json")

    def start_gateway(self) -> None:
        self._gateway = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "sync.gateway",
                "serve",
                "--data",
                str(self.root / "gateway"),
                "--port",
                "0",
                "--json",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self.env,
            cwd=ROOT,
        )
        assert self._gateway.stdout is not None
        self.url = json.loads(self._gateway.stdout.readline())["url"]

    def stop_gateway(self) -> None:
        if self._gateway is not None:
            self._gateway.terminate()
            self._gateway.wait(20)
            assert self._gateway.stdout is not None
            self._gateway.stdout.close()
            self._gateway = None
