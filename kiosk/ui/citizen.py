"""The citizen's way through a visit: draws the page of the stage and turns what a person did into the visit's verbs.

Knows every citizen's screen and the services behind them. Answers are stored the moment they are complete; nothing
of them is kept here.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from forms.faults import Fault
from kiosk.domain.dossier import SignedHow
from kiosk.services import confirmation, guidance, known_facts
from kiosk.services.visit import Stage
from kiosk.ui.asking import Asking
from kiosk.ui.confirming import Confirming
from kiosk.ui.greeting import Greeting, tag_and_branch
from kiosk.ui.guiding import Guiding
from kiosk.ui.paper_desk import PaperDesk
from kiosk.ui.quick_hands import QuickPages
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.check import CheckScreen
from kiosk.ui.screens.data_notice import DataNoticeScreen
from kiosk.ui.screens.done import DoneScreen
from kiosk.ui.screens.language import LanguageChoice, LanguageScreen
from kiosk.ui.screens.prepare import PrepareScreen
from kiosk.ui.screens.procedure import ProcedureScreen
from kiosk.ui.screens.question import QuestionScreen
from kiosk.ui.screens.read_back import ReadBackScreen
from kiosk.ui.screens.rows import rows_of
from kiosk.ui.screens.signature import SignatureScreen
from kiosk.ui.screens.stopped import StoppedScreen
from kiosk.ui.widgets.kit import plain

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift


class CitizenFlow:
    """One shift's citizens, one after another."""

    def __init__(self, conductor: "Conductor", shift: "Shift") -> None:
        self._c = conductor
        self._shift = shift
        self.asking = Asking(conductor, shift, self)
        self.quick = QuickPages(conductor, shift, self)
        self._papers = PaperDesk(conductor, shift, self)
        self._confirming = Confirming(conductor, shift, self)
        self._consent: tuple[bool, str] | None = None
        self._carried: tuple[str, Mapping[str, object]] | None = None
        self._signed_before = False
        self._event: str | None = None
        self._guides = Guiding(conductor, shift, self)
        self._greeting = Greeting(conductor)

    # -- drawing

    def draw(self, *, say: bool = True, scroll: int = 0) -> None:
        """Shows the page of the stage the visit is at."""
        visit = self._shift.visit
        self._c.speak_language(visit.language, visit.branch)
        self.asking.forget()
        if visit.stage is Stage.LANGUAGE:
            self._event = None
        if visit.stage not in (Stage.GUIDE, Stage.WORKSHEET):
            self._guides.begin()
        first = visit.stage is Stage.LANGUAGE
        build = self.pages()[visit.stage]
        screen = self._c.present(build, say=say, languages=not first, scroll=scroll)
        carried, self._carried = self._carried, None
        if carried is not None and carried[0] == screen.state_name():
            screen.put_back(carried[1])
        if isinstance(screen, DoneScreen):
            self._confirming.show_slip(screen)

    def redrawn(self, screen: Screen) -> None:
        """The page was built anew in another look: what comes later is fetched again."""
        if isinstance(screen, DoneScreen):
            self._confirming.show_slip(screen)

    def pages(self) -> dict[Stage, Callable[[], Screen]]:
        """What makes the page of each stage."""
        return {
            Stage.LANGUAGE: self._language,
            Stage.PROCEDURE: self._procedure,
            Stage.PREPARE: self._prepare,
            Stage.DATA_NOTICE: self._data_notice,
            Stage.QUESTIONS: self.asking.page,
            Stage.STOPPED: self._stopped,
            Stage.PAPERS: self._papers.page,
            Stage.CHECK: self._check,
            Stage.READ_BACK: self._read_back,
            Stage.SIGNATURE: self._signature,
            Stage.OFFICER: self._confirming.page,
            Stage.DONE: self._confirming.done,
            Stage.GUIDE: self._guides.page,
            Stage.WORKSHEET: self._guides.worksheet,
        }

    def _wired(self, screen: Screen) -> None:
        screen.went_on.connect(self._c.guarded(self.forward))
        screen.went_back.connect(self._c.guarded(self.back))

    def forward(self) -> None:
        """On from a page that asks nothing more."""
        self._shift.visit.forward()
        self.draw()

    def back(self) -> None:
        """One step back; no answer is lost."""
        visit = self._shift.visit
        self._signed_before = visit.stage is Stage.OFFICER
        visit.back()
        self.draw()

    # -- greeting, procedure, what to know

    def _choices(self) -> tuple[LanguageChoice, ...]:
        return self._greeting.choices(self._shift.desk.office.province)

    def _language(self) -> Screen:
        screen = LanguageScreen(self._c.kit, self._choices(), first=True)
        screen.chosen.connect(self._c.guarded(self._choose_language))
        screen.listened.connect(self._c.guarded(self._greeting.say))
        return screen

    def _choose_language(self, choice: str) -> None:
        def go_on() -> None:
            self._shift.visit.choose_language(*tag_and_branch(choice))
            self._shift.visit.forward()
            self.draw()

        sheet = self._greeting.lead(choice, alone=self._c.apart is not None and not self._c.apart.has_counter)
        if sheet is None:
            go_on()
        else:
            sheet.chosen.connect(self._c.guarded(lambda _id: go_on()))

    def choose_language_again(self) -> None:
        """The language in the middle of a page: answers and place stay."""
        if isinstance(self._c.window.screen_shown, LanguageScreen):
            return
        typed = self._in_hand()

        def back() -> None:
            self._carried = typed
            self.draw(say=False)

        def chosen(choice: str) -> None:
            self._shift.visit.choose_language(*tag_and_branch(choice))
            self._carried = typed
            self.draw()

        def build() -> Screen:
            page = LanguageScreen(self._c.kit, self._choices(), first=False)
            page.chosen.connect(self._c.guarded(chosen))
            page.listened.connect(self._c.guarded(self._greeting.say))
            page.went_back.connect(self._c.guarded(back))
            return page

        self._c.present(build, say=False, languages=False)

    def same_page(self, change: Callable[[], None]) -> None:
        """Draws the page anew after something about the visit has changed; what is being typed comes along."""
        typed = self._in_hand()
        change()
        self._carried = typed
        self.draw(say=False, scroll=self._c.scrolled())

    def _in_hand(self) -> tuple[str, Mapping[str, object]] | None:
        """What stands on the page and is in no store yet; answers are stored first."""
        screen = self._c.window.screen_shown
        if isinstance(screen, QuestionScreen):
            self.asking.save_pending(screen)
        return (screen.state_name(), screen.typed()) if screen is not None else None

    def _procedure(self) -> Screen:
        screen = ProcedureScreen(self._c.kit, guidance.offers(self._shift.desk), self._event)
        screen.event_chosen.connect(self._c.guarded(self._choose_event))
        screen.chosen.connect(self._c.guarded(self._choose_procedure))
        screen.bring_asked.connect(self._c.guarded(lambda code: self._guides.print_bring(screen, code)))
        screen.went_back.connect(self._c.guarded(self._back_from_procedures))
        return screen

    def _choose_event(self, event: str) -> None:
        self._event = event
        self.draw()

    def _back_from_procedures(self) -> None:
        """From one event's procedures to all events, from there to the greeting."""
        if self._event is not None:
            self._event = None
            self.draw()
        else:
            self.back()

    def _choose_procedure(self, code: str) -> None:
        self._shift.visit.choose_procedure(code)
        self._consent = None
        self.draw()

    def _prepare(self) -> Screen:
        assert self._shift.visit.procedure is not None
        procedure = self._shift.visit.procedure
        screen = PrepareScreen(self._c.kit, guidance.preparation(self._shift.desk, procedure))
        screen.bring_asked.connect(self._c.guarded(lambda: self._guides.print_bring(screen)))
        screen.leaflet_asked.connect(self._c.guarded(lambda: self._guides.print_leaflet(screen)))
        self._wired(screen)
        return screen

    def _data_notice(self) -> Screen:
        screen = DataNoticeScreen(self._c.kit, confirmation.DataUse(), self.quick.facts())
        screen.answered.connect(self._remember_consent)
        screen.went_on.connect(self._c.guarded(self._begin))
        screen.went_back.connect(self._c.guarded(self.back))
        return screen

    def forget_consent(self) -> None:
        """Another citizen: what the one before said to the extra question is not theirs."""
        self._consent = None

    def _remember_consent(self, given: bool) -> None:
        self._consent = (given, self._c.kit.show(confirmation.KEEP_FOR_NEXT_TIME).text)

    def _begin(self) -> None:
        visit = self._shift.visit
        visit.begin_questions()
        if self._consent is not None and visit.dossier is not None:
            given, text = self._consent
            confirmation.consent_to_keep(self._shift.desk, visit.dossier, given, visit.language, text)
            self._consent = None
        self.draw()

    def _stopped(self) -> Screen:
        why = self._shift.visit.stop_message()
        assert why is not None
        screen = StoppedScreen(self._c.kit, why)
        screen.went_on.connect(self._c.guarded(self._c.new_visit))
        screen.went_back.connect(self._c.guarded(self.back))
        return screen

    # -- check, read-back, mark

    def _check(self) -> Screen:
        draft = self._shift.visit.draft()
        faults = self.faults()
        desk = self._shift.desk
        screen = CheckScreen(
            self._c.kit,
            rows_of(draft, partial(known_facts.where_from, desk)),
            faults,
            draft.state.officer_reasons,
            self._confirming.parts(draft),
            tuple(deadline.message for deadline in draft.state.deadlines),
        )
        screen.change.connect(self._c.guarded(self.change))
        screen.mend.connect(self._c.guarded(self.change))
        screen.went_on.connect(
            self._c.guarded(lambda: self.checked(screen) if not faults else self._c.kit.say(*screen.spoken()))
        )
        screen.went_back.connect(self._c.guarded(self.back))
        return screen

    def faults(self) -> tuple[Fault, ...]:
        """Everything that stands between the draft and its next step."""
        return self._confirming.faults()

    def checked(self, screen: CheckScreen) -> None:  # noqa: ARG002  who is alone hands the page's answers in
        """The citizen has looked over every answer, and nothing is wrong with them."""
        self.forward()

    def change(self, field: str) -> None:
        """To the question of an address, or to the papers for a paper that is missing."""
        visit = self._shift.visit
        while visit.stage in (Stage.OFFICER, Stage.SIGNATURE, Stage.READ_BACK):
            visit.back()
        if any(paper.id == field for paper in visit.draft().definition.papers):
            visit.back()
        else:
            visit.change(field)
        self.draw()

    def _read_back(self) -> Screen:
        visit, desk = self._shift.visit, self._shift.desk
        assert visit.dossier is not None
        before = desk.store.confirmations.of(visit.dossier).read_back
        pack = self._c.shelf.get(visit.language)
        screen = ReadBackScreen(
            self._c.kit,
            rows_of(visit.draft()),
            reader=before.reader if before is not None else desk.officer.name,
            interpreter=(before.interpreter or "") if before is not None else "",
            language=plain(pack.name_vi),
        )
        screen.went_on.connect(self._c.guarded(lambda: self._was_read(screen)))
        screen.went_back.connect(self._c.guarded(self.back))
        return screen

    def _was_read(self, screen: ReadBackScreen) -> None:
        visit = self._shift.visit
        assert visit.dossier is not None
        confirmation.read_back(
            self._shift.desk,
            visit.dossier,
            screen.reader.text(),
            screen.interpreter.text() or None,
            visit.language,
        )
        self.forward()

    def _signature(self) -> Screen:
        visit = self._shift.visit
        assert visit.dossier is not None
        signed = self._shift.desk.store.confirmations.of(visit.dossier).signature
        before = signed.how if signed is not None and self._signed_before else None
        screen = SignatureScreen(self._c.kit, before)
        screen.went_on.connect(self._c.guarded(lambda: self._sign(screen)))
        screen.went_back.connect(self._c.guarded(self.back))
        return screen

    def _sign(self, screen: SignatureScreen) -> None:
        visit, desk = self._shift.visit, self._shift.desk
        assert visit.dossier is not None
        if not screen.keeps_earlier:
            if screen.how is SignedHow.FINGER:
                confirmation.sign_by_finger(desk, visit.dossier, screen.pad.png())
            elif screen.how is SignedHow.THUMB_PAPER:
                confirmation.sign_on_paper(desk, visit.dossier)
            else:
                confirmation.sign_by_witness(desk, visit.dossier, screen.witness.text())
        visit.answered()
        self.forward()
