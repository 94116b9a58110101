"""Signing in and out, and what pages are drawn with: what is open before anybody is known."""

import secrets

from starlette.responses import Response

from sync.gateway.office.guessing import Waiting
from sync.gateway.office.ports import Office
from sync.gateway.office.rendering import compressed
from sync.gateway.office.roles import Act, Role
from sync.gateway.office.sessions import LONGEST
from sync.gateway.office.web import COOKIE, Asked, Denied, Page, keep, kept_as, redirect

_GATE = "hs_cua"
"""A cookie the sign-in form repeats: another site cannot sign a browser in to an account of its own."""
_WRONG = "Tên đăng nhập, mật khẩu hoặc mã xác thực không đúng, hoặc tài khoản đã bị khóa."


def show(office: Office, asked: Asked) -> Response:
    """The form."""
    if asked.visit is not None:
        return redirect(home(asked.visit.staff.role))
    return _form(office, asked, "", 200)


def enter(office: Office, asked: Asked) -> Response:
    """Name, password and code."""
    gate = asked.request.cookies.get(kept_as(office, _GATE), "")
    if not gate or not secrets.compare_digest(gate.encode(), asked.text("cua").encode()):
        return _form(office, asked, "Trang đăng nhập đã cũ. Xin thử lại.", 403)
    login = asked.text("ten").strip().lower()
    cookie = office.door.enter(login, asked.text("mat_khau"), asked.text("ma"), office.source(asked.request))
    if isinstance(cookie, Waiting):
        return _form(office, asked, f"Đã thử nhiều lần. Xin chờ {cookie.seconds} giây rồi thử lại.", 429)
    if cookie is None:
        return _form(office, asked, _WRONG, 403)
    visit = office.door.visit(cookie)
    answer = redirect(home(visit.staff.role) if visit else "/")
    keep(office, answer, COOKIE, cookie, int(LONGEST.total_seconds()))
    keep(office, answer, _GATE, "", 0)
    return answer


def leave(office: Office, asked: Asked) -> Response:
    """Sign out."""
    office.door.leave(asked.here.cookie_sha256, asked.here.staff.login)
    answer = redirect("/dang-nhap")
    keep(office, answer, COOKIE, "", 0)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def still(office: Office, asked: Asked) -> Response:
    """The style sheet or the script, for as long as its name is the same."""
    found = {"css": office.render.css, "javascript": office.render.script}
    wanted = asked.request.path_params["name"]
    kind, data = next(((kind, data) for kind, (data, name) in found.items() if name == wanted), ("", b""))
    if not kind:
        raise Denied(404, "Không có trang này.")
    answer = compressed(data, f"text/{kind}; charset=utf-8", asked.request)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def home(role: Role) -> str:
    """Where somebody of this duty begins."""
    return {Role.AUDITOR: "/nhat-ky", Role.ADMINISTRATOR: "/tai-khoan"}.get(role, "/")


def _form(office: Office, asked: Asked, told: str, status: int) -> Response:
    gate = asked.request.cookies.get(kept_as(office, _GATE)) or secrets.token_urlsafe(24)
    answer = office.render.page(
        "sign_in.html",
        None,
        asked.request,
        status,
        title="Đăng nhập",
        told=told,
        gate=gate,
        login=asked.text("ten"),
    )
    keep(office, answer, _GATE, gate, 3600)
    return answer


PAGES = (
    Page("/dang-nhap", "GET", "sign-in", Act.ENTER, show),
    Page("/dang-nhap", "POST", "sign-in-form", Act.ENTER, enter),
    Page("/dang-xuat", "POST", "sign-out", Act.STAY, leave),
    Page("/tinh/{name}", "GET", "still", Act.ENTER, still),
)
