"""Papers out: the slip of a filed dossier and, once the number is home, the receipt."""

from datetime import datetime

from forms.definition import Definition, PaperHandling
from forms.errors import KnownError
from forms.states import ParcelKind
from forms.text import Message
from kiosk.documents.facts import (
    Custody,
    ReceiptFacts,
    ReceiptPaper,
    SlipFacts,
    SlipOffice,
    SlipPaper,
    SlipPart,
)
from kiosk.documents.lines import Pair, Show, in_vietnamese, pair
from kiosk.documents.paper import Paper
from kiosk.domain.audit import Event
from kiosk.domain.dossier import OFFICIAL_NUMBERS, Dossier, DossierState, Parcel, Route
from kiosk.domain.papers import PaperFile
from kiosk.i18n.packs import VIETNAMESE
from kiosk.services.bringing import bring_pdf as bring_pdf
from kiosk.services.confirmation import SIGNATURE_SLOT
from kiosk.services.declaring import locality
from kiosk.services.desk import Desk
from kiosk.services.languages import translator_of
from kiosk.services.people import REQUESTER
from kiosk.services.sealing import in_order
from kiosk.services.standing import state_of, undelivered
from kiosk.services.wording import say
from sync.parcel import open_record

SIZES = {"a5": Paper.A5, "a4": Paper.A4, "80mm": Paper.ROLL_80}

NOT_FILED = Message(
    "error.print.not_filed", "Hồ sơ này còn là bản nháp nên chưa có phiếu.", "A slip for a draft is asked for"
)
NO_NUMBER = Message(
    "error.print.no_number",
    "Chưa in được Giấy tiếp nhận: mã hồ sơ và ngày tiếp nhận chưa về. Bà con vẫn giữ phiếu ghi nhận tạm thời.",
    "The receipt needs the official number and the day of receipt",
)


def words_of(desk: Desk, dossier: Dossier) -> Show:
    """The words of the dossier's language; Vietnamese alone needs none under it."""
    if dossier.language == VIETNAMESE:
        return in_vietnamese
    return translator_of(desk.folder, dossier.language).show


def slip_facts(desk: Desk, dossier_id: str, *, again: bool = False) -> SlipFacts:
    """What the slip tells, from what was frozen at sealing."""
    dossier = _filed(desk, dossier_id)
    assert dossier.slip_number is not None
    assert dossier.slip_code is not None
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    show = words_of(desk, dossier)
    read_back = desk.store.confirmations.of(dossier_id).read_back
    people = desk.store.people.of(dossier_id)
    others = [p.name for p in people if p.role == REQUESTER and p.name != dossier.citizen_name]
    filing = filing_of(desk, dossier_id)
    told = undelivered(definition, filing.carriage, desk.store.dossiers.parts(dossier_id))
    return SlipFacts(
        number=dossier.slip_number,
        office=SlipOffice(desk.office.name, desk.office.counter, phone=desk.office.phone),
        issued_at=_day_on_paper(desk, dossier),
        procedure=pair(show(definition.name)),
        procedure_code=definition.code,
        filed_for=dossier.citizen_name,
        authority=dossier.authority_name,
        papers=_slip_papers(desk, dossier, show),
        guided_by=desk.store.office.officer(dossier.filed_by).name,
        code=dossier.slip_code,
        filed_by=others[0] if others else "",
        interpreter=(read_back.interpreter or "") if read_back else "",
        reprinted_at=desk.now() if again else None,
        parts=_slip_parts(desk, dossier, definition, show),
        undelivered=pair(show(told)) if told is not None else None,
        deadlines=tuple(pair(show(one.message)) for one in state_of(desk, dossier).deadlines),
    )


def slip_pdf(desk: Desk, dossier_id: str, size: str = "a5") -> bytes:
    """The slip as PDF (``a5`` or ``80mm``). Every printing after the first is a marked copy and logged."""
    data = _slip(desk, dossier_id, size)
    desk.store.audit.append(Event.SLIP_PRINTED, dossier_id, desk.officer.code)
    return data


