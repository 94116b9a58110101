"""A CUPS of our own: its own process, folders and socket, no network; printers that write files and can be out of order.

``File`` is a printer whose backend copies each job to a file, as a PDF printer does. While ``trouble`` is set, the backend
reports that keyword and holds the paper back; the keyword stays on the queue, as with real printers, until the next job.
``fail`` makes the backend give up with that exit code.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

WHERE = "/usr/sbin/cupsd"

_SERVER = """
Listen {root}/run/cups.sock
LogLevel debug
Browsing Off
WebInterface No
DefaultAuthType None
DirtyCleanInterval 0
ErrorPolicy stop-printer
PreserveJobFiles Yes
PreserveJobHistory Yes
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
_FILES = """
ServerRoot {root}/etc
CacheDir {root}/cache
StateDir {root}/run
RequestRoot {root}/spool
TempDir {root}/tmp
ServerBin {root}/bin
DataDir /usr/share/cups
AccessLog {root}/log/access
ErrorLog {root}/log/error
PageLog {root}/log/page
SystemGroup root
"""
_BACKEND = """#!/bin/sh
[ $# -eq 0 ] && {{ echo 'direct file-writer "Unknown" "Writes files"'; exit 0; }}
if [ -f {root}/out/trouble ]; then
  said=$(cat {root}/out/trouble)
  echo "STATE: +$said" >&2
  while [ -f {root}/out/trouble ]; do sleep 0.05; done
fi
echo "STATE: -media-empty-error,media-jam-error,cover-open-error,offline-report,toner-empty-error" >&2
[ -f {root}/out/fail ] && exit $(cat {root}/out/fail)
cat "${{6:--}}" > "{root}/out/$1.part" && mv "{root}/out/$1.part" "{root}/out/$1.pdf"
"""


def can_run() -> bool:
    """Only root may start a print server, and only where one is installed."""
    return os.geteuid() == 0 and Path(WHERE).exists() and shutil.which("lpadmin") is not None


class PrintServer:
    """Runs until ``close``. ``address`` is what ``CUPS_SERVER`` must say."""

    def __init__(self) -> None:
        # A socket's path may have 107 bytes only; pytest's folders are deeper than that.
        self.root = Path(tempfile.mkdtemp(prefix="cups-"))
        self.root.chmod(0o755)
        for name in ("etc", "cache", "run", "spool", "tmp", "bin/backend", "log", "out"):
            (self.root / name).mkdir(parents=True)
        (self.root / "bin/daemon").symlink_to("/usr/lib/cups/daemon")
        backend = self.root / "bin/backend/writer"
        backend.write_text(_BACKEND.format(root=self.root))
        backend.chmod(0o700)
        (self.root / "cupsd.conf").write_text(_SERVER.format(root=self.root))
        (self.root / "cups-files.conf").write_text(_FILES.format(root=self.root))
        self.address = str(self.root / "run/cups.sock")
        self._process: subprocess.Popen[bytes] | None = None
        self.start()
        self.add("File", default=True)
        self.add("Other")

    def start(self) -> None:
        assert self._process is None
        self._process = subprocess.Popen(
            [WHERE, "-f", "-c", str(self.root / "cupsd.conf"), "-s", str(self.root / "cups-files.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.until(lambda: self._says("lpstat", "-r") == "scheduler is running")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def close(self) -> None:
        (self.root / "out/trouble").unlink(missing_ok=True)
        self.stop()
        shutil.rmtree(self.root)

    def add(self, name: str, *, default: bool = False) -> None:
        self.run("lpadmin", "-p", name, "-E", "-v", "writer:/x")
        if default:
            self.run("lpadmin", "-d", name)

    def run(self, *command: str) -> None:
        subprocess.run(
            command, check=True, env=os.environ | {"CUPS_SERVER": self.address}, capture_output=True
        )

    def reset(self) -> None:
        """Everything well and nothing printed."""
        for path in (self.root / "out").iterdir():
            path.unlink()
        for name in ("File", "Other"):
            self.run("cupsenable", name)
            self.run("cupsaccept", name)
        if not self._is_well():
            self.run("lp", "-d", "File", str(self.root / "cupsd.conf"))  # the backend takes back what it said
            self.until(lambda: self._is_well() and self.printed())
            self.run("cancel", "-a", "-x")
        for path in (self.root / "out").iterdir():
            path.unlink()

    def _is_well(self) -> bool:
        return "Alerts: none" in self._says("lpstat", "-l", "-p", "File")

    def printed(self) -> list[bytes]:
        """What lies in the trays, oldest first."""
        found = sorted((self.root / "out").glob("*.pdf"), key=lambda path: int(path.stem))
        return [path.read_bytes() for path in found]

    def spooled(self) -> list[Path]:
        """Papers the server still holds."""
        return sorted((self.root / "spool").glob("d*"))

    def trouble(self, keyword: str | None) -> None:
        path = self.root / "out/trouble"
        if keyword is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(keyword)

    def fail(self, code: int) -> None:
        (self.root / "out/fail").write_text(str(code))

    def until(self, true, seconds: float = 15.0) -> None:  # type: ignore[no-untyped-def]
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "the print server did not get there"
            time.sleep(0.02)

    def _says(self, *command: str) -> str:
        found = subprocess.run(
            command,
            env=os.environ | {"CUPS_SERVER": self.address},
            capture_output=True,
            text=True,
            check=False,
        )
        return found.stdout.strip()
