"""Blobs in a real S3-compatible store (OpenStack Swift): the same promises as a folder, and what only a store can do."""

import hashlib
import json
import os
import secrets
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forms.clock import SystemClock
from forms.errors import BugError
from forms.states import CaseStatus
from sync.blob import blob_name
from sync.gateway.__main__ import main
from sync.gateway.backing import back_up
from sync.gateway.blobs import BlobShelf, StoreAway
from sync.gateway.ceremony import join_texts, make
from sync.gateway.codes import issue_code
from sync.gateway.database import Database
from sync.gateway.erasing import ErasureProofRow, ErasureRow, NotErased, erase
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.ingest.uploads import UploadRows
from sync.gateway.keyring import OpenerKeys
from sync.gateway.layout import Layout
from sync.gateway.models import DossierRow, ParcelBlobRow, PartRow
from sync.gateway.object_store import ObjectStore, StoreRefused, Versions
from sync.gateway.restoring import rehearse, restore
from sync.gateway.shelving import BlobsLeft, open_shelf
from sync.gateway.store_faults import faults
from sync.gateway.store_plan import Addressing, StorePlan, StorePlanUnsound, load_store
from sync.gateway.store_shelf import StoreShelf
from tests.objectstore import SECRET, Holding, Swift, plan_file, wait_until_away
from tests.road.counters import Counter
from tests.road.processes import Child
from tests.unit.gateway import form
from tests.unit.gateway.cargo import Cargo
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.rig import Gateway, Machine
from tests.unit.gateway.tls import authority

DATA = secrets.token_bytes(150_000)
NAME = blob_name(DATA)
OTHER = b"another sealed blob"
UPLOAD = "0" * 32


@pytest.fixture
def plan(swift: Swift) -> StorePlan:
    """A bucket of its own for each test."""
    return swift.bucket()


