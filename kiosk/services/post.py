"""*Phiếu bàn giao*: envelopes of originals and results that leave this counter with the post, counted and signed for.

The receiver signs the sheet; with it every envelope's chain gets its two links (given, taken), signed by the officer. A
result handed to the post is not yet in the citizen's hands: that is noted when the post says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.errors import KnownError
from forms.states import Channel
from forms.text import Message
from kiosk.documents import ledger_wording as words
from kiosk.documents.ledger_facts import HandoverData, HandoverRow
from kiosk.domain.audit import Event
from kiosk.domain.counter_book import Handover, HandoverLine
from kiosk.domain.papers import CustodyStep, Holder, HolderKind
from kiosk.domain.queueing import Section
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import Desk
from kiosk.services.envelopes import add_link, held_here
from kiosk.services.handing_out import results as results_of
from kiosk.services.heading import office_head

_NOTHING = Message(
    "error.handover.nothing", "Chưa chọn phong bì hay kết quả nào để bàn giao.", "An empty hand-over sheet"
)
_NOBODY = Message(
    "error.handover.nobody", "Xin ghi tên người nhận bàn giao.", "A hand-over without a receiver's name"
)
_NOT_HERE = Message(
    "error.handover.not_here",
    "Phong bì {envelope} không còn ở quầy này. Xin xem lại danh sách bàn giao.",
    "An envelope on the sheet is held by somebody else",
)
_NO_RESULT = Message(
    "error.handover.no_result",
    "Có hồ sơ chưa có kết quả hoặc kết quả đã trả nên chưa bàn giao được.",
    "A result on the sheet is not there or was handed out",
)
_KINDS = {
    HolderKind.CARRIER: words.CARRIER,
    HolderKind.AUTHORITY: words.AUTHORITY,
    HolderKind.OFFICER: words.OFFICER,
}
_MOST = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that could go. ``by_post`` means the citizen asked for it to be sent."""

    line: HandoverLine
    by_post: bool


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """What lies here and could be handed over."""

    envelopes: tuple[Candidate, ...]
    results: tuple[Candidate, ...]


def to_hand_over(desk: Desk) -> HandoverPlan:
    """Envelopes this counter holds and results that wait here and are on no sheet yet."""
    demand(desk.officer.role, Act.HAND_TO_POST)
    envelopes = tuple(
        Candidate(_envelope_line(desk, one.number), _asked_for_post(desk, one.dossier))
        for one in held_here(desk)
        if one.offered_to is None and _is_filed(desk, one.dossier)
    )
    gone = {
        (line.dossier, line.part) for sheet in desk.store.counter_book.handovers() for line in sheet.lines
    }
    found = []
    for row in desk.store.work_queue.lines(Section.RESULT, desk.now(), limit=_MOST):
        for result in results_of(desk, row.summary.id):
            if result.ready and (row.summary.id, result.part) not in gone:
                line = _result_line(desk, row.summary.id, result.part)
                found.append(Candidate(line, _asked_for_post(desk, row.summary.id)))
    return HandoverPlan(envelopes, tuple(found))


def hand_over(
    desk: Desk,
    envelopes: Sequence[str],
    results: Sequence[tuple[str, str]],
    receiver: Holder,
    receiver_name: str,
) -> Handover:
    """Books the sheet and moves the envelopes' chains on. ``results`` are (dossier, part).

    The same things to the same receiver again answer the first sheet, and finish what a crash left of it.
    """
    demand(desk.officer.role, Act.HAND_TO_POST)
    if not envelopes and not results:
        raise KnownError(_NOTHING)
    if not receiver_name.strip():
        raise KnownError(_NOBODY)
    numbers = tuple(dict.fromkeys(envelopes))
    wanted = tuple(dict.fromkeys(results))
    before = _same_sheet(desk, numbers, wanted, receiver)
    if before is not None:
        _move_envelopes(desk, before)
        return before
    here = {one.number for one in held_here(desk) if one.offered_to is None}
    for number in numbers:
        if number not in here:
            raise KnownError(_NOT_HERE, envelope=number)
    for dossier, part in wanted:
        if not any(one.part == part and one.ready for one in results_of(desk, dossier)):
            raise KnownError(_NO_RESULT)
    lines = (
        *(_envelope_line(desk, number) for number in numbers),
        *(_result_line(desk, dossier, part) for dossier, part in wanted),
    )
    year, now = desk.today().year, desk.now()
    sheet = Handover(
        f"BG-{desk.office.unit}-{desk.office.counter}-{year}-{desk.store.counters.next_handover(year):04d}",
        now,
        desk.officer.code,
        receiver,
        receiver_name.strip(),
        lines,
    )
    desk.store.counter_book.add_handover(sheet)
    _move_envelopes(desk, sheet)
    return sheet


