"""What an officer marks as urgent goes before everything else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from forms.errors import KnownError
from forms.standing import DeadlineState
from forms.text import Message
from kiosk.domain.audit import Event
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.domain.roles import Role
from kiosk.services import assisted, filing, timeline, transferring, urging
from kiosk.services.desk import Desk
from sync.dispatch import Dispatch
from sync.manifest import Manifest
from tests.office_factories import ANSWERS, DAY


def events(desk: Desk, dossier: str) -> list[Event]:
    return [one.event for one in desk.store.audit.of(dossier) if "urged" in one.event.value]


def test_a_dossier_marked_as_urgent_goes_first_until_it_is_no_more(desk: Desk) -> None:
    filed = [assisted.file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN") for _ in range(2)]

    def order() -> list[str]:
        return [job.parcel for job in Dispatch(desk.outbox).records(1 << 20)]

    # Queued in one moment, so that their ids alone decide.
    first, second = sorted(filed, key=lambda one: one.parcel)
    assert order() == [first.parcel, second.parcel]
    for _ in range(2):
        assert urging.urge(desk, second.dossier, True).urgent
    assert order() == [second.parcel, first.parcel]
    assert desk.store.parcels.get(second.parcel).urgent
    assert "Đánh dấu hồ sơ gấp" in [one.what.vi for one in timeline.timeline(desk, second.dossier)]
    assert not urging.urge(desk, second.dossier, False).urgent
    assert order() == [first.parcel, second.parcel]
    assert events(desk, second.dossier) == [Event.URGED, Event.URGED_NO_MORE]
    desk.officer = replace(desk.officer, role=Role.POSTAL_CLERK)  # who receives, and does not weigh
    with pytest.raises(KnownError):
        urging.urge(desk, second.dossier, True)


def test_a_death_between_the_mark_and_the_road_is_made_good(desk: Desk) -> None:
    filed = assisted.file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN")
    desk.store.dossiers.set_urgent(filed.dossier, True, by=desk.officer.code)
    state = desk.outbox.state(filed.parcel)
    assert state is not None
    assert not state.urgent
    filing.requeue(desk)
    state = desk.outbox.state(filed.parcel)
    assert state is not None
    assert state.urgent


@pytest.mark.parametrize(
    ("last", "near"),
    [
        (None, False),
        (date(2026, 11, 22), False),  # over already: an hour more or less changes nothing
        (date(2026, 11, 23), True),
        (date(2026, 11, 26), True),
        (date(2026, 11, 27), False),
    ],
)
def test_a_citizens_last_day_hurries_a_dossier_and_is_not_told(
    desk: Desk, last: date | None, near: bool
) -> None:
    (rule, *_) = desk.catalogue.newest("1.001193", date(2026, 11, 23)).deadlines
    state = DeadlineState(rule, last, False, Message("ui.test", "Hạn", ""))
    late_in_the_evening = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    midnight = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert filing.soonest((state,), late_in_the_evening) == (midnight if near else None)


def test_what_follows_goes_by_the_day_the_authority_promised(desk: Desk) -> None:
    filed = assisted.file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN")
    due = DAY + timedelta(days=5)
    desk.store.notices.apply(Notice("a" * 32, 1, DAY, filed.dossier, NoticeKind.NUMBER, due_at=due))
    transferring.take_number(desk, filed.dossier, "H56.14-260722-0001")
    parcels = desk.store.parcels.by_dossier(filed.dossier)
    deadlines = {one.kind.value: Manifest.decode_unverified(one.manifest).deadline for one in parcels}
    assert deadlines == {"filing": None, "number-taken": due}
    state = desk.outbox.state(parcels[-1].id)
    assert state is not None
    assert state.deadline == due
