import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.errors import BugError
from forms.states import CARRIAGE_MOVES, Carriage, ParcelKind
from sync.agent import report
from sync.blob import blob_name
from sync.files import DiskFull, FolderBusy, only_one
from sync.inbox import Inbox
from sync.ledger import LedgerDamaged, LedgerNewer
from sync.manifest import BlobRef
from sync.outbox import BlobMissing, Outbox, open_set_aside
from sync.parcel import Manifest, ParcelDamaged, Statement, StatementType, manifest_hash
from tests.unit.sync.stage import (
    CARD,
    DEVICE,
    DEVICE_KEY,
    NOON,
    OFFICE,
    PROVINCE,
    SIGN_KEY,
    Road,
    StoppedClock,
    notice,
    packed,
    queue,
    say,
)


def test_only_a_row_permits_sending(road: Road) -> None:
    one = packed(1, 100)
    for name, data in one.blobs.items():
        road.outbox.put_blob(name, data)
    assert road.once().waiting == 0
    assert road.gateway.paths("POST") == ["/v1/news"]
    assert road.outbox.state(one.parcel) is None


def test_queueing_twice_is_queueing_once(road: Road) -> None:
    one = packed(1, 100)
    queue(road.outbox, one, one)
    (state,) = road.outbox.list()
    assert (state.carriage, state.sent) == (Carriage.WAITING, 0)
    assert state.total == sum(map(len, one.blobs.values()))
    other = packed(1, 200)
    for name, data in other.blobs.items():
        road.outbox.put_blob(name, data)
    with pytest.raises(BugError):
        road.outbox.enqueue(other.manifest)


def test_a_parcel_without_its_blobs_is_not_queued(road: Road) -> None:
    one = packed(1, 100)
    road.outbox.put_blob(one.record, one.blobs[one.record])
    with pytest.raises(BlobMissing):
        road.outbox.enqueue(one.manifest)
    (road.outbox.blob_path(one.papers[0])).write_bytes(b"half")
    with pytest.raises(BlobMissing):
        road.outbox.enqueue(one.manifest)


def test_a_blob_is_named_by_its_hash(road: Road) -> None:
    with pytest.raises(BugError):
        road.outbox.put_blob("a" * 64, b"something else")
    with pytest.raises(BugError):
        road.outbox.put_blob("../kiosk.db", b"")


@given(st.lists(st.sampled_from(StatementType), max_size=8))
@settings(max_examples=40, deadline=None)
def test_statements_in_any_order_move_a_parcel_only_forward(
    tmp_path_factory: pytest.TempPathFactory, said: list[StatementType]
) -> None:
    outbox = Outbox(tmp_path_factory.mktemp("outbox"), StoppedClock())
    one = packed(1)
    queue(outbox, one)
    carriage = Carriage.WAITING
    for kind in said:
        further = {"reason": "answers-invalid"} if kind is StatementType.REFUSED else {}
        outbox.accept(say(kind, one, **further), SIGN_KEY.public)
        state = outbox.state(one.parcel)
        assert state is not None
        assert state.carriage is carriage or state.carriage in CARRIAGE_MOVES[carriage]
        carriage = state.carriage
    state = outbox.state(one.parcel)
    assert state is not None
    assert len(state.statements) == len(set(said))
    if StatementType.DELIVERED in said and StatementType.REFUSED not in said:
        assert carriage is Carriage.DELIVERED
    outbox.close()


def test_both_acknowledgements_are_kept_as_signed(road: Road) -> None:
    one = packed(1)
    queue(road.outbox, one)
    said = say(StatementType.RECORDED, one), say(StatementType.DELIVERED, one)
    for data in (*said, *said):
        road.outbox.accept(data, SIGN_KEY.public)
    state = road.outbox.state(one.parcel)
    assert state is not None
    assert state.statements == said
    assert state.carriage is Carriage.DELIVERED


def test_a_statement_about_other_bytes_moves_nothing(road: Road) -> None:
    one = packed(1)
    queue(road.outbox, one)
    other = Statement(StatementType.DELIVERED, one.parcel, manifest_hash(b"other"), NOON, CARD.gateway)
    assert road.outbox.accept(other.encode(SIGN_KEY), SIGN_KEY.public) is None
    with pytest.raises(ParcelDamaged):
        road.outbox.accept(say(StatementType.DELIVERED, one), CARD.ingest)
    state = road.outbox.state(one.parcel)
    assert state is not None
    assert state.carriage is Carriage.WAITING


