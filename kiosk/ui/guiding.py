"""Guidance and worksheets: what the kiosk explains or fills in but never sends, and what to bring, on paper."""

from functools import partial
from typing import TYPE_CHECKING, Protocol

from forms.text import Message
from kiosk.domain.print_jobs import PrintKind
from kiosk.services import bringing
from kiosk.services.print_queue import ToPrint
from kiosk.services.visit import Stage
from kiosk.ui.dossier_papers import PapersOfDossier
from kiosk.ui.press_desk import PressDesk
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.guide import GuideEndScreen, GuideScreen
from kiosk.ui.screens.life_events import procedure_picture
from kiosk.ui.screens.worksheet import WorksheetScreen

if TYPE_CHECKING:
    from kiosk.ui.citizen import CitizenFlow
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift


class TellsOfPrinting(Protocol):
    """A page that says what became of printing."""

    def tell(self, tone: str, message: Message) -> None: ...


class Guiding:
    """The steps of one shift's visits. Holds nothing but the number of the step shown."""

    def __init__(self, conductor: "Conductor", shift: "Shift", flow: "CitizenFlow") -> None:
        self._c = conductor
        self._shift = shift
        self._flow = flow
        self._press = PressDesk(conductor)
        self._at = 0
        self._after_sheet = False  # the steps that follow a worksheet are shown, not the worksheet's own page

    def begin(self) -> None:
        """Another stage: guidance begins with its first step."""
        self._at = 0
        self._after_sheet = False

    def page(self) -> Screen:
        """The step shown, or after the last one what to bring."""
        definition = self._shift.visit.definition()
        if self._at >= len(definition.steps):
            end = GuideEndScreen(self._c.kit, definition.name)
            end.print_asked.connect(self._c.guarded(lambda: self.print_bring(end)))
            end.leaflet_asked.connect(self._c.guarded(lambda: self.print_leaflet(end)))
            end.save_asked.connect(
                self._c.guarded(lambda: self._press.save(self._bring, f"{definition.code}.pdf", end.tell))
            )
            end.again.connect(self._c.guarded(partial(self._turn_to, 0)))
            end.went_on.connect(self._c.guarded(self._c.new_visit))
            end.went_back.connect(self._c.guarded(self._back))
            return end
        screen = GuideScreen(
            self._c.kit,
            definition.name,
            definition.steps,
            self._at,
            procedure_picture(definition.picture, definition.life_event),
        )
        screen.went_on.connect(self._c.guarded(lambda: self._turn_to(self._at + 1)))
        screen.went_back.connect(self._c.guarded(self._back))
        return screen

    def worksheet(self) -> Screen:
        """The filled-in sheet, to be printed; its steps where they were asked for."""
        visit, desk = self._shift.visit, self._shift.desk
        if self._after_sheet:
            return self.page()
        assert visit.dossier is not None
        definition, dossier = visit.definition(), visit.dossier
        sheets = PapersOfDossier(desk, dossier)
        screen = WorksheetScreen(
            self._c.kit, definition.name, sheets.lines(self._c.kit), has_steps=bool(definition.steps)
        )
        screen.print_asked.connect(
            self._c.guarded(lambda id: self._press.print(sheets.wanted(id), screen.tell))
        )
        screen.look_asked.connect(
            self._c.guarded(lambda id: self._press.look(sheets.wanted(id), screen.tell, sheets.preview(id)))
        )
        screen.bring_asked.connect(self._c.guarded(lambda: self.print_bring(screen)))
        screen.steps_asked.connect(self._c.guarded(self._open_steps))
        screen.went_on.connect(self._c.guarded(self._c.new_visit))
        screen.went_back.connect(self._c.guarded(self._flow.back))
        return screen

    def print_bring(self, screen: "TellsOfPrinting", procedure: str | None = None) -> None:
        """Prints what to bring, in the citizen's language under the Vietnamese; as far as answers tell where there are any."""
        visit, desk = self._shift.visit, self._shift.desk
        if procedure is None and visit.dossier is not None:
            make = partial(bringing.bring_for_pdf, desk, visit.dossier)
            self._press.print(ToPrint(PrintKind.BRING_LIST, make, visit.dossier), screen.tell)
            return
        code = procedure or visit.procedure
        assert code is not None
        make = partial(bringing.bring_pdf, desk, code, visit.language)
        self._press.print(ToPrint(PrintKind.BRING_LIST, make), screen.tell)

    def print_leaflet(self, screen: "TellsOfPrinting") -> None:
        """Prints what the procedure is, with pictures, in the citizen's language under the Vietnamese."""
        visit = self._shift.visit
        assert visit.procedure is not None
        make = partial(bringing.leaflet_pdf, self._shift.desk, visit.procedure, visit.language)
        self._press.print(ToPrint(PrintKind.LEAFLET, make), screen.tell)

    def _bring(self) -> bytes:
        visit = self._shift.visit
        assert visit.procedure is not None
        return bringing.bring_pdf(self._shift.desk, visit.procedure, visit.language)

    def _open_steps(self) -> None:
        self._after_sheet = True
        self._turn_to(0)

    def _turn_to(self, at: int) -> None:
        self._at = at
        self._flow.draw()

    def _back(self) -> None:
        """A step back; from the first one to the worksheet, or to what was said before the steps."""
        if self._at > 0:
            self._turn_to(self._at - 1)
        elif self._shift.visit.stage is Stage.WORKSHEET:
            self._after_sheet = False
            self._flow.draw()
        else:
            self._flow.back()
