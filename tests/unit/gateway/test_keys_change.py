"""The province's keys change and are sealed, and nobody is enrolled anew for it."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cbor2
import pytest
from sqlalchemy import select

from sync.card import EnrolmentCode, GatewayCard
from sync.errors import CardRefused, ParcelDamaged
from sync.following import CardFollower
from sync.gateway import keysafe, unlocking
from sync.gateway.__main__ import main
from sync.gateway.faults import KeyDamaged, SecretWrong
from sync.gateway.keeping import retire, rotate_kem, rotate_sign, seal, seal_by_token
from sync.gateway.keyring import OpenerKeys
from sync.gateway.keysafe import plain_beside
from sync.gateway.models import ParcelRow, StatementRow
from sync.gateway.opener.carding import KeysBehind, publish_keys, refresh_card
from sync.gateway.rotation import KeyHistory
from sync.gateway.settings import Setting, publish
from sync.gateway.token import Token
from sync.gateway.unlocking import SecretMissing
from sync.identity import load_identity, save_identity
from sync.keys import SigningKey, kid
from sync.link import GatewayLink, UnknownClock
from sync.outbox import CARD_FACT, Outbox
from sync.statement import Statement
from sync.succession import Succession, read_chain
from tests.unit.gateway.cargo import Cargo
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.rig import START, URL, Gateway, Machine
from tests.unit.gateway.wire import Wire

WORD = "một mật khẩu đủ dài"
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture(autouse=True)
def quick_and_forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stretching as weak as a file may ask for, and no secret left over from another test."""
    monkeypatch.setattr(keysafe, "MEMORY_KIB", 1024)
    monkeypatch.setattr(keysafe, "TIME", 2)
    monkeypatch.setitem(keysafe._LEAST, "memory_kib", 1024)
    monkeypatch.setattr(unlocking, "_held", [])
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        yield


def reload(gateway: Gateway) -> None:
    """The opener begins anew with the keys as they are now."""
    gateway.keys = OpenerKeys.ensure(gateway.layout.opener_keys)
    publish_keys(gateway.database, gateway.keys)
    assert refresh_card(gateway.database, gateway.keys, "trial", gateway.clock)
    if isinstance(gateway, Desk):
        gateway.start_opener()


def card(gateway: Gateway) -> bytes:
    return gateway.send("GET", "/v1/gateway").content


def test_a_new_signing_key_is_followed_from_any_earlier_one(desk: Desk, kiosk: Machine) -> None:
    first = GatewayCard.decode(card(desk))
    code = desk.code()
    before = desk.file(kiosk, cargo := desk.pack(kiosk))
    for _ in range(2):
        desk.clock.turn(60)
        rotate_sign(desk.layout.opener_keys, desk.clock.now())
        reload(desk)
    now = GatewayCard.decode_following(card(desk), first)
    assert now.sign not in (first.sign, *(one.new for one in read_chain(now.chain)[:-1]))
    # What the old key said holds, what is said anew is said by the new key.
    assert [Statement.decode_verified(one, now.signs) for one in _bytes(desk, cargo)] == before
    (late, *_) = [Statement.decode_verified(one, now.sign) for one in _filed(desk, kiosk)]
    assert late.gateway == now.gateway
    # A code printed before still enrols, and its machine believes the present card.
    GatewayCard.decode_trusted(card(desk), EnrolmentCode.parse(code))
    assert desk.send("POST", "/v1/enrol", cbor2.dumps(Machine().request(code))).status_code == 200
    desk.clock.turn(timedelta(days=401).total_seconds())
    reload(desk)
    assert GatewayCard.decode(card(desk)).signs == (now.sign,)
    with pytest.raises(CardRefused):
        GatewayCard.decode_following(_stranger(first), first)
    with pytest.raises(CardRefused):  # and never back to an older one
        GatewayCard.decode_following(_as_signed(desk, first), now)


def test_an_opener_with_earlier_keys_takes_no_later_card_back(gateway: Gateway) -> None:
    earlier = gateway.keys
    rotate_sign(gateway.layout.opener_keys, gateway.clock.now())
    reload(gateway)
    later = card(gateway)
    with pytest.raises(KeysBehind):
        refresh_card(gateway.database, earlier, "trial", gateway.clock)
    assert card(gateway) == later


def _filed(desk: Desk, kiosk: Machine) -> list[bytes]:
    cargo = desk.pack(kiosk)
    desk.bring(kiosk, cargo)
    desk.opener.work()
    return _bytes(desk, cargo)


def _bytes(desk: Desk, cargo: Cargo) -> list[bytes]:
    with desk.database.read() as session:
        rows = select(StatementRow.data).where(StatementRow.parcel == cargo.parcel).order_by(StatementRow.id)
        return list(session.scalars(rows))


def _stranger(like: GatewayCard) -> bytes:
    key = SigningKey.generate()
    return replace(like, sign=key.public, gateway=kid(key.public)).encode(key)


