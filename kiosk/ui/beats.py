"""What happens by itself: the sign of life, taking in what came home, and the quiet before the wipe."""

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from forms.text import Message
from kiosk.devices.card_scanner_filter import CardScannerFilter
from kiosk.devices.serial_scanner import LOST_SCANNER, SCANNER_BACK
from kiosk.ui.hearing import Hearing
from kiosk.ui.idle import IdleClock
from kiosk.ui.idle_watch import IdleWatch
from kiosk.ui.serial_card import SerialCard
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Spoken
from kiosk.ui.widgets.pressable import Kind

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.sheet import Sheet

STILL_THERE = Message(
    "ui.idle.warning",
    "Bà con còn ở đây không? Màn hình sẽ xóa sau {seconds} giây. Câu trả lời vẫn được giữ cho cán bộ.",
    "Nobody touched the screen for a while. Must not lose: answers are kept.",
)
LEFT = Message("ui.idle.left", "Còn {seconds} giây.", "Said again while the count-down to the wipe goes on.")
HERE = Action(
    "here",
    Message("ui.idle.here", "Tôi vẫn ở đây", "Button: do not wipe the screen."),
    Kind.PRIMARY,
    "finger",
)

#: Seconds before the wipe at which the count-down is said again: who looks for a paper may not look at the screen.
SAID_AT = (20, 10, 5)

ALIVE_EVERY_MS = 2_000
REFRESH_EVERY_MS = 4_000


class Beats(QObject):
    """Belongs to the conductor and lives as long as the window."""

    def __init__(self, conductor: "Conductor") -> None:
        super().__init__(conductor)
        self._c = conductor
        self._warning: Sheet | None = None
        self._said_to = 0
        self._refreshing = False
        self._version = -1
        self._failed_with = ""
        self.idle = IdleWatch(IdleClock(conductor.clock), self)
        self.idle.warned.connect(self._warn)
        self.idle.returned.connect(self.drop_warning)
        self.idle.expired.connect(self._expired)
        self._scanner = CardScannerFilter(conductor.clock, self)
        self._scanner.scanned.connect(self._scanned)
        self._serial: SerialCard | None = None
        handle = conductor.window.windowHandle()
        handle.installEventFilter(self.idle)
        handle.installEventFilter(self._scanner)
        self._hearing = Hearing(conductor, self)
        handle.installEventFilter(self._hearing)
        for every, beat in ((ALIVE_EVERY_MS, conductor.alive), (REFRESH_EVERY_MS, self._refresh)):
            timer = QTimer(self)
            timer.setInterval(every)
            timer.timeout.connect(beat)
            timer.start()

    def stop(self) -> None:
        """The window goes."""
        self.drop_warning()
        if self._serial is not None:
            self._serial.stop()
        for timer in self.findChildren(QTimer):
            timer.stop()
        self.idle.stop()

    def watch(self, protects: bool) -> None:
        """A page came: quiet time counts only while somebody's data may stand on it."""
        self.drop_warning()
        self._listen_at_port()
        if protects:
            self.idle.start()
        else:
            self.idle.stop()

    def drop_warning(self, _chosen: str = "") -> None:
        """Somebody is there."""
        warning, self._warning = self._warning, None
        if warning is not None:
            self._c.kit.player.stop()
            with contextlib.suppress(RuntimeError):
                warning.close_quietly()

    def _refresh(self) -> None:
        """Takes in what the agent brought, where nobody waits for it."""
        if self._c.shift is None or self._c.apart is not None or self._refreshing:
            return
        self._refreshing = True
        desk = self._c.shift.desk

        def look() -> bool:
            from kiosk.services.returning import refresh

            changed = refresh(desk).any
            version = desk.store.data_version()
            changed = changed or version != self._version
            self._version = version
            return changed

        def done(changed: bool) -> None:
            self._refreshing = False
            self._failed_with = ""
            if changed and self._c.shift is not None and self._c.shift.desk is desk:
                self._c.came_home.emit()

        def failed(error: BaseException) -> None:
            self._refreshing = False
            kind = type(error).__name__
            if self._c.shift is not None and self._c.shift.desk is desk and kind != self._failed_with:
                self._failed_with = kind  # said once, not every four seconds
                self._c.journal.exception("refresh", error)

        self._c.background.run(look, done, failed, soon=False)

    def _listen_at_port(self) -> None:
        """A serial scanner is listened to from the first page of the first shift on: not before, because it costs."""
        port = self._c.attached.card_port
        if self._serial is None and self._c.shift is not None and port is not None:
            self._serial = SerialCard(port, self)
            self._serial.scanned.connect(self._scanned)
            self._serial.lost.connect(lambda: self._say_of_scanner("warn", LOST_SCANNER))
            self._serial.back.connect(lambda: self._say_of_scanner("good", SCANNER_BACK))
            self._serial.start()

    @property
    def hears_card_reader(self) -> bool:
        """Whether a serial scanner is at the port and heard."""
        return self._serial is not None and self._serial.ready

    def listen_anew(self) -> None:
        """Another port was chosen."""
        serial, self._serial = self._serial, None
        if serial is not None:
            serial.stop()
            serial.deleteLater()
        self._listen_at_port()

    def _say_of_scanner(self, tone: str, message: Message) -> None:
        """Said once, where a card could be held to it."""
        if self._c.mode == "counter" and self._c.counter is not None:
            self._c.safely(self._c.counter.say_of_scanner, tone, message)
        if self._c.mode == "visit" and self._c.citizen is not None:
            self._c.safely(self._c.citizen.asking.say_in_place, message)

    def _scanned(self, text: str, cut: bool) -> None:
        if self._c.mode == "visit" and self._c.citizen is not None and self._c.window.sheet is None:
            self._c.safely(self._c.citizen.asking.card_scanned, text, cut)
        elif self._c.mode == "counter" and self._c.counter is not None and self._c.window.sheet is None:
            self._c.safely(self._c.counter.scanned, text)

    def _warn(self, seconds: int) -> None:
        kit = self._c.kit
        message = STILL_THERE if self._c.apart is None else self._c.apart.still_there
        shown = kit.show(message, seconds=seconds)
        if self._warning is not None:
            self._warning.set_text(shown)
            passed = [mark for mark in SAID_AT if seconds <= mark < self._said_to]
            if passed:
                self._said_to = min(passed)
                kit.say(Spoken(LEFT, (("seconds", seconds),)))
            return
        self._said_to = seconds
        from kiosk.ui.sheet import Sheet

        self._warning = Sheet(
            self._c.window,
            kit,
            (shown,),
            icon="clock",
            actions=(HERE,),
            name="idle-warning",
            spoken=(Spoken(message, (("seconds", seconds),)),),
        )
        self._warning.chosen.connect(self.drop_warning)

    def _expired(self) -> None:
        self.drop_warning()
        if self._c.apart is not None or (self._c.mode == "visit" and self._c.shift is not None):
            self._c.safely(self._c.new_visit)
        else:
            self._c.safely(self._c.lock)