@pytest.fixture(params=["folder", "store"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> BlobShelf:
    """Both kinds of place."""
    if request.param == "folder":
        return FolderShelf(tmp_path / "blobs")
    plan = request.getfixturevalue("plan")
    return StoreShelf(ObjectStore(plan), plan.prefix, tmp_path / "blobs")


@pytest.fixture
def stored(plan: StorePlan, tmp_path: Path) -> Iterator[Desk]:
    """A gateway with its opener and back office, its blobs in the store."""
    plan_file(plan, tmp_path / "gateway")
    made = Desk(tmp_path / "gateway")
    yield made
    made.close()


def wait_until_asked_again(shelf: BlobShelf) -> None:
    """The store is not asked for a moment after it was away."""
    assert isinstance(shelf, StoreShelf)
    while True:
        try:
            shelf.store.reach()
        except StoreAway:
            time.sleep(0.01)
        else:
            return


# What both places promise


def test_a_blob_is_kept_under_its_name_alone_until_it_is_destroyed(shelf: BlobShelf) -> None:
    assert (shelf.read(NAME), shelf.size(NAME), shelf.part(NAME, 0, 1)) == (None, None, None)
    shelf.put(NAME, DATA)
    shelf.put(NAME, DATA)
    assert shelf.put_all({NAME: DATA, blob_name(OTHER): OTHER, "0" * 64: OTHER}) == {NAME, blob_name(OTHER)}
    assert shelf.holds([NAME, "0" * 64]) == shelf.standing([NAME]) == {NAME}
    assert shelf.read(NAME) == DATA
    assert shelf.part(NAME, 3, 9) == DATA[3:9]
    with pytest.raises(BugError):
        shelf.put(NAME, OTHER)
    with pytest.raises(BugError):
        shelf.has("../" + NAME)
    assert dict(shelf.stock()) == {NAME: len(DATA), blob_name(OTHER): len(OTHER)}
    assert shelf.remains(NAME) == 1
    assert (shelf.destroy(NAME), shelf.destroy(NAME)) == (1, 0)
    assert (shelf.has(NAME), shelf.remains(NAME)) == (False, 0)
    assert shelf.has(blob_name(OTHER))
    assert shelf.answers()


def test_what_is_laid_is_here_only_when_it_is_kept(shelf: BlobShelf, tmp_path: Path) -> None:
    def lying() -> list[str]:
        return [path.name for path in (tmp_path / "blobs").rglob("*") if path.is_file()]

    assert shelf.lay(NAME, OTHER) is None
    forgotten, one, again = (shelf.lay(NAME, DATA) for _ in range(3))
    assert forgotten is not None
    assert one is not None
    assert again is not None
    shelf.forget(forgotten)
    assert not shelf.holds([NAME])
    shelf.keep_all([one, again])
    shelf.keep_all([one])  # an attempt that failed behind this is made again
    assert shelf.holds([NAME])
    assert lying() == ([NAME] if isinstance(shelf, FolderShelf) else [])
    here = shelf.lay(NAME, DATA)
    assert here is not None
    shelf.destroy(NAME)
    shelf.keep_all([here])
    assert shelf.read(NAME) == DATA, "it was here when it was laid, and no longer when it was kept"


def test_an_upload_becomes_the_blob_only_when_it_is_it(shelf: BlobShelf) -> None:
    draft = shelf.partials.path(UPLOAD)
    draft.write_bytes(OTHER)
    assert not shelf.adopt(UPLOAD, NAME)
    assert not draft.exists()
    assert not shelf.has(NAME)
    draft.write_bytes(DATA)
    assert shelf.partials.has(UPLOAD, len(DATA))
    assert shelf.adopt(UPLOAD, NAME, hashlib.sha256(DATA).hexdigest())
    assert shelf.read(NAME) == DATA
    assert not draft.exists()
    assert shelf.adopt(UPLOAD, NAME), "its bytes gone, the blob is here all the same"


def test_a_draft_a_process_died_over_is_destroyed_with_its_blob(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    assert shelf.lay(NAME, DATA) is not None
    assert not shelf.has(NAME)
    assert (shelf.remains(NAME), shelf.destroy(NAME), shelf.remains(NAME)) == (1, 1, 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_damaged_blob_counts_as_missing_and_is_destroyed_with_what_was_set_aside(shelf: BlobShelf) -> None:
    shelf.put(NAME, DATA)
    if isinstance(shelf, FolderShelf):
        shelf.path(NAME).write_bytes(DATA[:-1] + b"!")
    else:
        assert isinstance(shelf, StoreShelf)
        shelf.store.put(shelf.key(NAME), DATA[:-1] + b"!")
    assert shelf.read(NAME) is None
    assert not shelf.holds([NAME])
    shelf.put(NAME, DATA)
    assert shelf.read(NAME) == DATA
    assert (shelf.remains(NAME), shelf.destroy(NAME), shelf.remains(NAME)) == (2, 2, 0)


# What a store is asked for, and what it answers


def test_the_file_names_the_store_and_never_holds_the_secret(plan: StorePlan, tmp_path: Path) -> None:
    file = plan_file(plan, tmp_path)
    assert load_store(file) == plan
    assert SECRET not in repr(plan)
    text = file.read_text()
    for spoilt in (
        text.replace("http://127.0.0.1", "http://kho.example"),
        text.replace("http://127.0.0.1", "ftp://127.0.0.1"),
        text.replace("blobs-", "Blobs_"),
        text.replace("xa/", "/xa"),
        text.replace("blob-store.key", "none"),
        text + "ca: nowhere.pem\n",
        text + "addressing: sideways\n",
        text + "secret: inline\n",
        text.replace("format: 1", "format: 2"),
    ):
        assert spoilt != text
        file.write_text(spoilt)
        with pytest.raises(StorePlanUnsound) as refused:
            load_store(file)
        assert SECRET not in str(refused.value)


def test_a_store_is_tried_out_in_words_and_a_folder_is_moved_into_it(
    plan: StorePlan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = Layout.of(tmp_path)
    arguments = ["store", "--data", str(tmp_path), "--json"]
    assert main(arguments) == 1
    assert "blob-store.yaml" in capsys.readouterr().err
    Database.open(None, layout.database).close()
    FolderShelf(layout.blobs).put_all({NAME: DATA, blob_name(OTHER): OTHER})
    FolderShelf(layout.blobs).path(blob_name(OTHER)).write_bytes(b"spoilt")
    file = plan_file(plan, tmp_path)
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "bucket": plan.bucket, "tells_absent": True, "keeps": True, "refuses_spoilt": True, "erases": True,
        "versions": "none", "sound": True,
    }  # fmt: skip
    for command in ("list", "serve"):
        assert main([command, "--data", str(tmp_path)]) == 1
        assert "store --move" in capsys.readouterr().err
    assert main([*arguments, "--move"]) == 1
    assert json.loads(capsys.readouterr().out) == {"blobs": 1, "bytes": len(DATA), "damaged": 1}
    assert main(["list", "--data", str(tmp_path)]) == 0
    assert StoreShelf(ObjectStore(plan), plan.prefix, tmp_path / "x").read(NAME) == DATA
    assert not list(FolderShelf(layout.blobs).stock())
    # A wrong secret, a bucket that is not there: said as such, with nothing of the secret.
    (tmp_path / "keys" / "blob-store.key").write_text("wrong")
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert "wrong" not in said.err + said.out
    file.write_text(file.read_text().replace(plan.bucket, "no-such-bucket"))
    (tmp_path / "keys" / "blob-store.key").write_text(SECRET)
    assert main(arguments) == 1
    with pytest.raises(StoreRefused):
        ObjectStore(replace(plan, bucket="no-such-bucket")).get("key")


def test_over_tls_only_the_named_authority_is_believed_and_bodies_are_signed_all_the_same(
    plan: StorePlan, swift: Swift, tmp_path: Path
) -> None:
    trusted, context = authority(tmp_path)
    relay = Holding(swift, context)
    try:
        named = replace(plan, endpoint=relay.endpoint, ca=trusted)
        store = ObjectStore(named)
        assert store.refuses_spoilt("xa/spoilt", DATA)
        assert store.head("xa/spoilt") is None
        store.put("xa/sound", DATA)
        assert store.get("xa/sound") == DATA
        with pytest.raises(StoreAway):
            ObjectStore(replace(named, ca=None)).get("xa/sound")
    finally:
        relay.close()
    virtual = ObjectStore(replace(plan, endpoint="https://kho.example", addressing=Addressing.VIRTUAL))
    address = virtual.client.generate_presigned_url("get_object", Params={"Bucket": plan.bucket, "Key": "x"})
    assert address.startswith(f"https://{plan.bucket}.kho.example/x?")


# A store that is away


def uploading(gateway: Gateway, machine: Machine, size: int = len(DATA)) -> tuple[str, dict[str, str]]:
    asked = {"uploads": [{"parcel": "a" * 32, "blob": NAME, "size": size}]}
    (told,) = gateway.ask(machine, "/v1/uploads", asked)["uploads"]
    return told["location"], {"Authorization": f"Bearer {told['token']}", "Tus-Resumable": "1.0.0"}


def patch(
    gateway: Gateway, path: str, bearer: dict[str, str], offset: int, body: bytes
) -> tuple[int, str | None]:
    headers = bearer | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
    answer = gateway.send("PATCH", path, body, headers)
    return answer.status_code, answer.headers.get("Retry-After")


def test_while_the_store_is_away_nothing_is_acknowledged_and_afterwards_nothing_is_doubled(
    stored: Desk, swift: Swift
) -> None:
    kiosk = stored.enrol(Machine())
    cargo, later = stored.pack(kiosk), stored.pack(kiosk)
    stored.bring(kiosk, cargo)
    path, bearer = uploading(stored, kiosk)
    assert patch(stored, path, bearer, 0, DATA[:1000]) == (204, None)
    swift.stop()
    wait_until_away(swift)
    try:
        assert patch(stored, path, bearer, 1000, DATA[1000:]) == (503, "5")
        assert stored.send("HEAD", path, headers=bearer).status_code == 503
        (told,) = stored.bring(kiosk, later)
        assert told == {"parcel": later.parcel, "error": "storage"}
        with pytest.raises(StoreAway):
            stored.opener.work()
        health = stored.send("GET", "/health")
        assert (health.status_code, health.json()) == (503, {"status": "store-away"})
        assert not stored.stated(cargo)
        with stored.database.read() as session:
            assert faults(session)["away"] == 0, "only ingest's own process counts"
    finally:
        swift.start()
    wait_until_asked_again(stored.shelf)
    # Every byte lies here: asked again, nothing has to be sent a second time.
    head = stored.send("HEAD", path, headers=bearer)
    assert (head.status_code, head.headers["Upload-Offset"]) == (200, str(len(DATA)))
    stored.bring(kiosk, later)
    stored.opener.work()
    assert [one.type for one in stored.stated(cargo)] == [one.type for one in stored.stated(later)]
    assert stored.stated(later)[-1].type == "delivered"
    names = sorted([NAME, *(blob.name for one in (cargo, later) for blob in one.blobs)])
    assert sorted(name for name, _ in stored.shelf.stock()) == names
    assert not list(stored.shelf.partials.folder.iterdir())


def test_a_worker_that_died_between_store_and_database_has_lost_and_doubled_nothing(
    stored: Desk, tmp_path: Path
) -> None:
    kiosk = stored.enrol(Machine())
    path, bearer = uploading(stored, kiosk)
    upload = path.rpartition("/")[2]
    assert patch(stored, path, bearer, 0, DATA[:1000]) == (204, None)
    # As its death leaves it: the object put, its draft gone, no row changed.
    stored.shelf.partials.path(upload).write_bytes(DATA)
    assert stored.shelf.adopt(upload, NAME)
    stored.start_ingest()
    head = stored.send("HEAD", path, headers=bearer)
    assert (head.status_code, head.headers["Upload-Offset"]) == (200, str(len(DATA)))
    assert dict(stored.shelf.stock()) == {NAME: len(DATA)}
    # The same, but the bytes lie on another machine: they are sent from the start, not onto a hole.
    stored.shelf.destroy(NAME)
    with stored.database.write() as session:
        session.query(ParcelBlobRow).delete()
    path, bearer = uploading(stored, kiosk)
    assert patch(stored, path, bearer, 0, DATA[:1000]) == (204, None)
    stored.shelf.partials.drop(path.rpartition("/")[2])
    assert stored.send("HEAD", path, headers=bearer).status_code == 410
    again, bearer = uploading(stored, kiosk)
    assert again != path
    left = stored.shelf.partials.path("f" * 32)  # of an upload another machine has ended
    left.write_bytes(b"bytes")
    assert UploadRows(stored.database, stored.shelf, stored.clock).sweep() == 0
    assert not left.exists()
    assert patch(stored, again, bearer, 0, DATA) == (204, None)
    assert stored.shelf.read(NAME) == DATA


# Erasing, and a second copy


def ended(desk: Desk, kiosk: Machine) -> Cargo:
    cargo = desk.pack(kiosk)
    assert desk.file(kiosk, cargo)[-1].type == "delivered"
    with desk.database.write() as session:
        for part in session.query(PartRow).filter_by(dossier=cargo.manifest.dossier):
            part.status = int(CaseStatus.RETURNED)
    return cargo


def test_an_erasure_is_proved_by_asking_the_store_anew_or_not_claimed(
    plan: StorePlan, swift: Swift, tmp_path: Path
) -> None:
    holding = Holding(swift)
    ObjectStore(plan).client.put_bucket_versioning(
        Bucket=plan.bucket, VersioningConfiguration={"Status": "Enabled"}
    )
    plan_file(replace(plan, endpoint=holding.endpoint), tmp_path / "gateway")
    desk = Desk(tmp_path / "gateway")
    try:
        kiosk = desk.enrol(Machine())
        gone, kept = ended(desk, kiosk), ended(desk, kiosk)
        names = [blob.name for blob in gone.blobs]
        desk.shelf.put(names[0], gone.blobs[0].data)  # a second version
        assert isinstance(desk.shelf, StoreShelf)
        assert desk.shelf.store.keeps() is Versions.ON
        dossier, now = gone.manifest.dossier, desk.clock.now()
        with pytest.raises(NotErased) as refused:
            erase(desk.database, desk.shelf, dossier, "thử", "qt", now)
        assert " 4 " in str(refused.value)
        with desk.database.read() as session:
            assert session.get_one(ErasureRow, dossier).done_at is None
            assert session.get(ErasureProofRow, dossier) is None
        holding.holds = False
        told = erase(desk.database, desk.shelf, dossier, "thử", "qt", now)
        assert (told.place, told.blobs, told.copies, told.left) == ("store", 3, 4, 0)
        with desk.database.read() as session:
            assert session.get_one(ErasureRow, dossier).done_at == now
            proof = session.get_one(ErasureProofRow, dossier)
            assert (proof.place, proof.copies) == ("store", 4)
        listed = ObjectStore(plan).versions(plan.prefix)
        assert {key.rpartition("/")[2] for key, _, _ in listed} == {blob.name for blob in kept.blobs}
    finally:
        desk.close()
        holding.close()


def test_a_backup_copies_the_store_or_only_looks_whether_it_lacks_nothing(
    stored: Desk, plan: StorePlan, tmp_path: Path
) -> None:
    kiosk = stored.enrol(Machine())
    cargo, target = stored.pack(kiosk), tmp_path / "backup"
    made = make(stored.layout, 2, 3)
    assert stored.file(kiosk, cargo)[-1].type == "delivered"
    target.mkdir()
    stays = back_up(stored.layout, None, target, stored.clock, same_disk=True, blobs_stay=True)
    assert (stays.blobs_in, stays.blobs, stays.copied, stays.missing) == ("store", 3, 0, 0)
    assert stays.watermark == stored.clock.now()
    assert rehearse(target, stored.clock, keys=stored.keys, store=stored.shelf).sound
    secret = stored.layout.root / "keys" / "blob-store.key"
    written = b"".join(path.read_bytes() for path in target.rglob("*") if path.is_file())
    assert secret.read_bytes() not in written
    stored.clock.turn(60)
    copied = back_up(stored.layout, None, target, stored.clock, same_disk=True)
    assert (copied.blobs_in, copied.copied, copied.missing) == ("backup", 3, 0)
    # The store lost one, and has another under a wrong size: a run that only looks finds both.
    assert isinstance(stored.shelf, StoreShelf)
    stored.shelf.store.delete(stored.shelf.key(cargo.blobs[1].name))
    stored.shelf.store.put(stored.shelf.key(cargo.blobs[2].name), b"short")
    stored.clock.turn(60)
    lacking = back_up(stored.layout, None, target, stored.clock, same_disk=True, blobs_stay=True)
    assert (lacking.missing, lacking.watermark) == (2, None)
    # The copy of before goes back into the store its file names, with the secret the recovery key gives back.
    with pytest.raises(StorePlanUnsound):
        restore(target, Layout.of(tmp_path / "no-key"), None, stored.clock, run=copied.run)
    back = restore(
        target, Layout.of(tmp_path / "back"), None, stored.clock, run=copied.run,
        recovery=lambda: join_texts(map(str, made.shares[:2])),
    )  # fmt: skip
    assert (back.blobs, back.damaged) == (3, 0)
    assert all(stored.shelf.read(blob.name) == blob.data for blob in cargo.blobs)
    # Or it goes into a folder, whatever the gateway had.
    there = Layout.of(tmp_path / "there")
    again = restore(target, there, None, stored.clock, run=copied.run, in_folder=True)
    assert (again.blobs, again.damaged) == (3, 0)
    assert all(FolderShelf(there.blobs).has(blob.name) for blob in cargo.blobs)
    assert not there.blob_store.exists()
    plan_file(plan, there.root)
    with pytest.raises(BlobsLeft):
        open_shelf(there)


# The whole road


@pytest.mark.timeout(180)
def test_a_store_that_goes_and_a_killed_worker_lose_and_double_nothing(
    plan: StorePlan, swift: Swift, tmp_path: Path
) -> None:
    layout = Layout.of(tmp_path / "gateway")
    form.install(layout.packs, "1")
    plan_file(plan, layout.root)
    serve = ["-m", "sync.gateway", "serve", "--data", str(layout.root)]
    gateway = Child(serve, tmp_path / "gateway.err")
    counter = Counter(tmp_path / "office", "03127")
    agent: Child | None = None
    try:
        ready = gateway.first_line()
        keys, database = OpenerKeys.ensure(layout.opener_keys), Database.open(None, layout.database)
        counter.enrol(ready["url"], issue_code(database, SystemClock(), keys.sign.public, "03127"))
        counter.file(keys, 1)
        agent = counter.start()
        _wait(lambda: counter.delivered() == 1)
        swift.stop()
        counter.file(keys, 2)
        _wait(lambda: _met(database) > 0)
        assert _status(f"{ready['url']}/health") == (503, b"store-away")
        os.kill(ready["ingest_pid"], signal.SIGKILL)
        assert counter.delivered() == 1
        swift.start()
        counter.outbox.hurry()
        _wait(lambda: counter.delivered() == 3)
        with database.read() as session:
            assert session.query(DossierRow).count() == 3
            named = {row.blob: row.size for row in session.query(ParcelBlobRow)}
        assert dict(StoreShelf(ObjectStore(plan), plan.prefix, tmp_path / "x").stock()) == named
        assert b'hoso_blob_store_faults{reason="away"}' in _status(f"{ready['url']}/metrics")[1]
        database.close()
    finally:
        for child in (agent, gateway):
            if child is not None:
                child.end()
        counter.outbox.close()
        if swift.process is None:
            swift.start()
    told = b"".join(
        path.read_bytes() for path in (tmp_path / "gateway.err", tmp_path / "office" / "agent.err")
    )
    assert b"blob store in trouble reason=away" in told
    assert SECRET.encode() not in told


def _met(database: Database) -> int:
    with database.read() as session:
        return faults(session)["away"]


def _status(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())["status"].encode()


def _wait(until: Callable[[], bool], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < ends
        time.sleep(0.05)
