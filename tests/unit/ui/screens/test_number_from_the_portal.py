"""The number the portal gave, by taps: over a trial number, corrected, and no longer once the province has its own."""

from forms.states import ParcelKind
from kiosk.domain.dossier import NumberKind
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.services import assisted
from kiosk.ui.counter.transfer_screen import MISTYPED
from tests.office_factories import ANSWERS
from tests.unit.ui.screens.seat import Seat


def open_transfer(seat: Seat, dossier: str) -> None:
    seat.conductor.open_detail(dossier)
    seat.arrive("detail")
    seat.tap("deed-transfer")
    seat.arrive("transfer")


def test_the_portals_number_is_typed_over_a_trial_one_and_corrected_until_the_province_has_its_own(
    seat: Seat,
) -> None:
    desk = seat.shift.desk
    filed = assisted.file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN").dossier

    def hear(seq: int, number: str, kind: NumberKind) -> None:
        desk.store.notices.apply(
            Notice(
                f"{seq:032x}",
                seq,
                desk.now(),
                filed,
                NoticeKind.NUMBER,
                official_number=number,
                number_kind=kind,
            )
        )

    hear(1, "THU-99901-261123-0001", NumberKind.TRIAL)
    for number in ("H56.14-260722-0001", "H56.14-260722-0002"):
        open_transfer(seat, filed)
        seat.write("transfer-number", number)
        seat.tap("number-keep")
        seat.arrive("detail")
        assert desk.store.dossiers.get(filed).official_number == number
    assert sum(one.kind is ParcelKind.NUMBER_TAKEN for one in desk.store.parcels.by_dossier(filed)) == 2
    open_transfer(seat, filed)
    assert MISTYPED.vi in seat.texts()
    seat.scan("H56.14-260722-0003")
    assert (seat.page, seat.line("transfer-number").text()) == ("transfer", "H56.14-260722-0003")
    hear(2, "H56.14-260722-0009", NumberKind.DELEGATED)
    open_transfer(seat, filed)
    assert not seat.sees("transfer-number")
    assert "H56.14-260722-0009" in seat.texts()
