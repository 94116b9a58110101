"""The first page: few modules, every language by its name, and a touch that is never lost."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk import launch
from kiosk.app import Options, ScreenProcess
from kiosk.folder import Folder
from kiosk.i18n.packs import PackShelf, shipped_folder
from kiosk.link import SupervisorLink
from kiosk.ui.front import Front
from kiosk.ui.screens.welcome import WelcomePage
from kiosk.ui.theme.look import first_look
from kiosk.ui.theme.sizes import ANSWER_MM
from tests.unit.ui.screens.seat import Seat

_PAINTED = """
import os
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
import PySide6.QtCore
from kiosk.ui.front import Front
app = QApplication([])
front = Front(Path(sys.argv[1]), (1280, 800))
def painted():
    print(*sys.modules, *(["Qt"] if "Qt" in vars(PySide6.QtCore) else []), flush=True)
    os._exit(0)
front.painted.connect(painted)
front.welcome()
front.open(full_screen=False)
app.exec()
"""

HEAVY = (
    "Qt", "PySide6.QtSvg", "PySide6.QtMultimedia", "kiosk.ui.conductor", "kiosk.ui.widgets.frame", "kiosk.ui.keyboard",
    "kiosk.i18n.translator", "kiosk.services", "kiosk.store", "kiosk.documents", "sync", "sqlalchemy", "sqlcipher3",
    "cryptography", "reportlab", "yaml", "json", "subprocess",
)  # fmt: skip


def test_the_welcome_page_is_painted_with_few_modules(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PAINTED, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_STYLE_OVERRIDE": "fusion"},
    )
    loaded = set(done.stdout.split())
    assert "kiosk.ui.screens.welcome" in loaded
    assert loaded & set(HEAVY) == set()


def test_every_installed_language_is_named_in_itself(qtbot: QtBot, tmp_path: Path) -> None:
    pack = tmp_path / "twh-Tavt-VN"
    shutil.copytree(shipped_folder() / "blt-Tavt-VN", pack, ignore=shutil.ignore_patterns("audio", "*.po"))
    text = (pack / "pack.toml").read_text(encoding="utf-8").replace('tag = "blt-', 'tag = "twh-')
    (pack / "pack.toml").write_text(text.replace('name = "ꪼꪕꪒꪾ"', 'name = "ꪼꪕ"'), encoding="utf-8")
    front = Front(tmp_path, (1280, 800))
    qtbot.addWidget(front.window, before_close_func=lambda window: setattr(window, "may_close", True))
    front.welcome()
    page = front.window.welcome
    assert page is not None
    said = page.accessibleName().split(". ")[-1].split(", ")
    assert set(said) == {pack_here.name for pack_here in PackShelf.shipped(tmp_path).packs}
    assert {"ꪼꪕ", "Tiếng Việt", "ꪼꪕꪒꪾ"} <= set(said)


@pytest.mark.parametrize("size", [(1280, 800), (1366, 768), (1024, 600), (800, 480)])
def test_the_button_is_large_and_under_the_words_on_every_screen(qtbot: QtBot, size: tuple[int, int]) -> None:
    look = first_look(3.6)
    page = WelcomePage(look, [f"Tiếng {n}" for n in range(12)])
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    button = page.start.geometry()
    assert page.rect().contains(button)
    assert button.height() >= look.mm(ANSWER_MM)
    assert button.width() >= look.mm(ANSWER_MM)
    image = page.grab().toImage()
    above = {
        image.pixelColor(x, button.top() - 2).name()
        for x in range(int(image.width() / image.devicePixelRatio()))
    }
    assert len(above) == 1  # no letter reaches down to the button


def test_enter_starts_and_back_leads_home(locked_seat: Seat) -> None:
    seat = locked_seat
    assert seat.page == "welcome"
    seat.keys("\r")
    seat.arrive("unlock")
    seat.tap("back")
    assert seat.page == "welcome"
    seat.tap_twice("start")
    assert seat.page == "unlock"
    assert not seat.sees("screen-welcome")


def _screen(folder: Folder, hello: bytes) -> ScreenProcess:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    options = Options.read(["--data-dir", str(folder.root), "--size", "1280x800"])
    return ScreenProcess(app, options, SupervisorLink(io.BytesIO(hello), io.BytesIO()))


def test_a_touch_before_anything_else_is_loaded_is_not_lost(qtbot: QtBot, folder: Folder) -> None:
    screen = _screen(folder, launch.FRESH)
    screen.show()
    assert screen.front.window.welcome is not None
    screen.front.window.welcome.start.click()
    conductor = screen.conductor()
    try:
        assert conductor.state_name() == "unlock"
        qtbot.waitUntil(lambda: conductor.settled)
    finally:
        conductor.dispose()


def test_after_a_crash_nobody_is_greeted(
    qtbot: QtBot, folder: Folder, prepared: tuple[Path, dict[str, object]]
) -> None:
    import json

    session = {"shift": prepared[1], "place": None, "pin": None, "mode": "counter"}
    screen = _screen(folder, json.dumps({"session": session, "attempt": 1}).encode() + b"\n")
    screen.show()
    conductor = screen.conductor()
    try:
        assert conductor.state_name() == "restoring"
        qtbot.waitUntil(lambda: conductor.state_name() == "queue", timeout=20_000)
    finally:
        conductor.dispose()


def test_a_real_screen_says_that_it_lives(folder: Folder) -> None:
    command = ["--data-dir", str(folder.root), "--size", "800x480"]
    before = os.environ.get("QT_QPA_PLATFORM")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        screen = launch.start(launch.screen_command(*command))
    finally:
        if before is None:
            del os.environ["QT_QPA_PLATFORM"]
        else:
            os.environ["QT_QPA_PLATFORM"] = before
    assert screen.stdin is not None
    assert screen.stdout is not None
    try:
        screen.stdin.write(launch.FRESH)
        screen.stdin.flush()
        launch.wait_for_a_word(screen, 60.0)
        assert screen.stdout.readline() == b'{"alive": true}\n'
    finally:
        screen.terminate()
        assert screen.wait() != 0
        screen.stdin.close()
        screen.stdout.close()
