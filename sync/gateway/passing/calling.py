"""One call of an interface over HTTPS, with a token that is fetched when it is needed and kept while it holds.

The port ``Caller`` is what tests put a simulator behind. May not know what a message means.
"""

import base64
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import requests
from urllib3.exceptions import HTTPError

from forms.clock import Clock
from sync.gateway.passing.answers import Heard, Verdict, away, understand
from sync.gateway.passing.config import RoadPlan, Token, TokenStyle

LARGEST = 4 * 1024 * 1024
"""Bytes of an answer that are read; nobody has so much to say."""
CONNECT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it goes out."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class NoAnswer(Exception):
    """Nobody answered, or not to the end. ``code`` is a short word without an address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Caller(Protocol):
    """Sends a POST and waits for the whole answer; ``NoAnswer`` when there is none. Safe between threads."""

    def post(self, asked: Asked) -> tuple[int, bytes]:
        """HTTP status and body."""
        ...


class HttpsCaller:
    """The real one: certificates checked (against the road's own authority where one is named), no redirects."""

    def __init__(self, plan: RoadPlan) -> None:
        self._verify: str | bool = str(plan.ca) if plan.ca else True
        self._timeout = (min(CONNECT_SECONDS, plan.timeout), plan.timeout)
        self._local = threading.local()

    def post(self, asked: Asked) -> tuple[int, bytes]:
        """HTTP status and body."""
        try:
            with self._session().post(
                asked.url,
                data=asked.body,
                headers=dict(asked.headers),
                timeout=self._timeout,
                verify=self._verify,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return answer.status_code, self._whole(answer)
        except requests.Timeout as error:
            raise NoAnswer("timeout") from error
        except requests.exceptions.SSLError as error:
            raise NoAnswer("tls") from error
        except (requests.RequestException, HTTPError, OSError) as error:
            raise NoAnswer("unreachable") from error

    def _whole(self, answer: requests.Response) -> bytes:
        """The body; one that trickles in or never ends is given up."""
        ends = time.monotonic() + 2 * self._timeout[1]
        body = b""
        while chunk := answer.raw.read1(65536, decode_content=True):
            body += chunk
            if len(body) > LARGEST:
                raise NoAnswer("too-long")
            if time.monotonic() > ends:
                raise NoAnswer("timeout")
        return body

    def _session(self) -> requests.Session:
        session = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False  # a proxy or a netrc of this machine has no business here
            self._local.session = session
        return session


class Line:
    """A road's calls by their names, each with a token that holds."""

    def __init__(self, plan: RoadPlan, caller: Caller, clock: Clock) -> None:
        self._plan = plan
        self._caller = caller
        self._clock = clock
        self._lock = threading.Lock()
        self._token: str | None = None
        self._token_until = 0.0

    def send(self, call: str, body: object) -> Heard:
        """Send JSON; what the answer means. A token that proves to be out of date is renewed once."""
        data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return self._authorised(call, data, "application/json; charset=utf-8")

    def upload(self, call: str, name: str, media: str, data: bytes) -> Heard:
        """Send one file as a form with a single field ``file``."""
        whole = requests.Request("POST", "https://x/", files={"file": (name, data, media)}).prepare()
        assert isinstance(whole.body, bytes)
        return self._authorised(call, whole.body, whole.headers["Content-Type"])

    def _authorised(self, call: str, data: bytes, media: str) -> Heard:
        for renewed in (False, True):
            headers = {"Content-Type": media, "Accept": "application/json"}
            if self._plan.token is not None:
                token = self._present_token(self._plan.token, renew=renewed)
                if isinstance(token, Heard):
                    return token
                headers["Authorization"] = f"Bearer {token}"
            heard = self._post(self._plan.paths[call], headers, data)
            if heard.verdict is not Verdict.TOKEN or self._plan.token is None:
                break
        return heard

    def _post(self, path: str, headers: Mapping[str, str], data: bytes) -> Heard:
        try:
            return understand(*self._caller.post(Asked(self._plan.base + path, headers, data)))
        except NoAnswer as none:
            return away(none.code)

    def _present_token(self, token: Token, *, renew: bool) -> str | Heard:
        with self._lock:
            if renew or self._token is None or self._clock.monotonic() >= self._token_until:
                found = self._fetch(token)
                if isinstance(found, Heard):
                    return found
                self._token = found
                self._token_until = self._clock.monotonic() + token.seconds * 0.9
            return self._token

    def _fetch(self, token: Token) -> str | Heard:
        headers = {"Accept": "application/json"}
        if token.style is TokenStyle.BASIC:
            pair = base64.b64encode(f"{token.user}:{token.secret}".encode()).decode()
            headers |= {
                "Authorization": f"Basic {pair}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            body = b"grant_type=client_credentials"
        else:
            headers["Content-Type"] = "application/json; charset=utf-8"
            body = json.dumps({"username": token.user, "password": token.secret}).encode()
        try:
            status, data = self._caller.post(Asked(self._plan.base + token.path, headers, body))
        except NoAnswer as none:
            return away(none.code)
        if status in (400, 401, 403):
            return Heard(Verdict.TOKEN, f"token-{status}", "", {})
        return _token_in(status, data, token.answer) or away("token-none")


def _token_in(status: int, data: bytes, path: str) -> str | None:
    try:
        fields: Any = json.loads(data)
    except ValueError:
        return None
    if status != 200 or not isinstance(fields, dict):
        return None
    return Heard(Verdict.ACCEPTED, "", "", fields).dig(path)
