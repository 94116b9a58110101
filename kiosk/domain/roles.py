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
    CIVIL_STATUS = (
        "civil_status"  # justice and civil-status officer: judges what the one-stop officer took in
    )
    POSTAL_CLERK = "postal_clerk"  # receives, digitises and returns results at a post-office counter
    OUTREACH = "outreach"  # commune officer on a mobile trip
    LEADER = "leader"  # sees everything, files nothing
    ADMINISTRATOR = "administrator"  # keeps the machine, sees no dossier
    SELF_SERVICE = "self_service"  # nobody's duty: a citizen alone at a screen; no officer is ever given it


class Act(StrEnum):
    """Something an officer does that not everybody may do."""

    ANSWER = "answer"  # begin a draft and answer its questions; all that a citizen alone can do
    FILE = "file"  # take answers and papers, confirm and seal
    URGE = "urge"  # mark a dossier as urgent
    SEE_DOSSIERS = "see_dossiers"  # list, search, open
    KEEP_ORIGINALS = "keep_originals"  # take originals into a numbered envelope and hand them on
    SUPPLEMENT = "supplement"  # add papers after sealing
    AMEND = "amend"  # correct answers after sealing
    WITHDRAW = "withdraw"  # take the citizen's dossier back at their word
    CHECK_DRAFTS = "check_drafts"  # look over what citizens entered by themselves
    CALL = "call"  # call people about supplements and results
    RATE = "rate"  # pass on what a citizen thinks
    CONFIRM_REGULARITY = "confirm_regularity"  # the commune's own check of a dossier's regularity
    ACCEPT_WITHOUT_PAPER = "accept_without_paper"  # take a dossier whose needed paper waits for a look-up
    TAKE_FEE = "take_fee"
    HAND_OUT_RESULT = "hand_out_result"
    HAND_TO_POST = "hand_to_post"  # hand envelopes and results to the post against a sheet
    CLOSE_DAY = "close_day"  # count and close the counter's day
    PLAN_TRIP = "plan_trip"  # plan, check and report an outreach trip
    GO_ON_TRIP = "go_on_trip"  # set out, keep the second copy apart, come back
    NOTE_PAPER_PART = "note_paper_part"  # write down what an authority said of a part on paper
    DROP_REFUSED = "drop_refused"  # let go of a parcel the gateway refused
    RECORD_VOICE = "record_voice"  # record a speaker's voice and take it into use on this machine
    MANAGE_LANGUAGES = (
        "manage_languages"  # install and remove language packs, switch a language on for citizens
    )
    SEE_REPORTS = "see_reports"
    MANAGE_OFFICERS = "manage_officers"
    MANAGE_MACHINE = "manage_machine"  # enrol, set aside a damaged file, install packs
    VERIFY_AUDIT = "verify_audit"


_COUNTER = frozenset(
    {
        Act.ANSWER,
        Act.FILE,
        Act.SEE_DOSSIERS,
        Act.KEEP_ORIGINALS,
        Act.SUPPLEMENT,
        Act.AMEND,
        Act.WITHDRAW,
        Act.CHECK_DRAFTS,
        Act.CALL,
        Act.RATE,
        Act.TAKE_FEE,
        Act.HAND_OUT_RESULT,
        Act.HAND_TO_POST,
        Act.CLOSE_DAY,
    }
)
_COMMUNE = _COUNTER | {
    Act.URGE,
    Act.CONFIRM_REGULARITY,
    Act.ACCEPT_WITHOUT_PAPER,
    Act.NOTE_PAPER_PART,
    Act.DROP_REFUSED,
    Act.PLAN_TRIP,
    Act.GO_ON_TRIP,
    Act.RECORD_VOICE,
}

ROLE_ACTS: dict[Role, frozenset[Act]] = {
    Role.COMMUNE_OFFICER: _COMMUNE | {Act.SEE_REPORTS, Act.MANAGE_LANGUAGES},
    # The civil-status officer judges: takes in and follows dossiers, but money and the counter's day are the one-stop
    # officer's, so that who judges does not also collect.
    Role.CIVIL_STATUS: _COMMUNE - {Act.TAKE_FEE, Act.CLOSE_DAY, Act.HAND_TO_POST} | {Act.SEE_REPORTS},
    # A dossier that waits for a look-up is still only received here: the look-up and what follows from it are
    # the commune's, so the clerk may take it in without judging.
    Role.POSTAL_CLERK: _COUNTER | {Act.ACCEPT_WITHOUT_PAPER},
    Role.OUTREACH: _COMMUNE,
    Role.LEADER: frozenset(
        {Act.SEE_DOSSIERS, Act.SEE_REPORTS, Act.DROP_REFUSED, Act.URGE, Act.PLAN_TRIP, Act.VERIFY_AUDIT}
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Act.MANAGE_OFFICERS,
            Act.MANAGE_MACHINE,
            Act.MANAGE_LANGUAGES,
            Act.RECORD_VOICE,
            Act.VERIFY_AUDIT,
        }
    ),
    Role.SELF_SERVICE: frozenset({Act.ANSWER}),
}

# Acts that weigh a dossier instead of carrying it; a postal clerk has none of them.
DECIDING_ACTS = frozenset({Act.CONFIRM_REGULARITY, Act.URGE, Act.DROP_REFUSED})

