"""Whatever answers in the gateway's place, over real sockets: nothing is recorded or delivered but by its signature."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest

from forms.clock import SystemClock
from forms.states import Carriage
from kiosk.folder import Folder
from kiosk.services import assisted, counter
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed
from kiosk.services.unlocking import unlock
from sync import cbor
from sync.agent import Report, run_once
from sync.gateway.backoffice import BackOffice
from sync.gateway.database import Database
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.layout import Layout
from sync.http_transport import HttpTransport
from sync.identity import load_identity
from sync.inbox import Inbox
from sync.link import GatewayLink
from sync.outbox import Outbox
from sync.parcel import (
    Manifest,
    NoticeKind,
    NoticePlain,
    SigningKey,
    Statement,
    StatementType,
    manifest_hash,
    seal_notice,
)
from tests.office_factories import ANSWERS, PNG, taken
from tests.road.liar import Asked, Liar, Lie, Reply, cut
from tests.road.processes import PASSPHRASE, Province, run, set_up

CBOR = {"Content-Type": "application/cbor"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
PORTAL = "<html><body><h1>Xin đăng nhập Wi-Fi</h1></body></html>".encode()
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
STRANGER = SigningKey.generate()
LARGE = PNG + bytes(200_000)


@dataclass
class Town:
    """An enrolled office whose agent reaches the province only through the liar."""

    province: Province
    folder: Folder
    liar: Liar
    desk: Desk

    def file(self, *papers: bytes) -> Filed:
        slots = [("identity_card", taken(data)) for data in papers]
        return assisted.file_at_once(self.desk, "1.004873", ANSWERS, slots, "vi-VN")

    def once(self, patience: float = 0.0) -> Report:
        """One round of the real agent over real sockets."""
        identity = load_identity(self.folder.outbox)
        clock = SystemClock()
        outbox = Outbox(self.folder.outbox, clock)
        try:
            link = GatewayLink(HttpTransport(self.liar.url), identity, clock)
            return run_once(clock, outbox, Inbox(self.folder.inbox), link, patience)
        finally:
            outbox.close()

    def carriage(self, filed: Filed) -> tuple[Carriage, Carriage]:
        """What the agent's book and, after a refresh, the kiosk's own say."""
        counter.refresh(self.desk)
        item = self.desk.outbox.state(filed.parcel)
        assert item is not None
        (mine,) = self.desk.store.parcels.by_dossier(filed.dossier)
        return item.carriage, mine.carriage

    def book(self) -> list[str]:
        """The dossiers the province has."""
        layout = Layout.of(self.province.folder)
        database = Database.open(None, layout.database)
        try:
            lines = BackOffice(database, FolderShelf(layout.blobs), layout.packs, SystemClock()).dossiers()
        finally:
            database.close()
        return [line.dossier for line in lines]

    def is_nowhere(self, filed: Filed) -> bool:
        moved = {Carriage.RECORDED, Carriage.DELIVERED, Carriage.REFUSED}
        return not moved & set(self.carriage(filed))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    root = tmp_path_factory.mktemp("town")
    patch = pytest.MonkeyPatch()
    patch.setenv("HOSO_CONFIG_DIR", str(root / "machine"))
    province = Province(root / "province", root / "province.err")
    try:
        folder = set_up(root, province)
        liar = Liar(province.url)
        desk = unlock(folder, "can-bo-1", PASSPHRASE, SystemClock())
        yield Town(province, folder, liar, desk)
        desk.close()
        liar.close()
    finally:
        province.serve.end()
        patch.undo()


@pytest.fixture(autouse=True)
def _truth_again(town: Town) -> Iterator[None]:
    yield
    town.liar.lie = lambda _asked: None


def _always(reply: Reply) -> Lie:
    return lambda _asked: reply


def _but_the_time(reply: Reply) -> Lie:
    """The gateway's own clock answers, so that the agent goes on to the requests that matter."""
    return lambda asked: None if asked.path.startswith("/v1/time") else reply


