"""What the other side, or whoever stands in its place, cannot make a call do."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sync.gateway.passing.answers import Verdict, understand
from sync.gateway.passing.calling import LARGEST, Asked, HttpsCaller, NoAnswer
from tests.unit.gateway.passing.plans import plan


class Other(BaseHTTPRequestHandler):
    """Sends callers elsewhere, or never ends."""

    seen: list[tuple[str, str | None]]

    def do_POST(self) -> None:
        """Note who asked for what, and answer badly."""
        self.seen.append((self.path, self.headers["Authorization"]))
        self.rfile.read(int(self.headers["Content-Length"]))
        self.close_connection = True
        if self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(LARGEST // 65536 + 2):
                    self.wfile.write(b"x" * 65536)
            except OSError:
                return
            return
        self.send_response(307)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")  # type: ignore[attr-defined]  # of the class made below
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def other() -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    seen: list[tuple[str, str | None]] = []
    handler = type("Handler", (Other,), {"seen": seen})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()
        thread.join()


def test_a_token_goes_nowhere_but_to_the_address_of_the_plan(
    other: tuple[str, list[tuple[str, str | None]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, seen = other
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login nobody password nothing\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    caller = HttpsCaller(plan(tmp_path).roads["tinh"])
    status, body = caller.post(Asked(f"{url}/token", {"Authorization": "Bearer secret"}, b"{}"))
    assert status == 307
    assert understand(status, body).verdict not in (Verdict.ACCEPTED, Verdict.EXISTS)
    assert seen == [("/token", "Bearer secret")]


def test_an_answer_without_end_is_given_up(
    other: tuple[str, list[tuple[str, str | None]]], tmp_path: Path
) -> None:
    caller = HttpsCaller(plan(tmp_path).roads["tinh"])
    with pytest.raises(NoAnswer) as none:
        caller.post(Asked(f"{other[0]}/endless", {}, b"{}"))
    assert none.value.code == "too-long"
