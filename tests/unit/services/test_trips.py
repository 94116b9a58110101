"""Trips: checked before leaving, worked through, told afterwards; and the copy that tells what a lost laptop held."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from forms.errors import KnownError
from forms.states import Carriage
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.domain.trips import ItemKind, TripRefused, TripState
from kiosk.services import (
    closing,
    custody,
    envelopes,
    fees,
    intake,
    papers,
    reports,
    sealed_copy,
    trip_reports,
    trips,
)
from kiosk.services.assisted import file_at_once
from kiosk.services.desk import Desk
from kiosk.services.secrets import OFFICE_NOTICE
from kiosk.services.trips import Trip
from kiosk.store.errors import NotFound
from sync.stick import Stick
from tests.office_factories import (
    ANSWERS,
    DAY,
    PNG,
    Province,
    file_invented,
    make_known,
    open_desk,
    set_up_office,
)
from tests.store_factories import SetClock, paper
from tests.unit.documents.samples import text_of

MARITAL = "1.004873"
TODAY = date(2026, 11, 23)
TEAM = ("luu-dong-1", "can-bo-1")


@pytest.fixture
def trip(desk: Desk) -> Trip:
    return trips.plan(
        desk, "Bản Mẫu", ["Nhà văn hóa Bản Mẫu", "Trường học"], TEAM, TODAY, TODAY + timedelta(days=2)
    )


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def test_a_trip_is_planned_once_and_refuses_nonsense(desk: Desk) -> None:
    plan = {"places": ["Bản Mẫu"], "team": TEAM, "starts": TODAY, "ends": TODAY}
    first = trips.plan(desk, "Chuyến", **plan, trip_id="a" * 32)  # type: ignore[arg-type]
    assert trips.plan(desk, "Chuyến", **plan, trip_id="a" * 32) == first  # type: ignore[arg-type]
    for wrong in (
        {"places": [" "]},
        {"team": ()},
        {"team": ("quan-tri-1",)},
        {"ends": TODAY - timedelta(days=1)},
    ):
        with pytest.raises(KnownError):
            trips.plan(desk, "Chuyến", **(plan | wrong))  # type: ignore[arg-type]
    assert [one.id for one in trips.trips(desk)] == ["a" * 32]


def test_what_lies_here_is_offered_once_and_checked_before_leaving(desk: Desk, trip: Trip) -> None:
    filed = file_invented(desk, "1.000656")
    (envelope,) = envelopes.held_here(desk)
    part = desk.store.dossiers.parts(filed.dossier)[0].part
    other = file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    desk.store.notices.apply(Notice("1" * 32, 1, DAY, other.dossier, NoticeKind.SUPPLEMENT, text="Thiếu"))
    found = trips.suggestions(desk, trip.id)
    assert {(one.kind, one.reference) for one in found} == {
        (ItemKind.ENVELOPE, envelope.number),
        (ItemKind.CALL, other.dossier),
    }
    for one in found:
        trips.take_along(desk, trip.id, one)
        trips.take_along(desk, trip.id, one)
    assert trips.suggestions(desk, trip.id) == ()
    trips.expect(desk, trip.id, "Giàng A Thử", phone="0911111112", place="Trường học")
    lines = {one.id: one for one in trips.readiness(desk, trip.id)}
    assert all(one.ok for one in lines.values() if one.blocks)
    assert (lines["sent"].ok, lines["calls"].ok, lines["people"].ok) == (False, False, True)
    assert all("{" not in one.said.vi for one in lines.values())
    envelopes.give_back(desk, envelope.number)
    assert not {one.id: one for one in trips.readiness(desk, trip.id)}["envelopes"].ok
    with pytest.raises(KnownError):
        trips.leave(desk, trip.id)
    assert part
    gone = next(i for i in desk.store.trips.get(trip.id).items if i.kind is ItemKind.ENVELOPE)
    trips.done(desk, gone.id)
    assert trips.leave(desk, trip.id).state is TripState.UNDER_WAY


def test_an_unknown_machine_stays_at_home(folder: object, clock: SetClock) -> None:
    desk = open_desk(folder, clock)  # type: ignore[arg-type]
    made = trips.plan(desk, "Chuyến", ["Bản Mẫu"], TEAM, TODAY, TODAY)
    with pytest.raises(KnownError):
        trips.leave(desk, made.id)
    desk.close()


def test_one_trip_at_a_time_and_none_begins_again(desk: Desk, trip: Trip) -> None:
    other = trips.plan(desk, "Chuyến hai", ["Bản Khác"], TEAM, TODAY, TODAY)
    assert trips.leave(desk, trip.id) == trips.leave(desk, trip.id)
    with pytest.raises(KnownError):
        trips.leave(desk, other.id)
    with pytest.raises(TripRefused):
        trips.cancel(desk, trip.id)
    trips.come_back(desk, trip.id)
    with pytest.raises(TripRefused):
        trips.leave(desk, trip.id)
    assert trips.cancel(desk, other.id).state is TripState.CANCELLED
    assert trips.current(desk) is None


def test_what_was_taken_on_a_trip_is_reported_as_such(desk: Desk, trip: Trip, clock: SetClock) -> None:
    file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    clock.pass_time(60)
    trips.leave(desk, trip.id)
    person = trips.expect(desk, trip.id, "Giàng A Thử")
    clock.pass_time(60)
    filed = file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    trips.done(desk, person.id)
    fees.take(desk, filed.dossier, 15000, "C26T-0000123")
    clock.pass_time(60)
    trips.come_back(desk, trip.id)
    clock.pass_time(60)
    file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    found = trip_reports.trip_report(desk, trip.id)
    assert found.taken == ((MARITAL, 1),)
    assert (ItemKind.PERSON, 1, 1) in found.items
    said = text_of(trip_reports.trip_report_pdf(desk, trip.id))
    assert "Bản Mẫu" in said
    assert "15.000" in said, "what the team brings home in money"
    assert "MẪU NGUYỄN" not in said.upper()
    assert "GIÀNG A THỬ" not in said.upper()
    rows = reports.report(desk, TODAY, TODAY, reports.Grouping.TRIP).rows
    assert {row.key: row.cells[0] for row in rows} == {trip.id: 1, "": 2}
    assert filed.slip not in said
    assert closing.day(desk).taken == 3


def test_the_evening_copy_is_asked_for_until_it_lies_apart(
    desk: Desk, trip: Trip, clock: SetClock, stick: Path
) -> None:
    file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    assert not sealed_copy.copy_due(desk).due
    trips.leave(desk, trip.id)
    assert not sealed_copy.copy_due(desk).due  # it is nine in the morning
    clock.pass_time(7 * 3600)
    due = sealed_copy.copy_due(desk)
    assert (due.due, due.unsaved) == (True, 1)
    made = sealed_copy.make_copy(desk, stick)
    assert made.same_disk
    due = sealed_copy.copy_due(desk)
    assert (due.due, due.to_confirm) == (False, True)
    sealed_copy.confirm_apart(desk, made.id)
    assert sealed_copy.confirm_apart(desk, made.id).confirmed_by == "can-bo-1"
    assert not sealed_copy.copy_due(desk).to_confirm
    clock.pass_time(24 * 3600)
    assert sealed_copy.copy_due(desk).due


def other_counter(desk: Desk, root: Path, clock: SetClock, *, same_office: bool = True) -> Desk:
    """Another machine; of the same office when it was given the office's key."""
    folder = set_up_office(root, clock)
    made = open_desk(folder, clock)
    if same_office:
        key = desk.store.secrets.get(OFFICE_NOTICE)
        assert key is not None
        made.store.secrets.put(OFFICE_NOTICE, key)
    make_known(made, Province.new())
    return made


