"""Packs on their way to the counter: mirrored whole, resumed, and never believed because of who carries them."""

import errno
import json
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from forms.bundle_head import Kind
from forms.distribution import ROOT_STATEMENT, Distribution, NotBelieved, from_folder
from sync import cbor
from sync.files import SPARE, DiskFull
from sync.gateway.distributing import LIFE, PackRepository
from sync.gateway.faults import DistributionAbsent, OlderIssue, WrongPassphrase
from sync.identity import Identity
from sync.link import GatewayLink
from sync.packs import FolderCarrier, LinkCarrier, PackMirror, lay_out
from sync.packs_root import read_root, sign_root
from sync.transport import Answer, Call, LinkDown
from tests.in_process import InProcess
from tests.province import NOW, PASSPHRASE, Province
from tests.unit.sync.stage import CARD, CBOR, DEVICE, OFFICE, SIGN_KEY, TRANSPORT_KEY, StoppedClock


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path / "province", SIGN_KEY)


@pytest.fixture
def mirror(tmp_path: Path) -> PackMirror:
    return PackMirror(tmp_path / "inbox", SIGN_KEY.public)


def root_of(files: Path) -> bytes:
    return read_root((files / "root.cose").read_bytes(), SIGN_KEY.public)


def seen_by_counter(tmp_path: Path) -> list[tuple[str, int]]:
    """What the counter finds in the mirror, which it checks by itself."""
    files = tmp_path / "inbox" / "repository"
    known = Distribution(tmp_path / "counter", from_folder(files), root_of(files))
    found = known.refresh()
    assert all(known.get(one).stat().st_size == one.size for one in found)
    return [(one.name, one.serial) for one in found]


def test_each_issue_arrives_whole_and_the_one_before_goes(
    province: Province, mirror: PackMirror, tmp_path: Path
) -> None:
    province.publish(1)
    assert mirror.follow(FolderCarrier(province.files))
    assert seen_by_counter(tmp_path) == [("places", 1)]
    assert not mirror.follow(FolderCarrier(province.files))
    province.publish(2)
    province.publish(1, name="places-b")
    assert mirror.follow(FolderCarrier(province.files))
    assert seen_by_counter(tmp_path) == [("places-b", 1), ("places", 2)]
    lying = {path.name for path in (tmp_path / "inbox" / "repository" / "targets").iterdir()}
    assert len(lying) == 2
    province.repository.withdraw(Kind.PLACES, "places", PASSPHRASE, NOW)
    assert mirror.follow(FolderCarrier(province.files))
    assert seen_by_counter(tmp_path) == [("places-b", 1)]


def test_the_machine_alone_says_every_day_that_this_is_the_newest(
    province: Province, mirror: PackMirror
) -> None:
    province.publish(1)
    mirror.follow(FolderCarrier(province.files))
    assert not province.repository.renew(NOW + timedelta(hours=23))
    assert province.repository.renew(NOW + timedelta(days=1, minutes=1))
    assert mirror.follow(FolderCarrier(province.files))


def _forge(files: Path, name: str, change: Callable[[dict[str, object]], None]) -> None:
    path = files / "metadata" / name
    told = json.loads(path.read_bytes())
    change(told["signed"])
    path.write_bytes(json.dumps(told).encode())


