import errno
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from forms.states import Carriage
from sync.courier import export_parcels, import_answers, note_of
from sync.dispatch import Dispatch
from sync.files import SPARE
from sync.parcel import StatementType, seal_result
from sync.remedies import LOCAL_BLOB_DAMAGED, LOCAL_BLOB_MISSING
from sync.stick import LARGEST, ROOT, CounterNote, Stick, StickUnusable
from tests.unit.sync.stage import (
    CARD,
    DEVICE,
    OFFICE,
    OFFICE_NOTICE,
    SIGN_KEY,
    Road,
    notice,
    packed,
    queue,
    say,
)


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    folder = tmp_path / "usb"
    folder.mkdir()
    return Stick(folder)


def test_the_same_parcels_go_by_stick(road: Road, stick: Stick) -> None:
    one, two, done = packed(1, 500, 9000), packed(2), packed(3)
    queue(road.outbox, one, two, done)
    road.outbox.accept(say(StatementType.DELIVERED, done), SIGN_KEY.public)
    first = export_parcels(road.outbox, stick)
    assert (first.parcels, first.partial, first.left, first.blobs, first.skipped) == (2, 0, 0, 4, 0)
    again = export_parcels(road.outbox, stick)
    assert (again.parcels, again.blobs) == (2, 0)
    found = {parcel.parcel: parcel for parcel in stick.parcels()}
    assert set(found) == {one.parcel, two.parcel}
    assert found[one.parcel].manifest == one.manifest
    assert {name: path.read_bytes() for name, path in found[one.parcel].blobs} == one.blobs
    assert road.outbox.counts() == {Carriage.WAITING: 2, Carriage.DELIVERED: 1}