ROLE_NAMES: dict[Role, Message] = {
    Role.COMMUNE_OFFICER: Message("ui.role.commune_officer", "Cán bộ một cửa xã", "Name of a duty"),
    Role.CIVIL_STATUS: Message("ui.role.civil_status", "Công chức tư pháp – hộ tịch", "Name of a duty"),
    Role.POSTAL_CLERK: Message("ui.role.postal_clerk", "Nhân viên bưu chính", "Name of a duty"),
    Role.OUTREACH: Message("ui.role.outreach", "Cán bộ tổ lưu động", "Name of a duty"),
    Role.LEADER: Message("ui.role.leader", "Lãnh đạo", "Name of a duty"),
    Role.ADMINISTRATOR: Message("ui.role.administrator", "Quản trị máy", "Name of a duty"),
    Role.SELF_SERVICE: Message(
        "ui.role.self_service", "Bà con tự khai", "Stands where a duty stands: the citizen alone"
    ),
}

ACT_NAMES: dict[Act, Message] = {
    Act.ANSWER: Message("ui.act.answer", "Ghi câu trả lời", "Name of something an officer may do"),
    Act.FILE: Message("ui.act.file", "Nhận và nộp hồ sơ", "Name of something an officer may do"),
    Act.URGE: Message("ui.act.urge", "Đánh dấu hồ sơ gấp", "Name of something an officer may do"),
    Act.SEE_DOSSIERS: Message("ui.act.see_dossiers", "Xem, tìm hồ sơ", "Name of something an officer may do"),
    Act.KEEP_ORIGINALS: Message(
        "ui.act.keep_originals", "Giữ bản chính trong phong bì", "Name of something an officer may do"
    ),
    Act.SUPPLEMENT: Message("ui.act.supplement", "Bổ sung giấy tờ", "Name of something an officer may do"),
    Act.AMEND: Message("ui.act.amend", "Sửa câu trả lời sau khi nộp", "Name of something an officer may do"),
    Act.WITHDRAW: Message(
        "ui.act.withdraw", "Rút hồ sơ theo yêu cầu của công dân", "Name of something an officer may do"
    ),
    Act.CHECK_DRAFTS: Message(
        "ui.act.check_drafts", "Kiểm tra hồ sơ bà con tự khai", "Name of something an officer may do"
    ),
    Act.CALL: Message("ui.act.call", "Gọi điện cho bà con", "Name of something an officer may do"),
    Act.RATE: Message("ui.act.rate", "Ghi đánh giá của bà con", "Name of something an officer may do"),
    Act.CONFIRM_REGULARITY: Message(
        "ui.act.confirm_regularity", "Xác nhận hồ sơ hợp lệ", "Name of something an officer may do"
    ),
    Act.ACCEPT_WITHOUT_PAPER: Message(
        "ui.act.accept_without_paper", "Nhận khi giấy tờ chờ tra cứu", "Name of something an officer may do"
    ),
    Act.TAKE_FEE: Message("ui.act.take_fee", "Thu phí, lệ phí", "Name of something an officer may do"),
    Act.HAND_OUT_RESULT: Message(
        "ui.act.hand_out_result", "Trả kết quả", "Name of something an officer may do"
    ),
    Act.HAND_TO_POST: Message(
        "ui.act.hand_to_post", "Bàn giao cho bưu chính", "Name of something an officer may do"
    ),
    Act.CLOSE_DAY: Message("ui.act.close_day", "Chốt sổ cuối ngày", "Name of something an officer may do"),
    Act.PLAN_TRIP: Message(
        "ui.act.plan_trip", "Lập kế hoạch chuyến lưu động", "Name of something an officer may do"
    ),
    Act.GO_ON_TRIP: Message(
        "ui.act.go_on_trip", "Đi lưu động, giữ bản sao niêm phong", "Name of something an officer may do"
    ),
    Act.NOTE_PAPER_PART: Message(
        "ui.act.note_paper_part", "Ghi kết quả phần chuyển giấy", "Name of something an officer may do"
    ),
    Act.DROP_REFUSED: Message(
        "ui.act.drop_refused", "Xử lý kiện bị trả lại", "Name of something an officer may do"
    ),
    Act.RECORD_VOICE: Message(
        "ui.act.record_voice", "Thu tiếng nói của bà con", "Name of something an officer may do"
    ),
    Act.MANAGE_LANGUAGES: Message(
        "ui.act.manage_languages", "Cài, gỡ gói ngôn ngữ", "Name of something an officer may do"
    ),
    Act.SEE_REPORTS: Message(
        "ui.act.see_reports", "Xem báo cáo, sổ theo dõi", "Name of something an officer may do"
    ),
    Act.MANAGE_OFFICERS: Message(
        "ui.act.manage_officers", "Quản lý cán bộ", "Name of something an officer may do"
    ),
    Act.MANAGE_MACHINE: Message(
        "ui.act.manage_machine", "Quản trị máy", "Name of something an officer may do"
    ),
    Act.VERIFY_AUDIT: Message(
        "ui.act.verify_audit", "Kiểm tra nhật ký", "Name of something an officer may do"
    ),
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
