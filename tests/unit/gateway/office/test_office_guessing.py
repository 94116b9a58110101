"""Guessing at the way in: who guesses waits, and who does not is let in."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from forms.errors import KnownError
from sync.gateway.database import Database
from sync.gateway.models import SCHEMA_VERSION
from sync.gateway.office.guessing import ALL, NAME, PLACE, GuessRow, Waiting
from sync.gateway.office.roles import Role
from sync.gateway.office.sources import UNKNOWN, Sources
from sync.gateway.office.staff import allow
from sync.gateway.office.tables import AuditRow
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.meeting import on_postgresql
from tests.unit.gateway.office.bureau import COMMUNE, PASSWORD, PROXY, Browser, Bureau

DESK, STRANGER = "10.1.1.1", "203.0.113.9"


def tried(bureau: Bureau, login: str, source: str, times: int = 1) -> list[int | None]:
    """Wrong guesses; for each how long the next one would have had to wait already, None where it was looked at."""
    told = [bureau.bureau.door.enter(login, "wrong password", "000000", source) for _ in range(times)]
    return [one.seconds if isinstance(one, Waiting) else None for one in told]


def enters(bureau: Bureau, login: str, secret: str, source: str) -> bool:
    """Whether its owner is let in from there now."""
    bureau.clock.turn(30)  # a code serves once
    return isinstance(bureau.bureau.door.enter(login, PASSWORD, bureau.factor(secret), source), str)


@both_engines
def test_who_guesses_waits_and_the_owner_does_not(bureau: Bureau) -> None:
    secret = bureau.account("can-bo", Role.OFFICER, COMMUNE)
    assert enters(bureau, "can-bo", secret, DESK)
    assert tried(bureau, "can-bo", STRANGER, 4) == [None, None, None, 5]
    assert tried(bureau, "nobody-here", STRANGER, 4) == [
        None,
        None,
        None,
        5,
    ]  # who exists is not to be learnt
    waits = []
    for _ in range(9):
        (wait,) = tried(bureau, "can-bo", STRANGER)
        waits.append(wait or 0)
        bureau.clock.turn(wait or 0)
        assert tried(bureau, "can-bo", STRANGER) == [None]
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900]
    assert enters(bureau, "can-bo", secret, DESK)
    assert not enters(bureau, "can-bo", secret, STRANGER)  # right at last, and still to wait
    other = bureau.account("can-bo-2", Role.OFFICER, COMMUNE)
    assert enters(bureau, "can-bo-2", other, STRANGER)  # nobody guessed at this one
    with bureau.database.read() as session:
        failed = session.execute(
            select(AuditRow.login, AuditRow.detail).where(AuditRow.act == "sign-in-failed")
        )
        assert {tuple(row) for row in failed} == {("can-bo", STRANGER), ("?", STRANGER)}
        kept = [(row.login, row.source) for row in session.scalars(select(GuessRow))]
    assert not {"can-bo", "nobody-here", STRANGER, DESK} & {one for key in kept for one in key}


def test_many_names_from_one_place_stop_that_place_alone(bureau: Bureau) -> None:
    secret = bureau.account("can-bo", Role.OFFICER, COMMUNE)
    fresh = bureau.account("can-bo-2", Role.OFFICER, COMMUNE)
    assert enters(bureau, "can-bo", secret, DESK)
    for number in range(PLACE.free):
        assert tried(bureau, f"name-{number}", DESK) == [None]
    assert tried(bureau, "one-more", DESK) == [60]
    assert not enters(bureau, "can-bo-2", fresh, DESK)
    assert enters(bureau, "can-bo", secret, DESK)  # who works behind that address goes on working
    assert enters(bureau, "can-bo-2", fresh, "10.1.1.2")
    bureau.clock.turn(PLACE.each.total_seconds())
    assert tried(bureau, "one-more", DESK) == [None]
    bureau.clock.turn(86_400 * 2)
    assert tried(bureau, "one-more", DESK, 3) == [None] * 3
    with (
        bureau.database.read() as session
    ):  # nothing is kept of names nobody has, nor of places nobody works at
        assert len(session.scalars(select(GuessRow)).all()) <= 3 + 3 * 2


def test_many_places_at_one_name_do_not_keep_its_owner_out(bureau: Bureau) -> None:
    secret = bureau.account("can-bo", Role.OFFICER, COMMUNE)
    assert enters(bureau, "can-bo", secret, DESK)
    for number in range(NAME.free):
        assert tried(bureau, "can-bo", f"203.0.113.{number}") == [None]
    (wait,) = tried(bureau, "can-bo", "198.51.100.1")
    assert wait
    assert wait <= NAME.each.total_seconds()
    assert enters(bureau, "can-bo", secret, DESK)
    assert not enters(
        bureau, "can-bo", secret, "10.2.2.2"
    )  # from home, where it never was: not before the wait
    keeper = bureau.staff("quan-tri", Role.ADMINISTRATOR)
    assert keeper.post("/tai-khoan/can-bo/mo").status_code == 303
    assert enters(bureau, "can-bo", secret, "10.2.2.2")


def test_a_flood_from_everywhere_leaves_the_door_open_for_whoever_did_nothing(bureau: Bureau) -> None:
    secret = bureau.account("can-bo", Role.OFFICER, COMMUNE)
    for number in range(ALL.free // 3):
        for attempt in range(3):
            assert tried(bureau, f"name-{number}-{attempt}", f"203.0.113.{number}") == [None]
    assert tried(bureau, "another", "203.0.113.1") == [1]
    browser = Browser(bureau, DESK)
    assert browser.sign_in("can-bo", PASSWORD, secret).status_code == 303


@both_engines
def test_many_guesses_at_once_gain_nothing(bureau: Bureau) -> None:
    bureau.account("can-bo", Role.OFFICER, COMMUNE)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: tried(bureau, "can-bo", STRANGER)[0], range(8)))
    assert Counter(wait is None for wait in told) == {True: 3, False: 5}


@on_postgresql
def test_an_account_is_opened_again_while_somebody_guesses_at_it(bureau: Bureau) -> None:
    bureau.account("can-bo", Role.OFFICER, COMMUNE)
    now = bureau.clock.now()
    login, source = bureau.office_keys.hashed("login", "can-bo"), bureau.office_keys.hashed("source", DESK)
    for key in (source, ""):  # on the disk in the other order than a guess takes them
        with bureau.database.write() as session:
            session.add(GuessRow(login=login, source=key, guesses=1.0, counted_at=now))

    def reopen() -> None:
        with bureau.database.write() as session:
            allow(session, bureau.office_keys, "can-bo", "quan-tri", now)

    with ThreadPoolExecutor(2) as pool:
        with bureau.database.write() as session:
            session.get_one(GuessRow, (login, source), with_for_update=True)  # until both wait
            reopened = pool.submit(reopen)
            _until_waiting(bureau, 1)
            guessed = pool.submit(tried, bureau, "can-bo", DESK)
            _until_waiting(bureau, 2)
        reopened.result(10)
        assert guessed.result(10) == [None]
    with bureau.database.read() as session:
        assert session.get_one(GuessRow, (login, "")).guesses == 1  # all that came before is forgotten


def _until_waiting(bureau: Bureau, many: int) -> None:
    """Until so many transactions wait for a row."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        with bureau.database.read() as session:
            if session.scalar(waiting) == many:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def test_the_page_says_how_long_and_believes_the_provinces_proxy_alone(bureau: Bureau) -> None:
    secret = bureau.account("can-bo", Role.OFFICER, COMMUNE)
    proxy, stranger = Browser(bureau, PROXY), Browser(bureau, STRANGER)
    for number in range(3):  # a stranger who says he is somebody else stays himself
        told = {"x-forwarded-for": f"10.0.0.{number}"}
        assert stranger.sign_in("can-bo", "wrong password", secret, told).status_code == 403
    waiting = stranger.sign_in("can-bo", PASSWORD, secret, {"x-forwarded-for": DESK})
    assert waiting.status_code == 429
    assert "Xin chờ 5 giây" in waiting.text
    for _ in range(3):  # and one behind the proxy is not the proxy
        told = {"x-forwarded-for": f"{DESK}, 203.0.113.77"}
        assert proxy.sign_in("can-bo", "wrong password", secret, told).status_code == 403
    assert proxy.sign_in("can-bo", PASSWORD, secret, told).status_code == 429
    assert proxy.sign_in("can-bo", PASSWORD, secret, {"x-forwarded-for": DESK}).status_code == 303
    with bureau.database.read() as session:
        seen = session.scalars(
            select(AuditRow.detail).where(AuditRow.act.like("sign%")).order_by(AuditRow.seq)
        )
        assert [*seen] == [STRANGER] * 3 + ["203.0.113.77"] * 3 + [DESK]


