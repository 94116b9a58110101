"""How a stored dossier stands under its own form today. Reads; keeps nothing."""

from collections.abc import Iterable

from forms.path import FormState, evaluate
from kiosk.domain.dossier import Answer, Dossier
from kiosk.services.desk import Desk


def state_of(desk: Desk, dossier: Dossier, answers: Iterable[Answer] | None = None) -> FormState:
    """The state of a dossier's form; ``answers`` when they are at hand already."""
    found = tuple(desk.store.dossiers.answers(dossier.id) if answers is None else answers)
    return evaluate(
        desk.catalogue.get(dossier.procedure, dossier.version),
        {a.field: a.value for a in found if a.value is not None},
        frozenset(a.field for a in found if a.unsure),
        desk.context(dossier),
    )
