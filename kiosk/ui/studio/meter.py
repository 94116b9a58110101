"""How loud it is at the microphone: a bar with a mark where a voice should reach, and where it is torn."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.text import Message
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit

LEVEL = Message("ui.studio.level", "Độ to của tiếng", "Accessible name of the level meter.")
QUIET = Message("ui.studio.quiet", "nhỏ", "Under the left part of the level meter: too quiet.")
RIGHT = Message("ui.studio.right", "vừa", "Under the middle part of the level meter: just right.")
LOUD = Message("ui.studio.loud", "to quá", "Under the right end of the level meter: too loud.")

_LEAST = -60.0
#: Peaks of a voice at the right distance lie between these (dBFS).
_FROM = -30.0
_UNTIL = -3.0
_FALL = 1.6  # dB a step the held peak sinks
_STEP_MS = 60


class LevelMeter(QWidget):
    """``show_level`` with the peak of the last moment; it sinks by itself. ``live``: a take is being recorded."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._level = self._held = _LEAST
        self._live = False
        self.setObjectName("level")
        self.setAccessibleName(kit.show(LEVEL).text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._sink = QTimer(self)
        self._sink.setInterval(_STEP_MS)
        self._sink.timeout.connect(self._fall)

    @property
    def held(self) -> float:
        """The peak as it is shown, dBFS."""
        return self._held

    def show_level(self, level: float) -> None:
        """The peak of the last moment."""
        self._level = max(level, _LEAST)
        self._held = max(self._held, self._level)
        if not self._sink.isActive() and self._held > _LEAST:
            self._sink.start()
        self.update()

    def set_live(self, live: bool) -> None:
        """Whether what is heard is being kept."""
        self._live = live
        self.update()

    def sizeHint(self) -> QSize:
        """A bar and its words."""
        return QSize(self._kit.look.mm(60), self._kit.look.mm(11))

    def _fall(self) -> None:
        self._held = max(self._held - _FALL, self._level)
        self._level = max(self._level - 2 * _FALL, _LEAST)
        if self._held <= _LEAST:
            self._sink.stop()
        self.update()

    def _at(self, level: float) -> float:
        return self.width() * (min(max(level, _LEAST), 0.0) - _LEAST) / -_LEAST

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws trough, bar, held peak and the three words."""
        look = self._kit.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        height = float(look.mm(5))
        trough = QRectF(0, 0, self.width(), height)
        painter.setBrush(look.colour("line"))
        painter.drawRoundedRect(trough, height / 3, height / 3)
        painter.setBrush(look.colour("good_wash"))
        painter.drawRect(QRectF(self._at(_FROM), 0, self._at(_UNTIL) - self._at(_FROM), height))
        ink = "danger" if self._held > _UNTIL else "good" if self._held > _FROM else "warn"
        painter.setBrush(look.colour(ink))
        painter.drawRoundedRect(QRectF(0, height * 0.2, self._at(self._level), height * 0.6), 2, 2)
        painter.setBrush(look.colour("ink"))
        painter.drawRect(QRectF(max(0.0, self._at(self._held) - look.mm(0.6)), 0, look.mm(0.6), height))
        painter.setPen(look.colour("ink"))
        painter.setFont(look.font(Role.OFFICER_SMALL))
        for word, begin, end in ((QUIET, _LEAST, _FROM), (RIGHT, _FROM, _UNTIL)):
            box = QRectF(self._at(begin), height, self._at(end) - self._at(begin), self.height() - height)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, left, self._kit.show(word).text)
        box = QRectF(
            self._at(_UNTIL) - look.mm(30),
            height,
            self.width() - self._at(_UNTIL) + look.mm(30),
            self.height() - height,
        )
        painter.drawText(
            box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._kit.show(LOUD).text
        )
        if self._live:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("danger"))
            dot = height * 0.6
            painter.drawEllipse(QRectF(self.width() - dot * 1.4, height * 0.2, dot, dot))
        painter.end()
