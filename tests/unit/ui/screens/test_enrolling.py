"""A new counter without a link, by taps: the province's stick is read, believed, answered; its confirmation comes back."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.clock import SystemClock
from kiosk.domain.roles import NotAllowed, Role
from kiosk.folder import Folder
from kiosk.services import enrolment
from kiosk.services.enrolment import Known
from kiosk.ui.counter.enrol_screen import OTHERS, STATES
from kiosk.ui.enrol_desk import CONFIRMED, DONE, NOT_CONFIRMED, NOTHING_THERE, EnrolPage
from sync.card import EnrolmentCode, GatewayCard
from sync.gateway.codes import TICKET_LIFE, issue_code
from sync.gateway.courier import Courier
from sync.gateway.models import DeviceRow
from sync.keys import SigningKey, kid
from sync.stick import Stick
from sync.ticket import Ticket, answers
from tests.unit.gateway.desk import Desk as Province
from tests.unit.gateway.rig import URL
from tests.unit.gateway.test_keys_change import card
from tests.unit.ui.screens.seat import Seat


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Province]:
    made = Province(tmp_path / "gateway")
    yield made
    made.close()


def invite(province: Province, stick: Path, office: str) -> Ticket:
    """An invitation as the province's command writes it, by the clock of the agent's own command."""
    device = SigningKey.generate().seed.hex()[:32]
    code = issue_code(
        province.database, province.clock, province.keys.sign.public, office, life=TICKET_LIFE, device=device
    )
    ticket = Ticket(code, URL, device, card(province), SystemClock().now() + timedelta(days=20), office)
    ticket.write(Stick(stick))
    return ticket


def test_an_officer_enrols_by_stick_and_takes_the_confirmation_in(
    open_seat: Callable[..., Seat],
    prepared: tuple[Path, dict[str, object]],
    unknown: Folder,
    gateway: Province,
) -> None:
    seat = open_seat(unknown, {"shift": prepared[1], "place": None, "pin": None, "mode": "visit"})
    seat.arrive("language")
    officer = seat.shift.desk
    desk = replace(officer, officer=replace(officer.officer, role=Role.ADMINISTRATOR))
    seat.conductor.open_counter()
    seat.still()
    with pytest.raises(NotAllowed):
        EnrolPage(seat.conductor, officer, seat.conductor.open_counter).open()
    EnrolPage(seat.conductor, desk, seat.conductor.open_counter).open()
    seat.arrive("enrol")
    assert STATES[Known.NOT_YET].vi in seat.texts()

    seat.tap("enrol-step-1")
    assert NOTHING_THERE.vi in seat.texts()
    invite(gateway, seat.saved, "99999")
    forged = Ticket(
        str(EnrolmentCode.new(SigningKey.generate().public)),
        URL,
        "f" * 32,
        card(gateway),
        SystemClock().now() + timedelta(days=20),
    )
    forged.write(Stick(seat.saved))
    seat.tap("enrol-step-1")
    assert OTHERS.vi in seat.texts()
    assert not seat.sees("enrol-use-1")
    (only,) = enrolment.invitations(desk, seat.saved)
    assert only.other_office, "a card another province signed is not shown as an invitation"
    (seat.saved / "hoso-kiosk" / "enrol" / f"{forged.device}.ticket").unlink()

    ticket = invite(gateway, seat.saved, desk.office.unit)
    seat.tap("enrol-step-1")
    assert desk.office.name in seat.texts()
    assert enrolment.invitations(desk, seat.saved)[0].key in seat.texts()
    # Since it was read another province's lies there too, and would be the first by its name.
    stranger = SigningKey.generate()
    since = replace(forged, device="0" * 32, code=str(EnrolmentCode.new(stranger.public)))
    theirs = replace(
        GatewayCard.decode(card(gateway)), sign=stranger.public, gateway=kid(stranger.public)
    ).encode(stranger)
    replace(since, card=theirs).write(Stick(seat.saved))
    seat.press("enrol-use-1")
    seat.bot.waitUntil(lambda: DONE.vi in seat.texts(), timeout=20_000)
    seat.still()
    assert STATES[Known.HERE].vi in seat.texts()

    # The stick comes back too early, and once more from another stick; then from the province.
    seat.press("enrol-step-3")
    seat.bot.waitUntil(lambda: NOT_CONFIRMED.vi in seat.texts(), timeout=20_000)
    shutil.rmtree(seat.saved / "hoso-kiosk")
    seat.still()
    seat.press("enrol-step-2")
    seat.bot.waitUntil(lambda: "Đã ghi câu trả lời" in seat.texts(), timeout=20_000)
    assert len(list(answers(Stick(seat.saved)))) == 1
    courier = Courier(gateway.database, gateway.shelf, gateway.clock, gateway.ingest_keys.sign)
    assert courier.take_in(seat.saved).enrolled == 1
    with gateway.database.read() as session:
        assert list(session.scalars(select(DeviceRow.id))) == [ticket.device]
    seat.still()
    seat.press("enrol-step-3")
    seat.bot.waitUntil(lambda: CONFIRMED.vi in seat.texts(), timeout=20_000)
    seat.still()
    assert enrolment.enrolment_of(desk) is Known.BOTH
    assert STATES[Known.BOTH].vi in seat.texts()
