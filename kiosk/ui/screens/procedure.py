"""What the citizen came for: first what happened in their life, in large pictures, then the procedures of that event.

An officer who knows the name types a few letters of it, without marks; the list then spans all events.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from forms.kinds import Kind as Purpose
from forms.rules.names import fold
from forms.text import Message
from kiosk.services.guidance import Offer
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.screens.base import Screen, clear, headline
from kiosk.ui.screens.life_events import KINDS, event_name, event_picture, procedure_picture
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import EarButton, IconButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pictogram import PictogramLabel, has_pictogram
from kiosk.ui.widgets.pressable import Kind, Pressable

WHAT = Message(
    "ui.procedure.what", "Bà con cần làm việc gì?", "Over the procedures, told by what happens in a life."
)
NONE_YET = Message(
    "ui.procedure.none",
    "Máy chưa có thủ tục nào dùng được hôm nay. Mời bà con hỏi cán bộ.",
    "No procedure is on offer; must not lose: ask the officer.",
)
SEARCH = Message("ui.procedure.search", "Tìm tên, mã thủ tục", "In the empty search line; for the officer.")
BRING = Message(
    "ui.procedure.bring",
    "In giấy dặn mang gì",
    "Accessible name of the bag beside a procedure: prints the list of what to bring.",
)
HELP_BRING = Message(
    "ui.procedure.help_bring",
    "Chạm cái túi để in tờ giấy dặn mang gì về nhà.",
    "Help on the page of procedures: what the bag beside a name does.",
)
NOT_FOUND = Message(
    "ui.procedure.not_found",
    "Không thấy thủ tục nào như vậy. Gõ ít chữ hơn, không cần dấu.",
    "A search for a procedure without a result.",
)
HELP_PROCEDURE = Message(
    "ui.procedure.help",
    "Chạm vào việc bà con cần làm. Chưa biết chọn việc nào thì hỏi cán bộ, không sao cả.",
    "Help on the page of procedures.",
)
HELP_KINDS = Message(
    "ui.procedure.help_kinds",
    "Có việc nộp được ngay tại đây. Có việc máy chỉ giúp điền phiếu để mang đi nộp, hoặc chỉ dẫn từng bước.",
    "Help on the page of procedures: what the three signs under the names mean.",
)

#: Width of the page, at normal text, from which question and search stand side by side.
_WIDE_MM = 170.0
_ORDER = (Purpose.FILING, Purpose.WORKSHEET, Purpose.GUIDE)


class EventTile(Pressable):
    """A life event: a large picture, its words, an ear."""

    def __init__(self, kit: Kit, event: str) -> None:
        super().__init__(kit.look, Kind.CHOICE, taps=kit.taps)
        mm, name = kit.look.mm, event_name(event)
        box = QVBoxLayout(self)
        box.setContentsMargins(mm(1.5), mm(1.5), mm(1.5), mm(1.5))
        box.setSpacing(mm(0.8))
        top = QHBoxLayout()
        if kit.can_say(Spoken(name)):
            # As wide as the ear on the other side, so that the picture stands in the middle where there is room.
            top.addItem(QSpacerItem(mm(LEAST_MM), 0, QSizePolicy.Policy.Maximum))
        top.addStretch(1)
        top.addWidget(PictogramLabel(kit.look, event_picture(event), 20), 0, Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        if kit.can_say(Spoken(name)):
            top.addWidget(EarButton(kit, Spoken(name)), 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(top)
        centred = Qt.AlignmentFlag.AlignHCenter
        box.addWidget(
            BilingualLabel(kit.look, kit.show(name), Role.ANSWER, Role.ANSWER_UNDER, align=centred), 1
        )
        self.setObjectName(f"event-{event}")
        self.setAccessibleName(kit.show(name).text)
        self.setMinimumSize(mm(42), mm(34))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)


class KindBadge(QWidget):
    """A sign and a word: filed here, a sheet to take along, or guidance."""

    def __init__(self, kit: Kit, purpose: Purpose, role: Role = Role.NOTE) -> None:
        super().__init__()
        icon, word = KINDS[purpose]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.mm(1.5))
        row.addWidget(PictogramLabel(kit.look, icon, 7), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(BilingualLabel(kit.look, kit.show(word), role, Role.OFFICER_SMALL, ink="accent"), 1)
        self.setAccessibleName(kit.show(word).text)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


class ProcedureTile(Pressable):
    """A procedure: picture, name, one sentence, what happens with it here, ear."""

    def __init__(self, kit: Kit, offer: Offer) -> None:
        super().__init__(kit.look, Kind.CHOICE, taps=kit.taps)
        mm = kit.look.mm
        row = QHBoxLayout(self)
        row.setContentsMargins(mm(3), mm(2), mm(2), mm(2))
        row.setSpacing(mm(3))
        picture = procedure_picture(offer.picture, offer.life_event)
        if has_pictogram(picture):
            side = 18 if kit.look.scale.text.factor < 1.3 else 14
            row.addWidget(PictogramLabel(kit.look, picture, side), 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(mm(0.8))
        column.addWidget(BilingualLabel(kit.look, kit.show(offer.name), Role.ANSWER, Role.ANSWER_UNDER))
        column.addWidget(BilingualLabel(kit.look, kit.show(offer.summary), Role.BODY, Role.NOTE, ink="muted"))
        column.addWidget(KindBadge(kit, offer.kind))
        row.addLayout(column, 1)
        said = (Spoken(offer.name), Spoken(offer.summary), Spoken(KINDS[offer.kind][1]))
        tools = QVBoxLayout()
        tools.setSpacing(mm(1))
        if kit.can_say(*said):
            tools.addWidget(EarButton(kit, *said))
        self.bring = IconButton(kit, "bag", kit.show(BRING), side=13, step=True)
        self.bring.setObjectName(f"bring-{offer.code}")
        tools.addWidget(self.bring)
        row.addLayout(tools)
        self.setObjectName(f"procedure-{offer.code}")
        self.setAccessibleName(f"{kit.show(offer.name).text}. {kit.show(KINDS[offer.kind][1]).text}")
        self.setMinimumHeight(mm(26))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)


class ProcedureScreen(Screen):
    """``event_chosen(life event)`` on the page of events, ``chosen(code)`` on both, ``bring_asked(code)`` for the list of
    what to bring. ``event``: whose procedures are shown.
    """

    name = "procedure"
    has_officer = True
    protects = False
    event_chosen = Signal(str)
    chosen = Signal(str)
    bring_asked = Signal(str)

    def __init__(self, kit: Kit, offers: Sequence[Offer], event: str | None = None) -> None:
        super().__init__(kit)
        self._offers = sorted(offers, key=lambda offer: _ORDER.index(offer.kind))
        self.life_event = event
        mm = kit.look.mm
        asks = WHAT if offers else NONE_YET
        title = (
            headline(kit, asks) if event is None else headline(kit, event_name(event), event_picture(event))
        )
        self.search = TypedLine(kit, most=60, role=Role.BODY)
        self.search.setObjectName("procedure-search")
        self.search.setProperty("search", True)
        self.search.setMinimumHeight(mm(LEAST_MM))
        self.search.setPlaceholderText(kit.show(SEARCH).in_one_line)
        self.search.setAccessibleName(kit.show(SEARCH).text)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(2))
        row.addWidget(PictogramLabel(kit.look, "search", 8), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.search, 1)
        self._head = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._head.setSpacing(mm(3))
        self._head.addWidget(title, 7)
        self._head.addWidget(line, 4)
        self.column.addLayout(self._head)
        self._offered = self._all_of(event) if event is not None else self._events()
        self._found = QWidget()
        self._hits = QVBoxLayout(self._found)
        self._hits.setContentsMargins(0, 0, 0, 0)
        self._hits.setSpacing(mm(3))
        self._nothing = BilingualLabel(kit.look, kit.show(NOT_FOUND), Role.BODY, Role.NOTE)
        self._nothing.hide()
        self._tiles: dict[str, ProcedureTile] = {}
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        self.column.addWidget(self._offered)
        self._found.hide()
        self.column.addWidget(self._found)
        self.column.addWidget(self._nothing)
        self.column.addStretch(1)
        self.search.textChanged.connect(self._look_for)
        self.search.done.connect(self._take_only)

    def state_name(self) -> str:
        """With the event whose procedures are shown: ``procedure:birth``."""
        return self.name if self.life_event is None else f"{self.name}:{self.life_event}"

    def steps(self) -> tuple[Action, ...]:
        """A tap on a picture is the step."""
        return ()

    def spoken(self) -> tuple[Spoken, ...]:
        """The question, or the event."""
        return (Spoken(WHAT if self.life_event is None else event_name(self.life_event)),)

    def help_text(self) -> tuple[Message, ...]:
        """What to do when unsure, and what the signs mean."""
        return (HELP_PROCEDURE, HELP_KINDS, HELP_BRING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is room the officer's line stands beside the question: the pictures are what matters."""
        super().resizeEvent(event)
        wide = self.width() > self.kit.look.mm(_WIDE_MM * self.kit.look.scale.text.factor)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._head.direction() != way:
            self._head.setDirection(way)

    def typed(self) -> Mapping[str, object]:
        """What is searched for."""
        return {"search": self.search.text()}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same search again."""
        self.search.setText(str(typed.get("search", "")))

    def tell(self, tone: str, message: Message) -> None:
        """What became of printing."""
        clear(self._told)
        self._told.addWidget(NoticeBox(self.kit, tone, self.kit.show(message), message=message))

    def found(self) -> tuple[str, ...]:
        """Codes of the procedures the search shows; none without one."""
        wanted = fold(self.search.text()).split()
        if not wanted:
            return ()
        return tuple(offer.code for offer in self._offers if all(self._names(offer, word) for word in wanted))

    def _names(self, offer: Offer, word: str) -> bool:
        shown = self.kit.show(offer.name), self.kit.show(offer.summary)
        words = " ".join(text for one in shown for text in (one.text, one.vi))
        return word in offer.code or any(have.startswith(word) for have in fold(words).split())

    def _events(self) -> QWidget:
        grid = EvenGrid(columns=4, gap=self.kit.look.mm(3))
        for event in dict.fromkeys(offer.life_event for offer in self._offers_in_order()):
            tile = EventTile(self.kit, event)
            tile.tapped.connect(lambda event=event: self.event_chosen.emit(event))
            grid.add(tile)
        return grid

    def _offers_in_order(self) -> list[Offer]:
        """As people ask for them: what begins a life, a family, a home, and then the rest."""
        order = ("birth", "marriage", "death", "residence", "health", "certificate", "driving")
        return sorted(
            self._offers,
            key=lambda offer: order.index(offer.life_event) if offer.life_event in order else len(order),
        )

    def _all_of(self, event: str) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.kit.look.mm(3))
        for offer in self._offers:
            if offer.life_event == event:
                column.addWidget(self._tile(offer))
        return holder

    def _tile(self, offer: Offer) -> ProcedureTile:
        tile = ProcedureTile(self.kit, offer)
        tile.tapped.connect(lambda: self.chosen.emit(offer.code))
        tile.bring.tapped.connect(lambda: self.bring_asked.emit(offer.code))
        return tile

    def _look_for(self, text: str) -> None:
        found, searching = self.found(), bool(fold(text))
        for code, tile in self._tiles.items():
            tile.setVisible(code in found)
        for offer in self._offers:
            if offer.code in found:
                if offer.code not in self._tiles:
                    self._tiles[offer.code] = self._tile(offer)
                self._hits.addWidget(self._tiles[offer.code])
        self._offered.setVisible(not searching)
        self._found.setVisible(bool(found))
        self._nothing.setVisible(searching and not found)

    def _take_only(self) -> None:
        found = self.found()
        if len(found) == 1 and self.kit.taps.accepts():
            self.chosen.emit(found[0])
