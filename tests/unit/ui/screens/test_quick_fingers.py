"""Touches right after each other where a finger can scroll: none is lost."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kiosk.ui.widgets.fields.finders import PlaceInput
from tests.unit.ui.screens.seat import Seat


def test_the_second_of_two_quick_touches_counts(seat: Seat) -> None:
    # Qt took it for half of a double click and gave it to nobody, as long as there was such a thing.
    seat.to_questions()
    seat.answer_until("question:requester_residence")
    device = QTest.createTouchDevice()

    def touch(widget: QWidget) -> None:
        spot = widget.mapTo(seat.window, widget.rect().center())
        for kind in ("press", "release"):
            sequence = QTest.touchEvent(seat.window, device)
            getattr(sequence, kind)(0, spot, seat.window)
            sequence.commit()
            QTest.qWait(5)

    touch(seat.find("requester_residence_kind-permanent"))
    place = seat.view("requester_residence").input
    assert isinstance(place, PlaceInput)
    assert seat.window.frame.scroller is not None
    seat.window.frame.scroller.reveal(place.province_button)
    touch(place.province_button)
    assert place.picking is not None
