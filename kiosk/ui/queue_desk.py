"""The officer's first page at work: counts and rows of the day's heaps, the search, and a slip held under the scanner."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.documents.slip_code import Finding
from kiosk.domain.dossier import DossierState, DossierSummary
from kiosk.domain.queueing import ElsewhereLine, Section
from kiosk.domain.roles import Act, may
from kiosk.i18n.packs import VIETNAMESE
from kiosk.services import doctor, finding, print_queue, queue, sealed_copy, usual, waiting_number
from kiosk.services.desk import Desk
from kiosk.services.finding import SLIP_BEGINS, SlipFound
from kiosk.ui.counter.health_screen import said
from kiosk.ui.counter.queue_screen import QueueScreen
from kiosk.ui.counter.slip_screen import SlipScreen
from kiosk.ui.health_desk import NOT_READY, HealthPage
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.life_events import procedure_picture

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.counter_flow import CounterFlow

OTHER_COUNTER = Message(
    "ui.queue.other_counter", "Hồ sơ của quầy khác", "In place of a name nobody here knows."
)
NEWS = Message(
    "ui.queue.elsewhere_news",
    "Hồ sơ này nộp ở quầy khác của cơ quan. Tin gần nhất: {text}",
    "News of a dossier that is not on this machine.",
)
NUMBER_GIVEN = Message(
    "ui.queue.number_given",
    "Số chờ {number}. {what}",
    "A waiting number was given; {what} is how its printing goes.",
)
NO_TEXT = Message("ui.queue.no_text", "tỉnh đã nhận", "A notice without words of its own.")


class _Elsewhere:
    """A dossier of another counter as a row: its number is all that is known."""

    def __init__(self, line: ElsewhereLine, name: str) -> None:
        self.summary = DossierSummary(
            line.dossier,
            "",
            DossierState.SEALED,
            name,
            line.at,
            line.at,
            official_number=line.official_number or None,
            unread_notices=line.count,
        )
        self.since = line.at
        self.over = False


class QueueDesk:
    """One shift's queue. It keeps its place while a dossier is open."""

    def __init__(self, conductor: "Conductor", desk: Desk, counter: "CounterFlow") -> None:
        self._c = conductor
        self._desk = desk
        self._counter = counter
        self._place: dict[str, object] = {}
        self._looked = False

    def open(self) -> None:
        """The queue where it was left."""
        screen = self._c.present(self._build, say=False, languages=False)
        if self._place:
            screen.put_back(self._place)
        self.fill(screen)
        self._look_once()

    def _look_once(self) -> None:
        """When the shift begins the machine is looked at; what is not ready is said above the queue."""
        if self._looked:
            return
        self._looked = True

        def tell(count: int, first: doctor.Finding) -> None:
            screen = self._c.window.screen_shown
            if isinstance(screen, QueueScreen):
                screen.tell("warn", NOT_READY, n=count, first=said(self._c.kit, first))

        HealthPage(self._c, self._desk, self._c.open_home).at_start(tell)

    def fill(self, screen: Screen) -> None:
        """Counts and rows as they are now."""
        if not isinstance(screen, QueueScreen):
            return
        if screen.searched:
            self._search(screen, screen.searched)
        elif screen.section is not None:
            self._rows(screen, screen.section)
        screen.show_counts(queue.counts(self._desk))
        if may(self._desk.officer.role, Act.GO_ON_TRIP):
            copy = sealed_copy.copy_due(self._desk)
            screen.remind(copy.said if copy.due or copy.to_confirm else None)
        self._counter.show_road(screen)

    def _build(self) -> Screen:
        names = {
            offer.code: offer.short or offer.name
            for offer in self._desk.catalogue.offered(self._desk.today())
        }
        screen = QueueScreen(self._c.kit, self._desk.officer, self._c.clock, names.get)
        screen.show_undelivered(self._counter.is_undelivered)
        guarded = self._c.guarded
        screen.rows_asked.connect(guarded(partial(self._rows, screen)))
        screen.search_asked.connect(guarded(partial(self._search, screen)))
        screen.code_scanned.connect(guarded(partial(self.scanned, screen)))
        screen.dossier_opened.connect(guarded(partial(self._open, screen)))
        screen.draft_resumed.connect(guarded(partial(self._resume, screen)))
        screen.visit_asked.connect(guarded(self._c.new_visit))
        if may(self._desk.officer.role, Act.FILE):
            most = usual.procedures(self._desk)
            pictures = {one.code: procedure_picture(one.picture, one.life_event) for one in most}
            screen.quick.offer(
                [(one.code, names.get(one.code, one.name), pictures[one.code]) for one in most]
            )
            screen.quick_asked.connect(guarded(self._begin_quickly))
        screen.list_asked.connect(guarded(partial(self._leave, screen, self._counter.open_list)))
        screen.day_asked.connect(guarded(partial(self._leave, screen, self._counter.open_day)))
        screen.number_asked.connect(guarded(partial(self._give_number, screen)))
        screen.copy_asked.connect(guarded(partial(self._leave, screen, self._counter.open_trip)))
        screen.refresh_asked.connect(guarded(partial(self._counter.refresh, screen)))
        screen.road.send_asked.connect(guarded(partial(self._counter.send_now, screen)))
        screen.lock_asked.connect(guarded(lambda: self._c.lock(self._c.open_home)))
        return screen

    def _begin_quickly(self, procedure: str) -> None:
        assert self._c.citizen is not None
        self._c.citizen.quick.begin(procedure)

    def _rows(self, screen: QueueScreen, section: Section) -> None:
        if section is Section.ELSEWHERE:
            name = self._c.kit.show(OTHER_COUNTER).text
            lines = queue.elsewhere(self._desk, limit=screen.most)
            screen.show_rows(section, [_Elsewhere(line, name) for line in lines])
        else:
            screen.show_rows(section, queue.section(self._desk, section, limit=screen.most))

    def _search(self, screen: QueueScreen, text: str) -> None:
        if text.upper().startswith(SLIP_BEGINS):
            self.scanned(screen, text)
            return
        screen.show_found(text, finding.find(self._desk, text, limit=screen.most).rows)

    def scanned(self, screen: QueueScreen, text: str) -> None:
        """A slip is shown and said; anything else is searched for like typed text."""
        if text.upper().startswith(SLIP_BEGINS):
            screen.search.clear()
            self._keep(screen)
            self.show_slip(finding.scan(self._desk, text))
        else:
            screen.search.setText(text)

    def show_slip(self, found: SlipFound) -> None:
        """What the slip's holder may see and hear, in the language they filed in."""
        summary = found.summary
        language = VIETNAMESE
        if summary is not None:
            language = self._desk.store.dossiers.get(summary.id).language
        self._c.speak_language(language if language in self._c.shelf.tags() else VIETNAMESE)
        number = "" if summary is None else summary.official_number or summary.slip_number or ""

        def build() -> Screen:
            screen = SlipScreen(
                self._c.kit,
                (found.finding is Finding.GENUINE, found.message),
                "" if summary is None else summary.citizen_name,
                number,
                found.parts,
                found.spoken,
                can_open=summary is not None,
            )
            screen.went_back.connect(self._c.guarded(self._c.open_home))
            if summary is not None:
                screen.opened.connect(self._c.guarded(partial(self._c.open_detail, summary.id)))
            return screen

        self._c.present(build, say=True, languages=False)

    def _give_number(self, screen: QueueScreen) -> None:
        """A number for somebody who has just come; what the printer says of it stands beside the number."""
        number = waiting_number.given(self._desk)
        paper = waiting_number.to_wait(self._desk, number)

        def tell(tone: str, message: Message) -> None:
            screen.tell(tone, NUMBER_GIVEN, number=number, what=self._c.kit.show(message).text)

        self._c.prints.submit(lambda: print_queue.ask(self._desk, paper), tell)

    def _open(self, screen: QueueScreen, dossier: str) -> None:
        if self._desk.store.dossiers.summary(dossier) is None:
            notices = self._desk.store.notices.for_dossier(dossier)
            text = next((one.text for one in reversed(notices) if one.text), "")
            told = text or self._c.kit.show(NO_TEXT).text
            self._c.sheet((self._c.kit.show(NEWS, text=told),), icon="place")
            return
        self._keep(screen)
        self._place["row"] = dossier
        self._c.open_detail(dossier)

    def _resume(self, screen: QueueScreen, dossier: str) -> None:
        self._keep(screen)
        self._counter.resume_draft(dossier)

    def _leave(self, screen: QueueScreen, where: Callable[[], None]) -> None:
        self._keep(screen)
        where()

    def _keep(self, screen: QueueScreen) -> None:
        self._place = dict(screen.typed())
