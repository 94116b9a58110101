"""Unlocking, the shift's PIN, locking, ending a shift, and a screen that died and came back."""

from collections.abc import Callable

from kiosk.folder import Folder
from kiosk.ui.gate import PIN_SPENT, WRONG_PIN
from kiosk.ui.screens.unlock import CHOOSE_FIRST
from tests.office_factories import ANSWERS, PASSPHRASE
from tests.unit.ui.screens.seat import Seat

PIN = "482917"


def _ask(seat: Seat, secret: str) -> None:
    seat.write("secret", secret)
    seat.tap("open")


def test_a_wrong_passphrase_says_why_and_then_asks_for_patience(locked_seat: Seat) -> None:
    seat = locked_seat
    seat.tap("start")
    seat.tap("unlock")
    assert CHOOSE_FIRST.vi in seat.texts()
    seat.tap("officer-can-bo-1")
    for _ in range(3):
        seat.write("passphrase", "khong-phai-mat-khau")
        seat.tap("unlock")
        assert seat.page == "unlock"
        assert seat.line("passphrase").text() == ""
        assert "Mật khẩu chưa đúng" in seat.texts()
    seat.write("passphrase", PASSPHRASE)
    seat.window.frame.put_keyboard_away()
    seat.press("unlock")
    seat.still()
    assert seat.page == "unlock"
    assert "chờ" in seat.texts()
    assert "giây" in seat.texts()
    seat.clock.pass_time(60)
    seat.write("passphrase", PASSPHRASE)
    seat.tap("unlock")
    seat.arrive("pin")


def test_a_folder_without_an_office_says_so(open_seat: Callable[..., Seat], folder: Folder) -> None:
    for path in folder.keys.glob("*.slot"):
        path.unlink()
    folder.database.unlink()
    seat = open_seat(folder)
    seat.tap("start")
    assert "chưa được cài đặt" in seat.texts()
    assert not seat.sees("unlock")


def test_a_damaged_key_file_is_told_and_kept(open_seat: Callable[..., Seat], folder: Folder) -> None:
    slot = folder.keys / "can-bo-1.slot"
    body = slot.read_text().replace('"wrapped": "', '"wrapped": "00')
    slot.write_text(body)
    seat = open_seat(folder)
    seat.tap("start")
    seat.tap("officer-can-bo-1")
    seat.write("passphrase", PASSPHRASE)
    seat.tap("unlock")
    assert seat.page == "unlock"
    assert "hỏng" in seat.texts()
    assert slot.read_text() == body


def test_a_pin_too_simple_is_refused_and_a_good_one_opens_the_lock(locked_seat: Seat) -> None:
    seat = locked_seat
    seat.tap("start")
    seat.tap("officer-can-bo-1")
    seat.write("passphrase", PASSPHRASE)
    seat.tap("unlock")
    seat.arrive("pin")
    seat.write("pin", "123456")
    seat.tap("pin-set")
    assert seat.page == "pin"
    assert "quá dễ đoán" in seat.texts()
    seat.write("pin", PIN)
    seat.tap("pin-set")
    seat.arrive("language")
    seat.tap("officer-corner")
    assert seat.page == "locked"
    _ask(seat, "111222")
    assert seat.page == "locked"
    assert WRONG_PIN.vi in seat.texts()
    _ask(seat, PIN)
    seat.arrive("queue")


def test_after_five_wrong_pins_only_the_passphrase_helps(seat: Seat) -> None:
    seat.shift.set_pin(PIN)
    seat.conductor.lock()
    seat.arrive("locked")
    for _ in range(4):
        _ask(seat, "111222")
        assert WRONG_PIN.vi in seat.texts()
    _ask(seat, "111222")
    assert PIN_SPENT.vi in seat.texts()
    _ask(seat, PIN)
    assert seat.page == "locked"
    seat.still()
    _ask(seat, PASSPHRASE)
    seat.arrive("language")


def test_ending_a_shift_leaves_no_key_behind(seat: Seat) -> None:
    assert seat.link.kept is not None
    seat.conductor.lock()
    seat.arrive("locked")
    seat.tap("end-shift")
    assert seat.page == "welcome"
    assert seat.conductor.shift is None
    assert seat.link.kept is None


def test_a_leader_has_the_counter_and_no_citizens(locked_seat: Seat) -> None:
    seat = locked_seat
    seat.tap("start")
    seat.tap("officer-lanh-dao-1")
    seat.write("passphrase", PASSPHRASE)
    seat.tap("unlock")
    seat.arrive("queue")
    assert not seat.sees("new-visit")


def test_a_crash_comes_back_to_the_same_question(
    seat: Seat, open_seat: Callable[..., Seat], folder: Folder
) -> None:
    seat.to_questions("km-Khmr-VN")
    seat.answer_until("question:requester_phone")
    kept = seat.link.kept
    assert kept is not None
    dossier = seat.shift.visit.dossier
    seat.conductor.background.close()  # the process is gone: nothing more of it runs
    again = open_seat(folder, kept)
    again.arrive("question:requester_phone")
    assert again.shift.visit.dossier == dossier
    assert again.conductor.kit.translator.tag == "km-Khmr-VN"
    stored = {a.field: a.value for a in again.shift.desk.store.dossiers.answers(dossier or "")}
    assert stored["requester_name"] == ANSWERS["requester_name"]


def test_a_crash_of_a_locked_screen_stays_locked(
    seat: Seat, open_seat: Callable[..., Seat], folder: Folder
) -> None:
    seat.shift.set_pin(PIN)
    seat.to_questions()
    seat.conductor.lock()
    seat.arrive("locked")
    again = open_seat(folder, seat.link.kept)
    again.arrive("locked")
    _ask(again, PIN)
    again.arrive("question:purpose")


def test_keys_that_no_longer_fit_lead_back_to_unlocking(
    open_seat: Callable[..., Seat], folder: Folder
) -> None:
    import base64

    wrong = base64.b64encode(bytes(32)).decode()
    shift = {"officer": "can-bo-1", "db_key": wrong, "signing": wrong}
    seat = open_seat(folder, {"shift": shift, "place": None, "pin": None, "mode": "visit"})
    seat.bot.waitUntil(lambda: seat.sees("sheet-ok"), timeout=20_000)
    assert "Tệp được giữ nguyên" in seat.texts()
    seat.press("sheet-ok")
    assert seat.page == "unlock"
    assert seat.link.kept is None
    assert folder.database.exists()


def test_whoever_just_types_means_the_only_line(seat: Seat) -> None:
    seat.shift.set_pin(PIN)
    seat.conductor.lock()
    seat.arrive("locked")
    seat.keys(PIN[:-1])
    seat.bot.waitUntil(lambda: seat.line("secret").text() == PIN[:-1])
    seat.keys(PIN[-1])  # the last digit is enough
    seat.arrive("language")
