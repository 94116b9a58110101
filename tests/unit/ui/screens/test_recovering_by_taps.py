"""Every passphrase is lost: the slot goes to the province by stick, and a new administrator opens the machine, by taps."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from forms.errors import KnownError
from kiosk.domain.office import Officer
from kiosk.domain.roles import Role
from kiosk.folder import Folder
from kiosk.services.recovering import FOLDER as ON_STICK
from kiosk.services.recovering import (
    KEY,
    SLOT,
    keep_recovery_slot,
    recover_from_stick,
    write_slot,
)
from kiosk.services.secrets import device_identity
from kiosk.services.unlocking import unlock
from kiosk.store import recovery
from kiosk.ui.screens.recover import DIFFER, EMPTY, WRITTEN
from sync.keys import KemPrivate
from tests.office_factories import open_desk
from tests.store_factories import SetClock
from tests.unit.ui.screens.seat import Seat

NEW = "mật khẩu hoàn toàn mới"


def typed(seat: Seat, first: str, second: str) -> None:
    seat.write("new-passphrase", first)
    seat.write("new-passphrase-again", second)
    seat.tap("recover-do")


def refused(seat: Seat) -> None:
    """The officer does not know the passphrase."""
    seat.tap("officer-can-bo-1")
    seat.write("passphrase", "không ai còn nhớ")
    seat.press("unlock")
    seat.bot.waitUntil(lambda: "Mật khẩu chưa đúng" in seat.texts(), timeout=20_000)
    seat.still()


def test_an_office_without_passphrases_is_opened_again_with_the_provinces_stick(
    open_seat: Callable[..., Seat], folder: Folder, clock: SetClock
) -> None:
    seat = open_seat(folder)
    seat.tap("start")
    seat.arrive("unlock")
    refused(seat)
    assert not seat.sees("recover"), "no recovery key was ever known: no way is shown that leads nowhere"
    seat.close()
    desk, offline = open_desk(folder, clock), KemPrivate.generate()
    keep_recovery_slot(desk, replace(device_identity(desk).card, recovery=offline.public))
    former = Officer("quan-tri-1", "Người quản trị trước", Role.ADMINISTRATOR, b"k" * 32, active=False)
    desk.store.office.add_officer(former)  # has no slot here any more, and yet signed what lies here
    desk.close()

    seat = open_seat(folder)
    seat.tap("start")
    seat.arrive("unlock")
    assert not seat.sees("recover"), "not before somebody has tried"
    refused(seat)
    seat.tap("recover")
    seat.arrive("recover")
    seat.press("recover-write")
    seat.bot.waitUntil(lambda: WRITTEN.vi in seat.texts(), timeout=20_000)
    seat.still()
    carried = seat.saved / ON_STICK
    assert (carried / SLOT).read_bytes() == (folder.keys / SLOT).read_bytes()

    # Nothing on the stick yet; then another machine's key; then this one's.
    seat.tap("recover-do")
    assert EMPTY.vi in seat.texts()
    typed(seat, NEW, NEW + "!")
    assert DIFFER.vi in seat.texts()
    seat.still()
    typed(seat, NEW, NEW)
    seat.bot.waitUntil(lambda: "hoso-khoi-phuc/database.key" in seat.texts(), timeout=20_000)
    for wrong in ("00" * 32, "không phải khóa"):
        (carried / KEY).write_text(wrong)
        seat.still()
        typed(seat, NEW, NEW)
        seat.bot.waitUntil(lambda: "Tệp khóa không đúng" in seat.texts(), timeout=20_000)
        assert (carried / KEY).exists(), "the province's file is erased once it has helped, not before"
        seat.window.screen_shown.hush()  # type: ignore[union-attr]
    key = recovery.unwrap((carried / SLOT).read_bytes(), offline.data)
    (carried / KEY).write_text(key.hex())
    seat.still()
    typed(seat, "ngắn", "ngắn")
    seat.bot.waitUntil(lambda: seat.page == "recover" and "14" in seat.texts(), timeout=20_000)
    seat.still()
    for line in ("new-passphrase", "new-passphrase-again"):
        seat.write(line, NEW)
    seat.press("recover-do")
    assert seat.window.held, "nobody leaves for a citizen's page while it is being done"
    seat.arrive("unlock")
    assert "Đã tạo quản trị quan-tri-2" in seat.texts()
    assert not (carried / KEY).exists()
    again = unlock(folder, "quan-tri-2", NEW, clock)
    assert again.officer.role is Role.ADMINISTRATOR
    assert again.store.office.officer("quan-tri-1") == former
    again.close()


def test_what_a_stick_refuses_is_said(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="chưa có ngăn khôi phục"):
        write_slot(folder, tmp_path)
    (folder.keys / SLOT).write_bytes(b"{}")
    with pytest.raises(KnownError, match="Không ghi được ra USB"):
        write_slot(folder, tmp_path / "gone")
    with pytest.raises(KnownError, match="hoso-khoi-phuc"):
        recover_from_stick(folder, tmp_path, NEW, SetClock())
