"""One's own account: another password, another telephone, and everybody else out."""

import re

import httpx
import pyotp
import pytest
from sqlalchemy import select

from sync.gateway.office.own_pages import OFFER
from sync.gateway.office.roles import Role
from sync.gateway.office.sessions import IDLE
from sync.gateway.office.tables import AuditRow, StaffRow
from tests.unit.gateway.office.bureau import COMMUNE, PASSWORD, Browser, Bureau

NEW = "mật khẩu khác hẳn"


class Owner:
    """Somebody at a browser, and the same account in another one."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.secret = bureau.account("can-bo", Role.OFFICER, COMMUNE)
        self.elsewhere, self.browser = Browser(bureau), Browser(bureau)
        for one in (self.elsewhere, self.browser):
            bureau.clock.turn(30)
            assert one.sign_in("can-bo", PASSWORD, self.secret).status_code == 303
        bureau.clock.turn(30)

    def ask_password(self, **changed: str) -> httpx.Response:
        """Ask for another password."""
        fields = {
            "mat_khau": PASSWORD,
            "ma": self.bureau.factor(self.secret),
            "mat_khau_moi": NEW,
            "lai": NEW,
        }
        return self.browser.post("/toi/mat-khau", fields | changed)

    def ask_factor(self, **changed: str) -> httpx.Response:
        """Ask for another telephone's secret."""
        fields = {"mat_khau": PASSWORD, "ma": self.bureau.factor(self.secret)}
        return self.browser.post("/toi/dien-thoai", fields | changed)

    def enters(self, password: str, secret: str) -> bool:
        """Whether a fresh browser gets in by that."""
        self.bureau.clock.turn(30)
        return Browser(self.bureau, "10.1.1.1").sign_in("can-bo", password, secret).status_code == 303

    def acts(self) -> list[str]:
        """What the log says was done."""
        with self.bureau.database.read() as session:
            return list(session.scalars(select(AuditRow.act).order_by(AuditRow.seq)))


@pytest.fixture
def owner(bureau: Bureau) -> Owner:
    return Owner(bureau)


def test_a_password_is_changed_by_its_owner_alone(owner: Owner) -> None:
    page = owner.browser.get("/toi")
    assert "Đang mở ở trình duyệt khác</dt><dd>1" in page.text
    for changed, told in (
        ({"mat_khau_moi": "ngắn", "lai": "ngắn"}, "từ 8"),
        ({"lai": NEW + "."}, "không giống nhau"),
        ({"mat_khau_moi": PASSWORD, "lai": PASSWORD}, "phải khác"),
        ({"mat_khau_moi": "Can-Bo-2026", "lai": "Can-Bo-2026"}, "tên đăng nhập"),
        ({"ma": ""}, "mã xác thực đang dùng"),
    ):
        refused = owner.ask_password(**changed)
        assert (refused.status_code, told in refused.text) == (400, True), changed
    assert owner.ask_password(mat_khau="not my password").status_code == 403
    assert owner.ask_password(ma="000000").status_code == 403
    changed_at = owner.ask_password()
    assert changed_at.headers["location"] == "/toi?xong=mat-khau"
    assert "Đã đổi mật khẩu" in owner.browser.get("/toi?xong=mat-khau").text
    assert owner.elsewhere.get("/").status_code == 303, "whoever was signed in elsewhere is out"
    assert not owner.enters(PASSWORD, owner.secret)
    assert owner.enters(NEW, owner.secret)
    with owner.bureau.database.read() as session:
        assert NEW not in session.get_one(StaffRow, "can-bo").password
    acts = [act for act in owner.acts() if act.startswith(("proof", "password"))]
    assert acts == ["proof-failed", "proof-failed", "password-changed"]


def test_a_browser_that_was_left_is_not_told_as_open(owner: Owner) -> None:
    owner.bureau.clock.turn(IDLE.total_seconds() - 60)
    owner.browser.get("/")
    owner.bureau.clock.turn(120)
    assert "Đang mở ở trình duyệt khác</dt><dd>không" in owner.browser.get("/toi").text


def test_whoever_finds_a_browser_open_guesses_no_faster_there(owner: Owner) -> None:
    for _ in range(3):
        assert owner.ask_factor(mat_khau="guessed").status_code == 403
    assert owner.ask_factor().status_code == 429
    assert owner.ask_password().status_code == 429


def test_another_telephone_counts_once_a_code_of_it_was_typed(owner: Owner) -> None:
    shown = owner.ask_factor()
    assert shown.status_code == 200
    assert "<svg" in shown.text
    typed = re.search(r"<code>([A-Z2-7 ]+)</code>", shown.text)
    offer = re.search(r'name="loi_moi" value="([^"]+)"', shown.text)
    assert typed
    assert offer
    fresh = typed.group(1).replace(" ", "")
    assert fresh not in offer.group(1)
    assert owner.enters(PASSWORD, owner.secret), "nothing has changed yet"
    take = {"loi_moi": offer.group(1)}
    again = owner.browser.post("/toi/dien-thoai/nhan", take | {"ma_moi": "000000"})
    assert (again.status_code, "Mã chưa đúng" in again.text) == (400, True)
    code = pyotp.TOTP(fresh).at(int(owner.bureau.clock.now().timestamp()))
    stranger = owner.bureau.staff("can-bo-2", Role.OFFICER, COMMUNE)
    assert stranger.post("/toi/dien-thoai/nhan", take | {"ma_moi": code}).status_code == 409
    taken = owner.browser.post("/toi/dien-thoai/nhan", take | {"ma_moi": code})
    assert taken.headers["location"] == "/toi?xong=dien-thoai"
    assert owner.elsewhere.get("/").status_code == 303
    assert not owner.enters(PASSWORD, owner.secret)
    assert owner.enters(PASSWORD, fresh)
    assert "factor-changed" in owner.acts()


def test_an_offer_ends_and_so_does_its_session(owner: Owner) -> None:
    offer = re.search(r'name="loi_moi" value="([^"]+)"', owner.ask_factor().text)
    assert offer
    owner.bureau.clock.turn(OFFER.total_seconds() + 1)
    late = owner.browser.post("/toi/dien-thoai/nhan", {"loi_moi": offer.group(1), "ma_moi": "000000"})
    assert late.status_code == 409
    for nonsense in ("", "AAAA", "đ", "A" * 200):
        asked = {"loi_moi": nonsense, "ma_moi": "000000"}
        assert owner.browser.post("/toi/dien-thoai/nhan", asked).status_code == 409