def test_what_does_not_fit_goes_on_the_next_stick(
    road: Road, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large, urgent = packed(1, 2_000), packed(2, 30_000, 40_000), packed(3, 20_000, urgent=True)
    queue(road.outbox, large, small, urgent)
    sticks = []
    for name in "abcd":
        (tmp_path / name).mkdir()
        sticks.append(Stick(tmp_path / name))
    monkeypatch.setattr(shutil, "disk_usage", lambda root: SimpleNamespace(free=SPARE + 50_000 - _used(root)))
    told = [export_parcels(road.outbox, one) for one in sticks[:3]]
    # Every record and the urgent paper first; then, before anything twice, what there was no room for.
    assert [one.left for one in told] == [1, 1, 0]
    assert (told[0].parcels, told[0].partial) == (2, 1)
    assert _on(sticks[0]) == {*small.blobs, *urgent.blobs, large.record}
    assert [large.papers[n] in _on(sticks[n + 1]) for n in range(2)] == [True, True]
    monkeypatch.undo()
    last = export_parcels(road.outbox, sticks[3])  # room for everything: a lost stick costs nothing
    assert (last.parcels, last.partial, last.left) == (3, 0, 0)


def _on(stick: Stick) -> set[str]:
    return {name for one in stick.parcels() for name, _ in one.blobs}


def _used(root: Path) -> int:
    return sum(path.stat().st_size for path in (root / "blobs").iterdir())


def test_what_is_spoilt_here_holds_up_no_other_and_waits_for_an_officer(road: Road, stick: Stick) -> None:
    torn, gone, unread, good = (packed(number, 500) for number in range(1, 5))
    queue(road.outbox, torn, gone, unread, good)
    road.outbox.blob_path(torn.papers[0]).write_bytes(b"x")
    road.outbox.blob_path(gone.record).unlink()
    with road.outbox.ledger.write() as db:
        db.execute("UPDATE parcel SET manifest = ? WHERE id = ?", (b"nonsense", unread.parcel))
    carried = export_parcels(road.outbox, stick)
    assert (carried.parcels, carried.skipped) == (1, 3)
    assert [parcel.parcel for parcel in stick.parcels() if parcel.whole] == [good.parcel]
    reasons = {
        state.parcel: state.reason for state in road.outbox.list() if state.carriage is Carriage.REFUSED
    }
    assert reasons == {
        torn.parcel: LOCAL_BLOB_DAMAGED,
        gone.parcel: LOCAL_BLOB_MISSING,
        unread.parcel: LOCAL_BLOB_DAMAGED,
    }
    assert export_parcels(road.outbox, stick).skipped == 0


def test_what_the_province_has_already_is_not_refused_for_being_spoilt_here(
    road: Road, stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded, home = packed(1, 500), packed(2, 500)
    queue(road.outbox, recorded, home)
    Dispatch(road.outbox).offered(recorded.parcel, recorded.papers)  # its record is there
    road.outbox.blob_path(recorded.record).write_bytes(b"x")

    def deliver_meanwhile(_name: str) -> bool:
        """By wire, after the parcel was listed for the stick."""
        road.outbox.accept(say(StatementType.DELIVERED, home), CARD.sign)
        for name in home.blobs:
            road.outbox.blob_path(name).unlink(missing_ok=True)
        return False

    monkeypatch.setattr(stick, "has_blob", deliver_meanwhile)
    carried = export_parcels(road.outbox, stick)
    assert (carried.parcels, carried.partial, carried.left, carried.skipped) == (0, 1, 0, 0)
    (lies,) = stick.parcels()
    assert {name for name, _ in lies.blobs} == set(recorded.papers)
    assert [state.carriage for state in road.outbox.list()] == [Carriage.WAITING, Carriage.DELIVERED]


def test_a_blob_spoilt_on_the_stick_is_copied_again(road: Road, stick: Stick) -> None:
    one = packed(1)
    queue(road.outbox, one)
    export_parcels(road.outbox, stick)
    copy = stick.root / "blobs" / one.record
    copy.write_bytes(bytes(copy.stat().st_size))
    assert export_parcels(road.outbox, stick).blobs == 1
    assert copy.read_bytes() == one.blobs[one.record]


def test_what_lies_where_a_stick_is_worn_out_holds_up_nothing_else(
    road: Road, stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = packed(1), packed(2)
    queue(road.outbox, one, two)
    note = note_of(road.outbox, road.inbox, road.link.identity)
    export_parcels(road.outbox, stick, note)
    for each in (one, two):
        stick.put_statement(each.parcel, "delivered", say(StatementType.DELIVERED, each))
    stick.put_card(CARD.encode(SIGN_KEY))
    worn = {one.record, f"{one.parcel}.manifest", f"{DEVICE}.counter"}
    worn |= {f"{one.parcel}.delivered.statement", "gateway.card"}
    whole = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name in worn and stick.root in path.parents:
            raise OSError(errno.EIO, "Input/output error")
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert export_parcels(road.outbox, stick, note).blobs == 1  # written anew, elsewhere on the stick
    carried = import_answers(road.outbox, road.inbox, road.link.identity, stick)
    assert (carried.statements, carried.skipped) == (1, 1)
    stick.put_card(CARD.encode(SIGN_KEY))
    assert stick.put_statement(one.parcel, "delivered", say(StatementType.DELIVERED, one))
    shutil.rmtree(stick.root)
    with pytest.raises(StickUnusable):
        import_answers(road.outbox, road.inbox, road.link.identity, stick)


def test_answers_come_back_and_only_true_ones_count(road: Road, stick: Stick) -> None:
    one, two = packed(1), packed(2)
    queue(road.outbox, one, two)
    identity = road.link.identity
    export_parcels(road.outbox, stick, note_of(road.outbox, road.inbox, identity))
    assert list(stick.notes()) == [CounterNote(OFFICE, DEVICE, 0, (one.parcel, two.parcel), ())]
    result = seal_result(b"%PDF", "e" * 32, OFFICE_NOTICE.public)
    stick.put_statement(one.parcel, "recorded", say(StatementType.RECORDED, one))
    stick.put_statement(one.parcel, "delivered", say(StatementType.DELIVERED, one))
    stick.put_statement(two.parcel, "delivered", say(StatementType.DELIVERED, two)[:-1])
    for office, seq, data in ((OFFICE, 1, notice(1)), (OFFICE, 3, notice(3)), ("99999", 1, notice(1))):
        stick.put_notice(office, seq, data)
    for name, data in ((result.name, result.data), ("b" * 64, b"spoilt")):
        stick.put_result(name, data)
    stick.put_pack("bieu-mau.7", b"signed")
    with (stick.root / "packs" / "anh.iso").open("wb") as file:
        file.truncate(LARGEST + 1)
    carried = import_answers(road.outbox, road.inbox, identity, stick)
    assert (carried.statements, carried.notices, carried.results, carried.packs) == (2, 1, 1, 1)
    assert carried.skipped == 4
    assert road.outbox.counts() == {Carriage.DELIVERED: 1, Carriage.WAITING: 1}
    assert road.inbox.result(result.name) == result.data
    assert (road.inbox.folder / "packs" / "bieu-mau.7").read_bytes() == b"signed"
    again = import_answers(road.outbox, road.inbox, identity, stick)
    assert (again.notices, again.results, again.packs) == (0, 0, 0)
    state = road.outbox.state(one.parcel)
    assert state is not None
    assert len(state.statements) == 2
    assert [parcel.parcel for parcel in stick.parcels()] == [two.parcel]  # the delivered one went home


def test_a_stick_that_is_not_there_is_said(road: Road, tmp_path: Path) -> None:
    with pytest.raises(StickUnusable):
        Stick(tmp_path / "none")
    with pytest.raises(StickUnusable):
        import_answers(road.outbox, road.inbox, road.link.identity, Stick(tmp_path))
    (tmp_path / ROOT).write_text("no folder")
    with pytest.raises(StickUnusable):
        export_parcels(road.outbox, Stick(tmp_path))
