"""Declarations to be signed: which a dossier has, and each as PDF, filled from its answers or blank for handwriting.

A declaration of a dossier that is not yet complete says on every page that it is a draft. Stores nothing of what it
prints; whoever gets the bytes wipes them after use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from forms.catalogue import Catalogue
from forms.definition import Declaration, Kind
from forms.errors import KnownError
from forms.installed import brought
from forms.layout import Layout, LayoutStatus
from forms.layout_loader import FOLDER, Layouts
from forms.path import FormState
from forms.text import Message
from kiosk.documents.declaration_facts import DeclarationData
from kiosk.domain.audit import Event
from kiosk.domain.dossier import Dossier, DossierState, PartAtFiling
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import VIETNAM, Desk
from kiosk.services.sealing import parts_filed, parts_of
from kiosk.services.standing import state_of

_NONE = Message(
    "error.declaration.none",
    "Hồ sơ này không có tờ khai nào để in ở đây.",
    "No declaration belongs to the dossier, or none to the part that was asked for",
)


@dataclass(frozen=True, slots=True)
class DeclarationLine:
    """One declaration of a dossier. ``part`` is the part it is for, ``None`` for the whole; ``reference`` says that it is
    printed as *mẫu tham khảo*, because its official text could not be compared.
    """

    id: str
    layout: str
    title: str
    part: str | None
    reference: bool


@lru_cache(maxsize=1)
def _layouts(_in_force: Catalogue, packs: Path) -> Layouts:
    """What packs bring, above what this program has; looked for anew when other forms are in force."""
    found = brought(packs, "layouts")
    return Layouts((*found, FOLDER)) if found else Layouts.shipped()


def declarations(desk: Desk, dossier_id: str) -> tuple[DeclarationLine, ...]:
    """The declarations that belong to a dossier as it stands."""
    return tuple(_line(desk, one) for one in state_of(desk, desk.store.dossiers.get(dossier_id)).declarations)


def declaration_pdf(
    desk: Desk,
    dossier_id: str,
    *,
    declaration: str | None = None,
    part: str | None = None,
    blank: bool = False,
) -> bytes:
    """The declarations of a dossier as one PDF: all, the one of that id, or those that ``part`` needs.

    Raises ``KnownError`` when there is none. Every printing is in the audit chain.
    """
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    dossier = desk.store.dossiers.get(dossier_id)
    data = _pdf(desk, dossier, declaration, part, blank)
    desk.store.audit.append(
        Event.DECLARATION_PRINTED, dossier_id, desk.officer.code, declaration or part or ""
    )
    return data


def declaration_pages(desk: Desk, dossier_id: str, declaration: str | None = None) -> tuple[bytes, ...]:
    """Its pages as pictures (PNG) for the screen. Looking at them is no printing and is not logged."""
    from kiosk.documents.press import preview_pages

    return preview_pages(_pdf(desk, desk.store.dossiers.get(dossier_id), declaration, None, blank=False))


def blank_declaration_pdf(desk: Desk, procedure: str) -> bytes:
    """A procedure's declarations for handwriting, before there is any dossier."""
    from kiosk.documents.press import declaration_pdf as render

    definition = desk.catalogue.newest(procedure, desk.today())
    return _joined(
        [
            render(DeclarationData(_layout(desk, one), definition, {}, filled=False))
            for one in definition.declarations
        ]
    )


def _pdf(desk: Desk, dossier: Dossier, declaration: str | None, part: str | None, blank: bool) -> bytes:
    from kiosk.documents.press import declaration_pdf as render

    state = state_of(desk, dossier)
    wanted = [
        one
        for one in state.declarations
        if declaration in (None, one.id) and (part is None or one.part in (None, part))
    ]
    parts = parts_filed(desk, dossier.id) or parts_of(desk, state)
    return _joined([render(_data(desk, dossier, state, one, parts, blank)) for one in wanted])


def _data(
    desk: Desk,
    dossier: Dossier,
    state: FormState,
    declaration: Declaration,
    parts: Sequence[PartAtFiling],
    blank: bool,
) -> DeclarationData:
    made = dossier.sealed_at or desk.now()
    sound = desk.clock.now() >= desk.store.clock_floor.get()
    to = next((one for one in parts if one.part == declaration.part), parts[0] if parts else None)
    is_filing = state.definition.kind is Kind.FILING
    return DeclarationData(
        layout=_layout(desk, declaration),
        definition=state.definition,
        answers=state.payload(),
        unsure=frozenset(state.unsure()),
        parts=frozenset(one.part for one in parts) if parts else None,
        filled=not blank,
        slip_number="" if blank else dossier.slip_number or "",
        to=to.authority_name if to is not None and is_filing else "",
        place=locality(desk.office.authority_name),
        made_on=made.astimezone(VIETNAM).date() if sound and not blank else None,
        draft=not blank and is_filing and dossier.state is DossierState.DRAFT and bool(state.faults),
    )


def locality(authority: str) -> str:
    """The place name that stands before the day on a paper, from the authority's printed name."""
    name = authority.removeprefix("UBND ").removeprefix("Ủy ban nhân dân ")
    return name[:1].upper() + name[1:]


def _line(desk: Desk, declaration: Declaration) -> DeclarationLine:
    layout = _layout(desk, declaration)
    return DeclarationLine(
        declaration.id,
        declaration.layout,
        layout.title,
        declaration.part,
        layout.status is LayoutStatus.REFERENCE,
    )


def _layout(desk: Desk, declaration: Declaration) -> Layout:
    return _layouts(desk.catalogue, desk.folder.packs / "forms").newest(declaration.layout)


def _joined(pdfs: Sequence[bytes]) -> bytes:
    if not pdfs:
        raise KnownError(_NONE)
    if len(pdfs) == 1:
        return pdfs[0]
    from kiosk.documents.joining import joined

    return joined(pdfs)
