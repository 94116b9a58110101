"""How a stored dossier stands under its own form today. Reads; keeps nothing."""

from collections.abc import Iterable, Sequence

from forms.definition import Definition
from forms.path import FormState, evaluate
from forms.states import Carriage, CaseStatus
from forms.text import Message
from kiosk.domain.dossier import Answer, Dossier, PartState, Route
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


def undelivered(
    definition: Definition, filing: Carriage | None, parts: Sequence[PartState]
) -> Message | None:
    """What must be said ("chưa thông báo") until the province has the dossier and, of parts that go by paper, until an
    officer noted that their authority has them too; ``None`` afterwards, and where a form says nothing of the kind.
    """
    on_the_way = any(one.route is Route.PAPER and one.status <= CaseStatus.REGISTERED for one in parts)
    return definition.undelivered if on_the_way or filing is not Carriage.DELIVERED else None
