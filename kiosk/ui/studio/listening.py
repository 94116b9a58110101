"""A page with a microphone: its meter, what is wrong with it, and one button that begins and ends a take."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.text import Message
from kiosk.devices.microphone import STATE_WORDS, MicrophoneState
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.studio.meter import LevelMeter
from kiosk.ui.studio.recorder import Recorder
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind
from kiosk.voice.judging import FAULTS, Judgement
from kiosk.voice.samples import Samples

RECORD = Message("ui.studio.record", "Thu", "Button: a take begins.")
STOP = Message("ui.studio.stop", "Dừng", "Button: the take ends.")


#: Under this height (millimetres) the keyboard is up.
_LOW = 70


class ListeningPage(DeskPage):
    """``took(Samples)`` with every take; ``begun`` when one begins, so that nothing else sounds; ``left`` when the page goes."""

    took = Signal(object)
    begun = Signal()
    left = Signal()

    def __init__(self, kit: Kit, title: str, icon: str, recorder: Recorder) -> None:
        super().__init__(kit, title, icon)
        self._recorder = recorder
        self._typing = False  # whether the keyboard takes the page's room
        self._ails = False  # whether something is said of the microphone
        self.meter = LevelMeter(kit)
        self.record: BigButton
        self._stop: BigButton
        recorder.level_heard.connect(self.meter.show_level)
        recorder.state_changed.connect(self._state)
        recorder.full.connect(self._end)

    def record_button(self) -> QWidget:
        """The one large button: begin, and end. Space does the same."""
        place = QWidget()
        box = QVBoxLayout(place)
        box.setContentsMargins(0, 0, 0, 0)
        self.record = self._large("record", RECORD, "sound", Kind.PRIMARY)
        self._stop = self._large("stop", STOP, "stop", Kind.GRAVE)
        self._stop.hide()
        for button in (self.record, self._stop):
            box.addWidget(button)
        self.record.tapped.connect(self._begin)
        self._stop.tapped.connect(self._end)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self)
        space.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        space.activated.connect(lambda: (self._end if self._recorder.recording else self._begin)())
        return place

    def _large(self, name: str, word: Message, icon: str, kind: Kind) -> BigButton:
        button = BigButton(self.kit, self.kit.show(word), kind=kind, icon=icon, step=False)
        button.setObjectName(name)
        return button

    def hideEvent(self, event: QHideEvent) -> None:
        """The page goes: nobody is listened to any more."""
        super().hideEvent(event)
        self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """While the keyboard is up nobody speaks: what is said of the microphone makes room, and comes back."""
        super().resizeEvent(event)
        low = self.height() < self.kit.look.mm(_LOW)
        if low and not self._typing:
            self.hush()
        elif self._typing and not low:
            self._state(self._recorder.state)
        self._typing = low

    def judged(self, judgement: Judgement) -> None:
        """Says what is wrong with a take; nothing is said of a good one."""
        if judgement.faults:
            self.tell("warn", FAULTS[judgement.faults[0]])
        else:
            self.hush()

    def _begin(self) -> None:
        if self._recorder.recording:
            return
        self.hush()
        self.begun.emit()
        if not self._recorder.begin():
            self._state(self._recorder.state)
            return
        self._show_recording(True)

    def _end(self) -> None:
        if self._recorder.recording:
            take: Samples = self._recorder.end()
            self._show_recording(False)
            self.took.emit(take)

    def _show_recording(self, recording: bool) -> None:
        self.record.setVisible(not recording)
        self._stop.setVisible(recording)
        self.meter.set_live(recording)

    def _state(self, state: MicrophoneState) -> None:
        if state is MicrophoneState.LIVE and self._ails:
            self._ails = False
            self.hush()
        elif state in STATE_WORDS:
            self._ails = True
            self.tell("info" if state is MicrophoneState.STARTING else "danger", STATE_WORDS[state])
        if not self._recorder.recording:
            self._show_recording(False)
