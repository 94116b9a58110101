from pathlib import Path

import pytest

from forms.states import Carriage
from sync.courier import ROOT, StickUnusable, export_parcels, import_answers, read_parcels, write_answers
from sync.parcel import StatementType, seal_result
from tests.unit.sync.stage import OFFICE, OFFICE_NOTICE, SIGN_KEY, Road, notice, packed, queue, say


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def test_the_same_parcels_go_by_stick(road: Road, stick: Path) -> None:
    one, two, done = packed(1, 500, 9000), packed(2), packed(3)
    queue(road.outbox, one, two, done)
    road.outbox.accept(say(StatementType.DELIVERED, done), SIGN_KEY.public)
    first = export_parcels(road.outbox, stick)
    assert (first.parcels, first.blobs, first.skipped) == (2, 4, 0)
    again = export_parcels(road.outbox, stick)
    assert (again.parcels, again.blobs) == (2, 0)
    found = {parcel.parcel: parcel for parcel in read_parcels(stick)}
    assert set(found) == {one.parcel, two.parcel}
    assert found[one.parcel].manifest == one.manifest
    assert {name: path.read_bytes() for name, path in found[one.parcel].blobs} == one.blobs
    assert road.outbox.counts() == {Carriage.WAITING: 2, Carriage.DELIVERED: 1}


def test_a_parcel_that_lost_a_blob_is_left_out_alone(road: Road, stick: Path) -> None:
    bad, good = packed(1, 500), packed(2, 500)
    queue(road.outbox, bad, good)
    road.outbox.blob_path(bad.papers[0]).write_bytes(b"x")
    carried = export_parcels(road.outbox, stick)
    assert (carried.parcels, carried.skipped) == (1, 1)
    assert [parcel.parcel for parcel in read_parcels(stick)] == [good.parcel]


def test_a_blob_spoilt_on_the_stick_is_copied_again(road: Road, stick: Path) -> None:
    one = packed(1)
    queue(road.outbox, one)
    export_parcels(road.outbox, stick)
    copy = stick / ROOT / "blobs" / one.record
    copy.write_bytes(bytes(copy.stat().st_size))
    assert export_parcels(road.outbox, stick).blobs == 1
    assert copy.read_bytes() == one.blobs[one.record]


def test_answers_come_back_and_only_true_ones_count(road: Road, stick: Path) -> None:
    one, two = packed(1), packed(2)
    queue(road.outbox, one, two)
    result = seal_result(b"%PDF", "e" * 32, OFFICE_NOTICE.public)
    write_answers(
        stick,
        [
            (one.parcel, "recorded", say(StatementType.RECORDED, one)),
            (one.parcel, "delivered", say(StatementType.DELIVERED, one)),
            (two.parcel, "delivered", say(StatementType.DELIVERED, two)[:-1]),
        ],
        [(OFFICE, 1, notice(1)), (OFFICE, 3, notice(3)), ("99999", 1, notice(1, "99999"))],
        [(result.name, result.data), ("b" * 64, b"spoilt")],
    )
    identity = road.link.identity
    carried = import_answers(road.outbox, road.inbox, identity, stick)
    assert (carried.statements, carried.notices, carried.results, carried.skipped) == (2, 1, 1, 3)
    assert road.outbox.counts() == {Carriage.DELIVERED: 1, Carriage.WAITING: 1}
    assert road.inbox.result(result.name) == result.data
    again = import_answers(road.outbox, road.inbox, identity, stick)
    assert (again.notices, again.results) == (0, 0)
    state = road.outbox.state(one.parcel)
    assert state is not None
    assert len(state.statements) == 2


def test_a_stick_that_is_not_there_is_said(road: Road, tmp_path: Path) -> None:
    with pytest.raises(StickUnusable):
        export_parcels(road.outbox, tmp_path / "none")
    with pytest.raises(StickUnusable):
        import_answers(road.outbox, road.inbox, road.link.identity, tmp_path)