@pytest.mark.parametrize(
    ("peer", "forwarded", "source"),
    [
        ("203.0.113.9", (), "203.0.113.9"),
        ("203.0.113.9", ("10.0.0.1",), "203.0.113.9"),
        ("192.0.2.1", (), "192.0.2.1"),
        ("192.0.2.1", ("203.0.113.9",), "203.0.113.9"),
        ("192.0.2.1", ("10.0.0.1, 203.0.113.9",), "203.0.113.9"),
        ("192.0.2.1", ("10.0.0.1", "203.0.113.9, 198.51.100.7"), "203.0.113.9"),
        ("192.0.2.1", ("10.0.0.1, nonsense",), "192.0.2.1"),
        ("192.0.2.1", ("198.51.100.7", "192.0.2.1"), "198.51.100.7"),
        ("::ffff:192.0.2.1", ("2001:db8:1:2:3:4:5:6",), "2001:db8:1:2::/64"),
        (None, ("10.0.0.1",), UNKNOWN),
        ("", (), UNKNOWN),
    ],
)
def test_addresses_are_read_as_far_as_our_own_proxies_vouch(
    peer: str | None, forwarded: tuple[str, ...], source: str
) -> None:
    assert Sources(("192.0.2.1", "198.51.100.0/24")).of(peer, forwarded) == source


def test_a_proxy_that_is_no_address_is_refused() -> None:
    for wrong in ("proxy.example", "10.0.0.1/24", ""):
        with pytest.raises(KnownError, match="không phải là địa chỉ"):
            Sources((wrong,))


@both_engines
def test_accounts_of_an_earlier_database_go_on(bureau: Bureau, database_url: str | None) -> None:
    secret = bureau.account("can-bo", Role.OFFICER, COMMUNE)
    with bureau.database.write() as session:
        for change in (
            "ALTER TABLE office_staff ADD COLUMN failures INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE office_staff ADD COLUMN wait_until VARCHAR(40)",
            "DROP TABLE office_guess",
        ):
            session.execute(text(change))
        session.execute(text("UPDATE setting SET value = :two WHERE name = 'schema'"), {"two": b"2"})
    Database.open(database_url, bureau.layout.database).close()
    assert enters(bureau, "can-bo", secret, DESK)
    bureau.account("can-bo-2", Role.OFFICER, COMMUNE)
    with bureau.database.read() as session:
        assert (
            session.scalar(text("SELECT value FROM setting WHERE name = 'schema'"))
            == str(SCHEMA_VERSION).encode()
        )
