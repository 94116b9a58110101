"""One question, or one small group, with what is wrong and what a scanned card offers."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from forms.definition import FieldType
from forms.faults import Fault
from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.services.intake import CardOffer, Draft
from kiosk.services.wording import say_value
from kiosk.ui.screens.base import Screen, beside, clear, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import PROBLEM, NoticeBox
from kiosk.ui.widgets.page import page_widget
from kiosk.ui.widgets.pressable import Kind

CARD_HINT = Message(
    "ui.card.hint",
    "Có thẻ căn cước thì đưa mã ở góc thẻ vào máy quét, máy điền giúp.",
    "On pages a card can fill. The code is printed on the identity card.",
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
HELP_QUESTION = Message(
    "ui.question.help",
    "Trả lời theo giấy tờ của bà con. Không biết thì chọn “Tôi không biết”, cán bộ sẽ xem cùng. Câu đã trả lời luôn được giữ.",
    "Help on a question. Must not lose: not knowing is fine, answers are always kept.",
)


_TYPED = (FieldType.TEXT, FieldType.NAME, FieldType.IDENTITY, FieldType.PHONE, FieldType.DATE)


class QuestionScreen(Screen):
    """``answered(field, value, unsure)`` for every complete answer; ``card_accepted``/``card_declined`` for an offer."""

    name = "question"
    answered = Signal(str, object, bool)
    card_accepted = Signal()
    card_declined = Signal()

    def __init__(self, kit: Kit, draft: Draft, *, today: date, home: str | None) -> None:
        super().__init__(kit)
        self._draft = draft
        self._offer_place = QVBoxLayout()
        self.column.addLayout(self._offer_place)
        self.page = page_widget(kit, draft.page, today=today, home=home)
        self.page.answered.connect(self.answered)
        self.column.addWidget(self.page, 1)
        if draft.page.card_groups:
            self.column.addWidget(spoken_row(kit, CARD_HINT, Role.NOTE, Role.OFFICER_SMALL, "scan-card", 9))

    def state_name(self) -> str:
        """With the page's id: ``question:purpose``."""
        return f"question:{self._draft.page.page.id}"

    def progress(self) -> tuple[int, int] | None:
        """True after branching: counted anew from the answers."""
        return self._draft.number, self._draft.total

    def spoken(self) -> tuple[Spoken, ...]:
        """The question, or title and questions."""
        return self.page.spoken()

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
            self.page.view(first.field.id).take_focus()

    def show_draft(self, draft: Draft) -> None:
        """The same page after an answer: other fields may have come, warnings may speak. Typed text stays."""
        self._draft = draft
        self.page.refresh(draft.page)

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
        for field_id, value in offer.values.items():
            field = self._draft.definition.field(field_id)
            said = say_value(field, value)
            label = kit.show(field.label)
            text = kit.show(said.message) if said.message is not None else None
            card.column.addWidget(
                BilingualLabel(
                    kit.look,
                    Shown(
                        f"{label.text}: {text.text if text is not None else said.text}",
                        f"{label.vi}: {said.text}",
                        label.is_draft,
                        label.tag,
                    ),
                    Role.BODY,
                    Role.NOTE,
                )
            )
        if offer.card.damaged:
            card.column.addWidget(NoticeBox(kit, "warn", kit.show(CARD_DAMAGED), message=CARD_DAMAGED))
        if offer.differs:
            names = ", ".join(kit.show(self._draft.definition.field(one).label).text for one in offer.differs)
            card.column.addWidget(NoticeBox(kit, "warn", kit.show(CARD_DIFFERS, fields=names)))
        yes = BigButton(kit, kit.show(CARD_ACCEPT), kind=Kind.PRIMARY, icon="check")
        yes.setObjectName("card-accept")
        yes.tapped.connect(self.card_accepted)
        no = BigButton(kit, kit.show(CARD_DECLINE), icon="cross")
        no.setObjectName("card-decline")
        no.tapped.connect(self.card_declined)
        card.column.addLayout(beside(yes, no, gap=kit.look.mm(3)))
        self._offer_place.addWidget(card)
        kit.say(Spoken(CARD_OFFER))

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