def test_a_lost_laptop_is_told_and_its_drafts_go_on_at_another_counter(
    desk: Desk, trip: Trip, clock: SetClock, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips.leave(desk, trip.id)
    clock.pass_time(60)
    filed = file_invented(desk, "1.000656")
    (envelope,) = envelopes.held_here(desk)
    begun = intake.begin(desk, MARITAL, "km-Khmr-VN")
    intake.save_answers(
        desk, begun, {"requester_name": "GIÀNG A THỬ", "requester_phone": "0911111112"}, page=None
    )
    paper(desk.store, begun, "divorce", PNG)
    number = papers.keep_in_envelope(desk, begun, ["divorce"])
    custody.hand_to(desk, number, custody.POST)
    (story,) = custody.stories(desk, begun)
    (was,) = desk.store.papers.list(begun)
    clock.pass_time(60)
    before = desk.store.dossiers.answers(begun)
    sealed_copy.make_copy(desk, stick)

    monkeypatch.setenv("HOSO_CONFIG_DIR", str(tmp_path / "second" / "machine"))
    there = other_counter(desk, tmp_path / "second", clock)
    (label,) = sealed_copy.copies_on(stick)
    found = sealed_copy.read_copy(there, label.folder)
    assert (found.counter, found.trip, found.missing) == ("Q1", "Bản Mẫu", ())
    (one,) = found.dossiers
    assert (one.slip, one.dossier, one.envelopes) == (filed.slip, filed.dossier, (envelope.number,))
    assert [(p.parcel, p.kind, p.carriage) for p in one.parcels] == [
        (filed.parcel, "filing", str(Carriage.WAITING))
    ]
    assert [draft.dossier for draft in found.drafts] == [begun]
    assert [one.parcel for one in Stick(label.folder).parcels() if one.whole] == [filed.parcel]

    assert sealed_copy.restore_drafts(there, label.folder) == (begun,)
    assert sealed_copy.restore_drafts(there, label.folder) == ()
    assert there.store.dossiers.answers(begun) == before
    (kept,) = there.store.papers.list(begun)
    assert there.store.papers.data(kept.id) == PNG
    # Who took the picture and who answers for the original is told as it was, and goes on from there.
    assert (kept.digitised_at, kept.digitised_by, kept.envelope) == (
        was.digitised_at,
        was.digitised_by,
        number,
    )
    assert there.store.papers.envelope(number).chain == story.envelope.chain
    assert all(link.event.signature for link in custody.stories(there, begun)[0].links)
    assert custody.take_over(there, number).holder == custody.POST
    assert there.store.dossiers.search("giang a thu")[0].id == begun
    there.close()


def test_a_draft_is_taken_over_whole_or_not_at_all_wherever_the_power_fails(
    desk: Desk, clock: SetClock, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = intake.begin(desk, MARITAL, "vi-VN")
    intake.save_answers(desk, begun, {"requester_name": "GIÀNG A THỬ"}, page=None)
    paper(desk.store, begun, "divorce", PNG)
    number = papers.keep_in_envelope(desk, begun, ["divorce"])
    sealed_copy.make_copy(desk, stick)
    (label,) = sealed_copy.copies_on(stick)
    monkeypatch.setenv("HOSO_CONFIG_DIR", str(tmp_path / "second" / "machine"))
    there = other_counter(desk, tmp_path / "second", clock)
    sealed_copy.read_copy(there, label.folder)

    class PowerCut(BaseException): ...

    left = -1

    def fail(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == -1:
            raise PowerCut

    event.listen(there.store._doors._writer, "before_cursor_execute", fail)
    deaths = 0
    for at in range(400):
        left = at
        try:
            done = sealed_copy.restore_drafts(there, label.folder)
        except PowerCut:
            left, deaths = -1, deaths + 1
            assert there.store.dossiers.drafts() == ()
            with pytest.raises(NotFound):
                there.store.papers.envelope(number)
            continue
        break
    assert done == (begun,)
    assert deaths > 8
    left = -1
    assert there.store.dossiers.answers(begun) == desk.store.dossiers.answers(begun)
    (kept,) = there.store.papers.list(begun)
    assert (there.store.papers.data(kept.id), kept.envelope) == (PNG, number)
    assert there.store.audit.verify().whole
    there.close()


def test_nothing_personal_lies_on_the_stick_in_clear_and_strangers_read_nothing(
    desk: Desk, stick: Path, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    intake.save_answers(
        desk, intake.begin(desk, MARITAL, "vi-VN"), {"requester_name": "GIÀNG A THỬ"}, page=None
    )
    sealed_copy.make_copy(desk, stick)
    planted = [
        text.encode() for text in ("NGUYỄN THỊ MẪU", "GIÀNG A THỬ", "011190000999", "0912345678", "TAM-")
    ]
    for path in stick.rglob("*"):
        if path.is_file():
            data = path.read_bytes() + str(path).encode()
            assert not [text for text in planted if text in data], path.name
    monkeypatch.setenv("HOSO_CONFIG_DIR", str(tmp_path / "stranger" / "machine"))
    stranger = other_counter(desk, tmp_path / "stranger", clock, same_office=False)
    (label,) = sealed_copy.copies_on(stick)
    with pytest.raises(KnownError):
        sealed_copy.read_copy(stranger, label.folder)
    stranger.close()


def test_a_damaged_or_foreign_stick_is_refused(desk: Desk, stick: Path) -> None:
    with pytest.raises(KnownError):
        sealed_copy.make_copy(desk, stick / "not-there")
    assert sealed_copy.copies_on(stick) == ()
    file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    sealed_copy.make_copy(desk, stick)
    (label,) = sealed_copy.copies_on(stick)
    listed = label.folder / "list.hsb"
    listed.write_bytes(listed.read_bytes()[:-1])
    with pytest.raises(KnownError):
        sealed_copy.read_copy(desk, label.folder)
    (label.folder / "copy.json").write_text(json.dumps({"id": 7}))
    with pytest.raises(KnownError):
        sealed_copy.read_copy(desk, label.folder)
    assert sealed_copy.copies_on(stick) == ()


def test_a_blob_that_is_gone_is_named(desk: Desk, stick: Path) -> None:
    filed = file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    for blob in (desk.folder.outbox / "blobs").iterdir():
        blob.unlink()
    sealed_copy.make_copy(desk, stick)
    (label,) = sealed_copy.copies_on(stick)
    found = sealed_copy.read_copy(desk, label.folder)
    assert len(found.missing) == 1
    assert [one.slip for one in found.dossiers] == [filed.slip]
    assert list(Stick(label.folder).parcels()) == []
