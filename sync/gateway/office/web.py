"""The back office as a Starlette application: which page is where, who may open it, and the guard before all of them.

A page is one ``Page``: path, method, what it is for (``Act``), whether it is about a dossier or a part. The guard asks all of
it before the page's own code runs, so that no page can forget to. Routes are made from ``Page`` alone.
"""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DataError, SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from forms.errors import KnownError
from sync.gateway.blobs import StoreAway
from sync.gateway.journal import note_failure
from sync.gateway.office.audit import Event, note_act
from sync.gateway.office.headers import SafeHeaders
from sync.gateway.office.incoming import TooMuch, read_form
from sync.gateway.office.ports import Office
from sync.gateway.office.queues import scopes_of
from sync.gateway.office.roles import Act
from sync.gateway.office.sessions import Visit

COOKIE = "hs_phien"
_OURS_ALONE = "__Host-"
"""A name that begins so is taken by browsers from this very host by TLS, never from a neighbour in its domain."""
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_log = logging.getLogger(__name__)


class Denied(Exception):
    """The page is not given: a status and what to say."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has passed the guard. ``visit`` is None only on pages that are open to everybody."""

    request: Request
    visit: Visit | None
    form: FormData

    @property
    def dossier(self) -> str:
        """The dossier the page is about."""
        return str(self.request.path_params["dossier"])

    @property
    def part(self) -> str:
        """The part the page is about."""
        return str(self.request.path_params["part"])

    @property
    def here(self) -> Visit:
        """Who is signed in."""
        assert self.visit is not None
        return self.visit

    def text(self, name: str) -> str:
        """A field of the form; blank when it was not sent."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""


Handler = Callable[[Office, Asked], Response]


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``dossier`` and ``part`` say what of it must be the viewer's own."""

    path: str
    method: str
    name: str
    act: Act
    handler: Handler
    dossier: bool = False
    part: bool = False
    upload: bool = False


def build_app(office: Office, pages: Sequence[Page]) -> ASGIApp:
    """The ASGI application of the back office."""
    routes = [
        Route(page.path, _guarded(office, page), methods=[page.method], name=page.name) for page in pages
    ]
    app = Starlette(routes=routes, exception_handlers={404: _lost(office), 405: _lost(office)})
    app.state.pages = tuple(pages)
    return SafeHeaders(app, secure=office.secure)


