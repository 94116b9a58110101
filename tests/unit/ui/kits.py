"""A kit for tests: real translator, silent player, a clock moved by hand."""

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kiosk.devices.sound import SilentPlayer
from kiosk.i18n.packs import VIETNAMESE, PackShelf
from kiosk.i18n.translator import Translator
from kiosk.ui.theme.look import first_look
from kiosk.ui.theme.sizes import TextSize
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.taps import TapGuard
from tests.unit.devices.clocks import HandClock


def make_kit(
    language: str = VIETNAMESE, size: TextSize = TextSize.NORMAL, clock: HandClock | None = None
) -> Kit:
    look = first_look().with_text(size)
    translator = Translator(PackShelf.shipped(), language)
    return Kit(look, translator, SilentPlayer(), TapGuard(clock or HandClock()))


#: qtbot refers weakly to what it closes; without this a stage would be gone with its widget at once.
_stages: list[QWidget] = []


def on_stage(qtbot: QtBot, widget: QWidget) -> QWidget:
    """Shows a widget as part of a window, as it stands in the kiosk."""
    stage = QWidget()
    layout = QVBoxLayout(stage)
    layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    layout.addWidget(widget)
    stage.resize(1280, 800)
    qtbot.addWidget(stage)
    stage.show()
    stage.activateWindow()
    _stages.append(stage)
    return stage