def slip_preview(desk: Desk, dossier_id: str, size: str = "a5") -> bytes:
    """The slip's first page as a picture (PNG) for the screen. Looking at it is no printing and is not logged."""
    from kiosk.documents.press import preview_png

    return preview_png(_slip(desk, dossier_id, size))


def receipt_pdf(desk: Desk, dossier_id: str, size: str = "a5") -> bytes:
    """*Giấy tiếp nhận hồ sơ và hẹn trả kết quả*. Raises ``KnownError`` before number and day of receipt are home."""
    data = _receipt(desk, dossier_id, size)
    desk.store.audit.append(Event.RECEIPT_PRINTED, dossier_id, desk.officer.code)
    return data


def slip_pages(desk: Desk, dossier_id: str, size: str = "a5") -> tuple[bytes, ...]:
    """All its pages; as ``slip_preview``."""
    from kiosk.documents.press import preview_pages

    return preview_pages(_slip(desk, dossier_id, size))


def receipt_pages(desk: Desk, dossier_id: str, size: str = "a5") -> tuple[bytes, ...]:
    """The receipt's pages as pictures (PNG); as ``slip_preview``."""
    from kiosk.documents.press import preview_pages

    return preview_pages(_receipt(desk, dossier_id, size))


def slip_to_print(desk: Desk, dossier_id: str, size: str = "a5", *, again: bool = False) -> bytes:
    """The slip for the printers' jobs, which log it once it is on paper. ``again`` marks it as a copy."""
    return _slip(desk, dossier_id, size, again=again)


def receipt_to_print(desk: Desk, dossier_id: str, size: str = "a5", *, again: bool = False) -> bytes:
    """The receipt for the printers' jobs; as ``slip_to_print``."""
    return _receipt(desk, dossier_id, size, again=again)


def _slip(desk: Desk, dossier_id: str, size: str, *, again: bool = False) -> bytes:
    from kiosk.documents.press import slip_pdf as render

    again = again or desk.store.audit.printings(Event.SLIP_PRINTED, dossier_id) > 0
    facts = slip_facts(desk, dossier_id, again=again)
    return render(facts, SIZES[size], words_of(desk, desk.store.dossiers.get(dossier_id)))


def _receipt(desk: Desk, dossier_id: str, size: str, *, again: bool = False) -> bytes:
    from kiosk.documents.press import receipt_pdf as render

    dossier = _filed(desk, dossier_id)
    if dossier.official_number is None or dossier.received_at is None:
        raise KnownError(NO_NUMBER)
    again = again or desk.store.audit.printings(Event.RECEIPT_PRINTED, dossier_id) > 0
    return render(receipt_facts(desk, dossier, again=again), SIZES[size], words_of(desk, dossier))


def receipt_facts(desk: Desk, dossier: Dossier, *, again: bool = False) -> ReceiptFacts:
    """What the receipt tells: the province's number and days, this office's words for the rest."""
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    show = words_of(desk, dossier)
    people = desk.store.people.of(dossier.id)
    requester = next((p for p in people if p.role == REQUESTER), people[0] if people else None)
    numbers = [n.number for n in requester.numbers] if requester else []
    papers = [
        ReceiptPaper(
            paper.name,
            originals=int(paper.custody is Custody.KEPT),
            copies=int(paper.custody in (Custody.COPIED, Custody.HANDED_BACK)),
        )
        for paper in _slip_papers(desk, dossier, show)
        if paper.custody is not Custody.WAITING_LOOKUP
    ]
    return ReceiptFacts(
        official_number=dossier.official_number,
        received_at=dossier.received_at,
        trial=dossier.number_kind not in OFFICIAL_NUMBERS,
        due_at=dossier.due_at,
        parent=dossier.authority_name,
        office=desk.office.name,
        place=locality(desk.office.authority_name),
        made_at=desk.now() if _clock_is_sound(desk) else None,
        submitter=requester.name if requester else dossier.citizen_name,
        request=pair(show(definition.name)),
        request_code=definition.code,
        papers=tuple(papers),
        legal_time=pair(show(state_of(desk, dossier).due.text)),
        result_at=desk.office.name,
        received_by=desk.officer.name,
        code=dossier.slip_code or "",
        address=residence(desk, dossier),
        phone=requester.phone if requester else "",
        email=email_of(desk, dossier, definition),
        identity_number=numbers[0] if numbers else "",
        owner=dossier.citizen_name,
        reprinted_at=desk.now() if again else None,
    )


