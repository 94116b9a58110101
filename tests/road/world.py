"""One office and one province in one process: real services, store, outbox, agent, ingest and opener; only the clock, the
cable between them and the moment of death are made here.

An office is set up and enrolled once and copied for every world: Argon2id is slow on purpose.
"""

import asyncio
import functools
import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from forms.catalogue import Catalogue
from forms.states import Carriage
from kiosk.folder import Folder
from kiosk.services.desk import Desk
from kiosk.services.enrolment import publish_keys
from kiosk.services.office import SAMPLE, set_up
from kiosk.services.secrets import DEVICE_ID, GATEWAY_CARD, device_key, office_notice_key
from kiosk.services.unlocking import reopen, shift_of, unlock
from sync import cbor
from sync.agent import Agent, LinkState
from sync.enrolment import enrol
from sync.gateway.backoffice import BackOffice
from sync.gateway.codes import issue_code
from sync.gateway.database import Database
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.ingest.app import IngestPorts, build_app
from sync.gateway.keyring import IngestKeys, OpenerKeys
from sync.gateway.layout import Layout
from sync.gateway.models import StatementRow
from sync.gateway.opener.answers import AnswerJudge
from sync.gateway.opener.carding import publish_keys as publish_gateway_keys
from sync.gateway.opener.carding import refresh_card
from sync.gateway.opener.numbers import DelegatedNumbers
from sync.gateway.opener.opener import Opener, OpenerPorts
from sync.gateway.opener.service import read_watermark
from sync.gateway.settings import Setting, publish
from sync.identity import load_identity
from sync.inbox import Inbox
from sync.link import GatewayLink
from sync.outbox import Outbox
from sync.times import write_time
from sync.transport import Answer, Call, FileSlice, LinkDown
from tests.in_process import InProcess
from tests.office_factories import DAY, PASSPHRASE
from tests.road.plug import GATEWAY, KIOSK, Killed, Plug
from tests.store_factories import SetClock

SERVICE, AGENT, INGEST, OPENER, OFFICE = "service", "agent", "ingest", "opener", "office"
MACHINE = {SERVICE: KIOSK, AGENT: KIOSK, INGEST: GATEWAY, OPENER: GATEWAY, OFFICE: GATEWAY}
OFFICER = "can-bo-1"
URL = "http://127.0.0.1:9"
PIECE = 16 * 1024


class Cable(InProcess):
    """The link: carries a request into ingest's application and the answer back, or fails as told.

    So near that nothing goes over two connections at once: who would be first is no choice of a test's.
    ``faults`` are used up one a request: ``before`` (it never arrives), ``after`` (done, but the answer is lost), an
    integer (the body is cut off after so many bytes). ``down`` fails everything.
    """

    trip: float = 0.001

    def __init__(self, app: Callable[[], Any], on_death: Callable[[], None], plug: Plug) -> None:
        self._app = app
        self._on_death = on_death
        self._plug = plug
        self._runner = asyncio.Runner()
        self._lock = threading.Lock()
        self.faults: list[str | int | None] = []
        self.down = False
        self.answered: list[tuple[str, bytes]] = []

    def send(self, call: Call) -> Answer:
        with self._lock:
            fault = self.faults.pop(0) if self.faults else None
            if self.down or fault == "before" or INGEST in self._plug.dead:
                raise LinkDown("connect")
            try:
                with self._plug.acting(GATEWAY, INGEST):
                    answer = self._runner.run(self._ask(call, fault if isinstance(fault, int) else None))
            except Killed:
                self._on_death()
                raise LinkDown("cut") from None
            if fault is not None or answer is None:
                raise LinkDown("cut")
            self.answered.append((call.path, answer.body))
            return answer

    def close(self) -> None:
        self._runner.close()

    async def _ask(self, call: Call, cut: int | None) -> Answer | None:
        body = call.body if isinstance(call.body, bytes) else b"" if call.body is None else _slice(call.body)
        arriving = body if cut is None else body[: min(cut, len(body))]
        pieces = [arriving[at : at + PIECE] for at in range(0, len(arriving), PIECE)] or [b""]
        path, _, query = call.path.partition("?")
        headers = {"content-length": str(len(body)), **call.headers}
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": call.method,
            "scheme": "http", "path": path, "raw_path": call.path.encode(), "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 9),
        }  # fmt: skip
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if pieces:
                piece = pieces.pop(0)
                return {"type": "http.request", "body": piece, "more_body": bool(pieces) or cut is not None}
            if cut is None:
                await asyncio.sleep(3600)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self._app()(scope, receive, send)
        if not sent:
            return None
        got = {name.decode().lower(): value.decode() for name, value in sent[0].get("headers", ())}
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], got, content)


