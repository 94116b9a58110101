"""Asking: the question on the page, its answers stored one by one, and what a scanned card offers."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from forms.errors import KnownError
from forms.text import Message
from kiosk.services import intake
from kiosk.services.intake import CardOffer
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.question import QuestionScreen

if TYPE_CHECKING:
    from kiosk.ui.citizen import CitizenFlow
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift

CARD_TOO_LONG = Message(
    "ui.card.cut",
    "Mã vừa quét dài quá, không phải thẻ căn cước. Mời bà con trả lời bằng tay.",
    "A scan too long.",
)


class Asking:
    """The questions of one shift's visits. Holds no answer, only what a card offers until it is accepted."""

    def __init__(self, conductor: "Conductor", shift: "Shift", flow: "CitizenFlow") -> None:
        self._c = conductor
        self._shift = shift
        self._flow = flow
        self._offer: CardOffer | None = None

    def forget(self) -> None:
        """Another page comes: what a card offered is gone."""
        self._offer = None

    def page(self) -> Screen:
        """The question the visit stands at."""
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

    def save_pending(self, screen: QuestionScreen) -> bool:
        """Stores what was typed and not yet left; False when that could not be done."""
        return self._save(screen, screen.pending())

    def _save(self, screen: QuestionScreen, given: Mapping[str, tuple[Any, bool]]) -> bool:
        """Stores answers; when that cannot be done they stay on the screen and the reason is said."""
        if not given:
            return True
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
        if not self.save_pending(screen):
            return
        visit = self._shift.visit
        if visit.draft().page.page.id != screen.page.state.page.id:
            self._flow.draw()
            return
        faults = visit.continue_questions()
        if faults:
            screen.show_draft(visit.draft())
            screen.show_faults(faults)
            return
        self._flow.draw()

    def _question_back(self, screen: QuestionScreen) -> None:
        if self.save_pending(screen):
            self._flow.back()

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
        intake.accept_card(self._shift.desk, self._shift.visit.draft(), offer)
        self._shift.visit.answered()
        self._flow.draw(say=False)

    def _decline_card(self, screen: QuestionScreen) -> None:
        self._offer = None
        screen.withdraw_offer()
