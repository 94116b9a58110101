"""The way back into an office whose passphrases are all lost, and a province that changes its keys, at the counter."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forms.errors import KnownError
from kiosk.domain.roles import Role
from kiosk.services.desk import Desk
from kiosk.services.enrolment import enrol, enrol_from_stick, invitations
from kiosk.services.recovering import keep_recovery_slot, recover
from kiosk.services.returning import refresh
from kiosk.services.secrets import GATEWAY_CARD, device_identity
from kiosk.services.unlocking import unlock
from kiosk.store import recovery
from sync.blob import blob_kids
from sync.card import EnrolmentCode, GatewayCard
from sync.enrolment import enrol_from_stick as agents_half
from sync.identity import transport_key
from sync.keys import KemPrivate, SigningKey, kid
from sync.manifest import Manifest
from sync.outbox import CARD_FACT
from sync.stick import Stick
from sync.succession import Succession
from sync.ticket import Ticket, answers, tickets
from tests.office_factories import Province, file_invented, open_desk
from tests.store_factories import SetClock


def test_the_recovery_key_makes_a_new_administrator_and_takes_nobodys_slot(
    desk: Desk, tmp_path: Path, clock: SetClock
) -> None:
    folder, offline = desk.folder, KemPrivate.generate()
    card = device_identity(desk).card
    assert not keep_recovery_slot(desk, card), "a province without a recovery key gets no way in"
    named = replace(card, recovery=offline.public)
    assert keep_recovery_slot(desk, named)
    assert not keep_recovery_slot(desk, named)
    key = recovery.unwrap((folder.keys / "recovery.json").read_bytes(), offline.data)
    (tmp_path / "key").write_text(key.hex())
    recover(folder, tmp_path / "key", "quan-tri-2", "mật khẩu hoàn toàn mới", clock)
    again = unlock(folder, "quan-tri-2", "mật khẩu hoàn toàn mới", clock)
    assert again.officer.role is Role.ADMINISTRATOR
    again.close()
    open_desk(folder, clock).close()
    for wrong in ("00" * 32, "nothing"):
        (tmp_path / "key").write_text(wrong)
        with pytest.raises(KnownError):
            recover(folder, tmp_path / "key", "quan-tri-3", "mật khẩu hoàn toàn mới", clock)


def test_a_counter_takes_over_the_card_the_old_key_vouches_for_and_no_other(
    desk: Desk, province: Province, clock: SetClock
) -> None:
    folder = desk.folder
    old = device_identity(desk).card
    fresh, kem, offline = SigningKey.generate(), KemPrivate.generate(), KemPrivate.generate()
    moved = replace(
        old, sign=fresh.public, gateway=kid(fresh.public), kem=kem.public, recovery=offline.public
    )
    desk.outbox.remember(CARD_FACT, moved.encode(fresh).hex())
    refresh(desk)
    assert device_identity(desk).card == old, "nothing leads to it"
    chain = (Succession(old.sign, fresh.public, clock.now()).encode(province.sign),)
    desk.outbox.remember(CARD_FACT, replace(moved, chain=chain).encode(fresh).hex())
    refresh(desk)
    assert device_identity(desk).card.sign == fresh.public
    assert GatewayCard.decode(desk.store.secrets.get(GATEWAY_CARD) or b"").kem == kem.public
    filed = file_invented(desk, "1.001193")
    (item,) = desk.outbox.list()
    blob = next(desk.outbox.blob_path(path.name) for path in (desk.folder.outbox / "blobs").iterdir())
    assert blob_kids(blob.read_bytes()) == (kem.public.kid, offline.public.kid)
    assert item.dossier == filed.dossier
    assert (folder.keys / "recovery.json").exists()


def test_a_counter_enrolled_anew_by_a_restored_province_stays_with_the_card_it_was_given(
    desk: Desk, province: Province, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = device_identity(desk).card
    fresh, kem = SigningKey.generate(), KemPrivate.generate()
    chain = (Succession(old.sign, fresh.public, clock.now()).encode(province.sign),)
    lost = replace(old, sign=fresh.public, gateway=kid(fresh.public), kem=kem.public, chain=chain)
    desk.outbox.remember(CARD_FACT, lost.encode(fresh).hex())
    refresh(desk)
    assert device_identity(desk).card.kem == kem.public
    # Put back from a copy made before its keys were changed, the province has the earlier ones alone.
    told = {"card": old.encode(province.sign).hex(), "device": "c" * 32}
    monkeypatch.setattr("kiosk.services.enrolment._ask", lambda *_: told)
    enrol(desk, str(EnrolmentCode.new(old.sign)), "http://127.0.0.1:1")
    refresh(desk)
    assert device_identity(desk).card == old


def test_a_counter_without_a_link_enrols_from_a_stick_and_files_at_once(
    desk: Desk, province: Province, clock: SetClock, tmp_path: Path
) -> None:
    (tmp_path / "usb").mkdir()
    stick = Stick(tmp_path / "usb")
    code = str(EnrolmentCode.new(province.sign.public))
    until = datetime.now(UTC) + timedelta(days=1)  # the agent's command has its own clock
    Ticket(code, "http://127.0.0.1:1", "b" * 32, province.card(), until, desk.office.unit).write(stick)
    administrator = replace(desk, officer=replace(desk.officer, role=Role.ADMINISTRATOR))
    (seen,) = invitations(administrator, tmp_path / "usb")
    # The power fails when the agent has answered on the stick and the office knows nothing yet.
    request = {
        "office": {"unit": desk.office.unit, "name": "", "counter": "1"},
        "device_key": "00" * 32,
        "notice_key": "00" * 32,
        "officers": [],
    }
    agents_half(desk.folder.outbox, stick, request, datetime.now(UTC))
    assert not list(tickets(stick))
    assert invitations(administrator, tmp_path / "usb") == (seen,)
    assert enrol_from_stick(desk, tmp_path / "usb", seen) == "b" * 32
    assert invitations(administrator, tmp_path / "usb") == ()
    identity = device_identity(desk)
    assert (identity.device, identity.card) == ("b" * 32, GatewayCard.decode(province.card()))
    file_invented(desk, "1.001193")
    (item,) = desk.outbox.list()
    manifest = desk.outbox.manifest(item.parcel)
    assert Manifest.decode_verified(manifest or b"", identity.signing.public).device == "b" * 32
    ((_, told),) = answers(stick)
    assert told["device_key"] == identity.signing.public
    assert told["transport_key"] == transport_key(desk.folder.outbox).public
    with pytest.raises(KnownError) as fault:
        enrol(desk, code)
    assert fault.value.message.id == "error.enrol.no_address"