def _slice(part: FileSlice) -> bytes:
    return part.path.read_bytes()[part.offset : part.offset + part.length]


@dataclass
class Gateway:
    """The province's two processes over one folder, each with a database of its own open."""

    root: Path
    clock: SetClock
    layout: Layout = field(init=False)

    def __post_init__(self) -> None:
        self.layout = Layout.of(self.root)
        self.shelf = FolderShelf(self.layout.blobs)
        self.ingest_keys = IngestKeys.ensure(self.layout.ingest_keys)
        self.keys = OpenerKeys.ensure(self.layout.opener_keys)
        self.start_ingest()
        self.start_opener()

    def start_ingest(self) -> None:
        self.ingest_database = Database.open(None, self.layout.database)
        # As if about to stop: whoever asks for news is not kept waiting in a world whose clock stands still.
        self.app = build_app(
            IngestPorts(self.ingest_database, self.shelf, self.ingest_keys, self.clock, lambda: True)
        )

    def start_opener(self) -> None:
        self.database = Database.open(None, self.layout.database)
        self.opener = Opener(
            OpenerPorts(
                database=self.database,
                shelf=self.shelf,
                keys=self.keys,
                clock=self.clock,
                answers=AnswerJudge(self.layout.packs),
                numbers=DelegatedNumbers(self.layout.number_blocks),
                watermark=lambda: read_watermark(self.layout.watermark),
            )
        )
        self.office = BackOffice(self.database, self.shelf, self.layout.packs, self.clock)

    def publish(self) -> None:
        """What both processes say of themselves at their first start."""
        with self.database.write() as session:
            publish(session, Setting.INGEST_KEY, self.ingest_keys.sign.public)
            publish(session, Setting.URL, URL.encode())
        publish_gateway_keys(self.database, self.keys)
        assert refresh_card(self.database, self.keys, "trial", self.clock)

    def close(self) -> None:
        self.ingest_database.close()
        self.database.close()

    def statements(self) -> dict[tuple[str, str, str], bytes]:
        """Every statement kept, by (parcel, hash of the manifest, type)."""
        with self.database.read() as session:
            rows = session.scalars(select(StatementRow)).all()
        return {(row.parcel, row.manifest_sha256, row.type): row.data for row in rows}


@dataclass
class Carrier:
    """The agent's process."""

    outbox: Outbox
    inbox: Inbox
    agent: Agent

    @classmethod
    def start(cls, folder: Folder, clock: SetClock, cable: Cable) -> "Carrier":
        outbox, inbox = Outbox(folder.outbox, clock), Inbox(folder.inbox)
        link = GatewayLink(cable, load_identity(folder.outbox), clock)

        def pause(seconds: float) -> bool:
            clock.pass_time(seconds)
            return False

        agent = Agent(clock, outbox, inbox, link, pause)
        agent.begin()
        return cls(outbox, inbox, agent)


