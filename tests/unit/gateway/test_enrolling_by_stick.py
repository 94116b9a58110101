"""A machine without a link is made known by a ticket on a stick, files at once, and the province hears of it later."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.agent import Agent, LinkState
from sync.card import EnrolmentCode, GatewayCard, code_text, read_code_text, read_out
from sync.courier import import_answers
from sync.enrolment import Checked, KeysRevoked, NoTicket, enrol, enrol_from_stick
from sync.errors import CardRefused, CodeMalformed
from sync.gateway.__main__ import main
from sync.gateway.codes import TICKET_LIFE
from sync.gateway.courier import Courier
from sync.gateway.devices import revoke
from sync.gateway.models import DeviceRow
from sync.identity import load_identity, pending, save_pending, transport_key
from sync.inbox import Inbox
from sync.keys import SigningKey, kid
from sync.link import GatewayLink
from sync.outbox import DENIED_FACT, Outbox
from sync.stick import Stick
from sync.ticket import Ticket, answers, tickets, welcomed
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.rig import URL, Machine
from tests.unit.gateway.test_devices import flags
from tests.unit.gateway.test_keys_change import card
from tests.unit.gateway.wire import Wire


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    """An empty stick."""
    (tmp_path / "usb").mkdir()
    return Stick(tmp_path / "usb")


def issue(desk: Desk, stick: Stick, office: str | None = None) -> Ticket:
    """A ticket as the command writes it, by the gateway's own clock."""
    from sync.gateway.codes import issue_code

    device = SigningKey.generate().seed.hex()[:32]
    code = issue_code(
        desk.database, desk.clock, desk.keys.sign.public, office, life=TICKET_LIFE, device=device
    )
    ticket = Ticket(code, URL, device, card(desk), desk.clock.now() + TICKET_LIFE, office)
    ticket.write(stick)
    return ticket


def request(machine: Machine) -> dict[str, object]:
    """What the kiosk hands the agent."""
    told = machine.request("")
    return {
        "office": told["office"],
        "device_key": machine.signing.public.hex(),
        "notice_key": machine.notice.public.data.hex(),
        "officers": [
            {"code": machine.officer_code, "role": "commune_officer", "key": machine.officer.public.hex()}
        ],
    }


def begin(desk: Desk, stick: Stick, folder: Path, again: Machine | None = None) -> Machine:
    """A kiosk enrols from the stick."""
    folder.mkdir(exist_ok=True)
    machine = again or Machine(transport=transport_key(folder))
    device, data, _ = enrol_from_stick(folder, stick, request(machine), desk.clock.now())
    assert load_identity(folder).card == GatewayCard.decode(data)
    machine.device = device
    return machine


def known(desk: Desk) -> list[str]:
    with desk.database.read() as session:
        return list(session.scalars(select(DeviceRow.id)))


def test_the_answer_comes_back_on_the_stick_with_the_first_parcels(
    desk: Desk, stick: Stick, tmp_path: Path
) -> None:
    ticket = issue(desk, stick)
    machine = begin(desk, stick, tmp_path / "outbox")
    assert machine.device == ticket.device
    assert (list(tickets(stick)), len(list(answers(stick)))) == ([], 1)
    # Cut between stick and machine: the same again, and nobody else finds a ticket there.
    assert begin(desk, stick, tmp_path / "outbox", machine).device == ticket.device
    with pytest.raises(NoTicket):
        begin(desk, stick, tmp_path / "another")
    cargo = desk.pack(machine)
    stick.prepare()
    stick.put_manifest(cargo.parcel, cargo.data, True)
    for blob in cargo.blobs:
        stick.put_blob(blob.name, blob.data)
    desk.clock.turn(timedelta(days=20).total_seconds())
    courier = Courier(desk.database, desk.shelf, desk.clock)
    assert courier.take_in(stick.root.parent).enrolled == 1
    desk.opener.work()
    assert [one.type for one in desk.stated(cargo)] == ["recorded", "delivered"]
    assert flags(desk, cargo) == []
    assert known(desk) == [ticket.device]
    assert courier.take_in(stick.root.parent).enrolled == 0


