"""The province's keys change under running processes: each goes on with the new ones by itself."""

import logging
import os
import shutil
import sqlite3
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from forms.clock import SystemClock
from sync.card import GatewayCard
from sync.gateway import keysafe, unlocking
from sync.gateway.__main__ import main
from sync.gateway.keeping import rotate_kem, rotate_sign, seal
from sync.gateway.keyring import OpenerKeys
from sync.gateway.keywatch import KeyWatch
from sync.gateway.layout import Layout
from sync.gateway.office.roles import Role
from sync.gateway.opener.carding import AuthorityWrong, KeysAbsent, tls_authority
from sync.gateway.opener.service import run_opener
from sync.gateway.passing.service import run_passing
from sync.gateway.settings import Setting, publish, published
from sync.gateway.unlocking import SecretMissing
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.office.bureau import COMMUNE, Bureau, cheap_passwords
from tests.unit.gateway.rig import START, Gateway, Machine

WORD = "một mật khẩu đủ dài"


@pytest.fixture(autouse=True)
def quick_and_forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretching as weak as a file may ask for, and no secret left over from another test."""
    monkeypatch.setattr(keysafe, "MEMORY_KIB", 1024)
    monkeypatch.setattr(keysafe, "TIME", 2)
    monkeypatch.setitem(keysafe._LEAST, "memory_kib", 1024)
    monkeypatch.setattr(unlocking, "_held", [])
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Standard input is a pipe; the end that is written to."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        yield writing
        os.close(writing)


@contextmanager
def beside(run: Callable[[threading.Event, Callable[[], None]], None]) -> Iterator[None]:
    """A process's work in a thread, for the length of the block."""
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(target=run, args=(stop, ready.set))
    thread.start()
    try:
        assert ready.wait(60)
        yield
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


def until(holds: Callable[[], bool]) -> None:
    """Wait for what the thread does."""
    clock, pause = SystemClock(), threading.Event()
    ends = clock.monotonic() + 60
    while not holds():
        assert clock.monotonic() < ends, "it never came"
        pause.wait(0.02)


def test_keys_are_opened_again_only_when_they_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = KeyWatch(tmp_path)
    assert watch.present() is None
    first = watch.now()
    opened: list[Path] = []
    ensure = OpenerKeys.ensure.__func__  # type: ignore[attr-defined]  # a class method

    def counted(cls: type[OpenerKeys], folder: Path, *secret: Callable[[], str]) -> OpenerKeys:
        opened.append(folder)
        found: OpenerKeys = ensure(cls, folder, *secret)
        return found

    monkeypatch.setattr(OpenerKeys, "ensure", classmethod(counted))
    assert watch.now() == first
    opened.clear()
    for _ in range(5):
        assert watch.present() is watch.now()
    assert opened == []
    rotate_kem(tmp_path, START)
    opened.clear()
    assert set(watch.kems) > set(first.kems)
    assert watch.now().kem != first.kem
    assert len(opened) == 1


