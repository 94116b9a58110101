"""Taking papers in: picked, stored, back with their owner or in an envelope, each step on the page at once."""

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.papers import DigitisedHow, PaperFile
from kiosk.services import papers
from kiosk.ui.capture_desk import CaptureDesk
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.papers import PapersScreen

if TYPE_CHECKING:
    from kiosk.ui.citizen import CitizenFlow
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift


class PaperDesk:
    """The papers of one shift's visits."""

    def __init__(self, conductor: "Conductor", shift: "Shift", flow: "CitizenFlow") -> None:
        self._c = conductor
        self._shift = shift
        self._flow = flow
        self._capture = CaptureDesk(conductor, shift, flow.draw)

    def page(self) -> Screen:
        """The papers these answers call for."""
        desk = self._shift.desk
        screen = PapersScreen(self._c.kit, papers.lines(desk, self._shift.visit.draft()))
        screen.add.connect(self._c.guarded(self._pick_paper))
        screen.returned.connect(self._c.guarded(self._paper_returned))
        screen.enveloped.connect(self._c.guarded(self._paper_enveloped))
        screen.removed.connect(self._c.guarded(self._paper_removed))
        screen.went_on.connect(self._c.guarded(lambda: None if screen.show_owed() else self._flow.forward()))
        screen.went_back.connect(self._c.guarded(self._flow.back))
        return screen

    def _pick_paper(self, slot: str) -> None:
        """By camera or scanner where the machine has one, else from a file."""
        if self._c.attached.any_for_papers:
            names = {paper.id: paper.name for paper in self._shift.visit.draft().definition.papers}
            self._capture.open(slot, names[slot])
        else:
            self._c.choose_file(lambda path: self._take_paper(slot, path))

    def _take_paper(self, slot: str, path: Path) -> None:
        visit, desk = self._shift.visit, self._shift.desk
        dossier = visit.dossier
        assert dossier is not None

        def take() -> None:
            papers.attach(desk, dossier, slot, papers.read_file(path), DigitisedHow.FILE)

        self._c.work(take, lambda _none: self._papers_changed())

    def _files(self, slot: str) -> tuple[PaperFile, ...]:
        dossier = self._shift.visit.dossier
        assert dossier is not None
        return tuple(f for f in self._shift.desk.store.papers.list(dossier) if f.paper == slot)

    def _paper_returned(self, slot: str) -> None:
        papers.handed_back(self._shift.desk, self._files(slot))
        self._papers_changed()

    def _paper_enveloped(self, slot: str) -> None:
        assert self._shift.visit.dossier is not None
        papers.keep_in_envelope(self._shift.desk, self._shift.visit.dossier, (slot,))
        self._papers_changed()

    def _paper_removed(self, slot: str) -> None:
        files = self._files(slot)
        if files:
            papers.remove(self._shift.desk, files[-1].id)
        self._papers_changed()

    def _papers_changed(self) -> None:
        self._shift.visit.answered()
        self._flow.draw(say=False, scroll=self._c.scrolled())