LIES: dict[str, Lie] = {
    "a portal's page with 200": _always(Reply(200, HTML, PORTAL)),
    "a portal behind the time": _but_the_time(Reply(200, HTML, PORTAL)),
    "a portal that calls itself CBOR": _but_the_time(Reply(200, CBOR, PORTAL)),
    "a redirect": _but_the_time(Reply(302, {"Location": "http://127.0.0.1:1/login"})),
    "a redirect that keeps the method": _but_the_time(Reply(307, {"Location": "/v1/time?nonce=x"})),
    "an empty 200": _but_the_time(Reply(200, CBOR, b"")),
    "an empty map": _but_the_time(Reply(200, CBOR, b"\xa0")),
    "CBOR of another shape": _but_the_time(Reply(200, CBOR, cbor.dumps({"results": [{"parcel": 7}]}))),
    "nonsense bytes": _but_the_time(Reply(200, CBOR, bytes(range(256)) * 40)),
    "no HTTP at all": _but_the_time(Reply(raw=b"HELLO I AM A PRINTER\r\n\r\n")),
    "a hung-up line": _but_the_time(Reply(raw=b"")),
    "500 with a page": _but_the_time(Reply(500, HTML, b"<h1>Oops</h1>")),
    "502 from a proxy": _but_the_time(Reply(502, HTML, b"bad gateway")),
    "503 come again": _but_the_time(Reply(503, {"Retry-After": "120"}, b"")),
    "500 in CBOR": _but_the_time(Reply(500, CBOR, cbor.dumps({"error": "storage"}))),
    "404": _but_the_time(Reply(404, HTML, b"not found")),
    "403 in CBOR": _but_the_time(Reply(403, CBOR, cbor.dumps({"error": "revoked"}))),
    "204": _but_the_time(Reply(204)),
    "endless": _but_the_time(Reply(200, CBOR, bytes(17 * 1024 * 1024))),
}


def test_an_answer_that_is_none_moves_nothing(town: Town) -> None:
    filed = town.file(LARGE)
    for name, lie in LIES.items():
        town.liar.lie = lie
        told = town.once()
        assert told.link in {"down", "portal", "busy", "denied", "up"}, name
        assert told.recorded == told.refused == 0, name
        assert town.is_nowhere(filed), name
    _comes_home(town, filed)


def _comes_home(town: Town, filed: Filed) -> None:
    """With the truth restored the same parcel is delivered, and the province has it once."""
    town.liar.lie = lambda _asked: None
    for _ in range(4):
        town.once(patience=8.0)
        if town.carriage(filed) == (Carriage.DELIVERED, Carriage.DELIVERED):
            break
    assert town.carriage(filed) == (Carriage.DELIVERED, Carriage.DELIVERED)
    assert town.book().count(filed.dossier) == 1


def test_a_truncated_acknowledgement_is_none(town: Town) -> None:
    filed = town.file()
    for keep in (0.1, 0.5, 0.97):
        for honest_length in (True, False):

            def shorten(
                asked: Asked, keep: float = keep, honest_length: bool = honest_length
            ) -> Reply | None:
                if asked.path.startswith("/v1/time"):
                    return None
                return cut(asked.honestly(), keep, honest_length)

            town.liar.lie = shorten
            town.once()
            assert town.is_nowhere(filed), (keep, honest_length)
    _comes_home(town, filed)


def _forge(town: Town, said: Callable[[Manifest, bytes], list[bytes]]) -> Lie:
    """Every answer about parcels is replaced by what ``said`` makes of its manifest; nothing reaches the province."""

    def lie(asked: Asked) -> Reply | None:
        if asked.path == "/v1/parcels":
            results = []
            for entry in cbor.loads_map(asked.body)["parcels"]:
                manifest = Manifest.decode_unverified(entry["manifest"])
                forged = said(manifest, entry["manifest"])
                results.append({"parcel": manifest.parcel, "missing": [], "statements": forged})
            return Reply(200, CBOR, cbor.dumps({"results": results}))
        if asked.path == "/v1/news":
            about = {
                parcel: said(Manifest.decode_unverified(raw), raw)
                for parcel in cbor.loads_map(asked.body)["parcels"]
                if (raw := town.desk.outbox.manifest(parcel)) is not None
            }
            return Reply(200, CBOR, cbor.dumps({"statements": about, "notices": [], "latest": 0}))
        return None if asked.path.startswith("/v1/time") else Reply(404, HTML, b"")

    return lie


def _both(key: SigningKey, manifest: Manifest, about: bytes) -> list[bytes]:
    return [
        Statement(kind, manifest.parcel, about, NOW, "gw", dossier=manifest.dossier).encode(key)
        for kind in (StatementType.RECORDED, StatementType.DELIVERED)
    ]


def test_statements_signed_by_another_key_are_not_believed(town: Town) -> None:
    filed = town.file()
    town.liar.lie = _forge(town, lambda manifest, raw: _both(STRANGER, manifest, manifest_hash(raw)))
    before = town.once().delivered
    assert town.once().delivered == before
    assert town.is_nowhere(filed)
    _comes_home(town, filed)


def test_what_was_truly_said_of_another_parcel_moves_nothing(town: Town) -> None:
    first, filed = town.file(), town.file()
    _comes_home(town, first)
    _comes_home(town, filed)
    third = town.file()
    said = [*(town.desk.outbox.state(first.parcel) or pytest.fail("gone")).statements]
    assert len(said) == 2
    town.liar.lie = _forge(town, lambda _manifest, _raw: said)
    town.once()
    assert town.is_nowhere(third)
    _comes_home(town, third)


