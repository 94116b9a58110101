"""The parts of a dossier, each with who decides it and by which road it goes there: a sign and words, never colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.domain.dossier import PartAtFiling, PartState, Route
from kiosk.services.guidance import PartAhead
from kiosk.services.intake import Draft
from kiosk.ui.screens.base import spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import ear_for
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel

PARTS = Message(
    "ui.parts.title",
    "Khai một lần, mỗi phần do một nơi giải quyết",
    "Over the parts of a linked dossier and the authorities that decide them.",
)
DECIDES = Message("ui.parts.decides", "Nơi giải quyết: {authority}", "Under a part: who decides it.")
IF_CHOSEN = Message(
    "ui.parts.if_chosen",
    "Tùy bà con chọn",
    "Beside a part that belongs to the dossier only if the citizen wants it.",
)
ON_PAPER = Message(
    "ui.parts.on_paper",
    "Phần này chưa gửi qua mạng được: in giấy, cán bộ chuyển tay.",
    "Under a part whose authority's system is not connected. Must not lose: it is printed and carried by hand.",
)
BY_WIRE = Message(
    "ui.parts.by_wire", "Phần này gửi qua mạng.", "Under a part that goes to its authority by the network."
)

#: Sign of each road; its words stand in the services, where papers use them too.
ROUTE_SIGNS: dict[Route, str] = {Route.SYSTEM: "sending", Route.PAPER: "carry"}
_SAID = {Route.SYSTEM: BY_WIRE, Route.PAPER: ON_PAPER}


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part. ``authority`` is a printed name or a message; ``route`` is unknown before there is a dossier."""

    id: str
    name: Message
    authority: str | Message
    route: Route | None = None
    chosen_later: bool = False


def parts_before(parts: Sequence[PartAhead]) -> tuple[PartLine, ...]:
    """What a procedure may consist of, before anybody has answered anything."""
    return tuple(
        PartLine(
            one.part.part.id,
            one.part.part.name,
            one.part.part.authority.name,
            None,
            chosen_later=not one.always,
        )
        for one in parts
    )


def parts_ahead(draft: Draft, parts: Sequence[PartAtFiling | PartState]) -> tuple[PartLine, ...]:
    """The parts a dossier is filed with, as its answers stand."""
    names = {part.id: part.name for part in draft.definition.parts}
    return tuple(
        PartLine(one.part, names[one.part], one.authority_name, one.route)
        for one in parts
        if one.part in names
    )


def part_card(kit: Kit, parts: Sequence[PartLine]) -> Card:
    """All parts on one surface; each is named ``part-<id>``."""
    card = Card(kit.look)
    card.setObjectName("parts")
    if len(parts) > 1:
        card.column.addWidget(spoken_row(kit, PARTS, Role.ANSWER, Role.ANSWER_UNDER, "people", 11))
    for part in parts:
        card.column.addWidget(_line(kit, part))
    return card


def parts_spoken(parts: Sequence[PartLine]) -> tuple[Spoken, ...]:
    """What is said of the parts: nothing where there is only one and it goes by wire."""
    if len(parts) < 2:
        return tuple(Spoken(ON_PAPER) for part in parts if part.route is Route.PAPER)
    return (Spoken(PARTS), *(Spoken(part.name) for part in parts))


def _line(kit: Kit, part: PartLine) -> QWidget:
    mm = kit.look.mm
    holder = QWidget()
    holder.setObjectName(f"part-{part.id}")
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(mm(2.5))
    sign = ROUTE_SIGNS[part.route] if part.route is not None else "officer"
    row.addWidget(PictogramLabel(kit.look, sign, 10), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(mm(0.4))
    column.addWidget(BilingualLabel(kit.look, kit.show(part.name), Role.BODY, Role.NOTE))
    shown = kit.show(DECIDES, authority=part.authority)
    column.addWidget(BilingualLabel(kit.look, shown, Role.NOTE, Role.OFFICER_SMALL, ink="muted"))
    if part.route is not None:
        told = kit.show(_SAID[part.route])
        ink = "warn_ink" if part.route is Route.PAPER else "muted"
        column.addWidget(BilingualLabel(kit.look, told, Role.NOTE, Role.OFFICER_SMALL, ink=ink))
    elif part.chosen_later:
        column.addWidget(
            BilingualLabel(kit.look, kit.show(IF_CHOSEN), Role.NOTE, Role.OFFICER_SMALL, ink="accent")
        )
    row.addLayout(column, 1)
    ear = ear_for(kit, part.name)
    if ear is not None:
        row.addWidget(ear, 0, Qt.AlignmentFlag.AlignTop)
    return holder
