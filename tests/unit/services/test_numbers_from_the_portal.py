"""A mã hồ sơ taken back at the counter is told to the province: once, whole, and corrected by name."""

import pytest

from forms.errors import KnownError
from forms.states import Carriage, ParcelKind
from kiosk.domain.dossier import NumberKind
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.services import after_filing, counter, timeline, transferring
from kiosk.services.assisted import file_at_once
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed
from kiosk.store import parcels as parcels_store
from sync.parcel import open_record, write_time
from tests.office_factories import ANSWERS, DAY
from tests.store_factories import SetClock

MARITAL = "1.004873"
NUMBER = ParcelKind.NUMBER_TAKEN


@pytest.fixture
def filed(desk: Desk) -> Filed:
    return file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")


def told(desk: Desk, dossier: str, seq: int, number: str) -> None:
    desk.store.notices.apply(
        Notice(
            f"{seq:032x}",
            seq,
            DAY,
            dossier,
            NoticeKind.NUMBER,
            official_number=number,
            number_kind=NumberKind.DELEGATED,
        )
    )


def last_record(desk: Desk, parcel: str) -> dict[str, object]:
    return dict(open_record(desk.store.parcels.get(parcel).record).fields)


def kinds(desk: Desk, dossier: str) -> list[ParcelKind]:
    return [one.kind for one in desk.store.parcels.by_dossier(dossier)]


def carriage(desk: Desk, parcel: str) -> Carriage:
    return next(one.carriage for one in desk.outbox.list() if one.parcel == parcel)


def test_a_number_typed_at_the_counter_is_told_once_and_its_correction_names_it(
    desk: Desk, filed: Filed, clock: SetClock
) -> None:
    first, second = "H56.14-260722-0001", "H56.14-260722-0002"
    for _ in range(2):  # a second tap tells nothing more
        transferring.take_number(desk, filed.dossier, f"{first} 22/07")
    (parcel,) = [one for one in desk.store.parcels.by_dossier(filed.dossier) if one.kind is NUMBER]
    record = last_record(desk, parcel.id)
    assert record["number_taken"] == {"number": first, "at": write_time(desk.now())}
    assert carriage(desk, parcel.id) is Carriage.WAITING
    clock.pass_time(60)
    transferring.take_number(desk, filed.dossier, second)
    assert desk.store.dossiers.get(filed.dossier).official_number == second
    corrected = desk.store.parcels.by_dossier(filed.dossier)[-1]
    told_now = last_record(desk, corrected.id)["number_taken"]
    assert told_now == {"number": second, "at": write_time(desk.now()), "instead_of": first}
    # The province repeats what was typed here: still this counter's to correct; a number of its own is not.
    told(desk, filed.dossier, 1, second)
    transferring.take_number(desk, filed.dossier, second)
    transferring.take_number(desk, filed.dossier, first)
    assert kinds(desk, filed.dossier).count(NUMBER) == 3
    told(desk, filed.dossier, 2, "H56.14-260722-0009")
    with pytest.raises(KnownError, match="0009"):
        transferring.take_number(desk, filed.dossier, second)
    other = file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    with pytest.raises(KnownError, match="0009"):
        transferring.take_number(desk, other.dossier, "H56.14-260722-0009")
    assert NUMBER not in kinds(desk, other.dossier)
    assert first in {one.note for one in timeline.timeline(desk, filed.dossier)}


def test_a_number_and_its_parcel_are_booked_together_or_not_at_all(
    desk: Desk, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException): ...

    def die(*_: object, **__: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(parcels_store.audit, "append", die)
        with pytest.raises(PowerCut):
            transferring.take_number(desk, filed.dossier, "H56.14-260722-0001")
    assert desk.store.dossiers.get(filed.dossier).official_number is None
    assert NUMBER not in kinds(desk, filed.dossier)
    with monkeypatch.context() as patch:  # dies before the outbox row
        patch.setattr(after_filing, "queue_or_later", die)
        with pytest.raises(PowerCut):
            transferring.take_number(desk, filed.dossier, "H56.14-260722-0001")
    (sealed,) = desk.store.parcels.list(Carriage.SEALED)
    counter.refresh(desk)
    assert carriage(desk, sealed.id) is Carriage.WAITING
