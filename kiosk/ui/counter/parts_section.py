"""The parts of a dossier as the officer sees them: who decides each, by which road it goes there, and what they say."""

from collections.abc import Callable, Sequence
from datetime import datetime

from forms.definition import Definition
from forms.text import Message
from kiosk.domain.dossier import PartState, Route
from kiosk.services.counter import ROUTE_WORDS
from kiosk.ui.counter.ages import ago
from kiosk.ui.counter.marks import STATUS_MARKS, StateMark
from kiosk.ui.counter.section import Section, signed, small, stacked, words
from kiosk.ui.screens.papers_out import PaperOut, PapersOut
from kiosk.ui.screens.part_list import ROUTE_SIGNS
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit

PARTS = Message("ui.counter.detail.parts", "Nơi giải quyết", "Title over the parts of a dossier.")
FORMS_OUT = Message(
    "ui.detail.forms_out", "Mẫu phiếu của bộ phận một cửa", "Heading: counter forms 02 to 06."
)
PAPERS_OUT = Message(
    "ui.counter.detail.papers_out", "Tờ khai và phiếu chuyển", "Title over the papers that can be printed."
)
MOVE = Message(
    "ui.counter.detail.move",
    "Ghi trạng thái phần giấy",
    "Button: notes what an authority said of a part that was carried on paper.",
)
MOVED_BY = Message(
    "ui.counter.detail.moved_by", "Cán bộ {officer} ghi tay", "Who noted the state of a part by hand."
)


def parts_section(
    kit: Kit,
    definition: Definition,
    parts: Sequence[PartState],
    now: datetime,
    moved: Callable[[str], None] | None = None,
) -> Section:
    """Each part: what, who decides, by which road it goes, and what they say. ``moved`` gets the id of a part on paper whose
    state this officer may note; without it nobody is asked to.
    """
    section = Section(kit, "parts", kit.show(PARTS).text, "officer")
    names = {part.id: part.name for part in definition.parts}
    for part in parts:
        mark = StateMark(kit, STATUS_MARKS[part.status], str(int(part.status)))
        mark.setObjectName(f"case-status-{part.part}")
        name = names.get(part.part)
        what = small(kit, kit.show(name).text) if name is not None and len(parts) > 1 else None
        said = words(kit, part.text) if part.text else None
        who = small(kit, f"{part.authority_name} · {ago(kit, part.status_at, now)}")
        by = small(kit, kit.show(MOVED_BY, officer=part.moved_by).text) if part.moved_by else None
        paper = part.route is Route.PAPER
        road = signed(
            kit,
            ROUTE_SIGNS[part.route],
            kit.show(ROUTE_WORDS[part.route]).text,
            "warn_ink" if paper else "muted",
        )
        road.setObjectName(f"route-{part.part}")
        row = stacked(kit, mark, what, who, road, said, by)
        section.add(row)
        if paper and moved is not None:
            button = BigButton(kit, kit.show(MOVE), icon="edit", least=LEAST_MM, role=Role.OFFICER_STRONG)
            button.setObjectName(f"move-{part.part}")
            button.setAccessibleName(f"{kit.show(MOVE).text}: {part.authority_name}")
            button.tapped.connect(lambda part=part.part: moved(part))
            section.add(button)
    return section


def papers_out_section(
    kit: Kit,
    name: str,
    title: Message,
    papers: Sequence[PaperOut],
    look: Callable[[str], None],
    print_: Callable[[str], None],
) -> Section:
    """Papers of the dossier, each to be looked at or printed."""
    section = Section(kit, name, kit.show(title).text, "print")
    rows = PapersOut(kit, papers, dense=True)
    rows.look_asked.connect(look)
    rows.print_asked.connect(print_)
    section.add(rows)
    return section
