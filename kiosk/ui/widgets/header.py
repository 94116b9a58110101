"""What stands above every page: the way back, how far along, and the tools that are always within reach."""

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from forms.text import Message
from kiosk.devices.sound import USUAL_VOLUME
from kiosk.i18n.translator import Shown
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton, IconButton
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.progress import ProgressBar

BACK = Message("ui.frame.back", "Quay lại", "Button: one step back. Nothing is lost.")
REPLAY = Message("ui.frame.replay", "Nghe lại", "Accessible name: says the page aloud again.")
VOLUME = Message("ui.frame.volume", "Nghe to hay nhỏ", "Accessible name: next of three volumes.")
TEXT_SIZE = Message("ui.frame.text_size", "Đổi cỡ chữ", "Accessible name: next of three text sizes.")
CONTRAST = Message("ui.frame.contrast", "Đổi màu dễ nhìn", "Accessible name: high contrast on or off.")
LANGUAGE = Message("ui.frame.language", "Đổi tiếng nói", "Accessible name: choose another language.")
HELP = Message("ui.frame.help", "Trợ giúp", "Accessible name: calls help.")
OFFICER = Message("ui.frame.officer", "Cán bộ", "Accessible name of the officer's corner.")
KEYBOARD = Message("ui.frame.keyboard", "Mở bàn phím", "Accessible name: shows the on-screen keyboard again.")

#: Least room for the words that say how far along a person is.
_PROGRESS_MM = 22.0


class Header(QWidget):
    """Its buttons say that they were tapped; what that means is the frame's to say."""

    def __init__(self, kit: Kit, *, with_back: bool, with_officer: bool, title: Shown | None) -> None:
        super().__init__()
        self._kit = kit
        mm = kit.look.mm
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(mm(3), mm(1.5), mm(3), mm(1))
        self._box.setSpacing(mm(0.5))
        self._way = QWidget()
        row = QHBoxLayout(self._way)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(0.5))
        self._box.addWidget(self._way, 1)
        self.back_button = BigButton(
            kit,
            kit.show(BACK),
            kind=Kind.PLAIN,
            icon="back",
            least=14,
            role=Role.HEADER,
            under=Role.HEADER_UNDER,
        )
        self.back_button.setObjectName("back")
        row.addWidget(self.back_button)
        self.back_button.setVisible(with_back)  # not before it has a parent: it would be a window of its own
        row.addSpacing(mm(3))
        self._progress_place = QHBoxLayout()
        row.addLayout(self._progress_place, 1)
        self._progress: QWidget | None = None
        if title is not None:
            self._progress = BilingualLabel(kit.look, title, Role.HEADER, Role.HEADER_UNDER)
            self._progress_place.addWidget(self._progress)
        self._tools = QWidget()
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(0.5))
        row.addStretch(1)
        self._box.addWidget(self._tools)
        self.replay_button = self._tool(row, "hear", "ear", REPLAY)
        self.volume_button = self._tool(row, "volume", "sound", VOLUME)
        self.show_volume()
        self.keyboard_button = self._tool(row, "keyboard", "keyboard", KEYBOARD, step=False)
        self.keyboard_button.hide()
        self.text_size_button = self._tool(row, "text-size", "text-size", TEXT_SIZE)
        self.contrast_button = self._tool(row, "contrast", "contrast", CONTRAST)
        self.language_button = BigButton(
            kit,
            plain(kit.translator.pack.name),
            kind=Kind.QUIET,
            icon="language",
            least=14,
            role=Role.HEADER,
        )
        self.language_button.setObjectName("language")
        self.language_button.setAccessibleName(kit.show(LANGUAGE).text)
        row.addWidget(self.language_button)
        self.help_button = self._tool(row, "help", "help", HELP)
        self.officer_button = self._tool(row, "officer-corner", "officer", OFFICER)
        self.officer_button.setVisible(with_officer)

    def show_progress(self, progress: tuple[int, int] | None, step: Message) -> None:
        """Where there is no progress the title stays, and the place of one stays free."""
        if progress is None and isinstance(self._progress, BilingualLabel):
            return
        if self._progress is not None:
            self._progress_place.removeWidget(self._progress)
            self._progress.hide()
            self._progress.deleteLater()
            self._progress = None
        if progress is not None:
            self._progress = ProgressBar(self._kit, *progress, step)
        else:
            self._progress = QWidget()
        self._progress_place.addWidget(self._progress, 1)

    def show_volume(self) -> None:
        """As many waves before the loudspeaker as it is loud."""
        volume = self._kit.player.volume()
        loud = "sound-loud" if volume > USUAL_VOLUME else "sound"
        self.volume_button.picture.set_name("sound-soft" if volume < USUAL_VOLUME else loud)

    def fold(self, width: int) -> None:
        """On a narrow screen the tools stand in a row of their own."""
        # The keyboard's tool comes and goes.
        tools = self._tools.sizeHint().width() + self._kit.look.mm(LEAST_MM)
        way = self.back_button.sizeHint().width() + self._kit.look.mm(_PROGRESS_MM)
        narrow = tools + way + self._kit.look.mm(10) > width
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._box.direction() != direction:
            self._box.setDirection(direction)

    def _tool(self, row: QHBoxLayout, id: str, icon: str, name: Message, *, step: bool = True) -> IconButton:
        button = IconButton(self._kit, icon, self._kit.show(name), side=14, step=step)
        button.setObjectName(id)
        row.addWidget(button)
        return button
