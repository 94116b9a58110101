"""What an officer marks as urgent goes before everything else."""

from dataclasses import replace

import pytest

from forms.errors import KnownError
from kiosk.domain.audit import Event
from kiosk.domain.roles import Role
from kiosk.services import assisted, filing, timeline, urging
from kiosk.services.desk import Desk
from sync.dispatch import Dispatch
from tests.office_factories import ANSWERS


def events(desk: Desk, dossier: str) -> list[Event]:
    return [one.event for one in desk.store.audit.of(dossier) if "urged" in one.event.value]


def test_a_dossier_marked_as_urgent_goes_first_until_it_is_no_more(desk: Desk) -> None:
    first, second = (assisted.file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN") for _ in range(2))

    def order() -> list[str]:
        return [job.parcel for job in Dispatch(desk.outbox).records(1 << 20)]

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
