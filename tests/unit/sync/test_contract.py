"""The real agent against the real gateway: two programs that share only the documents, over a link that is cut."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from forms.catalogue import Catalogue
from forms.sample import sample
from sync.__main__ import main
from sync.card import GatewayCard
from sync.inbox import Inbox
from sync.outbox import Outbox
from sync.parcel import NoticeKind, Statement, StatementType, open_notice, open_result
from tests.unit.gateway.cargo import Cargo, pack
from tests.unit.gateway.rig import Machine

PYTHON = sys.executable


@dataclass
class Cutter:
    """A TCP proxy that resets every connection once ``budget`` bytes have gone up, then lets all pass."""

    target: int
    budget: int
    cuts: int = 0
    port: int = 0
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _open: list[socket.socket] = field(default_factory=list)

    def start(self) -> None:
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for sock in [self._listener, *self._open]:
            sock.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                down, _ = self._listener.accept()
                up = socket.create_connection(("127.0.0.1", self.target))
                self._open += [down, up]
                for source, sink, counted in ((down, up, True), (up, down, False)):
                    threading.Thread(target=self._pump, args=(source, sink, counted), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(16_384):
                sink.sendall(data)
                if counted and self.cuts == 0:
                    self.budget -= len(data)
                    if self.budget < 0:
                        self.cuts = 1
                        break
        for sock in (source, sink):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """A gateway of two processes: its data folder and its port."""
    folder = tmp_path_factory.mktemp("gateway")
    command = [PYTHON, "-m", "sync.gateway", "serve", "--data", str(folder), "--port", "0"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as gateway,
    ):
        assert gateway.stdout is not None
        ready = json.loads(gateway.stdout.readline())
        yield folder, int(ready["url"].rpartition(":")[2])
        gateway.send_signal(signal.SIGTERM)
        gateway.wait(20)


def gateway_says(command: str, folder: Path, *more: str) -> object:
    """The JSON a gateway command prints."""
    arguments = [PYTHON, "-m", "sync.gateway", command, *more, "--data", str(folder), "--json"]
    return json.loads(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)


def enrolled(
    machine: Machine, gateway: Path, data: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> GatewayCard:
    """Enrol a machine by the agent's own command."""
    code = gateway_says("enrol", gateway)
    assert isinstance(code, dict)
    request = {
        "office": {"unit": machine.unit, "name": "UBND xã Mẫu", "counter": "Q1"},
        "device_key": machine.signing.public.hex(),
        "notice_key": machine.notice.public.data.hex(),
        "officers": [{"code": "can-bo-1", "role": "commune_officer", "key": machine.officer.public.hex()}],
    }
    printed = StringIO()
    monkeypatch.setattr(sys, "stdin", StringIO(json.dumps(request)))
    url = f"http://127.0.0.1:{port}"
    with contextlib.redirect_stdout(printed):
        assert main(["enrol", code["code"], "--gateway", url, "--data-dir", str(data), "--json"]) == 0
    answer = json.loads(printed.getvalue())
    machine.device = answer["device"]
    return GatewayCard.decode(bytes.fromhex(answer["card"]))


def filings(machine: Machine, card: GatewayCard, many: int) -> list[Cargo]:
    """Valid dossiers of the shipped procedure, each with a small and a large paper."""
    definition = Catalogue.shipped().newest("1.004873", date(2026, 11, 20))
    slots = [paper.id for paper in definition.papers][:2]
    sizes = (2_000, 400_000)
    return [
        pack(
            machine,
            card.kem,
            procedure=definition.code,
            version=definition.version,
            answers=sample(definition, seed),
            papers=tuple((slot, bytes([seed]) * size) for slot, size in zip(slots, sizes, strict=False)),
        )
        for seed in range(many)
    ]


def put(data: Path, cargo: list[Cargo]) -> None:
    outbox = Outbox(data / "outbox")
    for one in cargo:
        for blob in one.blobs:
            outbox.put_blob(blob.name, blob.data)
        outbox.enqueue(one.data)
    outbox.close()


def once(data: Path) -> dict[str, object]:
    printed = StringIO()
    with contextlib.redirect_stdout(printed):
        assert main(["once", "--data-dir", str(data), "--json"]) == 0
    told: dict[str, object] = json.loads(printed.getvalue())
    return told


def test_dossiers_reach_the_province_once_and_their_numbers_come_home(
    serving: tuple[Path, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, port = serving
    link = Cutter(port, budget=700_000)
    link.start()
    machine = Machine()
    card = enrolled(machine, folder, tmp_path, link.port, monkeypatch)
    cargo = filings(machine, card, 4)
    put(tmp_path, cargo)
    told = once(tmp_path)
    while told["link"] != "up":
        told = once(tmp_path)
    link.close()
    assert link.cuts == 1
    assert (told["delivered"], told["refused"], told["notices"]) == (4, 0, 4)

    outbox = Outbox(tmp_path / "outbox")
    for one in cargo:
        state = outbox.state(one.parcel)
        assert state is not None
        said = [Statement.decode_verified(data, card.sign) for data in state.statements]
        assert [statement.type for statement in said] == [StatementType.RECORDED, StatementType.DELIVERED]
        assert all(statement.is_about(one.data) for statement in said)
    outbox.close()
    opened = [
        open_notice(data, card.sign, machine.notice)[1] for _, data in Inbox(tmp_path / "inbox").after(0)
    ]
    assert {notice.what for notice in opened} == {NoticeKind.NUMBER}
    numbers = {notice.dossier: notice.official_number for notice in opened}
    assert set(numbers) == {one.manifest.dossier for one in cargo}
    listed = gateway_says("list", folder)
    assert isinstance(listed, list)
    ours = [(row["dossier"], row["official_number"]) for row in listed if row["dossier"] in numbers]
    assert sorted(ours) == sorted(numbers.items())  # each once, under the number that came home


def test_a_dossier_with_a_wrong_answer_is_refused_alone_and_a_result_comes_home(
    serving: tuple[Path, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, port = serving
    machine = Machine(unit="03128")
    card = enrolled(machine, folder, tmp_path, port, monkeypatch)
    (good,) = filings(machine, card, 1)
    bad = pack(machine, card.kem, procedure="1.004873", version="2026.1", answers={"purpose": "no-such"})
    put(tmp_path, [bad, good])
    told = once(tmp_path)
    assert (told["delivered"], told["refused"]) == (1, 1)
    outbox = Outbox(tmp_path / "outbox")
    state = outbox.state(bad.parcel)
    assert state is not None
    assert state.reason == "answers-invalid"
    outbox.close()
    result = tmp_path / "ket-qua.pdf"
    result.write_bytes(b"%PDF-1.7 " + bytes(700_000))
    gateway_says("notify", folder, good.manifest.dossier, "--result", str(result))
    inbox = Inbox(tmp_path / "inbox")
    for _ in range(20):  # the opener seals it in its own time
        once(tmp_path)
        notices = [open_notice(data, card.sign, machine.notice)[1] for _, data in inbox.after(0)]
        results = [plain for plain in notices if plain.result is not None]
        if results:
            break
    (plain,) = results
    found = plain.result
    assert found is not None
    sealed = inbox.result(found.blob)
    assert sealed is not None
    assert open_result(sealed, plain.id, found, machine.notice) == result.read_bytes()
