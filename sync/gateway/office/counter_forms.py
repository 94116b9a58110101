"""The counter forms an authority hands out with a decision (02 to 05), filled from an opened dossier.

The reason is printed and sealed to the office; the back office keeps no copy of it. May not decide or move anything.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from forms.rules.dates import VIETNAM
from kiosk.documents.counter_facts import (
    ApologyData,
    CaseHead,
    OfficeHead,
    RefusalData,
    StopData,
    SupplementData,
    WantedPaper,
)
from kiosk.documents.lines import Pair
from sync.gateway.office.dossier import DossierPage
from sync.gateway.office.people import applicant_of, people_of, subject_of
from sync.gateway.office.roles import Staff
from sync.gateway.opener.numbers import TRIAL

FORMS = ("02", "03", "04", "05")


@dataclass(frozen=True, slots=True)
class Told:
    """What the officer has typed and ticked. ``papers`` are slots of the form."""

    reason: str = ""
    ground: str = ""
    papers: Collection[object] = ()
    new_due_at: datetime | None = None


def counter_form(page: DossierPage, part: str, form: str, staff: Staff, told: Told, now: datetime) -> bytes:
    """One form of ``FORMS`` as PDF. What nobody has said stays a dotted line."""
    from kiosk.documents import press

    card = next(one for one in page.parts if one.part == part)
    head = OfficeHead(card.authority, made_on=now.astimezone(VIETNAM).date())
    case, reason = _case(page), told.reason
    if form == "02":
        papers = page.definition.papers if page.definition is not None else ()
        wanted = tuple(WantedPaper(Pair(one.name.vi)) for one in papers if one.id in told.papers)
        return press.supplement_pdf(SupplementData(head, case, wanted, reason, staff.name))
    if form == "03":
        return press.refusal_pdf(RefusalData(head, case, reason, staff.name))
    if form == "04":
        return press.apology_pdf(
            ApologyData(head, case, card.received_at, card.due_at, card.authority, reason, told.new_due_at)
        )
    return press.stop_pdf(StopData(head, case, card.received_at, reason, told.ground, staff.name))


def _case(page: DossierPage) -> CaseHead:
    people = people_of(page.definition, page.answers) if page.definition is not None else ()
    subject, applicant = subject_of(people), applicant_of(people)
    return CaseHead(
        citizen=subject.name if subject else "",
        request=Pair(page.definition.name.vi) if page.definition is not None else Pair(""),
        request_code=page.row.procedure,
        official_number=page.row.official_number or "",
        slip_number=page.slip,
        phone=applicant.phone if applicant else "",
        identity_number=applicant.number if applicant else "",
        trial=page.row.number_kind == TRIAL,
    )
