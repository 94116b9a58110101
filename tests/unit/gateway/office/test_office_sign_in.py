"""Getting in and staying in: two factors, waits, idle ends, forms of one's own."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from forms.errors import KnownError
from sync.gateway.office.passwords import hash_password, is_password
from sync.gateway.office.roles import Role
from sync.gateway.office.sessions import IDLE, LONGEST
from sync.gateway.office.staff import IDLE_DAYS, NewStaff, add_staff
from sync.gateway.office.tables import SessionRow, StaffRow
from tests.unit.gateway.office.bureau import COMMUNE, PASSWORD, Browser, Bureau


def _told(text: str) -> str:
    found = re.search(r'role="alert">([^<]+)', text)
    return found.group(1) if found else ""


def test_a_code_serves_once_and_only_with_the_password(bureau: Bureau) -> None:
    secret = bureau.account("can-bo", Role.OFFICER, COMMUNE)
    browser = Browser(bureau)
    assert browser.get("/").status_code == 303  # to the sign-in page
    wrong = browser.sign_in("can-bo", "another password", secret)
    unknown = browser.sign_in("nobody-here", PASSWORD, secret)
    assert wrong.status_code == unknown.status_code == 403
    assert _told(wrong.text) == _told(unknown.text) != ""
    assert browser.sign_in("can-bo", PASSWORD, secret).status_code == 303
    assert browser.get("/").status_code == 200
    again = Browser(bureau)
    assert again.sign_in("can-bo", PASSWORD, secret).status_code == 403  # the same code
    bureau.clock.turn(60)
    assert again.sign_in("can-bo", PASSWORD, secret).status_code == 303
    with bureau.database.read() as session:
        kept = session.scalars(select(SessionRow.token_sha256)).all()
        row = session.get_one(StaffRow, "can-bo")
    assert len(kept) == 2
    assert not set(kept) & {
        cookie.value for cookie in again.cookies.jar
    }  # the database could not sign anybody in
    assert PASSWORD not in row.password
    assert secret.encode() not in row.factor


def test_a_browser_left_alone_is_signed_out(bureau: Bureau) -> None:
    browser = bureau.staff("giam-sat", Role.SUPERVISOR)
    pause = IDLE.total_seconds() - 60
    for _ in range(int(LONGEST.total_seconds() // pause)):
        bureau.clock.turn(pause)
        assert browser.get("/tim").status_code == 200
    bureau.clock.turn(pause)
    assert browser.get("/tim").status_code == 303  # a day's work has an end
    other = bureau.staff("giam-sat-2", Role.SUPERVISOR)
    bureau.clock.turn(IDLE.total_seconds() + 1)
    assert other.get("/").status_code == 303


def test_an_account_nobody_uses_or_somebody_stops_is_closed(bureau: Bureau) -> None:
    secret = bureau.account("can-bo", Role.OFFICER, COMMUNE)
    bureau.clock.turn(timedelta(days=IDLE_DAYS, minutes=1).total_seconds())
    browser = Browser(bureau)
    assert browser.sign_in("can-bo", PASSWORD, secret).status_code == 403
    keeper = bureau.staff("quan-tri", Role.ADMINISTRATOR)
    keeper.get("/tai-khoan")
    assert keeper.post("/tai-khoan/can-bo/mo").status_code == 303
    bureau.clock.turn(60)
    assert browser.sign_in("can-bo", PASSWORD, secret).status_code == 303
    assert keeper.post("/tai-khoan/can-bo/khoa").status_code == 303
    assert browser.get("/").status_code == 303
    assert keeper.post("/tai-khoan/quan-tri/khoa").status_code == 409


def test_a_form_is_taken_from_its_own_page_alone(bureau: Bureau) -> None:
    browser = bureau.staff("giam-sat", Role.SUPERVISOR)
    browser.get("/tim")
    assert browser.post("/tim", {"tim": "mau"}).status_code == 200
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
        assert browser.post("/tim", {"tim": "mau"}, headers=headers).status_code == 403
    assert browser.post("/tim", {"tim": "mau", "the": "guessed"}).status_code == 403
    assert browser.post("/dang-xuat", {"the": "guessed"}).status_code == 403
    browser.get("/tim")
    assert browser.post("/dang-xuat").status_code == 303
    assert browser.get("/").status_code == 303


def test_every_answer_is_private(bureau: Bureau) -> None:
    browser = bureau.staff("giam-sat", Role.SUPERVISOR)
    style = re.search(r'href="(/tinh/[^"]+)"', browser.get("/").text)
    assert style is not None
    for path in ("/", "/tim", "/thong-ke", "/dang-nhap", "/nowhere", "/nhat-ky"):
        headers = browser.get(path).headers
        assert headers["cache-control"] == "no-store", path
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert "immutable" in browser.get(style.group(1)).headers["cache-control"]
    cookie = Browser(bureau).get("/dang-nhap").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_by_tls_no_neighbour_in_the_domain_can_put_a_cookie_in_place_of_ours(bureau: Bureau) -> None:
    secret = bureau.account("can-bo", Role.OFFICER, COMMUNE)
    bureau.bureau.secure = True
    page = Browser(bureau).get("/dang-nhap")
    (gate,) = re.findall(r'name="cua" value="([^"]+)"', page.text)
    fields = {"ten": "can-bo", "mat_khau": PASSWORD, "ma": bureau.factor(secret), "cua": gate}

    def enter(kept: str) -> httpx.Response:
        return Browser(bureau).send("POST", "/dang-nhap", data=fields, headers={"cookie": kept})

    assert enter(f"hs_cua={gate}").status_code == 403, "a name anybody in the domain may set"
    entered = enter(f"__Host-hs_cua={gate}")
    assert entered.status_code == 303
    told = [*page.headers.get_list("set-cookie"), *entered.headers.get_list("set-cookie")]
    (session,) = re.findall(r"__Host-hs_phien=[^;]{20,}", " ".join(told))
    kept = {"cookie": session}
    inside = Browser(bureau).send("GET", "/toi", headers=kept)
    assert inside.status_code == 200
    assert (
        Browser(bureau).send("GET", "/toi", headers={"cookie": session.removeprefix("__Host-")}).is_redirect
    )
    (token,) = set(re.findall(r'name="the" value="([^"]+)"', inside.text))
    left = Browser(bureau).send("POST", "/dang-xuat", data={"the": token}, headers=kept)
    told += left.headers.get_list("set-cookie")
    assert len(told) == 4
    # Browsers leave such a name alone, also where it is to be forgotten, unless all of this stands beside it.
    for one in told:
        assert one.startswith("__Host-hs_")
        assert {"secure", "path=/"} <= {part.strip().lower() for part in one.split(";")}
        assert "domain=" not in one.lower()


def test_accounts_are_sound_or_not_made(bureau: Bureau) -> None:
    unsound = (
        NewStaff("Cán bộ", "A", Role.OFFICER, PASSWORD, COMMUNE),
        NewStaff("can-bo", "A", Role.OFFICER, PASSWORD),
        NewStaff("can-bo", "A", Role.SUPERVISOR, PASSWORD, COMMUNE),
        NewStaff("can-bo", "A", Role.OFFICER, "short", COMMUNE),
        NewStaff("can-bo", " ", Role.OFFICER, PASSWORD, COMMUNE),
    )
    for new in unsound:
        with bureau.database.write() as session, pytest.raises(KnownError):
            add_staff(session, bureau.office_keys, new, bureau.clock.now())
    first = bureau.account("can-bo", Role.OFFICER, COMMUNE)
    again = NewStaff("can-bo", "A", Role.OFFICER, PASSWORD, COMMUNE)
    with bureau.database.write() as session, pytest.raises(KnownError):
        add_staff(session, bureau.office_keys, again, bureau.clock.now())
    browser = Browser(bureau)
    assert browser.sign_in("can-bo", PASSWORD, first).status_code == 303
    with bureau.database.write() as session:
        new = NewStaff("can-bo", "A", Role.OFFICER, "another password", COMMUNE)
        add_staff(session, bureau.office_keys, new, bureau.clock.now(), again=True)
    assert browser.get("/").status_code == 303  # whoever had the old one is out


def test_a_password_is_kept_as_no_password() -> None:
    kept = hash_password("mật khẩu thử")
    assert kept.startswith("argon2id$65536$3$4$")
    assert is_password("mật khẩu thử", kept)
    assert not is_password("mat khau thu", kept)
    assert not is_password("mật khẩu thử", "plain")