def test_only_a_refused_parcel_is_dropped_or_tried_again(road: Road) -> None:
    one, two = packed(1), packed(2)
    queue(road.outbox, one, two)
    assert not road.outbox.drop_refused(one.parcel)
    assert not road.outbox.requeue(one.parcel)
    for each in (one, two):
        road.outbox.accept(say(StatementType.REFUSED, each, reason="device-revoked"), SIGN_KEY.public)
    assert road.outbox.requeue(one.parcel)
    state = road.outbox.state(one.parcel)
    assert state is not None
    assert (state.carriage, state.reason, state.statements) == (Carriage.WAITING, None, ())
    assert road.outbox.drop_refused(two.parcel)
    assert road.outbox.state(two.parcel) is None
    assert not road.outbox.blob_path(two.record).exists()


def bare(number: int) -> tuple[str, bytes, bytes]:
    """A parcel that only the outbox looks at: id, manifest, and the one blob it names."""
    data = b"%d" % number
    parcel, dossier = f"{number:032x}", f"{number + 10_000:032x}"
    ref = BlobRef(blob_name(data), len(data))
    manifest = Manifest(
        parcel, dossier, ParcelKind.FILING, OFFICE, DEVICE, NOON, ref, (), False, None, PROVINCE.kid
    )
    return parcel, manifest.encode(DEVICE_KEY), data


def test_blobs_are_erased_once_the_backup_has_passed_them(road: Road) -> None:
    one, two = packed(1), packed(2)
    queue(road.outbox, one, two)
    road.outbox.accept(
        say(StatementType.DELIVERED, one, watermark=NOON - timedelta(hours=1)), SIGN_KEY.public
    )
    assert road.outbox.erase_safe() == 0
    road.outbox.accept(say(StatementType.DELIVERED, two, watermark=NOON), SIGN_KEY.public)
    assert road.outbox.watermark() == NOON
    assert road.outbox.erase_safe() == 2
    road.outbox.enqueue(two.manifest)  # the same again, from a counter that was off meanwhile
    assert not road.outbox.blob_path(one.record).exists()
    assert set(road.outbox.past()) == {one.parcel, two.parcel}
    assert road.outbox.forget([two.parcel]) == 1
    assert [state.parcel for state in road.outbox.list()] == [one.parcel]
    # What the forgotten one said of the backup holds on.
    assert road.outbox.watermark() == NOON
    assert road.outbox.past() == (one.parcel,)
    assert (road.outbox.forgotten(), report(road.outbox, road.inbox).delivered) == (1, 2)
    three = packed(3)
    queue(road.outbox, three)
    assert road.outbox.forget([two.parcel, three.parcel]) == 0


@pytest.mark.parametrize("days", [12, pytest.param(120, marks=pytest.mark.soak)])
def test_a_long_life_leaves_a_file_no_larger_than_what_waited_at_once(road: Road, days: int) -> None:
    def size() -> int:
        road.outbox.ledger.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return (road.outbox.folder / "outbox.db").stat().st_size

    sizes = []
    for day in range(days):
        at = NOON + timedelta(days=day)
        parcels = [bare(100 * day + number) for number in range(50)]
        with road.outbox.ledger.together():  # the disk's flushes are not what is tried here
            for parcel, manifest, data in parcels:
                road.outbox.blob_path(blob_name(data)).write_bytes(data)
                road.outbox.enqueue(manifest)
                road.outbox.note_carried("a stick", [blob_name(data)])
                for kind, mark in ((StatementType.RECORDED, None), (StatementType.DELIVERED, at)):
                    said = Statement(kind, parcel, manifest_hash(manifest), at, "g", watermark=mark)
                    road.outbox.accept(said.encode(SIGN_KEY), SIGN_KEY.public)
        assert road.outbox.erase_safe() == 50
        assert road.outbox.forget(road.outbox.past()) == 50
        sizes.append(size())
    assert max(sizes[3:]) <= max(sizes[:3])
    assert sizes[-1] < 400_000
    assert road.outbox.forgotten() == 50 * days
    assert road.outbox.list() == ()
    assert list((road.outbox.folder / "blobs").iterdir()) == []
    assert road.outbox.ledger.is_sound()