def test_a_statement_about_other_bytes_of_the_same_parcel_moves_nothing(town: Town) -> None:
    filed = town.file()
    _comes_home(town, filed)
    other = town.file()
    real = town.desk.outbox.state(filed.parcel)
    assert real is not None

    def bent(manifest: Manifest, raw: bytes) -> list[bytes]:
        flipped = bytearray(real.statements[0])
        flipped[-1] ^= 1
        return [bytes(flipped), real.statements[0][:-9], b"", raw]

    town.liar.lie = _forge(town, bent)
    town.once()
    assert town.is_nowhere(other)
    _comes_home(town, other)


def test_a_gateway_that_claims_to_have_everything_is_asked_again(town: Town) -> None:
    filed = town.file(LARGE, PNG)
    town.liar.lie = _forge(town, lambda _manifest, _raw: [])
    town.once()
    assert town.is_nowhere(filed)
    _comes_home(town, filed)


BENDS: dict[str, Reply] = {
    "too far": Reply(204, {"Tus-Resumable": "1.0.0", "Upload-Offset": "99999999999"}),
    "not tus": Reply(204, {"Upload-Offset": "200000"}),
    "no offset": Reply(204, {"Tus-Resumable": "1.0.0"}),
    "a portal": Reply(200, HTML, PORTAL),
    "a redirect": Reply(302, {"Location": "/v1/time?nonce=x"}),
    "500": Reply(500, HTML, b""),
    "a cut header": Reply(raw=b"HTTP/1.1 204 No Content\r\nTus-Resumable: 1.0.0\r\nUpload-Off"),
}


def _bent_upload(bend: Reply, asked: Asked) -> Reply | None:
    return bend if asked.method in ("PATCH", "HEAD") else None


def test_an_upload_that_never_arrived_is_never_delivered(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.round.ENDING_SECONDS", 1)  # waited for a word that cannot come
    filed = town.file(LARGE)
    for name, bend in BENDS.items():
        town.liar.lie = partial(_bent_upload, bend)
        town.once()
        assert Carriage.DELIVERED not in town.carriage(filed), name
    _comes_home(town, filed)


def test_an_upload_said_to_be_whole_is_sent_again(town: Town) -> None:
    filed = town.file(LARGE)
    whole = {"Tus-Resumable": "1.0.0"}

    def lie(asked: Asked) -> Reply | None:
        if asked.method != "PATCH":
            return None
        return Reply(
            204, {**whole, "Upload-Offset": str(len(asked.body))}
        )  # and nothing of it reaches the province

    town.liar.lie = lie
    town.once(patience=1.0)
    assert Carriage.DELIVERED not in town.carriage(filed)
    _comes_home(town, filed)


def test_a_forged_notice_does_not_reach_the_inbox(town: Town) -> None:
    filed = town.file()
    _comes_home(town, filed)
    before = Inbox(town.folder.inbox).numbers()
    from kiosk.services.secrets import office_notice_key

    plain = NoticePlain("9" * 32, filed.dossier, NoticeKind.NUMBER, "Kẻ lạ", official_number="GIA-1")
    key = office_notice_key(town.desk).public
    seq = before[-1] + 1
    forged = seal_notice(plain, town.desk.office.unit, seq, NOW, key).encode(STRANGER, "gw")

    def lie(asked: Asked) -> Reply | None:
        if asked.path != "/v1/news":
            return None
        fields = cbor.loads_map(asked.honestly().body)
        return Reply(200, CBOR, cbor.dumps({**fields, "notices": [forged, b"nonsense"], "latest": seq}))

    town.liar.lie = lie
    town.once()
    assert Inbox(town.folder.inbox).numbers() == before
    assert counter.detail(town.desk, filed.dossier).dossier.official_number != "GIA-1"


def test_the_real_agent_process_says_so_and_exits_well(town: Town) -> None:
    filed = town.file()
    path = town.folder.outbox / "agent.json"
    kept = path.read_bytes()
    try:
        path.write_text(json.dumps({**json.loads(kept), "gateway": town.liar.url}))
        for lie, link in ((LIES["a portal's page with 200"], "portal"), (LIES["502 from a proxy"], "busy")):
            town.liar.lie = lie
            told = run(
                ["-m", "sync", "once", "--patience", "0", "--data-dir", str(town.folder.root), "--json"]
            )
            assert (told["link"], told["recorded"]) == (link, 0)
            assert town.is_nowhere(filed)
    finally:
        path.write_bytes(kept)
    _comes_home(town, filed)
