"""What people take home: the list of what to bring, before a dossier or from a draft, and a procedure's leaflet. Stores nothing."""

from datetime import date

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


def leaflet_pdf(desk: Desk, procedure: str, language: str = VIETNAMESE, size: str = "a5") -> bytes:
    """The leaflet about a procedure, with pictures: for the counter, a village meeting, or somebody who only asks."""
    from kiosk.documents import press
    from kiosk.documents.leaflets import leaflet_of

    definition = desk.catalogue.newest(procedure, desk.today())
    demand_offered(desk, definition)
    state, show = evaluate(definition, {}, (), desk.context_of_new()), _show(desk, language)
    data = leaflet_of(state, _office(desk), show, made_on=_day(desk))
    return press.leaflet_pdf(data, SIZES[size], show)


def _pdf(desk: Desk, state: FormState, language: str, size: str, *, answered: bool) -> bytes:
    from kiosk.documents.bringing import bring_list_of
    from kiosk.documents.press import bring_list_pdf

    show = _show(desk, language)
    data = bring_list_of(
        state, _office(desk), show, made_on=_day(desk), guided_by=desk.officer.name, answered=answered
    )
    return bring_list_pdf(data, SIZES[size], show)


def _show(desk: Desk, language: str) -> Show:
    return in_vietnamese if language == VIETNAMESE else translator_of(desk.folder, language).show


def _office(desk: Desk) -> SlipOffice:
    return SlipOffice(desk.office.name, desk.office.counter, phone=desk.office.phone)


def _day(desk: Desk) -> date | None:
    """Today, as far as the clock can be trusted."""
    return desk.today() if desk.clock.now() >= desk.store.clock_floor.get() else None
