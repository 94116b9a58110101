"""The papers of a dossier that can be printed beside the slip: its declarations, a routing sheet a part on paper, and for
the officer the counter's forms.
"""

from collections.abc import Callable
from functools import partial

from kiosk.domain.dossier import Route
from kiosk.domain.print_jobs import PrintKind
from kiosk.services import counter_forms, declaring
from kiosk.services.counter_forms import CounterForm, Told
from kiosk.services.desk import Desk
from kiosk.services.print_queue import ToPrint
from kiosk.services.sealing import in_order
from kiosk.ui.screens.papers_out import FORM_NUMBER, ROUTING, TO, PaperOut
from kiosk.ui.widgets.kit import Kit, plain

DECLARATION = "declaration:"
ROUTING_SHEET = "routing:"
FORM = "form:"


class PapersOfDossier:
    """Lists them for a page and makes them when they are asked for."""

    def __init__(self, desk: Desk, dossier: str) -> None:
        self._desk = desk
        self._dossier = dossier

    def lines(self, kit: Kit) -> tuple[PaperOut, ...]:
        """Declarations in the form's order, then what accompanies each part that is carried by hand."""
        desk, dossier = self._desk, self._dossier
        found = desk.store.dossiers.get(dossier)
        definition = desk.catalogue.get(found.procedure, found.version)
        parts = in_order(definition, desk.store.dossiers.parts(dossier))
        authorities = {part.part: part.authority_name for part in parts}
        papers = []
        for line in declaring.declarations(desk, dossier):
            to = authorities.get(line.part or "")
            papers.append(
                PaperOut(
                    f"{DECLARATION}{line.id}",
                    plain(line.title),
                    kit.show(TO, authority=to) if to else None,
                    line.reference,
                )
            )
        papers += [
            PaperOut(
                f"{ROUTING_SHEET}{part.part}", kit.show(ROUTING), kit.show(TO, authority=part.authority_name)
            )
            for part in parts
            if part.route is Route.PAPER
        ]
        return tuple(papers)

    def forms(self, kit: Kit) -> tuple[PaperOut, ...]:
        """The counter's forms that this officer may print, with their numbers."""
        allowed = counter_forms.forms_for(self._desk.officer.role)
        return tuple(
            PaperOut(
                f"{FORM}{form}",
                kit.show(counter_forms.TITLES[form]),
                kit.show(FORM_NUMBER, number=form.value),
                reference=True,
            )
            for form in allowed
        )

    def wanted(self, paper: str) -> ToPrint:
        """A paper of ``lines``, to be printed."""
        kind, _, name = paper.partition(":")
        if f"{kind}:" == ROUTING_SHEET:
            make = partial(counter_forms.routing_pdf, self._desk, self._dossier, name)
            return ToPrint(PrintKind.COUNTER_FORM, make, self._dossier, f"routing/{name}")
        if f"{kind}:" == FORM:
            make = partial(counter_forms.counter_form_pdf, *self._form(name))
            return ToPrint(PrintKind.COUNTER_FORM, make, self._dossier, f"form-{name}")
        sheet = partial(declaring.declaration_pdf, self._desk, self._dossier, declaration=name)
        return ToPrint(PrintKind.DECLARATION, sheet, self._dossier, name)

    def preview(self, paper: str) -> Callable[[], tuple[bytes, ...]] | None:
        """What draws its pages without counting as printed; ``None`` where only the PDF itself can be drawn."""
        kind, _, name = paper.partition(":")
        if f"{kind}:" == ROUTING_SHEET:
            return None
        if f"{kind}:" == FORM:
            return partial(counter_forms.counter_form_pages, *self._form(name))
        return partial(declaring.declaration_pages, self._desk, self._dossier, name)

    def _form(self, name: str) -> tuple[Desk, str, CounterForm, Told]:
        desk, dossier, form = self._desk, self._dossier, CounterForm(name)
        return desk, dossier, form, counter_forms.told_by_authority(desk, dossier, form)
