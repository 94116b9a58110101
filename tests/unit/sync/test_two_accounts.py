"""Kiosk and agent under accounts of their own: each reads and writes what the other has left in the road's folders, nobody else does."""

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from forms.states import Carriage
from sync.dispatch import Dispatch
from sync.files import DiskReadOnly, append_durably, is_held, only_one
from sync.identity import load_identity, save_identity, transport_key
from sync.inbox import Inbox
from sync.outbox import AGENT_LOCK, Outbox
from sync.packs import FolderCarrier, PackMirror
from tests.province import Province
from tests.unit.sync.stage import CARD, DEVICE, OFFICE, SIGN_KEY, notice, packed

KIOSK, AGENT, STRANGER, GROUP = 47_001, 47_002, 47_003, 47_010


def acts_as(account: int, mask: int, act: Callable[[], None]) -> None:
    """Do something in a process of that account; what fails there fails here."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(account if account == STRANGER else GROUP)
            os.setuid(account)
            os.umask(mask)
            act()
        except BaseException as fault:  # noqa: BLE001 - nothing of the test may go on in this process
            os.write(2, repr(fault).encode())
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """As docs/operations.md has it laid out."""
    for path in (tmp_path, *tmp_path.parents):
        if path.owner() == "root" and path != Path("/") and path.stat().st_mode & 0o001 == 0:
            path.chmod(path.stat().st_mode | 0o001)  # pytest's own folders may be passed through
    root = tmp_path / "office"
    for path, mode in ((root, 0o710), (root / "outbox", 0o2770), (root / "inbox", 0o2770)):
        path.mkdir()
        os.chown(path, KIOSK, GROUP)
        path.chmod(mode)
    return root


two_accounts = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root may become somebody else"
)


@two_accounts
def test_kiosk_and_agent_share_the_road_and_nobody_else_looks_in(office: Path) -> None:
    outbox, inbox, one, news = office / "outbox", office / "inbox", packed(1, 500), notice(1)

    def file_one() -> None:
        transport_key(outbox)
        save_identity(outbox, "http://127.0.0.1:9", DEVICE, OFFICE, CARD.encode(SIGN_KEY))
        book = Outbox(outbox)
        for name, data in one.blobs.items():
            book.put_blob(name, data)
        book.enqueue(one.manifest)

    def carry() -> None:
        assert load_identity(outbox).device == DEVICE
        with only_one(outbox / AGENT_LOCK):
            book = Outbox(outbox)
            (job,) = Dispatch(book).records(1 << 20)
            assert book.blob_path(job.name).read_bytes() == one.blobs[job.name]
            Dispatch(book).begin([job.parcel])
            home = Inbox(inbox)
            home.put_notice(1, news)
            append_durably(home.partial_path("a" * 64), 0, b"whole")
            home.finish_result("a" * 64)
            home.put_pack("bieu-mau.1", b"pack")

    def take_in() -> None:
        state = Outbox(outbox).state(one.parcel)
        assert state is not None
        assert state.carriage is Carriage.SENDING
        home = Inbox(inbox)
        assert home.notice(1) == news
        assert home.result("a" * 64) == b"whole"
        home.erase_result("a" * 64)
        assert (home.packs / "bieu-mau.1").read_bytes() == b"pack"
        assert not is_held(outbox / AGENT_LOCK)

    def go_on() -> None:
        book = Outbox(outbox)
        Dispatch(book).put_off(one.parcel, "cut")
        book.blob_path(one.papers[0]).unlink()
        assert Inbox(inbox).settled("a" * 64)

    def look_in() -> None:
        for path in (outbox, inbox, outbox / "outbox.db", outbox / "transport.key"):
            try:
                path.stat()
            except PermissionError:
                continue
            raise AssertionError(f"{path} is open to anybody")

    acts_as(KIOSK, 0o077, file_one)
    acts_as(AGENT, 0o027, carry)
    acts_as(KIOSK, 0o077, take_in)
    acts_as(AGENT, 0o027, go_on)
    acts_as(STRANGER, 0o022, look_in)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in office.rglob("*")}
    assert modes == {0o660, 0o2770}


@two_accounts
def test_an_account_that_may_not_read_the_road_is_told_so_in_plain_words(office: Path) -> None:
    def look_in() -> None:
        with pytest.raises(DiskReadOnly):
            Outbox(office / "outbox")

    acts_as(KIOSK, 0o077, lambda: Outbox(office / "outbox").close())
    acts_as(STRANGER, 0o022, look_in)
    for folder in (office, office / "outbox", office / "outbox" / "blobs"):
        folder.chmod(0o755)
    acts_as(STRANGER, 0o022, look_in)


@two_accounts
def test_packs_come_by_wire_and_by_stick_whoever_brought_the_last(office: Path, tmp_path: Path) -> None:
    province = Province(tmp_path / "province", SIGN_KEY)

    def bring() -> None:
        assert PackMirror(office / "inbox" / "packs", SIGN_KEY.public).follow(FolderCarrier(issue))

    for serial, (account, mask) in enumerate(((KIOSK, 0o077), (AGENT, 0o027), (KIOSK, 0o077)), start=1):
        province.publish(serial)
        issue = province.copy(f"issue-{serial}")
        for path in (province.work, issue, *issue.rglob("*")):
            path.chmod(0o755)
        acts_as(account, mask, bring)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in office.rglob("*")}
    assert modes == {0o660, 0o2770}


def test_under_one_account_nobody_else_reads_the_road(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    book = Outbox(tmp_path / "outbox")
    one = packed(1)
    book.put_blob(one.record, one.blobs[one.record])
    book.close()
    Inbox(tmp_path / "inbox").put_notice(1, notice(1))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) >= 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in files) or sys.platform == "win32"
