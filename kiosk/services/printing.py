"""Papers out: the slip of a filed dossier and, once the number is home, the receipt."""

from forms.definition import PaperHandling
from forms.errors import KnownError
from forms.path import evaluate
from forms.text import Message
from kiosk.documents.facts import Custody, SlipFacts, SlipOffice, SlipPaper
from kiosk.documents.lines import Pair, Show, in_vietnamese, pair
from kiosk.documents.paper import Paper
from kiosk.documents.slip import render_slip
from kiosk.domain.audit import Event
from kiosk.domain.dossier import Dossier, DossierState
from kiosk.domain.papers import PaperFile
from kiosk.i18n.translator import Translator
from kiosk.services.confirmation import SIGNATURE_SLOT
from kiosk.services.desk import Desk
from kiosk.services.languages import shelf_of

PAPERS = {"a5": Paper.A5, "a4": Paper.A4, "80mm": Paper.ROLL_80}

NOT_FILED = Message(
    "error.print.not_filed", "Hồ sơ này còn là bản nháp nên chưa có phiếu.", "A slip for a draft is asked for"
)
NO_NUMBER = Message(
    "error.print.no_number",
    "Chưa in được Giấy tiếp nhận: mã hồ sơ và ngày tiếp nhận chưa về. Bà con vẫn giữ phiếu ghi nhận tạm thời.",
    "The receipt needs the official number and the day of receipt",
)


def translator_for(desk: Desk, dossier: Dossier) -> Translator:
    """The words of the dossier's language."""
    return Translator(shelf_of(desk.folder), dossier.language)


def slip_facts(desk: Desk, dossier_id: str, *, again: bool = False) -> SlipFacts:
    """What the slip tells, from what was frozen at sealing."""
    dossier = desk.store.dossiers.get(dossier_id)
    if dossier.state is not DossierState.SEALED or dossier.slip_number is None or dossier.slip_code is None:
        raise KnownError(NOT_FILED)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    translator = translator_for(desk, dossier)
    guide = desk.store.office.officer(dossier.filed_by)
    confirmation = desk.store.dossiers.confirmation(dossier_id)
    return SlipFacts(
        number=dossier.slip_number,
        office=SlipOffice(desk.office.name, desk.office.counter, phone=desk.office.phone),
        issued_at=dossier.sealed_at,
        procedure=pair(translator.show(definition.name)),
        procedure_code=definition.code,
        filed_for=_subject(desk, dossier),
        authority=dossier.authority_name,
        papers=_papers(desk, dossier, translator.show),
        guided_by=guide.name if guide is not None else dossier.filed_by,
        code=dossier.slip_code,
        filed_by=_requester(desk, dossier),
        interpreter=(confirmation.read_back.interpreter or "") if confirmation.read_back else "",
        reprinted_at=desk.now() if again else None,
        language=dossier.language,
    )


def slip_pdf(desk: Desk, dossier_id: str, size: str = "a5") -> bytes:
    """The slip as PDF (``a5`` or ``80mm``). Every printing after the first is a marked copy and logged."""
    again = desk.store.audit.count(Event.SLIP_PRINTED, dossier_id) > 0
    facts = slip_facts(desk, dossier_id, again=again)
    dossier = desk.store.dossiers.get(dossier_id)
    show: Show = translator_for(desk, dossier).show if dossier.language != "vi-VN" else in_vietnamese
    data = render_slip(facts, PAPERS[size], show)
    desk.store.audit.append(Event.SLIP_PRINTED, dossier_id, desk.officer.code)
    return data


def receipt_pdf(desk: Desk, dossier_id: str, size: str = "a5") -> bytes:
    """*Giấy tiếp nhận hồ sơ và hẹn trả kết quả*. Raises ``KnownError`` before number and day of receipt are home."""
    from kiosk.documents.receipt import render_receipt

    dossier = desk.store.dossiers.get(dossier_id)
    if dossier.official_number is None or dossier.received_at is None:
        raise KnownError(NO_NUMBER)
    data = render_receipt(receipt_facts(desk, dossier), PAPERS[size])
    desk.store.audit.append(Event.RECEIPT_PRINTED, dossier_id, desk.officer.code)
    return data


def _subject(desk: Desk, dossier: Dossier) -> str:
    return dossier.citizen_name


def _requester(desk: Desk, dossier: Dossier) -> str:
    people = desk.store.dossiers.people(dossier.id)
    other = [p.name for p in people if p.role == "requester" and p.name != dossier.citizen_name]
    return other[0] if other else ""


def _papers(desk: Desk, dossier: Dossier, show: Show) -> tuple[SlipPaper, ...]:
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    by_slot: dict[str, list[PaperFile]] = {}
    for file in desk.store.papers.list(dossier.id):
        if file.paper != SIGNATURE_SLOT:
            by_slot.setdefault(file.paper, []).append(file)
    names = {paper.id: paper.name for paper in definition.papers}
    found = []
    for slot, files in by_slot.items():
        first = files[0]
        name = pair(show(names[slot])) if slot in names else Pair(first.name)
        envelope = next((f.envelope for f in files if f.envelope and not f.returned), None)
        if envelope:
            custody = Custody.KEPT
        elif first.handling is PaperHandling.COPY:
            custody = Custody.COPIED
        else:
            custody = Custody.HANDED_BACK
        found.append(SlipPaper(name, custody, sum(f.pages for f in files), envelope))
    answers = {a.field: a for a in desk.store.dossiers.answers(dossier.id)}
    state = evaluate(
        definition,
        {key: a.value for key, a in answers.items() if a.value is not None},
        frozenset(key for key, a in answers.items() if a.unsure),
        desk.context(dossier),
    )
    for paper in state.papers:
        if paper.waits_for_lookup and paper.paper.id not in by_slot:
            found.append(SlipPaper(pair(show(paper.paper.name)), Custody.WAITING_LOOKUP))
    return tuple(found)
