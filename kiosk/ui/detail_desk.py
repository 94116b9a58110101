"""One dossier, whole: fetches what its page shows and does what is asked there."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.domain.dossier import DossierState
from kiosk.services import counter, following, known_facts, print_queue, printing, versions
from kiosk.ui.counter.deeds_section import offered
from kiosk.ui.counter.detail_screen import DetailScreen
from kiosk.ui.counter.values import Document, Preview
from kiosk.ui.dossier_papers import PapersOfDossier
from kiosk.ui.files import write_file
from kiosk.ui.part_desk import PartDesk
from kiosk.ui.picking import pick
from kiosk.ui.press_desk import PressDesk
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.done import SAVED
from kiosk.ui.supplement_desk import SupplementDesk

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.counter_flow import CounterFlow
    from kiosk.ui.shift import Shift

SENT_AGAIN = Message("ui.counter.sent_again", "Đã xếp gửi lại.", "A refused parcel is queued again.")
RESULT_SAVED = Message("ui.counter.result_saved", "Đã lưu kết quả.", "A result file was saved.")
RESULT_NOT_HERE = Message(
    "ui.counter.result_not_here",
    "Tệp kết quả chưa về tới máy này.",
    "The result's file has not been fetched.",
)


class DetailDesk:
    """The page of one dossier at a time; what is done there beyond looking has desks of its own."""

    def __init__(self, conductor: "Conductor", shift: "Shift", counter_flow: "CounterFlow") -> None:
        self._c = conductor
        self._desk = shift.desk
        self._counter = counter_flow
        self._press = PressDesk(conductor)
        self._paper_parts = PartDesk(conductor, shift.desk, counter_flow)
        self._supplements = SupplementDesk(conductor, shift)

    def open(self, dossier: str) -> None:
        """The page of a dossier."""
        self._c.present(partial(self._build, dossier), say=False, languages=False)

    def _build(self, dossier: str) -> Screen:
        found = counter.detail(self._desk, dossier)
        papers = PapersOfDossier(self._desk, dossier)
        filed = found.dossier.state is DossierState.SEALED
        screen = DetailScreen(
            self._c.kit,
            self._desk.officer.role,
            self._c.clock,
            found,
            self._results_here(found),
            papers_out=papers.lines(self._c.kit) if filed else (),
            forms=papers.forms(self._c.kit) if filed else (),
            where=partial(known_facts.where_from, self._desk),
            newer=versions.newer(self._desk, found.dossier) is not None,
            deeds=offered(self._desk.officer.role, found) if filed else (),
        )
        guarded = self._c.guarded
        screen.paper_look_asked.connect(
            guarded(lambda id: self._press.look(papers.wanted(id), screen.tell, papers.preview(id)))
        )
        screen.paper_print_asked.connect(
            guarded(lambda id: self._press.print(papers.wanted(id), screen.tell))
        )
        screen.part_move_asked.connect(guarded(partial(self._paper_parts.open, found.dossier.id)))
        screen.version_asked.connect(guarded(lambda: self._counter.resume_draft(dossier)))
        screen.deed_asked.connect(guarded(partial(self._counter.dossiers.do, found.dossier.id)))
        screen.went_back.connect(guarded(self._counter.back))
        screen.document_asked.connect(guarded(partial(self._preview, screen)))
        screen.print_asked.connect(guarded(partial(self._print, screen)))
        screen.save_asked.connect(guarded(partial(self._save, screen)))
        screen.supplement_asked.connect(guarded(partial(self._supplements.open, found.dossier.id)))
        screen.send_again_asked.connect(guarded(partial(self._send_again, screen)))
        screen.notices_seen.connect(guarded(lambda: self._seen(screen)))
        screen.result_asked.connect(guarded(partial(self._result, screen)))
        return screen

    def _results_here(self, found: counter.Detail) -> tuple[str, ...]:
        return tuple(
            notice.id
            for notice in found.notices
            if notice.result is not None and self._desk.store.notices.result(notice.id) is not None
        )

    def show_again(self, screen: DetailScreen) -> None:
        """What stands on the page, as it is now."""
        found = counter.detail(self._desk, screen.detail.dossier.id)
        screen.show_detail(found, self._results_here(found))

    def _pdf(self, dossier: str, document: Document, size: str) -> bytes:
        make = printing.slip_pdf if document is Document.SLIP else printing.receipt_pdf
        return make(self._desk, dossier, size)

    def _preview(self, screen: DetailScreen, document: Document, size: str) -> None:
        dossier = screen.detail.dossier.id
        make = printing.slip_pages if document is Document.SLIP else printing.receipt_pages

        def done(pages: tuple[bytes, ...]) -> None:
            if screen is self._c.window.screen_shown:
                screen.show_preview(Preview(document, size, pages))

        self._c.work(lambda: make(self._desk, dossier, size), done)

    def _print(self, screen: DetailScreen, document: Document, size: str) -> None:
        dossier = screen.detail.dossier.id
        ask = print_queue.slip if document is Document.SLIP else print_queue.receipt
        self._c.prints.submit(lambda: ask(self._desk, dossier, size), screen.tell)

    def _save(self, screen: DetailScreen, document: Document, size: str) -> None:
        folder = pick(self._c, folders=True)
        if folder is None:
            return
        dossier = screen.detail.dossier
        name = f"{dossier.slip_number or dossier.id}-{document.value}.pdf"

        def write() -> None:
            write_file(folder / name, self._pdf(dossier.id, document, size))

        self._c.work(write, lambda _none: screen.tell("good", SAVED))

    def _send_again(self, screen: DetailScreen, parcel: str) -> None:
        def done(_parcel: str) -> None:
            self.show_again(screen)
            screen.tell("good", SENT_AGAIN)

        self._c.work(lambda: following.send_again(self._desk, parcel), done)

    def _seen(self, screen: DetailScreen) -> None:
        counter.notices_seen(self._desk, screen.detail.dossier.id)
        self.show_again(screen)

    def _result(self, screen: DetailScreen, notice: str) -> None:
        data = self._desk.store.notices.result(notice)
        found = next((n for n in screen.detail.notices if n.id == notice), None)
        if data is None or found is None or found.result is None:
            screen.tell("warn", RESULT_NOT_HERE)
            return
        folder = pick(self._c, folders=True)
        if folder is not None:
            write_file(folder / Path(found.result.name).name, data)
            screen.tell("good", RESULT_SAVED)
