"""What sixty careful lines reach: one package a dossier, two in flight, resumed from where they stopped (tus 1.0).

    python yardstick.py FOLDER HOST PORT

Address first, then the bytes; eight seconds without an acknowledgement end a flow; back-off with jitter, eight seconds at most.
"""

import http.client
import io
import queue
import random
import socket
import sys
import threading
import time
from pathlib import Path

IN_FLIGHT = 2
ANSWER_SECONDS, UNACKNOWLEDGED_MS = 15.0, 8_000


class Worker(threading.Thread):
    """Sends packages until none is left."""

    def __init__(self, host: str, port: int, packages: "queue.SimpleQueue[bytes]") -> None:
        super().__init__()
        self._address, self._packages = (host, port), packages
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """See the class."""
        while True:
            try:
                package = self._packages.get_nowait()
            except queue.Empty:
                return
            self._carry(package)

    def _carry(self, package: bytes) -> None:
        location, failures = "", 0
        while True:
            try:
                if not location:
                    location = self._ask("POST", "/tus", {"Upload-Length": str(len(package))})["Location"]
                    offset = 0
                else:
                    offset = int(self._ask("HEAD", location)["Upload-Offset"])
                if offset < len(package):
                    self._ask("PATCH", location, {"Upload-Offset": str(offset)}, package[offset:])
                return
            except (OSError, http.client.HTTPException):
                if self._connection is not None:
                    self._connection.close()
                self._connection = None
                time.sleep(random.random() * min(8.0, 0.5 * 2**failures))
                failures += 1

    def _ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> dict[str, str]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(*self._address, timeout=ANSWER_SECONDS)
            self._connection.connect()
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, 18, UNACKNOWLEDGED_MS)  # TCP_USER_TIMEOUT
        told = {"Tus-Resumable": "1.0.0", "Content-Length": str(len(body)), **(headers or {})}
        # As a file: http.client then hands over blocks, each with the time limit for itself.
        self._connection.request(method, path, io.BytesIO(body), told)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status >= 400:
            raise http.client.HTTPException(answer.status)
        return dict(answer.headers)


def main() -> None:
    """See the module."""
    packages: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    for dossier in sorted(Path(sys.argv[1]).iterdir()):
        packages.put(b"".join(file.read_bytes() for file in sorted(dossier.iterdir())))
    workers = [Worker(sys.argv[2], int(sys.argv[3]), packages) for _ in range(IN_FLIGHT)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main()
