"""One's own account: another password, another telephone. Who asks proves again who they are; other browsers are sent out.

A new telephone counts once a code of it was typed, so that nobody locks themselves out. May not touch anybody else's account.
"""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime, timedelta

import qrcode
from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from sync.gateway.office.audit import Event, note_act
from sync.gateway.office.guessing import Waiting
from sync.gateway.office.passwords import LONGEST, SHORTEST, hash_password
from sync.gateway.office.ports import Office
from sync.gateway.office.roles import Act
from sync.gateway.office.second_factor import address_of, new_secret, step_of
from sync.gateway.office.sessions import IDLE
from sync.gateway.office.sessions import LONGEST as LONGEST_VISIT
from sync.gateway.office.staff import end_sessions
from sync.gateway.office.tables import SessionRow, StaffRow
from sync.gateway.office.web import Asked, Page, redirect

OFFER = timedelta(minutes=10)
"""How long a new telephone's secret waits for its first code."""
_WRONG = "Mật khẩu hoặc mã xác thực không đúng. Mỗi mã chỉ dùng được một lần: xin chờ mã mới hiện ra trên điện thoại."
_DONE = {
    "mat-khau": "Đã đổi mật khẩu. Các trình duyệt khác đang mở tài khoản này đã bị đăng xuất.",
    "dien-thoai": "Đã đổi mã xác thực. Mã của điện thoại cũ không dùng được nữa; các trình duyệt khác đã bị đăng xuất.",
}


def show(office: Office, asked: Asked) -> Response:
    """Who one is here, and the two forms."""
    return _page(office, asked, done=_DONE.get(asked.request.query_params.get("xong", ""), ""))


def change_password(office: Office, asked: Asked) -> Response:
    """Another password, for the old one and a code."""
    new = asked.text("mat_khau_moi")
    if fault := _fault(asked, new):
        return _page(office, asked, fault, 400)
    kept, now = hash_password(new), office.clock.now()

    def change(session: Session, row: StaffRow) -> bool:
        row.password = kept
        _tell(session, asked, now, Event.SIGN_IN_CHANGED)
        return True

    refused = _refused(office, asked, _prove(office, asked, change))
    return refused or redirect("/toi?xong=mat-khau")


def offer_factor(office: Office, asked: Asked) -> Response:
    """The secret for another telephone, for the password and a code of the old one; nothing has changed yet."""
    if not asked.text("mat_khau") or not asked.text("ma"):
        return _page(office, asked, "Xin nhập mật khẩu và mã xác thực đang dùng.", 400)
    refused = _refused(office, asked, _prove(office, asked, lambda _session, _row: True))
    return refused or _offer(office, asked, new_secret(), office.clock.now() + OFFER)


def take_factor(office: Office, asked: Asked) -> Response:
    """The new telephone's first code: from now on it counts and the old one does not."""
    now, login = office.clock.now(), asked.here.staff.login
    opened = _open_offer(office, asked)
    if opened is None or opened[1] < now:
        return _page(
            office, asked, "Lần đổi mã này đã quá lâu. Xin làm lại từ đầu; mã cũ vẫn dùng được.", 409
        )
    secret, until = opened
    step = step_of(secret, asked.text("ma_moi"), now, 0)
    if step is None:
        return _offer(
            office, asked, secret, until, "Mã chưa đúng. Xin nhập mã đang hiện trên điện thoại mới.", 400
        )
    with office.database.write() as session:
        row = session.get_one(StaffRow, login, with_for_update=True)
        row.factor, row.factor_step = office.keys.seal(secret, f"factor:{login}"), step
        _tell(session, asked, now, Event.FACTOR_CHANGED)
    return redirect("/toi?xong=dien-thoai")


def _prove(office: Office, asked: Asked, then: Callable[[Session, StaffRow], bool]) -> bool | Waiting | None:
    login, source = asked.here.staff.login, office.source(asked.request)
    return office.prover.prove(
        login, asked.text("mat_khau"), asked.text("ma"), source, then, Event.PROOF_FAILED
    )