def _as_signed(desk: Desk, card: GatewayCard) -> bytes:
    past = desk.keys.past
    return replace(card, sign=desk.keys.sign.public, gateway=desk.keys.gateway, chain=past.chain).encode(
        desk.keys.sign
    )


def test_a_chain_that_does_not_hold_leads_nowhere() -> None:
    a, b, c = (SigningKey.generate() for _ in range(3))
    good = [Succession(a.public, b.public, START).encode(a), Succession(b.public, c.public, START).encode(b)]
    assert [one.new for one in read_chain(good)] == [b.public, c.public]
    for bad in (
        [good[1], good[0]],
        [Succession(a.public, b.public, START).encode(b)],
        [good[0][:-1] + bytes([good[0][-1] ^ 1])],
        [good[0]] * 101,
        [Succession(a.public, a.public, START).encode(a)],
    ):
        with pytest.raises(ParcelDamaged):
            read_chain(bad)


def test_parcels_sealed_to_the_old_key_are_opened_until_its_end(desk: Desk, kiosk: Machine) -> None:
    folder = desk.layout.opener_keys
    old, late = desk.pack(kiosk), desk.pack(kiosk)
    old_kid = desk.keys.kem.kid
    rotate_kem(folder, desk.clock.now(), timedelta(days=10))
    reload(desk)
    assert GatewayCard.decode(card(desk)).kem.kid != old_kid
    assert [one.key for one in GatewayCard.decode(card(desk)).earlier_kems] == [old_kid]
    assert [one.type for one in desk.file(kiosk, old)] == ["recorded", "delivered"]
    assert retire(folder, desk.database, desk.clock.now()) == ()
    desk.clock.turn(timedelta(days=11).total_seconds())
    (refused,) = desk.file(kiosk, late)
    assert (refused.reason, refused.detail) == ("record-unopenable", "key-over")
    # A dossier that is kept still needs the key; nothing else does.
    assert retire(folder, desk.database, desk.clock.now()) == ((old_kid, 1),)
    assert old_kid in OpenerKeys.ensure(folder).kems
    with desk.database.write() as session:
        session.query(ParcelRow).filter_by(claim=old.parcel).update({"state": "refused"})
    assert retire(folder, desk.database, desk.clock.now()) == ((old_kid, 0),)
    assert old_kid not in OpenerKeys.ensure(folder).kems


def test_a_change_cut_off_in_the_middle_has_not_happened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = OpenerKeys.ensure(tmp_path)
    with monkeypatch.context() as cut:
        cut.setattr(keysafe.PlainSafe, "write", lambda *_: (_ for _ in ()).throw(OSError("cut")))
        for change in (rotate_sign, rotate_kem):
            with pytest.raises(OSError, match="cut"):
                change(tmp_path, START)
    again = OpenerKeys.ensure(tmp_path)
    assert (again.sign, again.kem, again.past) == (keys.sign, keys.kem, KeyHistory())
    rotate_sign(tmp_path, START)
    assert len(OpenerKeys.ensure(tmp_path).past.chain) == 1


def test_an_agent_follows_both_keys_and_the_clocks_without_a_new_enrolment(
    desk: Desk, kiosk: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_args: object) -> None:
        raise OSError("cut")

    first = card(desk)
    folder = tmp_path / "outbox"
    outbox = Outbox(folder, desk.clock)
    (folder / "transport.key").write_bytes(kiosk.transport.seed)
    save_identity(folder, URL, kiosk.device, kiosk.unit, first)
    wire = Wire(desk)
    link = GatewayLink(wire, load_identity(folder), desk.clock)
    follower = CardFollower(outbox, link)
    assert not follower.heed(link.news((), 0, 0).card)
    assert "/v1/gateway" not in wire.asked, "a card that has not changed is not asked for"
    desk.clock.turn(60)
    rotate_sign(desk.layout.opener_keys, desk.clock.now())
    rotate_kem(desk.layout.opener_keys, desk.clock.now())
    reload(desk)
    with monkeypatch.context() as death:
        death.setattr(outbox, "remember", cut)
        with pytest.raises(OSError, match="cut"):
            follower.heed(link.news((), 0, 0).card)
    link = GatewayLink(wire, load_identity(folder), desk.clock)
    follower = CardFollower(outbox, link)
    assert follower.heed(link.news((), 0, 0).card), "what it died over is done after the next start"
    kept = load_identity(folder).card
    assert kept.kem.data == desk.keys.kem.public.data
    assert kept.sign == desk.keys.sign.public == link.identity.card.sign
    assert outbox.recall(CARD_FACT) == card(desk).hex()
    # The key of the time changes too: the probe fails, the card tells why.
    desk.clock.turn(60)
    (desk.layout.ingest_keys / "ingest.key").unlink()
    desk.ingest_keys = type(desk.ingest_keys).ensure(desk.layout.ingest_keys)
    with desk.database.write() as session:
        publish(session, Setting.INGEST_KEY, desk.ingest_keys.sign.public)
    reload(desk)
    desk.start_ingest()
    with pytest.raises(UnknownClock):
        link.probe()
    assert follower.find_again()
    link.probe()
    outbox.close()


