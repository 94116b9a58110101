"""The back office in a real browser: signed in by keyboard, a part moved, everything within its width and its bytes.

Needs Debian's ``chromium``; without one the test fails and says so.
"""

import io
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import uvicorn
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from sync.gateway.office.roles import Role
from tests.unit.gateway.office.bureau import PASSWORD, Bureau, cheap_passwords
from tests.unit.gateway.office.exhibits import Exhibit, file_one
from tests.unit.gateway.rig import Machine

PLACES = ("chromium", "chromium-browser", "google-chrome")
LARGEST_FIRST_PAGE = 100_000
WIDTHS = (1366, 390)


@dataclass
class Site:
    """A running back office with two dossiers, and a browser to look at it."""

    bureau: Bureau
    address: str
    exhibits: list[Exhibit]
    secret: str
    browser: Browser

    def sign_in(self, page: Page) -> None:
        """With the keyboard alone."""
        self.bureau.clock.turn(60)  # a code serves once
        page.goto(f"{self.address}/dang-nhap")
        page.get_by_label("Tên đăng nhập").focus()  # a loaded machine may focus it late
        page.keyboard.type("can-bo")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Tab")
        page.keyboard.type(self.bureau.factor(self.secret))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Hồ sơ cần giải quyết")).to_be_visible()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    program = next((found for name in PLACES if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("no Chromium here: bash .ci/system-libraries, or apt-get install chromium")
    with cheap_passwords():
        bureau = Bureau(Path(tmp_path_factory.mktemp("site")))
        machine = bureau.enrol(Machine())
        exhibits = [file_one(bureau, machine, code, 1) for code in ("1.004873", "2.000815")]
        secret = bureau.account("can-bo", Role.OFFICER, "ubnd_xa:03127", "UBND xã Thử Nghiệm")
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(bureau.bureau_app, lifespan="off", log_config=None, access_log=False)
        )
        thread = threading.Thread(target=lambda: server.run(sockets=[listening]))
        thread.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=program, args=["--no-sandbox", "--disable-gpu"]
                )
                address = f"http://127.0.0.1:{listening.getsockname()[1]}"
                yield Site(bureau, address, exhibits, secret, browser)
                browser.close()
        finally:
            server.should_exit = True
            thread.join()
            listening.close()
            bureau.close()


def test_an_officer_works_by_keyboard_without_scripts(site: Site) -> None:
    context = site.browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="vi-VN", java_script_enabled=False
    )
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    # A picture still on its way when the next page is opened is given up, and rightly.
    page.on(
        "requestfailed", lambda one: refused.append(one.url) if "ABORTED" not in (one.failure or "") else None
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    site.sign_in(page)
    number = page.get_by_role("link", name="THU-").first
    number.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Giấy tờ", exact=True)).to_be_visible()
    page.get_by_role("button", name="Được tiếp nhận").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Đã chuyển trạng thái")
    page.get_by_text("Yêu cầu bổ sung (mẫu 02)").click()
    page.get_by_label("Cần bổ sung gì, vì sao").fill("Xin bổ sung trang sau.")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_role("status")).to_contain_text("Đã gửi yêu cầu bổ sung")
    page.reload()  # reloading sends nothing twice
    page.goto(f"{site.address}/tim")
    page.get_by_label("Tìm theo tên").fill(site.exhibits[0].answers["requester_name"].lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="THU-").first).to_be_visible()
    site.bureau.clock.turn(60)
    page.get_by_role("link", name="UBND xã Thử Nghiệm").click()
    phone = page.locator("form[action='/toi/dien-thoai']")
    phone.get_by_label("Mật khẩu đang dùng").fill(PASSWORD)
    phone.get_by_label("Mã xác thực").fill(site.bureau.factor(site.secret))
    page.keyboard.press("Enter")
    picture = page.get_by_role("img", name="Mã QR cho ứng dụng xác thực")
    expect(picture).to_be_visible()
    data = np.asarray(Image.open(io.BytesIO(picture.screenshot())).convert("L"))
    (code,) = zxingcpp.read_barcodes(data)
    assert code.text.startswith("otpauth://totp/")
    assert all(url.startswith(site.address) for url in asked)  # nothing from anywhere else
    assert site.exhibits[0].answers["requester_name"].lower() not in "".join(asked)
    # What begins with [DOM] is the browser's advice on forms, not something it has refused.
    assert not [one for one in refused if not any(word in one for word in ("favicon", "404", "[DOM]"))]
    context.close()
    site.bureau.opener.work()
    kinds = [one.what for one in site.bureau.queued()]
    assert kinds.count("supplement") == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_their_width_with_text_to_be_read(site: Site, width: int) -> None:
    context = site.browser.new_context(viewport={"width": width, "height": 800}, locale="vi-VN")
    page = context.new_page()
    site.sign_in(page)
    one = site.exhibits[0]
    own = f"/ho-so/{one.dossier}"
    typed_over = f"{own}/phan/certificate/chep"
    for path in ("/", "/tim", own, typed_over, f"{own}/trung", "/thong-ke", "/toi"):
        page.goto(site.address + path)
        told = page.evaluate(
            """() => {
                const seen = [...document.querySelectorAll("main *, header *")].filter(e => e.checkVisibility());
                const text = seen.filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
                const sizes = text.filter(e => !e.closest("svg")).map(e => parseFloat(getComputedStyle(e).fontSize));
                const acts = seen.filter(e => e.matches("button, select, input:not([type=hidden]):not([type=checkbox]), summary"));
                return {
                    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
                    smallest: Math.min(...sizes),
                    flattest: Math.min(...acts.map(e => e.getBoundingClientRect().height)),
                    unnamed: [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
                        .filter(e => !e.labels.length).length,
                    bare: [...document.querySelectorAll("table")].filter(t => !t.querySelector("th[scope]")).length,
                    lang: document.documentElement.lang,
                };
            }"""
        )
        assert told["wide"] <= 0, path
        assert told["smallest"] >= 16, path
        assert told["flattest"] >= 44, path
        assert (told["unnamed"], told["bare"], told["lang"]) == (0, 0, "vi"), path
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site.address + typed_over)
    name = page.locator("tr", has_text="Họ, chữ đệm, tên người yêu cầu")
    name.get_by_role("button").click()
    expect(page.get_by_role("status")).to_have_text("Đã chép: Họ, chữ đệm, tên người yêu cầu")
    assert page.evaluate("navigator.clipboard.readText()") == one.answers["requester_name"].upper()
    page.goto(site.address + "/")
    page.keyboard.press("Tab")
    focused = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert focused == "solid"
    context.close()


def test_the_first_page_is_light(site: Site) -> None:
    context = site.browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    site.sign_in(page)
    fresh = site.browser.new_context(
        storage_state=context.storage_state()
    )  # the same session, an empty cache
    page = fresh.new_page()
    wire = fresh.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(site.address + "/", wait_until="networkidle")
    assert len(sizes) >= 2  # the page and its one style sheet
    assert 0 < sum(sizes) <= LARGEST_FIRST_PAGE
    fresh.close()
    context.close()
