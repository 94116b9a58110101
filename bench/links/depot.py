"""The servers of those peers that bring none: whole bodies by PUT, forms by POST, resumable uploads as tus 1.0 has them.

    python depot.py FOLDER HOST PORT

Plain and without any promise beyond a file that is whole; only the standard library.
"""

import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

PIECE = 65_536


class Depot(BaseHTTPRequestHandler):
    """``/put/NAME``, ``/form``, ``/tus`` and ``/tus/ID``."""

    protocol_version = "HTTP/1.1"
    timeout = 120
    folder: Path
    lock = threading.Lock()
    writers: ClassVar[dict[str, object]] = {}
    """Who may write to an upload: the last who asked for it. What an older connection still brings is not taken."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_PUT(self) -> None:
        """A whole body; kept only when it is whole."""
        draft = self.folder / f"{uuid.uuid4().hex}.part"
        if self._receive(draft, "wb"):
            draft.replace(self.folder / Path(self.path).name)
            self._answer(201)

    def do_POST(self) -> None:
        """A new upload's address, or a form with files: all of them or none."""
        if self.path == "/tus":
            name = uuid.uuid4().hex
            (self.folder / name).touch()
            self._answer(201, {"Location": f"/tus/{name}"})
            return
        draft = self.folder / f"{uuid.uuid4().hex}.part"
        if not self._receive(draft, "wb"):
            return
        mark = b"--" + self.headers["Content-Type"].partition("boundary=")[2].strip('"').encode()
        for part in draft.read_bytes().split(mark)[1:-1]:
            (self.folder / uuid.uuid4().hex).write_bytes(part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n"))
        draft.unlink()
        self._answer(201)

    def do_HEAD(self) -> None:
        """How much of an upload is here."""
        self._answer(200, {"Upload-Offset": str(self._take_over())})

    def do_PATCH(self) -> None:
        """More of an upload; what came before a cut stays."""
        upload = self.folder / Path(self.path).name
        if int(self.headers["Upload-Offset"]) != self._take_over():
            self.close_connection = True  # its body was not read
            self._answer(409)
        elif self._receive(upload, "ab"):
            self._answer(204, {"Upload-Offset": str(upload.stat().st_size)})

    def _take_over(self) -> int:
        name = Path(self.path).name
        with self.lock:
            self.writers[name] = self
            return (self.folder / name).stat().st_size

    def _receive(self, target: Path, mode: str) -> bool:
        """The body into a file; False, and the connection done for, when it does not come whole."""
        left = int(self.headers["Content-Length"])
        if self.headers.get("Expect") == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        with target.open(mode, buffering=0) as file:
            while left:
                try:
                    data = self.rfile.read1(min(left, PIECE))
                except OSError:
                    data = b""
                with self.lock:
                    if not data or self.writers.get(target.name, self) is not self:
                        self.close_connection = True
                        return False
                    file.write(data)
                left -= len(data)
        return True

    def _answer(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Tus-Resumable": "1.0.0", "Content-Length": "0", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()


if __name__ == "__main__":
    Depot.folder = Path(sys.argv[1])
    server = ThreadingHTTPServer((sys.argv[2], int(sys.argv[3])), Depot)
    print("ready", flush=True)
    server.serve_forever()
