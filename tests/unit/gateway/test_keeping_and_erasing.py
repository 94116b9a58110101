"""A second copy that works, a watermark that waits for it, and erasures nothing brings back."""

import errno
import json
import os
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.orm import Session

from forms.states import CaseStatus, ParcelKind
from sync.blob import HEADER_LIMIT, open_blob
from sync.errors import ParcelDamaged
from sync.gateway import backing
from sync.gateway.__main__ import main
from sync.gateway.backing import BackedUp, back_up, libpq, runs
from sync.gateway.ceremony import make
from sync.gateway.database import Database
from sync.gateway.devices import revoke
from sync.gateway.erasing import (
    ErasureProofRow,
    StillOpen,
    ended_before,
    erase,
    erase_again,
    erased_of,
    log_lines,
)
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.keyring import OpenerKeys
from sync.gateway.layout import Layout
from sync.gateway.models import OfficeRow, PartRow, SettingRow
from sync.gateway.office.audit import first_broken
from sync.gateway.office.faces import FaceWriter
from sync.gateway.office.filling import fill_faces
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.reading import DossierReader
from sync.gateway.office.tables import FaceRow, PersonRow
from sync.gateway.opener.answers import AnswerJudge
from sync.gateway.restoring import BackupDamaged, NotEmpty, OtherDatabase, rehearse, restore
from sync.gateway.schema import TABLES
from sync.gateway.settings import Setting, published
from sync.gateway.subjects import export, find, lost
from sync.stick import Stick
from tests.postgres import Postgres
from tests.unit.gateway.cargo import Cargo
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.rig import Machine, TurnableClock


def filed(desk: Desk, kiosk: Machine, *, ended: bool = False) -> Cargo:
    cargo = desk.pack(kiosk)
    assert desk.file(kiosk, cargo)[-1].type == "delivered"
    if ended:
        with desk.database.write() as session:
            for part in session.query(PartRow).filter_by(dossier=cargo.manifest.dossier):
                part.status = int(CaseStatus.RETURNED)
    return cargo


def names(cargo: Cargo) -> list[str]:
    return [one.name for one in cargo.blobs]


