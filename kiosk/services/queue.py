"""Today's work at a glance: what waits in which section, how long, and what is over its day. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.text import Message
from kiosk.domain.dossier import DossierSummary
from kiosk.domain.queueing import ElsewhereLine, Section
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import VIETNAM, Desk

SECTION_WORDS: dict[Section, Message] = {
    Section.REFUSED: Message("ui.queue.refused", "Bị trả lại, cần xem", "Section of the day's queue"),
    Section.DEADLINE: Message("ui.queue.deadline", "Sắp đến hẹn hoặc quá hẹn", "Section of the day's queue"),
    Section.SUPPLEMENT: Message("ui.queue.supplement", "Cần bổ sung giấy tờ", "Section of the day's queue"),
    Section.PAYMENT: Message("ui.queue.payment", "Cần nộp tiền", "Section of the day's queue"),
    Section.RESULT: Message("ui.queue.result", "Có kết quả để trả", "Section of the day's queue"),
    Section.TO_CHECK: Message(
        "ui.queue.to_check", "Bà con tự khai, chờ kiểm tra", "Section of the day's queue"
    ),
    Section.WAITING: Message("ui.queue.waiting", "Chờ gửi lên tỉnh", "Section of the day's queue"),
    Section.DRAFTS: Message("ui.queue.drafts", "Đang lập dở", "Section of the day's queue"),
    Section.ELSEWHERE: Message(
        "ui.queue.elsewhere", "Tin về hồ sơ của quầy khác", "Section of the day's queue"
    ),
}

NEAR = timedelta(days=2)
"""How long before the authority's day a dossier counts as near it."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One dossier of a section. ``days`` are whole calendar days in Vietnam since ``since`` (to the day, where it is a
    deadline: negative before it); ``over`` that the authority's day has passed.
    """

    summary: DossierSummary
    since: datetime
    days: int
    over: bool


@dataclass(frozen=True, slots=True)
class QueueSection:
    """A section with the first of its rows. ``elsewhere`` is filled in the section of that name alone."""

    section: Section
    count: int
    urgent: int = 0
    rows: tuple[QueueRow, ...] = ()
    elsewhere: tuple[ElsewhereLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Today:
    """The whole queue, sections in the order in which an officer should look at them."""

    at: datetime
    sections: tuple[QueueSection, ...]

    def of(self, section: Section) -> QueueSection:
        """One section."""
        return next(one for one in self.sections if one.section is section)


def today(desk: Desk, *, limit: int = 50) -> Today:
    """Every section with its count and its first rows; sections with nothing in them too."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    counted = counts(desk)
    return Today(desk.now(), tuple(_section(desk, section, counted[section], limit) for section in Section))


def counts(desk: Desk) -> Mapping[Section, int]:
    """How many stand in each section; cheap enough for a timer."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    return desk.store.work_queue.counts(_horizon(desk))


def section(desk: Desk, section: Section, *, limit: int = 100) -> tuple[QueueRow, ...]:
    """One section's rows: urgent ones first, then those that have stood there longest."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    now = desk.now()
    day = now.astimezone(VIETNAM).date()
    return tuple(
        QueueRow(
            line.summary,
            line.since,
            (day - line.since.astimezone(VIETNAM).date()).days,
            line.summary.due_at is not None and line.summary.due_at < now,
        )
        for line in desk.store.work_queue.lines(section, _horizon(desk), limit=limit)
    )


def elsewhere(desk: Desk, *, limit: int = 100) -> tuple[ElsewhereLine, ...]:
    """News about dossiers filed at another counter of this office: this counter opens them all the same."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    return desk.store.work_queue.elsewhere(limit=limit)


def _section(desk: Desk, which: Section, count: int, limit: int) -> QueueSection:
    if not count:
        return QueueSection(which, 0)
    if which is Section.ELSEWHERE:
        return QueueSection(which, count, elsewhere=elsewhere(desk, limit=limit))
    urgent = desk.store.work_queue.urgent(which, _horizon(desk))
    return QueueSection(which, count, urgent, section(desk, which, limit=limit))


def _horizon(desk: Desk) -> datetime:
    return desk.now() + NEAR


def queue_as_json(found: Today) -> dict[str, object]:
    """For ``--json``."""
    return {
        "at": found.at.isoformat(),
        "sections": [
            {
                "section": str(one.section),
                "count": one.count,
                "urgent": one.urgent,
                "rows": [
                    {
                        "dossier": row.summary.id,
                        "slip": row.summary.slip_number,
                        "official_number": row.summary.official_number,
                        "citizen": row.summary.citizen_name,
                        "since": row.since.isoformat(),
                        "days": row.days,
                        "over": row.over,
                    }
                    for row in one.rows
                ],
            }
            for one in found.sections
        ],
    }


def queue_lines(found: Today) -> list[str]:
    """For a person."""
    lines = []
    for one in found.sections:
        lines.append(f"{SECTION_WORDS[one.section].vi}: {one.count}")
        lines += [
            f"  {row.summary.slip_number or row.summary.id[:8]}  {row.days:>4} ngày  {row.summary.citizen_name}"
            for row in one.rows
        ]
    return lines
