"""Plays one clip to its end: whether this machine's decoders work, asked by ``kiosk doctor --play`` and by the build."""

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from kiosk.devices.sound_qt import QtPlayer

PATIENCE_MS = 20_000


def plays(clip: Path) -> bool:
    """Whether ``clip`` was decoded and played to its end. Without a loudspeaker it is played in silence."""
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    app = QCoreApplication.instance() or QCoreApplication(["doctor"])
    player = QtPlayer()
    ended: list[bool] = []

    def finished() -> None:
        ended.append(player.failed == 0)
        app.quit()

    player.on_finished(finished)
    QTimer.singleShot(0, player, lambda: player.play(clip))
    QTimer.singleShot(PATIENCE_MS, player, app.quit)
    app.exec()
    player.stop()
    return ended == [True]