def test_the_keys_are_sealed_by_a_passphrase_and_the_plain_files_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = OpenerKeys.ensure(tmp_path)
    seal(tmp_path, WORD)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["province.sealed"]
    sealed = (tmp_path / "province.sealed").read_bytes()
    assert keys.sign.seed.hex().encode() not in sealed
    unlocking.let_go()
    with pytest.raises(SecretMissing):
        OpenerKeys.ensure(tmp_path)
    with pytest.raises(SecretWrong):
        OpenerKeys.ensure(tmp_path, lambda: WORD + ".")
    assert OpenerKeys.ensure(tmp_path, lambda: WORD) == keys
    # systemd hands it over as a credential, never as a variable of the environment.
    (tmp_path / "cred").mkdir()
    (tmp_path / "cred" / "province-key").write_text(WORD + "\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "cred"))
    assert OpenerKeys.ensure(tmp_path) == keys
    rotate_kem(tmp_path, START)
    assert set(OpenerKeys.ensure(tmp_path).kems) > set(keys.kems)
    body = json.loads((tmp_path / "province.sealed").read_bytes())
    for change in ({"time": 1}, {"memory_kib": 1 << 40}, {"salt": ""}, {"name": "none"}):
        (tmp_path / "province.sealed").write_text(json.dumps(body | {"how": body["how"] | change}))
        with pytest.raises(KeyDamaged):
            OpenerKeys.ensure(tmp_path)
    (tmp_path / "province.sealed").write_bytes(b"{")
    with pytest.raises(KeyDamaged):
        OpenerKeys.ensure(tmp_path)


def test_a_cut_that_leaves_plain_keys_beside_the_sealed_is_told_and_ended_by_sealing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "keys" / "opener"
    keys = OpenerKeys.ensure(folder)
    assert plain_beside(folder) == ()
    destroyed: list[Path] = []

    def cut(path: Path) -> None:
        if destroyed:
            raise OSError("cut")
        destroyed.append(path)
        path.unlink()

    with monkeypatch.context() as here:
        here.setattr(keysafe, "destroy", cut)
        with pytest.raises(OSError, match="cut"):
            seal(folder, WORD)
    left = ({"sign.key", "kem.key"} - {destroyed[0].name}).pop()
    assert plain_beside(folder) == (left,)
    unlocking.hold(WORD)
    assert main(["keys", "show", "--data", str(tmp_path), "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["plain"] == [left]
    assert left in told.err
    assert "keys seal" in told.err
    for ended in (lambda: seal(folder, WORD), lambda: rotate_kem(folder, START)):
        (folder / left).write_bytes(keys.kem.data)
        ended()
        assert plain_beside(folder) == ()
    assert OpenerKeys.ensure(folder).sign == keys.sign


@pytest.mark.skipif(not SOFTHSM.exists(), reason="softhsm2 is not installed")
def test_the_keys_are_sealed_by_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pkcs11")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(
        f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n"
    )
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    slot = [
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "tinh-thu",
        "--so-pin",
        "87654321",
        "--pin",
        "123456",
    ]
    subprocess.run(slot, check=True, capture_output=True)
    folder = tmp_path / "keys"
    keys = OpenerKeys.ensure(folder)
    seal_by_token(folder, Token(str(SOFTHSM), "tinh-thu"), "123456")
    assert not (folder / "sign.key").exists()
    assert OpenerKeys.ensure(folder) == keys
    with pytest.raises(SecretWrong):
        OpenerKeys.ensure(folder, lambda: "000000")
    rotate_sign(folder, START)
    assert len(OpenerKeys.ensure(folder).past.chain) == 1


def test_keys_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(act: str, said: str = "", code: int = 0) -> dict[str, object]:
        reading, writing = os.pipe()
        os.write(writing, said.encode())
        os.close(writing)
        unlocking.let_go()
        with os.fdopen(reading) as said_here, monkeypatch.context() as here:
            here.setattr("sys.stdin", said_here)
            assert main(["keys", act, "--data", str(tmp_path), "--json"]) == code
        out = capsys.readouterr().out
        told: dict[str, object] = json.loads(out) if out else {}
        return told

    run("show", code=1)
    OpenerKeys.ensure(tmp_path / "keys" / "opener")
    first = run("show")
    run("seal", "ngắn\n", code=1)
    assert run("seal", WORD + "\n")["kept"] == "argon2id"
    run("show", "sai mật khẩu mất rồi\n", code=1)
    second = run("rotate-sign", WORD + "\n")
    assert second["changes"] == 1
    assert second["sign"] != first["sign"]
    assert run("seal", f"{WORD}\n{WORD} khác\n")["kept"] == "argon2id"
    run("show", WORD + "\n", code=1)
    assert run("open", f"{WORD} khác\n")["kept"] == "plain"
    assert run("show")["sign"] == second["sign"]
