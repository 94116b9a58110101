"""A gateway with its back office, and browsers without a screen that are signed in to it."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pyotp

from sync.gateway.keywatch import KeyWatch
from sync.gateway.office import passwords
from sync.gateway.office.faces import FaceWriter
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.pages import PAGES
from sync.gateway.office.ports import Office
from sync.gateway.office.reading import DossierReader
from sync.gateway.office.roles import Role
from sync.gateway.office.sources import Sources
from sync.gateway.office.staff import NewStaff, add_staff
from sync.gateway.office.web import build_app
from sync.gateway.opener.answers import AnswerJudge
from sync.gateway.opener.numbers import DelegatedNumbers
from sync.gateway.opener.opener import Opener, OpenerPorts
from tests.unit.gateway.desk import Desk

PASSWORD = "mat khau thu 1"
URL = "http://127.0.0.1:8"
PROXY = "192.0.2.1"
"""The one machine whose word about addresses is believed."""
COMMUNE = "commune:03127"
"""The authority of the invented procedure's parts at the usual machine."""


class Bureau(Desk):
    """The desk with faces and the back office beside it."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        super().__init__(folder, url)
        self.office_keys = OfficeKeys.ensure(self.layout.office_keys)
        self.bureau = Office(
            self.database,
            self.shelf,
            KeyWatch(self.layout.opener_keys),
            self.office_keys,
            self.layout.packs,
            self.clock,
            secure=False,
            sources=Sources((PROXY,)),
        )
        self.bureau_app = build_app(self.bureau, PAGES)

    def start_opener(self, after: Any = lambda _step: None) -> Opener:
        answers = AnswerJudge(self.layout.packs)
        reader = DossierReader(self.shelf, self.keys)
        self.faces = FaceWriter(OfficeKeys.ensure(self.layout.office_keys), answers.find, reader.answers)
        self.opener = Opener(
            OpenerPorts(
                database=self.database,
                shelf=self.shelf,
                keys=self.keys,
                clock=self.clock,
                answers=answers,
                numbers=DelegatedNumbers(self.layout.number_blocks),
                after=after,
                faces=self.faces,
            )
        )
        return self.opener

    def staff(self, login: str, role: Role, scope: str = "", authority: str = "") -> "Browser":
        """An account, and a browser signed in to it."""
        secret = self.account(login, role, scope, authority)
        browser = Browser(self)
        answer = browser.sign_in(login, PASSWORD, secret)
        assert answer.status_code == 303, answer.text
        return browser

    def account(self, login: str, role: Role, scope: str = "", authority: str = "") -> str:
        """An account; the secret of its second factor."""
        with self.database.write() as session:
            address = add_staff(
                session,
                self.office_keys,
                NewStaff(login, f"Người {login}", role, PASSWORD, scope, authority),
                self.clock.now(),
            )
        return pyotp.parse_uri(address).secret

    def factor(self, secret: str) -> str:
        """The code its telephone shows now."""
        return pyotp.TOTP(secret).at(int(self.clock.now().timestamp()))


class Browser:
    """Keeps cookies and the token of its forms, as a browser does."""

    def __init__(self, bureau: Bureau, address: str = "127.0.0.1") -> None:
        self._bureau = bureau
        self._address = address
        self.cookies = httpx.Cookies()
        self.token = ""

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.send("GET", path, headers=headers)

    def post(
        self,
        path: str,
        fields: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """A form with the token of the page before, unless another one is given."""
        return self.send(
            "POST", path, data={"the": self.token} | dict(fields or {}), files=files, headers=headers
        )

    def send(self, method: str, path: str, **told: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(
                self._bureau.bureau_app, raise_app_exceptions=True, client=(self._address, 4711)
            )
            async with httpx.AsyncClient(transport=transport, base_url=URL, cookies=self.cookies) as client:
                answer = await client.request(method, path, **told)
                self.cookies = client.cookies
                return answer

        answer = self._bureau._runner.run(ask())
        found = (
            re.search(r'name="the" value="([^"]+)"', answer.text)
            if "html" in answer.headers.get("content-type", "")
            else None
        )
        self.token = found.group(1) if found else self.token
        return answer

    def sign_in(
        self, login: str, password: str, secret: str, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Fill in the sign-in form."""
        page = self.get("/dang-nhap")
        gate = re.search(r'name="cua" value="([^"]+)"', page.text)
        assert gate is not None
        fields = {"ten": login, "mat_khau": password, "ma": self._bureau.factor(secret), "cua": gate.group(1)}
        answer = self.post("/dang-nhap", fields, headers=headers)
        if answer.status_code == 303:
            self.get(answer.headers["location"])
        return answer


@contextlib.contextmanager
def cheap_passwords() -> Iterator[None]:
    """A sixtieth of the memory: tests sign in often."""
    dear = passwords.MEMORY_KIB
    passwords.MEMORY_KIB = 1024
    try:
        yield
    finally:
        passwords.MEMORY_KIB = dear