class World:
    """Everything, and who is alive."""

    def __init__(self, template: Path, root: Path, plug: Plug, day: datetime = DAY) -> None:
        self.plug = plug
        self.root = root
        self.clock = SetClock(day)
        self._generation = 0
        shutil.copytree(template, root / "0", ignore=shutil.ignore_patterns("shift.json"))
        self.shift = json.loads((template / "shift.json").read_text())
        self._place()
        self.gateway = Gateway(self.here / "gateway", self.clock)
        self.cable = Cable(lambda: self.gateway.app, self._ingest_died, plug)
        self._kiosk_up()
        self.said: dict[tuple[str, str, str], bytes] = {}

    @property
    def here(self) -> Path:
        return self.root / str(self._generation)

    @property
    def folder(self) -> Folder:
        return Folder(self.here / "office")

    def _place(self) -> None:
        self.plug.roots = {KIOSK: self.here / "office", GATEWAY: self.here / "gateway"}

    def _kiosk_up(self) -> None:
        self.desk: Desk = reopen(self.folder, self.shift, self.clock)
        self.carrier = Carrier.start(self.folder, self.clock, self.cable)

    # Working

    def serve(self, work: Callable[[Desk], Any]) -> Any:
        """An act of the officer; raises ``Killed`` when the service dies of it (it is up again then)."""
        self.clock.pass_time(1)
        try:
            with self.plug.acting(KIOSK, SERVICE):
                return work(self.desk)
        except Killed:
            self._bury(SERVICE)
            raise

    def carry(self) -> LinkState | None:
        """One round of the agent; ``None`` when it died of it."""
        self.clock.pass_time(1)
        try:
            with self.plug.acting(KIOSK, AGENT):
                state = self.carrier.agent.round(0)
            assert state is not LinkState.FAULT or self.plug.full, "the agent met a fault of our own"
            return state
        except Killed:
            self._bury(AGENT)
            return None
        finally:
            if GATEWAY in self.plug.cut:
                self._power_back(GATEWAY)

    def open(self) -> int | None:
        """The opener does what there is to do; ``None`` when it died of it."""
        self.clock.pass_time(1)
        try:
            with self.plug.acting(GATEWAY, OPENER):
                return self.gateway.opener.work()
        except Killed:
            self._bury(OPENER)
            return None

    def notify(self, work: Callable[[BackOffice], Any]) -> None:
        self.clock.pass_time(1)
        with self.plug.acting(GATEWAY, OFFICE):
            work(self.gateway.office)

    def backed_up(self) -> None:
        """Everything up to now is safe elsewhere."""
        self.gateway.layout.watermark.write_text(write_time(self.clock.now()))

    # Dying and coming back

    def _ingest_died(self) -> None:
        if GATEWAY not in self.plug.cut:
            self._bury(INGEST)

    def _bury(self, actor: str) -> None:
        machine = MACHINE[actor]
        self.plug.buried(actor)
        if machine in self.plug.cut:
            self._power_back(machine)
            return
        self.restart(actor)

    def restart(self, actor: str) -> None:
        """The process of ``actor`` ends, if it has not yet, and a new one finds what lies on disk."""
        self.plug.dead.discard(actor)
        self.plug.armed.pop(actor, None)
        if actor == SERVICE:
            self.desk.close()
            self.desk = reopen(self.folder, self.shift, self.clock)
        elif actor == AGENT:
            self.carrier.outbox.close()
            self.carrier = Carrier.start(self.folder, self.clock, self.cable)
        elif actor == INGEST:
            self.gateway.ingest_database.close()
            self.gateway.start_ingest()
        elif actor == OPENER:
            self.gateway.database.close()
            self.gateway.start_opener()

    def _power_back(self, machine: str) -> None:
        """Both processes of a machine find the disk as it lay at that moment, journals of the databases included."""
        old, gateway, desk, carrier = self.here, self.gateway, self.desk, self.carrier
        self._generation += 1
        shutil.copytree(old, self.here)
        self._place()
        self.plug.cut.discard(machine)
        for actor, where in MACHINE.items():
            if where == machine:
                self.plug.dead.discard(actor)
                self.plug.armed.pop(actor, None)
        # The other machine's processes go on over the copy of their folder, opened afresh.
        self.gateway = Gateway(self.here / "gateway", self.clock)
        self._kiosk_up()
        gateway.close()
        desk.close()
        carrier.outbox.close()
        shutil.rmtree(old)

    def kill_next(self, actor: str, arm: Any) -> None:
        self.plug.armed[actor] = arm

    def heal(self) -> None:
        """Nobody dies any more and the link is there."""
        self.plug.armed.clear()
        self.cable.faults.clear()
        self.cable.down = False

    def settle(self) -> None:
        """Rounds until nothing moves: hours pass, because what was put off is tried ever later."""
        quiet = 0
        for _ in range(24):
            self.clock.pass_time(3700)
            before = (self.carrier.outbox.changes(), self.carrier.inbox.last(), self.gateway.statements())
            self.carry()
            self.open()
            self.carry()
            self.serve(_refresh)
            after = (self.carrier.outbox.changes(), self.carrier.inbox.last(), self.gateway.statements())
            quiet = quiet + 1 if before[1:] == after[1:] else 0
            home = all(item.carriage is Carriage.DELIVERED for item in self.carrier.outbox.list())
            if quiet == (2 if home else 8):
                return

    def heard(self) -> None:
        """No parcel has ever been told two different things: checks every answer the agent has had."""
        for path, body in self.cable.answered:
            if path in ("/v1/parcels", "/v1/news"):
                fields = cbor.loads_map(body)
                groups = (
                    [one.get("statements", []) for one in fields["results"]]
                    if path == "/v1/parcels"
                    else list(fields["statements"].values())
                )
                for data in (one for group in groups for one in group):
                    key = _key(data, self.gateway.keys.sign.public)
                    assert self.said.setdefault(key, data) == data, f"two different statements {key}"
        self.cable.answered.clear()

    def close(self) -> None:
        self.desk.close()
        self.carrier.outbox.close()
        self.gateway.close()
        self.cable.close()


