"""The demo office: real screens, a real agent and a real gateway on this machine, with invented data only.

Stands above the application and drives it as a person would. The gateway is started as a process; its code is never
imported here.
"""

import os
import sys
from pathlib import Path

from kiosk.commands.line import Console
from kiosk.folder import Folder


def run_demo(folder: Folder | None, headless: bool, screens: Path | None, console: Console) -> int:
    """``kiosk demo``: with ``headless`` a filing from greeting to number, reported; otherwise an open demo office."""
    if headless:
        _draw_offscreen()
        from kiosk.demo.headless import run_headless

        return run_headless(folder, screens, console)
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false;qt.text.font.db=false")
    from kiosk.demo.window import run_window

    return run_window(folder, console)


def picture_screens(out: Path) -> list[str]:
    """``kiosk screens``: one picture of every screen in Vietnamese and Khmer; returns their names."""
    _draw_offscreen()
    from kiosk.demo.pictures import picture_all

    return picture_all(out)


def _draw_offscreen() -> None:
    """Draws where nobody looks, and keeps Qt's remarks about missing sound cards and fonts off the console."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false;qt.text.font.db=false;qt.qpa.*=false")
    from PySide6.QtCore import qInstallMessageHandler

    qInstallMessageHandler(_say)


def _say(_kind: object, _context: object, text: str) -> None:
    """Qt's remarks go on to the console, but the two that no rule above reaches, said again at every clip."""
    if text.startswith(("No audio device", "PulseAudioService")):
        return
    sys.stderr.write(f"{text}\n")
