"""One question, or one small group, with what is wrong and what a scanned card offers."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.definition import FieldType
from forms.faults import Fault
from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.i18n.values import KnownDate
from kiosk.services.intake import CardOffer, Draft
from kiosk.services.known_facts import KnownOffer
from kiosk.services.wording import Said, say_value
from kiosk.ui.screens.base import Screen, beside, clear, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.screens.rows import Which, which_of
from kiosk.ui.screens.whence import whence
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton, EarButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import PROBLEM, NoticeBox
from kiosk.ui.widgets.page import page_widget
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind

CARD_HINT = Message(
    "ui.card.hint",
    "Có thẻ căn cước hay thẻ bảo hiểm y tế thì đưa mã trên thẻ vào máy quét, máy điền giúp.",
    "On pages a card can fill. The code is printed on the identity card.",
)
CARD_CAMERA = Message(
    "ui.card.camera", "Đọc thẻ bằng camera", "Button beside the hint: reads the card's code by camera."
)
CARD_OFFER = Message(
    "ui.card.offer", "Thẻ ghi như sau. Điền vào hồ sơ nhé?", "Over what was read from a card."
)
CARD_DIFFERS = Message(
    "ui.card.differs",
    "Khác với câu đã trả lời: {fields}. Mời bà con xem lại thẻ trước khi điền.",
    "Some answers already say otherwise; {fields} are their names.",
)
CARD_ACCEPT = Message("ui.card.accept", "Đúng, điền vào", "Button: takes what the card says.")
CARD_DECLINE = Message("ui.card.decline", "Không, tự trả lời", "Button: leaves the answers as they are.")
CARD_DAMAGED = Message(
    "ui.card.damaged",
    "Một phần mã trên thẻ không đọc được. Mời bà con xem kỹ những ô máy điền.",
    "Part of the card's code could not be read.",
)
KNOWN_OFFER = Message(
    "ui.known.offer",
    "Lần trước bà con đã khai như sau. Dùng lại nhé?",
    "Over facts of an earlier dossier of the same person. Nothing is used before somebody says so.",
)
KNOWN_OF = Message(
    "ui.known.of",
    "{name}, khai ngày {day}",
    "Under the offer: whose facts, and the day they were told.",
)
KNOWN_DIFFERS = Message(
    "ui.known.differs",
    "Khác với câu đã trả lời: {fields}. Mời bà con xem kỹ trước khi dùng lại.",
    "Some answers already say otherwise; {fields} are their names.",
)
KNOWN_ACCEPT = Message("ui.known.accept", "Vẫn đúng, dùng lại", "Button: takes over the earlier answers.")
KNOWN_DECLINE = Message("ui.known.decline", "Không, khai mới", "Button: the answers are given anew.")
HELP_QUESTION = Message(
    "ui.question.help",
    "Trả lời theo giấy tờ của bà con. Không biết thì chọn “Tôi không biết”, cán bộ sẽ xem cùng. Câu đã trả lời luôn được giữ.",
    "Help on a question. Must not lose: not knowing is fine, answers are always kept.",
)


def which_banner(kit: Kit, which: Which) -> QWidget:
    """Whom this page is about, where there are several of them: a picture, a number, the name as far as it is known."""
    card = Card(kit.look, edge="accent", surface="accent_wash")
    card.setObjectName("which")
    row = beside(gap=kit.look.mm(2.5), stretch=False)
    row.addWidget(PictogramLabel(kit.look, "other-person", 11), 0, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(BilingualLabel(kit.look, which.shown(kit), Role.ANSWER, Role.ANSWER_UNDER), 1)
    if kit.can_say(which.spoken()):
        row.addWidget(EarButton(kit, which.spoken()), 0, Qt.AlignmentFlag.AlignVCenter)
    card.column.addLayout(row)
    return card


_TYPED = (FieldType.TEXT, FieldType.NAME, FieldType.IDENTITY, FieldType.PHONE, FieldType.DATE)


class QuestionScreen(Screen):
    """``answered(address, value, unsure)`` for every complete answer; ``card_…`` and ``known_accepted``/``_declined`` for
    what a card or an earlier dossier offers.
    """

    name = "question"
    answered = Signal(str, object, bool)
    card_accepted = Signal()
    card_declined = Signal()
    known_accepted = Signal()
    known_declined = Signal()
    camera_asked = Signal()

    def __init__(self, kit: Kit, draft: Draft, *, today: date, home: str | None) -> None:
        super().__init__(kit)
        self._draft = draft
        self._which = which_of(draft.state, draft.page)
        if self._which is not None:
            self.column.addWidget(which_banner(kit, self._which))
        self._offer_place = QVBoxLayout()
        self.column.addLayout(self._offer_place)
        self.page = page_widget(
            kit, draft.page, today=today, home=home, whence=whence(draft.state, draft.page)
        )
        self.page.answered.connect(self.answered)
        self.column.addWidget(self.page, 1)
        if draft.page.card_groups:
            self.column.addWidget(spoken_row(kit, CARD_HINT, Role.NOTE, Role.OFFICER_SMALL, "scan-card", 9))

    def offer_camera(self) -> None:
        """A camera is here: the code can be held before it."""
        button = BigButton(
            self.kit, self.kit.show(CARD_CAMERA), icon="camera", least=14, role=Role.BODY, under=Role.NOTE
        )
        button.setObjectName("card-camera")
        button.tapped.connect(self.camera_asked)
        self.column.addLayout(beside(button, gap=self.kit.look.mm(2)))

    def state_name(self) -> str:
        """With the page's address: ``question:purpose``, ``question:members/r1/member_who``."""
        return f"question:{self._draft.page.address}"

    def progress(self) -> tuple[int, int] | None:
        """True after branching: counted anew from the answers."""
        return self._draft.number, self._draft.total

    def aside(self) -> QWidget | None:
        """ "I don't know" of a page with one question."""
        return self.page.aside()

    def spoken(self) -> tuple[Spoken, ...]:
        """Whom it is about where there are several, then the question, or title and questions."""
        about = (self._which.spoken(),) if self._which is not None else ()
        return (*about, *self.page.spoken())

    def help_text(self) -> tuple[Message, ...]:
        """General help, and the help of the question itself."""
        own = tuple(f.field.help for f in self._draft.page.fields if f.field.help is not None)
        return (*own, HELP_QUESTION)

    def shown_first(self) -> None:
        """Opens the keyboard at once where there is only one thing to do: type."""
        fields = self._draft.page.fields
        first = fields[0]
        open_to_type = first.value is None and not first.unsure and first.suggestion is None
        if len(fields) == 1 and open_to_type and first.field.type in _TYPED:
            self.page.view(first.address).take_focus()

    def show_draft(self, draft: Draft) -> None:
        """The same page after an answer: other fields may have come, warnings may speak. Typed text stays."""
        self._draft = draft
        self.page.refresh(draft.page, whence(draft.state, draft.page))

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Says what is missing or wrong, at the field and in words."""
        self.page.show_faults(faults)
        if faults:
            self.kit.say(Spoken(PROBLEM), *(Spoken(f.message, tuple(f.params.items())) for f in faults))

    def pending(self) -> dict[str, tuple[object, bool]]:
        """Answers on the screen that are not the stored ones: what was typed and not yet left."""
        found: dict[str, tuple[object, bool]] = {}
        for field, (value, unsure) in self.page.values().items():
            if self._draft.definition.field(field).type is FieldType.PAPER:
                continue
            stored = self._draft.answers.get(field)
            before = (stored.value, stored.unsure) if stored is not None else (None, False)
            if (value, unsure) != before:
                found[field] = (value, unsure)
        return found

    def offer_card(self, offer: CardOffer) -> None:
        """Shows what a card would fill, field by field, and asks."""
        kit = self.kit
        clear(self._offer_place)
        card = Card(kit.look, edge="accent", surface="accent_wash")
        card.column.addWidget(spoken_row(kit, CARD_OFFER, Role.ANSWER, Role.ANSWER_UNDER, "id-card", 11))
        for address, value in offer.values.items():
            field = self._draft.definition.field(address)
            card.column.addWidget(self._fact(field.label, say_value(field, value)))
        if offer.card.damaged:
            card.column.addWidget(NoticeBox(kit, "warn", kit.show(CARD_DAMAGED), message=CARD_DAMAGED))
        if offer.differs:
            card.column.addWidget(self._differs(CARD_DIFFERS, offer.differs))
        card.column.addWidget(
            self._yes_no("card", CARD_ACCEPT, CARD_DECLINE, self.card_accepted, self.card_declined)
        )
        self._offer_place.addWidget(card)
        kit.say(Spoken(CARD_OFFER))

    def offer_known(self, offer: KnownOffer) -> None:
        """Shows what somebody told last time, with the day it was told, and asks whether it still holds."""
        kit = self.kit
        clear(self._offer_place)
        card = Card(kit.look, edge="accent", surface="accent_wash")
        card.setObjectName("known-offer")
        card.column.addWidget(spoken_row(kit, KNOWN_OFFER, Role.ANSWER, Role.ANSWER_UNDER, "clock", 11))
        card.column.addWidget(
            BilingualLabel(
                kit.look,
                kit.show(KNOWN_OF, name=offer.person_name, day=KnownDate.of(offer.facts[0].day)),
                Role.NOTE,
                Role.OFFICER_SMALL,
                ink="muted",
            )
        )
        for fact in offer.facts:
            card.column.addWidget(self._fact(fact.label, fact.said))
        if offer.differs:
            card.column.addWidget(self._differs(KNOWN_DIFFERS, tuple(offer.differs)))
        card.column.addWidget(
            self._yes_no("known", KNOWN_ACCEPT, KNOWN_DECLINE, self.known_accepted, self.known_declined)
        )
        self._offer_place.addWidget(card)

    @property
    def offering(self) -> bool:
        """Whether something is offered or told above the question."""
        return self._offer_place.count() > 0

    def _fact(self, label: Message, said: Said) -> BilingualLabel:
        kit = self.kit
        name = kit.show(label)
        text = kit.show(said.message) if said.message is not None else None
        shown = Shown(
            f"{name.text}: {text.text if text is not None else said.text}",
            f"{name.vi}: {said.text}",
            name.is_draft or (text is not None and text.is_draft),
            name.tag,
        )
        return BilingualLabel(kit.look, shown, Role.BODY, Role.NOTE)

    def _differs(self, words: Message, addresses: Sequence[str]) -> NoticeBox:
        names = [self.kit.show(self._draft.definition.field(address).label) for address in addresses]
        fields = Shown(
            ", ".join(one.text for one in names),
            ", ".join(one.vi for one in names),
            any(one.is_draft for one in names),
            names[0].tag,
        )
        return NoticeBox(self.kit, "warn", self.kit.show_with(words, fields=fields))

    def _yes_no(
        self, name: str, yes: Message, no: Message, accepted: SignalInstance, declined: SignalInstance
    ) -> EvenGrid:
        accept = BigButton(self.kit, self.kit.show(yes), kind=Kind.PRIMARY, icon="check")
        accept.setObjectName(f"{name}-accept")
        accept.tapped.connect(accepted)
        decline = BigButton(self.kit, self.kit.show(no), icon="cross")
        decline.setObjectName(f"{name}-decline")
        decline.tapped.connect(declined)
        ways = EvenGrid(columns=2, gap=self.kit.look.mm(3), roomy=True)
        ways.add(accept)
        ways.add(decline)
        return ways

    def withdraw_offer(self) -> None:
        """The offer was answered."""
        clear(self._offer_place)

    def tell(self, shown: Shown, message: Message) -> None:
        """One remark above the question: a card that could not be read, a full disk. The answer in hand stays."""
        clear(self._offer_place)
        self._offer_place.addWidget(NoticeBox(self.kit, "warn", shown, message=message))
        self.kit.say(Spoken(message))

    def typed(self) -> Mapping[str, object]:
        """Everything on the page as it stands."""
        return dict(self.page.values())

    def put_back(self, typed: Mapping[str, object]) -> None:
        """Shows it again in another language or look."""
        for field, given in typed.items():
            if field in self.page.fields() and isinstance(given, tuple):
                value, unsure = given
                self.page.view(field).set_value(value, unsure=bool(unsure))
