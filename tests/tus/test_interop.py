"""Our uploader against the Node tus server, and the Node client against our gateway."""

import json
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cbor2
import pytest

from forms.clock import SystemClock
from sync.addresses import Addresses
from sync.blob import blob_name
from sync.dispatch import Dispatch
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.layout import Layout
from sync.http_transport import HttpTransport
from sync.identity import transport_key
from sync.link import TUS, GatewayLink, Slot
from sync.manifest import BlobRef
from sync.pace import Pace
from sync.streams import Streams
from sync.transport import Call
from sync.width import Width
from tests.unit.gateway.cargo import fresh_id
from tests.unit.gateway.rig import Machine
from tests.unit.sync.stage import Road, packed, queue
from tests.unit.sync.test_contract import Cutter, enrolled, serving  # noqa: F401 - a fixture

PACKAGES = ("@tus/server@2.4.5", "@tus/file-store@2.1.1", "tus-js-client@4.3.1")
HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(shutil.which("npm") is None, reason="node and npm are not here"),
]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages and our two scripts; gone with the test."""
    folder = tmp_path_factory.mktemp("node")
    (folder / "package.json").write_text('{"private": true, "type": "module"}')
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", *PACKAGES]
    subprocess.run(command, cwd=folder, check=True, timeout=300)
    for script in HERE.glob("*.mjs"):
        shutil.copy(script, folder)
    return folder


@pytest.fixture
def node_server(node: Path, tmp_path: Path) -> Iterator[tuple[Path, int]]:
    files = tmp_path / "files"
    files.mkdir()
    command = ["node", "server.mjs", str(files)]
    with subprocess.Popen(
        command, cwd=node, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield files, int(server.stdout.readline())
        server.stdin.close()
        server.wait(20)


class PlainTus(GatewayLink):
    """Our link to a server that knows nothing but tus: addresses by creation, everything else as ever."""

    def slots(self, blobs: Any) -> dict[str, Slot]:
        return {ref.blob: self._create(ref) for _, ref in blobs}

    def _create(self, ref: BlobRef) -> Slot:
        headers = {"Tus-Resumable": TUS, "Upload-Length": str(ref.size)}
        answer = self.transport.send(Call("POST", "/files", b"", headers))
        assert answer.status == 201
        return Slot(
            ref.blob, urlsplit(answer.headers["location"]).path, 0, "none", datetime(2100, 1, 1, tzinfo=UTC)
        )

    def probe(self, reach: float | None = None) -> Any:
        self.transport.send(Call("OPTIONS", "/files"))


def test_our_uploader_fills_the_node_server_over_a_line_that_is_cut(
    node_server: tuple[Path, int], tmp_path: Path
) -> None:
    files, port = node_server
    line = Cutter(port, budget=700_000)
    line.start()
    road = Road(tmp_path)
    one = packed(1, 900_000, 300_000)
    queue(road.outbox, one)
    dispatch = Dispatch(road.outbox)
    dispatch.offered(one.parcel, set(one.papers))
    link = PlainTus(HttpTransport(f"http://127.0.0.1:{line.port}"), road.link.identity, SystemClock())
    pace = Pace(first=200_000, least=50_000, most=200_000)
    streams = Streams(
        SystemClock(),
        dispatch,
        link,
        Addresses(link),
        pace,
        Width(),
        1000,
        lambda _seconds: False,
        lambda: None,
    )
    streams.widen()
    streams.join()
    streams.raise_fault()
    link.transport.renew()
    line.close()
    road.outbox.close()
    assert line.cuts == 1
    here = {blob_name(path.read_bytes()): path for path in files.iterdir() if path.suffix != ".json"}
    assert set(one.papers) == set(here)  # each once: after the cut the same addresses went on
    assert len(list(files.glob("*.json"))) == len(one.papers)


@pytest.mark.parametrize("then", ["keep", "terminate"])
def test_the_node_client_uploads_to_our_gateway_with_a_bearer(
    node: Path,
    serving: tuple[Path, int],  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    then: str,
) -> None:
    folder, port = serving
    machine = Machine(unit="03129" if then == "keep" else "03130")
    enrolled(machine, folder, tmp_path, port, monkeypatch)
    machine.transport = transport_key(tmp_path / "outbox")
    data = random.Random(then).randbytes(600_000)
    paper = tmp_path / "paper"
    paper.write_bytes(data)
    wanted = {"parcel": fresh_id(), "blob": blob_name(data), "size": len(data)}
    bearer = _ask(machine, port, "/v1/bearers", wanted)["token"]
    script = ["node", "client.mjs", f"http://127.0.0.1:{port}/v1/files", str(paper), bearer, then]
    done = subprocess.run(script, cwd=node, capture_output=True, text=True, timeout=120, check=True)
    told = json.loads(done.stdout)
    assert told["error"] is None
    assert len(told["addresses"]) == 1
    assert told["offsets"] == [*range(100_000, len(data), 100_000), len(data)]  # no byte twice
    shelf = FolderShelf(Layout.of(folder).blobs)
    assert shelf.read(blob_name(data)) == data
    again = _ask(machine, port, "/v1/uploads", {"uploads": [wanted]})["uploads"][0]
    assert again["offset"] == len(data)
    assert (again["location"] in told["addresses"][0]) is (then == "keep")


def _ask(machine: Machine, port: int, path: str, fields: dict[str, Any]) -> Any:
    body = cbor2.dumps(fields)
    headers = machine.sign("POST", path, body, SystemClock().now())
    http = HttpTransport(f"http://127.0.0.1:{port}")
    answer = http.send(Call("POST", path, body, headers))
    http.renew()
    assert answer.status == 200, answer.body
    return cbor2.loads(answer.body)