def handovers(desk: Desk, *, limit: int = 100) -> tuple[Handover, ...]:
    """The last sheets, newest first."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    return desk.store.counter_book.handovers(limit=limit)


def handover_pdf(desk: Desk, number: str) -> bytes:
    """The sheet to sign, as PDF."""
    from kiosk.documents.press import handover_pdf as render

    demand(desk.officer.role, Act.SEE_DOSSIERS)
    sheet = desk.store.counter_book.handover(number)
    giver = next((one.name for one in desk.store.office.officers() if one.code == sheet.by), sheet.by)
    data = render(
        HandoverData(
            office_head(desk),
            number=sheet.number,
            at=sheet.at,
            handed_by=giver,
            receiver=sheet.receiver_name,
            receiver_kind=_KINDS[sheet.receiver.kind].vi if sheet.receiver.kind in _KINDS else "",
            rows=tuple(
                HandoverRow(
                    line.official_number or line.slip,
                    line.citizen,
                    (words.ORIGINALS if line.envelope else words.RESULT).vi,
                    ", ".join(line.papers),
                    line.envelope,
                )
                for line in sheet.lines
            ),
        )
    )
    desk.store.audit.append(Event.COUNTER_FORM_PRINTED, sheet.number, desk.officer.code, "handover")
    return data


def _same_sheet(
    desk: Desk, envelopes: Sequence[str], results: Sequence[tuple[str, str]], receiver: Holder
) -> Handover | None:
    last = next(iter(desk.store.counter_book.handovers(limit=1)), None)
    if last is None or last.receiver != receiver or last.by != desk.officer.code:
        return None
    same = {line.envelope for line in last.lines if line.envelope} == set(envelopes) and {
        (line.dossier, line.part) for line in last.lines if line.part
    } == set(results)
    if not same:
        return None
    # The same envelope may come back and go out again one day: a sheet is the same while none has come back since.
    chains = [desk.store.papers.envelope(number).chain for number in envelopes]
    moved = any(link.at > last.at and link.step is CustodyStep.RETURNED for chain in chains for link in chain)
    return None if moved else last


def _move_envelopes(desk: Desk, sheet: Handover) -> None:
    for line in sheet.lines:
        if not line.envelope:
            continue
        envelope = desk.store.papers.envelope(line.envelope)
        if envelope.is_open and envelope.offered_to is None and envelope.holder != sheet.receiver:
            envelope = add_link(desk, envelope, CustodyStep.GIVEN, sheet.receiver)
        if envelope.offered_to == sheet.receiver:
            add_link(desk, envelope, CustodyStep.TAKEN, sheet.receiver)


def _is_filed(desk: Desk, dossier_id: str) -> bool:
    return desk.store.dossiers.get(dossier_id).slip_number is not None


def _envelope_line(desk: Desk, number: str) -> HandoverLine:
    envelope = desk.store.papers.envelope(number)
    dossier = desk.store.dossiers.get(envelope.dossier)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    names = {paper.id: paper.name.vi for paper in definition.papers}
    papers = tuple(names.get(slot, slot) for slot in envelope.papers)
    return HandoverLine(
        dossier.id,
        dossier.slip_number or "",
        dossier.official_number or "",
        dossier.citizen_name,
        envelope=number,
        papers=papers,
    )


def _result_line(desk: Desk, dossier_id: str, part: str) -> HandoverLine:
    dossier = desk.store.dossiers.get(dossier_id)
    name = next((one.name.vi for one in results_of(desk, dossier_id) if one.part == part), part)
    return HandoverLine(
        dossier.id,
        dossier.slip_number or "",
        dossier.official_number or "",
        dossier.citizen_name,
        part=part,
        papers=(name,),
    )


def _asked_for_post(desk: Desk, dossier_id: str) -> bool:
    dossier = desk.store.dossiers.get(dossier_id)
    answers = {one.field: one.value for one in desk.store.dossiers.answers(dossier_id)}
    return dossier.channel is Channel.POSTAL or answers.get("result_return") == "post"
