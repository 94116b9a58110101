"""The counter's own forms (02 to 07) and the routing sheet of a part on paper, filled from what is known of a dossier.

What the authority decides and has not told (a reason, a new day) stays a dotted line for the pen; nothing is made up here.
Whoever gets the bytes wipes them after use.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from forms.definition import Definition
from forms.errors import KnownError
from forms.states import CaseStatus
from forms.text import Message
from kiosk.documents import counter_wording as wording
from kiosk.documents.counter_facts import (
    ApologyData,
    CaseHead,
    ControlData,
    ControlStep,
    OfficeHead,
    PaperForm,
    RefusalData,
    RegisterData,
    RegisterEntry,
    RoutedPaper,
    RoutingData,
    StopData,
    SupplementData,
    WantedPaper,
)
from kiosk.documents.lines import Pair, pair
from kiosk.domain.audit import Event
from kiosk.domain.dossier import OFFICIAL_NUMBERS, Dossier, DossierFilter, DossierState, Person, Route
from kiosk.domain.notice import NoticeKind
from kiosk.domain.roles import Act, Role, demand, may
from kiosk.services.confirmation import SIGNATURE_SLOT
from kiosk.services.declaring import declarations
from kiosk.services.desk import Desk
from kiosk.services.heading import begin, office_head
from kiosk.services.people import REQUESTER
from kiosk.services.printing import email_of, residence, words_of

_NOT_PAPER = Message(
    "error.routing.not_paper",
    "Phần này gửi qua hệ thống nên không có phiếu chuyển giấy.",
    "A routing sheet is asked for a part that goes by wire, or that the dossier does not have",
)
UNCONNECTED = Message(
    "doc.routing.unconnected",
    "Hệ thống của cơ quan giải quyết chưa kết nối với máy này; phần hồ sơ này chuyển bằng giấy.",
    "Printed on the routing sheet as the reason why this part goes on paper",
)


class CounterForm(StrEnum):
    """The counter forms of TT 03/2025/TT-VPCP that speak of one dossier; 01 is the receipt, 07 the register."""

    SUPPLEMENT = "02"  # Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ
    REFUSAL = "03"  # Phiếu từ chối tiếp nhận, giải quyết hồ sơ
    APOLOGY = "04"  # Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết
    STOP = "05"  # Thông báo dừng giải quyết hồ sơ
    CONTROL = "06"  # Phiếu kiểm soát quá trình giải quyết hồ sơ


_DECIDED = frozenset({CounterForm.REFUSAL, CounterForm.APOLOGY, CounterForm.STOP})
"""Forms that tell a decision about a dossier: never a postal clerk's."""


