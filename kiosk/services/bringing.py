"""The take-home list: who comes, what to bring, what it costs, before a dossier or from a draft. Stores nothing."""

from forms.path import FormState, evaluate
from kiosk.documents.facts import SlipOffice
from kiosk.documents.lines import Show, in_vietnamese
from kiosk.documents.paper import Paper
from kiosk.i18n.packs import VIETNAMESE
from kiosk.services.desk import Desk
from kiosk.services.guidance import demand_offered
from kiosk.services.languages import translator_of
from kiosk.services.standing import state_of

SIZES = {"a5": Paper.A5, "a4": Paper.A4, "80mm": Paper.ROLL_80}


def bring_pdf(desk: Desk, procedure: str, language: str = VIETNAMESE, size: str = "a5") -> bytes:
    """What to bring for a procedure, before anything is answered: what everybody needs, and what some may need."""
    definition = desk.catalogue.newest(procedure, desk.today())
    demand_offered(desk, definition)
    state = evaluate(definition, {}, (), desk.context_of_new())
    return _pdf(desk, state, language, size, answered=False)


def bring_for_pdf(desk: Desk, dossier_id: str, size: str = "a5") -> bytes:
    """What this citizen has to bring, as far as the draft's answers tell."""
    dossier = desk.store.dossiers.get(dossier_id)
    return _pdf(desk, state_of(desk, dossier), dossier.language, size, answered=True)


def _pdf(desk: Desk, state: FormState, language: str, size: str, *, answered: bool) -> bytes:
    from kiosk.documents.bringing import bring_list_of
    from kiosk.documents.press import bring_list_pdf

    show: Show = in_vietnamese if language == VIETNAMESE else translator_of(desk.folder, language).show
    floor = desk.store.clock_floor.get()
    sound = floor is None or desk.clock.now() >= floor
    data = bring_list_of(
        state,
        SlipOffice(desk.office.name, desk.office.counter, phone=desk.office.phone),
        show,
        made_on=desk.today() if sound else None,
        guided_by=desk.officer.name,
        answered=answered,
    )
    return bring_list_pdf(data, SIZES[size], show)