def _refresh(desk: Desk) -> Any:
    from kiosk.services import counter

    return counter.refresh(desk)


def _key(data: bytes, sign: bytes) -> tuple[str, str, str]:
    from sync.parcel import Statement

    said = Statement.decode_verified(data, sign)
    return said.parcel, said.manifest.hex(), str(said.type)


@functools.cache
def template_in(base: Path) -> Path:
    """The one template of a test run, whichever folder of tests asks first."""
    return make_template(base / "road-template")


def make_template(root: Path, clock: SetClock | None = None) -> Path:
    """An enrolled office and its province, everything closed, with the keys of a shift beside them."""
    patch = pytest.MonkeyPatch()
    patch.setenv("HOSO_CONFIG_DIR", str(root / "machine"))
    clock = clock or SetClock(DAY)
    gateway = Gateway(root / "gateway", clock)
    gateway.publish()
    cable = Cable(lambda: gateway.app, lambda: None, Plug())
    folder = Folder(root / "office")
    set_up(folder, SAMPLE, PASSPHRASE, clock)
    desk = unlock(folder, OFFICER, PASSPHRASE, clock)
    device = device_key(desk)
    request = {
        "office": {"unit": desk.office.unit, "name": desk.office.name, "counter": desk.office.counter},
        "device_key": device.public.hex(),
        "notice_key": office_notice_key(desk).public.data.hex(),
        "officers": [
            {"code": one.code, "role": str(one.role), "key": one.public_key.hex()}
            for one in desk.store.office.officers()
        ],
    }
    code = issue_code(gateway.database, clock, gateway.keys.sign.public)
    name, card = enrol(folder.outbox, code, URL, request, lambda *_: cable)
    desk.store.secrets.put(DEVICE_ID, name.encode())
    desk.store.secrets.put(GATEWAY_CARD, card)
    publish_keys(desk, name, device.public)
    (root / "shift.json").write_text(json.dumps(shift_of(desk)))
    desk.close()
    gateway.close()
    cable.close()
    patch.undo()
    return root


@functools.cache
def _shipped() -> Catalogue:
    return _real_shipped(None)


_real_shipped = Catalogue.shipped


def quick_catalogue(extra: Path | None = None, *, signed: bool = False) -> Catalogue:
    """The shipped definitions, read once: a restart in these worlds would spend its time on nothing else."""
    return _real_shipped(extra, signed=signed) if extra is not None and extra.is_dir() else _shipped()