TITLES = {
    CounterForm.SUPPLEMENT: wording.SUPPLEMENT_TITLE,
    CounterForm.REFUSAL: wording.REFUSAL_TITLE,
    CounterForm.APOLOGY: wording.APOLOGY_TITLE,
    CounterForm.STOP: wording.STOP_TITLE,
    CounterForm.CONTROL: wording.CONTROL_TITLE,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What an authority has said that goes on a form. ``papers`` are slots of the procedure. What is left out stays a
    dotted line, to be written by hand.
    """

    reason: str = ""
    papers: tuple[str, ...] = ()


def forms_for(role: Role) -> tuple[CounterForm, ...]:
    """The forms an officer of this duty may print, in their order."""
    return tuple(form for form in CounterForm if may(role, _act_of(form)))


def told_by_authority(desk: Desk, dossier_id: str, form: CounterForm) -> Told:
    """What the authority has asked for last, for the form that asks a citizen for it; nothing for the others."""
    asked = [one for one in desk.store.notices.for_dossier(dossier_id) if one.what is NoticeKind.SUPPLEMENT]
    if form is not CounterForm.SUPPLEMENT or not asked:
        return Told()
    return Told(asked[-1].text, asked[-1].papers)


def counter_form_pdf(
    desk: Desk, dossier_id: str, form: CounterForm, told: Told, *, blank: bool = False
) -> bytes:
    """One counter form of a dossier as PDF. Every printing is in the audit chain, without what it says."""
    data = _render(desk, desk.store.dossiers.get(dossier_id), form, told, blank)
    desk.store.audit.append(Event.COUNTER_FORM_PRINTED, dossier_id, desk.officer.code, f"form-{form}")
    return data


def counter_form_pages(desk: Desk, dossier_id: str, form: CounterForm, told: Told) -> tuple[bytes, ...]:
    """Its pages as pictures (PNG) for the screen. Looking at them is no printing and is not logged."""
    from kiosk.documents.press import preview_pages

    return preview_pages(_render(desk, desk.store.dossiers.get(dossier_id), form, told, blank=False))


def register_pdf(desk: Desk, first: date, last: date, *, blank: bool = False) -> bytes:
    """07, *Sổ theo dõi hồ sơ*: the dossiers filed here from ``first`` to ``last``, both days included."""
    from kiosk.documents.press import register_pdf as render

    demand(desk.officer.role, Act.SEE_REPORTS)
    entries: list[RegisterEntry] = []
    if not blank:
        asked = DossierFilter(
            state=DossierState.SEALED, since=begin(first), until=begin(last + timedelta(days=1)),
            oldest_first=True,
        )  # fmt: skip
        while lines := desk.store.dossiers.list(asked, limit=200, offset=len(entries)):
            entries += [_entry(desk, desk.store.dossiers.get(line.id)) for line in lines]
    data = render(
        RegisterData(office_head(desk), first=first, last=last, entries=tuple(entries), blank=blank)
    )
    desk.store.audit.append(Event.COUNTER_FORM_PRINTED, desk.office.unit, desk.officer.code, "form-07")
    return data


def routing_pdf(desk: Desk, dossier_id: str, part: str) -> bytes:
    """*Phiếu chuyển* of one part on its way on paper: what goes along, to whom, and why it is not sent by wire."""
    from kiosk.documents.press import routing_pdf as render

    demand(desk.officer.role, Act.SEE_DOSSIERS)
    dossier = desk.store.dossiers.get(dossier_id)
    found = next((one for one in desk.store.dossiers.parts(dossier_id) if one.part == part), None)
    if found is None or found.route is not Route.PAPER:
        raise KnownError(_NOT_PAPER)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    data = render(
        RoutingData(
            office_head(desk),
            _case(desk, dossier, definition),
            part=next(one.name.vi for one in definition.parts if one.id == part),
            authority=found.authority_name,
            papers=_going_along(desk, dossier, definition, part),
            reason=UNCONNECTED.vi,
            handed_by=desk.officer.name,
            code=dossier.slip_code or "",
        )
    )
    desk.store.audit.append(Event.COUNTER_FORM_PRINTED, dossier_id, desk.officer.code, f"routing/{part}")
    return data


def _act_of(form: CounterForm) -> Act:
    return Act.CONFIRM_REGULARITY if form in _DECIDED else Act.SEE_DOSSIERS


def _render(desk: Desk, dossier: Dossier, form: CounterForm, told: Told, blank: bool) -> bytes:
    from kiosk.documents import press

    demand(desk.officer.role, _act_of(form))
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    head, case, show = office_head(desk), _case(desk, dossier, definition), words_of(desk, dossier)
    guide, phone = desk.officer.name, desk.office.phone
    if form is CounterForm.SUPPLEMENT:
        names = {paper.id: paper.name for paper in definition.papers}
        wanted = tuple(
            WantedPaper(pair(show(names[slot])) if slot in names else Pair(slot)) for slot in told.papers
        )
        return press.supplement_pdf(
            SupplementData(head, case, wanted, told.reason, guide, phone, blank), show
        )
    if form is CounterForm.REFUSAL:
        return press.refusal_pdf(RefusalData(head, case, told.reason, guide, phone, blank=blank), show)
    if form is CounterForm.APOLOGY:
        return press.apology_pdf(
            ApologyData(
                head, case, dossier.received_at, dossier.due_at, reason=told.reason, blank=blank
            ),
            show,
        )  # fmt: skip
    if form is CounterForm.STOP:
        return press.stop_pdf(
            StopData(
                head, case, dossier.received_at, told.reason, guided_by=guide, guide_phone=phone, blank=blank
            ),
            show,
        )  # fmt: skip
    return press.control_pdf(_control(desk, dossier, head, case, blank))


def _control(desk: Desk, dossier: Dossier, head: OfficeHead, case: CaseHead, blank: bool) -> ControlData:
    parts = desk.store.dossiers.parts(dossier.id)
    names = list(dict.fromkeys(part.authority_name for part in parts)) or [dossier.authority_name]
    steps: tuple[ControlStep, ...] = ()
    if dossier.sealed_at is not None:
        steps = (
            ControlStep(given_by=desk.store.office.officer(dossier.filed_by).name, at=dossier.sealed_at),
        )
    return ControlData(
        head,
        case,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        authority=names[0],
        partners="; ".join(names[1:]),
        steps=steps,
        blank=blank,
    )


def _entry(desk: Desk, dossier: Dossier) -> RegisterEntry:
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    parts = desk.store.dossiers.parts(dossier.id)
    returned = [part.status_at for part in parts if part.status is CaseStatus.RETURNED]
    whole = bool(parts) and len(returned) == len(parts)
    return RegisterEntry(
        _case(desk, dossier, definition),
        authority="; ".join(dict.fromkeys(part.authority_name for part in parts)),
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        returned_at=max(returned) if whole else None,
    )


def _case(desk: Desk, dossier: Dossier, definition: Definition) -> CaseHead:
    people = desk.store.people.of(dossier.id)
    asked_by = next((one for one in people if one.role == REQUESTER), people[0] if people else None)
    return CaseHead(
        citizen=dossier.citizen_name,
        request=Pair(definition.name.vi),
        request_code=definition.code,
        official_number=dossier.official_number or "",
        slip_number=dossier.slip_number or "",
        address=residence(desk, dossier),
        phone=asked_by.phone if asked_by else "",
        email=email_of(desk, dossier, definition),
        identity_number=_number(asked_by),
        trial=dossier.number_kind not in OFFICIAL_NUMBERS,
    )


def _number(person: Person | None) -> str:
    return person.numbers[0].number if person is not None and person.numbers else ""


def _going_along(desk: Desk, dossier: Dossier, definition: Definition, part: str) -> tuple[RoutedPaper, ...]:
    """The declaration of the part and the papers it needs: kept originals in their envelope, copies of the rest."""
    papers = {paper.id: paper for paper in definition.papers}
    found = [
        RoutedPaper(line.title, PaperForm.PRINTED)
        for line in declarations(desk, dossier.id)
        if line.part in (None, part)
    ]
    for file in desk.store.papers.list(dossier.id):
        paper = papers.get(file.paper)
        if file.paper == SIGNATURE_SLOT or (paper is not None and paper.part not in (None, part)):
            continue
        original = bool(file.envelope) and not file.returned
        found.append(
            RoutedPaper(
                file.name,
                PaperForm.ORIGINAL if original else PaperForm.COPY,
                file.pages,
                (file.envelope or "") if original else "",
            )
        )
    return tuple(found)