def test_the_ticket_that_was_checked_is_used_and_no_other(desk: Desk, stick: Stick, tmp_path: Path) -> None:
    """Others lie on the stick too: one whose card is another province's, one of another province, one put there since."""
    ours = issue(desk, stick)
    stranger = SigningKey.generate()
    theirs = replace(
        ours,
        device="1" * 32,
        code=str(EnrolmentCode.new(stranger.public)),
        card=replace(
            GatewayCard.decode(card(desk)), sign=stranger.public, gateway=kid(stranger.public)
        ).encode(stranger),
    )
    forged = replace(ours, device="0" * 32, code=str(EnrolmentCode.new(stranger.public)))
    for one in (theirs, forged):
        one.write(stick)
    folder = tmp_path / "outbox"
    folder.mkdir()
    told, key = request(Machine(transport=transport_key(folder))), read_out(desk.keys.sign.public)
    with pytest.raises(NoTicket):
        enrol_from_stick(folder, stick, told, desk.clock.now(), Checked("2" * 32, key))
    with pytest.raises(CardRefused):
        enrol_from_stick(folder, stick, told, desk.clock.now(), Checked(theirs.device, key))
    with pytest.raises(CardRefused):
        enrol_from_stick(folder, stick, told, desk.clock.now(), Checked(forged.device, key))
    assert not (folder / "agent.json").exists()
    assert len(list(tickets(stick))) == 3
    device, _, _ = enrol_from_stick(folder, stick, told, desk.clock.now(), Checked(ours.device, key))
    assert device == ours.device
    # Without a choice the first sound one is taken: what cannot be believed is stepped around.
    assert begin(desk, stick, tmp_path / "another").device == theirs.device


def test_the_answer_goes_at_the_first_contact_when_there_is_a_link_after_all(
    desk: Desk, stick: Stick, tmp_path: Path
) -> None:
    folder = tmp_path / "outbox"
    ticket = issue(desk, stick)
    begin(desk, stick, folder)
    outbox = Outbox(folder, desk.clock)
    link = GatewayLink(Wire(desk), load_identity(folder), desk.clock)
    link.transport.renew = lambda: None  # type: ignore[method-assign]
    agent = Agent(desk.clock, outbox, Inbox(tmp_path / "inbox"), link, lambda _seconds: False)
    assert agent.round(0.5) is LinkState.DENIED
    assert known(desk) == [ticket.device]
    assert pending(folder) is None
    assert agent.round(0.5) is LinkState.UP
    # And the stick, when it comes back at last, tells nothing new.
    courier = Courier(desk.database, desk.shelf, desk.clock)
    assert courier.take_in(stick.root.parent).enrolled == 1
    assert known(desk) == [ticket.device]
    with desk.database.write() as session:
        revoke(session, ticket.device, "mất", desk.clock.now())
    assert agent.round(0.5) is LinkState.DENIED
    assert outbox.recall(DENIED_FACT) == "revoked"
    outbox.close()


def test_the_gateway_welcomes_exactly_the_keys_it_has_taken_in(
    desk: Desk, stick: Stick, tmp_path: Path
) -> None:
    ticket = issue(desk, stick)
    machine = begin(desk, stick, tmp_path / "outbox")
    ticket.write(stick)  # a copied ticket
    begin(desk, stick, tmp_path / "copy")
    courier = Courier(desk.database, desk.shelf, desk.clock, desk.ingest_keys.sign)
    assert courier.take_in(stick.root.parent).enrolled == 1
    ingest = desk.ingest_keys.sign.public
    first, second = (load_identity(tmp_path / name).key.public for name in ("outbox", "copy"))
    assert welcomed(stick, machine.device, second, ingest) == desk.clock.now()
    assert welcomed(stick, machine.device, first, ingest) is None, "its keys are not the ones taken in"
    assert welcomed(stick, machine.device, second, SigningKey.generate().public) is None
    for name, home in (("outbox", False), ("copy", True)):
        outbox = Outbox(tmp_path / name, desk.clock)
        told = import_answers(outbox, Inbox(tmp_path / f"in-{name}"), load_identity(tmp_path / name), stick)
        assert (told.welcomed == 1, pending(tmp_path / name) is None) == (home, home)
        outbox.close()