def _refused(office: Office, asked: Asked, proof: bool | Waiting | None) -> Response | None:
    """The page that says why nothing was done; None when it was."""
    if isinstance(proof, Waiting):
        return _page(office, asked, f"Đã thử nhiều lần. Xin chờ {proof.seconds} giây rồi thử lại.", 429)
    return None if proof else _page(office, asked, _WRONG, 403)


def _tell(session: Session, asked: Asked, now: datetime, event: Event) -> None:
    """Write it down and send everybody else out who is signed in to this account."""
    end_sessions(session, asked.here.staff.login, but=asked.here.cookie_sha256)
    note_act(session, now, asked.here.staff.login, event)


def _fault(asked: Asked, new: str) -> str:
    """What is wrong with the form or the new password; blank when nothing is."""
    if not asked.text("mat_khau") or not asked.text("ma"):
        return "Xin nhập mật khẩu và mã xác thực đang dùng."
    if not SHORTEST <= len(new) <= LONGEST:
        return f"Mật khẩu mới cần từ {SHORTEST} đến {LONGEST} ký tự."
    if new != asked.text("lai"):
        return "Hai lần nhập mật khẩu mới không giống nhau."
    if new == asked.text("mat_khau") or asked.here.staff.login in new.lower():
        return "Mật khẩu mới phải khác mật khẩu cũ và không chứa tên đăng nhập."
    return ""


def _page(office: Office, asked: Asked, told: str = "", status: int = 200, done: str = "") -> Response:
    here, now = asked.here, office.clock.now()
    with office.database.read() as session:
        others = session.scalar(
            select(func.count())
            .select_from(SessionRow)
            .where(
                SessionRow.login == here.staff.login,
                SessionRow.token_sha256 != here.cookie_sha256,
                SessionRow.seen_at >= now - IDLE,  # who was away for longer is asked to sign in again
                SessionRow.begun_at >= now - LONGEST_VISIT,
            )
        )
    return office.render.page(
        "own.html",
        here,
        asked.request,
        status,
        title="Tài khoản của tôi",
        told=told,
        done=done,
        others=others,
        shortest=SHORTEST,
    )


def _offer(
    office: Office, asked: Asked, secret: bytes, until: datetime, told: str = "", status: int = 200
) -> Response:
    sealed = office.keys.seal(f"{int(until.timestamp())}:{secret.decode()}".encode(), _about(asked))
    text = secret.decode()
    return office.render.page(
        "new_factor.html",
        asked.here,
        asked.request,
        status,
        title="Đổi mã xác thực",
        told=told,
        picture=_qr(address_of(secret, asked.here.staff.login)),
        typed=" ".join(text[place : place + 4] for place in range(0, len(text), 4)),
        offer=base64.urlsafe_b64encode(sealed).decode(),
        ends=until,
    )


def _open_offer(office: Office, asked: Asked) -> tuple[bytes, datetime] | None:
    """The secret an earlier page of this very session showed, and until when it may be taken."""
    try:
        sealed = base64.urlsafe_b64decode(asked.text("loi_moi").encode())
        until, _, secret = office.keys.open(sealed, _about(asked)).partition(b":")
    except (binascii.Error, ValueError, InvalidTag):
        return None
    return secret, datetime.fromtimestamp(int(until), tz=office.clock.now().tzinfo)


def _about(asked: Asked) -> str:
    return f"offer:{asked.here.staff.login}:{asked.here.cookie_sha256}"


def _qr(text: str) -> str:
    """The code as a picture within the page: nothing else may be loaded there."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    dots = "".join(
        f"M{left} {top}h1v1h-1z" for top, row in enumerate(rows) for left, dark in enumerate(row) if dark
    )
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" class="qr" shape-rendering="crispEdges">'
        f'<title>Mã QR cho ứng dụng xác thực</title><rect width="{size}" height="{size}" fill="#fff"/><path d="{dots}"/></svg>'
    )


PAGES = (
    Page("/toi", "GET", "own", Act.STAY, show),
    Page("/toi/mat-khau", "POST", "own-password", Act.STAY, change_password),
    Page("/toi/dien-thoai", "POST", "own-factor", Act.STAY, offer_factor),
    Page("/toi/dien-thoai/nhan", "POST", "own-factor-taken", Act.STAY, take_factor),
)
