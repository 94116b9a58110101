"""Taking in one paper: live picture and shutter, a refused picture with its reason, corners and turns by finger.

Shows what it is given and reports what was touched; finding edges, judging and storing are done behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.i18n.values import Value
from kiosk.ui.screens import capture_words as say
from kiosk.ui.screens.base import Screen, clear
from kiosk.ui.screens.capture_view import CornersView, LiveView, PictureView
from kiosk.ui.screens.page_strip import PageStrip, Thumb
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton, IconButton
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.scroll import TouchScroll

SCAN_PICTURES = {
    "dark": "scan-dark",
    "blurred": "scan-blurred",
    "cut": "scan-cut",
    "small": "scan-small",
    "same": "scan-same",
}
"""The picture of how to hold the paper, by what was wrong."""

_GOOD_MS = 6_000
"""How long good news stands; what went wrong stands until something else happens."""
_TEXTS_MM = 34.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A picture that may not be kept as it is: why, and whether an officer may keep it knowingly."""

    image: QImage = field(repr=False)
    faults: tuple[tuple[str, Message], ...]
    may_keep: bool
    may_mend: bool = True


class CaptureScreen(Screen):
    """``shot``, ``file_asked``, ``page_opened(id)``; of a refused picture ``retaken``, ``kept_anyway``, ``mend_asked``; of
    the corners ``mended``, ``left``, ``dropped``."""

    name = "capture"
    scrolls = False
    shot = Signal()
    file_asked = Signal()
    page_opened = Signal(str)
    retaken = Signal()
    kept_anyway = Signal()
    mend_asked = Signal()
    mended = Signal()
    left = Signal()
    dropped = Signal()

    def __init__(self, kit: Kit, paper: Message, *, camera: bool, scanner: bool) -> None:
        super().__init__(kit)
        self._paper = paper
        self._scanner = scanner
        self._guided = ("", "")
        self._aside: list[tuple[QBoxLayout, QWidget]] = []
        self._pairs: dict[QWidget, QBoxLayout] = {}
        self.column.setContentsMargins(0, 0, 0, 0)
        self._modes = QStackedWidget()
        self.column.addWidget(self._modes, 1)
        self.live = LiveView(kit)
        self._camera_told = QVBoxLayout()
        self._guide = QVBoxLayout()
        self._told = QVBoxLayout()
        self._live_page = self._build_live(camera)
        self._modes.addWidget(self._live_page)
        self._other: QWidget | None = None
        self.corners: CornersView | None = None
        self.guide("scan-hold", say.AIM if camera else say.FROM_SCANNER, speak=False)

    # -- what the window asks

    def steps(self) -> tuple[Action, ...]:
        """None in the lower bar: the picture needs its room, and each mode has its own ways on beside it."""
        return ()

    def spoken(self) -> tuple[Spoken, ...]:
        """Which paper, and how to lay it."""
        return (Spoken(self._paper), Spoken(say.AIM))

    def help_text(self) -> tuple[Message, ...]:
        """How it goes."""
        return (say.HELP,)

    def shown_first(self) -> None:
        """The keyboard stands on the shutter: a page is taken by Enter too."""
        if self._shoot.isVisible():
            self._shoot.setFocus()

    @property
    def mode(self) -> str:
        """``live``, ``refused`` or ``corners``."""
        return "live" if self._other is None else "refused" if self.corners is None else "corners"

    # -- the live page

    def show_live(self) -> None:
        """Back to the live picture."""
        other, self._other, self.corners = self._other, None, None
        self._modes.setCurrentWidget(self._live_page)
        if other is not None:
            self._modes.removeWidget(other)
            other.deleteLater()
            for _, side in self._aside[1:]:
                self._pairs.pop(side, None)
            self._aside = self._aside[:1]

    def camera_told(self, message: Message | None) -> None:
        """What is the matter with the camera, in the place of its picture; ``None`` when it works."""
        clear(self._camera_told)
        self.live.setVisible(message is None)
        self._shoot.setVisible(message is None)
        if message is not None:
            clear(self._guide)
            self._guided = ("", "")
            box = NoticeBox(self.kit, "warn", self.kit.show(message), icon="camera", message=message)
            box.setObjectName("camera-told")
            self._camera_told.addWidget(box)
            self._camera_told.addStretch(1)

    def guide(self, icon: str, message: Message, *, speak: bool = False) -> None:
        """How to hold the paper now, in a picture and words."""
        if (icon, message.id) == self._guided:
            return
        self._guided = (icon, message.id)
        clear(self._guide)
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.kit.look.mm(2))
        box.addWidget(PictogramLabel(self.kit.look, icon, 15), 0, Qt.AlignmentFlag.AlignTop)
        label = BilingualLabel(self.kit.look, self.kit.show(message), Role.NOTE, Role.OFFICER_SMALL)
        label.setObjectName("guide")
        box.addWidget(label, 1)
        row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._guide.addWidget(row)
        if speak:
            self.kit.say(Spoken(message))

    def tell(
        self, tone: str, message: Message, *, icon: str | None = None, speak: bool = True, **params: Value
    ) -> None:
        """Something happened: a page was kept, a file was set aside. The newest word stands."""
        clear(self._told)
        box = NoticeBox(
            self.kit, tone, self.kit.show(message, **params), icon=icon, role=Role.NOTE, message=None
        )
        box.setObjectName("told")
        self._told.addWidget(box)
        if tone == "good":
            QTimer.singleShot(_GOOD_MS, box, lambda: box.hide())
        if speak:
            self.kit.say(Spoken(message, tuple(params.items())))

    def show_thumbs(self, thumbs: Sequence[Thumb]) -> None:
        """The pages so far, the newest in sight."""
        self._strip.show_thumbs(thumbs)

    def _build_live(self, camera: bool) -> QWidget:
        kit, mm = self.kit, self.kit.look.mm
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(mm(1.5))
        title = BilingualLabel(kit.look, self._title(), Role.HEADER, Role.HEADER_UNDER)
        title.setObjectName("paper-name")
        left.addWidget(title)
        left.addLayout(self._camera_told)
        # Whatever it would like: it is as high as words and ways leave it, and never less than its least.
        self.live.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        left.addWidget(self.live, 1)
        if not camera:
            self.live.hide()
            left.addStretch(1)
        self._strip = PageStrip(kit)
        self._strip.page_opened.connect(self.page_opened)
        left.addWidget(self._strip)
        self._shoot = self._button("shoot", say.SHOOT, "camera", Kind.PRIMARY, self.shot, least=20)
        if not camera:
            self._shoot.hide()
        texts = _column(self._told, self._guide, gap=mm(1.8))
        side = self._side(
            texts,
            self._shoot,
            self._button("pick-file", say.FILE, "folder", Kind.PLAIN, self.file_asked),
            self._button("continue", say.DONE, "check", Kind.PLAIN, self.went_on, least=18),
        )
        return self._beside(main, side)

    # -- a refused picture

    def show_refusal(self, refusal: Refusal) -> None:
        """The picture as it was taken, why it is not good, and how to hold the paper."""
        kit, mm = self.kit, self.kit.look.mm
        self.show_live()
        view = PictureView(kit.look, kit.show(say.REFUSED).text)
        view.setObjectName("refused-picture")
        view.show_image(refusal.image)
        texts = QVBoxLayout()
        texts.setSpacing(mm(1.8))
        for fault, reason in refusal.faults[:2]:
            row = QHBoxLayout()
            row.setSpacing(mm(2))
            picture = PictogramLabel(kit.look, SCAN_PICTURES.get(fault, "scan-hold"), 18)
            picture.setObjectName(f"fault-{fault}")
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(BilingualLabel(kit.look, kit.show(reason), Role.BODY, Role.NOTE), 1)
            texts.addLayout(row)
        ways = [self._button("retake", say.AGAIN, "camera", Kind.PRIMARY, self.retaken, least=18)]
        if refusal.may_mend:
            ways.append(self._button("mend", say.CORNERS, "crop", Kind.PLAIN, self.mend_asked))
        if refusal.may_keep:
            ways.append(self._button("keep-anyway", say.ANYWAY, "keep-anyway", Kind.PLAIN, self.kept_anyway))
            note = kit.show(say.ANYWAY_NOTE)
            texts.addWidget(
                BilingualLabel(kit.look, note, Role.OFFICER_SMALL, Role.OFFICER_SMALL, ink="muted")
            )
        side = self._side(_column(texts, gap=mm(1.8)), *ways)
        self._show_other(self._beside(view, side))
        kit.say(*(Spoken(reason) for _, reason in refusal.faults[:1]))

    # -- corners and turns

    def show_corners(
        self, image: QImage, corners: Sequence[tuple[float, float]], *, may_drop: bool, turns: int = 0
    ) -> None:
        """The picture with its four corners to be moved."""
        kit, mm = self.kit, self.kit.look.mm
        self.show_live()
        view = CornersView(kit, image, corners, turns)
        texts = QVBoxLayout()
        texts.addWidget(BilingualLabel(kit.look, kit.show(say.EDIT), Role.BODY, Role.NOTE))
        turns_row = QHBoxLayout()
        turns_row.setSpacing(mm(2))
        for name, word, icon, quarters in (
            ("turn-left", say.LEFT, "turn-left", -1),
            ("turn-right", say.RIGHT, "turn-right", 1),
        ):
            button = IconButton(kit, icon, kit.show(word), kind=Kind.PLAIN, side=18)
            button.setObjectName(name)
            button.tapped.connect(lambda quarters=quarters: view.turn(quarters))
            turns_row.addWidget(button)
        turns_row.addStretch(1)
        ways = [
            self._button("use", say.USE, "check", Kind.PRIMARY, self.mended, least=18),
            self._button("leave", say.LEAVE, "cross", Kind.PLAIN, self.left),
        ]
        if may_drop:
            ways.append(self._button("drop", say.DROP, "trash", Kind.QUIET, self.dropped))
        side = self._side(_column(texts, turns_row, gap=mm(2.5)), *ways)
        self._show_other(self._beside(view, side))
        self.corners = view
        kit.say(Spoken(say.EDIT))

    # -- parts

    def _show_other(self, page: QWidget) -> None:
        self._other = page
        self._modes.addWidget(page)
        self._modes.setCurrentWidget(page)

    def _side(self, texts: QWidget, *ways: BigButton) -> QWidget:
        """Words above, however long; the ways on below, always in sight."""
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.kit.look.mm(1.8))
        scroll = TouchScroll(self.kit, texts)
        scroll.setMinimumHeight(self.kit.look.mm(_TEXTS_MM))
        column.addWidget(scroll, 1)
        first = max(0, len(ways) - 2)
        for way in ways[:first]:
            column.addWidget(way)
        pair = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        pair.setSpacing(self.kit.look.mm(1.8))
        for way in ways[first:]:
            pair.addWidget(way, 1)
        column.addLayout(pair)
        self._pairs[side] = pair
        return side

    def _beside(self, main: QWidget, side: QWidget) -> QWidget:
        """Side by side on a lying screen, under each other on an upright one."""
        holder = QWidget()
        box = QBoxLayout(QBoxLayout.Direction.LeftToRight, holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.kit.look.mm(3))
        box.addWidget(main, 5)
        box.addWidget(side, 4)
        self._aside.append((box, side))
        self._arrange(box, side)
        return holder

    def _arrange(self, box: QBoxLayout, side: QWidget) -> None:
        upright = self.height() > self.width()
        # Upright, the last two ways stand side by side: the picture needs the height.
        self._pairs[side].setDirection(
            QBoxLayout.Direction.LeftToRight if upright else QBoxLayout.Direction.TopToBottom
        )
        box.setDirection(QBoxLayout.Direction.TopToBottom if upright else QBoxLayout.Direction.LeftToRight)
        # Upright, the picture takes what words and ways leave; lying, both share the width.
        box.setStretch(0, 1 if upright else 5)
        box.setStretch(1, 0 if upright else 4)
        wide = max(round(self.width() * 0.38), self.kit.look.mm(64))
        side.setMaximumWidth(16_777_215 if upright else wide)
        side.setMinimumWidth(0 if upright else min(wide, self.width() // 2))
        layout = side.layout()
        if layout is not None:
            layout.invalidate()  # it has not heard that the pair beneath it was turned
            # Qt asks for less when buttons grow with their words; the picture gives way, never the words.
            side.setMinimumHeight(layout.totalMinimumHeightForWidth(self.width()) if upright else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Upright or lying."""
        super().resizeEvent(event)
        for box, side in self._aside:
            self._arrange(box, side)

    def _title(self) -> Shown:
        name = self.kit.show(self._paper)
        title = self.kit.show(say.TITLE, paper=name.text)
        return Shown(
            title.text, say.TITLE.vi.format(paper=name.vi), name.is_draft or title.is_draft, title.tag
        )

    def _button(
        self, name: str, word: Message, icon: str, kind: Kind, signal: object, least: float = 14
    ) -> BigButton:
        button = BigButton(
            self.kit,
            self.kit.show(word),
            kind=kind,
            icon=icon,
            least=least,
            role=Role.NOTE,
            under=Role.OFFICER_SMALL,
        )
        button.setObjectName(name)
        button.tapped.connect(signal)
        return button


def _column(*layouts: QLayout, gap: int) -> QWidget:
    """Layouts under each other, from the top."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for layout in layouts:
        box.addLayout(layout)
    box.addStretch(1)
    return holder
