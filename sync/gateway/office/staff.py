"""Accounts: made on the command line, stopped and allowed again by an administrator. May not sign anybody in."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forms.errors import KnownError
from forms.text import Message
from sync.gateway.office.audit import Event, note_act
from sync.gateway.office.guessing import forget
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.passwords import LONGEST, SHORTEST, hash_password
from sync.gateway.office.roles import Role, Staff
from sync.gateway.office.second_factor import address_of, new_secret
from sync.gateway.office.tables import SessionRow, StaffRow

IDLE_DAYS = 45
"""An account nobody used for so long is closed (TCVN 14423 by way of the facts on law, section 8)."""
COMMAND_LINE = "(dòng lệnh)"
"""Who acts in the log when an account is made on the command line."""
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_SCOPE = re.compile(r"[a-z_]{2,40}:[0-9A-Z.]{1,40}")

_UNSOUND = Message(
    "error.gateway.staff",
    "Tên đăng nhập gồm chữ thường, số, dấu chấm, gạch (2–40 ký tự); mật khẩu từ 8 ký tự; cán bộ cần --authority dạng "
    "ubnd_xa:03127, vai trò khác thì không.",
    "Shown on the gateway's command line when an account cannot be made as told.",
)
_TAKEN = Message(
    "error.gateway.staff_taken",
    "Đã có tài khoản {login}. Dùng --again để cấp lại mật khẩu và mã xác thực.",
    "Shown on the gateway's command line; {login} is an account's name, --again stays as it is.",
)
_UNKNOWN = Message(
    "error.gateway.staff_unknown",
    "Không có tài khoản nào tên {login}. Không có gì thay đổi; xem các tài khoản bằng lệnh staff list.",
    "Shown on the gateway's command line and to an administrator; {login} is what was typed, staff list stays as it is.",
)


@dataclass(frozen=True, slots=True)
class NewStaff:
    """What an account is made of."""

    login: str
    name: str
    role: Role
    password: str
    scope: str = ""
    authority: str = ""


def add_staff(
    session: Session, keys: OfficeKeys, new: NewStaff, now: datetime, *, again: bool = False
) -> str:
    """Make the account, or give it a new password and second factor (``again``); the address for the authenticator.

    ``KnownError`` when it is unsound or there is one of that name.
    """
    officer = new.role is Role.OFFICER
    fits = bool(_SCOPE.fullmatch(new.scope)) if officer else not new.scope
    if not (
        _LOGIN.fullmatch(new.login) and new.name.strip() and SHORTEST <= len(new.password) <= LONGEST and fits
    ):
        raise KnownError(_UNSOUND)
    row = session.get(StaffRow, new.login)
    if row is not None and not again:
        raise KnownError(_TAKEN, login=new.login)
    secret = new_secret()
    values = {
        "name": new.name.strip()[:120],
        "role": str(new.role),
        "scope": new.scope,
        "authority": new.authority[:200],
        "password": hash_password(new.password),
        "factor": keys.seal(secret, f"factor:{new.login}"),
        "factor_step": 0,
        "seen_at": now,
        "stopped_at": None,
    }
    if row is None:
        session.add(StaffRow(login=new.login, made_at=now, **values))
    else:
        for key, value in values.items():
            setattr(row, key, value)
        forget(session, keys.hashed("login", new.login), now)
        end_sessions(session, new.login)
    session.flush()
    event = Event.STAFF_MADE if row is None else Event.STAFF_RENEWED
    note_act(session, now, COMMAND_LINE, event, detail=f"{new.login} {new.role} {new.scope}".rstrip())
    return address_of(secret, new.login)


def accounts(session: Session) -> list[StaffRow]:
    """Every account, by name."""
    return list(session.scalars(select(StaffRow).order_by(StaffRow.login)))


def stop(session: Session, login: str, by: str, now: datetime) -> bool:
    """Nobody signs in to this account any more, and whoever is signed in is sent out; False when it was stopped before.

    ``KnownError`` when there is none of that name.
    """
    row = _account(session, login)
    if row.stopped_at is not None:
        return False
    row.stopped_at = now
    end_sessions(session, login)
    note_act(session, now, by, Event.STAFF_STOPPED, detail=login)
    return True


def allow(session: Session, keys: OfficeKeys, login: str, by: str, now: datetime) -> None:
    """Open a stopped or idle account again, and let nobody wait for guesses at it.

    ``KnownError`` when there is none of that name.
    """
    row = _account(session, login)
    row.stopped_at, row.seen_at = None, now
    forget(session, keys.hashed("login", login), now)
    note_act(session, now, by, Event.STAFF_ALLOWED, detail=login)


def _account(session: Session, login: str) -> StaffRow:
    row = session.get(StaffRow, login)
    if row is None:
        raise KnownError(_UNKNOWN, login=login)
    return row


def is_open(row: StaffRow, now: datetime) -> bool:
    """Whether the account may be used: not stopped, and used within the last ``IDLE_DAYS``."""
    return row.stopped_at is None and now - row.seen_at <= timedelta(days=IDLE_DAYS)


def as_staff(row: StaffRow) -> Staff:
    """The account as pages see it."""
    return Staff(row.login, row.name, Role(row.role), row.scope, row.authority)


def end_sessions(session: Session, login: str, but: str = "") -> None:
    """Send everybody out who is signed in as ``login``, but the browser whose cookie has the hash ``but``."""
    session.execute(delete(SessionRow).where(SessionRow.login == login, SessionRow.token_sha256 != but))
