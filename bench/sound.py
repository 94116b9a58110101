"""Tap on an ear → the first sound: p95 over every page's prompt and every choice's ear of the commonest procedure.

The real player decodes the real clips. The clock runs from the touch to the first decoded block that goes to the
loudspeaker; a machine without one plays in silence, and the loudspeaker's own latency comes on top where there is one.
"""

import os
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, Result, main, median, p95

ROUNDS = 4


def measure() -> Result:
    """Walks to the first questions and taps every ear there is, several times."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    from PySide6.QtMultimedia import QAudioBufferOutput
    from PySide6.QtWidgets import QApplication

    from forms.clock import SystemClock
    from kiosk.demo.hands import Hands
    from kiosk.demo.processes import PROCEDURE
    from kiosk.demo.walk import Walk
    from kiosk.devices.sound_qt import QtPlayer
    from kiosk.gallery.office import PASSPHRASE, StillClock, invented_office
    from kiosk.journal import Journal
    from kiosk.services.unlocking import unlock
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.widgets.buttons import EarButton

    app = QApplication.instance() or QApplication(["bench"])
    times: list[float] = []
    failed = 0
    with (
        tempfile.TemporaryDirectory() as name,
        invented_office(Path(name), StillClock()) as folder,
    ):
        player = QtPlayer()
        conductor = Conductor(folder, SystemClock(), Journal(None, "bench"), player=player)
        conductor.start(full_screen=False, size=(1280, 800))
        desk = unlock(folder, "can-bo-1", PASSPHRASE, SystemClock())
        conductor.begin_shift(desk)
        conductor.open_citizen()
        walk = Walk(conductor, lambda _name: None)
        player.warm_up()
        heard: list[float] = []
        tap = QAudioBufferOutput(player)
        tap.audioBufferReceived.connect(lambda _buffer: heard.append(time.perf_counter()))
        assert player._player is not None
        player._player.setAudioBufferOutput(tap)
        walk.choose("vi-VN", PROCEDURE)
        hands = Hands(conductor.window)
        walk.wait(lambda: conductor.settled and conductor.state_name().startswith("question"), "a question")
        for _ in range(ROUNDS):
            ears = [one for one in conductor.window.findChildren(EarButton) if one.isVisible()]
            for ear in (conductor.window.frame.header.replay_button, *ears):
                player.stop()
                end = time.perf_counter() + 0.15
                while time.perf_counter() < end:
                    QApplication.processEvents()
                heard.clear()
                start = time.perf_counter()
                hands.touch(ear)
                while not heard and time.perf_counter() - start < 3:
                    QApplication.processEvents()
                times.append(heard[0] - start if heard else 3.0)
        failed = player.failed
        conductor.dispose()
    del app
    details: dict[str, object] = {
        "median_ms": round(median(times) * 1000, 1),
        "worst_ms": round(max(times) * 1000, 1),
        "taps": len(times),
        "failed": failed,
    }
    return Result("sound", (Figure("p95_ms", p95(times) * 1000, 150, "ms"),), details)


if __name__ == "__main__":
    main(measure)