def test_keys_that_cannot_be_read_leave_the_ones_before_in_force(tmp_path: Path) -> None:
    OpenerKeys.ensure(tmp_path)
    seal(tmp_path, WORD)
    handed = [WORD]
    watch = KeyWatch(tmp_path, lambda: handed[0], lambda: handed[0])
    first = watch.now()
    whole = (tmp_path / keysafe.SEALED).read_bytes()
    (tmp_path / keysafe.SEALED).write_bytes(whole[: len(whole) // 2])
    assert watch.now() is first
    (tmp_path / keysafe.SEALED).unlink()
    assert watch.now() is first
    (tmp_path / keysafe.SEALED).write_bytes(whole)
    assert watch.now() is first  # the very same keys: nobody has to begin anew
    rotate_sign(tmp_path, START)
    assert watch.now().sign != first.sign
    second = watch.now()
    seal(tmp_path, WORD + " khác")  # this process was handed the earlier one
    rotate_kem(tmp_path, START)
    assert watch.now() is second
    handed[0] = WORD + " khác"
    os.utime(tmp_path / keysafe.SEALED)
    assert watch.now().kem != second.kem


def test_who_is_at_work_asks_nobody_for_a_passphrase(tmp_path: Path, piped: int) -> None:
    watch = KeyWatch(tmp_path)
    first = watch.now()
    seal(tmp_path, WORD)
    unlocking.let_go()  # that was another process
    os.write(piped, b"not for the opener\n")
    assert watch.now() is first
    assert sys.stdin.readline() == "not for the opener\n"


def test_a_process_started_again_over_keys_sealed_since_says_so_and_ends(
    tmp_path: Path, piped: int, capfd: pytest.CaptureFixture[str]
) -> None:
    layout = Layout.of(tmp_path / "gateway")
    OpenerKeys.ensure(layout.opener_keys)
    seal(layout.opener_keys, WORD)
    unlocking.let_go()
    os.write(piped, b"\n")  # the one who watches over it began before and has nothing to hand over
    assert main(["serve", "--data", str(layout.root), "--only", "opener", "--child"]) == 1
    assert SecretMissing().message.in_vietnamese(name=unlocking.CREDENTIAL) in capfd.readouterr().err


def test_a_running_opener_signs_with_the_new_key(gateway: Gateway) -> None:
    layout, database = gateway.layout, gateway.database
    with database.write() as session:
        publish(session, Setting.INGEST_KEY, gateway.ingest_keys.sign.public)
        publish(session, Setting.URL, b"https://gateway.invalid")

    def card() -> GatewayCard:
        with database.read() as session:
            data = published(session, Setting.CARD)
        assert data is not None
        return GatewayCard.decode(data)

    with beside(lambda stop, ready: run_opener(layout, None, SystemClock(), stop, ready)):
        first = card()
        rotate_sign(layout.opener_keys, SystemClock().now())
        rotate_kem(layout.opener_keys, SystemClock().now())
        now = OpenerKeys.ensure(layout.opener_keys)
        until(lambda: card().kem == now.kem.public)
        assert card().sign == now.sign.public != first.sign


def test_what_lies_wrongly_in_the_folder_stops_no_dossier(
    desk: Desk, kiosk: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    layout, cargo = desk.layout, desk.pack(kiosk)
    plain = layout.opener_keys / "kem.key"
    key = plain.read_bytes()
    seal(layout.opener_keys, WORD)
    plain.write_bytes(key)  # as a cut in the middle of sealing leaves it
    for unreadable in (layout.watermark, layout.number_blocks, layout.history_mark):
        unreadable.mkdir()
    layout.recovery.write_bytes(b"no key")
    (layout.distribution / "metadata").mkdir(parents=True)
    for name in ("timestamp.json", "1.root.json"):
        (layout.distribution / "metadata" / name).write_text("{}")
    desk.bring(kiosk, cargo)
    with beside(lambda stop, ready: run_opener(layout, None, SystemClock(), stop, ready)):
        until(lambda: len(desk.statements(cargo)) == 2)
    assert [row.official_number for row in desk.dossiers()] == [None]
    assert "plain keys beside the sealed ones, run keys seal again" in caplog.messages
    assert plain.exists()  # to be destroyed by a command alone


def test_of_the_authority_counters_pin_the_certificates_alone_are_told(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path)
    assert tls_authority(layout) is None
    one = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    layout.tls_authority.write_text(f"# Chứng thư gốc của tỉnh\n{one}subject=Tỉnh Thử\n{one}", "utf-8")
    assert tls_authority(layout) == one + one
    layout.tls_authority.write_text("để sau", "utf-8")
    with pytest.raises(AuthorityWrong):
        tls_authority(layout)


def test_a_running_passing_begins_anew_with_the_new_keys(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.layout.passing.write_text("format: 1\n")

    def begun() -> int:
        return sum(record.msg == "passing begins" for record in caplog.records)

    with (
        caplog.at_level(logging.INFO, "sync.gateway"),
        beside(lambda stop, ready: run_passing(desk.layout, None, SystemClock(), stop, ready)),
    ):
        until(lambda: begun() == 1)
        rotate_sign(desk.layout.opener_keys, SystemClock().now())
        until(lambda: begun() == 2)


def test_a_running_back_office_opens_what_is_sealed_to_the_new_key(tmp_path: Path) -> None:
    with cheap_passwords():
        bureau = Bureau(tmp_path / "gateway")
        try:
            machine = bureau.enrol(Machine())
            officer = bureau.staff("can-bo", Role.OFFICER, COMMUNE)
            rotate_kem(bureau.layout.opener_keys, bureau.clock.now())
            bureau.keys = OpenerKeys.ensure(bureau.layout.opener_keys)
            bureau.start_opener()
            cargo = bureau.pack(machine)
            bureau.file(machine, cargo)
            assert cargo.manifest.kem == bureau.keys.kem.kid
            page = officer.get(f"/ho-so/{cargo.manifest.dossier}")
            assert (page.status_code, "Giấy tờ" in page.text) == (200, True)
        finally:
            bureau.close()


def test_where_the_province_has_keys_that_are_not_here_no_fresh_ones_are_made(gateway: Gateway) -> None:
    layout = gateway.layout
    shutil.rmtree(layout.opener_keys)
    with pytest.raises(KeysAbsent):
        run_opener(layout, None, SystemClock(), threading.Event(), lambda: None)
    at = ["--data", str(layout.root), "--json"]
    assert main(["faces", *at]) == 0
    assert (
        main(
            [
                "subject",
                "export",
                "--name",
                "Giàng A Thử",
                "--out",
                str(layout.root / "zip"),
                "--by",
                "qt",
                *at,
            ]
        )
        == 0
    )
    assert not layout.opener_keys.exists()


def test_nobody_is_kept_from_writing_while_a_passphrase_is_typed(
    desk: Desk, kiosk: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    layout = desk.layout
    desk.file(kiosk, desk.pack(kiosk))
    seal(layout.opener_keys, WORD)
    asked: list[str] = []

    def typed(prompt: str) -> str:
        with closing(sqlite3.connect(layout.database, timeout=0, isolation_level=None)) as another:
            another.execute("BEGIN IMMEDIATE")
        asked.append(prompt)
        return WORD

    monkeypatch.setattr(unlocking, "asked", typed)
    citizen = ["--name", "Nguyễn Thị Mẫu", "--out", str(tmp_path / "zip"), "--by", "qt"]
    for words in (["faces"], ["subject", "export", *citizen]):
        unlocking.let_go()
        assert main([*words, "--data", str(layout.root), "--json"]) == 0
    assert len(asked) == 2
    assert len(zipfile.ZipFile(tmp_path / "zip").namelist()) > 1
