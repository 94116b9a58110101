"""Accounts: who has one, when it was used, stopping it and opening it again. They are made on the command line."""

from starlette.responses import Response

from sync.gateway.office.audit import Event
from sync.gateway.office.ports import Office
from sync.gateway.office.roles import Act
from sync.gateway.office.staff import IDLE_DAYS, accounts, allow, is_open, stop
from sync.gateway.office.web import Asked, Denied, Page, note, redirect


def show(office: Office, asked: Asked) -> Response:
    """Every account."""
    now = office.clock.now()
    with office.database.read() as session:
        rows = accounts(session)
    note(office, asked, Event.STAFF_SEEN)
    return office.render.page(
        "staff.html",
        asked.here,
        asked.request,
        title="Tài khoản",
        accounts=[(row, is_open(row, now)) for row in rows],
        idle=IDLE_DAYS,
    )


def close(office: Office, asked: Asked) -> Response:
    """Stop an account; never one's own."""
    login = asked.request.path_params["login"]
    if login == asked.here.staff.login:
        raise Denied(409, "Không tự khóa tài khoản của mình: xin một người quản trị khác.")
    with office.database.write() as session:
        stop(session, login, asked.here.staff.login, office.clock.now())
    return redirect("/tai-khoan")


def reopen(office: Office, asked: Asked) -> Response:
    """Open an account again."""
    with office.database.write() as session:
        login = asked.request.path_params["login"]
        allow(session, office.keys, login, asked.here.staff.login, office.clock.now())
    return redirect("/tai-khoan")


PAGES = (
    Page("/tai-khoan", "GET", "staff", Act.STAFF, show),
    Page("/tai-khoan/{login}/khoa", "POST", "staff-stop", Act.STAFF, close),
    Page("/tai-khoan/{login}/mo", "POST", "staff-allow", Act.STAFF, reopen),
)