def test_another_process_sees_changes(road: Road) -> None:
    other = Outbox(road.outbox.folder, road.clock)
    seen = road.outbox.changes()
    assert road.outbox.changes() == seen
    queue(other, packed(1))
    assert road.outbox.changes() != seen
    other.close()


def test_a_damaged_outbox_is_kept_aside_on_order_and_can_be_filled_again(tmp_path: Path) -> None:
    clock = StoppedClock()
    one = packed(1)
    outbox = Outbox(tmp_path, clock)
    queue(outbox, one)
    outbox.close()
    damaged = b"not a database " * 500
    (tmp_path / "outbox.db").write_bytes(damaged)
    with pytest.raises(LedgerDamaged):
        Outbox(tmp_path, clock)
    assert (tmp_path / "outbox.db").read_bytes() == damaged
    aside = open_set_aside(tmp_path, clock)
    assert aside.read_bytes() == damaged
    again = Outbox(tmp_path, clock)
    again.enqueue(one.manifest)
    assert again.counts() == {Carriage.WAITING: 1}
    again.close()


def test_a_newer_outbox_is_left_alone(tmp_path: Path) -> None:
    Outbox(tmp_path, StoppedClock()).close()
    with sqlite3.connect(tmp_path / "outbox.db") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LedgerNewer):
        Outbox(tmp_path, StoppedClock())


def test_a_full_disk_leaves_nothing_half_written(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    one = packed(1, 50_000)
    queue(road.outbox, packed(2))
    for name, data in one.blobs.items():
        road.outbox.put_blob(name, data)
    (pages,) = road.outbox.ledger.rows("PRAGMA page_count")[0]
    road.outbox.ledger.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull):
        queue(road.outbox, *(packed(number) for number in range(3, 30)))
    assert all(state.carriage is Carriage.WAITING for state in road.outbox.list())

    def no_space(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    before = sorted(path.name for path in (road.outbox.folder / "blobs").iterdir())
    late = packed(99)
    with pytest.raises(DiskFull):
        road.outbox.put_blob(late.record, late.blobs[late.record])
    assert sorted(path.name for path in (road.outbox.folder / "blobs").iterdir()) == before


def test_two_agents_cannot_share_a_folder(tmp_path: Path) -> None:
    with only_one(tmp_path / "agent.lock"), pytest.raises(FolderBusy), only_one(tmp_path / "agent.lock"):
        pass
    with only_one(tmp_path / "agent.lock"):
        pass


def test_the_inbox_keeps_notices_in_order_and_remembers_the_last(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    for seq in (2, 1, 3):
        inbox.put_notice(seq, notice(seq))
    inbox.put_notice(2, b"something else")
    assert list(inbox.after(1)) == [(2, dict(inbox.after(0))[2]), (3, dict(inbox.after(0))[3])]
    assert dict(inbox.after(0))[2] != b"something else"
    inbox.prune(3)
    assert inbox.numbers() == [3]
    assert inbox.last() == 3


def test_a_result_taken_over_is_settled_for_good(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    name = "a" * 64
    assert not inbox.settled(name)
    inbox.result_path(name).write_bytes(b"sealed")
    assert inbox.result(name) == b"sealed"
    inbox.erase_result(name)
    assert inbox.result(name) is None
    assert inbox.settled(name)
    with pytest.raises(ParcelDamaged):
        inbox.result_path("../outbox/agent.json")


def test_the_manifest_says_what_to_hurry(road: Road) -> None:
    hurried = packed(1, urgent=True, deadline=NOON)
    queue(road.outbox, hurried)
    (state,) = road.outbox.list()
    assert (state.urgent, state.deadline) == (True, NOON)
    assert Manifest.decode_unverified(hurried.manifest).urgent


def test_a_notice_set_aside_is_asked_for_again_and_kept(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    assert inbox.gapless() == 0
    for seq in range(3, 8):  # 1 and 2 were pruned long ago
        inbox.put_notice(seq, b"%d" % seq)
    assert inbox.gapless() == 7
    aside = inbox.set_notice_aside(5)
    assert inbox.gapless() == 4
    inbox.set_notice_aside(3)
    assert inbox.gapless() == 2
    inbox.put_notice(3, b"three again")
    inbox.put_notice(5, b"five again")
    assert inbox.gapless() == 7
    assert inbox.last() == 7
    assert aside.read_bytes() == b"5"
    assert inbox.set_notice_aside(5) != aside
