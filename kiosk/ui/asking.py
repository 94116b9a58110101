"""Asking: the question on the page, its answers stored one by one, and what a scanned card offers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.dossier import Answer
from kiosk.services import intake, known_facts
from kiosk.services.intake import CardOffer, Draft
from kiosk.services.known_facts import KnownOffer
from kiosk.services.quick_hands import usual_number
from kiosk.ui.card_camera import CardCamera
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.question import KNOWN_OFFER, QuestionScreen
from kiosk.ui.screens.rows_hub import KEEP_IT, REMOVE_IT, SURE, RowsScreen
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Spoken, plain
from kiosk.ui.widgets.pressable import Kind

if TYPE_CHECKING:
    from kiosk.ui.citizen import CitizenFlow
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift

CARD_TOO_LONG = Message(
    "ui.card.cut",
    "Mã vừa quét dài quá, không phải thẻ căn cước hay thẻ bảo hiểm y tế. Mời bà con trả lời bằng tay.",
    "A scan too long.",
)
LOST = Message(
    "ui.question.lost",
    "Vì câu trả lời vừa đổi, hồ sơ không cần những câu này nữa. Máy vẫn giữ: đổi lại thì có lại.",
    "An answer was changed and later answers no longer count. Must not lose: they are kept and come back.",
)
LOST_GO_ON = Action(
    "go-on",
    Message("ui.question.lost_go_on", "Đúng, tiếp tục", "Button: the later answers may fall away."),
    Kind.PRIMARY,
    "check",
)
LOST_LOOK = Action(
    "look",
    Message("ui.question.lost_look", "Xem lại câu này", "Button: back to the answer just changed."),
    icon="back",
)


class Asking:
    """The questions of one shift's visits. Holds no answer, only what a card offers until it is accepted."""

    def __init__(self, conductor: "Conductor", shift: "Shift", flow: "CitizenFlow") -> None:
        self._c = conductor
        self._shift = shift
        self._flow = flow
        self._camera = CardCamera(conductor)
        self._offer: CardOffer | None = None
        self._known: KnownOffer | None = None
        self._declined: set[tuple[str, str, str]] = set()
        self._stood: tuple[tuple[str, str], dict[str, Message]] | None = None

    def forget(self) -> None:
        """Another page comes: what a card or an earlier dossier offered is gone."""
        self._offer = None
        self._known = None

    def page(self) -> Screen:
        """The question the visit stands at, or the list of people entered so far."""
        draft = self._shift.visit.draft()
        here = (draft.dossier.id, draft.page.address)
        if self._stood is None or self._stood[0] != here:
            self._stood = (here, _answered(draft))
        if draft.page.page.rows is not None:
            return self._hub()
        home = self._shift.desk.office.province
        screen = QuestionScreen(self._c.kit, draft, today=draft.context.today, home=home)
        screen.answered.connect(self._c.guarded(partial(self._answered, screen)))
        screen.went_on.connect(self._c.guarded(lambda: self._continue(screen)))
        screen.went_back.connect(self._c.guarded(lambda: self._question_back(screen)))
        if self._c.attached.camera is not None and draft.page.card_groups:
            screen.offer_camera()
            screen.camera_asked.connect(
                self._c.guarded(lambda: self._camera.open(lambda text: self.card_scanned(text, False)))
            )
        screen.card_accepted.connect(self._c.guarded(self._accept_card))
        screen.card_declined.connect(self._c.guarded(lambda: self._decline_card(screen)))
        screen.known_accepted.connect(self._c.guarded(self._accept_known))
        screen.known_declined.connect(self._c.guarded(lambda: self._decline_known(screen)))
        self._flow.quick.dress(screen, self._c.guarded(lambda: self._continue(screen)))
        self._look_for_known(screen)
        return screen

    # -- people entered one after another

    def _hub(self) -> Screen:
        visit = self._shift.visit
        draft = visit.draft()
        screen = RowsScreen(self._c.kit, draft, intake.rows_shown(draft))
        screen.added.connect(self._c.guarded(lambda: self._add_row(screen)))
        screen.opened.connect(self._c.guarded(lambda row: self._open_row(screen, row)))
        screen.removed.connect(self._c.guarded(lambda row: self._ask_remove(screen, row)))
        screen.went_on.connect(self._c.guarded(lambda: self._hub_done(screen)))
        screen.went_back.connect(self._c.guarded(self._flow.back))
        return screen

    def _add_row(self, screen: RowsScreen) -> None:
        self._shift.visit.add_row(screen.rows)
        self._flow.draw()

    def _open_row(self, screen: RowsScreen, row: str) -> None:
        self._shift.visit.open_row(screen.rows, row)
        self._flow.draw()

    def _ask_remove(self, screen: RowsScreen, row: str) -> None:
        """A card with answers goes only after a second word; one nobody has said anything of goes at once."""
        line = screen.line(row)
        prefix = f"{screen.rows}/{row}/"
        if not any(address.startswith(prefix) for address in self._shift.visit.draft().answers):
            self._remove_row(screen, row)
            return
        which = screen.which(line)
        kit = self._c.kit
        who = kit.show_with(SURE, who=plain(which.name) if which.name else which.shown(kit))
        sheet = self._c.sheet(
            (who,), icon="trash", actions=(KEEP_IT, REMOVE_IT), name="remove-sheet", spoken=(which.spoken(),)
        )
        sheet.chosen.connect(
            self._c.guarded(lambda chosen: self._remove_row(screen, row) if chosen == REMOVE_IT.id else None)
        )

    def _remove_row(self, screen: RowsScreen, row: str) -> None:
        self._shift.visit.remove_row(screen.rows, row)
        self._flow.draw(say=False, scroll=self._c.scrolled())

    def _hub_done(self, screen: RowsScreen) -> None:
        faults = self._shift.visit.continue_questions()
        if faults:
            screen.show_faults(faults)
            return
        self._flow.draw()

    # -- one question

    def _answered(self, screen: QuestionScreen, field: str, value: Any, unsure: bool) -> None:
        if screen is not self._c.window.screen_shown or self._flow.quick.too_early(screen, field):
            return
        if field in screen.pending():
            if not self._save(screen, {field: (value, unsure)}):
                return
            draft = self._shift.visit.draft()
            if draft.page.address == screen.page.state.address:
                screen.show_draft(draft)
                self._c.window.count_again()
            self._c.keep()
        if self._flow.quick.done_by_tap(field):
            self._continue(screen)

    def save_pending(self, screen: QuestionScreen) -> bool:
        """Stores what was typed and not yet left; False when that could not be done."""
        return self._save(screen, screen.pending())

    def _save(self, screen: QuestionScreen, given: Mapping[str, tuple[Any, bool]]) -> bool:
        """Stores answers; when that cannot be done they stay on the screen and the reason is said."""
        if not given:
            return True
        visit = self._shift.visit
        draft = visit.draft()
        told = [Answer(field, value, unsure=unsure) for field, (value, unsure) in given.items()]
        try:
            visit.answered(intake.put(self._shift.desk, draft, told, page=screen.page.state.address))
        except KnownError as error:
            visit.answered()
            shown, _ = self._c.words_of(error)
            screen.tell(shown, error.message)
            return False
        return True

    def _continue(self, screen: QuestionScreen) -> None:
        if screen is not self._c.window.screen_shown or not self.save_pending(screen):
            return
        visit = self._shift.visit
        usual = usual_number(visit.draft()) if visit.quick is not None else None
        if usual is not None and not self._save(screen, {usual.field: (usual.value, False)}):
            return
        if visit.draft().page.address != screen.page.state.address:
            self._flow.draw()
            return
        here = _people(visit.draft())
        faults = intake.judge_page(visit.draft())
        if not faults and self._told_of_loss(partial(self._continue, screen)):
            return
        faults = visit.continue_questions()
        if faults:
            screen.show_draft(visit.draft())
            screen.show_faults(faults)
            return
        if self._known is not None:
            self._declined |= here  # seen, and answered by hand: not asked on every page of the same person
        self._flow.draw()

    def _question_back(self, screen: QuestionScreen) -> None:
        if self.save_pending(screen) and not self._told_of_loss(partial(self._question_back, screen)):
            self._flow.back()

    def _told_of_loss(self, then: Callable[[], None]) -> bool:
        """Whether answers that stood when the page was opened count no longer. They are named, and ``then`` is done
        when the citizen says that this is meant.
        """
        if self._stood is None or self._shift.visit.draft().state.stop is not None:
            return False
        here, now = self._stood[0], _answered(self._shift.visit.draft())
        lost = self._lost()
        if not lost:
            return False

        def chosen(way: str) -> None:
            if way == LOST_GO_ON.id:
                self._stood = (here, now)
                then()

        kit = self._c.kit
        sheet = self._c.sheet(
            tuple(kit.show(message) for message in (LOST, *lost)),
            actions=(LOST_LOOK, LOST_GO_ON),
            spoken=tuple(Spoken(message) for message in (LOST, *lost)),
            name="lost-sheet",
        )
        sheet.chosen.connect(self._c.guarded(chosen))
        return True

    def _lost(self) -> list[Message]:
        """The names of answers that stood when the page was opened and count no longer."""
        now = _answered(self._shift.visit.draft())
        before = self._stood[1] if self._stood is not None else {}
        return [label for address, label in before.items() if address not in now]

    def say_in_place(self, message: Message) -> None:
        """A remark about the card scanner, where a card can be held to it."""
        screen = self._c.window.screen_shown
        if isinstance(screen, QuestionScreen) and screen.page.state.card_groups:
            screen.tell(self._c.kit.show(message), message)

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
        frame = self._c.window.frame
        frame.put_keyboard_away()
        screen.offer_card(self._offer)
        if frame.scroller is not None:
            frame.scroller.area.verticalScrollBar().setValue(0)

    def _accept_card(self) -> None:
        offer, self._offer = self._offer, None
        if offer is None:
            return
        visit = self._shift.visit
        visit.answered(intake.accept_card(self._shift.desk, visit.draft(), offer))
        if visit.quick is not None and offer.card.damaged:
            visit.quick.must_show(visit.draft(), offer.values)
        self._taken_over()

    # -- what was told last time

    def _look_for_known(self, screen: QuestionScreen) -> None:
        """Looks in the background whether an earlier dossier knows this person; the question waits for nothing."""
        desk, draft = self._shift.desk, self._shift.visit.draft()
        people = _people(draft)
        if not people or people <= self._declined:
            return

        def found(offer: KnownOffer | None) -> None:
            if offer is None or screen is not self._c.window.screen_shown or screen.offering:
                return
            if any(screen.pending()):  # somebody is answering already
                return
            self._known = offer
            screen.offer_known(offer)
            self._c.kit.say(Spoken(KNOWN_OFFER))

        def failed(error: BaseException) -> None:
            self._c.journal.exception("known-facts", error)

        self._c.background.run(lambda: known_facts.offer(desk, draft), found, failed, soon=False)

    def _accept_known(self) -> None:
        offer, self._known = self._known, None
        if offer is None:
            return
        visit = self._shift.visit
        visit.answered(known_facts.accept(self._shift.desk, visit.draft(), offer))
        self._taken_over()

    def _taken_over(self) -> None:
        """What was offered is in the form. In quick hands that goes on, unless something of it wants looking at."""
        visit = self._shift.visit
        if visit.quick is None:
            self._flow.draw(say=False)
            return
        draft = visit.draft()
        faults = intake.judge_page(draft)
        if faults or self._lost() or any(one.warnings for one in draft.page.fields):
            self._flow.draw(say=False)
            screen = self._c.window.screen_shown
            odd = [fault for fault in faults if fault.field in draft.answers]
            if odd and isinstance(screen, QuestionScreen):
                screen.show_faults(odd)
            return
        visit.continue_questions()
        self._flow.draw()

    def _decline_known(self, screen: QuestionScreen) -> None:
        self._known = None
        self._declined |= _people(self._shift.visit.draft())
        screen.withdraw_offer()

    # -- a card

    def _decline_card(self, screen: QuestionScreen) -> None:
        self._offer = None
        screen.withdraw_offer()


def _answered(draft: Draft) -> dict[str, Message]:
    """What somebody has answered on other pages and the form asks for, by address with its name."""
    return {
        field.address: field.field.label
        for page in draft.state.pages
        if page.address != draft.page.address
        for field in page.fields
        if field.address in draft.answers and not field.computed
    }


def _people(draft: Draft) -> set[tuple[str, str, str]]:
    """Whom the page asks about: the dossier, the row and the form's word for the person."""
    return {
        (draft.dossier.id, f"{field.row.rows}/{field.row.id}" if field.row else "", field.field.person)
        for field in draft.page.fields
        if field.field.person and field.field.known
    }
