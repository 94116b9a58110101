"""Whom to call: supplements and payments asked, results to fetch; in which language, whom, and how it went before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forms.states import CaseStatus
from forms.text import Message
from kiosk.domain.counter_book import Call, CallAbout, Outcome
from kiosk.domain.dossier import DossierSummary, PartState, Person
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.domain.queueing import QueueLine, Section
from kiosk.domain.roles import Act, demand
from kiosk.services.after_filing import filed_dossier
from kiosk.services.desk import Desk
from kiosk.services.languages import names_of_languages
from kiosk.services.people import REQUESTER

ABOUT_WORDS: dict[CallAbout, Message] = {
    CallAbout.SUPPLEMENT: Message("ui.call.supplement", "Mời bổ sung giấy tờ", "Why somebody is called"),
    CallAbout.PAYMENT: Message("ui.call.payment", "Mời nộp tiền", "Why somebody is called"),
    CallAbout.RESULT: Message("ui.call.result", "Mời đến nhận kết quả", "Why somebody is called"),
    CallAbout.OTHER: Message("ui.call.other", "Việc khác", "Why somebody is called"),
}
OUTCOME_WORDS: dict[Outcome, Message] = {
    Outcome.REACHED: Message("ui.call.reached", "Đã gặp", "How a call ended"),
    Outcome.NO_ANSWER: Message("ui.call.no_answer", "Không nghe máy", "How a call ended"),
    Outcome.WRONG_NUMBER: Message("ui.call.wrong_number", "Sai số", "How a call ended"),
    Outcome.CALL_LATER: Message("ui.call.call_later", "Hẹn gọi lại", "How a call ended"),
    Outcome.MESSAGE_LEFT: Message("ui.call.message_left", "Đã nhắn người quen", "How a call ended"),
}

_SECTIONS = {
    Section.SUPPLEMENT: (CallAbout.SUPPLEMENT, CaseStatus.SUPPLEMENT_ASKED),
    Section.PAYMENT: (CallAbout.PAYMENT, CaseStatus.PAYMENT_ASKED),
    Section.RESULT: (CallAbout.RESULT, CaseStatus.DECIDED),
}
_LONGEST_NOTE = 500
_MOST = 10_000
"""Dossiers of a section that are looked through: people who were told long ago and have not come yet stay in it."""


@dataclass(frozen=True, slots=True)
class CallLine:
    """One person to call about one thing. ``due`` is when to call (again), ``None`` when nobody has tried or nobody said.

    ``what`` is the authority's own text; ``papers`` the names of the papers it asks for.
    """

    dossier: str
    slip: str
    official_number: str
    citizen: str
    contact: str
    phone: str
    language: str
    language_name: str
    about: CallAbout
    asked_at: datetime
    what: str = ""
    papers: tuple[str, ...] = ()
    tries: int = 0
    last: Call | None = None
    due: datetime | None = None


def call_list(desk: Desk, *, limit: int = 200) -> tuple[CallLine, ...]:
    """Whom to call: those whose time to be called again has come first, then those never tried, the oldest first.

    People who were reached since are left out.
    """
    demand(desk.officer.role, Act.CALL)
    names, now = names_of_languages(desk.folder), desk.now()
    waiting = [(section, *one) for section in _SECTIONS for one in _to_call(desk, section)]
    waiting.sort(key=lambda one: _rank(one[1].since, one[2], now))
    return tuple(_line(desk, names, section, line, calls) for section, line, calls in waiting[:limit])


def note_call(
    desk: Desk,
    dossier_id: str,
    about: CallAbout,
    outcome: Outcome,
    *,
    again_at: datetime | None = None,
    note: str = "",
) -> Call:
    """Writes down a call that was tried."""
    demand(desk.officer.role, Act.CALL)
    filed_dossier(desk, dossier_id)
    return desk.store.counter_book.add_call(
        dossier_id,
        about,
        outcome,
        by=desk.officer.code,
        again_at=again_at,
        note=note.strip()[:_LONGEST_NOTE],
    )


def calls(desk: Desk, dossier_id: str) -> tuple[Call, ...]:
    """The calls about a dossier, oldest first."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    return desk.store.counter_book.calls([dossier_id]).get(dossier_id, ())


def contact_of(people: Sequence[Person]) -> Person | None:
    """Whom to call: whoever stood at the counter, else the first with a telephone."""
    asker = next((one for one in people if one.role == REQUESTER), None)
    if asker is not None and asker.phone:
        return asker
    return next((one for one in people if one.phone), asker or next(iter(people), None))


def _rank(asked_at: datetime, since: Sequence[Call], now: datetime) -> tuple[int, datetime]:
    due = since[-1].again_at if since else None
    if due is not None and due <= now:
        return 0, due
    if not since:
        return 1, asked_at
    return 2, due or asked_at


def _to_call(desk: Desk, section: Section) -> Iterator[tuple[QueueLine, Sequence[Call]]]:
    """Who was not reached yet, with the calls since this was asked."""
    about, _ = _SECTIONS[section]
    found = desk.store.work_queue.lines(section, desk.now(), limit=_MOST)
    tried = desk.store.counter_book.calls([line.summary.id for line in found])
    for line in found:
        calls = tried.get(line.summary.id, ())
        since = [call for call in calls if call.about is about and call.at >= line.since]
        if not any(call.outcome is Outcome.REACHED and call.again_at is None for call in since):
            yield line, since


def _line(
    desk: Desk, names: Mapping[str, str], section: Section, line: QueueLine, since: Sequence[Call]
) -> CallLine:
    about, status = _SECTIONS[section]
    summary = line.summary
    dossier = desk.store.dossiers.get(summary.id)
    contact = contact_of(desk.store.people.of(summary.id))
    last = since[-1] if since else None
    notice = _asking(desk.store.notices.for_dossier(summary.id), about)
    parts: tuple[PartState, ...] = tuple(part for part in summary.parts if part.status is status)
    return CallLine(
        dossier=summary.id,
        slip=summary.slip_number or "",
        official_number=summary.official_number or "",
        citizen=summary.citizen_name,
        contact=contact.name if contact else summary.citizen_name,
        phone=contact.phone if contact else "",
        language=dossier.language,
        language_name=names.get(dossier.language, dossier.language),
        about=about,
        asked_at=line.since,
        what=(notice.text if notice else "") or next((part.text for part in parts if part.text), ""),
        papers=_papers(desk, summary, notice),
        tries=len(since),
        last=last,
        due=last.again_at if last else None,
    )


def _asking(notices: Sequence[Notice], about: CallAbout) -> Notice | None:
    kinds = {CallAbout.SUPPLEMENT: NoticeKind.SUPPLEMENT, CallAbout.RESULT: NoticeKind.RESULT}
    wanted = kinds.get(about, NoticeKind.STATUS)
    return next((one for one in reversed(notices) if one.what is wanted), None)


def _papers(desk: Desk, summary: DossierSummary, notice: Notice | None) -> tuple[str, ...]:
    if notice is None or not notice.papers:
        return ()
    names = {
        paper.id: paper.name.vi for paper in desk.catalogue.get(summary.procedure, summary.version).papers
    }
    return tuple(names.get(slot, slot) for slot in notice.papers)