def test_only_a_finished_backup_elsewhere_moves_the_watermark(
    desk: Desk, kiosk: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, target = filed(desk, kiosk), tmp_path / "backup"
    target.mkdir()
    told = back_up(desk.layout, None, target, desk.clock)
    assert (told.blobs, told.missing, told.watermark, told.keys) == (3, 0, None, None), "the same disk"
    desk.clock.turn(60)
    told = back_up(desk.layout, None, target, desk.clock, same_disk=True)
    assert (told.copied, told.watermark) == (0, desk.clock.now())
    second = filed(desk, kiosk)
    assert desk.stated(second)[-1].watermark == told.watermark
    # A blob the disk has lost: the copy is kept, but nobody is told that all is safe.
    desk.clock.turn(60)
    desk.shelf.path(second.blobs[1].name).write_bytes(b"spoilt")
    told = back_up(desk.layout, None, target, desk.clock, same_disk=True)
    assert (told.missing, told.watermark) == (1, None)
    assert main(["backup", str(target), "--data", str(desk.layout.root), "--keep", "2", "--json"]) == 1
    assert len(runs(target)) == 2
    assert all(FolderShelf(target / "blobs").has(name) for name in names(first))
    # Keys its account may not look at: no backup rather than one without them.
    looked_at = os.scandir

    def shut(place: str) -> object:
        if Path(place) == desk.layout.ingest_keys:
            raise PermissionError(errno.EACCES, "Permission denied", place)
        return looked_at(place)

    monkeypatch.setattr("os.scandir", shut)
    with pytest.raises(PermissionError):
        back_up(desk.layout, None, target, desk.clock, same_disk=True)
    assert len(runs(target)) == 2


def test_a_backup_is_restored_whole_and_its_keys_by_the_recovery_key_alone(
    desk: Desk, kiosk: Machine, tmp_path: Path
) -> None:
    made = make(desk.layout, 2, 3)
    (desk.layout.root / "secrets").mkdir()
    (desk.layout.root / "secrets" / "lgsp").write_text("bí mật của hệ thống khác")
    desk.layout.passing.write_text("roads:\n  - token: {secret_file: secrets/lgsp}\n")
    desk.layout.recovery_sheets.mkdir()
    (desk.layout.recovery_sheets / "manh-1.pdf").write_text("một mảnh khóa")
    seeds = [str(share) for share in made.shares]
    target, cargo = tmp_path / "backup", filed(desk, kiosk)
    target.mkdir()
    told = back_up(desk.layout, None, target, desk.clock)
    assert told.keys == made.kid
    copied = b"".join(path.read_bytes() for path in (runs(target)[0]).iterdir())
    assert desk.keys.sign.seed not in copied
    assert desk.keys.kem.data not in copied
    assert "bí mật".encode() not in copied
    assert "một mảnh khóa".encode() not in copied
    shares = tmp_path / "shares"
    shares.write_text("\n".join(seeds[:2]))
    place = tmp_path / "again"
    assert main(["restore", str(target), "--data", str(place), "--shares", str(shares), "--json"]) == 0
    layout = Layout.of(place)
    restored = Database.open(None, layout.database)
    with restored.read() as session:
        assert published(session, Setting.RESTORED) is not None
    restored.close()
    assert OpenerKeys.ensure(layout.opener_keys) == desk.keys
    assert (place / "secrets" / "lgsp").read_text() == "bí mật của hệ thống khác"
    assert all(FolderShelf(layout.blobs).has(name) for name in names(cargo))
    with pytest.raises(NotEmpty):
        restore(target, layout, None, desk.clock)
    head = runs(target)[0] / backing.HEAD
    told_before = head.read_bytes()
    head.write_bytes(told_before.replace(b'"sqlite"', b'"sqlitf"'))
    (runs(target)[0] / "files.tar").write_bytes(b"")
    with pytest.raises(BackupDamaged):
        restore(target, Layout.of(tmp_path / "third"), None, desk.clock)


def test_a_rehearsal_starts_what_it_restores_and_finds_what_is_wrong(
    desk: Desk, kiosk: Machine, tmp_path: Path
) -> None:
    cargo, target = filed(desk, kiosk), tmp_path / "backup"
    target.mkdir()
    back_up(desk.layout, None, target, desk.clock)
    told = rehearse(target, desk.clock, keys=desk.keys)
    assert told.sound
    assert (told.served, told.opened, told.sampled, told.blobs) == (True, 1, 1, 3)
    FolderShelf(target / "blobs").path(cargo.blobs[0].name).write_bytes(b"spoilt")
    assert restore(target, Layout.of(tmp_path / "again"), None, desk.clock).damaged == 1


def test_what_another_office_has_begun_to_say_of_a_dossier_keeps_it_from_no_erasure(
    desk: Desk, kiosk: Machine
) -> None:
    gone, other = filed(desk, kiosk, ended=True), desk.enrol(Machine(unit="99999"))
    desk.bring(other, desk.pack(other, dossier=gone.manifest.dossier, kind=ParcelKind.WITHDRAWAL), inline=0)
    assert erase(desk.database, desk.shelf, gone.manifest.dossier, "thử", "qt", desk.clock.now()).left == 0


def test_an_erased_dossier_cannot_be_opened_by_any_key_nor_comes_back_with_a_backup(
    desk: Desk, kiosk: Machine, tmp_path: Path
) -> None:
    gone, kept = filed(desk, kiosk, ended=True), filed(desk, kiosk)
    with_faces(desk)
    target = tmp_path / "backup"
    target.mkdir()
    back_up(desk.layout, None, target, desk.clock)
    # Whoever holds on to the very bytes on the disk, here and in the backup, has nothing to open afterwards.
    held = []
    for place in (desk.layout.blobs, target / "blobs"):
        for name in names(gone):
            copy = tmp_path / f"held-{len(held)}"
            os.link(FolderShelf(place).path(name), copy)
            held.append(copy)
    slots = ["record", "paper/0", "paper/1"] * 2
    for copy, slot in zip(held, slots, strict=True):
        open_blob(copy.read_bytes(), gone.parcel, slot, desk.keys.kem)
    with pytest.raises(StillOpen):
        erase(desk.database, desk.shelf, kept.manifest.dossier, "thử", "qt", desk.clock.now())
    told = erase(
        desk.database, desk.shelf, gone.manifest.dossier, "theo yêu cầu", "qt", desk.clock.now(), [target]
    )
    assert (told.blobs, told.destroyed, told.backups) == (3, 3, 3)
    for copy, slot in zip(held, slots, strict=True):
        left = copy.read_bytes()
        assert not any(left[: HEADER_LIMIT + 8])
        with pytest.raises(ParcelDamaged):
            open_blob(left, gone.parcel, slot, desk.keys.kem)
    assert not any(desk.shelf.has(name) for name in names(gone))
    assert all(desk.shelf.has(name) for name in names(kept))
    # Said again it does no harm; the log says who did it, and holds together.
    erase(desk.database, desk.shelf, gone.manifest.dossier, "lần nữa", "qt", desk.clock.now())
    with desk.database.read() as session:
        dossiers = [one.manifest.dossier for one in (gone, kept)]
        assert erased_of(session, dossiers) == {gone.manifest.dossier}
        assert first_broken(session) is None
        assert (
            find(session, OfficeKeys.ensure(desk.layout.office_keys), desk.clock.now(), "qt", name="x") == ()
        )
    # The older backup brings the rows back, the log of the newer one takes them away again.
    desk.clock.turn(60)
    back_up(desk.layout, None, target, desk.clock)
    older = runs(target)[0].name
    layout = Layout.of(tmp_path / "again")
    again = restore(target, layout, None, desk.clock, run=older)
    assert (again.erased_again, again.damaged, again.blobs) == (1, 0, 3)
    told = rehearse(target, desk.clock, run=older)
    assert (told.sound, told.erased_again, told.damaged) == (True, 1, 0)
    assert not any(FolderShelf(layout.blobs).has(name) for name in names(gone))
    assert all(FolderShelf(layout.blobs).has(name) for name in names(kept))


def test_what_is_sent_again_after_an_erasure_is_not_kept_and_what_comes_late_can_be_erased_too(
    desk: Desk, kiosk: Machine
) -> None:
    gone = filed(desk, kiosk, ended=True)
    dossier, paper = gone.manifest.dossier, gone.blobs[1]
    with_faces(desk)
    erase(desk.database, desk.shelf, dossier, "theo yêu cầu", "qt", desk.clock.now())
    # From a stick that was forgotten in a drawer: known, nothing more is wanted of it, and nothing of it is kept.
    assert desk.bring(kiosk, gone)[0]["missing"] == []
    wanted = {"parcel": gone.parcel, "blob": paper.name, "size": len(paper.data)}
    (upload,) = desk.ask(kiosk, "/v1/uploads", {"uploads": [wanted]})["uploads"]
    assert upload == {"blob": paper.name, "error": "erased"}
    assert list(desk.shelf.stock()) == []
    # What was never here before is taken in, without a face, until somebody erases it as well.
    desk.clock.turn(60)
    desk.start_opener()
    late = desk.pack(
        kiosk,
        dossier=dossier,
        kind=ParcelKind.AMENDMENT,
        parts=(),
        papers=(),
        answers={"full_name": "Nguyễn Thị Sửa"},
    )
    assert desk.file(kiosk, late)[-1].type == "delivered"
    desk.clock.turn(60)
    with desk.database.read() as session:
        assert session.query(FaceRow).count() == 0
        assert ended_before(session, desk.clock.now()) == (dossier,)
    desk.database.close()
    copy = desk.layout.database.read_bytes()
    told = erase(desk.database, desk.shelf, dossier, "đến muộn", "qt", desk.clock.now())
    assert (told.blobs, told.destroyed) == (4, 1)
    assert list(desk.shelf.stock()) == []
    with desk.database.read() as session:
        assert ended_before(session, desk.clock.now()) == ()
        assert session.get_one(ErasureProofRow, dossier).copies == 4
        log = log_lines(session)
    # Put back as it was before the second erasure, it is erased the second time too.
    desk.database.close()
    desk.layout.database.write_bytes(copy)
    assert [erase_again(desk.database, desk.shelf, log, desk.clock.now()) for _ in range(2)] == [1, 0]
    with desk.database.read() as session:
        assert ended_before(session, desk.clock.now()) == ()
        assert log_lines(session)[0].count(late.blobs[0].name) == 1


def test_one_dossier_that_is_still_open_keeps_no_other_from_being_erased(
    desk: Desk, kiosk: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    still_open, ended = filed(desk, kiosk), filed(desk, kiosk, ended=True)
    with_faces(desk)
    with desk.database.read() as session:
        name = session.scalars(select(PersonRow.name)).first()
    assert name
    asked = ["subject", "erase", "--name", name, "--by", "qt", "--reason", "yêu cầu"]
    assert main([*asked, "--data", str(desk.layout.root), "--json"]) == 1
    told = capfd.readouterr()
    assert [one["dossier"] for one in json.loads(told.out)] == [ended.manifest.dossier]
    assert still_open.manifest.dossier in told.err
    assert all(desk.shelf.has(name) for name in names(still_open))
    assert not any(desk.shelf.has(name) for name in names(ended))


def with_faces(desk: Desk) -> None:
    """Give every dossier its face, as a running opener does; the next opener writes them by itself."""
    judge, reader = AnswerJudge(desk.layout.packs), DossierReader(desk.shelf, desk.keys)
    keys = OfficeKeys.ensure(desk.layout.office_keys)
    desk.faces = FaceWriter(keys, judge.find, reader.answers)
    fill_faces(desk.database, desk.shelf, desk.keys, keys, desk.layout.packs)


def test_a_citizen_is_found_told_and_listed_after_a_loss(
    desk: Desk, kiosk: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cargo = filed(desk, kiosk, ended=True)
    with_faces(desk)
    keys = OfficeKeys.ensure(desk.layout.office_keys)
    now = desk.clock.now()
    with desk.database.write() as session:
        person = session.query(PersonRow).first()
        assert person is not None
        name = person.name
    with desk.database.write() as session:
        (held,) = find(session, keys, now, "qt", name=name.upper())
        assert held.dossier == cargo.manifest.dossier
        assert find(session, keys, now, "qt", number="001099000001") == ()
        taken = export(session, DossierReader(desk.shelf, desk.keys), [held.dossier], now, "qt", "yêu cầu 1")
    assert taken.lacking == ()
    data = taken.zip
    (tmp_path / "out.zip").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "out.zip") as parcel:
        inside = parcel.namelist()
        record = json.loads(parcel.read(f"{held.dossier}/00-filing.json"))
    assert record["parcel"] == cargo.parcel
    assert len(inside) == 4  # facts, record, two papers
    # The laptop is lost: what it had sent, and what lies on its stick alone.
    (tmp_path / "usb").mkdir()
    stick, unsent = Stick(tmp_path / "usb"), desk.pack(kiosk)
    stick.prepare()
    for one in (cargo, unsent, desk.pack(Machine(device=kiosk.device))):
        stick.put_manifest(one.parcel, one.data, False)
    with desk.database.write() as session:
        revoke(session, kiosk.device, "mất", now)
        told = lost(session, kiosk.device, now, "qt", None, stick)
        safe = lost(session, kiosk.device, now, "qt", desk.clock.now(), None)
    assert {one.parcel: one.carriage for one in told.parcels} == {
        cargo.parcel: "delivered",
        unsent.parcel: "stick",
    }
    assert told.parcels[0].people == (name,)
    assert [one.papers for one in told.parcels] == [2, 2]
    assert [one.papers for one in safe.parcels] == [0], "the machine itself erases what the backup has passed"
    assert told.officers == (kiosk.officer_code,)
    root = str(desk.layout.root)
    assert main(["lost", kiosk.device, "--by", "qt", "--data", root, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["people"] == 1
    assert main(["subject", "find", "--by", "qt", "--data", root]) == 1
    assert main(["subject", "find", "--name", name, "--by", "qt", "--data", root, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    with desk.database.read() as session:
        assert ended_before(session, desk.clock.now()) == ()
    desk.clock.turn(86400)
    with desk.database.read() as session:
        assert ended_before(session, desk.clock.now()) == (cargo.manifest.dossier,)


def test_a_database_server_is_backed_up_and_restored_row_for_row(
    postgres: Postgres, gateway_template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, layout = TurnableClock(), Layout.of(tmp_path / "gateway")
    layout.root.mkdir()
    url = postgres.url(postgres.create(gateway_template))
    database = Database.open(url, layout.database)
    with database.write() as session:
        session.add_all(SettingRow(name=f"thử-{number}", value=b"x" * number) for number in range(50))
    database.close()
    target = tmp_path / "backup"
    target.mkdir()
    told = _as_by_an_earlier_release(layout, url, target, clock, monkeypatch)
    assert told.database == "postgresql"
    with pytest.raises(OtherDatabase):
        restore(target, Layout.of(tmp_path / "again"), None, clock)
    empty = postgres.url(postgres.create())
    # The folder is as empty as it was: the next try, told rightly, goes into it.
    again = restore(target, Layout.of(tmp_path / "again"), empty, clock)
    assert again.rows == sum(told.counts.values()) > 50
    with pytest.raises(NotEmpty):
        restore(target, Layout.of(tmp_path / "third"), _with_an_office(empty, layout), clock)
    assert not (tmp_path / "third").exists()


def _as_by_an_earlier_release(
    layout: Layout, url: str, target: Path, clock: TurnableClock, monkeypatch: pytest.MonkeyPatch
) -> BackedUp:
    """A backup by one that did not know tickets yet, which speak of codes."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE enrol_ticket"))
    engine.dispose()

    def counted(session: Session) -> dict[str, int]:
        known = [table for table in TABLES.sorted_tables if table.name != "enrol_ticket"]
        return {one.name: session.scalar(select(func.count()).select_from(one)) or 0 for one in known}

    with monkeypatch.context() as earlier:
        earlier.setattr(backing, "counts_of", counted)
        return back_up(layout, url, target, clock)


def test_a_password_of_any_letters_reaches_the_servers_own_tools(tmp_path: Path) -> None:
    url = make_url("postgresql+psycopg://hoso@localhost/hoso").set(password=r"a:b\c")
    plain, environment = libpq(url, tmp_path)
    assert "a:b" not in plain
    assert Path(environment["PGPASSFILE"]).read_text() == "*:*:*:*:a\\:b\\\\c\n"


def _with_an_office(url: str, layout: Layout) -> str:
    database = Database.open(url, layout.database)
    with database.write() as session:
        session.add(OfficeRow(unit="03127", last_seq=0))
    database.close()
    return url
