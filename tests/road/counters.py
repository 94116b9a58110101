"""A counter as a real agent sees it: an outbox with dossiers in it, for tests with real gateway processes."""

import os
import urllib.request
from pathlib import Path

import cbor2

from forms.states import Carriage
from sync.card import EnrolmentCode
from sync.gateway.keyring import OpenerKeys
from sync.identity import save_identity, transport_key
from sync.outbox import Outbox
from tests.road.processes import Child
from tests.unit.gateway import form
from tests.unit.gateway.cargo import pack
from tests.unit.gateway.rig import Machine

PAGE = os.urandom(200_000)
"""Large enough to travel as an upload of its own."""


class Counter:
    """A kiosk's outbox with dossiers in it, and its agent."""

    def __init__(self, folder: Path, unit: str) -> None:
        self.folder = folder
        self.outbox = Outbox(folder / "outbox")
        self.machine = Machine(unit=unit, transport=transport_key(folder / "outbox"))

    def enrol(self, url: str, code: str) -> None:
        body = self.machine.request(EnrolmentCode.parse(code).secret)
        asked = urllib.request.Request(f"{url}/v1/enrol", cbor2.dumps(body), method="POST")
        with urllib.request.urlopen(asked, timeout=20) as answer:
            told = cbor2.loads(answer.read())
        self.machine.device = told["device"]
        save_identity(self.folder / "outbox", url, told["device"], self.machine.unit, told["card"])

    def file(self, keys: OpenerKeys, count: int) -> None:
        for _ in range(count):
            cargo = pack(
                self.machine,
                keys.kem.public,
                answers=form.ANSWERS,
                papers=(("id_card", b"front" * 400), ("other", PAGE)),
                parts=("certificate", "registry"),
                procedure=form.CODE,
            )
            for blob in cargo.blobs:
                self.outbox.put_blob(blob.name, blob.data)
            self.outbox.enqueue(cargo.data)

    def start(self) -> Child:
        return Child(["-m", "sync", "run", "--data-dir", str(self.folder)], self.folder / "agent.err")

    def delivered(self) -> int:
        return self.outbox.counts().get(Carriage.DELIVERED, 0)
