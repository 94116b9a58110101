"""Who an account is and what it may do. Four duties, kept apart: nobody who looks after accounts sees a dossier.

May not know the network or the database.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The duty of an account."""

    OFFICER = "officer"  # works for one authority and decides its parts
    SUPERVISOR = "supervisor"  # sees the whole province, decides nothing
    AUDITOR = "auditor"  # reads the log, sees no dossier
    ADMINISTRATOR = "administrator"  # looks after accounts, sees no dossier


ROLE_NAMES: dict[Role, str] = {
    Role.OFFICER: "Cán bộ cơ quan giải quyết",
    Role.SUPERVISOR: "Giám sát cấp tỉnh",
    Role.AUDITOR: "Người kiểm tra nhật ký",
    Role.ADMINISTRATOR: "Quản trị tài khoản",
}


class Act(StrEnum):
    """What a page does."""

    ENTER = "enter"  # sign in, the style sheet: open to everybody
    STAY = "stay"  # whoever is signed in: leave, change what one signs in with
    SEE = "see"  # queue, search, dossier, papers, duplicates
    MOVE = "move"  # decide the parts of the own authority
    COUNT = "count"  # figures
    AUDIT = "audit"  # the log
    STAFF = "staff"  # accounts


_MAY: dict[Role, frozenset[Act]] = {
    Role.OFFICER: frozenset({Act.STAY, Act.SEE, Act.MOVE, Act.COUNT}),
    Role.SUPERVISOR: frozenset({Act.STAY, Act.SEE, Act.COUNT}),
    Role.AUDITOR: frozenset({Act.STAY, Act.AUDIT}),
    Role.ADMINISTRATOR: frozenset({Act.STAY, Act.STAFF}),
}


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is signed in. ``scope`` is an officer's authority (``kind:unit``), blank for whoever sees the province."""

    login: str
    name: str
    role: Role
    scope: str
    authority: str

    def may(self, act: Act) -> bool:
        """Whether the duty allows it at all; which dossiers it reaches is a matter of ``sees``."""
        return act is Act.ENTER or act in _MAY[self.role]

    def sees(self, scopes: frozenset[str]) -> bool:
        """Whether a dossier whose parts lie with these authorities may be opened."""
        return self.may(Act.SEE) and (self.role is Role.SUPERVISOR or self.scope in scopes)

    def moves(self, scope: str) -> bool:
        """Whether a part of that authority may be moved: only by its own officers."""
        return self.may(Act.MOVE) and bool(self.scope) and self.scope == scope
