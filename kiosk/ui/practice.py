"""Practice at the screen: a session with invented citizens, the lessons, and a coach who sees what was done.

Everything else is the officer's usual screen: what is learnt here is what is done there.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from forms.errors import KnownError
from kiosk import modes
from kiosk.domain.dossier import Answer
from kiosk.i18n.packs import VIETNAMESE
from kiosk.services import practising
from kiosk.services.session_desk import Session
from kiosk.services.visit import Stage
from kiosk.ui.beats import STILL_THERE
from kiosk.ui.lessons import LESSONS, Lesson, Start
from kiosk.ui.practice_mark import PracticeMark
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.fresh import FreshScreen
from kiosk.ui.screens.lessons import LessonsScreen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

CARD = "011190000999|123456789|NGUYỄN THỊ MẪU|03051990|Nữ|Bản Mẫu, Xã Búng Lao, Điện Biên|15042021"
"""An invented card; the number's province, sex and year agree with the rest."""

LOOK_MS = 250
KEYBOARD_MS = 150


class Practice:
    """One sitting of practice."""

    still_there = STILL_THERE
    has_counter = True

    def __init__(self, conductor: "Conductor") -> None:
        self._c = conductor
        self._session: Session | None = None
        self._lesson: Lesson | None = None
        self._at = 0
        self._page = ""
        self._done: list[str] = []
        self._mark: PracticeMark | None = None
        self._eye = QTimer(conductor)
        self._eye.setInterval(LOOK_MS)
        self._eye.timeout.connect(conductor.guarded(self._look))

    def begin(self) -> None:
        """A practice office, then the lessons. The mark stands before anything else does."""
        c = self._c
        c.mode = "fresh"
        self._mark = mark = PracticeMark(c.window, c.kit)
        mark.band.stepped.connect(c.guarded(self._next))
        mark.band.ended.connect(c.guarded(self.next_citizen))
        mark.band.card_wanted.connect(c.guarded(self._scan))
        c.present(lambda: FreshScreen(c.kit), say=False, languages=False)
        c.background.run(
            lambda: practising.open_practice(c.folder, c.clock),
            lambda session: c.safely(self._opened, session),
            c.tell,
        )

    def _opened(self, session: Session) -> None:
        c = self._c
        self._session = session
        c.begin_shift(session.desk)
        assert c.shift is not None
        c.shift.set_pin(practising.PIN)
        self._eye.start()
        self.next_citizen()
        c.alive()

    def next_citizen(self) -> None:
        """Back to the list of lessons."""
        c = self._c
        if self._lesson is not None and self._at == len(self._lesson.steps) - 1:
            self._done.append(self._lesson.id)
        self._lesson = None
        assert self._mark is not None
        self._mark.band.show_no_step()
        c.fresh_citizen()
        c.speak_language(VIETNAMESE)
        c.mode = "lessons"
        if c.shift is not None:
            c.shift.visit.end()

        def build() -> Screen:
            screen = LessonsScreen(c.kit, LESSONS, self._done)
            screen.chosen.connect(c.guarded(self._begin_lesson))
            screen.free.connect(c.guarded(c.open_citizen))
            screen.left.connect(c.guarded(self.leave))
            return screen

        c.present(build, languages=False)

    def officer_wanted(self) -> None:
        """The counter, without asking for a PIN: there is nothing to protect."""
        self._c.open_home()

    def leave(self) -> None:
        """Practice ends; the officers' own screen comes back."""
        self.end()
        self._c.citizen = None
        self._c.become(modes.OFFICE)

    def told(self, said: dict[str, object]) -> None:
        """The supervisor has nothing to say to practice."""

    def presented(self) -> None:
        """The mark wears the page's look."""
        if self._mark is not None:
            self._mark.use(self._c.kit.with_translator(self._c.translator(VIETNAMESE)))

    def end(self) -> None:
        """The window goes, and everything invented with it."""
        self._eye.stop()
        session, self._session = self._session, None
        if session is not None:
            session.end()
        self._c.shift = None

    # -- lessons

    def _begin_lesson(self, id: str) -> None:
        c = self._c
        lesson = next(one for one in LESSONS if one.id == id)
        assert c.shift is not None
        desk, visit = c.shift.desk, c.shift.visit
        self._lesson, self._at = lesson, 0
        if lesson.start is Start.GREETING:
            c.open_citizen()
        elif lesson.start is Start.CARD:
            visit.resume(practising.begun(desk, without=("requester",)))
            self._to_card()
        elif lesson.start is Start.DRAFT:
            practising.begun(desk, without=("requester",))
            c.open_counter()
        elif lesson.start is Start.WRONG:
            visit.resume(practising.begun(desk, wrong=Answer("requester_phone", "123")))
            visit.stage = Stage.CHECK
            c.open_citizen()
        else:
            c.open_detail(practising.filed(desk))
        self._show()

    def _to_card(self) -> None:
        """The first page that takes a card."""
        c = self._c
        assert c.shift is not None
        visit = c.shift.visit
        page = next(page for page in visit.draft().state.pages if page.card_groups)
        with suppress(KnownError):
            visit.desk.store.dossiers.set_page(visit.draft().dossier.id, page.address)
        visit.answered()
        c.open_citizen()
        # The lesson is about the card: the keyboard that comes with the page's line would only hide it.
        QTimer.singleShot(KEYBOARD_MS, c.window, lambda: c.window.frame.put_keyboard_away())

    def _scan(self) -> None:
        if self._c.citizen is not None:
            self._c.citizen.asking.card_scanned(CARD, False)

    def _look(self) -> None:
        """Whether the step at hand is done; whoever is quick has done the ones after it as well."""
        if self._lesson is None:
            return
        steps, moved = self._lesson.steps, self._c.state_name() != self._page
        for at in range(len(steps) - 1, self._at - 1, -1):
            until = steps[at].until
            if (at == self._at or (moved and until.startswith("page:"))) and self._is_done(until):
                self._at = at
                self._next()
                return

    def _is_done(self, until: str) -> bool:
        kind, _, name = until.partition(":")
        if kind == "page":
            state = self._c.state_name()
            return state == name or state.startswith(f"{name}:")
        here = any(w.isVisible() for w in self._c.window.findChildren(QWidget, name)) if name else False
        return (kind == "sees" and here) or (kind == "gone" and not here)

    def _next(self) -> None:
        if self._lesson is not None and self._at + 1 < len(self._lesson.steps):
            self._at += 1
            self._show()

    def _show(self) -> None:
        if self._lesson is None or self._mark is None:
            return
        self._page = self._c.state_name()
        step, total = self._lesson.steps[self._at], len(self._lesson.steps)
        self._mark.band.show_step(step.text, self._at + 1, total, card=step.card, taps=not step.until)