def test_a_ticket_is_for_its_office_its_time_and_one_machine(
    desk: Desk, stick: Stick, tmp_path: Path
) -> None:
    issue(desk, stick, "99999")
    with pytest.raises(NoTicket):
        begin(desk, stick, tmp_path / "outbox")
    late = issue(desk, stick)
    desk.clock.turn(timedelta(days=31).total_seconds())
    with pytest.raises(NoTicket):
        begin(desk, stick, tmp_path / "outbox")
    # A copied stick makes one machine known, not two.
    ticket = issue(desk, stick)
    first = begin(desk, stick, tmp_path / "outbox")
    ticket.write(stick)
    second = begin(desk, stick, tmp_path / "other")
    courier = Courier(desk.database, desk.shelf, desk.clock)
    assert courier.take_in(stick.root.parent).enrolled == 1
    assert first.device == second.device == ticket.device != late.device
    with desk.database.read() as session:
        assert session.get_one(DeviceRow, ticket.device).transport_key == second.transport.public
    stranger = Ticket(str(_another_code()), URL, "a" * 32, card(desk), desk.clock.now() + TICKET_LIFE)
    stranger.write(stick)
    with pytest.raises(CardRefused):
        begin(desk, stick, tmp_path / "third")


def _another_code() -> object:
    from sync.card import EnrolmentCode

    return EnrolmentCode.new(SigningKey.generate().public)


def test_a_revoked_machine_makes_itself_a_new_key_and_asks_again(desk: Desk, tmp_path: Path) -> None:
    machine = desk.enrol(Machine(transport=transport_key(tmp_path)))
    with desk.database.write() as session:
        revoke(session, machine.device, "tìm lại được", desk.clock.now())
    wire, code = Wire(desk), desk.code()
    with pytest.raises(KeysRevoked):
        enrol(tmp_path, code, URL, request(machine), lambda *_: wire)  # type: ignore[arg-type]
    machine.signing = SigningKey.generate()
    save_pending(tmp_path, "e" * 32, b"an answer nobody has taken in")
    device, _ = enrol(tmp_path, code, URL, request(machine), lambda *_: wire)  # type: ignore[arg-type]
    assert device != machine.device
    assert load_identity(tmp_path).key != machine.transport
    assert pending(tmp_path) is None, "what an earlier ticket promised is told nobody any more"


def test_codes_as_text_qr_and_sheet(
    desk: Desk, tmp_path: Path, stick: Stick, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf, png = tmp_path / "ma.pdf", tmp_path / "ma.png"
    usual = ["enrol", "--data", str(desk.layout.root), "--json"]
    assert main([*usual, "--pdf", str(pdf), "--png", str(png)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert pdf.stat().st_mode & 0o077 == 0
    import zxingcpp
    from PIL import Image

    (seen,) = zxingcpp.read_barcodes(Image.open(png))
    assert read_code_text(seen.text) == (told["code"], URL)
    assert read_code_text(told["code"].lower()) == (told["code"], None)
    assert code_text(told["code"], None).endswith(told["code"])
    with pytest.raises(CodeMalformed):
        read_code_text("hoso-enrol:@http://x")
    assert main([*usual, "--stick", str(stick.root.parent), "--office", "03127"]) == 0
    told = json.loads(capsys.readouterr().out)
    (ticket,) = tickets(stick)
    assert (ticket.device, ticket.office, ticket.code) == (told["device"], "03127", told["code"])
    spoken = read_out(GatewayCard.decode(ticket.card).sign)
    assert told["fingerprint"] == spoken
    assert main([*usual[:-1], "--stick", str(stick.root.parent)]) == 0
    assert spoken in capsys.readouterr().out, "whoever answers the telephone can read it out"
    assert main(["keys", "show", *usual[1:-1]]) == 0
    assert spoken in capsys.readouterr().out
