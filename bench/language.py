"""Another language on any page → all of it painted in that language: p95 over the questions of the marital-status procedure
with every shipped pack present (some twenty). And what all packs together cost at start.

The clock runs from the choice on the page of languages to the last paint of the page it leads back to: opening the pack,
writing the answers down, building and painting the widgets. Each language is opened anew every time, as by a citizen.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, Result, main, median, p95
from tests.office_factories import PASSPHRASE, little_stretching, set_up_office
from tests.store_factories import SetClock

LEAST_PACKS = 20
ROUNDS = 15

_START = """
import json, sys, time
from pathlib import Path
def rss():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
import forms.text, kiosk.i18n.packs
before, at = rss(), time.perf_counter()
from kiosk.i18n.packs import PackShelf
from kiosk.i18n.offering import in_order, read_offering
shelf = PackShelf.shipped(Path(sys.argv[1]))
names = [shelf.get(tag).name for tag in in_order(shelf, read_offering(Path(sys.argv[1])))]
print(json.dumps({"ms": (time.perf_counter() - at) * 1000, "mb": rss() - before, "packs": len(names)}))
"""


def _at_start(packs: Path) -> dict[str, float]:
    """What stands before the first picture, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _START, str(packs)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure() -> Result:
    """Walks the real screens with the demo's hands and changes the language on each page there and back."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from forms.clock import SystemClock
    from kiosk.demo.processes import PROCEDURE
    from kiosk.demo.walk import Walk
    from kiosk.devices.sound import SilentPlayer
    from kiosk.i18n.offering import LANGUAGES, offering_text
    from kiosk.i18n.packs import PackShelf
    from kiosk.journal import Journal
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.screens.language import LanguageScreen

    app = QApplication.instance() or QApplication(["bench"])
    times: list[float] = []
    by_tag: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        os.environ["HOSO_CONFIG_DIR"] = str(root / "machine")
        folder = set_up_office(root, SetClock())
        # Switched on by the office, all of them: a language that is not offered is shown in Vietnamese and costs nothing.
        folder.packs.mkdir(parents=True, exist_ok=True)
        (folder.packs / LANGUAGES).write_text(offering_text({}, PackShelf.shipped().tags()), encoding="utf-8")
        starts = [_at_start(folder.packs) for _ in range(ROUNDS)]
        conductor = Conductor(folder, SystemClock(), Journal(None, "bench"), player=SilentPlayer())
        conductor.start(full_screen=False, size=(1280, 800))
        tags = list(conductor.shelf.tags())
        turn = 0

        def change(tag: str) -> float:
            assert conductor.citizen is not None
            page = conductor.state_name()
            conductor.citizen.choose_language_again()
            walk.wait(lambda: conductor.settled, "the page of languages")
            screen = conductor.window.screen_shown
            assert isinstance(screen, LanguageScreen)
            at = time.perf_counter()
            screen.chosen.emit(tag)
            QApplication.processEvents()
            conductor.window.repaint()
            took = time.perf_counter() - at
            walk.wait(lambda: conductor.settled and conductor.state_name() == page, "the page again")
            return took

        def seen(page: str) -> None:
            nonlocal turn
            if not page.startswith("question:"):
                return
            for step in range(3):
                tag = tags[(turn + step * 7) % len(tags)]
                took = change(tag)
                times.append(took)
                by_tag.setdefault(tag, []).append(took)
            times.append(change("vi-VN"))
            turn += 1

        walk = Walk(conductor, seen)
        with little_stretching():
            walk.unlock("can-bo-1", PASSPHRASE)
            walk.wait(lambda: conductor.shift is not None, "the shift")
        walk.choose("vi-VN", PROCEDURE)
        walk.answer_everything()
        conductor.dispose()
    del app
    if starts[0]["packs"] < LEAST_PACKS:
        raise SystemExit(f"bench: only {starts[0]['packs']} packs")
    figures = (
        Figure("switch_p95_ms", p95(times) * 1000, 100, "ms"),
        Figure("start_ms", median([one["ms"] for one in starts]), 60, "ms"),
        Figure("start_mb", median([one["mb"] for one in starts]), 15, "MB"),
    )
    details: dict[str, object] = {
        "packs": int(starts[0]["packs"]),
        "switches": len(times),
        "median_ms": round(median(times) * 1000, 1),
        "slowest": max(by_tag, key=lambda tag: median(by_tag[tag])),
    }
    return Result("language", figures, details)


if __name__ == "__main__":
    main(measure)
