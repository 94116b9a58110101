"""The way back into an office whose passphrases are all lost, and a province that changes its keys, at the counter."""

from dataclasses import replace
from pathlib import Path

import pytest

from forms.errors import KnownError
from kiosk.domain.roles import Role
from kiosk.services.desk import Desk
from kiosk.services.recovering import keep_recovery_slot, recover
from kiosk.services.returning import refresh
from kiosk.services.secrets import GATEWAY_CARD, device_identity
from kiosk.services.unlocking import unlock
from kiosk.store import recovery
from sync.blob import blob_kids
from sync.card import GatewayCard
from sync.keys import KemPrivate, SigningKey, kid
from sync.outbox import CARD_FACT
from sync.succession import Succession
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
