"""Handing an envelope on and giving it back, by touch."""

import pytest

from kiosk.domain.papers import HolderKind
from kiosk.services import custody, papers
from tests.office_factories import ANSWERS, taken
from tests.unit.ui.screens.seat import Seat


@pytest.fixture
def at_envelope(seat: Seat) -> tuple[Seat, str]:
    """A filed dossier with an original in an envelope, on the page of its envelopes."""
    from kiosk.services import assisted

    desk = seat.shift.desk
    filed = assisted.file_at_once(desk, "1.004873", ANSWERS, [("identity_card", taken())], "vi-VN")
    number = papers.keep_in_envelope(desk, filed.dossier, ("identity_card",))
    seat.conductor.open_detail(filed.dossier)
    seat.arrive("detail")
    return seat, number


def test_the_chain_stands_in_the_detail_and_leads_to_the_steps(at_envelope: tuple[Seat, str]) -> None:
    seat, number = at_envelope
    assert f"Phong bì số {number}" in seat.texts()
    dossier = seat.shift.desk.store.papers.envelope(number).dossier
    assert "chữ ký đúng" in seat.texts()
    seat.tap("deed-envelopes")
    seat.arrive("custody")
    seat.tap(f"envelope-{number}-give")
    seat.tap("receiver-carrier-post")
    assert "chưa xác nhận nhận" in seat.texts()
    seat.tap(f"envelope-{number}-take")
    (story,) = custody.stories(seat.shift.desk, dossier)
    assert story.envelope.holder.kind is HolderKind.CARRIER
    seat.tap(f"envelope-{number}-back")
    seat.tap(f"envelope-{number}-return")
    seat.tap("return-sheet-return")
    (story,) = custody.stories(seat.shift.desk, dossier)
    assert not story.envelope.is_open
    assert story.sound
    assert "Đã trả lại bà con" in seat.texts()
    assert not seat.sees(f"envelope-{number}-give")
    seat.tap("back")
    seat.arrive("detail")


def test_a_chain_that_does_not_hold_is_said(at_envelope: tuple[Seat, str]) -> None:
    from kiosk.domain.papers import CustodyStep

    seat, number = at_envelope
    seat.shift.desk.store.papers.hand_on(number, CustodyStep.GIVEN, by="can-bo-1", holder=custody.POST)
    seat.tap("deed-envelopes")
    assert "không có chữ ký" in seat.texts()
    assert "Xin báo lãnh đạo" in seat.texts()
