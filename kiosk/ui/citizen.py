"""The citizen's way through a visit: draws the page of the stage and turns what a person did into the visit's verbs.

Knows every citizen's screen and the services behind them. Answers are stored the moment they are complete; nothing
of them is kept here.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forms.errors import KnownError
from forms.faults import Fault
from forms.text import Message
from kiosk.domain.dossier import SignedHow
from kiosk.domain.papers import DigitisedHow
from kiosk.services import confirmation, filing, guidance, intake, papers
from kiosk.services.filing import Filed, NotReady
from kiosk.services.intake import CardOffer
from kiosk.services.visit import Stage
from kiosk.ui.files import CLOSE, NO_FILES, PICK_FILE, FileList, usual_places
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.check import CheckScreen
from kiosk.ui.screens.data_notice import DataNoticeScreen
from kiosk.ui.screens.done import DoneScreen
from kiosk.ui.screens.language import GREETING, LanguageChoice, LanguageScreen
from kiosk.ui.screens.officer import OfficerScreen, OfficerView
from kiosk.ui.screens.papers import PapersScreen
from kiosk.ui.screens.prepare import PrepareScreen
from kiosk.ui.screens.procedure import ProcedureScreen
from kiosk.ui.screens.question import QuestionScreen
from kiosk.ui.screens.read_back import ReadBackScreen
from kiosk.ui.screens.rows import rows_of
from kiosk.ui.screens.signature import SignatureScreen
from kiosk.ui.screens.stopped import StoppedScreen
from kiosk.ui.slip_desk import SlipDesk
from kiosk.ui.widgets.kit import plain

if TYPE_CHECKING:
    from kiosk.i18n.translator import Shown
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift

CARD_TOO_LONG = Message(
    "ui.card.cut",
    "Mã vừa quét dài quá, không phải thẻ căn cước. Mời bà con trả lời bằng tay.",
    "A scan too long.",
)


class CitizenFlow:
    """One shift's citizens, one after another."""

    def __init__(self, conductor: "Conductor", shift: "Shift") -> None:
        self._c = conductor
        self._shift = shift
        self._offer: CardOffer | None = None
        self._consent: tuple[bool, str] | None = None
        self._carried: tuple[str, Mapping[str, object]] | None = None
        self._signed_before = False
        self._busy = False
        self._slips = SlipDesk(conductor, shift.desk)

    # -- drawing

    def draw(self, *, say: bool = True, scroll: int = 0) -> None:
        """Shows the page of the stage the visit is at."""
        visit = self._shift.visit
        self._c.speak_language(visit.language)
        self._offer = None
        builders: dict[Stage, Callable[[], Screen]] = {
            Stage.LANGUAGE: self._language,
            Stage.PROCEDURE: self._procedure,
            Stage.PREPARE: self._prepare,
            Stage.DATA_NOTICE: self._data_notice,
            Stage.QUESTIONS: self._question,
            Stage.STOPPED: self._stopped,
            Stage.PAPERS: self._papers,
            Stage.CHECK: self._check,
            Stage.READ_BACK: self._read_back,
            Stage.SIGNATURE: self._signature,
            Stage.OFFICER: self._officer,
            Stage.DONE: self._done,
        }
        first = visit.stage is Stage.LANGUAGE
        screen = self._c.present(builders[visit.stage], say=say, languages=not first, scroll=scroll)
        carried, self._carried = self._carried, None
        if carried is not None and carried[0] == screen.state_name():
            screen.put_back(carried[1])
        if isinstance(screen, DoneScreen):
            self._slips.preview(screen, self._filed().dossier)

    def _wired(self, screen: Screen) -> None:
        screen.went_on.connect(self._c.guarded(self._forward))
        screen.went_back.connect(self._c.guarded(self._back))

    def _forward(self) -> None:
        self._shift.visit.forward()
        self.draw()

    def _back(self) -> None:
        visit = self._shift.visit
        self._signed_before = visit.stage is Stage.OFFICER
        visit.back()
        self.draw()

    # -- greeting, procedure, what to know

    def _choices(self) -> tuple[LanguageChoice, ...]:
        choices = []
        for tag in self._c.shelf.tags():
            pack, translator = self._c.shelf.get(tag), self._c.translator(tag)
            choices.append(
                LanguageChoice(
                    tag,
                    pack.name,
                    pack.name_vi,
                    translator.show(GREETING).text,
                    translator.name_clip(tag) is not None,
                )
            )
        return tuple(choices)

    def _language(self) -> Screen:
        screen = LanguageScreen(self._c.kit, self._choices(), first=True)
        screen.chosen.connect(self._c.guarded(self._choose_language))
        screen.listened.connect(self._c.guarded(self._say_language))
        return screen

    def _say_language(self, tag: str) -> None:
        translator = self._c.translator(tag)
        name = translator.name_clip(tag)
        clips = [name.path] if name is not None else []
        if translator.show(GREETING).tag == tag:
            clips += translator.speak(GREETING).paths
        self._c.kit.player.play(*clips)

    def _choose_language(self, tag: str) -> None:
        self._shift.visit.choose_language(tag)
        self._shift.visit.forward()
        self.draw()

    def choose_language_again(self) -> None:
        """The language in the middle of a page: answers and place stay."""
        screen = self._c.window.screen_shown
        if isinstance(screen, LanguageScreen):
            return
        if isinstance(screen, QuestionScreen):
            self._save_pending(screen)
        typed = (screen.state_name(), screen.typed()) if screen is not None else None

        def back() -> None:
            self._carried = typed
            self.draw(say=False)

        def chosen(tag: str) -> None:
            self._shift.visit.choose_language(tag)
            self._carried = typed
            self.draw()

        def build() -> Screen:
            page = LanguageScreen(self._c.kit, self._choices(), first=False)
            page.chosen.connect(self._c.guarded(chosen))
            page.listened.connect(self._c.guarded(self._say_language))
            page.went_back.connect(self._c.guarded(back))
            return page

        self._c.present(build, say=False, languages=False)

    def _procedure(self) -> Screen:
        screen = ProcedureScreen(self._c.kit, guidance.offers(self._shift.desk))
        screen.chosen.connect(self._c.guarded(self._choose_procedure))
        self._wired(screen)
        return screen

    def _choose_procedure(self, code: str) -> None:
        self._shift.visit.choose_procedure(code)
        self._consent = None
        self.draw()

    def _prepare(self) -> Screen:
        assert self._shift.visit.procedure is not None
        screen = PrepareScreen(
            self._c.kit, guidance.preparation(self._shift.desk, self._shift.visit.procedure)
        )
        self._wired(screen)
        return screen

    def _data_notice(self) -> Screen:
        screen = DataNoticeScreen(self._c.kit, confirmation.DataUse())
        screen.answered.connect(self._remember_consent)
        screen.went_on.connect(self._c.guarded(self._begin))
        screen.went_back.connect(self._c.guarded(self._back))
        return screen

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

    # -- questions

    def _question(self) -> Screen:
        desk = self._shift.desk
        screen = QuestionScreen(
            self._c.kit, self._shift.visit.draft(), today=desk.today(), home=desk.office.province
        )
        screen.answered.connect(self._c.guarded(partial(self._answered, screen)))
        screen.went_on.connect(self._c.guarded(lambda: self._continue(screen)))
        screen.went_back.connect(self._c.guarded(lambda: self._question_back(screen)))
        screen.card_accepted.connect(self._c.guarded(self._accept_card))
        screen.card_declined.connect(self._c.guarded(lambda: self._decline_card(screen)))
        return screen

    def _answered(self, screen: QuestionScreen, field: str, value: Any, unsure: bool) -> None:
        if screen is not self._c.window.screen_shown:
            return
        if field in screen.pending() and self._save(screen, {field: (value, unsure)}):
            draft = self._shift.visit.draft()
            if draft.page.page.id == screen.page.state.page.id:
                screen.show_draft(draft)
            self._c.keep()

    def _save_pending(self, screen: QuestionScreen) -> bool:
        return self._save(screen, screen.pending())

    def _save(self, screen: QuestionScreen, given: Mapping[str, tuple[Any, bool]]) -> bool:
        """Stores answers; when that cannot be done they stay on the screen and the reason is said."""
        visit = self._shift.visit
        assert visit.dossier is not None
        page = screen.page.state.page.id
        try:
            for field, (value, unsure) in given.items():
                intake.save_answer(self._shift.desk, visit.dossier, field, value, page=page, unsure=unsure)
        except KnownError as error:
            shown, _ = self._c.words_of(error)
            screen.tell(shown, error.message)
            return False
        finally:
            visit.answered()
        return True

    def _continue(self, screen: QuestionScreen) -> None:
        if not self._save_pending(screen):
            return
        visit = self._shift.visit
        if visit.draft().page.page.id != screen.page.state.page.id:
            self.draw()
            return
        faults = visit.continue_questions()
        if faults:
            screen.show_draft(visit.draft())
            screen.show_faults(faults)
            return
        self.draw()

    def _question_back(self, screen: QuestionScreen) -> None:
        if self._save_pending(screen):
            self._back()

    def card_scanned(self, text: str, cut: bool) -> None:
        """A card was held to the scanner. Nothing of it reaches a field before a person has said so."""
        screen = self._c.window.screen_shown
        if not isinstance(screen, QuestionScreen) or not screen.page.state.card_groups:
            return
        if cut:
            screen.tell(self._c.kit.show(CARD_TOO_LONG), CARD_TOO_LONG)
            return
        try:
            self._offer = intake.offer_card(self._shift.visit.draft(), text)
        except KnownError as error:
            screen.tell(self._c.words_of(error)[0], error.message)
            return
        screen.offer_card(self._offer)

    def _accept_card(self) -> None:
        offer, self._offer = self._offer, None
        if offer is None:
            return
        intake.accept_card(self._shift.desk, self._shift.visit.draft(), offer)
        self._shift.visit.answered()
        self.draw(say=False)

    def _decline_card(self, screen: QuestionScreen) -> None:
        self._offer = None
        screen.withdraw_offer()

    def _stopped(self) -> Screen:
        why = self._shift.visit.stop_message()
        assert why is not None
        screen = StoppedScreen(self._c.kit, why)
        screen.went_on.connect(self._c.guarded(self._c.new_visit))
        screen.went_back.connect(self._c.guarded(self._back))
        return screen

    # -- papers

    def _papers(self) -> Screen:
        desk = self._shift.desk
        screen = PapersScreen(self._c.kit, papers.lines(desk, self._shift.visit.draft()))
        screen.add.connect(self._c.guarded(self._pick_paper))
        screen.returned.connect(self._c.guarded(self._paper_returned))
        screen.enveloped.connect(self._c.guarded(self._paper_enveloped))
        screen.removed.connect(self._c.guarded(self._paper_removed))
        screen.went_on.connect(self._c.guarded(lambda: None if screen.show_owed() else self._forward()))
        screen.went_back.connect(self._c.guarded(self._back))
        return screen

    def _pick_paper(self, slot: str) -> None:
        if self._c.pick_file is not None:
            path = self._c.pick_file()
            if path is not None:
                self._take_paper(slot, path)
            return
        listing = FileList(self._c.kit, usual_places())
        sheet = self._c.sheet(
            (self._c.kit.show(PICK_FILE),), icon="folder", actions=(CLOSE,), content=listing, name="files"
        )

        def picked(path: Path) -> None:
            sheet.close_quietly()
            self._take_paper(slot, path)

        listing.picked.connect(self._c.guarded(picked))

    def _take_paper(self, slot: str, path: Path) -> None:
        visit, desk = self._shift.visit, self._shift.desk
        dossier = visit.dossier
        assert dossier is not None

        def take() -> None:
            try:
                if path.stat().st_size > papers.LARGEST:
                    raise KnownError(papers.TOO_LARGE, size=path.stat().st_size // 1_000_000)
                data = path.read_bytes()
            except OSError as error:
                raise KnownError(NO_FILES) from error
            papers.attach(desk, dossier, slot, data, DigitisedHow.FILE)

        self._c.work(take, lambda _none: self._papers_changed())

    def _files(self, slot: str) -> tuple[Any, ...]:
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
        self.draw(say=False, scroll=self._c.scrolled())

    # -- check, read-back, mark

    def _faults(self) -> tuple[Fault, ...]:
        assert self._shift.visit.dossier is not None
        return filing.check(self._shift.desk, self._shift.visit.dossier)

    def _check(self) -> Screen:
        draft = self._shift.visit.draft()
        faults = self._faults()
        screen = CheckScreen(self._c.kit, rows_of(draft), faults, draft.state.officer_reasons)
        screen.change.connect(self._c.guarded(self._change))
        screen.mend.connect(self._c.guarded(self._change))
        screen.went_on.connect(
            self._c.guarded(lambda: self._forward() if not faults else self._c.kit.say(*screen.spoken()))
        )
        screen.went_back.connect(self._c.guarded(self._back))
        return screen

    def _change(self, field: str) -> None:
        """To the question of a field, or to the papers for a paper that is missing."""
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
        screen.went_back.connect(self._c.guarded(self._back))
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
        self._forward()

    def _signature(self) -> Screen:
        visit = self._shift.visit
        assert visit.dossier is not None
        signed = self._shift.desk.store.confirmations.of(visit.dossier).signature
        before = signed.how if signed is not None and self._signed_before else None
        screen = SignatureScreen(self._c.kit, before)
        screen.went_on.connect(self._c.guarded(lambda: self._sign(screen)))
        screen.went_back.connect(self._c.guarded(self._back))
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
        self._forward()

    # -- the officer, the slip

    def _officer(self) -> Screen:
        visit, desk = self._shift.visit, self._shift.desk
        assert visit.dossier is not None
        draft = visit.draft()
        said = desk.store.confirmations.of(visit.dossier)
        files = [p for p in desk.store.papers.list(visit.dossier) if p.paper != confirmation.SIGNATURE_SLOT]
        view = OfficerView(
            procedure=draft.definition.name,
            citizen=draft.dossier.citizen_name,
            rows=rows_of(draft),
            warnings=tuple((draft.definition.field(f).label, text) for f, text in draft.state.warnings),
            reasons=draft.state.officer_reasons,
            faults=self._faults(),
            papers=len(files),
            signed=said.signature.how if said.signature is not None else None,
            reader=said.read_back.reader if said.read_back is not None else "",
        )
        screen = OfficerScreen(self._c.kit, view, pin=self._shift.has_pin)
        screen.confirmed.connect(self._c.guarded(lambda secret: self._confirm(screen, secret)))
        screen.mend.connect(self._c.guarded(self._change))
        screen.went_back.connect(self._c.guarded(self._back))
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
                self.draw()

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

    def _done(self) -> Screen:
        filed = self._filed()
        screen = DoneScreen(self._c.kit, filed.slip)
        screen.print_asked.connect(self._c.guarded(lambda: self._slips.print(screen, filed.dossier)))
        screen.save_asked.connect(self._c.guarded(lambda: self._slips.save(screen, filed)))
        screen.went_on.connect(self._c.guarded(self._c.new_visit))
        return screen
