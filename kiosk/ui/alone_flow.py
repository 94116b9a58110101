"""The citizen's way through a visit without an officer: no paper is taken, nothing is signed, the end is a waiting number."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from forms.errors import KnownError
from forms.faults import Fault
from forms.kinds import Kind
from forms.text import Message
from kiosk.services import handing_in, papers, print_queue, waiting_number
from kiosk.services.handing_in import HandedIn
from kiosk.services.visit import Stage
from kiosk.ui.citizen import CitizenFlow
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.check import CheckScreen
from kiosk.ui.screens.handed_in import HandedInScreen
from kiosk.ui.screens.papers_to_show import PapersToShowScreen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift
    from sync.parcel import KemPublic


class AloneFlow(CitizenFlow):
    """One citizen's visit. ``key`` is what the finished dossier is sealed to."""

    def __init__(self, conductor: "Conductor", shift: "Shift", key: "KemPublic") -> None:
        super().__init__(conductor, shift)
        self._key = key
        self._to_show: tuple[Message, ...] = ()
        self._printed: bool | None = None

    def pages(self) -> dict[Stage, Callable[[], Screen]]:
        """As beside an officer, but for papers and the end."""
        return {**super().pages(), Stage.PAPERS: self._papers_to_show, Stage.HANDED_IN: self._handed_in}

    def _papers_to_show(self) -> Screen:
        screen = PapersToShowScreen(self._c.kit, papers.lines(self._shift.desk, self._shift.visit.draft()))
        self._wired(screen)
        return screen

    def faults(self) -> tuple[Fault, ...]:
        """What only the citizen can mend; papers are the officer's to look at."""
        visit = self._shift.visit
        if visit.kind() is not Kind.FILING:
            return super().faults()
        assert visit.dossier is not None
        return handing_in.check(self._shift.desk, visit.dossier)

    def checked(self, screen: CheckScreen) -> None:
        """The answers are right: they go to the officer."""
        visit, desk, key, home = self._shift.visit, self._shift.desk, self._key, self._c.folder
        dossier = visit.dossier
        if visit.kind() is not Kind.FILING or dossier is None:
            super().checked(screen)
            return
        self._to_show = tuple(
            p.paper.name for p in visit.draft().state.papers if p.needed and not p.waits_for_lookup
        )

        def handed(result: HandedIn) -> None:
            visit.handed(result)
            self.draw()
            self._print_number(result.text)

        def failed(error: BaseException) -> None:
            self._c.tell(error)
            if isinstance(error, KnownError):
                visit.answered()

        self._c.work(lambda: handing_in.hand_in(desk, dossier, key, home), handed, failed)

    def _handed_in(self) -> Screen:
        handed = self._shift.visit.handed_in
        assert handed is not None
        screen = HandedInScreen(self._c.kit, handed.text, self._to_show)
        screen.went_on.connect(self._c.guarded(self._c.new_visit))
        if self._printed is not None:
            screen.tell_printed(printed=self._printed)
        return screen

    def _print_number(self, number: str) -> None:
        """Where the office has a printer, the number is printed unasked: who cannot read cannot write it down either."""
        visit, desk = self._shift.visit, self._shift.desk
        if not print_queue.printer_for(desk, print_queue.slip_size(desk)):
            return
        paper = waiting_number.paper(desk, number, visit.language, self._to_show)
        self._c.prints.submit(lambda: print_queue.ask(desk, paper), self._tell_printed)

    def _tell_printed(self, tone: str, _message: Message) -> None:
        """The printer's own words are an officer's; the citizen hears whether there is a paper to take."""
        screen = self._c.window.screen_shown
        if tone == "info" or not isinstance(screen, HandedInScreen):
            return  # it is being printed
        self._printed = tone == "good"
        screen.tell_printed(printed=self._printed)
