"""A draft keeps the version of its form. When a newer one is installed an officer may take the draft over to it, with
every difference shown first and kept with who and when; or finish it under its own while that is lawful.

A filed dossier keeps its version for ever. May not judge what changed: ``forms.moving`` says it.
"""

from collections.abc import Iterator

from forms.definition import Definition
from forms.errors import KnownError
from forms.moving import Move, apply, compare
from forms.path import evaluate
from forms.text import Message
from kiosk.domain.dossier import Answer, Dossier, DossierState, Origin, Value, VersionMove
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import Desk
from kiosk.services.intake import draft_of
from kiosk.services.people import people_of

_NO_NEWER = Message(
    "error.versions.no_newer",
    "Bản nháp này đã theo mẫu mới nhất trên máy.",
    "An officer asks to take a draft over to a newer form and there is none",
)


def newer(desk: Desk, dossier: Dossier) -> Definition | None:
    """The newest version in force today when it is another than the draft's; ``None`` otherwise or for a filed one."""
    if dossier.state is DossierState.SEALED:
        return None
    try:
        newest = desk.catalogue.newest(dossier.procedure, desk.today())
        own = desk.catalogue.get(dossier.procedure, dossier.version)
    except KnownError:
        return None  # the procedure is not installed any more: nothing can be compared
    is_newer = (newest.valid_from, newest.version) > (own.valid_from, own.version)
    return newest if is_newer else None


def lawful(desk: Desk, dossier_id: str) -> bool:
    """Whether a draft may be filed under its own version today."""
    dossier = desk.store.dossiers.get(dossier_id)
    return desk.catalogue.get(dossier.procedure, dossier.version).lawful_on(desk.today())


def offer(desk: Desk, dossier_id: str) -> Move | None:
    """What taking a draft over to the newer version would mean; ``None`` when there is no newer one. Changes nothing."""
    dossier = desk.store.dossiers.get(dossier_id)
    new = newer(desk, dossier)
    if new is None:
        return None
    answers = desk.store.dossiers.answers(dossier_id)
    return compare(
        desk.catalogue.get(dossier.procedure, dossier.version),
        new,
        {a.field: a.value for a in answers if a.value is not None},
        frozenset(a.field for a in answers if a.unsure),
        desk.context(dossier),
    )


def move(desk: Desk, dossier_id: str) -> VersionMove:
    """Takes a draft over to the newest version: what fits is kept with its origin, the rest is asked again.

    What the officer was shown is stored with the dossier, the fact itself in the audit chain. Raises ``KnownError``
    when there is no newer version, or the dossier is filed.
    """
    demand(desk.officer.role, Act.FILE)
    dossier = draft_of(desk, dossier_id)
    found = offer(desk, dossier_id)
    if found is None:
        raise KnownError(_NO_NEWER)
    before = {a.field: a for a in desk.store.dossiers.answers(dossier_id)}
    values, unsure = apply(found)
    new = desk.catalogue.get(*found.new)
    return desk.store.versions.move(
        dossier.id,
        new.version,
        tuple(_carried(before, values, unsure)),
        people_of(evaluate(new, values, unsure, desk.context(dossier))),
        tuple(differences(found)),
        by=desk.officer.code,
    )


def _carried(before: dict[str, Answer], values: dict[str, Value], unsure: frozenset[str]) -> Iterator[Answer]:
    for address in dict.fromkeys((*values, *sorted(unsure))):
        was = before.get(address)
        yield Answer(
            address,
            values.get(address),
            was.origin if was else Origin.TYPED,
            address in unsure,
            was.reference if was else "",
        )


def differences(found: Move) -> Iterator[dict[str, object]]:
    """Every difference as a plain object: ``what`` it is, and where."""
    for one in found.dropped:
        yield {"what": "dropped", "address": one.address, "label": one.label.vi, "value": one.value}
    for refused in found.invalid:
        answer = refused.answer
        yield {
            "what": "asked-again" if refused.removed else "to-correct",
            "address": answer.address,
            "label": answer.label.vi,
            "value": answer.value,
            "why": refused.why.in_vietnamese(**refused.params),
        }
    for reworded in found.reworded:
        yield {
            "what": "reworded",
            "address": reworded.answer.address,
            "label": reworded.answer.label.vi,
            "texts": [
                [change.before.vi if change.before else None, change.after.vi if change.after else None]
                for change in reworded.changes
            ],
        }
    for question in found.required:
        yield {"what": "new-question", "address": question.address, "label": question.label.vi}
    for worked in found.recomputed:
        yield {
            "what": "worked-out-anew",
            "address": worked.address,
            "label": worked.label.vi,
            "before": worked.before,
            "after": worked.after,
        }
    for paper in found.papers_needed:
        yield {"what": "paper-needed", "paper": paper.id, "label": paper.name.vi}
    for paper in found.papers_not_needed:
        yield {"what": "paper-not-needed", "paper": paper.id, "label": paper.name.vi}
    if found.fee is not None:
        before, after = found.fee
        yield {
            "what": "fee",
            "before": before.amount if before.known else None,
            "after": after.amount if after.known else None,
        }
    if found.stop is not None:
        yield {"what": "stop", "label": found.stop.vi}
