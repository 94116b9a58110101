"""Key slots: what opens, what does not, what a damaged file does, and how the delay grows."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from forms.errors import BugError
from kiosk.domain.roles import Role
from kiosk.store import keyslots, public_keys, recovery
from kiosk.store.attempts import Attempts, WaitBeforeUnlock, delay_after
from kiosk.store.keyslots import (
    KeySlots,
    OfficerExists,
    OfficerUnknown,
    OtherMachine,
    PassphraseWeak,
    RecoveryFailed,
    SlotDamaged,
    SlotInfo,
    SlotRefused,
    Unlocked,
    WrongPassphrase,
)
from kiosk.store.machine import FileMachineSecret, MachineSecretMissing, file_is_private
from kiosk.store.pin import TRIES, PinLock, PinWeak
from kiosk.store.public_keys import DeviceKey, OfficerKey, PublicKeys, PublicKeysMissing
from tests.office_factories import little_stretching
from tests.store_factories import SetClock

PASSPHRASE = "con trâu đi trước cái cày"
OFFICER = "can-bo-1"
DB_KEY = b"d" * 32
SEED = b"s" * 32


def _slots(tmp_path: Path, clock: SetClock) -> KeySlots:
    made = KeySlots.create(tmp_path / "keys", FileMachineSecret(tmp_path / "machine.secret"), clock)
    made.add_officer(OFFICER, Role.COMMUNE_OFFICER, PASSPHRASE, DB_KEY, SEED)
    return made


@pytest.fixture
def slots(tmp_path: Path, clock: SetClock) -> Iterator[KeySlots]:
    """Stretched little: most tests are not about how hard a passphrase is to guess."""
    with little_stretching():
        yield _slots(tmp_path, clock)


@pytest.fixture
def stretched(tmp_path: Path, clock: SetClock) -> KeySlots:
    """As on every machine."""
    return _slots(tmp_path, clock)


def slot_file(tmp_path: Path, code: str = OFFICER) -> Path:
    return tmp_path / "keys" / f"{code}.slot"


def test_a_passphrase_opens_its_slot_within_a_second(stretched: KeySlots) -> None:
    started = time.perf_counter()
    opened = stretched.unlock(OFFICER, PASSPHRASE)
    assert time.perf_counter() - started < 1.0
    assert opened == Unlocked(OFFICER, Role.COMMUNE_OFFICER, DB_KEY, SEED)
    assert DB_KEY.hex() not in repr(opened)
    assert "dddd" not in repr(opened)


def test_a_slot_asks_for_what_the_design_demands(stretched: KeySlots, tmp_path: Path) -> None:
    kdf = json.loads(slot_file(tmp_path).read_bytes())["kdf"]
    assert kdf["name"] == "argon2id"
    assert kdf["memory_kib"] >= 64 * 1024
    assert kdf["time"] >= 3


def test_letters_typed_apart_are_the_same_passphrase(slots: KeySlots) -> None:
    import unicodedata

    assert slots.unlock(OFFICER, unicodedata.normalize("NFD", PASSPHRASE)).db_key == DB_KEY


def test_officers_are_listed_without_a_secret(slots: KeySlots) -> None:
    slots.add_officer("buu-chinh-1", Role.POSTAL_CLERK, PASSPHRASE, DB_KEY, b"t" * 32)
    assert slots.officers() == (
        SlotInfo("buu-chinh-1", Role.POSTAL_CLERK),
        SlotInfo(OFFICER, Role.COMMUNE_OFFICER),
    )
    assert slots.unlock("buu-chinh-1", PASSPHRASE).signing_seed == b"t" * 32


def test_no_secret_lies_in_clear(slots: KeySlots, tmp_path: Path) -> None:
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for secret in (DB_KEY, SEED, PASSPHRASE.encode()):
                assert secret not in data
                assert secret.hex().encode() not in data
            assert file_is_private(path)


def test_wrong_passphrases_wait_longer_and_longer_and_nothing_is_wiped(
    slots: KeySlots, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = slot_file(tmp_path).read_bytes()
    waits = []
    for _ in range(6):
        with pytest.raises(WrongPassphrase):
            slots.unlock(OFFICER, "không phải mật khẩu này")
        waits.append(slots.seconds_left(OFFICER))
        clock.pass_time(waits[-1])
    assert waits == [0, 0, 5, 10, 20, 40]
    with pytest.raises(WrongPassphrase):
        slots.unlock(OFFICER, "không phải mật khẩu này")
    with pytest.raises(WaitBeforeUnlock) as refusal:
        slots.unlock(OFFICER, PASSPHRASE)
    assert refusal.value.seconds == 80
    assert "80 giây" in str(refusal.value)
    clock.pass_time(80)
    assert slots.unlock(OFFICER, PASSPHRASE).db_key == DB_KEY
    assert slots.seconds_left(OFFICER) == 0
    assert slot_file(tmp_path).read_bytes() == before


def failed(attempts: Attempts, clock: SetClock, times: int) -> None:
    for _ in range(times):
        clock.pass_time(attempts.seconds_left(OFFICER))
        attempts.begin(OFFICER)


def test_the_delay_outlives_a_restart_and_a_clock_set_back(tmp_path: Path, clock: SetClock) -> None:
    path = tmp_path / "attempts.json"
    failed(Attempts(path, clock), clock, 5)
    restarted = Attempts(path, clock)
    assert restarted.seconds_left(OFFICER) == 20
    assert restarted.seconds_left("buu-chinh-1") == 0
    clock.set_back(86400)
    assert Attempts(path, clock).seconds_left(OFFICER) == 20


def test_a_clock_set_forward_does_not_help_within_one_run(tmp_path: Path, clock: SetClock) -> None:
    attempts = Attempts(tmp_path / "attempts.json", clock)
    failed(attempts, clock, 5)
    clock.set_back(-86400)
    assert attempts.seconds_left(OFFICER) == 20


def test_a_damaged_book_of_tries_is_kept_and_makes_everybody_wait(tmp_path: Path, clock: SetClock) -> None:
    path = tmp_path / "attempts.json"
    path.write_bytes(b"{damaged")
    attempts = Attempts(path, clock)
    assert attempts.seconds_left(OFFICER) == delay_after(7) > 0
    assert (tmp_path / "attempts.json.damaged-1").read_bytes() == b"{damaged"
    clock.pass_time(delay_after(7))
    attempts.begin(OFFICER)
    attempts.succeeded(OFFICER)
    assert attempts.seconds_left("buu-chinh-1") == 0


def test_a_book_that_cannot_be_written_still_counts_in_this_run(tmp_path: Path, clock: SetClock) -> None:
    attempts = Attempts(tmp_path / "no-such-folder" / "attempts.json", clock)
    failed(attempts, clock, 4)
    assert attempts.seconds_left(OFFICER) == 10


def test_delays_grow_and_are_capped() -> None:
    delays = [delay_after(n) for n in range(60)]
    assert delays == sorted(delays)
    assert delays[:3] == [0, 0, 0]
    assert delays[-1] == 900


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: b"",
        lambda d: d[: len(d) // 2],
        lambda d: d.replace(b"commune_officer", b"administrator__"),
        lambda d: re.sub(rb'"time": \d+', b'"time": 0', d),
        lambda d: re.sub(rb'"memory_kib": \d+', b'"memory_kib": 99999', d),
        lambda d: b"[]",
        lambda d: b"\xff\xfe",
    ],
)
def test_a_damaged_slot_is_said_kept_and_stepped_around(
    slots: KeySlots, tmp_path: Path, damage: object
) -> None:
    assert callable(damage)
    slots.add_officer("can-bo-2", Role.OUTREACH, PASSPHRASE, DB_KEY, b"t" * 32)
    path = slot_file(tmp_path)
    path.write_bytes(damaged := damage(path.read_bytes()))
    with pytest.raises(SlotDamaged) as refusal:
        slots.unlock(OFFICER, PASSPHRASE)
    assert refusal.value.params == {"officer": OFFICER}
    assert slots.officers() == (SlotInfo("can-bo-2", Role.OUTREACH),)
    assert slots.damaged() == (OFFICER,)
    assert slots.unlock("can-bo-2", PASSPHRASE).db_key == DB_KEY
    slots.add_officer(OFFICER, Role.COMMUNE_OFFICER, PASSPHRASE, DB_KEY, SEED)
    assert (tmp_path / "keys" / f"{OFFICER}.slot.damaged-1").read_bytes() == damaged
    assert slots.unlock(OFFICER, PASSPHRASE).signing_seed == SEED


def test_a_forged_role_does_not_open_even_with_its_sum_made_right(slots: KeySlots, tmp_path: Path) -> None:
    import hashlib

    path = slot_file(tmp_path)
    body = json.loads(path.read_bytes())
    body.pop("check")
    body["role"] = Role.ADMINISTRATOR.value
    body["check"] = hashlib.sha256(keyslots._canonical(body)).hexdigest()
    path.write_text(json.dumps(body))
    with pytest.raises(WrongPassphrase):
        slots.unlock(OFFICER, PASSPHRASE)


def test_a_copied_folder_is_useless_on_another_machine(
    slots: KeySlots, tmp_path: Path, clock: SetClock
) -> None:
    other = FileMachineSecret(tmp_path / "other" / "machine.secret")
    with pytest.raises(MachineSecretMissing):
        KeySlots(tmp_path / "keys", other, clock).unlock(OFFICER, PASSPHRASE)
    assert not other.path.exists()
    other.make()
    moved = KeySlots(tmp_path / "keys", other, clock)
    for _ in range(5):  # no fault of the officer's: nothing is counted
        with pytest.raises(OtherMachine):
            moved.unlock(OFFICER, PASSPHRASE)
    assert slots.unlock(OFFICER, PASSPHRASE).db_key == DB_KEY


def test_the_machines_secret_is_made_once(tmp_path: Path) -> None:
    secret = FileMachineSecret(tmp_path / "machine.secret")
    assert secret.make() == secret.make() == secret.get()
    secret.path.write_bytes(b"short")
    with pytest.raises(MachineSecretMissing):
        secret.make()
    assert secret.path.read_bytes() == b"short"


def test_changing_the_passphrase_keeps_the_keys(slots: KeySlots) -> None:
    fresh = "cái cày theo sau nhé"
    with pytest.raises(WrongPassphrase):
        slots.change_passphrase(OFFICER, "không phải mật khẩu này", fresh)
    with pytest.raises(PassphraseWeak):
        slots.change_passphrase(OFFICER, PASSPHRASE, "ngắn")
    slots.change_passphrase(OFFICER, PASSPHRASE, fresh)
    assert slots.unlock(OFFICER, fresh).db_key == DB_KEY
    with pytest.raises(WrongPassphrase):
        slots.unlock(OFFICER, PASSPHRASE)


@pytest.mark.parametrize("passphrase", ["", "mười ba ký tự", "aaaaaaaaaaaaaaaaaaaaaaaa", "abababababababab"])
def test_weak_passphrases_are_refused(slots: KeySlots, passphrase: str) -> None:
    with pytest.raises(PassphraseWeak):
        slots.add_officer("can-bo-2", Role.OUTREACH, passphrase, DB_KEY, SEED)
    assert [slot.code for slot in slots.officers()] == [OFFICER]


def test_slots_are_made_once_and_the_last_one_stays(slots: KeySlots) -> None:
    with pytest.raises(OfficerExists):
        slots.add_officer(OFFICER, Role.LEADER, PASSPHRASE, DB_KEY, SEED)
    with pytest.raises(SlotRefused):
        slots.remove_officer(OFFICER)
    with pytest.raises(OfficerUnknown):
        slots.remove_officer("khong-co")
    slots.add_officer("can-bo-2", Role.OUTREACH, PASSPHRASE, DB_KEY, SEED)
    slots.remove_officer(OFFICER)
    with pytest.raises(OfficerUnknown):
        slots.unlock(OFFICER, PASSPHRASE)


@pytest.mark.parametrize("code", ["", "../x", "a/b", "Cán bộ", ".hidden", "a" * 41])
def test_codes_that_are_no_file_names_are_refused(slots: KeySlots, code: str) -> None:
    with pytest.raises(SlotRefused):
        slots.add_officer(code, Role.OUTREACH, PASSPHRASE, DB_KEY, SEED)
    with pytest.raises(OfficerUnknown):
        slots.unlock(code, PASSPHRASE)


def test_keys_of_another_length_are_a_fault_of_ours(slots: KeySlots) -> None:
    with pytest.raises(BugError):
        slots.add_officer("can-bo-2", Role.OUTREACH, PASSPHRASE, b"short", SEED)


def recovery_key() -> tuple[bytes, bytes]:
    lattice, curve = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    return public, lattice.private_bytes_raw() + curve.private_bytes_raw()


def test_the_recovery_key_opens_without_machine_or_passphrase(
    slots: KeySlots, tmp_path: Path, clock: SetClock
) -> None:
    public, private = recovery_key()
    assert slots.recovery_kid() is None
    with pytest.raises(RecoveryFailed):
        slots.recover(private)
    slots.add_recovery(public, DB_KEY)
    elsewhere = KeySlots(tmp_path / "keys", FileMachineSecret(tmp_path / "none"), clock)
    assert elsewhere.recover(private) == DB_KEY
    for wrong in (recovery_key()[1], private[:-1], b""):
        with pytest.raises(RecoveryFailed):
            slots.recover(wrong)
    path = tmp_path / "keys" / "recovery.json"
    body = json.loads(path.read_bytes())
    for change in ({"suite": "HSK-2"}, {"wrapped": body["wrapped"][:-2] + "00"}, {"kid": "0" * 16}, {"v": 2}):
        path.write_text(json.dumps(body | change))
        with pytest.raises(RecoveryFailed):
            slots.recover(private)
    with pytest.raises(ValueError, match="length"):
        recovery.wrap(public[1:], DB_KEY)


def test_public_keys_are_read_without_a_secret(tmp_path: Path) -> None:
    with pytest.raises(PublicKeysMissing):
        public_keys.load(tmp_path)
    keys = PublicKeys(
        "03127",
        "Bộ phận Một cửa xã Mẫu",
        (DeviceKey("", "Q1", b"k" * 32),),
        (OfficerKey(OFFICER, b"o" * 32),),
    )
    public_keys.save(tmp_path, keys)
    assert public_keys.load(tmp_path) == keys
    (tmp_path / public_keys.NAME).write_bytes(b'{"v": 1}')
    with pytest.raises(PublicKeysMissing):
        public_keys.load(tmp_path)


def test_a_pin_opens_until_it_was_wrong_too_often() -> None:
    lock = PinLock("258013")
    assert lock.opens("258013")
    for _ in range(TRIES - 1):
        assert not lock.opens("000000")
    assert lock.opens("258013")
    assert lock.tries_left == TRIES
    for _ in range(TRIES):
        assert not lock.opens("111111")
    assert lock.tries_left == 0
    assert not lock.opens("258013")


@pytest.mark.parametrize(
    "pin", ["", "12345", "1234567", "12a456", "１２３４５７", "123456", "654321", "000000", "121212"]
)
def test_weak_pins_are_refused(pin: str) -> None:
    with pytest.raises(PinWeak):
        PinLock(pin)


def test_the_unlock_screen_needs_no_database_library() -> None:
    code = (
        "import sys; import kiosk.store.keyslots, kiosk.store.machine, kiosk.store.pin, kiosk.store.public_keys;"
        "heavy = {'sqlalchemy', 'sqlcipher3', 'PySide6', 'cryptography', 'sync'} & set(sys.modules);"
        "sys.exit(','.join(sorted(heavy)) or 0)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert (run.returncode, run.stderr) == (0, "")
