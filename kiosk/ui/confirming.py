"""The officer's confirmation and what follows it: the sealed dossier and its slip."""

from functools import partial
from typing import TYPE_CHECKING

from forms.errors import KnownError
from forms.faults import Fault
from kiosk.i18n.packs import VIETNAMESE
from kiosk.services import confirmation, filing, intake, known_facts, parts
from kiosk.services.filing import Filed, NotReady
from kiosk.services.intake import Draft
from kiosk.services.sealing import in_order
from kiosk.ui.dossier_papers import PapersOfDossier
from kiosk.ui.press_desk import PressDesk
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.done import DoneScreen
from kiosk.ui.screens.officer import OfficerScreen, OfficerView
from kiosk.ui.screens.part_list import PartLine, parts_ahead
from kiosk.ui.screens.rows import rows_of
from kiosk.ui.slip_desk import SlipDesk

if TYPE_CHECKING:
    from kiosk.i18n.translator import Shown
    from kiosk.ui.citizen import CitizenFlow
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift


class Confirming:
    """The last two pages of a visit."""

    def __init__(self, conductor: "Conductor", shift: "Shift", flow: "CitizenFlow") -> None:
        self._c = conductor
        self._shift = shift
        self._flow = flow
        self._slips = SlipDesk(conductor, shift.desk)
        self._press = PressDesk(conductor)

    def faults(self) -> tuple[Fault, ...]:
        """Everything that stands between the draft and confirmation."""
        assert self._shift.visit.dossier is not None
        return filing.check(self._shift.desk, self._shift.visit.dossier)

    def parts(self, draft: Draft) -> tuple[PartLine, ...]:
        """The parts this draft would be filed with. Where it cannot be told now, confirming will say why: the page stands."""
        try:
            return parts_ahead(draft, parts.expected(self._shift.desk, draft))
        except KnownError as error:
            self._c.journal.write("parts-unknown", reason=error.message.id)
            return ()

    def show_slip(self, screen: DoneScreen) -> None:
        """Puts the slip's picture on the last page."""
        self._slips.preview(screen, self._filed().dossier)

    def page(self) -> Screen:
        """The officer's look over everything."""
        visit, desk = self._shift.visit, self._shift.desk
        assert visit.dossier is not None
        draft = visit.draft()
        said = desk.store.confirmations.of(visit.dossier)
        files = [p for p in desk.store.papers.list(visit.dossier) if p.paper != confirmation.SIGNATURE_SLOT]
        view = OfficerView(
            procedure=draft.definition.name,
            citizen=draft.dossier.citizen_name,
            rows=rows_of(draft, partial(known_facts.where_from, desk)),
            parts=self.parts(draft),
            warnings=tuple((draft.definition.field(f).label, text) for f, text in draft.state.warnings),
            reasons=draft.state.officer_reasons,
            faults=self.faults(),
            papers=len(files),
            signed=said.signature.how if said.signature is not None else None,
            reader=said.read_back.reader if said.read_back is not None else "",
        )
        # The officer reads this page: in Vietnamese, whatever the citizen speaks.
        kit = self._c.kit.with_translator(self._c.translator(VIETNAMESE))
        screen = OfficerScreen(kit, view, pin=self._shift.has_pin)
        screen.confirmed.connect(self._c.guarded(lambda secret: self._confirm(screen, secret)))
        screen.mend.connect(self._c.guarded(self._flow.change))
        screen.went_back.connect(self._c.guarded(self._flow.back))
        return screen

    def _confirm(self, screen: OfficerScreen, secret: str) -> None:
        def refused(shown: "Shown") -> None:
            if screen is self._c.window.screen_shown:
                screen.secret.refuse(shown)

        self._c.prove_officer(secret, lambda: self._file(screen), refused)

    def _file(self, screen: OfficerScreen) -> None:
        visit, desk = self._shift.visit, self._shift.desk
        dossier = visit.dossier
        if screen is not self._c.window.screen_shown or dossier is None:
            return

        def filed(result: Filed) -> None:
            if visit.dossier == result.dossier:
                visit.confirmed(result)
                self._flow.draw()
                done = self._c.window.screen_shown
                if isinstance(done, DoneScreen):
                    self._flow.quick.filed(lambda: self._slips.print(done, result.dossier))

        def failed(error: BaseException) -> None:
            if screen is not self._c.window.screen_shown:
                self._c.tell(error)
                return
            screen.secret.ready()
            if isinstance(error, NotReady):
                screen.show_faults(error.faults)
            screen.secret.refuse(self._c.words_of(error)[0])

        self._c.work(lambda: filing.confirm(desk, dossier), filed, failed)

    def _filed(self) -> Filed:
        filed = self._shift.visit.filed
        assert filed is not None
        return filed

    def done(self) -> Screen:
        """The end of the visit."""
        filed, desk = self._filed(), self._shift.desk
        draft = intake.open_draft(desk, filed.dossier)
        known = desk.store.dossiers.parts(filed.dossier)
        papers = PapersOfDossier(desk, filed.dossier)
        screen = DoneScreen(
            self._c.kit,
            filed.slip,
            parts_ahead(draft, in_order(draft.definition, known)),
            papers.lines(self._c.kit),
            draft.definition.undelivered,
        )
        screen.print_asked.connect(self._c.guarded(lambda: self._slips.print(screen, filed.dossier)))
        screen.save_asked.connect(self._c.guarded(lambda: self._slips.save(screen, filed)))
        screen.paper_print_asked.connect(
            self._c.guarded(lambda id: self._press.print(papers.wanted(id), screen.tell))
        )
        screen.paper_look_asked.connect(
            self._c.guarded(lambda id: self._press.look(papers.wanted(id), screen.tell, papers.preview(id)))
        )
        screen.went_on.connect(self._c.guarded(self._c.new_visit))
        return screen