def test_what_is_forged_old_or_past_its_date_changes_nothing(
    province: Province, mirror: PackMirror, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    province.publish(1)
    old = province.copy("old")
    province.publish(2)
    assert mirror.follow(FolderCarrier(province.files))
    forged = province.copy("forged")
    _forge(forged, "timestamp.json", lambda signed: signed.update(version=99))
    other = Province(tmp_path / "other", SIGN_KEY)
    other.publish(9)
    for place in (forged, old, other.files):
        assert not mirror.follow(FolderCarrier(place))
        assert seen_by_counter(tmp_path) == [("places", 2)]
    assert len([one for one in caplog.records if "not believed" in one.message]) == 3
    caplog.clear()
    stale = Province(tmp_path / "stale", SIGN_KEY)
    stale.publish(1, at=NOW - timedelta(days=61))
    with pytest.raises(NotBelieved):
        Distribution(tmp_path / "s", from_folder(stale.files), root_of(stale.files)).refresh()


def test_a_root_of_somebody_else_is_no_beginning(
    province: Province, mirror: PackMirror, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    province.publish(1)
    (province.files / "root.cose").write_bytes(sign_root(root_of(province.files), TRANSPORT_KEY))
    assert not mirror.follow(FolderCarrier(province.files))
    assert "not believed" in caplog.text
    caplog.clear()
    province.repository.vouch(SIGN_KEY)
    assert mirror.follow(FolderCarrier(province.files))


def test_a_pack_damaged_on_the_way_is_left_and_the_next_try_brings_it(
    province: Province, mirror: PackMirror, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    province.publish(1)
    damaged = province.copy("damaged")
    (target,) = (damaged / "targets").iterdir()
    target.write_bytes(target.read_bytes()[:-1] + b"?")
    assert not mirror.follow(FolderCarrier(damaged))
    assert "came damaged" in caplog.text
    caplog.clear()
    assert mirror.number == 0
    assert mirror.follow(FolderCarrier(province.files))
    assert seen_by_counter(tmp_path) == [("places", 1)]


def test_people_publish_with_their_passphrase_and_only_forwards(province: Province, tmp_path: Path) -> None:
    province.publish(2)
    with pytest.raises(OlderIssue):
        province.publish(2)
    with pytest.raises(WrongPassphrase):
        province.repository.withdraw(Kind.PLACES, "places", b"something else", NOW)
    with pytest.raises(DistributionAbsent):
        province.repository.withdraw(Kind.PLACES, "nothing", PASSPHRASE, NOW)
    assert [(one.name, one.serial) for one in province.repository.published()] == [("places", 2)]
    secret = (tmp_path / "province" / "people" / "packs-targets.pem").read_bytes()
    assert b"ENCRYPTED" in secret


def test_people_sign_anew_before_their_word_ends_and_after(
    mirror: PackMirror, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    begun = NOW - LIFE["root"] + timedelta(days=30)
    old = Province(tmp_path / "province", SIGN_KEY, begun)
    old.publish(1)
    assert mirror.follow(FolderCarrier(old.files))
    assert old.repository.ends < NOW + timedelta(days=31)
    assert old.repository.renew(NOW + timedelta(days=2))
    assert "sign the packs anew" in caplog.text
    with pytest.raises(WrongPassphrase):
        old.repository.sign_anew(b"something else", NOW)
    old.repository.sign_anew(PASSPHRASE, NOW)
    assert old.repository.ends > NOW + timedelta(days=364)
    assert mirror.follow(FolderCarrier(old.files))
    caplog.clear()
    assert old.repository.renew(NOW + timedelta(days=4))
    assert "anew" not in caplog.text
    # Whoever comes too late is believed again as soon as it is done: counters still know the root before.
    over = Province(tmp_path / "over", SIGN_KEY, NOW - LIFE["root"] - timedelta(days=30))
    over.publish(3)
    elsewhere = PackMirror(tmp_path / "elsewhere", SIGN_KEY.public)
    assert not elsewhere.follow(FolderCarrier(over.files))
    over.repository.sign_anew(PASSPHRASE, NOW)
    assert elsewhere.follow(FolderCarrier(over.files))


def test_a_beginning_that_was_cut_off_is_taken_up_again(
    tmp_path: Path, mirror: PackMirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, people, machine = (tmp_path / name for name in ("files", "people", "machine"))
    repository = PackRepository(files, people, machine)

    def cut(*_given: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(PackRepository, "_issue", cut)
        with pytest.raises(DiskFull):
            repository.begin(PASSPHRASE, NOW)
    kept = (people / "packs-root.pem").read_bytes()
    with pytest.raises(WrongPassphrase):
        repository.begin(b"something else", NOW)
    repository.begin(PASSPHRASE, NOW)
    assert (people / "packs-root.pem").read_bytes() == kept
    assert (people / "packs-root.pem").stat().st_mode & 0o077 == 0
    repository.vouch(SIGN_KEY)
    assert mirror.follow(FolderCarrier(files))


class CutWire(InProcess):
    """A gateway that serves a repository, whose link breaks after so many bytes of packs."""

    def __init__(self, files: Path, breaks_after: int) -> None:
        self._files = files
        self._left = breaks_after
        self.sent = 0

    def send(self, call: Call) -> Answer:
        path = self._files / call.path.removeprefix("/v1/packs/")
        if not path.is_file():
            return Answer(404, CBOR, cbor.dumps({"error": "pack"}))
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", call.headers["Range"])
        assert found is not None
        start, end = int(found[1]), int(found[2]) + 1
        data = path.read_bytes()[start:end]
        if "/targets/" in call.path:
            if self._left < len(data):
                self._left = 1 << 40
                raise LinkDown("cut")
            self._left -= len(data)
            self.sent += len(data)
        return Answer(
            206, {"content-range": f"bytes {start}-{start + len(data) - 1}/{path.stat().st_size}"}, data
        )


def test_over_a_link_that_breaks_and_onto_a_full_disk_nothing_is_fetched_twice(
    province: Province, mirror: PackMirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.publish(1, size=12_000)
    (target,) = (province.files / "targets").iterdir()
    size = target.stat().st_size
    wire = CutWire(province.files, breaks_after=size // 2)
    link = GatewayLink(
        wire, Identity("http://127.0.0.1", DEVICE, OFFICE, CARD, TRANSPORT_KEY), StoppedClock()
    )
    may_go = [True]
    carrier = LinkCarrier(StoppedClock(), link, lambda: may_go[0])
    carrier._pace = type(carrier._pace)(first=1024, least=1024, most=1024)
    with pytest.raises(LinkDown):
        mirror.follow(carrier)
    may_go[0] = False
    assert not mirror.follow(carrier)  # papers go first
    may_go[0] = True
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=SPARE + 1000))
        with pytest.raises(DiskFull):
            mirror.follow(carrier)
    assert mirror.follow(carrier)
    assert wire.sent == size
    assert seen_by_counter(tmp_path) == [("places", 1)]


def test_a_stick_carries_one_whole_issue_and_a_torn_one_is_left(
    province: Province, mirror: PackMirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick" / "distribution"
    assert lay_out(province.files, stick) == 0
    province.publish(1)
    province.publish(1, name="places-b")
    vouched = province.files / ROOT_STATEMENT
    vouched.rename(tmp_path / "not-yet")
    assert lay_out(province.files, stick) == 0, "a repository just begun keeps nothing else from the stick"
    (tmp_path / "not-yet").rename(vouched)
    assert lay_out(province.files, stick) == 2
    assert mirror.follow(FolderCarrier(stick))
    province.publish(2)
    assert lay_out(province.files, stick) == 2
    assert len(list((stick / "targets").iterdir())) == 2
    assert {path.relative_to(stick) for path in stick.rglob("*.json")} < {
        path.relative_to(province.files) for path in province.files.rglob("*.json")
    }
    newest = stick / "metadata" / "timestamp.json"
    whole = newest.read_bytes()
    newest.write_bytes(whole[: len(whole) // 2])
    assert not mirror.follow(FolderCarrier(stick))
    assert seen_by_counter(tmp_path) == [("places-b", 1), ("places", 1)]
    plain = Path.read_bytes

    def worn_out(path: Path) -> bytes:
        if path == newest:
            raise OSError(errno.EIO, "Input/output error")
        return plain(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", worn_out)
        assert lay_out(province.files, stick) == 2, "written anew, elsewhere on the stick"
    assert mirror.follow(FolderCarrier(stick))
    assert seen_by_counter(tmp_path) == [("places-b", 1), ("places", 2)]