def email_of(desk: Desk, dossier: Dossier, definition: Definition) -> str:
    """The mail address of whoever brought a dossier, where its form asks for one; else blank."""
    field = definition.fields_of(REQUESTER).get("email")
    answers = desk.store.dossiers.answers(dossier.id) if field is not None else ()
    return next((str(a.value) for a in answers if field is not None and a.field == field.id and a.value), "")


def _filed(desk: Desk, dossier_id: str) -> Dossier:
    dossier = desk.store.dossiers.get(dossier_id)
    if dossier.state is not DossierState.SEALED or dossier.slip_number is None or dossier.slip_code is None:
        raise KnownError(NOT_FILED)
    return dossier


def _clock_is_sound(desk: Desk) -> bool:
    return desk.clock.now() >= desk.store.clock_floor.get()


def filing_of(desk: Desk, dossier_id: str) -> Parcel:
    """The parcel that filed a sealed dossier."""
    return next(p for p in desk.store.parcels.by_dossier(dossier_id) if p.kind is ParcelKind.FILING)


def _day_on_paper(desk: Desk, dossier: Dossier) -> datetime | None:
    """When it was filed; ``None`` when the machine's clock then stood behind a time known for sure."""
    times = open_record(filing_of(desk, dossier.id).record).fields["times"]
    floor, device = times.get("clock_floor"), times["device"]
    if floor is not None and datetime.fromisoformat(device) < datetime.fromisoformat(floor):
        return None
    return dossier.sealed_at


def residence(desk: Desk, dossier: Dossier) -> str:
    """Where whoever came to the counter lives, as papers say it; empty when the form does not ask."""
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    answers = {a.field: a for a in desk.store.dossiers.answers(dossier.id)}
    for field in definition.fields():
        if field.known == "residence" and field.person in (REQUESTER, None) and field.id in answers:
            return say(definition, field.id, answers[field.id].value).text
    return ""


def _slip_parts(desk: Desk, dossier: Dossier, definition: Definition, show: Show) -> tuple[SlipPart, ...]:
    names = {part.id: part.name for part in definition.parts}
    return tuple(
        SlipPart(pair(show(names[one.part])), one.authority_name, one.route is Route.PAPER)
        for one in in_order(definition, desk.store.dossiers.parts(dossier.id))
        if one.part in names
    )


def _slip_papers(desk: Desk, dossier: Dossier, show: Show) -> tuple[SlipPaper, ...]:
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    names = {paper.id: paper.name for paper in definition.papers}
    filing = filing_of(desk, dossier.id)
    by_slot: dict[str, list[PaperFile]] = {}
    for file in desk.store.papers.list(dossier.id):
        if file.paper != SIGNATURE_SLOT and file.parcel == filing.id:
            by_slot.setdefault(file.paper, []).append(file)
    found = []
    for slot, files in by_slot.items():
        name = pair(show(names[slot])) if slot in names else Pair(files[0].name)
        envelope = next((f.envelope for f in files if f.envelope and not f.returned), None)
        if envelope:
            custody = Custody.KEPT
        elif files[0].handling is PaperHandling.SHOWN:
            custody = Custody.HANDED_BACK
        else:
            custody = Custody.COPIED
        found.append(SlipPaper(name, custody, sum(f.pages for f in files), envelope))
    for waiting in open_record(filing.record).fields["waiting_lookup"]:
        slot = waiting["paper"]
        if slot in names:
            found.append(SlipPaper(pair(show(names[slot])), Custody.WAITING_LOOKUP))
    return tuple(found)
