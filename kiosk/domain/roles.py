"""Who works at the kiosk and what each of them may do.

A role is a duty given in writing, not a rank: a leader does not type dossiers, and a postal clerk receives,
digitises and hands back but never decides (QĐ 45/2016/QĐ-TTg; NĐ 118/2025/NĐ-CP). Deciding itself happens in
the authority's own system; ``CONFIRM_REGULARITY`` is the commune's check that papers are complete and
regular.
"""

from enum import StrEnum

from forms.errors import KnownError
from forms.text import Message


class Role(StrEnum):
    """The duty an officer has on this machine."""

    COMMUNE_OFFICER = "commune_officer"  # one-stop officer of the commune
    POSTAL_CLERK = "postal_clerk"  # receives, digitises and returns results at a post-office counter
    OUTREACH = "outreach"  # commune officer on a mobile trip
    LEADER = "leader"  # sees everything, files nothing
    ADMINISTRATOR = "administrator"  # keeps the machine, sees no dossier


class Act(StrEnum):
    """Something an officer does that not everybody may do."""

    FILE = "file"  # take answers and papers, confirm and seal
    URGE = "urge"  # mark a dossier as urgent
    SEE_DOSSIERS = "see_dossiers"  # list, search, open
    KEEP_ORIGINALS = "keep_originals"  # take originals into a numbered envelope and hand them on
    SUPPLEMENT = "supplement"  # add papers after sealing
    CONFIRM_REGULARITY = "confirm_regularity"  # the commune's own check of a dossier's regularity
    ACCEPT_WITHOUT_PAPER = "accept_without_paper"  # take a dossier whose needed paper waits for a look-up
    TAKE_FEE = "take_fee"
    HAND_OUT_RESULT = "hand_out_result"
    NOTE_PAPER_PART = "note_paper_part"  # write down what an authority said of a part on paper
    DROP_REFUSED = "drop_refused"  # let go of a parcel the gateway refused
    SEE_REPORTS = "see_reports"
    MANAGE_OFFICERS = "manage_officers"
    MANAGE_MACHINE = "manage_machine"  # enrol, set aside a damaged file, install packs
    VERIFY_AUDIT = "verify_audit"


_COUNTER = frozenset(
    {
        Act.FILE,
        Act.SEE_DOSSIERS,
        Act.KEEP_ORIGINALS,
        Act.SUPPLEMENT,
        Act.TAKE_FEE,
        Act.HAND_OUT_RESULT,
    }
)
_COMMUNE = _COUNTER | {
    Act.URGE,
    Act.CONFIRM_REGULARITY,
    Act.ACCEPT_WITHOUT_PAPER,
    Act.NOTE_PAPER_PART,
    Act.DROP_REFUSED,
}

ROLE_ACTS: dict[Role, frozenset[Act]] = {
    Role.COMMUNE_OFFICER: _COMMUNE | {Act.SEE_REPORTS},
    # A dossier that waits for a look-up is still only received here: the look-up and what follows from it are
    # the commune's, so the clerk may take it in without judging.
    Role.POSTAL_CLERK: _COUNTER | {Act.ACCEPT_WITHOUT_PAPER},
    Role.OUTREACH: _COMMUNE,
    Role.LEADER: frozenset({Act.SEE_DOSSIERS, Act.SEE_REPORTS, Act.DROP_REFUSED, Act.URGE, Act.VERIFY_AUDIT}),
    Role.ADMINISTRATOR: frozenset({Act.MANAGE_OFFICERS, Act.MANAGE_MACHINE, Act.VERIFY_AUDIT}),
}

# Acts that weigh a dossier instead of carrying it; a postal clerk has none of them.
DECIDING_ACTS = frozenset({Act.CONFIRM_REGULARITY, Act.URGE, Act.DROP_REFUSED})

ROLE_NAMES: dict[Role, Message] = {
    Role.COMMUNE_OFFICER: Message("ui.role.commune_officer", "Cán bộ một cửa xã", "Name of a duty"),
    Role.POSTAL_CLERK: Message("ui.role.postal_clerk", "Nhân viên bưu chính", "Name of a duty"),
    Role.OUTREACH: Message("ui.role.outreach", "Cán bộ tổ lưu động", "Name of a duty"),
    Role.LEADER: Message("ui.role.leader", "Lãnh đạo", "Name of a duty"),
    Role.ADMINISTRATOR: Message("ui.role.administrator", "Quản trị máy", "Name of a duty"),
}

_NOT_ALLOWED = Message(
    "error.role.not_allowed",
    "Việc này không thuộc nhiệm vụ được giao của cán bộ. Xin nhờ cán bộ có nhiệm vụ này thực hiện.",
    "Shown to an officer who tries something outside the duty given to them",
)


class NotAllowed(KnownError):
    """The officer's role does not include the act."""


def may(role: Role, act: Act) -> bool:
    """Whether an officer with this role may do this."""
    return act in ROLE_ACTS[role]


def demand(role: Role, act: Act) -> None:
    """Raise ``NotAllowed`` unless the role includes the act."""
    if not may(role, act):
        raise NotAllowed(_NOT_ALLOWED)