def _guarded(office: Office, page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        visit: Visit | None = None
        form = FormData()
        try:
            _same_site(request, page.method)
            cookie = request.cookies.get(kept_as(office, COOKIE), "")
            visit = await run_in_threadpool(office.door.visit, cookie) if cookie else None
            if visit is None and page.act is not Act.ENTER:
                if request.method == "GET":
                    return RedirectResponse("/dang-nhap", 303)
                raise Denied(401, "Phiên làm việc đã hết. Xin đăng nhập lại; việc vừa gửi chưa được ghi.")
            if page.method == "POST":
                form = await read_form(request, upload=page.upload)
            asked = Asked(request, visit, form)
            await run_in_threadpool(_ask, office, page, asked)
            return await run_in_threadpool(page.handler, office, asked)
        except Denied as denied:
            return office.render.refusal(visit, denied.status, denied.words, _typed(form))
        except TooMuch:
            return office.render.refusal(visit, 413, "Tệp lớn hơn mức cho phép (64 MB).")
        except KnownError as error:
            return office.render.refusal(visit, 409, str(error), _typed(form))
        except DataError:
            # A text no database keeps (a zero character) or a number none can hold: nothing of ours has failed.
            return office.render.refusal(visit, 400, "Trong địa chỉ hoặc biểu mẫu có ký tự không dùng được.")
        except SQLAlchemyError:
            note_failure(_log, "database failed", path=page.path)
            return office.render.refusal(visit, 503, "Cơ sở dữ liệu chưa trả lời. Xin thử lại sau ít phút.")
        except StoreAway:
            note_failure(_log, "blob store away", path=page.path)
            return office.render.refusal(visit, 503, "Kho lưu giấy tờ chưa trả lời. Xin thử lại sau ít phút.")
        except Exception:  # noqa: BLE001 - told as a plain apology; what was in hand never reaches a log
            note_failure(_log, "page failed", path=page.path)
            return office.render.refusal(
                visit, 500, "Máy chủ gặp lỗi. Việc vừa làm có thể chưa được ghi; xin xem lại."
            )
        finally:
            await form.close()

    return answer


def _ask(office: Office, page: Page, asked: Asked) -> None:
    """Everything that must hold before a page's own code runs."""
    if asked.visit is None:
        return
    staff = asked.visit.staff
    if page.method == "POST" and not _is_own_form(asked.text("the"), asked.visit):
        raise Denied(403, "Biểu mẫu không đúng phiên làm việc. Xin mở lại trang rồi gửi lại.")
    dossier = asked.dossier if page.dossier else ""
    if not staff.may(page.act):
        _deny(office, asked, page, dossier)
        raise Denied(403, "Tài khoản này không được giao việc ấy.")
    if not page.dossier:
        return
    with office.database.read() as session:
        scopes = scopes_of(session, dossier)
        allowed = staff.sees(scopes)
        moves = not page.part or staff.moves(office.scope_of_part(session, dossier, asked.part))
    if not scopes or not allowed:
        _deny(office, asked, page, dossier if scopes else "")
        # The same for a foreign dossier and for none: nobody learns which there are.
        raise Denied(404, "Không có hồ sơ này trong phạm vi của tài khoản.")
    if not moves:
        _deny(office, asked, page, dossier)
        raise Denied(
            403, "Phần việc này do cơ quan khác giải quyết: chỉ cán bộ của cơ quan ấy được chuyển trạng thái."
        )


def _typed(form: FormData) -> str:
    """The reason somebody has typed: pages are not kept, so going back would find the field empty."""
    words = form.get("ly_do", "")
    return words if isinstance(words, str) else ""


def _is_own_form(sent: str, visit: Visit) -> bool:
    return secrets.compare_digest(sent.encode(), visit.form_token.encode())


def _deny(office: Office, asked: Asked, page: Page, dossier: str) -> None:
    with office.database.write() as session:
        note_act(session, office.clock.now(), asked.here.staff.login, Event.DENIED, dossier, page.name)


def _same_site(request: Request, method: str) -> None:
    """A form that came from another site is not looked at."""
    if method != "POST":
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Denied(403, "Biểu mẫu được gửi từ trang khác nên không được nhận.")
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise Denied(403, "Biểu mẫu được gửi từ trang khác nên không được nhận.")


def _lost(office: Office) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(_request: Request, error: Exception) -> Response:
        status = int(getattr(error, "status_code", 404))
        return office.render.refusal(None, status, "Không có trang này.")

    return answer


def kept_as(office: Office, name: str) -> str:
    """What a browser keeps a cookie of ours under."""
    return f"{_OURS_ALONE}{name}" if office.secure else name


def keep(office: Office, answer: Response, name: str, value: str, seconds: int) -> None:
    """Have the browser keep a cookie; one of no ``seconds`` is forgotten."""
    answer.set_cookie(
        kept_as(office, name), value, max_age=seconds, httponly=True, secure=office.secure, samesite="strict"
    )


def redirect(path: str) -> Response:
    """See another page after a form was taken: reloading it sends nothing twice."""
    return RedirectResponse(path, 303)


def note(office: Office, asked: Asked, event: Event, detail: str = "", dossier: str = "") -> None:
    """Write down what was looked at."""
    with office.database.write() as session:
        note_act(session, office.clock.now(), asked.here.staff.login, event, dossier, detail)


def integer(value: Any) -> int | None:
    """A whole number somebody sent, such as a database keeps (64 bits); None for anything else."""
    text = str(value or "")
    return int(text) if _WHOLE.fullmatch(text) else None
