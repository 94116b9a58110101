"""Filing a complete dossier from plain answers, as the command line does. The same checks, the same road."""

from collections.abc import Mapping, Sequence
from typing import cast

from forms.validation import validate

from forms.faults import Fault
from forms.text import Message
from kiosk.domain.dossier import Value
from kiosk.domain.papers import DigitisedHow, DutyKind, duties
from kiosk.services import filing, intake, papers
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed, NotReady

UNSURE_KEY = "$unsure"

_UNSURE_LABEL = Message(
    "error.command.unsure_label", "Danh sách câu chưa biết", "Name of the $unsure list in faults"
)
_UNSURE_WRONG = Message(
    "error.command.unsure_wrong",
    "$unsure phải là danh sách mã câu hỏi.",
    "The $unsure entry of an answers file is no list of ids",
)


def file_at_once(
    desk: Desk, procedure: str, given: Mapping[str, object], files: Sequence[tuple[str, bytes]], language: str
) -> Filed:
    """Validates first and stores nothing when anything is wrong (``NotReady`` names every field); files otherwise."""
    definition = desk.catalogue.newest(procedure, desk.today())
    unsure_given = given.get(UNSURE_KEY, [])
    if not isinstance(unsure_given, list) or not all(isinstance(one, str) for one in unsure_given):
        raise NotReady([Fault(UNSURE_KEY, _UNSURE_LABEL, _UNSURE_WRONG)])
    unsure = frozenset(cast("list[str]", unsure_given))
    values = {key: cast("Value", value) for key, value in given.items() if key != UNSURE_KEY}
    for _slot, data in files:
        papers.kind_of(data)
    context = desk.context_of_new()
    faults = validate(definition, values, unsure, frozenset(slot for slot, _ in files), context)
    if faults:
        raise NotReady(faults)
    dossier = intake.begin(desk, procedure, language)
    try:
        intake.save_answers(desk, dossier, values, page=None, unsure=unsure)
        for slot, data in files:
            taken = papers.attach(desk, dossier, slot, data, DigitisedHow.FILE)
            for duty in duties([taken]):
                # What the screen would ask of the officer: shown papers go back at once, originals into an envelope.
                if duty.kind is DutyKind.HAND_BACK:
                    papers.handed_back(desk, [taken])
                else:
                    papers.keep_in_envelope(desk, dossier, [slot])
        return filing.confirm(desk, dossier)
    except BaseException:
        if desk.store.dossiers.get(dossier).sealed_at is None:
            desk.store.dossiers.delete_draft(dossier, by=desk.officer.code)
        raise
