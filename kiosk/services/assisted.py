"""Filing a complete dossier from plain answers, as the command line does. The same checks, the same road."""

import contextlib
from collections.abc import Mapping, Sequence
from typing import cast

from forms.answers import flatten, split_file
from forms.errors import KnownError
from forms.validation import validate
from kiosk.domain.dossier import Value
from kiosk.domain.papers import DigitisedHow, DutyKind, duties
from kiosk.services import filing, guidance, intake, papers
from kiosk.services.desk import Desk
from kiosk.services.digitising import Digitised, ready
from kiosk.services.filing import Filed, NotReady


def file_at_once(
    desk: Desk,
    procedure: str,
    given: Mapping[str, object],
    files: Sequence[tuple[str, bytes | Digitised]],
    language: str,
) -> Filed:
    """Validates first and stores nothing when anything is wrong (``NotReady`` names every field); files otherwise."""
    definition = desk.catalogue.newest(procedure, desk.today())
    filing.demand_filing(definition)
    guidance.demand_offered(desk, definition)
    answers, unsure = split_file(given)
    values = cast("dict[str, Value]", dict(flatten(definition, answers)))
    for slot, _ in files:
        papers.slot_of(definition, slot)
    context = desk.context_of_new()
    faults = validate(definition, values, unsure, frozenset(slot for slot, _ in files), context)
    if faults:
        raise NotReady(faults)
    checked = ready(files, DigitisedHow.FILE)
    dossier = intake.begin(desk, procedure, language)
    try:
        intake.save_answers(desk, dossier, values, page=None, unsure=unsure)
        for slot, pages in checked.items():
            taken = papers.keep(desk, dossier, slot, pages)
            for duty in duties(taken):
                # What the screen would ask of the officer: shown papers go back at once, originals into an envelope.
                if duty.kind is DutyKind.HAND_BACK:
                    papers.handed_back(desk, taken)
                else:
                    papers.keep_in_envelope(desk, dossier, [slot])
        return filing.confirm(desk, dossier)
    except BaseException:
        # Confirmed after all, or an original is in an envelope already: then the draft stays for an officer to see.
        with contextlib.suppress(KnownError):
            desk.store.dossiers.delete_draft(dossier, by=desk.officer.code)
        raise
